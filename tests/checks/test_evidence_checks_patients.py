"""P03 to P07 and P11: IL-8, biopsies, the patient, scans before baseline, evidence of something else."""

from __future__ import annotations

import pytest

import ebbtide
from tests.checks.cell_studies import Row, asked, found, happened, only, sizes, sums, trial

GROWN = sums({0: 50, 28: 70})


@pytest.mark.parametrize(("day", "fires"), [(2, False), (3, True), (9, True), (10, False)])
def test_il_8_during_crs(day: int, *, fires: bool) -> None:
    """From the first to the last day of CRS."""
    events = [happened(3, "crs", end_day=9)]
    queries = asked("P03", trial(events=events, findings=[found(day, "IL-8", 40.0)]))
    assert bool(queries) is fires
    assert all((query["day"], query["severity"]) == (day, "warning") for query in queries)


@pytest.mark.parametrize(("day", "fires"), [(38, True), (39, False)])
def test_crs_without_an_end_lasts_35_days_at_most(day: int, *, fires: bool) -> None:
    """CRS of day 3 may last to day 38."""
    assert bool(asked("P03", trial(events=[happened(3, "crs")], findings=[found(day, "IL-8", 40.0)]))) is fires


def test_il_8_by_another_laboratory() -> None:
    """The first value names the laboratory and the unit of the rest."""
    rows = [found(0, "IL-8", 9.0, "lab: north", unit="pg/mL"), found(40, "IL-8", 30.0, "lab: south", unit="pg/mL")]
    assert "IL-8 of day 40 is by south, the first value by north" in only("P03", trial(findings=rows))["message"]
    assert asked("P03", trial(findings=[rows[0], {**rows[1], "text": "lab: north"}])) == []
    assert len(asked("P03", trial(findings=[rows[0], {**rows[1], "text": None, "unit": "ng/mL"}]))) == 1


@pytest.mark.parametrize(("day", "fires"), [(0, False), (1, True), (27, True), (28, False)])
def test_a_biopsy_before_growth(day: int, *, fires: bool) -> None:
    """A biopsy after day 0 and before the growth of day 28 does not explain it."""
    queries = asked("P04", trial(timepoints=GROWN, findings=[found(day, "biopsy of a liver metastasis")]))
    assert bool(queries) is fires
    assert all("before growth was first seen on day 28" in query["message"] for query in queries)


def test_a_biopsy_of_another_organ() -> None:
    """The liver grew and a node was sampled; a biopsy of the liver, or one that names the lesion, is no question."""
    grown = [*sizes("T1", {0: 30, 28: 50}, organ="LIVER"), *sizes("T2", {0: 20, 28: 20}, organ="LUNG")]
    node = found(35, "biopsy of an axillary lymph node")
    query = only("P04", trial(measurements=grown, findings=[node]))
    assert (query["day"], query["severity"]) == (35, "query")
    assert "lies elsewhere: T1 (liver)" in query["message"]
    for test in ("biopsy of the liver", "biopsy of T1, lung", "core biopsy", "bone marrow biopsy"):
        assert asked("P04", trial(measurements=grown, findings=[found(35, test)])) == []


def test_a_lesion_of_unknown_site_may_be_the_one() -> None:
    """Where a grown lesion has no organ, no site can be another."""
    grown = [*sizes("T1", {0: 30, 28: 50}, organ="LIVER"), *sizes("T2", {0: 20, 28: 40})]
    assert asked("P04", trial(measurements=grown, findings=[found(35, "biopsy of the lung")])) == []


@pytest.mark.parametrize(
    ("test", "before", "now", "fires"),
    [
        ("ecog", 1, 2, False),
        ("ecog", 1, 3, True),
        ("Karnofsky performance status", 90, 70, False),
        ("Karnofsky performance status", 90, 60, True),
        ("lansky", 100, 70, True),
    ],
)
def test_a_major_fall_of_performance_status(test: str, before: float, now: float, *, fires: bool) -> None:
    """ECOG by 2, Karnofsky or Lansky by 30."""
    queries = asked("P05", trial(findings=[found(0, test, before), found(28, test, now)]))
    assert bool(queries) is fires
    for query in queries:
        assert (query["day"], query["severity"]) == (28, "warning")
        assert f"{now:.0f}, and {before:.0f} on day 0" in query["message"]


