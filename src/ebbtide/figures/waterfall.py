"""The waterfall: the best change of every subject, in order, with the best response and the rate beside it.

Bars are colored by response, not by height: the two disagree more often than a plot of heights lets one believe.
"""

from __future__ import annotations

from json import dumps
from typing import TYPE_CHECKING, Any, Final

import polars as pl

from ebbtide.errors import DataError
from ebbtide.figures.altair import drawing_library
from ebbtide.figures.figure import Figure
from ebbtide.figures.layer_data import layer_of
from ebbtide.figures.lettering import short_names
from ebbtide.figures.subjects import families_in, families_of, family_points, looks_of
from ebbtide.figures.theme import BLACK, FAMILY_LOOKS, GREY, NOTE_SIZE
from ebbtide.figures.wording import counted, signed, told
from ebbtide.terms.families import Family

if TYPE_CHECKING:
    from ebbtide.figures.figure import About
    from ebbtide.figures.subjects import Limits, Rate

__all__ = ["MOST_PCT", "WATERFALL", "waterfall"]

WATERFALL: Final = {
    "position": pl.Int32,
    "subject": pl.String,
    "change_pct": pl.Float64,
    "day": pl.Int32,
    "drawn_pct": pl.Float64,
    "is_clipped": pl.Boolean,
    "best_overall_response": pl.String,
    "confirmed_best_overall_response": pl.String,
    "family": pl.String,
    "new_lesion": pl.Boolean,
    "nontarget_progression": pl.Boolean,
    "unconfirmed_response": pl.Boolean,
    "discordance": pl.String,
    "not_shown": pl.String,
}
"""Columns of the data of a waterfall: the bars from the left, then who is not shown, and why."""
MOST_PCT: Final = 100.0
"""Where bars are cut off."""
FELL: Final = "limit reached, no response"
RESPONDED: Final = "response, limit not reached"
_EXACT: Final = 1e-9
"""Percent are floats: 63 of 90 is -30 but for the last digit."""
_WIDTH: Final = 560
_BESIDE: Final = 160
_HEIGHT: Final = 300
_HEADROOM: Final = 46
"""Pixels above the highest bar, where the rate stands."""
_SEAM: Final = 0.6
_ROW: Final = 15
_FEWEST_PLACES: Final = 12
_MOST_NAMED: Final = 40
_MOST_SHAPES: Final = 70
_MOST_NUMBERS: Final = 6
_MARKED: Final = "mark"
_RESPONSES: Final = (Family.COMPLETE.value, Family.PARTIAL.value)
_MARKS: Final = (
    ("new_lesion", "*", "new lesion"),
    ("nontarget_progression", "\N{DEGREE SIGN}", "non-target progression"),
    ("unconfirmed_response", "\N{DAGGER}", "unconfirmed response"),
    ("is_discordant", "\N{NOT EQUAL TO}", "bar and response differ"),
)


def waterfall(
    bars: pl.DataFrame,
    missing: pl.DataFrame,
    about: About,
    *,
    limits: Limits,
    rate: Rate,
    measure: str = "sum of diameters",
    notes: tuple[str, ...] = (),
) -> Figure:
    """Draw the best change of each subject.

    Args:
        bars: One row per subject with a change: `subject`, `change_pct`, `day`, `best_overall_response`,
            `confirmed_best_overall_response`, `new_lesion`, `nontarget_progression`.
        missing: One row per subject without: `subject`, `reason`, and both best responses.
        about: Whom it is about.
        limits: The limits of the criterion.
        rate: The rate of confirmed responses of all subjects, drawn or not.
        measure: What changed.
        notes: What else to say beneath.

    Raises:
        DataError: If nobody has a change.

    Sources:
        Kim and Prasad 2019: the rate that a waterfall shows is higher than the one reported.
    """
    if bars.is_empty():
        why = told(missing["reason"]) if len(missing) else "it has no subjects"
        raise DataError(f"no subject has a change from baseline to draw: {why}", hint=_OTHERS)
    rows = _in_order(bars, limits)
    names, cut = _names(rows)
    table = pl.concat([rows, _absent(missing)], how="diagonal_relaxed")
    said = (*_notes(rows, missing, limits, rate), *notes, cut)
    return Figure(
        "waterfall",
        f"Best change in {measure}, by confirmed best response",
        about,
        _chart(rows, names, limits, rate, measure),
        table.select(pl.col(name).cast(kind) for name, kind in WATERFALL.items()),
        _alt_text(rows, missing, limits, rate, measure),
        tuple(note for note in said if note),
        _WIDTH + _BESIDE,
    )


_OTHERS: Final = "name a criterion that measures (--criterion), or draw the swimmer, which needs no sizes"


