"""Groups as they were known on a day."""

from __future__ import annotations

import polars as pl
import pytest

import ebbtide
from ebbtide.assessment.reported_courses import reported_courses
from ebbtide.errors import CriteriaError, DataError
from ebbtide.patterns.calling import patterns
from ebbtide.patterns.prognosis import GROUPS, groups_at
from ebbtide.study import Options

COURSE = {
    "A": [(28, "iUPD"), (84, "iPR"), (140, "iUPD"), (170, "iCPD")],
    "B": [(28, "iUPD"), (60, "iCPD")],
    "C": [(28, "iSD"), (84, "iPR")],
    "D": [(28, "iSD"), (84, "iUPD")],
    "E": [(28, "NE")],
    "F": [(84, "iCR")],
}
REPORTED = pl.DataFrame(
    [(subject, "irecist", day, word) for subject, calls in COURSE.items() for day, word in calls],
    schema=["subject", "criterion", "day", "overall_response"],
    orient="row",
)
CALLED = pl.DataFrame(
    {
        "subject": list(COURSE),
        "reader": "",
        "pattern": "pseudoprogression",
        "definition": "irecist",
        "call": ["yes", "no", "no", "open", "not_computable", "no"],
        "basis_day": [28, None, None, 84, None, None],
        "known_day": [84, 60, None, None, None, None],
    }
)
SUBJECTS = pl.DataFrame({"subject": [*COURSE, "G"]})
COURSES = reported_courses(ebbtide.read_study({"reported": REPORTED, "subjects": SUBJECTS}), Options())


def groups_on(day: int) -> dict[str, tuple[str, int]]:
    """Give group and known day by subject."""
    return {subject: (group, known) for subject, group, known in groups_at(day, CALLED, COURSES).rows()}


def test_on_day_90_everybody_stands_where_the_scans_so_far_put_them() -> None:
    """A pseudoprogression, a confirmed and an open progression, two responses, and two nothing is known of."""
    assert groups_on(90) == {
        "A": ("pseudoprogression", 84),
        "B": ("confirmed progression", 60),
        "C": ("response", 84),
        "D": ("progression not settled", 84),
        "E": ("not assessed", 90),
        "F": ("response", 84),
        "G": ("not assessed", 90),
    }


def test_on_day_50_nobody_is_a_pseudoprogression_yet() -> None:
    """A and B look alike: a progression that nothing has settled."""
    known = groups_on(50)
    assert known["A"] == known["B"] == ("progression not settled", 28)
    assert known["C"] == known["D"] == ("stable disease", 28)
    assert known["F"] == ("not assessed", 50)


def test_what_becomes_known_on_the_day_is_known() -> None:
    """The scan of day 84 counts on day 84, and not on day 83."""
    assert groups_on(84)["A"][0] == "pseudoprogression"
    assert groups_on(83)["A"][0] == "progression not settled"


def test_a_pseudoprogression_stays_one_whatever_comes() -> None:
    """A is confirmed as progressing on day 170, and still had a pseudoprogression first."""
    assert groups_on(365)["A"] == ("pseudoprogression", 84)


@pytest.mark.parametrize("day", [0, 28, 60, 84, 150, 365])
def test_nothing_is_known_after_the_landmark(day: int) -> None:
    """No group rests on a later day, each subject has one, and they come in the order of their names."""
    groups = groups_at(day, CALLED, COURSES)
    assert (groups["known_day"] <= day).all()
    assert groups["subject"].to_list() == [*COURSE, "G"]
    assert groups["group"].dtype == pl.Enum(GROUPS)


@pytest.mark.parametrize("day", [28, 60, 100, 150])
def test_the_future_does_not_change_a_group(day: int) -> None:
    """With all later scans and calls cut off, everybody stands where they stood."""
    cut = REPORTED.filter(pl.col("day") <= day)
    study = ebbtide.read_study({"reported": cut, "subjects": SUBJECTS})
    known = CALLED.with_columns(
        call=pl.when(pl.col("known_day") <= day).then("call").otherwise(pl.lit("open")),
        known_day=pl.when(pl.col("known_day") <= day).then("known_day"),
    )
    now = groups_at(day, known, reported_courses(study, Options()))
    assert now.equals(groups_at(day, CALLED, COURSES))


def test_the_patterns_of_the_package_give_the_same_groups() -> None:
    """Called by the package itself, everybody stands where the hand-made calls put them."""
    study = ebbtide.read_study({"reported": REPORTED, "subjects": SUBJECTS})
    called = patterns(COURSES, study, None, Options(), explain=False)
    assert groups_at(90, called, COURSES).equals(groups_at(90, CALLED, COURSES))


def test_under_criteria_that_confirm_nothing_progression_is_final() -> None:
    """RECIST 1.1 has no progression that waits."""
    rows = [("H", "recist-1.1", 28, "PD"), ("H", "recist-1.1", 84, "PR"), ("I", "recist-1.1", 28, "SD")]
    reported = pl.DataFrame(rows, schema=REPORTED.columns, orient="row")
    courses = reported_courses(ebbtide.read_study({"reported": reported}), Options())
    called = CALLED.head(1).with_columns(subject=pl.lit("H"), definition=pl.lit("lee_2018"), call=pl.lit("no"))
    groups = groups_at(60, called, courses, criterion="recist-1.1", definition="lee_2018")
    assert groups["group"].to_list() == ["confirmed progression", "stable disease"]


def test_imrecist_is_read_as_the_definition_reads_it() -> None:
    """A progression that the next scan leaves standing is confirmed by `next_scan` and never by `any_later`."""
    rows = [("J", "imrecist", 28, "imPD"), ("J", "imrecist", 60, "imPD")]
    reported = pl.DataFrame(rows, schema=REPORTED.columns, orient="row")
    courses = reported_courses(ebbtide.read_study({"reported": reported}), Options())
    for definition, group in (
        ("imrecist_next_scan", "confirmed progression"),
        ("imrecist_any_later", "progression not settled"),
    ):
        called = CALLED.head(1).with_columns(subject=pl.lit("J"), definition=pl.lit(definition), call=pl.lit("no"))
        found = groups_at(100, called, courses, criterion="imrecist", definition=definition)
        assert found["group"].to_list() == [group]


def test_what_was_not_asked_for_is_named() -> None:
    """An unknown criterion, definition or reader gets an error that lists the known ones."""
    with pytest.raises(CriteriaError, match="criterion of this assessment"):
        groups_at(90, CALLED, COURSES, criterion="recist-1.1")
    with pytest.raises(CriteriaError, match="lee_2018"):
        groups_at(90, CALLED, COURSES, definition="lee_2018")
    with pytest.raises(DataError, match="no reader"):
        groups_at(90, CALLED, COURSES, reader="READER 9")


def test_of_several_readers_one_must_be_named() -> None:
    """Two readers may see different things."""
    twice = pl.concat([REPORTED.with_columns(reader=pl.lit(name)) for name in ("R1", "R2")])
    courses = reported_courses(ebbtide.read_study({"reported": twice}), Options())
    called = pl.concat([CALLED.with_columns(reader=pl.lit(name)) for name in ("R1", "R2")])
    with pytest.raises(DataError, match="2 readers"):
        groups_at(90, called, courses)
    assert groups_at(90, called, courses, reader="R2").height == 6
