"""The key of the calls: each family that was called, its tile and its name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ebbtide.figures.altair import drawing_library
from ebbtide.figures.layer_data import layer_of
from ebbtide.figures.lettering import width_of
from ebbtide.figures.theme import FAMILY_LOOKS, NOTE_SIZE, ink_on
from ebbtide.terms.families import Family

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ebbtide.figures.time_axis import TimeAxis
    from ebbtide.figures.timeline.course import Course

__all__ = ["families_of", "family_key"]

_TILE = 14
_LINE = 18


def families_of(course: Course) -> list[Family]:
    """Give the families that were called, best first."""
    called = set(course.calls["family"])
    return [family for family in Family if family.value in called]


def family_key(families: Sequence[Family], axis: TimeAxis) -> list[Any]:
    """Draw the key; nothing where nothing was called."""
    if not families:
        return []
    values = []
    at, line = 0.0, 0
    for family in families:
        look = FAMILY_LOOKS[family]
        wide = _TILE + 5 + width_of(family.value) + 16
        if at and at + wide > axis.width:
            at, line = 0.0, line + 1
        values.append(
            {
                "from": at,
                "to": at + _TILE,
                "middle": at + _TILE / 2,
                "words_at": at + _TILE + 5,
                "top": line * _LINE + 1,
                "foot": line * _LINE + 1 + _TILE,
                "center": line * _LINE + 1 + _TILE / 2,
                "fill": look.color if look.is_filled else "#FFFFFF",
                "edge": "#555555" if look.is_filled else look.color,
                "edge_width": 0.5 if look.is_filled else 2,
                "letter": look.letter,
                "ink": ink_on(look.color if look.is_filled else "#FFFFFF"),
                "words": family.value,
            }
        )
        at += wide
    return [_drawn(values, axis.width, (line + 1) * _LINE)]


def _drawn(values: Sequence[dict[str, Any]], width: int, height: int) -> Any:  # noqa: ANN401 - a chart
    alt = drawing_library()
    across = alt.Scale(domain=[0, width], nice=False, zero=False)
    down = alt.Scale(domain=[0, height], reverse=True, nice=False, zero=False)

    def x(name: str) -> Any:  # noqa: ANN401 - a channel
        return alt.X(f"{name}:Q", scale=across, axis=None)

    def y(name: str) -> Any:  # noqa: ANN401 - a channel
        return alt.Y(f"{name}:Q", scale=down, axis=None)

    own = layer_of(list(values))
    tiles = own.mark_rect().encode(
        x=x("from"),
        x2="to:Q",
        y=y("top"),
        y2="foot:Q",
        fill=alt.Fill("fill:N", scale=None),
        stroke=alt.Stroke("edge:N", scale=None),
        strokeWidth=alt.StrokeWidth("edge_width:Q", scale=None),
    )
    letters = own.mark_text(fontSize=NOTE_SIZE, fontWeight="bold").encode(
        x=x("middle"), y=y("center"), text="letter:N", color=alt.Color("ink:N", scale=None)
    )
    words = own.mark_text(align="left", fontSize=NOTE_SIZE + 0.5).encode(x=x("words_at"), y=y("center"), text="words:N")
    return alt.layer(tiles, letters, words).properties(width=width, height=height)
