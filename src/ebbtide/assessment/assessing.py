"""The use of it all: a study in, an assessment out."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

import polars as pl

from ebbtide.assessment.batch import Batch, Tables, prepare
from ebbtide.assessment.courses import Courses, computed_courses
from ebbtide.assessment.engine import can_compile, is_worth_compiling
from ebbtide.assessment.frames import responses_of, settled_of
from ebbtide.assessment.judging import Ruling, judge_batch
from ebbtide.criteria import Criterion, chosen
from ebbtide.errors import MissingExtraError
from ebbtide.study import Finding, Study

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ebbtide.assessment.explanation import Explanation
    from ebbtide.assessment.flipping import Judged
    from ebbtide.assessment.judging import Judgement
    from ebbtide.study.options import Options

MOST_EXPLAINED: Final = 100_000
"""Rows up to which every call is explained in words unasked."""


def rulings_of(criteria: Iterable[Criterion], options: Options) -> list[Ruling]:
    """Make the columns of calls a table holds."""
    return [Ruling(criterion, criterion.define(options), reading_of(criterion, options)) for criterion in criteria]


def reading_of(criterion: Criterion, options: Options) -> str:
    """Name the reading under which a criterion settles its progressions."""
    if criterion.id == "imrecist":
        return f"imrecist_negation={options.imrecist_negation}"
    if criterion.id in ("irrc", "irrecist"):
        return f"irc_confirm={options.irc_confirm}"
    return ""


def other_readings(criteria: Iterable[Criterion], options: Options) -> list[Ruling]:
    """Make the further columns of the settled table: imRECIST stands there under both its readings (register A5)."""
    other = "any_later" if options.imrecist_negation == "next_scan" else "next_scan"
    twice = [criterion for criterion in criteria if criterion.id == "imrecist"]
    return rulings_of(twice, options.model_copy(update={"imrecist_negation": other}))


@dataclass(frozen=True)
class JudgedStudy:
    """A study judged under some criteria.

    Args:
        study: What was judged.
        criteria: Under what, in the order of the house.
        options: With which readings.
        responses: One row per time point and criterion (docs/guide/tables.md).
        findings: What was noticed on reading and on judging.
    """

    study: Study
    criteria: tuple[Criterion, ...]
    options: Options
    responses: pl.DataFrame
    findings: tuple[Finding, ...]
    batch: Batch
    judgement: Judgement

    @cached_property
    def settled(self) -> pl.DataFrame:
        """What hindsight makes of each progression: confirmed, disregarded, negated, still open."""
        rulings = rulings_of(self.criteria, self.options)
        return settled_of(self.batch, self.judgement, rulings, other_readings(self.criteria, self.options))

    @cached_property
    def courses(self) -> Courses:
        """The calls in order of subject, reader, criterion and day, as codes: what endpoints and patterns rest on."""
        subjects = self.study.subjects
        return computed_courses(self.batch.points, self.responses, self.settled, self.criteria, subjects)

    def explanations(
        self, subject: str, *, day: int | None = None, criterion: str | None = None, reader: str | None = None
    ) -> list[Explanation]:
        """Explain the calls of one subject, in order of day and criterion.

        Raises:
            DataError: If the subject, day or reader is not in the study; the message names the near ones.
            CriteriaError: If the criterion is unknown.
        """
        from ebbtide.assessment.explanation import explain_subject

        wanted = self.criteria if criterion is None else chosen([criterion])
        return explain_subject(self.study, wanted, self.options, subject, day=day, reader=reader)

    def divergence(self, subject: str | None = None) -> pl.DataFrame:
        """Set the criteria side by side: one row per time point, one column per criterion.

        Returns:
            Columns `subject, reader, day, date, visit`, one per criterion id, and `differs`:
            true where the criteria do not agree on what kind of call it is.
        """
        from ebbtide.assessment.divergence import divergence_of

        return divergence_of(self.responses, [criterion.id for criterion in self.criteria], subject)


def assess(
    study: object,
    *,
    criteria: Iterable[str] | None = None,
    options: Options | None = None,
    explanations: bool | None = None,
    compiled: bool | None = None,
) -> JudgedStudy:
    """Judge a study under published criteria.

    Args:
        study: A study, or frames as `read_study` takes them.
        criteria: Criterion ids; all when None.
        options: Readings of ambiguous rules; the study's own when None.
        explanations: Write the `explanation` column; up to 100,000 rows when None.
        compiled: Run machine code or not; by size when None.

    Raises:
        DataError: If the study holds nothing that can be judged.
        CriteriaError: If a criterion is unknown.

    Examples:
        >>> import ebbtide
        >>> study = ebbtide.read_study(ebbtide.examples.path("gastric-car-t"))
        >>> ebbtide.assess(study, criteria=["irecist"]).responses["overall_response"].to_list()[:3]
        ['iUPD', 'iUPD', 'iSD']
    """
    whole = as_study(study, options)
    chosen_criteria = chosen(criteria)
    readings = options or whole.options
    rulings = rulings_of(chosen_criteria, readings)
    tables = Tables.of_study(whole)
    size = (len(tables.measurements) + len(tables.timepoints)) * len(rulings)
    fast = is_worth_compiling(size) if compiled is None else compiled
    if fast and not can_compile():
        raise MissingExtraError.named("fast", purpose="running compiled")
    batch = prepare(tables, readings, as_arrays=fast)
    rows = (len(batch.visits.day) - batch.streams) * len(rulings)
    explains = rows <= MOST_EXPLAINED if explanations is None else explanations
    others = other_readings(chosen_criteria, readings)
    judgement = judge_batch(batch, rulings, others, compiled=fast, keeps_steps=explains)
    responses = with_dates(responses_of(batch, judgement.calls, rulings), whole)
    if explains:
        dates = reference_dates(whole)
        responses = responses.with_columns(explanations_of(batch, rulings, dates, judgement.steps))
    judgement = judgement._replace(steps=None)
    findings = (*whole.findings, *batch.findings)
    return JudgedStudy(whole, chosen_criteria, readings, responses, findings, batch, judgement)


def explanations_of(
    batch: Batch, rulings: list[Ruling], dates: dict[str, Any], steps: list[list[Judged]] | None = None
) -> pl.Series:
    """Explain every call of a batch, from the steps that were kept or by replaying them."""
    from ebbtide.assessment.explanation import explanation_column
    from ebbtide.assessment.judging import replay

    return explanation_column(batch.points, steps or replay(batch, rulings), rulings, dates)


def reference_dates(study: Study) -> dict[str, Any]:
    """Find the dates of day 0, by subject."""
    subjects = study.table("subjects")
    if "reference_date" not in subjects.columns:
        return {}
    known = subjects.filter(pl.col("reference_date").is_not_null())
    return dict(known.select("subject", "reference_date").iter_rows())


def as_study(study: object, options: Options | None) -> Study:
    """Take a study, or read one from frames; some options bear on reading."""
    if isinstance(study, Study):
        return study
    from ebbtide.formats import read_study

    return read_study(study, options=options)


def with_dates(responses: pl.DataFrame, study: Study) -> pl.DataFrame:
    """Fill in dates where the study names the date of day 0."""
    subjects = study.table("subjects")
    if "reference_date" not in subjects.columns or subjects["reference_date"].null_count() == len(subjects):
        return responses
    dated = responses.join(
        subjects.select("subject", "reference_date"), on="subject", how="left", maintain_order="left"
    )
    counted = pl.col("reference_date") + pl.duration(days=pl.col("day"))
    return dated.with_columns(date=pl.coalesce("date", counted)).drop("reference_date")
