"""Cellular kinetics, infusion by infusion."""

from __future__ import annotations

import math

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

import ebbtide
from ebbtide.celltherapy.comparisons import compare_infusions, summary
from ebbtide.celltherapy.kinetics import KINETICS, kinetics
from ebbtide.celltherapy.profile import area, fit, terminal
from ebbtide.study.celltherapy_options import CellTherapyOptions
from tests.celltherapy.cell_studies import COPIES, PERCENT, Row, infused, profile_of, samples, study_of


def test_a_profile_worked_by_hand() -> None:
    """The area, half-life and doubling time of a profile of powers of two are told by arithmetic alone."""
    row = profile_of({0: 10, 7: 80, 14: 40, 21: 20, 28: 10}, 5)
    # Up, a trapezoid: 7 * (10 + 80) / 2 = 315. Down, halving each 7 days: 7 / ln 2 * (40 + 20 + 10).
    assert row["auc_0_28"] == pytest.approx(315 + 7 / math.log(2) * 70, abs=1e-9)
    assert (row["auc_partial"], row["auc_from_day"], row["auc_to_day"], row["auc_points"]) == (None, 0, 28, 5)
    assert (row["cmax"], row["tmax_day"], row["clast"], row["tlast_day"]) == (80, 7, 10, 28)
    assert row["half_life_days"] == pytest.approx(7, abs=1e-9)
    assert (row["half_life_points"], row["half_life_from_day"], row["half_life_to_day"]) == (3, 14, 28)
    # From 10 to 80 is three doublings in 7 days, and two points have no R².
    assert row["doubling_days"] == pytest.approx(7 / 3, abs=1e-9)
    assert (row["doubling_points"], row["doubling_r2"]) == (2, None)
    assert (row["persistence_day"], row["persistence_censored"], row["gone_by_day"]) == (28, True, None)
    assert (row["samples"], row["below_lloq"], row["note"]) == (5, 0, None)


def test_the_area_is_cut_at_day_28_along_its_own_piece() -> None:
    """A fall from 80 on day 21 to 20 on day 35 passes 40 on day 28: 7 / ln 2 * 40 to the cut; a rise is straight."""
    falling = profile_of({0: 80, 21: 80, 35: 20})
    assert falling["auc_0_28"] == pytest.approx(21 * 80 + 7 / math.log(2) * 40, abs=1e-9)
    rising = profile_of({0: 80, 21: 80, 35: 100})
    assert rising["auc_0_28"] == pytest.approx(21 * 80 + 7 * (80 + 90) / 2, abs=1e-9)


@pytest.mark.parametrize(
    ("by_day", "expected"),
    [
        ({0: 10, 14: 10}, (0, 14)),
        ({0: 10, 27: 10}, (0, 27)),
        ({1: 10, 14: 10, 30: 10}, (1, 28)),
        ({1: 10, 14: 10}, (1, 14)),
    ],
)
def test_an_area_of_other_days_is_partial(by_day: dict[int, float], expected: tuple[int, int]) -> None:
    """Samples that do not reach from day 0 to day 28 give a partial area with its days: 10 for each day."""
    row = profile_of(by_day)
    assert (row["auc_0_28"], row["auc_from_day"], row["auc_to_day"]) == (None, *expected)
    assert row["auc_partial"] == pytest.approx(10 * (expected[1] - expected[0]))


def test_an_area_may_start_later_where_the_study_says_so() -> None:
    """With `kinetics_area_starts_by` of 1 an area from day 1 to 28 is whole, and one from day 2 is not."""
    assert profile_of({1: 10, 28: 10}, kinetics_area_starts_by=1)["auc_0_28"] == pytest.approx(270)
    assert profile_of({2: 10, 28: 10}, kinetics_area_starts_by=1)["auc_0_28"] is None


def test_nothing_is_extrapolated_beyond_day_28_or_the_last_sample() -> None:
    """Samples only after day 28, or one sample alone, have no area."""
    assert profile_of({30: 10, 60: 5})["auc_to_day"] is None
    assert profile_of({14: 10})["auc_to_day"] is None


