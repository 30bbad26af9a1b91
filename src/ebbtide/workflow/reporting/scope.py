"""Whose dossier it is: the subject, the reader and the day, and the study as it was known then."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Final

import polars as pl

from ebbtide.criteria import composites
from ebbtide.errors import DataError
from ebbtide.workflow.assessed import Assessment, assess
from ebbtide.workflow.drawing.asking import Asked, criterion_of, reader_of, subject_of
from ebbtide.workflow.evidencing import pathways_of
from ebbtide.workflow.opening import only_subject

if TYPE_CHECKING:
    from ebbtide.assessment import Explanation
    from ebbtide.criteria import AnyCriterion
    from ebbtide.study import Study
    from ebbtide.workflow.evidencing import Pathways

__all__ = ["Scope", "known_until", "scope_of"]

_FOLLOWING: Final = "irecist"


@dataclass(frozen=True)
class Scope:
    """One subject of a study as it was known on a day.

    Args:
        assessment: What was known by then, judged: of the subject alone, where its records can be judged alone.
        subject: Whose.
        reader: Whose readings.
        day: The day that was asked for; None for all that is recorded.
        own: The records of the subject alone.
    """

    assessment: Assessment
    subject: str
    reader: str
    day: int | None
    own: Study

    @property
    def study(self) -> Study:
        """The study as it was known."""
        return self.assessment.study

    @property
    def last_day(self) -> int | None:
        """The day that all is told of: the one asked for, or the last on which anything is recorded."""
        if self.day is not None:
            return self.day
        days = [table["day"].max() for table in self.own.tables.values() if "day" in table.columns]
        return max((day for day in days if isinstance(day, int)), default=None)

    @property
    def asked(self) -> Asked:
        """What is asked of a figure of the subject."""
        return Asked(subject=self.subject, reader=self.reader or None)

    @cached_property
    def judged(self) -> tuple[AnyCriterion, ...]:
        """The criteria under which anything of the subject was judged."""
        ids = set(self.responses["criterion"])
        return tuple(one for one in self.assessment.criteria if one.id in ids)

    @cached_property
    def main(self) -> AnyCriterion:
        """The criterion that the story is told by: the one that figures take, if the subject was judged under it."""
        usual = criterion_of(self.assessment, self.asked)
        return usual if not self.judged or usual in self.judged else self.judged[0]

    @cached_property
    def told(self) -> tuple[AnyCriterion, ...]:
        """The criteria that the story is told by: the main one, iRECIST, and those that do not go by sizes alone."""
        more = {_FOLLOWING, *(one.id for one in composites(self.judged))}
        return (self.main, *(one for one in self.judged if one.id in more and one.id != self.main.id))

    @cached_property
    def responses(self) -> pl.DataFrame:
        """The calls of the subject by the reader, with words as text, in order of day."""
        return self.rows(self.assessment.responses)

    @cached_property
    def explanations(self) -> list[Explanation]:
        """The calls of the subject explained; none where responses were only reported."""
        if self.assessment.source == "reported" or self.responses.is_empty():
            return []
        return self.assessment.explanations(self.subject, reader=self.reader)

    @cached_property
    def pathways(self) -> Pathways | DataError:
        """Where the subject stands on the decision pathway, or why that cannot be told."""
        try:
            return pathways_of(self.study, subject=self.subject, today=self.day)
        except DataError as error:
            return error

    def rows(self, table: pl.DataFrame) -> pl.DataFrame:
        """Take the rows of the subject, and of the reader where the table names one, with words as text."""
        mine = pl.col("subject").cast(pl.String) == self.subject
        if "reader" in table.columns:
            mine &= pl.col("reader").cast(pl.String).fill_null("").is_in([self.reader, ""])
        words = [name for name, kind in table.schema.items() if isinstance(kind, pl.Categorical | pl.Enum)]
        return table.filter(mine).with_columns(pl.col(words).cast(pl.String))

    def title_of(self, criterion: str) -> str:
        """Name a criterion."""
        return next((one.title for one in self.assessment.criteria if one.id == criterion), criterion)


def scope_of(assessment: Assessment, subject: str | None, *, day: int | None, reader: str | None) -> Scope:
    """Take one subject as it was known on a day.

    Args:
        assessment: The study, judged.
        subject: Whose; the only one when None.
        day: Nothing from after this day is used; None for all.
        reader: Whose readings; the first by name when None.

    Raises:
        DataError: If the study has no such subject or reader.
    """
    name = subject_of(assessment, Asked(subject=subject))
    study = assessment.study if day is None else known_until(assessment.study, day)
    if name not in study.subjects:
        raise DataError(f"nothing is recorded of subject {name!r} by day {day}", hint="ask for a later day")
    own = only_subject(study, name)
    judged = _judged(own, assessment) or _judged(study, assessment) or assessment
    known = judged if reader is None else assessment
    return Scope(judged, name, reader_of(known, Asked(reader=reader)), day, own)


def _judged(study: Study, before: Assessment) -> Assessment | None:
    """Judge a part of a study as the whole was; None where it holds nothing to judge."""
    ids = [one.id for one in before.criteria]
    try:
        judged = assess(study, criteria=ids, options=before.options, responses=before.source, explanations=False)
    except DataError:
        return None
    return None if judged.responses.is_empty() else judged


def known_until(study: Study, day: int) -> Study:
    """Take a study as it was known on a day: nothing that happened later, and no end that lay ahead.

    Examples:
        >>> import ebbtide
        >>> study = ebbtide.read_study(ebbtide.examples.path("gastric-car-t"))
        >>> known_until(study, 28).table("timepoints")["day"].max()
        28
    """
    return replace(study, tables={name: _until(table, day) for name, table in study.tables.items()})


def _until(table: pl.DataFrame, day: int) -> pl.DataFrame:
    if "day" not in table.columns:
        return table
    known = table.filter(pl.col("day") <= day)
    if "end_day" not in table.columns:
        return known
    return known.with_columns(end_day=pl.when(pl.col("end_day") <= day).then("end_day"))
