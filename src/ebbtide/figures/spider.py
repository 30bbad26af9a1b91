"""The spider: the burden of every subject over time, with what was called at each point."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

import polars as pl

from ebbtide.errors import DataError
from ebbtide.figures.altair import drawing_library
from ebbtide.figures.figure import Figure
from ebbtide.figures.layer_data import layer_of
from ebbtide.figures.lettering import short_names, shortened
from ebbtide.figures.placing import moved_apart
from ebbtide.figures.subjects import families_in, family_points, looks_of
from ebbtide.figures.theme import BLACK, GREY
from ebbtide.figures.time_axis import week_axis
from ebbtide.figures.wording import counted, sentence, signed, told
from ebbtide.terms.families import Family

if TYPE_CHECKING:
    from ebbtide.figures.figure import About
    from ebbtide.figures.subjects import Limits

__all__ = ["SCALES", "SPIDER", "Burden", "placed", "spider"]

SPIDER: Final = {
    "subject": pl.String,
    "family": pl.String,
    "best_overall_response": pl.String,
    "day": pl.Int32,
    "value": pl.Float64,
    "drawn": pl.Float64,
    "unit": pl.String,
    "is_measured": pl.Boolean,
    "is_clipped": pl.Boolean,
    "response": pl.String,
    "mark": pl.String,
    "new_lesion": pl.Boolean,
    "after_progression": pl.Boolean,
    "is_followed": pl.Boolean,
}
"""Columns of the data of a spider: one row per subject and day that is drawn."""
SCALES: Final = {
    "baseline": "Change from baseline, {measure} (%)",
    "nadir": "Change from the smallest so far, {measure} (%)",
    "mm": "{Measure} ({unit})",
}
"""What stands at the axis, by scale."""
_MOST_PCT: Final = 150.0
_WIDTH: Final = 640
_HEIGHT: Final = 360
_BESIDE: Final = 130
_GAP: Final = 14
_MOST_NAMED: Final = 15
_LINE: Final = 13
_PANELS_ACROSS: Final = 3
_FOUR: Final = 4
_HEIGHT_OF_TWO: Final = 240
_TICK_WIDTH: Final = 40
_MOST_TICKS: Final = 11
_MANY: Final = 60
_SMALL: Final = 14
_NUMBER_WIDTH: Final = 40
_STEP: Final = 25.0


class Burden(NamedTuple):
    """What is drawn of a burden: on which scale, in which unit, of which sum."""

    scale: str = "baseline"
    unit: str = "%"
    measure: str = "sum of diameters"

    @property
    def title(self) -> str:
        """What stands at its axis.

        Examples:
            >>> Burden("mm", "mm", "sum of diameters").title
            'Sum of diameters (mm)'
        """
        return SCALES[self.scale].format(measure=self.measure, Measure=sentence(self.measure), unit=self.unit)


def spider(
    points: pl.DataFrame,
    missing: pl.DataFrame,
    about: About,
    *,
    burden: Burden,
    limits: Limits | None = None,
    notes: tuple[str, ...] = (),
) -> Figure:
    """Draw the course of each subject's burden.

    Args:
        points: One row per subject and day, baseline included: `subject`, `family` and `best_overall_response` (of
            the subject), `day`, `value` (null where the burden was not measured), `response`, `mark` (a family of
            progression, null elsewhere), `new_lesion` (first seen here), `after_progression`, `is_followed`.
        missing: One row per subject who is not drawn: `subject`, `reason`.
        about: Whom it is about.
        burden: What is drawn of it.
        limits: The limits of the criterion, drawn where they hold on this scale.
        notes: What else to say beneath.

    Raises:
        DataError: If nobody was measured.
    """
    rows = _drawn(points, clips=burden.scale != "mm", unit=burden.unit)
    if rows.is_empty():
        why = told(missing["reason"]) if missing.height else "it has no subjects"
        hint = "name a criterion that measures (--criterion), or draw the swimmer, which needs no sizes"
        raise DataError(f"no subject has a burden to draw: {why}", hint=hint)
    subjects = rows["subject"].n_unique()
    names, cut = short_names(rows["subject"].unique(maintain_order=True).to_list())
    lines = _lines(burden.scale, limits)
    few = subjects <= _MOST_NAMED
    chart = _whole(rows, names, burden.title, lines) if few else _panels(rows, burden.title, lines)
    said = (*_notes(rows, missing, burden.scale, lines), *notes, cut if few else "")
    return Figure(
        "spider",
        f"{sentence(burden.measure)} over time, by best response",
        about,
        chart,
        rows.select(pl.col(name).cast(kind) for name, kind in SPIDER.items()),
        _alt_text(rows, missing, burden),
        tuple(note for note in said if note),
        _WIDTH + _BESIDE if few else _WIDTH,
    )


def placed(points: pl.DataFrame) -> pl.DataFrame:
    """Choose the points that are drawn, and place those not measured at the last value before them.

    A point that was not measured is drawn only if it has something to show. A subject with a single point is not drawn.

    Args:
        points: `subject`, `day`, `value`, `mark`, `new_lesion`, and what else there is.

    Returns:
        The points by subject and day, with `is_measured` and `drawn`.
    """
    shows = pl.col("mark").is_not_null() | pl.col("new_lesion")
    return (
        points.sort("subject", "day")
        .with_columns(is_measured=pl.col("value").is_not_null(), drawn=pl.col("value").forward_fill().over("subject"))
        .filter(pl.col("is_measured") | shows, pl.col("drawn").is_not_null())
        .filter(pl.len().over("subject") > 1)
    )


def _drawn(points: pl.DataFrame, *, clips: bool, unit: str) -> pl.DataFrame:
    """Place the points, and cut off what is too high for its axis."""
    rows = placed(points).with_columns(unit=pl.lit(unit), is_clipped=pl.lit(value=False))
    if not clips:
        return rows
    is_high = (pl.col("value") > _MOST_PCT).fill_null(value=False)
    return rows.with_columns(drawn=pl.col("drawn").clip(upper_bound=_MOST_PCT), is_clipped=is_high)


def _lines(scale: str, limits: Limits | None) -> list[tuple[float, str]]:
    """List the limits that hold on a scale: a response is measured from baseline, progression mostly from the nadir."""
    if limits is None or scale == "mm":
        return []
    rises = limits.rise_pct is not None and limits.is_rise_from_baseline == (scale == "baseline")
    found = [(float(limits.rise_pct), "progression")] if rises and limits.rise_pct is not None else []
    if scale == "baseline" and limits.fall_pct is not None:
        found.append((-float(limits.fall_pct), "response"))
    return found


class _Frame(NamedTuple):
    """Where days and values fall in a panel, and what its axes say."""

    across: Any
    up: Any
    x_axis: Any
    y_axis: Any

    def x(self, field: str) -> Any:  # noqa: ANN401 - a channel
        return drawing_library().X(f"{field}:Q", scale=self.across, axis=self.x_axis)

    def y(self, field: str) -> Any:  # noqa: ANN401 - a channel
        return drawing_library().Y(f"{field}:Q", scale=self.up, axis=self.y_axis)


def _whole(rows: pl.DataFrame, names: dict[str, str], title: str, lines: list[tuple[float, str]]) -> Any:  # noqa: ANN401
    """Draw few subjects in one panel, each named at the end of its line."""
    alt = drawing_library()
    extent = _extent(rows, lines)
    frame = _frame(extent, alt.Axis(title=title), _MOST_TICKS)
    layers = [
        *_named(rows, names, frame, extent),
        *_courses(rows, frame, size=60),
        *_dots(rows, frame),
        *_clipped(rows, frame),
    ]
    return alt.layer(*layers, *_limit_lines(lines, frame)).properties(width=_WIDTH, height=_HEIGHT)


def _panels(rows: pl.DataFrame, title: str, lines: list[tuple[float, str]]) -> Any:  # noqa: ANN401 - a chart
    """Draw many subjects in a panel for each kind of best response."""
    alt = drawing_library()
    extent, families = _extent(rows, lines), families_in(rows["family"])
    size = 36 if rows["subject"].n_unique() <= _MANY else _SMALL
    across = 2 if len(families) == _FOUR else min(len(families), _PANELS_ACROSS)
    width = (_WIDTH - (across - 1) * _GAP) // across
    height = _HEIGHT if len(families) <= across else _HEIGHT_OF_TWO
    panels = []
    for number, family in enumerate(families):
        here = rows.filter(family=family.value)
        n, is_first = here["subject"].n_unique(), number % across == 0
        axis = alt.Axis(title=title if is_first else None, labels=is_first, ticks=is_first)
        frame = _frame(extent, axis, width // _TICK_WIDTH)
        layers = [*_limit_lines(lines, frame, named=False), *_courses(here, frame, size=size)]
        words = f"{family.value.capitalize()} ({n:,})"
        head = alt.TitleParams(words, fontSize=12, fontWeight="normal", anchor="start", frame="group", offset=6)
        panels.append(alt.layer(*layers).properties(width=width, height=height, title=head))
    return alt.concat(*panels, columns=across, spacing=_GAP)


def _frame(extent: tuple[int, int, float, float], y_axis: Any, ticks: int) -> _Frame:  # noqa: ANN401 - an axis
    alt = drawing_library()
    first, last, low, high = extent
    room = max(2, round(0.03 * (last - first)))
    across = alt.Scale(domain=[first - room, last + room], nice=False, zero=False)
    return _Frame(across, alt.Scale(domain=[low, high], nice=False), week_axis(first, last, ticks), y_axis)


def _extent(rows: pl.DataFrame, lines: list[tuple[float, str]]) -> tuple[int, int, float, float]:
    """Find the first and last day and the lowest and highest value that a figure spans."""
    first, last = rows.select(first=pl.col("day").min(), last=pl.col("day").max()).row(0)
    low, high = rows.select(low=pl.col("drawn").min(), high=pl.col("drawn").max()).row(0)
    last = max(last, first + 1)
    if rows["unit"][0] != "%":
        return first, last, 0.0, 1.1 * max(high, 1.0)
    marks = [0.0, *(value for value, _ in lines)]
    lowest, highest = min(low, *marks), max(high, *marks)
    return first, last, _STEP * (min(lowest, -1) // _STEP), _STEP * (1 + highest // _STEP)


def _limit_lines(lines: list[tuple[float, str]], frame: _Frame, *, named: bool = True) -> list[Any]:
    alt = drawing_library()
    if not lines:
        return []
    words = [f"{signed(value)} % {word}" for value, word in lines]
    base = layer_of(pl.DataFrame({"at": [value for value, _ in lines], "words": words}))
    rules = base.mark_rule(strokeDash=[5, 3], color=BLACK).encode(y=frame.y("at"))
    if not named:
        return [rules]
    place = {"align": "left", "baseline": "bottom", "dx": 4, "dy": -2}
    channels = {"y": frame.y("at"), "x": alt.XValue(0), "text": alt.Text("words:N")}
    halo = base.mark_text(stroke="white", strokeWidth=3, **place).encode(**channels)
    return [rules, halo, base.mark_text(**place).encode(**channels)]


def _courses(rows: pl.DataFrame, frame: _Frame, size: int) -> list[Any]:
    """Draw lines, fainter after progression; dots where nothing was measured; and the marks."""
    layers = [_lines_of(rows, frame, is_dense=size <= _SMALL)]
    marked, new = rows.filter(pl.col("mark").is_not_null()), rows.filter("new_lesion")
    layers += _unmeasured(rows, frame)
    if marked.height:
        points = family_points(marked.select("day", "drawn", family="mark"), size=size)
        layers.append(points.encode(x=frame.x("day"), y=frame.y("drawn")))
    layers += _ends(rows, frame, size)
    if new.height:
        star = layer_of(new.select("day", "drawn")).mark_text(text="*", fontSize=12 if size <= _SMALL else 17, dy=-6)
        layers.append(star.encode(x=frame.x("day"), y=frame.y("drawn")))
    return layers


def _lines_of(rows: pl.DataFrame, frame: _Frame, *, is_dense: bool) -> Any:  # noqa: ANN401 - a chart
    """Draw two lines of each subject: up to its progression, and fainter from there."""
    alt = drawing_library()
    measured = rows.filter("is_measured")
    before = measured.filter(~pl.col("after_progression"))
    turn = before.group_by("subject", maintain_order=True).last().select(before.columns)
    after = pl.concat([turn, measured.filter("after_progression")]).filter(pl.len().over("subject") > 1)
    strong = 0.6 if is_dense else 0.85
    parts = pl.concat([before.with_columns(strength=pl.lit(strong)), after.with_columns(strength=pl.lit(strong / 3))])
    # Whose line it is needs no name, only a number.
    number = pl.struct("subject", "strength").rank("dense")
    lines = parts.sort("subject", "day").select("day", "drawn", "family", "strength", line=number)
    drawn = layer_of(lines).mark_line(strokeWidth=0.7 if is_dense else 1.6)
    return drawn.encode(
        x=frame.x("day"),
        y=frame.y("drawn"),
        detail=alt.Detail("line:N"),
        color=alt.Color("family:N", scale=looks_of(on_white=True), legend=None),
        opacity=alt.Opacity("strength:Q", scale=None),
    )


def _unmeasured(rows: pl.DataFrame, frame: _Frame) -> list[Any]:
    """Lead to points that were not measured with dots, at the last value there is."""
    alt = drawing_library()
    since = rows.with_columns(since=pl.col("day").shift(1).over("subject"))
    dotted = since.filter(~pl.col("is_measured"), pl.col("since").is_not_null()).select("since", "day", "drawn")
    if dotted.is_empty():
        return []
    rule = layer_of(dotted).mark_rule(strokeDash=[1, 3], color=GREY, strokeWidth=1.2)
    return [rule.encode(x=frame.x("since"), x2=alt.X2("day:Q"), y=frame.y("drawn"))]


def _ends(rows: pl.DataFrame, frame: _Frame, size: int) -> list[Any]:
    """Put an arrow to the end of those who are still followed."""
    alt = drawing_library()
    ends = rows.group_by("subject", maintain_order=True).last().filter("is_followed")
    if ends.is_empty():
        return []
    arrow = layer_of(ends.select("day", "drawn", "family")).mark_point(
        shape="triangle-right", size=size, filled=True, opacity=1, xOffset=4 + size**0.5 / 2
    )
    color = alt.Color("family:N", scale=looks_of(on_white=True), legend=None)
    return [arrow.encode(x=frame.x("day"), y=frame.y("drawn"), color=color)]


def _dots(rows: pl.DataFrame, frame: _Frame) -> list[Any]:
    """Put a dot where a subject was measured and nothing else is marked."""
    alt = drawing_library()
    plain = rows.filter("is_measured", pl.col("mark").is_null()).select("day", "drawn", "family")
    color = alt.Color("family:N", scale=looks_of(on_white=True), legend=None)
    dot = layer_of(plain).mark_point(filled=True, size=22, opacity=1)
    return [dot.encode(x=frame.x("day"), y=frame.y("drawn"), color=color)]


def _clipped(rows: pl.DataFrame, frame: _Frame) -> list[Any]:
    """Give the value of each subject's highest point that was cut off, where there is room for it."""
    alt = drawing_library()
    cut = rows.filter("is_clipped").sort("value", descending=True).unique("subject", keep="first", maintain_order=True)
    room = (frame.across.to_dict()["domain"][1] - frame.across.to_dict()["domain"][0]) * _NUMBER_WIDTH / _WIDTH
    kept = list[tuple[int, float, str]]()
    for day, drawn, value in cut.select("day", "drawn", "value").rows():
        if all(abs(day - other) >= room for other, *_ in kept):
            kept.append((day, drawn, signed(value)))
    if not kept:
        return []
    words = pl.DataFrame(kept, schema=["day", "drawn", "words"], orient="row")
    text = layer_of(words).mark_text(dy=-11)
    return [text.encode(x=frame.x("day"), y=frame.y("drawn"), text=alt.Text("words:N"))]


