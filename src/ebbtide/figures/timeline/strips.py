"""Strips: rows of marks, bars and words on the axis of days, each row named at its left."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import groupby
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from ebbtide.figures.altair import drawing_library
from ebbtide.figures.layer_data import layer_of
from ebbtide.figures.lettering import shortened, width_of, wrapped
from ebbtide.figures.theme import BLACK, INK, NOTE_SIZE, ink_on

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from ebbtide.figures.time_axis import TimeAxis

__all__ = ["LANE", "ROW_LABEL", "Mark", "Strip", "strip"]

LANE: Final = 15
"""The height of a lane, in pixels."""
ROW_LABEL: Final = 150
"""The room for the name of a row, in pixels."""
_MOST_LANES: Final = 6
_TEXT_ROOM: Final = 420
_SHORT_ROOM: Final = 150
_NARROW: Final = 8
_HALF_MARK: Final = 5
_GAP: Final = 3


@dataclass(frozen=True)
class Mark:
    """One thing on a row.

    Args:
        row: The row.
        day: Its day.
        text: Words beside it.
        shape: The symbol on its day, as Vega-Lite names shapes; none where it is blank.
        end_day: The last day of a bar; None for a thing of one day.
        half_width: Pixels to either side of its day, for a tile.
        fill: The color of its bar, tile or symbol.
        letter: What is written in its bar or tile.
        is_hollow: Whether its tile is drawn as a frame.
        is_pale: Whether it counts for less.
    """

    row: str
    day: int
    text: str = ""
    shape: str = ""
    end_day: int | None = None
    half_width: float = 0
    fill: str = BLACK
    letter: str = ""
    is_hollow: bool = False
    is_pale: bool = False


class Strip(NamedTuple):
    """A strip, and which of its words found no room."""

    chart: Any
    left_out: int


class _Placed(NamedTuple):
    mark: Mark
    lane: int
    lines: list[str]
    is_left: bool
    start: float
    end: float
    anchor: float


def strip(marks: Sequence[Mark], axis: TimeAxis, under: Callable[..., list[Any]], *, is_last: bool = False) -> Strip:
    """Draw rows of marks.

    Args:
        marks: The marks, row by row in the order in which the rows are drawn.
        axis: The axis of days.
        under: What lies beneath, such as the lines of infusions.
        is_last: Whether the days are written beneath.
    """
    placed: list[_Placed] = []
    rows: list[tuple[str, int]] = []
    left_out = lanes = 0
    for row, group in groupby(marks, key=lambda mark: mark.row):
        own = _placed(sorted(group, key=lambda mark: mark.day), axis)
        left_out += sum(bool(one.mark.text) and not one.lines for one in own)
        placed += [one._replace(lane=one.lane + lanes) for one in own]
        rows.append((row, lanes))
        lanes += max(one.lane + max(1, len(one.lines)) for one in own)
    alt = drawing_library()
    x, y = axis.x(named=is_last), _lanes(lanes)
    grounds, words = _words(placed, axis, x, y)
    layers = [
        *under(named=is_last),
        *_rows(rows, y),
        *grounds,
        *_boxes(placed, axis, x, y),
        *_symbols(placed, x, y),
        *words,
    ]
    return Strip(alt.layer(*layers).properties(width=axis.width, height=LANE * lanes), left_out)


def _placed(marks: Sequence[Mark], axis: TimeAxis) -> list[_Placed]:
    """Find each mark of a row lanes in which its words lie on nothing else.

    Where that takes too many lanes, words are cut to a line, and marks for whose words there is still no room stand
    in the first lane, alone.
    """
    whole = _laid_out([_draft(mark, axis, _TEXT_ROOM, 2) for mark in marks], first=0)
    if all(one.lines or not one.mark.text for one in whole):
        return whole
    return _laid_out([_draft(mark, axis, _SHORT_ROOM, 1) for mark in _told_apart(marks)], first=1)


def _told_apart(marks: Sequence[Mark]) -> list[Mark]:
    """Leave out the name of a test that all words of a row begin with: what was found is what differs."""
    heads = {mark.text.partition(": ")[0] for mark in marks if mark.text}
    if len(heads) > 1:
        return list(marks)
    return [replace(mark, text=mark.text.partition(": ")[2] or mark.text) for mark in marks]


def _laid_out(drafts: Sequence[_Placed], *, first: int) -> list[_Placed]:
    taken: list[tuple[int, float, float]] = []
    placed = []
    for one in sorted(drafts, key=lambda one: one.start):
        rows = len(one.lines)
        lanes = range(first, _MOST_LANES - rows + 1) if rows else range(0)
        lane = next((lane for lane in lanes if _is_free(taken, range(lane, lane + rows), one)), None)
        if lane is None:
            # A mark without words may touch the next: a lane of its own would tear the row apart.
            placed.append(one._replace(lane=0, lines=[]))
            if not first:
                taken.append((0, *_reach(one)))
            continue
        taken += [(lane + at, one.start, one.end) for at in range(rows)]
        placed.append(one._replace(lane=lane))
    return placed


def _reach(one: _Placed) -> tuple[float, float]:
    """Give the edges of a mark without its words."""
    return (one.anchor, one.end) if one.is_left else (one.start, one.anchor)


def _is_free(taken: Sequence[tuple[int, float, float]], lanes: range, one: _Placed) -> bool:
    return all(one.start >= end + _GAP or one.end + _GAP <= start for lane, start, end in taken if lane in lanes)


def _draft(mark: Mark, axis: TimeAxis, most: float, lines_at_most: int) -> _Placed:
    left, right = _box(mark, axis)
    reach = max(right, axis.at(mark.day) + _HALF_MARK if mark.shape else right)
    room_right, room_left = axis.width - reach, min(left, axis.at(mark.day) - _HALF_MARK)
    if not mark.text:
        return _Placed(mark, 0, [], is_left=False, start=left, end=right, anchor=right)
    whole = width_of(mark.text) + 4
    is_left = room_right < min(whole, most) and room_left > room_right
    lines = wrapped(mark.text, max(30, min(most, (room_left if is_left else room_right) - 4)), lines=lines_at_most)
    wide = max(width_of(line) for line in lines) + 4
    if is_left:
        return _Placed(mark, 0, lines, is_left, room_left - wide, right, room_left - 3)
    return _Placed(mark, 0, lines, is_left, left, reach + wide, reach + 3)


def _box(mark: Mark, axis: TimeAxis) -> tuple[float, float]:
    """Give the left and right edge of a mark, without its words."""
    at = axis.at(mark.day)
    half = mark.half_width or (_HALF_MARK if mark.shape else 0)
    if mark.end_day is None:
        return at - half, at + half
    return max(0.0, at), min(float(axis.width), max(axis.at(mark.end_day), at + 2))


def _lanes(lanes: int) -> Callable[[str], Any]:
    alt = drawing_library()
    scale = alt.Scale(domain=[0, lanes], nice=False, zero=False, reverse=True)
    return lambda field: alt.Y(f"{field}:Q", scale=scale, axis=None)


def _rows(rows: Sequence[tuple[str, int]], y: Callable[[str], Any]) -> list[Any]:
    """Draw the names of the rows, and a line above each."""
    alt = drawing_library()
    values = [{"label": shortened(row, ROW_LABEL), "lane": lane + 0.5, "top": lane} for row, lane in rows]
    named = layer_of(values)
    lines = named.mark_rule(color="#E6E6E6").encode(x=alt.value(0), x2=alt.value("width"), y=y("top"))
    words = named.mark_text(align="right", fontSize=NOTE_SIZE + 0.5, color=INK).encode(
        x=alt.value(-8), y=y("lane"), text="label:N"
    )
    return [lines, words]


def _boxes(placed: Sequence[_Placed], axis: TimeAxis, x: Any, y: Callable[[str], Any]) -> list[Any]:  # noqa: ANN401
    """Draw bars and tiles, with the letter of each."""
    alt = drawing_library()
    boxed = [one for one in placed if one.mark.end_day is not None or one.mark.half_width]
    if not boxed:
        return []
    values = []
    for one in boxed:
        left, right = _box(one.mark, axis)
        values.append(
            {
                "day": axis.day_at(left),
                "until": axis.day_at(right),
                "top": one.lane + 0.12,
                "foot": one.lane + 0.88,
                "middle": one.lane + 0.5,
                "center": axis.day_at((left + right) / 2),
                "fill": "#FFFFFF" if one.mark.is_hollow else one.mark.fill,
                "edge": one.mark.fill if one.mark.is_hollow else "#555555",
                "edge_width": 2 if one.mark.is_hollow else 0.5,
                "opacity": 0.35 if one.mark.is_pale else 1,
                "letter": one.mark.letter if right - left >= _NARROW else "",
                "ink": ink_on("#FFFFFF" if one.mark.is_hollow or one.mark.is_pale else one.mark.fill),
            }
        )
    own = layer_of(values)
    rects = own.mark_rect().encode(
        x=x,
        x2="until:Q",
        y=y("top"),
        y2="foot:Q",
        fill=alt.Fill("fill:N", scale=None),
        stroke=alt.Stroke("edge:N", scale=None),
        strokeWidth=alt.StrokeWidth("edge_width:Q", scale=None),
        opacity=alt.Opacity("opacity:Q", scale=None),
    )
    if not any(value["letter"] for value in values):
        return [rects]
    letters = own.mark_text(fontSize=NOTE_SIZE, fontWeight="bold").encode(
        x=alt.X("center:Q"), y=y("middle"), text="letter:N", color=alt.Color("ink:N", scale=None)
    )
    return [rects, letters]


def _symbols(placed: Sequence[_Placed], x: Any, y: Callable[[str], Any]) -> list[Any]:  # noqa: ANN401 - channels
    alt = drawing_library()
    values = [
        {
            "day": one.mark.day,
            "lane": one.lane + 0.5,
            "shape": one.mark.shape,
            "fill": "#FFFFFF" if one.mark.is_hollow else one.mark.fill,
            "edge": one.mark.fill,
        }
        for one in placed
        if one.mark.shape
    ]
    if not values:
        return []
    points = layer_of(values).mark_point(size=55, opacity=1, strokeWidth=1.3)
    return [
        points.encode(
            x=x,
            y=y("lane"),
            shape=alt.Shape("shape:N", scale=None),
            fill=alt.Fill("fill:N", scale=None),
            stroke=alt.Stroke("edge:N", scale=None),
        )
    ]


def _words(placed: Sequence[_Placed], axis: TimeAxis, x: Any, y: Callable[[str], Any]) -> tuple[list[Any], list[Any]]:  # noqa: ANN401
    """Write the words of marks; gives the white grounds on which no line runs through them, and the words."""
    lines = [
        {
            "day": axis.day_at(one.anchor),
            "until": axis.day_at(one.anchor + (-1 if one.is_left else 1) * width_of(line)),
            "lane": one.lane + 0.5 + at,
            "top": one.lane + at + 0.1,
            "foot": one.lane + at + 0.9,
            "line": line,
            "align": "right" if one.is_left else "left",
        }
        for one in placed
        for at, line in enumerate(one.lines)
    ]
    if not lines:
        return [], []
    white = layer_of(lines).mark_rect(color="white", opacity=0.9)
    layers = []
    for align in ("left", "right"):
        own = [line for line in lines if line["align"] == align]
        if own:
            text = layer_of(own).mark_text(align=align, fontSize=NOTE_SIZE, color=INK)
            layers.append(text.encode(x=x, y=y("lane"), text="line:N"))
    return [white.encode(x=x, x2="until:Q", y=y("top"), y2="foot:Q")], layers
