"""Lesions that fall apart or grow together are judged as one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

import ebbtide
from tests.criteria.histories import calls, study_of

if TYPE_CHECKING:
    from tests.criteria.histories import History

Row = dict[str, Any]


def part(lesion: str, day: int, longest: int | None, across: int | None = None, **more: object) -> Row:
    """Write one reading of a target or one of its fragments down, mm."""
    sizes = {"longest_um": None if longest is None else 1_000 * longest,
             "perpendicular_um": None if across is None else 1_000 * across}  # fmt: skip
    return {"subject": "P1", "lesion": lesion, "role": "target", "day": day} | sizes | more


def judge(rows: list[Row], criterion: str = "recist-1.1") -> list[tuple[str, float | None]]:
    """Give the call and the burden of every time point."""
    found = ebbtide.assess(study_of(rows), criteria=[criterion], explanations=False).responses
    return found.select("overall_response", "burden").rows()


def test_fragments_are_summed_under_the_lesion() -> None:
    """Two fragments of 17 and 18 mm are 35 mm of the one lesion they came from."""
    rows = [part("T04", 0, 50), part("T04.1", 42, 17), part("T04.2", 42, 18)]
    assert judge(rows) == [("PR", 35.0)]


def test_a_fragment_too_small_to_measure_is_5_mm() -> None:
    """The rule for lesions holds for their fragments."""
    rows = [part("T04", 0, 50), part("T04.1", 42, 30), part("T04.2", 42, None, state="too_small")]
    assert judge(rows) == [("PR", 35.0)]


@pytest.mark.parametrize("state", ["not_evaluable", "not_done"])
def test_a_fragment_that_was_not_assessed_leaves_the_lesion_open(state: str) -> None:
    """A sum of some fragments is no size of the lesion."""
    rows = [part("T04", 0, 50), part("T04.1", 42, 17), part("T04.2", 42, None, state=state)]
    assert judge(rows) == [("NE", None)]


def test_a_fragment_without_a_length_leaves_the_lesion_open() -> None:
    """Present, but not measured, it is not nothing."""
    rows = [part("T04", 0, 50), part("T04.1", 42, 17), part("T04.2", 42, None, state="present")]
    assert judge(rows) == [("NE", None)]


@pytest.mark.parametrize("state", ["absent", "merged"])
def test_a_fragment_that_is_gone_adds_nothing(state: str) -> None:
    """One fragment left is the lesion; none left is a complete response."""
    one = [part("T04", 0, 50), part("T04.1", 42, 17), part("T04.2", 42, None, state=state)]
    none = [part("T04", 0, 50), part("T04.1", 42, None, state="absent"), part("T04.2", 42, None, state="absent")]
    assert judge(one) == [("PR", 17.0)]
    assert judge(none) == [("CR", 0.0)]


def test_fragments_of_a_node_are_summed_by_their_short_axes() -> None:
    """A node's size is its short axis, in one piece or two."""
    rows = [
        part("T1", 0, 40, 30, nodal=True),
        part("T1.1", 42, 20, 11, nodal=True),
        part("T1.2", 42, 20, 12, nodal=True),
    ]
    assert judge(rows) == [("SD", 23.0)]


@pytest.mark.parametrize(
    "apart",
    [{"locally_treated": True}, {"nodal": True}, {"method": "MRI"}, {"density_mhu": 10_000}],
    ids=lambda apart: next(iter(apart)),
)
def test_the_order_of_fragments_decides_nothing(apart: dict[str, object]) -> None:
    """Where one fragment was treated, is a node or was imaged otherwise, the order of the rows is no matter."""
    whole = part("T1", 0, 40, 20, method="CT", density_mhu=50_000)
    first = part("T1.1", 42, 16, 9, **({"method": "CT", "density_mhu": 50_000} | apart))
    second = part("T1.2", 42, 16, 9, method="CT", density_mhu=50_000)
    orders = ([whole, first, second], [whole, second, first])
    one, other = (ebbtide.assess(study_of(rows), explanations=False).responses.rows() for rows in orders)
    assert one == other


def test_fragments_count_where_the_lesion_is_listed_too() -> None:
    """A row of the lesion itself beside its fragments would count it twice."""
    rows = [part("T04", 0, 50), part("T04", 42, 35), part("T04.1", 42, 17), part("T04.2", 42, 18)]
    assert judge(rows) == [("PR", 35.0)]


def test_a_name_with_a_point_is_no_fragment_where_no_lesion_bears_the_stem() -> None:
    """1.1 and 1.2 are two lesions as long as there is no lesion 1."""
    rows = [part("1.1", 0, 20), part("1.2", 0, 30), part("1.1", 42, 20), part("1.2", 42, 15)]
    assert judge(rows) == [("PR", 35.0)]
    assert judge([*rows[:3]]) == [("NE", None)]


