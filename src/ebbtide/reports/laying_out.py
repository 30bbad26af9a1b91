"""Tables and figures as blocks of a page: cells as text, at most so many rows, the whole as a file beside them."""

from __future__ import annotations

import re
from dataclasses import asdict
from math import isfinite
from typing import TYPE_CHECKING, Any, Final

import polars as pl

from ebbtide.figures.rendering import svg_of
from ebbtide.figures.theme import FAMILY_LOOKS
from ebbtide.reports.blocks import Cell, Download, Drawn, Head, Table
from ebbtide.reports.page import data_address

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from ebbtide.figures import Figure
    from ebbtide.terms.families import Family

__all__ = ["CELL", "MARKS", "MOST_ROWS", "as_text", "as_value", "drawn", "file_name", "marked", "table_of"]

MOST_ROWS: Final = 60
"""A page shows so many rows of a table at most; the file beside it holds them all."""
MARKS: Final = {
    "circle": "●",
    "triangle-down": "▼",
    "square": "■",
    "triangle-up": "▲",
    "cross": "×",
}
"""The shapes of `figures.theme` as signs of text."""
CELL: Final = pl.Struct({"text": pl.String, "mark": pl.String, "tone": pl.String})
"""The type of a cell with a mark and a ground, in a frame."""
_MOST_DECIMALS: Final = 4
_SHORT: Final = 26
"""Letters up to which a column stays on one line."""
_LONG: Final = 40
_HOLLOW: Final = {"▲": "△"}
_SIZE: Final = re.compile(r'<svg\b[^>]*?\bwidth="([\d.]+)"[^>]*?\bheight="([\d.]+)"')


def marked(text: str, family: Family) -> Cell:
    """Set a response with the sign and the ground of its family.

    Examples:
        >>> from ebbtide.terms.families import Family
        >>> marked("iUPD", Family.UNCONFIRMED)
        Cell(text='iUPD', mark='△', tone='unconfirmed')
    """
    look = FAMILY_LOOKS[family]
    sign = MARKS[look.shape]
    return Cell(text, sign if look.is_filled else _HOLLOW[sign], family.name.lower())


def as_value(cell: Cell | None) -> dict[str, str]:
    """Give a cell as a value of a frame, of the type `CELL`; an empty one for None.

    Examples:
        >>> as_value(Cell("PD", "▲", "progression"))["text"], as_value(None)["text"]
        ('PD', '')
    """
    return {"text": "", "mark": "", "tone": ""} if cell is None else asdict(cell)


def as_text(value: Any) -> str:  # noqa: ANN401 - any cell of a table
    """Write a value as a reader expects it.

    Examples:
        >>> [as_text(value) for value in (None, True, 3, 2.50, 0.123456, 1234567.0, ["a", "b"])]
        ['', 'yes', '3', '2.5', '0.1235', '1,234,567', 'a; b']
    """
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case int() | float():
            return number_text(value, decimals_of([value]))
        case list() | tuple():
            return "; ".join(as_text(one) for one in value)
        case dict():
            return ", ".join(as_text(one) for one in value.values())
        case _:
            return str(value)


def number_text(value: float, decimals: int) -> str:
    """Write a number with so many digits after the point, more where it would read as nothing.

    Examples:
        >>> [number_text(value, 1) for value in (30.0, -13.25, 0.00012, 1e9, float("nan"))]
        ['30.0', '-13.2', '0.00012', '1,000,000,000.0', 'nan']
    """
    rounds_to_nothing = value != 0 and round(value, decimals) == 0
    if not isfinite(value) or rounds_to_nothing:
        return f"{value:.2g}"
    return f"{value:,.{decimals}f}"


def decimals_of(values: Iterable[float | None]) -> int:
    """Count the digits after the point that a column of numbers needs, four at most.

    Examples:
        >>> decimals_of([30.0, 12.5, None]), decimals_of([1 / 3]), decimals_of([4, 5])
        (1, 4, 0)
    """
    known = [value for value in values if value is not None and isfinite(value)]
    texts = (f"{value:.{_MOST_DECIMALS}f}".rstrip("0").rpartition(".")[2] for value in known)
    return max((len(text) for text in texts), default=0)


