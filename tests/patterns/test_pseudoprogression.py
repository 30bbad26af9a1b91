"""Pseudoprogression of the patient: what ends the waiting, and which calls are looked at."""

from __future__ import annotations

import polars as pl
import pytest

import ebbtide
from ebbtide.patterns import DEFINITIONS, patterns
from tests.patterns.studies import call_of, frame, patterns_of, reported, row_of, sums, target

PSEUDO = "pseudoprogression"


def event(day: int, what: str) -> dict[str, object]:
    """Write one event."""
    return {"subject": "S1", "day": day, "event": what}


def test_no_progression_is_no_and_may_still_change() -> None:
    """Without any iUPD the answer is no, not final, and says how far the record goes."""
    row = row_of(patterns_of({"reported": reported(["iSD", "iSD"])}), PSEUDO, "irecist")
    assert (row["call"], row["basis_day"], row["known_day"]) == ("no", None, None)
    assert row["explanation"] == "No iUPD to ask about; the record ends on day 84."


def test_death_ends_the_waiting() -> None:
    """An iUPD that waits when the patient dies was no pseudoprogression that anybody can show."""
    table = patterns_of({"reported": reported(["iUPD"]), "events": [event(90, "death")]})
    assert call_of(table, PSEUDO, "irecist") == ("no", 42, 90)
    assert "before death on day 90" in row_of(table, PSEUDO, "irecist")["explanation"]


def test_a_death_without_progression_is_final() -> None:
    """After death no progression can come, so the no is known."""
    table = patterns_of({"reported": reported(["iSD"]), "events": [event(90, "death")]})
    assert call_of(table, PSEUDO, "irecist") == ("no", None, 90)


def test_a_new_therapy_leaves_the_question_without_an_answer() -> None:
    """What follows a new therapy may be its doing: it takes no iUPD back."""
    tables = {"reported": reported(["iUPD", "iPR"]), "events": [event(50, "new_therapy")]}
    assert call_of(patterns_of(tables), PSEUDO, "irecist") == ("not_computable", 42, None)
    assert call_of(patterns_of(tables, pattern_new_therapy_cuts=False), PSEUDO, "irecist") == ("yes", 42, 84)


def test_a_new_therapy_on_the_day_of_the_scan_comes_after_it() -> None:
    """A scan on the day a new therapy starts is still of the old one."""
    tables = {"reported": reported(["iUPD", "iPR"]), "events": [event(84, "new_therapy")]}
    assert call_of(patterns_of(tables), PSEUDO, "irecist") == ("yes", 42, 84)


def test_a_progression_under_a_new_therapy_is_not_asked_about() -> None:
    """An iUPD that begins after a new therapy is none of the study therapy."""
    tables = {"reported": reported(["iSD", "iUPD", "iSD"]), "events": [event(50, "new_therapy")]}
    assert call_of(patterns_of(tables), PSEUDO, "irecist") == ("no", None, None)


def test_nothing_evaluable_is_not_computable() -> None:
    """Where no assessment can be evaluated nothing is said."""
    table = patterns_of({"reported": reported(["NE", "NE"])})
    assert call_of(table, PSEUDO, "irecist") == ("not_computable", None, None)
    assert call_of(table, "progression_under_question", "irecist") == ("not_computable", None, None)


def test_what_follows_confirmed_progression_is_not_asked_about() -> None:
    """After iCPD an iUPD that is not confirmed is no pseudoprogression."""
    table = patterns_of({"reported": reported(["iUPD", "iCPD", "iSD", "iUPD", "iPR"])})
    assert call_of(table, PSEUDO, "irecist") == ("no", 42, 84)


def test_the_strict_reading_asks_for_a_response() -> None:
    """An iUPD with iSD after it is enough for iRECIST; the strict reading waits for iPR."""
    table = patterns_of({"reported": reported(["iUPD", "iSD", "iPR"])})
    assert call_of(table, PSEUDO, "irecist") == ("yes", 42, 84)
    assert call_of(table, PSEUDO, "irecist_response") == ("yes", 42, 126)