def _named(
    rows: pl.DataFrame, names: dict[str, str], frame: _Frame, extent: tuple[int, int, float, float]
) -> list[Any]:
    """Name each line at the right, moved apart so that no name stands on another."""
    alt = drawing_library()
    ends = rows.group_by("subject", maintain_order=True).last().sort("drawn", "subject", descending=[True, False])
    low, high = extent[2:]
    wanted = [_HEIGHT * (high - value) / (high - low) for value in ends["drawn"]]
    words = [
        shortened(f"{names[subject]} · {best}", _BESIDE, 11)
        for subject, best in ends.select("subject", "best_overall_response").rows()
    ]
    beside = ends.select("day", "drawn", words=pl.Series(words), at=pl.Series(moved_apart(wanted, _HEIGHT, _LINE)))
    base = layer_of(beside.with_columns(at=high - pl.col("at") * (high - low) / _HEIGHT))
    lead = base.mark_rule(color="#BDBDBD", strokeWidth=0.7).encode(
        x=frame.x("day"), y=frame.y("drawn"), x2=alt.X2Value(_WIDTH), y2=alt.Y2("at:Q")
    )
    text = base.mark_text(align="left", dx=4).encode(x=alt.XValue(_WIDTH), y=frame.y("at"), text=alt.Text("words:N"))
    return [lead, text]


