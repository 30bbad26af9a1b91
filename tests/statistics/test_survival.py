"""Survival by groups that become known in time."""

from __future__ import annotations

import polars as pl
import pytest

from ebbtide.errors import DataError, EmptyTableError, MissingColumnError
from ebbtide.statistics.survival import NOT_KNOWN, landmark, survival_by
from tests.statistics.references import inspire, near, reference


def endpoints_of(days: dict[str, tuple[int, bool]], **columns: object) -> pl.DataFrame:
    """Make a table of overall survival from the day and kind of each end."""
    named = {"reader": "", "criterion": "", "endpoint": "OS", "start_day": 0, **columns}
    return pl.DataFrame(
        {
            "subject": list(days),
            "day": [day for day, _ in days.values()],
            "event": [event for _, event in days.values()],
        }
    ).with_columns(pl.lit(value).alias(name) for name, value in named.items())


SIX = endpoints_of(
    {"1": (50, True), "2": (100, True), "3": (150, False), "4": (200, True), "5": (300, True), "6": (400, False)}
)
GROUPS = pl.DataFrame(
    {
        "subject": ["1", "2", "3", "4", "5", "6"],
        "group": ["progression", "progression", "pseudo", "pseudo", "progression", "pseudo"],
        "known_day": [30, 60, 80, 120, 40, 90],
    }
)


def test_only_who_is_still_at_risk_counts_and_only_what_was_known() -> None:
    """On day 100 subjects 1 and 2 have died, and nobody knows yet that 4 is a pseudoprogression."""
    at = landmark(SIX.join(GROUPS, on="subject"), 100)
    assert at.rows() == [
        ("3", "pseudo", 50, False),
        ("4", NOT_KNOWN, 100, True),
        ("5", "progression", 200, True),
        ("6", "pseudo", 300, False),
    ]


def test_what_becomes_known_on_the_landmark_is_known() -> None:
    """A scan of day 120 counts at a landmark of 120."""
    at = landmark(SIX.join(GROUPS, on="subject"), 120)
    assert at.filter(subject="4")["group"].item() == "pseudo"


def test_a_subject_stands_in_its_last_group_by_then() -> None:
    """Of several groups the last known by the landmark counts, whatever came after."""
    changed = pl.DataFrame(
        {"subject": ["6"] * 3, "group": ["stable", "pseudo", "progression"], "known_day": [30, 90, 200]}
    )
    rows = SIX.join(changed, on="subject")
    assert landmark(rows, 100)["group"].to_list() == ["pseudo"]
    assert landmark(rows, 60)["group"].to_list() == ["stable"]
    assert landmark(rows, 10)["group"].to_list() == [NOT_KNOWN]
    assert landmark(rows, 399)["group"].to_list() == ["progression"]


def test_the_future_does_not_change_a_landmark() -> None:
    """Groups that become known later may change at will."""
    later = GROUPS.with_columns(group=pl.when(pl.col("known_day") > 100).then(pl.lit("other")).otherwise("group"))
    ours, theirs = (survival_by(SIX, groups, landmark=100).curves for groups in (GROUPS, later))
    assert ours.equals(theirs)


def test_the_landmark_analysis_is_that_of_r() -> None:
    """Those alive and followed after day 60, counted from there: curves, test and ratio are those of survival."""
    trial = inspire()
    endpoints = trial.select(
        pl.lit("").alias("reader"), pl.lit("").alias("criterion"), pl.lit("OS").alias("endpoint"),
        subject="id", start_day=pl.lit(0), day="os_days", event=pl.col("os_status").cast(pl.Boolean),
    )  # fmt: skip
    groups = trial.select(subject="id", group="orr", known_day=pl.lit(60))
    by_group = survival_by(endpoints, groups, landmark=60)
    name = "OS from day 60 by response"
    theirs = reference("survival_hazards").filter(analysis=name).row(0, named=True)
    ours = by_group.hazards.row(0, named=True)
    assert all(near(ours[column], theirs[column]) for column in ("hazard_ratio", "low", "high", "p", "concordance"))
    assert near(by_group.test["chi2"].item(), reference("survival_tests").filter(analysis=name)["chi2"].item())
    medians = reference("survival_medians").filter(analysis=name, kind="log-log")
    assert by_group.medians.rows() == medians.select("group", "subjects", "events", "median", "low", "high").rows()
    assert by_group.left_out.rows() == [("event by the landmark", 3)]


