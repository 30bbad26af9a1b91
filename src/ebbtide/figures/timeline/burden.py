"""The panel of the tumor burden: the sum, its lesions, what is new, over the phases of treatment."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import polars as pl

from ebbtide.figures.altair import drawing_library
from ebbtide.figures.layer_data import layer_of
from ebbtide.figures.lettering import printable, told_apart, width_of
from ebbtide.figures.theme import BLACK, GREY, NOTE_SIZE, PALETTE
from ebbtide.figures.wording import printed, signed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from ebbtide.figures.time_axis import TimeAxis
    from ebbtide.figures.timeline.course import Course

__all__ = ["HEIGHT", "burden_panel", "has_burden"]

HEIGHT: Final = 170
_NAMED_LESIONS: Final = 8
_HEADROOM: Final = 1.22
_LINES: Final = 2
_LEEWAY: Final = 25
_LABEL_STEP: Final = 11
_MOST_TOLD: Final = 16
_NAME: Final = 12
NEW: Final = "new lesion"
_STAR: Final = (
    "M0,-1L0.225,-0.309L0.951,-0.309L0.363,0.118L0.588,0.809L0,0.382"
    "L-0.588,0.809L-0.363,0.118L-0.951,-0.309L-0.225,-0.309Z"
)


def has_burden(course: Course) -> bool:
    """Tell whether anything was measured."""
    return not course.sums["burden"].drop_nulls().is_empty() or not course.lesions.is_empty()


def burden_panel(course: Course, axis: TimeAxis, under: Callable[[], list[Any]], above: list[Any]) -> Any:  # noqa: ANN401
    """Draw the burden.

    Args:
        course: The subject.
        axis: The axis of days.
        under: What lies beneath: phases and infusions.
        above: What is written above: the names of the phases.
    """
    alt = drawing_library()
    measured = course.sums.drop_nulls("burden").sort("day")
    top = _top(course, measured)
    y = _scale(course, top)
    layers = [*under(), *_baseline(measured, y), *_lesions(course, axis, y, top), *_sums(course, axis, y)]
    layers += [
        *_labels(course, measured, axis, y, top),
        *_signs(course, axis, y, top),
        *above,
    ]
    return alt.layer(*layers).properties(width=axis.width, height=HEIGHT)


def _top(course: Course, measured: pl.DataFrame) -> float:
    sizes = [*measured["burden"], *course.lesions["size_mm"].drop_nulls()]
    return max([*sizes, 0.0]) * _HEADROOM or 1.0


def _scale(course: Course, top: float) -> Callable[[str], Any]:
    alt = drawing_library()
    scale = alt.Scale(domain=[0, top], nice=False)
    axis = alt.Axis(title=course.burden_title, tickCount=5, titlePadding=10, grid=False)
    return lambda field: alt.Y(f"{field}:Q", scale=scale, axis=axis)


def _baseline(measured: pl.DataFrame, y: Callable[[str], Any]) -> list[Any]:
    """Draw the sum of baseline across, so that every later one is seen against it."""
    first = measured.head(1).filter(pl.col("change_pct").is_null())
    if first.is_empty() or measured.height < _LINES:
        return []
    values = [{"burden": first["burden"][0]}]
    rule = layer_of(values).mark_rule(color=GREY, strokeDash=[2, 3])
    return [rule.encode(y=y("burden"))]


def _lesions(course: Course, axis: TimeAxis, y: Callable[[str], Any], top: float) -> list[Any]:
    """Draw each target as a thin line; named where they are few."""
    lesions = course.lesions.drop_nulls("size_mm").sort("lesion", "day")
    if lesions.is_empty() or lesions["lesion"].n_unique() == 1:
        return []
    alt = drawing_library()
    numbers = {lesion: str(at) for at, lesion in enumerate(lesions["lesion"].unique(maintain_order=True))}
    values = [
        {"line": numbers[lesion], "day": day, "size_mm": size}
        for lesion, day, size in lesions.select("lesion", "day", "size_mm").rows()
    ]
    own = layer_of(values)
    lines = own.mark_line(
        color=GREY, strokeWidth=0.8, opacity=0.9, point=alt.OverlayMarkDef(size=12, color=GREY, filled=True)
    ).encode(x=axis.x(), y=y("size_mm"), detail="line:N")
    last = lesions.group_by("lesion", maintain_order=True).last().sort("size_mm")
    if last.height > _NAMED_LESIONS:
        return [lines]
    named: list[dict[str, Any]] = []
    words_of = dict(zip(last["lesion"], told_apart([printable(name) for name in last["lesion"]], _NAME), strict=True))
    for lesion, day, size in last.select("lesion", "day", "size_mm").rows():
        word = words_of[lesion]
        if named and day == named[-1]["day"] and (size - named[-1]["size_mm"]) * HEIGHT / top < _LABEL_STEP:
            named[-1]["lesion"] += f", {word}"
        else:
            named.append({"day": day, "size_mm": size, "lesion": word})
    words = layer_of(named).mark_text(align="left", dx=5, fontSize=NOTE_SIZE - 0.5, color="#555555")
    return [lines, words.encode(x=axis.x(), y=y("size_mm"), text="lesion:N")]


def _sums(course: Course, axis: TimeAxis, y: Callable[[str], Any]) -> list[Any]:
    """Draw the sum; across a time point whose sum is not known the line is broken."""
    values: list[dict[str, Any]] = []
    gaps: list[dict[str, Any]] = []
    stretch = 0
    for day, burden in course.sums.sort("day").select("day", "burden").rows():
        if burden is None:
            stretch += 1
            continue
        row = {"day": day, "burden": burden, "stretch": stretch}
        if values and values[-1]["stretch"] != stretch:
            gaps += [values[-1] | {"stretch": stretch}, row]
        values.append(row)
    if not values:
        return []
    alt = drawing_library()
    dots = alt.OverlayMarkDef(size=45, color=BLACK, filled=True)
    place: dict[str, Any] = {"x": axis.x(), "y": y("burden"), "detail": "stretch:N"}
    layers = [layer_of(values).mark_line(color=BLACK, strokeWidth=2.2, point=dots).encode(**place)]
    if gaps:
        broken = layer_of(gaps).mark_line(color=BLACK, strokeWidth=1.2, strokeDash=[5, 4])
        layers.append(broken.encode(**place))
    return layers


def _labels(course: Course, measured: pl.DataFrame, axis: TimeAxis, y: Callable[[str], Any], top: float) -> list[Any]:
    """Write the sums beside their points; first, last, highest and lowest before others where room is short."""
    placed = _placed_labels(course, measured, axis, top)
    if not placed:
        return []
    own = layer_of(placed)
    place: dict[str, Any] = {"x": axis.x(), "y": y("burden"), "text": "label:N"}
    return [own.mark_text(fontSize=NOTE_SIZE, color=BLACK).encode(**place)]


def _placed_labels(course: Course, measured: pl.DataFrame, axis: TimeAxis, top: float) -> list[dict[str, Any]]:
    """Find each label a place by its point that is free of other labels, points and lines."""
    rows = measured.select("day", "burden", "change_pct").rows()
    if not rows:
        return []
    points = [(axis.at(day), HEIGHT * (1 - burden / top)) for day, burden, _ in rows]
    crowd = [_Box(x - 3, y - 3, x + 3, y + 3) for x, y in _along(points)]
    crowd += [_Box(axis.at(day) - 1, 0, axis.at(day) + 1, HEIGHT) for day in course.infusions["day"]]
    crowd += [_Box(axis.at(day) - 10, 0, axis.at(day) + 10, 34) for day in course.signs["day"]]
    faint = [_Box(0, points[0][1] - 1, axis.width, points[0][1] + 1), *_around_lesions(course, axis, top)]
    sums = [burden for _, burden, _ in rows]
    ranks = {sums.index(min(sums)): 1, len(sums) - 1: 2, 0: 3, sums.index(max(sums)): 4}
    placed = []
    told = ranks if len(rows) > _MOST_TOLD else range(len(rows))
    for at in sorted(told, key=lambda one: (-ranks.get(one, 0), one)):
        day, burden, change = rows[at]
        label = printed(burden) + (f" ({signed(change)} %)" if change is not None else "")
        free = [box for box in _places(points[at], width_of(label)) if _is_free(box, crowd, axis)]
        # The faint lines may be written over where there is no other place.
        box = next((box for box in free if not any(box.meets(other) for other in faint)), free[0] if free else None)
        if box is not None:
            crowd.append(box)
            x, y = (box.left + box.right) / 2, (box.top + box.foot) / 2
            placed.append({"day": axis.day_at(x), "burden": top * (1 - y / HEIGHT), "label": label, "of_day": day})
    return sorted(placed, key=lambda row: row["of_day"])


def _around_lesions(course: Course, axis: TimeAxis, top: float) -> Iterator[_Box]:
    """Walk along the lines of the targets."""
    for _, own in course.lesions.drop_nulls("size_mm").sort("day").group_by("lesion", maintain_order=True):
        line = [(axis.at(day), HEIGHT * (1 - size / top)) for day, size in own.select("day", "size_mm").rows()]
        yield from (_Box(x - 1, y - 1, x + 1, y + 1) for x, y in _along(line))


def _places(point: tuple[float, float], wide: float) -> Iterator[_Box]:
    """Offer places for a label: above, below, and to either side of its point."""
    x, y = point
    for middle, level in ((0, -12), (0, 12), (1, -9), (1, 9), (-1, -9), (-1, 9), (1, 0), (-1, 0)):
        center = x + middle * (wide / 2 + 6)
        yield _Box(center - wide / 2, y + level - 6, center + wide / 2, y + level + 6)


def _is_free(box: _Box, crowd: Sequence[_Box], axis: TimeAxis) -> bool:
    inside = box.left > 1 and box.right < axis.width + _LEEWAY and box.top > 1 and box.foot < HEIGHT
    return inside and not any(box.meets(other) for other in crowd)


class _Box(NamedTuple):
    left: float
    top: float
    right: float
    foot: float

    def meets(self, other: _Box) -> bool:
        """Tell whether two boxes overlap."""
        beside = self.right <= other.left or other.right <= self.left
        return not (beside or self.foot <= other.top or other.foot <= self.top)


def _along(points: Sequence[tuple[float, float]]) -> Iterator[tuple[float, float]]:
    """Walk along a line in steps of a few pixels."""
    yield points[0]
    for (x, y), (next_x, next_y) in pairwise(points):
        steps = max(1, round(max(abs(next_x - x), abs(next_y - y)) / 5))
        yield from ((x + (next_x - x) * at / steps, y + (next_y - y) * at / steps) for at in range(1, steps + 1))


def _is_barred(course: Course, axis: TimeAxis, start: float, end: float) -> bool:
    """Tell whether words would run over the edge or into the line of an infusion."""
    return end > axis.width or any(start < axis.at(day) < end for day in course.infusions["day"])


def _signs(course: Course, axis: TimeAxis, y: Callable[[str], Any], top: float) -> list[Any]:
    """Mark new lesions and the progression of non-targets at the head of the panel, each named once."""
    if course.signs.is_empty():
        return []
    alt = drawing_library()
    named: set[str] = set()
    values = []
    for day, sign in course.signs.sort("day", "sign").select("day", "sign").rows():
        values.append(
            {
                "day": day,
                "shape": _STAR if sign == NEW else "diamond",
                "level": top * (1 - (11 if sign == NEW else 26) / HEIGHT),
                "words": "" if sign in named else sign,
                "at_left": _is_barred(course, axis, axis.at(day) + 8, axis.at(day) + 14 + width_of(sign, 11)),
            }
        )
        named.add(sign)
    own = layer_of(values)
    points = own.mark_point(
        size=110, filled=True, color=PALETTE[1], opacity=1, stroke=BLACK, strokeWidth=0.6, shape="diamond"
    ).encode(x=axis.x(), y=y("level"), shape=alt.Shape("shape:N", scale=None))
    layers = [points]
    for at_left in (False, True):
        own = [value for value in values if value["at_left"] is at_left and value["words"]]
        if own:
            text = layer_of(own).mark_text(
                align="right" if at_left else "left",
                dx=-9 if at_left else 9,
                fontSize=NOTE_SIZE,
                fontWeight="bold",
            )
            layers.append(text.encode(x=axis.x(), y=y("level"), text="words:N"))
    return layers
