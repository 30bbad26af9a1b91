"""From a raw table to typed columns: every column of the tidy table, present or not."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TypeAlias

import polars as pl

from ebbtide.formats.cells import Cells
from ebbtide.formats.chronology import FIRST_DAYS, place_end_days, place_in_time
from ebbtide.formats.dates import YEAR, Dates, read_dates
from ebbtide.formats.headers import adopt
from ebbtide.formats.lengths import read_lengths
from ebbtide.formats.numbers import read_answers, read_densities, read_exact, read_numbers, read_whole
from ebbtide.formats.text import clean_names, clean_text
from ebbtide.formats.vocabulary import read_nodal_roles, read_words
from ebbtide.study.columns import Column, Kind
from ebbtide.study.days import LIMIT_DAYS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from ebbtide.formats.chronology import Months
    from ebbtide.formats.headers import Adopted
    from ebbtide.formats.intake import Intake
    from ebbtide.study.columns import Dtype

__all__ = ["SAID", "read_columns", "read_table"]

SAID: Final = "said:"
"""Before the name of a length column: the states that its cells say in words."""

Columns: TypeAlias = dict[str, pl.Series]
"""The columns that one column of a file becomes."""

_MOST_GRADE: Final = 100


def read_table(
    raw: pl.DataFrame,
    intake: Intake,
    references: pl.DataFrame | None,
    visits: pl.DataFrame | None = None,
    months: Months = FIRST_DAYS,
) -> tuple[pl.DataFrame, pl.DataFrame | None]:
    """Read every column, and place every row in time.

    Args:
        raw: The table as it was read, with its column `row`.
        intake: Which table it is and where to note what is odd.
        references: The reference dates known so far.
        visits: The first day of each visit of a subject, from a table read before: `subject`, `visit`, `lent`.
        months: How months without a day are completed.

    Returns:
        The columns of the tidy table in order, followed by what lengths and roles said in words; and
        all reference dates.

    Raises:
        DataError: If a column is missing or cells cannot be used.
    """
    adopted = adopt(raw, intake)
    frame = read_columns(adopted, intake)
    intake.settle()
    names = [column.name for column in intake.table.columns]
    if "day" in names:
        frame, references = _placed(frame, adopted, intake, references, visits, months)
    extra = [name for name in frame.columns if name not in names]
    return frame.select(*names, *extra), references


def read_columns(adopted: Adopted, intake: Intake) -> pl.DataFrame:
    """Read the columns one by one; cells that cannot be used are remembered by the intake."""
    columns: dict[str, pl.Series] = {"row": adopted.frame.get_column("row").cast(pl.UInt32)}
    for column in intake.table.columns:
        if column.name in adopted.frame.columns and column.name not in columns:
            columns |= _read(Cells(adopted, column.name, intake), column)
    absent = [
        pl.lit(column.absent, _absent_type(column, intake)).alias(column.name)
        for column in intake.table.columns
        if column.name not in columns
    ]
    return pl.DataFrame(columns).with_columns(*absent)


def _absent_type(column: Column, intake: Intake) -> Dtype:
    is_name = column.kind in (Kind.IDENTIFIER, Kind.TEXT)
    return pl.Categorical(pl.Categories.random()) if is_name and intake.keeps_categories else column.dtype


def _read(cells: Cells, column: Column) -> Columns:
    return _READERS[column.kind](cells, column)


def _read_length(cells: Cells, column: Column) -> Columns:
    lengths = read_lengths(cells)
    return {column.name: lengths.um} | ({} if lengths.said is None else {SAID + column.name: lengths.said})


def _read_density(cells: Cells, column: Column) -> Columns:
    return {column.name: read_densities(cells)}


def _read_exact(cells: Cells, column: Column) -> Columns:
    return {column.name: read_exact(cells)}


def _read_answer(cells: Cells, column: Column) -> Columns:
    answers = read_answers(cells)
    return {column.name: answers if column.absent is None else answers.fill_null(value=False)}


def _read_whole(cells: Cells, column: Column) -> Columns:
    return {column.name: read_whole(cells, most=_MOST_GRADE if column.kind is Kind.WHOLE else LIMIT_DAYS)}


def _read_text(cells: Cells, column: Column) -> Columns:
    text = clean_names(cells.values) if cells.intake.keeps_categories else clean_text(cells.values)
    if column.required:
        _refuse_blanks(cells, text, column)
    return {column.name: text if column.absent is None else text.fill_null(str(column.absent))}


def _read_word(cells: Cells, column: Column) -> Columns:
    read = read_words(cells, column)
    if column.name == "role":
        nodal = None if read.are_ours else read_nodal_roles(cells)
        return {"role": read.values} if nodal is None else {"role": read.values, SAID + "nodal": nodal}
    if column.never_null and column.name != "state":
        _refuse_blanks(cells, read.values, column)
    return {column.name: read.values}


def _refuse_blanks(cells: Cells, read: pl.Series, column: Column) -> None:
    if read.null_count():
        name = column.written
        cells.refuse(
            read.is_null(), read.cast(pl.String).fill_null(""), f"{name} is blank{{}}", f"give every row its {name}"
        )


def _read_number(cells: Cells, column: Column) -> Columns:
    """Read a number; results in words stay as text, elsewhere text in a number is refused."""
    numbers = read_numbers(cells.values)
    strange = numbers.rest.is_not_null()
    if column.name != "value":
        cells.refuse(strange, numbers.rest, "'{}' is no number", "write a number such as 12.5")
        return {column.name: numbers.values}
    cells.note("READ41", strange, numbers.rest, "'{}' is kept as text")
    has_text = "text" in cells.adopted.frame.columns
    text = clean_text(cells.beside("text").values) if has_text else numbers.rest
    return {column.name: numbers.values, "text": text.zip_with(text.is_not_null(), numbers.rest)}


def _read_date(cells: Cells, column: Column) -> Columns:
    """Read reference dates; one that is not fully known cannot be day 0. The dates of rows are placed in time later."""
    if column.name != "reference_date":
        return {}
    dates = read_dates(cells.values)
    partial = (dates.known <= YEAR + 1) & dates.text.is_not_null()
    cells.refuse(partial, dates.text, "'{}' is no full date", "write year, month and day, as in 2024-03-09")
    return {column.name: dates.first}


def _placed(
    frame: pl.DataFrame,
    adopted: Adopted,
    intake: Intake,
    references: pl.DataFrame | None,
    visits: pl.DataFrame | None,
    months: Months,
) -> tuple[pl.DataFrame, pl.DataFrame | None]:
    dates = read_dates(adopted.frame.get_column("date")) if "date" in adopted.frame.columns else None
    ends = read_dates(adopted.frame.get_column("end_date")) if "end_date" in adopted.frame.columns else None
    placed, complete = place_in_time(frame.drop("date"), dates, references, intake, visits, months)
    if ends is not None:
        placed = place_end_days(placed, _kept(ends, frame, placed), complete, intake)
    return placed, complete


def _kept(ends: Dates, frame: pl.DataFrame, placed: pl.DataFrame) -> Dates:
    """Take the end dates of the rows that were not set aside."""
    if placed.height == frame.height:
        return ends
    kept = frame.get_column("row").is_in(placed.get_column("row").implode())
    return Dates(ends.first.filter(kept), ends.known.filter(kept), ends.text.filter(kept))


_READERS: Final[Mapping[Kind, Callable[[Cells, Column], Columns]]] = {
    Kind.IDENTIFIER: _read_text,
    Kind.TEXT: _read_text,
    Kind.WORD: _read_word,
    Kind.LENGTH: _read_length,
    Kind.DENSITY: _read_density,
    Kind.EXACT: _read_exact,
    Kind.NUMBER: _read_number,
    Kind.WHOLE: _read_whole,
    Kind.YES_NO: _read_answer,
    Kind.DAY: _read_whole,
    Kind.DATE: _read_date,
}
