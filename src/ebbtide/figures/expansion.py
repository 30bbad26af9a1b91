"""Expansion: infused cells in blood by days from each infusion, one panel per measure and unit."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import polars as pl

from ebbtide.assessment.laboratory.results import BELOW, DETECTED, QUANTIFIED
from ebbtide.errors import DataError
from ebbtide.figures.altair import drawing_library
from ebbtide.figures.figure import About, Figure
from ebbtide.figures.layer_data import layer_of
from ebbtide.figures.lettering import printable, shortened
from ebbtide.figures.theme import BLACK, GREY, NOTE_SIZE, PALETTE
from ebbtide.figures.time_axis import TimeAxis
from ebbtide.figures.timeline.results import SHAPES, Series, log_axis, with_micro
from ebbtide.figures.timeline.rows import TICK
from ebbtide.figures.timeline.strips import Mark, strip
from ebbtide.figures.wording import printed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

__all__ = ["MOST_SERIES", "Kinetics", "expansion"]

WIDTH: Final = 600
HEIGHT: Final = 210
MOST_SERIES: Final = 8
"""Lines that are told apart by color and shape; more are drawn thin, with their mean."""
AREA_DAY: Final = 28
_MOST_WITH_POINTS: Final = 100
_LINE: Final = 15
_DODGE: Final = 5
"""Pixels between the means of two infusions, so that their bars do not lie on each other."""
_ON: Final = ("subject", "infusion", "measure", "unit")
_NAMES: Final = {"car_copies": "CAR copies in blood", "car_t_cells": "CAR-T cells in blood"}
_DATA: Final = {
    "mark": pl.String,
    "subject": pl.String,
    "infusion": pl.Int32,
    "measure": pl.String,
    "unit": pl.String,
    "day": pl.Int32,
    "value": pl.Float64,
    "text": pl.String,
}


@dataclass(frozen=True)
class Kinetics:
    """What an expansion is drawn of.

    Args:
        samples: `subject, infusion, measure, unit, day, reading, amount, limit, undated`, as
            `celltherapy.samples.daily` gives them; days count from the infusion.
        kinetics: The columns of `celltherapy.kinetics`.
        summary: The columns of `celltherapy.comparisons.summary`.
        means: The columns of `celltherapy.mean_profile`.
        drugs: `subject, infusion, agent, day`: drugs against toxicity, days from the infusion.
        without: Subjects given cells of whom no sample is drawn.
    """

    samples: pl.DataFrame
    kinetics: pl.DataFrame
    summary: pl.DataFrame
    means: pl.DataFrame
    drugs: pl.DataFrame
    without: int = 0


class _Look:
    """How each series is drawn and named."""

    def __init__(self, samples: pl.DataFrame) -> None:
        keys = samples.select("subject", "infusion").unique().sort("subject", "infusion").rows()
        self.are_few = samples.select(_ON).unique().height <= MOST_SERIES and len(keys) <= MOST_SERIES
        one_subject = len({subject for subject, _ in keys}) == 1
        one_infusion = len({infusion for _, infusion in keys}) == 1
        self.names = {
            (subject, infusion): (
                f"infusion {infusion}"
                if one_subject
                else shortened(str(subject), 120) + ("" if one_infusion else f", infusion {infusion}")
            )
            for subject, infusion in keys
        }
        self.numbers = {key: at for at, key in enumerate(keys)}

    def color(self, subject: str, infusion: int) -> str:
        return PALETTE[self.numbers[subject, infusion] % len(PALETTE)] if self.are_few else "#9A9A9A"

    def shape(self, subject: str, infusion: int) -> str:
        return SHAPES[self.numbers[subject, infusion] % len(SHAPES)] if self.are_few else "circle"


def expansion(found: Kinetics, about: About) -> Figure:
    """Draw infused cells in blood after each infusion.

    Args:
        found: What is drawn.
        about: Of whom.

    Returns:
        A figure with one panel per measure and unit, logarithmic, over one axis of days from infusion; beneath them
        the drugs given, and what was told without a number.

    Raises:
        DataError: If there is no sample after an infusion.
    """
    samples = found.samples.filter(pl.col("infusion").is_not_null(), pl.col("reading").is_not_null())
    if samples.is_empty():
        raise DataError(
            "no infused cells were counted after an infusion",
            hint="give counts in `findings` with the category car_kinetics, and infusions in `treatments`",
        )
    look = _Look(samples)
    axis = _axis(samples, found.drugs)
    numbered = (pl.col("reading") == QUANTIFIED).any().over("measure", "unit")
    drawn, told = samples.filter(numbered), samples.filter(~numbered)
    panels = list(drawn.group_by("measure", "unit", maintain_order=True))
    rows = [*_drug_marks(found.drugs, look), *_told_marks(told, look)]
    charts: list[Any] = []
    for at, ((measure, unit), own) in enumerate(panels):
        is_last = at == len(panels) - 1 and not rows
        title = _title(str(measure), unit)
        charts.append(_panel(own, found, look, axis, title, is_last=is_last))
        charts += _key(_lines_of_key(own, found, look), axis)
    left_out = 0
    if rows:
        drawn_rows = strip(rows, axis, _nothing, is_last=True)
        charts.insert(len(charts), drawn_rows.chart)
        left_out = drawn_rows.left_out
    alt = drawing_library()
    chart = alt.vconcat(*charts, spacing=8)
    return Figure(
        name="expansion",
        title="Infused cells in blood",
        about=about,
        chart=chart,
        data=_data(samples, found),
        alt_text=printable(" ".join(_words(samples, found))),
        notes=tuple(printable(note) for note in _notes(samples, found, look, left_out)),
        width=WIDTH,
    )


def _nothing(*, named: bool = False) -> list[Any]:  # noqa: ARG001 - as every backdrop
    return []


def _axis(samples: pl.DataFrame, drugs: pl.DataFrame) -> TimeAxis:
    days = [*samples.filter(~pl.col("undated"))["day"].drop_nulls(), *drugs["day"].drop_nulls(), 0, AREA_DAY]
    return TimeAxis.over(days, WIDTH, "Days from infusion")


def _title(measure: str, unit: object) -> str:
    named = f"({with_micro(str(unit))})" if unit else "(no unit recorded)"
    return f"{_name(measure)} {named}"


def _name(measure: str) -> str:
    plain = _NAMES.get(measure, measure.replace("_", " "))
    return plain[:1].upper() + plain[1:]


def _scale(own: pl.DataFrame) -> Series:
    """Span a panel; results below a limit that is not known need a foot to stand on."""
    amounts = [*own["amount"].drop_nulls(), *own["limit"].drop_nulls()]
    scale = log_axis(amounts)
    needs_foot = not own.filter(pl.col("reading").is_in([BELOW, DETECTED]), pl.col("limit").is_null()).is_empty()
    return scale._replace(low=scale.low / 3) if needs_foot else scale


def _panel(own: pl.DataFrame, found: Kinetics, look: _Look, axis: TimeAxis, title: str, *, is_last: bool) -> Any:  # noqa: ANN401 - a chart
    alt = drawing_library()
    scale = _scale(own)
    shown = alt.Scale(type="log", domain=[scale.low, scale.high], nice=False)
    named = alt.Axis(values=list(scale.ticks), format=",~g", title=None)

    def y(field: str) -> Any:  # noqa: ANN401 - a channel
        return alt.Y(f"{field}:Q", scale=shown, axis=named)

    x = axis.x(named=is_last)
    values = list(_values(own, look, scale))
    layers = [*_guides(axis, x), *_limits(own, axis, x, y), *_curves(values, look, x, y)]
    layers += _undated(own, look, axis, x, y)
    if not look.are_few:
        layers += _means(own, found.means, axis, x, y)
    head = layer_of([{"day": axis.first, "words": f"{title}, log scale"}]).mark_text(
        align="left", fontSize=NOTE_SIZE + 1, fontWeight="bold", color=BLACK
    )
    layers.append(head.encode(x=x, y=alt.value(-10), text="words:N"))
    return alt.layer(*layers).properties(width=axis.width, height=HEIGHT)


def _values(own: pl.DataFrame, look: _Look, scale: Series) -> Iterator[dict[str, Any]]:
    """Place each sample: at its amount, at its limit where it lies below, or at the foot where neither is known."""
    dated = own.filter(~pl.col("undated")).sort("subject", "infusion", "day")
    for row in dated.iter_rows(named=True):
        is_number = row["reading"] == QUANTIFIED
        level = row["amount"] if is_number else row["limit"]
        color = look.color(row["subject"], row["infusion"])
        yield {
            "day": row["day"],
            "amount": scale.low if level is None else max(level, scale.low),
            "series": str(look.numbers[row["subject"], row["infusion"]]),
            "ink": color,
            "fill": color if is_number else "#FFFFFF",
            "shape": look.shape(row["subject"], row["infusion"]),
        }


def _guides(axis: TimeAxis, x: Any) -> list[Any]:  # noqa: ANN401 - a channel
    """Draw the infusion, and the day to which areas are measured."""
    alt = drawing_library()
    values = [{"day": 0, "dash": [1, 0], "words": "infusion"}, {"day": AREA_DAY, "dash": [2, 3], "words": "day 28"}]
    own = layer_of([value for value in values if axis.first <= float(str(value["day"])) <= axis.last])
    rules = own.mark_rule(color="#555555").encode(x=x, strokeDash=alt.StrokeDash("dash:N", scale=None))
    words = own.mark_text(align="left", baseline="top", dx=3, dy=2, fontSize=NOTE_SIZE - 0.5, color="#555555")
    return [rules, words.encode(x=x, y=alt.value(0), text="words:N")]


def _limits(own: pl.DataFrame, axis: TimeAxis, x: Any, y: Callable[[str], Any]) -> list[Any]:  # noqa: ANN401
    limits = own["limit"].drop_nulls().unique().sort().to_list()[:3]
    if not limits:
        return []
    values = [{"day": axis.last, "amount": limit, "words": f"LLOQ {limit:,g}"} for limit in limits]
    lines = layer_of(values)
    rule = lines.mark_rule(color=GREY, strokeDash=[4, 3]).encode(y=y("amount"))
    words = lines.mark_text(align="left", dx=4, fontSize=NOTE_SIZE, color="#444444")
    return [rule, words.encode(x=x, y=y("amount"), text="words:N")]


def _curves(values: Sequence[dict[str, Any]], look: _Look, x: Any, y: Callable[[str], Any]) -> list[Any]:  # noqa: ANN401
    if not values:
        return []
    alt = drawing_library()
    own = layer_of(list(values))
    lines = len({value["series"] for value in values})
    width, size, opacity = (1.6, 45, 1.0) if look.are_few else (0.6, 9, min(0.55, max(0.07, 40 / lines)))
    line = own.mark_line(strokeWidth=width, opacity=opacity).encode(
        x=x, y=y("amount"), detail="series:N", stroke=alt.Stroke("ink:N", scale=None)
    )
    if lines > _MOST_WITH_POINTS:
        return [line]
    points = own.mark_point(size=size, opacity=1, strokeWidth=1.4 if look.are_few else 0.7).encode(
        x=x,
        y=y("amount"),
        shape=alt.Shape("shape:N", scale=None),
        fill=alt.Fill("fill:N", scale=None),
        stroke=alt.Stroke("ink:N", scale=None),
    )
    return [line, points]


def _undated(own: pl.DataFrame, look: _Look, axis: TimeAxis, x: Any, y: Callable[[str], Any]) -> list[Any]:  # noqa: ANN401
    """Draw a peak whose day is not known as a level across the panel."""
    rows = own.filter(pl.col("undated"), pl.col("amount").is_not_null()).sort("amount")
    if rows.is_empty() or not look.are_few:
        return []
    alt = drawing_library()
    values = [
        {
            "day": axis.last,
            "amount": row["amount"],
            "ink": look.color(row["subject"], row["infusion"]),
            "words": f"{look.names[row['subject'], row['infusion']]}: peak {printed(row['amount'])}, day not known",
        }
        for row in rows.iter_rows(named=True)
    ]
    lines = layer_of(values)
    color = alt.Stroke("ink:N", scale=None)
    rule = lines.mark_rule(strokeDash=[8, 4], strokeWidth=1.5).encode(y=y("amount"), stroke=color)
    words = lines.mark_text(align="right", baseline="bottom", dx=-3, dy=-2, fontSize=NOTE_SIZE, color=BLACK)
    return [rule, words.encode(x=x, y=y("amount"), text="words:N")]


def _means(own: pl.DataFrame, means: pl.DataFrame, axis: TimeAxis, x: Any, y: Callable[[str], Any]) -> list[Any]:  # noqa: ANN401
    rows = means.filter(pl.col("measure") == own["measure"][0], pl.col("unit").eq_missing(pl.lit(own["unit"][0])))
    if rows.is_empty():
        return []
    alt = drawing_library()
    values = [
        row
        | {
            "ink": PALETTE[(row["infusion"] - 1) % len(PALETTE)],
            "day": row["day"] + axis.day_at(_DODGE * (row["infusion"] - 1)) - axis.first,
        }
        for row in rows.select("infusion", "day", "geometric_mean", "low", "high").to_dicts()
    ]
    lines = layer_of(values)
    color = alt.Stroke("ink:N", scale=None)
    bars = lines.mark_rule(strokeWidth=1.2, clip=True).encode(x=x, y=y("low"), y2="high:Q", stroke=color)
    line = lines.mark_line(strokeWidth=2.6).encode(x=x, y=y("geometric_mean"), detail="infusion:N", stroke=color)
    points = lines.mark_point(size=40, filled=True, opacity=1).encode(
        x=x, y=y("geometric_mean"), color=alt.Color("ink:N", scale=None)
    )
    return [bars, line, points]


def _lines_of_key(own: pl.DataFrame, found: Kinetics, look: _Look) -> list[dict[str, str]]:
    """Say Cmax, Tmax and the area of each series, or of each infusion where they are many."""
    measure, unit = own["measure"][0], own["unit"][0]
    same = (pl.col("measure") == measure) & pl.col("unit").eq_missing(pl.lit(unit, pl.String))
    if look.are_few:
        rows = found.kinetics.filter(same, pl.col("infusion").is_not_null()).sort("subject", "infusion")
        return [
            {
                "ink": look.color(row["subject"], row["infusion"]),
                "shape": look.shape(row["subject"], row["infusion"]),
                "words": f"{look.names[row['subject'], row['infusion']]}: {told(row)}",
            }
            for row in rows.iter_rows(named=True)
            if (row["subject"], row["infusion"]) in look.names
        ]
    return [
        {"ink": PALETTE[(number - 1) % len(PALETTE)], "shape": "circle", "words": f"infusion {number}: {words}"}
        for number, words in _summarized(found.summary.filter(same))
    ]


def told(row: dict[str, Any]) -> str:
    """Say the kinetics of one infusion.

    Examples:
        >>> blank = dict.fromkeys(("auc_partial", "auc_from_day", "auc_to_day"))
        >>> told({"cmax": 78.1, "tmax_day": 14, "auc_0_28": None, "detected": True} | blank)
        'Cmax 78.1, Tmax day 14, AUC 0–28 not known'
    """
    if row["cmax"] is None:
        seen = "detected, no number" if row["detected"] else "not detected or below the limit"
        return seen + (f", peak on day {row['tmax_day']}" if row["tmax_day"] is not None else "")
    day = "not known" if row["tmax_day"] is None else f"day {row['tmax_day']}"
    if row["auc_0_28"] is not None:
        area = f"AUC 0–28 {rounded(row['auc_0_28'])}"
    elif row["auc_partial"] is not None:
        area = f"AUC {row['auc_from_day']}–{row['auc_to_day']} {rounded(row['auc_partial'])} (0–28 not known)"
    else:
        area = "AUC 0–28 not known"
    return f"Cmax {printed(row['cmax'])}, Tmax {day}, {area}"


def rounded(amount: float) -> str:
    """Write an amount to four figures, with thousands apart.

    Examples:
        >>> rounded(63381.2), rounded(879.506), rounded(0.0123)
        ('63,380', '879.5', '0.0123')
    """
    return f"{float(f'{amount:.4g}'):,.12g}"


def _summarized(summary: pl.DataFrame) -> Iterator[tuple[int, str]]:
    for (number,), rows in summary.sort("infusion").group_by("infusion", maintain_order=True):
        parts = {row["parameter"]: row for row in rows.iter_rows(named=True)}
        said = []
        for name, words in (("cmax", "Cmax"), ("auc_0_28", "AUC 0–28")):
            row = parts.get(name)
            if row and row["geometric_mean"] is not None:
                said.append(f"geometric mean {words} {rounded(row['geometric_mean'])} (n = {row['with_value']})")
        day = parts.get("tmax_day")
        if day and day["median"] is not None:
            said.append(f"median Tmax day {day['median']:g} ({day['lowest']:g} to {day['highest']:g})")
        yield int(str(number)), f"{max(rows['subjects'].to_list())} subjects; {', '.join(said) or 'nothing quantified'}"


def _key(lines: Sequence[dict[str, str]], axis: TimeAxis) -> list[Any]:
    if not lines:
        return []
    alt = drawing_library()
    values = [line | {"at": number + 0.5, "side": 8} for number, line in enumerate(lines)]
    across = alt.X("side:Q", scale=alt.Scale(domain=[0, axis.width], nice=False, zero=False), axis=None)
    down = alt.Y("at:Q", scale=alt.Scale(domain=[0, len(lines)], reverse=True, nice=False, zero=False), axis=None)
    own = layer_of(values)
    points = own.mark_point(size=45, filled=True, opacity=1).encode(
        x=across, y=down, shape=alt.Shape("shape:N", scale=None), color=alt.Color("ink:N", scale=None)
    )
    words = own.mark_text(align="left", dx=10, fontSize=NOTE_SIZE + 0.5).encode(x=across, y=down, text="words:N")
    return [alt.layer(points, words).properties(width=axis.width, height=_LINE * len(lines))]


def _drug_marks(drugs: pl.DataFrame, look: _Look) -> Iterator[Mark]:
    """Mark the drugs against toxicity, by the day after the infusion."""
    few = look.are_few and len(look.names) > 1
    for (agent,), rows in drugs.sort("agent", "day", "subject").group_by("agent", maintain_order=True):
        own = rows if few else rows.unique("day", maintain_order=True)
        for subject, infusion, day in own.select("subject", "infusion", "day").rows():
            words = look.names.get((subject, infusion), "") if few else ""
            yield Mark(str(agent), day, words, shape=TICK, fill=BLACK)


def _told_marks(samples: pl.DataFrame, look: _Look) -> Iterator[Mark]:
    """Mark samples of a measure that nobody put a number to."""
    for (measure,), rows in samples.group_by("measure", maintain_order=True):
        whose = f"{_name(str(measure)).removesuffix(' in blood')}, in words"
        for row in rows.sort("day").iter_rows(named=True):
            said = "not detected" if row["reading"] == BELOW else ("peak" if row["peak"] else "detected")
            name = look.names[row["subject"], row["infusion"]] if look.are_few and len(look.names) > 1 else ""
            words = ": ".join(part for part in (name, said) if part)
            color = look.color(row["subject"], row["infusion"])
            yield Mark(
                whose,
                row["day"],
                words if look.are_few else "",
                shape=look.shape(row["subject"], row["infusion"]),
                fill=color,
                is_hollow=row["reading"] == BELOW,
            )


def _notes(samples: pl.DataFrame, found: Kinetics, look: _Look, left_out: int) -> Iterator[str]:
    below = samples.filter(pl.col("reading") == BELOW)
    if not below.is_empty():
        foot = below["limit"].null_count()
        at_foot = f"; {foot} of {below.height} without a known limit stand at the foot" if foot else ""
        many = samples.select(_ON).unique().height > _MOST_WITH_POINTS
        drawn = "Drawn at the lower limit of quantification (LLOQ): results not detected or below it"
        open_ones = "Open symbols: not detected, or below the lower limit of quantification (LLOQ), drawn at it"
        yield f"{drawn if many else open_ones}{at_foot}."
    if samples["undated"].any():
        yield "Broken lines across: peaks of which no day is known."
    if not look.are_few:
        yield (
            "Thin lines: subjects. Thick line: geometric mean of days with at least three quantified results, most of "
            "them above the limit; bars: one geometric standard deviation."
        )
    if samples.select("measure", "unit").unique().height > 1:
        yield "Each unit has a panel of its own; none is converted."
    if not found.drugs.is_empty():
        yield "Strokes: drugs against toxicity" + ("." if look.are_few else ", of all subjects.")
    kept_apart = found.kinetics["note"].drop_nulls().str.contains("of which cells it is the percentage").any()
    if kept_apart:
        yield "Of which cells % is the percentage is not recorded."
    if found.without:
        yield f"{found.without} subjects given cells have no sample."
    if left_out:
        yield f"Left out for want of room: the words of {left_out} marks."


def _words(samples: pl.DataFrame, found: Kinetics) -> Iterator[str]:
    subjects = samples["subject"].n_unique()
    yield f"Infused cells in blood of {subjects} subject{'s' if subjects > 1 else ''} by days from infusion, log scale."
    known = found.kinetics.filter(pl.col("infusion").is_not_null()).sort("subject", "infusion")
    if subjects <= MOST_SERIES:
        for row in known.head(MOST_SERIES).iter_rows(named=True):
            unit = f" {row['unit']}" if row["unit"] else ""
            yield f"{row['subject']}, infusion {row['infusion']}, {_name(row['measure'])}{unit}: {told(row)}."
        return
    for (measure, unit), rows in found.summary.group_by("measure", "unit", maintain_order=True):
        for number, words in _summarized(rows):
            yield f"{_title(str(measure), unit)}, infusion {number}: {words}."


def _data(samples: pl.DataFrame, found: Kinetics) -> pl.DataFrame:
    """Put all that is drawn into one table."""
    rows = [
        samples.select(
            *(pl.lit("sample").alias("mark"), *_ON),
            day=pl.when(~pl.col("undated")).then("day"),
            value="amount",
            text="reading",
        )
    ]
    limits = samples.drop_nulls("limit")
    rows.append(limits.select(pl.lit("limit").alias("mark"), *_ON, "day", value="limit", text=pl.lit("LLOQ")))
    for name in ("cmax", "tmax_day", "auc_0_28", "auc_partial"):
        told_of = found.kinetics.filter(pl.col(name).is_not_null(), pl.col("infusion").is_not_null())
        day = pl.col("tmax_day") if name == "cmax" else pl.lit(None, pl.Int32)
        parts = told_of.select(pl.lit(name).alias("mark"), *_ON, day=day)
        rows.append(parts.with_columns(value=told_of[name].cast(pl.Float64), text=pl.lit(None, pl.String)))
    means = found.means.select(
        pl.lit("geometric mean").alias("mark"),
        pl.lit(None, pl.String).alias("subject"),
        *("infusion", "measure", "unit", "day"),
        value="geometric_mean",
        text=pl.lit(None, pl.String),
    )
    rows.append(means)
    drugs = found.drugs.select(pl.lit("drug").alias("mark"), "subject", "infusion", "day", text="agent").with_columns(
        measure=pl.lit(None, pl.String), unit=pl.lit(None, pl.String), value=pl.lit(None, pl.Float64)
    )
    rows.append(drugs)
    return pl.concat([part.select(pl.col(name).cast(kind) for name, kind in _DATA.items()) for part in rows])
