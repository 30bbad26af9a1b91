"""Tidy tables as the files that the readers read: the headers of files, exact lengths, plain answers."""

from __future__ import annotations

import polars as pl

from ebbtide.study.columns import TABLES, Column, Kind
from ebbtide.study.lengths import as_millimetres

__all__ = ["as_file"]


def as_file(name: str, frame: pl.DataFrame) -> pl.DataFrame:
    """Write a tidy table's cells as a file has them.

    Reading what is written gives the table again, but for `row`, which counts the rows of the new file. Columns
    that hold nothing are left out, unless a file cannot do without them.

    Args:
        name: The table.
        frame: Its rows.

    Returns:
        The columns by the headers of files: lengths in millimetres as exact text, answers as `yes` and `no`.

    Raises:
        KeyError: If the tidy study has no table of that name.

    Examples:
        >>> import ebbtide
        >>> study = ebbtide.read_study(ebbtide.examples.path("gastric-car-t"))
        >>> as_file("timepoints", study.table("timepoints"))["target_sum_mm"].head(2).to_list()
        ['42.47', '90.73']
    """
    columns = [column for column in TABLES[name].columns if column.kind is not Kind.ROW]
    told = [column for column in columns if column.required or frame[column.name].null_count() < len(frame)]
    return frame.select(_as_text(column) for column in told)


def _as_text(column: Column) -> pl.Expr:
    cells = pl.col(column.name)
    match column.kind:
        case Kind.LENGTH | Kind.EXACT:
            cells = _thousandths(cells)
        case Kind.DENSITY:
            cells = pl.concat_str(pl.when(cells < 0).then(pl.lit("-")).otherwise(pl.lit("")), _thousandths(cells.abs()))
        case Kind.YES_NO:
            cells = pl.when(cells).then(pl.lit("yes")).when(~cells).then(pl.lit("no"))
        case Kind.DATE:
            cells = cells.dt.to_string("%Y-%m-%d")
        case Kind.NUMBER | Kind.WHOLE | Kind.DAY:
            pass
        case _:
            cells = cells.cast(pl.String)
    return cells.alias(column.written)


def _thousandths(whole: pl.Expr) -> pl.Expr:
    """Write thousandths as a decimal number, exactly."""
    return as_millimetres(whole).str.strip_suffix(" mm")
