"""Survival of groups compared: the log-rank test, and the hazard ratio of Cox's model."""

from __future__ import annotations

import math
import warnings
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import polars as pl

from ebbtide.errors import DataError
from ebbtide.statistics.extra import normal_quantile, part_of_extra
from ebbtide.statistics.times import subjects_of

if TYPE_CHECKING:
    from collections.abc import Container, Iterator, Mapping

    from ebbtide.statistics.times import Bools, Groups, Numbers

__all__ = ["HAZARDS", "LOG_RANK", "cox", "log_rank"]

LOG_RANK: Final = {"groups": pl.Int64, "chi2": pl.Float64, "df": pl.Int64, "p": pl.Float64}
HAZARDS: Final = {
    "group": pl.String,
    "reference": pl.String,
    "subjects": pl.Int64,
    "events": pl.Int64,
    "hazard_ratio": pl.Float64,
    "low": pl.Float64,
    "high": pl.Float64,
    "p": pl.Float64,
    "concordance": pl.Float64,
    "note": pl.String,
}
_PURPOSE: Final = "comparing survival"
_UNBOUNDED: Final = 50.0
"""A standard error of a log hazard ratio beyond which the likelihood has no top: it only flattens."""
_TO_THE_END: Final[dict[str, float]] = {"precision": 1e-18, "r_precision": 1e-20}


def log_rank(times: Numbers, events: Bools, groups: Groups) -> pl.DataFrame:
    """Test whether all groups have events at one rate.

    A group that nobody was left in when the first event fell cannot be compared and does not count.

    Args:
        times: From the start to the event, or to the end of observation.
        events: Whether the time ends in the event.
        groups: The group of each subject.

    Returns:
        One row: `groups` that could be compared, `chi2`, `df`, `p`; the last three null where fewer than two
        groups, or no events, leave nothing to compare.

    Raises:
        EmptyTableError: If there is no subject.
        DataError: If something is missing, or a time is negative.
        MissingExtraError: If lifelines is not installed.

    Sources:
        Mantel 1966; Peto 1972.

    Examples:
        >>> log_rank([1, 2, 3, 4], [1, 1, 1, 1], ["a", "a", "b", "b"]).select("df", pl.col("chi2").round(4)).row(0)
        (1, 2.8824)
    """
    rows = subjects_of(times, events, groups)
    first = rows.filter("event")["day"].min()
    rows = rows.filter((pl.col("day").max() >= first).over("group")) if first is not None else rows
    compared = rows["group"].n_unique()
    if first is None or compared == 1:
        return pl.DataFrame([(compared, None, None, None)], schema=LOG_RANK, orient="row")
    test = part_of_extra("lifelines.statistics", _PURPOSE).multivariate_logrank_test(
        rows["day"].to_numpy(), rows["group"].to_physical().to_numpy(), rows["event"].to_numpy()
    )
    return pl.DataFrame(
        [(compared, float(test.test_statistic), compared - 1, float(test.p_value))], schema=LOG_RANK, orient="row"
    )


