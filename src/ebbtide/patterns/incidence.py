"""How often pseudoprogression was counted in published studies, and those counts pooled."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Final

import polars as pl

from ebbtide.errors import MissingColumnError
from ebbtide.statistics.pooling import groups_of, pool, pool_groups
from ebbtide.statistics.proportions import exact_interval

if TYPE_CHECKING:
    from ebbtide.statistics.pooling import Estimator, Method, Prediction

__all__ = ["FOREST", "PUBLISHED", "forest_table", "pooled_incidence", "published_incidence"]

PUBLISHED: Final = {
    "study": pl.String,
    "tumor_type": pl.String,
    "agent": pl.String,
    "patients": pl.Int64,
    "pseudoprogressions": pl.Int64,
    "printed_rate_pct": pl.Float64,
    "criterion": pl.String,
    "source": pl.String,
    "doi": pl.String,
}
"""Columns of the published studies."""
FOREST: Final = {
    "kind": pl.String,
    "group": pl.String,
    "study": pl.String,
    "pseudoprogressions": pl.Int64,
    "patients": pl.Int64,
    "estimate": pl.Float64,
    "low": pl.Float64,
    "high": pl.Float64,
    "prediction_low": pl.Float64,
    "prediction_high": pl.Float64,
    "weight_pct": pl.Float64,
    "overall_weight_pct": pl.Float64,
}
"""Columns of a table to draw a forest from."""
_COUNTS: Final = ("pseudoprogressions", "patients")


def published_incidence() -> pl.DataFrame:
    """List the studies in which pseudoprogressions were counted, as a review put them together.

    Returns:
        One row per study, in the order of the review: `study` (first author and its number in the review's
        references), `tumor_type`, `agent`, `patients` (evaluated), `pseudoprogressions`, `printed_rate_pct`,
        `criterion` (by which they were counted), `source`, and `doi` where it could be verified.

    Sources:
        Jia 2019, Table 1.

    Examples:
        >>> table = published_incidence()
        >>> table.height, table["pseudoprogressions"].sum(), table["patients"].sum()
        (27, 192, 3646)
    """
    return published().clone()


@cache
def published() -> pl.DataFrame:
    """Read the table that comes with the package."""
    with files("ebbtide.patterns").joinpath("incidence.csv").open("rb") as file:
        return pl.read_csv(file, schema=PUBLISHED)


def pooled_incidence(
    table: pl.DataFrame | None = None,
    *,
    by: str | None = "tumor_type",
    method: Method = "logit",
    estimator: Estimator = "REML",
    prediction: Prediction = "normal",
    level: float = 0.95,
) -> pl.DataFrame:
    """Pool the incidence of pseudoprogression by group and over all studies.

    Args:
        table: One row per study: `pseudoprogressions`, `patients` and the column of groups; the published studies
            when left out.
        by: The column that names the group; None for all studies together only.
        method: The scale: `logit` or `freeman-tukey`.
        estimator: Of the variance between studies: `REML` or `DL`.
        prediction: `normal` or `t`.
        level: The confidence of all intervals.

    Returns:
        One row per group, then `overall`: `group`, `studies`, `pseudoprogressions`, `patients` and the further
        columns of `statistics.pooling.POOLED`; rates are proportions. A group of one study holds its own rate with
        its exact interval, and nothing on how studies differ.

    Raises:
        MissingColumnError: If a column is not there.
        DataError: If there is no study, or a count is impossible.
        MissingExtraError: If SciPy is not installed.

    Examples:
        >>> pooled = pooled_incidence()
        >>> pooled.select("group", "studies", pl.col("estimate", "low", "high").round(3)).row(-1)
        ('overall', 27, 0.055, 0.045, 0.067)
    """
    pooled = pool_groups(
        studies_of(table, by),
        by,
        events="pseudoprogressions",
        trials="patients",
        method=method,
        estimator=estimator,
        prediction=prediction,
        level=level,
    )
    return pooled.rename({"events": "pseudoprogressions", "trials": "patients"})


def forest_table(
    table: pl.DataFrame | None = None,
    *,
    by: str | None = "tumor_type",
    method: Method = "logit",
    estimator: Estimator = "REML",
    prediction: Prediction = "normal",
    level: float = 0.95,
) -> pl.DataFrame:
    """Lay out what a forest plot draws: each study with its exact interval and its weight, and the pooled rates.

    Args:
        table: As for `pooled_incidence`, with the column `study` as well.
        by: As for `pooled_incidence`.
        method: As for `pooled_incidence`.
        estimator: As for `pooled_incidence`.
        prediction: As for `pooled_incidence`.
        level: As for `pooled_incidence`.

    Returns:
        The columns of `FOREST`: for each group its studies (`kind` is `study`) and then its pooled rate (`pooled`),
        and last that of all (`overall`). `weight_pct` is what a study weighs within its group,
        `overall_weight_pct` among all.

    Raises:
        MissingColumnError: If a column is not there.
        DataError: If there is no study, or a count is impossible.
        MissingExtraError: If SciPy is not installed.

    Examples:
        >>> rows = forest_table().filter(pl.col("group") == "RCC")
        >>> rows.select("kind", "study", pl.col("weight_pct").round(1)).rows()
        [('study', 'McDermott et al. [35]', 55.3), ('study', 'McDermott et al. [36]', 44.7), ('pooled', '', None)]
    """
    studies = studies_of(table, by, "study")
    named = pl.lit("") if by is None else pl.col(by).cast(pl.String).fill_null("")
    low, high = exact_interval(studies["pseudoprogressions"], studies["patients"], level)
    own = studies.with_columns(
        group=named,
        kind=pl.lit("study"),
        estimate=pl.col("pseudoprogressions") / pl.col("patients"),
        low=low,
        high=high,
        overall_weight_pct=weights_of(studies, method, estimator),
    )
    pooled = pooled_incidence(
        table, by=by, method=method, estimator=estimator, prediction=prediction, level=level
    ).with_columns(kind=pl.lit("pooled"), study=pl.lit(""))
    parts = []
    for name, part in groups_of(own, "group"):
        weighed = part.with_columns(weight_pct=weights_of(part, method, estimator))
        parts += [weighed, pooled.head(-1).filter(pl.col("group") == name)]
    parts.append(pooled.tail(1).with_columns(kind=pl.lit("overall")))
    return pl.concat([laid_out(part) for part in parts])


def studies_of(table: pl.DataFrame | None, by: str | None, *further: str) -> pl.DataFrame:
    """Take the studies handed in, or the published ones.

    Raises:
        MissingColumnError: If a column is not there.
    """
    studies = published_incidence() if table is None else table
    wanted = [*_COUNTS, *further, *([by] if by else [])]
    if not set(wanted) <= set(studies.columns):
        raise MissingColumnError.among(wanted, studies.columns, file="the table of studies")
    return studies


def weights_of(studies: pl.DataFrame, method: Method, estimator: Estimator) -> pl.Series:
    """Tell what each study weighs in the pooled rate, in percent."""
    pooled = pool(studies["pseudoprogressions"], studies["patients"], method=method, estimator=estimator)
    return pl.Series("weight_pct", pooled.weights_pct)


def laid_out(rows: pl.DataFrame) -> pl.DataFrame:
    """Bring rows into the columns of a forest; what they lack is blank."""
    return rows.select(
        (pl.col(name) if name in rows.columns else pl.lit(None)).cast(kind).alias(name) for name, kind in FOREST.items()
    )
