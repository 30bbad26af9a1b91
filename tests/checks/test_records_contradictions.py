"""Dates, deaths and missing lesions: M13, M14 and M17."""

from __future__ import annotations

import polars as pl
import pytest

import ebbtide
from ebbtide.checks import Examined
from tests.checks.follow_up_trials import Row, found, lesion, trial

SCANS = [*lesion("T1", {-7: "30"}), *lesion("T1", {40: "30"}, visit="WEEK 6"), *lesion("T2", {-7: "20"}),
         *lesion("T2", {44: "20"}, visit="WEEK 6")]  # fmt: skip


def reported(day: int, said: str = "SD", **cells: object) -> Row:
    """Write a reported response."""
    return {"day": day, "criterion": "recist-1.1", "overall_response": said} | cells


@pytest.mark.parametrize(("day", "asked"), [(40, 0), (44, 0), (42, 1), (39, 1), (45, 1)])
def test_a_response_has_the_date_of_a_scan(day: int, asked: int) -> None:
    """M13 allows the first and the last scan of the visit, days 40 and 44."""
    query = found(trial({"measurements": SCANS, "reported": [reported(day, visit="WEEK 6")]}), "M13")
    assert [(one["visit"], one["day"], one["severity"]) for one in query] == [("WEEK 6", day, "warning")] * asked
    assert all(f"SD is dated day {day}, and the scans of the visit were made from day 40 to day 44" in one["message"]
               for one in query)  # fmt: skip


def test_a_response_without_a_visit_is_not_asked() -> None:
    """M13 is silent where nothing says which scans the response is of."""
    assert found(trial({"measurements": SCANS, "reported": [reported(60)]}), "M13") == []


@pytest.mark.parametrize(("died", "asked"), [(43, 1), (44, 0), (45, 0)])
def test_an_assessment_after_death_is_an_error(died: int, asked: int) -> None:
    """M14 allows the day of the death."""
    query = found(trial({"measurements": SCANS, "events": [{"day": died, "event": "death"}]}), "M14")
    assert [(one["subject"], one["day"], one["severity"]) for one in query] == [("S1", 44, "error")] * asked
    assert all("died on day 43, and there is a measurement after it (day 44)" in one["message"] for one in query)


def test_all_that_is_after_death_is_named_in_one_query() -> None:
    """M14 names kinds and days, and leaves out what was not done."""
    rows = {
        "measurements": [*SCANS, *lesion("T1", {90: "not_done"})],
        "reported": [reported(50), reported(80, "ND")],
        "events": [{"day": 41, "event": "death"}],
    }
    (query,) = found(trial(rows), "M14")
    assert "a measurement and a response after it (days 44, 50)" in query["message"]


@pytest.mark.parametrize(("died", "asked"), [("2026-02", 0), ("2026-02-09", 1), ("2026-02-10", 0)])
def test_a_death_dated_in_part_is_left_out(died: str, asked: int) -> None:
    """M14 is silent where only the month of the death is known, which is read as its first day."""
    frames = {
        "subjects": pl.DataFrame({"subject": ["S1"], "reference_date": ["2026-01-01"]}),
        "measurements": pl.DataFrame({"subject": ["S1"] * 2, "lesion": ["T1"] * 2, "role": ["target"] * 2,
                                      "date": ["2025-12-28", "2026-02-10"], "longest_mm": ["30", "20"]}),
        "events": pl.DataFrame({"subject": ["S1"], "event": ["death"], "date": [died]}),
    }  # fmt: skip
    assert len(found(Examined.of(ebbtide.read_study(frames)), "M14")) == asked


def test_a_response_of_no_lesion_is_an_error() -> None:
    """M17 names the reader and the first response; another subject shows that the reader has lesions."""
    others = [row | {"subject": "S2"} for row in SCANS]
    rows = [reported(42, visit="WEEK 6"), reported(84)]
    (query,) = found(trial({"measurements": others, "reported": rows}), "M17")
    assert (query["subject"], query["visit"], query["day"], query["severity"]) == ("S1", "WEEK 6", 42, "error")
    assert query["message"].startswith("2 responses are reported by this evaluator (the first, SD, WEEK 6)")


@pytest.mark.parametrize(
    "tables",
    [
        {"measurements": SCANS, "reported": [reported(42)]},
        {"timepoints": [{"day": -7, "target_sum_mm": "50"}], "reported": [reported(42)]},
        {
            "measurements": [row | {"subject": "S2"} for row in SCANS],
            "reported": [reported(42, "NE"), reported(80, "NED")],
        },
        {"measurements": [row | {"subject": "S2"} for row in SCANS], "reported": [reported(42, reader="adjudicator")]},
        {"reported": [reported(42)]},
    ],
)
def test_lesions_sums_or_no_claim_are_enough(tables: dict[str, list[Row]]) -> None:
    """M17 is silent with lesions or sums, on NE and NED, on readers and studies that have no lesions at all."""
    assert found(trial(tables), "M17") == []
