"""Blinded reads: M03, M04 and M05."""

from __future__ import annotations

import pytest

from tests.checks.follow_up_trials import Row, found, trial


def read(week: int, **cells: object) -> Row:
    """Write one response of a visit with what is known of its reading."""
    return {"RSTESTCD": "OVRLRESP", "RSSTRESC": "SD", "RSEVAL": "INDEPENDENT ASSESSOR", "RSEVALID": "RADIOLOGIST 1",
            "VISIT": f"WEEK {week}", "RSDY": 7 * week + 1} | cells  # fmt: skip


@pytest.mark.parametrize(
    ("moment", "asked"),
    [
        ("2026-03-01T11:59", 1),
        ("2026-03-01T12:00", 0),
        ("2026-03-01", 0),
        ("2026-02-28", 1),
    ],
)
def test_a_visit_read_before_the_earlier_was_locked_is_an_error(moment: str, asked: int) -> None:
    """M03 allows the minute of the lock; a date without a time is taken in the reader's favour."""
    rows = [read(6, LOCKDTC="2026-03-01T12:00"), read(12, READDTC=moment)]
    query = found(trial({}, {"RS": rows}), "M03")
    assert [(one["reader"], one["visit"], one["day"], one["severity"]) for one in query] == [
        ("RADIOLOGIST 1", "WEEK 12", 84, "error")
    ] * asked
    assert all("closed (2026-03-01; the last before it is WEEK 6)" in one["message"] for one in query)


@pytest.mark.parametrize(
    ("first", "second", "asked"), [("2026-03-02", "2026-03-01", 1), ("2026-03-01", "2026-03-02", 0)]
)
def test_visits_are_read_in_order(first: str, second: str, asked: int) -> None:
    """M03 holds the reads against each other where no lock is recorded, under the other names too."""
    rows = [read(6, RSREADDT=first), read(12, RSREADDT=second)]
    assert len(found(trial({}, {"RS": rows}), "M03")) == asked


@pytest.mark.parametrize(("name", "said", "asked"), [("UNBLIND", "Y", 1), ("UNBLIND", "N", 0), ("RSUNBLFL", "Y", 1),
                                                     ("UNBLDTC", "2026-03-01", 1), ("UNBLIND", None, 0)])  # fmt: skip
def test_an_unblinded_reader_is_an_error(name: str, said: str | None, asked: int) -> None:
    """M04 tells of a reader who is recorded as unblinded, once."""
    rows = [read(6, **{name: said}), read(12, **{name: said})]
    query = found(trial({}, {"RS": rows}), "M04")
    assert [(one["reader"], one["visit"], one["severity"]) for one in query] == [
        ("RADIOLOGIST 1", "WEEK 6", "error")
    ] * asked


@pytest.mark.parametrize(
    ("cells", "asked"),
    [
        ({"CHGDTC": "2026-03-02"}, 1),
        ({"CHGDTC": "2026-03-01"}, 0),
        ({"READDTC": "2026-03-02"}, 1),
        ({"CHGDTC": "2026-03-02", "CHGREAS": "wrong lesion"}, 0),
        ({}, 0),
    ],
)
def test_a_change_after_the_lock_needs_a_reason(cells: Row, asked: int) -> None:
    """M05 asks about a change of a later day than the lock, unless a reason stands beside it."""
    query = found(trial({}, {"RS": [read(6, LOCKDTC="2026-03-01", **cells)]}), "M05")
    assert [(one["visit"], one["severity"]) for one in query] == [("WEEK 6", "error")] * asked
    assert all("2026-03-02, after the lock of 2026-03-01" in one["message"] for one in query)


@pytest.mark.parametrize("check", ["M03", "M04", "M05"])
def test_nothing_is_asked_where_no_such_field_is(check: str) -> None:
    """M03 to M05 are silent on a study that records neither reads, locks nor unblinding."""
    assert found(trial({}, {"RS": [read(6), read(12)]}), check) == []
