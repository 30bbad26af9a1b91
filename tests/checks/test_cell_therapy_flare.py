"""K09 and K14: growth in the flare window, and swelling before the infusion."""

from __future__ import annotations

import pytest

import ebbtide
from tests.checks.cell_studies import asked, cells, found, happened, only, sizes, sums, trial


def test_the_gastric_case_fires_on_day_28_and_day_156() -> None:
    """+113.6 % on day 28, with CRS over and the cells past their peak, and growth 29 days after the second infusion."""
    study = ebbtide.read_study(ebbtide.examples.path("gastric-car-t"))
    first, second = asked("K09", study)
    assert (first["day"], first["severity"], second["day"]) == (28, "warning", 156)
    for part in ("90.73 mm", "42.47 mm", "+113.6 %", "possible pseudoprogression", "CRS of grade 1: day 3", "day 9"):
        assert part in first["message"]
    assert "29 days after the infusion of day 127" in second["message"]


@pytest.mark.parametrize(("day", "fires"), [(1, True), (35, True), (36, False)])
def test_the_window_ends_on_day_35(day: int, *, fires: bool) -> None:
    """Growth counts from day 1 to day 35 after the infusion."""
    assert bool(asked("K09", trial(treatments=cells(0), timepoints=sums({0: 50, day: 51})))) is fires


@pytest.mark.parametrize(("mm", "fires"), [(50.0, False), (50.001, True)])
def test_any_growth_counts(mm: float, *, fires: bool) -> None:
    """A micrometre is growth, whether or not it is progression."""
    assert bool(asked("K09", trial(treatments=cells(0), timepoints=sums({0: 50, 28: mm})))) is fires


def test_the_window_is_of_the_latest_infusion() -> None:
    """Growth is measured against the last sum up to the infusion it follows."""
    study = trial(treatments=cells(0, 100), timepoints=sums({0: 50, 60: 30, 95: 20, 128: 25}))
    query = only("K09", study)
    assert query["day"] == 128
    assert "after 20 mm on day 95 (+25.0 %), 28 days after the infusion of day 100" in query["message"]


def test_measured_targets_count_too() -> None:
    """Sums made of lesions are seen, with the reader's."""
    query = only("K09", trial(treatments=cells(0), measurements=sizes("T1", {-3: 20, 28: 22})))
    assert (query["day"], query["reader"]) == (28, "")
    assert "the target sum is 22 mm, after 20 mm on day -3 (+10.0 %)" in query["message"]


def test_new_lesions_and_reported_progression_count() -> None:
    """A new lesion, or progression that was only reported, is told in one query."""
    points = [{"day": 28, "new_lesion": "unequivocal"}]
    calls = [{"day": 28, "criterion": "recist-1.1", "overall_response": "PD"}]
    query = only("K09", trial(treatments=cells(0), timepoints=points, reported=calls))
    assert "a new lesion is recorded, PD is reported" in query["message"]


def test_without_an_infusion_nothing_is_a_flare() -> None:
    """The window is one of cells."""
    assert asked("K09", trial(timepoints=sums({0: 50, 28: 90}))) == []


@pytest.mark.parametrize(("day", "fires"), [(-1, True), (0, False)])
def test_swelling_before_the_infusion(day: int, *, fires: bool) -> None:
    """The leg was swollen before the cells were given; what begins on their day is asked of no one."""
    events = [happened(day, "new_symptom", detail="left leg with the bone lesion started to be swollen")]
    queries = asked("K14", trial(treatments=cells(0), events=events))
    assert bool(queries) is fires
    assert all(query["day"] == -1 and query["severity"] == "query" for query in queries)


def test_swelling_may_be_a_finding() -> None:
    """Findings are read as well; what is denied, or was over, is left."""
    row = found(-2, "swelling of the left leg", text="painful")
    query = only("K14", trial(treatments=cells(0), findings=[row]))
    assert "from day -2 ('swelling of the left leg: painful'), before the infusion of day 0" in query["message"]
    assert asked("K14", trial(treatments=cells(0), findings=[found(-2, "leg", text="no swelling")])) == []
    over = [happened(-9, "swelling", end_day=-1)]
    assert asked("K14", trial(treatments=cells(0), events=over)) == []
    assert len(asked("K14", trial(treatments=cells(0), events=[{**over[0], "end_day": 0}]))) == 1
