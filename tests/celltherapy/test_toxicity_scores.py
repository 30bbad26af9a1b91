"""Scores of risk: every threshold to each side, units, and which day's values are taken."""

from __future__ import annotations

from fractions import Fraction
from itertools import product
from typing import Any

import polars as pl
import pytest

from ebbtide.assessment.laboratory.units import in_unit
from ebbtide.celltherapy.toxicity import risk_scores
from ebbtide.celltherapy.toxicity.scores import easix, hematotox, hematotox_points, log2_of
from ebbtide.study.toxicity_options import ToxicityOptions
from tests.celltherapy.toxicity_studies import INFUSION, study_of

POINTS = {
    "platelets": {"175.1": 0, "175": 1, "174.9": 1, "75.1": 1, "75": 1, "74.9": 2},
    "anc": {"1.201": 0, "1.2": 1, "1.199": 1},
    "hemoglobin": {"9.1": 0, "9.0": 1, "8.9": 1},
    "crp": {"2.99": 0, "3.0": 1, "3.01": 1},
    "ferritin": {"649": 0, "650": 1, "651": 1, "1999": 1, "2000": 1, "2001": 2},
}
BEFORE = [
    (-6, "platelets", 80, None, "10^9/L"),
    (-6, "ANC", 2000, None, "/uL"),
    (-6, "hemoglobin", 95, None, "g/L"),
    (-6, "CRP", 30, None, "mg/L"),
    (-6, "ferritin", 600, None, "ug/L"),
    (-6, "LDH", 320, None, "U/L"),
    (-6, "creatinine", 88.4, None, "µmol/L"),
]
DEPLETION = (-5, -3, "lymphodepletion")


def scores_of(findings: list[tuple[Any, ...]], *treatments: tuple[Any, ...], **options: int) -> pl.DataFrame:
    """Compute the scores of a study with one infusion."""
    study = study_of(findings, treatments=[INFUSION, *treatments])
    return risk_scores(study, ToxicityOptions.model_validate(options))


def score(table: pl.DataFrame, name: str, at: str = "before_lymphodepletion") -> dict[str, Any]:
    """Give the row of one score."""
    return table.row(by_predicate=(pl.col("score") == name) & (pl.col("at") == at), named=True)


@pytest.mark.parametrize(
    ("part", "value", "points"),
    [(part, value, points) for part, cuts in POINTS.items() for value, points in cuts.items()],
)
def test_each_threshold_has_its_points_on_it_and_to_each_side(part: str, value: str, points: int) -> None:
    """A value on a limit and its neighbours get the points printed."""
    assert hematotox_points(part, Fraction(value)) == points
    assert hematotox_points(part, float(value)) == points


def test_the_score_adds_up_in_every_combination() -> None:
    """Over all values near all limits the score is the sum of the points, and high from 2 on."""
    for values in product(*[cuts.items() for cuts in POINTS.values()]):
        told = hematotox({part: Fraction(value) for part, (value, _) in zip(POINTS, values, strict=True)})
        total = sum(points for _, points in values)
        assert (told.score, told.risk) == (total, "high" if total >= 2 else "low")


def test_a_missing_part_leaves_no_score_but_may_tell_the_risk() -> None:
    """With a part unknown the score is none; the risk is high once the others reach 2, else unknown."""
    assert hematotox({"platelets": 74}).risk == "high"
    one = hematotox({"platelets": 100, "anc": None})
    assert (one.score, one.at_least, one.risk) == (None, 1, None)


def test_a_part_that_is_none_is_refused() -> None:
    """A programmer's slip is told."""
    with pytest.raises(ValueError, match="CAR-HEMATOTOX has the parts"):
        hematotox_points("ldh", 300)


def test_easix_needs_every_part_and_platelets() -> None:
    """Without a part, or with no platelets to divide by, there is no value."""
    assert easix(Fraction(300), Fraction(100), Fraction(2)) == 6
    assert easix(Fraction(300), Fraction(100)) == 3
    assert easix(None, Fraction(100)) is None
    assert easix(Fraction(300), Fraction(0)) is None
    assert easix(Fraction(300), Fraction(100), None) is None
    assert log2_of(None) is None


