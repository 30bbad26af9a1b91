"""R05, R06, R07 and R23: new lesions, non-targets, and what is left at a complete response."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.checks.responses_told import asked, at, call, lesion, said, seen, study_of, sums

if TYPE_CHECKING:
    from tests.checks.responses_told import Row


def test_a_new_lesion_is_progression() -> None:
    """SD with an unequivocal new lesion is queried, PD and an equivocal lesion are not."""
    [query] = asked("R05", study_of(reported=[call("SD", 4, new="unequivocal")]))
    assert (query["day"], query["severity"]) == (28, "query")
    assert "a new lesion is reported, but overall response SD was entered" in query["message"]
    assert asked("R05", study_of(reported=[call("PD", 4, new="unequivocal")])) == []
    assert asked("R05", study_of(reported=[call("SD", 4, new="equivocal")])) == []


def test_a_new_lesion_among_the_measurements_counts_too() -> None:
    """A new lesion that only the measurements have is found."""
    rows = [*sums(50, 50), *lesion("N01", 12, first=4, role="new")]
    [query] = asked("R05", study_of(measurements=rows, reported=[call("SD", 4, new="none")]))
    assert "is among the measurements" in query["message"]


def test_under_irecist_a_known_lesion_need_not_go() -> None:
    """After iUPD for a new lesion, iSD with the lesion still there is no contradiction."""
    rows = [call(word, week, criterion="irecist", new="unequivocal") for word, week in (("iUPD", 4), ("iSD", 8))]
    assert asked("R05", study_of(reported=rows)) == []
    [query] = asked("R05", study_of(reported=rows[1:]))
    assert "Under iRECIST an unequivocal new lesion is iUPD" in query["message"]


def test_a_criterion_that_adds_new_lesions_is_not_asked() -> None:
    """Under imRECIST a new lesion as such is no progression."""
    assert asked("R05", study_of(reported=[call("SD", 4, criterion="imrecist", new="unequivocal")])) == []


def test_nontarget_progression_is_progression() -> None:
    """SD with non-target PD is queried, reported or measured."""
    [query] = asked("R06", study_of(reported=[call("SD", 4, target="SD", nontarget="PD")]))
    assert "the non-targets have progressed unequivocally, but overall response SD" in query["message"]
    rows = [*sums(50, 50), *seen("NT01", "present", "unequivocal_progression")]
    assert len(asked("R06", study_of(measurements=rows, reported=said("SD")))) == 1
    assert asked("R06", study_of(reported=[call("SD", 4, nontarget="PD", criterion="imrecist")])) == []


def test_progression_by_nontargets_alone_is_to_be_justified() -> None:
    """PD with responding targets and no new lesion asks for the reason; with stable targets it does not."""
    [query] = asked("R06", study_of(reported=[call("PD", 4, target="PR", nontarget="PD", new="none")]))
    assert "rests on the non-targets alone, with target response PR" in query["message"]
    assert "73 %" in query["message"]
    for more in ({"target": "SD", "new": "none"}, {"target": "PR", "new": "unequivocal"}):
        assert asked("R06", study_of(reported=[call("PD", 4, nontarget="PD", **more)])) == []


def test_after_an_iupd_nontargets_may_stay_progressed() -> None:
    """iRECIST: once called, a non-target progression need not be called again."""
    rows = [call(word, week, criterion="irecist", nontarget="iUPD") for word, week in (("iUPD", 4), ("iSD", 8))]
    assert asked("R06", study_of(reported=rows)) == []


@pytest.mark.parametrize(("axis", "fires"), [(9.999, False), (10.0, True)])
def test_a_node_of_ten_millimetres_is_disease(axis: float, *, fires: bool) -> None:
    """A node is normal below 10 mm in short axis."""
    node: Row = {"lesion": "T01", "role": "target", "nodal": True}
    rows = [
        {**node, **at(0), "longest_um": 30_000, "perpendicular_um": 20_000},
        {**node, **at(4), "longest_um": 15_000, "perpendicular_um": round(axis * 1_000)},
    ]
    found = asked("R07", study_of(measurements=rows, reported=said("CR")))
    assert bool(found) is fires
    if found:
        assert (found[0]["lesion"], found[0]["severity"]) == ("T01", "query")
        assert "node T01 (10 mm)" in found[0]["message"]


def test_lesions_that_are_there_forbid_a_complete_response() -> None:
    """A target of 3 mm and a non-target that is present are named together; what is gone is not."""
    rows = [*lesion("T01", 30, 3), *lesion("T02", 30, 0), *seen("NT01", "present", "present", "absent")]
    [query] = asked("R07", study_of(measurements=rows, reported=said("CR")))
    assert query["lesion"] is None
    assert all(part in query["message"] for part in ("NT01 (present)", "T01 (3 mm)"))
    assert "T02" not in query["message"]


def test_other_evidence_forbids_a_complete_response() -> None:
    """A non-target response that is none, a raised marker and a high Deauville score are each asked about."""
    [nontarget] = asked("R07", study_of(reported=[call("CR", 4, nontarget="NON-CR/NON-PD")]))
    assert "with non-target response NON-CR/NON-PD" in nontarget["message"]
    markers = [{**at(4), "marker_state": "raised"}]
    [marker] = asked("R07", study_of(timepoints=markers, reported=said("CR")))
    assert "tumour marker is recorded as raised" in marker["message"]


@pytest.mark.parametrize(("score", "fires"), [(3, False), (4, True)])
def test_a_deauville_score_of_four_is_high(score: int, *, fires: bool) -> None:
    """Lugano: CMR is a score of 1, 2 or 3."""
    findings = [{"day": 27, "test": "Deauville score", "value": float(score), "category": "imaging"}]
    study = study_of(findings=findings, reported=[call("CMR", 4, criterion="lugano")])
    found = asked("R07", study)
    assert bool(found) is fires
    if found:
        assert "CMR was entered with a Deauville score of 4 on day 27" in found[0]["message"]


def test_a_complete_response_needs_the_marker_where_it_was_raised() -> None:
    """A marker raised at baseline and blank at CR is asked for; normal at baseline, or recorded, it is not."""
    rows = [{**at(0), "marker_state": "raised"}, {**at(4), "target_state": "absent"}]
    [query] = asked("R23", study_of(timepoints=rows, reported=said("CR")))
    assert (query["day"], query["severity"]) == (28, "query")
    assert "was raised when first recorded" in query["message"]
    normal = [{**at(0), "marker_state": "normal"}]
    assert asked("R23", study_of(timepoints=normal, reported=said("CR"))) == []
    assert (
        asked("R23", study_of(timepoints=[*rows[:1], {**at(4), "marker_state": "normal"}], reported=said("CR"))) == []
    )
    finding = [{"day": 30, "test": "CA-125", "value": 12.0, "category": "marker"}]
    assert asked("R23", study_of(timepoints=rows, findings=finding, reported=said("CR"))) == []


def test_a_study_without_markers_is_not_asked_for_them() -> None:
    """Where no marker is recorded anywhere, none is missing."""
    assert asked("R23", study_of(measurements=sums(50, 0), reported=said("CR"))) == []
