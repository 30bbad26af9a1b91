"""Where endpoints differ, why and since when, and what goes to an adjudicator."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

import pytest

from ebbtide import Options
from ebbtide.study.agreement_options import AgreementOptions
from tests.agreement.two_readers import compare, discordance, study, two

if TYPE_CHECKING:
    from tests.criteria.histories import History

EARLY: Final[dict[str, dict[int, int]]] = {"T1": {-7: 50_000, 56: 61_000, 112: 61_000}}
LATE: Final[dict[str, dict[int, int]]] = {"T1": {-7: 50_000, 56: 50_000, 112: 61_000}}
NEVER: Final[dict[str, dict[int, int]]] = {"T1": {-7: 50_000, 56: 50_000, 112: 50_000}}


def test_readers_who_agree_have_no_discordance_and_no_adjudication() -> None:
    """Four endpoints, all alike."""
    compared = two(LATE, LATE)
    assert compared.discordances["endpoint"].to_list() == [
        "progression", "progression_date", "best_response", "response_date",
    ]  # fmt: skip
    assert compared.discordances["discordant"].to_list() == [False] * 4
    assert compared.adjudications.is_empty()


def test_progression_for_one_reader_alone_is_discordant_in_fact_and_date() -> None:
    """A sees 61 mm on day 112, 22 % and 11 mm over 50 mm; B sees none."""
    compared = two(LATE, NEVER)
    found = discordance(compared, "progression")
    assert (found["first_value"], found["second_value"], found["discordant"]) == ("yes", "no", True)
    assert (found["cause"], found["day"], found["triggers"]) == ("measurement", 112, True)
    dated = discordance(compared, "progression_date")
    assert (dated["first_value"], dated["second_value"], dated["days_apart"]) == ("112", None, None)
    assert (dated["discordant"], dated["triggers"]) == (True, True)


def test_progression_on_different_days_is_discordant_in_date_only() -> None:
    """A progresses on day 56 and B on day 112: 56 days apart, decided on day 56."""
    compared = two(EARLY, LATE)
    assert discordance(compared, "progression")["discordant"] is False
    dated = discordance(compared, "progression_date")
    assert (dated["days_apart"], dated["day"], dated["cause"]) == (56, 56, "measurement")


def test_best_response_differs_where_it_was_reached() -> None:
    """A reaches PR on day 112; they parted there, not on day 56."""
    compared = two({"T1": {-7: 50_000, 56: 50_000, 112: 35_000}}, NEVER)
    best = discordance(compared, "best_response")
    assert (best["first_value"], best["second_value"], best["day"]) == ("PR", "SD", 112)
    first = discordance(compared, "response_date")
    assert (first["first_value"], first["second_value"], first["day"]) == ("112", None, 112)


def test_the_cause_is_that_of_the_time_point_that_bears_on_the_endpoint() -> None:
    """They part on day 56 in a response (lengths) and on day 112 in a progression (new lesion)."""
    first: History = {"T1": {-7: 50_000, 56: 35_000, 112: 35_000}}
    second: History = {"T1": {-7: 50_000, 56: 36_000, 112: 35_000}, "NEW1": {112: 12_000}}
    compared = two(first, second)
    progression, response = (discordance(compared, name) for name in ("progression", "response_date"))
    assert (progression["day"], progression["cause"]) == (112, "new_lesion")
    assert (response["day"], response["cause"]) == (56, "measurement")


def test_a_date_that_differs_by_the_day_of_one_visit_has_no_cause() -> None:
    """Both call PD at the same time point, dated day 112 and day 115."""
    other: History = {"T1": {-7: 50_000, 56: 50_000, 115: 61_000}}
    compared = two(LATE, other, options=AgreementOptions(adjudicate_date_days=0))
    dated = discordance(compared, "progression_date")
    assert (dated["days_apart"], dated["discordant"], dated["cause"], dated["visit"]) == (3, True, "none", None)
    assert not dated["triggers"], "the two make the same calls: there is nothing to adjudicate"
    assert compared.adjudications.is_empty()


@pytest.mark.parametrize(("days", "triggers"), [(55, True), (56, False)])
def test_dates_trigger_where_they_lie_more_than_so_many_days_apart(days: int, triggers: bool) -> None:  # noqa: FBT001
    """Progressions of day 56 and 112 lie 56 days apart."""
    compared = two(EARLY, LATE, options=AgreementOptions(adjudicate_date_days=days))
    dated = discordance(compared, "progression_date")
    assert (dated["discordant"], dated["triggers"]) == (True, triggers)


@pytest.mark.parametrize(
    ("option", "endpoint"),
    [
        ("adjudicate_progression", "progression"),
        ("adjudicate_progression_date", "progression_date"),
        ("adjudicate_best_response", "best_response"),
        ("adjudicate_response_date", "response_date"),
    ],
)
def test_an_endpoint_that_a_study_does_not_adjudicate_does_not_trigger(option: str, endpoint: str) -> None:
    """A responds and progresses, B neither: all four differ, and all but the one switched off trigger."""
    first: History = {"T1": {-7: 50_000, 56: 35_000, 112: 61_000}}
    compared = two(first, NEVER, options=AgreementOptions.model_validate({option: False}))
    assert compared.discordances["discordant"].all()
    assert compared.discordances.filter(~compared.discordances["triggers"])["endpoint"].to_list() == [endpoint]


def test_what_a_study_pins_is_what_triggers() -> None:
    """A study that allows 60 days between two dates does not adjudicate 56."""
    pinned = replace(study({"A": EARLY, "B": LATE}), options=Options(adjudicate_date_days=60))
    compared = compare(pinned)
    assert compared.study is pinned
    assert discordance(compared, "progression_date")["triggers"] is False


def test_confirmed_best_responses_can_be_what_counts() -> None:
    """A's PR of day 56 is not confirmed on day 112, so that both are SD by confirmed best response."""
    first: History = {"T1": {-7: 50_000, 56: 35_000, 112: 36_000}}
    plain = two(first, NEVER)
    confirmed = two(first, NEVER, options=AgreementOptions(adjudicate_by="confirmed"))
    assert discordance(plain, "best_response")["discordant"] is True
    assert discordance(confirmed, "best_response")["discordant"] is False
    assert discordance(confirmed, "response_date")["discordant"] is False


