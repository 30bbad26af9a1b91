"""Large studies: whole subjects at a time, in order, through memory of fixed size.

A file sorted by subject is read once from front to back. One that is not is first cut
into ranges of subjects, each of which fits in memory; the result is the same.
"""

from __future__ import annotations

import itertools
import os
import tempfile
from collections import deque
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

import polars as pl
import polars.selectors as cs

from ebbtide.assessment.assessing import (
    JudgedStudy,
    explanations_of,
    judged_parts,
    other_readings,
    part_responses,
    rulings_of,
)
from ebbtide.assessment.batch import Batch, Tables, prepare
from ebbtide.assessment.engine import can_compile
from ebbtide.assessment.frames import in_house_order, responses_of
from ebbtide.assessment.judging import judge_batch, load_machine_code
from ebbtide.assessment.ranges import ranges
from ebbtide.assessment.source import LARGE, SMALL, is_sorted_by_subject, open_source, whole_subjects
from ebbtide.criteria import chosen, composites
from ebbtide.formats.intake import Intake
from ebbtide.formats.measurements import read_measurements
from ebbtide.study import Finding, Findings, Study
from ebbtide.study.columns import TABLES, empty_table

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from ebbtide.assessment.judging import Ruling
    from ebbtide.assessment.runner import Calls
    from ebbtide.criteria import AnyCriterion
    from ebbtide.study.options import Options

TWO_CORES: Final = 2
AHEAD: Final = 2 if (os.cpu_count() or 1) > TWO_CORES else 1
"""Parts prepared ahead of the one that is judged: on two cores a second one only gets in the way."""


@dataclass
class StreamSummary:
    """What a stream has done.

    Args:
        rows: Readings read; `subjects`: judged; `responses`: written.
        sorted_input: Whether the file was in order of subjects.
        findings: What was noticed.
    """

    rows: int = 0
    subjects: int = 0
    responses: int = 0
    sorted_input: bool = True
    findings: list[Finding] = field(default_factory=list)


def assess_stream(  # noqa: PLR0913 - what to judge by, what will be asked for, and who is told
    path: Path,
    take: Callable[[JudgedStudy], None],
    *,
    criteria: Iterable[str] | None,
    options: Options,
    settles: bool = True,
    keeps_readings: bool = True,
    explanations: bool = False,
    progress: Callable[[int, int], None] = lambda _done, _all: None,
) -> StreamSummary:
    """Judge a large Parquet table of measurements part by part.

    Args:
        path: The Parquet file.
        take: Takes each part, judged, in order of subjects, in a thread of its own, one part at a time. The calls
            of its batch are no longer there: their memory holds the next part.
        criteria: AnyCriterion ids; all when None.
        options: The study's options.
        settles: Whether what hindsight makes of progressions will be asked for.
        keeps_readings: Whether the readings will be: patterns look at lesions.
        explanations: Write reasons as text too (slow: they are replayed one by one).
        progress: Told how many rows are done, and of how many.

    Raises:
        DataError: If the file cannot be used.
    """
    wanted = chosen(criteria)
    others = other_readings(wanted, options) if settles else []
    job = Job(path, wanted, rulings_of(wanted, options), others, options, explanations, settles, keeps_readings)
    source = open_source(path)
    with ThreadPoolExecutor(1, thread_name_prefix="ebbtide-look") as pool:
        is_sorted = pool.submit(is_sorted_by_subject, source)
        load_rules(job)
    summary = StreamSummary(rows=source.rows, sorted_input=is_sorted.result())
    portion = SMALL if settles or keeps_readings or explanations or composites(wanted) else LARGE
    with tempfile.TemporaryDirectory(prefix="ebbtide-") as folder:
        parts = whole_subjects(source, portion) if summary.sorted_input else ranges(source, portion, Path(folder))
        run(job, parts, take, summary, progress)
    return summary


def load_rules(job: Job) -> None:
    """Load the machine code of the rules, which takes a while, before there is a part to judge."""
    if can_compile():
        empty = Tables(empty_table("measurements"), empty_table("timepoints"), empty_table("reported"))
        load_machine_code(prepare(empty, job.options, as_arrays=True), [*job.rulings, *job.others])