def test_scales_are_not_compared_with_each_other() -> None:
    """ECOG 0 and Karnofsky 40 are two scales, and 8 is on neither."""
    assert asked("P05", trial(findings=[found(0, "ecog", 0.0), found(28, "karnofsky", 40.0)])) == []
    assert asked("P05", trial(findings=[found(0, "ecog", 0.0), found(28, "ecog", 8.0)])) == []


def test_new_symptoms_are_told() -> None:
    """As an event or at a scan, after day 0."""
    query = only("P05", trial(events=[happened(30, "new_symptom", detail="cough")]))
    assert "a new symptom is recorded (cough)" in query["message"]
    assert only("P05", trial(timepoints=[{"day": 28, "new_symptom": True}]))["day"] == 28
    assert asked("P05", trial(events=[happened(-5, "new_symptom")])) == []


def test_no_scan_before_baseline() -> None:
    """Progression on the first scan needs an earlier one; without progression nothing is asked."""
    query = only("P06", trial(timepoints=GROWN))
    assert (query["subject"], query["day"], query["severity"]) == ("S1", 28, "info")
    assert "no scan before that of day 0" in query["message"]
    assert asked("P06", trial(timepoints=sums({0: 50, 28: 59.999}))) == []
    assert asked("P06", trial(timepoints=sums({-60: 40, 0: 50, 28: 70}))) == []


def test_a_study_without_such_scans_is_told_once() -> None:
    """Two subjects and no early scan make one query, on the study."""
    rows: list[Row] = [row | {"subject": subject} for subject in ("S1", "S2") for row in GROWN]
    query = only("P06", trial(timepoints=rows))
    assert query["subject"] is None
    assert query["message"].startswith("2 subjects have progression")


def test_the_biopsy_of_the_gastric_case_may_have_missed_the_tumour() -> None:
    """Infiltrate without tumour cells on day 100 is told with its limit."""
    query = only("P07", ebbtide.read_study(ebbtide.examples.path("gastric-car-t")))
    assert (query["day"], query["severity"]) == (100, "info")
    assert "may have missed the tumour" in query["message"]


@pytest.mark.parametrize(
    ("text", "severity"),
    [
        ("fibrosis and necrosis", "info"),
        ("necrosis; sampling error possible", "query"),
        ("inadequate sample", "query"),
        ("viable tumor cells and infiltrate", None),
        ("adenocarcinoma", None),
        ("infiltrating carcinoma", None),
        ("infiltrate, no carcinoma", "info"),
    ],
)
def test_words_of_a_biopsy(text: str, severity: str | None) -> None:
    """Benign tissue is told, a poor sample is asked about, viable tumour is neither."""
    found_in = asked("P07", trial(findings=[found(40, "biopsy", text=text, category="pathology")]))
    assert [query["severity"] for query in found_in] == ([severity] if severity else [])


def test_evidence_of_something_else_is_told() -> None:
    """IL-8 and SUVmax have counts of response and later course; ctDNA has counts of pseudoprogression."""
    rows = [found(28, "IL-8", 12.0), found(28, "suv_max", 9.0), found(28, "ctDNA", 3.0), found(-1, "tmb", 4.0)]
    query = only("P11", trial(timepoints=GROWN, findings=rows))
    assert (query["day"], query["severity"]) == (28, "info")
    assert "IL-8 (objective response; Sanmamed 2017)" in query["message"]
    assert "suv_max (later nonprogression vs progression" in query["message"]
    assert "ctDNA" not in query["message"]
    assert "tmb" not in query["message"]
    assert asked("P11", trial(timepoints=sums({0: 50, 28: 50}), findings=rows)) == []
