"""Days and dates that may be known in part."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ebbtide.study.days import PartialDate, day_of


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("2014-02-07", (2014, 2, 7)),
        (" 2014-02-07T11:45 ", (2014, 2, 7)),
        ("2014-02-07 00:00:00", (2014, 2, 7)),
        ("07FEB2014", (2014, 2, 7)),
        ("7-Feb-2014", (2014, 2, 7)),
        ("2014-02", (2014, 2, None)),
        ("2014-02-", (2014, 2, None)),
        ("2014", (2014, None, None)),
        ("2014---15", (2014, None, None)),
    ],
)
def test_dates_are_read_as_far_as_they_go(text: str, parts: tuple[int, int | None, int | None]) -> None:
    """ISO dates, whole or partial, with or without a time, and dates with a month by name."""
    found = PartialDate.parse(text)
    assert found is not None
    assert (found.year, found.month, found.day) == parts


@pytest.mark.parametrize(
    "text", ["", "next week", "02/03/2014", "2014-13", "2014-02-30", "31FOO2014", "31FEB2014", "0001"]
)
def test_what_is_no_date_is_none(text: str) -> None:
    """Days that the calendar lacks and orders that could be either are not read."""
    assert PartialDate.parse(text) is None


@given(st.dates(min_value=date(1900, 1, 1), max_value=date(2100, 1, 1)))
def test_a_full_date_comes_back(day: date) -> None:
    """Printed and read again, a date is itself, and agrees with all that is known of it."""
    read = PartialDate.parse(str(PartialDate(day.year, day.month, day.day)))
    assert read is not None
    assert (read.first, read.is_full) == (day, True)
    assert read.may_be(day)
    assert PartialDate(day.year, day.month).may_be(day)
    assert PartialDate(day.year).may_be(day)


def test_a_partial_date_disagrees_with_other_months() -> None:
    """A month known is a month held to."""
    assert not PartialDate(2014, 2).may_be(date(2014, 3, 1))
    assert not PartialDate(2014).may_be(date(2015, 1, 1))


def test_a_partial_date_starts_at_its_first_day() -> None:
    """The earliest day it can mean, printed as far as it is known."""
    assert PartialDate(2014).first == date(2014, 1, 1)
    assert str(PartialDate(2014)) == "2014"


@given(st.dates(min_value=date(1900, 1, 1), max_value=date(2100, 1, 1)), st.integers(-5000, 5000))
def test_day_zero_is_the_reference(reference: date, days: int) -> None:
    """Days are plain differences of dates, without an extra one."""
    assert day_of(reference + timedelta(days), reference) == days
