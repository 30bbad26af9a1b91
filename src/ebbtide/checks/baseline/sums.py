"""Whether the baseline sum that was entered is the sum of the lesions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from ebbtide.checks.baseline.lesions import PLACE, STREAM, chosen, held_to
from ebbtide.checks.check import Check
from ebbtide.checks.entered_sums import UNNAMED, entered_sums
from ebbtide.criteria import BY_ID
from ebbtide.criteria.parts.records import DIAMETERS, LENGTHS, VIABLE
from ebbtide.study.lengths import as_millimetres

if TYPE_CHECKING:
    from ebbtide.checks.examined import Examined

__all__ = ["CHECKS", "sums_held_to", "wrong_baseline_sums"]

TENTH_UM: Final = 100


def wrong_baseline_sums(trial: Examined) -> pl.DataFrame:
    """B15: hold the baseline sums that were entered against the sums of the lesions."""
    ours = _our_sums(trial)
    entered = sums_held_to(trial).filter("is_baseline")
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


def sums_held_to(trial: Examined) -> pl.DataFrame:
    """Take the sums that were entered; those without a name of their own by what the criteria in force add up."""
    held = [BY_ID[one].definition.measure for one in held_to(trial) if one in BY_ID]
    entered = entered_sums(trial)
    return entered.filter((pl.col("told") != UNNAMED) | pl.col("measure").is_in(held))


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
