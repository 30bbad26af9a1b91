"""Random subjects by the hundred thousand, seeded: line-hugging sizes, every state, every kind of note.

Drawn with NumPy in blocks that depend on the seed and the block's number alone. They model no disease; they are made to
take every branch of every rule.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np
import polars as pl

from ebbtide.assessment.batch import Tables
from ebbtide.study.columns import TABLES, empty_table
from ebbtide.terms.lesions import ROLES, STATES

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Bools = NDArray[np.bool_]
    Ints = NDArray[np.int64]
    Random = np.random.Generator

MOST_VISITS: Final = 4
NAMES: Final = ("T1", "T2", "T3", "NT1", "NT2", "NEW1", "NEW2", "NEW3")
TARGETS: Final = 3
NONTARGETS: Final = 2
LESIONS: Final = len(NAMES)
ORGANS: Final = ("liver", "lung, left", "lung, right", "skin", None)
METHODS: Final = ("CT", "MRI", "physical examination", None)
GAPS: Final = np.array([7, 21, 26, 27, 28, 29, 42, 56, 57, 90])
FIRST_SIZES: Final = np.array([10_000, 12_000, 15_000, 20_000, 25_000, 25_500, 50_000, 90_000, 100_000])
PERCENT: Final = np.array([0, 50, 70, 90, 100, 100, 110, 120, 125, 200])
STEPS: Final = np.array([0, 0, 0, 5_000, -5_000])
MISSING: Final = -1
"""No row at all."""

FOLLOWED: Final = {
    "target": {"measured": 72, "absent": 8, "too_small": 6, "not_evaluable": 4, "not_done": 2, "merged": 3, "": 5},
    "nontarget": {
        "present": 34, "absent": 16, "increased": 8, "decreased": 8, "unequivocal_progression": 10, "measured": 12,
        "not_evaluable": 4, "merged": 2, "": 6,
    },
    "new": {
        "measured": 46, "present": 14, "absent": 14, "unequivocal_progression": 5, "increased": 5, "decreased": 4,
        "equivocal": 4, "too_small": 2, "not_evaluable": 3, "": 3,
    },
}  # fmt: skip


class Subjects(NamedTuple):
    """What holds for lesions over all their time points. Arrays of shape (subjects, lesions)."""

    exists: Bools
    nodal: Bools
    across: Bools
    organ: Ints
    first: Ints
    since: Ints


def random_tables(seed: int, subjects: int, most_visits: int = MOST_VISITS) -> Tables:
    """Draw subjects with a baseline and one or more time points after it."""
    random = np.random.default_rng(seed)
    drawn = draw_subjects(random, subjects, most_visits)
    days = np.cumsum(np.where(np.arange(most_visits) == 0, 0, random.choice(GAPS, (subjects, most_visits))), axis=1)
    visits = random.integers(2, most_visits + 1, subjects)
    states = draw_states(random, drawn, most_visits)
    states[np.arange(most_visits) >= visits[:, None]] = MISSING
    sizes = draw_sizes(random, drawn, most_visits)
    rows = lay_out(random, drawn, states, sizes, days)
    return Tables(rows, draw_notes(random, days, visits), empty_table("reported"))


def draw_subjects(random: Random, subjects: int, most_visits: int) -> Subjects:
    """Draw who has which lesions, where, and from which visit on."""
    shape = (subjects, LESIONS)
    place = np.arange(LESIONS)
    chance = np.where(place < TARGETS, 0.66, np.where(place < TARGETS + NONTARGETS, 0.4, 0.3))
    nodal = random.random(shape) < 0.2
    first = random.choice(FIRST_SIZES, shape)
    return Subjects(
        exists=random.random(shape) < chance,
        nodal=nodal,
        across=random.random((subjects, 1)) < 0.6 * np.ones(shape),
        organ=random.integers(0, len(ORGANS), shape),
        first=np.where(nodal, np.maximum(first, 15_000), first),
        since=np.where(place < TARGETS + NONTARGETS, 0, random.integers(1, most_visits, shape)),
    )


def choose_states(random: Random, kind: str, shape: tuple[int, ...]) -> Ints:
    """Draw states by their weights."""
    weights = FOLLOWED[kind]
    codes = np.array([STATES.index(word) if word else MISSING for word in weights])
    share = np.array(list(weights.values())) / sum(weights.values())
    return random.choice(codes, shape, p=share)


def draw_states(random: Random, drawn: Subjects, most_visits: int) -> Ints:
    """Draw what is seen of each lesion at each visit. Shape (subjects, visits, lesions)."""
    subjects = len(drawn.exists)
    parts = {"target": TARGETS, "nontarget": NONTARGETS, "new": LESIONS - TARGETS - NONTARGETS}
    drawn_parts = [choose_states(random, kind, (subjects, most_visits, many)) for kind, many in parts.items()]
    states = np.concatenate(drawn_parts, axis=2)
    baseline = np.where(np.arange(LESIONS) < TARGETS, STATES.index("measured"), STATES.index("present"))
    sound = random.random((subjects, LESIONS)) < 0.96
    states[:, 0] = np.where(sound, baseline, states[:, 0])
    unseen = np.arange(most_visits)[:, None] < drawn.since[:, None, :]
    states[unseen | ~drawn.exists[:, None, :]] = MISSING
    return states


def draw_sizes(random: Random, drawn: Subjects, most_visits: int) -> Ints:
    """Draw sizes on a line measured from the first or the last size, and a micrometre beside it. µm."""
    shape = drawn.first.shape
    sizes = [drawn.first]
    for _ in range(most_visits - 1):
        reference = np.where(random.random(shape) < 0.5, drawn.first, sizes[-1])
        on_line = reference * random.choice(PERCENT, shape) // 100 + random.choice(STEPS, shape)
        sizes.append(np.clip(on_line + random.integers(-1, 2, shape), 0, 500_000))
    return np.stack(sizes, axis=1)


def lay_out(random: Random, drawn: Subjects, states: Ints, sizes: Ints, days: Ints) -> pl.DataFrame:
    """Write the readings down as tidy rows, in order of subject and day."""
    who, when, which = np.nonzero(states != MISSING)
    state, size = states[who, when, which], sizes[who, when, which]
    nodal, across = drawn.nodal[who, which], drawn.across[who, which]
    measured = state == STATES.index("measured")
    role = np.where(which < TARGETS, 0, np.where(which < TARGETS + NONTARGETS, 1, 2 + (who + which) % 3))
    chance = random.random((4, len(who)))
    method = np.where(chance[2] < 0.99, 0, (1 + 3 * chance[3]).astype(int))
    longest = np.where(measured, np.where(nodal, size * 5 // 4, size), MISSING)
    short = np.where(measured & nodal, size, np.where(measured & across & (chance[0] < 0.97), size * 4 // 5, MISSING))
    found = {
        "subject": pl.Series([f"S{number:06d}" for number in range(len(days))]).gather(who),
        "reader": pl.Series([""]).gather(np.zeros(len(who), np.int64)),
        "lesion": pl.Series(NAMES).gather(which),
        "day": pl.Series(days[who, when], dtype=pl.Int32),
        "role": pl.Series(ROLES, dtype=pl.Enum(ROLES)).gather(role),
        "state": pl.Series(STATES, dtype=pl.Enum(STATES)).gather(state),
        "organ": pl.Series(ORGANS, dtype=pl.String).gather(drawn.organ[who, which]),
        "nodal": pl.Series(nodal),
        "longest_um": length(longest),
        "perpendicular_um": length(short),
        "viable_um": length(np.where(measured & ~nodal & (chance[1] < 0.3), size // 2, MISSING)),
        "density_mhu": length(np.where(measured & (who % 3 > 0), 40_000 + 17 * (size % 1_000), MISSING)),
        "method": pl.Series(METHODS, dtype=pl.String).gather(method),
        "locally_treated": pl.Series(chance[3] < 0.004),
        "row": pl.Series(np.arange(len(who)) + 2, dtype=pl.UInt32),
    }
    splits = (which < TARGETS) & (when > 0) & measured & (chance[1] > 0.99)
    return as_tidy(split_some(pl.DataFrame(found), pl.Series(splits)), "measurements")


def split_some(found: pl.DataFrame, splits: pl.Series) -> pl.DataFrame:
    """Let some lesions fall into two parts of the same size."""
    named = pl.when(splits).then(pl.col("lesion") + ".1").otherwise("lesion")
    second = found.filter(splits).with_columns(lesion=pl.col("lesion") + ".2")
    return pl.concat([found.with_columns(lesion=named), second]).sort("subject", "day", maintain_order=True)


def as_tidy(found: pl.DataFrame, table: str) -> pl.DataFrame:
    """Add the columns of a tidy table that were not drawn, in their order and with their types."""
    schema = TABLES[table].schema
    columns = [pl.col(name) if name in found.columns else pl.lit(None).alias(name) for name in schema]
    return found.select(column.cast(kind) for column, kind in zip(columns, schema.values(), strict=True))


def length(values: Ints) -> pl.Series:
    """Make a column of whole numbers, null where there is none."""
    return pl.Series(values, dtype=pl.Int64).replace(MISSING, None)


def draw_notes(random: Random, days: Ints, visits: Ints) -> pl.DataFrame:
    """Draw new symptoms, withdrawn responses and markers of some time points."""
    noted = (random.random(days.shape) < 0.15) & (np.arange(days.shape[1]) < visits[:, None])
    who, when = np.nonzero(noted)
    chance = random.random((3, len(who)))
    rows = pl.DataFrame(
        {
            "subject": pl.Series([f"S{number:06d}" for number in range(len(days))]).gather(who),
            "reader": pl.Series([""]).gather(np.zeros(len(who), np.int64)),
            "day": pl.Series(days[who, when], dtype=pl.Int32),
            "new_symptom": pl.Series(chance[0] < 0.6),
            "cr_withdrawn": pl.Series(chance[1] < 0.2),
            "marker_state": pl.Series([None, "raised", "normal"]).gather((3 * chance[2]).astype(int)),
            "row": pl.Series(np.arange(len(who)) + 2, dtype=pl.UInt32),
        }
    )
    return as_tidy(rows, "timepoints")