def _in_order(bars: pl.DataFrame, limits: Limits) -> pl.DataFrame:
    """Bring the bars into order, worst first, and tell what is drawn of each."""
    change = pl.col("change_pct")
    ordered = bars.sort(["change_pct", "subject"], descending=[True, False])
    marks = ordered.with_columns(
        family=families_of(ordered["confirmed_best_overall_response"]),
        on_record=families_of(ordered["best_overall_response"]),
        position=pl.int_range(1, bars.height + 1),
        drawn_pct=change.clip(upper_bound=MOST_PCT),
        is_clipped=change > MOST_PCT,
    )
    responded, on_record = pl.col("family").is_in(_RESPONSES), pl.col("on_record").is_in(_RESPONSES)
    reached = pl.lit(None, pl.Boolean) if limits.fall_pct is None else change <= -limits.fall_pct + _EXACT
    return marks.with_columns(
        unconfirmed_response=on_record & ~responded,
        discordance=pl.when(reached & ~responded).then(pl.lit(FELL)).when(~reached & responded).then(pl.lit(RESPONDED)),
    ).with_columns(is_discordant=pl.col("discordance").is_not_null())


def _absent(missing: pl.DataFrame) -> pl.DataFrame:
    """List who is not shown, beneath the bars."""
    rows = missing.sort("reason", "subject").rename({"reason": "not_shown"})
    return rows.with_columns(family=families_of(rows["confirmed_best_overall_response"]))


def _names(rows: pl.DataFrame) -> tuple[dict[str, str], str]:
    return short_names(rows["subject"].to_list()) if rows.height <= _MOST_NAMED else ({}, "")


def _chart(rows: pl.DataFrame, names: dict[str, str], limits: Limits, rate: Rate, measure: str) -> Any:  # noqa: ANN401
    """Lay the bars over the strip of responses and marks."""
    alt = drawing_library()
    places = max(rows.height, _FEWEST_PLACES)
    across = alt.Scale(domain=[0.5, places + 0.5], nice=False, zero=False)
    few = rows.height <= _MOST_SHAPES
    # Thin bars overlap by a part of a pixel, or the seams between them would be seen.
    left, right = (0.4, 0.4) if few else (0.5, 0.5 + _SEAM * places / _WIDTH)
    spread = rows.with_columns(left=pl.col("position") - left, right=pl.col("position") + right, zero=pl.lit(0.0))
    bars = _bars(spread, across, limits, rate, measure)
    own = {"color": "independent", "fill": "independent"}
    return alt.vconcat(bars, _strip(spread, names, across), spacing=6).resolve_scale(**own)


