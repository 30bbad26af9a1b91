"""How many new lesions are followed by size, which of them, and what the others do."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest

from tests.criteria.histories import calls, judged

if TYPE_CHECKING:
    from tests.criteria.histories import History, Seen

ORGANS: Final = ("liver", "lung", "bone", "brain", "spleen", "adrenal gland")


def seen(longest: int, organ: str | None = None, across: int | None = None) -> dict[str, object]:
    """Write one new lesion down, mm."""
    return {
        "longest_um": 1_000 * longest,
        "perpendicular_um": None if across is None else 1_000 * across,
        "organ": organ,
    }


def burden(criterion: str, *new: Seen) -> float:
    """Judge a target of 50 mm (by 20 mm) beside new lesions, and give the burden without it."""
    history: History = {"T1": {0: (50_000, 20_000), 42: (50_000, 20_000)}}
    both = dict(history) | {f"NEW{number:02d}": {42: one} for number, one in enumerate(new)}
    found = judged(both, criterion).responses.row(0, named=True)
    return float(found["burden"]) - float(found["baseline"])


@pytest.mark.parametrize("criterion", ["imrecist", "irrecist"])
def test_two_new_lesions_of_an_organ_and_five_in_all_enter_the_burden(criterion: str) -> None:
    """The largest enter first, and what is over the number stays out."""
    assert burden(criterion, *(seen(size, "liver") for size in (11, 13, 12))) == 25
    assert burden(criterion, *(seen(size) for size in (11, 16, 12, 15, 13, 14))) == 70
    assert burden(criterion, *(seen(20 + place, organ) for place, organ in enumerate(ORGANS))) == 115


def test_sides_of_an_organ_are_one_organ_and_all_nodes_are_one() -> None:
    """Left and right lung count as the lung; nodes of any region count as one organ."""
    lungs = [seen(11, "lung, left"), seen(12, "right lung"), seen(13, "LUNGS")]
    nodes = [{"nodal": True, "longest_um": 30_000, "perpendicular_um": 1_000 * size, "organ": where}
             for size, where in ((16, "axillary"), (17, "inguinal"), (18, "cervical"))]  # fmt: skip
    assert burden("imrecist", *lungs) == 25
    assert burden("imrecist", *nodes) == 35


def test_a_designation_by_the_reader_stands() -> None:
    """What the reader follows as a new target is measured, whatever its size; a new non-target is not."""
    history: History = {
        "T1": {0: 50_000, 42: 50_000},
        "NEWT1": {42: 6_000},
        "NEWNT1": {42: 30_000},
    }
    assert judged(history, "imrecist").responses["burden"].to_list() == [56.0]


@pytest.mark.parametrize("criterion", ["imrecist", "irrecist"])
def test_the_part_a_new_lesion_plays_never_changes(criterion: str) -> None:
    """One that was too small at first stays out when it has grown, and one that was in stays in when it is small."""
    grown: History = {"T1": {0: 50_000, 42: 50_000, 84: 50_000}, "NEW1": {42: 9_999, 84: 30_000}}
    shrunk: History = {"T1": {0: 50_000, 42: 50_000, 84: 50_000}, "NEW1": {42: 10_000, 84: 3_000}}
    assert judged(grown, criterion).responses["burden"].to_list() == [50.0, 50.0]
    assert judged(shrunk, criterion).responses["burden"].to_list() == [60.0, 53.0]


def test_ten_visceral_and_five_lesions_of_the_skin_enter_irrc() -> None:
    """Five of an organ, ten of the organs together, and five of the skin beside them."""
    assert burden("irrc", *(seen(10, "liver", 10) for _ in range(6))) == 500
    assert burden("irrc", *(seen(10, ORGANS[place % 6], 10) for place in range(12))) == 1_000
    assert burden("irrc", *(seen(10, "skin", 10) for _ in range(7))) == 500
    both = [seen(10, ORGANS[place % 6], 10) for place in range(12)] + [seen(10, "skin of the back", 10)] * 6
    assert burden("irrc", *both) == 1_500


def test_the_largest_products_enter_irrc_first() -> None:
    """Of six lesions of the liver the smallest stays out."""
    assert burden("irrc", *(seen(10 + size, "liver", 10) for size in (5, 0, 1, 2, 3, 4))) == 650


def test_what_stays_out_of_the_burden_still_prevents_a_complete_response() -> None:
    """With the targets gone, a new lesion outside the burden leaves a partial response."""
    history: History = {"T1": {0: (50_000, 20_000), 42: (0, 0)}, "NEW1": {42: 4_000}}
    assert calls(history, "imrecist") == ["PR"]
    assert calls(history, "irrecist") == calls(history, "irrc") == ["irPR"]
    gone: History = {"T1": {0: (50_000, 20_000), 42: (0, 0), 84: (0, 0)}, "NEW1": {42: 4_000, 84: 0}}
    assert calls(gone, "imrecist")[-1] == "CR"


def test_in_irecist_new_lesions_are_never_added_to_the_sum() -> None:
    """Their sum is their own: the burden shown is the targets'."""
    history: History = {"T1": {0: 50_000, 42: 50_000}, "NEW1": {42: 80_000}}
    assert judged(history, "irecist").responses["burden"].to_list() == [50.0]


def test_when_the_set_of_new_targets_changes_its_nadir_starts_again() -> None:
    """Two new lesions are not compared with the smallest size that one of them had."""
    history: History = {
        "T1": {0: 50_000, 42: 50_000, 84: 40_000, 126: 40_000, 168: 40_000},
        "NEW1": {42: 20_000, 84: 20_000, 126: 20_000, 168: 20_000},
        "NEW2": {126: 15_000, 168: 15_000},
    }
    reasons = calls(history, "irecist", "reasons")
    assert calls(history, "irecist") == ["iUPD", "iSD", "iUPD", "iUPD"]
    assert not any("NEW_SUM_ROSE" in text for text in reasons)
