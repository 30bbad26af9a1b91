"""The use of it all: a study in, an assessment out."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

import polars as pl

from ebbtide.assessment.batch import Batch, Tables, prepare
from ebbtide.assessment.courses import Courses, computed_courses, joined_courses
from ebbtide.assessment.engine import can_compile, is_worth_compiling
from ebbtide.assessment.frames import in_house_order, responses_of, settled_of
from ebbtide.assessment.judging import Ruling, judge_batch
from ebbtide.criteria import AnyCriterion, by_sizes, chosen, composites
from ebbtide.errors import MissingExtraError
from ebbtide.study import Finding, Study

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ebbtide.assessment.composite.judged import JudgedPart
    from ebbtide.assessment.explanation import Explanation
    from ebbtide.assessment.flipping import Judged
    from ebbtide.assessment.judging import Judgement
    from ebbtide.study.options import Options

MOST_EXPLAINED: Final = 100_000
"""Rows up to which every call is explained in words unasked."""


def rulings_of(criteria: Iterable[AnyCriterion], options: Options) -> list[Ruling]:
    """Make the columns of calls that criteria by the sizes of lesions fill."""
    return [
        Ruling(criterion, criterion.define(options), reading_of(criterion, options)) for criterion in by_sizes(criteria)
    ]


def reading_of(criterion: AnyCriterion, options: Options) -> str:
    """Name the reading under which a criterion settles its progressions."""
    if criterion.id == "imrecist":
        return f"imrecist_negation={options.imrecist_negation}"
    if criterion.id in ("irrc", "irrecist"):
        return f"irc_confirm={options.irc_confirm}"
    return ""


def other_readings(criteria: Iterable[AnyCriterion], options: Options) -> list[Ruling]:
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
        batch: The time points of the scans; `judgement`: their calls by the sizes of lesions.
        parts: The calls of composite criteria, of scans and of marrow.
    """

    study: Study
    criteria: tuple[AnyCriterion, ...]
    options: Options
    responses: pl.DataFrame
    findings: tuple[Finding, ...]
    batch: Batch
    judgement: Judgement
    parts: tuple[JudgedPart, ...] = ()

    @cached_property
    def settled(self) -> pl.DataFrame:
        """What hindsight makes of each progression: confirmed, disregarded, negated, still open."""
        rulings = rulings_of(self.criteria, self.options)
        own = settled_of(self.batch, self.judgement, rulings, other_readings(self.criteria, self.options))
        if not self.parts:
            return own
        return in_house_order([own, *(part.settled for part in self.parts)], self._ids)

    @cached_property
    def components(self) -> pl.DataFrame:
        """What each part of a composite call says: CT, PET, marrow, blood; columns as in `composite.judged`."""
        from ebbtide.assessment.composite.judged import COMPONENTS

        found = [part.components.with_columns(pl.col("criterion").cast(pl.Categorical)) for part in self.parts]
        ordered = in_house_order(found, self._ids) if found else pl.DataFrame(schema=COMPONENTS)
        return ordered.with_columns(pl.col("criterion").cast(pl.String))

    @cached_property
    def courses(self) -> Courses:
        """The calls in order of subject, reader, criterion and day, as codes: what endpoints and patterns rest on."""
        subjects = self.study.subjects
        judged = by_sizes(self.criteria)
        if not self.parts:
            return computed_courses(self.batch.points, self.responses, self.settled, judged, subjects)
        ours = pl.col("criterion").cast(pl.String).is_in([one.id for one in judged])
        responses, settled = self.responses.filter(ours), self.settled.filter(ours)
        found = [computed_courses(self.batch.points, responses, settled, judged, subjects)] if judged else []
        found += [
            computed_courses(part.points, part.responses, part.settled, part.criteria, subjects, codes=part.codes)
            for part in self.parts
        ]
        return joined_courses(found, self.criteria)

    @property
    def _ids(self) -> list[str]:
        return [criterion.id for criterion in self.criteria]

    def explanations(
        self, subject: str, *, day: int | None = None, criterion: str | None = None, reader: str | None = None
    ) -> list[Explanation]:
        """Explain the calls of one subject, in order of day and criterion.

        Raises:
            DataError: If the subject, day or reader is not in the study; the message names the near ones.
            CriteriaError: If the criterion is unknown.
        """
        from ebbtide.assessment.explanation import Asked, explain_subject, reference_date_of

        wanted = self.criteria if criterion is None else chosen([criterion])
        heads = self.batch.points.filter(~pl.col("is_baseline")).select("subject", "reader", "start")
        heads = pl.concat([heads, *(part.heads.select("subject", "reader", start="day") for part in self.parts)])
        asked = Asked(subject, day, reader)
        found = explain_subject(self.study, by_sizes(wanted), self.options, asked, heads)
        if self.parts:
            from ebbtide.assessment.composite.explaining import explain_part

            reference, ids = reference_date_of(self.study, subject), [one.id for one in wanted]
            for part in self.parts:
                told = explain_part(part, subject, reference, day=day, reader=reader)
                found += [one for one in told if one.criterion in ids]
            found.sort(key=lambda one: (one.reader, one.day, ids.index(one.criterion)))
        return found

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
        criteria: AnyCriterion ids; all when None.
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
    wanted = chosen(criteria) if criteria is not None else criteria_for(whole)
    readings = options or whole.options
    rulings = rulings_of(wanted, readings)
    of_marrow = tuple(one for one in composites(wanted) if one.looks == "marrow")
    tables = Tables.of_study(whole, may_be_empty=bool(of_marrow))
    size = (len(tables.measurements) + len(tables.timepoints)) * len(rulings)
    fast = is_worth_compiling(size) if compiled is None else compiled
    if fast and not can_compile():
        raise MissingExtraError.named("fast", purpose="running compiled")
    batch = prepare(tables, readings, as_arrays=fast)
    rows = (len(batch.visits.day) - batch.streams) * len(wanted)
    explains = rows <= MOST_EXPLAINED if explanations is None else explanations
    others = other_readings(wanted, readings)
    judgement = judge_batch(batch, rulings, others, compiled=fast, keeps_steps=explains)
    responses = with_dates(responses_of(batch, judgement.calls, rulings), whole)
    if explains:
        dates = reference_dates(whole)
        responses = responses.with_columns(explanations_of(batch, rulings, dates, judgement.steps))
    judgement = judgement._replace(steps=None)
    findings = (*whole.findings, *batch.findings)
    parts = judged_parts(wanted, whole, batch, readings)
    if parts:
        told = [with_dates(part_responses(part, whole, explains=explains), whole) for part in parts]
        responses = in_house_order([responses, *told], [one.id for one in wanted])
    return JudgedStudy(whole, wanted, readings, responses, findings, batch, judgement, parts)


