"""The lesion map: every lesion of a subject by organ and visit, so that a mixed response is seen at a glance."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import polars as pl

from ebbtide.errors import DataError
from ebbtide.figures.figure import Figure
from ebbtide.figures.lettering import shortened, width_of, wrapped
from ebbtide.figures.sheet import Box, Line, Text, boxes, column_heads, lines, sheet, texts
from ebbtide.figures.theme import BLACK, FAMILY_LOOKS, GREY, PALETTE, ink_on, mixed
from ebbtide.figures.wording import signed
from ebbtide.terms.families import Family

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ebbtide.figures.figure import About

__all__ = ["CELLS", "VISITS", "Trend", "lesion_map"]

CELLS: Final = {
    "organ": pl.String,
    "lesion": pl.String,
    "label": pl.String,
    "role": pl.String,
    "nodal": pl.Boolean,
    "day": pl.Int32,
    "visit": pl.String,
    "is_baseline": pl.Boolean,
    "state": pl.String,
    "size": pl.Float64,
    "unit": pl.String,
    "change_pct": pl.Float64,
    "trend": pl.String,
    "is_new": pl.Boolean,
    "is_treated": pl.Boolean,
}
"""Columns of the cells, one row per lesion and visit. `role` is target, non-target, new or sum; `change_pct` is from
the lesion's own baseline; `trend` is `grows`, `responds` or null; `is_new` marks where a new lesion is first seen."""
VISITS: Final = {
    "day": pl.Int32,
    "visit": pl.String,
    "is_baseline": pl.Boolean,
    "sum": pl.Float64,
    "unit": pl.String,
    "change_pct": pl.Float64,
    "is_partial": pl.Boolean,
    "response": pl.String,
    "family": pl.String,
}
"""Columns of the visits: the sum of the criterion, whether a lesion lacks in it, and the call."""
GROWS: Final = "grows"
RESPONDS: Final = "responds"
_WIDTH: Final = 640
_WIDE: Final = 760
_LABELS: Final = 156
_CELL: Final = 84
_ROW: Final = 33
_ORGAN: Final = 21
_HEAD: Final = 44
_FEWEST_PX: Final = 36
"""Cells narrower than this hold no numbers."""
_MARKED_PX: Final = 10
_DIGITS: Final = ((100, 2), (1000, 1))
"""Decimals of a size below so many."""
_SMALL: Final = 9.5
_SWATCH: Final = 30
_FALL, _RISE = PALETTE[0], PALETTE[1]
_UNKNOWN: Final = "#F4F4F4"
_ROLES: Final = ("sum", "target", "non-target", "new")
_UP, _DOWN = "▲", "▼"
_WORDS: Final = {
    "too_small": ("too small", "small"),
    "absent": ("absent", "0"),
    "present": ("present", "+"),
    "increased": ("increased", f"{_UP}"),
    "decreased": ("decreased", f"{_DOWN}"),
    "unequivocal_progression": ("progressed", f"{_UP}{_UP}"),
    "not_evaluable": ("not evaluable", "n.e."),
    "not_done": ("not done", "n.d."),
    "missing": ("missing", "–"),
    "merged": ("merged", "m."),
    "equivocal": ("equivocal", "?"),
}
"""What is written for a state, and in a narrow cell."""
_GROWING: Final = ("increased", "unequivocal_progression")


class Trend(NamedTuple):
    """Beyond which change from baseline a lesion is said to respond or to grow, in percent, and who says so."""

    fall_pct: int
    rise_pct: int
    source: str


class _Place(NamedTuple):
    """Where things stand: the lesions' rows and the visits' columns, in pixels."""

    width: int
    cell: float
    days: list[int]
    rows: list[tuple[str, float]]
    organs: list[tuple[str, float]]
    foot: float

    def x_of(self, day: int) -> float:
        return _LABELS + self.cell * self.days.index(day)

    @property
    def right(self) -> float:
        return _LABELS + self.cell * len(self.days)


