"""K01, K02 and K12: days of infusions, doses and weights, the order of what comes before them."""

from __future__ import annotations

import pytest

import ebbtide
from tests.checks.cell_studies import Row, asked, cells, found, given, happened, only, trial


def dosed(day: int, total: float | None, per_kg: float | None) -> list[Row]:
    """Write both doses of an infusion down."""
    doses = ((total, "cells"), (per_kg, "cells/kg"))
    return [given(day, "CAR-T", "car_t", dose=dose, dose_unit=unit) for dose, unit in doses if dose is not None]


def test_day_0_that_is_no_infusion_is_asked_about() -> None:
    """An infusion on day 5 leaves day 0 to be explained; one on day 0 does not."""
    query = only("K01", trial(treatments=cells(5)))
    assert (query["day"], query["severity"]) == (5, "query")
    assert "first CAR-T infusion is recorded on day 5" in query["message"]
    assert asked("K01", trial(treatments=cells(0))) == []


def test_several_infusions_share_one_axis() -> None:
    """Two infusions are told with both days, as information."""
    query = only("K01", trial(treatments=cells(0, 127)))
    assert (query["day"], query["severity"]) == (127, "info")
    assert "2 infusions are recorded, on days 0, 127" in query["message"]


@pytest.mark.parametrize(("day", "fires"), [(126, True), (127, False)])
def test_words_on_a_second_infusion_before_its_day(day: int, *, fires: bool) -> None:
    """What is told of the second infusion cannot come before it."""
    said = [found(day, "CRS or ICANS after the second infusion", text="none")]
    messages = [row["message"] for row in asked("K01", trial(treatments=cells(0, 127), findings=said))]
    assert any("which is recorded on day 127" in message for message in messages) is fires


def test_a_reinfusion_without_a_record() -> None:
    """A reinfusion that only an event speaks of is asked for."""
    events = [happened(200, "last_contact", detail="alive 73 days after reinfusion")]
    query = only("K01", trial(treatments=cells(0), events=events))
    assert (query["day"], query["severity"]) == (200, "query")
    assert "of which there is no record" in query["message"]


def test_the_weights_of_the_published_case() -> None:
    """8.55e8 at 1.5e7/kg are 57 kg, 1e9 at 2e7/kg are 50 kg: 12 % less, 127 days later (Zhao 2025)."""
    doses = [*dosed(0, 8.55e8, 1.5e7), *dosed(127, 1e9, 2e7)]
    query = only("K02", trial(treatments=doses))
    assert (query["day"], query["severity"]) == (127, "query")
    assert all(part in query["message"] for part in ("50 kg", "57 kg", "-12 % in 127 days"))


@pytest.mark.parametrize(("total", "fires"), [(4.5e8, False), (4.49e8, True), (5.5e8, False), (5.51e8, True)])
def test_weights_differ_by_more_than_a_tenth(total: float, *, fires: bool) -> None:
    """From 50 kg, 45 and 55 kg are within a tenth, and 44.9 and 55.1 kg are not."""
    doses = [*dosed(0, 5e8, 1e7), *dosed(90, total, 1e7)]
    assert bool(asked("K02", trial(treatments=doses))) is fires


@pytest.mark.parametrize(("kg", "fires"), [(55.0, False), (56.0, True)])
def test_the_weight_on_record(kg: float, *, fires: bool) -> None:
    """50 kg is within a tenth of 55 kg (5.5), not of 56 kg (5.6)."""
    study = trial(subjects=[{"weight_kg": kg}], treatments=dosed(0, 5e8, 1e7))
    queries = asked("K02", study)
    assert bool(queries) is fires
    assert all("56 kg is recorded" in query["message"] for query in queries)


def test_an_impossible_weight_is_an_error() -> None:
    """A dose per kg that is a power of ten too large implies 0.5 kg."""
    query = only("K02", trial(treatments=dosed(0, 5e8, 1e9)))
    assert query["severity"] == "error"
    assert "imply a body weight of 0.5 kg" in query["message"]


def test_a_dose_without_a_unit_is_asked_about() -> None:
    """A number alone may be the total or the dose per kg."""
    query = only("K02", trial(treatments=[given(0, "CAR-T", "car_t", dose=2.0e6)]))
    assert (query["day"], query["severity"]) == (0, "query")
    assert "the dose 2000000 gives neither a total nor a dose per kilogram" in query["message"]
    assert asked("K02", trial(treatments=dosed(0, None, 2e6))) == []


def test_the_gastric_case_is_found_in_the_example() -> None:
    """The bundled case has both doses, and its two weights are asked about."""
    query = only("K02", ebbtide.read_study(ebbtide.examples.path("gastric-car-t")))
    assert "imply a body weight of 50 kg" in query["message"]


def test_the_usual_order_asks_nothing() -> None:
    """Collection, bridging, lymphodepletion and infusion, in this order, for each of two infusions."""
    course = [
        given(-40, "leukapheresis", "leukapheresis"),
        given(-30, "polatuzumab", "bridging", end_day=-10),
        given(-5, "fludarabine", "lymphodepletion", end_day=-3),
        given(85, "bendamustine", "lymphodepletion", end_day=86),
        given(70, "radiotherapy", "bridging", end_day=75),
        given(120, "plasmapheresis"),
        *cells(0, 90),
    ]
    assert asked("K12", trial(treatments=course)) == []


@pytest.mark.parametrize(
    ("row", "severity", "part"),
    [
        (given(0, "leukapheresis", "leukapheresis"), "error", "first leukapheresis is recorded on day 0"),
        (given(-3, "fludarabine", "lymphodepletion", end_day=0), "error", "does not end before the infusion of day 0"),
        (given(-17, "fludarabine", "lymphodepletion", end_day=-15), "query", "comes 15 days after it ended"),
        (given(3, "fludarabine", "lymphodepletion"), "query", "no infusion follows"),
        (given(-9, "prednisone", "bridging", end_day=2), "error", "does not end before the infusion of day 0"),
        (given(1, "rituximab", "bridging"), "query", "no infusion follows"),
    ],
)
def test_orders_that_cannot_be(row: Row, severity: str, part: str) -> None:
    """Each course that is out of order is asked about once."""
    query = only("K12", trial(treatments=[row, *cells(0)]))
    assert query["severity"] == severity
    assert part in query["message"]


def test_lymphodepletion_of_14_days_before_is_in_time() -> None:
    """Two weeks are allowed."""
    row = given(-16, "fludarabine", "lymphodepletion", end_day=-14)
    assert asked("K12", trial(treatments=[row, *cells(0)])) == []


def test_bridging_between_collection_and_lymphodepletion() -> None:
    """Bridging that begins before collection, or lasts into lymphodepletion, is asked about."""
    shared = [given(-20, "leukapheresis", "leukapheresis"), given(-5, "fludarabine", "lymphodepletion"), *cells(0)]
    early = only("K12", trial(treatments=[given(-21, "rituximab", "bridging"), *shared]))
    assert "begins before the leukapheresis of day -20" in early["message"]
    late = only("K12", trial(treatments=[given(-9, "rituximab", "bridging", end_day=-5), *shared]))
    assert "runs into the lymphodepletion of day -5" in late["message"]
    assert asked("K12", trial(treatments=[given(-20, "rituximab", "bridging", end_day=-6), *shared])) == []
