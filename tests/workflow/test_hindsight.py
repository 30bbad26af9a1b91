"""What became of progressions, counted by subject."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl
import pytest

import ebbtide
from ebbtide.workflow.agreeing import Agreement, agreement_with_reported
from ebbtide.workflow.comparing import compare_calls
from ebbtide.workflow.hindsight import Following, Hindsight, progression_in_hindsight
from ebbtide.workflow.telling import tell_course, tell_outcomes

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ebbtide.workflow import Assessment

COURSES = {
    "reverses": (30, 40, 25),
    "is confirmed": (30, 40, 50),
    "is left open": (30, 29, 40),
    "never progresses": (30, 29, 28),
}


def assessed(courses: Mapping[str, tuple[int, ...]]) -> Assessment:
    """Judge subjects that have one target each, scanned every six weeks."""
    rows = [
        {"subject": subject, "lesion": "T1", "day": 42 * visit, "role": "target", "longest_mm": length}
        for subject, lengths in courses.items()
        for visit, length in enumerate(lengths)
    ]
    return ebbtide.assess(pl.DataFrame(rows), criteria=["recist-1.1", "irecist", "imrecist"])


def test_each_fate_is_counted_once() -> None:
    """One reversal, one confirmation and one open end; who never progressed is not among them."""
    found = progression_in_hindsight(assessed(COURSES))
    assert (found.subjects, found.progressed) == (4, 3)
    assert found.following == [
        Following("irecist", "", 3, 1, 1, 1),
        Following("imrecist", "imrecist_negation=any_later", 3, 0, 1, 2),
        Following("imrecist", "imrecist_negation=next_scan", 3, 1, 1, 1),
    ]


def test_without_progression_there_is_nothing_to_count() -> None:
    """No division, no rows."""
    courses = {"never progresses": COURSES["never progresses"]}
    assert progression_in_hindsight(assessed(courses)) == Hindsight(1, 0, [])


def test_a_study_without_reported_responses_agrees_with_nothing() -> None:
    """There is nothing to compare."""
    assert agreement_with_reported(assessed(COURSES)) == []


def test_a_reported_response_that_is_wrong_is_counted_as_such() -> None:
    """One of two reported calls follows from the lesions."""
    readings = {"subject": ["P", "P", "P"], "lesion": ["T"] * 3, "day": [0, 42, 84], "role": ["target"] * 3}
    reported = {
        "subject": ["P", "P"],
        "day": [42, 84],
        "criterion": ["RECIST 1.1"] * 2,
        "overall_response": ["SD", "PR"],
    }
    frames = {
        "measurements": pl.DataFrame({**readings, "longest_mm": [30, 29, 40]}),
        "reported": pl.DataFrame(reported),
    }
    assessment = ebbtide.assess(ebbtide.read_study(frames), criteria=["recist-1.1"])
    assert agreement_with_reported(assessment) == [Agreement("recist-1.1", 2, 1)]


def test_time_points_side_by_side_carry_sum_and_marks() -> None:
    """A progression that waits and a call that no longer counts are marked as such."""
    found = compare_calls(assessed(COURSES), most=100)
    point = next(point for point in found.shown if (point.subject, point.day) == ("reverses", 84))
    assert point.burden == pytest.approx(25)
    assert point.calls["recist-1.1"].is_after
    assert not point.calls["irecist"].is_after
    first = next(point for point in found.shown if (point.subject, point.day) == ("reverses", 42))
    assert first.calls["irecist"] == ("iUPD", True, False)
    assert first.differs
    assert (found.total, len(found.shown)) == (8, 8)


def test_too_many_time_points_are_thinned_to_differences() -> None:
    """Of more than asked for, the first at which the criteria differ are given."""
    found = compare_calls(assessed(COURSES), most=2)
    assert len(found.shown) <= 2
    assert all(point.differs for point in found.shown)
    assert found.differing >= len(found.shown)


def test_the_course_of_the_gastric_case_is_told_by_day() -> None:
    """Treatments with dose, events with grade, findings with value and unit, each day once; a nominal day says so."""
    study = ebbtide.read_study(ebbtide.examples.path("gastric-car-t"))
    told = tell_course(study, "GC-01")
    days = [day for day, _ in told]
    assert days == sorted(set(days))
    by_day = dict(told)
    infused, *stained = by_day[0]
    assert infused == "Claudin 18.2 CAR-T, 855,000,000 cells (15,000,000 cells/kg)"
    nominal = "Claudin 18.2 in the gastric cancer tissue; before the infusion, no day printed"
    assert stained == [f"stained {degree} %, {nominal}" for degree in ("3+: 70", "2+: 20", "1+: 5")]
    assert by_day[-25][-1].endswith("taken intermittently, to day 14")
    assert by_day[3][1].startswith("CRS grade 1: intermittent fever")
    assert by_day[141] == ["CAR copies in blood: 4,858.59 copies/ug DNA, peak of the second expansion"]


def test_outcomes_are_told_by_criterion() -> None:
    """Each progression with what came of it and when that was known."""
    told = tell_outcomes(assessed(COURSES), "reverses")
    assert ("iRECIST", "iUPD of day 42 disregarded on day 84") in told
    assert tell_outcomes(assessed(COURSES), "never progresses") == []
