"""Headers matched to columns: what is missing is an error, what is unknown is kept out and noted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import polars as pl

from ebbtide.errors import DataError, MissingColumnError
from ebbtide.formats.names import Named, column_named, folded
from ebbtide.study.columns import Kind

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ebbtide.formats.intake import Intake
    from ebbtide.study.columns import Table
    from ebbtide.study.lengths import Unit

__all__ = ["Adopted", "adopt"]

_UNIT_HEADERS: Final = frozenset({"unit", "units", "length_unit", "longest_unit"})
_NO_CELLS: Final = (pl.Duration, pl.Time, pl.Binary)


@dataclass(frozen=True, slots=True)
class Adopted:
    """A raw table under our column names, its values still as they were written.

    `headers` tells what the file calls each column, `units` the unit a header names.
    """

    frame: pl.DataFrame
    headers: Mapping[str, str]
    units: Mapping[str, Unit | None]

    def header(self, column: str) -> str:
        """What the file calls a column."""
        return self.headers.get(column, column)


def adopt(raw: pl.DataFrame, intake: Intake) -> Adopted:
    """Match the headers of a raw table to the columns of a tidy one.

    Args:
        raw: The table as it was read, with its column `row`.
        intake: Which table it is and where to note what is odd.

    Raises:
        MissingColumnError: If a required column is not there.
        DataError: If the cells of a column are no single values.
    """
    chosen, left_over = _choose(raw, intake.table)
    present = [header for header in raw.columns if header != "row"]
    _require(chosen, present, intake)
    for header in left_over:
        intake.remark("READ01", f"the column {header} is not read", column=header)
    cells = {name: _plain(raw.get_column(header), intake) for name, (header, _) in chosen.items()}
    frame = raw.select("row").with_columns(**cells)
    headers = {name: header for name, (header, _) in chosen.items()}
    return Adopted(frame, headers, {name: named.unit for name, (_, named) in chosen.items()})


def _plain(cells: pl.Series, intake: Intake) -> pl.Series:
    """Refuse columns whose cells are no single values, and take Python objects as text."""
    dtype = cells.dtype
    if dtype == pl.Object:
        return pl.Series(cells.name, [None if cell is None else str(cell) for cell in cells], dtype=pl.String)
    if dtype.is_nested() or dtype in _NO_CELLS:
        raise DataError(
            f"{intake.file}: the cells of {cells.name} are of type {dtype}",
            hint="give one text, number, date or answer per cell",
        )
    return cells


def _choose(raw: pl.DataFrame, table: Table) -> tuple[dict[str, tuple[str, Named]], list[str]]:
    chosen: dict[str, tuple[str, Named]] = {}
    left_over: list[str] = []
    for header in raw.columns:
        if header == "row":
            continue
        named = _named(header, table)
        if named is None:
            left_over.append(header)
            continue
        other = chosen.get(named.column)
        if other is None or named.rank < other[1].rank:
            chosen[named.column] = (header, named)
            left_over += [other[0]] if other else []
        else:
            left_over.append(header)
    return chosen, left_over


def _named(header: str, table: Table) -> Named | None:
    has_lengths = any(column.kind is Kind.LENGTH for column in table.columns)
    if has_lengths and folded(header) in _UNIT_HEADERS:
        return Named("unit", 0, None)
    return column_named(header, table)


def _require(chosen: Mapping[str, object], present: list[str], intake: Intake) -> None:
    gone = [column.written for column in intake.table.required if column.name not in chosen]
    if gone:
        raise MissingColumnError.among(gone, present, file=intake.file)
    needs_day = any(column.name == "day" for column in intake.table.columns)
    if needs_day and "day" not in chosen and "date" not in chosen:
        raise MissingColumnError.among(["day or date"], present, file=intake.file)
