"""A study by the responses that its readers, or a database, called themselves: nothing is judged anew."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, NoReturn

import polars as pl

from ebbtide.assessment.assessing import as_study, with_dates
from ebbtide.assessment.divergence import divergence_of
from ebbtide.assessment.frames import RESPONSE_COLUMNS, RESPONSE_TYPES, SETTLED_COLUMNS
from ebbtide.assessment.reported_courses import reported_courses
from ebbtide.errors import DataError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ebbtide.assessment.courses import Courses
    from ebbtide.criteria import AnyCriterion
    from ebbtide.study import Finding, Options, Study

__all__ = ["ReportedStudy", "assess_reported"]


@dataclass(frozen=True)
class ReportedStudy:
    """A study by its reported responses.

    Args:
        study: The study.
        criteria: Under what they were called, in the order of the house.
        options: With which readings what follows from them is derived.
        responses: One row per reported time point and criterion, in the columns of computed ones; what a reader
            does not report (burden, reasons) is null.
        findings: What was noticed on reading and on taking the responses.
        courses: The same in order of subject, reader, criterion and day, one response a day, as codes.
    """

    study: Study
    criteria: tuple[AnyCriterion, ...]
    options: Options
    responses: pl.DataFrame
    findings: tuple[Finding, ...]
    courses: Courses

    @cached_property
    def settled(self) -> pl.DataFrame:
        """What hindsight makes of each progression of the criteria that follow them."""
        follows = [criterion.id for criterion in self.criteria if criterion.confirms]
        words = self.responses.select(
            pl.col("subject", "reader", "criterion", "overall_response").cast(pl.String), "day", "date"
        ).unique(["subject", "reader", "criterion", "day"], keep="first", maintain_order=True)
        return (
            self.courses.progressions.join(self.courses.heads, on="course", maintain_order="left")
            .filter(pl.col("criterion").is_in(follows))
            .join(words, on=["subject", "reader", "criterion", "day"], how="left", maintain_order="left")
            .select(SETTLED_COLUMNS)
        )

    def divergence(self, subject: str | None = None) -> pl.DataFrame:
        """Set the criteria side by side, as `JudgedStudy.divergence` does."""
        return divergence_of(self.responses, [criterion.id for criterion in self.criteria], subject)

    def explanations(self, subject: str, **_wanted: object) -> NoReturn:
        """Refuse: the reasons of a reported response are its reader's.

        Raises:
            DataError: Always.
        """
        raise DataError(
            f"the responses of {subject} were reported, not computed: their reasons are the reader's",
            hint="assess the study's measurements to have reasons",
        )


def assess_reported(
    study: object, *, criteria: Iterable[str] | None = None, options: Options | None = None
) -> ReportedStudy:
    """Take a study by its reported responses.

    Args:
        study: A study, or frames as `read_study` takes them.
        criteria: AnyCriterion ids; all that are reported when None.
        options: Readings; the study's own when None.

    Raises:
        DataError: If nothing is reported under these criteria.
        CriteriaError: If a criterion is unknown.

    Examples:
        >>> import ebbtide
        >>> study = ebbtide.read_study(ebbtide.examples.path("pharmaverse-recist"))
        >>> assess_reported(study).courses.calls.height
        66
    """
    whole = as_study(study, options)
    readings = options or whole.options
    courses = reported_courses(whole, readings, criteria)
    responses = with_dates(responses_as_reported(whole, [criterion.id for criterion in courses.criteria]), whole)
    return ReportedStudy(whole, courses.criteria, readings, responses, (*whole.findings, *courses.findings), courses)


def responses_as_reported(study: Study, ids: list[str]) -> pl.DataFrame:
    """Lay reported responses out as the table of responses, in its order."""
    order = pl.col("criterion").cast(pl.Enum(ids))
    said = study.table("reported").filter(pl.col("criterion").is_in(ids)).sort("subject", "reader", "day", order)
    columns = [
        (pl.col(name) if name in said.columns else pl.lit(None)).cast(RESPONSE_TYPES[name]).alias(name)
        for name in RESPONSE_COLUMNS
    ]
    return said.select(columns)
