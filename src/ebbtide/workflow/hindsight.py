"""What came of progression: who progressed under RECIST 1.1, and which criteria took it back.

A subject counts once. A progression is disregarded when later time points took it back
before anything confirmed it; which rule does that is the business of the criteria, and
this reads it from the settled table.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import polars as pl

if TYPE_CHECKING:
    from ebbtide.assessment import Assessment

__all__ = ["Hindsight", "progression_in_hindsight"]

_TAKEN_BACK = ("disregarded", "negated")
_REFERENCE = "recist-1.1"


class Hindsight(NamedTuple):
    """How many subjects progressed, and for how many a criterion later disregards it.

    Args:
        subjects: Subjects judged, under any reader.
        progressed: Those with progression under RECIST 1.1.
        disregarded: Of those, how many each following criterion takes back, by criterion
            and, where a rule can be read in two ways, the reading.
    """

    subjects: int
    progressed: int
    disregarded: dict[tuple[str, str], int]


def progression_in_hindsight(assessment: Assessment) -> Hindsight:
    """Count progressions under RECIST 1.1 and those that following criteria take back.

    For a criterion that confirms progression (iRECIST, irRC, irRECIST) a subject counts when
    a progression was taken back and none was ever confirmed; for imRECIST when every
    progression was negated, since one that stands is the event.
    """
    responses = assessment.responses.select(
        "subject", pl.col("criterion").cast(pl.String), pl.col("overall_response").cast(pl.String)
    )
    progressed = responses.filter(criterion=_REFERENCE, overall_response="PD").select("subject").unique()
    settled = assessment.settled.join(progressed, on="subject", how="semi")
    return Hindsight(responses["subject"].n_unique(), len(progressed), _disregarded(settled))


def _disregarded(settled: pl.DataFrame) -> dict[tuple[str, str], int]:
    outcome = pl.col("outcome")
    taken_back = outcome.is_in(_TAKEN_BACK).any() & ~outcome.is_in(["confirmed", "stands"]).any()
    left_open = (pl.col("criterion") == "imrecist").first() & (outcome == "unconfirmed").any()
    per_subject = settled.group_by("criterion", "reading", "subject", maintain_order=True).agg(
        counts=taken_back & ~left_open
    )
    counted = per_subject.group_by("criterion", "reading", maintain_order=True).agg(pl.col("counts").sum())
    return {(criterion, reading): count for criterion, reading, count in counted.rows()}
