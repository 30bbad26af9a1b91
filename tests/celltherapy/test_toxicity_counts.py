"""Hematotoxicity: the grading tables, the printed results of the published program, and series worked by hand."""

from __future__ import annotations

from fractions import Fraction
from itertools import product

import pytest

from ebbtide.celltherapy.toxicity.icaht import (
    Run,
    early_icaht_grade,
    early_ticaht_grade,
    filled,
    late_icaht_grade,
    late_ticaht_grade,
    runs_of,
)
from tests.celltherapy.toxicity_studies import INFUSION, counts, row_of, study_of

HIGH = 2000


def series(low: dict[int, float], days: int = 31, other: float = HIGH) -> dict[int, float]:
    """Write one value a day, high but for the days named."""
    return dict.fromkeys(range(days), other) | low


def below(*days: range, value: float = 400) -> dict[int, float]:
    """Write low values on some days."""
    return {day: value for part in days for day in part}


def test_every_pair_of_durations_has_the_grade_of_the_table() -> None:
    """The worse of the column for 500 and that for 100 per microlitre holds."""
    by_500 = [0] + 6 * [1] + 7 * [2] + 17 * [3] + [4]
    by_100 = 7 * [0] + 7 * [3] + 18 * [4]
    for days_500, days_100 in product(range(32), range(32)):
        assert early_icaht_grade(days_500, days_100) == max(by_500[days_500], by_100[days_100])


@pytest.mark.parametrize(
    ("days_500", "days_100", "never", "grade"),
    [(3, 0, False, 1), (5, 5, False, 1), (9, 5, False, 2), (18, 9, False, 3), (17, 13, True, 4), (31, 0, False, 4)],
)
def test_printed_results_of_the_published_program_come_out(
    days_500: int, days_100: int, grade: int, *, never: bool
) -> None:
    """Durations of its subjects give the grades it prints."""
    assert early_icaht_grade(days_500, days_100, never_recovered=never) == grade


@pytest.mark.parametrize(
    ("lowest", "second", "grade"),
    [
        (450, 460, 3),
        (760, 800, 2),
        (1880, 3160, 0),
        (90, 1600, 0),
        (90, 1400, 4),
        (90, None, 4),
        (100, 1500, 4),
        (101, 1500, 3),
        (500, 1500, 3),
        (501, 1500, 2),
        (1000, 1500, 2),
        (1001, 1500, 1),
        (1500, 1500, 1),
        (1500, 1501, 0),
        (1501, None, 0),
    ],
)
def test_late_grades_follow_the_nadir_if_a_second_value_is_low(lowest: int, second: int | None, grade: int) -> None:
    """The lowest decides on either side of each limit, unless the second lowest is above 1500."""
    thousandth = Fraction(1, 1000)
    assert late_icaht_grade(lowest * thousandth, None if second is None else second * thousandth) == grade


def test_late_grade_by_both_values_is_an_option() -> None:
    """Two values at the grade: 90 and 1400 are grade 1."""
    assert late_icaht_grade(Fraction(90, 1000), Fraction(1400, 1000), rule="both") == 1


def test_gaps_are_filled_up_to_the_limit_and_ends_never() -> None:
    """Seven missing days are interpolated, eight are not, and nothing is made up outside the values."""
    assert sorted(filled({2: Fraction(1), 10: Fraction(1)})) == list(range(2, 11))
    assert sorted(filled({2: Fraction(1), 11: Fraction(1)})) == [2, 11]


def test_runs_join_over_two_known_days_only() -> None:
    """Two days of recovery join, three do not, nor do two days that nobody knows."""
    assert runs_of([0, 3], range(4)) == [Run(0, 3)]
    assert runs_of([0, 4], range(5)) == [Run(0, 0), Run(4, 4)]
    assert runs_of([0, 3], [0, 3]) == [Run(0, 0), Run(3, 3)]


