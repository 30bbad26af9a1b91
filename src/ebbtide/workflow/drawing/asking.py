"""What is asked of a figure: whose, under which criterion, on which scale; and what is chosen where nothing is said."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

import polars as pl

from ebbtide.assessment.diagnoses import tumor_named
from ebbtide.criteria import chosen
from ebbtide.errors import DataError, near_matches
from ebbtide.figures import About

if TYPE_CHECKING:
    from ebbtide.criteria import AnyCriterion
    from ebbtide.workflow.assessed import Assessment

__all__ = ["SCALES", "Asked", "Scale", "about", "criterion_of", "cutoff_of", "reader_of", "subject_of"]

Scale: TypeAlias = Literal["baseline", "nadir", "mm"]
SCALES = ("baseline", "nadir", "mm")
"""Of a burden: percent from baseline, percent from the nadir, or as it was measured."""
_PREFERRED = ("recist-1.1", "lugano", "all", "rano", "percist")
_OF_DIAGNOSIS = {"lymphoma": "lugano", "glioma": "rano"}
"""The criterion that a disease is read by, where it sums anything."""
_A_FEW = 6


@dataclass(frozen=True)
class Asked:
    """What a user asks of a figure; None and blank leave it to the figure.

    Args:
        criterion: The id of the criterion whose calls are drawn.
        reader: Whose reading.
        subject: Of whom; only this one.
        endpoint: Which time to an event: `OS`, `PFS`, `iPFS`, `DOR`, …
        by: A column of `subjects` to group by, such as `arm`; or `pattern`.
        landmark: The day that survival counts from.
        scale: What a burden is drawn as.
        pattern: Which pattern an incidence is of.
    """

    criterion: str | None = None
    reader: str | None = None
    subject: str | None = None
    endpoint: str | None = None
    by: str | None = None
    landmark: int | None = None
    scale: Scale = "baseline"
    pattern: str = "pseudoprogression"


def criterion_of(assessment: Assessment, asked: Asked) -> AnyCriterion:
    """Choose the criterion: the one asked for, that of the diagnosis, RECIST 1.1 if it was judged, or the first.

    Raises:
        CriteriaError: If it is unknown.
        DataError: If the study was not judged under it.
    """
    judged = {one.id: one for one in assessment.criteria}
    if asked.criterion is None:
        return next(judged[name] for name in (*_diagnosed(assessment, asked), *_PREFERRED, *judged) if name in judged)
    [one] = chosen([asked.criterion])
    if one.id not in judged:
        raise DataError(f"the study was not judged under {one.id}", hint=f"it was under {', '.join(judged)}")
    return one


def _diagnosed(assessment: Assessment, asked: Asked) -> list[str]:
    """Name the criterion of the diagnosis: of the subject asked for, or the one that all subjects share."""
    people = assessment.study.table("subjects").filter(pl.col("tumor_type").is_not_null())
    own = people if asked.subject is None else people.filter(pl.col("subject") == asked.subject)
    tumors = {tumor_named(word) for word in own["tumor_type"].unique()}
    named = [_OF_DIAGNOSIS[tumor] for tumor in tumors if tumor in _OF_DIAGNOSIS] if len(tumors) == 1 else []
    if not named:
        return []
    summed = assessment.responses.filter(pl.col("burden").is_not_null())["criterion"].cast(pl.String).unique()
    return [name for name in named if name in summed]


def reader_of(assessment: Assessment, asked: Asked) -> str:
    """Choose the reader: the one asked for, or the only one, or the first by name.

    Raises:
        DataError: If the reader asked for did not read.
    """
    readers = assessment.responses["reader"].unique().sort().to_list()
    if asked.reader is None:
        return readers[0] if readers else ""
    if asked.reader not in readers:
        raise DataError(f"no reader {asked.reader!r} in the study", hint=f"there are {', '.join(readers)}")
    return asked.reader


def subject_of(assessment: Assessment, asked: Asked) -> str:
    """Choose the subject: the one asked for, or the only one.

    Raises:
        DataError: If there is no such subject, or several and none was asked for.
    """
    subjects = assessment.study.subjects
    if asked.subject is None:
        if len(subjects) == 1:
            return subjects[0]
        few = ", ".join(subjects[:_A_FEW])
        raise DataError("this figure is of one subject", hint=f"name one with --subject: {few}")
    if asked.subject not in subjects:
        near = near_matches(asked.subject, subjects) or subjects[:_A_FEW]
        raise DataError(f"no subject {asked.subject!r} in the study", hint=f"near: {', '.join(near)}")
    return asked.subject


def cutoff_of(assessment: Assessment) -> str:
    """Say up to when there are data: the last date of any call, or without dates the last day, contacts included."""
    responses = assessment.responses
    if responses.is_empty():
        return ""
    known = responses.select(date=pl.col("date").max().cast(pl.String), day=pl.col("day").max()).row(0, named=True)
    told = assessment.milestones.select(pl.max_horizontal("death_day", "last_contact_day").max()).item()
    return known["date"] or f"day {max(known['day'], told or 0)}"


def about(assessment: Assessment, population: str, *, criterion: AnyCriterion | None = None, reader: str = "") -> About:
    """Say whom and what a figure is about.

    Args:
        assessment: The study.
        population: Who is shown, of how many.
        criterion: Whose calls are drawn, if any are.
        reader: Whose reading; said only where several read.
    """
    several = assessment.responses["reader"].n_unique() > 1
    edition = f"{criterion.title} ({criterion.source})" if criterion else ""
    name = assessment.study.name or "study"
    return About(name, population, edition, cutoff_of(assessment), reader if several else "")
