"""The tables that come out: columns as agreed, words of the standard, numbers as exact as they went in."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any, Final

import polars as pl
import pytest

import ebbtide
from ebbtide.criteria import CRITERIA
from ebbtide.errors import DataError
from ebbtide.study import Study
from tests.criteria.histories import History, judged, rows_of, study_of, tidy

COLUMNS: Final = {
    "subject": pl.String,
    "reader": pl.String,
    "day": pl.Int32,
    "date": pl.Date,
    "visit": pl.String,
    "criterion": pl.Categorical,
    "target_response": pl.Categorical,
    "target_numeric": pl.Categorical,
    "nontarget_response": pl.Categorical,
    "new_lesion": pl.Categorical,
    "overall_response": pl.Categorical,
    "burden": pl.Float64,
    "burden_unit": pl.Categorical,
    "baseline": pl.Float64,
    "nadir": pl.Float64,
    "change_from_baseline_pct": pl.Float64,
    "change_from_nadir_pct": pl.Float64,
    "change_from_nadir": pl.Float64,
    "flags": pl.Categorical,
    "reasons": pl.Categorical,
    "explanation": pl.String,
}
SETTLED_COLUMNS: Final = (
    *("subject", "reader", "day", "date", "criterion", "reading"),
    *("overall_response", "outcome", "known_day"),
)


def first(history: History, criterion: str) -> dict[str, Any]:
    """Give the first row of the responses."""
    return judged(history, criterion).responses.row(0, named=True)


def test_columns_are_those_of_the_contract() -> None:
    """Names, order and types hold for every study, the smallest included."""
    found = judged({"T1": {0: 50_000, 42: 50_000}})
    assert dict(found.responses.schema) == COLUMNS
    assert tuple(found.settled.columns) == SETTLED_COLUMNS


def test_a_study_with_a_baseline_alone_has_no_responses() -> None:
    """One time point leaves nothing to judge; the tables are there and empty."""
    found = judged({"T1": {0: 50_000}})
    assert found.responses.is_empty()
    assert dict(found.responses.schema) == COLUMNS
    assert found.settled.is_empty()
    assert found.divergence().is_empty()


def test_a_study_without_anything_is_an_error() -> None:
    """Nothing to judge is said so, with the mend."""
    with pytest.raises(DataError, match="neither measurements nor time points") as caught:
        ebbtide.assess(Study("empty", {}))
    assert "`timepoints`" in caught.value.hint


def test_rows_are_sorted_by_subject_reader_day_and_criterion() -> None:
    """Whatever the order of subjects, readers and criteria asked for, one order comes out."""
    rows = [
        row | {"subject": subject, "reader": reader}
        for subject in ("S10", "S2", "S1")
        for reader in ("R2", "R1")
        for row in rows_of({"T1": {0: 50_000, 100: 60_000, 9: 40_000}})
    ]
    asked = ["irecist", "who", "recist-1.1"]
    found = ebbtide.assess(study_of(rows), criteria=asked, explanations=False).responses
    keys = found.select("subject", "reader", "day", "criterion").rows()
    place = [criterion.id for criterion in CRITERIA]
    assert keys == sorted(keys, key=lambda key: (*key[:3], place.index(key[3])))
    assert len(keys) == 3 * 2 * 2 * 3


def test_every_tenth_of_a_millimetre_comes_out_as_it_went_in() -> None:
    """124.6 mm stays 124.6, and so does every other tenth up to half a metre."""
    tenths = range(1, 5_001)
    rows = [row for number in tenths for row in rows_of({"T1": {0: 100 * number, 42: 100 * number}}, f"{number:04d}")]
    found = ebbtide.assess(study_of(rows), criteria=["recist-1.1"], explanations=False).responses
    exact = [float(Decimal(number) / 10) for number in tenths]
    assert found["burden"].to_list() == found["baseline"].to_list() == found["nadir"].to_list() == exact


def test_areas_come_out_in_square_millimetres() -> None:
    """Products are in mm2, exact to the millionth, under the criteria that sum them."""
    found = first({"T1": {0: (12_300, 4_567), 42: (12_300, 4_567)}}, "mwho")
    assert (found["burden"], found["burden_unit"]) == (56.1741, "mm2")


def test_units_follow_what_was_summed() -> None:
    """Lengths are in mm, and a WHO patient without second diameters is summed in lengths."""
    units = {
        criterion.id: first({"T1": {0: (20_000, 10_000), 42: (20_000, 10_000)}}, criterion.id)["burden_unit"]
        for criterion in CRITERIA
    }
    assert units == {one: "mm2" if one in ("who", "mwho", "irrc") else "mm" for one in units}
    assert first({"T1": {0: 20_000, 42: 20_000}}, "who")["burden_unit"] == "mm"


def test_changes_are_in_percent_of_their_reference() -> None:
    """A fall from baseline and a rise from the nadir, in percent and in millimetres."""
    found = judged({"T1": {0: 100_000, 42: 50_000, 84: 60_000}}, "recist-1.1").responses.row(1, named=True)
    changes = [found[name] for name in ("change_from_baseline_pct", "change_from_nadir_pct", "change_from_nadir")]
    assert changes == [-40.0, 20.0, 10.0]


def test_changes_are_made_from_whole_micrometres() -> None:
    """124.6 from 100.3 is 24.3 and 124.6 from 178 is -30 %, not almost."""
    assert first({"T1": {0: 100_300, 42: 124_600}}, "recist-1.1")["change_from_nadir"] == 24.3
    assert first({"T1": {0: 178_000, 42: 124_600}}, "recist-1.1")["change_from_baseline_pct"] == -30.0


def test_what_is_not_known_is_null() -> None:
    """A missing sum, a reference of zero and a role without lesions have no number and no word."""
    missing = first({"T1": {0: 50_000, 42: "not_evaluable"}}, "recist-1.1")
    assert [missing[name] for name in ("burden", "change_from_baseline_pct", "change_from_nadir")] == [None] * 3
    from_zero = judged({"T1": {0: 20_000, 42: 0, 84: 9_000}}, "recist-1.0").responses.row(1, named=True)
    assert (from_zero["nadir"], from_zero["change_from_nadir_pct"], from_zero["change_from_nadir"]) == (0.0, None, 9.0)
    alone = first({"NT1": {0: "present", 42: "present"}}, "recist-1.1")
    assert [alone[name] for name in ("target_response", "burden", "baseline", "nadir")] == [None] * 4
    assert first({"T1": {0: 50_000, 42: 50_000}}, "recist-1.1")["nontarget_response"] is None


def test_a_partial_sum_is_shown_only_where_it_proves_progression() -> None:
    """Half a sum is no size, but the half that has doubled is the proof."""
    half: History = {"T1": {0: 50_000, 42: 50_000}, "T2": {0: 50_000, 42: "not_evaluable"}}
    proof: History = {"T1": {0: 50_000, 42: 130_000}, "T2": {0: 50_000, 42: "not_evaluable"}}
    assert first(half, "recist-1.1")["burden"] is None
    assert (first(proof, "recist-1.1")["burden"], first(proof, "recist-1.1")["flags"]) == (130.0, "PARTIAL_PD")


WORDS: Final = {
    "who": ["PR", "PD"], "mwho": ["PR", "PD"], "recist-1.0": ["PR", "PD"], "recist-1.1": ["PR", "PD"],
    "irrc": ["irPR", "irPD"], "irrecist": ["irPR", "irPD"], "irecist": ["iPR", "iUPD"], "imrecist": ["PR", "PD"],
    "mrecist": ["PR", "PD"], "choi": ["PR", "PD"],
}  # fmt: skip


def test_words_are_each_criterions_own() -> None:
    """One course, ten criteria, spelt as each spells it."""
    history: History = {"T1": {0: (100_000, 50_000), 42: (50_000, 20_000), 84: (90_000, 40_000)}}
    assert {one: judged(history, one).responses["overall_response"].to_list() for one in WORDS} == WORDS


@pytest.mark.parametrize(
    ("criterion", "component", "overall"),
    [
        ("recist-1.1", "NON-CR/NON-PD", "NON-CR/NON-PD"),
        ("recist-1.0", "INCOMPLETE RESPONSE/SD", "SD"),
        ("mwho", "NON-CR/NON-PD", "SD"),
        ("who", "NC", "NC"),
        ("irecist", "NON-iCR/NON-iUPD", "NON-iCR/NON-iUPD"),
    ],
)
def test_non_targets_alone_have_words_of_their_own(criterion: str, component: str, overall: str) -> None:
    """Neither complete response nor progression is called what the criterion calls it."""
    found = first({"NT1": {0: "present", 42: "present"}}, criterion)
    assert (found["nontarget_response"], found["overall_response"]) == (component, overall)


# --------------------------------------------------------------------------------------------------------- dates


def dated(**more: date) -> ebbtide.Assessment:
    """Judge a patient whose day 0 is the first of March 2024."""
    rows = rows_of({"T1": {0: 50_000, 28: 60_000, 70: 60_000}})
    subjects = pl.DataFrame({"subject": ["S1"], "reference_date": [date(2024, 3, 1)]})
    study = Study("dated", {"measurements": tidy(row | more for row in rows), "subjects": subjects})
    return ebbtide.assess(study, criteria=["irecist"])


def test_days_become_dates_where_day_0_is_dated() -> None:
    """Day 28 from the first of March is the 29th."""
    assert dated().responses["date"].to_list() == [date(2024, 3, 29), date(2024, 5, 10)]


def test_a_date_that_was_given_stands() -> None:
    """The study's own date of a scan is not counted anew."""
    assert dated(date=date(2024, 4, 1)).responses["date"].to_list() == [date(2024, 4, 1)] * 2


