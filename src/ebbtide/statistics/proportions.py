"""Intervals of a proportion: exact (Clopper and Pearson) and Wilson's score, a column at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import polars as pl

from ebbtide.errors import DataError
from ebbtide.statistics.extra import normal_quantile, part_of_extra

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["Interval", "exact_interval", "wilson_interval"]


class Interval(NamedTuple):
    """The two ends of an interval, row by row.

    Args:
        low: Lower ends, 0 to 1; null where there were no trials.
        high: Upper ends, likewise.
    """

    low: pl.Series
    high: pl.Series


def exact_interval(
    successes: pl.Series | Iterable[int | None], trials: pl.Series | Iterable[int | None], level: float = 0.95
) -> Interval:
    """Give the exact interval of each proportion: the rates that a two-sided binomial test does not reject.

    It is never too narrow. With no success the lower end is 0, with nothing but successes the upper end is 1.

    Args:
        successes: Successes per row, whole numbers.
        trials: Trials per row; null or 0 gives an interval of nulls.
        level: The confidence, between 0 and 1.

    Returns:
        The ends, as proportions.

    Raises:
        DataError: If there are more successes than trials, or fewer than none.
        MissingExtraError: If SciPy is not installed.

    Sources:
        Clopper 1934, here through the quantiles of the beta distribution.

    Examples:
        >>> low, high = exact_interval([4, 0], [10, 10])
        >>> low.round(4).to_list(), high.round(4).to_list()
        ([0.1216, 0.0], [0.7376, 0.3085])
    """
    counts = counted(successes, trials, level)
    beta = part_of_extra("scipy.special", "an interval").betaincinv
    tail = (1 - level) / 2
    hits, misses = counts["successes"].to_numpy(), (counts["trials"] - counts["successes"]).to_numpy()
    # A beta distribution without one of its two counts is not defined: there the end is 0 or 1 by definition.
    low = pl.Series("low", beta(hits.clip(min=1), misses + 1, tail))
    high = pl.Series("high", beta(hits + 1, misses.clip(min=1), 1 - tail))
    return ends_of(
        counts.with_columns(
            low=pl.when(pl.col("successes") == 0).then(0.0).otherwise(low),
            high=pl.when(pl.col("successes") == pl.col("trials")).then(1.0).otherwise(high),
        )
    )


def wilson_interval(
    successes: pl.Series | Iterable[int | None], trials: pl.Series | Iterable[int | None], level: float = 0.95
) -> Interval:
    """Give Wilson's interval of each proportion: the rates that the score test does not reject.

    It is narrower than the exact one and right on average over rates, not for each.

    Args:
        successes: Successes per row, whole numbers.
        trials: Trials per row; null or 0 gives an interval of nulls.
        level: The confidence, between 0 and 1.

    Returns:
        The ends, as proportions.

    Raises:
        DataError: If there are more successes than trials, or fewer than none.
        MissingExtraError: If SciPy is not installed.

    Sources:
        Wilson 1927.

    Examples:
        >>> low, high = wilson_interval([4], [10])
        >>> low.round(4).to_list(), high.round(4).to_list()
        ([0.1682], [0.6873])
    """
    counts = counted(successes, trials, level)
    z = normal_quantile((1 + level) / 2, "an interval")
    rate, trial = pl.col("successes") / pl.col("trials"), pl.col("trials")
    middle = (rate + z**2 / (2 * trial)) / (1 + z**2 / trial)
    half = z * (rate * (1 - rate) / trial + z**2 / (4 * trial**2)).sqrt() / (1 + z**2 / trial)
    return ends_of(counts.with_columns(low=(middle - half).clip(0, 1), high=(middle + half).clip(0, 1)))


def counted(
    successes: pl.Series | Iterable[int | None], trials: pl.Series | Iterable[int | None], level: float
) -> pl.DataFrame:
    """Put counts beside each other; rows that cannot be counted keep a mark, and one trial for the arithmetic.

    Raises:
        DataError: If a count is impossible.
        ValueError: If the level is no level.
    """
    if not 0 < level < 1:
        raise ValueError(f"a confidence level lies between 0 and 1, not at {level}")
    given = pl.DataFrame({"successes": whole(successes), "trials": whole(trials)})
    wrong = given.filter((pl.col("successes") < 0) | (pl.col("successes") > pl.col("trials")))
    if len(wrong):
        raise DataError(
            f"{wrong['successes'][0]} of {wrong['trials'][0]} is no proportion",
            hint="successes are counted among the trials: none at least, all at most",
        )
    known = (pl.col("trials") > 0) & pl.col("successes").is_not_null()
    return given.with_columns(known=known.fill_null(value=False)).with_columns(
        successes=pl.when("known").then("successes").otherwise(0), trials=pl.when("known").then("trials").otherwise(1)
    )


def whole(counts: pl.Series | Iterable[int | None]) -> pl.Series:
    """Bring counts into a column of whole numbers."""
    column = counts if isinstance(counts, pl.Series) else pl.Series(list(counts), dtype=pl.Int64)
    return column.cast(pl.Int64)


def ends_of(rows: pl.DataFrame) -> Interval:
    """Take both ends, nothing where nothing could be counted."""
    ends = rows.select(pl.when("known").then(pl.col(name)).alias(name) for name in ("low", "high"))
    return Interval(ends["low"], ends["high"])
