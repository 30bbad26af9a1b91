"""Each window of the evidence can be turned."""

from __future__ import annotations

import pytest

from ebbtide.evidence.gathering import evidence
from ebbtide.study.evidence_options import EvidenceOptions
from tests.evidence.cases import FALL, case


@pytest.mark.parametrize(("days", "stale"), [(28, True), (60, False)])
def test_a_finding_grows_stale_after_so_many_days(days: int, *, stale: bool) -> None:
    """A ctDNA of day 42 is 42 days old on day 84."""
    found = evidence(case(FALL), "01", day=84, options=EvidenceOptions(evidence_stale_days=days)).table
    row = found.filter(family="ctdna", found_day=42).row(0, named=True)
    assert (row["age_days"], row["stale"]) == (42, stale)


@pytest.mark.parametrize(("last", "counted"), [(84, True), (28, False)])
def test_ctdna_counts_up_to_the_end_of_its_window(last: int, *, counted: bool) -> None:
    """A result of day 42 is within the 12 weeks of Lee 2018, and outside of four."""
    found = evidence(case(FALL), "01", day=84, options=EvidenceOptions(ctdna_window_days=last)).table
    assert ("counted" in found.filter(family="ctdna")["status"].to_list()) is counted
