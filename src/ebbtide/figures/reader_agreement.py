"""How far readers agree: their sums against each other, their calls crossed, and why the calls differ.

Means, limits and kappa are those of the comparison; nothing is estimated here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

import polars as pl

from ebbtide.errors import EmptyTableError
from ebbtide.figures.altair import drawing_library
from ebbtide.figures.figure import Figure
from ebbtide.figures.layer_data import layer_of
from ebbtide.figures.lettering import cut_in_middle
from ebbtide.figures.sheet import Text, at_pixels, texts
from ebbtide.figures.theme import BLACK, GREY, PALETTE
from ebbtide.terms.families import Family, family_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ebbtide.figures.figure import About

__all__ = ["ReaderPair", "readers_agreement"]

_WIDTH: Final = 760
_PLOT: Final = (44, 318)
"""From where to where, in pixels, sums are drawn."""
_TABLE: Final = (352, 556)
_BARS: Final = 580
_HEIGHT: Final = 190
_TOP: Final = 54
_BELOW: Final = 46
_MOST_POINTS: Final = 1_500
"""Sums up to which each is a point of its own."""
_GRID: Final = 64
"""Into so many parts each axis is cut where there are more."""
_MOST_WORDS: Final = 9
_LONGEST: Final = 13
"""Letters of a response that are written: those of `NON-CR/NON-PD`."""
_OF_SUMS: Final = (
    "Left: difference of two sums against their mean; line: mean difference, dashed: limits of agreement, grey: their "
    "95 % intervals. Filled circle: both call the time point alike; open diamond: they do not. Time points of one "
    "subject count as independent, so limits and intervals are a little too narrow."
)
_NONE: Final = "none"
_AXES: Final = ("mean", "difference")


class ReaderPair(NamedTuple):
    """Two readers, or what was reported and what is computed, and what a comparison says of them.

    Args:
        first: The name of the first.
        second: That of the second.
        calls: The rows of `calls` of the two.
        sums: The row of `sums` of the two at follow-up; empty where there are no sums of both.
        agreement: The row of `agreement` of the two on overall responses.
        sums_text: Mean difference and limits, as a comparison is printed; blank where there are none.
        agreement_text: How often they agree, with kappa, as a comparison is printed.
    """

    first: str
    second: str
    calls: pl.DataFrame
    sums: pl.DataFrame
    agreement: pl.DataFrame
    sums_text: str
    agreement_text: str


def readers_agreement(pairs: Sequence[ReaderPair], about: About, notes: Sequence[str] = ()) -> Figure:
    """Draw the agreement of each pair: a row of three charts.

    Args:
        pairs: Who is compared; one row of charts each.
        about: The study.
        notes: Further notes.

    Raises:
        EmptyTableError: If there is no pair.
        MissingExtraError: If Altair is not installed.

    Sources:
        Bland 1986 (difference against mean); Cohen 1960 (kappa).
    """
    if not pairs:
        raise EmptyTableError("there are no two readers to compare", hint="give the measurements of two readers")
    most = max((count for pair in pairs for count in counted_causes(pair.calls)["time_points"].head(1)), default=0)
    rows = [_row_of(pair, most) for pair in pairs]
    return Figure(
        name="readers",
        title=_title(pairs),
        about=about,
        chart=drawing_library().vconcat(*rows, spacing=14),
        data=pl.concat([_data_of(pair) for pair in pairs], how="diagonal"),
        alt_text=" ".join(_alt_text(pair) for pair in pairs),
        notes=(*_notes(pairs), *notes),
        width=_WIDTH,
    )


def _title(pairs: Sequence[ReaderPair]) -> str:
    is_reported = all((pair.calls["kind"] == "reported").all() for pair in pairs)
    return "How far reported and computed responses agree" if is_reported else "How far readers agree"


def _both(pair: ReaderPair, most: int) -> str:
    return f"{cut_in_middle(pair.first, most // 2)} and {cut_in_middle(pair.second, most // 2)}"


def paired_sums(calls: pl.DataFrame) -> pl.DataFrame:
    """Take the time points at which both have a sum: `subject, day, mean, difference, unit, agree`.

    Examples:
        >>> columns = {"subject": ["1"], "day": [42], "first_sum": [50.0], "second_sum": [48.0]}
        >>> calls = pl.DataFrame({**columns, "unit": ["mm"], "agree": [True]})
        >>> paired_sums(calls).row(0)
        ('1', 42, 49.0, 2.0, 'mm', True)
    """
    first, second = pl.col("first_sum"), pl.col("second_sum")
    both = calls.filter(first.is_not_null() & second.is_not_null())
    return both.select(
        "subject", "day", ((first + second) / 2).alias("mean"), (first - second).alias("difference"), "unit", "agree"
    )


def crossed_calls(calls: pl.DataFrame) -> pl.DataFrame:
    """Count the calls of both against each other: `first_call, second_call, agree, time_points`, best call first."""
    both = calls.filter(pl.col("agree").is_not_null())
    words = {word: _rank(word) for side in ("first", "second") for word in both[f"{side}_overall"].unique()}
    counted = both.group_by(
        pl.col("first_overall").alias("first_call"), pl.col("second_overall").alias("second_call"), "agree"
    ).agg(time_points=pl.len().cast(pl.Int64))
    keys = [pl.col(name).replace_strict(words, return_dtype=pl.Int64) for name in ("first_call", "second_call")]
    return counted.sort(*keys, "first_call", "second_call", "agree")


def counted_causes(calls: pl.DataFrame) -> pl.DataFrame:
    """Count why calls differ, the most frequent first: `cause, time_points`."""
    differ = calls.filter(pl.col("cause") != _NONE)
    counted = differ.group_by(pl.col("cause")).agg(time_points=pl.len().cast(pl.Int64))
    return counted.sort("time_points", "cause", descending=[True, False])


def _rank(word: str) -> int:
    return list(Family).index(family_of(word))


def _row_of(pair: ReaderPair, most: int) -> Any:  # noqa: ANN401 - a chart of Altair
    sums, crossed, causes = paired_sums(pair.calls), crossed_calls(pair.calls), counted_causes(pair.calls)
    words = [
        Text(0, 8, _both(pair, 70), is_bold=True, size=12),
        Text(0, 26, pair.sums_text or "no sums of both"),
        Text(_TABLE[0], 26, pair.agreement_text),
        Text(_BARS, 26, "Why calls differ", is_bold=True),
    ]
    table, table_words = _table_of(crossed, pair)
    bars, bar_words = _bars_of(causes, most)
    layers = [*_sums_of(sums, pair.sums), *table, *bars, *texts([*words, *table_words, *bar_words])]
    return drawing_library().layer(*layers).properties(width=_WIDTH, height=_TOP + _HEIGHT + _BELOW)


def _sums_of(sums: pl.DataFrame, limits: pl.DataFrame) -> list[Any]:
    """Draw each difference against its mean, with the mean difference and the limits."""
    if sums.is_empty():
        return []
    alt = drawing_library()
    unit = sums["unit"][0] or ""
    x, y = _scales(alt, sums, limits, {"mm2": "mm²"}.get(unit, unit))
    bands, lines = _limits_of(limits, y) if len(limits) and limits["lower"][0] is not None else ([], [])
    layers = list(bands)
    points = _thinned(sums)
    sizes = alt.Scale(
        domain=[1, points.select(pl.col("n").max().clip(2)).item()],
        range=[34, 150] if len(points) == len(sums) else [12, 110],
    )
    for agree, shape, color in ((True, "circle", PALETTE[0]), (False, "diamond", PALETTE[1])):
        own = points.filter(pl.col("agree").fill_null(value=True) == agree)
        if len(own):
            mark = layer_of(own).mark_point(
                shape=shape, filled=agree, color=color, strokeWidth=1.4, opacity=0.75 if agree else 1
            )
            size = alt.Size("n:Q", scale=sizes, legend=None)
            layers.append(mark.encode(x=x("mean"), y=y("difference"), size=size))
    return [*layers, *lines]


def _scales(alt: Any, sums: pl.DataFrame, limits: pl.DataFrame, unit: str) -> tuple[Any, Any]:  # noqa: ANN401 - the module
    ends = list(limits.select("lower_low", "upper_high").row(0)) if len(limits) else []
    far: list[float] = [abs(one) for one in ends if one is not None] + sums["difference"].abs().to_list()
    high = max(far) * 1.08 or 1.0
    low_mean, high_mean = sums.select(pl.col("mean").min().alias("low"), pl.col("mean").max().alias("high")).row(0)
    margin = (high_mean - low_mean) * 0.05 or 1.0
    across = alt.Scale(domain=[low_mean - margin, high_mean + margin], range=list(_PLOT), nice=False)
    up = alt.Scale(domain=[-high, high], range=[_TOP + _HEIGHT, _TOP], nice=False)
    below = alt.Axis(title=f"Mean of both sums ({unit})", tickCount=5, grid=False, offset=-_BELOW)
    beside = alt.Axis(
        title=f"First less second ({unit})", tickCount=5, grid=False, offset=-_PLOT[0], titlePadding=4, labelPadding=3
    )
    return (
        lambda name: alt.X(f"{name}:Q", scale=across, axis=below),
        lambda name: alt.Y(f"{name}:Q", scale=up, axis=beside),
    )


def _limits_of(limits: pl.DataFrame, y: Any) -> tuple[list[Any], list[Any]]:  # noqa: ANN401 - a channel of Altair
    """Draw the intervals of the mean difference and of both limits, which lie beneath the points, and their lines."""
    row = limits.row(0, named=True)
    values = [
        (row[name], row[f"{name}_low"], row[f"{name}_high"], name == "bias") for name in ("bias", "lower", "upper")
    ]
    numbers = dict.fromkeys(("v", "low", "high"), pl.Float64)
    places = dict.fromkeys(("a", "b"), pl.Float64)
    rows = [(*value, float(_PLOT[0]), float(_PLOT[1])) for value in values]
    drawn = pl.DataFrame(rows, schema={**numbers, "mid": pl.Boolean, **places}, orient="row")
    spans = {"x": at_pixels("X", "a"), "x2": "b:Q"}
    band = layer_of(drawn).mark_rect(color="#DDDDDD", opacity=0.6).encode(**spans, y=y("low"), y2="high:Q")
    lines = []
    for mid, dash in ((True, [1, 0]), (False, [5, 3])):
        rule = layer_of(drawn.filter(mid=mid)).mark_rule(color=BLACK, strokeWidth=1.2, strokeDash=dash)
        lines.append(rule.encode(**spans, y=y("v")))
    return [band], lines


def _thinned(sums: pl.DataFrame) -> pl.DataFrame:
    """Give each sum its point; where there are too many, put neighbours into one, larger by their number: `n`."""
    if len(sums) <= _MOST_POINTS:
        return sums.select("mean", "difference", "agree", n=pl.lit(1))
    cell = {name: max(sums.select(pl.col(name).max() - pl.col(name).min()).item() / _GRID, 1e-9) for name in _AXES}
    near = [((pl.col(name) / cell[name]).round() * cell[name]).alias(name) for name in _AXES]
    return sums.with_columns(near).group_by(*_AXES, "agree").agg(n=pl.len()).sort(*_AXES, "agree", nulls_last=True)


def _table_of(crossed: pl.DataFrame, pair: ReaderPair) -> tuple[list[Any], list[Text]]:
    """Draw the calls of the first, row by row, against those of the second."""
    if crossed.is_empty():
        return [], [Text(_TABLE[0], _TOP + 20, "no time point called by both")]
    words = _words_of(crossed)[:_MOST_WORDS]
    left = _TABLE[0] + max(28, 8 + 6 * min(_LONGEST, max(len(word) for word in words)))
    upright = [cut_in_middle(word, _LONGEST) for word in words]
    widest = 6 * max(len(word) for word in upright)
    size = min(30.0, (_TABLE[1] - left) / len(words), (_HEIGHT - 34) / len(words))
    is_turned = widest > size + 2
    top = _TOP + 6 + (widest if is_turned else 14)
    size = min(size, (_TOP + _HEIGHT + _BELOW - top) / len(words))
    place = {word: number for number, word in enumerate(words)}
    shown = crossed.filter(pl.col("first_call").is_in(words) & pl.col("second_call").is_in(words))
    most = shown["time_points"].max()
    cells = pl.DataFrame(
        [
            (left + place[second] * size, top + place[first] * size, count / most, agree)
            for first, second, agree, count in shown.rows()
        ],
        schema={"a": pl.Float64, "y": pl.Float64, "part": pl.Float64, "agree": pl.Boolean},
        orient="row",
    ).with_columns(b=pl.col("a") + size - 1, z=pl.col("y") + size - 1)
    layers = _cells(cells, left, top, size, len(words))
    sides = f"rows: {cut_in_middle(pair.first, 16)}; columns: {cut_in_middle(pair.second, 16)}"
    said = [Text(_TABLE[0], _TOP - 12, sides)]
    for word in words:
        middle = (place[word] + 0.5) * size
        said.append(Text(left - 5, top + middle, cut_in_middle(word, _LONGEST), "right"))
        above = (top - 5, "left", 270) if is_turned else (top - 8, "center", 0)
        said.append(Text(left + middle, above[0], cut_in_middle(word, _LONGEST), above[1], angle=above[2]))
    for first, second, _, count in shown.rows():
        said.append(
            Text(left + (place[second] + 0.5) * size, top + (place[first] + 0.5) * size, f"{count:,}", "center")
        )
    return layers, said


def _words_of(crossed: pl.DataFrame) -> list[str]:
    used = set(crossed["first_call"]) | set(crossed["second_call"])
    return sorted(used, key=lambda word: (_rank(word), word))


def _cells(cells: pl.DataFrame, left: float, top: float, size: float, many: int) -> list[Any]:
    alt = drawing_library()
    shade = alt.Scale(domain=[0, 1], range=["#F4F8FB", "#7FB2D6"])
    box = layer_of(cells).mark_rect()
    filled = box.encode(
        x=at_pixels("X", "a"),
        x2="b:Q",
        y=at_pixels("Y", "y"),
        y2="z:Q",
        color=alt.Color("part:Q", scale=shade, legend=None),
    )
    diagonal = pl.DataFrame(
        [(left + n * size, top + n * size) for n in range(many)],
        schema={"a": pl.Float64, "y": pl.Float64},
        orient="row",
    ).with_columns(b=pl.col("a") + size - 1, z=pl.col("y") + size - 1)
    edge = layer_of(diagonal).mark_rect(filled=False, stroke=GREY, strokeWidth=1)
    return [filled, edge.encode(x=at_pixels("X", "a"), x2="b:Q", y=at_pixels("Y", "y"), y2="z:Q")]


def _bars_of(causes: pl.DataFrame, most: int) -> tuple[list[Any], list[Text]]:
    """Draw why calls differ: a bar for each cause, the longest first."""
    if causes.is_empty():
        return [], [Text(_BARS, _TOP, "no call differs")]
    room = _WIDTH - _BARS - 34
    bars, words = [], []
    for number, (cause, count) in enumerate(causes.rows()):
        y = _TOP + 26 * number
        long = room * count / most
        bars.append((float(_BARS), _BARS + long, y + 8.0, y + 17.0))
        words.append(Text(_BARS, y, cause_in_words(cause)))
        words.append(Text(_BARS + long + 4, y + 13, f"{count:,}"))
    rows = pl.DataFrame(bars, schema=dict.fromkeys(("a", "b", "y", "z"), pl.Float64), orient="row")
    bar = layer_of(rows).mark_rect(color=PALETTE[1])
    return [bar.encode(x=at_pixels("X", "a"), x2="b:Q", y=at_pixels("Y", "y"), y2="z:Q")], words


def cause_in_words(cause: str) -> str:
    """Write a cause as a person would.

    Examples:
        >>> cause_in_words("missing_time_point"), cause_in_words("non_target")
        ('missing time point', 'non-target')
    """
    return cause.replace("non_target", "non-target").replace("_", " ")


def _data_of(pair: ReaderPair) -> pl.DataFrame:
    """Put all that is drawn of a pair into one table, told apart by `part`."""
    limits = pair.sums.select(
        pl.lit("limits").alias("part"),
        pl.col("pairs").alias("time_points"),
        "unit",
        *(pl.col(f"{name}{end}") for name in ("bias", "lower", "upper") for end in ("", "_low", "_high")),
    )
    agreement = pair.agreement.select(
        pl.lit("agreement").alias("part"),
        pl.col("pairs").alias("time_points"),
        "agreeing",
        pl.col("percent").alias("agreeing_pct"),
        "kappa",
        kappa_low="low",
        kappa_high="high",
    )
    parts = [
        paired_sums(pair.calls).select(pl.lit("sums").alias("part"), pl.all()),
        limits,
        crossed_calls(pair.calls).select(pl.lit("calls").alias("part"), pl.all()),
        agreement,
        counted_causes(pair.calls).select(pl.lit("causes").alias("part"), pl.all()),
    ]
    whole = pl.concat(parts, how="diagonal")
    names = [pl.lit(pair.first).alias("first"), pl.lit(pair.second).alias("second")]
    return whole.select("part", *names, pl.exclude("part"))


def _notes(pairs: Sequence[ReaderPair]) -> list[str]:
    notes = []
    if any(len(pair.sums) for pair in pairs):
        notes.append(_OF_SUMS)
    if any(len(paired_sums(pair.calls)) > _MOST_POINTS for pair in pairs):
        notes.append(f"Of more than {_MOST_POINTS:,} sums, neighbours are one point, larger by their number.")
    notes.append(
        "Middle: overall responses of time points that both called; on the outlined diagonal they are the same."
    )
    if any(len(_words_of(crossed_calls(pair.calls))) > _MOST_WORDS for pair in pairs):
        notes.append(f"More than {_MOST_WORDS} words were used; the calls of the others are in the data only.")
    alone = {f"{_both(pair, 40)} {_missing(pair):,}" for pair in pairs if _missing(pair)}
    if alone:
        notes.append(f"Time points that only one of the two has count among the causes: {'; '.join(sorted(alone))}.")
    notes.append(
        "Right: time points at which they differ, by the first cause that holds (docs/guide/comparing-readers.md)."
    )
    return notes


def _missing(pair: ReaderPair) -> int:
    return int(pair.calls["agree"].is_null().sum())


def _alt_text(pair: ReaderPair) -> str:
    causes = counted_causes(pair.calls)
    why = "; ".join(f"{cause_in_words(cause)} {count}" for cause, count in causes.rows())
    sums = f" Sums: {pair.sums_text}." if pair.sums_text else ""
    return f"{_both(pair, 60)}: {pair.agreement_text}.{sums} {f'They differ by {why}.' if why else 'No call differs.'}"