@pytest.mark.parametrize(
    ("low", "grade", "start", "end"),
    [
        ({}, 0, None, None),
        (below(range(5, 11)), 1, 5, 10),
        (below(range(5, 12)), 2, 5, 11),
        (below(range(5, 18)), 2, 5, 17),
        (below(range(5, 19)), 3, 5, 18),
        (below(range(1, 31)), 4, 1, 30),
        (below(range(3, 31)), 4, 3, 30),
        (below(range(4, 31)), 3, 4, 30),
        (below(range(31)), 4, 0, 30),
        (below(range(5, 12), value=100), 3, 5, 11),
        (below(range(5, 12), value=101), 2, 5, 11),
        (below(range(5, 19), value=100), 4, 5, 18),
        (below(range(5, 12), value=500), 2, 5, 11),
        (below(range(5, 12), value=501), 0, None, None),
        (below(range(2, 5), range(7, 10)), 2, 2, 9),
        (below(range(2, 5), range(8, 11)), 1, 2, 4),
    ],
)
def test_daily_series_are_graded_by_their_longest_run(
    low: dict[int, float], grade: int, start: int | None, end: int | None
) -> None:
    """Limits of depth and of length hold to the day, and recoveries of up to two days do not end a run."""
    row = row_of(study_of(counts("ANC", series(low))), "icaht_early")
    assert (row["computed_grade"], row["start_day"], row["end_day"], row["is_least"]) == (grade, start, end, False)


def test_days_may_be_added_up_instead() -> None:
    """Two runs of six days are grade 1 by the longest, grade 2 by all low days."""
    study = study_of(counts("ANC", series(below(range(2, 8), range(11, 17)))))
    assert row_of(study, "icaht_early")["computed_grade"] == 1
    assert row_of(study, "icaht_early", icaht_duration="cumulative")["computed_grade"] == 2


def test_weekly_values_are_interpolated() -> None:
    """From 1000 on day 0 to 0 on day 8 and back on day 16, days 4 to 12 are at most 500, one is at most 100."""
    weekly = {0: 1.0, 8: 0.0, 16: 1.0} | dict.fromkeys(range(17, 31), 2.0)
    row = row_of(study_of(counts("neutrophils", weekly, "10^9/L")), "icaht_early")
    assert (row["computed_grade"], row["start_day"], row["end_day"], row["peak_day"]) == (2, 4, 12, 8)
    assert row["components"] == "at most 500: 9 days in the longest run; at most 100: 1"


def test_weekly_high_values_are_grade_0() -> None:
    """Seven days without a value between two high ones leave nothing unknown."""
    row = row_of(study_of(counts("ANC", dict.fromkeys([0, 8, 16, 24, 30], HIGH))), "icaht_early")
    assert (row["computed_grade"], row["is_least"]) == (0, False)


def test_the_lowest_of_a_day_counts_whatever_its_unit() -> None:
    """Two values of one day are one: the lower."""
    rows = [*counts("ANC", series({})), (5, "ANC", 0.3, None, "x10^9/L")]
    assert row_of(study_of(rows), "icaht_early")["computed_grade"] == 1


def test_values_outside_the_window_do_not_count() -> None:
    """Day -1 and day 31 are neither day 0 to 30."""
    rows = [*counts("ANC", series({})), (-1, "ANC", 10, None, "/uL"), (31, "ANC", 10, None, "/uL")]
    assert row_of(study_of(rows), "icaht_early")["computed_grade"] == 0


def test_death_without_recovery_is_grade_4() -> None:
    """A run from day 2 to the last value on day 16, on which the patient died, is grade 4."""
    rows = counts("ANC", series(below(range(2, 17)), days=17))
    row = row_of(study_of(rows, [(16, "death")]), "icaht_early")
    assert (row["computed_grade"], row["is_least"]) == (4, False)
    late = counts("ANC", series(below(range(4, 17)), days=17))
    assert row_of(study_of(late, [(16, "death")]), "icaht_early")["computed_grade"] == 2


def test_a_single_low_value_is_not_grade_4_while_the_patient_is_followed() -> None:
    """What came after the last value is not known: the grade is the least it can be."""
    row = row_of(study_of([(2, "ANC", 400, None, "/uL"), (90, "weight", 70, None, "kg")]), "icaht_early")
    assert (row["computed_grade"], row["is_least"]) == (1, True)
    assert "3 to 30" in row["explanation"]


def test_long_gaps_are_never_grade_0() -> None:
    """High values with ten days between them do not exclude neutropenia."""
    rows = counts("ANC", dict.fromkeys([*range(6), *range(16, 31)], HIGH))
    row = row_of(study_of(rows, [(12, "icaht", None, 2)]), "icaht_early")
    assert (row["computed_grade"], row["recorded_grade"], row["agreement"]) == (None, 2, "not assessable")
    assert "days 6 to 15" in row["explanation"]


@pytest.mark.parametrize("unit", [None, "cells"])
def test_counts_of_unknown_unit_are_refused(unit: str | None) -> None:
    """A count without a unit that converts is told and not used."""
    row = row_of(study_of([(day, "ANC", 300, None, unit) for day in range(31)]), "icaht_early")
    assert row["computed_grade"] is None
    assert "unit" in row["explanation"]


