"""Sizes: slips, copies, contradictions with a state, and lesions that come back."""

from __future__ import annotations

import pytest

from tests.checks.follow_up_trials import Row, found, lesion, node, trial


def test_a_size_a_tenth_of_its_neighbours_is_asked_once() -> None:
    """F04 proposes 25 mm for 2.5 mm between 24 mm and 26 mm, and does not ask again on the way back."""
    rows = lesion("T1", {-7: "24", 42: "2.5", 84: "26"})
    (query,) = found(trial({"measurements": rows}), "F04")
    assert (query["lesion"], query["day"], query["severity"]) == ("T1", 42, "query")
    assert "T1 is 2.5 mm, but 24 mm at day -7 and 26 mm at day 84; 25 mm would fit" in query["message"]
    assert "centimetres" in query["message"]


def test_a_size_ten_times_its_neighbours_is_asked() -> None:
    """F04 proposes 24.5 mm for 245 mm."""
    (query,) = found(trial({"measurements": lesion("T1", {-7: "24", 42: "245", 84: "26"})}), "F04")
    assert "24.5 mm would fit" in query["message"]


@pytest.mark.parametrize(("size", "asked"), [("60", 0), ("60.001", 1), ("6.667", 0), ("6.666", 1)])
def test_a_leap_is_more_than_threefold(size: str, asked: int) -> None:
    """F04 allows threefold, 60 mm or 6.667 mm after 20 mm, and asks from a micrometre on."""
    assert len(found(trial({"measurements": lesion("T1", {-7: "20", 42: size})}), "F04")) == asked


def test_a_leap_names_both_sizes() -> None:
    """F04 names the size, the one before and, where a decimal place explains it, what would fit."""
    (query,) = found(trial({"measurements": lesion("T1", {-7: "2.4", 42: "25"})}), "F04")
    assert "T1 is 25 mm after 2.4 mm at day -7, a change of more than 3-fold" in query["message"]
    assert "A tenth, 2.5 mm, would fit" in query["message"]


def test_the_way_back_is_the_same_leap() -> None:
    """F04 asks once for a size that leaps and returns."""
    rows = lesion("T1", {-7: "20", 42: "70", 84: "22"})
    assert [one["day"] for one in found(trial({"measurements": rows}), "F04")] == [42]


def test_the_option_says_how_far_a_size_may_leap() -> None:
    """With slip_fold 4, fourfold is allowed; with 0, no leap is asked about."""
    rows = lesion("T1", {-7: "20", 42: "80"})
    assert found(trial({"measurements": rows}, slip_fold=4), "F04") == []
    assert len(found(trial({"measurements": rows}, slip_fold=3), "F04")) == 1
    assert found(trial({"measurements": rows}, slip_fold=0), "F04") == []


def test_a_lesion_that_gets_too_small_is_no_leap() -> None:
    """F04 takes the 5 mm of a lesion too small to measure, or 0 mm, for no measurement."""
    rows = [*lesion("T1", {-7: "40", 42: "too small"}), *lesion("T2", {-7: "40", 42: "0"})]
    assert found(trial({"measurements": rows}), "F04") == []


@pytest.mark.parametrize(("size", "asked"), [("400", 0), ("400.001", 1)])
def test_a_lesion_over_forty_centimetres_is_asked(size: str, asked: int) -> None:
    """F04 asks about a size above 40 cm."""
    assert len(found(trial({"measurements": lesion("T1", {-7: size})}), "F04")) == asked


def test_sizes_copied_forward_are_noticed() -> None:
    """F05 warns where two lesions have the very sizes of the visit before."""
    rows = [*lesion("T1", {-7: "30", 42: "28.3"}), *lesion("T2", {-7: "20", 42: "19.1"})]
    copies = [*lesion("T1", {84: "28.3"}), *lesion("T2", {84: "19.1"})]
    (query,) = found(trial({"measurements": [*rows, *copies]}), "F05")
    assert (query["day"], query["severity"]) == (84, "warning")
    assert "both lesions have exactly the sizes of day 42 (T1 28.3 mm, T2 19.1 mm)" in query["message"]


@pytest.mark.parametrize(
    "rows",
    [
        [*lesion("T1", {-7: "30", 42: "30"})],
        [*lesion("T1", {-7: "30", 42: "30"}), *lesion("T2", {-7: "20", 42: "20.001"})],
        [*lesion("T1", {-7: "30", 42: "30"}), *lesion("T2", {-7: "20", 42: "0"})],
        [
            *lesion("T1", {-7: "30", 42: "30"}),
            *lesion("T2", {-7: "20", 42: "20"}),
            *lesion("T3", {-7: "9"}, "nontarget"),
        ],
    ],
)
def test_sizes_that_differ_anywhere_are_not_copied(rows: list[Row]) -> None:
    """F05 is silent for a single lesion, for one that differs by a micrometre, is gone, or was not measured again."""
    assert found(trial({"measurements": rows}), "F05") == []


