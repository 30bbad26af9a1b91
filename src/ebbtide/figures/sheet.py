"""A sheet of boxes, lines and words at places of their own, in pixels: what charts without a scale are made of."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, Literal, NamedTuple

from ebbtide.figures.altair import drawing_library
from ebbtide.figures.layer_data import layer_of
from ebbtide.figures.lettering import width_of, wrapped
from ebbtide.figures.placing import kept_apart
from ebbtide.figures.theme import INK, NOTE_SIZE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

__all__ = [
    "Area",
    "Box",
    "Dot",
    "Line",
    "Text",
    "areas",
    "at_pixels",
    "boxes",
    "column_heads",
    "dots",
    "lines",
    "sheet",
    "texts",
]


_SMALL: Final = 9.5
_BENDS: Final = 16
_NAMED_PX: Final = 42
"""Columns narrower than this have room for days only."""


class Box(NamedTuple):
    """A rectangle, in pixels from the left and from the top."""

    x: float
    y: float
    width: float
    height: float
    fill: str
    edge: str = "#FFFFFF"
    edge_width: float = 1


class Line(NamedTuple):
    """A straight line, in pixels."""

    x: float
    y: float
    to_x: float
    to_y: float
    color: str = "#BBBBBB"
    width: float = 1


class Area(NamedTuple):
    """A band from one place to another, bent like an S: its upper and lower edge at both ends, in pixels."""

    x: float
    to_x: float
    y: float
    low_y: float
    to_y: float
    to_low_y: float
    fill: str
    opacity: float = 0.5


class Dot(NamedTuple):
    """A point with a shape, filled or hollow; `size` is its area in square pixels."""

    x: float
    y: float
    shape: str
    color: str
    is_filled: bool = True
    size: float = 70


class Text(NamedTuple):
    """Words at a place of their own, in pixels.

    Args:
        x: From the left.
        y: From the top; the words stand around it.
        text: What is written.
        align: Which of its ends, or its middle, stands at x.
        size: Of the letters, in pixels.
        is_bold: Whether it is a heading.
        color: Of the letters.
        angle: By how much it is turned, in degrees clockwise.
    """

    x: float
    y: float
    text: str
    align: str = "left"
    size: float = NOTE_SIZE
    is_bold: bool = False
    color: str = INK
    angle: int = 0


def sheet(layers: Iterable[Any], width: float, height: float) -> Any:  # noqa: ANN401 - a chart
    """Lay layers over one another on a sheet of this size; without any, an empty one."""
    alt = drawing_library()
    drawn = [layer for layer in layers if layer is not None] or [boxes([Box(0, 0, 1, 1, "#FFFFFF")])]
    return alt.layer(*drawn).properties(width=round(width), height=round(height), view=alt.ViewConfig(stroke=None))


def boxes(drawn: Iterable[Box]) -> Any:  # noqa: ANN401 - a chart
    """Make one layer of boxes; None where there are none."""
    alt = drawing_library()
    rows = [
        {"x": one.x, "y": one.y, "to_x": one.x + one.width, "to_y": one.y + one.height}
        | {"fill": one.fill, "edge": one.edge, "edge_width": one.edge_width}
        for one in drawn
    ]
    if not rows:
        return None
    ends = {"x2": alt.X2("to_x"), "y2": alt.Y2("to_y")}
    return (
        layer_of(rows)
        .mark_rect()
        .encode(x=at_pixels("X", "x"), y=at_pixels("Y", "y"), **ends, **_strokes(), fill=alt.Fill("fill:N", scale=None))
    )


def areas(drawn: Iterable[Area]) -> Any:  # noqa: ANN401 - a chart
    """Make one layer of bands; None where there are none."""
    alt = drawing_library()
    rows = [
        {"band": at, "x": one.x + (one.to_x - one.x) * part / _BENDS, "fill": one.fill, "opacity": one.opacity}
        | {"y": _bent(one.y, one.to_y, part), "to_y": _bent(one.low_y, one.to_low_y, part)}
        for at, one in enumerate(drawn)
        for part in range(_BENDS + 1)
    ]
    if not rows:
        return None
    look = {"fill": alt.Fill("fill:N", scale=None), "fillOpacity": alt.FillOpacity("opacity:Q", scale=None)}
    mark = layer_of(rows).mark_area(orient="vertical", strokeWidth=0)
    return mark.encode(x=at_pixels("X", "x"), y=at_pixels("Y", "y"), y2=alt.Y2("to_y"), detail="band:N", **look)


def _bent(start: float, end: float, part: int) -> float:
    """Go from one height to another, level at both ends."""
    share = part / _BENDS
    return start + (end - start) * share * share * (3 - 2 * share)


def lines(drawn: Iterable[Line]) -> Any:  # noqa: ANN401 - a chart
    """Make one layer of lines; None where there are none."""
    alt = drawing_library()
    rows = [
        {"x": one.x, "y": one.y, "to_x": one.to_x, "to_y": one.to_y, "edge": one.color, "edge_width": one.width}
        for one in drawn
    ]
    if not rows:
        return None
    ends = {"x2": alt.X2("to_x"), "y2": alt.Y2("to_y")}
    return layer_of(rows).mark_rule().encode(x=at_pixels("X", "x"), y=at_pixels("Y", "y"), **ends, **_strokes())


def dots(drawn: Iterable[Dot]) -> list[Any]:
    """Make layers of points, one for each shape and size."""
    alt = drawing_library()
    ways: dict[tuple[str, float], list[dict[str, Any]]] = {}
    for one in drawn:
        row = {"x": one.x, "y": one.y, "fill": one.color if one.is_filled else "#FFFFFF", "edge": one.color}
        ways.setdefault((one.shape, one.size), []).append(row)
    look = {"fill": alt.Fill("fill:N", scale=None), "stroke": alt.Stroke("edge:N", scale=None)}
    return [
        layer_of(rows)
        .mark_point(shape=shape, size=size, opacity=1, strokeWidth=1.6)
        .encode(x=at_pixels("X", "x"), y=at_pixels("Y", "y"), **look)
        for (shape, size), rows in ways.items()
    ]


def texts(drawn: Iterable[Text]) -> list[Any]:
    """Make layers of words, one for each way of writing; what says nothing is left out."""
    alt = drawing_library()
    ways: dict[tuple[str, float, bool, int], list[dict[str, Any]]] = {}
    for one in drawn:
        if one.text:
            row = {"x": one.x, "y": one.y, "words": one.text, "ink": one.color}
            ways.setdefault((one.align, one.size, one.is_bold, one.angle), []).append(row)
    layers = []
    for (align, size, is_bold, angle), rows in ways.items():
        weight = "bold" if is_bold else "normal"
        mark = layer_of(rows).mark_text(align=align, angle=angle, baseline="middle", fontSize=size, fontWeight=weight)
        ink = alt.Color("ink:N", scale=None)
        layers.append(mark.encode(x=at_pixels("X", "x"), y=at_pixels("Y", "y"), text="words:N", color=ink))
    return layers


def at_pixels(channel: Literal["X", "Y"], name: str) -> Any:  # noqa: ANN401 - a channel of Altair
    """Read a place straight from a column, in pixels, past every scale."""
    return getattr(drawing_library(), channel)(f"{name}:Q", scale=None, axis=None)


def column_heads(heads: Sequence[tuple[int, str]], left: float, cell: float, y: float) -> list[Text]:
    """Write the day over each column of cells, and the visit's name over the day; where there is no room, some days.

    Args:
        heads: Day and name of each column, from the left.
        left: Where the first column begins.
        cell: How wide each is.
        y: Where the days stand; there must be 30 pixels above it.
    """
    return list(_heads(heads, left, cell, y))


def _heads(heads: Sequence[tuple[int, str]], left: float, cell: float, y: float) -> Iterator[Text]:
    last = len(heads) - 1
    middles = [left + cell * (at + 0.5) for at in range(last + 1)]
    halves = [max(width_of(f"{day}") / 2, 1) for day, _ in heads]
    spans = [(middle - half, middle + half) for middle, half in zip(middles, halves, strict=True)]
    ranks = [2.0 * last if at in (0, last) else -at % (last + 1) for at in range(last + 1)]
    kept = kept_apart(spans, ranks, gap=2)
    is_long = all(width_of(f"day {day}") < cell - 2 for day, _ in heads)
    for middle, stays, (day, name) in zip(middles, kept, heads, strict=True):
        said = f"{day}".replace("-", "\N{MINUS SIGN}")
        if stays:
            yield Text(middle, y, f"day {said}" if is_long else said, "center", is_bold=True)
        for at, part in enumerate(reversed(wrapped(name, cell - 4, size=_SMALL)) if cell >= _NAMED_PX else ()):
            yield Text(middle, y - 13 - 11 * at, part, "center", _SMALL)
    if not is_long:
        yield Text(left - 6, y, "day", "right", is_bold=True)


def _strokes() -> dict[str, Any]:
    alt = drawing_library()
    width = alt.StrokeWidth("edge_width:Q", scale=None)
    return {"stroke": alt.Stroke("edge:N", scale=None), "strokeWidth": width}