def lesion_map(
    cells: pl.DataFrame, visits: pl.DataFrame, about: About, *, subject: str, measure: str, trend: Trend
) -> Figure:
    """Draw the lesions of one subject.

    Args:
        cells: Columns as in CELLS, in any order.
        visits: Columns as in VISITS.
        about: Whom it is about.
        subject: Whose lesions.
        measure: What a size is: `longest diameter, nodes by short axis`.
        trend: What counts as response and growth of one lesion.

    Raises:
        DataError: If there is no lesion to draw.
    """
    if cells.is_empty():
        raise DataError(f"no lesion of {subject} is recorded", hint="the map needs rows in `measurements`")
    typed = cells.select(pl.col(name).cast(kind) for name, kind in CELLS.items())
    rows = _in_order(typed.with_columns(label=pl.col("label").map_elements(_brief, return_dtype=pl.String)))
    points = visits.select(pl.col(name).cast(kind) for name, kind in VISITS.items()).sort("day")
    place = _placed(rows, points)
    name = shortened(subject, 300, 15)
    return Figure(
        "lesions",
        f"{name}: lesions by organ and visit",
        about,
        _chart(rows, points, place),
        rows.drop("label"),
        _alt_text(rows, points, name),
        tuple(note for note in _notes(rows, points, place, measure, trend) if note),
        place.width,
    )


def _in_order(cells: pl.DataFrame) -> pl.DataFrame:
    """Bring organs together: those of the targets first, and within an organ targets, non-targets, new lesions."""
    rank = pl.col("role").replace_strict({role: i for i, role in enumerate(_ROLES)}, return_dtype=pl.Int8)
    keyed = cells.with_columns(
        rank=rank, natural=pl.col("lesion").map_elements(_natural, return_dtype=pl.String)
    ).with_columns(first=pl.min("rank").over("organ"))
    leading = pl.col("natural").sort_by("rank", "natural").first().over("organ")
    return (
        keyed.with_columns(leading=leading)
        .sort("first", "leading", "organ", "rank", "natural", "lesion", "day")
        .drop("rank", "natural", "first", "leading")
    )


def _brief(label: str) -> str:
    return shortened(label, _LABELS - 18)


def _natural(name: str) -> str:
    """Order names by the numbers in them: T2 before T10."""
    return re.sub(r"\d+", lambda found: found[0].zfill(12), name)


def _placed(rows: pl.DataFrame, visits: pl.DataFrame) -> _Place:
    days = visits["day"].to_list()
    width = _WIDTH if (_WIDTH - _LABELS) / len(days) >= _CELL * 0.6 else _WIDE
    y, placed = float(_HEAD), []
    organs: list[tuple[str, float]] = []
    for organ, lesion in rows.select("organ", "lesion").unique(maintain_order=True).rows():
        if not organs or organs[-1][0] != organ:
            organs.append((organ, y + _ORGAN / 2 + 2))
            y += _ORGAN
        placed.append((lesion, y))
        y += _ROW
    return _Place(width, min(_CELL, (width - _LABELS) / len(days)), days, placed, organs, y + 8)


def _chart(rows: pl.DataFrame, visits: pl.DataFrame, place: _Place) -> Any:  # noqa: ANN401 - a chart
    grounds = _heads(visits, place)
    words: list[Text] = []
    drawn: list[Box] = []
    tops = dict(place.rows)
    for row in rows.iter_rows(named=True):
        box = _box(row, place, tops[row["lesion"]])
        if box is not None:
            drawn.append(box)
            words += _cell_words(row, box)
    drawn += _foot_boxes(visits, place)
    words += [*_labels(rows, place), *_foot_words(visits, place)]
    height = place.foot + (62 if _has_calls(visits) else 0)
    rules = [Line(0, y - _ORGAN / 2, place.right, y - _ORGAN / 2) for _, y in place.organs]
    legend, legend_words = _legend(height + 22)
    layers = [lines(rules), boxes([*drawn, *legend]), *texts([*grounds, *words, *legend_words])]
    return sheet(layers, place.width, height + 34)


def _heads(visits: pl.DataFrame, place: _Place) -> list[Text]:
    """Write each visit over its column, with its day."""
    named = [
        (row["day"], row["visit"] or ("baseline" if row["is_baseline"] else "")) for row in visits.iter_rows(named=True)
    ]
    return column_heads(named, _LABELS, place.cell, _HEAD - 8)


def _labels(rows: pl.DataFrame, place: _Place) -> Iterator[Text]:
    for organ, y in place.organs:
        yield Text(0, y, shortened(organ, place.right, 11), size=11, is_bold=True)
    first = rows.unique("lesion", keep="first", maintain_order=True)
    tops = dict(place.rows)
    new = dict(rows.filter("is_new").select("lesion", "day").rows())
    for row in first.iter_rows(named=True):
        y, what = tops[row["lesion"]], row["role"]
        what += f", day {new[row['lesion']]}" if row["lesion"] in new else ""
        what += ", node" if row["nodal"] else ""
        yield Text(10, y + 11, row["label"])
        yield Text(10, y + 23, what, size=_SMALL, color="#555555")


