"""Virtual subjects of any number: one Parquet file of measurements, the same for the same seed.

    python -m benchmarks.trajectories measurements.parquet --subjects 1000000 --seed 1 [--shuffled | --by-visit]

A subject has eight time points six weeks apart and four targets (one subject in four has a lymph node among them),
up to two non-targets, and about one time in seven a new lesion or two, which are then followed: 38 rows in the mean.
Lesions grow, shrink, stand still, shrink and return, vanish, or swell first and shrink later. Subjects are drawn in
blocks that depend on the seed and the block's number alone, so a smaller study is the beginning of a larger one and
memory does not grow with the study. These are shapes to exercise rules and machines with; they model no disease.
"""

from __future__ import annotations

from pathlib import Path  # noqa: TC003 - read by Typer
from typing import TYPE_CHECKING, Annotated, Final, NamedTuple

import numpy as np
import polars as pl
import typer

from benchmarks.orders import by_visit, shuffled, write

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    Bools = NDArray[np.bool_]
    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]
    Random = np.random.Generator

SUBJECTS_PER_BLOCK: Final = 1_000
VISITS: Final = 8
TARGETS: Final = 4
NONTARGETS: Final = 2
NEW_LESIONS: Final = 2
LESIONS: Final = ("T01", "T02", "T03", "T04", "NT01", "NT02", "NEW01", "NEW02")
VISIT_NAMES: Final = ("BASELINE", *(f"WEEK {6 * number}" for number in range(1, VISITS)))
ROLES: Final = ("target",) * TARGETS + ("nontarget",) * NONTARGETS + ("new",) * NEW_LESIONS
ORGANS: Final = ("liver", "lung", "adrenal gland", "bone", "peritoneum", "soft tissue", "brain", "pleura")
NODE: Final = len(ORGANS)
STATES: Final = (
    "measured", "too_small", "absent", "present", "increased", "unequivocal_progression", "not_evaluable", "equivocal",
)  # fmt: skip
MEASURED, TOO_SMALL, ABSENT, PRESENT, INCREASED, UNEQUIVOCAL, NOT_EVALUABLE, EQUIVOCAL = range(len(STATES))

WEEKS_TO_PEAK: Final = 7.0
SMALLEST_NODE_MM: Final = 4.0
GONE_BELOW: Final = 25  # tenths of a millimetre
SMALL_BELOW: Final = 50


class Kind(NamedTuple):
    """How the lesions of one sort of subject go: rates per week, and a swelling that passes (share of the start)."""

    share: float
    decay: float
    growth: float
    swelling: float
    new_lesion: float


KINDS: Final = {
    "vanish": Kind(0.08, decay=0.120, growth=0.000, swelling=0.0, new_lesion=0.05),
    "shrink": Kind(0.22, decay=0.030, growth=0.000, swelling=0.0, new_lesion=0.06),
    "shrink and return": Kind(0.20, decay=0.060, growth=0.012, swelling=0.0, new_lesion=0.22),
    "stand still": Kind(0.20, decay=0.004, growth=0.002, swelling=0.0, new_lesion=0.08),
    "grow": Kind(0.20, decay=0.000, growth=0.015, swelling=0.0, new_lesion=0.30),
    "swell, then shrink": Kind(0.10, decay=0.050, growth=0.000, swelling=0.8, new_lesion=0.18),
}
TABLE: Final = np.array(list(KINDS.values()))


class Lesions(NamedTuple):
    """What holds for a lesion over all its time points. Arrays of shape (subjects, lesions)."""

    organ: Ints
    nodal: Bools
    sized: Bools
    first_visit: Ints
    first_mm: Floats
    roundness: Floats


