"""Laws of best responses that hold for every course, under every option."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from ebbtide.assessment.reported_courses import reported_courses
from ebbtide.endpoints.best import best_responses
from ebbtide.endpoints.milestones import no_milestones
from ebbtide.study import Options
from ebbtide.terms.responses import code_of
from tests.endpoints.courses import best_of, parameters_of, study_of
from tests.endpoints.plain_rules import plainly
from tests.endpoints.response_events import irecist_parameters, recist_parameters

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hypothesis.strategies import SearchStrategy

    Calls = Sequence[tuple[int, str]]

CLASSIC: Final = ("CR", "CR", "PR", "PR", "SD", "NON-CR/NON-PD", "NE", "NE", "PD", "ND", "NED")
IMMUNE: Final = ("iCR", "iCR", "iPR", "iPR", "iSD", "NON-iCR/NON-iUPD", "NE", "NE", "iUPD", "iUPD", "iCPD", "ND")
WORDS: Final = {"recist-1.1": CLASSIC, "irecist": IMMUNE}
BEST: Final = "best_overall_response"
CONFIRMED: Final = "confirmed_best_overall_response"
PLACES: Final = {code: place for place, code in enumerate((1, 2, 3, 4, 9, 6, 5, 7, 10))}
GAPS: Final = st.sampled_from((7, 14, 21, 27, 28, 29, 42, 56))
OPTIONS: Final = st.builds(
    Options,
    sd_min_days=st.sampled_from((0, 28, 42, 56)),
    confirm_days=st.sampled_from((0, 14, 28, 42)),
    confirm_max_ne=st.integers(0, 2),
    confirm_accept_sd=st.booleans(),
    pr_after_cr_blocks=st.booleans(),
    cr_then_disease=st.sampled_from(("pd", "ne")),
    table3_pr_sd_literal=st.booleans(),
    iupd_breaks_confirmation=st.booleans(),
    missing_as_ne=st.booleans(),
    not_done=st.sampled_from(("absent", "ranked")),
    icpd_needs_iupd=st.booleans(),
)


def courses(words: Sequence[str], most: int = 7) -> SearchStrategy[list[tuple[int, str]]]:
    """Draw the calls of one course; gaps between them hug the limits."""
    return st.lists(st.tuples(GAPS, st.sampled_from(words)), max_size=most).map(dated)


def dated(steps: Sequence[tuple[int, str]]) -> list[tuple[int, str]]:
    """Turn gaps into days."""
    return [(sum(gap for gap, _ in steps[: place + 1]), word) for place, (_, word) in enumerate(steps)]


def place_of(word: str) -> int:
    """Rank a word: lower is better."""
    code = code_of(word)
    return len(PLACES) if code is None else PLACES[code]


@given(st.sampled_from(sorted(WORDS)), st.data(), OPTIONS)
def test_best_responses_are_those_of_the_plain_rules(criterion: str, data: st.DataObject, options: Options) -> None:
    """Arrays and a plain loop, written apart, choose the same responses on the same days."""
    told = data.draw(st.lists(courses(WORDS[criterion]), min_size=1, max_size=20))
    stories = {f"P{place:02}": calls for place, calls in enumerate(told)}
    found = best_of(stories, criterion, options)
    for subject, calls in stories.items():
        plain, row = plainly(calls, options), found[subject]
        words = (row[BEST], row["best_day"], row[CONFIRMED], row["confirmed_day"], row["confirmed_response_day"])
        want = (*plain.best, *plain.confirmed, plain.response[1])
        assert (classic(words[0]), words[1], classic(words[2]), *words[3:]) == want, calls


def classic(word: str) -> str:
    """Say a word of iRECIST as RECIST 1.1 does, but for a confirmed progression."""
    return {"iUPD": "PD", "NON-iCR/NON-iUPD": "NON-CR/NON-PD", "iCPD": "iCPD"}.get(word, word.removeprefix("i"))


@given(courses(CLASSIC), OPTIONS, courses(CLASSIC, most=4))
def test_nothing_after_the_cut_changes_a_best_response(calls: Calls, options: Options, later: Calls) -> None:
    """What follows progression, or a new therapy, leaves every column as it was."""
    last = calls[-1][0] + 28 if calls else 28
    events = [("P1", last + 1, "new_therapy")]
    ended = [*calls, (last, "PD")]
    more = [(last + 1 + day, word) for day, word in later]
    assert best_of({"P1": [*ended, *more]}, options=options) == best_of({"P1": ended}, options=options)
    stopped = best_of({"P1": calls}, options=options, events=events)["P1"]
    went_on = best_of({"P1": [*calls, *more]}, options=options, events=events)["P1"]
    apart = ("progression_day", "explanation")
    assert {key: went_on[key] for key in stopped if key not in apart} == {
        key: stopped[key] for key in stopped if key not in apart
    }


@given(st.sampled_from(sorted(WORDS)), st.data(), OPTIONS)
def test_a_confirmed_best_response_is_never_better(criterion: str, data: st.DataObject, options: Options) -> None:
    """Asking for confirmation can only take away."""
    calls = data.draw(courses(tuple(word for word in WORDS[criterion] if word != "ND")))
    row = best_of({"P1": calls}, criterion, options)["P1"]
    assert place_of(row[CONFIRMED]) >= place_of(row[BEST])
    assert row["clinical_benefit"] >= row["confirmed_clinical_benefit"]
    assert row["disease_control"] >= row["confirmed_disease_control"]


@given(st.sampled_from(sorted(WORDS)), st.data(), OPTIONS)
def test_a_confirmed_response_rests_on_two_assessments(criterion: str, data: st.DataObject, options: Options) -> None:
    """There are two responses as good, at least the days of confirmation apart, and the first gives the day."""
    calls = data.draw(courses(WORDS[criterion]))
    row = best_of({"P1": calls}, criterion, options)["P1"]
    if place_of(row[CONFIRMED]) > PLACES[2]:
        return
    good = [day for day, word in calls if place_of(word) <= place_of(row[CONFIRMED])]
    assert row["confirmed_day"] in good
    assert any(day - row["confirmed_day"] >= max(options.confirm_days, 1) for day in good)


@given(st.lists(courses(CLASSIC), min_size=1, max_size=5), st.randoms(use_true_random=False), OPTIONS)
def test_order_and_names_change_nothing(told: list[Calls], chance: Any, options: Options) -> None:  # noqa: ANN401
    """Rows in any order, and readers by any name, give the same best responses."""
    stories = {f"P{place}": calls for place, calls in enumerate(told)}
    study = study_of(stories)
    rows = study.table("reported")
    mixed = rows[chance.sample(range(len(rows)), len(rows))].with_columns(reader=pl.lit("reader 2"))
    again = study_of(stories)
    renamed = type(again)(again.name, {**again.tables, "reported": mixed})
    one, other = (
        best_responses(reported_courses(each, options), no_milestones(), options) for each in (study, renamed)
    )
    assert one.drop("reader").rows() == other.drop("reader").rows()


@given(courses(CLASSIC), st.lists(st.integers(0, 400), max_size=3), OPTIONS)
def test_what_was_not_done_is_no_assessment(calls: Calls, days: list[int], options: Options) -> None:
    """Reported visits without an assessment, put in anywhere, change nothing unless ND is to rank."""
    taken = {day for day, _ in calls}
    more = [(day, "ND") for day in dict.fromkeys(days) if day not in taken]
    absent = options.model_copy(update={"not_done": "absent"})
    assert best_of({"P1": sorted([*calls, *more])}, options=absent) == best_of({"P1": calls}, options=absent)


@settings(max_examples=50)
@given(st.sampled_from(sorted(WORDS)), st.data())
def test_parameters_agree_with_best_responses(criterion: str, data: st.DataObject) -> None:
    """Under the preset of admiralonco, both tables say the same of one course."""
    calls, options = data.draw(courses(WORDS[criterion])), Options.of_preset("admiralonco")
    row = best_of({"P1": calls}, criterion, options)["P1"]
    found = parameters_of({"P1": calls}, criterion, options)["P1"]
    prefix = "I" if criterion == "irecist" else ""
    assert found[f"{prefix}BOR"] == (row[BEST], row["best_day"])
    assert found[f"{prefix}CBOR"] == (row[CONFIRMED], row["confirmed_day"])
    assert found[f"{prefix}RSP"][1] == row["response_day"]
    assert found[f"{prefix}CRSP"][1] == row["confirmed_response_day"]
    assert (found[f"{prefix}CB"][0] == "Y") == row["clinical_benefit"]
    assert (found[f"{prefix}CCB"][0] == "Y") == row["confirmed_clinical_benefit"]
    assert found["ICPD" if prefix else "PD"][1] == row["progression_day"]


@given(st.sampled_from(sorted(WORDS)), st.data())
def test_parameters_are_those_of_the_events_of_admiralonco(criterion: str, data: st.DataObject) -> None:
    """Under its preset every parameter has the value and the day that its events give, record by record."""
    words = tuple(word for word in WORDS[criterion] if word not in ("ND", "NED"))
    told = data.draw(st.lists(courses(words), min_size=1, max_size=20))
    stories = {f"P{place:02}": calls for place, calls in enumerate(told)}
    events = irecist_parameters if criterion == "irecist" else recist_parameters
    found = parameters_of(stories, criterion)
    assert found == {subject: events(calls) for subject, calls in stories.items()}
