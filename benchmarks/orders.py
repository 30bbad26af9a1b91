"""Put a stream of tables on disk in the order asked for, without ever holding it whole.

What is here knows nothing of lesions: a table comes in blocks, rows are dealt into parts on disk, and the parts come
out again one after another. A row dealt to a part by lot, and the part shuffled when it is read back, is a uniform
shuffle of the whole.
"""

from __future__ import annotations

import tempfile
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np
import polars as pl
from polars.io.plugins import register_io_source

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from polars.schema import Schema

ROWS_PER_GROUP: Final = 1_000_000
BLOCKS_PER_DEAL: Final = 25
SUBJECTS_PER_PART: Final = 50_000
DAYS_PER_VISIT: Final = 42


def write(tables: Iterator[pl.DataFrame], path: Path, schema: Schema) -> None:
    """Stream tables of one schema into one Parquet file, in order, a million rows to a group; whole or not at all."""
    unfinished = path.with_name(f"{path.name}.unfinished")
    source = register_io_source(lambda *_: tables, schema=schema)
    source.sink_parquet(unfinished, row_group_size=ROWS_PER_GROUP, engine="streaming")
    unfinished.replace(path)


def shuffled(tables: Iterator[pl.DataFrame], beside: Path, subjects: int, seed: int) -> Iterator[pl.DataFrame]:
    """Return all rows in an order that says nothing, by lot from the seed."""
    rng = np.random.default_rng([seed, subjects])
    parts = -(-subjects // SUBJECTS_PER_PART)

    def by_lot(table: pl.DataFrame) -> pl.Series:
        return pl.Series(rng.integers(0, parts, table.height))

    with tempfile.TemporaryDirectory(dir=beside) as folder:
        deal(tables, by_lot, Path(folder))
        for part in sorted(Path(folder).iterdir()):
            rows = pl.concat(pieces(part))
            yield rows[rng.permutation(rows.height)]


def by_visit(tables: Iterator[pl.DataFrame], beside: Path) -> Iterator[pl.DataFrame]:
    """Return all first scans, then all second scans, and so on; subjects in order within each."""

    def scan(table: pl.DataFrame) -> pl.Series:
        return (table["day"] + DAYS_PER_VISIT // 2) // DAYS_PER_VISIT

    with tempfile.TemporaryDirectory(dir=beside) as folder:
        deal(tables, scan, Path(folder))
        for part in sorted(Path(folder).iterdir()):
            yield from pieces(part)


def deal(tables: Iterator[pl.DataFrame], part_of: Callable[[pl.DataFrame], pl.Series], folder: Path) -> None:
    """Deal rows into one sub-folder per part, keeping their order within a part."""
    number = 0
    while held := list(islice(tables, BLOCKS_PER_DEAL)):
        table = pl.concat(held)
        dealt = table.with_columns(part=part_of(table)).partition_by("part", as_dict=True, include_key=False)
        for (part,), rows in dealt.items():
            place = folder / f"{part:05d}"
            place.mkdir(exist_ok=True)
            rows.write_ipc(place / f"{number:08d}.arrow", compression="lz4")
        number += 1


def pieces(part: Path) -> Iterator[pl.DataFrame]:
    """Read one part back, piece by piece."""
    for piece in sorted(part.iterdir()):
        yield pl.read_ipc(piece)
