"""Whether the baseline sum that was entered is the sum of the lesions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from ebbtide.checks.baseline.lesions import PLACE, STREAM, chosen, held_to
from ebbtide.checks.baseline.records import lesion_records
from ebbtide.checks.check import Check
from ebbtide.criteria import BY_ID
from ebbtide.criteria.parts.records import DIAMETERS, LENGTHS, VIABLE
from ebbtide.study.lengths import MICROMETRES_PER, as_millimetres, micrometres, unit_named

if TYPE_CHECKING:
    from ebbtide.checks.examined import Examined

__all__ = ["CHECKS", "wrong_baseline_sums"]

MEASURES: Final = {"SUMDIAM": DIAMETERS, "SUMLDIAM": LENGTHS, "SUMVDIAM": VIABLE}
"""What the sums of TR add up."""
TENTH_UM: Final = 100


def wrong_baseline_sums(trial: Examined) -> pl.DataFrame:
    """B15: hold the baseline sums that were entered against the sums of the lesions."""
    ours = _our_sums(trial)
    entered = pl.concat([_of_timepoints(trial), _of_domain(trial)])
    tolerance = trial.options.sum_tolerance_tenths_mm * TENTH_UM
    both = entered.join(ours, on=[*STREAM, "start", "measure"])
    # A sum that any criterion of the study would give is right.
    wrong = both.filter(
        ((pl.col("entered_um") - pl.col("sum_um")).abs() > tolerance).all().over(*STREAM, "start", "told")
    )
    first = wrong.unique([*STREAM, "start", "told"], keep="first", maintain_order=True)
    message = pl.format(
        "{}: the sum of the targets was entered as {} ({}), and {} make {}. Please review the sum or the measurements.",
        *(PLACE, as_millimetres(pl.col("entered_um")), "told", "parts", as_millimetres(pl.col("sum_um"))),
    )
    return first.sort(*STREAM, "told").select(*STREAM, "visit", day="start", message=message)


def _our_sums(trial: Examined) -> pl.DataFrame:
    """Add up the targets of each baseline by every measure that all of them have."""
    viable = pl.when("nodal").then("perpendicular_um").otherwise(pl.coalesce("viable_um", "longest_um"))
    gone = pl.col("state").is_in(["absent", "too_small"])
    sizes = {
        DIAMETERS: pl.col("size_um"),
        LENGTHS: pl.when(gone).then("size_um").otherwise("longest_um"),
        VIABLE: pl.when(gone).then("size_um").otherwise(viable),
    }
    rows = chosen(trial)
    sums = [
        rows.with_columns(um=size).group_by(*STREAM, "start", maintain_order=True).agg(
            pl.col("visit").first(), sum_um=pl.col("um").sum(), known=pl.col("um").is_not_null().all(),
            parts=pl.format("{} {}", "lesion", as_millimetres(pl.col("um"))).str.join(" + "),
        ).with_columns(measure=pl.lit(measure, pl.Int64))
        for measure, size in sizes.items()
    ]  # fmt: skip
    return pl.concat(sums).filter("known").drop("known")


def _of_timepoints(trial: Examined) -> pl.DataFrame:
    """Take the sums of the time points; they are of the kind that the study's criteria add up."""
    measures = {BY_ID[one].definition.measure for one in held_to(trial) if one in BY_ID}
    kinds = pl.DataFrame({"measure": sorted(measures & set(MEASURES.values()))}, schema={"measure": pl.Int64})
    days = trial.points.filter("is_baseline").select(*STREAM, "start")
    sums = trial.study.table("timepoints").filter(pl.col("target_sum_um").is_not_null())
    at_baseline = sums.join(days, left_on=[*STREAM, "day"], right_on=[*STREAM, "start"], how="semi")
    told = at_baseline.select(*STREAM, start="day", entered_um="target_sum_um", told=pl.lit("time points"))
    return told.join(kinds, how="cross")


def _of_domain(trial: Examined) -> pl.DataFrame:
    """Take the sums of TR at the visit, or on the date, of the baseline."""
    records = lesion_records(trial, "TR").filter(
        pl.col("test").is_in(list(MEASURES)), pl.col("group").is_null() | pl.col("group").str.starts_with("TARGET")
    )
    units = {
        word: MICROMETRES_PER[unit] for word in records["unit"].unique().drop_nulls() if (unit := unit_named(word))
    }
    thousandths = micrometres(records.get_column("value"), "mm")
    factor = pl.col("unit").replace_strict(list(units), list(units.values()), default=None, return_dtype=pl.Int64)
    sized = records.with_columns(entered_um=thousandths * records.select(factor).to_series() // 1_000)
    points = trial.points.filter("is_baseline").select(
        *STREAM, "start", of_visit="visit", of_date=pl.col("date").cast(pl.String)
    )
    placed = sized.join(points, on=STREAM).filter(
        pl.coalesce(pl.col("visit") == pl.col("of_visit"), pl.col("date") == pl.col("of_date")).fill_null(value=False)
    )
    measure = pl.col("test").replace_strict(MEASURES, return_dtype=pl.Int64)
    known = placed.filter(pl.col("entered_um").is_not_null())
    told = pl.format("{} of TR", "test")
    return known.select(*STREAM, "start", "entered_um", told=told, measure=measure)


CHECKS: Final = (
    Check(
        "B15",
        "Baseline sum is not the sum of the targets",
        "error",
        "Adds up the targets of each baseline and holds the sum that was entered against it.",
        "CDISC supplement for RECIST 1.1",
        wrong_baseline_sums,
        ("sum_tolerance_tenths_mm",),
    ),
)
