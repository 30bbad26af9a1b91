"""The columns of all lesions at once agree with a plain reading of one lesion after another."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

import polars as pl
import pytest

from tests.patterns.test_laws_of_patterns import called, courses_of_disease

if TYPE_CHECKING:
    from collections.abc import Mapping

Answer = tuple[str, int | None, int | None]
History = list[tuple[int, int]]


class Lesion(NamedTuple):
    """One lesion: its sizes by day from baseline on, µm, without what could not be evaluated."""

    is_new: bool
    sizes: History


def lesions_by_subject(tables: Mapping[str, pl.DataFrame]) -> dict[str, dict[str, Lesion]]:
    """Read the measurements lesion by lesion, up to the first new therapy of the subject."""
    ends = tables["events"].filter(event="new_therapy").group_by("subject").agg(pl.col("day").min())
    end = dict(ends.iter_rows())
    found: dict[str, dict[str, Lesion]] = defaultdict(dict)
    for row in tables["measurements"].sort("day").iter_rows(named=True):
        subject, day = row["subject"], row["day"]
        lesion = found[subject].setdefault(row["lesion"], Lesion(row["role"] == "new", []))
        if day >= 0 and day <= end.get(subject, day) and row["longest_mm"] is not None:
            lesion.sizes.append((day, round(1000 * float(row["longest_mm"]))))
    return found


def grew_and_shrank(lesion: Lesion) -> tuple[int | None, int | None]:
    """Find the day a lesion first grew or appeared, and the day it had shrunk."""
    least = largest = rise = None
    for day, size in lesion.sizes:
        if rise is None:
            grown = least is not None and size - least >= 5_000 and 100 * (size - least) >= 20 * least
            if day > 0 and (grown or (lesion.is_new and size > 0)):
                rise, largest = day, size
            least = size if least is None else min(least, size)
            continue
        largest = max(largest or 0, size)
        if (largest and 100 * (largest - size) >= 30 * largest) or size == 0:
            return rise, day
    return rise, None


def nishino(lesions: Mapping[str, Lesion], died: int | None, new_therapy: int | None) -> Answer:
    """Answer for one subject."""
    fates = [grew_and_shrank(lesion) for lesion in lesions.values()]
    back = sorted((fall, rise) for rise, fall in fates if fall is not None and rise is not None)
    if back:
        return "yes", back[0][1], back[0][0]
    waits = [rise for rise, fall in fates if rise is not None and fall is None]
    if waits and new_therapy is not None:
        return "not_computable", min(waits), None
    basis = min(waits) if waits else None
    if not any(day > 0 for lesion in lesions.values() for day, _ in lesion.sizes):
        return "not_computable", None, None
    return ("no" if died or not waits else "open"), basis, died


def bernard_tessier(lesions: Mapping[str, Lesion]) -> Answer:
    """Answer for one subject."""
    targets = [dict(lesion.sizes) for lesion in lesions.values() if not lesion.is_new]
    known = [sizes for sizes in targets if 0 in sizes]
    days = sorted({day for sizes in known for day in sizes if day > 0})
    for day in days:
        pairs = [(sizes[0], sizes[day]) for sizes in known if day in sizes]
        grown = [now - then for then, now in pairs if 100 * (now - then) > 20 * then]
        shrunk = [now for then, now in pairs if 100 * (then - now) > 30 * then]
        if shrunk and sum(grown) >= 5_000:
            return "yes", day, day
    return ("no" if days else "not_computable"), None, None


@pytest.mark.parametrize("seed", [7, 8])
def test_lesions_read_one_by_one_give_the_same(seed: int) -> None:
    """Pseudoprogression of a lesion and dissociated response are those of a plain reading, subject by subject."""
    tables = courses_of_disease(seed, subjects=60)
    events = {(row["subject"], row["event"]): row["day"] for row in tables["events"].iter_rows(named=True)}
    table = called(tables)
    days = ("call", "basis_day", "known_day")
    found = {
        (row["subject"], row["definition"]): tuple(row[name] for name in days)
        for row in table.filter(pl.col("definition").is_in(["nishino_lesion", "bernard_tessier_2020"])).iter_rows(
            named=True
        )
    }
    wanted: dict[tuple[str, str], Answer] = {}
    for subject, lesions in lesions_by_subject(tables).items():
        died, therapy = events.get((subject, "death")), events.get((subject, "new_therapy"))
        wanted[subject, "nishino_lesion"] = nishino(lesions, died, therapy)
        wanted[subject, "bernard_tessier_2020"] = bernard_tessier(lesions)
    assert found == wanted