def test_a_contradiction_noticed_on_reading_is_a_query() -> None:
    """F06 asks about a size beside the state absent, which reading has settled in favour of the size."""
    rows = [*lesion("T1", {-7: "30"}), *lesion("T1", {42: "12"}, state="absent")]
    (query,) = found(trial({"measurements": rows}), "F06")
    assert (query["subject"], query["lesion"], query["day"], query["severity"]) == ("S1", "T1", 42, "error")
    assert "12 mm contradicts the state absent" in query["message"]
    plain = [*lesion("T1", {-7: "30", 42: "absent"})]
    assert found(trial({"measurements": plain}), "F06") == []


SMALL: Row = {"TRLNKID": "T1", "VISIT": "WEEK 6", "TRTESTCD": "LDIAM", "TRORRES": "TOO SMALL TO MEASURE", "TRDY": "43"}
SEEN: Row = {"TRLNKID": "NT1", "VISIT": "WEEK 6", "TRDY": "43"}


@pytest.mark.parametrize(
    ("size", "unit", "asked"), [("5", "mm", 0), ("0.5", "cm", 0), (None, "mm", 1), ("4", "mm", 1), ("5.001", "mm", 1)]
)
def test_too_small_to_measure_stands_for_five_millimetres(size: str | None, unit: str, asked: int) -> None:
    """F06 expects 5 mm as the standard result of what is too small to measure."""
    query = found(trial({}, {"TR": [SMALL | {"TRSTRESN": size, "TRSTRESU": unit}]}), "F06")
    assert [(one["lesion"], one["day"], one["severity"]) for one in query] == [("T1", 42, "error")] * asked


@pytest.mark.parametrize(
    ("test", "state", "measured", "size", "asked"),
    [
        ("TUMSTATE", "PRESENT", "LDIAM", "0", 1),
        ("TUMSTATE", "PRESENT", "LDIAM", "0.001", 0),
        ("TUMSTATE", "ABSENT", "LDIAM", "0.001", 1),
        ("TUMSTATE", "ABSENT", "LDIAM", "0", 0),
        ("LNSTATE", "NON-PATHOLOGICAL", "LPERP", "10", 1),
        ("LNSTATE", "NON-PATHOLOGICAL", "LPERP", "9.999", 0),
        ("LNSTATE", "PATHOLOGICAL", "LPERP", "9.999", 1),
        ("LNSTATE", "PATHOLOGICAL", "LPERP", "10", 0),
    ],
)
def test_a_record_of_a_state_agrees_with_the_size(test: str, state: str, measured: str, size: str, asked: int) -> None:
    """F06 sets the state of a lesion against its size at the visit; a node is pathological from 10 mm."""
    records = [
        SEEN | {"TRTESTCD": test, "TRSTRESC": state},
        SEEN | {"TRTESTCD": measured, "TRSTRESC": size, "TRSTRESN": size, "TRSTRESU": "mm"},
    ]
    query = found(trial({}, {"TR": records}), "F06")
    assert [(one["lesion"], one["severity"]) for one in query] == [("NT1", "error")] * asked
    assert all(f"NT1 is recorded as {state}" in one["message"] for one in query)


def test_a_node_with_no_size_that_is_back_is_asked() -> None:
    """F07 asks for the short axis of a node that was written as 0 mm and is 8 mm later."""
    (query,) = found(trial({"measurements": node("T1", {-7: "20", 42: "0", 84: "8"})}), "F07")
    assert (query["lesion"], query["day"], query["severity"]) == ("T1", 84, "warning")
    assert "the node T1 is 8 mm after 0 mm at day 42" in query["message"]


@pytest.mark.parametrize("sizes", [{-7: "20", 42: "4", 84: "8"}, {-7: "20", 42: "0", 84: "0"}, {-7: "20", 42: "0"}])
def test_a_node_with_its_short_axis_is_right(sizes: dict[int, str]) -> None:
    """F07 is silent while a normal node keeps its short axis, or stays away."""
    assert found(trial({"measurements": node("T1", sizes)}), "F07") == []


def test_a_target_that_is_back_is_not_new() -> None:
    """F08 says that a target that had disappeared enters the sum; F07 is for nodes."""
    prepared = trial({"measurements": lesion("T1", {-7: "20", 42: "absent", 84: "not evaluable", 126: "8"})})
    (query,) = found(prepared, "F08")
    assert (query["lesion"], query["day"], query["severity"]) == ("T1", 126, "warning")
    assert "T1 is 8 mm after it was gone at day 42. It is no new lesion: its size enters the sum" in query["message"]
    assert found(prepared, "F07") == []


def test_a_nontarget_that_is_back_is_not_new() -> None:
    """F08 asks about a non-target that was absent and is present."""
    rows = [
        *lesion("T1", {-7: "30", 42: "30", 84: "30"}),
        *lesion("NT1", {-7: "present", 42: "absent", 84: "present"}, "nontarget"),
    ]
    (query,) = found(trial({"measurements": rows}), "F08")
    assert query["lesion"] == "NT1"
    assert "NT1 is recorded as present after it was gone at day 42" in query["message"]
    assert "only if unequivocal" in query["message"]


def test_a_lesion_that_stays_away_is_right() -> None:
    """F08 is silent for what shrinks, is gone and stays so."""
    assert found(trial({"measurements": lesion("T1", {-7: "20", 42: "5", 84: "0", 126: "absent"})}), "F08") == []