def table_of(
    frame: pl.DataFrame,
    columns: Mapping[str, str] | None = None,
    *,
    caption: str,
    file: str | None = None,
    note: str = "",
    most: int = MOST_ROWS,
) -> Table:
    """Lay a frame out as a table.

    Args:
        frame: The rows. A cell may be a struct of `text`, `mark` and `tone`.
        columns: The columns to show, with their heads, but for those in which nothing stands; all, under their own
            names, when None.
        caption: What it holds.
        file: The name of the file that holds the whole frame, without its ending; none is offered when None.
        note: What to know of it.
        most: How many rows are shown at most.

    Examples:
        >>> rows = pl.DataFrame({"subject": ["A", "B"], "day": [28, 56], "visit": ["", ""]})
        >>> heads = {"subject": "Subject", "day": "Day", "visit": "Visit"}
        >>> table = table_of(rows, heads, caption="Calls", most=1)
        >>> [head.text for head in table.heads], table.rows[0][1].text, table.note
        (['Subject', 'Day'], '28', 'The first 1 of 2 rows are shown.')
    """
    shown = _told(frame, columns) if columns else {name: name.replace("_", " ") for name in frame.columns}
    cells = [_column(frame[name].head(most)) for name in shown]
    heads = tuple(
        _head(words, frame.schema[name], column) for (name, words), column in zip(shown.items(), cells, strict=True)
    )
    cut = f"The first {most} of {len(frame):,} rows are shown." if len(frame) > most else ""
    whole = None if file is None else Download(file_name(file, "csv"), data_address(_csv(frame), "text/csv"))
    return Table(caption, heads, tuple(zip(*cells, strict=True)), " ".join(filter(None, (note, cut))), whole)


def _told(frame: pl.DataFrame, columns: Mapping[str, str]) -> dict[str, str]:
    """Leave out columns in which nothing stands, but for the first."""
    first, *others = columns
    told = [name for name in others if frame.is_empty() or any(_cell(value).text for value in frame[name].unique())]
    return {name: columns[name] for name in (first, *told)}


def _head(words: str, kind: pl.DataType, cells: Sequence[Cell]) -> Head:
    longest = max((len(cell.text) for cell in cells), default=0)
    width = "short" if longest <= _SHORT else "long" if longest > _LONG else ""
    return Head(words, kind.is_numeric(), width)


def _column(values: pl.Series) -> tuple[Cell, ...]:
    """Write the cells of a column, numbers with as many decimals as the column needs."""
    if values.dtype.is_float():
        decimals = decimals_of(values)
        return tuple(Cell("" if value is None else number_text(value, decimals)) for value in values)
    return tuple(_cell(value) for value in values)


def _cell(value: Any) -> Cell:  # noqa: ANN401 - any cell of a table
    if isinstance(value, dict) and value.keys() == {"text", "mark", "tone"}:
        return Cell(value["text"] or "", value["mark"] or "", value["tone"] or "")
    return Cell(as_text(value))


def _csv(frame: pl.DataFrame) -> str:
    nested = [name for name, kind in frame.schema.items() if kind.is_nested()]
    flat = {name: [as_text(value) for value in frame[name].to_list()] for name in nested}
    return frame.with_columns(**{name: pl.Series(name, cells, pl.String) for name, cells in flat.items()}).write_csv()


def drawn(figure: Figure, *, of: str = "") -> Drawn:
    """Draw a figure and lay its data out beneath it.

    Args:
        figure: The figure.
        of: What tells its files from those of a figure of the same name.
    """
    svg = svg_of(figure)
    width, height = _size(svg, figure.width)
    name = "-".join(filter(None, (figure.name, of)))
    table = table_of(figure.data, caption=f"Data of the figure: {figure.title}", file=name)
    return Drawn(
        name=file_name(name, "svg"),
        title=figure.title,
        image=data_address(svg, "image/svg+xml").replace(";charset=utf-8", ""),
        alt_text=figure.alt_text,
        width=width,
        height=height,
        table=table,
    )


def _size(svg: str, otherwise: int) -> tuple[int, int]:
    found = _SIZE.search(svg)
    return (round(float(found[1])), round(float(found[2]))) if found else (otherwise, otherwise)


def file_name(words: str, ending: str) -> str:
    """Name a file after words that may have come with the data.

    Examples:
        >>> file_name("spider <b>/../x", "csv")
        'spider-b-x.csv'
    """
    return f"{re.sub(r'[^A-Za-z0-9]+', '-', words).strip('-')[:60] or 'table'}.{ending}"