def measurements(subjects: int, seed: int = 1, *, visits: bool = True) -> pl.DataFrame:
    """Draw a study that fits in memory.

    Args:
        subjects: How many.
        seed: Of the draws. The same seed gives the same study (under one version of NumPy).
        visits: Whether to name the visits.

    Returns:
        The columns of the public `measurements` table, sorted by subject and day; lengths in mm with one decimal.

    Examples:
        >>> study = measurements(3, seed=7)
        >>> study["subject"].n_unique(), study.columns[:4]
        (3, ['subject', 'lesion', 'visit', 'day'])
        >>> study.equals(measurements(5, seed=7).filter(pl.col("subject") <= "S00000003"))
        True
    """
    return pl.concat(blocks(subjects, seed, visits=visits))


def blocks(subjects: int, seed: int, *, visits: bool = True) -> Iterator[pl.DataFrame]:
    """Draw the study a thousand subjects at a time, in order."""
    for number, first in enumerate(range(0, subjects, SUBJECTS_PER_BLOCK)):
        wanted = min(SUBJECTS_PER_BLOCK, subjects - first)
        table = draw_block(np.random.default_rng([seed, number]), first, wanted)
        yield table if visits else table.drop("visit")


def draw_block(rng: Random, first: int, wanted: int) -> pl.DataFrame:
    """Draw a full block, so that what a subject gets does not depend on how many were asked for; keep the first."""
    kinds = rng.choice(len(TABLE), SUBJECTS_PER_BLOCK, p=TABLE[:, 0])
    days = draw_days(rng)
    lesions = draw_lesions(rng, TABLE[kinds])
    sizes = draw_sizes(rng, TABLE[kinds], lesions, days)
    longest = np.rint(sizes * lesions.first_mm[:, None, :] * 10).astype(np.int64)
    states = judge_states(rng, lesions, longest, sizes)
    listed = draw_listed(rng, lesions)
    listed[wanted:] = False
    return to_table(first, days, lesions, longest, states, listed)


def draw_days(rng: Random) -> Ints:
    """Draw a baseline up to two weeks before the start, then scans every six weeks give or take three days."""
    late = rng.integers(-3, 4, (SUBJECTS_PER_BLOCK, VISITS))
    late[:, 0] = -rng.integers(0, 15, SUBJECTS_PER_BLOCK)
    return late + 42 * np.arange(VISITS)


def draw_lesions(rng: Random, kinds: Floats) -> Lesions:
    """Draw where the lesions sit, how large they are when first seen and when that is."""
    shape = (SUBJECTS_PER_BLOCK, len(LESIONS))
    organ = draw_organs(rng)
    nodal = organ == NODE
    roundness = rng.uniform(0.5, 0.95, shape)
    first_mm = np.clip(rng.lognormal(np.log(25), 0.5, shape), 10, 120)
    first_mm[:, TARGETS:] = rng.uniform(6, 20, (shape[0], NONTARGETS + NEW_LESIONS))
    first_mm = np.where(nodal, rng.uniform(15, 40, shape) / roundness, first_mm)
    sized = rng.random(shape) < np.repeat((1.0, 0.15, 0.8), (TARGETS, NONTARGETS, NEW_LESIONS))
    return Lesions(organ, nodal, sized, draw_first_visits(rng, kinds), first_mm, roundness)


def draw_organs(rng: Random) -> Ints:
    """Draw at most two lesions to an organ; the fourth target of one subject in four is a lymph node."""
    pairs = rng.permuted(np.tile(np.arange(len(ORGANS)), (SUBJECTS_PER_BLOCK, 1)), axis=1)
    organ = pairs[:, [0, 0, 1, 2, 3, 4, 5, 6]].astype(np.int64)
    organ[rng.random(SUBJECTS_PER_BLOCK) < 0.25, TARGETS - 1] = NODE  # noqa: PLR2004 - one subject in four
    return organ


