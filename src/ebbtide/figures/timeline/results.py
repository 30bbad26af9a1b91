"""Panels of results: what was counted or measured in blood, one panel per unit, one line per test."""

from __future__ import annotations

import math
from itertools import product
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import polars as pl

from ebbtide.assessment.laboratory.results import BELOW, QUANTIFIED
from ebbtide.figures.altair import drawing_library
from ebbtide.figures.layer_data import layer_of
from ebbtide.figures.lettering import shortened, width_of
from ebbtide.figures.theme import BLACK, GREY, NOTE_SIZE, PALETTE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from ebbtide.figures.time_axis import TimeAxis

__all__ = ["MOST_TESTS", "SHAPES", "Series", "log_axis", "result_panel", "with_micro"]

MOST_TESTS: Final = 6
"""Tests that one panel tells apart."""
SHAPES: Final = ("circle", "square", "triangle-up", "diamond", "triangle-down", "cross")
HEIGHT: Final = 64
_LOG_FROM: Final = 20
_KEY_SIZE: Final = 45
_HIGH: Final = 0.8


class Series(NamedTuple):
    """A scale of results: its lowest and highest value, whether it is logarithmic, its named values."""

    low: float
    high: float
    is_log: bool
    ticks: tuple[float, ...] = ()

    def part(self, amount: float) -> float:
        """Tell how high an amount stands, from 0 at the foot to 1 at the head.

        Examples:
            >>> Series(10, 1000, is_log=True).part(100), Series(0, 8, is_log=False).part(2)
            (0.5, 0.25)
        """
        if self.is_log:
            return math.log(amount / self.low) / math.log(self.high / self.low)
        return (amount - self.low) / (self.high - self.low)


def log_axis(amounts: Iterable[float]) -> Series:
    """Span some amounts by whole powers of ten, with room for what lies beneath the lowest.

    Examples:
        >>> log_axis([4858.59]).ticks
        (1000.0, 10000.0)
        >>> log_axis([3, 250]).ticks
        (1.0, 10.0, 100.0, 1000.0)
    """
    known = [amount for amount in amounts if amount > 0] or [1.0]
    low, high = math.floor(math.log10(min(known)) + 1e-9), math.ceil(math.log10(max(known)) - 1e-9)
    high = max(high, low + 1)
    step = max(1, math.ceil((high - low) / 5))
    return Series(10.0**low, 10.0**high, is_log=True, ticks=tuple(10.0**power for power in range(low, high + 1, step)))


def with_micro(unit: str) -> str:
    """Write a unit with the sign for micro.

    Examples:
        >>> with_micro("copies/ug DNA"), with_micro("ug/L"), with_micro("pg/mL")
        ('copies/µg DNA', 'µg/L', 'pg/mL')
    """
    head, micro, tail = unit.partition("/u")
    if micro and tail[:1] in ("g", "L", "l"):
        return f"{head}/µ{tail}"
    return f"µ{unit[1:]}" if unit.startswith(("ug", "uL")) else unit


def _spanned(found: pl.DataFrame, *, is_log: bool) -> Series:
    """Choose the scale of a panel: logarithmic where asked for, or where the results span more than tenfold twice."""
    amounts = [*found["amount"].drop_nulls(), *found["limit"].drop_nulls()]
    positive = [amount for amount in amounts if amount > 0]
    wide = len(positive) == len(amounts) > 1 and max(positive) / min(positive) >= _LOG_FROM
    if (is_log or wide) and positive:
        return log_axis(positive)
    low, high = min([0.0, *amounts]), max([*amounts, 0.0]) or 1.0
    return Series(low, high * 1.12, is_log=False)


def result_panel(
    found: pl.DataFrame,
    title: str,
    axis: TimeAxis,
    under: Callable[[], list[Any]],
    *,
    is_log: bool = False,
) -> Any:  # noqa: ANN401 - a chart
    """Draw the results of one panel and unit.

    Args:
        found: Columns `RESULTS` of the course; of some tests, all of one unit.
        title: What it shows, with the unit.
        axis: The axis of days.
        under: What lies beneath.
        is_log: Whether the scale is logarithmic whatever the results.
    """
    alt = drawing_library()
    scale = _spanned(found, is_log=is_log)
    tests = found["test"].unique(maintain_order=True).to_list()[:MOST_TESTS]
    y = _y(scale)
    values = _values(found.filter(pl.col("test").is_in(tests)), tests, scale)
    told = f"{title}, log scale" if scale.is_log else title
    layers = [*under(), *_limits(found, axis, y), *_lines(values, axis, y), *_points(values, axis, y)]
    layers += [*_peaks(values, scale, axis, y), *_head(told, tests, axis)]
    return alt.layer(*layers).properties(width=axis.width, height=HEIGHT)


def _y(scale: Series) -> Callable[[str], Any]:
    alt = drawing_library()
    kind: dict[str, Any] = {"type": "log"} if scale.is_log else {"zero": False}
    shown = alt.Scale(domain=[scale.low, scale.high], nice=False, **kind)
    named: dict[str, Any] = {"values": list(scale.ticks), "format": ",~g"} if scale.is_log else {"tickCount": 3}
    return lambda field: alt.Y(f"{field}:Q", scale=shown, axis=alt.Axis(title=None, **named))


