"""Every Hypothesis strategy of the suite, kept in one file so that what is tried can be reviewed in one place.

A patient is drawn lesion by lesion. Sizes hug the limits of the criteria: they lie on a limit measured from the
lesion's first or last size, one micrometre to a side of it, or on one of the sizes at which a rule turns.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from hypothesis import strategies as st

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from hypothesis.strategies import DrawFn, SearchStrategy

    Row = dict[str, Any]

SUBJECT: Final = "S1"
GAPS: Final = (7, 14, 26, 27, 28, 29, 42, 56, 57, 60)
"""Days between two scans: around 4 and 8 weeks, and some others."""
BASELINE_SIZES: Final = (10_000, 12_000, 20_000, 25_000, 25_500, 50_000, 90_000, 100_000)
TURNING_SIZES: Final = (0, 3_200, 4_000, 5_000, 10_000, 15_000)
FACTORS: Final = tuple(Fraction(percent, 100) for percent in (50, 70, 90, 100, 110, 120, 125))
STEPS: Final = (0, 0, 5_000, -5_000)
MOST_UM: Final = 400_000
ORGANS: Final = (None, "liver", "lung", "lymph node")
CHANGING_STATES: Final = ("increased", "decreased")
"""States that speak of the last assessment: seen twice they are not the same finding."""


class Patient(NamedTuple):
    """One subject: rows of the tidy `measurements`, and notes of time points (rows of `timepoints`)."""

    rows: list[Row]
    notes: list[Row]

    @property
    def days(self) -> list[int]:
        """Every day on which something was read."""
        return sorted({int(row["day"]) for row in self.rows})

    def until(self, day: int) -> Patient:
        """Cut the history off after a day."""
        rows, notes = ([row for row in part if row["day"] <= day] for part in self)
        return Patient(rows, notes)

    def named(self, subject: str) -> Patient:
        """Give the subject another name."""
        rows, notes = ([row | {"subject": subject} for row in part] for part in self)
        return Patient(rows, notes)


def sizes(reference: int) -> SearchStrategy[int]:
    """Draw a length near a limit that is measured from another length, µm."""
    on_a_line = st.builds(
        lambda factor, step, nudge: min(max(int(reference * factor) + step + nudge, 0), MOST_UM),
        st.sampled_from(FACTORS),
        st.sampled_from(STEPS),
        st.integers(-1, 1),
    )
    turning = st.builds(lambda size, nudge: max(size + nudge, 0), st.sampled_from(TURNING_SIZES), st.integers(-1, 1))
    return st.one_of(on_a_line, on_a_line, turning, st.integers(0, 150_000))


class Kind(NamedTuple):
    """What holds for a lesion as long as it is followed."""

    name: str
    role: str
    nodal: bool
    across: bool
    organ: str | None


def row_of(kind: Kind, day: int, state: str, size: int | None = None) -> Row:
    """Write one reading down; a second diameter is four fifths of the first, and a node's is its size."""
    row: Row = {"subject": SUBJECT, "lesion": kind.name, "role": kind.role, "day": day, "state": state}
    row |= {"nodal": kind.nodal, "organ": "lymph node" if kind.nodal else kind.organ}
    if size is None:
        return row
    if kind.nodal:
        return row | {"longest_um": size + size // 4, "perpendicular_um": size}
    if size == 0:
        row["state"] = "absent"
    return row | {"longest_um": size, "perpendicular_um": 4 * size // 5 if kind.across else None}


TARGET_WORDS: Final = ("measured",) * 12 + ("absent", "too_small", "not_evaluable", "")


@st.composite
def target_rows(draw: DrawFn, kind: Kind, days: Sequence[int], words: Sequence[str] = TARGET_WORDS) -> list[Row]:
    """Draw what is seen of one target; it is measured at baseline, and may be missed later."""
    first = draw(st.sampled_from(BASELINE_SIZES) | st.integers(10_000, 120_000))
    first = max(first, 15_000) if kind.nodal else first
    rows = [row_of(kind, days[0], "measured", first)]
    last = first
    for day in days[1:]:
        seen = draw(st.sampled_from(words))
        if seen == "measured":
            last = draw(sizes(draw(st.sampled_from((first, last)))))
            rows.append(row_of(kind, day, seen, last))
        elif seen:
            rows.append(row_of(kind, day, seen))
    return rows


@st.composite
def nontarget_rows(draw: DrawFn, kind: Kind, days: Sequence[int], *, changing: bool) -> list[Row]:
    """Draw what is seen of one non-target; `changing` allows words that speak of the last assessment."""
    words = (*["present"] * 4, "absent", "absent", "unequivocal_progression", "not_evaluable", "")
    words = (*words, *CHANGING_STATES) if changing else words
    rows = [row_of(kind, days[0], "measured", draw(sizes(12_000))) if kind.nodal else row_of(kind, days[0], "present")]
    for day in days[1:]:
        seen = draw(st.sampled_from((*words, "measured") if kind.nodal else words))
        if seen:
            rows.append(row_of(kind, day, seen, draw(sizes(10_000)) if seen == "measured" else None))
    return rows


@st.composite
def new_rows(draw: DrawFn, kind: Kind, days: Sequence[int], *, changing: bool) -> list[Row]:
    """Draw what is seen of one new lesion, from some visit on."""
    words = (*["measured"] * 5, "present", "absent", "unequivocal_progression", "equivocal", "not_evaluable", "")
    words = (*words, *CHANGING_STATES) if changing else words
    rows = []
    last = 10_000
    for day in days[draw(st.integers(1, len(days) - 1)) :]:
        seen = draw(st.sampled_from(words))
        if seen == "measured":
            last = draw(sizes(last))
        if seen:
            rows.append(row_of(kind, day, seen, last if seen == "measured" else None))
    return rows


ROWS_OF: Final[dict[str, Callable[..., SearchStrategy[list[Row]]]]] = {"NT": nontarget_rows, "NEW": new_rows}


@st.composite
def kinds(draw: DrawFn, prefix: str, role: str, most: int) -> list[Kind]:
    """Draw the lesions of one role."""
    across = draw(st.booleans())
    return [
        Kind(f"{prefix}{number}", role, draw(st.integers(0, 3)) == 0, across, draw(st.sampled_from(ORGANS[:3])))
        for number in range(1, draw(st.integers(0, most)) + 1)
    ]


@st.composite
def notes_of(draw: DrawFn, days: Sequence[int]) -> list[Row]:
    """Draw new symptoms and tumour markers, on days that have readings."""
    marked = draw(st.integers(0, 3)) == 0
    rows: list[Row] = [{"day": days[0], "marker_state": "raised"}] if marked else []
    for day in days[1:]:
        note: Row = {"new_symptom": True} if draw(st.integers(0, 3)) == 0 else {}
        note |= {"marker_state": draw(st.sampled_from(("raised", "normal")))} if marked else {}
        rows += [note | {"day": day}] if note else []
    return [{"subject": SUBJECT} | row for row in rows]


@st.composite
def visit_days(draw: DrawFn, *, fewest: int = 2, most: int = 5) -> list[int]:
    """Draw the days of baseline and of some scans after it."""
    gaps = draw(st.lists(st.sampled_from(GAPS), min_size=fewest - 1, max_size=most - 1))
    return [sum(gaps[:place]) for place in range(len(gaps) + 1)]


@st.composite
def patients(draw: DrawFn, *, changing: bool = True, noted: bool = True, targets: int = 0) -> Patient:
    """Draw a patient with a baseline, one to four scans after it, and at least one lesion.

    Args:
        draw: Given by Hypothesis.
        changing: Allow states that speak of the last assessment (`increased`, `decreased`).
        noted: Allow notes of symptoms and markers.
        targets: The fewest targets.
    """
    days = draw(visit_days())
    rows = []
    for kind in draw(kinds("T", "target", 3).filter(lambda found: len(found) >= targets)):
        rows += draw(target_rows(kind, days))
    return draw(with_others(rows, days, changing=changing, noted=noted))


@st.composite
def complete_patients(draw: DrawFn) -> Patient:
    """Draw a patient whose targets are one or two, no nodes, and measured at every visit."""
    days = draw(visit_days())
    rows = []
    for number in range(1, draw(st.integers(1, 2)) + 1):
        kind = Kind(f"T{number}", "target", nodal=False, across=False, organ=None)
        rows += draw(target_rows(kind, days, ("measured",)))
    return draw(with_others(rows, days, changing=True, noted=False))


@st.composite
def with_others(draw: DrawFn, rows: list[Row], days: Sequence[int], *, changing: bool, noted: bool) -> Patient:
    """Add non-targets, new lesions and notes to a patient's targets."""
    for prefix, role, most in (("NT", "nontarget", 2), ("NEW", "new", 3)):
        for kind in draw(kinds(prefix, role, most)):
            rows += draw(ROWS_OF[prefix](kind, days, changing=changing))
    if not any(row["day"] == 0 for row in rows):
        rows.append(row_of(Kind("NT1", "nontarget", nodal=False, across=False, organ=None), 0, "present"))
    rows.sort(key=lambda row: int(row["day"]))
    read = sorted({int(row["day"]) for row in rows})
    return Patient(rows, draw(notes_of(read)) if noted else [])
