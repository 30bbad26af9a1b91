"""The names that tables and columns may come under, and how a header is matched to them.

Case, blanks and punctuation do not matter: `Longest Diameter (mm)` and `longest_diameter_mm`
are one header. A length may end in its unit: `LD_cm`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

from ebbtide.study.columns import TABLES, Column, Kind, Table
from ebbtide.study.lengths import Unit, unit_named

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["COLUMN_SYNONYMS", "TABLE_SYNONYMS", "Named", "column_named", "folded", "table_named"]

TABLE_SYNONYMS: Final[Mapping[str, str]] = {
    "subjects": "subject patients patient participants demographics",
    "measurements": "measurement lesions lesion readings tumors tumours target_lesions",
    "lesion_details": "lesion_detail lesion_history",
    "timepoints": "timepoint time_points time_point sums",
    "reported": "responses response reported_responses",
    "reported_best": "reported_best_responses best_reported",
    "treatments": "treatment exposure drugs infusions",
    "findings": "finding labs laboratory",
    "events": "event adverse_events outcomes",
}

# The first name that a file has is taken, so the surest ones come first.
_SHARED: Final[Mapping[str, str]] = {
    "subject": "usubjid subject_id subjectid subjid patient patient_id patientid participant participant_id",
    "reader": "evaluator assessor radiologist reviewer reader_id",
    "visit": "visit_name timepoint time_point tpt",
    "day": "treatment_day day_from_start study_day_0",
    "date": "scan_date visit_date assessment_date exam_date imaging_date start_date",
    "end_day": "stop_day",
    "end_date": "stop_date",
    "new_lesion": "new_lesions newlesion newlesions new newlind newlprog",
}
COLUMN_SYNONYMS: Final[Mapping[str, Mapping[str, str]]] = {
    "subjects": {
        "arm": "treatment_arm study_arm group cohort",
        "tumor_type": "tumour_type tumor tumour diagnosis cancer histology",
        "therapy": "treatment regimen",
        "reference_date": "rfstdtc rfxstdtc infusion_date first_dose_date treatment_start start_date trtsdt",
        "age": "age_years",
        "sex": "gender",
        "weight_kg": "weight",
        "measurable_disease": "measurable measdis",
    },
    "lesion_details": {
        "lesion": "lesion_id lesionid lesion_number lesion_no lesion_name tulnkid trlnkid tumor_id tumour_id",
        "kind": "lesion_kind nature morphology",
        "irradiated": "prior_radiotherapy previously_irradiated locally_treated prvir",
        "progressed_since": "progressed_since_radiotherapy prvirp",
        "contrast": "contrast_medium contrast_given",
    },
    "reported_best": {
        "criterion": "criteria rscat",
        "best_overall_response": "best_response bor overall_response response bestresp",
        "confirmed": "is_confirmed",
    },
    "measurements": {
        "lesion": "lesion_id lesionid lesion_number lesion_no lesion_name tulnkid trlnkid tumor_id tumour_id",
        "role": "lesion_role lesion_type lesion_category category trgrpid",
        "state": "status lesion_state lesion_status tumstate",
        "organ": "site location tuloc lesion_location lesion_site organ_site",
        "side": "laterality tulat",
        "nodal": "is_nodal lymph_node is_node node",
        "longest_um": "longest longest_diameter longestdiameter ld ldiam long_axis longest_axis long_diameter diameter "
        "size",
        "perpendicular_um": "perpendicular perpendicular_diameter short_axis shortaxis short_axis_diameter lperp sad "
        "short_diameter",
        "viable_um": "viable viable_diameter enhancing enhancing_diameter",
        "density_mhu": "density_mhu density attenuation hu",
        "sul_peak_milli": "sul_peak_milli sulpeak sul_max_peak",
        "avid": "fdg_avid is_avid",
        "method": "modality imaging_method tumethod trmethod",
        "slice_um": "slice slice_thickness slicethickness",
        "locally_treated": "local_therapy local_treatment resected",
    },
    "timepoints": {
        "target_sum_um": "target_sum sum_of_diameters sum_of_longest_diameters sod sld sumdiam sum_diameters",
        "target_state": "target target_status targets",
        "nontarget_state": "non_target_state nontarget non_target nontarget_status nontargets",
        "new_symptom": "new_symptoms",
        "clinically_stable": "clinical_stability stable",
        "marker_state": "marker markers tumor_marker tumour_marker",
        "deauville": "deauville_score ds five_point_scale five_point_score fps pps",
        "uptake": "uptake_change fdg_uptake",
        "new_avid_lesion": "new_avid new_foci new_fdg_foci new_pet_lesion",
        "marrow_uptake": "marrow_pet bone_marrow_uptake bone_marrow_pet",
        "spleen_um": "spleen spleen_length spleen_size splenic_length",
        "liver_sul_milli": "liver_sul_milli liver_sulmean liver_sul_mean",
        "tlg": "total_lesion_glycolysis",
        "pet_comparable": "comparable_pet pet_quality",
        "flair": "t2_flair t2flair flair_t2 t2",
        "steroid_milli": "steroid_milli steroid steroids dexamethasone dexamethasone_mg steroid_dose",
    },
    "reported": {
        "criterion": "criteria rscat",
        "overall_response": "response overall ovrlresp timepoint_response tpr",
        "target_response": "trgresp",
        "nontarget_response": "ntrgresp non_target_response",
    },
    "treatments": {
        "agent": "drug treatment agent_name extrt",
        "class": "agent_class drug_class treatment_class",
        "dose": "exdose",
        "dose_unit": "dose_units exdosu",
    },
    "findings": {
        "test": "test_name parameter analyte",
        "value": "result numeric_result",
        "text": "result_text comment",
        "unit": "units result_unit",
        "lloq": "lower_limit",
        "category": "type group",
    },
    "events": {
        "event": "event_name event_type term",
        "grade": "ctcae_grade max_grade",
        "detail": "details description comment",
    },
}

_UNIT_SUFFIX: Final = re.compile(r"(?P<stem>.+)_(?P<unit>um|mm|cm|m|hu)")
_LENGTHS: Final = (Kind.LENGTH, Kind.DENSITY)


class Named(NamedTuple):
    """Which column a header means, how sure that is (0 is surest), and the unit it names."""

    column: str
    rank: int
    unit: Unit | None


def folded(name: str) -> str:
    """Write a name in lower case with single underscores.

    Examples:
        >>> folded(" Longest Diameter (mm) ")
        'longest_diameter_mm'
    """
    return "_".join(re.findall(r"[^\W_]+", name.casefold()))


def table_named(name: str) -> Table | None:
    """Find the table that a file or sheet of this name holds.

    Examples:
        >>> table = table_named("Time Points")
        >>> table.name if table else None
        'timepoints'
    """
    wanted = folded(name)
    if wanted in TABLES:
        return TABLES[wanted]
    return next((TABLES[table] for table, words in TABLE_SYNONYMS.items() if wanted in words.split()), None)


def column_named(header: str, table: Table) -> Named | None:
    """Find the column that a header of a table means.

    Examples:
        >>> column_named("LD (cm)", TABLES["measurements"])
        Named(column='longest_um', rank=4, unit='cm')
        >>> column_named("shoe size", TABLES["measurements"]) is None
        True
    """
    wanted = folded(header)
    if found := _plainly_named(wanted, table):
        return found
    if parts := _UNIT_SUFFIX.fullmatch(wanted):
        found = _plainly_named(parts["stem"], table)
        if found and _is_length(found.column, table):
            return found._replace(unit=unit_named(parts["unit"]))
    return None


def _plainly_named(wanted: str, table: Table) -> Named | None:
    for column, ranked in _names(table).items():
        if wanted in ranked:
            unit: Unit | None = "mm" if wanted.endswith("_mm") else None
            return Named(column, ranked.index(wanted), unit)
    return None


def _names(table: Table) -> dict[str, list[str]]:
    own = COLUMN_SYNONYMS[table.name]
    names = {column.name: [column.written, *_synonyms(column, own)] for column in table.columns if column.name != "row"}
    if "end_day" in names:
        names["end_date"] = ["end_date", *_SHARED["end_date"].split()]
    return names


def _synonyms(column: Column, own: Mapping[str, str]) -> list[str]:
    return own.get(column.name, _SHARED.get(column.name, "")).split()


def _is_length(column: str, table: Table) -> bool:
    return table.column(column).kind in _LENGTHS
