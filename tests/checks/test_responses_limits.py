"""R03 and R04: what a progression or a response was measured from."""

from __future__ import annotations

import pytest

from tests.checks.responses_told import asked, call, lesion, said, study_of, sums


def test_a_progression_below_both_limits_is_told_with_its_numbers() -> None:
    """From the nadir 52.4 to 62 mm is +18.3 %: neither limit, and nothing else progressed."""
    study = study_of(
        measurements=sums(65, 60, 52.4, 62), reported=[call("SD", 8), call("PD", 12, target="PD", new="none")]
    )
    [query] = asked("R03", study)
    assert (query["visit"], query["day"], query["severity"]) == ("Week 12", 84, "query")
    assert query["message"].startswith(
        "Week 12: overall PD was entered. The sum 62 mm is +18.3 % over the nadir 52.4 mm"
    )
    assert "(Week 8)" in query["message"]
    assert "at least 5 mm more but below 20 %, with no new lesion and non-targets not progressed" in query["message"]
    assert "Expected SD." in query["message"]


@pytest.mark.parametrize(("length", "fires"), [(25.0, False), (24.999, True)])
def test_five_millimetres_are_needed_too(length: float, *, fires: bool) -> None:
    """From 20 mm, 25 mm is PD; a micrometre less is +25 % and still not."""
    found = asked("R03", study_of(measurements=sums(20, length), reported=said("PD")))
    assert bool(found) is fires
    if found:
        assert "at least 20 % but only 4.999 mm more, below 5 mm" in found[0]["message"]
        assert "the nadir 20 mm (baseline)" in found[0]["message"]


def test_a_progression_by_a_new_lesion_needs_no_sum() -> None:
    """Overall PD for a new lesion, with target SD, is nobody's error."""
    rows = [*sums(50, 50), *lesion("N01", 12, first=4, role="new")]
    assert asked("R03", study_of(measurements=rows, reported=[call("PD", 4, target="SD", new="unequivocal")])) == []


def test_a_target_progression_beside_a_new_lesion_is_asked_about_alone() -> None:
    """Where the overall PD stands by a new lesion, the query is on the target response."""
    rows = [*sums(50, 50), *lesion("N01", 12, first=4, role="new")]
    study = study_of(measurements=rows, reported=[call("PD", 4, target="PD", new="unequivocal")])
    [query] = asked("R03", study)
    assert "target response PD was entered" in query["message"]
    assert "Expected target response SD." in query["message"]


def test_an_incomplete_sum_is_no_nadir() -> None:
    """One of two lesions, 30 mm, looks like the nadir from which 60 mm would be a progression."""
    rows = [*lesion("T01", 30, 30, 30), *lesion("T02", 30, None, 30)]
    study = study_of(measurements=rows, reported=[call("NE", 4), call("PD", 8, target="PD")])
    [query] = asked("R03", study)
    assert "30 mm from Week 4 looks like the nadir taken, but not every target was measured then." in query["message"]


def test_after_a_final_progression_nothing_is_measured() -> None:
    """A second PD carries the first on."""
    study = study_of(measurements=sums(50, 70, 50), reported=said("PD", "PD"))
    assert asked("R03", study) == []


def test_a_progression_missed_by_looking_at_baseline_is_found() -> None:
    """100, 60, 75 mm: -25 % from baseline, but +25 % over the nadir."""
    study = study_of(measurements=sums(100, 60, 75), reported=[call("PR", 4, target="PR"), call("SD", 8, target="SD")])
    [query] = asked("R03", study)
    assert "only -25.0 % from the baseline 100 mm, but +25.0 % over the nadir 60 mm (Week 4)" in query["message"]
    assert "from the nadir and not from baseline. Expected target response PD" in query["message"]


def test_a_response_measured_from_the_last_sum_is_found() -> None:
    """50, 90, 59 mm: a third less than the last sum is no response from baseline."""
    words = [call("iUPD", 4, criterion="irecist", target="iUPD"), call("iPR", 8, criterion="irecist", target="iPR")]
    [query] = asked("R03", study_of(measurements=sums(50, 90, 59), reported=words))
    assert "at least 30 % below the last one, 90 mm (Week 4), but +18.0 % from the baseline 50 mm" in query["message"]
    assert "Expected target response iSD" in query["message"]


def test_a_response_missed_by_looking_at_the_nadir_is_found() -> None:
    """100, 75, 65 mm: -13 % from the nadir, but -35 % from baseline."""
    study = study_of(measurements=sums(100, 75, 65), reported=[call("SD", 4, target="SD"), call("SD", 8, target="SD")])
    [query] = asked("R03", study)
    assert "-35.0 % from the baseline 100 mm, at least 30 %" in query["message"]
    assert "not from the nadir 75 mm. Expected target response PR" in query["message"]


def test_an_area_has_its_own_limit_and_unit() -> None:
    """irRC: 10 by 10 to 11 by 10 mm is +10 %, below 25 %, and there is no absolute limit."""
    rows = sums(10, 11, perpendicular_um=10_000)
    [query] = asked("R03", study_of(measurements=rows, reported=[call("irPD", 4, criterion="irrc", target="irPD")]))
    assert "The sum 110 mm² is +10.0 % over the nadir 100 mm² (baseline), below 25 %, with" in query["message"]


def test_progression_comes_before_response() -> None:
    """100, 20, 30 mm: -70 % from baseline, +50 % and 10 mm over the nadir: PD."""
    study = study_of(measurements=sums(100, 20, 30), reported=[call("PR", 4), call("PR", 8, target="PR")])
    [query] = asked("R04", study)
    assert (query["day"], query["severity"]) == (56, "query")
    assert "-70.0 % from the baseline 100 mm, but also +50.0 % over the nadir 20 mm (Week 4)" in query["message"]
    assert "Expected target response PD" in query["message"]


def test_from_nothing_the_growth_itself_is_told() -> None:
    """From a nadir of 0 mm there is no percentage."""
    study = study_of(measurements=sums(100, 0, 30), reported=[call("SD", 4), call("PR", 8, target="PR")])
    found = [query["message"] for query in asked("R04", study)]
    assert all("+30 mm over the nadir 0 mm (Week 4)" in message for message in found)


@pytest.mark.parametrize(("length", "fires"), [(25.0, True), (24.999, False)])
def test_a_response_stands_below_the_limits(length: float, *, fires: bool) -> None:
    """From the nadir 20 mm, 25 mm is progression and a micrometre less is still PR."""
    study = study_of(measurements=sums(100, 20, length), reported=[call("PR", 4), call("PR", 8, target="PR")])
    assert bool(asked("R04", study)) is fires
