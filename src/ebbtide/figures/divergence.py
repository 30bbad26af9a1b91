"""Where criteria part: how best responses pass from one criterion to the others, and the strip of calls per subject."""

from __future__ import annotations

from itertools import accumulate
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import polars as pl

from ebbtide.errors import DataError
from ebbtide.figures.figure import Figure
from ebbtide.figures.lettering import short_names, shortened, width_of
from ebbtide.figures.sheet import Area, Box, Text, areas, boxes, column_heads, sheet, texts
from ebbtide.figures.theme import FAMILY_LOOKS, GREY, LIGHT, ink_on
from ebbtide.figures.wording import counted
from ebbtide.terms.families import Family

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from ebbtide.figures.figure import About

__all__ = ["BEST", "CALLS", "MOST_SUBJECTS", "divergence", "strip"]

CALLS: Final = {
    "subject": pl.String,
    "criterion": pl.String,
    "day": pl.Int32,
    "visit": pl.String,
    "response": pl.String,
    "family": pl.String,
    "differs": pl.Boolean,
}
"""Columns of the calls: one row per subject, criterion and time point; `differs` where criteria part."""
BEST: Final = {"subject": pl.String, "criterion": pl.String, "family": pl.String}
"""Columns of the best responses: one row per subject and criterion."""
DATA: Final = {
    "part": pl.String,
    "from_criterion": pl.String,
    "from_family": pl.String,
    "criterion": pl.String,
    "family": pl.String,
    "subjects": pl.Int64,
    "subject": pl.String,
    "day": pl.Int32,
    "visit": pl.String,
    "response": pl.String,
    "differs": pl.Boolean,
}
"""Columns of the data: `flow` rows count subjects, `strip` rows are calls."""
MOST_SUBJECTS: Final = 40
_WIDTH: Final = 760
_ACROSS: Final = 3
_PANEL: Final = 240
_GAP: Final = 20
_BAR: Final = 15
_BESIDE: Final = 34
_TALL: Final = 132
_LEAST: Final = 12
"""Pixels that every kind of response takes in a bar, however few subjects there are."""
_PANEL_HEAD: Final = 20
_PANEL_FOOT: Final = 34
_LABEL: Final = 82
_CELL: Final = 14
_ROW: Final = 13
_TITLE: Final = 17
_SMALL: Final = 9.5
_BIG_CELL: Final = 84
_BIG_ROW: Final = 27
_LETTERED: Final = 9
_MOST_DAYS: Final = 8
_TWO: Final = 2
_ARROW: Final = 5
"""Pixels that an arrow is wider than a letter."""
_TO_STABLE: Final = "#7A7A7A"
"""Bands to the grey of neither, told apart from those that stay."""
_UNJUDGED: Final = Family.UNJUDGED.value
_ORDER: Final = [family.value for family in Family]


class _Group(NamedTuple):
    """Criteria that call every drawn time point alike: they share a row."""

    criteria: tuple[str, ...]

    def label(self, titles: Mapping[str, str]) -> str:
        more = len(self.criteria) - 1
        return titles[self.criteria[0]] + (f" +{more}" if more else "")


