"""Cellular kinetics against base R."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from ebbtide.celltherapy.kinetics import kinetics
from ebbtide.study.celltherapy_options import CellTherapyOptions
from tests.celltherapy.cell_studies import COPIES, Row, infused, study_of

HERE = Path(__file__).parent / "reference"
NUMBERS = pl.read_csv(HERE / "kinetics.csv", null_values="NA", schema_overrides={"value": pl.Float64})
PROFILES = pl.read_csv(HERE / "profiles.csv")
CASES = NUMBERS.select("series", "below_lloq").unique(maintain_order=True).rows()


def ours(series: str, below_lloq: str) -> Row:
    """Describe one profile."""
    rows = [COPIES | row for row in PROFILES.filter(series=series).drop("series").rows(named=True)]
    study = study_of(treatments=infused(0), findings=rows)
    options = CellTherapyOptions.model_validate({"kinetics_below_lloq": below_lloq})
    row = kinetics(study, options).row(0, named=True)
    return row | {"auc": row["auc_partial"] if row["auc_0_28"] is None else row["auc_0_28"]}


@pytest.mark.parametrize(("series", "below_lloq"), CASES, ids=["-".join(case) for case in CASES])
def test_every_number_is_that_of_r(series: str, below_lloq: str) -> None:
    """R gives the same to 1e-6: areas integrated numerically, lines by lm, the terminal one by adjusted R²."""
    row = ours(series, below_lloq)
    theirs = NUMBERS.filter(series=series, below_lloq=below_lloq).select("quantity", "value").rows()
    assert len(theirs) == 12
    for quantity, value in theirs:
        expected = None if value is None else pytest.approx(value, rel=1e-6, abs=1e-9)
        assert row[quantity] == expected, quantity


def test_r_was_asked_for_every_kind_of_profile() -> None:
    """The profiles reach day 28, end before it, start late, lie below the limit, have two maxima, never fall."""
    assert len(CASES) == 14
    rows = {series: ours(series, "left_out") for series in PROFILES["series"].unique()}
    assert {name for name, row in rows.items() if row["auc_0_28"] is None} == {"short", "censored"}
    assert {name for name, row in rows.items() if row["half_life_days"] is None} == {"rising"}
    assert {row["half_life_points"] for row in rows.values()} >= {3, 4}