def test_without_a_date_of_day_0_there_is_no_date() -> None:
    """A study in days has null dates."""
    assert judged({"T1": {0: 50_000, 28: 60_000}}, "irecist").responses["date"].to_list() == [None]


# -------------------------------------------------------------------------------------------------- explanations


def test_explanations_are_written_up_to_a_size_and_on_request() -> None:
    """A small study explains every call unasked; asked not to, it explains none."""
    study = study_of(rows_of({"T1": {0: 50_000, 28: 60_000}}))
    assert ebbtide.assess(study).responses["explanation"].null_count() == 0
    assert ebbtide.assess(study, explanations=False).responses["explanation"].null_count() == len(CRITERIA)


# -------------------------------------------------------------------------------------------- divergence, settled


def test_divergence_sets_criteria_side_by_side() -> None:
    """One row per time point, one column per criterion, and true where they part."""
    history: History = {"T1": {0: (50_000, 50_000), 42: (50_000, 50_000), 84: (60_000, 50_000)}}
    found = judged(history, "mwho", "recist-1.1", "irecist").divergence()
    assert found.columns == ["subject", "reader", "day", "date", "visit", "mwho", "recist-1.1", "irecist", "differs"]
    assert found.select("day", "mwho", "recist-1.1", "irecist", "differs").rows() == [
        (42, "SD", "SD", "iSD", False),
        (84, "SD", "PD", "iUPD", True),
    ]