def _box(row: dict[str, Any], place: _Place, y: float) -> Box | None:
    """Draw a cell; before a new lesion is there, there is none."""
    if row["state"] == "not_there":
        return None
    gap = 1 if place.cell < _FEWEST_PX else 2
    fill, edge = _ground(row), "#C8C8C8"
    if row["state"] in _GROWING:
        edge = _RISE
    elif row["role"] != "sum" and row["state"] == "decreased":
        edge = _FALL
    return Box(place.x_of(row["day"]) + gap / 2, y, place.cell - gap, _ROW - 3, fill, edge, 1 if edge[1] == "C" else 2)


def _ground(row: dict[str, Any]) -> str:
    """Color a change: blue for what shrinks, vermilion for what grows, full at 100 %."""
    change = row["change_pct"]
    if change is None:
        return "#FFFFFF" if row["size"] is not None or row["state"] in (*_GROWING, "decreased", "present") else _UNKNOWN
    return mixed(_FALL if change < 0 else _RISE, abs(change) / 100)


def _cell_words(row: dict[str, Any], box: Box) -> Iterator[Text]:
    middle, ink = box.x + box.width / 2, ink_on(box.fill)
    if row["is_new"]:
        dot = "○" if row["state"] == "equivocal" else "●"
        yield Text(box.x + min(7, box.width / 2), box.y + 7, dot, "center", 11, color=BLACK)
    if box.width < _FEWEST_PX:
        mark = {GROWS: _UP, RESPONDS: _DOWN}.get(row["trend"] or "", "")
        if not row["is_new"] and box.width >= _MARKED_PX:
            yield Text(middle, box.y + 15, mark or _narrow(row), "center", color=ink)
        return
    told = list(_told(row, box.width))
    heights = (15,) if len(told) == 1 else (9.5, 21)
    for text, y in zip(told, heights, strict=False):
        yield Text(middle, box.y + y, text, "center", 10 if width_of(text, 10) < box.width - 2 else _SMALL, color=ink)


def _narrow(row: dict[str, Any]) -> str:
    return "" if row["size"] is not None or row["state"] == "present" else _WORDS[row["state"]][1][:1]


def _told(row: dict[str, Any], width: float) -> Iterator[str]:
    """Write the size and the change, or the word that stands for them."""
    mark = {GROWS: f"{_UP} ", RESPONDS: f"{_DOWN} "}.get(row["trend"] or "", "")
    if row["state"] == "measured" and row["size"] is not None:
        whole = f"{number(row['size'])} {unit_word(row['unit'])}"
        yield whole if width_of(whole) < width - 2 else number(row["size"])
    else:
        long, brief = _WORDS.get(row["state"], ("not measured", "?"))
        if row["change_pct"] is None and width_of(long, _SMALL) >= width - 2:
            parts = wrapped(long, width - 2, size=_SMALL)
            fits = all("…" not in part for part in parts)
            yield from parts if fits else [brief]
            return
        yield long if width_of(long, _SMALL) < width - 2 else brief
    if row["change_pct"] is not None and not row["is_baseline"]:
        change = f"{signed(row['change_pct'])} %"
        yield next(
            (one for one in (f"{mark}{change}", change) if width_of(one, _SMALL) < width - 1), signed(row["change_pct"])
        )


def number(value: float) -> str:
    """Write a size with at most two decimals, as it was measured.

    Examples:
        >>> number(24.0), number(33.613), number(1134.2)
        ('24', '33.61', '1134')
    """
    digits = next((digits for most, digits in _DIGITS if abs(value) < most), 0)
    return f"{value:.{digits}f}".rstrip("0").rstrip(".") if digits else f"{value:.0f}"


def unit_word(unit: str | None) -> str:
    """Write a unit.

    Examples:
        >>> unit_word("mm2")
        'mm²'
    """
    return (unit or "").replace("mm2", "mm²")


def _has_calls(visits: pl.DataFrame) -> bool:
    return visits["response"].null_count() < len(visits) or visits["sum"].null_count() < len(visits)


