"""R08, R09 and R16: what cannot follow what, in small tables and in public data."""

from __future__ import annotations

import ebbtide
from ebbtide.checks import CATALOGUE, Examined, query_list
from tests.checks.responses_told import asked, at, call, said, seen, study_of, sums


def test_disease_after_a_complete_response_is_progression() -> None:
    """CR, NE, SD: the SD is queried, and what follows it is not queried again."""
    [query] = asked("R08", study_of(reported=said("PR", "CR", "NE", "SD", "SD")))
    assert (query["visit"], query["severity"]) == ("Week 16", "query")
    assert "SD was entered after CR (Week 8)" in query["message"]


def test_progression_after_a_complete_response_is_right() -> None:
    """CR, PD and CR, NE, CR are no contradictions, nor is a criterion without the rule asked."""
    for words in (("CR", "PD"), ("CR", "NE", "CR"), ("PR", "SD")):
        assert asked("R08", study_of(reported=said(*words))) == []
    assert asked("R08", study_of(reported=said("irCR", "irPR", criterion="irrc"))) == []


def test_nothing_follows_a_final_progression() -> None:
    """RECIST 1.1: SD after PD is queried wherever it stands; NE and PD are not."""
    [first, second] = asked("R09", study_of(reported=said("SD", "PD", "SD", "NE", "PR")))
    assert (first["visit"], second["visit"]) == ("Week 12", "Week 20")
    assert "SD was entered after PD (Week 8). Under RECIST 1.1 progression is final" in first["message"]
    assert asked("R09", study_of(reported=said("SD", "PD", "PD", "NE"))) == []


def test_immune_criteria_go_on_after_progression() -> None:
    """iRECIST, irRC and imRECIST let another response follow."""
    for criterion, words in (("irecist", ("iUPD", "iSD")), ("irrc", ("irPD", "irSD")), ("imrecist", ("PD", "SD"))):
        assert asked("R09", study_of(reported=said(*words, criterion=criterion))) == []


def test_nothing_follows_a_confirmed_progression() -> None:
    """After iCPD only iCPD, NE and ND are allowed."""
    allowed = said("iUPD", "iCPD", "NE", "ND", "iCPD", criterion="irecist")
    assert asked("R16", study_of(reported=allowed)) == []
    words = ("iSD", "iPR", "iCR", "NON-iCR/NON-iUPD", "iUPD")
    for word in words:
        [query] = asked("R16", study_of(reported=said("iUPD", "iCPD", word, criterion="irecist")))
        assert (query["visit"], query["severity"]) == ("Week 12", "error")
        assert f"{word} was entered after iCPD (Week 8)" in query["message"]


def test_the_bundled_study_has_the_sequences_it_is_known_for() -> None:
    """01-701-1028 is SD, PD, SD for two readers, and 01-701-1133 PR, CR, PR for radiologist 2."""
    trial = Examined.of(ebbtide.read_study(ebbtide.examples.path("pharmaverse-recist")))
    wanted = [check for check in CATALOGUE if check.id in ("R08", "R09")]
    found = query_list(trial, wanted).select("check", "subject", "reader", "day").rows()
    assert found == [
        ("R09", "01-701-1028", "INVESTIGATOR", 63),
        ("R09", "01-701-1028", "RADIOLOGIST 2", 63),
        ("R08", "01-701-1133", "RADIOLOGIST 2", 63),
    ]


def test_what_was_not_seen_again_did_not_come_back() -> None:
    """PR after CR stands where the targets are gone still and the non-targets are NE, reported or computed."""
    complete = call("CR", 4, target="CR", nontarget="CR")
    unseen = call("PR", 8, target="CR", nontarget="NE")
    assert asked("R08", study_of(reported=[complete, unseen])) == []
    measured = [*sums(20, 0, 0), *seen("NT01", "present", "absent", "not_evaluable")]
    assert asked("R08", study_of(measurements=measured, reported=said("CR", "PR"))) == []
    assert len(asked("R08", study_of(reported=[complete, call("PR", 8, target="PR", nontarget="NE")]))) == 1


def test_a_raised_marker_is_no_lesion() -> None:
    """PR after CR stands where the marker is raised again and nothing else is there."""
    markers = [{**at(week), "marker_state": word} for week, word in ((0, "raised"), (4, "normal"), (8, "raised"))]
    study = study_of(measurements=sums(20, 0, 0), timepoints=markers, reported=said("CR", "PR"))
    assert asked("R08", study) == []


def test_a_complete_response_that_the_sizes_do_not_bear_out_is_no_excuse() -> None:
    """CR for PR, then PR: the PR is that of the sizes, and still cannot follow the CR that was entered."""
    study = study_of(measurements=sums(50, 30, 30, 30), reported=said("PR", "CR", "PR"))
    assert [query["visit"] for query in asked("R08", study)] == ["Week 12"]
