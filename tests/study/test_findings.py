"""Findings: kept, counted, or raised."""

from __future__ import annotations

import pytest

from ebbtide.errors import DataError
from ebbtide.study import Finding, Findings, Severity, Strictness


def finding(rule: str = "READ30", severity: Severity = "warning", row: int | None = 2) -> Finding:
    """An oddity like any other."""
    return Finding(rule, severity, "a.csv", row, "state", "P1", "odd", "look")


def test_a_finding_names_its_place() -> None:
    """File, row, column and subject, as far as they apply."""
    assert finding().place == "a.csv, row 2, column state, subject P1"
    assert Finding("READ02", "warning", "a.csv", None, None, None, "odd", "").place == "a.csv"
    assert str(Finding("READ02", "warning", "a.csv", None, None, None, "odd", "")) == "warning READ02 a.csv: odd"


def test_findings_stay_in_order() -> None:
    """What was noticed first comes first."""
    findings = Findings()
    findings.note(finding("READ31"))
    findings.note(finding("READ30"))
    assert [found.rule for found in findings.closed()] == ["READ31", "READ30"]


def test_a_rule_that_fires_often_is_counted() -> None:
    """Beyond its share a rule keeps no lines and one count per file."""
    findings = Findings(most_per_rule=2)
    findings.note_all([finding(row=row) for row in range(2, 7)])
    findings.note_all([finding(row=9)], total=10)
    closed = findings.closed()
    assert [found.row for found in closed] == [2, 3, None]
    assert closed[-1].problem == "the same on 13 more rows"


def test_strictness_raises_errors_and_warnings() -> None:
    """The first finding that is more than information is an error with its place and rule."""
    findings = Findings(Strictness.RAISE)
    findings.note(finding(severity="info"))
    with pytest.raises(DataError, match=r"a.csv, row 2, column state, subject P1: odd") as caught:
        findings.note(finding())
    assert caught.value.hint == "look (rule READ30)"


def test_nothing_noticed_is_nothing() -> None:
    """An empty note leaves no trace."""
    findings = Findings(Strictness.RAISE)
    findings.note_all([])
    assert findings.closed() == ()
