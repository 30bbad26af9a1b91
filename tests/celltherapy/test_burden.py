"""The burden before an infusion, published cut-offs, and the infused cells set against it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

import ebbtide
from ebbtide.celltherapy.burden import BURDEN, burden
from ebbtide.celltherapy.cutoffs import matching_cutoffs, published_cutoffs
from ebbtide.celltherapy.infusions import implied_weights
from ebbtide.celltherapy.ratios import effector_to_target, peak_to_burden
from ebbtide.study.celltherapy_options import CellTherapyOptions
from tests.celltherapy.cell_studies import Row, infused, samples, study_of

if TYPE_CHECKING:
    import polars as pl


def target(day: int, name: str, longest: float | None, across: float | None = None, **cells: object) -> Row:
    """Write the reading of one target."""
    return {"day": day, "lesion": name, "role": "target", "longest_mm": longest, "perpendicular_mm": across} | cells


def found(day: int, test: str, value: float | None = None, unit: str | None = None, **cells: object) -> Row:
    """Write one finding."""
    return {"day": day, "test": test, "value": value, "unit": unit} | cells


def burdens(study: ebbtide.Study, **options: object) -> dict[tuple[int, str], float | None]:
    """Give the burden by infusion and measure."""
    table = burden(study, CellTherapyOptions.model_validate(options))
    return {(infusion, name): value for infusion, name, value in table.select("infusion", "measure", "value").rows()}


def test_targets_are_summed_by_diameters_and_products() -> None:
    """30 x 20 mm and a node of 25 x 16 mm: sums of 46 mm and 1000 mm2, the largest diameter 30 mm."""
    rows = [target(-7, "T1", 30, 20, organ="liver"), target(-7, "T2", 25, 16, organ="lymph node", nodal=True)]
    given = study_of(treatments=infused(0), measurements=rows)
    assert burdens(given) == {
        (1, "sum_of_diameters"): 46.0,
        (1, "sum_of_products"): 1000.0,
        (1, "largest_diameter"): 30.0,
    }
    assert burden(given).columns == list(BURDEN)


def test_a_target_that_is_not_measured_leaves_no_sum() -> None:
    """One target not evaluable at the last scan: the sum is null and the note says so."""
    rows = [target(-7, "T1", 30), target(-7, "T2", None, state="not_evaluable")]
    row = (
        burden(study_of(treatments=infused(0), measurements=rows)).filter(measure="sum_of_diameters").row(0, named=True)
    )
    assert (row["value"], row["note"]) == (None, "a target is not measured")


def test_a_target_that_is_gone_counts_nothing() -> None:
    """Before a second infusion a resolved target adds 0 mm."""
    rows = [target(-7, "T1", 30), target(-7, "T2", 20), target(80, "T1", 12), target(80, "T2", None, state="absent")]
    values = burdens(study_of(treatments=infused(0, 90), measurements=rows))
    assert (values[1, "sum_of_diameters"], values[2, "sum_of_diameters"]) == (50.0, 12.0)


def test_the_last_value_before_each_infusion_is_taken() -> None:
    """Of volumes on days -20, -2, 30 and 89 the second and the last stand before infusions on days 0 and 90."""
    rows = [found(day, "MTV", value, "cm3") for day, value in ((-20, 90), (-2, 100), (30, 10), (89, 55), (95, 70))]
    study = study_of(treatments=infused(0, 90), findings=rows)
    table = burden(study)
    assert table.select("infusion", "value", "unit", "day").rows() == [(1, 100.0, "mL", -2), (2, 55.0, "mL", -1)]


def test_the_day_of_the_infusion_is_before_it_unless_the_study_says_after() -> None:
    """A volume of day 0 is the baseline by default, and none with `infusion_day_sample` of `after`."""
    rows = [found(-9, "metabolic_volume", 90, "mL"), found(0, "metabolic_volume", 100, "mL")]
    study = study_of(treatments=infused(0), findings=rows)
    assert burdens(study)[1, "metabolic_volume"] == 100
    assert burdens(study, infusion_day_sample="after")[1, "metabolic_volume"] == 90


def test_a_burden_does_not_reach_over_the_infusion_before() -> None:
    """What was measured before the first infusion is no baseline of the second."""
    study = study_of(treatments=infused(0, 90), findings=[found(-2, "metabolic_volume", 100, "mL")])
    assert burdens(study) == {(1, "metabolic_volume"): 100}


def test_ldh_is_told_in_multiples_of_its_upper_limit() -> None:
    """500 U/L with a limit of 250, in words or as a finding, is 2 x ULN; with a limit in another unit there is none."""
    spoken = study_of(treatments=infused(0), findings=[found(-1, "LDH", 500, "U/L", text="ULN 250")])
    assert burdens(spoken) == {(1, "ldh"): 500, (1, "ldh_x_uln"): 2}
    listed = [found(-1, "LDH", 500, "U/L"), found(-30, "LDH ULN", 250, "U/L")]
    assert burdens(study_of(treatments=infused(0), findings=listed))[1, "ldh_x_uln"] == 2
    other = [found(-1, "LDH", 500, "U/L"), found(-30, "LDH ULN", 4.2, "ukat/L")]
    assert burdens(study_of(treatments=infused(0), findings=other)) == {(1, "ldh"): 500}


def test_what_was_not_detected_has_no_value() -> None:
    """Undetectable ctDNA is a finding without a number, not 0; an unreadable one is no finding."""
    rows = [found(-1, "ctDNA", text="undetectable"), found(-1, "marrow_blasts", text="see report")]
    row = burden(study_of(treatments=infused(0), findings=rows)).row(0, named=True)
    assert (row["measure"], row["value"], row["detected"]) == ("ctdna", None, False)
    assert burden(study_of(treatments=infused(0), findings=rows)).height == 1


def test_the_gastric_case_before_both_infusions() -> None:
    """42.47 mm on the day of the first infusion, 49.15 mm 38 days before the second; the doses imply 57 and 50 kg."""
    study = ebbtide.read_study(ebbtide.examples.path("gastric-car-t"))
    assert burden(study).select("value", "day").rows() == [(42.47, 0), (49.15, -38)]
    assert implied_weights(study)["implied_weight_kg"].to_list() == [57.0, 50.0]
    ratio = peak_to_burden(study).row(0, named=True)
    assert ratio["ratio"] == pytest.approx(4858.59 / 49.15)
    assert ratio["ratio_unit"] == "copies/ug DNA per mm"


def test_every_published_row_has_its_source() -> None:
    """Each row says where it is from and in which setting; what is to be confirmed is marked, and no row has 40 %."""
    table = published_cutoffs()
    assert table["id"].n_unique() == table.height == 33
    assert table.select("source", "setting", "association", "printed").null_count().row(0) == (0, 0, 0, 0)
    assert table.filter("to_confirm")["id"].to_list() == ["schultz-marrow", "locke-ratio"]
    assert 40 not in table.filter(measure="marrow_blasts")["cut"].to_list()
    assert set(table["taken"]) == {"before", "day 30", "month 1", "month 3", "peak"}


def matched(tumor: str, *, age: float | None = None, findings: list[Row] | None = None) -> pl.DataFrame:
    """Match a subject of a tumour type."""
    who = [{"tumor_type": tumor, "age": age, "therapy": "CAR-T"}]
    return matching_cutoffs(study_of(treatments=infused(0), subjects=who, findings=findings or []))


def test_contradictory_studies_stand_side_by_side() -> None:
    """A volume of 100 mL is below two cut-offs and above three; peak rows of all four trials are shown."""
    table = matched("diffuse large B-cell lymphoma", findings=[found(-7, "metabolic_volume", 100, "mL")])
    sides = dict(table.drop_nulls("side").select("id", "side").rows())
    assert sides == {
        "dean-mtv": "below",
        "clml-mtv": "below",
        "galtier-tmtv": "above",
        "vercellino-tmtv": "above",
        "iacoboni-tmtv": "above",
    }
    assert {"locke-ratio", "zuma-7-peak", "juliet-peak", "peak-188"} <= set(table["id"])
    assert table.filter(id="clml-mtv-day-30")["note"].to_list() == ["asks for the measure at day 30"]
    assert table.filter(id="zuma-7-mtv")["note"].to_list() == ["no number to compare with"]


@pytest.mark.parametrize(("value", "side"), [(147.499, "below"), (147.5, "at"), (147.501, "above")])
def test_a_side_is_told_by_the_number_alone(value: float, side: str) -> None:
    """On the cut-off is neither above nor below."""
    table = matched("DLBCL", findings=[found(-7, "metabolic_volume", value, "mL")])
    assert table.filter(id="dean-mtv")["side"].to_list() == [side]


def test_another_unit_is_not_compared() -> None:
    """A volume in voxels and ctDNA in copies are told as recorded in another unit; nothing is converted."""
    rows = [found(-7, "metabolic_volume", 100, "voxels"), found(-7, "ctDNA", 900, "copies/mL")]
    notes = dict(matched("LBCL", findings=rows).select("id", "note").rows())
    assert notes["dean-mtv"] == notes["frank-ctdna"] == "recorded in another unit"
    negative = matched("LBCL", findings=[found(-7, "ctDNA", text="undetectable")])
    assert dict(negative.select("id", "note").rows())["frank-ctdna"] == "not detected, or below the limit"
    assert dict(matched("LBCL").select("id", "note").rows())["frank-ctdna"] == "not recorded before the infusion"


@pytest.mark.parametrize(
    ("tumor", "age", "expected"),
    [
        ("B-ALL", 62, {"park-marrow": "fits"}),
        ("acute lymphoblastic leukaemia", 17, {"pediatric-marrow": "fits", "schultz-marrow": "fits"}),
        ("acute lymphoblastic leukemia", 18, {"park-marrow": "fits"}),
        ("ALL", None, dict.fromkeys(("park-marrow", "pediatric-marrow", "schultz-marrow"), "age not known")),
        ("gastric cancer", 60, {}),
        ("Hodgkin lymphoma", 30, {}),
    ],
)
def test_only_settings_of_the_tumour_type_are_shown(tumor: str, age: float | None, expected: dict[str, str]) -> None:
    """Adults meet cut-offs of adults, children those of children, other tumours none; an unknown age is told."""
    assert dict(matched(tumor, age=age).select("id", "fit").rows()) == expected


def test_a_lymphoma_of_another_kind_meets_the_broader_settings_only() -> None:
    """Follicular lymphoma is non-Hodgkin lymphoma of B cells, and no large B-cell lymphoma."""
    ids = set(matched("Follicular lymphoma")["id"])
    assert {"hirayama-ldh", "wei-size", "breen-lesions-month-1"} <= ids
    assert "dean-mtv" not in ids
    assert "wei-size" not in set(matched("non-Hodgkin lymphoma")["id"])


def test_a_subject_without_a_tumour_type_meets_no_cut_off() -> None:
    """Nothing is matched where nothing is known of the disease."""
    assert matching_cutoffs(study_of(treatments=infused(0))).is_empty()


def test_the_peak_is_set_against_every_burden() -> None:
    """4000 copies/uL to 200 mL are 20, to a sum of 50 mm 80; the names of both units stay, and 0 % blasts have none."""
    rows = [
        *samples({14: 4000}, unit="copies/uL"),
        found(-1, "metabolic_volume", 200, "mL"),
        found(-1, "marrow_blasts", 0, "%"),
    ]
    study = study_of(treatments=infused(0), findings=rows, measurements=[target(-3, "T1", 50)])
    assert peak_to_burden(study).select("burden_measure", "ratio", "ratio_unit").rows() == [
        ("metabolic_volume", 20.0, "copies/uL per mL"),
        ("sum_of_diameters", 80.0, "copies/uL per mm"),
    ]


def test_effectors_to_targets_need_a_stated_assumption() -> None:
    """2e8 cells into 200 mL of an assumed 1e8 cells per mL are 0.01; without the assumption there is no ratio."""
    dose = [{"day": 0, "agent": "CAR-T", "class": "car_t", "dose": 2e8, "dose_unit": "cells"}]
    study = study_of(treatments=dose, findings=[found(-1, "metabolic_volume", 200, "mL")])
    row = effector_to_target(study, CellTherapyOptions(target_cells_per_ml=1e8)).row(0, named=True)
    assert (row["effector_to_target"], row["assumed_target_cells_per_ml"]) == (0.01, 1e8)
    bare = effector_to_target(study).row(0, named=True)
    assert (bare["effector_to_target"], bare["note"]) == (None, "no cells per mL are assumed")
    empty = effector_to_target(study_of(treatments=infused(0)), CellTherapyOptions(target_cells_per_ml=1e8))
    assert empty["note"].to_list() == ["no total dose; no volume in mL"]