def divergence(
    calls: pl.DataFrame,
    best: pl.DataFrame,
    about: About,
    *,
    reference: str,
    titles: Mapping[str, str],
    notes: tuple[str, ...] = (),
) -> Figure:
    """Draw how the criteria of a study part.

    Args:
        calls: Columns as in CALLS, in any order.
        best: Columns as in BEST.
        about: Whom it is about.
        reference: The id of the criterion that the others are set against.
        titles: The names of the criteria by id, in the order they are drawn in.
        notes: What else to say beneath.

    Raises:
        DataError: If only one criterion was judged, or nobody was.
    """
    _refuse(best, titles)
    ids = [reference, *(one for one in titles if one != reference)]
    rows = calls.select(pl.col(name).cast(kind) for name, kind in CALLS.items())
    flows = _flows(best, reference, ids[1:])
    moved = [one for one in ids[1:] if _moves(flows, one) and _judges(flows, one)]
    differing = _differing(rows)
    drawn = rows.join(pl.DataFrame({"subject": differing[:MOST_SUBJECTS]}, schema={"subject": pl.String}), on="subject")
    groups = _alike(drawn, ids)
    flow, flow_height = _flow_chart(flows, moved, reference, titles)
    cards, cards_height, said = _cards(drawn, differing[:MOST_SUBJECTS], groups, titles, flow_height)
    keys, key_words = _key(flow_height + cards_height + 12)
    layers = [areas(flow.bands), boxes([*flow.boxes, *cards.boxes, *keys])]
    words = [*flow.words, *cards.words, *key_words]
    everybody = best["subject"].n_unique()
    told = (
        *_flow_notes(flows, ids[1:], moved, reference, titles),
        *_strip_notes(differing, rows["subject"].n_unique(), groups, titles),
        said,
        *notes,
    )
    return Figure(
        "divergence",
        f"From {titles[reference]} to the other criteria: best responses and calls",
        about,
        sheet([*layers, *texts(words)], _WIDTH, flow_height + cards_height + 24),
        _data(flows, drawn, reference, differing),
        _alt_text(flows, moved, reference, titles, everybody, len(differing)),
        tuple(note for note in told if note),
        _WIDTH,
    )


def strip(
    calls: pl.DataFrame, about: About, *, subject: str, titles: Mapping[str, str], notes: tuple[str, ...] = ()
) -> Figure:
    """Draw the calls of one subject under every criterion, by day.

    Args:
        calls: Columns as in CALLS, of this subject alone.
        about: Whom it is about.
        subject: Whose.
        titles: The names of the criteria by id, in the order they are drawn in.
        notes: What else to say beneath.

    Raises:
        DataError: If there is no call.
    """
    if calls.is_empty():
        raise DataError(f"{subject} has no time point after baseline", hint="calls begin with the first follow-up scan")
    rows = calls.select(pl.col(name).cast(kind) for name, kind in CALLS.items()).sort("day")
    heads = rows.select("day", "visit").unique("day", keep="first", maintain_order=True).rows()
    cell = min(_BIG_CELL, (_WIDTH - _LABEL) / len(heads))
    head = 42 if any(visit for _, visit in heads) else 20
    drawn, words = _big_cells(rows, [day for day, _ in heads], titles, cell, head)
    height = head + 2 + _BIG_ROW * len(titles)
    differing = rows.filter("differs")["day"].unique().sort().to_list()
    places = {day: _LABEL + cell * (at + 0.5) for at, (day, _) in enumerate(heads)}
    words += [Text(places[day], height + 9, "≠", "center", 12, is_bold=True) for day in differing]
    words += [Text(_LABEL - 8, height + 9, "differ", "right")] if differing else []
    words += column_heads([(day, visit or "") for day, visit in heads], _LABEL, cell, head - 8)
    keys, key_words = _key(height + 34)
    name = shortened(subject, 320, 15)
    more = f" and {len(differing) - _MOST_DAYS} more" if len(differing) > _MOST_DAYS else ""
    days = ", ".join(map(str, differing[:_MOST_DAYS])) + more
    said = (
        f"≠: criteria differ in kind (day {days})." if differing else "No time point on which criteria differ in kind."
    )
    data = rows.with_columns(part=pl.lit("strip")).select("part", *CALLS)
    return Figure(
        "divergence",
        f"{name}: calls under each criterion",
        about,
        sheet([boxes([*drawn, *keys]), *texts([*words, *key_words])], _WIDTH, height + 44),
        data,
        f"Calls of {name} under {counted(len(titles), 'criterion').replace('criterions', 'criteria')} at "
        f"{counted(len(heads), 'time point')}. "
        + (f"Criteria differ in kind on day {days}." if differing else "They never differ in kind."),
        (said, *(note for note in notes if note)),
        _WIDTH,
    )