@pytest.mark.parametrize(
    ("values", "events", "grade"),
    [
        ({40: 450, 60: 460}, [], 3),
        ({40: 450, 60: 1600}, [], 0),
        ({40: 450}, [], 3),
        ({30: 90, 101: 90, 50: 1200, 51: 1300}, [], 1),
        ({40: 1200, 41: 1200, 60: 90}, [(50, "new_therapy")], 1),
        ({40: 1200, 41: 1200, 60: 90}, [(50, "progression")], 1),
        ({40: 1200, 41: 1200, 60: 90}, [(60, "progression")], 4),
        ({40: 1200, 41: 1200, 60: 90}, [], 4),
    ],
)
def test_late_icaht_looks_at_day_31_to_100_and_stops_at_therapy_or_progression(
    values: dict[int, float], events: list[tuple[object, ...]], grade: int
) -> None:
    """Values outside the window, or after its end, do not count."""
    study = study_of([*counts("ANC", values), (200, "weight", 70, None, "kg")], events)
    row = row_of(study, "icaht_late")
    assert (row["computed_grade"], row["is_least"]) == (grade, False)


def test_the_next_infusion_ends_the_window() -> None:
    """A low value from the day of the second infusion on is none of the first's."""
    study = study_of(counts("ANC", {40: 1200, 45: 90}), treatments=[INFUSION, (45, None, "car_t")])
    assert row_of(study, "icaht_late")["computed_grade"] == 1
    assert row_of(study, "icaht_early", infusion=2)["start_day"] == 45


def test_every_pair_of_platelet_durations_has_the_grade_of_the_table() -> None:
    """The worse of the column for 50 and that for 20 holds."""
    by_50 = [0] + 6 * [1] + 25 * [2]
    by_20 = [0] + 13 * [3] + 18 * [4]
    for days_50, days_20 in product(range(32), range(32)):
        assert early_ticaht_grade(days_50, days_20) == max(by_50[days_50], by_20[days_20])


@pytest.mark.parametrize(
    ("low", "table", "code"),
    [
        (below(range(5, 11), value=49), 1, 1),
        (below(range(5, 12), value=49), 2, 2),
        (below(range(5, 12), value=50), 0, 2),
        (below(range(5, 7), value=19), 3, 3),
        (below(range(5, 7), value=20), 1, 3),
        (below(range(5, 19), value=19), 4, 4),
        (below(range(2, 6), range(15, 19), value=49), 2, 1),
        (below(range(2, 4), range(10, 12), value=49), 1, 2),
    ],
)
def test_early_ticaht_by_table_and_by_code(low: dict[int, float], table: int, code: int) -> None:
    """Below against at most, all days against the longest run joined over six: each under its option, and told."""
    study = study_of(counts("platelets", series(low, other=200), "10^9/L"))
    row = row_of(study, "t_icaht_early")
    assert row["computed_grade"] == table
    assert ("authors’ code" in row["explanation"]) is (table != code)
    assert row_of(study, "t_icaht_early", ticaht_reading="code")["computed_grade"] == code


@pytest.mark.parametrize(
    ("values", "table", "code"),
    [
        ([120, 99], 1, 0),
        ([100, 100], 0, 1),
        ([99, 50], 1, 1),
        ([99, 49], 2, 1),
        ([90, 20], 2, 1),
        ([90, 19], 3, 1),
        ([19], None, None),
    ],
)
def test_late_ticaht_by_table_and_by_code(values: list[int], table: int | None, code: int | None) -> None:
    """The lowest below a limit, or the second lowest at or below it; never with one value."""
    counted = [Fraction(value) for value in values]
    assert late_ticaht_grade(counted, 0) == table
    assert late_ticaht_grade(counted, 0, reading="code") == code


def test_late_ticaht_of_two_weeks_below_20_is_grade_4() -> None:
    """Days 40 to 53 below 20 are fourteen days, up to day 52 thirteen."""
    fourteen = counts("platelets", dict.fromkeys(range(40, 54), 19) | {60: 150}, "G/L")
    thirteen = counts("platelets", dict.fromkeys(range(40, 53), 19) | {53: 150}, "G/L")
    assert row_of(study_of(fourteen), "t_icaht_late")["computed_grade"] == 4
    assert row_of(study_of(thirteen), "t_icaht_late")["computed_grade"] == 3
