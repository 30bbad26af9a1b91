"""An unsorted file, cut into ranges of subjects on disk and read back range by range, in order.

Lives here: what a large file costs more when it is not sorted. Names that repeat lie on disk as
numbers, and a range is put in order once, so that everything after it finds sorted rows.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import TYPE_CHECKING, Final, NamedTuple

import polars as pl

from ebbtide.assessment.codes import codes, crossed, order_of
from ebbtide.assessment.source import (
    Portion,
    Source,
    batches_of,
    is_words,
    rows_at,
    starts_of,
    subjects_at,
    with_categories,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

ROWS_A_CUT: Final = 1_000_000
"""Rows cut at a time."""
THREADS: Final = 2
ROWS_A_RANGE: Final = 600_000
SAMPLE: Final = 200_000
FEW: Final = 10_000
"""Words that repeat are no more than this."""


class Spill(NamedTuple):
    """How a file is cut up.

    Args:
        source: What is cut.
        folder: Where the stretches lie.
        cuts: The first subject of every range but the first.
        kinds: An empty column for each that lies on disk as numbers, which keeps its categories in being.
    """

    source: Source
    folder: Path
    cuts: pl.Series
    kinds: dict[str, pl.Series]


class Stretch(NamedTuple):
    """Rows of the file that were next to each other, range after range, and where each range begins."""

    path: Path
    edges: list[int]


def ranges(source: Source, portion: Portion, folder: Path) -> Iterator[pl.DataFrame]:
    """Cut an unsorted file into ranges of subjects on disk, and read them in order.

    Args:
        source: The file.
        portion: How much is judged at a time.
        folder: Where there is room for it.

    Yields:
        Rows of whole subjects, in order of subject, reader and day as far as these are plain.
    """
    spill = Spill(source, folder, cuts_of(source), kinds_of(rows_at(source, 0, ROWS_A_CUT), source))
    with ThreadPoolExecutor(THREADS, thread_name_prefix="ebbtide-cut") as pool:
        stretches = list(pool.map(partial(cut, spill), range(0, source.rows, ROWS_A_CUT)))
    for number in range(len(spill.cuts) + 1):
        rows = in_order(read_back(spill, stretches, number), source)
        yield from batches_of(rows, starts_of(rows[source.subject]), portion)


def cuts_of(source: Source) -> pl.Series:
    """Choose the subjects at which ranges begin, by a sample of the file."""
    parts = max(2, -(-source.rows // ROWS_A_RANGE))
    every = max(1, source.rows // SAMPLE)
    stretches = range(0, source.rows, ROWS_A_CUT)
    sample = pl.concat([subjects_at(source, offset, ROWS_A_CUT).gather_every(every) for offset in stretches])
    edges = sample.drop_nulls().unique().sort()
    return edges.gather([len(edges) * i // parts for i in range(1, parts)]).unique().sort()


def kinds_of(rows: pl.DataFrame, source: Source) -> dict[str, pl.Series]:
    """Make an empty column of categories for each column of words that repeat."""
    words = (*source.repeated, *(source.headers[name] for name in ("role", "state") if name in source.headers))
    repeated = [name for name in words if is_words(rows[name]) and rows[name].n_unique() <= FEW]
    return {name: pl.Series(name, [], dtype=pl.Categorical(pl.Categories.random())) for name in repeated}


def cut(spill: Spill, offset: int) -> Stretch:
    """Write a stretch of rows, range after range."""
    import numpy as np

    rows = rows_at(spill.source, offset, ROWS_A_CUT)
    subjects = rows[spill.source.subject].cast(pl.String).fill_null("")
    place = spill.cuts.search_sorted(subjects, side="right").to_numpy().astype(np.uint16)
    order = np.argsort(place, kind="stable")
    edges = np.searchsorted(place[order], np.arange(len(spill.cuts) + 2)).tolist()
    numbers = [rows[name].cast(pl.String).cast(kind.dtype).to_physical() for name, kind in spill.kinds.items()]
    path = spill.folder / f"{offset:012d}.arrow"
    rows.with_columns(numbers)[pl.Series(order)].write_ipc(path, compression="uncompressed")
    return Stretch(path, edges)


def read_back(spill: Spill, stretches: Iterable[Stretch], number: int) -> pl.DataFrame:
    """Read one range."""
    found = [
        pl.scan_ipc(path).slice(edges[number], edges[number + 1] - edges[number]).collect() for path, edges in stretches
    ]
    kinds = [pl.col(name).cat.to(kind.dtype) for name, kind in spill.kinds.items()]
    return with_categories(pl.concat(found, rechunk=True).with_columns(kinds), spill.source, known=spill.kinds)


def in_order(rows: pl.DataFrame, source: Source) -> pl.DataFrame:
    """Put the rows of a range in order of subject, reader and day; a day that is no whole number is left to be read."""
    outer = codes(rows[source.subject].cast(pl.String).fill_null(""))
    if "reader" in source.headers:
        outer = crossed(outer, codes(rows[source.headers["reader"]].cast(pl.String).fill_null("")))
    order = order_of(outer, plain_days(rows, source.headers.get("day")))
    return rows.sort(source.subject, maintain_order=True) if order is None else rows[order]


def plain_days(rows: pl.DataFrame, day: str | None) -> pl.Series:
    """Take the days where they are whole numbers, else none."""
    if day is not None and rows.schema[day].is_integer() and rows[day].null_count() == 0:
        return rows[day]
    return pl.repeat(0, len(rows), dtype=pl.Int64, eager=True)
