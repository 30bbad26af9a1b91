"""Treatment beyond progression, delayed and durable responses, and where definitions disagree."""

from __future__ import annotations

import pytest

import ebbtide
import ebbtide.patterns
from ebbtide.patterns import DEFINITIONS, disagreements, growth_kinetics, patterns
from tests.patterns.studies import assessed, call_of, frame, patterns_of, reported, row_of, sums, target

BEYOND = ("treatment_beyond_progression", "recist-1.1")


def beyond(*treatments: dict[str, object]) -> tuple[str, int | None, int | None]:
    """Call treatment beyond a progression on day 42."""
    tables = {"timepoints": sums({0: "50", 42: "70", 84: "90"})}
    if treatments:
        tables["treatments"] = list(treatments)
    return call_of(patterns_of(tables), *BEYOND)


def test_a_dose_after_progression_is_treatment_beyond() -> None:
    """The first dose after the day of progression makes it known; one on that day does not."""
    first = {"day": 0, "agent": "nivolumab"}
    assert beyond(first, {"day": 42, "agent": "nivolumab"}) == ("no", 42, None)
    assert beyond(first, {"day": 42, "agent": "nivolumab"}, {"day": 43, "agent": "nivolumab"}) == ("yes", 42, 43)


def test_a_treatment_that_goes_on_is_treatment_beyond() -> None:
    """A treatment that spans the day of progression went on after it."""
    assert beyond({"day": 0, "end_day": 60, "agent": "nivolumab"}) == ("yes", 42, 43)
    assert beyond({"day": 0, "end_day": 42, "agent": "nivolumab"}) == ("no", 42, None)


def test_another_agent_is_no_treatment_beyond() -> None:
    """A new agent after progression is a new therapy."""
    assert beyond({"day": 0, "agent": "nivolumab"}, {"day": 50, "agent": "docetaxel"}) == ("no", 42, None)


def test_without_treatments_nothing_is_known() -> None:
    """Progression without a recorded therapy: not computable."""
    assert beyond() == ("not_computable", 42, None)


def test_without_progression_there_is_nothing_beyond() -> None:
    """No PD, no treatment beyond it; no evaluable scan, no answer."""
    assert call_of(patterns_of({"timepoints": sums({0: "50", 42: "50"})}), *BEYOND) == ("no", None, None)
    table = patterns_of({"reported": reported(["NE"], "recist-1.1")})
    assert call_of(table, *BEYOND) == ("not_computable", None, None)


def test_a_response_after_confirmed_progression_is_none() -> None:
    """An iPR after iCPD is recorded and is no delayed response."""
    table = patterns_of({"reported": reported(["iUPD", "iCPD", "iPR"])})
    assert call_of(table, "delayed_response", "after_progression") == ("no", None, 84)


def test_without_a_response_the_question_is_open_until_death() -> None:
    """A patient who is followed may still respond."""
    told = reported(["iSD"])
    assert call_of(patterns_of({"reported": told}), "delayed_response", "after_progression") == ("open", None, None)
    tables = {"reported": told, "events": [{"subject": "S1", "day": 70, "event": "death"}]}
    assert call_of(patterns_of(tables), "delayed_response", "after_week_12") == ("no", None, 70)


def test_a_response_under_a_new_therapy_is_none_of_the_old() -> None:
    """A first response after a new therapy does not count."""
    tables = {"reported": reported(["iSD", "iPR"]), "events": [{"subject": "S1", "day": 50, "event": "new_therapy"}]}
    assert call_of(patterns_of(tables), "delayed_response", "after_week_12") == ("no", None, 50)


def test_a_response_that_is_followed_too_short_is_open() -> None:
    """Censored before six months: open; cut by a new therapy: not computable."""
    told = sums({0: "100", 42: "60", 84: "60"})
    row = row_of(patterns_of({"timepoints": told}), "durable_response", "recist-1.1")
    assert (row["call"], row["basis_day"], row["known_day"]) == ("open", 42, None)
    tables = {"timepoints": told, "events": [{"day": 90, "event": "new_therapy"}]}
    row = row_of(patterns_of(tables), "durable_response", "recist-1.1")
    assert row["call"] == "not_computable"
    assert "NEW_THERAPY" in row["explanation"]


def test_a_progression_that_waits_leaves_durability_open() -> None:
    """An iUPD ends an iRECIST response only when it is confirmed."""
    table = patterns_of({"reported": reported(["iPR", "iUPD"])})
    assert call_of(table, "durable_response", "irecist") == ("open", 42, None)
    table = patterns_of({"reported": reported(["iPR", "iUPD", "iCPD"])})
    assert call_of(table, "durable_response", "irecist") == ("no", 42, 126)


def test_durable_responses_need_endpoints() -> None:
    """Without the table of endpoints the pattern is left out."""
    assessment = assessed({"timepoints": sums({0: "100", 42: "60"})})
    table = patterns(assessment.courses, assessment.study, None, assessment.options)
    assert "durable_response" not in table["pattern"].to_list()


def test_a_disagreement_needs_a_yes_and_a_no() -> None:
    """Open and not computable calls disagree with nothing."""
    table = patterns_of({"timepoints": sums({0: "50", 42: "70", 84: "70", 126: "50"})})
    found = disagreements(table).filter(pattern="pseudoprogression").row(0, named=True)
    assert found["differs"]
    assert "hodi_2016_early: no" in found["calls"]
    assert "irecist: yes" in found["calls"]
    quiet = disagreements(patterns_of({"timepoints": sums({0: "50", 42: "50"})}))
    assert not quiet["differs"].any()
    assert "progression_under_question" not in quiet["pattern"].to_list()


def test_growth_kinetics_are_given_as_numbers() -> None:
    """Days, sums in mm and rates before and after baseline, for every subject and reader."""
    assessment = assessed({"measurements": target("T1", {-60: "40", 0: "50", 60: "80"})})
    row = growth_kinetics(assessment.courses, assessment.study, assessment.options).row(0, named=True)
    assert (row["before_day"], row["baseline_day"], row["after_day"]) == (-60, 0, 60)
    assert (row["before_sum_mm"], row["baseline_sum_mm"], row["after_sum_mm"]) == (40.0, 50.0, 80.0)
    assert row["tgk_before_mm_day"] == 10 / 60
    assert row["tgk_after_mm_day"] == 30 / 60
    assert round(row["tgr_before_pct_month"], 3) == 40.438


def test_definitions_have_names_of_their_own() -> None:
    """No two definitions of a pattern share a name; each says what it asks for and where it is printed."""
    assert len({one.key for one in DEFINITIONS}) == len(DEFINITIONS)
    assert all(one.says.endswith(".") and str(one.source) for one in DEFINITIONS)


def test_the_assessment_gives_the_same_table() -> None:
    """`assessment.patterns()` is the table of this room, with endpoints of the assessment."""
    study = ebbtide.read_study({"timepoints": frame(sums({0: "100", 42: "60", 240: "60"}))})
    assessment = ebbtide.assess(study, criteria=["recist-1.1"])
    table = patterns(assessment.courses, study, assessment.endpoints(explain=False), study.options)
    assert assessment.patterns().equals(table)


def test_the_room_names_what_it_does_not_have() -> None:
    """A name that is none of the room's is an AttributeError, as in any module."""
    with pytest.raises(AttributeError, match="nothing_such"):
        ebbtide.patterns.nothing_such  # noqa: B018 - asking is the test
