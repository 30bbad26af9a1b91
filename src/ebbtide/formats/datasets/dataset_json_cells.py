"""The cells of Dataset-JSON, column by column: checked against what the column says it holds."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

import polars as pl

from ebbtide.errors import UnreadableFileError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from ebbtide.formats.datasets.dataset import Kind, Variable

__all__ = ["read_cells"]

_NOTHING: Final = type(None)
_HELD: Final[Mapping[Kind, frozenset[type]]] = {
    "text": frozenset({str, _NOTHING}),
    "integer": frozenset({int, _NOTHING}),
    "number": frozenset({float, int, _NOTHING}),
    "date": frozenset({str, _NOTHING}),
    "datetime": frozenset({str, _NOTHING}),
    "time": frozenset({str, _NOTHING}),
}
_LONGEST: Final = 40
"""As much of a cell as a message shows."""
_WORDS: Final[Mapping[Kind, str]] = {
    "text": "text",
    "integer": "a whole number of up to 64 bits",
    "number": "a number",
    "date": "a whole date, 2024-01-31",
    "datetime": "a whole date and time, 2024-01-31T09:30:00",
    "time": "a time, 09:30:00",
}


def read_cells(cells: list[object], variable: Variable, data_type: str, file: str) -> pl.Series:
    """Read the cells of one column, in the order of its rows.

    Args:
        cells: As JSON has them.
        variable: What describes the column.
        data_type: What the file calls its type; decimals come as text, booleans as themselves.
        file: The name of the file, for messages.

    Returns:
        The values in the type of the variable's kind; blank text is null. Shape (n,).

    Raises:
        UnreadableFileError: If a cell is none of what the column holds; names the row.
    """
    held = _eased(cells, variable.kind, data_type)
    if set(map(type, held)) <= _HELD[variable.kind]:
        try:
            return _READERS[variable.kind](variable.name, held)
        except (TypeError, ValueError, OverflowError, pl.exceptions.PolarsError):
            # The quick reader says that a cell is wrong; the look at each says which.
            pass
    row = next(row for row, cell in enumerate(held, start=1) if not _is_held(cell, variable.kind))
    shown = json.dumps(cells[row - 1])
    cell = shown if len(shown) <= _LONGEST else f"{shown[:_LONGEST]}…"
    problem = f"{file}, row {row:,}: {variable.name} holds {cell}, and its column {_WORDS[variable.kind]}"
    raise UnreadableFileError(problem, hint="correct the cell, or the dataType of the column")


def _eased(cells: list[object], kind: Kind, data_type: str) -> list[object]:
    """Take what means the same for the same: decimals in text, booleans as words, 3.0 as a whole number."""
    if data_type == "boolean":
        words = {True: "true", False: "false"}
        return [words[cell] if isinstance(cell, bool) else cell for cell in cells]
    if data_type == "decimal":
        return [_as_float(cell) if isinstance(cell, str) else cell for cell in cells]
    if kind == "integer" and float in set(map(type, cells)):
        return [int(cell) if isinstance(cell, float) and cell.is_integer() else cell for cell in cells]
    if kind != "text" and str in set(map(type, cells)):
        return [None if cell == "" else cell for cell in cells]
    return cells


def _as_float(cell: str) -> object:
    if not cell:
        return None
    try:
        return float(cell)
    except ValueError:
        return cell


def _is_held(cell: object, kind: Kind) -> bool:
    if type(cell) not in _HELD[kind]:
        return False
    try:
        _READERS[kind]("", [cell])
    except (TypeError, ValueError, OverflowError, pl.exceptions.PolarsError):
        return False
    return True


def _texts(name: str, cells: list[object]) -> pl.Series:
    text = pl.Series(name, cells, dtype=pl.String)
    return text.set(text.str.strip_chars(" ") == "", None)


def _integers(name: str, cells: list[object]) -> pl.Series:
    return pl.Series(name, cells, dtype=pl.Int64)


def _numbers(name: str, cells: list[object]) -> pl.Series:
    numbers = pl.Series(name, cells, dtype=pl.Float64)
    if not numbers.is_finite().all():
        raise OverflowError
    return numbers


def _dates(name: str, cells: list[object]) -> pl.Series:
    return _shaped(_texts(name, cells), r"^\d{4}-\d\d-\d\d$").str.to_date("%Y-%m-%d")


def _datetimes(name: str, cells: list[object]) -> pl.Series:
    text = _shaped(_texts(name, cells), r"^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,9})?)?$")
    return _with_seconds(text).str.to_datetime("%Y-%m-%dT%H:%M:%S%.f", time_unit="us")


def _times(name: str, cells: list[object]) -> pl.Series:
    text = _shaped(_texts(name, cells), r"^\d\d:\d\d(:\d\d(\.\d{1,9})?)?$")
    return _with_seconds(text).str.to_time("%H:%M:%S%.f")


def _with_seconds(text: pl.Series) -> pl.Series:
    return text.str.replace(r"^(.*T)?(\d\d:\d\d)$", "${1}${2}:00")


def _shaped(text: pl.Series, pattern: str) -> pl.Series:
    """Insist on whole dates; Polars would read shorter ones too."""
    if not text.str.contains(pattern).all():
        raise ValueError(pattern)
    return text


_READERS: Final[Mapping[Kind, Callable[[str, list[object]], pl.Series]]] = {
    "text": _texts,
    "integer": _integers,
    "number": _numbers,
    "date": _dates,
    "datetime": _datetimes,
    "time": _times,
}
