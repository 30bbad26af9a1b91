"""R11 and R12: responses that are not confirmed, and best responses that come too soon."""

from __future__ import annotations

import pytest

from tests.checks.responses_told import Row, asked, call, said, study_of

CONFIRMS = {"confirmation_required": True}


def day(word: str, on: int) -> Row:
    """Report a response of a day."""
    return {**call(word, 0), "visit": None, "day": on}


def test_a_response_is_confirmed_only_where_the_study_says_so() -> None:
    """A single PR is of interest where responses are confirmed, and nowhere else."""
    assert asked("R11", study_of(reported=said("PR"))) == []
    [query] = asked("R11", study_of(reported=said("PR"), options=CONFIRMS))
    assert (query["visit"], query["severity"]) == ("Week 4", "info")
    assert "no later assessment is recorded" in query["message"]


@pytest.mark.parametrize(("days", "fires"), [(27, True), (28, False)])
def test_four_weeks_confirm(days: int, *, fires: bool) -> None:
    """The second PR comes 28 days later or more."""
    found = asked("R11", study_of(reported=[day("PR", 30), day("PR", 30 + days)], options=CONFIRMS))
    assert bool(found) is fires
    if found:
        assert found[0]["day"] == 30
        assert "the assessment that agrees comes 27 days later" in found[0]["message"]


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (("PR", "SD", "PR"), "the next assessment is SD"),
        (("PR", "PD"), "the next assessment is PD"),
        (("PR", "NE", "NE", "PR"), "2 assessments between are NE, and 1 may be"),
        (("CR", "PR"), "CR is not confirmed"),
    ],
)
def test_the_query_says_what_is_lacking(words: tuple[str, ...], why: str) -> None:
    """What stands between, or follows, is named."""
    found = asked("R11", study_of(reported=said(*words), options=CONFIRMS))
    assert any(why in query["message"] for query in found)


def test_options_decide_what_may_stand_between() -> None:
    """One NE by default; two, or an SD, or fewer days, by option."""
    assert asked("R11", study_of(reported=said("PR", "NE", "PR"), options=CONFIRMS)) == []
    assert (
        asked("R11", study_of(reported=said("PR", "NE", "NE", "PR"), options={**CONFIRMS, "confirm_max_ne": 2})) == []
    )
    assert (
        asked("R11", study_of(reported=said("PR", "SD", "PR"), options={**CONFIRMS, "confirm_accept_sd": True})) == []
    )
    rows = [day("PR", 30), day("CR", 51), day("CR", 72)]
    assert asked("R11", study_of(reported=rows, options={**CONFIRMS, "confirm_days": 21})) == []


def best(word: str, criterion: str = "recist-1.1") -> list[Row]:
    """Report a best overall response."""
    return [{"criterion": criterion, "best_overall_response": word}]


@pytest.mark.parametrize(("on", "fires"), [(41, True), (42, False)])
def test_stable_disease_has_to_last(on: int, *, fires: bool) -> None:
    """SD counts from day 42 on."""
    found = asked("R12", study_of(reported=[day("SD", 20), day("SD", on)], reported_best=best("SD")))
    assert bool(found) is fires
    if found:
        assert (found[0]["day"], found[0]["severity"]) == (41, "query")
        assert "day 41, before the minimum of 42 days. Expected NE." in found[0]["message"]


def test_what_comes_after_progression_does_not_help() -> None:
    """SD on day 30 and PD on day 60 is best PD."""
    rows = [day("SD", 30), day("PD", 60), day("SD", 90)]
    [query] = asked("R12", study_of(reported=rows, reported_best=best("SD")))
    assert "Expected PD." in query["message"]


def test_other_best_responses_and_other_minima() -> None:
    """PR needs no minimum, and the minimum is the study's; under WHO it is 28 days."""
    rows = [day("SD", 30)]
    assert asked("R12", study_of(reported=rows, reported_best=best("PR"))) == []
    assert asked("R12", study_of(reported=rows, reported_best=best("SD"), options={"sd_min_days": 30})) == []
    who = [{**day("NC", 30), "criterion": "who"}]
    assert asked("R12", study_of(reported=who, reported_best=best("NC", "who"))) == []


def test_a_visit_without_a_name_is_named_once() -> None:
    """R12 names a time point by its day, or by its label with its day."""
    best = [{"criterion": "recist-1.1", "best_overall_response": "SD"}]
    [plain] = asked("R12", study_of(reported=[day("SD", 30)], reported_best=best))
    assert "is SD of day 30, before the minimum of 42 days" in plain["message"]
    [labelled] = asked("R12", study_of(reported=said("SD"), reported_best=best))
    assert "is SD of Week 4, day 28, before the minimum of 42 days" in labelled["message"]
