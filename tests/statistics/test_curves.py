"""Survival curves and medians."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ebbtide.errors import DataError, EmptyTableError
from ebbtide.statistics.survival import kaplan_meier, median_survival
from tests.statistics.references import analyses, near, reference

if TYPE_CHECKING:
    from ebbtide.statistics.curves import IntervalKind

# Weeks in remission of 21 children on 6-mercaptopurine (Freireich 1963); 0: still in remission.
REMISSION = (6, 6, 6, 6, 7, 9, 10, 10, 11, 13, 16, 17, 19, 20, 22, 23, 25, 32, 32, 34, 35)
RELAPSE = (1, 1, 1, 0, 1, 0, 1, 0, 0, 1, 1, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0)
PATIENTS = st.lists(st.tuples(st.integers(1, 30), st.booleans()), min_size=1, max_size=40)


def test_the_remissions_of_freireich() -> None:
    """The textbook curve of the 6-MP group: 0.857 after week 6, 0.807, 0.753, 0.690, 0.627, 0.538, 0.448 after 23."""
    curve = kaplan_meier(REMISSION, RELAPSE).filter(pl.col("events") > 0)
    assert curve["day"].to_list() == [6, 7, 10, 13, 16, 22, 23]
    assert curve["at_risk"].to_list() == [21, 17, 15, 12, 11, 7, 6]
    assert curve["survival"].round(3).to_list() == [0.857, 0.807, 0.753, 0.69, 0.627, 0.538, 0.448]


@pytest.mark.parametrize("interval", ["log-log", "log"])
@pytest.mark.parametrize("name", ["OS by cohort", "OS of lung cancer by sex"])
def test_every_curve_is_that_of_r(name: str, interval: IntervalKind) -> None:
    """R's survival gives the same numbers at risk, survivals and intervals to 1e-6, at each event of each group."""
    table = analyses()[name]
    ours = kaplan_meier(table["time"], table["event"], table["group"], interval=interval).filter(pl.col("events") > 0)
    theirs = reference("survival_curves").filter(analysis=name, kind=interval)
    assert ours.select("group", time="day", at_risk="at_risk", events="events").rows() == (
        theirs.select("group", "time", "at_risk", "events").rows()
    )
    for column in ("survival", "low", "high"):
        assert all(near(*pair) for pair in zip(ours[column], theirs[column], strict=True)), column


@pytest.mark.parametrize("interval", ["log-log", "log"])
@pytest.mark.parametrize("name", list(analyses()))
def test_every_median_is_that_of_r(name: str, interval: IntervalKind) -> None:
    """R's survival gives the same medians and intervals, and is silent where ours is."""
    table = analyses()[name]
    ours = median_survival(kaplan_meier(table["time"], table["event"], table["group"], interval=interval))
    theirs = reference("survival_medians").filter(analysis=name, kind=interval)
    assert ours.rows() == theirs.select("group", "subjects", "events", "median", "low", "high").rows()


def test_the_interval_by_hand() -> None:
    """One of four: survival 3/4 with a variance of its logarithm of 1/12, so 0.75 times e to 1.96 over root 12."""
    curve = kaplan_meier([30, 60, 60, 90], [1, 0, 0, 0], interval="log").row(0, named=True)
    assert curve["low"] == pytest.approx(0.75 * 2.718281828459045 ** (-1.959963985 / 12**0.5))
    assert curve["high"] == 1


def test_a_censored_subject_was_at_risk_on_its_day() -> None:
    """Of three, one has the event and one is censored on day 10: the survival is two thirds."""
    curve = kaplan_meier([10, 10, 20], [1, 0, 0])
    assert curve.select("day", "at_risk", "events", "censored").rows() == [(10, 3, 1, 1), (20, 1, 0, 1)]
    assert curve["survival"].to_list() == pytest.approx([2 / 3, 2 / 3])


