"""What is missing at a visit: targets, non-targets, and responses in spite of it."""

from __future__ import annotations

import pytest

from tests.checks.follow_up_trials import Row, found, lesion, responses, trial


def test_a_target_without_a_row_is_an_error() -> None:
    """F01 names the target that has no row at a visit where another lesion was read."""
    rows = [*lesion("T1", {-7: "30", 42: "28"}, visit=None), *lesion("T2", {-7: "20"})]
    query = found(trial({"measurements": rows}), "F01")
    assert [(one["subject"], one["lesion"], one["day"], one["severity"]) for one in query] == [
        ("S1", "T2", 42, "error")
    ]
    assert query[0]["message"].startswith("Day 42: the target T2 has no record, while 1 other lesion was looked at.")


@pytest.mark.parametrize(
    "second",
    [{-7: "20", 42: "20"}, {-7: "20", 42: "not evaluable"}, {-7: "20", 42: "absent"}, {-7: "20", 42: "merged"}],
)
def test_a_target_with_any_row_is_there(second: dict[int, str]) -> None:
    """F01 is silent where the target has a size or a state that says why it has none."""
    rows = [*lesion("T1", {-7: "30", 42: "28"}), *lesion("T2", second)]
    assert found(trial({"measurements": rows}), "F01") == []


def test_a_target_that_merged_is_not_missed_later() -> None:
    """F01 asks for no row of a lesion that merged into another at an earlier visit."""
    rows = [*lesion("T1", {-7: "30", 42: "48", 84: "50"}), *lesion("T2", {-7: "20", 42: "merged"})]
    assert found(trial({"measurements": rows}), "F01") == []


def test_parts_stand_for_the_whole() -> None:
    """F01 takes T2.1 and T2.2 for T2."""
    parts = [*lesion("T2.1", {42: "10"}), *lesion("T2.2", {42: "8"})]
    rows = [*lesion("T1", {-7: "30", 42: "28"}), *lesion("T2", {-7: "20"}), *parts]
    assert found(trial({"measurements": rows}), "F01") == []


def test_a_visit_without_any_look_has_no_missing_target() -> None:
    """F01 expects nothing where the reader looked at no lesion, and lists what is recorded as not done."""
    rows = [*lesion("T1", {-7: "30", 42: "not done"}), *lesion("T2", {-7: "20"})]
    query = found(trial({"measurements": rows}), "F01")
    assert [(one["lesion"], one["severity"]) for one in query] == [("T1", "info")]


RECORD: Row = {"TRLNKID": "T2", "VISIT": "WEEK 6", "TRSTAT": "NOT DONE", "TREVAL": "INVESTIGATOR"}
READ = [
    *lesion("T1", {-7: "30"}, visit="BASELINE", reader="INVESTIGATOR"),
    *lesion("T1", {42: "28"}, visit="WEEK 6", reader="INVESTIGATOR"),
    *lesion("T2", {-7: "20"}, visit="BASELINE", reader="INVESTIGATOR"),
]
UNDONE = [*READ, *lesion("T2", {42: "not done"}, visit="WEEK 6", reader="INVESTIGATOR")]


def test_records_that_were_not_done_are_listed_with_their_reason() -> None:
    """F01 lists all NOT DONE of a lesion and visit in one query, as info, with their number, tests and reason."""
    tests = [RECORD | {"TRTESTCD": test, "TRREASND": "IMAGE OBSCURED"} for test in ("LDIAM", "LPERP")]
    query = found(trial({"measurements": UNDONE}, {"TR": tests}), "F01")
    assert [(one["lesion"], one["visit"], one["day"], one["severity"]) for one in query] == [
        ("T2", "WEEK 6", 42, "info")
    ]
    assert query[0]["message"] == "WEEK 6: T2 was not done (2 records of TR: LDIAM, LPERP). Reason: IMAGE OBSCURED."


def test_records_that_were_not_done_without_a_reason_are_errors() -> None:
    """F01 asks for the reason where a record that was not done has none, and another of the study has one."""
    tests = [
        RECORD | {"TRTESTCD": "LDIAM", "TRREASND": None},
        RECORD | {"TRLNKID": "NT1", "TRTESTCD": "TUMSTATE", "TRREASND": "REFUSED"},
    ]
    query = found(trial({"measurements": UNDONE}, {"TR": tests}), "F01")
    assert [(one["lesion"], one["severity"]) for one in query] == [("NT1", "info"), ("T2", "error")]
    assert "1 without a reason" in query[1]["message"]


def test_a_domain_without_reasons_is_asked_once() -> None:
    """F01 asks the study once where TR has no variable for the reason, and lists each record."""
    tests = [RECORD | {"TRTESTCD": "LDIAM"}, RECORD | {"TRLNKID": "NT1", "TRTESTCD": "TUMSTATE"}]
    query = found(trial({"measurements": UNDONE}, {"TR": tests}), "F01")
    assert [(one["subject"], one["severity"]) for one in query] == [(None, "error"), ("S1", "info"), ("S1", "info")]
    assert "2 records" in query[0]["message"]


def test_a_visit_not_done_as_a_whole_has_no_missing_target() -> None:
    """F01 takes a NOT DONE without a lesion for all lesions of the visit."""
    whole = RECORD | {"TRLNKID": None, "TRGRPID": "TARGET", "TRTESTCD": "TRALL", "TRREASND": "PATIENT REFUSED"}
    query = found(trial({"measurements": READ}, {"TR": [whole]}), "F01")
    assert [(one["lesion"], one["severity"]) for one in query] == [(None, "info")]
    assert "group TARGET was not done" in query[0]["message"]


