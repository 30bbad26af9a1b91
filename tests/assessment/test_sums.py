"""Published cases print sums and words, not lesions: they are judged by the same rules."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

import ebbtide
from ebbtide.study import Study
from tests.criteria.histories import role_of, rows_of, study_of, tidy

if TYPE_CHECKING:
    import polars as pl

Row = dict[str, Any]


def at(day: int, millimetres: float | None = None, **more: object) -> Row:
    """Write one time point down: the sum of the targets in mm, and what else is told."""
    told = {} if millimetres is None else {"target_sum_um": round(1_000 * millimetres)}
    return {"subject": "P1", "day": day} | told | more


def responses(*rows: Row, criterion: str = "irecist") -> pl.DataFrame:
    """Judge time points under one criterion."""
    study = Study("printed", {"timepoints": tidy(rows, "timepoints")})
    return ebbtide.assess(study, criteria=[criterion], explanations=False).responses


def calls(*rows: Row, criterion: str = "irecist") -> list[str]:
    """Give the calls of time points."""
    return responses(*rows, criterion=criterion)["overall_response"].to_list()


@pytest.mark.parametrize(
    ("criterion", "words"),
    [("recist-1.1", ["SD", "PR", "PD"]), ("irecist", ["iSD", "iPR", "iUPD"]), ("recist-1.0", ["SD", "PR", "PD"]),
     ("imrecist", ["SD", "PR", "PD"]), ("mrecist", ["SD", "PR", "PD"]), ("choi", ["SD", "PR", "PD"])],
)  # fmt: skip
def test_sums_alone_are_judged(criterion: str, words: list[str]) -> None:
    """A baseline sum and later ones give every target response that needs nothing else."""
    assert calls(at(0, 100), at(42, 95), at(84, 70), at(126, 84), criterion=criterion) == words


def test_criteria_of_two_diameters_cannot_judge_a_sum() -> None:
    """A sum of lengths says nothing of a sum of products, and the modified WHO says so; WHO judges lengths."""
    rows = (at(0, 100), at(42, 40))
    assert calls(*rows, criterion="mwho") == calls(*rows, criterion="irrc") == ["NE"]
    assert responses(*rows, criterion="who").select("overall_response", "flags").rows() == [("PR", "UNIDIMENSIONAL")]


@pytest.mark.parametrize(
    ("state", "word"),
    [("absent", "iCR"), ("not_evaluable", "NE"), ("not_done", "NE"), ("increased", "NE"), ("decreased", "NE")],
)
def test_a_word_for_the_targets_stands_in_for_the_sum(state: str, word: str) -> None:
    """Gone is gone; larger or smaller without a number is not evaluable."""
    assert calls(at(0, 100), at(42, target_state=state)) == [word]


def test_a_target_that_is_too_small_is_5_mm() -> None:
    """Also where a word stands for the sum."""
    assert responses(at(0, 20), at(42, target_state="too_small"))["burden"].to_list() == [5.0]


@pytest.mark.parametrize(
    ("state", "word"),
    [("absent", "iCR"), ("present", "iPR"), ("unequivocal_progression", "iUPD"), ("not_evaluable", "iPR")],
)
def test_a_word_for_the_non_targets(state: str, word: str) -> None:
    """With the targets gone, the non-targets decide."""
    rows = (at(0, 100, nontarget_state="present"), at(42, target_state="absent", nontarget_state=state))
    assert calls(*rows) == [word]


def test_non_targets_alone_are_judged() -> None:
    """A patient without targets has words of their own."""
    rows = [at(day, nontarget_state=state) for day, state in ((0, "present"), (42, "present"), (84, "absent"))]
    assert calls(*rows) == ["NON-iCR/NON-iUPD", "iCR"]


@pytest.mark.parametrize(
    ("word", "call", "flag"),
    [("none", "iSD", ""), ("unequivocal", "iUPD", ""), ("additional", "iUPD", ""),
     ("equivocal", "iSD", "EQUIVOCAL_NEW_LESION"), ("not_evaluated", "iSD", "NEW_NOT_EVALUATED")],
)  # fmt: skip
def test_a_word_for_new_lesions(word: str, call: str, flag: str) -> None:
    """Only what is unequivocal counts; what is equivocal or was not looked for is flagged."""
    found = responses(at(0, 100), at(42, 100, new_lesion=word))
    assert found["overall_response"].to_list() == [call]
    assert flag in found["flags"].to_list()[0]


def test_the_same_new_lesion_again_is_not_another() -> None:
    """`unequivocal` twice is one lesion that stays; `additional` is one more, and confirms."""
    first = (at(0, 100), at(42, 100, new_lesion="unequivocal"))
    assert calls(*first, at(84, 100, new_lesion="unequivocal")) == ["iUPD", "iUPD"]
    assert calls(*first, at(84, 100, new_lesion="additional")) == ["iUPD", "iCPD"]


def test_new_lesions_that_are_gone_end_the_question() -> None:
    """`none` after `unequivocal` says that the new lesion has gone."""
    rows = (at(0, 100), at(42, 100, new_lesion="unequivocal"), at(84, 100, new_lesion="none"))
    assert calls(*rows) == ["iUPD", "iSD"]


def test_an_additional_lesion_can_be_gone_too() -> None:
    """`none` says so of every new lesion, whichever word brought it in."""
    rows = (
        at(0, 100), at(42, 100, new_lesion="unequivocal"), at(84, 70, new_lesion="unequivocal"),
        at(126, 70, new_lesion="additional"), at(168, 70, new_lesion="none"),
    )  # fmt: skip
    assert calls(*rows) == ["iUPD", "iPR", "iUPD", "iPR"]


def test_a_new_symptom_makes_an_early_scan_count() -> None:
    """With one more new lesion it confirms before four weeks; without either it is ignored."""
    first = (at(0, 100), at(42, 100, new_lesion="unequivocal"))
    assert calls(*first, at(56, 100, new_lesion="additional")) == ["iUPD", "IGNORED"]
    assert calls(*first, at(56, 100, new_lesion="unequivocal", new_symptom=True)) == ["iUPD", "IGNORED"]
    assert calls(*first, at(56, 100, new_lesion="additional", new_symptom=True)) == ["iUPD", "iCPD"]


def test_a_withdrawn_complete_response_is_judged_by_the_sum() -> None:
    """Where the reader takes the response back, a small lesion that is seen again is no progression."""
    rows = (at(0, 20), at(42, 0))
    assert calls(*rows, at(84, 4)) == ["iCR", "iUPD"]
    assert calls(*rows, at(84, 4, cr_withdrawn=True)) == ["iCR", "iPR"]


@pytest.mark.parametrize(
    ("baseline", "later", "word"),
    [("raised", "normal", "iCR"), ("raised", "raised", "iPR"), ("raised", None, "iPR"), ("normal", "raised", "iCR")],
)
def test_a_marker_raised_at_baseline_has_to_be_normal(baseline: str, later: str | None, word: str) -> None:
    """Only one that was raised matters, and what is not known of it is not normal."""
    rows = (at(0, 20, marker_state=baseline), at(42, 0, marker_state=later))
    assert calls(*rows) == [word]


def test_lesions_that_are_measured_outweigh_a_printed_sum() -> None:
    """Where a subject's targets are recorded one by one, the sum beside them is not counted again."""
    notes = [at(0, 999), at(42, 1, new_lesion="unequivocal")]
    study = study_of(rows_of({"T1": {0: 50_000, 42: 50_000}}, "P1"), notes)
    found = ebbtide.assess(study, criteria=["recist-1.1"]).responses
    assert found.select("burden", "target_response", "overall_response").rows() == [(50.0, "SD", "PD")]


