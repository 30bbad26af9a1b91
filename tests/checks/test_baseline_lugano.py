"""B14: what the Lugano classification asks for, in studies that report it."""

from __future__ import annotations

import pytest

from tests.checks.baseline_studies import Row, queries, query, row, study

CALLED = [{"day": 56, "criterion": "lugano", "overall_response": "CMR"}]


def node(um: int) -> Row:
    """Write a target node with its longest diameter."""
    return row("T1node", 12_000, longest_um=um)


@pytest.mark.parametrize(
    ("lesion", "words"),
    [(node(15_000), "target node is longer than 15 mm"), (node(15_001), None),
     (row("T1", 10_000), "target extranodal lesion is longer than 10 mm"), (row("T1", 10_001), None)],
)  # fmt: skip
def test_targets_are_longer_than_the_limit(lesion: Row, words: str | None) -> None:
    """A node of 15 mm and an extranodal lesion of 10 mm are not yet measurable."""
    found = queries("B14", study(lesion, reported=CALLED))
    assert [one["severity"] for one in found] == (["error"] if words else [])
    assert all(words is not None and words in one["message"] for one in found)


def test_other_studies_are_not_asked() -> None:
    """RECIST 1.1 has its own limits; and a Lugano study is not held to those of RECIST 1.1."""
    assert queries("B14", study(node(10_000))) == []
    assert queries("B04", study(node(16_000), reported=CALLED)) == []


@pytest.mark.parametrize(
    ("value", "unit", "asked"), [(13.0, "cm", False), (13.1, "cm", True), (131.0, "mm", True), (131.0, None, False)]
)
def test_a_large_spleen_is_a_lesion(value: float, unit: str | None, *, asked: bool) -> None:
    """More than 13 cm at baseline is splenomegaly, and is entered."""
    found = [{"day": -5, "test": "spleen length", "value": value, "unit": unit, "category": "imaging"}]
    assert len(queries("B14", study(node(20_000), findings=found, reported=CALLED))) == asked


def test_a_spleen_that_is_listed_asks_nothing() -> None:
    """As a lesion of any role."""
    found = [{"day": -5, "test": "spleen length", "value": 16.0, "unit": "cm"}]
    assert queries("B14", study(node(20_000), row("NT1", organ="SPLEEN"), findings=found, reported=CALLED)) == []


def test_a_study_without_any_score_is_told_once() -> None:
    """Lymphomas that take up FDG, and no Deauville score anywhere."""
    people = [{"subject": "S1", "tumor_type": "DLBCL"}, {"subject": "S2", "tumor_type": "Hodgkin lymphoma"}]
    both = [node(20_000), node(20_000) | {"subject": "S2"}]
    assert query("B14", study(*both, subjects=people, reported=CALLED))["subject"] is None


@pytest.mark.parametrize(
    ("kind", "asked"), [("Follicular lymphoma", True), ("Marginal zone lymphoma", False), (None, False)]
)
def test_a_subject_without_a_score_is_asked_about(kind: str | None, *, asked: bool) -> None:
    """Where another subject has one, and the lymphoma takes up FDG."""
    people: list[Row] = [{"subject": "S1", "tumor_type": kind}, {"subject": "S2", "tumor_type": "DLBCL"}]
    score = [{"subject": "S2", "day": 56, "test": "Deauville score", "value": 2.0}]
    both = [node(20_000), node(20_000) | {"subject": "S2"}]
    found = queries("B14", study(*both, subjects=people, findings=score, reported=CALLED))
    assert [one["subject"] for one in found] == (["S1"] if asked else [])


def test_a_score_in_tr_is_a_score() -> None:
    """FDP5PS is the five-point scale."""
    records = [{"TRTESTCD": "FDP5PS", "TRSTRESC": "2"}]
    people = [{"tumor_type": "DLBCL"}]
    assert queries("B14", study(node(20_000), subjects=people, domains={"TR": records}, reported=CALLED)) == []
