"""What the figures of many subjects ask of a study: limits, best responses, baselines, and who is still followed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple

import polars as pl

from ebbtide.assessment import JudgedStudy
from ebbtide.errors import DataError
from ebbtide.figures.subjects import Limits
from ebbtide.terms.families import family_of

if TYPE_CHECKING:
    from ebbtide.criteria import AnyCriterion
    from ebbtide.workflow.assessed import Assessment

__all__ = [
    "Followed",
    "baselines",
    "best_of",
    "calls_of",
    "families_called",
    "followed",
    "limits_of",
    "measure_of",
    "new_lesions_note",
    "refuse_without_sizes",
    "unit_of",
]

_MINUS = re.compile(r"-(?=\d)")
_UNITS = {"mm2": "mm²"}
_MEASURES = {"mm": "sum of diameters", "mm²": "sum of products", "SUL": "SULpeak", "": "sum"}
_PARTIAL = "PARTIAL_PD"
"""The flag of a burden that lacks a lesion: it proves progression, and is no sum to compare."""


def limits_of(assessment: Assessment, criterion: AnyCriterion) -> Limits:
    """Take the limits of a criterion from its definition, under the options of the study."""
    rules: Any = criterion.define(assessment.options)
    rules = getattr(rules, "lugano", rules)
    said = {item: _MINUS.sub("\N{MINUS SIGN}", text) for item, text in criterion.describe(assessment.options).items()}
    from_baseline = getattr(rules, "from_baseline", not getattr(rules, "from_nadir", 1))
    fall, rise = getattr(rules, "fall_pct", None), getattr(rules, "rise_pct", None)
    return Limits(fall, rise, said["PR"], said["PD"], bool(from_baseline) and not getattr(rules, "per_lesion", 0))


def measure_of(calls: pl.DataFrame) -> str:
    """Name what was summed, in a few words, by the units it has: WHO sums lengths where nothing else was measured."""
    unit = unit_of(calls)
    return _MEASURES.get(unit, "burden")


def new_lesions_note(assessment: Assessment, criterion: AnyCriterion) -> str:
    """Say that new lesions are part of the burden, where they are."""
    rules: Any = criterion.define(assessment.options)
    return "" if getattr(rules, "new_is_progression", 1) else "New measurable lesions are part of the sum."


def unit_of(responses: pl.DataFrame) -> str:
    """Name the unit of the burdens."""
    units = responses.filter(pl.col("burden").is_not_null())["burden_unit"].cast(pl.String).unique().to_list()
    return " or ".join(sorted(_UNITS.get(unit, unit) for unit in units if unit))


def refuse_without_sizes(assessment: Assessment, criterion: AnyCriterion, figure: str) -> None:
    """Refuse a figure of sizes where none are judged.

    Raises:
        DataError: If the responses were only reported, or the criterion does not measure.
    """
    hint = "draw the swimmer, which needs no sizes"
    if assessment.source == "reported":
        raise DataError(f"reported responses come without sizes, so there is no {figure}", hint=hint)
    if getattr(criterion, "burden", "") in ("blasts", "lesions"):
        problem = f"{criterion.title} does not go by the size of lesions, so there is no {figure}"
        raise DataError(problem, hint=f"name a criterion that does (--criterion recist-1.1), or {hint}")


def best_of(assessment: Assessment, criterion: AnyCriterion, reader: str) -> pl.DataFrame:
    """Take the best responses of a reader under a criterion: one row per subject of the study."""
    return assessment.best_responses(explain=False).filter(criterion=criterion.id, reader=reader)


def calls_of(assessment: Assessment, criterion: AnyCriterion, reader: str) -> pl.DataFrame:
    """Take the calls of a reader under a criterion; a burden that lacks a lesion is left blank."""
    rows = assessment.responses.filter(pl.col("criterion").cast(pl.String) == criterion.id, pl.col("reader") == reader)
    flags = pl.col("flags").cast(pl.String).fill_null("").str.split(" ")
    rows = rows.with_columns(flag_words=flags)
    sizes = [name for name in ("burden", "change_from_baseline_pct", "change_from_nadir_pct") if name in rows.columns]
    lacks = pl.col("flag_words").list.contains(_PARTIAL)
    return rows.with_columns(pl.when(~lacks).then(pl.col(name)).alias(name) for name in sizes)


def families_called(calls: pl.DataFrame) -> pl.Series:
    """Tell of which family each call is; a progression that nothing confirmed yet waits."""
    told = [
        family_of(word or "", is_unconfirmed="UNCONFIRMED" in flags).value
        for word, flags in calls.select(pl.col("overall_response").cast(pl.String), "flag_words").rows()
    ]
    return pl.Series(told, dtype=pl.String)


def baselines(assessment: Assessment, criterion: AnyCriterion, reader: str) -> pl.DataFrame:
    """Find the day of each subject's baseline.

    Returns:
        `subject`, `baseline_day`; empty where responses were only reported.
    """
    calls = assessment.calls
    if not isinstance(calls, JudgedStudy):
        return pl.DataFrame(schema={"subject": pl.String, "baseline_day": pl.Int32})
    parts = [part.points for part in calls.parts if criterion in part.criteria]
    points = parts[0] if parts else calls.batch.points
    return points.filter(pl.col("is_baseline"), pl.col("reader").cast(pl.String) == reader).select(
        pl.col("subject").cast(pl.String), baseline_day=pl.col("start").cast(pl.Int32)
    )


class Followed(NamedTuple):
    """Who is still followed, as far as the record goes.

    Args:
        whom: One row per subject: `subject`, `is_followed`.
        says: What that means in this study.
    """

    whom: pl.DataFrame
    says: str


def followed(assessment: Assessment, best: pl.DataFrame) -> Followed:
    """Tell who is still followed: who is alive when last seen, or, in a study without events, has not progressed."""
    milestones = assessment.milestones
    known = best.select("subject", "progression_day").join(
        milestones.select("subject", "death_day", "last_contact_day"), on="subject", how="left", maintain_order="left"
    )
    if known.select(pl.col("death_day", "last_contact_day").is_not_null().any()).row(0) != (False, False):
        is_followed, says = pl.col("death_day").is_null(), "Still followed: no death on record."
    else:
        is_followed = pl.col("progression_day").is_null()
        says = "Still followed: no progression on record; the study records neither deaths nor last contacts."
    return Followed(known.select("subject", is_followed=is_followed), says)
