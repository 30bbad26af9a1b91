"""One patient from the flare to the end: which day is the flare, what was known on it, how it ended."""

from __future__ import annotations

import polars as pl
import pytest

import ebbtide
from ebbtide import examples
from ebbtide.workflow.flares import find_flare, follow_case

CRITERIA = ("recist-1.1", "irecist")


def assessed(**tables: dict[str, list[object]]) -> ebbtide.Assessment:
    """Judge a study of one subject."""
    frames = {name: pl.DataFrame(columns).with_columns(subject=pl.lit("S1")) for name, columns in tables.items()}
    return ebbtide.assess(ebbtide.read_study(frames), criteria=CRITERIA)


def sums(*lengths: float | None, states: tuple[str | None, ...] = (None, None, None)) -> dict[str, list[object]]:
    """Give scans on days 0, 28, 56, ...: sums, or states in words."""
    days: list[object] = [28 * place for place in range(len(lengths))]
    return {
        "day": days,
        "target_sum_mm": list(lengths),
        "target_state": list(states[: len(lengths)]),
        "new_lesion": ["none"] * len(lengths),
    }


def test_a_progression_that_is_taken_back_is_the_flare() -> None:
    """40, 60 and 40 mm: iUPD on day 28 is disregarded on day 56, and the size with that is what is said of it."""
    flare = find_flare(assessed(timepoints=sums(40, 60, 40)), "S1")
    assert flare is not None
    assert flare.day == 28
    assert flare.said == [
        ("size", "60.00 mm, +50.0 % from the 40.00 mm of baseline"),
        ("iRECIST", "iUPD of day 28 disregarded on day 56"),
    ]


def test_a_progression_that_stands_is_no_flare() -> None:
    """40, 60 and 80 mm: nothing is taken back, and nothing is told to be larger in words."""
    assert find_flare(assessed(timepoints=sums(40, 60, 80)), "S1") is None


@pytest.mark.parametrize(
    ("events", "day"),
    [({"day": [3], "event": ["swelling"], "detail": ["a leg"]}, 3), ({"day": [-1], "event": ["swelling"]}, 28)],
)
def test_else_the_first_enlargement_is_the_flare(events: dict[str, list[object]], day: int) -> None:
    """A swelling from day 0 on, else targets that are called larger; what was there before the infusion is none."""
    scans = sums(40, None, 38, states=(None, "increased", None))
    flare = find_flare(assessed(timepoints=scans, events=events), "S1")
    assert flare is not None
    assert flare.day == day


@pytest.mark.parametrize(
    ("subject", "knows"), [("GC-01", True), ("IL-01", True), ("DC-01.1", False), ("DC-01.2", False)]
)
def test_every_published_case_is_followed(subject: str, knows: bool) -> None:  # noqa: FBT001 - a column of the table
    """Evidence and pathway are there where there was a flare, and each case ends with the last that is known."""
    source = examples.path({"GC": "gastric-car-t", "IL": "infant-all-bone-lesion", "DC": "donor-car-t"}[subject[:2]])
    case = follow_case(ebbtide.assess(ebbtide.read_study(source), criteria=CRITERIA), source, subject)
    assert [part is not None for part in (case.flare, case.evidence, case.standing)] == [knows] * 3
    assert case.ended[-1][0] in ("last contact", "last known")


def test_nothing_from_after_the_flare_is_used_for_it() -> None:
    """On day 28 neither the biopsy of day 100 nor the smaller scans are known."""
    source = examples.path("gastric-car-t")
    case = follow_case(ebbtide.assess(ebbtide.read_study(source), criteria=CRITERIA), source, "GC-01")
    assert case.evidence is not None
    assert case.standing is not None
    assert case.evidence.evidence.table.filter(pl.col("found").str.contains("class H1")).is_empty()
    assert case.standing["today"] == 28
    assert not [said for said in case.standing["known"] if "day 56" in said or "biopsy" in said]
    assert [text for label, text in case.ended if label == "biopsy"][1] == "day 100, biopsy class: H1 (no viable tumor)"