def test_a_time_point_that_tells_nothing_is_not_evaluable() -> None:
    """A visit with a note and no finding is a time point all the same."""
    assert calls(at(0, 100), at(42, clinically_stable=True), at(84, 70)) == ["NE", "iPR"]


def test_a_baseline_without_a_sum_has_no_response() -> None:
    """Sums with nothing to compare them with are not evaluable, unless they progress among themselves."""
    assert calls(at(0, nontarget_state="present"), at(42, 100)) == ["NE"]


# --------------------------------------------------------------------- words beside lesions recorded one by one


def beside(words: list[Row], *lesions: Row) -> ebbtide.Assessment:
    """Judge one subject under RECIST 1.1 by its lesions and the words printed beside them."""
    study = Study("both", {"measurements": tidy(lesions, "measurements"), "timepoints": tidy(words, "timepoints")})
    return ebbtide.assess(study, criteria=["recist-1.1"], explanations=False)


def lesion(name: str, day: int, millimetres: int) -> Row:
    """Write one reading down, in mm."""
    return {"subject": "P1", "lesion": name, "role": role_of(name), "day": day, "longest_um": 1_000 * millimetres}


def seen(name: str, day: int, state: str) -> Row:
    """Write one reading down, as a state."""
    return lesion(name, day, 0) | {"longest_um": None, "state": state}