def test_an_adjudicator_is_told_why_where_and_what_both_called() -> None:
    """The endpoints that differ, the decisive time point of the first of them, and the sequence of calls."""
    (case,) = two(EARLY, LATE).adjudications.to_dicts()
    assert (case["subject"], case["first"], case["second"]) == ("S1", "A", "B")
    assert case["why"] == "progression_date; best_response"
    assert (case["day"], case["cause"]) == (56, "measurement")
    assert case["first_sequence"] == "day 56: PD | day 112: PD"
    assert case["second_sequence"] == "day 56: SD | day 112: PD"


def test_a_reported_response_is_no_case_for_an_adjudicator() -> None:
    """PD was reported of a stable target: discordant, but a question to the reader."""
    compared = compare(study({"A": NEVER}, [{"day": 56, "overall_response": "PD"}]))
    found = discordance(compared, "progression")
    assert (found["discordant"], found["triggers"], found["cause"]) == (True, False, "calculation")
    assert compared.adjudications.is_empty()


def test_rates_count_subjects_by_endpoint() -> None:
    """One subject, discordant in two endpoints of four."""
    rates = two(EARLY, LATE).discordance_rates
    assert rates.select("endpoint", "subjects", "discordant", "percent", "triggers").rows() == [
        ("progression", 1, 0, 0.0, 0),
        ("progression_date", 1, 1, 100.0, 1),
        ("best_response", 1, 1, 100.0, 1),
        ("response_date", 1, 0, 0.0, 0),
    ]
