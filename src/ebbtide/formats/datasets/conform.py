"""A dataset made ready to be written: its columns in the types that its variables say."""

from __future__ import annotations

from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Final

import polars as pl

from ebbtide.errors import ConformanceError
from ebbtide.formats.datasets.sas_formats import DTYPES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from ebbtide.formats.datasets.dataset import Dataset, Kind, Variable

__all__ = ["as_text", "conforming", "refuse", "rows_named", "whole"]

_FITS: Final[Mapping[Kind, Callable[[pl.DataType], bool]]] = {
    "text": lambda dtype: isinstance(dtype, pl.String | pl.Categorical | pl.Enum),
    "integer": lambda dtype: dtype.is_integer(),
    "number": lambda dtype: dtype.is_numeric(),
    "date": lambda dtype: isinstance(dtype, pl.Date),
    "datetime": lambda dtype: isinstance(dtype, pl.Datetime) and dtype.time_zone is None,
    "time": lambda dtype: isinstance(dtype, pl.Time),
}
_PLAIN_BELOW: Final = 1e15
"""Whole numbers below this are written without a decimal point, and are exact."""


def conforming(dataset: Dataset) -> pl.DataFrame:
    """Give the rows of a dataset, each column in the type of its variable, blank text null.

    Raises:
        ConformanceError: If variables and columns differ, or a column holds what its variable does not allow.
    """
    names = [variable.name for variable in dataset.variables]
    if names != dataset.frame.columns:
        odd = set(names) ^ set(dataset.frame.columns)
        what = f"only one of them has {', '.join(sorted(odd))}" if odd else "their order differs"
        problem = f"{dataset.name}: variables and columns are not the same: {what}"
        raise ConformanceError(problem, hint="describe each column by a variable, in their order")
    if not names:
        raise ConformanceError(f"{dataset.name} has no variables", hint="give at least one")
    columns = [_column(dataset, variable) for variable in dataset.variables]
    return pl.DataFrame(columns, height=dataset.frame.height)


def _column(dataset: Dataset, variable: Variable) -> pl.Series:
    values = dataset.frame.get_column(variable.name)
    if values.dtype != pl.Null and not _FITS[variable.kind](values.dtype):
        problem = f"is of kind {variable.kind}, and its column holds {values.dtype}"
        raise refuse(dataset, variable, problem, "change the kind or the column")
    try:
        column = values.cast(DTYPES[variable.kind])
    except pl.exceptions.InvalidOperationError as error:
        raise refuse(dataset, variable, "has a number beyond 64 bits", "make it a number or text") from error
    if column.dtype == pl.String:
        return column.set(column.str.strip_chars(" ") == "", None)
    odd = _no_values(column)
    if odd.any():
        problem = f"has values that no file format has: {rows_named(odd)}"
        raise refuse(
            dataset, variable, problem, "leave blank what is infinite, no number, or beyond the years 1 to 9999"
        )
    return column


def _no_values(column: pl.Series) -> pl.Series:
    """Mark what is infinite, no number, or outside the years 1 to 9999."""
    if column.dtype == pl.Float64:
        return ~column.is_finite()
    if column.dtype in (pl.Date, pl.Datetime("us")):
        return ~column.dt.year().is_between(1, 9999)
    return pl.repeat(value=False, n=len(column), dtype=pl.Boolean, eager=True)


def refuse(dataset: Dataset, variable: Variable, problem: str, hint: str) -> ConformanceError:
    """Say of one variable why it cannot be written."""
    return ConformanceError(f"{dataset.name}.{variable.name} {problem}", hint=hint)


def rows_named(marked: pl.Series) -> str:
    """Name the first rows that are marked, counted from 1.

    Examples:
        >>> rows_named(pl.Series([False, True, None, True]))
        'rows 2, 4'
    """
    rows = [row + 1 for row in marked.arg_true().to_list()]
    more = f" and {len(rows) - 5:,} more" if len(rows) > 5 else ""  # noqa: PLR2004 - as many as are named
    return f"{'row' if len(rows) == 1 else 'rows'} {', '.join(f'{row:,}' for row in rows[:5])}{more}"


@contextmanager
def whole(path: Path) -> Iterator[None]:
    """Open a file for writing in the block: it is written whole, or it is not there.

    Raises:
        OSError: If it cannot be written.
    """
    path.open("wb").close()
    try:
        yield
    except BaseException:
        with suppress(OSError):
            path.unlink()
        raise


def as_text(frame: pl.DataFrame) -> pl.DataFrame:
    """Write every cell as a CSV file has it: whole numbers without a point, dates as ISO 8601.

    Examples:
        >>> as_text(pl.DataFrame({"AVAL": [12.0, 25.1, None]})).get_column("AVAL").to_list()
        ['12', '25.1', None]
    """
    return frame.select(_in_text(column) for column in frame.get_columns())


def _in_text(column: pl.Series) -> pl.Series:
    if column.dtype.is_float():
        whole = (column % 1 == 0) & (column.abs() < _PLAIN_BELOW)
        return column.cast(pl.Int64, strict=False).cast(pl.String).zip_with(whole, column.cast(pl.String))
    if isinstance(column.dtype, pl.Datetime):
        return _without_idle_fraction(column.dt.to_string("%Y-%m-%dT%H:%M:%S%.6f"))
    if column.dtype == pl.Time:
        return _without_idle_fraction(column.dt.to_string("%H:%M:%S%.9f"))
    return column.cast(pl.String)


def _without_idle_fraction(text: pl.Series) -> pl.Series:
    return text.str.replace(r"\.?0*$", "")
