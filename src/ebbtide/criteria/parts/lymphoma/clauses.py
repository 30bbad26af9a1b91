"""What each reason and flag of Lugano and LYRIC says in words, and where it is written."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TypeAlias

from ebbtide.criteria.parts.composite.criterion import PartClause
from ebbtide.criteria.parts.lymphoma.reasons import Note, Why
from ebbtide.sources import BARRINGTON_2014, CHESON_2014, CHESON_2016

if TYPE_CHECKING:
    from ebbtide.sources import Citation

Told: TypeAlias = "dict[Why, tuple[str, Citation]]"

TABLE: Final = CHESON_2014.at("Table 3")
REPORTING: Final = CHESON_2014.at("Assessment of response after treatment")
SCALE: Final = BARRINGTON_2014.at("five-point scale")
INDETERMINATE: Final = CHESON_2016.at("Indeterminate response")

_LUGANO: Final[Told] = {
    Why.PET_DECIDES: ("PET could be judged, and decides.", REPORTING),
    Why.CT_DECIDES: ("CT decides.", REPORTING),
    Why.CT_DECIDES_NOT_AVID: ("This lymphoma does not take up FDG as a rule: CT decides.", REPORTING),
    Why.NOTHING_EVALUABLE: ("Neither PET nor CT could be judged.", REPORTING),
    Why.METABOLIC_COMPLETE: ("Deauville score {score}: a complete metabolic response, with or without a mass.", TABLE),
    Why.UPTAKE_LOWER: ("Deauville score {score}, uptake lower than at baseline.", TABLE),
    Why.UPTAKE_UNCHANGED: ("Deauville score {score}, uptake as at baseline.", TABLE),
    Why.UPTAKE_HIGHER: ("Deauville score {score}, uptake higher than at baseline.", TABLE),
    Why.UPTAKE_AFTER_RESPONSE: ("Deauville score {score} after a complete metabolic response.", TABLE),
    Why.NEW_FOCI: ("PET shows new foci consistent with lymphoma.", TABLE),
    Why.MARROW_REDUCED: ("Uptake of the marrow is above normal and below baseline.", TABLE),
    Why.MARROW_UNCHANGED: ("Uptake of the marrow is as at baseline.", TABLE),
    Why.MARROW_NEW_FOCI: ("PET shows new or recurrent foci in the marrow.", TABLE),
    Why.MARROW_FOCAL: ("Focal uptake of the marrow persists: no complete metabolic response.", TABLE),
    Why.UPTAKE_NOT_TOLD: ("PET: uptake against baseline is not told, and the score {score} does not tell it.", TABLE),
    Why.SCORE_NOT_TOLD: ("PET: no Deauville score of 1 to 5 is told.", SCALE),
    Why.PET_CARRIED: ("PET could not be judged: the category of the PET before stands.", REPORTING),
    Why.LESION_GREW: (
        "A lesion has grown by at least {rise_limit} % in its product and by the step of its size in an axis: {grown}.",
        TABLE,
    ),
    Why.LESION_RETURNED: ("A lesion that was gone is back.", TABLE),
    Why.NEW_LESION: ("There is a new lesion: {new}.", TABLE),
    Why.NEW_LESION_BEFORE: ("A new lesion was seen before; the progression stands.", TABLE),
    Why.NONMEASURED_PROGRESSED: ("Non-measured disease has clearly progressed.", TABLE),
    Why.SPLEEN_PROGRESSED: ("The spleen has progressed: {spleen}.", TABLE),
    Why.MARROW_INVOLVED: ("Bone marrow is newly or again involved.", TABLE),
    Why.ALL_NORMAL: ("CT: all lesions are gone, nodes are no longer than {node}, and no organ is enlarged.", TABLE),
    Why.PRODUCTS_FELL: (
        "CT: the sum of products {burden} is {from_baseline} from the baseline {baseline}; limit -{fall_limit} %.",
        TABLE,
    ),
    Why.PRODUCTS_BETWEEN: (
        (
            "CT: the sum of products {burden} is {from_baseline} from the baseline {baseline}, short of "
            "-{fall_limit} %, and nothing has progressed."
        ),
        TABLE,
    ),
    Why.NO_TARGETS: ("CT: no lesion was measured at baseline.", TABLE),
    Why.NO_DISEASE_AT_BASELINE: ("CT: there was no disease at baseline, and there is none now.", TABLE),
    Why.NONMEASURED_INCREASED: (
        "CT: non-measured disease has increased, or a new lesion is still there: no response.",
        TABLE,
    ),
    Why.NONMEASURED_REMAINS: ("CT: non-measured disease remains.", TABLE),
    Why.SPLEEN_NOT_FALLEN: (
        "CT: the spleen has not lost more than half of what it exceeds the normal by: {spleen}.",
        TABLE,
    ),
    Why.SPLEEN_NOT_MEASURED: ("CT: the spleen was enlarged at baseline and is not measured now.", TABLE),
    Why.TARGET_NOT_ASSESSED: ("CT: a lesion was not assessed.", TABLE),
    Why.TARGET_TREATED: ("CT: a lesion was treated locally, so the sum cannot be compared.", TABLE),
    Why.NO_PRODUCTS: ("CT: a lesion has no second diameter, so that the sum of products is not known.", TABLE),
    Why.NO_BASELINE: ("CT: there is no complete baseline to compare with.", TABLE),
    Why.CT_NOT_DONE: ("There is no CT of this time point.", TABLE),
}
_LYRIC: Final[Told] = {
    Why.INDETERMINATE_1: (
        (
            "The sum of products {burden} is {from_reference} from {reference} on day {day_of_therapy} of therapy, "
            "without clinical deterioration: indeterminate."
        ),
        INDETERMINATE,
    ),
    Why.INDETERMINATE_2: (
        "The progression is by single lesions, the sum not being {rise_limit} % larger: indeterminate.",
        INDETERMINATE,
    ),
    Why.INDETERMINATE_3: ("Uptake alone is higher, not size or number: indeterminate.", INDETERMINATE),
    Why.TOO_LATE: (
        "The sum is {from_reference} from {reference} on day {day_of_therapy} of therapy, after day {last_day}.",
        INDETERMINATE,
    ),
    Why.DETERIORATED: ("The patient is clinically worse.", INDETERMINATE),
    Why.DEFINITE: ("Progression by spleen, marrow or non-measured disease is never indeterminate.", INDETERMINATE),
    Why.SUM_GREW_ON: (
        (
            "The sum {burden} is {from_first} from the {first_sum} of the first indeterminate response (limit "
            "{further_limit} %), and a lesion has lengthened since: PD, dated day {since_day}."
        ),
        INDETERMINATE,
    ),
    Why.SUM_HELD: (
        (
            "The sum {burden} is {from_first} from the {first_sum} of the first indeterminate response: neither "
            "+{further_limit} % with a longer lesion, nor half of baseline."
        ),
        INDETERMINATE,
    ),
    Why.SUM_HALVED: ("The sum is half of baseline or less.", INDETERMINATE),
    Why.SET_GREW: (
        (
            "The lesions followed since the indeterminate response are at least {rise_limit} % larger than their nadir "
            "{set_nadir}: PD, dated day {since_day}."
        ),
        INDETERMINATE,
    ),
    Why.SET_HELD: (
        (
            "The lesions followed since the indeterminate response of day {since_day} are not {rise_limit} % larger "
            "than their nadir {set_nadir}."
        ),
        INDETERMINATE,
    ),
    Why.CHANGED_IN_SIZE: ("Size or number has progressed after IR(3): PD, dated day {since_day}.", INDETERMINATE),
    Why.UPTAKE_HELD: ("Uptake is still higher, size and number are not.", INDETERMINATE),
    Why.TISSUE_POSITIVE: ("A biopsy shows lymphoma: PD, dated day {since_day}.", INDETERMINATE),
    Why.CLEARED: ("A response clears the indeterminate response of day {since_day}.", INDETERMINATE),
    Why.STILL_OPEN: ("The indeterminate response of day {since_day} is still open.", INDETERMINATE),
}
_LUGANO_FLAGS: Final = {
    Note.DISCORDANT: "PET and CT disagree: read both again.",
    Note.DEAUVILLE_X: "Score X: the uptake is unlikely to be lymphoma, and the known sites have no score.",
    Note.MARROW_FOCAL: "Focal uptake of marrow with a response elsewhere: MRI, biopsy, or a later scan tells.",
    Note.UPTAKE_FROM_SCORE: "The change of uptake is taken from the scores: {score_before} at baseline, {score} now.",
    Note.SCORE_NOT_RECORDED: "No score is recorded; uptake that has not fallen from baseline is taken as positive.",
    Note.HISTOLOGY_ASSUMED_AVID: "No diagnosis is recorded: taken as a lymphoma that takes up FDG.",
    Note.PET_NOT_EVALUABLE: "",
    Note.PET_NEGATIVE_AT_BASELINE: "PET was negative at baseline, too (score {score_before}): CT may tell more.",
    Note.MORE_THAN_6_TARGETS: "More than 6 lesions were measured at baseline; all count.",
    Note.PARTIAL_PD: "A lesion was not assessed; what was proves progression.",
    Note.AFTER_PD: "After progression.",
    Note.EQUIVOCAL_NEW_LESION: "A new lesion is in doubt: look again next time.",
    Note.SMALL_NEW_LESION: "A new lesion is no longer than {node} (node) or {extranodal} (other): it waits.",
    Note.NEW_NOT_EVALUATED: "",
    Note.NONTARGET_NOT_ASSESSED: "",
    Note.MARROW_NOT_ASSESSED: "",
    Note.SPLEEN_WITHOUT_BASELINE: "",
    Note.LATE_TARGET: "A target first listed after baseline is not part of the sum.",
    Note.LOCAL_THERAPY: "",
}
_LYRIC_FLAGS: Final = {
    Note.OVERDUE: "The scan comes after day {due_day}, by which it was due.",
    Note.CLINICAL_STATE_NOT_TOLD: "Whether the patient is clinically worse is not recorded; taken as not.",
    Note.NO_LYMPHOMA_IN_SAMPLE: "No lymphoma in the sample; the response stays indeterminate until imaging tells.",
    Note.LYMPHOMA_IN_SAMPLE: "A biopsy shows lymphoma.",
    Note.SET_FULL: "More lesions than can be followed: the largest are, up to 6 with the targets.",
    Note.SET_NOT_MEASURED: "A new lesion has no product, so that its growth cannot be told from the sum.",
    Note.SUM_NOT_KNOWN: "The sum is not known, so that it cannot be told whether it has grown too.",
}


def clauses(told: Told) -> tuple[PartClause, ...]:
    """Make clauses of words and places."""
    return tuple(PartClause(int(bit), str(bit.name), says, place) for bit, (says, place) in told.items())


def flags(told: dict[Note, str]) -> tuple[PartClause, ...]:
    """Make clauses of the words of flags."""
    return tuple(PartClause(int(bit), str(bit.name), says) for bit, says in told.items())


LUGANO_CLAUSES: Final = clauses(_LUGANO)
LYRIC_CLAUSES: Final = clauses(_LUGANO | _LYRIC)
LUGANO_FLAGS: Final = flags(_LUGANO_FLAGS)
LYRIC_FLAGS: Final = flags(_LUGANO_FLAGS | _LYRIC_FLAGS)
