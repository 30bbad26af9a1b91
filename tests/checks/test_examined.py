"""What checks share: made once, and written in sentences."""

from __future__ import annotations

import polars as pl

from ebbtide.checks import Check, Examined, query_list
from ebbtide.checks.responses.said import said
from tests.checks.responses_told import said as reported
from tests.checks.responses_told import study_of


def test_what_checks_share_is_made_once() -> None:
    """The reported responses are laid out for the first check that asks, and anew for another study."""
    trial = Examined.of(study_of(reported=reported("PR", "SD")))
    assert said(trial) is said(trial)
    assert said(Examined.of(study_of(reported=reported("PR")))).height == 1


def test_a_message_is_a_sentence() -> None:
    """A message that begins with its day has a capital; a lesion keeps its name."""
    told = ["day 42: T1 is gone", "day -7: T1 is gone", "daylight is gone", "t1 is gone"]
    found = pl.DataFrame({"subject": "P1", "message": told})
    check = Check("R01", "Gone", "query", "", "", lambda _: found)
    queries = query_list(Examined.of(study_of(reported=reported("PR"))), [check])
    assert set(queries["message"]) == {"Day 42: T1 is gone", "Day -7: T1 is gone", "daylight is gone", "t1 is gone"}