def test_the_first_of_two_maxima_is_tmax() -> None:
    """78.1 on days 7 and 14: Tmax is day 7."""
    assert profile_of({7: 78.1, 14: 78.1, 21: 3})["tmax_day"] == 7


def test_a_value_below_the_limit_is_censored_and_never_zero() -> None:
    """A result below 50 changes no peak, no line and no persistence, and is left out of the area or taken as 25."""
    by_day: dict[int, float | str] = {0: 20, 7: 400, 14: 100, 21: 20, 28: 20}
    left = profile_of(by_day, 50)
    assert (left["below_lloq"], left["auc_below_lloq"], left["clast"], left["tlast_day"]) == (3, "left out", 100, 14)
    assert (left["persistence_day"], left["persistence_censored"], left["gone_by_day"]) == (14, False, 21)
    # From 400 to 100 in 7 days: 7 * 300 / ln 4.
    assert left["auc_partial"] == pytest.approx(7 * 300 / math.log(4), abs=1e-9)
    assert (left["auc_from_day"], left["auc_to_day"]) == (7, 14)
    half = profile_of(by_day, 50, kinetics_below_lloq="half")
    # 7 * (25 + 400) / 2, then 7 * 300 / ln 4, then from 100 to 25: 7 * 75 / ln 4, then 7 * 25.
    assert half["auc_0_28"] == pytest.approx(1487.5 + 7 * 375 / math.log(4) + 175, abs=1e-9)
    assert half["auc_below_lloq"] == "half where the limit is known"
    assert half["half_life_days"] is None
    assert (half["cmax"], half["clast"], half["persistence_day"]) == (400, 100, 14)


@pytest.mark.parametrize(("value", "below", "persistence"), [(49.999, 2, None), (50.0, 1, None), (50.001, 1, 7)])
def test_the_limit_itself(value: float, below: int, persistence: int | None) -> None:
    """Just below the limit is censored; at it is quantified, but not above it; just above it the cells persist."""
    row = profile_of({0: 1, 7: value}, 50)
    assert (row["below_lloq"], row["persistence_day"]) == (below, persistence)
    assert row["cmax"] == (None if value < 50 else value)


@pytest.mark.parametrize(
    ("text", "detected"),
    [
        ("not detected", False),
        ("none detected", False),
        ("No CAR-T cells detected", False),
        ("undetectable", False),
        ("negative", False),
        ("BLQ", False),
        ("none detected; before the infusion", False),
        ("below the lower limit of quantification", False),
        ("below LLOQ", False),
        ("< 50", False),
        ("detected", True),
        ("positive", True),
        ("no result", None),
        ("sample lost", None),
        ("noted", None),
    ],
)
def test_words_are_read_without_a_limit(text: str, *, detected: bool | None) -> None:
    """Words tell whether cells were found; what tells nothing is told as such and is no negative sample."""
    row = profile_of({9: text})
    assert (row["detected"], row["cmax"]) == (detected, None)
    assert ("without a usable result" in row["note"]) == (detected is None)


def test_a_limit_in_words_counts_for_the_half() -> None:
    """`<50` without a column of limits is half of 50 where the option says so: an area of 25 times 28."""
    assert profile_of({0: "<50", 28: "<50", 14: 25}, kinetics_below_lloq="half")["auc_0_28"] == pytest.approx(700)


def test_zero_is_not_detected_and_a_negative_number_tells_nothing() -> None:
    """A count of 0 is censored without a limit; a negative one is told in the note."""
    row = profile_of({0: 0, 7: 100, 14: -5, 28: 0})
    assert (row["below_lloq"], row["gone_by_day"], row["auc_partial"]) == (2, 28, None)
    assert row["note"] == "one quantified sample; 1 without a usable result"