def _notes(rows: pl.DataFrame, missing: pl.DataFrame, scale: str, lines: list[tuple[float, str]]) -> tuple[str, ...]:
    """Say who is missing, and what each mark means that is there."""
    subjects = rows["subject"].n_unique()
    shown = f"{subjects:,} of {counted(subjects + missing.height, 'subject')} shown"
    absent = f"; {missing.height:,} not shown: {told(missing['reason'])}." if missing.height else "."
    marks = set(rows["mark"].drop_nulls())
    said = []
    if Family.UNCONFIRMED.value in marks:
        said.append("hollow triangle, progression not confirmed")
    if Family.PROGRESSION.value in marks:
        said.append("filled triangle, progression (where it must be confirmed, confirmed)")
    said += ["asterisk, first new lesion"] if rows["new_lesion"].any() else []
    said += ["dotted, burden not measured, mark at the last value"] if not rows["is_measured"].all() else []
    said += ["faint, after progression"] if rows["after_progression"].any() else []
    said += ["arrow at the end, still followed"] if rows["is_followed"].any() else []
    text = "; ".join(said)
    cut = rows.filter("is_clipped")
    clipped = (
        f"Values over {signed(_MOST_PCT)} % are cut off there, of {counted(cut['subject'].n_unique(), 'subject')}; "
    )
    clipped += f"the highest is {signed(max(cut['value'].to_list(), default=0.0))} %." if cut.height else ""
    limit = "Dashed: limits of the criterion that are measured from " + (
        "baseline." if scale == "baseline" else "the nadir."
    )
    return (
        shown + absent,
        f"{text[:1].upper()}{text[1:]}." if text else "",
        limit if lines else "",
        clipped if cut.height else "",
    )


def _alt_text(rows: pl.DataFrame, missing: pl.DataFrame, burden: Burden) -> str:
    subjects = rows["subject"].n_unique()
    ends = rows.filter("is_measured").group_by("subject", maintain_order=True).last()["value"]
    first, last = rows.select(first=pl.col("day").min(), last=pl.col("day").max()).row(0)
    against = {"baseline": "in percent from baseline", "nadir": "in percent from the nadir", "mm": "as measured"}
    what = f"{burden.measure}, {against[burden.scale]}"
    middle = float(str(ends.median()))
    told_middle = f"{middle:.1f} {burden.unit}" if burden.scale == "mm" else f"{signed(middle)} %"
    text = f"Spider plot of the {what}, of {counted(subjects, 'subject')} from day {first} to day {last}"
    text += f"; {missing.height:,} not shown" if missing.height else ""
    kinds = rows.unique("subject", keep="first", maintain_order=True)["family"]
    best = ", ".join(f"{(kinds == family.value).sum():,} {family.value}" for family in families_in(kinds))
    return f"{text}. At their last measurement the median is {told_middle}. Best responses: {best}."
