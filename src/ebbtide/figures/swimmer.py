"""The swimmer: a lane for every subject, with what was given, how the disease answered, and how it ended."""

from __future__ import annotations

from json import dumps
from string import ascii_uppercase
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import polars as pl

from ebbtide.errors import DataError
from ebbtide.figures.altair import drawing_library
from ebbtide.figures.figure import Figure
from ebbtide.figures.layer_data import layer_of
from ebbtide.figures.lettering import printable, short_names
from ebbtide.figures.subjects import families_in, looks_of
from ebbtide.figures.theme import BLACK, FAMILY_LOOKS, GREY, PHASES
from ebbtide.figures.time_axis import week_axis
from ebbtide.figures.wording import counted, told
from ebbtide.terms.families import Family

if TYPE_CHECKING:
    from ebbtide.figures.figure import About

__all__ = ["MARKS", "SWIMMER", "swimmer"]

SWIMMER: Final = {
    "lane": pl.Int32,
    "subject": pl.String,
    "what": pl.String,
    "day": pl.Int32,
    "end_day": pl.Int32,
    "label": pl.String,
}
"""Columns of the data of a swimmer: `what` is `lane`, `phase`, `state`, or one of MARKS."""


class _Look(NamedTuple):
    shape: str
    fill: str
    stroke: str


_BLUE: Final = FAMILY_LOOKS[Family.PARTIAL].color
_VERMILION: Final = FAMILY_LOOKS[Family.PROGRESSION].color
_ORANGE: Final = FAMILY_LOOKS[Family.UNCONFIRMED].color
_CROSS: Final = "M-0.8,-0.8L0.8,0.8M-0.8,0.8L0.8,-0.8"
_DOWN: Final = "M-0.9,-0.8L0.9,-0.8L0,0.8Z"
MARKS: Final[dict[str, _Look]] = {
    "infusion": _Look("diamond", BLACK, BLACK),
    "response": _Look("circle", _BLUE, _BLUE),
    "response, not confirmed": _Look("circle", "white", _BLUE),
    "progression, not confirmed": _Look("triangle-up", "white", _ORANGE),
    "progression": _Look("triangle-up", _VERMILION, _VERMILION),
    "new therapy": _Look(_DOWN, "white", BLACK),
    "death": _Look(_CROSS, "transparent", BLACK),
    "still followed": _Look("triangle-right", GREY, GREY),
}
"""What is marked in a lane, with its shape, fill and outline."""
_WIDTH: Final = 600
_NAMES: Final = 110
_MOST_NAMED: Final = 60
_TALLEST: Final = 20
_LETTER_STEP: Final = 13
_LETTER_ROOM: Final = 12
"""Pixels that a letter keeps from marks and ends."""
_SMALL: Final = 20
_ARROW: Final = 7
_HIGHEST: Final = 900
_OTHER: Final = "other treatment"
_STATE_LIGHT: Final = 0.55
_GROUND: Final = {
    "orient": "bottom",
    "symbolType": "square",
    "symbolStrokeColor": "#A0A0A0",
    "symbolStrokeWidth": 0.6,
    "symbolSize": 130,
}
"""How a legend shows what fills lanes."""


def swimmer(
    lanes: pl.DataFrame,
    spans: pl.DataFrame,
    marks: pl.DataFrame,
    missing: pl.DataFrame,
    about: About,
    *,
    notes: tuple[str, ...] = (),
) -> Figure:
    """Draw a lane for each subject, the longest first.

    Args:
        lanes: One row per subject: `subject`, `start_day`, `end_day`.
        spans: Parts of lanes: `subject`, `what` (`phase`: what was given; `state`: what was last called), `day`,
            `end_day`, `label` (of a state, its family of responses).
        marks: `subject`, `what` (one of MARKS), `day`, `label`.
        missing: One row per subject without a lane: `subject`, `reason`.
        about: Whom it is about.
        notes: What else to say beneath.

    Raises:
        DataError: If there is no lane.
    """
    if lanes.is_empty():
        why = told(missing["reason"]) if missing.height else "it has no subjects"
        raise DataError(f"no subject has a day to draw: {why}", hint="add assessments, treatments or events with days")
    placed = lanes.sort(["end_day", "start_day", "subject"], descending=[True, False, False])
    placed = placed.with_columns(lane=pl.int_range(1, placed.height + 1))
    where = placed.select("subject", "lane")
    spans = _lettered(_few_labels(_printable(spans))).join(where, on="subject").sort("lane", "day", "label")
    marks = marks.join(where, on="subject").sort("lane", "day", "what")
    names, cut = short_names(placed["subject"].to_list()) if placed.height <= _MOST_NAMED else ({}, "")
    whole = placed.select("lane", "subject", day="start_day", end_day="end_day", what=pl.lit("lane"))
    said = (*_notes(placed, spans, missing, _step(placed.height)), *notes, cut)
    return Figure(
        "swimmer",
        "Course of each subject",
        about,
        _chart(placed, spans, marks, names),
        pl.concat([whole, spans, marks], how="diagonal_relaxed").select(
            pl.col(name).cast(kind) for name, kind in SWIMMER.items()
        ),
        _alt_text(placed, spans, marks, missing),
        tuple(note for note in said if note),
        _WIDTH + _NAMES,
    )


