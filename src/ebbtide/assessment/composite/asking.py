"""Which composite criteria a study has the data, or the diagnoses, for."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from ebbtide.assessment.diagnoses import tumor_named
from ebbtide.criteria import COMPOSITES, CompositeCriterion
from ebbtide.formats.names import folded

if TYPE_CHECKING:
    from ebbtide.study import Study

__all__ = ["asked_by_data"]

_TOLD: Final = {
    "lymphoma": ("deauville", "uptake", "new_avid_lesion", "marrow_uptake", "spleen_um"),
    "metabolic": ("liver_sul_milli", "tlg"),
    "brain": ("flair", "steroid_milli"),
}
"""What a study says of its scans only where they are to be judged under criteria of that disease."""
_DIAGNOSES: Final = {"lymphoma": "lymphoma", "glioma": "brain"}
_ALL: Final = re.compile(r"lymphoblastic|(^|_)([bt]_)?all(_|$)")


def asked_by_data(study: Study) -> tuple[CompositeCriterion, ...]:
    """Name the composite criteria that a study has the data, or the diagnoses, for."""
    diseases = {*_by_diagnosis(study), *_by_notes(study)}
    return tuple(one for one in COMPOSITES if one.disease in diseases)


def _by_diagnosis(study: Study) -> set[str]:
    words = [word for word in study.table("subjects")["tumor_type"].unique() if word]
    named = {_DIAGNOSES[tumor] for tumor in map(tumor_named, words) if tumor in _DIAGNOSES}
    return named | ({"leukemia"} if any(_ALL.search(folded(word)) for word in words) else set())


def _by_notes(study: Study) -> set[str]:
    notes = study.table("timepoints")
    told = {disease for disease, names in _TOLD.items() if any(notes[name].count() for name in names)}
    return told | ({"metabolic"} if study.table("measurements")["sul_peak_milli"].count() else set())
