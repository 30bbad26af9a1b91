"""K03, K04, K05 and K11: units, limits, peaks and B cells."""

from __future__ import annotations

import pytest

from tests.checks.cell_studies import Row, asked, cells, found, only, trial

DNA, UL = "copies/ug DNA", "copies/uL"


def car(day: int, value: float | None = None, unit: str | None = DNA, test: str = "car_copies", **more: object) -> Row:
    """Write a count of CAR-T cells down."""
    return found(day, test, value, unit=unit, category="car_kinetics", **more)  # type: ignore[arg-type]


def test_a_count_without_a_unit_is_asked_for() -> None:
    """A number needs its unit; words need none, and percent is one."""
    query = only("K03", trial(findings=[car(9, 1200, None)]))
    assert (query["day"], query["severity"]) == (9, "query")
    assert "car_copies = 1200 has no unit" in query["message"]
    assert asked("K03", trial(findings=[car(9, None, None, text="peak"), car(10, 78.1, "%", "car_t_cells")])) == []


def test_one_test_in_two_units_is_a_warning() -> None:
    """Copies per µg and per µL under one name never share an axis; per subject, it is a remark."""
    query = only("K03", trial(findings=[car(7, 100, DNA), car(14, 50, UL)]))
    assert query["severity"] == "warning"
    assert "car_copies is recorded in 2 units: copies/ug DNA, copies/uL" in query["message"]
    told = only("K03", trial(findings=[car(7, 100, DNA), car(7, 12, "% of T cells", "car_t_cells")]))
    assert told["severity"] == "info"
    assert asked("K03", trial(findings=[car(7, 100), car(14, 50)])) == []
    assert asked("K03", trial(findings=[car(7, 100), car(14, 50, "Copies/µg gDNA")])) == []


def test_below_the_limit_is_no_zero() -> None:
    """0 is a warning, a negative number an error; words say it rightly."""
    query = only("K04", trial(findings=[car(28, 0, lloq=50.0)]))
    assert (query["day"], query["severity"]) == (28, "warning")
    assert "the limit 50 copies/ug DNA is recorded" in query["message"]
    assert only("K04", trial(findings=[car(28, -1)]))["severity"] == "error"
    assert asked("K04", trial(findings=[car(28, 0, text="not detected"), car(29, None, text="none detected")])) == []


@pytest.mark.parametrize(("value", "fires"), [(49.9, True), (50.0, False)])
def test_a_number_below_its_limit(value: float, *, fires: bool) -> None:
    """What is at the limit is quantified."""
    queries = asked("K04", trial(findings=[car(28, value, lloq=50.0)]))
    assert bool(queries) is fires
    assert all(query["severity"] == "info" for query in queries)


@pytest.mark.parametrize(("day", "fires"), [(0, True), (1, False), (28, False), (29, True)])
def test_a_peak_lies_between_day_1_and_day_28(day: int, *, fires: bool) -> None:
    """The highest of several samples, day by day."""
    rows = [car(day, 5000), car(35, 10)]
    queries = asked("K05", trial(treatments=cells(0), findings=rows))
    assert bool(queries) is fires
    assert all(f"CAR copies peak on day {day} (5000 copies/ug DNA)" in query["message"] for query in queries)


def test_a_peak_counts_from_its_own_infusion() -> None:
    """Day 141 is day 14 after the infusion of day 127, and day 160 is day 33."""
    early = [car(127, 5), car(141, 4858.59)]
    assert asked("K05", trial(treatments=cells(0, 127), findings=early)) == []
    late = only("K05", trial(treatments=cells(0, 127), findings=[car(141, 5), car(160, 4858.59)]))
    assert "33 days after the infusion of day 127" in late["message"]


def test_one_late_number_is_no_peak() -> None:
    """A single sample on day 60 is not called a peak, unless words do."""
    assert asked("K05", trial(treatments=cells(0), findings=[car(60, 100)])) == []
    assert len(asked("K05", trial(treatments=cells(0), findings=[car(60, None, None, text="peak")]))) == 1


def test_cells_before_the_infusion_are_asked_about() -> None:
    """A number above its limit on day -1 cannot be; one below it can."""
    query = only("K05", trial(treatments=cells(0), findings=[car(-1, 80, lloq=50.0)]))
    assert "before the first infusion of day 0" in query["message"]
    assert asked("K05", trial(treatments=cells(0), findings=[car(-1, 49, lloq=50.0)])) == []


def b_cells(value: float | None, unit: str | None = "%", text: str | None = None) -> Row:
    """Write B cells of day 60 down."""
    return found(60, "b_cells", value, text, unit=unit, category="blood_count")


@pytest.mark.parametrize(
    ("row", "fires"),
    [
        (b_cells(1.0), False),
        (b_cells(1.1), True),
        (b_cells(100, "cells/uL"), False),
        (b_cells(101, "cells/uL"), True),
        (b_cells(None, None, "recovered"), True),
        (b_cells(None, None, "aplasia"), False),
    ],
)
def test_b_cells_are_back_while_cells_persist(row: Row, *, fires: bool) -> None:
    """Above 1 % or 100 per µL they are back, which cells that are seen do not allow."""
    queries = asked("K11", trial(treatments=cells(0), findings=[row, car(60, 500)]))
    assert bool(queries) is fires
    assert all("B cells are back" in query["message"] and query["day"] == 60 for query in queries)


def test_b_cells_stay_away_without_cells() -> None:
    """Aplasia with no CAR-T cells seen is asked about, within two weeks, for B-cell antigens only."""
    gone = car(46, None, None, text="not detected")
    query = only("K11", trial(treatments=cells(0), findings=[b_cells(0.0), gone]))
    assert "B cells are still absent (0 %)" in query["message"]
    assert asked("K11", trial(treatments=cells(0), findings=[b_cells(0.0), {**gone, "day": 45}])) == []
    other = cells(0, agent="Claudin 18.2 CAR-T")
    assert asked("K11", trial(treatments=other, findings=[b_cells(0.0), gone])) == []