def test_all_below_the_limit_is_a_clear_answer() -> None:
    """A series that never rises above the limit has no numbers, is not detected, and says so."""
    row = profile_of({0: 1, 7: 2, 14: 1}, 50)
    assert (row["detected"], row["samples"], row["below_lloq"]) == (False, 3, 3)
    assert row["note"] == "not detected, or below the limit, in every sample"
    assert [row[name] for name in ("cmax", "auc_0_28", "auc_partial", "half_life_days", "persistence_day")] == [
        None
    ] * 5


def test_units_are_never_mixed() -> None:
    """Copies per ug of DNA, per uL and percentages are three series; an unknown unit is told and kept apart."""
    rows: list[Row] = [
        {"day": 7, "value": 100.0} | COPIES,
        {"day": 9, "value": 900.0} | COPIES | {"unit": "copies/\N{MICRO SIGN}g gDNA"},
        {"day": 9, "value": 7.0} | COPIES | {"unit": "copies/\N{GREEK SMALL LETTER MU}L"},
        {"day": 9, "value": 12.0} | PERCENT,
        {"day": 9, "value": 8.0} | PERCENT | {"unit": "%"},
        {"day": 9, "value": 3.0} | PERCENT | {"unit": None},
    ]
    table = kinetics(study_of(treatments=infused(0), findings=rows))
    assert set(table.select("measure", "unit", "samples", "cmax").rows()) == {
        ("car_copies", "copies/uL", 1, 7.0),
        ("car_copies", "copies/ug DNA", 2, 900.0),
        ("car_t_cells", None, 1, 3.0),
        ("car_t_cells", "%", 1, 8.0),
        ("car_t_cells", "% of T cells", 1, 12.0),
    }
    notes = dict(table.select("unit", "note").rows())
    assert notes["%"] == "of which cells it is the percentage is not said: kept apart; one quantified sample"
    assert notes[None] == "no unit; one quantified sample"


def test_not_detected_without_a_unit_belongs_to_the_only_unit_there_is() -> None:
    """Words without a unit end the persistence of the one series of their measure, and of none where there are two."""
    rows = [*samples({7: 100}), {"day": 28, "text": "not detected"} | COPIES | {"unit": None}]
    one = kinetics(study_of(treatments=infused(0), findings=rows))
    assert one.select("unit", "gone_by_day").rows() == [("copies/ug DNA", 28)]
    two = kinetics(study_of(treatments=infused(0), findings=[*rows, *samples({7: 3}, unit="copies/uL")]))
    assert two.filter(pl.col("unit").is_null())["detected"].to_list() == [False]
    assert two.drop_nulls("unit")["persistence_censored"].to_list() == [True, True]


def test_several_samples_of_one_day_are_their_mean_or_the_largest() -> None:
    """100 and 300 on one day are 200, or 300 with `kinetics_same_day`; a censored one beside them does not count."""
    rows = [*samples({7: 100}, 50), *samples({7: 300}, 50), *samples({7: 1}, 50)]
    study = study_of(treatments=infused(0), findings=rows)
    assert kinetics(study)["cmax"].to_list() == [200]
    assert kinetics(study, CellTherapyOptions(kinetics_same_day="largest"))["cmax"].to_list() == [300]
    assert kinetics(study).select("samples", "below_lloq").row(0) == (3, 1)


def test_samples_end_the_day_before_the_next_infusion() -> None:
    """A sample of the day of the second infusion opens its axis, and what came before the first one is on none."""
    rows = samples({-3: 5, 0: 1, 9: 50, 126: 2, 127: 3, 141: 900})
    table = kinetics(study_of(treatments=infused(0, 127), findings=rows))
    assert table.select("infusion", "first_day", "last_day", "samples", "tmax_day").rows() == [
        (1, 0, 126, 3, 9),
        (2, 0, 14, 2, 14),
    ]


def test_samples_without_an_infusion_are_told() -> None:
    """A subject without a recorded infusion has a row that says so, and no numbers."""
    row = kinetics(study_of(findings=samples({9: 50}))).row(0, named=True)
    assert (row["infusion"], row["samples"], row["cmax"]) == (None, 1, None)
    assert row["note"] == "no CAR-T infusion is recorded for the subject"


