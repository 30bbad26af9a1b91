"""P01, P02, P08, P09 and P10: circulating tumour DNA."""

from __future__ import annotations

import pytest

from ebbtide.study.evidence_options import EvidenceOptions
from tests.checks.cell_studies import Row, asked, cells, found, only, sizes, trial


def dna(day: int, value: float | None, text: str | None = None, unit: str = "copies/mL") -> Row:
    """Write a sample down."""
    return found(day, "ctDNA", value, text, unit=unit, category="ctdna")


def test_a_baseline_is_needed() -> None:
    """Samples after therapy alone ask for one before it, once."""
    query = only("P01", trial(findings=[dna(28, 5), dna(56, 4)]))
    assert (query["day"], query["severity"]) == (28, "query")
    assert "none before the start of therapy" in query["message"]
    assert asked("P01", trial(findings=[dna(-3, 5)])) == []


@pytest.mark.parametrize(("day", "fires"), [(-29, True), (-28, False), (0, False)])
def test_a_baseline_of_28_days_is_fresh(day: int, *, fires: bool) -> None:
    """Four weeks are allowed."""
    queries = asked("P01", trial(findings=[dna(day, 5), dna(28, 4)]))
    assert bool(queries) is fires
    assert all("is of day -29, more than 28 days before it" in query["message"] for query in queries)


def test_another_assay_or_unit_is_asked_about() -> None:
    """Both samples are by one assay and in one unit."""
    query = only("P01", trial(findings=[dna(0, 5, "assay: one"), dna(28, 4, "assay: two")]))
    assert "ctDNA of day 28 is by two, the baseline of day 0 by one" in query["message"]
    assert len(asked("P01", trial(findings=[dna(0, 5), dna(28, 4, unit="%")]))) == 1
    assert asked("P01", trial(findings=[dna(0, 5, "assay: one"), dna(28, 4, "assay: one")])) == []


@pytest.mark.parametrize(("value", "fires"), [(100.0, False), (99.0, True), (50.0, True), (49.9, False)])
def test_a_fall_by_half_may_be_noise(value: float, *, fires: bool) -> None:
    """More than 50 % is a response (Goldberg 2018); half or less may be chance."""
    queries = asked("P02", trial(findings=[dna(0, 100), dna(28, value)]))
    assert bool(queries) is fires
    assert all((query["day"], query["severity"]) == (28, "info") for query in queries)


@pytest.mark.parametrize(("value", "fires"), [(100.0, False), (99.0, True), (10.0, True), (9.9, False)])
def test_tenfold_is_between_the_classes(value: float, *, fires: bool) -> None:
    """More than tenfold is favourable, no fall is unfavourable (Lee 2018)."""
    queries = asked("P10", trial(findings=[dna(0, 100), dna(28, value)]))
    assert bool(queries) is fires
    assert all("from 100 copies/mL (day 0)" in query["message"] for query in queries)


@pytest.mark.parametrize(("day", "fires"), [(84, True), (85, False)])
def test_the_classes_are_of_twelve_weeks(day: int, *, fires: bool) -> None:
    """What comes later was not counted; undetectable is a class of its own."""
    assert bool(asked("P10", trial(findings=[dna(0, 100), dna(day, 50)]))) is fires
    assert asked("P10", trial(findings=[dna(0, 100), dna(day, None, "undetectable")])) == []


@pytest.mark.parametrize(("day", "fires"), [(0, False), (1, True), (21, True), (22, False)])
def test_three_weeks_after_cells(day: int, *, fires: bool) -> None:
    """The days on which the published counts are barred, the infusion itself being the baseline."""
    assert EvidenceOptions().ctdna_cells_bar_days == 21
    queries = asked("P08", trial(treatments=cells(0), findings=[dna(day, 5)]))
    assert bool(queries) is fires
    assert all(query["severity"] == "warning" and query["day"] == day for query in queries)


def test_the_bar_is_of_the_latest_infusion() -> None:
    """Day 130 is three days after the second infusion."""
    query = only("P08", trial(treatments=cells(0, 127), findings=[dna(100, 5), dna(130, 5)]))
    assert "3 days after the infusion of day 127" in query["message"]


def brain(*other: Row, day: int = 40) -> list[Row]:
    """Ask P09 about a brain lesion that grew on day 56, and ctDNA."""
    grown = sizes("T1", {0: 20, 56: 30}, organ="BRAIN")
    return asked("P09", trial(measurements=[*grown, *other], findings=[dna(day, 5)]))


def test_growth_in_the_brain_alone_bars_ctdna() -> None:
    """A lesion that grew elsewhere as well lifts the bar; one that did not grow does not."""
    (query,) = brain()
    assert (query["day"], query["severity"]) == (40, "warning")
    assert "growth of day 56 in the central nervous system alone (T1)" in query["message"]
    assert len(brain(*sizes("T2", {0: 20, 56: 20}, organ="LIVER"))) == 1
    assert brain(*sizes("T2", {0: 20, 56: 30}, organ="LIVER")) == []


@pytest.mark.parametrize(("day", "fires"), [(27, False), (28, True), (84, True), (85, False)])
def test_ctdna_near_the_growth(day: int, *, fires: bool) -> None:
    """Within 28 days of it."""
    assert bool(brain(day=day)) is fires