def test_groups_of_the_future_are_refused_without_a_landmark() -> None:
    """The error names the first of them, how many there are, and the way out."""
    with pytest.raises(DataError, match="6 subjects becomes known after the start: 1 is progression") as refused:
        survival_by(SIX, GROUPS)
    assert "--landmark" in refused.value.hint


def test_groups_that_are_never_known_are_refused_too() -> None:
    """A group whose day is open is not known at the start."""
    with pytest.raises(DataError, match="not known yet"):
        survival_by(SIX, GROUPS.with_columns(known_day=pl.lit(None, pl.Int32)))


def test_groups_known_at_the_start_need_no_landmark() -> None:
    """Arms are compared over the whole time, the first day counted."""
    arms = pl.DataFrame({"subject": ["1", "2", "3", "4", "5", "6"], "group": ["a", "b"] * 3})
    by_arm = survival_by(SIX, arms)
    assert by_arm.landmark is None
    assert by_arm.curves.filter(group="a")["day"].to_list() == [51, 151, 301]
    assert by_arm.medians["subjects"].to_list() == [3, 3]
    on_day_0 = survival_by(SIX, arms.with_columns(known_day=pl.lit(0)))
    assert on_day_0.curves.equals(by_arm.curves)


def test_who_is_left_out_is_counted() -> None:
    """Dead or censored by the landmark, not known yet, or in no group: each reason with its number."""
    some = GROUPS.filter(pl.col("subject") != "6")
    out = survival_by(SIX, some, landmark=150, reference=None).left_out
    assert out.rows() == [("censored by the landmark", 1), ("event by the landmark", 2), ("no group", 1)]
    early = survival_by(SIX, GROUPS, landmark=45).left_out
    assert early.rows() == [("group not known by the landmark", 4)]


def test_an_endpoint_that_starts_later_than_the_landmark_does_not_count() -> None:
    """A duration of response that begins on day 90 has nothing to do with day 60."""
    late = SIX.with_columns(start_day=pl.when(pl.col("subject") == "5").then(90).otherwise(0))
    out = survival_by(late, GROUPS.with_columns(known_day=pl.lit(5)), landmark=60).left_out
    assert ("the endpoint starts after the landmark", 1) in out.rows()


def test_nobody_at_risk_is_refused() -> None:
    """A landmark behind the last follow-up leaves nobody."""
    with pytest.raises(EmptyTableError, match="nobody is at risk of OS"):
        survival_by(SIX, GROUPS, landmark=1000)


def test_several_times_of_one_subject_are_refused() -> None:
    """Under two criteria progression-free survival differs: one has to be named."""
    both = pl.concat(
        [
            SIX.with_columns(criterion=pl.lit("recist-1.1"), endpoint=pl.lit("PFS")),
            SIX.with_columns(criterion=pl.lit("irecist"), endpoint=pl.lit("PFS"), day=pl.col("day") + 30),
        ]
    )
    arms = pl.DataFrame({"subject": ["1", "2", "3", "4", "5", "6"], "group": ["a", "b"] * 3})
    with pytest.raises(DataError, match="several times to PFS") as refused:
        survival_by(both, arms, endpoint="PFS")
    assert "irecist, recist-1.1" in refused.value.hint
    named = survival_by(both, arms, endpoint="PFS", criterion="irecist")
    assert named.curves["day"].max() == 431


def test_overall_survival_belongs_to_every_criterion() -> None:
    """Its rows name no criterion, so naming one leaves them in."""
    assert survival_by(SIX, GROUPS, landmark=90, criterion="irecist", reader="READER 1").medians.height == 2


def test_an_endpoint_nobody_has_is_named() -> None:
    """The error lists the endpoints that are there."""
    with pytest.raises(EmptyTableError, match="no subject has a time to DOR") as refused:
        survival_by(SIX, GROUPS, endpoint="DOR", landmark=90)
    assert "OS" in refused.value.hint


def test_two_groups_at_once_need_their_days() -> None:
    """A subject may be in two groups one after the other, not at one time."""
    twice = pl.DataFrame({"subject": ["1", "1"], "group": ["a", "b"]})
    with pytest.raises(DataError, match="several groups"):
        survival_by(SIX, twice)


@pytest.mark.parametrize("gone", ["day", "event", "known_day"])
def test_a_column_that_is_not_there_is_named(gone: str) -> None:
    """A landmark needs five columns."""
    with pytest.raises(MissingColumnError, match=gone):
        landmark(SIX.join(GROUPS, on="subject").drop(gone), 100)
