"""A table as it was read, before anything is made of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import polars as pl

from ebbtide.study.model import Part

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["FIRST_ROW", "Raw", "counted_on", "moved", "numbered", "with_row_numbers"]

FIRST_ROW: Final = 2
"""The first row of data, as a spreadsheet counts."""


class Raw(NamedTuple):
    """A table as it was read.

    Args:
        frame: Its cells, and the number of each row in the file.
        file: The file's name; of several, the first.
        decimal_comma: Whether columns are separated by something else than commas.
        parts: The files, where there is more than one.
    """

    frame: pl.DataFrame
    file: str
    decimal_comma: bool = False
    parts: tuple[Part, ...] = ()

    @property
    def sources(self) -> tuple[Part, ...]:
        """The file or files."""
        return self.parts or (Part(self.file),)


def numbered(frame: pl.DataFrame) -> pl.DataFrame:
    """Number the rows as a spreadsheet does, the header being row 1, and leave out blank rows.

    Examples:
        >>> numbered(pl.DataFrame({"subject": ["P1", None, "P2"]})).get_column("row").to_list()
        [2, 4]
    """
    rows = with_row_numbers(frame)
    return rows.filter(~pl.all_horizontal(pl.exclude("row").is_null())) if frame.width else rows


def with_row_numbers(frame: pl.DataFrame, first: int = FIRST_ROW) -> pl.DataFrame:
    """Add the number of each row as the column `row`; a column that had this name keeps its cells under another."""
    named = frame.rename({"row": "row (given)"}) if "row" in frame.columns else frame
    return named.with_columns(row=pl.int_range(first, first + frame.height, dtype=pl.UInt32, eager=True))


def counted_on(pieces: Sequence[tuple[pl.Series, tuple[Part, ...]]]) -> tuple[list[int], tuple[Part, ...]]:
    """Count the rows of each piece on from those before it, so that each has a number of its own.

    Args:
        pieces: The numbers of the rows of each piece, and the files it came from.

    Returns:
        What to add to the numbers of each piece, and the files of all.

    Examples:
        >>> rows = pl.Series([2, 3], dtype=pl.UInt32)
        >>> after, parts = counted_on([(rows, (Part("a.csv"),)), (rows, (Part("b.csv"),))])
        >>> after, parts[1]
        ([0, 3], Part(file='b.csv', after=3))
    """
    afters: list[int] = []
    parts: list[Part] = []
    after = 0
    for rows, files in pieces:
        afters.append(after)
        parts += [Part(part.file, part.after + after) for part in files]
        most = rows.max()
        after += most if isinstance(most, int) else 0
    return afters, tuple(parts)


def moved(frame: pl.DataFrame, after: int) -> pl.DataFrame:
    """Add to the number of every row."""
    return frame.with_columns((pl.col("row") + after).cast(pl.UInt32))