def _values(found: pl.DataFrame, tests: Sequence[str], scale: Series) -> list[dict[str, Any]]:
    """Place each result: at its amount, at its limit where it lies below, or at the foot where none is known."""
    values = []
    for row in found.filter(pl.col("reading").is_in([QUANTIFIED, BELOW])).sort("test", "day").iter_rows(named=True):
        at = tests.index(row["test"])
        below = row["reading"] == BELOW
        level = row["limit"] if below else row["amount"]
        values.append(
            {
                "day": row["day"],
                "amount": scale.low if level is None else max(level, scale.low),
                "name": at,
                "series": f"{at}/{row['infusion']}",
                "ink": PALETTE[at % len(PALETTE)],
                "fill": "#FFFFFF" if below else PALETTE[at % len(PALETTE)],
                "shape": SHAPES[at % len(SHAPES)],
                "below": below,
            }
        )
    return values


def _limits(found: pl.DataFrame, axis: TimeAxis, y: Callable[[str], Any]) -> list[Any]:
    """Draw the lower limits of quantification, the few there are."""
    limits = found["limit"].drop_nulls().unique().sort().to_list()[:3]
    if not limits:
        return []
    alt = drawing_library()
    own = layer_of([{"amount": limit, "words": f"LLOQ {limit:,g}"} for limit in limits])
    rule = own.mark_rule(color=GREY, strokeDash=[4, 3]).encode(y=y("amount"))
    words = own.mark_text(align="left", dx=4, fontSize=NOTE_SIZE - 0.5, color="#555555")
    return [rule, words.encode(x=alt.value(axis.width), y=y("amount"), text="words:N")]


def _lines(values: Sequence[dict[str, Any]], axis: TimeAxis, y: Callable[[str], Any]) -> list[Any]:
    alt = drawing_library()
    counts: dict[str, int] = {}
    for value in values:
        counts[value["series"]] = counts.get(value["series"], 0) + 1
    joined = [value for value in values if counts[value["series"]] > 1]
    if not joined:
        return []
    line = layer_of(joined).mark_line(strokeWidth=1.4)
    return [
        line.encode(x=axis.x(), y=y("amount"), detail="series:N", stroke=alt.Stroke("ink:N", scale=None)),
    ]


def _points(values: Sequence[dict[str, Any]], axis: TimeAxis, y: Callable[[str], Any]) -> list[Any]:
    if not values:
        return []
    alt = drawing_library()
    points = layer_of(list(values)).mark_point(size=36, opacity=1, strokeWidth=1.4)
    return [
        points.encode(
            x=axis.x(),
            y=y("amount"),
            shape=alt.Shape("shape:N", scale=None),
            fill=alt.Fill("fill:N", scale=None),
            stroke=alt.Stroke("ink:N", scale=None),
        )
    ]


def _peaks(values: Sequence[dict[str, Any]], scale: Series, axis: TimeAxis, y: Callable[[str], Any]) -> list[Any]:
    """Write the highest value of each line where there is one line; of several it would not be told whose it is."""
    quantified = [value for value in values if not value["below"]]
    if not quantified or len({value["name"] for value in values}) > 1:
        return []
    highest: dict[str, dict[str, Any]] = {}
    for value in quantified:
        if value["amount"] > highest.get(value["series"], {"amount": -math.inf})["amount"]:
            highest[value["series"]] = value
    layers = []
    for at_left, is_high in product((False, True), (False, True)):
        own = [
            {"day": one["day"], "amount": one["amount"], "label": f"{one['amount']:,.6g}"}
            for one in highest.values()
            if (axis.at(one["day"]) > axis.width - 60) is at_left and (scale.part(one["amount"]) > _HIGH) is is_high
        ]
        if own:
            words = layer_of(own)
            written: dict[str, Any] = {
                "align": "right" if at_left else "left",
                "dx": -7 if at_left else 7,
                "dy": 5 if is_high else -5,
                "fontSize": NOTE_SIZE,
            }
            place: dict[str, Any] = {"x": axis.x(), "y": y("amount"), "text": "label:N"}
            layers.append(words.mark_text(**written, color=BLACK).encode(**place))
    return layers


def _head(title: str, tests: Sequence[str], axis: TimeAxis) -> list[Any]:
    """Write what a panel shows above it, and the key of its lines."""
    alt = drawing_library()
    heads: list[dict[str, Any]] = [{"at": 0.0, "words": title, "weight": "bold"}]
    keys: list[dict[str, Any]] = []
    if len(tests) > 1:
        at = width_of(title, NOTE_SIZE + 0.5) * 1.06 + 18
        for number, test in enumerate(tests):
            name = shortened(test, 110)
            if at + width_of(name) + 18 > axis.width:
                break
            keys.append({"at": at, "ink": PALETTE[number % len(PALETTE)], "shape": SHAPES[number % len(SHAPES)]})
            heads.append({"at": at + 8, "words": name, "weight": "normal"})
            at += width_of(name) + 24
    whole = [value | {"day": axis.day_at(value["at"])} for value in heads]
    layers = [
        layer_of([value for value in whole if value["weight"] == weight])
        .mark_text(align="left", baseline="middle", fontSize=NOTE_SIZE + 0.5, fontWeight=weight, color=BLACK)
        .encode(x=axis.x(), y=alt.value(-9), text="words:N")
        for weight in dict.fromkeys(value["weight"] for value in whole)
    ]
    if keys:
        own = [{"day": axis.day_at(key["at"]), "ink": key["ink"], "shape": key["shape"]} for key in keys]
        points = layer_of(own).mark_point(size=_KEY_SIZE, filled=True, opacity=1)
        layers.append(
            points.encode(
                x=axis.x(),
                y=alt.value(-9),
                shape=alt.Shape("shape:N", scale=None),
                color=alt.Color("ink:N", scale=None),
            )
        )
    return layers
