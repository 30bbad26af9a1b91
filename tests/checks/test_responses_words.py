"""R20 and R22: lymphoma by its words, and clinical deterioration entered as progression."""

from __future__ import annotations

import polars as pl
import pytest

from ebbtide.study import Records
from tests.checks.responses_told import asked, call, said, study_of, sums


def test_pet_and_ct_are_not_mixed_in_one_response() -> None:
    """Overall CMR with target PAR mixes the two; a response of each kind at one visit does not."""
    [query] = asked("R20", study_of(reported=[call("CMR", 8, criterion="lugano", target="PAR")]))
    assert query["severity"] == "error"
    assert "CMR is a category of PET and PAR one of CT" in query["message"]
    both = [call("CMR", 8, criterion="LUGANO 2014"), call("PAR", 8, criterion="LUGANO 2014")]
    assert asked("R20", study_of(reported=both)) == []


@pytest.mark.parametrize(("day", "fires"), [(84, False), (85, True)])
def test_ir1_is_for_the_first_twelve_weeks(day: int, *, fires: bool) -> None:
    """LYRIC: IR(1) up to day 84."""
    rows = [{**call("IR(1)", 12, criterion="lyric"), "day": day}]
    found = asked("R20", study_of(reported=rows))
    assert bool(found) is fires
    assert all("IR(1) was entered on day 85" in query["message"] for query in found)


@pytest.mark.parametrize(("weeks", "fires"), [(16, False), (17, True)])
def test_an_indeterminate_response_is_seen_again(weeks: int, *, fires: bool) -> None:
    """After IR(2) in week 4 the next assessment comes by week 16."""
    rows = [call("IR(2)", 4, criterion="lyric"), call("PD", weeks, criterion="lyric")]
    found = asked("R20", study_of(reported=rows))
    assert bool(found) is fires
    assert all((query["day"], query["severity"]) == (28, "warning") for query in found)


def test_lymphoma_words_of_other_criteria_are_left_alone() -> None:
    """RECIST is not asked for PET."""
    assert asked("R20", study_of(reported=[call("CMR", 8, target="PAR")])) == []


def deterioration(answer: str) -> dict[str, Records]:
    """Record in RS whether symptoms deteriorated at week 4."""
    frame = pl.DataFrame({"USUBJID": "P-01", "RSTESTCD": "SYMPTDTR", "RSSTRESC": answer, "VISIT": "Week 4"})
    return {"RS": Records(frame, "rs.csv")}


def test_deterioration_is_no_objective_progression() -> None:
    """PD at a visit with SYMPTDTR = Y and no progressing part is queried; with N, or with target PD, it is not."""
    [query] = asked("R22", study_of(reported=[call("PD", 4, target="SD", new="none")], domains=deterioration("Y")))
    assert (query["day"], query["severity"]) == (28, "query")
    assert "Symptomatic deterioration is a reason to stop treatment" in query["message"]
    assert asked("R22", study_of(reported=[call("PD", 4, target="SD")], domains=deterioration("N"))) == []
    assert asked("R22", study_of(reported=[call("PD", 4, target="PD")], domains=deterioration("Y"))) == []
    assert asked("R22", study_of(reported=[call("PD", 4, target="SD")])) == []


def test_the_measurements_may_bear_the_progression_out() -> None:
    """PD by the sum stands beside a deterioration, whatever parts were reported."""
    study = study_of(measurements=sums(50, 70), reported=said("PD"), domains=deterioration("Y"))
    assert asked("R22", study) == []


def test_a_clinical_event_counts_as_deterioration() -> None:
    """An event `clinical_progression` within the days of the visit is one."""
    event = [{"day": 30, "event": "clinical_progression"}]
    assert len(asked("R22", study_of(reported=[call("PD", 4, target="SD")], events=event))) == 1
    far = [{"day": 60, "event": "clinical_progression"}]
    assert asked("R22", study_of(reported=[call("PD", 4, target="SD")], events=far)) == []


def test_deterioration_is_no_response() -> None:
    """The words themselves, entered as overall response, are asked about."""
    [query] = asked("R22", study_of(reported=said("SYMPTOMATIC DETERIORATION")))
    assert "It is a reason to stop treatment and no category of response" in query["message"]