def test_a_prefix_is_no_divergence() -> None:
    """The same kind of call in another criterion's spelling agrees; a question is no progression."""
    shrunk = judged({"T1": {0: 50_000, 42: 30_000}}, "recist-1.1", "irecist", "irrecist").divergence()
    grown = judged({"T1": {0: 50_000, 42: 60_000}}, "recist-1.1", "irecist").divergence()
    assert (shrunk["differs"].to_list(), grown["differs"].to_list()) == ([False], [True])


def test_what_cannot_be_evaluated_differs_from_nothing() -> None:
    """A criterion that says NE says nothing, so that the others agree."""
    found = judged({"T1": {0: 50_000, 42: 50_000}}, "mwho", "recist-1.1").divergence()
    assert found.select("mwho", "recist-1.1", "differs").rows() == [("NE", "SD", False)]


def test_divergence_of_one_subject() -> None:
    """Asked for one subject, it gives that one's rows."""
    rows = [row for name in ("S1", "S2") for row in rows_of({"T1": {0: 50_000, 42: 60_000}}, name)]
    found = ebbtide.assess(study_of(rows), criteria=["irecist"])
    assert found.divergence("S2")["subject"].to_list() == ["S2"]
    assert found.divergence()["subject"].to_list() == ["S1", "S2"]


def outcomes(history: History, criterion: str) -> list[tuple[int, str, int | None]]:
    """Give the day of each progression, what became of it and when that was known."""
    return judged(history, criterion).settled.select("day", "outcome", "known_day").rows()


@pytest.mark.parametrize(
    ("criterion", "lengths", "expected"),
    [
        ("irecist", (50, 60, 65), [(42, "confirmed", 84)]),
        ("irecist", (50, 60, 60, 65), [(42, "confirmed", 126), (84, "confirmed", 126)]),
        ("irecist", (50, 60, 50), [(42, "disregarded", 84)]),
        ("irecist", (50, 60, 60), [(42, "unconfirmed", None), (84, "unconfirmed", None)]),
        ("irrecist", (50, 60, 60), [(42, "confirmed", 84), (84, "confirmed", 84)]),
        ("irrecist", (50, 60, 50), [(42, "disregarded", 84)]),
        ("irrecist", (50, 60), [(42, "unconfirmed", None)]),
        ("recist-1.1", (50, 60, 60), []),
    ],
)
def test_hindsight_settles_each_progression(
    criterion: str, lengths: tuple[int, ...], expected: list[tuple[int, str, int | None]]
) -> None:
    """A progression is confirmed, disregarded or still open, and the day it became known is the day of that scan."""
    history: History = {"T1": {42 * place: 1_000 * length for place, length in enumerate(lengths)}}
    assert outcomes(history, criterion) == expected


def test_the_gastric_case_is_settled_under_both_readings() -> None:
    """By the next scan imRECIST keeps the progression, by any later one it takes it back; iRECIST disregards it."""
    study = ebbtide.read_study(ebbtide.examples.path("gastric-car-t"))
    settled = ebbtide.assess(study, criteria=["irecist", "imrecist"]).settled
    assert sorted(settled.select("day", "criterion", "reading", "outcome", "known_day").rows(), key=str) == [
        (121, "irecist", "", "unconfirmed", None),
        (28, "imrecist", "imrecist_negation=any_later", "negated", 89),
        (28, "imrecist", "imrecist_negation=next_scan", "stands", 56),
        (28, "irecist", "", "disregarded", 89),
        (56, "imrecist", "imrecist_negation=any_later", "negated", 89),
        (56, "imrecist", "imrecist_negation=next_scan", "stands", 56),
        (56, "irecist", "", "disregarded", 89),
    ]


def test_a_negation_at_the_next_scan_is_one_under_both_readings() -> None:
    """Where the very next scan at four weeks shows no progression, nobody disagrees."""
    settled = judged({"T1": {0: 50_000, 42: 60_000, 84: 50_000}}, "imrecist").settled
    assert settled["outcome"].to_list() == ["negated", "negated"]
