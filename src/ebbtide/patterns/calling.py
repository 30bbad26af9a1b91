"""All patterns of a study in one table, and where the definitions of one pattern disagree."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from ebbtide.patterns.definitions import definitions_under
from ebbtide.patterns.dissociation import compared_with_baseline, dissociated_responses
from ebbtide.patterns.hyperprogression import hyperprogressions
from ebbtide.patterns.lesion_pseudoprogression import ippolito, nishino_lesion
from ebbtide.patterns.lesions import lesions_of
from ebbtide.patterns.onsets import settled_runs
from ebbtide.patterns.pseudoprogression import pseudoprogressions
from ebbtide.patterns.questions import progressions_under_question
from ebbtide.patterns.record import record_of
from ebbtide.patterns.responses import delayed_responses, durable_responses
from ebbtide.patterns.treatment import treatment_beyond_progression
from ebbtide.patterns.words import NO, YES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ebbtide.assessment.courses import Courses
    from ebbtide.patterns.definitions import PatternDefinition
    from ebbtide.patterns.record import Record
    from ebbtide.study import Options, Study

__all__ = ["PATTERNS", "disagreements", "patterns"]

PATTERNS: Final = {
    "subject": pl.String,
    "reader": pl.String,
    "pattern": pl.String,
    "definition": pl.String,
    "call": pl.String,
    "basis_day": pl.Int32,
    "known_day": pl.Int32,
    "explanation": pl.String,
}
"""Names and types of the table `patterns`, in order."""


def patterns(
    courses: Courses, study: Study, endpoints: pl.DataFrame | None, options: Options, *, explain: bool = True
) -> pl.DataFrame:
    """Call pseudoprogression and its relatives under every published definition that the criteria allow.

    Args:
        courses: The courses of responses, computed or reported.
        study: The study; lesions, sums, treatments, findings and events are read from its tables.
        endpoints: The table of endpoints; without it no response is called durable.
        options: The readings chosen.
        explain: Write the column `explanation`.

    Returns:
        One row per subject, reader and definition, in the order of the courses and of `DEFINITIONS`: `subject`,
        `reader`, `pattern`, `definition`, `call` (`yes`, `no`, `open`, `not_computable`; for
        `progression_under_question` `under_question`, `overdue`, `settled`, `none`, `not_computable`),
        `basis_day` (the day the call rests on), `known_day` (the day it became known; null where later data may
        still change it) and `explanation`.

    Sources:
        Each row's definition names its own, see `ebbtide.patterns.definitions`.

    Examples:
        >>> import ebbtide
        >>> study = ebbtide.read_study(ebbtide.examples.path("gastric-car-t"))
        >>> assessment = ebbtide.assess(study, criteria=["irrecist", "irecist"])
        >>> table = patterns(assessment.courses, study, None, study.options)
        >>> table.select("definition", "call", "basis_day", "known_day").rows()[:3]
        [('hodi_2016_early', 'no', 28, 56), ('hodi_2016_delayed', 'no', None, None), ('irecist', 'yes', 28, 89)]
    """
    record = record_of(courses, study, options)
    answers = dict(answers_of(record, study, endpoints, explain=explain))
    called = [one for one in definitions_under(record.ids) if one.key in answers]
    columns = [name for name in PATTERNS if name not in ("subject", "reader", "pattern", "definition")]
    if not called or record.streams.is_empty():
        return pl.DataFrame(schema=PATTERNS)
    stacked = pl.concat(
        [answers[one.key].select(pl.col(name).cast(PATTERNS[name]) for name in columns) for one in called]
    )
    return in_order(record, called, stacked)


def in_order(record: Record, called: list[PatternDefinition], stacked: pl.DataFrame) -> pl.DataFrame:
    """Bring answers that stand definition by definition into the order of the streams."""
    many, streams = len(called), len(record.streams)
    rows = pl.int_range(many * streams, dtype=pl.UInt32, eager=True)
    stream, place = rows // many, rows % many
    return pl.DataFrame(
        [
            *(record.streams[name].gather(stream) for name in ("subject", "reader")),
            pl.Series("pattern", [one.pattern for one in called], dtype=pl.String).gather(place),
            pl.Series("definition", [one.name for one in called], dtype=pl.String).gather(place),
            *stacked[place * streams + stream],
        ]
    )


def answers_of(
    record: Record, study: Study, endpoints: pl.DataFrame | None, *, explain: bool
) -> Iterator[tuple[tuple[str, str], pl.DataFrame]]:
    """Call every definition, family by family."""
    runs = settled_runs(record)
    yield from pseudoprogressions(record, runs, explain=explain)
    yield from progressions_under_question(record, runs, explain=explain)
    yield from delayed_responses(record, explain=explain)
    yield from durable_responses(record, endpoints, explain=explain)
    if "recist-1.1" in record.ids:
        key = ("treatment_beyond_progression", "recist-1.1")
        yield key, treatment_beyond_progression(study, record, explain=explain)
    lesions = lesions_of(study, record)
    compared = compared_with_baseline(lesions)
    yield ("pseudoprogression", "ippolito_2021"), ippolito(record, lesions, compared, explain=explain)
    yield ("pseudoprogression", "nishino_lesion"), nishino_lesion(record, lesions, explain=explain)
    yield from dissociated_responses(record, lesions, compared, explain=explain)
    yield from hyperprogressions(study, record, lesions, explain=explain)


def disagreements(table: pl.DataFrame) -> pl.DataFrame:
    """Set the definitions of each pattern side by side, and tell where they disagree on a patient.

    Args:
        table: The table `patterns`.

    Returns:
        One row per subject, reader and pattern that has several definitions, in the order given: `subject`,
        `reader`, `pattern`, `definitions` (how many), `yes`, `no` (how many say so), `calls` (all of them as text),
        `differs` (whether one says yes and another no; a call that is open or not computable says neither).

    Examples:
        >>> import ebbtide
        >>> study = ebbtide.read_study(ebbtide.examples.path("gastric-car-t"))
        >>> assessment = ebbtide.assess(study, criteria=["irrecist", "irecist"])
        >>> table = patterns(assessment.courses, study, None, study.options)
        >>> disagreements(table).select("pattern", "yes", "no", "differs").row(0)
        ('pseudoprogression', 1, 2, True)
    """
    call = pl.col("call")
    yes, no = (call == YES).sum(), (call == NO).sum()
    one = pl.format("{}: {}", "definition", "call")
    return (
        table.group_by("subject", "reader", "pattern", maintain_order=True)
        .agg(definitions=pl.len(), yes=yes, no=no, calls=one.str.join("; "), differs=(yes > 0) & (no > 0))
        .filter(pl.col("definitions") > 1, pl.col("pattern") != "progression_under_question")
    )