def _printable(spans: pl.DataFrame) -> pl.DataFrame:
    words = {label: printable(label) for label in spans["label"].unique().drop_nulls()}
    return spans.with_columns(label=pl.col("label").replace_strict(words, default=None, return_dtype=pl.String))


def _few_labels(spans: pl.DataFrame) -> pl.DataFrame:
    """Keep the most frequent phases apart, as many as there are grounds for; call the rest other treatment."""
    phases = spans.filter(what="phase")
    first = phases.group_by("label").agg(n=pl.col("subject").n_unique(), day=pl.col("day").median())
    kept = first.sort(["n", "day", "label"], descending=[True, False, False])["label"].to_list()
    if len(kept) <= len(PHASES):
        return spans
    rare = pl.col("what").eq("phase") & ~pl.col("label").is_in(kept[: len(PHASES) - 1])
    return spans.with_columns(label=pl.when(rare).then(pl.lit(_OTHER)).otherwise("label"))


def _chart(lanes: pl.DataFrame, spans: pl.DataFrame, marks: pl.DataFrame, names: dict[str, str]) -> Any:  # noqa: ANN401
    alt = drawing_library()
    n = lanes.height
    step = _step(n)
    height = round(max(step * n, _TALLEST))
    first, last = lanes.select(pl.col("start_day").min(), pl.col("end_day").max()).row(0)
    last = max(last, first + 1)
    room = max(1, round(0.02 * (last - first)))
    ends = (first - room, last + 2 * room)
    across = alt.Scale(domain=list(ends), nice=False, zero=False)
    down = alt.Scale(domain=[0.5, n + 0.5], range=[0, height], nice=False, zero=False)
    frame = _Frame(across, down, week_axis(first, last), _names_axis(lanes, names), step, _WIDTH / (ends[1] - ends[0]))
    layers = [_lanes(lanes, frame), *_spans(spans, frame), *_letters(spans, marks, frame)]
    layers += [_zero(frame)] if first < 0 else []
    layers += _marks(marks, frame)
    # Legends stay with the chart: shared ones would stand beneath the notes.
    own = dict.fromkeys(("color", "shape", "fill", "stroke"), "independent")
    return alt.layer(*layers).resolve_scale(**own).properties(width=_WIDTH, height=height)


def _step(lanes: int) -> float:
    """Choose how high a lane is, in pixels."""
    return min(_TALLEST, _HIGHEST / lanes)


class _Frame(NamedTuple):
    """Where days and lanes fall, what their axes say, how high a lane is, and how wide a day."""

    across: Any
    down: Any
    x_axis: Any
    y_axis: Any
    step: float
    per_day: float

    def x(self, field: str) -> Any:  # noqa: ANN401 - a channel
        return drawing_library().X(f"{field}:Q", scale=self.across, axis=self.x_axis)

    def y(self, field: str) -> Any:  # noqa: ANN401 - a channel
        return drawing_library().Y(f"{field}:Q", scale=self.down, axis=self.y_axis)


def _names_axis(lanes: pl.DataFrame, names: dict[str, str]) -> Any:  # noqa: ANN401 - an axis
    """Name the lanes, if there is room, or only say how many there are."""
    alt = drawing_library()
    plain = {"grid": False, "domain": False, "ticks": False}
    if not names:
        return alt.Axis(title=f"{lanes.height:,} subjects, longest first", labels=False, **plain)
    words = dumps([names[subject] for subject in lanes["subject"]])
    labels = f"{words}[round(datum.value) - 1]"
    return alt.Axis(title=None, values=lanes["lane"].to_list(), labelExpr=labels, labelLimit=_NAMES, **plain)


