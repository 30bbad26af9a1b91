"""K10, K13, K15, K16 and K18: other drugs, and counts that lie elsewhere."""

from __future__ import annotations

import pytest

import ebbtide
from tests.checks.cell_studies import Row, asked, cells, found, given, happened, only, trial

ALL: Row = {"tumor_type": "acute lymphoblastic leukemia"}


@pytest.mark.parametrize(("day", "fires"), [(3, False), (4, True), (17, True), (18, False)])
def test_il_6_after_tocilizumab(day: int, *, fires: bool) -> None:
    """From the day after the dose to day 14 after it."""
    rows = [given(3, "tocilizumab", "anti_cytokine")]
    queries = asked("K10", trial(treatments=rows, findings=[found(day, "IL-6", 900.0)]))
    assert bool(queries) is fires
    assert all(query["severity"] == "info" and "after tocilizumab (day 3)" in query["message"] for query in queries)


def test_steroids_lower_crp_while_they_last() -> None:
    """CRP within the days of a steroid is told, and other tests are not."""
    rows = [given(7, "methylprednisolone", "corticosteroid", end_day=10)]
    findings = [found(day, test, 1.0) for day, test in ((8, "CRP"), (9, "C-reactive protein"), (11, "CRP"), (8, "LDH"))]
    query = only("K10", trial(treatments=rows, findings=findings))
    assert "CRP (day 8), C-reactive protein (day 9) after methylprednisolone (days 7 to 10)" in query["message"]


@pytest.mark.parametrize(
    ("first", "last", "fires"),
    [(-60, -31, False), (-60, -30, True), (35, 90, True), (36, 90, False)],
)
def test_the_attribution_window(first: int, last: int, *, fires: bool) -> None:
    """From 30 days before the infusion to 35 days after it."""
    rows = [given(first, "capecitabine", "chemotherapy", end_day=last), *cells(0)]
    queries = asked("K13", trial(treatments=rows))
    assert bool(queries) is fires
    assert all(query["severity"] == "warning" and query["day"] == first for query in queries)


def test_nab_paclitaxel_in_the_conditioning_is_named() -> None:
    """Fludarabine and cyclophosphamide are usual, and nab-paclitaxel acts on the tumour (Zhao 2025)."""
    usual = "fludarabine 30 mg/m2 and cyclophosphamide"
    rows = [given(-5, usual, "lymphodepletion"), *cells(0)]
    assert asked("K13", trial(treatments=rows)) == []
    more = [given(-5, f"{usual}, nab-paclitaxel", "lymphodepletion"), *cells(0)]
    query = only("K13", trial(treatments=more))
    assert "lymphodepletion with more than the usual drugs (nab-paclitaxel)" in query["message"]


def test_the_oral_drug_of_the_gastric_case_is_found() -> None:
    """It was taken until day 14; what was started on day 156 falls to the second infusion."""
    queries = asked("K13", ebbtide.read_study(ebbtide.examples.path("gastric-car-t")))
    assert any("oral chemotherapy" in query["message"] and "days -25 to 14" in query["message"] for query in queries)
    assert any("Infusion of day 127: sintilimab" in query["message"] for query in queries)


def test_supporting_drugs_are_no_confounders() -> None:
    """Tocilizumab, G-CSF and leukapheresis do not act on a tumour; a new therapy that only an event tells does."""
    rows = [given(-25, "leukapheresis", "leukapheresis"), given(3, "tocilizumab", "anti_cytokine"), *cells(0)]
    assert asked("K13", trial(treatments=[*rows, given(9, "filgrastim", "growth_factor")])) == []
    events = [happened(30, "new_therapy", detail="apatinib")]
    assert "new therapy (apatinib)" in only("K13", trial(treatments=rows, events=events))["message"]


@pytest.mark.parametrize(("day", "fires"), [(87, True), (88, False)])
def test_neutrophils_soon_after_g_csf(day: int, *, fires: bool) -> None:
    """Up to 7 days after its last day."""
    rows = [given(75, "filgrastim", "growth_factor", end_day=80)]
    queries = asked("K15", trial(subjects=[ALL], treatments=rows, findings=[found(day, "ANC", 1.2, unit="1e9/L")]))
    assert bool(queries) is fires
    assert all("ANC = 1.2 1e9/L, 7 days after filgrastim" in query["message"] for query in queries)


