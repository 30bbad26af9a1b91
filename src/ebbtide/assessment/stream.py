"""Large studies: whole subjects at a time, in order, through memory of fixed size.

A file sorted by subject is read once from front to back. One that is not is first cut
into ranges of subjects, each of which fits in memory; the result is the same.
"""

from __future__ import annotations

import itertools
import tempfile
from collections import deque
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

import polars as pl

from ebbtide.assessment.assessing import explanations_of, other_readings, rulings_of
from ebbtide.assessment.batch import Batch, Tables, prepare
from ebbtide.assessment.engine import can_compile
from ebbtide.assessment.frames import responses_of, settled_of
from ebbtide.assessment.judging import judge_batch
from ebbtide.criteria import chosen
from ebbtide.formats.headers import adopt
from ebbtide.formats.intake import Intake
from ebbtide.formats.measurements import read_measurements
from ebbtide.formats.raw import FIRST_ROW, with_row_numbers
from ebbtide.study import Finding, Findings
from ebbtide.study.columns import TABLES, empty_table

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from ebbtide.assessment.judging import Ruling
    from ebbtide.assessment.runner import Calls
    from ebbtide.formats.headers import Adopted
    from ebbtide.study.options import Options

SLICE: Final = 400_000
"""Rows read at a time."""
SUBJECTS_A_BATCH: Final = 12_500
REPEATED: Final = ("reader", "lesion", "visit", "organ", "side", "method")
AHEAD: Final = 2
SAMPLE: Final = 200_000


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


def assess_stream(
    path: Path,
    write: Callable[[pl.DataFrame], None],
    *,
    criteria: Iterable[str] | None,
    options: Options,
    write_settled: Callable[[pl.DataFrame], None] | None = None,
    explanations: bool = False,
    progress: Callable[[int, int], None] = lambda _done, _all: None,
) -> StreamSummary:
    """Judge a large Parquet table of measurements part by part.

    Args:
        path: The Parquet file.
        write: Takes each block of responses, in order of subjects.
        criteria: Criterion ids; all when None.
        options: The study's options.
        write_settled: Takes each block of the settled table, if that is wanted.
        explanations: Write reasons as text too (slow: they are replayed one by one).
        progress: Told how many rows are done, and of how many.

    Raises:
        DataError: If the file cannot be used.
    """
    wanted = chosen(criteria)
    others = other_readings(wanted, options)
    columns = columns_of(path)
    names = tuple(columns.header(name) for name in REPEATED if name in columns.frame.columns)
    job = Job(path, rulings_of(wanted, options), others, options, explanations, names)
    total = int(pl.scan_parquet(path).select(pl.len()).collect().item())
    subject = columns.header("subject")
    summary = StreamSummary(rows=total, sorted_input=is_sorted_by_subject(path, subject, total))
    with tempfile.TemporaryDirectory(prefix="ebbtide-") as folder:
        parts = whole_subjects(path, subject) if summary.sorted_input else ranges(path, subject, total, Path(folder))
        run(job, parts, write, write_settled, summary, progress)
    return summary


@dataclass(frozen=True)
class Job:
    """What is to be done with every batch."""

    path: Path
    rulings: list[Ruling]
    others: list[Ruling]
    options: Options
    explanations: bool
    names: tuple[str, ...]
    spare: list[Calls] = field(default_factory=list)


def run(
    job: Job,
    parts: Iterator[pl.DataFrame],
    write: Callable[[pl.DataFrame], None],
    write_settled: Callable[[pl.DataFrame], None] | None,
    summary: StreamSummary,
    progress: Callable[[int, int], None],
) -> None:
    """Judge part after part, in order; the next ones are prepared while this one is judged and written."""
    done = 0
    coming: deque[Future[Prepared]] = deque()
    with ThreadPoolExecutor(AHEAD, thread_name_prefix="ebbtide-prepare") as pool:
        coming.extend(pool.submit(prepare_part, job, raw) for raw in itertools.islice(parts, AHEAD))
        while coming:
            part = coming.popleft().result()
            coming.extend(pool.submit(prepare_part, job, raw) for raw in itertools.islice(parts, 1))
            summary.findings += part.findings
            judge_part(job, part.batch, write, write_settled, summary)
            done += part.rows
            progress(done, summary.rows)


class Prepared(NamedTuple):
    """A part ready to be judged."""

    batch: Batch
    rows: int
    findings: tuple[Finding, ...]


def prepare_part(job: Job, raw: pl.DataFrame) -> Prepared:
    """Read and order one part."""
    findings = Findings()
    intake = Intake(TABLES["measurements"], job.path.name, findings, keeps_categories=True)
    tidy, _ = read_measurements(with_categories(raw, job.names), intake, None, job.options.duplicate_reading)
    tables = Tables(tidy, empty_table("timepoints"), empty_table("reported"))
    batch = prepare(tables, job.options, as_arrays=can_compile())
    # Names repeat many times in what follows: as categories they are written once.
    names = pl.col("subject", "reader", "visit").cast(pl.String).cast(pl.Categorical)
    batch = batch._replace(points=batch.points.with_columns(names))
    return Prepared(batch, len(raw), (*findings.found, *batch.findings))