def test_a_study_without_samples_has_an_empty_table() -> None:
    """No samples, no rows, the same columns."""
    assert kinetics(study_of(treatments=infused(0))).schema == pl.Schema(KINETICS)


def test_the_terminal_line_needs_three_samples_after_the_maximum() -> None:
    """Two samples after the peak are too few, as are three that do not fall."""
    assert profile_of({0: 1, 7: 80, 14: 40, 21: 20})["half_life_days"] is None
    assert profile_of({0: 1, 7: 80, 14: 20, 21: 20, 28: 20})["half_life_days"] is None


def test_of_terminal_lines_as_good_the_longest_is_taken() -> None:
    """Four samples on one line are taken together, and a sample off it is left out."""
    line = terminal([7, 14, 21, 28], [80, 40, 20, 10])
    assert line is not None
    assert line.points == 4
    assert line.r2 == pytest.approx(1)
    bent = terminal([5, 7, 14, 21, 28], [800, 80, 40, 20, 10])
    assert bent is not None
    assert bent.points == 4


def test_an_expansion_without_a_rise_has_no_doubling_time() -> None:
    """Where the first sample is the maximum, nothing doubled."""
    assert profile_of({0: 100, 7: 50, 14: 20})["doubling_days"] is None
    assert fit([3], [5]) is None


def test_the_gastric_case() -> None:
    """Its second infusion peaked on day 14 at 4,858.59 copies/ug DNA; the first on day 9, told in words."""
    table = kinetics(ebbtide.read_study(ebbtide.examples.path("gastric-car-t")))
    copies = table.filter(measure="car_copies", infusion=2).row(0, named=True)
    assert (copies["tmax_day"], copies["cmax"], copies["unit"]) == (14, 4858.59, "copies/ug DNA")
    first = table.filter(measure="car_t_cells", infusion=1).row(0, named=True)
    assert (first["tmax_day"], first["cmax"], first["gone_by_day"]) == (9, None, 121)
    assert table.filter(measure="car_t_cells", infusion=2)["detected"].to_list() == [False]


def test_the_donor_case() -> None:
    """Its second infusion peaked on day 14 at 78.1 %, of what is not printed; cells were found to three months."""
    table = kinetics(ebbtide.read_study(ebbtide.examples.path("donor-car-t")))
    second = table.filter(subject="DC-01.2").row(0, named=True)
    assert (second["cmax"], second["tmax_day"], second["unit"]) == (78.1, 14, "%")
    assert (second["persistence_censored"], second["clast"]) == (True, 6.7)
    assert second["note"] == "of which cells it is the percentage is not said: kept apart"
    first = table.filter(subject="DC-01.1").row(0, named=True)
    assert (first["detected"], first["cmax"], first["tmax_day"], first["gone_by_day"]) == (True, 37.1, None, 40)


def test_a_peak_without_a_day_is_a_number_alone() -> None:
    """Words that call it a peak with no day: no day of the peak, no area or half-life; the dated samples stay."""
    told = {"day": 0, "test": "CAR-T cells", "value": 37.1, "text": "peak, no day printed", **PERCENT}
    dated = [row | PERCENT for row in samples({7: 5, 14: 20, 21: 10, 28: 5, 35: 2})]
    row = kinetics(study_of(treatments=infused(0), findings=[*dated, told])).row(0, named=True)
    assert (row["cmax"], row["tmax_day"], row["samples"]) == (37.1, None, 6)
    assert (row["auc_partial"], row["half_life_days"], row["doubling_days"]) == (None, None, None)
    assert (row["persistence_day"], row["tlast_day"], row["note"]) == (35, 35, "the peak has no day")
    lower = told | {"value": 3.0}
    kept = kinetics(study_of(treatments=infused(0), findings=[*dated, lower])).row(0, named=True)
    assert (kept["cmax"], kept["tmax_day"]) == (20, 14)
    alone = kinetics(study_of(treatments=infused(0), findings=[told])).row(0, named=True)
    assert (alone["cmax"], alone["detected"], alone["persistence_day"]) == (37.1, True, None)