def _bars(rows: pl.DataFrame, across: Any, limits: Limits, rate: Rate, measure: str) -> Any:  # noqa: ANN401
    alt = drawing_library()
    highest = max(rows["drawn_pct"][0], (limits.rise_pct or 0.0) + 10, 20.0)
    top = min(MOST_PCT, 20.0 * -(-highest // 20))
    up = alt.Scale(domain=[-100, top], range=[_HEIGHT, _HEADROOM], nice=False)
    axis = alt.Axis(title=f"Best change from baseline, {measure} (%)", tickCount=8)
    # White bars need an outline; a thousand outlines would be all that is seen.
    outline = GREY if rows.height <= _MOST_SHAPES * 3 else None
    base = layer_of(rows.select("left", "right", "zero", "drawn_pct", "family"))
    drawn = base.mark_rect(stroke=outline, strokeWidth=0.5).encode(
        x=alt.X("left:Q", scale=across, axis=None),
        x2=alt.X2("right:Q"),
        y=alt.Y("drawn_pct:Q", scale=up, axis=axis),
        y2=alt.Y2("zero:Q"),
        color=alt.Color("family:N", scale=looks_of(), legend=None),
    )
    ground = layer_of(pl.DataFrame({"y": [0.0]})).mark_rule(color=BLACK).encode(y=alt.Y("y:Q", scale=up))
    layers = [drawn, ground, *_limit_lines(limits, up), *_rate_text(rate), *_clipped(rows, across, up)]
    return alt.layer(*layers).properties(width=_WIDTH, height=_HEIGHT)


def _limit_lines(limits: Limits, up: Any) -> list[Any]:  # noqa: ANN401 - a scale
    """Draw the limits of the criterion, each named at its end."""
    alt = drawing_library()
    lines = [
        (sign * value, f"{signed(sign * value)} % {word}")
        for sign, value, word in ((1, limits.rise_pct, "progression"), (-1, limits.fall_pct, "response"))
        if value is not None
    ]
    if not lines:
        return []
    at = pl.DataFrame(lines, schema={"y": pl.Float64, "words": pl.String}, orient="row")
    base = layer_of(at).encode(y=alt.Y("y:Q", scale=up))
    rules = base.mark_rule(color=BLACK, strokeDash=[5, 3], strokeWidth=1)
    return [rules, base.mark_text(align="left", dx=6).encode(x=alt.XValue(_WIDTH), text=alt.Text("words:N"))]


def _rate_text(rate: Rate) -> list[Any]:
    """Print the rate where no bar reaches."""
    share = f"{rate.responders} of {rate.subjects:,} subjects, {100 * rate.estimate:.1f} %"
    interval = f"exact 95 % interval {100 * rate.low:.1f} to {100 * rate.high:.1f} %"
    alt = drawing_library()
    lines = ["Confirmed objective response rate", f"{share}; {interval}"]
    text = layer_of(pl.DataFrame({"rate": [0]})).mark_text(
        align="right", baseline="top", text=lines, lineHeight=15, fontSize=12, fontWeight="bold"
    )
    return [text.encode(x=alt.XValue(_WIDTH), y=alt.YValue(2))]


def _clipped(rows: pl.DataFrame, across: Any, up: Any) -> list[Any]:  # noqa: ANN401 - scales
    """Mark bars that were cut off with their number, or all of them together where there is no room."""
    alt = drawing_library()
    cut = rows.filter("is_clipped").select("position", "change_pct", y=pl.lit(MOST_PCT))
    if cut.is_empty():
        return []
    if rows.height <= _MOST_NAMED:
        numbered = cut.with_columns(words=pl.Series([signed(value) for value in cut["change_pct"]]))
        text = layer_of(numbered).mark_text(angle=270, align="left", dx=4, fontSize=NOTE_SIZE)
        placed = text.encode(x=alt.X("position:Q", scale=across), y=alt.Y("y:Q", scale=up), text=alt.Text("words:N"))
        return [placed]
    some = cut.head(1).with_columns(words=pl.lit(f"cut off: {_cut_off(cut['change_pct'])}"))
    text = layer_of(some).mark_text(align="left", baseline="bottom", dy=-3, fontSize=NOTE_SIZE)
    return [text.encode(x=alt.XValue(0), y=alt.Y("y:Q", scale=up), text=alt.Text("words:N"))]


def _cut_off(values: pl.Series) -> str:
    """Name the bars that were cut off."""
    if len(values) > _MOST_NUMBERS:
        return f"{len(values)}, up to {signed(values[0])} %"
    return f"{', '.join(signed(value) for value in values)} %"


def _strip(rows: pl.DataFrame, names: dict[str, str], across: Any) -> Any:  # noqa: ANN401 - a scale
    """Draw under each bar its response, in the row of its family, and its marks, each in a row of its own."""
    alt = drawing_library()
    lines, marks = _lines(rows)
    height = _ROW * lines.height
    down = alt.Scale(domain=[-0.5, lines.height - 0.5], range=[0, height], nice=False, zero=False)
    y = alt.Y("row:Q", scale=down, axis=None)
    axis = alt.Axis(
        title=None,
        values=rows["position"].to_list(),
        labelExpr=_label_expression(rows, names),
        labelAngle=270,
        labelLimit=200,
        domain=False,
        ticks=False,
    )
    x = alt.X("position:Q", scale=across, axis=axis if names else None)
    drawn = _ticks(marks, across, y) if rows.height > _MOST_SHAPES else _signs(marks, x, y)
    key = _signs(lines, alt.XValue(_WIDTH + 12), y)
    words = layer_of(lines).mark_text(align="left", dx=22).encode(x=alt.XValue(_WIDTH), y=y, text=alt.Text("words:N"))
    return alt.layer(*drawn, *key, words).properties(width=_WIDTH, height=height)


def _label_expression(rows: pl.DataFrame, names: dict[str, str]) -> str:
    """Look a name up by its place; names are quoted, so that none can be read as an expression."""
    return f"{dumps([names.get(subject, '') for subject in rows['subject']])}[round(datum.value) - 1]"


def _lines(rows: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """List the rows of the strip, families first, then marks; and who has which, row by row."""
    families = [(family.value, "", rows.filter(family=family.value)) for family in families_in(rows["family"])]
    marks = [("", sign, rows.filter(pl.col(name))) for name, sign, _ in _MARKS]
    words = [family.capitalize() for family, _, _ in families] + [word for _, _, word in _MARKS]
    found = [(*line, word) for line, word in zip([*families, *marks], words, strict=True) if line[2].height]
    lines = pl.DataFrame(
        {
            "row": range(len(found)),
            "family": [family for family, *_ in found],
            "sign": [sign for _, sign, *_ in found],
            "words": [f"{word} ({has.height:,})" for _, _, has, word in found],
        }
    )
    whose = [
        has.select("position", "left", "right", row=pl.lit(row), family=pl.lit(family), sign=pl.lit(sign))
        for row, (family, sign, has, _) in enumerate(found)
    ]
    return lines, pl.concat(whose)


def _ticks(marks: pl.DataFrame, across: Any, y: Any) -> list[Any]:  # noqa: ANN401 - parts of a chart
    """Mark many subjects: a bar each."""
    alt = drawing_library()
    whose = marks.with_columns(family=pl.when(pl.col("sign") != "").then(pl.lit(_MARKED)).otherwise("family"))
    families = families_in(marks["family"])
    scale = alt.Scale(
        domain=[_MARKED, *(family.value for family in families)],
        range=[BLACK, *(_tick_color(family) for family in families)],
    )
    bars = layer_of(whose).mark_rect(height=_ROW - 5)
    ends = {"x": alt.X("left:Q", scale=across, axis=None), "x2": alt.X2("right:Q"), "y": y}
    return [bars.encode(**ends, color=alt.Color("family:N", scale=scale, legend=None))]


def _tick_color(family: Family) -> str:
    return GREY if family is Family.UNJUDGED else FAMILY_LOOKS[family].color


def _signs(marks: pl.DataFrame, x: Any, y: Any) -> list[Any]:  # noqa: ANN401 - parts of a chart
    """Mark few subjects: the shape of the family, or the sign of the mark."""
    points, signs = marks.filter(pl.col("family") != ""), marks.filter(pl.col("sign") != "")
    layers = [family_points(points).encode(x=x, y=y)]
    if signs.height:
        text = layer_of(signs).mark_text(fontSize=13, fontWeight="bold", baseline="middle")
        layers.append(text.encode(x=x, y=y, text=drawing_library().Text("sign:N")))
    return layers


def _notes(rows: pl.DataFrame, missing: pl.DataFrame, limits: Limits, rate: Rate) -> tuple[str, ...]:
    """Say who is missing, what the lines and marks are, and where bar and response part."""
    of = f"{rows.height:,} of {counted(rows.height + missing.height, 'subject')} shown"
    absent = f"; {missing.height:,} not shown: {told(missing['reason'])}." if missing.height else "."
    counts = (
        f"Rate: confirmed best response of CR or PR; the denominator is every subject of the study ({rate.subjects:,})"
    )
    counts += ", those not shown included." if missing.height else "."
    clipped = rows.filter("is_clipped")["change_pct"]
    cut = f"Bars over {signed(MOST_PCT)} % are cut off there: {_cut_off(clipped)}."
    return (of + absent, counts, _lines_note(limits), _discordant(rows, limits), cut if len(clipped) else "")


def _lines_note(limits: Limits) -> str:
    if limits.fall_pct is None and limits.rise_pct is None:
        return "The criterion has no limits in percent of what is drawn."
    parts = [("response", limits.response)] if limits.fall_pct is not None else []
    parts += [("progression", limits.progression)] if limits.rise_pct is not None else []
    said = f"Dashed lines: {'; '.join(f'{word}: {text}' for word, text in parts)}."
    if limits.rise_pct is None or limits.is_rise_from_baseline:
        return said
    return f"{said} Bars are changes from baseline, so a subject can progress below the upper line."


def _discordant(rows: pl.DataFrame, limits: Limits) -> str:
    """Count the bars that suggest another response than was called."""
    fell, responded = rows.filter(discordance=FELL), rows.filter(discordance=RESPONDED)
    if not (fell.height or responded.height) or limits.fall_pct is None:
        return ""
    limit = f"{signed(-limits.fall_pct)} %"
    parts = []
    if fell.height:
        progressed = ~pl.col("unconfirmed_response") & (pl.col("new_lesion") | pl.col("nontarget_progression"))
        unconfirmed, others = fell["unconfirmed_response"].sum(), fell.filter(progressed).height
        why = [f"{unconfirmed:,} not confirmed"] if unconfirmed else []
        why += [f"{others:,} with a new lesion or non-target progression"] if others else []
        because = f" ({', '.join(why)})" if why else ""
        parts.append(f"{fell.height:,} reached {limit} without a confirmed response{because}")
    if responded.height:
        parts.append(f"{responded.height:,} responded without reaching {limit}")
    return f"\N{NOT EQUAL TO} Bar and response differ: {'; '.join(parts)}."


def _alt_text(rows: pl.DataFrame, missing: pl.DataFrame, limits: Limits, rate: Rate, measure: str) -> str:
    worst, best, middle = rows["change_pct"][0], rows["change_pct"][-1], rows["change_pct"].median()
    text = (
        f"Waterfall of the best change in {measure} of {counted(rows.height, 'subject')}, "
        f"from {signed(worst)} % to {signed(best)} %, median {signed(float(str(middle)))} %"
    )
    if missing.height:
        text += f"; {missing.height:,} not shown"
    if limits.fall_pct is not None:
        reached = rows.filter(pl.col("change_pct") <= -limits.fall_pct + _EXACT).height
        text += f". {reached:,} fell by {limits.fall_pct:g} % or more"
    return f"{text}. Confirmed objective response rate {rate.words}."
