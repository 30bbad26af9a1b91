"""Cytokines of one subject: a small panel for each, over the days of toxicity, with the drugs against it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import polars as pl

from ebbtide.assessment.laboratory.results import BELOW, QUANTIFIED
from ebbtide.errors import DataError
from ebbtide.figures.altair import drawing_library
from ebbtide.figures.figure import About, Figure
from ebbtide.figures.layer_data import layer_of
from ebbtide.figures.lettering import printable, shortened
from ebbtide.figures.theme import BLACK, GREY, NOTE_SIZE, PALETTE
from ebbtide.figures.time_axis import TimeAxis
from ebbtide.figures.timeline.course import Course
from ebbtide.figures.timeline.phases import backdrop
from ebbtide.figures.timeline.results import log_axis, with_micro
from ebbtide.figures.timeline.rows import TICK, toxicity_marks
from ebbtide.figures.timeline.strips import Mark, strip
from ebbtide.figures.wording import printed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

__all__ = ["MOST_PANELS", "CytokineCourse", "analyte", "cytokines"]

WIDTH: Final = 600
HEIGHT: Final = 92
COLUMNS: Final = 3
MOST_PANELS: Final = 18
"""Analytes with a panel of their own; those that rose highest come first."""
_GAP: Final = 48
_GROUNDS: Final = {"CRS": "#E69F00", "ICANS": "#CC79A7"}
_SHORT: Final = 4
_GREEK: Final = {
    "alpha": "\N{GREEK SMALL LETTER ALPHA}",
    "beta": "\N{GREEK SMALL LETTER BETA}",
    "gamma": "\N{GREEK SMALL LETTER GAMMA}",
}
_DATA: Final = {
    "mark": pl.String,
    "test": pl.String,
    "unit": pl.String,
    "day": pl.Int32,
    "end_day": pl.Int32,
    "value": pl.Float64,
    "text": pl.String,
}


@dataclass(frozen=True)
class CytokineCourse:
    """What is drawn of one subject; all days are days of the study.

    Args:
        subject: Who.
        origin: What day 0 is.
        results: `test, unit, day, reading, amount, limit`, as `celltherapy.cytokines.cytokine_results` gives them.
        folds: `test, unit, day, fold, fold_is, baseline`: multiples of the value before the infusion.
        told: `test, day, text`: what was told without a number.
        bands: Columns of BANDS of the timeline: CRS and ICANS by grade.
        drugs: `agent, day`: drugs against toxicity.
        infusions: Columns of INFUSIONS of the timeline.
        without_day: What is recorded on a day that is not known.
    """

    subject: str
    origin: str
    results: pl.DataFrame
    folds: pl.DataFrame
    told: pl.DataFrame
    bands: pl.DataFrame
    drugs: pl.DataFrame
    infusions: pl.DataFrame
    without_day: tuple[str, ...] = ()


def analyte(test: str) -> str:
    """Write the name of a cytokine as papers do.

    Examples:
        >>> analyte("il_6"), analyte("crp"), analyte("ferritin"), analyte("tnf")
        ('IL-6', 'CRP', 'Ferritin', 'TNF')
    """
    parts = test.split("_")
    if len(parts[0]) <= _SHORT:
        return "-".join(_GREEK.get(part, part.upper()) for part in parts)
    return " ".join([parts[0].capitalize(), *parts[1:]])


def cytokines(course: CytokineCourse, about: About) -> Figure:
    """Draw the cytokines of one subject.

    Args:
        course: What is drawn.
        about: Which study.

    Returns:
        A figure with a small logarithmic panel per analyte and unit, the days of CRS and ICANS behind it by grade,
        the infusions as lines; beneath them, rows of toxicity, drugs, and what was told without a number.

    Raises:
        DataError: If no cytokine is recorded.
    """
    if course.results.is_empty() and course.told.is_empty():
        raise DataError(
            f"no cytokine is recorded of {course.subject!r} on a known day",
            hint="give results in `findings` with the category cytokine",
        )
    axis = _axis(course, WIDTH)
    ordered = _ordered(course)
    drawn = ordered[:MOST_PANELS]
    charts = _panels(course, drawn)
    rows = _rows(course, axis)
    left_out = 0
    if rows:
        whole = Course(subject=course.subject, infusions=course.infusions)
        made = strip(rows, axis, backdrop((), whole, axis), is_last=True)
        charts.append(made.chart)
        left_out = made.left_out
    alt = drawing_library()
    chart = alt.vconcat(*charts, spacing=14)
    return Figure(
        name="cytokines",
        title=f"{shortened(course.subject, 400, 15)}: cytokines",
        about=about,
        chart=chart,
        data=_data(course),
        alt_text=printable(" ".join(_words(course))),
        notes=tuple(printable(note) for note in _notes(course, len(ordered) - len(drawn), left_out)),
        width=WIDTH,
    )


def _axis(course: CytokineCourse, width: int) -> TimeAxis:
    graded = course.bands.filter(pl.col("grade").fill_null(1) > 0)
    days = [*course.results["day"], *course.told["day"], *course.drugs["day"], *graded["day"]]
    days += graded["end_day"].drop_nulls().to_list()
    first, last = min([*days, 0]), max([*days, 0])
    days += [day for day in course.infusions["day"] if first <= day <= last]
    return TimeAxis.over([*days, 0], width, f"Days from {course.origin}")


def _ordered(course: CytokineCourse) -> list[tuple[str, str | None]]:
    """Put the analytes with numbers in order: those that rose most first, then by name."""
    known = course.results.filter((pl.col("reading") == QUANTIFIED).any().over("test", "unit"))
    rose = {
        (test, unit): fold
        for test, unit, fold in course.folds.group_by("test", "unit").agg(pl.col("fold").max()).rows()
    }
    keys = known.select("test", "unit").unique().rows()
    return sorted(keys, key=lambda key: (-(rose.get(key) or 0), key[0], key[1] or ""))


def _panels(course: CytokineCourse, drawn: Sequence[tuple[str, str | None]]) -> list[Any]:
    alt = drawing_library()
    columns = min(COLUMNS, max(1, len(drawn)))
    width = (WIDTH - _GAP * (columns - 1)) // columns
    axis = _axis(course, width)
    charts = []
    for start in range(0, len(drawn), COLUMNS):
        row = [_panel(course, *key, axis) for key in drawn[start : start + COLUMNS]]
        charts.append(alt.hconcat(*row, spacing=10))
    return charts


def _panel(course: CytokineCourse, test: str, unit: str | None, axis: TimeAxis) -> Any:  # noqa: ANN401 - a chart
    alt = drawing_library()
    same = (pl.col("test") == test) & pl.col("unit").eq_missing(pl.lit(unit, pl.String))
    own = course.results.filter(same).sort("day")
    folds = course.folds.filter(same)
    baselines = folds["baseline"].drop_nulls().unique().to_list()
    scale = log_axis([*own["amount"].drop_nulls(), *own["limit"].drop_nulls()])
    needs_foot = own.filter(pl.col("reading") == BELOW, pl.col("limit").is_null()).height
    low = scale.low / 3 if needs_foot else scale.low
    shown = alt.Scale(type="log", domain=[low, scale.high], nice=False)
    named = alt.Axis(values=list(scale.ticks), format=",~g", title=None)
    x = axis.x(named=True, titled=False)

    def y(field: str) -> Any:  # noqa: ANN401 - a channel
        return alt.Y(f"{field}:Q", scale=shown, axis=named)

    values = [
        {"day": day, "amount": low if level is None else max(level, low), "fill": fill}
        for day, level, fill in (
            (row["day"], row["limit"], "#FFFFFF")
            if row["reading"] == BELOW
            else (row["day"], row["amount"], PALETTE[0])
            for row in own.iter_rows(named=True)
        )
    ]
    data = layer_of(values)
    layers = [*_grounds(course, axis, x), *_levels(own, baselines, y)]
    layers.append(data.mark_line(color=PALETTE[0], strokeWidth=1.4).encode(x=x, y=y("amount")))
    points = data.mark_point(size=26, opacity=1, stroke=PALETTE[0], strokeWidth=1.3)
    layers.append(points.encode(x=x, y=y("amount"), fill=alt.Fill("fill:N", scale=None)))
    layers += [*_drug_ticks(course, axis, x), *_head(own, folds, test, unit, axis, x)]
    return alt.layer(*layers).properties(width=axis.width, height=HEIGHT)


def _grounds(course: CytokineCourse, axis: TimeAxis, x: Any) -> list[Any]:  # noqa: ANN401 - a channel
    """Draw the days of CRS over the upper and of ICANS over the lower half, darker by grade; and the infusions."""
    alt = drawing_library()
    bands = course.bands.filter(pl.col("grade").fill_null(1) > 0)
    values = [
        {
            "day": max(day, axis.first),
            "until": min(max(day + 1, end if end is not None else day + 1), axis.last),
            "top": 0 if what == "CRS" else HEIGHT / 2,
            "foot": HEIGHT / 2 if what == "CRS" else HEIGHT,
            "ground": _GROUNDS[what],
            "opacity": 0.14 + 0.1 * (grade or 1),
        }
        for what, day, end, grade in bands.select("what", "day", "end_day", "grade").rows()
    ]
    layers = []
    if values:
        rects = layer_of(values).mark_rect()
        layers.append(
            rects.encode(
                x=x,
                x2="until:Q",
                y=alt.Y("top:Q", scale=None, axis=None),
                y2="foot:Q",
                fill=alt.Fill("ground:N", scale=None),
                opacity=alt.Opacity("opacity:Q", scale=None),
            )
        )
    lines = [{"day": day} for day in course.infusions["day"] if axis.first <= day <= axis.last]
    if lines:
        layers.append(layer_of(lines).mark_rule(color="#333333").encode(x=x))
    return layers


def _levels(own: pl.DataFrame, baselines: Sequence[float], y: Callable[[str], Any]) -> list[Any]:
    """Draw the values before the infusions, and the lower limits of quantification."""
    layers = []
    for levels, dash in ((baselines, [2, 2]), (own["limit"].drop_nulls().unique().to_list(), [5, 3])):
        if levels:
            rule = layer_of([{"amount": level} for level in sorted(levels)[:3]])
            layers.append(rule.mark_rule(color=GREY, strokeDash=dash).encode(y=y("amount")))
    return layers


def _drug_ticks(course: CytokineCourse, axis: TimeAxis, x: Any) -> list[Any]:  # noqa: ANN401 - a channel
    days = sorted({day for day in course.drugs["day"] if axis.first <= day <= axis.last})
    if not days:
        return []
    alt = drawing_library()
    ticks = layer_of([{"day": day} for day in days]).mark_point(
        shape="triangle-down", size=34, filled=True, color=BLACK, opacity=1
    )
    return [ticks.encode(x=x, y=alt.value(4))]


def _head(own: pl.DataFrame, folds: pl.DataFrame, test: str, unit: str | None, axis: TimeAxis, x: Any) -> list[Any]:  # noqa: ANN401 - a channel
    """Write the name of the analyte, and how high it rose."""
    alt = drawing_library()
    named = f"{analyte(test)} ({with_micro(unit)})" if unit else analyte(test)
    highest = folds.drop_nulls("fold").sort("fold", "day", descending=[True, False]).head(1)
    peak = own.drop_nulls("amount").sort("amount", descending=True).head(1)
    signs = {"at most": "≤", "at least": "≥"}
    said = "".join(f"{signs.get(sign, '')}×{fold:,.3g}" for sign, fold in highest.select("fold_is", "fold").rows())
    told = said or "".join(f"max {printed(value)}" for value in peak["amount"])
    left = layer_of([{"day": axis.first, "words": shortened(named, axis.width - 60, 11)}])
    right = layer_of([{"day": axis.last, "words": told}])
    place: dict[str, Any] = {"x": x, "y": alt.value(-9), "text": "words:N"}
    return [
        left.mark_text(align="left", fontSize=NOTE_SIZE + 0.5, fontWeight="bold").encode(**place),
        right.mark_text(align="right", fontSize=NOTE_SIZE).encode(**place),
    ]


def _rows(course: CytokineCourse, axis: TimeAxis) -> list[Mark]:
    """Make the rows beneath: what was told in words, toxicity by grade, drugs."""
    rows = []
    bands = course.bands.filter(pl.col("day") <= axis.last)
    for (test,), found in course.told.sort("test", "day").group_by("test", maintain_order=True):
        for day, text in found.select("day", "text").rows():
            rows.append(Mark(analyte(str(test)), day, text, shape="circle", fill=PALETTE[0]))
    rows += list(toxicity_marks(Course(subject=course.subject, bands=bands)))
    for (agent,), found in course.drugs.sort("day").group_by("agent", maintain_order=True):
        rows += [Mark(str(agent), day, shape=TICK, fill=BLACK) for day in found["day"]]
    return rows


def _notes(course: CytokineCourse, unseen: int, left_out: int) -> Iterator[str]:
    results = course.results
    if not results.is_empty():
        yield (
            "Logarithmic scales, each in its own unit; above each panel, the highest multiple of the value before the "
            "infusion (dotted line), or the highest value where none is known."
        )
    if not course.infusions.is_empty():
        yield "Upright lines: infusions of cells."
    graded = course.bands.filter(pl.col("grade") > 0)["what"].to_list()
    whats = [what for what in _GROUNDS if what in graded]
    halves = {"CRS": "upper half, orange: CRS", "ICANS": "lower half, purple: ICANS"}
    if whats and not results.is_empty():
        yield f"Grounds, darker with the grade: {'; '.join(halves[what] for what in whats)}."
    if course.bands["end_day"].null_count():
        yield "Toxicity is one day long where no end is recorded."
    if not course.drugs.is_empty():
        yield "Triangles and strokes: drugs against toxicity, which change cytokines themselves."
    if (results["reading"] == BELOW).any():
        yield "Open symbols: below the lower limit of quantification (broken line), or at the foot if none is known."
    if unseen:
        yield f"{unseen} further analytes are not drawn; those that rose most are."
    if left_out:
        yield f"Left out for want of room: the words of {left_out} marks."
    if course.without_day:
        yield f"Not drawn, since their day is not known: {'; '.join(course.without_day[:6])}."


def _words(course: CytokineCourse) -> Iterator[str]:
    tests = [analyte(test) for test in course.results["test"].unique().sort()]
    if tests:
        yield f"Cytokines of {course.subject} by days from {course.origin}: {', '.join(tests)}."
    else:
        yield f"Cytokines of {course.subject}, told in words, by days from {course.origin}."
    for test, unit, day, fold in (
        course.folds.drop_nulls("fold")
        .sort("fold", descending=True)
        .unique("test", keep="first", maintain_order=True)
        .head(4)
        .select("test", "unit", "day", "fold")
        .rows()
    ):
        yield f"{analyte(test)}{f' in {unit}' if unit else ''} rose {fold:,.3g}-fold by day {day}."
    for test, day, text in course.told.head(6).select("test", "day", "text").rows():
        yield f"{analyte(test)}: {text} on day {day}."
    for what, day, grade in course.bands.filter(pl.col("grade") > 0).select("what", "day", "grade").rows()[:6]:
        yield f"{what} grade {grade} on day {day}."


def _data(course: CytokineCourse) -> pl.DataFrame:
    """Put all that is drawn into one table."""
    parts = [
        course.results.select(
            mark=pl.lit("result"), test="test", unit="unit", day="day", value="amount", text="reading"
        ),
        course.results.drop_nulls("limit").select(
            mark=pl.lit("limit"), test="test", unit="unit", day="day", value="limit"
        ),
        course.folds.drop_nulls("fold").select(
            mark=pl.lit("fold"), test="test", unit="unit", day="day", value="fold", text="fold_is"
        ),
        course.told.select(mark=pl.lit("told"), test="test", day="day", text="text"),
        course.bands.select(
            mark=pl.lit("grade"), test="what", day="day", end_day="end_day", value="grade", text="source"
        ),
        course.drugs.select(mark=pl.lit("drug"), day="day", text="agent"),
        course.infusions.select(mark=pl.lit("infusion"), day="day", value="infusion", text="agent"),
    ]
    whole = [
        part.with_columns(pl.lit(None).alias(name) for name in _DATA if name not in part.columns).select(
            pl.col(name).cast(kind) for name, kind in _DATA.items()
        )
        for part in parts
    ]
    return pl.concat(whole)
