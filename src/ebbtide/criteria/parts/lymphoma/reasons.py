"""Why a call under Lugano or LYRIC was made: one bit for each rule that can fire, and one for each flag."""

from __future__ import annotations

from enum import IntFlag, auto

from ebbtide.criteria.parts.lymphoma import records as kinds


class Why(IntFlag):
    """Reasons of Lugano, then those that LYRIC adds."""

    PET_DECIDES = auto()
    CT_DECIDES = auto()
    CT_DECIDES_NOT_AVID = auto()
    NOTHING_EVALUABLE = auto()
    METABOLIC_COMPLETE = auto()
    UPTAKE_LOWER = auto()
    UPTAKE_UNCHANGED = auto()
    UPTAKE_HIGHER = auto()
    UPTAKE_AFTER_RESPONSE = auto()
    NEW_FOCI = auto()
    MARROW_REDUCED = auto()
    MARROW_UNCHANGED = auto()
    MARROW_NEW_FOCI = auto()
    MARROW_FOCAL = auto()
    UPTAKE_NOT_TOLD = auto()
    SCORE_NOT_TOLD = auto()
    PET_CARRIED = auto()
    LESION_GREW = auto()
    LESION_RETURNED = auto()
    NEW_LESION = auto()
    NEW_LESION_BEFORE = auto()
    NONMEASURED_PROGRESSED = auto()
    SPLEEN_PROGRESSED = auto()
    MARROW_INVOLVED = auto()
    ALL_NORMAL = auto()
    PRODUCTS_FELL = auto()
    PRODUCTS_BETWEEN = auto()
    NO_TARGETS = auto()
    NO_DISEASE_AT_BASELINE = auto()
    NONMEASURED_INCREASED = auto()
    NONMEASURED_REMAINS = auto()
    SPLEEN_NOT_FALLEN = auto()
    SPLEEN_NOT_MEASURED = auto()
    TARGET_NOT_ASSESSED = auto()
    TARGET_TREATED = auto()
    NO_PRODUCTS = auto()
    NO_BASELINE = auto()
    CT_NOT_DONE = auto()
    INDETERMINATE_1 = auto()
    INDETERMINATE_2 = auto()
    INDETERMINATE_3 = auto()
    TOO_LATE = auto()
    DETERIORATED = auto()
    DEFINITE = auto()
    SUM_GREW_ON = auto()
    SUM_HELD = auto()
    SUM_HALVED = auto()
    SET_GREW = auto()
    SET_HELD = auto()
    CHANGED_IN_SIZE = auto()
    UPTAKE_HELD = auto()
    TISSUE_POSITIVE = auto()
    CLEARED = auto()
    STILL_OPEN = auto()


class Note(IntFlag):
    """Flags of Lugano, then those that LYRIC adds."""

    DISCORDANT = auto()
    DEAUVILLE_X = auto()
    MARROW_FOCAL = auto()
    UPTAKE_FROM_SCORE = auto()
    SCORE_NOT_RECORDED = auto()
    HISTOLOGY_ASSUMED_AVID = auto()
    PET_NOT_EVALUABLE = auto()
    PET_NEGATIVE_AT_BASELINE = auto()
    MORE_THAN_6_TARGETS = auto()
    PARTIAL_PD = auto()
    AFTER_PD = auto()
    EQUIVOCAL_NEW_LESION = auto()
    SMALL_NEW_LESION = auto()
    NEW_NOT_EVALUATED = auto()
    NONTARGET_NOT_ASSESSED = auto()
    MARROW_NOT_ASSESSED = auto()
    SPLEEN_WITHOUT_BASELINE = auto()
    LATE_TARGET = auto()
    LOCAL_THERAPY = auto()
    OVERDUE = auto()
    CLINICAL_STATE_NOT_TOLD = auto()
    NO_LYMPHOMA_IN_SAMPLE = auto()
    LYMPHOMA_IN_SAMPLE = auto()
    SET_FULL = auto()
    SET_NOT_MEASURED = auto()
    SUM_NOT_KNOWN = auto()


WHY_OF = {
    kinds.GREW: Why.LESION_GREW,
    kinds.REGREW: Why.LESION_RETURNED,
    kinds.NEW: Why.NEW_LESION,
    kinds.NEW_BEFORE: Why.NEW_LESION_BEFORE,
    kinds.NONMEASURED: Why.NONMEASURED_PROGRESSED,
    kinds.SPLEEN: Why.SPLEEN_PROGRESSED,
    kinds.MARROW: Why.MARROW_INVOLVED,
    kinds.FOCI: Why.NEW_FOCI,
    kinds.MARROW_FOCI: Why.MARROW_NEW_FOCI,
}
"""The reason that each finding gives; higher uptake gives its own."""
