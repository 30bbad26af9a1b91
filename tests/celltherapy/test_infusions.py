"""Infusions of CAR-T cells, their doses and what was given around them."""

from __future__ import annotations

import pytest

from ebbtide.celltherapy.infusions import INFUSIONS, implied_weights, infusions
from ebbtide.study import Options
from ebbtide.study.celltherapy_options import CellTherapyOptions
from tests.celltherapy.cell_studies import Row, infused, study_of


def dose(day: int, amount: float, unit: str, agent: str = "Claudin 18.2 CAR-T", **cells: object) -> Row:
    """Write one dose of CAR-T cells."""
    return {"day": day, "agent": agent, "class": "car_t", "dose": amount, "dose_unit": unit} | cells


GASTRIC = [
    {"day": -25, "agent": "leukapheresis", "class": "leukapheresis"},
    {"day": -5, "end_day": -3, "agent": "fludarabine", "class": "lymphodepletion"},
    {"day": -4, "agent": "cyclophosphamide", "class": "lymphodepletion"},
    dose(0, 8.55e8, "cells"),
    dose(0, 1.5e7, "cells/kg"),
    {"day": 100, "agent": "radiation", "class": "bridging"},
    {"day": 122, "agent": "cyclophosphamide", "class": "lymphodepletion"},
    dose(127, 1e9, "cells"),
    dose(127, 2e7, "cells/kg"),
]


def test_two_rows_of_one_day_are_one_infusion() -> None:
    """A total dose and a dose per kg of the same day and agent are two doses of one infusion."""
    table = infusions(study_of(treatments=GASTRIC))
    assert table.columns == list(INFUSIONS)
    assert table.select("infusion", "day", "next_day", "total_cells", "cells_per_kg").rows() == [
        (1, 0, 127, 8.55e8, 1.5e7),
        (2, 127, None, 1e9, 2e7),
    ]
    assert table.select("dose", "dose_unit", "total_from", "per_kg_from").row(0) == (
        *(8.55e8, "cells"),
        *("recorded", "recorded"),
    )


def test_the_two_doses_of_the_gastric_case_imply_two_weights() -> None:
    """8.55e8 cells at 1.5e7/kg are 57 kg, 1e9 at 2e7/kg 50 kg: 7/57 or 12.28 % less."""
    table = implied_weights(study_of(treatments=GASTRIC))
    assert table["implied_weight_kg"].to_list() == [57.0, 50.0]
    assert table["change_pct"].to_list() == [None, pytest.approx(-100 * 7 / 57)]


def test_preparation_is_told_relative_to_its_infusion() -> None:
    """Leukapheresis may serve both infusions; lymphodepletion and bridging belong to the infusion they precede."""
    table = infusions(study_of(treatments=GASTRIC))
    assert table.select(
        "leukapheresis_day", "lymphodepletion_day", "lymphodepletion_end_day", "bridging_day"
    ).rows() == [
        (-25, -5, -3, None),
        (-152, -5, -5, -27),
    ]


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ([dose(0, 2.99e6, "cells/kg")], (2.99e6 * 60, "weight", 2.99e6, "recorded")),
        ([dose(0, 1.2e8, "cells")], (1.2e8, "recorded", 2e6, "weight")),
        ([dose(0, 2, "10^6/kg")], (1.2e8, "weight", 2e6, "recorded")),
        ([dose(0, 120, "10^6 CAR-T cells")], (1.2e8, "recorded", 2e6, "weight")),
        ([dose(0, 5, "mL")], (None, None, None, None)),
        ([dose(0, 1e8, "cells/m2")], (None, None, None, None)),
        ([dose(0, 1e8, "cells"), dose(0, 2e8, "cells")], (None, None, None, None)),
        ([dose(0, 1e8, "cells"), dose(0, 1e8, "cells")], (1e8, "recorded", 1e8 / 60, "weight")),
        ([dose(0, 1e8, "cells", "CD19 CAR-T"), dose(0, 2e8, "cells", "CD22 CAR-T")], (None, None, None, None)),
    ],
)
def test_a_dose_follows_from_the_other_and_the_weight(given: list[Row], expected: tuple[object, ...]) -> None:
    """At 60 kg each dose gives the other; units that are none of cells, and doses that contradict, give nothing."""
    study = study_of(treatments=given, subjects=[{"weight_kg": 60.0}])
    assert infusions(study).select("total_cells", "total_from", "cells_per_kg", "per_kg_from").row(0) == expected


def test_the_last_weight_before_the_infusion_is_taken() -> None:
    """Body weights are findings; of those up to the day of infusion the last counts, and the subject's own else."""
    weights = [
        {"day": day, "test": "Body weight", "value": kg, "unit": "kg"} for day, kg in ((-9, 61), (-1, 60), (3, 58))
    ]
    study = study_of(treatments=infused(-20, 0), findings=weights, subjects=[{"weight_kg": 65.0}])
    assert infusions(study)["weight_kg"].to_list() == [65.0, 60.0]


def test_a_split_dose_is_one_infusion_where_the_study_says_so() -> None:
    """Thirds on days 0, 1 and 2 are three infusions by default, and one with `infusion_split_days` of 2."""
    parts = [dose(day, 1e8, "cells") for day in (0, 1, 2)]
    study = study_of(treatments=parts)
    assert infusions(study)["infusion"].to_list() == [1, 2, 3]
    whole = infusions(study, CellTherapyOptions(infusion_split_days=2))
    assert whole.select("day", "end_day", "total_cells").rows() == [(0, 2, 3e8)]
    parts[1]["dose"] = None
    partly = infusions(study_of(treatments=parts), CellTherapyOptions(infusion_split_days=2))
    assert partly["total_cells"].to_list() == [None]


def test_a_study_without_cell_therapy_has_no_infusion() -> None:
    """Other treatments are no infusions, and a study without treatments has the same empty table."""
    assert infusions(study_of(treatments=[{"day": 0, "agent": "pembrolizumab"}])).is_empty()
    assert infusions(study_of(subjects=[{"weight_kg": 60.0}])).columns == list(INFUSIONS)
    assert implied_weights(study_of(treatments=infused(0))).is_empty()


def test_subjects_are_numbered_apart() -> None:
    """Each subject's infusions count from 1 and end with none after them."""
    study = study_of(treatments=[*infused(0, 90), *infused(5, subject="S2")])
    assert infusions(study).select("subject", "infusion", "next_day").rows() == [
        ("S1", 1, 90),
        ("S1", 2, None),
        ("S2", 1, None),
    ]


def test_options_of_the_study_are_taken() -> None:
    """Without options handed in, those a study pins hold, and the defaults where it pins none."""
    assert infusions(study_of(treatments=infused(0, 1))).height == 2
    assert Options().model_dump().get("infusion_split_days", 0) == 0