def calls_beside(words: list[Row], *lesions: Row) -> list[str]:
    """Give the calls, after seeing that a history cut off after any day has the first of them."""
    found = beside(words, *lesions).responses.select("day", "overall_response").rows()
    for cut in sorted({int(row["day"]) for row in (*words, *lesions)} - {0}):
        words_then = [row for row in words if row["day"] <= cut]
        lesions_then = [row for row in lesions if row["day"] <= cut]
        then = beside(words_then, *lesions_then).responses.select("day", "overall_response").rows()
        assert then == [call for call in found if call[0] <= cut], f"cut off after day {cut}"
    return [word for _, word in found]


def rules(found: ebbtide.Assessment) -> list[tuple[str, str | None]]:
    """Give the findings of an assessment with their columns."""
    return [(one.rule, one.column) for one in found.findings]


TARGETS = [lesion("T1", 0, 20), lesion("T1", 14, 20), lesion("T1", 60, 20)]


def test_a_new_lesion_told_before_it_is_listed_is_progression() -> None:
    """A word on day 14 is not lost because the lesion has rows of its own from day 60 on."""
    found = beside([at(14, new_lesion="unequivocal")], *TARGETS, lesion("NEW1", 60, 12))
    assert found.responses["overall_response"].to_list() == ["PD", "PD"]
    assert not len(found.findings)


@pytest.mark.parametrize("word", ["unequivocal", "equivocal", "not_evaluated"])
def test_a_word_about_new_lesions_that_no_lesion_tells_is_reported(word: str) -> None:
    """Once new lesions are listed, the list decides; a word that says more is an error in the data."""
    found = beside([at(60, new_lesion=word)], *TARGETS, lesion("NEW1", 14, 12))
    assert [(one.rule, one.severity, one.column) for one in found.findings] == [("ASSESS05", "error", "new_lesion")]


def test_a_word_that_the_lesions_tell_too_is_no_finding() -> None:
    """A form that asks for both loses nothing."""
    words = [at(14, 20, new_lesion="none"), at(60, 20, new_lesion="unequivocal")]
    assert not len(beside(words, *TARGETS, lesion("NEW1", 60, 12)).findings)


def test_a_sum_of_a_day_without_targets_is_reported() -> None:
    """Targets are recorded one by one; a sum alone on another day is not mixed with them, and is told."""
    found = beside([at(90, 40)], *TARGETS)
    assert [(one.rule, one.column, one.subject) for one in found.findings] == [("ASSESS05", "target_sum_um", "P1")]