def criteria_for(study: Study) -> tuple[AnyCriterion, ...]:
    """Name the criteria that a study is judged under unasked.

    All that judge by the sizes of lesions, where there are lesions or sums; and of the others those that the study
    has the diagnosis or the data for.
    """
    from ebbtide.assessment.composite.asking import asked_by_data

    told = asked_by_data(study)
    bare = study.table("measurements").is_empty() and study.table("timepoints").is_empty()
    return told if told and bare else (*chosen(None), *told)


def judged_parts(
    criteria: Iterable[AnyCriterion], study: Study, batch: Batch, options: Options
) -> tuple[JudgedPart, ...]:
    """Judge a study under the composite criteria among some."""
    wanted = composites(criteria)
    if not wanted:
        return ()
    from ebbtide.assessment.composite.parts import judge_marrow, judge_scans

    scans, marrow = ([one for one in wanted if one.looks == looks] for looks in ("scans", "marrow"))
    found = [judge_scans(scans, study, batch, options)] if scans else []
    return (*found, *([judge_marrow(marrow, study, options)] if marrow else []))


def part_responses(part: JudgedPart, study: Study, *, explains: bool) -> pl.DataFrame:
    """Give the responses of a part, with the reason for each in words where that is wanted."""
    from ebbtide.assessment.composite.explaining import explanation_lines

    if not explains:
        return part.responses
    return part.responses.with_columns(explanation_lines(part, reference_dates(study)))


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
