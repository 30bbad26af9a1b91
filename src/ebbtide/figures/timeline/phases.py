"""Phases of treatment: the stretches between starts of treatments against the tumor, their grounds and names."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

import polars as pl

from ebbtide.figures.altair import drawing_library
from ebbtide.figures.layer_data import layer_of
from ebbtide.figures.lettering import printable, width_of
from ebbtide.figures.theme import INK, NOTE_SIZE, PHASES
from ebbtide.patterns.treatment import SUPPORTING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from ebbtide.figures.time_axis import TimeAxis
    from ebbtide.figures.timeline.course import Course

__all__ = ["Phase", "backdrop", "brief", "phase_names", "phases_of"]

_MOST_AGENTS: Final = 3
_NEAR: Final = -3
_HIGH: Final = -17


class Phase(NamedTuple):
    """A phase: its days, its names from the longest to the shortest, its ground."""

    day: float
    until: float
    names: tuple[str, ...]
    color: str


def brief(agent: str) -> str:
    """Name a treatment by what stands before the first comma.

    Examples:
        >>> brief("oral chemotherapy, drug not named, taken intermittently")
        'oral chemotherapy'
    """
    plain = printable(agent)
    return plain.partition(",")[0].strip() or plain


def phases_of(course: Course, axis: TimeAxis) -> list[Phase]:
    """Find the phases: each lasts from the start of a treatment against the tumor to the start of the next.

    A treatment that is given again belongs to the phase that it started; an infusion of cells always starts one.
    """
    starts: dict[int, tuple[str, ...]] = {}
    for number, day, agent in course.infusions.sort("day").select("infusion", "day", "agent").rows():
        starts[day] = (f"{brief(agent)}, infusion {number}", f"infusion {number}")
    others = course.treatments.filter(
        ~pl.col("class").is_in([*SUPPORTING, "car_t"]) | pl.col("class").is_null(), pl.col("day").is_not_null()
    )
    first = others.group_by("agent", maintain_order=True).agg(pl.col("day").min()).sort("day", maintain_order=True)
    for day, agents in first.group_by("day", maintain_order=True):
        names = [brief(agent) for agent in agents["agent"]]
        more = f" + {len(names) - _MOST_AGENTS} more" if len(names) > _MOST_AGENTS else ""
        starts.setdefault(int(str(day[0])), (" + ".join(names[:_MOST_AGENTS]) + more,))
    days = sorted(starts)
    ends = [*days[1:], axis.last][: len(days)]
    return [
        Phase(max(day, axis.first), min(end, axis.last), starts[day], PHASES[at % len(PHASES)])
        for at, (day, end) in enumerate(zip(days, ends, strict=True))
        if day < axis.last and end > axis.first
    ]


def backdrop(
    phases: Sequence[Phase], course: Course, axis: TimeAxis, *, is_shaded: bool = True
) -> Callable[..., list[Any]]:
    """Make what lies beneath a panel: the grounds of the phases, a line for each infusion and for a death."""

    def layers(*, named: bool = False) -> list[Any]:
        alt = drawing_library()
        found = []
        if phases and is_shaded:
            values = [{"day": one.day, "until": one.until, "ground": one.color} for one in phases]
            rects = layer_of(values).mark_rect()
            found.append(rects.encode(x=axis.x(named=named), x2="until:Q", fill=alt.Fill("ground:N", scale=None)))
            # Grounds are near to each other in grey: a line parts them.
            found.append(layer_of(values).mark_rule(color="#8A8A8A", strokeWidth=0.7).encode(x=axis.x(named=named)))
        lines = [{"day": day, "dash": [1, 0]} for day in course.infusions["day"] if axis.first <= day <= axis.last]
        died = course.ends.filter(pl.col("event") == "death")["day"]
        lines += [{"day": day, "dash": [2, 2]} for day in died if axis.first <= day <= axis.last]
        if lines:
            rules = layer_of(lines).mark_rule(color="#333333", strokeWidth=1.2)
            found.append(rules.encode(x=axis.x(named=named), strokeDash=alt.StrokeDash("dash:N", scale=None)))
        return found

    return layers


def phase_names(phases: Sequence[Phase], axis: TimeAxis) -> list[Any]:
    """Write the names of the phases above a panel; one that is wider than its phase stands higher, on a stalk."""
    alt = drawing_library()
    values, stalks = [], []
    high = 0.0
    for one in phases:
        at, room = axis.at(one.day), axis.at(one.until) - axis.at(one.day) - 4
        name = next((name for name in one.names if width_of(name) <= room), None)
        level = _NEAR
        if name is None:
            free = axis.width - at if at >= high else 0
            name = next((name for name in one.names[::-1] if width_of(name) + 4 <= free), None)
            level = _HIGH
        if name is None:
            continue
        if level == _HIGH:
            high = at + width_of(name) + 10
            stalks.append({"day": one.day})
        values.append({"day": one.day, "level": level, "name": name})
    layers = []
    if stalks:
        rules = layer_of(stalks).mark_rule(color="#999999")
        layers.append(rules.encode(x=axis.x(), y=alt.value(_HIGH - 10), y2=alt.value(0)))
    for level in (_NEAR, _HIGH):
        own = [value for value in values if value["level"] == level]
        if own:
            text = layer_of(own).mark_text(align="left", baseline="bottom", dx=3, fontSize=NOTE_SIZE, color=INK)
            layers.append(text.encode(x=axis.x(), y=alt.value(level), text="name:N"))
    return layers
