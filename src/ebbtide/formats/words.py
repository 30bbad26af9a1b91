"""Words and their synonyms: roles, states, answers, responses and criteria as files write them.

Words are compared in lower case with single underscores, so `NON-CR/NON-PD`, `Non CR / Non PD`
and `non_cr_non_pd` are one word. `terms` has the words themselves; here is what else they go by.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from ebbtide.formats.names import folded

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = [
    "ANSWERS",
    "CRITERIA",
    "CRITERION_IDS",
    "DEAUVILLE_SCORES",
    "FLAIRS",
    "MARKERS",
    "MARROW_UPTAKES",
    "NEW_LESIONS",
    "OPEN_WORDS",
    "RESPONSES",
    "RESPONSE_WORDS",
    "ROLES_BY_WORD",
    "STATES_BY_WORD",
    "UPTAKES",
    "is_nodal_role",
]


_EXTRANODAL: Final = re.compile(r"extra_?nodal|non_?nodal")
_NODAL: Final = re.compile(r"(^|_)(nodal|nodes?|ln)(_|$)")


def _inverted(synonyms: Mapping[str, str]) -> dict[str, str]:
    """Turn a word and its synonyms into synonym and word; the word is its own synonym."""
    return {folded(synonym): word for word, others in synonyms.items() for synonym in (word, *others.split())}


ROLES_BY_WORD: Final = _inverted(
    {
        "target": "t tl targets target_lesion target_lesions index index_lesion target_nodal target_node "
        "target_lymph_node target_extra_nodal target_extranodal target_non_nodal measurable_target",
        "nontarget": "nt ntl non_target non_targets nontargets non_target_lesion nontarget_lesion non_target_lesions "
        "non_index non_index_lesion non_target_nodal non_target_node non_target_lymph_node non_target_extra_nodal "
        "non_target_extranodal",
        "new": "n nl new_lesion new_lesions new_nodal",
        "new_target": "nlt new_lesion_target new_target_lesion new_index new_index_lesion new_measurable "
        "measurable_new new_target_nodal new_target_extra_nodal",
        "new_nontarget": "nlnt new_non_target new_lesion_non_target new_non_target_lesion new_nontarget_lesion "
        "new_non_index new_non_measurable nonmeasurable_new new_non_target_nodal new_non_target_extra_nodal",
    }
)

STATES_BY_WORD: Final = _inverted(
    {
    "measured": "measurable evaluable evaluated assessed done",
    "too_small": "too_small_to_measure tstm tsm tsttm below_measurable_limit below_limit present_too_small "
    "visible_too_small too_small_to_measure_accurately",
    "absent": "disappeared resolved gone cr complete_response complete_resolution not_present not_seen not_visible "
    "no_longer_visible normal normalized normalised non_pathological nonpathological",
    "present": "nc ncla no_change unchanged stable sd stable_disease persistent persists persisting residual visible "
    "still_present non_cr_non_pd noncr_nonpd non_icr_non_iupd incomplete_response_sd incomplete_response pathological",
    "increased": "inc incla increase increasing larger grown enlarged worse worsened further_enlargement",
    "decreased": "dec decla decrease decreasing smaller shrunk regressed improved pr partial_response",
    "unequivocal_progression": "unequivocal une pd progression progressed progressive_disease unequivocally_progressed "
    "unequivocal_increase iupd",
    "not_evaluable": "ne unevaluable inevaluable nonevaluable non_evaluable not_assessable unable_to_evaluate "
    "unable_to_assess cannot_be_assessed indeterminate unknown unk not_readable not_evaluated",
    "not_done": "nd not_assessed not_performed not_imaged not_scanned missing missed",
    "merged": "coalesced confluent fused coalescent tumor_merged tumour_merged lesion_merged merged_lesion",
    "equivocal": "uncertain possible suspicious suspected ambiguous doubtful",
})  # fmt: skip

NEW_LESIONS: Final = _inverted({
    "none": "no n 0 false absent not_present no_new_lesion no_new_lesions",
    "unequivocal": "yes y 1 true present new definite unequivocal_new_lesion",
    "equivocal": "uncertain possible suspicious suspected ambiguous e",
    "additional": "further additional_new_lesion",
    "not_evaluated": "ne nd not_evaluable not_done not_assessed unknown unk u",
})  # fmt: skip

ANSWERS: Final = {
    word: said for words, said in (("yes y true t 1 x", True), ("no n false f 0", False)) for word in words.split()
}

MARKERS: Final = _inverted({
    "normal": "wnl within_normal_limits not_raised not_elevated no n",
    "raised": "elevated high increased abnormal above_normal above_uln yes y",
})  # fmt: skip

DEAUVILLE_SCORES: Final = _inverted({
    **{score: f"ds{score} ds_{score} deauville_{score} {score}_0" for score in ("1", "2", "3", "4", "5")},
    "X": "dsx ds_x deauville_x",
})  # fmt: skip

UPTAKES: Final = _inverted({
    "lower": "decreased reduced less",
    "unchanged": "stable same no_change",
    "higher": "increased greater more",
})  # fmt: skip

MARROW_UPTAKES: Final = _inverted({
    "none": "normal no_uptake negative",
    "reduced": "decreased lower residual",
    "unchanged": "stable same no_change",
    "new": "new_foci recurrent new_or_recurrent",
    "focal": "persistent_focal focal_change persistent",
})  # fmt: skip

FLAIRS: Final = _inverted({
    "decreased": "reduced smaller improved",
    "stable": "unchanged same no_change no_increase",
    "increased": "increase significant_increase worse progression",
})  # fmt: skip

RESPONSE_WORDS: Final = (
    *("CR", "PR", "SD", "PD", "NE", "ND", "NED", "NC", "NON-CR/NON-PD", "INCOMPLETE RESPONSE/SD", "UNKNOWN"),
    *("iCR", "iPR", "iSD", "iUPD", "iCPD", "NON-iCR/NON-iUPD"),
    *("irCR", "irPR", "irSD", "irPD", "imCR", "imPR", "imSD", "imPD"),
    *("CMR", "PMR", "SMD", "NMR", "PMD", "CR-CT", "PR-CT", "SD-CT", "PD-CT", "CAR", "PAR", "SAD", "PAD", "MR"),
    *("INDETERMINATE RESPONSE", "IR(1)", "IR(2)", "IR(3)", "PSEUDOPROGRESSION", "PSEUDORESPONSE"),
    *("UPMD", "CPMD", "PD_SUSPECTED", "PD_UNCONFIRMED", "CRi", "MLFS", "FAILURE", "RELAPSE"),
    *("NOT_CR_RESIDUAL_EMD", "CR_COUNTS_UNKNOWN"),
)
RESPONSES: Final = {folded(word): word for word in RESPONSE_WORDS} | {
    "complete_response": "CR",
    "partial_response": "PR",
    "stable_disease": "SD",
    "progressive_disease": "PD",
    "progression": "PD",
    "not_evaluable": "NE",
    "not_done": "ND",
    "no_change": "NC",
    "no_evidence_of_disease": "NED",
    "noncr_nonpd": "NON-CR/NON-PD",
    "incomplete_response_sd": "INCOMPLETE RESPONSE/SD",
    "unk": "UNKNOWN",
}

CRITERION_IDS: Final = (
    *("who", "mwho", "recist-1.0", "recist-1.1", "irrc", "irrecist", "irecist", "imrecist", "mrecist", "choi"),
    *("percist", "percimt", "ipercist", "impercist5", "lugano", "lyric", "recil", "rano", "irano", "all"),
)
CRITERIA: Final = {folded(word): word for word in CRITERION_IDS} | {
    "recist_v1_1": "recist-1.1",
    "recist1_1": "recist-1.1",
    "recist_11": "recist-1.1",
    "recist_v1_0": "recist-1.0",
    "recist1_0": "recist-1.0",
    "recist_10": "recist-1.0",
    "ir_recist": "irrecist",
    "im_recist": "imrecist",
    "m_recist": "mrecist",
    "mrecist_lencioni": "mrecist",
    "modified_who": "mwho",
    "wolchok_solid_tumors_2009": "irrc",
    "ir_rc": "irrc",
    "lugano_classification": "lugano",
    "recil_2017": "recil",
    "irano_2015": "irano",
    "rano_hgg": "rano",
    "acute_lymphoblastic_leukemia": "all",
}

OPEN_WORDS: Final = {
    "car_t_cell": "car_t",
    "cart": "car_t",
    "car_t_cells": "car_t",
    "ici": "checkpoint_inhibitor",
    "immune_checkpoint_inhibitor": "checkpoint_inhibitor",
    "chemo": "chemotherapy",
    "lympho_depletion": "lymphodepletion",
    "died": "death",
    "dead": "death",
    "last_known_alive": "last_contact",
    "last_follow_up": "last_contact",
    "ct_dna": "ctdna",
}
"""Words of lists that stay open: classes of agents, categories of findings, events."""


def is_nodal_role(word: str) -> bool | None:
    """Tell what a role says about nodes: `TARGET NODAL` is one, `TARGET EXTRA NODAL` is none.

    Examples:
        >>> [is_nodal_role(word) for word in ("TARGET NODAL", "TARGET EXTRA NODAL", "TARGET")]
        [True, False, None]
    """
    said = folded(word)
    if _EXTRANODAL.search(said):
        return False
    return True if _NODAL.search(said) else None