def judge_part(
    job: Job,
    batch: Batch,
    write: Callable[[pl.DataFrame], None],
    write_settled: Callable[[pl.DataFrame], None] | None,
    summary: StreamSummary,
) -> None:
    """Judge one part and hand its tables on."""
    others = job.others if write_settled else []
    judgement = judge_batch(batch, job.rulings, others, compiled=can_compile(), spare=job.spare)
    responses = responses_of(batch, judgement.calls, job.rulings)
    if job.explanations:
        responses = responses.with_columns(explanations_of(batch, job.rulings, {}))
    write(responses)
    summary.responses += len(responses)
    summary.subjects += batch.points.filter("is_baseline")["subject"].n_unique()
    if write_settled is not None:
        write_settled(settled_of(batch, judgement, job.rulings, job.others))


def columns_of(path: Path) -> Adopted:
    """Find out what the file calls its columns."""
    head = with_row_numbers(pl.scan_parquet(path).head(1).collect())
    return adopt(head, Intake(TABLES["measurements"], path.name, Findings()))


def with_categories(raw: pl.DataFrame, names: Iterable[str]) -> pl.DataFrame:
    """Give names that repeat as numbers of a list made for this part: comparing them costs next to nothing then."""
    words = [name for name in names if isinstance(raw.schema[name], pl.String | pl.Categorical | pl.Enum)]
    return raw.with_columns(pl.col(name).cast(pl.String).cast(pl.Categorical(pl.Categories.random())) for name in words)


def subjects_at(path: Path, subject: str, offset: int, rows: int) -> pl.Series:
    """Read a stretch of the subject column."""
    return pl.scan_parquet(path).select(pl.col(subject).cast(pl.String)).slice(offset, rows).collect().to_series()


def is_sorted_by_subject(path: Path, subject: str, total: int) -> bool:
    """Tell whether subjects come in order, each in one piece."""
    last = ""
    for offset in range(0, total, SLICE):
        names = subjects_at(path, subject, offset, SLICE)
        if names.null_count() or names[0] < last or not names.is_sorted():
            return False
        last = names[-1]
    return True


def rows_at(path: Path, offset: int, rows: int) -> pl.DataFrame:
    """Read a stretch of the file, with row numbers as a spreadsheet has them.

    The numbers are added afterwards: a row index on the lazy file would read all of it.
    """
    return with_row_numbers(pl.scan_parquet(path).slice(offset, rows).collect(), FIRST_ROW + offset)


def whole_subjects(path: Path, subject: str) -> Iterator[pl.DataFrame]:
    """Read a sorted file in batches of whole subjects; the last subject of a slice may go on, and is read again."""
    offset, wanted = 0, SLICE
    while not (rows := rows_at(path, offset, wanted)).is_empty():
        starts = (rows[subject] != rows[subject].shift(1)).fill_null(value=True).arg_true()
        is_last = len(rows) < wanted
        if len(starts) == 1 and not is_last:
            wanted *= 2
            continue
        end = len(rows) if is_last else starts[-1]
        edges = [*starts.filter(starts < end)[::SUBJECTS_A_BATCH], end]
        for first, last in itertools.pairwise(edges):
            yield rows[first:last]
        offset, wanted = offset + end, SLICE


def ranges(path: Path, subject: str, total: int, folder: Path) -> Iterator[pl.DataFrame]:
    """Cut an unsorted file into ranges of subjects on disk, and read them in order."""
    parts = max(2, -(-total // SLICE))
    every = max(1, total // SAMPLE)
    sample = pl.scan_parquet(path).select(pl.col(subject).cast(pl.String)).gather_every(every).collect().to_series()
    edges = sample.drop_nulls().unique().sort()
    cuts = edges.gather([len(edges) * i // parts for i in range(1, parts)]).unique().sort()
    for number, offset in enumerate(range(0, total, SLICE)):
        rows = rows_at(path, offset, SLICE)
        place = cuts.search_sorted(rows[subject].cast(pl.String).fill_null(""), side="right")
        for (part,), chunk in rows.with_columns(_part=place).partition_by("_part", as_dict=True).items():
            chunk.drop("_part").write_ipc(folder / f"{part:05d}-{number:05d}.arrow", compression="lz4")
    for part in range(len(cuts) + 1):
        files = sorted(folder.glob(f"{part:05d}-*.arrow"))
        if files:
            rows = pl.concat([pl.read_ipc(file) for file in files])
            for file in files:
                file.unlink()
            yield rows