def draw_first_visits(rng: Random, kinds: Floats) -> Ints:
    """Draw the visit at which a lesion is first listed; `VISITS` where it never is."""
    first = np.zeros((SUBJECTS_PER_BLOCK, len(LESIONS)), np.int64)
    nontargets = rng.choice(NONTARGETS + 1, SUBJECTS_PER_BLOCK, p=(0.48, 0.38, 0.14))
    new = (rng.random(SUBJECTS_PER_BLOCK) < kinds[:, 4]) * rng.choice((1, 2), SUBJECTS_PER_BLOCK, p=(0.75, 0.25))
    appears = rng.integers(1, VISITS, (SUBJECTS_PER_BLOCK, NEW_LESIONS))
    first[:, TARGETS : TARGETS + NONTARGETS] = np.where(np.arange(NONTARGETS) < nontargets[:, None], 0, VISITS)
    first[:, -NEW_LESIONS:] = np.where(np.arange(NEW_LESIONS) < new[:, None], appears, VISITS)
    return first


def draw_sizes(rng: Random, kinds: Floats, lesions: Lesions, days: Ints) -> Floats:
    """Draw each lesion's length as a share of its first: a fall, a rise and a swelling that passes.

    Returns:
        Shape (subjects, visits, lesions); 1 where the lesion is first seen.
    """
    weeks = (days - days[:, :1])[:, :, None] / 7
    seen = np.take_along_axis(weeks[:, :, 0], np.minimum(lesions.first_visit, VISITS - 1), axis=1)
    age = np.maximum(weeks - seen[:, None, :], 0)
    own = rng.lognormal(0, 0.4, (SUBJECTS_PER_BLOCK, 1, 1))
    own = own * rng.lognormal(0, 0.25, (SUBJECTS_PER_BLOCK, 1, len(LESIONS)))
    decay, growth, swelling = (own * kinds[:, column, None, None] for column in (1, 2, 3))
    passing = age / WEEKS_TO_PEAK * np.exp(1 - age / WEEKS_TO_PEAK)
    sizes = np.exp(-decay * age) + np.expm1(np.minimum(growth * age, 2)) + swelling * passing
    read = sizes * rng.normal(1, 0.03, sizes.shape)
    smallest = SMALLEST_NODE_MM / (lesions.first_mm * lesions.roundness)
    return np.where(age == 0, 1.0, np.where(lesions.nodal[:, None, :], np.maximum(read, smallest[:, None, :]), read))


def judge_states(rng: Random, lesions: Lesions, longest: Ints, sizes: Floats) -> Ints:
    """Say of every reading what a reader would: measured, too small, gone, larger, not evaluable."""
    coin = rng.random(longest.shape)
    gone = (longest < GONE_BELOW) & ~lesions.nodal[:, None, :]
    small = (longest < SMALL_BELOW) & ~lesions.nodal[:, None, :] & (coin < 0.5)  # noqa: PLR2004 - an even chance
    states = np.select([gone, small], [ABSENT, TOO_SMALL], MEASURED)
    rest = np.s_[:, :, TARGETS : TARGETS + NONTARGETS]
    states[rest] = judge_nontargets(sizes[rest])
    new = np.s_[:, :, -NEW_LESIONS:]
    unsized = ~lesions.sized[:, None, -NEW_LESIONS:] & ~gone[new]
    appears = np.arange(VISITS)[:, None] == lesions.first_visit[:, None, -NEW_LESIONS:]
    states[new] = np.where(unsized, PRESENT, states[new])
    states[new] = np.where(unsized & appears & (coin[new] < 0.5), EQUIVOCAL, states[new])  # noqa: PLR2004
    missing = rng.random(longest.shape) < 0.012  # noqa: PLR2004 - one or two in a hundred
    missing[:, 0] = False
    missing[new] = False
    return np.where(missing, NOT_EVALUABLE, states)


def judge_nontargets(sizes: Floats) -> Ints:
    """Grade non-targets by the size they would have: gone, much larger, larger than last time, or there."""
    before = np.concatenate([sizes[:, :1], sizes[:, :-1]], axis=1)
    return np.select([sizes < 0.1, sizes > 2, sizes > 1.25 * before], [ABSENT, UNEQUIVOCAL, INCREASED], PRESENT)  # noqa: PLR2004


