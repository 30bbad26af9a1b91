"""Progression and the end of treatment: M15 and M16."""

from __future__ import annotations

import pytest

from tests.checks.follow_up_trials import Row, found, lesion, trial


def reported(day: int, said: str, **cells: object) -> Row:
    """Write a reported response."""
    return {"day": day, "criterion": "recist-1.1", "overall_response": said} | cells


def ended(day: int, why: str, **cells: object) -> Row:
    """Write the end of treatment and its reason."""
    return {"day": day, "event": "treatment_end", "detail": why} | cells


@pytest.mark.parametrize(("day", "asked"), [(84, 0), (83, 1)])
def test_an_end_for_progression_needs_a_progression(day: int, asked: int) -> None:
    """M15 asks where the PD of day 84 was not there yet."""
    rows = {"reported": [reported(42, "SD"), reported(84, "PD")], "events": [ended(day, "Progressive disease")]}
    query = found(trial(rows), "M15")
    assert [(one["subject"], one["day"], one["severity"]) for one in query] == [("S1", day, "query")] * asked
    assert all("by then (the first progression is of day 84)" in one["message"] for one in query)


def test_a_computed_progression_is_one() -> None:
    """M15 is silent where nobody reported the progression, and 10 mm have grown to 20 mm."""
    rows = {"measurements": lesion("T1", {-7: "10", 42: "20"}), "events": [ended(43, "progression of disease")]}
    assert found(trial(rows), "M15") == []
    rows["measurements"] = lesion("T1", {-7: "10", 42: "10"})
    (query,) = found(trial(rows), "M15")
    assert "none is later either" in query["message"]


def test_a_clinical_progression_is_told_by_rs() -> None:
    """M15 is silent where RS has symptomatic deterioration."""
    rows = {"reported": [reported(42, "SD")], "events": [ended(60, "progressive disease")]}
    deteriorated = [{"RSTESTCD": "SYMPTDTR", "RSSTRESC": "Y"}]
    assert found(trial(rows, {"RS": deteriorated}), "M15") == []
    assert len(found(trial(rows), "M15")) == 1


@pytest.mark.parametrize(
    ("why", "day", "asked"),
    [("Adverse event", 50, 1), ("Adverse event", 41, 0), ("Progressive disease", 50, 0), (None, 50, 0)],
)
def test_another_reason_after_a_progression_is_asked(why: str | None, day: int, asked: int) -> None:
    """M15 asks about an end for another reason on or after the PD of day 42, where others end for progression."""
    ends = [ended(day, why or ""), ended(90, "Progressive disease", subject="S2")]
    responses = [reported(42, "PD"), reported(84, "PD", subject="S2")]
    query = found(trial({"reported": responses, "events": ends}), "M15")
    assert [(one["subject"], one["day"]) for one in query] == [("S1", 50)] * asked
    assert all("another reason (Adverse event), and PD was reported on day 42" in one["message"] for one in query)


def test_a_study_that_never_names_progression_is_not_asked() -> None:
    """M15 does not take other reasons for wrong where no end of the study is for progression."""
    rows = {"reported": [reported(42, "PD")], "events": [ended(50, "Adverse event")]}
    assert found(trial(rows), "M15") == []


def test_other_reasons_of_ds_are_read() -> None:
    """M15 takes the reason and date of DS: 2026-03-02 is day 60 of 2026-01-01."""
    tables = {
        "subjects": [{"reference_date": "2026-01-01"}],
        "reported": [reported(42, "PD"), reported(42, "PD", subject="S2")],
        "events": [ended(50, "Progressive disease", subject="S2", event="discontinuation")],
    }
    disposed = {"DSCAT": "DISPOSITION EVENT", "DSSTDTC": "2026-03-02"}
    (query,) = found(trial(tables, {"DS": [disposed | {"DSDECOD": "PHYSICIAN DECISION"}]}), "M15")
    assert (query["subject"], query["day"]) == ("S1", 60)
    assert "PHYSICIAN DECISION" in query["message"]
    assert found(trial(tables, {"DS": [disposed | {"DSDECOD": "COMPLETED"}]}), "M15") == []


def given(until: int | None, agent: str = "drug A", day: int = 0, **cells: object) -> Row:
    """Write a treatment."""
    return {"day": day, "end_day": until, "agent": agent} | cells


@pytest.mark.parametrize(("until", "most", "asked"), [(70, 28, 0), (71, 28, 1), (71, 29, 0)])
def test_treatment_may_go_on_for_so_many_days(until: int, most: int, asked: int) -> None:
    """M16 allows treatment_after_pd_days, 28, after the PD of day 42."""
    rows = {"reported": [reported(42, "PD", visit="WEEK 6")], "treatments": [given(until)]}
    query = found(trial(rows, treatment_after_pd_days=most), "M16")
    assert [(one["visit"], one["day"], one["severity"]) for one in query] == [("WEEK 6", 42, "query")] * asked
    assert all("drug A was given until day 71, 29 days after PD of day 42" in one["message"] for one in query)


@pytest.mark.parametrize(
    "row", [given(200, "drug B", 43), given(200, "dexamethasone") | {"class": "corticosteroid"}, given(None)]
)
def test_what_began_later_or_supports_is_not_asked(row: Row) -> None:
    """M16 leaves out another therapy begun after the progression, supportive care, and a single dose before it."""
    assert found(trial({"reported": [reported(42, "PD")], "treatments": [row]}), "M16") == []


def test_doses_of_one_agent_are_one_treatment() -> None:
    """M16 counts to the last dose of the agent."""
    rows = {"reported": [reported(42, "PD")], "treatments": [given(None), given(None, day=63), given(None, day=84)]}
    (query,) = found(trial(rows), "M16")
    assert "until day 84, 42 days after" in query["message"]


def test_under_irecist_only_the_confirmed_progression_ends_treatment() -> None:
    """M16 counts from the iCPD of day 84, and not from the iUPD before or the PD beside it."""
    said = [reported(42, "iUPD", criterion="irecist"), reported(84, "iCPD", criterion="irecist"), reported(42, "PD")]
    assert found(trial({"reported": said, "treatments": [given(112)]}), "M16") == []
    (query,) = found(trial({"reported": said, "treatments": [given(113)]}), "M16")
    assert "29 days after iCPD of day 84" in query["message"]


def test_the_investigator_decides() -> None:
    """M16 counts from the investigator's PD of day 84 and not from the radiologist's of day 42."""
    said = [reported(42, "PD", reader="RADIOLOGIST 1"), reported(42, "SD", reader="INVESTIGATOR"),
            reported(84, "PD", reader="INVESTIGATOR")]  # fmt: skip
    assert found(trial({"reported": said, "treatments": [given(112)]}), "M16") == []
    (query,) = found(trial({"reported": said, "treatments": [given(113)]}), "M16")
    assert query["reader"] == "INVESTIGATOR"


def test_a_computed_progression_counts_where_none_was_reported() -> None:
    """M16 counts from the computed PD of day 42: 10 mm have grown to 20 mm."""
    rows = {"measurements": lesion("T1", {-7: "10", 42: "20"}), "treatments": [given(71)]}
    (query,) = found(trial(rows), "M16")
    assert query["day"] == 42
