"""Proportions of several studies pooled: what they share, and how far they differ.

Each study's proportion is brought to a scale on which it is near normal, and weighed by the inverse of its
variance plus the variance between studies (tau²). What comes out is what metafor, of R, gives.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal, NamedTuple, TypeAlias, get_args

import numpy as np
import polars as pl

from ebbtide.errors import DataError, EmptyTableError, MissingColumnError
from ebbtide.statistics.extra import normal_quantile, part_of_extra
from ebbtide.statistics.heterogeneity import heterogeneity, weighed
from ebbtide.statistics.proportions import exact_interval
from ebbtide.statistics.scales import on_double_arcsine, on_logit

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from ebbtide.statistics.scales import Floats, Scaled

__all__ = ["POOLED", "Estimator", "Method", "Pooled", "Prediction", "pool", "pool_groups"]

Method: TypeAlias = Literal["logit", "freeman-tukey"]
Estimator: TypeAlias = Literal["REML", "DL"]
Prediction: TypeAlias = Literal["normal", "t"]


class Pooled(NamedTuple):
    """What several studies say together; rates are proportions, 0 to 1.

    Args:
        studies: How many.
        events: In all of them.
        trials: In all of them.
        estimate: The pooled rate, by random effects; of one study alone its own.
        low: Lower end of its interval; of one study alone the exact one.
        high: Upper end.
        prediction_low: Lower end of where the true rate of a further study is expected.
        prediction_high: Upper end. Neither is known from one study.
        tau2: Variance between studies, on the scale of the method; not known from one study.
        i2_pct: Part of the variance that lies between studies, in percent; not known from one study.
        h2: Total variance over the variance within studies; not known from one study.
        q: Cochran's Q; not known from one study.
        q_df: Its degrees of freedom, one less than there are studies.
        q_p: Probability of a Q so large or larger if all studies shared one rate; not known from one study.
        fixed_estimate: The rate if all studies shared one.
        fixed_low: Lower end of its interval.
        fixed_high: Upper end.
        method: The scale; `exact` for one study.
        estimator: How tau² was found; empty for one study.
        weights_pct: What each study weighs in the estimate, in percent, in the order given.
    """

    studies: int
    events: int
    trials: int
    estimate: float
    low: float
    high: float
    prediction_low: float | None
    prediction_high: float | None
    tau2: float | None
    i2_pct: float | None
    h2: float | None
    q: float | None
    q_df: int
    q_p: float | None
    fixed_estimate: float
    fixed_low: float
    fixed_high: float
    method: str
    estimator: str
    weights_pct: tuple[float, ...]


_WORDS: Final = {"method", "estimator"}
_COUNTS: Final = {"studies", "events", "trials", "q_df"}
POOLED: Final[Mapping[str, type[pl.DataType]]] = {
    name: pl.String if name in _WORDS else pl.Int64 if name in _COUNTS else pl.Float64
    for name in Pooled._fields
    if name != "weights_pct"
}
"""The columns of a table of pooled rates."""


def pool(
    events: pl.Series | Iterable[int],
    trials: pl.Series | Iterable[int],
    *,
    method: Method = "logit",
    estimator: Estimator = "REML",
    prediction: Prediction = "normal",
    level: float = 0.95,
) -> Pooled:
    """Pool the proportions of several studies by random effects, and by a fixed effect beside it.

    One study alone is given back with its exact interval: it says nothing about differences between studies.

    Args:
        events: Events per study.
        trials: Trials per study, at least one each.
        method: `logit`, with half an event and half a non-event added to a study where either is lacking;
            or `freeman-tukey`, the double arcsine, brought back with the harmonic mean of the trials.
        estimator: How tau² is found: `REML`, restricted maximum likelihood, or `DL`, DerSimonian and Laird.
        prediction: `normal`, as metafor's `predict` does, or `t`, with as many degrees of freedom as studies
            but two, so that two studies predict nothing.
        level: The confidence of all intervals.

    Raises:
        EmptyTableError: If there is no study.
        DataError: If a study has no trials, or more events than trials.
        MissingExtraError: If SciPy is not installed.

    Sources:
        DerSimonian 1986; Viechtbauer 2005 (REML); Viechtbauer 2010 (metafor); Higgins 2009 (prediction).

    Examples:
        >>> pooled = pool([22, 12, 2], [227, 155, 27])
        >>> round(pooled.estimate, 4), round(pooled.low, 4), round(pooled.high, 4)
        (0.0885, 0.0645, 0.1203)
        >>> pooled.tau2
        0.0
    """
    must_be_known(method=(method, Method), estimator=(estimator, Estimator), prediction=(prediction, Prediction))
    hits, counts = counts_of(events), counts_of(trials)
    must_be_studies(hits, counts)
    if len(hits) == 1:
        return alone(int(hits[0]), int(counts[0]), level)
    z = normal_quantile((1 + level) / 2, "pooling")
    scaled = on_logit(hits, counts) if method == "logit" else on_double_arcsine(hits, counts)
    differing = heterogeneity(scaled, estimator)
    weights = 1 / (scaled.variances + differing.tau2)
    estimate, low, high = rate_of(scaled, weights, z)
    fixed_estimate, fixed_low, fixed_high = rate_of(scaled, 1 / scaled.variances, z)
    reach = z if prediction == "normal" else t_quantile(len(hits) - 2, (1 + level) / 2)
    prediction_low, prediction_high = predicted(scaled, weights, differing.tau2, reach)
    return Pooled(
        studies=len(hits),
        events=int(hits.sum()),
        trials=int(counts.sum()),
        estimate=estimate,
        low=low,
        high=high,
        prediction_low=prediction_low,
        prediction_high=prediction_high,
        **differing._asdict(),
        fixed_estimate=fixed_estimate,
        fixed_low=fixed_low,
        fixed_high=fixed_high,
        method=method,
        estimator=estimator,
        weights_pct=tuple((100 * weights / weights.sum()).tolist()),
    )


def pool_groups(  # noqa: PLR0913 - the columns, and the choices of `pool`
    table: pl.DataFrame,
    by: str | None = None,
    *,
    events: str = "events",
    trials: str = "trials",
    method: Method = "logit",
    estimator: Estimator = "REML",
    prediction: Prediction = "normal",
    level: float = 0.95,
) -> pl.DataFrame:
    """Pool the studies of each group, and all of them together.

    Args:
        table: One row per study.
        by: The column that names the group; None for all studies together only.
        events: The column of events.
        trials: The column of trials.
        method: As for `pool`.
        estimator: As for `pool`.
        prediction: As for `pool`.
        level: As for `pool`.

    Returns:
        One row per group in the order they come, then `overall`: `group` and the columns of `POOLED`.

    Raises:
        MissingColumnError: If a column is not there.
        EmptyTableError: If there is no study.
        DataError: If a study has no trials, or more events than trials, or a group is called overall.
        MissingExtraError: If SciPy is not installed.

    Examples:
        >>> studies = pl.DataFrame({"tumor": ["lung", "lung", "skin"], "events": [6, 16, 22], "trials": [99, 287, 227]})
        >>> pool_groups(studies, "tumor").select("group", "studies", pl.col("estimate").round(3)).rows()
        [('lung', 2, 0.057), ('skin', 1, 0.097), ('overall', 3, 0.072)]
    """
    wanted = [events, trials, *([by] if by else [])]
    if not set(wanted) <= set(table.columns):
        raise MissingColumnError.among(wanted, table.columns, file="the table of studies")
    groups = [*groups_of(table, by), ("overall", table)]
    rows = [
        pool(part[events], part[trials], method=method, estimator=estimator, prediction=prediction, level=level)
        for _, part in groups
    ]
    return pl.DataFrame(
        [{"group": name, **row._asdict()} for (name, _), row in zip(groups, rows, strict=True)],
        schema={"group": pl.String, **POOLED},
        orient="row",
    )


def groups_of(table: pl.DataFrame, by: str | None) -> list[tuple[str, pl.DataFrame]]:
    """Split a table by its groups, in the order they come.

    Raises:
        DataError: If a group is called overall.
    """
    if by is None:
        return []
    named = table.with_columns(pl.col(by).cast(pl.String).fill_null(""))
    groups = [(str(name), part) for (name,), part in named.group_by(by, maintain_order=True)]
    if any(name == "overall" for name, _ in groups):
        raise DataError(f"a {by} is called overall", hint="that is the row of all studies: rename the group")
    return groups


def must_be_known(**choices: tuple[str, object]) -> None:
    """Refuse a word that is no choice.

    Raises:
        ValueError: If it is none.
    """
    for name, (word, words) in choices.items():
        if word not in get_args(words):
            raise ValueError(f"{name} is one of {', '.join(get_args(words))}, not {word!r}")


def counts_of(counts: pl.Series | Iterable[int]) -> Floats:
    """Bring counts into an array.

    Raises:
        DataError: If one is missing.
    """
    column = counts if isinstance(counts, pl.Series) else pl.Series(list(counts), dtype=pl.Int64)
    if column.null_count():
        raise DataError("a study lacks a count", hint="give events and patients of each study, or leave it out")
    return column.cast(pl.Int64).cast(pl.Float64).to_numpy()


def must_be_studies(hits: Floats, counts: Floats) -> None:
    """Refuse what cannot be pooled.

    Raises:
        EmptyTableError: If there is no study.
        DataError: If a study's counts are impossible.
    """
    if not len(hits):
        raise EmptyTableError("there is no study to pool", hint="give one at least")
    if (counts < 1).any():
        raise DataError("a study has no patients", hint="leave it out: it says nothing about a rate")
    if (hits < 0).any() or (hits > counts).any():
        raise DataError("a study has more events than patients, or fewer than none", hint="check its counts")


def alone(hits: int, count: int, level: float) -> Pooled:
    """Give one study as it is: its own rate with its exact interval."""
    (low,), (high,) = exact_interval([hits], [count], level)
    rate = hits / count
    nothing = dict.fromkeys(("prediction_low", "prediction_high", "tau2", "i2_pct", "h2", "q", "q_p"))
    return Pooled(
        studies=1,
        events=hits,
        trials=count,
        estimate=rate,
        low=low,
        high=high,
        q_df=0,
        fixed_estimate=rate,
        fixed_low=low,
        fixed_high=high,
        method="exact",
        estimator="",
        weights_pct=(100.0,),
        **nothing,
    )


def rate_of(scaled: Scaled, weights: Floats, z: float) -> tuple[float, float, float]:
    """Give the weighted mean and the ends of its interval, as proportions."""
    middle, error = weighed(scaled.values, weights)
    return scaled.back(middle), scaled.back(middle - z * error), scaled.back(middle + z * error)


def predicted(
    scaled: Scaled, weights: Floats, tau2: float, reach: float | None
) -> tuple[float, float] | tuple[None, None]:
    """Give where the true rate of a further study is expected, as proportions."""
    if reach is None:
        return None, None
    middle, error = weighed(scaled.values, weights)
    far = reach * float(np.sqrt(error**2 + tau2))
    return scaled.back(middle - far), scaled.back(middle + far)


def t_quantile(freedom: int, probability: float) -> float | None:
    """Give a quantile of the t distribution; None where no freedom is left."""
    return float(part_of_extra("scipy.special", "pooling").stdtrit(freedom, probability)) if freedom > 0 else None