def _foot_boxes(visits: pl.DataFrame, place: _Place) -> Iterator[Box]:
    """Draw the sum of the criterion, and its call, beneath the lesions."""
    if not _has_calls(visits):
        return
    for row in visits.iter_rows(named=True):
        x, width = place.x_of(row["day"]) + 1, place.cell - 2
        fill = _sum_ground(row)
        yield Box(x, place.foot, width, 31, fill, "#C8C8C8")
        if row["response"]:
            look = FAMILY_LOOKS[Family(row["family"])]
            ground = look.color if look.is_filled else "#FFFFFF"
            yield Box(x + 1, place.foot + 35, width - 2, 21, ground, look.color if look.color != "#FFFFFF" else GREY, 2)


def _foot_words(visits: pl.DataFrame, place: _Place) -> Iterator[Text]:
    if not _has_calls(visits):
        return
    units = [unit_word(unit) for unit in visits["unit"].drop_nulls().unique().sort()]
    yield Text(0, place.foot + 15, ", ".join(["Sum", *units]), size=11, is_bold=True)
    yield Text(0, place.foot + 45.5, "Call", size=11, is_bold=True)
    for row in visits.iter_rows(named=True):
        middle, room = place.x_of(row["day"]) + place.cell / 2, place.cell - 4
        fill = _sum_ground(row)
        said = [part for part in _sum_words(row, place.cell) if width_of(part, _SMALL) < room] or [""]
        for part, y in zip(said, (15,) if len(said) == 1 else (9.5, 21), strict=False):
            yield Text(middle, place.foot + y, part, "center", _SMALL, color=ink_on(fill))
        if row["response"]:
            look = FAMILY_LOOKS[Family(row["family"])]
            word = row["response"] if width_of(row["response"], 10) < room - 2 else look.letter
            ink = ink_on(look.color) if look.is_filled else BLACK
            yield Text(middle, place.foot + 45.5, word, "center", 10, is_bold=True, color=ink)


def _sum_ground(row: dict[str, Any]) -> str:
    is_known = row["change_pct"] is not None and not row["is_partial"]
    return _ground({"change_pct": row["change_pct"]}) if is_known else "#FFFFFF"


def _sum_words(row: dict[str, Any], width: float) -> Iterator[str]:
    """Write a sum and its change; one that lacks a lesion is at least so large, and its change is not said."""
    if width < _FEWEST_PX:
        return
    if row["sum"] is None:
        yield "–"
    elif row["is_partial"]:
        yield f"≥{number(row['sum'])}"
    else:
        yield number(row["sum"])
        if row["change_pct"] is not None and not row["is_baseline"]:
            yield f"{signed(row['change_pct'])} %"


def _legend(y: float) -> tuple[list[Box], list[Text]]:
    """Draw the colors of the changes, and the dot."""
    steps = range(-100, 101, 20)
    drawn = [Box(_LABELS + _SWATCH * at, y - 7, _SWATCH, 14, _ground({"change_pct": pct, "size": 1})) for at, pct in
             enumerate(steps)]  # fmt: skip
    words = [Text(_LABELS - 6, y, "change from baseline, %", "right")]
    words += [
        Text(_LABELS + _SWATCH * at + _SWATCH / 2, y, said, "center", _SMALL, color=ink_on(drawn[at].fill))
        for at, said in ((0, "−100"), (5, "0"), (10, "≥100"))
    ]
    words.append(Text(_LABELS + _SWATCH * 11 + 14, y, "● new lesion"))
    return drawn, words


def _notes(rows: pl.DataFrame, visits: pl.DataFrame, place: _Place, measure: str, trend: Trend) -> Iterator[str]:
    yield f"In each cell: {measure}, and its change from the lesion's own baseline (before it, a cell stays empty)."
    yield from _trend_notes(rows, trend)
    new = rows.filter("is_new")
    if len(new):
        seen = [f"{one['label']} on day {one['day']}" for one in new.iter_rows(named=True)]
        yield f"New lesions (●, first seen; no baseline, so no change): {_listed(seen)}."
    told = rows.filter(pl.col("state").is_in(_GROWING))
    if len(told):
        said = [f"{one['label']} {_WORDS[one['state']][0]} on day {one['day']}" for one in told.iter_rows(named=True)]
        yield f"By word, without a size (vermilion frame): {_listed(said)}."
    treated = rows.filter("is_treated").unique("lesion", keep="first", maintain_order=True)
    if len(treated):
        said = [f"{one['label']} from day {one['day']}" for one in treated.iter_rows(named=True)]
        yield f"Treated by itself: {_listed(said)}."
    if "sum" in rows["role"]:
        yield "The record prints sums and words for lesions together; single lesions are not told apart."
    yield from _missing_notes(rows, visits, place)


