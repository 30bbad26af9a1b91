"""The panels of a timeline put together, with its notes and its words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import polars as pl

from ebbtide.errors import DataError
from ebbtide.figures.altair import drawing_library
from ebbtide.figures.figure import About, Figure
from ebbtide.figures.lettering import shortened
from ebbtide.figures.time_axis import TimeAxis
from ebbtide.figures.timeline.burden import burden_panel, has_burden
from ebbtide.figures.timeline.key import families_of, family_key
from ebbtide.figures.timeline.noted import data_of, notes_of, words_of
from ebbtide.figures.timeline.performance import performance_panel
from ebbtide.figures.timeline.phases import backdrop, phase_names, phases_of
from ebbtide.figures.timeline.results import MOST_TESTS, result_panel, with_micro
from ebbtide.figures.timeline.rows import (
    MOST_TREATMENTS,
    call_marks,
    end_marks,
    scan_marks,
    told_marks,
    told_sum_marks,
    toxicity_marks,
    treatment_marks,
)
from ebbtide.figures.timeline.strips import Mark, strip

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from ebbtide.figures.timeline.course import Course
    from ebbtide.figures.timeline.phases import Phase

__all__ = ["CELLS", "CYTOKINES", "timeline"]

WIDTH: Final = 600
"""Pixels from the first day to the last; the names of the rows stand at the left of it."""
CELLS: Final = "CAR-T cells"
CYTOKINES: Final = "Cytokines"
MOST_PANELS: Final = 6
"""Panels of results beside those of CAR-T cells and cytokines."""
_FAR: Final = 0.15
_TITLE_ROOM: Final = 480


def timeline(course: Course, about: About) -> Figure:
    """Draw everything that is known of one subject on one axis of days.

    Args:
        course: The subject, by day.
        about: Which study, criterion and reader.

    Returns:
        A figure whose panels, from above, are the burden over the phases of treatment, the calls of each criterion,
        infused cells, cytokines, other results, performance status, toxicity, treatments, scans, findings in words,
        and the end. What has no data is left out.

    Raises:
        DataError: If nothing is recorded on any day.
    """
    axis = _axis(course)
    phases = phases_of(course, axis)
    drawing = _Drawing(course, axis, phases)
    drawing.draw()
    alt = drawing_library()
    keys = family_key(families_of(course), axis)
    chart = alt.vconcat(*drawing.panels, *keys, spacing=8)
    subject = shortened(course.subject, _TITLE_ROOM, 15)
    return Figure(
        name="timeline",
        title=f"{subject}: course",
        about=about,
        chart=chart,
        data=data_of(course, phases),
        alt_text=words_of(course),
        notes=notes_of(course, axis, phases, drawing.left_out),
        width=WIDTH,
    )


def _axis(course: Course) -> TimeAxis:
    """Span what was seen; an end of follow-up far behind it would squeeze everything else, and becomes an arrow."""
    columns = (
        *(table["day"] for table in (course.sums, course.lesions, course.signs, course.calls, course.treatments)),
        *(table["day"] for table in (course.results, course.performance, course.told, course.bands)),
        *(table["end_day"] for table in (course.treatments, course.bands)),
        pl.Series(course.scans, dtype=pl.Int32),
    )
    days = [day for column in columns for day in column.drop_nulls()]
    ends = course.ends["day"].drop_nulls().to_list()
    if not days and not ends:
        raise DataError(
            f"nothing is recorded of {course.subject!r} on any day",
            hint="a timeline needs measurements, treatments, findings or events with a day",
        )
    seen = [*days, 0]
    near = max(seen) + max(7.0, _FAR * (max(seen) - min(seen)))
    kept = [day for day in ends if day <= near or not days]
    return TimeAxis.over([*seen, *kept], WIDTH, f"Days from {course.origin}")


class _Drawing:
    """Panels in the making, and what found no room in them."""

    def __init__(self, course: Course, axis: TimeAxis, phases: Sequence[Phase]) -> None:
        self.course = course
        self.axis = axis
        self.phases = phases
        self.panels: list[Any] = []
        self.left_out: list[str] = []
        self.shaded: Callable[..., list[Any]] = backdrop(phases, course, axis)
        self.plain: Callable[..., list[Any]] = backdrop(phases, course, axis, is_shaded=False)
        self._rows: list[Mark] = []

    def draw(self) -> None:
        """Make the panels, from above."""
        course = self.course
        self._burden()
        self._rows += [*told_sum_marks(course), *scan_marks(course), *call_marks(course, self.axis)]
        for panel in (CELLS, CYTOKINES):
            self._results(panel, is_log=True)
            self._rows += list(told_marks(course, panel))
        others = [
            name for name in course.results["panel"].unique(maintain_order=True) if name not in (CELLS, CYTOKINES)
        ]
        for name in others:
            self._results(name)
        self._performance()
        self._rows += list(toxicity_marks(course))
        self._rows += list(treatment_marks(course))
        agents = course.treatments["agent"].n_unique()
        if agents > MOST_TREATMENTS:
            self.left_out.append(f"{agents - MOST_TREATMENTS} of {agents} treatments")
        rest = course.told.filter(~pl.col("row").is_in([CELLS, CYTOKINES]))["row"].unique(maintain_order=True)
        self._rows += list(told_marks(course, *rest))
        self._rows += list(end_marks(course, self.axis))
        self._flush(is_last=True)

    def _burden(self) -> None:
        above = phase_names(self.phases, self.axis)
        if has_burden(self.course):
            self.panels.append(burden_panel(self.course, self.axis, self.shaded, above))
        elif self.phases:
            alt = drawing_library()
            ground = alt.layer(*self.shaded(), *above)
            self.panels.append(ground.properties(width=self.axis.width, height=10))

    def _results(self, panel: str, *, is_log: bool = False) -> None:
        found = self.course.results.filter(pl.col("panel") == panel)
        for number, (unit, rows) in enumerate(found.group_by("unit", maintain_order=True)):
            if panel not in (CELLS, CYTOKINES) and number >= MOST_PANELS:
                self.left_out.append(f"{panel} in {unit[0]}")
                continue
            self._flush()
            named = f" ({with_micro(str(unit[0]))})" if unit[0] else " (no unit recorded)"
            tests = rows["test"].unique(maintain_order=True).to_list()
            head = f"{panel}{named}" if len(tests) > 1 else f"{_sentence(tests[0])}{named}"
            if len(tests) > MOST_TESTS:
                self.left_out.append(f"{len(tests) - MOST_TESTS} of {len(tests)} tests of {panel.lower()}{named}")
            self.panels.append(result_panel(rows, head, self.axis, self.shaded, is_log=is_log))

    def _performance(self) -> None:
        for scale, rows in self.course.performance.group_by("scale", maintain_order=True):
            self._flush()
            self.panels.append(performance_panel(str(scale[0]), rows, self.axis, self.shaded))

    def _flush(self, *, is_last: bool = False) -> None:
        """Draw the rows gathered so far; the last strip carries the axis."""
        rows = self._rows or ([Mark("", 0)] if is_last else [])
        if not rows:
            return
        drawn = strip(rows, self.axis, self.plain, is_last=is_last)
        if drawn.left_out:
            self.left_out.append(f"the words of {drawn.left_out} marks that lie too close together")
        self.panels.append(drawn.chart)
        self._rows = []


def _sentence(name: str) -> str:
    """Begin a name with a capital, unless it has capitals of its own.

    Examples:
        >>> _sentence("platelets"), _sentence("ctDNA")
        ('Platelets', 'ctDNA')
    """
    return name if name != name.lower() else name[:1].upper() + name[1:]