def _refuse(best: pl.DataFrame, titles: Mapping[str, str]) -> None:
    if len(titles) < _TWO:
        raise DataError(
            "only one criterion was judged, so there is nothing to set it against", hint="judge two or more"
        )
    if best.is_empty():
        raise DataError("no subject was judged", hint="calls need a scan after baseline")


def _flows(best: pl.DataFrame, reference: str, others: Sequence[str]) -> pl.DataFrame:
    """Count the subjects by kind of best response under the reference and under each other criterion.

    Returns:
        `criterion`, `from_family`, `family`, `subjects`, best kinds first.
    """
    subjects = best.select("subject").unique()
    kinds = {one: best.filter(criterion=one).select("subject", family="family") for one in (reference, *others)}
    counts = []
    for other in others:
        both = subjects.join(kinds[reference].rename({"family": "from_family"}), on="subject", how="left").join(
            kinds[other], on="subject", how="left"
        )
        filled = both.with_columns(pl.col("from_family", "family").fill_null(_UNJUDGED))
        counts.append(
            filled.group_by("from_family", "family").agg(subjects=pl.len()).with_columns(criterion=pl.lit(other))
        )
    place = {name: at for at, name in enumerate(others)}
    rank = {name: at for at, name in enumerate(_ORDER)}
    return pl.concat(counts).sort(
        pl.col("criterion").replace_strict(place),
        *(pl.col(name).replace_strict(rank) for name in ("from_family", "family")),
    )


def _of(flows: pl.DataFrame, criterion: str) -> list[tuple[str, str, int]]:
    return flows.filter(criterion=criterion).select("from_family", "family", "subjects").rows()


def _moves(flows: pl.DataFrame, criterion: str) -> list[tuple[str, str, int]]:
    """List the changes of kind; who is not judged under both changes nothing."""
    return [one for one in _of(flows, criterion) if _is_move(one[0], one[1])]


def _is_move(a: str, b: str) -> bool:
    return a != b and _UNJUDGED not in (a, b)


def _judges(flows: pl.DataFrame, criterion: str) -> bool:
    return any(to != _UNJUDGED for _, to, _ in _of(flows, criterion))


def _differing(rows: pl.DataFrame) -> list[str]:
    """List the subjects on whom criteria differ: those with the most such time points first."""
    points = rows.filter("differs").select("subject", "day").unique()
    counts = points.group_by("subject").agg(n=pl.len(), first=pl.col("day").min())
    return counts.sort(["n", "first", "subject"], descending=[True, False, False])["subject"].to_list()


def _alike(drawn: pl.DataFrame, ids: Sequence[str]) -> list[_Group]:
    """Bring criteria together that call every drawn time point alike; those that judge none are left out."""
    found: dict[tuple[tuple[Any, ...], ...], list[str]] = {}
    for one in ids:
        own = drawn.filter(pl.col("criterion") == one, pl.col("family") != _UNJUDGED)
        key = tuple(own.select("subject", "day", "family").sort("subject", "day").rows())
        if key:
            found.setdefault(key, []).append(one)
    return [_Group(tuple(names)) for names in found.values()]


class _Drawn(NamedTuple):
    """What is drawn on a sheet."""

    bands: list[Area]
    boxes: list[Box]
    words: list[Text]


