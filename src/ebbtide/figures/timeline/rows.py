"""The rows of a timeline: calls, toxicities, treatments, scans, what was found in words, and how it ended."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Final

import polars as pl

from ebbtide.figures.lettering import shortened
from ebbtide.figures.theme import BLACK, FAMILY_LOOKS, GREY, PALETTE
from ebbtide.figures.timeline.phases import brief
from ebbtide.figures.timeline.strips import ROW_LABEL, Mark
from ebbtide.patterns.treatment import SUPPORTING
from ebbtide.terms.families import Family

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ebbtide.figures.time_axis import TimeAxis
    from ebbtide.figures.timeline.course import Course

__all__ = [
    "ABOUT",
    "GRADE_GROUNDS",
    "MOST_TREATMENTS",
    "TICK",
    "call_marks",
    "end_marks",
    "scan_marks",
    "told_marks",
    "told_sum_marks",
    "toxicity_marks",
    "treatment_marks",
]

GRADE_GROUNDS: Final = ("#FFFFFF", "#FDE3CC", "#FBB878", "#EE8332", "#B84A08", "#5C1F00")
"""Grounds of grades 0 to 5, from light to dark."""
MOST_TREATMENTS: Final = 10
TICK: Final = "M0,-1.5L0,1.5"
"""An upright stroke."""
ABOUT: Final = "≈"
"""The sign of a day that is not known."""
_WIDEST: Final = 9.0
_NARROWEST: Final = 1.5
_DIRECTIONS: Final = {"larger": "triangle-up", "smaller": "triangle-down"}


def told_sum_marks(course: Course) -> Iterator[Mark]:
    """Mark what words say of the burden where no sum is known."""
    told = course.sums.filter(pl.col("burden").is_null(), pl.col("told").is_not_null()).sort("day")
    for day, said in told.select("day", "told").rows():
        shape = _DIRECTIONS.get(said, "stroke")
        yield Mark("Targets, no sum", day, said, shape=shape, fill=BLACK)


def call_marks(course: Course, axis: TimeAxis) -> Iterator[Mark]:
    """Mark the calls: one row per criterion, one tile per time point, colored and lettered by family."""
    days = sorted(set(course.calls["day"]))
    gaps = [axis.at(later) - axis.at(day) for day, later in pairwise(days)]
    half = max(_NARROWEST, min([_WIDEST, *(gap / 2 - 0.5 for gap in gaps)]))
    for criterion, day, family, after in course.calls.select("criterion", "day", "family", "after_progression").rows():
        look = FAMILY_LOOKS[Family(family)]
        yield Mark(
            criterion,
            day,
            half_width=half,
            fill=look.color,
            letter=f"{ABOUT}{look.letter}" if day in course.nominal_days else look.letter,
            is_hollow=not look.is_filled,
            is_pale=after,
        )


def toxicity_marks(course: Course) -> Iterator[Mark]:
    """Mark toxicities by grade; a source is named where two tell of the same one."""
    for what, rows in course.bands.group_by("what", maintain_order=True):
        several = rows["source"].n_unique() > 1
        for source, day, end_day, grade in rows.select("source", "day", "end_day", "grade").rows():
            name = f"{what[0]}, {source}" if several else str(what[0])
            if grade == 0:
                yield Mark(name, day, "none", shape="circle", fill=GREY, is_hollow=True)
                continue
            told = "grade not recorded" if grade is None else f"grade {grade}"
            ground = "#FFFFFF" if grade is None else GRADE_GROUNDS[min(grade, 5)]
            half = _WIDEST - 2 if end_day is None or end_day <= day + 1 else 0
            letter = "" if grade is None else str(grade)
            yield Mark(name, day, told, end_day=None if half else end_day, half_width=half, fill=ground, letter=letter)


def treatment_marks(course: Course) -> Iterator[Mark]:
    """Mark what was given: infusions, bars from first to last day, ticks, and starts whose end is not recorded."""
    rows = course.treatments.unique(["agent", "day", "end_day"], maintain_order=True).sort("day", maintain_order=True)
    by_name: dict[str, list[tuple[str | None, int, int | None]]] = {}
    for agent, kind, day, end_day in rows.select("agent", "class", "day", "end_day").rows():
        by_name.setdefault(brief(agent), []).append((kind, day, end_day))
    for name, given in list(by_name.items())[:MOST_TREATMENTS]:
        for kind, day, end_day in given:
            yield _treatment(name, kind, day, end_day, is_once=len(given) == 1)


def _treatment(name: str, kind: str | None, day: int, end_day: int | None, *, is_once: bool) -> Mark:
    row = shortened(name, ROW_LABEL)
    if kind == "car_t":
        return Mark(row, day, shape="diamond", fill=BLACK)
    if end_day is not None and end_day > day:
        return Mark(row, day, end_day=end_day, fill="#9A9A9A")
    if end_day is None and is_once and kind not in SUPPORTING:
        return Mark(row, day, shape="triangle-right", fill=BLACK)
    return Mark(row, day, shape=TICK, fill=BLACK)


def scan_marks(course: Course) -> Iterator[Mark]:
    """Mark the scans."""
    for day in sorted(set(course.scans)):
        words = f"{ABOUT} day {day}" if day in course.nominal_days and day else ""
        yield Mark("Scans", day, words, shape=TICK, fill="#333333")


def told_marks(course: Course, *rows: str) -> Iterator[Mark]:
    """Mark what was found in words, on the rows named."""
    for row, found in course.told.filter(pl.col("row").is_in(rows)).group_by("row", maintain_order=True):
        for day, text in found.select("day", "text").rows():
            yield Mark(str(row[0]), day, text, shape="circle", fill=PALETTE[0])


def end_marks(course: Course, axis: TimeAxis) -> Iterator[Mark]:
    """Mark death or last contact; one beyond the axis is an arrow at its end, with its day in words."""
    for day, event, detail in course.ends.sort("day").select("day", "event", "detail").rows():
        name = "death" if event == "death" else "last contact"
        more = f": {detail}" if detail else ""
        if day > axis.last:
            at = int(axis.last)
            yield Mark("Follow-up", at, f"{name} on day {day}{more}", shape="triangle-right", fill=BLACK)
        else:
            shape = "cross" if event == "death" else "triangle-right"
            yield Mark("Follow-up", day, f"{name}, day {day}{more}", shape=shape, fill=BLACK)
