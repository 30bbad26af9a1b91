"""Calls brought into courses, computed or reported: nothing is lost, and each means what it meant."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl
import pytest

import ebbtide
from ebbtide.assessment import assess, assess_reported
from ebbtide.errors import DataError
from ebbtide.study import Options
from ebbtide.terms.responses import CR, NE, PD, PR, SD

if TYPE_CHECKING:
    from ebbtide.assessment import JudgedStudy
    from ebbtide.assessment.courses import Courses

STREAM = ["subject", "reader", "criterion"]


def lesions(*readings: tuple[str, int, float], role: str = "target") -> pl.DataFrame:
    """Lay out one lesion per subject: subject, day, length in mm."""
    rows = [{"subject": s, "lesion": "T1", "role": role, "day": day, "longest_mm": str(mm)} for s, day, mm in readings]
    return pl.DataFrame(rows)


def study_of(**tables: pl.DataFrame) -> ebbtide.Study:
    """Read a study of these tables."""
    return ebbtide.read_study(tables)


def called(*calls: tuple[str, int, str], criterion: str = "recist-1.1") -> pl.DataFrame:
    """Lay out reported responses: subject, day, response."""
    return pl.DataFrame(
        [{"subject": s, "day": day, "criterion": criterion, "overall_response": word} for s, day, word in calls]
    )


def days_of(courses: Courses, subject: str, criterion: str = "recist-1.1") -> list[tuple[Any, ...]]:
    """Give day and response of one course."""
    own = courses.heads.filter(subject=subject, criterion=criterion)
    return courses.calls.join(own, on="course", how="semi").select("day", "response").rows()


@pytest.fixture(scope="module")
def trials() -> JudgedStudy:
    """Judge four real trials."""
    return assess(ebbtide.read_study(ebbtide.examples.path("atezolizumab")), explanations=False)


def test_every_call_stands_in_its_course_once(trials: JudgedStudy) -> None:
    """Responses and courses hold the same calls, the courses in order of course and day."""
    words = pl.col("criterion", "overall_response").cast(pl.String)
    responses = trials.responses.select("subject", "reader", "day", words)
    courses = trials.courses
    joined = courses.calls.join(courses.heads, on="course").join(responses, on=[*STREAM, "day"], how="inner")
    assert len(joined) == len(courses.calls) == len(responses)
    assert courses.calls.select("course", "day").is_duplicated().sum() == 0
    assert courses.calls.equals(courses.calls.sort("course", "day"))
    by_word = joined.group_by("overall_response").agg(pl.col("response").n_unique())
    assert by_word["response"].max() == 1


def test_reported_progressions_are_followed_as_computed_ones(trials: JudgedStudy) -> None:
    """Handed back as reported responses, the calls give the same confirmed, disregarded and negated progressions."""
    said = trials.responses.select("subject", "day", pl.col("criterion", "overall_response").cast(pl.String))
    taken = assess_reported(study_of(reported=said), options=trials.options)
    keys = ["subject", "criterion", "reading", "day"]
    columns = [*keys, "outcome", "known_day"]
    ours = trials.courses.progressions.join(trials.courses.heads, on="course").select(columns).sort(keys)
    theirs = taken.courses.progressions.join(taken.courses.heads, on="course").select(columns).sort(keys)
    assert theirs.equals(ours)
    assert taken.settled.select(columns).sort(keys).equals(trials.settled.select(columns).sort(keys))


def test_a_subject_nobody_assessed_again_has_a_course_without_calls() -> None:
    """One with a baseline only, and one who is merely listed, are there to be counted."""
    study = study_of(
        measurements=lesions(("P1", 0, 50), ("P1", 42, 40), ("P2", 0, 30)),
        subjects=pl.DataFrame({"subject": ["P0", "P1", "P2"]}),
    )
    courses = assess(study, criteria=["recist-1.1"]).courses
    assert courses.heads["subject"].to_list() == ["P0", "P1", "P2"]
    assert [len(days_of(courses, subject)) for subject in ("P0", "P1", "P2")] == [0, 1, 0]


def test_a_held_response_is_measured_as_stable() -> None:
    """100, 70, 80 mm is PR held: the response is PR, the measurement says SD."""
    study = study_of(measurements=lesions(("P1", 0, 100), ("P1", 42, 70), ("P1", 84, 80)))
    calls = assess(study, criteria=["recist-1.1"]).courses.calls
    assert calls.select("response", "measured").rows() == [(PR, PR), (PR, SD)]


def test_classical_progression_is_final_at_its_first_day() -> None:
    """RECIST 1.1 knows no confirmation, so a second PD is no second progression."""
    study = study_of(measurements=lesions(("P1", 0, 50), ("P1", 42, 70), ("P1", 84, 90)))
    progressions = assess(study, criteria=["recist-1.1"]).courses.progressions
    assert progressions.select("day", "outcome", "known_day").rows() == [(42, "final", 42)]


def test_of_two_reported_responses_on_a_day_the_worse_counts() -> None:
    """PR and PD on one day is PD; SD and NE is SD; both are noted with their row."""
    study = study_of(reported=called(("P1", 42, "PR"), ("P1", 42, "PD"), ("P1", 84, "NE"), ("P1", 84, "SD")))
    taken = assess_reported(study)
    assert days_of(taken.courses, "P1") == [(42, PD), (84, SD)]
    noted = [finding for finding in taken.findings if finding.rule == "ASSESS07"]
    assert [(finding.row, finding.severity) for finding in noted] == [(2, "error"), (4, "error")]
    assert noted[0].problem == "two recist-1.1 responses on day 42: PD, PR; the worst counts"


def test_a_word_that_is_no_response_counts_as_not_evaluable() -> None:
    """It is noted, and nothing is dropped."""
    taken = assess_reported(study_of(reported=called(("P1", 42, "perhaps"), ("P1", 84, "CR"))))
    assert days_of(taken.courses, "P1") == [(42, NE), (84, CR)]
    assert [finding.rule for finding in taken.findings if finding.rule.startswith("ASSESS")] == ["ASSESS06"]


def test_a_row_without_an_overall_response_is_no_assessment() -> None:
    """One that gives the response of the non-targets alone neither counts as NE nor contradicts another."""
    table = called(("P1", 42, "PR"), ("P1", 42, "SD"), ("P1", 84, "SD")).with_columns(
        overall_response=pl.Series(["PR", None, None]), nontarget_response=pl.Series([None, "SD", "SD"])
    )
    taken = assess_reported(study_of(reported=table))
    assert days_of(taken.courses, "P1") == [(42, PR)]
    assert not [finding for finding in taken.findings if finding.rule == "ASSESS07"]


def test_reported_responses_before_day_0_are_no_follow_up() -> None:
    """A response on day 0 counts, as in admiralonco, one before it does not."""
    taken = assess_reported(study_of(reported=called(("P1", -7, "CR"), ("P1", 0, "PR"))))
    assert days_of(taken.courses, "P1") == [(0, PR)]


def test_responses_under_a_criterion_that_nothing_is_derived_from_are_noted() -> None:
    """They are counted in a finding."""
    table = pl.concat([called(("P1", 42, "PR")), called(("P1", 42, "CMR"), criterion="eortc-pet")])
    taken = assess_reported(study_of(reported=table))
    assert [finding.problem for finding in taken.findings if finding.rule == "ASSESS08"] == [
        "1 response under eortc-pet not used"
    ]


@pytest.mark.parametrize(
    ("tables", "problem"),
    [
        ({"measurements": lesions(("P1", 0, 50))}, "reports no responses"),
        ({"reported": called(("P1", 42, "PR"))}, "reports responses under recist-1.1 only"),
    ],
)
def test_a_study_that_reports_nothing_of_what_is_asked_is_refused(
    tables: dict[str, pl.DataFrame], problem: str
) -> None:
    """The error says what is reported, and what to do."""
    with pytest.raises(DataError) as caught:
        assess_reported(study_of(**tables), criteria=["irecist"])
    assert problem in caught.value.problem
    assert "--responses" in caught.value.hint


def test_reasons_of_reported_responses_are_their_readers() -> None:
    """Asking for an explanation is answered with where to get one."""
    taken = ebbtide.assess(study_of(reported=called(("P1", 42, "PR"))), responses="reported", options=Options())
    assert taken.responses.select("overall_response", "burden", "reasons").rows() == [("PR", None, None)]
    with pytest.raises(DataError, match="reported, not computed"):
        taken.explain("P1")
