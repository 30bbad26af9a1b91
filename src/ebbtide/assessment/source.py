"""A large Parquet table of measurements, read stretch by stretch.

Lives here: what the file calls its columns, whether its subjects come in order, and batches of whole
subjects where they do. An unsorted file is put in order by `ranges`.
"""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Final, NamedTuple

import polars as pl

from ebbtide.formats.headers import adopt
from ebbtide.formats.intake import Intake
from ebbtide.formats.raw import FIRST_ROW, with_row_numbers
from ebbtide.study import Findings
from ebbtide.study.columns import TABLES

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from pathlib import Path

ROWS_A_LOOK: Final = 1_000_000
"""Rows whose subjects are looked at, at a time, to tell whether they come in order."""
REPEATED: Final = ("reader", "lesion", "visit", "organ", "side", "method")
"""Columns of names that repeat, and are kept as categories."""


class Portion(NamedTuple):
    """How much is judged at a time: rows read in one go, and the most subjects of a batch.

    More at a time costs fewer turns and more memory.
    """

    rows: int
    subjects: int


LARGE: Final = Portion(rows=600_000, subjects=20_000)
"""Where the responses are all that is wanted."""
SMALL: Final = Portion(rows=300_000, subjects=10_000)
"""Where more follows from them, which takes memory of its own."""


class Source(NamedTuple):
    """A Parquet file, how many rows it has, and what it calls its columns."""

    path: Path
    rows: int
    headers: dict[str, str]

    @property
    def subject(self) -> str:
        """What the file calls the subject."""
        return self.headers["subject"]

    @property
    def repeated(self) -> tuple[str, ...]:
        """What it calls the columns of names that repeat."""
        return tuple(self.headers[name] for name in REPEATED if name in self.headers)


def open_source(path: Path) -> Source:
    """Find out what the file calls its columns, and count its rows.

    Raises:
        DataError: If a column is missing.
    """
    head = with_row_numbers(pl.scan_parquet(path).head(1).collect())
    adopted = adopt(head, Intake(TABLES["measurements"], path.name, Findings()))
    rows = int(pl.scan_parquet(path).select(pl.len()).collect().item())
    return Source(path, rows, dict(adopted.headers))


def subjects_at(source: Source, offset: int, rows: int) -> pl.Series:
    """Read a stretch of the subject column."""
    names = pl.scan_parquet(source.path).select(pl.col(source.subject).cast(pl.String))
    return names.slice(offset, rows).collect().to_series()


def rows_at(source: Source, offset: int, rows: int) -> pl.DataFrame:
    """Read a stretch of the file, with row numbers as a spreadsheet has them.

    The numbers are added afterwards: a row index on the lazy file would read all of it.
    """
    return with_row_numbers(pl.scan_parquet(source.path).slice(offset, rows).collect(), FIRST_ROW + offset)


def is_sorted_by_subject(source: Source) -> bool:
    """Tell whether subjects come in order, each in one piece."""
    last = ""
    for offset in range(0, source.rows, ROWS_A_LOOK):
        names = subjects_at(source, offset, ROWS_A_LOOK)
        if names.null_count() or names[0] < last or not names.is_sorted():
            return False
        last = names[-1]
    return True


def is_words(column: pl.Series) -> bool:
    """Tell whether a column holds words, and not numbers that name something."""
    return isinstance(column.dtype, pl.String | pl.Categorical | pl.Enum)


def with_categories(raw: pl.DataFrame, source: Source, known: Collection[str] = ()) -> pl.DataFrame:
    """Give names that repeat as numbers of a list made for this part: comparing them costs next to nothing then."""
    words = [name for name in source.repeated if name not in known and is_words(raw[name])]
    return raw.with_columns(pl.col(name).cast(pl.String).cast(pl.Categorical(pl.Categories.random())) for name in words)


def whole_subjects(source: Source, portion: Portion) -> Iterator[pl.DataFrame]:
    """Read a sorted file in batches of whole subjects; the last subject of a slice may go on, and is read again."""
    offset, wanted = 0, portion.rows
    while not (rows := rows_at(source, offset, wanted)).is_empty():
        starts = starts_of(rows[source.subject])
        is_last = len(rows) < wanted
        if len(starts) == 1 and not is_last:
            wanted *= 2
            continue
        end = len(rows) if is_last else starts[-1]
        yield from batches_of(with_categories(rows[:end], source), starts.filter(starts < end), portion)
        offset, wanted = offset + end, portion.rows


def starts_of(subjects: pl.Series) -> pl.Series:
    """Find the first row of each subject."""
    return (subjects != subjects.shift(1)).fill_null(value=True).arg_true()


def batches_of(rows: pl.DataFrame, starts: pl.Series, portion: Portion) -> Iterator[pl.DataFrame]:
    """Cut rows, in order of subjects, into batches."""
    edges = [*starts[:: portion.subjects], len(rows)]
    for first, last in itertools.pairwise(edges):
        yield rows[first:last]
