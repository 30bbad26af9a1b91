"""Each window and way of counting of toxicity can be turned, and changes what it says it changes."""

from __future__ import annotations

from typing import Any

import pytest

from ebbtide.celltherapy.toxicity import episodes, graded_days, lesional_crs
from ebbtide.study import Options
from ebbtide.study.toxicity_options import ToxicityOptions
from tests.celltherapy.toxicity_studies import counts, row_of, study_of

FEVER = "temperature"


def fever_on(*days: int) -> list[tuple[Any, ...]]:
    """Record a fever on each of some days, and none between."""
    return [(day, FEVER, 38.5 if day in days else 36.8, None, "degC") for day in range(min(days), max(days) + 1)]


def test_a_study_pins_them() -> None:
    """The options of a study are those that the functions read when none are handed in."""
    study = study_of([(40, FEVER, 38.5, None, "degC")])
    assert Options(crs_last_day=45).crs_last_day == 45
    assert graded_days(study).is_empty()
    assert graded_days(study, ToxicityOptions(crs_last_day=45))["day"].to_list() == [40]


@pytest.mark.parametrize(("last", "graded"), [(30, []), (31, [31])])
def test_crs_is_graded_up_to_its_last_day(last: int, graded: list[int]) -> None:
    """A fever on day 31 counts only where the window reaches it."""
    study = study_of([(31, FEVER, 38.5, None, "degC")])
    assert graded_days(study, ToxicityOptions(crs_last_day=last))["day"].to_list() == graded


@pytest.mark.parametrize(("last", "graded"), [(60, []), (61, [61])])
def test_icans_is_graded_up_to_its_last_day(last: int, graded: list[int]) -> None:
    """An ICE of 5 on day 61 counts only where the window reaches it."""
    study = study_of([(61, "ice", 5)])
    found = graded_days(study, ToxicityOptions(icans_last_day=last)).filter(what="icans")
    assert found["day"].to_list() == graded


@pytest.mark.parametrize(("join", "many"), [(1, 2), (2, 1)])
def test_two_free_days_part_two_episodes_or_not(join: int, many: int) -> None:
    """Fever on days 1 and 4 is two episodes where one free day joins, and one where two do."""
    study = study_of(fever_on(1, 4))
    assert len(episodes(study, ToxicityOptions(crs_join_days=join)).filter(what="crs")) == many


@pytest.mark.parametrize(("join", "grade"), [(2, 2), (3, 2), (0, 1)])
def test_a_short_recovery_joins_two_runs_or_not(join: int, grade: int) -> None:
    """Four low days, two days over 500, four low days: ten days (grade 2) where two may be joined, else four (1)."""
    values = [900.0, 400, 400, 400, 400, 600, 600, 400, 400, 400, 400, *[2000.0] * 20]
    assert row_of(study_of(counts("anc", values)), "icaht_early", icaht_join_days=join)["computed_grade"] == grade


@pytest.mark.parametrize(("gap", "grade"), [(7, 2), (3, 1)])
def test_a_gap_is_bridged_or_not(gap: int, grade: int) -> None:
    """Low on day 3 and on day 11, nothing between: nine days where seven may be filled in, else single days."""
    values = {0: 900.0, 1: 800, 2: 700, 3: 400, 11: 400, **dict.fromkeys(range(12, 31), 2000.0)}
    row = row_of(study_of(counts("anc", values)), "icaht_early", icaht_gap_days=gap)
    assert row["computed_grade"] == grade


@pytest.mark.parametrize(("rule", "grade"), [("nadir", 3), ("both", 1)])
def test_late_neutropenia_goes_by_the_lowest_value_or_by_both(rule: str, grade: int) -> None:
    """Lowest 400, second lowest 1,200 after day 30: grade 3 by the lowest, 1 by the higher of the two."""
    study = study_of(counts("anc", {40: 400.0, 50: 1200.0, 60: 2500.0}))
    assert row_of(study, "icaht_late", icaht_late_rule=rule)["computed_grade"] == grade


@pytest.mark.parametrize(("options", "seen"), [({}, None), ({"lesional_crs_last_day": 12}, 12)])
def test_a_local_reaction_counts_within_its_window(options: dict[str, int], seen: int | None) -> None:
    """An enlargement on day 12 is outside the ten days of the source, and inside a window of twelve."""
    found = lesional_crs(study_of([(12, "enlargement", None, "yes")]), ToxicityOptions.model_validate(options))
    assert found["start_day"].to_list() == [seen]


@pytest.mark.parametrize(("first", "seen"), [(1, None), (0, 0)])
def test_a_local_reaction_may_begin_on_the_day_of_infusion(first: int, seen: int | None) -> None:
    """An enlargement on day 0 is before the window of the source, unless the study says otherwise."""
    found = lesional_crs(study_of([(0, "enlargement", None, "yes")]), ToxicityOptions(lesional_crs_first_day=first))
    assert found["start_day"].to_list() == [seen]