@pytest.mark.parametrize(("day", "fires"), [(128, True), (129, False)])
def test_platelets_soon_after_a_tpo_agonist(day: int, *, fires: bool) -> None:
    """Up to 28 days after its last day."""
    rows = [given(60, "romiplostim", "tpo_agonist", end_day=100)]
    study = trial(subjects=[ALL], treatments=rows, findings=[found(day, "platelets", 105.0)])
    assert bool(asked("K15", study)) is fires


def test_eltrombopag_without_an_end_goes_on() -> None:
    """65 platelets under eltrombopag 50 mg a day, whose end is not told, are asked about (Kong 2022)."""
    rows = [given(95, "eltrombopag", "tpo_agonist", dose=50.0, dose_unit="mg")]
    findings = [found(158, "platelets", 65.0, unit="1e9/L"), found(158, "ANC", 1.6), found(158, "hemoglobin", 130.0)]
    query = only("K15", trial(subjects=[ALL], treatments=rows, findings=findings))
    assert (query["day"], query["severity"]) == (158, "warning")
    assert "during eltrombopag (day 95), whose end is not recorded" in query["message"]


def test_counts_of_a_solid_tumour_tell_no_remission() -> None:
    """Without leukaemia or a marrow nothing is asked."""
    rows = [given(5, "filgrastim", "growth_factor")]
    counts = [found(6, "ANC", 1.2)]
    assert asked("K15", trial(subjects=[{"tumor_type": "gastric cancer"}], treatments=rows, findings=counts)) == []
    marrow = [found(30, "marrow_blasts", 1.0, category="marrow")]
    assert len(asked("K15", trial(treatments=rows, findings=[*counts, *marrow]))) == 1


@pytest.mark.parametrize(
    ("agent", "dose", "unit", "fires"),
    [
        ("prednisone", 9.9, "mg/day", False),
        ("prednisone", 10.0, "mg", True),
        ("methylprednisolone", 8.0, "mg", True),
        ("methylprednisolone", 7.9, "mg", False),
        ("dexamethasone", 1.5, "mg", True),
        ("dexamethasone", 1.4, "mg", False),
        ("hydrocortisone", 40.0, "mg", True),
        ("hydrocortisone", 39.0, "mg", False),
    ],
)
def test_ten_milligrams_of_prednisone(agent: str, dose: float, unit: str, *, fires: bool) -> None:
    """8 mg methylprednisolone, 1.5 mg dexamethasone and 40 mg hydrocortisone are worth 10 mg."""
    rows = [given(20, agent, "corticosteroid", end_day=30, dose=dose, dose_unit=unit)]
    queries = asked("K16", trial(treatments=rows, findings=[found(28, "Deauville score", 4.0, category="imaging")]))
    assert bool(queries) is fires
    assert all((query["day"], query["severity"]) == (28, "warning") for query in queries)


def test_a_steroid_without_a_dose_is_asked_for() -> None:
    """The dose is wanted on the day of a PET, and on no other."""
    rows = [given(20, "prednisone", "corticosteroid", end_day=27)]
    query = only("K16", trial(treatments=rows, findings=[found(27, "suv_max", 8.0)]))
    assert (query["severity"], query["day"]) == ("query", 27)
    assert "its daily dose in mg is not told" in query["message"]
    assert asked("K16", trial(treatments=rows, findings=[found(28, "suv_max", 8.0)])) == []


@pytest.mark.parametrize(("day", "fires"), [(23, False), (22, True), (37, False), (38, True)])
def test_counts_within_a_week_of_the_marrow(day: int, *, fires: bool) -> None:
    """Seven days either way belong together."""
    marrow = found(30, "marrow_blasts", 1.0, category="marrow")
    counts = [found(day, test, 1.5) for test in ("anc", "platelets")]
    queries = asked("K18", trial(findings=[marrow, *counts]))
    assert bool(queries) is fires
    for query in queries:
        assert (query["day"], query["severity"]) == (30, "query")
        assert f"neutrophils of day {day} (8 days), platelets of day {day} (8 days)" in query["message"]


def test_a_marrow_before_therapy_is_no_response() -> None:
    """Day 0 is before it, and a study without counts is not asked for them."""
    marrow = found(0, "marrow_blasts", 40.0, category="marrow")
    assert asked("K18", trial(findings=[marrow, found(40, "anc", 1.0)])) == []
    assert asked("K18", trial(findings=[{**marrow, "day": 30}])) == []
