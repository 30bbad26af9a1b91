"""The waterfall of a study: whose best change, up to when it counts, and why some have none."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from ebbtide.criteria.parts.records import CONFIRMS_BY_EPISODE, CONFIRMS_NOTHING, NEGATED_BY_ANY, NEGATED_BY_NEXT
from ebbtide.endpoints.best.ranking import choose
from ebbtide.endpoints.rates import response_rates
from ebbtide.figures.lettering import printable
from ebbtide.figures.subjects import Rate
from ebbtide.figures.waterfall import waterfall
from ebbtide.figures.wording import counted
from ebbtide.terms.families import Family, family_of
from ebbtide.workflow.drawing.asking import about, criterion_of, reader_of
from ebbtide.workflow.drawing.subjects import (
    baselines,
    best_of,
    calls_of,
    limits_of,
    measure_of,
    new_lesions_note,
    refuse_without_sizes,
)

if TYPE_CHECKING:
    from ebbtide.criteria import AnyCriterion
    from ebbtide.figures import Figure
    from ebbtide.workflow.assessed import Assessment
    from ebbtide.workflow.drawing.asking import Asked

__all__ = ["counted_calls", "draw", "rate_of"]

_BEST: Final = ("subject", "best_overall_response", "confirmed_best_overall_response")
_MOST_ARMS: Final = 4
_NO_BASELINE: Final = "without an assessment"
_NO_FOLLOW_UP: Final = "without an assessment after baseline that counts"
_NO_TARGETS: Final = "without a measured baseline"
_NOT_MEASURED: Final = "with a target not measured at every later assessment"


def draw(assessment: Assessment, asked: Asked) -> Figure:
    """Draw the waterfall of a study.

    Raises:
        DataError: If there are no sizes to draw.
    """
    criterion, reader = criterion_of(assessment, asked), reader_of(assessment, asked)
    refuse_without_sizes(assessment, criterion, "waterfall")
    best = best_of(assessment, criterion, reader)
    counts = counted_calls(assessment, criterion, reader)
    bars = _best_changes(counts).join(best.select(_BEST), on="subject", how="left", maintain_order="left")
    missing = _missing(best, counts, baselines(assessment, criterion, reader), bars)
    population = f"{bars.height:,} of {counted(best.height, 'subject')} with a change from baseline"
    return waterfall(
        bars,
        missing,
        about(assessment, population, criterion=criterion, reader=reader),
        limits=limits_of(assessment, criterion),
        rate=rate_of(assessment, criterion, reader),
        measure=measure_of(calls_of(assessment, criterion, reader)),
        notes=(
            _what_counts(assessment, criterion),
            new_lesions_note(assessment, criterion),
            _by_arm(assessment, criterion, reader),
        ),
    )


def counted_calls(assessment: Assessment, criterion: AnyCriterion, reader: str) -> pl.DataFrame:
    """Take the calls that count for a best response: up to the end of the course, and before a new therapy."""
    chosen = choose(assessment.courses, assessment.milestones, assessment.options)
    days = pl.DataFrame({"course": chosen.calls.course, "day": chosen.calls.day})
    heads = assessment.courses.heads.filter(criterion=criterion.id, reader=reader)
    kept = heads.select(pl.col("course").cast(pl.Int64), "subject").join(days, on="course")
    own = kept.select("subject", pl.col("day").cast(pl.Int32))
    return calls_of(assessment, criterion, reader).join(own, on=["subject", "day"], how="semi", maintain_order="left")


def rate_of(assessment: Assessment, criterion: AnyCriterion, reader: str) -> Rate:
    """Take the rate of confirmed responses among all subjects of the study, whatever their arm."""
    everybody = assessment.study.table("subjects").with_columns(arm=pl.lit(None, pl.String))
    rates = response_rates(best_of(assessment, criterion, reader), everybody)
    row = rates.filter(rate="cORR").select(Rate._fields)
    return Rate(*row.row(0)) if row.height else Rate(0, 0, 0.0, 0.0, 1.0)


def _best_changes(counts: pl.DataFrame) -> pl.DataFrame:
    """Take each subject's least change, on the first day it was, with the marks of all that counts."""
    change = pl.col("change_from_baseline_pct")
    progressed = [
        word
        for word in counts["nontarget_response"].cast(pl.String).unique().drop_nulls()
        if family_of(word) in (Family.PROGRESSION, Family.UNCONFIRMED)
    ]
    return (
        counts.sort("subject", "day")
        .group_by("subject", maintain_order=True)
        .agg(
            change_pct=change.min(),
            day=pl.col("day").filter(change == change.min()).first(),
            new_lesion=(pl.col("new_lesion").cast(pl.String) == "unequivocal").any(),
            nontarget_progression=pl.col("nontarget_response").cast(pl.String).is_in(progressed).any(),
        )
        .filter(pl.col("change_pct").is_not_null())
    )


def _missing(best: pl.DataFrame, counts: pl.DataFrame, points: pl.DataFrame, bars: pl.DataFrame) -> pl.DataFrame:
    """Tell why each of the others has no bar."""
    measured = counts.group_by("subject").agg(measured=(pl.col("baseline") > 0).any())
    rows = best.select(_BEST).join(bars, on="subject", how="anti", maintain_order="left")
    known = rows.join(points, on="subject", how="left", maintain_order="left").join(
        measured, on="subject", how="left", maintain_order="left"
    )
    reason = (
        pl.when(pl.col("baseline_day").is_null())
        .then(pl.lit(_NO_BASELINE))
        .when(pl.col("measured").is_null())
        .then(pl.lit(_NO_FOLLOW_UP))
        .when(~pl.col("measured"))
        .then(pl.lit(_NO_TARGETS))
        .otherwise(pl.lit(_NOT_MEASURED))
    )
    return known.with_columns(reason=reason).select(*_BEST, "reason")


def _what_counts(assessment: Assessment, criterion: AnyCriterion) -> str:
    """Say up to when a change counts, and how a response is confirmed."""
    how = criterion.confirms_by
    if how == CONFIRMS_NOTHING:
        until = "up to the first progression"
    elif how == CONFIRMS_BY_EPISODE:
        until = "up to the first confirmed progression"
    elif how in (NEGATED_BY_NEXT, NEGATED_BY_ANY):
        until = "throughout, since a response after progression counts"
    else:
        until = "up to the first progression that a later scan confirmed"
    therapy = ", and before a new therapy" if assessment.options.new_therapy_cuts else ""
    days = assessment.options.confirm_days
    return (
        f"Changes count from day 0 {until}{therapy}. Responses are confirmed by a second one {days} days later or more."
    )


def _by_arm(assessment: Assessment, criterion: AnyCriterion, reader: str) -> str:
    """Give the rates of the arms, where there are several and few."""
    arms = assessment.study.table("subjects")["arm"].drop_nulls().n_unique()
    if not 1 < arms <= _MOST_ARMS:
        return ""
    rates = assessment.rates().filter(criterion=criterion.id, reader=reader, rate="cORR")
    told = [
        f"{printable(arm or 'no arm')} {Rate(*row).words}" for arm, *row in rates.select("arm", *Rate._fields).rows()
    ]
    return f"By arm: {'; '.join(told)}."
