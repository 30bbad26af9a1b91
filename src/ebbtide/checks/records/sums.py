"""Whether the sums that were entered after baseline are the sums of the lesions (M12)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from ebbtide.assessment.split import FRAGMENT
from ebbtide.checks.baseline.sums import sums_held_to
from ebbtide.checks.check import Check
from ebbtide.criteria.parts.records import DIAMETERS, LENGTHS, VIABLE
from ebbtide.study.lengths import as_millimetres

if TYPE_CHECKING:
    from ebbtide.checks.examined import Examined

__all__ = ["CHECKS", "wrong_sums"]

_STREAM: Final = ("subject", "reader")
_POINT: Final = (*_STREAM, "start")
_TENTH_UM: Final = 100
_WITHOUT_SIZE: Final = ("absent", "too_small", "merged")


def wrong_sums(trial: Examined) -> pl.DataFrame:
    """M12: hold the sums that were entered after baseline against the sums of the lesions."""
    ours = _our_sums(trial)
    entered = sums_held_to(trial).filter("is_later")
    tolerance = trial.options.sum_tolerance_tenths_mm * _TENTH_UM
    both = entered.join(ours, on=[*_POINT, "measure"])
    # A sum that any criterion of the study would give is right.
    wrong = both.filter(((pl.col("entered_um") - pl.col("sum_um")).abs() > tolerance).all().over(*_POINT, "told"))
    first = wrong.unique([*_POINT, "told"], keep="first", maintain_order=True).sort(*_POINT, "told")
    message = pl.format(
        "{}: the sum of the targets was entered as {} ({}), and {} make {}. Please review the sum or the measurements.",
        pl.coalesce("visit", pl.format("Day {}", "start")), as_millimetres(pl.col("entered_um")), "told", "parts",
        as_millimetres(pl.col("sum_um")),
    )  # fmt: skip
    return first.select(*_STREAM, "visit", day="start", message=message)


def _our_sums(trial: Examined) -> pl.DataFrame:
    """Add up the targets of each later time point by every measure; only where all of them have a size."""
    rows = _targets(trial)
    sized = pl.col("state").is_in(_WITHOUT_SIZE)
    viable = pl.when("nodal").then("perpendicular_um").otherwise(pl.coalesce("viable_um", "longest_um"))
    sizes = {
        DIAMETERS: pl.col("own_um"),
        LENGTHS: pl.when(sized).then("own_um").otherwise("longest_um"),
        VIABLE: pl.when(sized).then("own_um").otherwise(viable),
    }
    known = rows.filter("is_baseline").group_by(_STREAM).agg(chosen=pl.col("whole").n_unique())
    later = rows.filter(pl.col("start") > pl.col("baseline")).join(known, on=_STREAM, maintain_order="left")
    sums = [
        later.with_columns(um=size).group_by(_POINT, maintain_order=True).agg(
            pl.col("visit").drop_nulls().first(), sum_um=pl.col("um").sum(),
            complete=pl.col("um").is_not_null().all() & (pl.col("whole").n_unique() == pl.col("chosen").first()),
            parts=pl.format("{} {}", "lesion", as_millimetres(pl.col("um"))).str.join(" + "),
        ).with_columns(measure=pl.lit(measure, pl.Int64))
        for measure, size in sizes.items()
    ]  # fmt: skip
    return pl.concat(sums).filter("complete").drop("complete")


def _targets(trial: Examined) -> pl.DataFrame:
    """List the targets chosen at baseline wherever they are read; of several readings at a time point, the last.

    A part of a split lesion belongs to its `whole`, and stands for it; a merged lesion adds nothing of its own.
    """
    chosen = trial.targets.filter("is_baseline").select(*_STREAM, whole="lesion").unique()
    parent = pl.col("lesion").str.extract(FRAGMENT, 1)
    own = trial.targets.join(chosen, left_on=[*_STREAM, "lesion"], right_on=[*_STREAM, "whole"], how="semi")
    parts = trial.targets.with_columns(whole=parent).join(chosen, on=[*_STREAM, "whole"], how="semi")
    split = parts.select(*_POINT, lesion="whole").unique()
    rows = pl.concat([own.with_columns(whole="lesion").join(split, on=[*_POINT, "lesion"], how="anti"), parts])
    # Lesions named T1.1 and T1 at baseline are two lesions, and not one and its part.
    one = rows.sort(*_POINT, "lesion", "day", "row").unique([*_POINT, "lesion"], keep="last", maintain_order=True)
    merged = pl.when(pl.col("state") == "merged").then(pl.lit(0, pl.Int64)).otherwise("size_um")
    return one.with_columns(own_um=merged)


CHECKS: Final = (
    Check(
        "M12",
        "Sum after baseline is not the sum of the targets",
        "error",
        "Adds up the targets of each time point after baseline, where all of them have a size, and holds the sum that "
        "was entered (SUMDIAM, SUMLDIAM and SUMVDIAM of TR, the sum of a time point) against it.",
        "CDISC supplement for RECIST 1.1",
        wrong_sums,
        ("sum_tolerance_tenths_mm",),
    ),
)
