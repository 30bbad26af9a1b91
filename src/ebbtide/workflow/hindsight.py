"""What came of progression: who progressed under RECIST 1.1, and which criteria took it back.

A subject counts once. Which rule confirms or takes back a progression is the business of
the criteria; this reads it from the settled table.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import polars as pl

if TYPE_CHECKING:
    from ebbtide.workflow.assessed import Assessment

__all__ = ["Following", "Hindsight", "progression_in_hindsight"]

_REFERENCE = "recist-1.1"
_UPHELD = ("confirmed", "stands")
_TAKEN_BACK = ("disregarded", "negated")


class Following(NamedTuple):
    """What one criterion, which follows progression, made of it.

    Args:
        criterion: Its id.
        reading: The reading of an ambiguous rule, where that decides.
        progressed: Subjects that progress under it too.
        upheld: Those of them with a progression that was confirmed, or that stands.
        disregarded: Those whose progression was taken back before anything upheld it.
        undecided: The others: no later scan has decided.
    """

    criterion: str
    reading: str
    progressed: int
    upheld: int
    disregarded: int
    undecided: int


class Hindsight(NamedTuple):
    """How many subjects progressed under RECIST 1.1, and what following criteria made of it.

    Args:
        subjects: Subjects judged.
        progressed: Those with PD under RECIST 1.1.
        following: One entry per criterion that follows progression, over those subjects.
    """

    subjects: int
    progressed: int
    following: list[Following]


def progression_in_hindsight(assessment: Assessment) -> Hindsight:
    """Count progressions under RECIST 1.1 and those that following criteria later disregard.

    For iRECIST and irRECIST a subject counts as disregarded when a progression was taken back
    and none was ever confirmed. For imRECIST every progression must have been negated, since
    one that stands, or that no scan followed, is the event.
    """
    words = pl.col("subject", "criterion", "overall_response").cast(pl.String)
    responses = assessment.responses.select(words)
    progressed = responses.filter(criterion=_REFERENCE, overall_response="PD").select("subject").unique()
    settled = assessment.settled.with_columns(pl.col("subject", "criterion").cast(pl.String))
    kept = [criterion.id for criterion in assessment.criteria if criterion.confirms and not criterion.is_area]
    of_them = settled.filter(pl.col("criterion").is_in(kept)).join(progressed, on="subject", how="semi")
    return Hindsight(responses["subject"].n_unique(), len(progressed), _followed(of_them, kept))


def _followed(settled: pl.DataFrame, order: list[str]) -> list[Following]:
    outcome, by = pl.col("outcome"), ["criterion", "reading"]
    needs_all = pl.col("criterion").first() == "imrecist"
    per_subject = settled.group_by(*by, "subject").agg(
        upheld=outcome.is_in(_UPHELD).any(),
        taken_back=outcome.is_in(_TAKEN_BACK).any() & ~(needs_all & (outcome == "unconfirmed").any()),
    )
    disregarded = pl.col("taken_back") & ~pl.col("upheld")
    counted = per_subject.group_by(by).agg(
        progressed=pl.len(), upheld=pl.col("upheld").sum(), disregarded=disregarded.sum()
    )
    rows = counted.with_columns(undecided=pl.col("progressed") - pl.col("upheld") - pl.col("disregarded")).rows()
    return sorted((Following(*row) for row in rows), key=lambda one: (order.index(one.criterion), one.reading))