def test_a_response_in_spite_of_a_missing_target_is_asked() -> None:
    """F02 asks where SD was entered with a target missing, and names the sum of the rest."""
    rows = [*lesion("T1", {-7: "30", 42: "28"}), *lesion("T2", {-7: "20", 42: "not evaluable"})]
    (query,) = found(trial({"measurements": rows, "reported": responses({42: "SD"})}), "F02")
    assert (query["day"], query["severity"]) == (42, "query")
    assert (
        "overall SD was entered (RECIST 1.1), but T2 has no size; the 1 of 2 that have one sum to 28 mm"
        in query["message"]
    )
    assert "Expected NE" in query["message"]


@pytest.mark.parametrize("word", ["NE", "ND"])
def test_a_response_of_not_evaluable_is_right(word: str) -> None:
    """F02 is silent where the response says that a target was missing."""
    rows = [*lesion("T1", {-7: "30", 42: "28"}), *lesion("T2", {-7: "20", 42: "not evaluable"})]
    assert found(trial({"measurements": rows, "reported": responses({42: word})}), "F02") == []


@pytest.mark.parametrize(("size", "asked"), [("60", 0), ("59.999", 1)])
def test_a_partial_sum_that_is_progression_by_itself_is_right(size: str, asked: int) -> None:
    """F02 is silent where the rest alone is 20 % above the nadir, as 60 mm are above 50 mm, and asks below."""
    rows = [*lesion("T1", {-7: "30", 42: size}), *lesion("T2", {-7: "20", 42: "not evaluable"})]
    assert len(found(trial({"measurements": rows, "reported": responses({42: "PD"})}), "F02")) == asked


def test_a_target_that_is_gone_is_not_missing() -> None:
    """F02 counts an absent target, one too small to measure and one that merged as there."""
    rows = [
        *lesion("T1", {-7: "30", 42: "28"}),
        *lesion("T2", {-7: "20", 42: "absent"}),
        *lesion("T3", {-7: "20", 42: "too small"}),
        *lesion("T4", {-7: "20", 42: "merged"}),
    ]
    assert found(trial({"measurements": rows, "reported": responses({42: "SD"})}), "F02") == []


def test_a_nontarget_without_a_row_is_an_error() -> None:
    """F03 names the non-target that has no state where a target was assessed."""
    targets = lesion("T1", {-7: "30", 42: "28", 84: "28"})
    both = lesion("NT1", {-7: "present", 42: "present"}, "nontarget")
    (query,) = found(trial({"measurements": [*targets, *both]}), "F03")
    assert (query["lesion"], query["day"], query["severity"]) == ("NT1", 84, "error")
    assert query["message"].startswith("Day 84: the non-target NT1 has no state, while 1 target was assessed.")
    whole = [*targets, *lesion("NT1", {-7: "present", 42: "present", 84: "not evaluable"}, "nontarget")]
    assert found(trial({"measurements": whole}), "F03") == []


def test_nontargets_that_no_subject_follows_are_asked_once() -> None:
    """F03 asks once where several subjects have non-targets at baseline and none at any later visit."""
    rows = [
        row | {"subject": subject}
        for subject in ("S1", "S2")
        for row in [*lesion("T1", {-7: "30", 42: "28"}), *lesion("NT1", {-7: "present"}, "nontarget")]
    ]
    (query,) = found(trial({"measurements": rows}), "F03")
    assert query["subject"] is None
    assert "2 are missing, of 2 subjects" in query["message"]


def test_a_sum_without_a_word_on_the_nontargets_is_asked() -> None:
    """F03 asks at a time point that has a target sum and no state of the non-targets, which baseline has."""
    points: list[Row] = [
        {"day": -7, "target_sum_mm": "50", "nontarget_state": "present"},
        {"day": 42, "target_sum_mm": "45", "nontarget_state": "present"},
        {"day": 84, "target_sum_mm": "40", "nontarget_state": None},
    ]
    (query,) = found(trial({"timepoints": points}), "F03")
    assert query["day"] == 84
    assert "40 mm" in query["message"]
    assert found(trial({"timepoints": points[:2]}), "F03") == []


def test_a_sum_that_was_not_formed_is_no_visit_that_was_not_done() -> None:
    """F01 and F03 ask about lesions without a record, though the sum of their visit is recorded as not done."""
    rows = [*READ, *lesion("N1", {-7: "present"}, "nontarget", visit="BASELINE", reader="INVESTIGATOR")]
    record = {"VISIT": "WEEK 6", "TRSTAT": "NOT DONE", "TREVAL": "INVESTIGATOR", "TRGRPID": "TARGET",
              "TRREASND": "NOT ALL TARGETS ASSESSED"}  # fmt: skip
    summed = trial({"measurements": rows}, {"TR": [record | {"TRTESTCD": "SUMDIAM"}]})
    assert [(one["lesion"], one["severity"]) for one in found(summed, "F01")] == [("T2", "error")]
    assert [one["lesion"] for one in found(summed, "F03")] == ["N1"]
    bare = trial({"measurements": rows}, {"TR": [record | {"TRTESTCD": "SUMDIAM", "TRREASND": None}, record]})
    told = [one["message"] for one in found(bare, "F01") if one["severity"] == "error" and not one["lesion"]]
    assert ["the sum of the targets was not done" in message for message in told] == [True]
    whole = trial({"measurements": rows}, {"TR": [record | {"TRTESTCD": "TRALL"}]})
    assert [one["severity"] for one in found(whole, "F01")] == ["info"]
    assert found(whole, "F03") == []
