"""The sums of targets that were entered: in the tables, and in TR."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from ebbtide.checks.domain_records import lesion_records
from ebbtide.criteria import BY_ID
from ebbtide.criteria.parts.records import DIAMETERS, LENGTHS, VIABLE
from ebbtide.study.lengths import MICROMETRES_PER, micrometres, unit_named

if TYPE_CHECKING:
    from ebbtide.checks.examined import Examined

__all__ = ["ENTERED", "UNNAMED", "entered_sums"]

ENTERED: Final = {
    "subject": pl.String,
    "reader": pl.String,
    "start": pl.Int32,
    "is_baseline": pl.Boolean,
    "is_later": pl.Boolean,
    "entered_um": pl.Int64,
    "told": pl.String,
    "measure": pl.Int64,
}
"""Names and types: the time point, whether it is the baseline or after it, the sum, where it was entered, and what
it adds up (DIAMETERS, LENGTHS, VIABLE)."""
UNNAMED: Final = "time points"
"""Where a sum was entered that does not say what it adds up."""
_MEASURES: Final = {"SUMDIAM": DIAMETERS, "SUMLDIAM": LENGTHS, "SUMVDIAM": VIABLE}
_STREAM: Final = ("subject", "reader")
_PER_THOUSAND: Final = 1_000


def entered_sums(trial: Examined) -> pl.DataFrame:
    """List the sums of targets that were entered, each at its time point; columns as in ENTERED.

    Sums of the table of time points have no name of their own: they are one row for each measure that the criteria
    of the study add up. Those of TR are placed by their visit, or else by their date; without a unit they are in mm.
    """
    return trial.once(_entered)


def _entered(trial: Examined) -> pl.DataFrame:
    points = trial.points.select(
        *_STREAM, "start", "is_baseline", "visit", pl.col("date").cast(pl.String),
        is_later=(pl.col("start") > pl.col("baseline")).fill_null(value=False),
    )  # fmt: skip
    both = pl.concat([_of_timepoints(trial, points), _of_domain(trial, points)], how="vertical_relaxed")
    return both.cast(pl.Schema(ENTERED))


def _of_timepoints(trial: Examined, points: pl.DataFrame) -> pl.DataFrame:
    held = {BY_ID[name].definition.measure for name in trial.criteria if name in BY_ID}
    kinds = pl.DataFrame({"measure": sorted(held & set(_MEASURES.values()))}, schema={"measure": pl.Int64})
    sums = trial.study.table("timepoints").filter(pl.col("target_sum_um").is_not_null())
    placed = sums.select(*_STREAM, start="day", entered_um="target_sum_um").join(
        points, on=[*_STREAM, "start"], maintain_order="left"
    )
    told = placed.with_columns(told=pl.lit(UNNAMED)).join(kinds, how="cross")
    return told.select(list(ENTERED))


def _of_domain(trial: Examined, points: pl.DataFrame) -> pl.DataFrame:
    records = lesion_records(trial, "TR").filter(
        pl.col("test").is_in(list(_MEASURES)), pl.col("group").is_null() | pl.col("group").str.starts_with("TARGET")
    )
    sized = records.with_columns(entered_um=_in_micrometres(records)).drop_nulls("entered_um").drop("day")
    pairs = sized.join(points, on=_STREAM, suffix="_of_point", maintain_order="left")
    same = pl.coalesce(
        pl.col("visit") == pl.col("visit_of_point"), pl.col("date") == pl.col("date_of_point")
    ).fill_null(value=False)
    named = pairs.filter(same).with_columns(
        told=pl.format("{} of TR", "test"), measure=pl.col("test").replace_strict(_MEASURES, return_dtype=pl.Int64)
    )
    return named.select(list(ENTERED))


def _in_micrometres(records: pl.DataFrame) -> pl.Series:
    units = {
        word: MICROMETRES_PER[unit] for word in records["unit"].unique().drop_nulls() if (unit := unit_named(word))
    }
    factor = pl.when(pl.col("unit").is_null()).then(pl.lit(MICROMETRES_PER["mm"], pl.Int64))
    known = pl.col("unit").replace_strict(list(units), list(units.values()), default=None, return_dtype=pl.Int64)
    factors = records.select(factor.otherwise(known)).to_series()
    return micrometres(records.get_column("value"), "mm") * factors // _PER_THOUSAND
