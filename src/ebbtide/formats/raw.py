"""A table as it was read, before anything is made of it."""

from __future__ import annotations

from typing import Final, NamedTuple

import polars as pl

__all__ = ["FIRST_ROW", "Raw", "numbered", "with_row_numbers"]

FIRST_ROW: Final = 2
"""The first row of data, as a spreadsheet counts."""


class Raw(NamedTuple):
    """A table as it was read: its cells, the number of each row in the file, and the file's name."""

    frame: pl.DataFrame
    file: str
    decimal_comma: bool = False


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