def test_lee_looks_at_the_next_evaluable_assessment() -> None:
    """An assessment that cannot be evaluated is passed over."""
    table = patterns_of({"reported": reported(["PD", "NE", "SD"], "recist-1.1")})
    assert call_of(table, PSEUDO, "lee_2018") == ("yes", 42, 126)


def test_irrc_stands_before_its_surrogate() -> None:
    """Where products are recorded irRC decides, and nothing is said of a surrogate."""
    rows = target("T1", {0: "20", 56: "23", 112: "20"}, perpendicular_mm="20")
    row = row_of(patterns_of({"measurements": rows}), PSEUDO, "hodi_2016_early")
    assert row["call"] == "no"
    assert "surrogate" not in row["explanation"]


def test_the_surrogate_stands_alone_where_irrc_was_not_judged() -> None:
    """With irRECIST alone the call is made by it, and says so."""
    study = ebbtide.read_study({"timepoints": frame(sums({0: "50", 42: "70", 84: "50"}))})
    assessment = ebbtide.assess(study, criteria=["irrecist"])
    table = patterns(assessment.courses, study, None, study.options)
    row = row_of(table, PSEUDO, "hodi_2016_early")
    assert (row["call"], row["basis_day"], row["known_day"]) == ("yes", 42, 84)
    assert row["explanation"].endswith("as no product of diameters is recorded.")


def test_irrc_alone_needs_no_surrogate() -> None:
    """With irRC alone, sums cannot be evaluated and the call says so."""
    study = ebbtide.read_study({"timepoints": frame(sums({0: "50", 42: "70"}))})
    assessment = ebbtide.assess(study, criteria=["irrc"])
    table = patterns(assessment.courses, study, None, study.options)
    assert call_of(table, PSEUDO, "hodi_2016_early") == ("not_computable", None, None)


@pytest.mark.parametrize("criteria", [["recist-1.1"], ["who"], ["irecist", "choi"]])
def test_a_definition_without_its_criterion_is_left_out(criteria: list[str]) -> None:
    """A definition has a row where one of its criteria was judged, and only there."""
    study = ebbtide.read_study({"timepoints": frame(sums({0: "50", 42: "70"}))})
    assessment = ebbtide.assess(study, criteria=criteria)
    table = patterns(assessment.courses, study, assessment.endpoints(), study.options)
    wanted = [one.key for one in DEFINITIONS if not one.criteria or set(one.criteria) & set(criteria)]
    assert table.select("pattern", "definition").rows() == wanted


def test_readers_are_called_apart() -> None:
    """Each reader has calls of their own, and a subject nobody assessed has them too."""
    rows = [{"reader": "A"} | row for row in reported(["iUPD", "iSD"])]
    rows += [{"reader": "B"} | row for row in reported(["iUPD", "iCPD"])]
    study = ebbtide.read_study({"reported": pl.DataFrame(rows), "subjects": pl.DataFrame({"subject": ["S1", "S2"]})})
    assessment = ebbtide.assess(study, responses="reported")
    table = patterns(assessment.courses, study, None, study.options).filter(definition="irecist", pattern=PSEUDO)
    assert table.select("subject", "reader", "call").rows() == [
        ("S1", "A", "yes"),
        ("S1", "B", "no"),
        ("S2", "A", "not_computable"),
        ("S2", "B", "not_computable"),
    ]


def test_a_study_without_subjects_has_no_rows() -> None:
    """Nothing in, nothing out, with the columns of the contract."""
    study = ebbtide.read_study({"timepoints": frame(sums({0: "50", 42: "70"}))})
    assessment = ebbtide.assess(study, criteria=["irecist"])
    empty = assessment.courses._replace(
        heads=assessment.courses.heads.clear(),
        calls=assessment.courses.calls.clear(),
        progressions=assessment.courses.progressions.clear(),
    )
    table = patterns(empty, study, None, study.options)
    assert table.is_empty()
    assert table.columns == [
        *("subject", "reader", "pattern", "definition", "call"),
        *("basis_day", "known_day", "explanation"),
    ]
