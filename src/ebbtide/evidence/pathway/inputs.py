"""What the machines are told of one patient, gathered from the tidy study, the courses and the patterns.

Each occurrence rests on what was recorded up to its own day, so that later data never change earlier states.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import polars as pl

from ebbtide.celltherapy.infusions import infusions
from ebbtide.errors import CriteriaError
from ebbtide.evidence.pathway.clinical import clinical_signs, crs_spans, words_of
from ebbtide.evidence.pathway.imaging import checked, lymphoma_assessments, pets_of, scans_of
from ebbtide.evidence.pathway.laboratory import confounders_of, expansions_of
from ebbtide.evidence.pathway.tissue import biopsies_of
from ebbtide.evidence.pathway.transitions import Occurrence
from ebbtide.evidence.pathway.words import Event
from ebbtide.patterns.kinetics import complete_sums
from ebbtide.patterns.lesions import lesions_of
from ebbtide.patterns.record import record_of
from ebbtide.study import Study
from ebbtide.study.columns import TABLES

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from ebbtide.assessment.courses import Courses

__all__ = ["Inputs", "Sources", "gathered", "inputs_in", "inputs_of"]


@dataclass(frozen=True)
class Inputs:
    """What is known of one patient.

    Args:
        subject: The patient.
        reader: Whose scans are followed.
        occurrences: What happened, in order.
        infusions: Days of the infusions of CAR-T cells.
        first_dose: Day of the first checkpoint inhibitor; where no treatment is recorded, day 0; None where neither.
        is_lymphoma: Whether the diagnosis is a lymphoma.
        has_calls: Whether there are calls under iRECIST.
        crs: First and last day of each CRS.
        tolerance_days: Days by which the 4 weeks may be missed.
        last_day: The last day on which anything is recorded; None for an empty record.
    """

    subject: str
    reader: str = ""
    occurrences: tuple[Occurrence, ...] = ()
    infusions: tuple[int, ...] = ()
    first_dose: int | None = None
    is_lymphoma: bool = False
    has_calls: bool = False
    crs: tuple[tuple[int, int | None], ...] = ()
    tolerance_days: int = 0
    last_day: int | None = None


class Sources(NamedTuple):
    """A study laid out once, each table cut by subject, to take one patient after another from.

    Args:
        study: The study.
        subjects: Its subjects.
        readers: Its readers.
        tables: Its tables, each by subject.
        streams: `reader` and `last_day`, by subject.
        calls: `reader`, `day`, `response` under the criterion that is followed, by subject.
        sums: `reader`, `day`, `sum_um` of the targets, null where one is missing; by subject.
        growth: Days on which hyperprogression became known, by subject: `reader`, `day`, `definition`.
        infusions: `day`, by subject.
        lymphoma: Assessments of lymphomas, the columns of `LYMPHOMA`, by subject.
        has_irecist: Whether the calls are those of iRECIST.
    """

    study: Study
    subjects: list[str]
    readers: list[str]
    tables: Mapping[str, Parted]
    streams: Parted
    calls: Parted
    sums: Parted
    growth: Parted
    infusions: Parted
    lymphoma: Parted
    has_irecist: bool


class Parted(NamedTuple):
    """A frame cut by subject."""

    parts: Mapping[tuple[object, ...], pl.DataFrame]
    empty: pl.DataFrame

    def of(self, subject: str, reader: str | None = None) -> pl.DataFrame:
        """Give the rows of one subject, of one reader where the frame has readers."""
        found = self.parts.get((subject,), self.empty)
        return found if reader is None else found.filter(pl.col("reader") == reader)


def parted(frame: pl.DataFrame) -> Parted:
    """Cut a frame by subject."""
    return Parted(frame.partition_by("subject", as_dict=True, maintain_order=True), frame.clear())


def inputs_of(
    study: Study,
    courses: Courses,
    patterns: pl.DataFrame | None,
    subject: str,
    *,
    reader: str | None = None,
    lymphoma: pl.DataFrame | None = None,
) -> Inputs:
    """Gather what the machines are told of one patient.

    Args:
        study: The study.
        courses: Its courses; those under iRECIST are followed, else those of the first criterion.
        patterns: Its patterns, for hyperprogression; None leaves that unasked.
        subject: The patient.
        reader: Whose scans to follow; the first reader by name when left out.
        lymphoma: Assessments of lymphomas with their areas, the columns of `ebbtide.evidence.pathway.LYMPHOMA`.

    Raises:
        CriteriaError: If the study has no such subject, or no such reader of it.

    Examples:
        >>> import ebbtide
        >>> study = ebbtide.read_study(ebbtide.examples.path("gastric-car-t"))
        >>> assessment = ebbtide.assess(study, criteria=["recist-1.1", "irecist"])
        >>> told = inputs_of(study, assessment.courses, None, "GC-01")
        >>> told.infusions, [(one.day, one.histology.value) for one in told.occurrences if one.histology]
        ((0, 127), [(100, 'H1')])
    """
    return inputs_in(gathered(study, courses, patterns, lymphoma), subject, reader)


def gathered(
    study: Study, courses: Courses, patterns: pl.DataFrame | None, lymphoma: pl.DataFrame | None = None
) -> Sources:
    """Lay a study out once."""
    record = record_of(courses, study, study.options)
    names = record.streams.select("stream", "subject", "reader")
    followed = "irecist" if "irecist" in record.ids else next(iter(record.ids), None)
    place = record.ids.index(followed) if followed else 0
    calls = record.calls.filter(pl.col("criterion") == place).join(names, on="stream")
    sums = complete_sums(lesions_of(study, record).targets()).join(names, on="stream")
    return Sources(
        study,
        study.subjects,
        record.streams["reader"].unique().sort().to_list(),
        {name: parted(study.table(name)) for name in TABLES},
        parted(record.streams),
        parted(calls.select("subject", "reader", "day", "response").sort("day", maintain_order=True)),
        parted(sums.select("subject", "reader", pl.col("day").cast(pl.Int32), "sum_um").sort("day")),
        parted(growth_in(patterns).sort("day", maintain_order=True)),
        parted(infusions(study).select("subject", "day")),
        parted(checked(lymphoma)),
        followed == "irecist",
    )


def growth_in(patterns: pl.DataFrame | None) -> pl.DataFrame:
    """Find when hyperprogression became known under any definition."""
    schema = {"subject": pl.String, "reader": pl.String, "day": pl.Int32, "definition": pl.String}
    if patterns is None:
        return pl.DataFrame(schema=schema)
    known = patterns.filter(pattern="hyperprogression", call="yes").filter(pl.col("known_day").is_not_null())
    return known.select("subject", "reader", day="known_day", definition="definition").cast(pl.Schema(schema))


def inputs_in(sources: Sources, subject: str, reader: str | None = None) -> Inputs:
    """Take one patient from a study that is laid out.

    Raises:
        CriteriaError: If the study has no such subject, or no such reader of it.
    """
    if subject not in sources.subjects:
        raise CriteriaError.unknown("subject", subject, sources.subjects)
    mine = sources.streams.of(subject)
    readers = sorted(mine["reader"].to_list())
    if reader is not None and reader not in readers:
        raise CriteriaError.unknown(f"reader of {subject}", reader, readers)
    chosen = reader if reader is not None else next(iter(readers), "")
    days = mine.filter(pl.col("reader") == chosen)["last_day"].to_list()
    return told_of(sources, subject, chosen, next(iter(days), None))


def told_of(sources: Sources, subject: str, reader: str, last_day: int | None) -> Inputs:
    """Bring together what the parts find of one patient."""
    own = {name: table.of(subject) for name, table in sources.tables.items()}
    study = Study(sources.study.name, own, options=sources.study.options)
    given = tuple(sources.infusions.of(subject)["day"].unique().sort().to_list())
    calls, sums, growth = (frame.of(subject, reader) for frame in (sources.calls, sources.sums, sources.growth))
    scans = scans_of(study, reader, calls, sums, given)
    found = [
        *scans,
        *pets_of(study, scans),
        *lymphoma_assessments(sources.lymphoma.of(subject)),
        *biopsies_of(study),
        *clinical_signs(study, reader, first_of(given, study)),
        *(
            Occurrence(day, Event.HYPERPROGRESSION, detail=name)
            for day, name in growth.select("day", "definition").rows()
        ),
        *(Occurrence(day, Event.INFUSION) for day in given),
        *confounders_of(study, given),
        *expansions_of(study, given),
    ]
    days = [one.day for one in found if one.event is not Event.NO_EXPANSION]
    return Inputs(
        subject,
        reader,
        ordered(found),
        given,
        inhibitor_day(study) if given else first_of((), study),
        "lymphoma" in words_of(study, "tumor_type"),
        sources.has_irecist and not calls.is_empty(),
        crs_spans(study),
        study.options.early_variance_days,
        max(days if last_day is None else [last_day, *days], default=None),
    )


def first_of(given: Sequence[int], study: Study) -> int | None:
    """Find the first infusion or dose; day 0 where no treatment is recorded."""
    if given:
        return given[0]
    inhibitor = inhibitor_day(study)
    if inhibitor is not None:
        return inhibitor
    recorded = study.table("treatments")
    return 0 if recorded.is_empty() or (recorded["day"] >= 0).any() else None


def inhibitor_day(study: Study) -> int | None:
    """Find the first dose of a checkpoint inhibitor."""
    doses = study.table("treatments").filter(pl.col("class") == "checkpoint_inhibitor", pl.col("day") >= 0)
    first = doses["day"].min()
    return first if isinstance(first, int) else None


def ordered(found: Iterable[Occurrence]) -> tuple[Occurrence, ...]:
    """Bring what happened into order of time; what is of one kind and day stays as recorded."""
    return tuple(sorted(found, key=lambda one: one.order))
