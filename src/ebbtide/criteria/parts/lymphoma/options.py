"""A study's options as numbers of the definitions of Lugano and LYRIC."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ebbtide.criteria.parts.lymphoma.records import AVID, BY_DIAGNOSIS, NOT_AVID, LuganoRules
from ebbtide.terms.scans import DEAUVILLE_3, DEAUVILLE_4

if TYPE_CHECKING:
    from ebbtide.study.options import Options

LUGANO_OPTIONS: Final = (
    "lugano_size_class",
    "lugano_axis_nadir",
    "lugano_extranodal_abnormal",
    "spleen_new_requires_abnormal",
    "lugano_histology",
    "pet_governs_all",
    "lugano_pet_not_evaluable",
    "pet_ref",
    "d3_is_cmr",
    "uptake_from_score",
    "resected_counts_zero",
    "tp_window_days",
    "duplicate_reading",
)
"""The options that Lugano reads, and LYRIC with it."""
HISTOLOGIES: Final = {"by_diagnosis": BY_DIAGNOSIS, "avid": AVID, "not_avid": NOT_AVID}


def lugano_rules(options: Options) -> LuganoRules:
    """Apply a study's options to the definition of Lugano.

    Sources:
        Cheson 2014, Table 3; register A7 for the size that sets the step.
    """
    return LuganoRules(
        extranodal=15_000 if options.lugano_extranodal_abnormal == "15" else 10_000,
        class_by_current=int(options.lugano_size_class == "current"),
        axes_at_product_nadir=int(options.lugano_axis_nadir == "at_ppd_nadir"),
        spleen_abnormal=int(options.spleen_new_requires_abnormal),
        least_positive=DEAUVILLE_4 if options.d3_is_cmr else DEAUVILLE_3,
        relapse_by_score=int(options.pet_ref == "previous"),
        score_tells_uptake=int(options.uptake_from_score),
        pet_governs=int(options.pet_governs_all),
        carries_pet=int(options.lugano_pet_not_evaluable == "previous_pet"),
        histology=HISTOLOGIES[options.lugano_histology],
        treated_counts=int(options.resected_counts_zero),
    )
