"""The margin of each call: by how much the sum would have to differ for another call, and which."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import polars as pl

from ebbtide.errors import DataError
from ebbtide.figures.figure import Figure
from ebbtide.figures.lettering import shortened, width_of
from ebbtide.figures.sheet import Box, Dot, Line, Text, boxes, dots, lines, sheet, texts
from ebbtide.figures.theme import BLACK, FAMILY_LOOKS, GREY, LIGHT, ink_on
from ebbtide.figures.wording import counted
from ebbtide.terms.families import Family

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from ebbtide.figures.figure import About

__all__ = ["FLIPS", "margin", "precise"]

FLIPS: Final = {
    "criterion": pl.String,
    "day": pl.Int32,
    "visit": pl.String,
    "response": pl.String,
    "family": pl.String,
    "sum": pl.Float64,
    "unit": pl.String,
    "change": pl.Float64,
    "to_response": pl.String,
    "to_family": pl.String,
}
"""Columns of the flips: a row for each change of the sum (below or above 0, in `unit`) that makes the call another;
one row with an empty `change` for a call that no change of the sum alters."""
_WIDTH: Final = 760
_LABEL: Final = 132
_RIGHT: Final = 14
_ROW: Final = 18
_HEAD: Final = 24
_AXIS: Final = 40
_MOST_ROWS: Final = 60
_MOST_DAYS: Final = 8
_MOST_TICKS: Final = 8
_EXACT_TO: Final = 1000
_SMALL: Final = 9.5
_STEPS: Final = (1, 2, 2.5, 5)


class _Scale(NamedTuple):
    """Where a change of a unit stands, in pixels."""

    low: float
    high: float
    left: float
    right: float

    def x_of(self, change: float) -> float:
        return self.left + (self.right - self.left) * (change - self.low) / (self.high - self.low)


class _Sheet(NamedTuple):
    """What is drawn."""

    lines: list[Line]
    boxes: list[Box]
    dots: list[Dot]
    words: list[Text]


def margin(
    flips: pl.DataFrame, about: About, *, subject: str, titles: Mapping[str, str], notes: tuple[str, ...] = ()
) -> Figure:
    """Draw how far each call of one subject is from being another.

    Args:
        flips: Columns as in FLIPS, in any order.
        about: Whom it is about.
        subject: Whose calls.
        titles: The names of the criteria by id, in the order they are drawn in.
        notes: What else to say beneath.

    Raises:
        DataError: If there is no call.
    """
    if flips.is_empty():
        raise DataError(f"{subject} has no call by sizes", hint="a margin needs a sum at a scan after baseline")
    place = {one: at for at, one in enumerate(titles)}
    rows = flips.select(pl.col(name).cast(kind) for name, kind in FLIPS.items()).sort(
        "unit", "day", pl.col("criterion").replace_strict(place, default=len(place), return_dtype=pl.Int64), "change"
    )
    flipping = rows.drop_nulls("change")
    left_out = _left_out(flipping, list(titles))
    drawn = flipping.filter(~pl.col("criterion").is_in(list(left_out)))
    made, height = _drawn(drawn, titles)
    name = shortened(subject, 260, 15)
    keys, key_words = _key(drawn, height + 8)
    layers = [lines(made.lines), boxes(made.boxes), *dots([*made.dots, *keys]), *texts([*made.words, *key_words])]
    said = (*_notes(rows, flipping, left_out, titles), *notes)
    return Figure(
        "margin",
        f"{name}: how far each call is from another",
        about,
        sheet(layers, _WIDTH, height + (20 if keys else 0)),
        rows.with_columns(drawn=pl.col("change").is_not_null() & ~pl.col("criterion").is_in(list(left_out))),
        _alt_text(rows, flipping, name, titles),
        tuple(note for note in said if note),
        _WIDTH,
    )


def _left_out(flipping: pl.DataFrame, ids: Sequence[str]) -> dict[str, str]:
    """Where rows are too many, leave out criteria whose changes are those of an earlier one throughout."""
    if flipping.select("criterion", "day").unique().height <= _MOST_ROWS:
        return {}
    known: dict[tuple[Any, ...], str] = {}
    left: dict[str, str] = {}
    for one in ids:
        own = tuple(flipping.filter(criterion=one).select("unit", "day", "change").rows())
        if own in known:
            left[one] = known[own]
        elif own:
            known[own] = one
    return left


def _drawn(drawn: pl.DataFrame, titles: Mapping[str, str]) -> tuple[_Sheet, float]:
    made = _Sheet([], [], [], [])
    if drawn.is_empty():
        made.words.append(Text(0, 12, "No change of a sum alone would make any call another.", size=11))
        return made, 24
    nearest = _nearest(drawn)
    y = 0.0
    for unit in drawn["unit"].unique().sort().to_list():
        own = drawn.filter(pl.col("unit") == unit)
        y = _section(made, own, titles, y, nearest)
    return made, y


def _section(made: _Sheet, rows: pl.DataFrame, titles: Mapping[str, str], y: float, nearest: pl.DataFrame) -> float:
    """Draw the calls whose sums are of one unit, over an axis of their own."""
    unit = _unit(rows["unit"][0])
    scale = _scale(rows, unit)
    top = y
    for day, frame in ((key[0], one) for key, one in rows.partition_by("day", as_dict=True).items()):
        y = _day(made, frame, titles, scale, y, (int(str(day)), unit, nearest))
    zero = scale.x_of(0)
    made.lines.insert(0, Line(zero, top + 6, zero, y, BLACK, 1.2))
    for tick in _ticks(scale.low, scale.high):
        made.lines.insert(0, Line(scale.x_of(tick), top + 6, scale.x_of(tick), y + 4, "#EDEDED"))
        made.words.append(Text(scale.x_of(tick), y + 12, precise(tick, is_signed=tick != 0), "center"))
    middle = (scale.left + scale.right) / 2
    made.words.append(Text(middle, y + 28, f"change of the sum that makes the call another, {unit}", "center", 11))
    return y + _AXIS


def _scale(rows: pl.DataFrame, unit: str) -> _Scale:
    """Leave room at both sides for what is written beside the heads."""
    least, most = min(float(rows["change"].min() or 0), 0.0), max(float(rows["change"].max() or 0), 0.0)  # type: ignore[arg-type]
    left, right = _LABEL, _WIDTH - _RIGHT
    said = [
        (change, width_of(_said(change, to, unit)) + 14) for change, to in rows.select("change", "to_response").rows()
    ]
    down = max((width for change, width in said if change < 0), default=0)
    up = max((width for change, width in said if change > 0), default=0)
    span = (most - least) or 1.0
    room = max(right - left - down - up, 120)
    per = span / room
    return _Scale(least - down * per, most + up * per, left, right)


def _day(
    made: _Sheet,
    rows: pl.DataFrame,
    titles: Mapping[str, str],
    scale: _Scale,
    y: float,
    at: tuple[int, str, pl.DataFrame],
) -> float:
    day, unit, nearest = at
    bold = nearest.select("criterion", "day", "change").rows()
    sums = [f"{precise(one)} {unit}" for one in rows["sum"].drop_nulls().unique().sort()]
    visit = rows["visit"].drop_nulls().head(1).to_list()
    head = " · ".join([f"Day {day}".replace("-", "−"), *visit, *([f"sum {' or '.join(sums[:3])}"] if sums else [])])
    made.words.append(Text(0, y + 14, shortened(head, _WIDTH - _RIGHT, 11), size=11, is_bold=True))
    made.lines.append(Line(0, y + 3, _WIDTH - _RIGHT, y + 3, LIGHT))
    y += _HEAD
    for one in (name for name in titles if name in set(rows["criterion"])):
        own = rows.filter(criterion=one)
        middle = y + _ROW / 2
        made.words.append(Text(8, middle, shortened(titles[one], 70)))
        made.boxes.append(_call_box(own["family"][0], 80, middle))
        look = FAMILY_LOOKS[Family(own["family"][0])]
        ink = ink_on(look.color) if look.is_filled else BLACK
        made.words.append(Text(80 + 22, middle, shortened(own["response"][0], 44, _SMALL), "center", _SMALL, color=ink))
        for row in own.iter_rows(named=True):
            is_nearest = (row["criterion"], day, row["change"]) in bold
            _lollipop(made, row, scale, middle, unit, is_nearest=is_nearest)
        y += _ROW
    return y + 6


def _call_box(family: str, x: float, y: float) -> Box:
    look = FAMILY_LOOKS[Family(family)]
    fill = look.color if look.is_filled else "#FFFFFF"
    return Box(x, y - 7.5, 44, 15, fill, look.color if family != Family.UNJUDGED.value else GREY, 1.5)


def _lollipop(made: _Sheet, row: dict[str, Any], scale: _Scale, y: float, unit: str, *, is_nearest: bool) -> None:
    look = FAMILY_LOOKS[Family(row["to_family"])]
    x, zero, is_up = scale.x_of(row["change"]), scale.x_of(0), row["change"] > 0
    color = look.color if row["to_family"] != Family.UNJUDGED.value else GREY
    made.lines.append(Line(zero, y, x, y, color, 2.5 if is_nearest else 1.6))
    made.dots.append(Dot(x, y, look.shape, color, look.is_filled, 75))
    said = _said(row["change"], row["to_response"], unit)
    made.words.append(Text(x + (8 if is_up else -8), y, said, "left" if is_up else "right", is_bold=is_nearest))


def _said(change: float, to: str, unit: str) -> str:
    return f"{precise(change, is_signed=True)} {unit} → {to}"


def _unit(unit: str) -> str:
    return unit.replace("mm2", "mm²")


def precise(value: float, *, is_signed: bool = False) -> str:
    """Write a length to the micrometre, as the rules work.

    Examples:
        >>> precise(1.814, is_signed=True), precise(-19.421), precise(50.0)
        ('+1.814', '−19.421', '50')
    """
    digits = 3 if abs(value) < _EXACT_TO else 1
    text = f"{value:{'+' if is_signed else ''}.{digits}f}".rstrip("0").rstrip(".")
    return text.replace("-", "\N{MINUS SIGN}")


def _ticks(low: float, high: float) -> list[float]:
    span = max(high - low, 1e-9)
    power = 10.0 ** math.floor(math.log10(span / _MOST_TICKS))
    step = next(one * power for one in (*_STEPS, 10, 20) if span / (one * power) <= _MOST_TICKS)
    first, last = -int(-low // step), int(high // step)
    return [at * step for at in range(first, last + 1)]


def _nearest(flipping: pl.DataFrame) -> pl.DataFrame:
    """Find the smallest change in mm, or in the unit there is, with all calls of that day that it alters."""
    of_lengths = flipping.filter(pl.col("unit") == "mm")
    rows = of_lengths if len(of_lengths) else flipping
    least = rows.filter(pl.col("change").abs() == pl.col("change").abs().min()).head(1)
    return rows.join(least.select("day", "change"), on=["day", "change"], how="semi", maintain_order="left")


def _key(drawn: pl.DataFrame, y: float) -> tuple[list[Dot], list[Text]]:
    dots_, words, x = [], [], 0.0
    there = set(drawn["to_family"])
    for family in (one for one in Family if one.value in there):
        look = FAMILY_LOOKS[family]
        color = look.color if family is not Family.UNJUDGED else GREY
        dots_.append(Dot(x + 6, y, look.shape, color, look.is_filled, 75))
        words.append(Text(x + 15, y, f"to {family.value}"))
        x += 15 + width_of(f"to {family.value}") + 14
    return dots_, words


def _notes(
    rows: pl.DataFrame, flipping: pl.DataFrame, left_out: Mapping[str, str], titles: Mapping[str, str]
) -> Iterator[str]:
    if flipping.is_empty():
        yield from _firm_notes(rows, titles)
        return
    yield (
        "Each head is the nearest smaller or larger sum of the targets at which the criterion calls otherwise, "
        "everything else at that time point unchanged; beside it what the call would be."
    )
    yield f"Nearest (bold): {_told(_nearest(flipping), titles)}."
    yield from _firm_notes(rows, titles)
    if left_out:
        said = [f"{titles[one]} as {titles[other]}" for one, other in left_out.items()]
        yield f"Not drawn, since the changes are the same throughout: {', '.join(said)}."


def _firm_notes(rows: pl.DataFrame, titles: Mapping[str, str]) -> Iterator[str]:
    """Name the calls that no change of a sum alters."""
    whole, parts = [], []
    for key, frame in rows.sort("day", maintain_order=True).partition_by("day", as_dict=True).items():
        firm = frame.filter(pl.col("change").is_null())
        if len(firm) == len(frame):
            whole.append(str(key[0]))
        elif len(firm):
            words = dict(firm.select("criterion", "response").rows())
            said = ", ".join(f"{titles[one]} {words[one]}" for one in titles if one in words)
            parts.append(f"day {key[0]} {said}")
    told = [f"all on day {', '.join(whole)}"] if whole else []
    told += parts[:_MOST_DAYS] + ([f"and on {len(parts) - _MOST_DAYS} more days"] if len(parts) > _MOST_DAYS else [])
    if told:
        why = "no sum, not evaluable, or decided by something else"
        yield f"Calls that no change of the sum alone alters ({why}): {'; '.join(told)}."


def _told(near: pl.DataFrame, titles: Mapping[str, str]) -> str:
    first = near.row(0, named=True)
    change = f"{precise(first['change'], is_signed=True)} {_unit(first['unit'])}"
    calls = [
        f"{titles[one]} {response} to {to}"
        for one, response, to in near.select("criterion", "response", "to_response").rows()
    ]
    return f"on day {first['day']}, {change} turns {', '.join(calls)}"


def _alt_text(rows: pl.DataFrame, flipping: pl.DataFrame, name: str, titles: Mapping[str, str]) -> str:
    calls = rows.select("criterion", "day").unique().height
    could = flipping.select("criterion", "day").unique().height
    said = [f"For {could} of {counted(calls, 'call')} of {name}, the changes of the sum that would make it another."]
    near = _nearest(flipping)
    said.append(
        f"The nearest: {_told(near, titles)}." if len(near) else "No change of a sum alone would alter any of them."
    )
    return " ".join(said)