@pytest.mark.parametrize(
    ("analyte", "value", "unit", "expected"),
    [
        ("crp", 30, "mg/L", "3"),
        ("crp", 3, "mg/dL", "3"),
        ("creatinine", 88.4, "µmol/L", "1"),
        ("creatinine", 1.2, "mg/dL", "1.2"),
        ("anc", 500, "cells/µL", "0.5"),
        ("anc", 0.5, "x10^9/L", "0.5"),
        ("anc", 0.5, "10*3/uL", "0.5"),
        ("anc", 0.5, "10E9/L", "0.5"),
        ("platelets", 50, "K/uL", "50"),
        ("platelets", 50, "G/L", "50"),
        ("hemoglobin", 90, "g/L", "9"),
        ("ferritin", 650, "µg/L", "650"),
        ("fibrinogen", 1.5, "g/L", "150"),
        ("ldh", 5, "µkat/L", "300"),
        ("temperature", 100.4, "degF", "38"),
    ],
)
def test_units_convert_exactly(analyte: str, value: float, unit: str, expected: str) -> None:
    """A value on a limit stays on it whatever its unit."""
    assert in_unit(analyte, value, unit) == Fraction(expected)


@pytest.mark.parametrize(("analyte", "unit"), [("crp", None), ("crp", "nmol/L"), ("creatinine", ""), ("anc", "%")])
def test_unknown_units_are_refused(analyte: str, unit: str | None) -> None:
    """No unit, no number."""
    assert in_unit(analyte, 1, unit) is None


def test_scores_before_lymphodepletion_by_hand() -> None:
    """80 platelets and CRP 3.0 mg/dL give 2 points; 320 U/L, 1 mg/dL and 80e9/L give 4, log2 2."""
    table = scores_of(BEFORE, DEPLETION)
    toxic = score(table, "hematotox")
    assert (toxic["value"], toxic["risk"], toxic["missing"]) == (2, "high", "")
    assert toxic["components"].startswith("platelets 80 1e9/L (day -6): 1; anc 2 1e9/L (day -6): 0")
    assert (score(table, "easix")["value"], score(table, "easix")["log2"]) == (4, 2)
    assert score(table, "m_easix")["value"] == 12
    assert score(table, "simplified_easix")["value"] == 4


def test_each_time_takes_the_last_values_before_it() -> None:
    """Values of day -1 belong to the score before the infusion, not to that before lymphodepletion."""
    later = [(-1, "platelets", 40, None, "10^9/L"), (1, "platelets", 20, None, "10^9/L")]
    table = scores_of([*BEFORE, *later], DEPLETION)
    assert score(table, "easix")["value"] == 4
    assert score(table, "easix", "before_infusion")["value"] == 8


def test_of_several_values_of_a_day_the_one_of_more_risk_is_taken() -> None:
    """The lower platelets and the higher LDH of one day."""
    again = [(-6, "platelets", 40, None, "10^9/L"), (-6, "LDH", 160, None, "U/L")]
    assert score(scores_of([*BEFORE, *again], DEPLETION), "simplified_easix")["value"] == 8


def test_without_lymphodepletion_there_is_no_score_before_it() -> None:
    """No day, no value; the score before the infusion stands."""
    table = scores_of(BEFORE)
    row = score(table, "hematotox")
    assert (row["value"], row["risk"], row["missing"]) == (None, None, "no lymphodepletion is recorded")
    assert score(table, "easix", "before_infusion")["value"] == 4


def test_old_values_and_unknown_units_are_missing_and_told() -> None:
    """A value of fifteen days before is too old, one without a unit is refused."""
    kept = [row for row in BEFORE if row[1] not in ("LDH", "creatinine")]
    found = [*kept, (-20, "LDH", 320, None, "U/L"), (-6, "creatinine", 1, None, None)]
    row = score(scores_of(found, DEPLETION), "easix")
    assert row["value"] is None
    assert row["missing"] == (
        "ldh not recorded on days -19 to -5; creatinine: unit none given is not one that converts to mg/dL"
    )
    assert score(scores_of(found, DEPLETION, score_window_days=15), "simplified_easix")["value"] == 4
