"""Cells as lengths: whole micrometres, or the state that a cell says in words.

What is a number is read column by column; the few cells that are none (`TSTM`, `1.2 cm`,
`12,5`, `<5`) are looked at one distinct text at a time.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

import polars as pl

from ebbtide.errors import UnitError
from ebbtide.formats.names import folded
from ebbtide.formats.text import clean_text, mapped, without_blank_words
from ebbtide.formats.words import STATES_BY_WORD
from ebbtide.study.lengths import LIMIT_UM, is_finer_than_a_micrometre, micrometres, unit_named
from ebbtide.terms.lesions import STATES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ebbtide.formats.cells import Cells
    from ebbtide.study.lengths import Unit

__all__ = ["Lengths", "plain_numbers", "read_lengths"]

_WITH_COMMA: Final = re.compile(r"(?P<whole>[+-]?\d+),(?P<decimals>\d+)")
_WITH_UNIT: Final = re.compile(r"(?P<number>[+-]?[\d.,]+)\s*(?P<unit>[^\W\d_]+)")
_LIMIT: Final = re.compile(r"(?:<|<=|≤|less than|under)\s*(?P<number>[\d.,]+)\s*(?P<unit>[^\W\d_]*)", re.IGNORECASE)
_THOUSANDS: Final = 3
_TOO_SMALL_UM: Final = 5_000
_HINT: Final = "write a number such as 12.5, a state such as too_small, or leave the cell blank"


class Lengths(NamedTuple):
    """A column of lengths and what its cells say in words.

    `um` has shape (n,), µm, Int64, null where the cell gives no number; `said` has shape (n,),
    Enum of the lesion states, null where the cell gives no word, and is None where no cell does.
    """

    um: pl.Series
    said: pl.Series | None


class _Cell(NamedTuple):
    """What one distinct text means."""

    um: int | None = None
    state: str | None = None
    problem: str = ""
    rule: str = ""


def read_lengths(cells: Cells) -> Lengths:
    """Read a column of lengths, in the unit of its header, of the `unit` column, or in millimetres."""
    if cells.unit is not None:
        return _in_unit(cells, cells.values, cells.unit)
    if "unit" in cells.adopted.frame.columns:
        return _by_row_unit(cells)
    cells.remark("READ04", f"the column {cells.header} names no unit and is read as mm")
    return _in_unit(cells, cells.values, "mm")


def plain_numbers(values: pl.Series, unit: Unit) -> tuple[pl.Series, pl.Series | None]:
    """Read the cells that are plain numbers.

    Returns:
        The lengths, Int64, µm, null elsewhere; and the text of the cells that are neither blank nor
        a number, null elsewhere, or None where there is no such cell. Shape (n,).
    """
    if values.dtype.is_numeric():
        return _plain_typed(values, unit)
    um = micrometres(values, unit) if values.dtype == pl.String else None
    if um is not None and um.null_count() == values.null_count():
        return um, None
    text = without_blank_words(clean_text(values))
    um = micrometres(text, unit)
    return um, _unless_empty(text.set(um.is_not_null(), None))


def _plain_typed(values: pl.Series, unit: Unit) -> tuple[pl.Series, pl.Series | None]:
    known = values.fill_nan(None) if values.dtype.is_float() and values.is_nan().any() else values
    um = micrometres(known, unit)
    if um.null_count() == known.null_count():
        return um, None
    return um, known.cast(pl.String).set(um.is_not_null(), None)


def _unless_empty(values: pl.Series) -> pl.Series | None:
    return values if values.null_count() < len(values) else None


def _by_row_unit(cells: Cells) -> Lengths:
    """Read lengths whose unit stands in a column of its own."""
    said, values = clean_text(cells.beside("unit").values), cells.values
    units = {word: unit_named(word) for word in said.unique().drop_nulls()}
    unknown = [word for word, unit in units.items() if unit is None]
    there = values.is_not_null()
    cells.beside("unit").refuse(
        said.is_in(unknown) & there, said, "'{}' is no unit of length", "use mm or cm", UnitError
    )
    bare = said.is_null() & there
    if bare.any():
        cells.beside("unit").remark("READ04", f"{bare.sum():,} lengths name no unit and are read as mm")
    parts = [_in_unit(cells, values.set(~bare, None), "mm")]
    parts += [_in_unit(cells, values.set(~said.eq_missing(word), None), unit) for word, unit in units.items() if unit]
    said_in_units = [part.said for part in parts if part.said is not None]
    return Lengths(_first([part.um for part in parts]), _first(said_in_units) if said_in_units else None)


def _first(parts: list[pl.Series]) -> pl.Series:
    return pl.select(pl.coalesce(*parts)).to_series()


def _in_unit(cells: Cells, values: pl.Series, unit: Unit) -> Lengths:
    um, rest = plain_numbers(values, unit)
    finer = is_finer_than_a_micrometre(values, unit)
    cells.note("READ05", finer, values, f"{{}} {unit} is rounded to a micrometre")
    said = None
    if rest is not None:
        meant = _understood(cells, rest, unit)
        um = um.zip_with(um.is_not_null(), mapped(rest, {text: cell.um for text, cell in meant.items()}, pl.Int64))
        states = {text: cell.state for text, cell in meant.items() if cell.state}
        said = mapped(rest, states, pl.Enum(STATES)) if states else None
    _refuse_impossible(cells, um, values)
    return Lengths(um, said)


def _refuse_impossible(cells: Cells, um: pl.Series, values: pl.Series) -> None:
    least, most = um.min(), um.max()
    if not isinstance(least, int) or not isinstance(most, int) or 0 <= least <= most < LIMIT_UM:
        return
    negative, absurd = (um < 0).fill_null(value=False), (um >= LIMIT_UM).fill_null(value=False)
    cells.refuse(negative, values, "{} is negative", "leave the cell blank where nothing was measured", UnitError)
    cells.refuse(absurd, values, "{} is 10 m or more", "look for a slipped decimal point or a wrong unit", UnitError)


def _understood(cells: Cells, rest: pl.Series, unit: Unit) -> Mapping[str, _Cell]:
    """Understand each distinct text, and report what is odd or wrong with it."""
    texts = rest.unique().drop_nulls().to_list()
    commas = cells.intake.decimal_comma or any(_is_surely_decimal(text) for text in texts)
    meant = {text: _meaning(text, unit, commas=commas) for text in texts}
    if any(cell.rule == "READ06" for cell in meant.values()):
        cells.remark("READ06", f"the column {cells.header} has decimal commas")
    limits = [text for text, cell in meant.items() if cell.rule == "READ07"]
    cells.note("READ07", rest.is_in(limits), rest, "{} is read as too small to measure")
    for problem in dict.fromkeys(cell.problem for cell in meant.values() if cell.problem):
        wrong = [text for text, cell in meant.items() if cell.problem == problem]
        cells.refuse(rest.is_in(wrong), rest, f"'{{}}' {problem}", _HINT, UnitError)
    return meant


def _meaning(text: str, unit: Unit, *, commas: bool) -> _Cell:
    """Understand one text in a column of lengths."""
    if found := _WITH_COMMA.fullmatch(text):
        if commas:
            return _number(f"{found['whole']}.{found['decimals']}", unit, "READ06")
        return _Cell(problem="may mean a decimal comma or thousands")
    if (found := _WITH_UNIT.fullmatch(text)) and (own := unit_named(found["unit"])):
        return _number(found["number"].replace(",", "."), own)
    if found := _LIMIT.fullmatch(text):
        return _limit(found["number"].replace(",", "."), unit_named(found["unit"]) or unit)
    state = STATES_BY_WORD.get(folded(text))
    return _Cell(state=state) if state else _Cell(problem="is no number")


def _number(text: str, unit: Unit, rule: str = "") -> _Cell:
    um = micrometres(pl.Series([text]), unit).item()
    return _Cell(problem="is no number") if um is None else _Cell(um=um, rule=rule)


def _limit(number: str, unit: Unit) -> _Cell:
    """Read `<5 mm`, which says too small to measure; a higher limit says nothing usable."""
    um = micrometres(pl.Series([number]), unit).item()
    is_small = um is not None and um <= _TOO_SMALL_UM
    return _Cell(state="too_small", rule="READ07") if is_small else _Cell(problem="is a limit and no length")


def _is_surely_decimal(text: str) -> bool:
    """Tell whether a comma cannot separate thousands."""
    found = _WITH_COMMA.fullmatch(text)
    return found is not None and len(found["decimals"]) != _THOUSANDS
