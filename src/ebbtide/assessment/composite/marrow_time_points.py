"""The time points of a patient with leukemia: which findings make one, and which join it.

A time point is a marrow, a puncture, blasts looked for in blood, or imaging; what lies within the window joins it
(`all_component_days`), but a second marrow or a second imaging is a time point of its own. Blood counts alone are
none, unless their words call them a follow-up. Imaging is placed in time as for the solid-tumor criteria.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from ebbtide.assessment.composite.marrow_charts import was_done
from ebbtide.assessment.composite.marrow_compartments import (
    MARROW,
    NERVOUS,
    compartments_of,
    latest,
    nervous_near,
    with_words,
)
from ebbtide.assessment.composite.marrow_counts import COUNTS, counts_of
from ebbtide.criteria.parts.leukemia.looks import Counts, MarrowLook, Outside
from ebbtide.criteria.parts.records import MISSING, NEVER

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from ebbtide.assessment.composite.marrow_charts import Chart, Imaging
    from ebbtide.assessment.composite.marrow_rows import Row
    from ebbtide.study.options import Options

__all__ = ["time_points"]

_TRIGGERS: Final = {
    **dict.fromkeys(MARROW, "marrow"),
    "mrd": "mrd",
    "blood_blasts": "blood",
    **dict.fromkeys(NERVOUS, "nervous"),
    "outside": "words",
}
_ALONE: Final = ("marrow", "imaging")
"""Of these a second one makes a time point of its own."""
_FOLLOW_UP: Final = re.compile(r"(?i)\bfollow[ -]?up\b")


def time_points(
    chart: Chart, images: Sequence[Imaging], options: Options
) -> list[tuple[tuple[object, ...], MarrowLook]]:
    """Lay out one subject's time points under one reader, the baseline first; none where nothing was examined."""
    days = _examined(chart.rows, images)
    if not days:
        return []
    groups = _grouped([(day, kind) for day, kind in days if day > 0], options.all_component_days)
    before = [day for day, _ in days if day <= 0]
    first = max(before) if before else groups[0][0] - 1
    base = _baseline(chart, images, first, options)
    points: list[tuple[tuple[object, ...], MarrowLook]] = [
        ((first, first, _date(chart, images, first), _visit(images, first, first), True), base)
    ]
    for start, last in groups:
        look = _look(chart, images, start, last, options)
        head = (start, look.last_day, _date(chart, images, start), _visit(images, start, last), False)
        points.append((head, look))
    return points


def _date(chart: Chart, images: Sequence[Imaging], day: int) -> date | None:
    return chart.dates.get(day) or next((image.date for image in images if image.day == day), None)


def _examined(rows: Sequence[Row], images: Sequence[Imaging]) -> list[tuple[int, str]]:
    """List the days that make a time point, with what was examined."""
    found = {(row.day, _TRIGGERS[row.kind]) for row in rows if row.kind in _TRIGGERS}
    found |= {(row.day, "follow-up") for row in rows if row.kind in COUNTS and _FOLLOW_UP.search(row.text)}
    found |= {(image.day, "imaging") for image in images if was_done(image)}
    return sorted(found)


def _grouped(days: Sequence[tuple[int, str]], window: int) -> list[tuple[int, int]]:
    """Group days into time points: first and last day of each."""
    groups: list[tuple[int, int]] = []
    seen: dict[str, int] = {}
    for day, kind in days:
        is_second = kind in _ALONE and seen.get(kind, day) != day
        if not groups or day - groups[-1][0] > window or is_second:
            groups.append((day, day))
            seen = {}
        groups[-1] = (groups[-1][0], day)
        seen[kind] = day
    return groups


def _visit(images: Sequence[Imaging], first: int, last: int) -> str | None:
    return next((image.visit for image in images if first <= image.day <= last and image.visit), None)


def _baseline(chart: Chart, images: Sequence[Imaging], day: int, options: Options) -> MarrowLook:
    """Take the last of each compartment at or before day 0."""
    rows = [row for row in chart.rows if row.day <= 0]
    image = next((one for one in images if one.is_baseline and one.day <= 0 and was_done(one)), None)
    outside = Outside(image.day, image.sights) if image else Outside()
    return MarrowLook(
        day,
        day,
        *compartments_of(rows, chart.rows, options),
        counts_of(chart, day, options) if rows else Counts(),
        nervous_near(rows, chart.rows, options),
        with_words(outside, latest(rows, ("outside",))),
    )


def _look(chart: Chart, images: Sequence[Imaging], start: int, last: int, options: Options) -> MarrowLook:
    """Gather one time point: its own compartments, and the counts nearest to its marrow."""
    rows = [row for row in chart.rows if start <= row.day <= last]
    marrow, residual, blood = compartments_of(rows, chart.rows, options)
    anchor = start if marrow.day == NEVER else marrow.day
    counts = counts_of(chart, anchor, options)
    image = next((one for one in images if start <= one.day <= last and was_done(one)), None)
    outside = Outside()
    if image and image.sights:
        onset = max((day for day in chart.crs_days if day <= image.day), default=None)
        since = MISSING if onset is None else image.day - onset
        outside = Outside(image.day, image.sights, days_since_crs=since)
    ends = [last, counts.day, blood.day, image.last_day if image else last]
    return MarrowLook(
        start,
        max(ends),
        marrow,
        residual,
        blood,
        counts,
        nervous_near(rows, chart.rows, options),
        with_words(outside, latest(rows, ("outside",))),
    )
