"""The spider of a study: the burdens from baseline on, and what was called and seen at each point."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from ebbtide.errors import DataError
from ebbtide.figures.spider import Burden, placed, spider
from ebbtide.figures.subjects import families_of
from ebbtide.figures.wording import counted
from ebbtide.terms.families import Family
from ebbtide.workflow.drawing.asking import about, criterion_of, reader_of
from ebbtide.workflow.drawing.subjects import (
    baselines,
    best_of,
    calls_of,
    families_called,
    followed,
    limits_of,
    measure_of,
    new_lesions_note,
    refuse_without_sizes,
    unit_of,
)

if TYPE_CHECKING:
    from ebbtide.figures import Figure
    from ebbtide.workflow.assessed import Assessment
    from ebbtide.workflow.drawing.asking import Asked, Scale

__all__ = ["draw"]

_VALUES: Final = {"baseline": "change_from_baseline_pct", "nadir": "change_from_nadir_pct", "mm": "burden"}
_AFTER: Final = ("AFTER_PD", "AFTER_iCPD")
_POINT: Final = ("subject", "day", "value", "response", "mark", "new_lesion", "after_progression")


def draw(assessment: Assessment, asked: Asked) -> Figure:
    """Draw the spider of a study, on the scale that is asked for.

    Raises:
        DataError: If there are no sizes to draw.
    """
    criterion, reader = criterion_of(assessment, asked), reader_of(assessment, asked)
    refuse_without_sizes(assessment, criterion, "spider")
    calls = calls_of(assessment, criterion, reader)
    starts = baselines(assessment, criterion, reader)
    best = best_of(assessment, criterion, reader)
    begun, later = _from_baseline(calls, starts, asked.scale), _later(calls, asked.scale)
    points = pl.concat([begun, later.join(begun, on="subject", how="semi")]).sort("subject", "day")
    alive = followed(assessment, best)
    told = best.select("subject", "best_overall_response", family=families_of(best["best_overall_response"]))
    rows = points.join(told.join(alive.whom, on="subject"), on="subject", maintain_order="left")
    missing = _missing(best, calls, points)
    shown = best.height - missing.height
    population = f"{shown:,} of {counted(best.height, 'subject')} with a burden at baseline and later"
    return spider(
        rows,
        missing,
        about(assessment, population, criterion=criterion, reader=reader),
        burden=Burden(asked.scale, _unit(calls) if asked.scale == "mm" else "%", measure_of(calls)),
        limits=limits_of(assessment, criterion),
        notes=(new_lesions_note(assessment, criterion), alive.says if rows["is_followed"].any() else ""),
    )


def _from_baseline(calls: pl.DataFrame, starts: pl.DataFrame, scale: Scale) -> pl.DataFrame:
    """Begin each course at its baseline: no change, or the burden it was."""
    burdens = calls.filter(pl.col("baseline") > 0).unique("subject", keep="first", maintain_order=True)
    value = pl.col("baseline") if scale == "mm" else pl.lit(0.0)
    begun = burdens.select("subject", value=value).join(starts, on="subject")
    no, none = pl.lit(value=False), pl.lit(None, pl.String)
    return begun.with_columns(day="baseline_day", response=none, mark=none, new_lesion=no, after_progression=no).select(
        _POINT
    )


def _later(calls: pl.DataFrame, scale: Scale) -> pl.DataFrame:
    """Take what was measured, called and seen at each time point after baseline."""
    called = pl.col("overall_response").cast(pl.String)
    flags = pl.col("flag_words")
    after = pl.any_horizontal(flags.list.contains(word) for word in _AFTER)
    seen = pl.col("new_lesion").cast(pl.String) == "unequivocal"
    rows = calls.sort("subject", "day").with_columns(
        value=pl.col(_VALUES[scale]),
        response=called,
        family=families_called(calls.sort("subject", "day")),
        after_progression=after,
        new_lesion=(seen & (seen.cum_sum().over("subject") == 1)).fill_null(value=False),
    )
    family = pl.col("family")
    is_mark = family.is_in([Family.UNCONFIRMED.value, Family.PROGRESSION.value]) & ~after
    return rows.with_columns(mark=pl.when(is_mark).then(family)).select(_POINT)


def _unit(calls: pl.DataFrame) -> str:
    """Find the one unit of all burdens.

    Raises:
        DataError: If there are several, which share no axis.
    """
    unit = unit_of(calls)
    if " or " in unit:
        raise DataError(f"burdens are in {unit}, which share no axis", hint="draw percent: --scale baseline")
    return unit


def _missing(best: pl.DataFrame, calls: pl.DataFrame, points: pl.DataFrame) -> pl.DataFrame:
    """Tell why each of the others has no line."""
    based = calls.filter(pl.col("baseline") > 0).select("subject").unique().with_columns(is_based=True)
    called = calls.select("subject").unique().with_columns(is_called=True)
    others = best.select("subject").join(placed(points), on="subject", how="anti", maintain_order="left")
    known = others.join(based, on="subject", how="left", maintain_order="left").join(
        called, on="subject", how="left", maintain_order="left"
    )
    reason = (
        pl.when(pl.col("is_called").is_null())
        .then(pl.lit("without an assessment after baseline"))
        .when(pl.col("is_based").is_null())
        .then(pl.lit("without a measured baseline"))
        .otherwise(pl.lit("with a target not measured at every later assessment"))
    )
    return known.select("subject", reason=reason)