def _lanes(lanes: pl.DataFrame, frame: _Frame) -> Any:  # noqa: ANN401 - a chart
    alt = drawing_library()
    drawn = layer_of(lanes.select("lane", "start_day", "end_day"))
    bar = drawn.mark_bar(height=_thick(frame, 0.7), color="#F4F4F4", stroke=_outline(frame), strokeWidth=0.6)
    return bar.encode(x=frame.x("start_day"), x2=alt.X2("end_day:Q"), y=frame.y("lane"))


def _outline(frame: _Frame) -> str | None:
    return "#A0A0A0" if frame.step > _TALLEST / 4 else None


def _thick(frame: _Frame, part: float) -> float:
    """Choose how thick a bar is: thin lanes touch, so that no seams are seen."""
    return frame.step * part if frame.step > _TALLEST / 4 else frame.step + 0.3


def _spans(spans: pl.DataFrame, frame: _Frame) -> list[Any]:
    """Fill lanes with the phases of treatment, or with the state last called."""
    alt = drawing_library()
    layers = []
    for what in ("phase", "state"):
        here = spans.filter(what=what)
        if here.is_empty():
            continue
        drawn = layer_of(here.select("lane", "day", "end_day", "label"))
        bar = drawn.mark_bar(
            height=_thick(frame, 0.7),
            stroke=_outline(frame),
            strokeWidth=0.6,
            opacity=1 if what == "phase" else _STATE_LIGHT,
        )
        color = _phase_color(here) if what == "phase" else _state_color(here)
        layers.append(bar.encode(x=frame.x("day"), x2=alt.X2("end_day:Q"), y=frame.y("lane"), color=color))
    return layers


def _phase_color(phases: pl.DataFrame) -> Any:  # noqa: ANN401 - a channel
    alt = drawing_library()
    labels = _labels(phases)
    scale = alt.Scale(domain=labels, range=list(PHASES[: len(labels)]))
    legend = alt.Legend(title="Phase of treatment", columns=2, labelLimit=330, **_GROUND)
    return alt.Color("label:N", scale=scale, legend=legend)


def _labels(phases: pl.DataFrame) -> list[str]:
    """List the phases in the order in which they mostly begin, what is left over last."""
    order = phases.group_by("label").agg(day=pl.col("day").median())
    ordered = order.sort(pl.col("label") == _OTHER, "day", "label")["label"].to_list()
    return [str(label) for label in ordered]


def _state_color(states: pl.DataFrame) -> Any:  # noqa: ANN401 - a channel
    alt = drawing_library()
    families = [family.value for family in families_in(states["label"])]
    light = {"symbolOpacity": _STATE_LIGHT, "labelLimit": 220, "values": families}
    legend = alt.Legend(title="Last response called", columns=3, **light, **_GROUND)
    return alt.Color("label:N", scale=looks_of(), legend=legend)


def _lettered(spans: pl.DataFrame) -> pl.DataFrame:
    """Give each phase a letter, which stands before its name: grounds so light are hard to tell in grey."""
    phases = _labels(spans.filter(what="phase"))
    letters = {label: ascii_uppercase[number] for number, label in enumerate(phases)}
    letters |= {family.value: FAMILY_LOOKS[family].letter for family in Family if family.value not in letters}
    known = spans.with_columns(letter=pl.col("label").replace_strict(letters, return_dtype=pl.String))
    named = pl.when(what="phase").then(pl.format("{}  {}", "letter", "label")).otherwise("label")
    return known.with_columns(label=named)


def _letters(spans: pl.DataFrame, marks: pl.DataFrame, frame: _Frame) -> list[Any]:
    """Write the letter of each part of a lane where no mark stands, if lanes are high enough."""
    alt = drawing_library()
    if frame.step < _LETTER_STEP:
        return []
    stops: dict[int, list[int]] = {}
    for lane, day in marks.select("lane", "day").rows():
        stops.setdefault(lane, []).append(day)
    placed = [
        (lane, at, letter)
        for lane, day, end, letter in spans.select("lane", "day", "end_day", "letter").rows()
        if (at := _free(day, end, stops.get(lane, []), _LETTER_ROOM / frame.per_day)) is not None
    ]
    if not placed:
        return []
    rows = pl.DataFrame(placed, schema={"lane": pl.Int64, "day": pl.Float64, "words": pl.String}, orient="row")
    text = layer_of(rows).mark_text(fontSize=10, color="#333333")
    return [text.encode(x=frame.x("day"), y=frame.y("lane"), text=alt.Text("words:N"))]


