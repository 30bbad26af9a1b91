"""B06 and B07: targets that are not measurable by what they are, and targets treated before."""

from __future__ import annotations

import pytest

from tests.checks.baseline_studies import Row, queries, query, row, study


@pytest.mark.parametrize(
    ("kind", "organ", "words", "severity"),
    [
        ("blastic bone", "BONE", "a blastic bone lesion", "error"),
        ("sclerotic", "BONE", "a blastic bone lesion", "error"),
        (None, "Ascites", "ascites is not measurable", "error"),
        (None, "PLEURAL EFFUSION", "an effusion", "error"),
        ("leptomeningeal", None, "leptomeningeal disease", "error"),
        ("lymphangitis", "LUNG", "lymphangitic spread", "error"),
        ("inflammatory breast disease", "BREAST", "inflammatory breast", "error"),
        ("cystic", "LIVER", "a simple cyst is no tumour", "warning"),
    ],
)
def test_kinds_that_cannot_be_measured(kind: str | None, organ: str | None, words: str, severity: str) -> None:
    """The kind of the lesion tells, or its organ."""
    details = [{"lesion": "T1", "kind": kind}] if kind else []
    one = query("B06", study(row("T1", 20_000, organ=organ, method="CT"), lesion_details=details))
    assert (one["lesion"], one["severity"]) == ("T1", severity)
    assert words in one["message"]


@pytest.mark.parametrize(
    ("kind", "organ"),
    [
        ("lytic bone", "BONE"),
        ("mixed lytic and blastic, soft tissue", "BONE"),
        ("cystic with solid part", "LIVER"),
        (None, "CYSTIC DUCT"),
        (None, "PLEURA"),
        (None, "BREAST"),
        (None, None),
    ],
)
def test_kinds_that_can_be_measured(kind: str | None, organ: str | None) -> None:
    """Words that only resemble those of unmeasurable disease ask nothing."""
    details = [{"lesion": "T1", "kind": kind}] if kind else []
    assert queries("B06", study(row("T1", 20_000, organ=organ, method="MRI"), lesion_details=details)) == []


@pytest.mark.parametrize(
    ("method", "asked"), [("ULTRASOUND", True), ("BONE SCAN", True), ("CT SCAN", False), (None, False)]
)
def test_methods_that_measure_no_size(method: str | None, *, asked: bool) -> None:
    """Ultrasound and bone scans give no size to go by."""
    found = queries("B06", study(row("T1", 20_000, method=method)))
    assert [one["severity"] for one in found] == (["error"] if asked else [])


def test_ascites_may_be_a_nontarget() -> None:
    """That is what it should be."""
    assert queries("B06", study(row("NT1", organ="ASCITES"), row("T1", 20_000))) == []


@pytest.mark.parametrize(
    ("told", "words"),
    [
        ({"irradiated": True}, "not told whether it has grown"),
        ({"irradiated": True, "progressed_since": False}, "has not grown since"),
        ({"irradiated": True, "progressed_since": True}, None),
        ({"irradiated": False}, None),
        ({}, None),
    ],
)
def test_a_treated_lesion_is_a_target_only_if_it_has_grown(told: Row, words: str | None) -> None:
    """Radiation before, and no word of progression since, is asked about."""
    found = queries("B07", study(row("T1", 20_000), lesion_details=[{"lesion": "T1"} | told]))
    assert [one["severity"] for one in found] == (["query"] if words else [])
    assert all(words is not None and words in one["message"] for one in found)


def test_a_detail_without_a_reader_holds_for_all() -> None:
    """The site's detail is asked of both readers."""
    details = [{"lesion": "T1", "irradiated": True}]
    rows = [row("T1", 20_000, reader=reader) for reader in ("A", "B")]
    assert [one["reader"] for one in queries("B07", study(*rows, lesion_details=details))] == ["A", "B"]


def test_a_lesion_treated_at_baseline_is_asked_about() -> None:
    """`locally_treated` at baseline is told in the readings."""
    assert query("B07", study(row("T1", 20_000, locally_treated=True)))["lesion"] == "T1"
    assert queries("B07", study(row("T1", 20_000), row("T1", 20_000, day=42, locally_treated=True))) == []
