"""What stands beside a timeline: its data as one table, its notes, its words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import polars as pl

from ebbtide.assessment.laboratory.results import BELOW
from ebbtide.figures.lettering import printable
from ebbtide.figures.timeline.rows import ABOUT, TICK, call_marks, treatment_marks
from ebbtide.figures.wording import printed
from ebbtide.terms.families import Family

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ebbtide.figures.time_axis import TimeAxis
    from ebbtide.figures.timeline.course import Course
    from ebbtide.figures.timeline.phases import Phase

__all__ = ["DATA", "data_of", "notes_of", "words_of"]

DATA: Final = {
    "panel": pl.String,
    "row": pl.String,
    "day": pl.Int32,
    "end_day": pl.Int32,
    "value": pl.Float64,
    "unit": pl.String,
    "text": pl.String,
}
"""Columns of the data."""
_MOST_TOLD: Final = 6


def data_of(course: Course, phases: Sequence[Phase]) -> pl.DataFrame:
    """Put all that is drawn into one table, panel by panel."""
    unit = course.burden_title.rpartition("(")[2].rstrip(")")
    rows: list[dict[str, Any]] = [
        {"panel": "phases", "day": round(one.day), "end_day": round(one.until), "text": one.names[0]} for one in phases
    ]
    rows += _renamed("burden", course.sums, {"burden": "value", "told": "text"}, row="sum", unit=unit)
    rows += _renamed(
        "burden",
        course.sums.drop_nulls("change_pct"),
        {"change_pct": "value"},
        row="change from baseline",
        unit="%",
    )
    rows += _renamed("burden", course.lesions, {"lesion": "row", "size_mm": "value"}, unit="mm")
    rows += _renamed("burden", course.signs, {"sign": "row"})
    rows += _renamed("calls", course.calls, {"criterion": "row", "response": "text"})
    rows += _renamed("results", course.results.drop("text"), {"test": "row", "amount": "value", "reading": "text"})
    rows += _renamed(
        "limits",
        course.results.drop("panel", "text").drop_nulls("limit"),
        {"test": "row", "limit": "value", "reading": "text"},
    )
    rows += _renamed("performance", course.performance, {"scale": "row"})
    rows += _renamed("toxicity", course.bands, {"what": "row", "grade": "value", "source": "text"}, unit="grade")
    rows += _renamed("treatments", course.treatments, {"agent": "row", "class": "text"})
    rows += _renamed("infusions", course.infusions, {"agent": "row", "infusion": "value"})
    rows += [{"panel": "scans", "row": "scan", "day": day} for day in sorted(set(course.scans))]
    rows += _renamed("findings", course.told, {})
    rows += _renamed("follow-up", course.ends, {"event": "row", "detail": "text"})
    return pl.DataFrame(rows, schema=DATA)


def _renamed(panel: str, table: pl.DataFrame, names: dict[str, str], **fixed: str) -> list[dict[str, Any]]:
    plain = [{names.get(name, name): value for name, value in row.items()} for row in table.to_dicts()]
    return [{"panel": panel} | {name: row.get(name) for name in DATA if name in row} | fixed for row in plain]


def notes_of(course: Course, axis: TimeAxis, phases: Sequence[Phase], left_out: Sequence[str]) -> tuple[str, ...]:
    """Say what each mark means, what is not drawn and why."""
    return tuple(printable(note) for note in _notes(course, axis, phases, left_out) if note)


def _notes(course: Course, axis: TimeAxis, phases: Sequence[Phase], left_out: Sequence[str]) -> Iterator[str]:
    if not course.infusions.is_empty():
        yield "Upright lines: infusions of cells."
    if phases:
        yield "Shaded phases last from the start of one treatment against the tumor to the start of the next."
    yield _of_burden(course)
    yield _of_calls(course, axis)
    if (course.results["reading"] == BELOW).any():
        yield "Open symbols: below the lower limit of quantification, at the limit, or at the foot if none is known."
    if not course.bands.is_empty():
        yield _of_bands(course)
    yield _of_treatments(course)
    beyond = [day for day in course.ends["day"] if day > axis.last]
    if beyond:
        yield f"The axis ends before the last day of follow-up, day {max(beyond)} (arrow)."
    if course.without_day:
        several = list(course.without_day)
        more = f" and {len(several) - _MOST_TOLD} more" if len(several) > _MOST_TOLD else ""
        yield "Not drawn, since their day is not known: " + "; ".join(several[:_MOST_TOLD]) + more + "."
    marked = {*course.scans, *course.calls["day"]} - {0}
    if marked & set(course.nominal_days):
        yield f"{ABOUT} Scans and calls of a day that only stands for words such as one month: the day is not known."
    if left_out:
        yield "Left out for want of room: " + "; ".join(left_out) + "."


def _of_burden(course: Course) -> str:
    parts = []
    if course.sums["burden"].drop_nulls().len():
        parts.append("Black line: the sum, with the change from baseline in brackets; dotted line: the sum of baseline")
    if course.lesions["lesion"].n_unique() > 1:
        parts.append("thin lines: each target")
    if not course.signs.is_empty():
        stars = sorted(set(course.signs["sign"]))
        parts.append(" and ".join(f"{'star' if one == 'new lesion' else 'diamond'}: {one}" for one in stars))
    if course.sums.filter(pl.col("burden").is_null()).height:
        parts.append("row below: what is said of targets whose sum is not known, over which the line is broken")
    said = "; ".join(parts)
    return f"{said[:1].upper()}{said[1:]}." if said else ""


def _of_calls(course: Course, axis: TimeAxis) -> str:
    if course.calls.is_empty():
        return ""
    parts = ["Tiles: the call of each time point, lettered by its family"]
    if course.calls["after_progression"].any():
        parts.append("pale after the progression that ended the course under that criterion")
    if any(mark.half_width * 2 < 8 for mark in call_marks(course, axis)):  # noqa: PLR2004 - as in strips
        parts.append("without letters, for the scans lie too close")
    return "; ".join(parts) + "."


def _of_bands(course: Course) -> str:
    parts = ["Toxicity: by grade, darker is worse"]
    if course.bands["end_day"].null_count():
        parts.append("one day long where no end is recorded")
    if "graded" in course.bands["source"]:
        parts.append("graded: computed from the recorded signs")
    return "; ".join(parts) + "."


def _of_treatments(course: Course) -> str:
    shapes = {mark.shape for mark in treatment_marks(course)}
    named = {"diamond": "diamond: infusion of cells", TICK: "stroke: a dose"}
    named["triangle-right"] = "triangle: a start whose end is not recorded"
    told = [words for shape, words in named.items() if shape in shapes]
    return f"Treatments: {'; '.join(told)}." if told else ""


def words_of(course: Course) -> str:
    """Tell the course in a few sentences."""
    return printable(" ".join(sentence for sentence in _sentences(course) if sentence))


def _sentences(course: Course) -> Iterator[str]:
    yield f"The course of {course.subject}, by days from {course.origin}."
    sums = course.sums.drop_nulls("burden").sort("day")
    if not sums.is_empty():
        told = ", ".join(
            f"{printed(burden)} on day {day}" + (f" ({change:+.0f} %)" if change is not None else "")
            for day, burden, change in sums.select("day", "burden", "change_pct").rows()[:_MOST_TOLD]
        )
        more = f", and {sums.height - _MOST_TOLD} later" if sums.height > _MOST_TOLD else ""
        yield f"{course.burden_title}: {told}{more}."
    for sign, days in course.signs.sort("day").group_by("sign", maintain_order=True):
        yield f"{str(sign[0]).capitalize()} on day {_listed(days['day'].to_list())}."
    if not course.infusions.is_empty():
        yield f"Cells were infused on day {_listed(course.infusions['day'].to_list())}."
    progressed = course.calls.filter(pl.col("family") == Family.PROGRESSION.value)
    if not progressed.is_empty():
        first = progressed.group_by("criterion", maintain_order=True).agg(pl.col("day").min())
        told = ", ".join(f"{criterion} from day {day}" for criterion, day in first.rows())
        yield f"Progression under {told}."
    for event, day in course.ends.sort("day").select("event", "day").rows():
        yield f"{'Death' if event == 'death' else 'Last contact'} on day {day}."


def _listed(days: Sequence[int]) -> str:
    """List days as a sentence does.

    Examples:
        >>> _listed([28]), _listed([0, 127])
        ('28', '0 and 127')
    """
    known = [str(day) for day in days]
    return known[0] if len(known) == 1 else f"{', '.join(known[:-1])} and {known[-1]}"