@pytest.mark.parametrize(("criterion", "word"), [("who", "PR"), ("mwho", "PR"), ("irrc", "irPR")])
def test_products_of_fragments_are_summed(criterion: str, word: str) -> None:
    """Two fragments of 10 by 10 mm are half of a lesion of 20 by 20 mm."""
    rows = [part("T1", 0, 20, 20), part("T1.1", 42, 10, 10), part("T1.2", 42, 10, 10)]
    assert judge(rows, criterion) == [(word, 200.0)]


def test_a_merged_lesion_is_measured_once() -> None:
    """The mass is measured under one lesion, and the other adds nothing and is not missing."""
    history: History = {"T1": {0: 20_000, 42: 28_000, 84: 0}, "T2": {0: 20_000, 42: "merged", 84: "merged"}}
    assert calls(history, "recist-1.1") == ["PR", "CR"]


def test_lesions_that_part_again_are_measured_each() -> None:
    """A plane that reappears gives back two lesions; the one that was merged is not new."""
    history: History = {"T1": {0: 20_000, 42: 28_000, 84: 18_000}, "T2": {0: 20_000, 42: "merged", 84: 19_000}}
    assert calls(history, "recist-1.1") == calls(history, "recist-1.0") == ["PR", "PD"]
    assert calls(history, "who")[-1] == "NC"


@pytest.mark.parametrize(("third", "word"), [(24_000, "NC"), (25_000, "PD")])
def test_a_host_that_absorbed_its_neighbour_has_not_grown_by_itself(third: int, word: str) -> None:
    """WHO looks at each lesion: a merger excuses one that is larger, and no second one."""
    history: History = {
        "T1": {0: (20_000, 20_000), 42: (28_000, 28_000)},
        "T2": {0: (20_000, 20_000), 42: "merged"},
        "T3": {0: (20_000, 20_000), 42: (third, 20_000)},
    }
    assert calls(history, "who") == [word]


def test_lesions_that_all_merged_are_not_gone() -> None:
    """A merged lesion has gone when its host has; without a host nothing is known."""
    history: History = {"T1": {0: 20_000, 42: "merged"}, "T2": {0: 20_000, 42: "merged"}}
    assert calls(history, "recist-1.1") == ["NE"]


BY_SHORT_AXIS = {"recist-1.1", "irrecist", "irecist", "imrecist", "mrecist"}


def flips(rows: list[Row]) -> list[str]:
    """Tell what would change the last call of RECIST 1.1."""
    [said] = ebbtide.assess(study_of(rows), criteria=["recist-1.1"]).explanations("P1")
    return [line for line in str(said).splitlines() if "Flips" in line]


def flagged(rows: list[Row], flag: str = "SPLIT_NODE") -> dict[int, set[str]]:
    """Tell for each day after baseline which criteria set a flag."""
    found = ebbtide.assess(study_of(rows), explanations=False).responses
    flags = found.select("day", "criterion", "flags").rows()
    return {day: {str(who) for on, who, words in flags if on == day and flag in words.split()} for day, _, _ in flags}


def test_a_node_in_parts_is_flagged_where_short_axes_are_added() -> None:
    """The flag stands on every time point that lists the parts, and on no other."""
    rows = [
        part("T1", 0, 40, 30, nodal=True), part("T1", 42, 40, 30, nodal=True),
        part("T1.1", 84, 20, 11, nodal=True), part("T1.2", 84, 20, 12, nodal=True),
        part("T1.1", 126, 20, 8, nodal=True), part("T1.2", 126, None, nodal=True, state="absent"),
    ]  # fmt: skip
    assert flagged(rows) == {42: set(), 84: BY_SHORT_AXIS, 126: BY_SHORT_AXIS}


def test_a_split_lesion_that_is_no_node_has_no_such_flag() -> None:
    """Its longest diameters are added up, as the standard says."""
    rows = [part("T1", 0, 40, 30), part("T1.1", 42, 20, 11), part("T1.2", 42, 20, 12)]
    assert flagged(rows) == {42: set()}


def test_a_node_in_parts_is_one_node() -> None:
    """One in two parts flips to a complete response just below 10 mm, as a whole one does."""
    whole = [part("T1", 0, 20, 12, nodal=True), part("T1", 42, 20, 11, nodal=True)]
    parts = [whole[0], part("T1.1", 42, 10, 6, nodal=True), part("T1.2", 42, 10, 5, nodal=True)]
    one, other = (flips(rows) for rows in (whole, parts))
    assert one == other
    assert "CR" in one[0]
    assert "9.999 mm" in one[0]


def test_a_nontarget_that_merged_with_a_target_is_gone_with_it() -> None:
    """Without a host among the non-targets it has gone when the targets have, and not before."""
    history: History = {"T1": {0: 50_000, 42: 45_000, 84: 0}, "NT1": {0: "present", 42: "merged", 84: "merged"}}
    assert calls(history, "recist-1.1", "nontarget_response") == ["NON-CR/NON-PD", "CR"]
    assert calls(history, "recist-1.1") == ["SD", "CR"]