def _flow_chart(
    flows: pl.DataFrame, moved: Sequence[str], reference: str, titles: Mapping[str, str]
) -> tuple[_Drawn, float]:
    drawn = _Drawn([], [], [])
    if not moved:
        drawn.words.append(Text(0, 12, "Best responses are of the same kind under every criterion.", size=11))
        return drawn, 28
    tall = _PANEL_HEAD + _TALL + _PANEL_FOOT + 8
    for at, one in enumerate(moved):
        _panel(
            drawn,
            _of(flows, one),
            (titles[reference], titles[one]),
            (at % _ACROSS) * (_PANEL + _GAP),
            at // _ACROSS * tall,
        )
    return drawn, tall * -(-len(moved) // _ACROSS)


def _panel(drawn: _Drawn, counts: list[tuple[str, str, int]], names: tuple[str, str], x: float, y: float) -> None:
    """Draw two bars and the bands between them."""
    left, right, top = x + _BESIDE, x + _PANEL - _BESIDE - _BAR, y + _PANEL_HEAD
    total = sum(n for a, b, n in counts if _UNJUDGED not in (a, b))
    changed = sum(n for a, b, n in counts if _is_move(a, b))
    drawn.words.append(Text(x, y + 8, shortened(f"{names[0]} → {names[1]}", 150, 11), size=11, is_bold=True))
    drawn.words.append(Text(x + _PANEL, y + 8, f"{changed:,} of {total:,} differ", "right"))
    starts = _stack([(a, n) for a, _, n in counts])
    ends = _stack([(b, n) for _, b, n in counts])
    for place, stack, align, at in ((left, starts, "right", left - 4), (right, ends, "left", right + _BAR + 4)):
        for family, (begin, height, n) in stack.items():
            look = FAMILY_LOOKS[Family(family)]
            ground = look.color if look.is_filled else "#FFFFFF"
            edge = GREY if family == _UNJUDGED else look.color
            drawn.boxes.append(Box(place, top + begin, _BAR, height, ground, edge, 1.5))
            middle = top + begin + height / 2
            drawn.words.append(Text(at, middle, f"{look.letter} {n:,}", align))
    _bands(drawn, counts, starts, ends, (left + _BAR, right, top))
    moves = [f"{_letter(a)}→{_letter(b)} {n:,}" for a, b, n in counts if _is_move(a, b)]
    for at, line in enumerate(_listed(moves, _PANEL)):
        drawn.words.append(Text(x, top + _TALL + 11 + 12 * at, line))


def _listed(parts: Sequence[str], most: float) -> list[str]:
    """Set parts into lines of so many pixels, none of them broken."""
    found: list[str] = []
    for part in parts:
        longer = f"{found[-1]}, {part}" if found else part
        if found and width_of(longer) + _ARROW * longer.count("→") < most:
            found[-1] = longer
        else:
            found.append(part)
    return found


def _letter(family: str) -> str:
    return FAMILY_LOOKS[Family(family)].letter


def _stack(counts: list[tuple[str, int]]) -> dict[str, tuple[float, float, int]]:
    """Stack the kinds of a bar: where each begins, how high it is, and how many it holds."""
    sums = {family: sum(n for one, n in counts if one == family) for family in _ORDER}
    there = {family: n for family, n in sums.items() if n}
    room = _TALL - (_LEAST + 2) * len(there)
    total = sum(there.values())
    heights = [_LEAST + room * n / total for n in there.values()]
    begins = [0.0, *accumulate(height + 2 for height in heights)]
    return {
        family: (begin, height, n) for (family, n), begin, height in zip(there.items(), begins, heights, strict=False)
    }


def _bands(
    drawn: _Drawn,
    counts: list[tuple[str, str, int]],
    starts: dict[str, tuple[float, float, int]],
    ends: dict[str, tuple[float, float, int]],
    place: tuple[float, float, float],
) -> None:
    left, right, top = place
    used: dict[tuple[str, str], float] = {}
    for a, b, n in counts:
        edges = []
        for side, family, stack in (("from", a, starts), ("to", b, ends)):
            begin, height, whole = stack[family]
            offset = used.get((side, family), 0.0)
            thick = height * n / whole
            used[side, family] = offset + thick
            edges.append((top + begin + offset, thick))
        look = FAMILY_LOOKS[Family(b)]
        color = look.color if _is_move(a, b) else LIGHT
        color = _TO_STABLE if b == Family.STABLE.value and color != LIGHT else color
        (y, thick), (to_y, to_thick) = edges
        drawn.bands.append(
            Area(left, right, y, y + thick, to_y, to_y + to_thick, color, 0.45 if color == LIGHT else 0.6)
        )


def _cards(
    drawn: pl.DataFrame, subjects: Sequence[str], groups: Sequence[_Group], titles: Mapping[str, str], y: float
) -> tuple[_Drawn, float, str]:
    """Draw a card for each subject: a row per criterion, a cell per time point."""
    if not subjects:
        return _Drawn([], [], []), 0, ""
    names, said = short_names(subjects, 26)
    most = drawn.group_by("subject").agg(n=pl.col("day").n_unique())["n"].max()
    points = most if isinstance(most, int) else 1
    cell = min(_CELL, (_WIDTH - _LABEL) / points)
    wide = _LABEL + cell * points
    across = max(1, min(5, int((_WIDTH + _GAP) // (max(wide, 150) + _GAP))))
    step = (_WIDTH + _GAP) / across
    tall = _TITLE + _ROW * len(groups) + 9
    made = _Drawn([], [], [Text(0, y + 10, "Calls by time point, in order", size=11, is_bold=True)])
    parts = {key[0]: frame for key, frame in drawn.partition_by("subject", as_dict=True).items()}
    for at, subject in enumerate(subjects):
        corner = (at % across * step, y + 24 + at // across * tall)
        room = step - _GAP
        made.words.append(Text(corner[0], corner[1] + 7, shortened(names[subject], room), is_bold=True))
        _card(made, parts[subject], groups, titles, corner, cell)
    return made, 24 + tall * -(-len(subjects) // across), said


def _card(
    made: _Drawn,
    rows: pl.DataFrame,
    groups: Sequence[_Group],
    titles: Mapping[str, str],
    corner: tuple[float, float],
    cell: float,
) -> None:
    x, y = corner
    days = {day: at for at, day in enumerate(rows["day"].unique().sort())}
    for line, group in enumerate(groups):
        top = y + _TITLE + _ROW * line
        made.words.append(Text(x, top + _ROW / 2, shortened(group.label(titles), _LABEL - 4, _SMALL), size=_SMALL))
        own = rows.filter(criterion=group.criteria[0]).select("day", "family").sort("day")
        for day, family in own.rows():
            box = _box(family, x + _LABEL + cell * days[day], top, cell, _ROW)
            made.boxes.append(box)
            if cell >= _LETTERED:
                ink = ink_on(box.fill)
                middle = box.x + box.width / 2
                made.words.append(Text(middle, top + _ROW / 2, _letter(family), "center", _SMALL, color=ink))


def _box(family: str, x: float, y: float, width: float, height: float) -> Box:
    """Draw a cell: hollow where a progression is not confirmed, empty where nothing is judged."""
    look = FAMILY_LOOKS[Family(family)]
    if family == _UNJUDGED:
        return Box(x + 1, y + 1, width - 2, height - 2, "#FFFFFF", LIGHT, 1)
    if not look.is_filled:
        return Box(x + 1.5, y + 1.5, width - 3, height - 3, "#FFFFFF", look.color, 2)
    return Box(x + 0.5, y + 0.5, width - 1, height - 1, look.color, look.color, 0)


def _big_cells(
    rows: pl.DataFrame, days: list[int], titles: Mapping[str, str], cell: float, head: int
) -> tuple[list[Box], list[Text]]:
    """Draw the calls of one subject: the letter of the kind, and the word itself where there is room."""
    drawn, words = [], []
    lines = {one: head + _BIG_ROW * at for at, one in enumerate(titles)}
    for one, y in lines.items():
        words.append(Text(0, y + _BIG_ROW / 2, shortened(titles[one], _LABEL - 8)))
    places = {day: _LABEL + cell * at for at, day in enumerate(days)}
    for row in rows.filter(pl.col("response").is_not_null()).iter_rows(named=True):
        if row["criterion"] not in lines:
            continue
        y = lines[row["criterion"]]
        box = _box(row["family"], places[row["day"]], y, cell, _BIG_ROW)
        drawn.append(box)
        ink, middle, letter = ink_on(box.fill), box.x + box.width / 2, _letter(row["family"])
        both = f"{letter}  {row['response']}" if letter != "–" else row["response"]
        said = next((one for one in (both, letter) if width_of(one, 10) < cell - 3), "")
        words.append(Text(middle, y + _BIG_ROW / 2, said, "center", color=ink))
    return drawn, words


def _key(y: float) -> tuple[list[Box], list[Text]]:
    drawn, words, x = [], [], 0.0
    for family in Family:
        box = _box(family.value, x, y - 7, _CELL, 14)
        drawn.append(box)
        words.append(Text(x + _CELL / 2, y, _letter(family.value), "center", _SMALL, color=ink_on(box.fill)))
        words.append(Text(x + _CELL + 4, y, family.value))
        x += _CELL + 4 + width_of(family.value) + 12
    return drawn, words


def _flow_notes(
    flows: pl.DataFrame, others: Sequence[str], moved: Sequence[str], reference: str, titles: Mapping[str, str]
) -> Iterator[str]:
    if moved:
        yield (
            f"Above: each subject's best overall response on record, by kind, under {titles[reference]} (left) and "
            "another criterion (right); grey bands stay, colored ones change. Every kind has some height, so heights "
            "are not quite in proportion."
        )
    silent = [titles[one] for one in others if not _judges(flows, one)]
    same = [titles[one] for one in others if one not in moved and _judges(flows, one)]
    if same and moved:
        yield f"Of the same kind as {titles[reference]} wherever both judge, so not drawn: {', '.join(same)}."
    if silent:
        yield f"Judged nobody, so not drawn: {', '.join(silent)}."


def _strip_notes(
    differing: Sequence[str], judged: int, groups: Sequence[_Group], titles: Mapping[str, str]
) -> Iterator[str]:
    if not differing:
        yield f"Strips: criteria differ in kind at no time point of the {counted(judged, 'judged subject')}."
        return
    shown = min(len(differing), MOST_SUBJECTS)
    yield (
        f"Strips: {shown} of {counted(len(differing), 'subject')} on whom criteria differ in kind at a time point, the "
        f"most such time points first"
        + (f"; {len(differing) - shown:,} more are not drawn" if len(differing) > shown else "")
        + f". {counted(judged - len(differing), 'judged subject')} without a difference."
    )
    joined = [
        f"{titles[one.criteria[0]]} with {', '.join(titles[name] for name in one.criteria[1:])}"
        for one in groups
        if len(one.criteria) > 1
    ]
    if joined:
        yield f"Rows shared (+) by criteria that call all drawn time points alike: {'; '.join(joined)}."


def _data(flows: pl.DataFrame, drawn: pl.DataFrame, reference: str, order: Sequence[str]) -> pl.DataFrame:
    place = {name: at for at, name in enumerate(order)}
    counted_rows = flows.with_columns(part=pl.lit("flow"), from_criterion=pl.lit(reference))
    calls = drawn.sort(
        pl.col("subject").replace_strict(place, default=-1, return_dtype=pl.Int64), "criterion", "day"
    ).with_columns(part=pl.lit("strip"))
    both = pl.concat([counted_rows, calls], how="diagonal_relaxed")
    return both.select(pl.col(name).cast(kind) for name, kind in DATA.items())


def _alt_text(
    flows: pl.DataFrame, moved: Sequence[str], reference: str, titles: Mapping[str, str], everybody: int, differing: int
) -> str:
    said = [f"Best responses of {counted(everybody, 'subject')} under {titles[reference]} beside the other criteria."]
    for one in moved[:3]:
        moves = _moves(flows, one)
        a, b, n = max(moves, key=lambda move: move[2])
        many = sum(n for *_, n in moves)
        said.append(f"Under {titles[one]} {many:,} are of another kind, most often {b} instead of {a} ({n:,}).")
    if not moved:
        said.append("They are of the same kind for every subject.")
    said.append(f"On {counted(differing, 'subject')} criteria differ at a time point.")
    return " ".join(said)
