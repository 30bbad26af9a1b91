"""Sums that new lesions were wrongly put into, or left out of (R17)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from ebbtide.checks.check import NO_QUERIES, Check
from ebbtide.checks.entered_sums import entered_sums
from ebbtide.checks.responses.said import STREAM, asked
from ebbtide.criteria import BY_ID
from ebbtide.criteria.parts.records import CONFIRMS_BY_EPISODE, DIAMETERS
from ebbtide.sources import NISHINO_2013, SEYMOUR_2017
from ebbtide.study.lengths import as_millimetres

if TYPE_CHECKING:
    from ebbtide.checks.examined import Examined

__all__ = ["CHECKS", "new_lesions_in_sums"]

_PER_TENTH: Final = 100
"""Micrometres in a tenth of a millimetre."""


def new_lesions_in_sums(trial: Examined) -> pl.DataFrame:
    """R17: a recorded sum that holds the new lesions where they are kept apart, or lacks them where they are added."""
    entered = entered_sums(trial).filter(pl.col("measure") == DIAMETERS)
    recorded = entered.select(*STREAM, "start", recorded_um="entered_um").unique(maintain_order=True)
    if recorded.is_empty() or trial.sums.is_empty():
        return NO_QUERIES
    whole = trial.sums.filter(pl.col("measured") == pl.col("targets")).with_columns(
        when=pl.coalesce("visit", pl.format("day {}", "start"))
    )
    both = whole.join(recorded, on=[*STREAM, "start"], maintain_order="left")
    if any(_keeps_apart(trial, name) for name in trial.criteria):
        return _with_new(trial, both)
    adding = [name for name in trial.criteria if BY_ID[name].definition.measure == DIAMETERS]
    return pl.concat([NO_QUERIES, *(_without_new(trial, both, name) for name in adding)], how="diagonal")


def _keeps_apart(trial: Examined, name: str) -> bool:
    rules = BY_ID[name].define(trial.options)
    return rules.measure == DIAMETERS and bool(rules.new_is_progression or rules.confirms == CONFIRMS_BY_EPISODE)


def _with_new(trial: Examined, both: pl.DataFrame) -> pl.DataFrame:
    new = trial.readings.filter(pl.col("is_new") & (pl.col("size_um") > 0))
    sums = new.group_by(*STREAM, "start", maintain_order=True).agg(
        new_um=pl.col("size_um").sum(), lesions=pl.col("lesion").unique(maintain_order=True).str.join(", ")
    )
    held = both.join(sums, on=[*STREAM, "start"], maintain_order="left").filter(
        _agrees(trial, pl.col("recorded_um"), pl.col("sum_um") + pl.col("new_um"))
        & ~_agrees(trial, pl.col("recorded_um"), pl.col("sum_um"))
    )
    message = pl.format(
        "{}: the recorded sum of targets {} is that of the targets, {}, and of the new lesions {}, {}. New lesions are "
        "measured apart and never added to the targets. Expected {}. Please review the sum.",
        *("when", as_millimetres(pl.col("recorded_um")), as_millimetres(pl.col("sum_um")), "lesions"),
        *(as_millimetres(pl.col("new_um")), as_millimetres(pl.col("sum_um"))),
    )
    return asked(held, message)


def _without_new(trial: Examined, both: pl.DataFrame, name: str) -> pl.DataFrame:
    """Find the sums of a criterion that adds new lesions, where they are those of the targets alone."""
    ours = trial.calls.filter(criterion=name).select(
        *STREAM, "start", total_um=(pl.col("burden") * 1_000).round().cast(pl.Int64)
    )
    lacking = both.join(ours, on=[*STREAM, "start"], maintain_order="left").filter(
        _agrees(trial, pl.col("recorded_um"), pl.col("sum_um"))
        & ~_agrees(trial, pl.col("recorded_um"), pl.col("total_um"))
    )
    message = pl.format(
        f"{{}}: the recorded sum {{}} is that of the targets alone. Under {BY_ID[name].title} new measurable lesions "
        "join the burden. Expected {}. Please review the sum.",
        *("when", as_millimetres(pl.col("recorded_um")), as_millimetres(pl.col("total_um"))),
    )
    return asked(lacking, message)


def _agrees(trial: Examined, one: pl.Expr, other: pl.Expr) -> pl.Expr:
    return (one - other).abs() <= trial.options.sum_tolerance_tenths_mm * _PER_TENTH


CHECKS: Final = (
    Check(
        "R17",
        "New lesions in the target sum",
        "error",
        "The recorded sum holds the new lesions where the criterion keeps them apart (RECIST 1.1, iRECIST), or lacks "
        "them where it adds them (irRECIST, imRECIST).",
        f"{SEYMOUR_2017.at('Table 1')}; {NISHINO_2013}",
        new_lesions_in_sums,
        ("sum_tolerance_tenths_mm",),
    ),
)