def cox(
    times: Numbers, events: Bools, groups: Groups, *, reference: str | None = None, level: float = 0.95
) -> pl.DataFrame:
    """Estimate the hazard of each group in terms of that of the reference, by Cox's model, ties by Efron.

    Where the data set no bound to a ratio, as with a group without events, it is null and the note says why.

    Args:
        times: From the start to the event, or to the end of observation.
        events: Whether the time ends in the event.
        groups: The group of each subject.
        reference: The group to compare with; the first in order when left out.
        level: The confidence of the interval, by Wald.

    Returns:
        One row per group but the reference, in order: `group`, `reference`, `subjects`, `events`, `hazard_ratio`,
        `low`, `high`, `p`, `concordance` (of the whole model) and `note`.

    Raises:
        EmptyTableError: If there is no subject.
        DataError: If something is missing, a time is negative, or the reference is no group.
        MissingExtraError: If lifelines is not installed.

    Sources:
        Cox 1972; Efron 1977 (ties).

    Examples:
        >>> hazards = cox([5, 6, 7, 8, 9, 10], [1, 1, 0, 1, 1, 0], ["a", "b", "a", "b", "a", "b"])
        >>> hazards.select("group", "reference", pl.col("hazard_ratio").round(3)).row(0)
        ('b', 'a', 0.76)
    """
    rows = subjects_of(times, events, groups)
    names = rows["group"].dtype.categories.to_list()  # type: ignore[attr-defined]
    reference = names[0] if reference is None else reference
    if reference not in names:
        raise DataError(f"nobody is in the group {reference!r}", hint=f"the groups are: {', '.join(names)}")
    tallies = rows.group_by("group").agg(subjects=pl.len(), events=pl.col("event").sum()).sort("group")
    counts = {group: (subjects, happened) for group, subjects, happened in tallies.rows()}
    others = [name for name in names if name != reference]
    with_events = [name for name in others if counts[name][1]]
    fitted = fit(rows, [reference, *with_events], level) if counts[reference][1] and with_events else {}
    return pl.DataFrame(
        [
            (name, reference, *counts[name], *fitted.get(name, (None,) * 5), why(name, reference, counts, fitted))
            for name in others
        ],
        schema=HAZARDS,
        orient="row",
    )


def why(name: str, reference: str, counts: Mapping[str, tuple[int, int]], fitted: Container[str]) -> str:
    """Say why a ratio is not known; nothing where it is."""
    without = [group for group in (reference, name) if not counts[group][1]]
    if without:
        return f"no event in {' or '.join(without)}"
    return "" if name in fitted else "the data set no bound to the ratio"


def fit(rows: pl.DataFrame, names: list[str], level: float) -> dict[str, tuple[float | None, ...]]:
    """Fit the model of the named groups, the first being the reference.

    A group without events adds nothing to the likelihood as its hazard falls to 0, so the others are fitted without
    it.

    Returns:
        Per group whose ratio has a bound: the ratio, both ends of its interval, p, and the concordance.
    """
    lifelines = part_of_extra("lifelines", _PURPOSE)
    trouble = part_of_extra("lifelines.exceptions", _PURPOSE).ConvergenceError
    kept = rows.filter(pl.col("group").is_in(names))
    columns = [kept["day"], kept["event"], *(kept["group"] == name for name in names[1:])]
    table = part_of_extra("pandas", _PURPOSE).DataFrame(
        {str(place): column.cast(pl.Float64).to_numpy() for place, column in enumerate(columns)}
    )
    model = lifelines.CoxPHFitter()
    with silence():
        try:
            # To the end: where it stops by default, a ratio is right to five digits only.
            model.fit(table, "0", "1", fit_options=_TO_THE_END)
        except (trouble, np.linalg.LinAlgError):
            return {}
    logs, errors = model.params_.to_numpy(), model.standard_errors_.to_numpy()
    z, agreement = normal_quantile((1 + level) / 2, _PURPOSE), concordance_of(model)
    chance = part_of_extra("scipy.special", _PURPOSE).chdtrc
    return {
        name: (
            math.exp(log),
            math.exp(log - z * error),
            math.exp(log + z * error),
            float(chance(1, (log / error) ** 2)),
            agreement,
        )
        for name, log, error in zip(names[1:], logs.tolist(), errors.tolist(), strict=True)
        if 0 < error < _UNBOUNDED
    }


@contextmanager
def silence() -> Iterator[None]:
    """Keep still what is warned of where events set groups apart; it is told from the standard errors instead."""
    kinds = (
        part_of_extra("lifelines.exceptions", _PURPOSE).ConvergenceWarning,
        part_of_extra("scipy.linalg", _PURPOSE).LinAlgWarning,
    )
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        for kind in kinds:
            warnings.simplefilter("ignore", kind)
        yield


def concordance_of(model: Any) -> float | None:  # noqa: ANN401 - lifelines comes without types
    """Give how often of two subjects the one at greater hazard goes first; None if no two can be told apart."""
    try:
        return float(model.concordance_index_)
    except ZeroDivisionError:
        return None
