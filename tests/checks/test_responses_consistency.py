"""R01, R02 and R10: reported responses against the measurements and against their own parts."""

from __future__ import annotations

import pytest

from ebbtide.checks.responses.combining import Parts, possible
from ebbtide.criteria import BY_ID
from ebbtide.terms.responses import CPD, CR, NE, NON, NONE, PD, PR, SD
from tests.checks.responses_told import asked, call, lesion, said, seen, study_of, sums


def test_a_target_response_that_the_sum_does_not_give_is_queried() -> None:
    """From 50 to 41 mm is -18 %: SD and not PR."""
    [query] = asked("R01", study_of(measurements=sums(50, 41), reported=[call("PR", 4, target="PR")]))
    assert (query["subject"], query["visit"], query["day"], query["severity"]) == ("P-01", "Week 4", 28, "query")
    assert "Week 4: target response PR was entered; RECIST 1.1 gives SD." in query["message"]
    assert "41 mm is -18.0 % from the baseline 50 mm" in query["message"]


@pytest.mark.parametrize(("length", "fires"), [(35.0, False), (35.001, True)])
def test_a_response_on_the_line_is_one(length: float, fires: bool) -> None:  # noqa: FBT001
    """A fall of exactly 30 % is PR; a micrometre less is not."""
    study = study_of(measurements=sums(50, length), reported=[call("PR", 4, target="PR")])
    assert bool(asked("R01", study)) is fires


def test_a_held_response_is_said_to_be_held() -> None:
    """After PR a rise to -20 % from baseline is still PR in RECIST 1.1."""
    study = study_of(measurements=sums(100, 70, 80), reported=[call("SD", 8, target="SD")])
    [query] = asked("R01", study)
    assert "held until progression" in query["message"]


def test_a_progression_carried_on_is_not_queried() -> None:
    """After PD a target response of PD may be carried on."""
    study = study_of(measurements=sums(50, 70, 40), reported=[call("PD", 4, target="PD"), call("PD", 8, target="PD")])
    assert asked("R01", study) == []


def test_a_sum_that_is_not_complete_is_said_to_be_none() -> None:
    """Where a target was not measured, the query says that there is no complete sum."""
    study = study_of(measurements=sums(50, None), reported=[call("SD", 4, target="SD")])
    [query] = asked("R01", study)
    assert "gives NE. No complete sum can be formed" in query["message"]


def test_an_overall_response_that_its_parts_do_not_give_is_queried() -> None:
    """Target CR with non-target NON-CR/NON-PD is PR by table 1, not CR."""
    parts = {"target": "CR", "nontarget": "NON-CR/NON-PD", "new": "none"}
    [query] = asked("R02", study_of(reported=[call("CR", 4, **parts)]))
    assert (query["day"], query["severity"]) == (28, "query")
    assert "overall response CR was entered with target CR, non-target NON-CR/NON-PD" in query["message"]
    assert "these parts give PR" in query["message"]
    assert asked("R02", study_of(reported=[call("PR", 4, **parts)])) == []


def test_swapped_responses_are_said_to_look_swapped() -> None:
    """Overall NON-CR/NON-PD with target and non-target SD is right once they change places."""
    study = study_of(reported=[call("NON-CR/NON-PD", 4, target="SD", nontarget="SD", new="none")])
    [query] = asked("R02", study)
    assert "look swapped" in query["message"]
    assert "the overall response under RECIST 1.1 is SD" in query["message"]


def test_a_part_that_is_not_reported_may_be_anything() -> None:
    """Without a non-target response CR and PR are both possible for target CR, SD is not."""
    verdicts = [bool(asked("R02", study_of(reported=[call(word, 4, target="CR")]))) for word in ("CR", "PR", "SD")]
    assert verdicts == [False, False, True]


def test_a_word_for_targets_where_there_are_none_says_nothing() -> None:
    """Target NE of a patient with non-targets only leaves NON-CR/NON-PD possible; with targets it does not."""
    reported = [call("NON-CR/NON-PD", 4, target="NE", nontarget="NON-CR/NON-PD", new="none")]
    alone = seen("NT01", "present", "present")
    assert asked("R02", study_of(measurements=alone, reported=reported)) == []
    assert len(asked("R02", study_of(measurements=[*alone, *lesion("T01", 50, 50)], reported=reported))) == 1


def test_records_of_one_time_point_are_read_together() -> None:
    """Parts that stand in a row of their own are those of the visit, and the visit is asked about once."""
    rows = [call("CR", 4, target="SD"), {**call("CR", 4), "overall_response": None, "nontarget_response": "NE"}]
    assert len(asked("R02", study_of(reported=rows))) == 1


def test_what_was_not_done_is_no_response() -> None:
    """An ND is not held against its parts."""
    assert asked("R02", study_of(reported=[call("ND", 4, target="SD", nontarget="NE")])) == []


