"""What each reason and flag of RECIL says in words; all is written in one table."""

from __future__ import annotations

from typing import Final

from ebbtide.criteria.parts.composite.criterion import PartClause
from ebbtide.criteria.parts.lymphoma.recil_records import Note, Why

_REASONS: Final = {
    Why.SUM_ROSE: "Sum of longest diameters {burden} is {from_nadir} from the nadir {nadir} (day {nadir_day}); limit "
    "over {rise_limit} %.",
    Why.SMALL_LESIONS_GREW: "The sum is over the limit by lesions that were below {small} and have not grown by "
    "{small_step} beyond it.",
    Why.NEW_LESION: "There is a new lesion: {new}.",
    Why.NEW_FOCI: "PET shows new foci consistent with lymphoma.",
    Why.NEW_LESION_BEFORE: "A new lesion was seen before; the progression stands.",
    Why.NONTARGET_PROGRESSED: "Non-measured disease has progressed unequivocally.",
    Why.MARROW_INVOLVED: "Bone marrow is newly or again involved.",
    Why.ALL_NORMAL: "All lesions are gone, nodes are below {normal}.",
    Why.PET_NEGATIVE: "PET is negative (Deauville score {score}).",
    Why.PET_POSITIVE: "PET is positive (Deauville score {score}): no complete response.",
    Why.MARROW_NOT_CLEAR: "Marrow is not known to be free of lymphoma: no complete response.",
    Why.SUM_FELL: "Sum of longest diameters {burden} is {from_baseline} from the baseline {baseline}; limit "
    "-{fall_limit} %.",
    Why.SUM_FELL_LITTLE: "Sum of longest diameters {burden} is {from_baseline} from the baseline {baseline}: at least "
    "-{minor_limit} %, short of -{fall_limit} %.",
    Why.SUM_BETWEEN: "Sum of longest diameters {burden} is {from_baseline} from the baseline {baseline} and "
    "{from_nadir} from the nadir {nadir} (day {nadir_day}): neither -{minor_limit} % nor over +{rise_limit} %.",
    Why.NO_TARGETS: "No lesion was measured at baseline.",
    Why.NO_DISEASE_AT_BASELINE: "There was no disease at baseline, and there is none now.",
    Why.TARGET_NOT_ASSESSED: "A lesion was not assessed.",
    Why.TARGET_TREATED: "A lesion was treated locally, so the sum cannot be compared.",
    Why.NO_BASELINE: "There is no complete baseline to compare with.",
}
_FLAGS: Final = {
    Note.WITHOUT_PET: "A complete response without a negative PET.",
    Note.MARROW_NOT_TOLD: "Nothing is told of the bone marrow.",
    Note.DEAUVILLE_X: "Score X: the uptake is unlikely to be lymphoma, and the known sites have no score.",
    Note.MORE_THAN_3_TARGETS: "More than 3 lesions were measured at baseline; all count.",
    Note.PARTIAL_PD: "A lesion was not assessed; what was proves progression.",
    Note.AFTER_PD: "After progression.",
    Note.EQUIVOCAL_NEW_LESION: "A new lesion is in doubt: look again next time.",
    Note.SMALL_NEW_LESION: "A new node is shorter than {node}: it waits.",
    Note.NEW_NOT_EVALUATED: "",
    Note.NONTARGET_NOT_ASSESSED: "",
    Note.LOCAL_THERAPY: "",
}
RECIL_CLAUSES: Final = tuple(PartClause(int(bit), str(bit.name), says) for bit, says in _REASONS.items())
RECIL_FLAGS: Final = tuple(PartClause(int(bit), str(bit.name), says) for bit, says in _FLAGS.items())