def _free(day: int, end: int, marks: list[int], room: float) -> float | None:
    """Find the first place between two days that is so far from every mark and from the end.

    Examples:
        >>> _free(0, 100, [0, 8, 60], 10), _free(0, 15, [0, 15], 10)
        (18, None)
    """
    after = sorted({day, *(mark for mark in marks if day - room < mark < end)})
    stops = [*after[1:], max(end, after[-1])]
    return next((at + room for at, stop in zip(after, stops, strict=True) if stop - at >= 2 * room), None)


def _zero(frame: _Frame) -> Any:  # noqa: ANN401 - a chart
    rule = layer_of(pl.DataFrame({"day": [0]})).mark_rule(color=GREY, strokeWidth=0.8)
    return rule.encode(x=frame.x("day"))


def _marks(marks: pl.DataFrame, frame: _Frame) -> list[Any]:
    """Mark what happened, each kind with a shape of its own."""
    alt = drawing_library()
    kinds = [kind for kind in MARKS if kind in set(marks["what"])]
    if not kinds:
        return []
    looks = [MARKS[kind] for kind in kinds]
    # The arrow stands beyond the end of its lane, where nothing else is marked.
    beyond = (
        pl.when(what="still followed").then(_ARROW / frame.per_day * min(1.0, frame.step / _TALLEST)).otherwise(0.0)
    )
    size = max(5.0, min(70.0, (0.62 * frame.step) ** 2))
    scale = {name: alt.Scale(domain=kinds, range=[getattr(look, name) for look in looks]) for name in _Look._fields}
    legend = alt.Legend(title=None, orient="top", columns=4, symbolSize=70, labelLimit=200)
    point = layer_of(marks.select("lane", "what", at=pl.col("day") + beyond)).mark_point(
        size=size, opacity=1, strokeWidth=1.6 if size > _SMALL else 0.6
    )
    return [
        point.encode(
            x=frame.x("at"),
            y=frame.y("lane"),
            shape=alt.Shape("what:N", scale=scale["shape"], legend=legend),
            fill=alt.Fill("what:N", scale=scale["fill"], legend=legend),
            stroke=alt.Stroke("what:N", scale=scale["stroke"], legend=legend),
        )
    ]


def _notes(lanes: pl.DataFrame, spans: pl.DataFrame, missing: pl.DataFrame, step: float) -> tuple[str, ...]:
    """Say who is missing, and what fills a lane."""
    shown = f"{lanes.height:,} of {counted(lanes.height + missing.height, 'subject')} shown, longest first"
    absent = f"; {missing.height:,} not shown: {told(missing['reason'])}." if missing.height else "."
    ends = "A lane ends on the last day that anything is known."
    if spans.filter(what="phase").height:
        ends += " A phase lasts from the start of a treatment to that of the next."
    letters = ""
    if spans.filter(what="state").height and step >= _LETTER_STEP:
        here = families_in(spans.filter(what="state")["label"])
        letters = f"Letters: {', '.join(f'{FAMILY_LOOKS[one].letter} {one.value}' for one in here)}."
    return (shown + absent, ends, letters)


def _alt_text(lanes: pl.DataFrame, spans: pl.DataFrame, marks: pl.DataFrame, missing: pl.DataFrame) -> str:
    longest, middle = lanes.select(most=pl.col("end_day").max(), middle=pl.col("end_day").median()).row(0)
    text = f"Swimmer plot of {counted(lanes.height, 'subject')}, the longest to day {longest}, "
    text += f"the median to day {middle:.0f}"
    text += f"; {missing.height:,} not shown" if missing.height else ""
    phases = spans.filter(what="phase")
    given = f" Phases: {'; '.join(_labels(phases))}." if phases.height else " No treatments are recorded."
    kinds = [kind for kind in MARKS if kind in set(marks["what"])]
    numbers = [f"{kind} {marks.filter(what=kind)['subject'].n_unique():,}" for kind in kinds]
    return f"{text}.{given}" + (f" Subjects by mark: {'; '.join(numbers)}." if numbers else "")
