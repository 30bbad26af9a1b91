"""Responses under RANO must last four weeks; until then the call carries a flag."""

from __future__ import annotations

import pytest

from tests.criteria.brain.scans import MM, flags, judged, reasons, scan

BASELINE = scan(0, {"T1": (20 * MM, 20 * MM)})
HALF = {"T1": (10 * MM, 10 * MM)}
GONE = {"T1": "absent"}


@pytest.mark.parametrize(("day", "lasted"), [(83, False), (84, True), (85, True)])
def test_a_response_is_confirmed_after_four_weeks(day: int, lasted: bool) -> None:  # noqa: FBT001
    """Half the size 27 days later is still unconfirmed, 28 days later it is sustained; the call is PR throughout."""
    first, second = judged(BASELINE, scan(56, HALF), scan(day, HALF))
    assert (first.verdict.overall, second.verdict.overall) == (2, 2)
    assert "UNCONFIRMED" in flags(first)
    assert ("UNCONFIRMED" in flags(second)) != lasted
    assert ("SUSTAINED" in reasons(second)) == lasted


def test_the_interval_begins_with_the_last_image() -> None:
    """A first response whose images took three days is counted from the third."""
    first = scan(56, HALF, last_day=58)
    assert "UNCONFIRMED" in flags(judged(BASELINE, first, scan(85, HALF))[1])
    assert "UNCONFIRMED" not in flags(judged(BASELINE, first, scan(86, HALF))[1])


def test_a_complete_response_must_last_itself() -> None:
    """A CR after a long PR is unconfirmed, a PR after it is not."""
    looks = (scan(56, HALF), scan(112, GONE, steroid=0), scan(168, GONE, steroid=0))
    found = judged(BASELINE, *looks)
    assert ["UNCONFIRMED" in flags(one) for one in found] == [True, True, False]


def test_what_is_not_evaluable_does_not_break_a_response() -> None:
    """A NE between leaves the response going, an SD ends it."""
    small = scan(56, HALF)
    kept = judged(BASELINE, small, scan(70, {}), scan(84, HALF))
    lost = judged(BASELINE, small, scan(70, HALF, steroid=4 * MM), scan(84, HALF))
    assert "UNCONFIRMED" not in flags(kept[2])
    assert "UNCONFIRMED" in flags(lost[2])


def test_the_interval_is_an_option() -> None:
    """The days that RECIST's confirmation takes are those of RANO."""
    assert "UNCONFIRMED" in flags(judged(BASELINE, scan(56, HALF), scan(84, HALF), confirm_days=42)[1])
