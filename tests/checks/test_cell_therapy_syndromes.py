"""K06, K07, K08 and K17: grades against components, days, doses, and the score for a child."""

from __future__ import annotations

import pytest

from tests.checks.cell_studies import Row, asked, cells, found, given, happened, only, trial

SUPPORTED = [found(4, "temperature", 39.0, unit="degC"), found(4, "vasopressors", 1.0, "noradrenaline")]


def crs(grade: int | None, findings: list[Row], **event: object) -> list[Row]:
    """Ask K06 about CRS from day 3."""
    events = [happened(3, "crs", grade=grade, **event)]
    return asked("K06", trial(treatments=cells(0), events=events, findings=findings))


def fever(day: int, oxygen: str, flow: float | None = None, degrees: float = 38.0) -> list[Row]:
    """Write every component of a day down, without hypotension."""
    return [
        found(day, "temperature", degrees, unit="degC"),
        found(day, "oxygen", flow, oxygen, unit="L/min"),
        found(day, "vasopressors", 0.0),
        found(day, "hypotension", text="no"),
    ]


def test_a_vasopressor_is_grade_3() -> None:
    """Grade 2 with one vasopressor on day 4 is asked about, grade 3 is not."""
    (query,) = crs(2, SUPPORTED, end_day=7)
    assert (query["day"], query["severity"]) == (3, "query")
    assert "CRS of days 3 to 7 is recorded as grade 2, but the components of day 4 give grade 3" in query["message"]
    assert crs(3, SUPPORTED, end_day=7) == []


@pytest.mark.parametrize(("flow", "grade"), [(6.0, 2), (6.5, 3)])
def test_oxygen_up_to_six_litres_is_grade_2(flow: float, grade: int) -> None:
    """6 L/min are low flow, and more is high flow (Lee 2019, table 2)."""
    findings = fever(4, "low_flow", flow)
    assert crs(grade, findings) == []
    assert len(crs(grade - 1, findings)) == len(crs(grade + 1, findings)) == 1


def test_fewer_than_recorded_needs_every_component() -> None:
    """Grade 2 with fever alone is asked about only where pressure and oxygen were recorded."""
    (query,) = crs(2, fever(4, "none"))
    assert "give no more than grade 1 (day 4)" in query["message"]
    assert crs(2, [found(4, "temperature", 38.5, unit="degC")]) == []


def test_without_fever_it_is_no_crs() -> None:
    """37.9 °C, and nothing given that hides a fever, is grade 0; after an antipyretic it is not asked."""
    (query,) = crs(1, fever(3, "none", degrees=37.9))
    assert "no more than grade 0" in query["message"]
    assert crs(1, fever(3, "none", degrees=38.0)) == []
    treated = [*fever(3, "low_flow", 2, degrees=37.0), found(3, "antipyretic", text="yes")]
    assert crs(2, treated) == []


def test_days_after_the_episode_do_not_count() -> None:
    """A vasopressor on day 9 is no part of CRS that ended on day 7, or of the record before a second one."""
    late = [{**row, "day": 9} for row in SUPPORTED]
    assert crs(1, late, end_day=7) == []
    events = [happened(3, "crs", grade=1), happened(9, "crs", grade=3)]
    assert asked("K06", trial(treatments=cells(0), events=events, findings=late)) == []


def icans(grade: int, *findings: Row) -> list[Row]:
    """Ask K07 about ICANS from day 5 to 8."""
    events = [happened(5, "icans", grade=grade, end_day=8)]
    return asked("K07", trial(subjects=[{"age": 60.0}], treatments=cells(0), events=events, findings=findings))


@pytest.mark.parametrize(("ice", "grade"), [(9, 1), (7, 1), (6, 2), (3, 2), (2, 3), (0, 3)])
def test_ice_gives_the_grade(ice: int, grade: int) -> None:
    """7 to 9 are grade 1, 3 to 6 grade 2, 0 to 2 grade 3 (Lee 2019, table 4)."""
    assert icans(grade, found(6, "ice", float(ice))) == []
    (query,) = icans(grade - 1, found(6, "ice", float(ice)))
    assert (query["day"], query["severity"]) == (5, "query")
    assert f"give grade {grade}" in query["message"]


def test_a_seizure_outweighs_the_score() -> None:
    """A brief seizure is grade 3, whatever ICE says."""
    (query,) = icans(1, found(6, "ice", 9.0), found(6, "seizure", text="brief"))
    assert "the components of day 6 give grade 3" in query["message"]


@pytest.mark.parametrize(("end", "fires"), [(2, True), (3, False)])
def test_crs_ends_after_it_begins(end: int, *, fires: bool) -> None:
    """It may end on its first day."""
    events = [happened(3, "crs", end_day=end)]
    queries = asked("K08", trial(events=events))
    assert bool(queries) is fires
    assert all((query["severity"], query["day"]) == ("error", 3) for query in queries)


@pytest.mark.parametrize(("day", "fires"), [(-29, False), (-28, True), (2, True), (3, False)])
def test_tocilizumab_before_crs(day: int, *, fires: bool) -> None:
    """From four weeks before the infusion to the day before CRS it is asked about."""
    rows = [given(day, "tocilizumab", "anti_cytokine"), *cells(0)]
    queries = asked("K08", trial(treatments=rows, events=[happened(3, "crs", grade=1)]))
    assert bool(queries) is fires
    assert all(query["severity"] == "warning" and "before CRS began on day 3" in query["message"] for query in queries)


def test_prophylaxis_may_come_before_crs() -> None:
    """A dose recorded as prophylaxis is none to ask about, and CRS after another infusion is another."""
    events = [happened(3, "crs", grade=1), happened(130, "crs", grade=1)]
    shared = cells(0, 127)
    prophylaxis = given(1, "tocilizumab, prophylactic", "anti_cytokine")
    assert asked("K08", trial(treatments=[prophylaxis, *shared], events=events)) == []
    assert asked("K08", trial(treatments=[given(90, "tocilizumab"), *shared], events=events)) == []


@pytest.mark.parametrize(("doses", "fires"), [(4, False), (5, True)])
def test_four_doses_of_tocilizumab(doses: int, *, fires: bool) -> None:
    """The label gives up to four."""
    rows = [given(4 + dose, "tocilizumab", "anti_cytokine") for dose in range(doses)]
    study = trial(treatments=[*rows, *cells(0)], events=[happened(3, "crs", grade=2)])
    queries = asked("K08", study)
    assert bool(queries) is fires
    assert all("5 doses of tocilizumab" in query["message"] and query["severity"] == "query" for query in queries)


@pytest.mark.parametrize(("age", "fires"), [(11.9, True), (12.0, False), (None, False)])
def test_a_child_is_asked_capd(age: float | None, *, fires: bool) -> None:
    """Under 12 years ICE is asked about; CAPD is not."""
    study = trial(subjects=[{"age": age}], findings=[found(5, "ICE score", 8.0), found(6, "ice", 9.0)])
    queries = asked("K17", study)
    assert bool(queries) is fires
    assert all(query["day"] == 5 and "on day 5, 6 at an age of 11.9 years" in query["message"] for query in queries)
    assert asked("K17", trial(subjects=[{"age": 10.0}], findings=[found(5, "capd", 8.0)])) == []


def test_crs_without_components_is_not_asked() -> None:
    """Where nothing was recorded of the components, nothing can be said of the grade."""
    assert crs(3, []) == []
    assert crs(None, SUPPORTED) == []
    assert only("K06", trial(events=[happened(3, "crs", grade=1)], treatments=cells(0), findings=SUPPORTED))["day"] == 3
