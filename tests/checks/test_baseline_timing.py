"""B08 and B09: what happened between the baseline scan and the start of therapy."""

from __future__ import annotations

import pytest

from ebbtide import Options
from tests.checks.baseline_studies import Row, queries, query, row, study

LIVER = row("T1", 20_000, organ="LIVER")


def biopsy(day: int, test: str = "biopsy of a liver metastasis") -> list[Row]:
    """Write a biopsy down."""
    return [{"day": day, "test": test, "category": "pathology"}]


def test_a_biopsy_of_the_organ_names_the_target() -> None:
    """A liver biopsy between scan and therapy asks about the target in the liver."""
    one = query("B08", study(LIVER, row("T2", 20_000, organ="LUNG"), findings=biopsy(-3)))
    assert (one["lesion"], one["day"], one["severity"]) == ("T1", -3, "warning")
    assert "after the baseline scan of day -7" in one["message"]


@pytest.mark.parametrize(("day", "asked"), [(-8, False), (-7, True), (0, True), (1, False)])
def test_only_the_time_from_scan_to_therapy_counts(day: int, *, asked: bool) -> None:
    """From the day of the scan to the day therapy starts."""
    assert len(queries("B08", study(LIVER, findings=biopsy(day)))) == asked


@pytest.mark.parametrize(
    "test", ["biopsy of the left kidney", "bone marrow biopsy", "PD-L1 expression", "adrenal biopsy"]
)
def test_other_samples_ask_nothing(test: str) -> None:
    """A sample of another organ, of the marrow, or none at all is no matter of the liver."""
    assert queries("B08", study(LIVER, findings=biopsy(-3, test))) == []


def test_a_biopsy_of_no_named_site_is_asked_about_once() -> None:
    """Where the site is not told, the subject is asked, and not each lesion."""
    one = query("B08", study(LIVER, row("T2", 20_000, organ="LUNG"), findings=biopsy(-3, "core biopsy")))
    assert (one["lesion"], one["reader"]) == (None, None)
    assert "the site is not told" in one["message"]


def test_an_excision_of_a_node_is_found_among_the_treatments() -> None:
    """A node is a node, wherever it lies; surgery is told by its class."""
    given = [{"day": -2, "agent": "lymph node excision", "class": "surgery"}]
    assert query("B08", study(row("T1node", 20_000, organ="AXILLA"), treatments=given))["lesion"] == "T1node"


def test_a_baseline_of_29_days_is_too_old() -> None:
    """Four weeks are allowed, and the day before them is not."""
    assert queries("B09", study(row("T1", 20_000, day=-28))) == []
    one = query("B09", study(row("T1", 20_000, day=-29, visit="SCREENING")))
    assert (one["day"], one["visit"], one["severity"]) == (-29, "SCREENING", "query")
    assert "SCREENING: the baseline scan is of day -29, more than 28 days before" in one["message"]


def test_the_window_is_the_study_s() -> None:
    """A protocol of 14 days asks about day -15."""
    options = Options(baseline_window_days=14)
    assert "more than 14 days" in query("B09", study(row("T1", 20_000, day=-15), options=options))["message"]


@pytest.mark.parametrize(("day", "asked"), [(0, False), (1, True)])
def test_a_baseline_after_the_start_is_late(day: int, *, asked: bool) -> None:
    """The day therapy starts is the last that will do."""
    found = queries("B09", study(row("T1", 20_000, day=day, visit="BASELINE")))
    assert [f"of day {day}, after the start" in one["message"] for one in found] == [True] * asked


def test_no_baseline_at_all_is_asked_about() -> None:
    """A first scan weeks after the start leaves nothing to compare with."""
    assert (
        "There is no baseline scan: the first is of day 42" in query("B09", study(row("T1", 20_000, day=42)))["message"]
    )


def test_readers_of_one_scan_are_asked_once() -> None:
    """Two readers of one old scan are one query to the site; a reader with a scan of its own is named."""
    both = study(*(row("T1", 20_000, day=-40, reader=reader) for reader in ("A", "B")))
    assert query("B09", both)["reader"] is None
    one = study(row("T1", 20_000, day=-40, reader="A"), row("T1", 20_000, reader="B"))
    assert query("B09", one)["reader"] == "A"


@pytest.mark.parametrize(
    ("scan", "start", "end", "asked"),
    [(-20, -14, -10, True), (-12, -14, -10, True), (-10, -14, -10, False), (-5, -14, -10, False),
     (-20, -14, None, True), (-14, -14, None, False)],
)  # fmt: skip
def test_a_scan_before_bridging_needs_another_after_it(scan: int, start: int, end: int | None, *, asked: bool) -> None:
    """Before a CAR-T infusion the baseline scan comes after bridging therapy has ended."""
    given: list[Row] = [
        {"day": start, "end_day": end, "agent": "R-GemOx", "class": "bridging"},
        {"day": 0, "agent": "axicabtagene", "class": "car_t"},
    ]
    found = queries("B09", study(row("T1", 20_000, day=scan), treatments=given))
    assert ["bridging therapy (R-GemOx)" in one["message"] for one in found] == [True] * asked


def test_bridging_matters_before_a_car_t_infusion_only() -> None:
    """Without an infusion there is nothing to bridge."""
    given = [{"day": -14, "agent": "R-GemOx", "class": "bridging"}]
    assert queries("B09", study(row("T1", 20_000, day=-20), treatments=given)) == []
