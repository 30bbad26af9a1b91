"""Items of hyperinflammation, the local reaction, and recorded grades: met, not met, unknown, and never more."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest

import ebbtide
from ebbtide.celltherapy.toxicity import hyperinflammation, lesional_crs, risk_scores, toxicity
from ebbtide.celltherapy.toxicity.lesional import lesional_grade
from ebbtide.celltherapy.toxicity.recorded import WHAT
from ebbtide.study.toxicity_options import ToxicityOptions
from tests.celltherapy.toxicity_studies import INFUSION, row_of, study_of

Findings = list[tuple[Any, ...]]


def states(findings: Findings, name: str, **options: float) -> dict[str, str]:
    """Give the state of every item of a list."""
    table = hyperinflammation(study_of(findings), ToxicityOptions.model_validate(options)).filter(list=name)
    return dict(table.select("item", "state").iter_rows())


@pytest.mark.parametrize("name", ["iec_hs", "hlh_2004"])
def test_nothing_recorded_is_unknown(name: str) -> None:
    """Without a finding no item is met, and none is not met."""
    assert set(states([], name).values()) == {"unknown"}


@pytest.mark.parametrize(
    ("item", "found", "state"),
    [
        ("ferritin", [(5, "ferritin", 601, "ULN 300", "ng/mL")], "met"),
        ("ferritin", [(5, "ferritin", 600, "ULN 300", "ng/mL")], "not met"),
        ("ferritin", [(-3, "ferritin", 500, None, "ng/mL"), (5, "ferritin", 1001, None, "ug/L")], "met"),
        ("ferritin", [(-3, "ferritin", 500, None, "ng/mL"), (5, "ferritin", 1000, None, "ug/L")], "not met"),
        ("ferritin", [(-3, "ferritin", 200, "ULN 300", "ng/mL"), (5, "ferritin", 401, None, "ug/L")], "met"),
        ("ferritin", [(5, "ferritin", 9000, None, "ng/mL")], "unknown"),
        ("ferritin", [(5, "ferritin", 9000, "ULN 300", None)], "unknown"),
        ("transaminases", [(5, "ALT", 201, None, "U/L"), (0, "alt_uln", 40, None, "U/L")], "met"),
        ("transaminases", [(5, "ALT", 200, "ULN 40", "U/L"), (5, "AST", 200, "ULN 40", "U/L")], "not met"),
        ("transaminases", [(5, "ALT", 200, "ULN 40", "U/L")], "unknown"),
        ("fibrinogen", [(5, "fibrinogen", 1.49, None, "g/L")], "met"),
        ("fibrinogen", [(5, "fibrinogen", 1.5, None, "g/L")], "not met"),
        ("fibrinogen", [(5, "fibrinogen", 1.9, "LLN 2.0", "g/L")], "met"),
        ("hemophagocytosis", [(9, "hemophagocytosis", None, "present in marrow")], "met"),
        ("hemophagocytosis", [(9, "haemophagocytosis", None, "absent")], "not met"),
        ("new_cytopenia", [(-1, "ANC", 2, None, "10^9/L"), (5, "ANC", 0.49, None, "10^9/L")], "met"),
        ("new_cytopenia", [(5, "ANC", 0.49, None, "10^9/L")], "unknown"),
        ("triglycerides", [(5, "triglycerides", 266, None, "mg/dL")], "met"),
        ("triglycerides", [(5, "triglycerides", 265, None, "mg/dL")], "not met"),
        ("fever", [(5, "temperature", 38.0, None, "degC")], "met"),
        ("neurotoxicity", [(5, "ICE", 9)], "met"),
        ("neurotoxicity", [(5, "ICE", 10)], "not met"),
        ("hypoxia", [(5, "oxygen", None, "low_flow")], "met"),
        ("hypoxia", [(5, "oxygen", None, "none")], "not met"),
        ("renal", [(5, "creatinine", 1.3, "ULN 1.2", "mg/dL")], "met"),
    ],
)
def test_items_of_iec_hs_on_each_side_of_their_limits(item: str, found: Findings, state: str) -> None:
    """A limit is exceeded above it, and what cannot be compared is unknown."""
    assert states(found, "iec_hs")[item] == state


@pytest.mark.parametrize(
    ("item", "found", "state"),
    [
        ("fever", [(5, "temperature", 38.5, None, "degC")], "met"),
        ("fever", [(5, "temperature", 38.4, None, "degC")], "not met"),
        ("splenomegaly", [(5, "splenomegaly", None, "yes")], "met"),
        ("cytopenias", [(5, "Hb", 8.9, None, "g/dL"), (6, "platelets", 99, None, "G/L")], "met"),
        ("cytopenias", [(5, "Hb", 9.0, None, "g/dL"), (6, "platelets", 99, None, "G/L")], "unknown"),
        ("cytopenias", [(5, "Hb", 9.0, None, "g/dL"), (6, "platelets", 100, None, "G/L")], "not met"),
        ("triglycerides_or_fibrinogen", [(5, "triglycerides", 265, None, "mg/dL")], "met"),
        ("triglycerides_or_fibrinogen", [(5, "fibrinogen", 150, None, "mg/dL")], "met"),
        ("triglycerides_or_fibrinogen", [(5, "fibrinogen", 151, None, "mg/dL")], "unknown"),
        ("nk_activity", [(5, "NK activity", None, "low")], "met"),
        ("nk_activity", [(5, "NK activity", None, "normal")], "not met"),
        ("ferritin", [(5, "ferritin", 500, None, "ng/mL")], "met"),
        ("ferritin", [(5, "ferritin", 499, None, "ng/mL")], "not met"),
        ("scd25", [(5, "sCD25", 2400, None, "U/mL")], "met"),
        ("scd25", [(5, "sCD25", 2400, None, "pg/mL")], "unknown"),
    ],
)
def test_items_of_hlh_2004_on_each_side_of_their_limits(item: str, found: Findings, state: str) -> None:
    """A limit is reached on it, and what cannot be compared is unknown."""
    assert states(found, "hlh_2004")[item] == state


def test_hlh_2004_has_eight_items_and_its_fever_is_an_option() -> None:
    """Eight items, and 38.0 °C counts where the option says so."""
    found = [(5, "temperature", 38.0, None, "degC")]
    assert len(states(found, "hlh_2004")) == 8
    assert states(found, "hlh_2004", hlh_2004_fever_c=38.0)["fever"] == "met"


def test_items_of_later_days_do_not_count() -> None:
    """The window ends where the option says."""
    found = [(61, "ferritin", 900, None, "ng/mL")]
    assert states(found, "hlh_2004")["ferritin"] == "unknown"
    assert states(found, "hlh_2004", hyperinflammation_last_day=61)["ferritin"] == "met"


def test_iec_hs_is_counted_and_never_graded() -> None:
    """The row counts items; its grade is only ever the recorded one."""
    found = [(5, "ferritin", 900, "ULN 300", "ng/mL"), (5, "fibrinogen", 100, None, "mg/dL")]
    row = row_of(study_of(found, [(6, "iec_hs", None, 2)]), "iec_hs")
    assert (row["recorded_grade"], row["computed_grade"], row["agreement"]) == (2, None, "recorded only")
    assert row["components"] == "ferritin met; of 4 further items 1 met, 0 not met, 3 unknown"
    assert "not a diagnosis" in row["explanation"]


@pytest.mark.parametrize(
    ("signs", "grade"),
    [
        ({"enlargement": True}, 2),
        ({"enlargement": True, "compression": False}, 2),
        ({"compression": True}, 3),
        ({"effusion": True}, 3),
        ({"hemorrhage": True}, 4),
        ({"perforation": True}, 4),
        ({"decompensation": True, "enlargement": True}, 4),
        ({"enlargement": False}, 0),
        ({"effusion": False}, None),
        ({}, None),
    ],
)
def test_the_worst_local_sign_decides(signs: dict[str, bool], grade: int | None) -> None:
    """Enlargement is 2, compression and effusion 3, bleeding, perforation and decompensation 4."""
    assert lesional_grade(signs) == grade


@pytest.mark.parametrize(("day", "grade"), [(0, None), (1, 2), (10, 2), (11, None)])
def test_the_local_window_is_day_1_to_10(day: int, grade: int | None) -> None:
    """A swelling outside the window is not graded."""
    assert row_of(study_of([(day, "enlargement", None, "yes")]), "lesional_crs")["computed_grade"] == grade


def test_the_local_reaction_never_enters_crs() -> None:
    """A local grade 4 leaves CRS as it was."""
    study = study_of([(3, "hemorrhage", None, "yes"), (3, "temperature", 38.2, None, "degC")])
    assert row_of(study, "lesional_crs")["computed_grade"] == 4
    assert row_of(study, "crs")["computed_grade"] == 1


@pytest.mark.parametrize(
    ("size", "found", "high"),
    [
        ("100", [], True),
        ("99.9", [], None),
        ("99.9", [(3, "compression", None, "yes")], True),
        ("99.9", [(3, "life threatening", None, "yes")], True),
        ("99.9", [(0, "gut involvement", None, "yes")], True),
        (
            "99.9",
            [
                (3, "compression", None, "no"),
                (3, "life threatening", None, "no"),
                (0, "gut involvement", None, "no"),
            ],
            False,
        ),
    ],
)
def test_each_risk_alone_is_a_high_risk(size: str, found: Findings, *, high: bool | None) -> None:
    """10 cm, compression, a threat to life and the gut each suffice; low needs all four known."""
    lesion = {"subject": "S1", "lesion": "T1", "day": -3, "role": "target", "organ": "liver", "longest_mm": size}
    more = {"measurements": pl.DataFrame([lesion])}
    table = lesional_crs(study_of(found, more=more), ToxicityOptions())
    assert table["is_high_risk"].to_list() == [high]


def test_a_lesion_of_the_gut_is_a_high_risk() -> None:
    """The organ of a lesion before the infusion tells it, that of one after it does not."""
    lesion = {"subject": "S1", "lesion": "T1", "role": "target", "organ": "Stomach", "longest_mm": "20"}
    for day, expected in ((-3, True), (3, None)):
        more = {"measurements": pl.DataFrame([lesion | {"day": day}])}
        assert lesional_crs(study_of(more=more))["involves_gut"].to_list() == [expected]


def test_every_infusion_has_a_row_for_every_toxicity() -> None:
    """Nothing recorded gives rows without grades, not assessable."""
    study = study_of(treatments=[INFUSION, (60, None, "car_t")])
    table = toxicity(study, ToxicityOptions())
    assert table["what"].to_list() == [*WHAT, *WHAT]
    assert set(table["agreement"]) == {"not assessable"}
    assert table["computed_grade"].null_count() == 2 * len(WHAT)


def test_the_order_of_rows_changes_nothing() -> None:
    """Findings written backwards give the same tables."""
    found: Findings = [
        (-6, "platelets", 80, None, "10^9/L"),
        (-6, "platelets", 60, None, "10^9/L"),
        (-6, "ferritin", 600, "ULN 300", "ng/mL"),
        (3, "temperature", 38.2, None, "degC"),
        (3, "temperature", 39.2, "evening", "degC"),
        (3, "vasopressors", 1, "norepinephrine"),
        (3, "vasopressors", 2, None),
        (4, "ICE", None, "refused"),
        (4, "ICE", 7, None),
        (5, "ferritin", 1300, "ULN 300", "ng/mL"),
    ]
    options = ToxicityOptions()
    for table in (toxicity, hyperinflammation, risk_scores):
        assert table(study_of(found), options).equals(table(study_of(found[::-1]), options))


def test_without_options_those_of_the_study_or_the_defaults_hold() -> None:
    """A table asked for without options is that of the defaults, where the study pins none."""
    study = study_of([(3, "temperature", 38.2, None, "degC")])
    assert toxicity(study).equals(toxicity(study, ToxicityOptions()))


def test_recorded_toxicity_without_an_infusion_is_kept() -> None:
    """Its days count from day 0, and the row says so."""
    row = row_of(study_of(events=[(3, "crs", 5, 2)], treatments=[]), "crs", infusion=0)
    assert (row["recorded_grade"], row["start_day"], row["end_day"]) == (2, 3, 5)
    assert "no infusion is recorded" in row["explanation"]


def test_a_recorded_toxicity_without_a_grade_has_none() -> None:
    """No grade is made up for it."""
    row = row_of(study_of(events=[(3, "crs")]), "crs")
    assert (row["recorded_grade"], row["agreement"]) == (None, "not assessable")
    assert "without a grade" in row["explanation"]


@pytest.mark.parametrize(("day", "what"), [(30, "icaht_early"), (31, "icaht_late")])
def test_recorded_icaht_is_early_up_to_day_30(day: int, what: str) -> None:
    """The day of an event that does not say which tells it."""
    study = study_of(events=[(day, "icaht", None, 3)])
    grades = {name: row_of(study, name)["recorded_grade"] for name in ("icaht_early", "icaht_late")}
    assert grades == dict.fromkeys(grades) | {what: 3}


def test_the_published_gastric_case_has_grade_1_and_then_none() -> None:
    """Zhao 2025: CRS grade 1 after the first infusion; no CRS and no ICANS of any grade after the second."""
    study = ebbtide.read_study(ebbtide.examples.path("gastric-car-t"))
    table = toxicity(study, ToxicityOptions()).filter(pl.col("recorded_grade").is_not_null())
    assert table.select("infusion", "what", "recorded_grade", "agreement").rows() == [
        (1, "crs", 1, "recorded only"),
        (2, "crs", 0, "recorded only"),
        (2, "icans", 0, "recorded only"),
    ]
