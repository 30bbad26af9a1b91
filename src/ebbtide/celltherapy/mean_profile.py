"""The mean course of infused cells over the subjects of a study, day by day."""

from __future__ import annotations

from typing import Final

import polars as pl

from ebbtide.assessment.laboratory.results import BELOW, QUANTIFIED

__all__ = ["LEAST", "MEANS", "mean_profile"]

LEAST: Final = 3
"""Quantified results of a day, at least so many of which a mean is taken."""
MEANS: Final = {
    "infusion": pl.Int32,
    "measure": pl.String,
    "unit": pl.String,
    "day": pl.Int32,
    "quantified": pl.Int32,
    "below_lloq": pl.Int32,
    "geometric_mean": pl.Float64,
    "low": pl.Float64,
    "high": pl.Float64,
}
"""Columns of the mean profile."""


def mean_profile(days: pl.DataFrame) -> pl.DataFrame:
    """Take the geometric mean of each day after an infusion, in one measure and unit.

    A result below the limit of quantification has no number and cannot enter; a day on which most lie below is left
    out, since the mean of the others would say too much.

    Args:
        days: One row per series and day, as `celltherapy.samples.daily` gives them.

    Returns:
        One row per infusion, measure, unit and day with at least `LEAST` quantified results, the columns of `MEANS`:
        `low` and `high` lie one geometric standard deviation from the mean.

    Examples:
        >>> rows = {"infusion": [1] * 3, "measure": ["car_copies"] * 3, "unit": ["copies/ug DNA"] * 3, "day": [14] * 3}
        >>> rows |= {"reading": ["quantified"] * 3, "amount": [10.0, 100.0, 1000.0], "undated": [False] * 3}
        >>> found = mean_profile(pl.DataFrame(rows))
        >>> found.select(pl.col("geometric_mean", "low", "high").round(6)).row(0)
        (100.0, 10.0, 1000.0)
    """
    quantified = (pl.col("reading") == QUANTIFIED) & (pl.col("amount") > 0)
    logs = pl.col("amount").filter(quantified).log()
    found = (
        days.filter(~pl.col("undated"), pl.col("infusion").is_not_null())
        .group_by("infusion", "measure", "unit", "day")
        .agg(
            quantified=quantified.sum(),
            below_lloq=(pl.col("reading") == BELOW).sum(),
            middle=logs.mean(),
            spread=logs.std(),
        )
        .filter(pl.col("quantified") >= LEAST, pl.col("quantified") >= pl.col("below_lloq"))
    )
    return (
        found.with_columns(
            geometric_mean=pl.col("middle").exp(),
            low=(pl.col("middle") - pl.col("spread")).exp(),
            high=(pl.col("middle") + pl.col("spread")).exp(),
        )
        .sort("measure", "unit", "infusion", "day")
        .select(pl.col(name).cast(kind) for name, kind in MEANS.items())
    )