def test_two_infusions_are_compared_in_one_unit() -> None:
    """Peaks of 37.1 % and 78.1 % of T cells (Kong 2022) are as 1 to 2.105; other days give no ratio of areas."""
    rows = [row | PERCENT for row in samples({0: 0.1, 14: 37.1, 28: 2, 200: 0.1, 214: 78.1, 221: 20})]
    table = compare_infusions(kinetics(study_of(treatments=infused(0, 200), findings=rows)))
    row = table.row(0, named=True)
    assert (row["earlier"], row["later"]) == (1, 2)
    assert row["cmax_ratio"] == pytest.approx(78.1 / 37.1)
    assert (row["auc_ratio"], row["note"]) == (None, "the areas cover different days")


def test_areas_of_the_same_days_are_compared() -> None:
    """Twice the profile has twice the area, whole or partial."""
    for days in ((0, 7, 14, 28), (3, 7, 14)):
        rows = [*samples({day: 10 + day for day in days}), *samples({100 + day: 20 + 2 * day for day in days})]
        table = compare_infusions(kinetics(study_of(treatments=infused(0, 100), findings=rows)))
        assert table.select("auc_ratio", "cmax_ratio").row(0) == pytest.approx((2, 2))
        assert table.select("auc_from_day", "auc_to_day").row(0) == (days[0], days[-1])


def test_an_infusion_without_a_peak_is_not_compared() -> None:
    """Cells that were never found give no ratio, and a note."""
    rows = samples({7: 100, 14: 20, 107: "not detected"})
    table = compare_infusions(kinetics(study_of(treatments=infused(0, 100), findings=rows)))
    assert table.select("cmax_ratio", "note").row(0) == (None, "no maximum in one of the infusions")


def test_subjects_are_summarized_by_geometric_means() -> None:
    """Peaks of 100 and 400 have the geometric mean 200 and CV 100 sqrt(exp(2 ln² 2) - 1); who had none is counted."""
    peaks = {"S1": 100.0, "S2": 400.0, "S3": 0.0}
    rows = [{"subject": subject, "day": 7, "value": value} | COPIES for subject, value in peaks.items()]
    given = [row for subject in peaks for row in infused(0, subject=subject)]
    table = summary(kinetics(study_of(treatments=given, findings=rows)))
    row = table.filter(parameter="cmax").row(0, named=True)
    assert (row["subjects"], row["with_value"]) == (3, 2)
    assert row["geometric_mean"] == pytest.approx(200, abs=1e-9)
    assert row["geometric_cv_pct"] == pytest.approx(100 * math.sqrt(math.exp(2 * math.log(2) ** 2) - 1), abs=1e-9)
    assert (row["median"], row["lowest"], row["highest"]) == (250, 100, 400)
    assert table.filter(parameter="tmax_day").select("geometric_mean", "median").row(0) == (None, 7)


PROFILES = st.lists(st.floats(0.01, 1e6), min_size=2, max_size=10)


@given(PROFILES, st.floats(0.001, 1000))
def test_the_area_is_in_the_unit_of_the_samples(amounts: list[float], factor: float) -> None:
    """In a multiple of its unit a profile has that multiple of the area, between lowest and highest times days."""
    days = [3 * at for at in range(len(amounts))]
    one, other = area(days, amounts, 28), area(days, [amount * factor for amount in amounts], 28)
    assert one is not None
    assert other is not None
    assert other.amount == pytest.approx(one.amount * factor, rel=1e-9)
    assert min(amounts) * one.to_day * (1 - 1e-9) <= one.amount <= max(amounts) * one.to_day * (1 + 1e-9)


@given(st.permutations([(0, 1.0), (3, 40.0), (7, 900.0), (14, 250.0), (21, 60.0), (28, 20.0)]))
def test_the_order_of_rows_changes_nothing(rows: list[tuple[int, float]]) -> None:
    """Samples may come in any order."""
    assert profile_of(dict(rows)) == profile_of(dict(sorted(rows)))
