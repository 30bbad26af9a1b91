"""Sums after baseline: M12."""

from __future__ import annotations

import pytest

from tests.checks.follow_up_trials import Row, found, lesion, trial

TWO = [*lesion("T1", {-7: "30", 42: "20"}), *lesion("T2", {-7: "20", 42: "15.5"})]


def entered(mm: str, day: int = 42) -> Row:
    """Write a sum of a time point."""
    return {"day": day, "target_sum_mm": mm}


@pytest.mark.parametrize(("mm", "asked"), [("35.5", 0), ("35.6", 0), ("35.4", 0), ("35.601", 1), ("35.399", 1)])
def test_a_sum_that_is_not_that_of_the_lesions_is_an_error(mm: str, asked: int) -> None:
    """M12 allows 0.1 mm about 20 + 15.5 = 35.5 mm."""
    query = found(trial({"measurements": TWO, "timepoints": [entered(mm)]}), "M12")
    assert [(one["subject"], one["day"], one["severity"]) for one in query] == [("S1", 42, "error")] * asked
    assert all(f"entered as {mm} mm (time points), and T1 20 mm + T2 15.5 mm make 35.5 mm" in one["message"]
               for one in query)  # fmt: skip


def test_the_tolerance_is_an_option() -> None:
    """M12 reads sum_tolerance_tenths_mm: 5 tenths let 36 mm pass for 35.5 mm, 4 do not."""
    tables = {"measurements": TWO, "timepoints": [entered("36")]}
    assert found(trial(tables, sum_tolerance_tenths_mm=5), "M12") == []
    assert len(found(trial(tables, sum_tolerance_tenths_mm=4), "M12")) == 1


def test_the_baseline_is_left_to_its_own_check() -> None:
    """M12 is silent on the baseline sum, which is B15's."""
    assert found(trial({"measurements": TWO, "timepoints": [entered("99", -7)]}), "M12") == []


@pytest.mark.parametrize("second", ["not_evaluable", "not_done", None])
def test_a_sum_with_a_missing_lesion_is_not_asked(second: str | None) -> None:
    """M12 is silent where a target has no size or no reading: what was added then is not known."""
    rows = [*lesion("T1", {-7: "30", 42: "20"}), *lesion("T2", {-7: "20"} | ({42: second} if second else {}))]
    assert found(trial({"measurements": rows, "timepoints": [entered("99")]}), "M12") == []


@pytest.mark.parametrize(
    ("later", "right"),
    [
        ({"T2": "too_small"}, "25"),
        ({"T2": "absent"}, "20"),
        ({"T2": "merged"}, "20"),
        ({"T2.1": "8", "T2.2": "9"}, "37"),
    ],
)
def test_small_gone_merged_and_split_lesions_count_as_the_criterion_says(later: dict[str, str], right: str) -> None:
    """M12 counts 5 mm, 0 mm, 0 mm, and both parts, beside the 20 mm of T1."""
    rows = [*lesion("T1", {-7: "30", 42: "20"}), *lesion("T2", {-7: "20"})]
    rows += [row for name, size in later.items() for row in lesion(name, {42: size})]
    assert found(trial({"measurements": rows, "timepoints": [entered(right)]}), "M12") == []
    assert len(found(trial({"measurements": rows, "timepoints": [entered("90")]}), "M12")) == 1


@pytest.mark.parametrize(("value", "unit", "asked"), [("35.5", "mm", 0), ("3.55", "cm", 0), ("40", "mm", 1)])
def test_a_sum_of_tr_is_held_against_the_lesions(value: str, unit: str, asked: int) -> None:
    """M12 reads SUMDIAM of the visit with its unit."""
    rows = [row | {"visit": {-7: "BASELINE", 42: "WEEK 6"}[row["day"]]} for row in TWO]
    sums = [{"TRTESTCD": "SUMDIAM", "TRSTRESC": value, "TRSTRESU": unit, "VISIT": "WEEK 6", "TRGRPID": "TARGET"}]
    query = found(trial({"measurements": rows}, {"TR": sums}), "M12")
    assert [(one["visit"], one["day"]) for one in query] == [("WEEK 6", 42)] * asked
    assert all("entered as 40 mm (SUMDIAM of TR)" in one["message"] for one in query)