def draw_listed(rng: Random, lesions: Lesions) -> Bools:
    """Say which readings the table holds: from the first sight on, less three in a thousand that were forgotten."""
    listed = np.arange(VISITS)[:, None] >= lesions.first_visit[:, None, :]
    forgotten = rng.random(listed.shape) < 0.003  # noqa: PLR2004
    forgotten[:, 0] = False
    forgotten[:, :, -NEW_LESIONS:] = False
    return listed & ~forgotten


def to_table(first: int, days: Ints, lesions: Lesions, longest: Ints, states: Ints, listed: Bools) -> pl.DataFrame:
    """Lay the readings out as rows: by subject, then time point, then lesion."""
    subject, visit, lesion = np.nonzero(listed)
    state = states[listed]
    nontarget = (lesion >= TARGETS) & (lesion < TARGETS + NONTARGETS)
    lengthless = ~lesions.sized[subject, lesion] | np.isin(state, (TOO_SMALL, NOT_EVALUABLE, EQUIVOCAL))
    tenths = np.where(state == ABSENT, 0, longest[listed]).astype(np.float64)
    tenths[lengthless | (nontarget & (state == ABSENT))] = np.nan
    across = np.rint(tenths * lesions.roundness[subject, lesion])
    names = pl.Series([f"S{first + number + 1:08d}" for number in range(SUBJECTS_PER_BLOCK)])
    return pl.DataFrame({
        "subject": names.gather(subject),
        "lesion": words(LESIONS, lesion),
        "visit": words(VISIT_NAMES, visit),
        "day": days[subject, visit],
        "role": words(ROLES, lesion),
        "organ": words((*ORGANS, "lymph node"), lesions.organ[subject, lesion]),
        "nodal": lesions.nodal[subject, lesion],
        "longest_mm": pl.Series(tenths / 10, nan_to_null=True),
        "perpendicular_mm": pl.Series(across / 10, nan_to_null=True),
        "state": words(STATES, state),
    })  # fmt: skip


def words(vocabulary: Sequence[str], codes: Ints) -> pl.Series:
    """Spell out codes."""
    return pl.Series(vocabulary).gather(codes)


def write_study(path: Path, subjects: int, seed: int = 1, *, order: str = "sorted", visits: bool = True) -> None:
    """Write a study of any size to one Parquet file, in bounded memory.

    Args:
        path: The file to write. Folders on the way are made.
        subjects: How many.
        seed: Of the draws and of the shuffling.
        order: "sorted" (subject, day), "shuffled" (no order at all) or "by-visit" (all baselines first).
        visits: Whether to name the visits.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    tables = blocks(subjects, seed, visits=visits)
    if order == "shuffled":
        tables = shuffled(tables, path.parent, subjects, seed)
    elif order == "by-visit":
        tables = by_visit(tables, path.parent)
    write(tables, path, measurements(1, visits=visits).schema)


def main(
    path: Annotated[Path, typer.Argument(help="The Parquet file to write.")],
    *,
    subjects: Annotated[int, typer.Option(min=1)] = 20_000,
    seed: int = 1,
    shuffle: Annotated[bool, typer.Option("--shuffled", help="In no order at all.")] = False,
    visit_first: Annotated[bool, typer.Option("--by-visit", help="All baselines, then all second scans, ...")] = False,
    visits: Annotated[bool, typer.Option(help="Name the visits.")] = True,
) -> None:
    """Write virtual measurements to one Parquet file."""
    if shuffle and visit_first:
        message = "--shuffled and --by-visit exclude each other"
        raise typer.BadParameter(message)
    order = "shuffled" if shuffle else "by-visit" if visit_first else "sorted"
    write_study(path, subjects, seed, order=order, visits=visits)


if __name__ == "__main__":
    typer.run(main)