def test_no_event_is_a_curve_at_one() -> None:
    """Nobody having the event, the survival stays 1, and there is neither an interval nor a median."""
    curve = kaplan_meier([5, 6, 7], [0, 0, 0])
    assert curve["survival"].to_list() == [1, 1, 1]
    assert curve["low"].null_count() == 3
    assert median_survival(curve).rows() == [("all", 3, 0, None, None, None)]


def test_all_events_on_one_day_end_the_curve() -> None:
    """Everybody having the event on day 5, the median is that day and no interval can be given."""
    curve = kaplan_meier([5, 5, 5], [1, 1, 1])
    assert curve.select("survival", "low", "high").rows() == [(0, None, None)]
    assert median_survival(curve).rows() == [("all", 3, 3, 5, None, None)]


def test_one_subject_is_a_curve() -> None:
    """A group of one lives until its event."""
    assert median_survival(kaplan_meier([8], [1])).rows() == [("all", 1, 1, 8, None, None)]


def test_the_median_of_an_even_number_lies_between() -> None:
    """The curve stays at one half from the second of four deaths to the third, as R and SAS read it."""
    assert median_survival(kaplan_meier([1, 2, 3, 4], [1, 1, 1, 1]))["median"].item() == 2.5


def test_a_curve_that_ends_at_one_half_has_reached_it() -> None:
    """Nothing comes after the second death of four, so that is the median."""
    assert median_survival(kaplan_meier([1, 2, 3, 4], [1, 1, 0, 0]))["median"].item() == 2


def test_one_half_is_recognised_through_rounding() -> None:
    """Six of twelve deaths leave a product of fractions that in binary is a little less than one half."""
    curve = kaplan_meier(range(1, 13), [1] * 12)
    assert curve["survival"][5] != 0.5
    assert median_survival(curve)["median"].item() == 6.5


def test_an_enum_keeps_its_order() -> None:
    """Groups come in the order that their words have, and only those that somebody is in."""
    groups = pl.Series(["b", "a"], dtype=pl.Enum(["b", "nobody", "a"]))
    assert kaplan_meier([1, 2], [1, 1], groups)["group"].to_list() == ["b", "a"]


@pytest.mark.parametrize(
    ("times", "events", "problem"),
    [
        ([-1, 2], [1, 1], "negative"),
        ([float("nan"), 2.0], [1, 1], "negative, or no number"),
        ([None, 2], [1, 1], "lacks its day"),
        ([1, 2], [None, 1], "lacks its event"),
        ([1, 2], [1], "do not belong together"),
    ],
)
def test_times_that_are_none_are_refused(times: list[float], events: list[int], problem: str) -> None:
    """The error says what is wrong with them."""
    with pytest.raises(DataError, match=problem):
        kaplan_meier(times, events)


def test_nobody_is_refused() -> None:
    """Without a subject there is no curve."""
    with pytest.raises(EmptyTableError, match="nobody"):
        kaplan_meier([], [])


def test_an_unknown_interval_is_a_slip() -> None:
    """The words that are known are named."""
    with pytest.raises(ValueError, match="log-log, log"):
        kaplan_meier([1], [1], interval="plain")  # type: ignore[arg-type]


@given(PATIENTS)
def test_lifelines_finds_the_same_curve(patients: list[tuple[int, bool]]) -> None:
    """A second library gives the same survival after each day."""
    from lifelines import KaplanMeierFitter

    times, events = zip(*patients, strict=True)
    ours = kaplan_meier(times, events)
    theirs = KaplanMeierFitter().fit(times, events).survival_function_at_times(ours["day"].to_list())
    assert ours["survival"].to_list() == pytest.approx(theirs.to_list(), abs=1e-9)


@given(PATIENTS)
def test_a_curve_never_rises(patients: list[tuple[int, bool]]) -> None:
    """It falls from 1 or stays, inside its interval, and everybody is counted once."""
    curve = kaplan_meier(*zip(*patients, strict=True))
    assert curve["survival"].is_sorted(descending=True)
    inside = curve.drop_nulls().filter(~pl.col("survival").is_between("low", "high"))
    assert inside.is_empty()
    assert sum(curve["events"]) + sum(curve["censored"]) == len(patients) == curve["at_risk"].max()