@dataclass(frozen=True)
class Job:
    """What is to be done with every batch."""

    path: Path
    criteria: tuple[AnyCriterion, ...]
    rulings: list[Ruling]
    others: list[Ruling]
    options: Options
    explanations: bool
    settles: bool
    keeps_readings: bool
    spare: list[Calls] = field(default_factory=list)


def run(
    job: Job,
    parts: Iterator[pl.DataFrame],
    take: Callable[[JudgedStudy], None],
    summary: StreamSummary,
    progress: Callable[[int, int], None],
) -> None:
    """Judge part after part, in order, while the next ones are read and prepared and the one before is taken."""
    done = 0
    coming: deque[Future[Prepared]] = deque()
    taken: Future[None] | None = None
    with (
        ThreadPoolExecutor(1, thread_name_prefix="ebbtide-read") as reader,
        ThreadPoolExecutor(AHEAD, thread_name_prefix="ebbtide-prepare") as pool,
        ThreadPoolExecutor(1, thread_name_prefix="ebbtide-take") as taker,
    ):
        parts = read_ahead(parts, reader)
        coming.extend(pool.submit(prepare_part, job, raw) for raw in itertools.islice(parts, AHEAD))
        while coming:
            part = coming.popleft().result()
            coming.extend(pool.submit(prepare_part, job, raw) for raw in itertools.islice(parts, 1))
            summary.findings += part.findings
            judged = judge_part(job, part)
            if taken is not None:
                taken.result()
            taken = taker.submit(take, judged)
            summary.responses += len(judged.responses)
            summary.subjects += part.batch.points.filter("is_baseline")["subject"].n_unique()
            done += part.rows
            progress(done, summary.rows)
        if taken is not None:
            taken.result()


def read_ahead(parts: Iterator[pl.DataFrame], reader: ThreadPoolExecutor) -> Iterator[pl.DataFrame]:
    """Give part after part, the next one always being read meanwhile."""
    coming = reader.submit(next, parts, None)
    while (part := coming.result()) is not None:
        coming = reader.submit(next, parts, None)
        yield part


class Prepared(NamedTuple):
    """A part ready to be judged."""

    batch: Batch
    readings: pl.DataFrame
    rows: int
    findings: tuple[Finding, ...]


def prepare_part(job: Job, raw: pl.DataFrame) -> Prepared:
    """Read and order one part."""
    findings = Findings()
    intake = Intake(TABLES["measurements"], job.path.name, findings, keeps_categories=True)
    tidy, _ = read_measurements(raw, intake, None, job.options.duplicate_reading)
    tables = Tables(tidy, empty_table("timepoints"), empty_table("reported"))
    batch = prepare(tables, job.options, as_arrays=can_compile())
    if not composites(job.criteria):
        batch = batch._replace(rows=batch.rows.clear())
    # Names repeat many times in what follows: as categories they are written once.
    names = pl.col("subject", "reader", "visit").cast(pl.String).cast(pl.Categorical)
    batch = batch._replace(points=batch.points.with_columns(names))
    # A study speaks in plain words.
    readings = tidy.with_columns(cs.categorical().cast(pl.String)) if job.keeps_readings else tidy.clear()
    return Prepared(batch, readings, len(raw), (*findings.found, *batch.findings))


def judge_part(job: Job, part: Prepared) -> JudgedStudy:
    """Judge one part."""
    judgement = judge_batch(part.batch, job.rulings, job.others, compiled=can_compile(), spare=job.spare)
    responses = responses_of(part.batch, judgement.calls, job.rulings)
    if job.explanations:
        responses = responses.with_columns(explanations_of(part.batch, job.rulings, {}))
    study = Study(job.path.stem, {"measurements": part.readings}, options=job.options, source=job.path)
    parts = judged_parts(job.criteria, study, part.batch, job.options)
    if parts:
        told = [part_responses(one, study, explains=job.explanations) for one in parts]
        responses = in_house_order([responses, *told], [one.id for one in job.criteria])
    judged = JudgedStudy(study, job.criteria, job.options, responses, part.findings, part.batch, judgement, parts)
    if job.settles:
        _ = judged.settled  # made now: the next part is judged into the same memory
    return judged
