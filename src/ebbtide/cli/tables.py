"""Tables for the terminal: as wide as it is, aligned, legible without colour."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from rich import box
from rich.table import Table
from rich.text import Text

from ebbtide.cli.show import can_draw
from ebbtide.cli.symbols import LEGEND, sign_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    import polars as pl
    from rich.console import Console

__all__ = ["call", "frame_tables", "heading", "legend", "plain_table", "side_by_side"]

_GAP, _LEAST_PROSE = 2, 18


def call(response: str, *, drawn: bool, is_unconfirmed: bool = False, is_after: bool = False) -> Text:
    """Give a response with its sign; a long one over two lines, one that no longer counts in brackets.

    Examples:
        >>> print(call("iUPD", drawn=False))
        ? iUPD
        >>> print(call("NON-CR/NON-PD", drawn=False))
        - NON-CR/
          NON-PD
        >>> print(call("SD", drawn=False, is_after=True))
        - (SD)
    """
    sign = sign_of(response, is_unconfirmed=is_unconfirmed)
    words = f"({response})" if is_after and response else response
    mark = sign.drawn if drawn else sign.plain
    return Text(f"{mark} {words}".replace("/", "/\n  ") if words else "", "dim" if is_after else sign.style)


def heading(title: str) -> str:
    """Give a criterion's name as the head of a narrow column, a word a line.

    Examples:
        >>> print(heading("RECIST 1.1"))
        RECIST
        1.1
    """
    return title.replace(" ", "\n")


def legend(*, drawn: bool) -> Text:
    """Explain the signs."""
    parts = [Text.assemble((sign.drawn if drawn else sign.plain, sign.style), f" {sign.means}") for sign in LEGEND]
    return Text("   ").join(parts)


def side_by_side(
    console: Console,
    keys: Mapping[str, Sequence[str]],
    columns: Mapping[str, Sequence[str | Text]],
    *,
    wraps: bool = False,
) -> Iterator[Table]:
    """Lay out columns beside their keys, in as many tables as the width asks for.

    Args:
        console: Where the tables go; its width decides.
        keys: The columns that every table repeats on its left, by heading.
        columns: The columns to share out, by heading.
        wraps: Whether the columns hold prose, which wraps.
    """
    room = console.width - sum(_width(head, cells) + _GAP for head, cells in keys.items())
    prose = _prose_width(room) if wraps else 0
    widths = [(prose or _width(head, cells)) + _GAP for head, cells in columns.items()]
    for share in _shares(widths, room):
        heads = [list(columns)[place] for place in share]
        yield _table(keys, {head: columns[head] for head in heads}, drawn=can_draw(console), prose=prose, room=room)


def plain_table(console: Console, columns: Mapping[str, Sequence[str]]) -> Table:
    """Lay out columns, numbers to the right."""
    return _table(columns, {}, drawn=can_draw(console), prose=0, room=0)


def frame_tables(
    console: Console, frame: pl.DataFrame, keys: Mapping[str, str], columns: Mapping[str, str]
) -> Iterator[Table]:
    """Lay out a frame in as many tables as the width asks for; a column that says nothing is left out.

    Args:
        console: Where the tables go; its width decides.
        frame: What to show.
        keys: The columns that every table repeats on its left, with their headings.
        columns: The columns to share out, with their headings.
    """
    named, told = _named(frame, keys), _named(frame, columns)
    yield from side_by_side(console, named, told)


def _named(frame: pl.DataFrame, headings: Mapping[str, str]) -> dict[str, list[str]]:
    """Write the columns under their headings; of those with one heading, each keeps a blank more."""
    told: dict[str, list[str]] = {}
    for name, heading in headings.items():
        cells = [_cell(value) for value in frame[name]]
        if any(cells):
            told[heading + " " * list(told).count(heading)] = cells
    return told


def _cell(value: object) -> str:
    """Write one value; a count with its thousands apart, a fraction with one decimal.

    Examples:
        >>> [_cell(value) for value in (None, 1200, 12.345, "iSD")]
        ['', '1,200', '12.3', 'iSD']
    """
    if value is None:
        return ""
    if isinstance(value, float):
        return f"{value:,.1f}"
    return f"{value:,}" if isinstance(value, int) else str(value)


def _prose_width(room: int) -> int:
    """Choose a width for columns of prose, so that they fill the room.

    Examples:
        >>> _prose_width(66), _prose_width(190), _prose_width(10)
        (20, 19, 18)
    """
    fit = max(1, room // (_LEAST_PROSE + _GAP))
    return max(_LEAST_PROSE, room // fit - _GAP)


def _shares(widths: Sequence[int], room: int) -> Iterator[list[int]]:
    """Deal out columns, in order, into shares that fit; a column wider than all is a share of its own.

    Examples:
        >>> list(_shares([5, 5, 20, 5], 10))
        [[0, 1], [2], [3]]
    """
    share: list[int] = []
    for place, width in enumerate(widths):
        if share and sum(widths[i] for i in share) + width > room:
            yield share
            share = []
        share.append(place)
    if share:
        yield share


def _width(head: str, cells: Iterable[str | Text]) -> int:
    lines = [line for cell in (head, *cells) for line in str(cell).split("\n")]
    return max((len(line) for line in lines), default=0)


def _table(
    keys: Mapping[str, Sequence[str]],
    columns: Mapping[str, Sequence[str | Text]],
    *,
    drawn: bool,
    prose: int,
    room: int,
) -> Table:
    """Make one table; columns of prose are ``prose`` wide, with a blank line between rows, and one too wide wraps."""
    lines = box.SIMPLE_HEAD if drawn else box.ASCII2
    table = Table(box=lines, show_edge=False, padding=(0, 1, 0, 0), header_style="bold", show_lines=prose > 0)
    for head, cells in keys.items():
        table.add_column(head, justify="right" if _are_numbers(cells) else "left", no_wrap=True, vertical="top")
    for head, shown in columns.items():
        wraps = prose > 0 or _width(head, shown) + _GAP > room
        justify: Literal["left", "right"] = "right" if _are_numbers(shown) else "left"
        table.add_column(head, justify=justify, vertical="top", no_wrap=not wraps, width=prose or None)
    for row in zip(*keys.values(), *columns.values(), strict=True):
        table.add_row(*row)
    return table


def _are_numbers(cells: Iterable[str | Text]) -> bool:
    return all(str(cell).lstrip("-").replace(",", "").replace(".", "", 1).isdigit() for cell in cells if cell)
