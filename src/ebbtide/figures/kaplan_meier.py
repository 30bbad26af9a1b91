"""Kaplan-Meier curves: step by step with their intervals and censorings, over the numbers at risk.

Every number is one of the comparison's own tables: nothing is estimated here.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import polars as pl

from ebbtide.errors import EmptyTableError
from ebbtide.figures.altair import drawing_library
from ebbtide.figures.figure import Figure
from ebbtide.figures.layer_data import layer_of
from ebbtide.figures.lettering import cut_in_middle, told_apart
from ebbtide.figures.sheet import Text, at_pixels, texts
from ebbtide.figures.theme import BLACK, PALETTE
from ebbtide.figures.time_axis import MONTHS, ticks
from ebbtide.figures.wording import counted

if TYPE_CHECKING:
    from ebbtide.figures.figure import About
    from ebbtide.statistics.survival import SurvivalByGroup

__all__ = ["EVERYBODY", "Told", "numbers_at_risk", "survival_curves"]

EVERYBODY: Final = "all subjects"
"""The name of a group that has none."""
MOST_CURVES: Final = 6
"""Groups that can be told apart, in colour and in line."""
FEW: Final = 10
"""A curve ends where fewer are at risk, or fewer than the same number in a hundred of its group."""
_MOST_BANDS: Final = 3
_COLORS: Final = (*PALETTE[:5], BLACK)
_DASHES: Final = ([1, 0], [7, 3], [2, 2], [9, 3, 2, 3], [14, 4], [4, 2, 1, 2, 1, 2])
_NAMES: Final = {
    "OS": ("overall survival", "Alive (%)"),
    "PFS": ("progression-free survival", "Alive without progression (%)"),
    "TTP": ("time to progression", "Without progression (%)"),
    "DOR": ("duration of response", "Still in response (%)"),
    "TTR": ("time to response", "Not yet in response (%)"),
}
_WIDTH: Final = 640
_LEFT: Final = 172
"""Pixels to the left of the curves, where the names of the risk table stand."""
_HEIGHT: Final = 250
_ROW: Final = 16
_MOST_TICKS: Final = 7
_SHORT, _LONG = 23, 33
"""Letters of a name beside the numbers at risk, and in the table above the curves."""


@dataclass(frozen=True)
class Told:
    """What is said of a comparison beside its tables.

    Args:
        words: One row per group, as the comparison is printed: `group`, `subjects`, `events`, `median_text`,
            `hazard_text`, `p_text`, `note`.
        endpoint: Which time: `PFS`.
        by: What the groups are: `arm`; blank for one group of all.
        since: What the days are counted from: `start of therapy`.
        test: The log-rank test as a sentence; blank where there is none.
        notes: Further notes, on how the groups were made.
    """

    words: pl.DataFrame
    endpoint: str
    by: str = ""
    since: str = "start of therapy"
    test: str = ""
    notes: tuple[str, ...] = ()


def survival_curves(compared: SurvivalByGroup, told: Told, about: About) -> Figure:
    """Draw the survival of each group, with who is at risk beneath.

    Args:
        compared: Curves, medians, test and hazards.
        told: What is said of them.
        about: The study; its population is taken as it is.

    Raises:
        EmptyTableError: If nobody is in a group.
        MissingExtraError: If Altair is not installed.

    Sources:
        Kaplan 1958; Pocock 2002 (curves end where few are left, numbers at risk stand beneath them).
    """
    if compared.curves.is_empty():
        raise EmptyTableError(f"nobody has a time to {told.endpoint}", hint="look at the table of endpoints")
    groups = drawn_groups(compared.medians)
    curves = with_drawn(compared.curves, groups)
    last = curves.filter("drawn").select(pl.col("day").max()).item()
    marked = ticks(0, last, _MOST_TICKS, MONTHS)
    risk = numbers_at_risk(compared.curves.filter(pl.col("group").is_in(groups)), marked)
    head = summary_words(told, groups)
    base = 22 + _ROW * (len(groups) + 1) + (_ROW if told.test else 0)
    chart = drawing_library().layer(
        *curve_layers(curves, groups, told, base, last, marked),
        *line_samples(groups, base),
        *texts([*head, *risk_words(risk, groups, base, last)]),
    )
    height = base + _HEIGHT + 64 + _ROW * len(groups)
    return Figure(
        name="survival",
        title=title_of(told),
        about=about,
        chart=chart.properties(width=_WIDTH, height=height),
        data=data_of(curves, risk, compared),
        alt_text=alt_text_of(told, groups),
        notes=notes_of(compared, told, groups, curves),
        width=_WIDTH,
    )


def drawn_groups(medians: pl.DataFrame) -> list[str]:
    """Choose the groups that are drawn: all, or the largest where they could not be told apart; in their order."""
    largest = medians.with_row_index("place").sort("subjects", "place", descending=[True, False]).head(MOST_CURVES)
    return largest.sort("place")["group"].to_list()


def with_drawn(curves: pl.DataFrame, groups: list[str]) -> pl.DataFrame:
    """Begin each curve at 100 %, and tell how far it is drawn: `drawn`."""
    size = pl.col("at_risk").max().over("group")
    starts = curves.group_by("group", maintain_order=True).agg(
        pl.lit(0).cast(curves["day"].dtype).alias("day"),
        at_risk=pl.col("at_risk").max(),
        events=pl.lit(0, pl.Int64),
        censored=pl.lit(0, pl.Int64),
        survival=pl.lit(1.0),
        low=pl.lit(None, pl.Float64),
        high=pl.lit(None, pl.Float64),
    )
    both = pl.concat([starts.select(curves.columns), curves])
    order = {name: place for place, name in enumerate(starts["group"])}
    placed = both.with_columns(place=pl.col("group").replace_strict(order, return_dtype=pl.Int64))
    enough = pl.col("at_risk") >= pl.min_horizontal(pl.lit(FEW), size * FEW / 100)
    return placed.sort("place", "day", maintain_order=True).with_columns(
        drawn=enough & pl.col("group").is_in(groups), cut=~enough
    )


def numbers_at_risk(curves: pl.DataFrame, days: list[int]) -> pl.DataFrame:
    """Count who is at risk on some days, and the events up to and on them.

    Args:
        curves: As `kaplan_meier` gives them.
        days: On which.

    Returns:
        One row per group and day: `group`, `day`, `at_risk`, `events`.

    Examples:
        >>> from ebbtide.statistics.curves import kaplan_meier
        >>> numbers_at_risk(kaplan_meier([30, 60, 60, 90], [1, 1, 0, 0]), [0, 60, 120]).rows()
        [('all', 0, 4, 0), ('all', 60, 3, 2), ('all', 120, 0, 2)]
    """
    asked = pl.DataFrame({"on": days}, schema={"on": pl.Float64})
    later, until = pl.col("day") >= pl.col("on"), pl.col("day") <= pl.col("on")
    counted = (
        curves.join(asked, how="cross")
        .group_by("group", "on", maintain_order=True)
        .agg(
            at_risk=pl.col("at_risk").filter(later).max().fill_null(0).cast(pl.Int64),
            events=pl.col("events").filter(until).sum().cast(pl.Int64),
        )
    )
    return counted.select("group", pl.col("on").cast(pl.Int64).alias("day"), "at_risk", "events")


def curve_layers(
    curves: pl.DataFrame, groups: list[str], told: Told, base: int, last: float, marked: list[int]
) -> list[Any]:
    """Draw bands, steps, censorings and the line at one half."""
    alt = drawing_library()
    number = {name: place for place, name in enumerate(groups)}
    shown = (
        curves.filter("drawn")
        .select(
            pl.col("group").replace_strict(number, return_dtype=pl.Int64).alias("g"),
            pl.col("day").cast(pl.Float64).alias("d"),
            pl.col("survival", "low", "high") * 100,
            c=pl.col("censored"),
        )
        .with_row_index("i")
    )
    days = alt.Scale(domain=[0, max(last, 1)], range=[_LEFT, _WIDTH - 12], nice=False)
    below = alt.Axis(
        values=marked, title=f"Days from {told.since}", offset=-(64 + _ROW * len(groups)), grid=False, labelFlush=False
    )
    x = alt.X("d:Q", scale=days, axis=below)
    percent = alt.Scale(domain=[0, 100], range=[base + _HEIGHT, base])
    beside = alt.Axis(values=[0, 25, 50, 75, 100], title=_named(told)[1], offset=-_LEFT, grid=False, titlePadding=6)
    y = alt.Y("survival:Q", scale=percent, axis=beside)
    color, dash = look_of(groups)
    half = layer_of(pl.DataFrame({"survival": [50.0], "from": [float(_LEFT)], "to": [float(_WIDTH - 12)]}))
    layers = [
        half.mark_rule(color="#BBBBBB", strokeWidth=1).encode(
            x=at_pixels("X", "from"), x2="to:Q", y=alt.Y("survival:Q", scale=percent, axis=beside)
        )
    ]
    # Where the last one falls, the band has no ends of its own: it reaches that day at its last width.
    fallen = pl.when(pl.col("survival") == 0).then(pl.col("low", "high").forward_fill().over("g"))
    bands = shown.with_columns(fallen.otherwise(pl.col("low", "high"))).filter(pl.col("low").is_not_null())
    if len(groups) <= _MOST_BANDS and len(bands):
        band = layer_of(bands).mark_area(interpolate="step-after", opacity=0.14, line=False)
        layers.append(band.encode(x=x, y=alt.Y("low:Q", scale=percent, axis=beside), y2="high:Q", color=color))
    line = layer_of(shown).mark_line(interpolate="step-after", strokeWidth=2, strokeCap="butt", clip=False)
    layers.append(line.encode(x=x, y=y, color=color, strokeDash=dash, detail="g:N", order="i:Q"))
    ends = shown.filter(pl.col("c") > 0)
    if len(ends):
        tick = layer_of(ends).mark_point(shape="stroke", angle=90, size=55, strokeWidth=1.3, filled=False, opacity=1)
        layers.append(tick.encode(x=x, y=y, color=color))
    return layers


def look_of(groups: list[str]) -> tuple[Any, Any]:
    """Give each group its colour and its line."""
    alt = drawing_library()
    numbers = list(range(len(groups)))
    colors = alt.Scale(domain=numbers, range=list(_COLORS[: len(groups)]))
    dashes = alt.Scale(domain=numbers, range=list(_DASHES[: len(groups)]))
    return alt.Color("g:N", scale=colors, legend=None), alt.StrokeDash("g:N", scale=dashes, legend=None)


def line_samples(groups: list[str], base: int) -> list[Any]:
    """Draw a piece of each line beside its name, in the table and beside the numbers at risk."""
    places = [
        (number, 0.0, 24.0, y) for number in range(len(groups)) for y in (_summary_y(number), _risk_y(base, number))
    ]
    rows = pl.DataFrame(places, schema={"g": pl.Int64, "a": pl.Float64, "b": pl.Float64, "y": pl.Float64}, orient="row")
    color, dash = look_of(groups)
    rule = layer_of(rows).mark_rule(strokeWidth=2)
    return [rule.encode(x=at_pixels("X", "a"), x2="b:Q", y=at_pixels("Y", "y"), color=color, strokeDash=dash)]


def _summary_y(number: int) -> float:
    return 8.0 + _ROW * (number + 1)


def _risk_y(base: int, number: int) -> float:
    return float(base + _HEIGHT + 66 + _ROW * number)


def summary_words(told: Told, groups: list[str]) -> list[Text]:
    """Write the table above the curves: events, medians and hazard ratios, as the comparison is printed."""
    several = len(groups) > 1
    head = [Text(32, 8, "Group", is_bold=True), Text(250, 8, "Events / n", "right", is_bold=True)]
    head.append(Text(264, 8, "Median, days (95 % interval)", is_bold=True))
    if several:
        head += [Text(418, 8, "Hazard ratio (95 % interval)", is_bold=True), Text(580, 8, "p", is_bold=True)]
    words = list(head)
    has_ratio = bool((told.words["hazard_text"] != "").any() or (told.words["note"] != "").any())
    rows = {row["group"]: row for row in told.words.iter_rows(named=True)}
    names = told_apart([group or EVERYBODY for group in groups], _LONG)
    for number, group in enumerate(groups):
        row, y = rows[group], _summary_y(number)
        words += [
            Text(32, y, names[number]),
            Text(250, y, f"{row['events']:,} / {row['subjects']:,}", "right"),
            Text(264, y, row["median_text"]),
        ]
        if several:
            is_reference = has_ratio and not (row["hazard_text"] or row["note"])
            ratio = row["hazard_text"] or row["note"] or ("reference" if is_reference else "")
            words += [Text(418, y, cut_in_middle(ratio, 42)), Text(580, y, row["p_text"])]
    if told.test:
        words.append(Text(32, _summary_y(len(groups)) + 2, told.test))
    return words


def risk_words(risk: pl.DataFrame, groups: list[str], base: int, last: float) -> list[Text]:
    """Write the numbers at risk beneath the ticks they belong to."""
    top = base + _HEIGHT + 66 - _ROW
    words = [Text(0, top, "At risk (events so far)", is_bold=True)]
    names = told_apart([group or EVERYBODY for group in groups], _SHORT)
    for number, group in enumerate(groups):
        y = _risk_y(base, number)
        words.append(Text(30, y, names[number]))
        for row in risk.filter(pl.col("group") == group).iter_rows(named=True):
            x = _LEFT + (_WIDTH - 12 - _LEFT) * row["day"] / max(last, 1)
            words.append(Text(x, y, f"{row['at_risk']:,} ({row['events']:,})", "center"))
    return words


def data_of(curves: pl.DataFrame, risk: pl.DataFrame, compared: SurvivalByGroup) -> pl.DataFrame:
    """Put the curves, the numbers at risk and the groups into one table, told apart by `part`."""
    percent = {f"{name}_pct": pl.col(name) * 100 for name in ("survival", "low", "high")}
    steps_of = curves.select(
        pl.lit("curve").alias("part"),
        "group",
        pl.col("day").cast(pl.Float64),
        pl.col("at_risk", "events", "censored").cast(pl.Int64),
        **percent,
        drawn="drawn",
    )
    beneath = risk.select(pl.lit("at risk").alias("part"), "group", pl.col("day").cast(pl.Float64), "at_risk", "events")
    ratios = compared.hazards.select(
        pl.col("group").cast(pl.String),
        "hazard_ratio",
        hazard_ratio_low="low",
        hazard_ratio_high="high",
        p="p",
    )
    named = {"median_days": "median", "median_low_days": "low", "median_high_days": "high"}
    sums = compared.medians.select(
        pl.lit("group").alias("part"),
        pl.col("group").cast(pl.String),
        at_risk=pl.col("subjects").cast(pl.Int64),
        events=pl.col("events").cast(pl.Int64),
        **{name: pl.col(column) for name, column in named.items()},
    ).join(ratios, on="group", how="left", maintain_order="left")
    return pl.concat([steps_of, beneath, sums], how="diagonal")


def title_of(told: Told) -> str:
    """Say which time is shown, of which groups."""
    name = _named(told)[0]
    by = f" by {told.by.replace('_', ' ')}" if told.by else ""
    known = name.lower() != told.endpoint.lower()
    return f"{name[0].upper()}{name[1:]}{f' ({told.endpoint})' if known else ''}{by}"


def _named(told: Told) -> tuple[str, str]:
    plain = told.endpoint.partition(" ")[0]
    found = next((words for code, words in _NAMES.items() if plain.endswith(code)), None)
    return found or (told.endpoint, f"Without {cut_in_middle(told.endpoint, 20)} (%)")


def notes_of(compared: SurvivalByGroup, told: Told, groups: list[str], curves: pl.DataFrame) -> tuple[str, ...]:
    """Say what is drawn and what is not."""
    band = (
        "Bands: 95 % interval (log-log)." if len(groups) <= _MOST_BANDS else "Intervals are in the data of the figure."
    )
    notes = [f"Kaplan-Meier estimate. Upright ticks: censored. {band} Grey line: one half."]
    notes += told.notes
    if len(compared.hazards) and len(groups) > 1:
        against = cut_in_middle(compared.hazards["reference"][0] or EVERYBODY, 60)
        notes.append(f"Hazard ratio against {against} by Cox's model, ties by Efron; p by Wald.")
    if len(compared.left_out):
        gone = [f"{row['subjects']:,} ({row['reason']})" for row in compared.left_out.iter_rows(named=True)]
        notes.append(f"Left out: {'; '.join(gone)}.")
    more = len(compared.medians) - len(groups)
    if more > 0:
        are = "groups are" if more > 1 else "group is"
        notes.append(f"{more} smaller {are} not drawn; the test is of all {len(compared.medians)} groups.")
    cut = curves.filter("cut", pl.col("group").is_in(groups))
    if len(cut):
        notes.append(_of_cuts(cut, curves))
    if any(len(group) > _SHORT for group in groups):
        notes.append("Long names are cut.")
    return tuple(notes)


def _of_cuts(cut: pl.DataFrame, curves: pl.DataFrame) -> str:
    lost = cut.group_by("group", maintain_order=True).agg(pl.col("events").sum())
    ends = dict(curves.filter("drawn").group_by("group").agg(pl.col("day").max()).rows())
    said = "; ".join(
        f"{cut_in_middle(group or EVERYBODY, _LONG)} after day {ends[group]:g}, {counted(events, 'event')} later"
        for group, events in lost.rows()
        if group in ends
    )
    return f"A curve ends where fewer than {FEW} subjects, and fewer than {FEW} % of its group, are at risk: {said}."


def alt_text_of(told: Told, groups: list[str]) -> str:
    """Say in words what the curves show."""
    rows = {row["group"]: row for row in told.words.iter_rows(named=True)}
    each = [
        f"{group or EVERYBODY}: {counted(rows[group]['events'], 'event')} in "
        f"{counted(rows[group]['subjects'], 'subject')}, median, in days, {rows[group]['median_text'] or 'not known'}"
        for group in groups
    ]
    many = "one group" if len(groups) == 1 else f"{len(groups)} groups"
    return f"Kaplan-Meier curves of {told.endpoint}, {many}. {'. '.join(each)}. {told.test}".strip()