def test_a_word_against_a_lesion_listed_as_absent_is_reported() -> None:
    """The list says absent, the word says unequivocal: one of them is wrong, and the study is told."""
    absent = lesion("NEW1", 14, 0) | {"longest_um": None, "state": "absent"}
    found = beside([at(14, new_lesion="unequivocal")], *TARGETS, absent)
    assert [(one.rule, one.severity, one.column) for one in found.findings] == [("ASSESS05", "error", "new_lesion")]


SUMS = [at(0, 100), at(30, 70), at(60, 70), at(90, 84)]


def test_a_target_first_listed_later_leaves_the_sums_in_use() -> None:
    """Printed sums that are there at baseline are judged to the end; the late target is not used, and is told."""
    assert calls_beside(SUMS, lesion("T1", 60, 20)) == calls_beside(SUMS) == ["PR", "PR", "PD"]
    assert rules(beside(SUMS, lesion("T1", 60, 20))) == [("ASSESS04", "role")]


@pytest.mark.parametrize("day", [-28, 0])
def test_targets_listed_by_baseline_outweigh_the_sums(day: int) -> None:
    """Whatever is listed at or before baseline decides, and sums of other days are reported."""
    lesions = (lesion("T1", day, 20), lesion("T1", 30, 14))
    assert calls_beside(SUMS[1:], *lesions) == ["PR"]
    assert rules(beside(SUMS[1:], *lesions)) == [("ASSESS05", "target_sum_um")] * 2


def test_a_target_listed_with_the_last_of_two_baselines_outweighs_the_sums() -> None:
    """The baseline is the last time point before therapy, whichever table shows it."""
    words = [at(-30, 50), at(30, 20)]
    lesions = (lesion("T1", -2, 40), lesion("T1", 30, 40))
    assert calls_beside(words, *lesions) == ["SD"]
    assert rules(beside(words, *lesions)) == [("ASSESS05", "target_sum_um")]


def test_without_a_baseline_the_first_time_point_chooses() -> None:
    """Lesions listed only after the first time point do not take the place of its sum."""
    words = [at(40, 100), at(70, 110), at(100, 120)]
    assert calls_beside(words, lesion("T1", 70, 20)) == calls_beside(words) == ["NE", "NE", "PD"]


def test_a_non_target_first_listed_later_leaves_the_words_in_use() -> None:
    """It joins the non-targets that the words speak of, and what either says counts."""
    words = [at(day, 50, nontarget_state=state) for day, state in ((0, "present"), (30, "present"), (60, "absent"))]
    worse = [*words[:2], at(60, 50, nontarget_state="unequivocal_progression")]
    assert calls_beside(words, seen("NT1", 60, "present")) == ["SD", "SD"]
    assert calls_beside(worse, seen("NT1", 60, "present")) == ["SD", "PD"]
    assert calls_beside(words, seen("NT1", 60, "unequivocal_progression")) == ["SD", "PD"]
    assert rules(beside(worse, seen("NT1", 60, "present"))) == []


def test_non_targets_listed_by_baseline_outweigh_the_words() -> None:
    """Their word is not used, and is reported where no non-target is listed on that day."""
    words = [at(day, 50, nontarget_state="unequivocal_progression") for day in (0, 30, 60)]
    lesions = (seen("NT1", 0, "present"), seen("NT1", 30, "present"))
    assert calls_beside(words, *lesions) == ["SD", "SD"]
    assert rules(beside(words, *lesions)) == [("ASSESS05", "nontarget_state")]


def test_each_reader_has_lesions_or_sums_of_their_own() -> None:
    """One reader's list does not take the place of another reader's sums."""
    words = [row | {"reader": "R2"} for row in SUMS]
    found = beside(words, *(lesion("T1", day, 20) | {"reader": "R1"} for day in (0, 30))).responses
    assert found.select("reader", "overall_response").rows() == [
        ("R1", "SD"), ("R2", "PR"), ("R2", "PR"), ("R2", "PD"),
    ]  # fmt: skip
