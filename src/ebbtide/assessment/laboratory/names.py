"""The tests of a laboratory and a bedside under the names that they are known by here."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ebbtide.formats.names import folded

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["known_test"]

_SYNONYMS: Final[Mapping[str, str]] = {
    "anc": "absolute_neutrophil_count neutrophils neutrophil_count neut",
    "platelets": "platelet_count platelet plt plat",
    "wbc": "white_blood_cells white_blood_cell_count white_cells leukocytes leucocytes leukocyte_count",
    "rbc": "red_blood_cells red_blood_cell_count red_cells erythrocytes erythrocyte_count",
    "hemoglobin": "haemoglobin hb hgb",
    "crp": "c_reactive_protein",
    "ferritin": "ferr",
    "ldh": "lactate_dehydrogenase",
    "creatinine": "creat serum_creatinine",
    "triglycerides": "triglyceride trig",
    "alt": "alanine_aminotransferase",
    "ast": "aspartate_aminotransferase",
    "direct_bilirubin": "conjugated_bilirubin bilirubin_direct",
    "pt": "prothrombin_time",
    "ptt": "aptt partial_thromboplastin_time",
    "scd25": "soluble_cd25 sil_2r soluble_il_2_receptor",
    "nk_activity": "nk_cell_activity",
    "hemophagocytosis": "haemophagocytosis",
    "temperature": "temp body_temperature",
    "systolic_pressure": "systolic_blood_pressure sbp sysbp",
    "oxygen": "oxygen_support supplemental_oxygen",
    "fluids": "iv_fluids fluid_bolus",
    "vasopressors": "vasopressor pressors",
    "ice": "ice_score",
    "capd": "capd_score",
    "cerebral_edema": "cerebral_oedema",
    "motor_weakness": "motor",
    "ecog": "ecog_performance_status ecog_ps ecog101",
    "karnofsky": "karnofsky_performance_status karnofsky_performance_score kps kpss0101",
    "lansky": "lansky_performance_status lansky_play_performance",
    "hemorrhage": "haemorrhage bleeding",
    "enlargement": "lesion_enlargement",
}
_NAMES: Final = {other: name for name, others in _SYNONYMS.items() for other in others.split()}


def known_test(name: str) -> str:
    """Find the name under which a test is known here.

    Examples:
        >>> known_test("Absolute neutrophil count"), known_test("C-reactive protein")
        ('anc', 'crp')
    """
    plain = folded(name)
    return _NAMES.get(plain, plain)