def _trend_notes(rows: pl.DataFrame, trend: Trend) -> Iterator[str]:
    """Say which lesions respond and which grow at the last visit that tells, and when both were seen at once."""
    lesions = rows.filter(pl.col("role") != "sum", pl.col("trend").is_not_null())
    limits = f"a fall of more than {trend.fall_pct} % (▼) or a rise of more than {trend.rise_pct} % (▲) from baseline"
    known = rows.filter(pl.col("role") != "sum", pl.col("change_pct").is_not_null(), ~pl.col("is_baseline"))
    if known.is_empty():
        return
    last = max(known["day"])
    at_last = lesions.filter(day=last)
    parts = [
        f"{verb} {_listed(at_last.filter(trend=word)['label'].to_list())}"
        for word, verb in ((RESPONDS, "respond"), (GROWS, "grow"))
        if word in at_last["trend"]
    ]
    yield f"On day {last}, by {limits}: {'; '.join(parts) or 'no lesion moved so far'}."
    days = mixed_days(rows)
    if days:
        when = f"day{'s' if len(days) > 1 else ''} {_listed([str(day) for day in days])}"
        yield f"Mixed: on {when} some lesions respond while others grow (limits of {trend.source})."


def mixed_days(rows: pl.DataFrame) -> list[int]:
    """List the days on which one lesion responds while another grows."""
    moved = rows.filter(pl.col("role") != "sum", pl.col("trend").is_not_null())
    ways = moved.group_by("day").agg(ways=pl.col("trend").n_unique()).filter(pl.col("ways") > 1)
    return ways["day"].sort().to_list()


def _missing_notes(rows: pl.DataFrame, visits: pl.DataFrame, place: _Place) -> Iterator[str]:
    brief = place.cell - 2 < width_of("evaluable", _SMALL) + 2
    found = set(rows["state"])
    if visits["is_partial"].any():
        yield "≥: a lesion lacks in the sum, which may prove progression, but is no sum to compare."
    if "missing" in found:
        yield "Missing: the lesion is listed, but has no reading at that visit."
    if brief and place.cell >= _FEWEST_PX:
        said = [f"{brief} {long}" for state, (long, brief) in _WORDS.items() if state in found and brief != long]
        yield f"Abbreviated: {', '.join(said)}." if said else ""
    if place.cell < _FEWEST_PX:
        yield f"{len(visits)} visits leave no room for numbers: they are in the table of this figure."
    if not visits["is_baseline"].any():
        yield "There is no baseline, so no change is computed."


def _listed(names: Sequence[str], most: int = 8) -> str:
    """Name some, and count the others.

    Examples:
        >>> _listed(["T1", "T2", "T3"], most=2)
        'T1, T2 and 1 more'
    """
    if len(names) <= most:
        return ", ".join(names)
    return f"{', '.join(names[:most])} and {len(names) - most} more"


def _alt_text(rows: pl.DataFrame, visits: pl.DataFrame, name: str) -> str:
    first = rows.unique("lesion", keep="first", maintain_order=True)
    counts = [
        f"{count} {role}{'s' if count > 1 else ''}" if role != "new" else f"{count} new"
        for role in _ROLES
        if (count := first.filter(role=role).height)
    ]
    first_day, last_day = min(visits["day"]), max(visits["day"])
    days = f"{len(visits)} visit{'s' if len(visits) != 1 else ''}, day {first_day} to day {last_day}"
    said = [f"Map of the lesions of {name} ({', '.join(counts)}) over {days}."]
    whole = pl.col("change_pct").is_not_null() & ~pl.col("is_baseline") & ~pl.col("is_partial")
    last = visits.filter(whole).tail(1)
    for row in last.iter_rows(named=True):
        change = f"{signed(row['change_pct'], 1)} %"
        said.append(
            f"The sum at day {row['day']} is {number(row['sum'])} {unit_word(row['unit'])}, {change} from baseline."
        )
    days_mixed = mixed_days(rows)
    mixed_said = f"Mixed response on day {', '.join(map(str, days_mixed))}." if days_mixed else "No visit is mixed."
    return " ".join([*said, mixed_said])
