"""B15: the baseline sum that was entered, and the sum of the lesions."""

from __future__ import annotations

import pytest

from ebbtide import Options
from tests.checks.baseline_studies import Row, queries, query, row, study

LESIONS = (row("T1", 20_000, visit="BASELINE"), row("T2node", 16_000, longest_um=22_000, visit="BASELINE"))


def entered(um: int) -> list[Row]:
    """Write the sum of the baseline down."""
    return [{"day": -7, "target_sum_um": um}]


@pytest.mark.parametrize(("um", "asked"), [(36_000, False), (36_100, False), (36_101, True), (35_899, True)])
def test_a_tenth_of_a_millimetre_is_rounding(um: int, *, asked: bool) -> None:
    """20 mm and a node of 16 mm make 36 mm; a tenth more is allowed, and a micrometre beyond it is not."""
    found = queries("B15", study(*LESIONS, timepoints=entered(um)))
    assert [one["severity"] for one in found] == ["error"] * asked
    assert all("T1 20 mm + T2node 16 mm make 36 mm" in one["message"] for one in found)


def test_the_tolerance_is_the_study_s() -> None:
    """Half a millimetre, where the study says so."""
    assert queries("B15", study(*LESIONS, timepoints=entered(36_500), options=Options(sum_tolerance_tenths_mm=5))) == []


def test_a_sum_that_any_criterion_gives_is_right() -> None:
    """RECIST 1.0 adds the longest diameters of nodes: 42 mm."""
    both = study(*LESIONS, timepoints=entered(42_000))
    assert queries("B15", both, "recist-1.0", "recist-1.1") == []
    assert query("B15", both, "recist-1.1")["day"] == -7
    assert queries("B15", both, "who") == []


def test_a_sum_with_a_target_missing_is_not_judged() -> None:
    """Nothing can be held against it."""
    lost = row("T3", state="not_evaluable")
    assert queries("B15", study(*LESIONS, lost, timepoints=entered(50_000))) == []


@pytest.mark.parametrize(
    ("test", "value", "unit", "asked"),
    [("SUMDIAM", "36", "mm", False), ("SUMDIAM", "3.6", "cm", False), ("SUMDIAM", "38", "mm", True),
     ("SUMLDIAM", "42", "mm", False), ("SUMLDIAM", "36", "mm", True), ("SUMDIAM", "36", "furlong", False)],
)  # fmt: skip
def test_the_sums_of_tr_are_held_against_the_lesions(test: str, value: str, unit: str, *, asked: bool) -> None:
    """SUMDIAM counts nodes by their short axis, SUMLDIAM by their longest diameter; an unknown unit says nothing."""
    records = [{"TRTESTCD": test, "TRSTRESC": value, "TRSTRESU": unit, "TRGRPID": "TARGET", "VISIT": "BASELINE"}]
    found = queries("B15", study(*LESIONS, domains={"TR": records}))
    assert [f"({test} of TR)" in one["message"] for one in found] == [True] * asked


def test_sums_of_other_visits_are_another_check() -> None:
    """M12 looks at the follow-up."""
    records = [{"TRTESTCD": "SUMDIAM", "TRSTRESC": "99", "TRSTRESU": "mm", "VISIT": "WEEK 6"}]
    later = row("T1", 18_000, day=42, visit="WEEK 6")
    assert queries("B15", study(*LESIONS, later, domains={"TR": records})) == []
