"""Accepted reads, adjudication and evaluators: M01, M02 and M18."""

from __future__ import annotations

import pytest

from tests.checks.follow_up_trials import Row, found, trial

CENTRAL = "INDEPENDENT ASSESSOR"


def response(who: str | None, said: str = "PD", **cells: object) -> Row:
    """Write one overall response of an independent assessor."""
    return {"RSTESTCD": "OVRLRESP", "RSSTRESC": said, "RSCAT": "RECIST 1.1", "RSEVAL": CENTRAL, "RSEVALID": who,
            "VISIT": "WEEK 6", "RSDTC": "2026-02-01"} | cells  # fmt: skip


def test_two_accepted_reads_of_a_visit_are_an_error() -> None:
    """M01 names the visit and both evaluators, once, though two domains say it."""
    marked = [response("RADIOLOGIST 1", RSACPTFL="Y"), response("RADIOLOGIST 2", RSACPTFL="Y")]
    sizes = [{"TREVAL": CENTRAL, "TREVALID": who, "TRACPTFL": "Y", "VISIT": "WEEK 6"} for who in ("R 1", "R 2")]
    (query,) = found(trial({}, {"RS": marked, "TR": sizes}), "M01")
    assert (query["subject"], query["visit"], query["severity"]) == ("S1", "WEEK 6", "error")
    assert "RS RECIST 1.1: RADIOLOGIST 1 and RADIOLOGIST 2; TR: R 1 and R 2" in query["message"]


@pytest.mark.parametrize(
    "other",
    [
        {"RSACPTFL": None},
        {"RSACPTFL": "Y", "VISIT": "WEEK 12"},
        {"RSACPTFL": "Y", "RSCAT": "iRECIST"},
        {"RSACPTFL": "Y", "RSEVAL": "INVESTIGATOR", "RSEVALID": None},
    ],
)
def test_one_accepted_read_is_right(other: Row) -> None:
    """M01 is silent where the other is not marked, of another visit or category, or the investigator's."""
    rows = [response("RADIOLOGIST 1", RSACPTFL="Y"), response("RADIOLOGIST 2") | other]
    assert found(trial({}, {"RS": rows}), "M01") == []


def test_an_adjudicator_who_agrees_with_neither_is_asked() -> None:
    """M02 asks for the reason of a third answer."""
    rows = [response("RADIOLOGIST 1", "SD"), response("RADIOLOGIST 2", "PD"), response("ADJUDICATOR 1", "PR")]
    (query,) = found(trial({}, {"RS": rows}), "M02")
    assert (query["reader"], query["visit"], query["severity"]) == ("ADJUDICATOR 1", "WEEK 6", "query")
    assert "the adjudicator gave PR for OVRLRESP" in query["message"]
    assert "SD by RADIOLOGIST 1 and PD by RADIOLOGIST 2" in query["message"]


@pytest.mark.parametrize(
    ("second", "third"),
    [
        (response("RADIOLOGIST 2", "PD"), response("ADJUDICATOR 1", "PD")),
        (response("RADIOLOGIST 2", "PD"), response("ADJUDICATOR 1", "PR", ADJREAS="T02 was measured wrongly")),
        (response(None, "PD", RSEVAL="INVESTIGATOR"), response("ADJUDICATOR 1", "PR")),
        (response("RADIOLOGIST 2", "PD", VISIT="WEEK 12"), response("ADJUDICATOR 1", "PR")),
    ],
)
def test_an_adjudicator_may_choose_or_explain(second: Row, third: Row) -> None:
    """M02 is silent where a reader said the same, a reason is given, or only one reader read the visit."""
    assert found(trial({}, {"RS": [response("RADIOLOGIST 1", "SD"), second, third]}), "M02") == []


def test_an_adjudicator_of_a_tidy_study_is_asked() -> None:
    """M02 knows the adjudicator of the table `reported` by the name of the reader."""
    rows = [
        {"reader": who, "visit": "WEEK 6", "day": 42, "criterion": "recist-1.1", "overall_response": said}
        for who, said in {"reader 1": "SD", "reader 2": "PD", "Adjudicator": "CR"}.items()
    ]
    (query,) = found(trial({"reported": rows}), "M02")
    assert (query["reader"], query["day"]) == ("Adjudicator", 42)


@pytest.mark.parametrize(
    ("evaluator", "says"),
    [
        ({"RSEVAL": None}, "RSEVALID RADIOLOGIST 1 without RSEVAL"),
        ({"RSEVAL": "INVESTIGATOR"}, "RSEVAL INVESTIGATOR with RSEVALID RADIOLOGIST 1"),
        ({"RSEVALID": None}, f"RSEVAL {CENTRAL} without RSEVALID"),
    ],
)
def test_evaluators_that_do_not_go_together_are_an_error(evaluator: Row, says: str) -> None:
    """M18 tells each odd combination once for the study, with its records."""
    rows = [response("RADIOLOGIST 1"), response("RADIOLOGIST 1") | evaluator, response("RADIOLOGIST 1") | evaluator]
    (query,) = found(trial({}, {"RS": rows}), "M18")
    assert (query["subject"], query["severity"]) == (None, "error")
    assert query["message"].startswith(f"RS of S1: 2 records have {says}")


def test_a_single_independent_assessor_needs_no_name() -> None:
    """M18 is silent on an investigator without EVALID, and on independent records that nobody tells apart."""
    rows = [response(None), response(None, RSEVAL="INVESTIGATOR")]
    assert found(trial({}, {"RS": rows}), "M18") == []