_NO = {"had_new": False, "had_pd": False, "is_open": False}


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        pytest.param(Parts(SD, NON, is_new=False, **_NO), {SD}, id="stable"),
        pytest.param(Parts(PD, NON, is_new=False, **_NO), {PD, CPD}, id="targets progress"),
        pytest.param(Parts(SD, NON, is_new=True, **_NO), {PD, CPD}, id="first new lesion"),
        pytest.param(
            Parts(SD, NON, is_new=False, had_new=True, had_pd=True, is_open=True), {SD, PD, CPD}, id="known new"
        ),
        pytest.param(Parts(SD, PD, is_new=False, **_NO), {PD, CPD}, id="first non-target progression"),
        pytest.param(
            Parts(PR, PD, is_new=False, had_new=False, had_pd=True, is_open=False), {PR, PD, CPD}, id="re-based"
        ),
        pytest.param(
            Parts(SD, NE, is_new=False, had_new=False, had_pd=True, is_open=True), {SD, NE}, id="driver missing"
        ),
        pytest.param(
            Parts(CR, CR, is_new=True, had_new=True, had_pd=True, is_open=False), {PR, PD, CPD}, id="new remains"
        ),
        pytest.param(
            Parts(CR, NONE, is_new=False, had_new=True, had_pd=True, is_open=False), {CR, PR, PD, CPD}, id="new gone"
        ),
    ],
)
def test_what_irecist_leaves_possible(parts: Parts, expected: set[int]) -> None:
    """Only what no history allows is impossible (Seymour 2017, table 2)."""
    assert possible(BY_ID["irecist"].definition, parts) == expected


@pytest.mark.parametrize(
    ("criterion", "parts", "expected"),
    [
        ("recist-1.1", Parts(PR, NE, is_new=False, **_NO), {PR}),
        ("recist-1.1", Parts(NE, NON, is_new=False, **_NO), {NE}),
        ("recist-1.1", Parts(SD, NON, is_new=True, **_NO), {PD}),
        ("recist-1.1", Parts(SD, NON, is_new=False, had_new=False, had_pd=True, is_open=False), {SD, PD}),
        ("imrecist", Parts(SD, PD, is_new=False, **_NO), {SD}),
        ("imrecist", Parts(CR, CR, is_new=True, **_NO), {PR, PD}),
        ("choi", Parts(PR, PD, is_new=False, **_NO), {SD}),
    ],
)
def test_what_other_criteria_leave_possible(criterion: str, parts: Parts, expected: set[int]) -> None:
    """The tables of the papers, and after a progression another one."""
    assert possible(BY_ID[criterion].definition, parts) == expected


def test_a_response_without_targets_is_the_one_that_is_neither() -> None:
    """NON-CR/NON-PD with a target at baseline is an error; so is SD without one."""
    [with_target] = asked("R10", study_of(measurements=sums(50, 41), reported=said("NON-CR/NON-PD")))
    assert with_target["severity"] == "error"
    assert "there are target lesions at baseline" in with_target["message"]
    alone = seen("NT01", "present", "present")
    [without] = asked("R10", study_of(measurements=alone, reported=said("SD")))
    assert "no target lesion was chosen" in without["message"]
    assert asked("R10", study_of(measurements=alone, reported=said("NON-CR/NON-PD"))) == []
    assert asked("R10", study_of(measurements=[*lesion("T01", 50, 41), *alone], reported=said("SD"))) == []


def test_a_criterion_with_one_word_for_both_is_not_asked() -> None:
    """RECIST 1.0 calls stable disease and neither by one word."""
    study = study_of(measurements=seen("NT01", "present", "present"), reported=said("SD", criterion="recist-1.0"))
    assert asked("R10", study) == []


@pytest.mark.parametrize("criterion", ["irrc", "irrecist", "imrecist"])
def test_a_new_lesion_that_is_gone_leaves_nothing_behind(criterion: str) -> None:
    """A complete response is possible after a new lesion that is there no more."""
    words = BY_ID[criterion].words
    for parts in (CR, NON), (SD, NON):
        before = Parts(parts[0], parts[1], is_new=False, had_new=False, had_pd=False, is_open=False)
        since = before._replace(had_new=True)
        assert possible(BY_ID[criterion].definition, before) <= possible(BY_ID[criterion].definition, since)
    gone = Parts(CR, CR, is_new=False, had_new=True, had_pd=False, is_open=False)
    assert CR in possible(BY_ID[criterion].definition, gone)
    assert words.overall[CR]


def test_a_lesion_that_is_back_is_progression_under_who() -> None:
    """Under WHO no part tells of a lesion that was gone and is back, so PD is always possible."""
    parts = Parts(PR, NON, is_new=False, had_new=False, had_pd=False, is_open=False)
    assert possible(BY_ID["who"].definition, parts) == {PR, PD}
    assert possible(BY_ID["recist-1.1"].definition, parts) == {PR}


def test_a_response_as_computed_with_its_parts_is_possible() -> None:
    """What the history alone explains, an iCPD by non-targets that increase further, is not asked about."""
    rows = seen("NT01", "present", "absent", "present", "increased")
    study = study_of(measurements=rows, reported=said("iCR", "iUPD", "iCPD", criterion="irecist"))
    assert asked("R02", study) == []
