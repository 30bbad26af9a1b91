"""Write result tables as CSV or Parquet, one file or a folder of parts."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Literal, TypeAlias

import polars as pl
import polars.selectors as cs

from ebbtide.workflow.atomic import translated

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from ebbtide.study import Finding

__all__ = [
    "QUICK",
    "SUBJECTS_PER_PART",
    "Form",
    "Parts",
    "cut_between_subjects",
    "findings_table",
    "for_reading",
    "write_table",
]

QUICK = 1  # the level of zstd that writes twice as fast for a few percent more bytes
Form: TypeAlias = Literal["csv", "parquet"]
SUBJECTS_PER_PART = 25_000
_DECIMALS = 6  # a µm² in mm²; what stands beyond it is an artefact of binary fractions


def write_table(table: pl.DataFrame, path: Path, form: Form) -> None:
    """Write a table; text and numbers come out as a person would type them.

    Raises:
        OutputError: If the disk refuses.
    """
    with translated(path):
        if form == "parquet":
            table.write_parquet(path, compression="zstd", compression_level=QUICK)
        else:
            for_reading(table).write_csv(path)


class Parts:
    """A table that arrives in blocks and is written in parts, subjects whole and in order.

    Args:
        folder: Where the parts go; made with the first.
        form: Kind of files.
        subjects_per_part: How many subjects a part holds; the last may hold fewer.
    """

    def __init__(self, folder: Path, form: Form, *, subjects_per_part: int = SUBJECTS_PER_PART) -> None:
        self.folder = folder
        self.form: Form = form
        self.subjects_per_part = subjects_per_part
        self.rows = 0
        self.written: list[Path] = []
        self._waiting: list[pl.DataFrame] = []
        self._subjects = 0

    def add(self, block: pl.DataFrame) -> None:
        """Take the next block, sorted by subject; no subject may stand in two blocks."""
        self.rows += len(block)
        for piece, subjects in cut_between_subjects(
            block, self.subjects_per_part, first=self.subjects_per_part - self._subjects
        ):
            self._waiting.append(piece)
            self._subjects += subjects
            if self._subjects == self.subjects_per_part:
                self._write()

    def close(self) -> None:
        """Write what still waits."""
        if self._waiting:
            self._write()

    def _write(self) -> None:
        path = self.folder / f"part-{len(self.written):05}.{self.form}"
        with translated(path):
            self.folder.mkdir(exist_ok=True)
        write_table(pl.concat(self._waiting), path, self.form)
        self.written.append(path)
        self._waiting, self._subjects = [], 0


def cut_between_subjects(block: pl.DataFrame, size: int, *, first: int) -> Iterator[tuple[pl.DataFrame, int]]:
    """Cut a block between subjects: ``first`` of them, then ``size`` at a time, with how many each holds."""
    starts = block.select(pl.arg_where(pl.col("subject").rle_id().diff().fill_null(1) != 0)).to_series()
    bounds = [0, *range(first, len(starts), size), len(starts)]
    for begin, end in pairwise(bounds):
        if end > begin:
            last = starts[end] if end < len(starts) else len(block)
            yield block[starts[begin] : last], end - begin


def for_reading(table: pl.DataFrame) -> pl.DataFrame:
    """Round numbers to what was measured, so that they read as a person would type them.

    Examples:
        >>> for_reading(pl.DataFrame({"change_from_nadir": [48.260000000000005]})).item()
        48.26
    """
    return table.with_columns(cs.float().round(_DECIMALS))


def findings_table(findings: Iterable[Finding]) -> pl.DataFrame:
    """Make a table of findings, in reading order.

    Examples:
        >>> findings_table([]).columns
        ['severity', 'rule', 'file', 'row', 'column', 'subject', 'problem', 'hint']
    """
    text = ("severity", "rule", "file", "column", "subject", "problem", "hint")
    schema = {name: pl.Int64 if name == "row" else pl.String for name in (*text[:3], "row", *text[3:])}
    rows = [[getattr(finding, name) for name in schema] for finding in findings]
    return pl.DataFrame(rows, schema=schema, orient="row")
