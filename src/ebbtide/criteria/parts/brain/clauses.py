"""What each reason and flag of RANO and iRANO says in words, and where it is written."""

from __future__ import annotations

from typing import Final

from ebbtide.criteria.parts.brain import reasons as r
from ebbtide.criteria.parts.composite.criterion import PartClause
from ebbtide.sources import OKADA_2015, WEN_2010, WEN_2023

RESPONSE: Final = WEN_2010.at("Table 3")
BY_TIME: Final = WEN_2010.at("Table 2")
MEASURING: Final = WEN_2010.at("Measurable and Nonmeasurable Disease")
IMMUNE: Final = OKADA_2015.at("Confirmation of progression")

_DAY: Final = (
    PartClause(r.TARGETS_GONE, "TARGETS_GONE", "All measured enhancing lesions are gone.", RESPONSE),
    PartClause(
        r.SUM_ROSE,
        "SUM_ROSE",
        "The sum of products {total} is {rise} over the smallest, {nadir} on day {nadir_day}; limit +{rise_pct} %.",
        RESPONSE,
    ),
    PartClause(
        r.SUM_ROSE_ON_LESS_STEROID,
        "SUM_ROSE_ON_LESS_STEROID",
        "The sum of products {total} is {rise} over the smallest, {nadir} on day {nadir_day}, but on less "
        "corticosteroid ({dose}, then {reference_dose}): growth counts on a stable or increasing dose.",
        RESPONSE,
    ),
    PartClause(
        r.NO_PRODUCT,
        "NO_PRODUCT",
        "The two perpendicular diameters of a measured lesion are not both known, so it has no product.",
        MEASURING,
    ),
    PartClause(r.TARGET_NOT_ASSESSED, "TARGET_NOT_ASSESSED", "A measured lesion of baseline was not assessed."),
    PartClause(
        r.TARGET_TREATED, "TARGET_TREATED", "A measured lesion was treated locally, so the sum cannot be compared."
    ),
    PartClause(
        r.NO_BASELINE_SUM, "NO_BASELINE_SUM", "There is no complete sum of products at baseline to compare with."
    ),
    PartClause(
        r.SUM_FELL,
        "SUM_FELL",
        "The sum of products {total} is {change} from the baseline {baseline}; limit -{fall_pct} %.",
        RESPONSE,
    ),
    PartClause(
        r.SUM_BETWEEN,
        "SUM_BETWEEN",
        "The sum of products {total} is {change} from the baseline {baseline} and {rise} from the smallest, {nadir} on "
        "day {nadir_day}: neither response nor progression; +{rise_pct} %, -{fall_pct} %.",
        RESPONSE,
    ),
    PartClause(
        r.NO_MEASURABLE_LESION,
        "NO_MEASURABLE_LESION",
        "There was no measurable enhancing lesion at baseline, so stable disease is the best there can be.",
        MEASURING,
    ),
    PartClause(r.NOTHING_TOLD, "NOTHING_TOLD", "Nothing was told of the enhancing lesions at baseline."),
    PartClause(
        r.NONTARGET_PROGRESSED,
        "NONTARGET_PROGRESSED",
        "Lesions that are not measured have clearly progressed.",
        RESPONSE,
    ),
    PartClause(
        r.NONTARGET_STILL_PROGRESSED,
        "NONTARGET_STILL_PROGRESSED",
        "Lesions that are not measured had clearly progressed and are no smaller.",
        RESPONSE,
    ),
    PartClause(
        r.NONTARGET_NOT_ASSESSED, "NONTARGET_NOT_ASSESSED", "A lesion that is not measured was not assessed.", RESPONSE
    ),
    PartClause(r.NONTARGETS_GONE, "NONTARGETS_GONE", "Lesions that were not measured are gone.", RESPONSE),
    PartClause(r.NONTARGET_REMAINS, "NONTARGET_REMAINS", "Lesions that are not measured remain.", RESPONSE),
    PartClause(r.NEW_LESION, "NEW_LESION", "There is a new lesion.", RESPONSE),
    PartClause(
        r.NEW_LESION_STANDS, "NEW_LESION_STANDS", "A lesion that was new is still there and no smaller.", RESPONSE
    ),
    PartClause(
        r.NEW_LESION_REMAINS,
        "NEW_LESION_REMAINS",
        "A lesion that was new remains: it keeps a response away, and is not new again.",
        RESPONSE,
    ),
    PartClause(
        r.NEW_LESION_NOT_RULED_OUT,
        "NEW_LESION_NOT_RULED_OUT",
        "A lesion that was new was not looked at: it keeps a response away.",
        RESPONSE,
    ),
    PartClause(
        r.NEW_LESION_GREW,
        "NEW_LESION_GREW",
        "A lesion that was new before has grown: {new_growth}.",
        RESPONSE,
    ),
    PartClause(r.FLAIR_ROSE, "FLAIR_ROSE", "The T2/FLAIR abnormality has increased significantly.", RESPONSE),
    PartClause(
        r.FLAIR_ROSE_ON_LESS_STEROID,
        "FLAIR_ROSE_ON_LESS_STEROID",
        "The T2/FLAIR abnormality has increased, but on less corticosteroid ({dose}, then {reference_dose}): neither "
        "progression nor a response.",
        RESPONSE,
    ),
    PartClause(r.CLINICALLY_WORSE, "CLINICALLY_WORSE", "The patient is clinically worse.", RESPONSE),
    PartClause(
        r.STEROID_PREVENTS_CR,
        "STEROID_PREVENTS_CR",
        "All enhancement is gone on {dose} of dexamethasone a day: a complete response allows {physiologic}.",
        RESPONSE,
    ),
    PartClause(
        r.STEROID_PREVENTS_PR,
        "STEROID_PREVENTS_PR",
        "The dose of corticosteroid, {dose}, is above that of baseline, {baseline_dose}: no response.",
        RESPONSE,
    ),
    PartClause(
        r.SUSTAINED,
        "SUSTAINED",
        "The response has lasted since day {response_day}, {response_days} days or more.",
        RESPONSE,
    ),
)
_REPEATED: Final = (
    PartClause(
        r.STILL_PROGRESSED,
        "STILL_PROGRESSED",
        "Confirmed and dated back: the progression of day {since_day} still stands {since_days} days later.",
    ),
    PartClause(
        r.GREW_SINCE_FIRST,
        "GREW_SINCE_FIRST",
        "Confirmed and dated back: the sum is {growth} over that of day {since_day}, which first showed progression; "
        "limit +{rise_pct} %.",
    ),
    PartClause(
        r.MORE_LESIONS_SINCE_FIRST,
        "MORE_LESIONS_SINCE_FIRST",
        "Confirmed and dated back: there is one more new lesion since day {since_day}, which first showed progression.",
    ),
    PartClause(
        r.OTHERS_SINCE_FIRST,
        "OTHERS_SINCE_FIRST",
        "Confirmed and dated back: what is not in the sum has progressed since day {since_day}, which first showed "
        "progression.",
    ),
    PartClause(
        r.SCAN_TOO_EARLY,
        "SCAN_TOO_EARLY",
        "The scan comes {since_days} days after the progression of day {since_day}, too early to confirm it.",
    ),
    PartClause(
        r.QUESTION_OPEN,
        "QUESTION_OPEN",
        "Whether the progression of day {since_day} holds could not be evaluated: the question stays open.",
    ),
    PartClause(
        r.NOT_CONFIRMED,
        "NOT_CONFIRMED",
        "The progression of day {since_day} is not confirmed and is disregarded.",
    ),
)
RANO_CLAUSES: Final = (
    *_DAY,
    PartClause(
        r.EARLY_AFTER_RADIATION,
        "EARLY_AFTER_RADIATION",
        "{radiation_days} days after the end of radiotherapy growth may be its effect: up to day {early_days} after it "
        "progression is only suspected.",
        BY_TIME,
    ),
    PartClause(
        r.LATE_WAITS,
        "LATE_WAITS",
        "By option a later progression waits to be confirmed too.",
        WEN_2023.at("Progression"),
    ),
    PartClause(
        r.OUTSIDE_FIELD,
        "OUTSIDE_FIELD",
        "What progresses lies outside the high-dose region of radiotherapy.",
        BY_TIME,
    ),
    PartClause(
        r.LATE_SCAN_PROGRESSED,
        "LATE_SCAN_PROGRESSED",
        "Confirmed and dated back: the progression of day {since_day} still stands {since_days} days later, and "
        "progression seen more than {early_days} days after radiotherapy is final.",
        BY_TIME,
    ),
    PartClause(r.HISTOLOGY_SHOWS_TUMOR, "HISTOLOGY_SHOWS_TUMOR", "A biopsy shows viable tumor.", BY_TIME),
    *_REPEATED,
)
IRANO_CLAUSES: Final = (
    *_DAY,
    PartClause(
        r.EARLY_UNDER_IMMUNOTHERAPY,
        "EARLY_UNDER_IMMUNOTHERAPY",
        "{immune_days} days after immunotherapy began (up to {early_days}) and not worse clinically: this progression "
        "is unconfirmed.",
        IMMUNE,
    ),
    PartClause(
        r.LATE_UNDER_IMMUNOTHERAPY,
        "LATE_UNDER_IMMUNOTHERAPY",
        "{immune_days} days from the start of immunotherapy, outside the first {early_days}: progression at once.",
        IMMUNE,
    ),
    PartClause(
        r.WORSE_SO_FINAL,
        "WORSE_SO_FINAL",
        "The patient is clinically worse, so there is no waiting for confirmation.",
        IMMUNE,
    ),
    *(one._replace(place=IMMUNE) for one in _REPEATED),
)

_FLAGS: Final = (
    PartClause(r.UNCONFIRMED, "UNCONFIRMED", "The response has not yet lasted {response_days} days.", RESPONSE),
    PartClause(
        r.STEROID_UNKNOWN,
        "STEROID_UNKNOWN",
        "The dose of corticosteroid was not told today, at baseline or at the scan of reference: no change is assumed.",
    ),
    PartClause(r.FLAIR_UNKNOWN, "FLAIR_UNKNOWN", "T2/FLAIR was not told: no increase is assumed."),
    PartClause(r.CLINICAL_UNKNOWN, "CLINICAL_UNKNOWN", "The clinical state was not told: no decline is assumed."),
    PartClause(
        r.STEROID_ABOVE_BASELINE,
        "STEROID_ABOVE_BASELINE",
        "The dose of corticosteroid, {dose}, is above that of baseline, {baseline_dose}: should a later scan show "
        "progression, stable disease ended with the last scan on the dose of baseline.",
        RESPONSE,
    ),
    PartClause(
        r.STEROID_REDUCED,
        "STEROID_REDUCED",
        "Growth on a falling dose of corticosteroid: rano_steroid_fall decides.",
        RESPONSE,
    ),
    PartClause(
        r.FLAIR_NOT_RATED,
        "FLAIR_NOT_RATED",
        "T2/FLAIR has increased and is not rated (rano_nonenhancing).",
        WEN_2023.at("Nonenhancing Disease"),
    ),
    PartClause(r.PARTIAL_PD, "PARTIAL_PD", "The sum lacks a lesion and proves progression all the same."),
    PartClause(r.LOCAL_THERAPY, "LOCAL_THERAPY", "Local therapy to a measured lesion."),
    PartClause(r.ON_THE_LINE, "ON_THE_LINE", "The sum lies exactly on the limit, and the limit is inclusive."),
    PartClause(
        r.EQUIVOCAL_NEW_LESION, "EQUIVOCAL_NEW_LESION", "A new lesion is equivocal and does not count yet.", RESPONSE
    ),
    PartClause(r.NEW_NOT_EVALUATED, "NEW_NOT_EVALUATED", "New lesions were not evaluated; no other is assumed."),
    PartClause(
        r.TARGET_NOT_MEASURABLE,
        "TARGET_NOT_MEASURABLE",
        "A target is shorter than {measurable} in one diameter at baseline: it is followed without measuring.",
        MEASURING,
    ),
    PartClause(
        r.TOO_MANY_TARGETS,
        "TOO_MANY_TARGETS",
        "There are more than {most_targets} targets: the largest are summed, the others followed without measuring.",
        WEN_2010.at("Number of Lesions"),
    ),
    PartClause(
        r.LATE_LESION, "LATE_LESION", "A target or non-target that is first listed after baseline is not counted."
    ),
    PartClause(
        r.AFTER_PD, "AFTER_PD", "Progression was called before: this call does not count for what follows from it."
    ),
)
_DIFFER: Final = PartClause(
    r.REFERENCES_DIFFER,
    "REFERENCES_DIFFER",
    "Against the nadir and against the scan that first showed progression the answer differs: {differ_option} decides.",
)
RANO_FLAGS: Final = (
    *_FLAGS,
    PartClause(
        r.FIELD_UNKNOWN,
        "FIELD_UNKNOWN",
        "Whether what progresses lies in the irradiated field was not told; it is taken to.",
        BY_TIME,
    ),
    PartClause(
        r.NO_RADIOTHERAPY,
        "NO_RADIOTHERAPY",
        "No radiotherapy is recorded, so the weeks after it are not considered.",
        BY_TIME,
    ),
    PartClause(
        r.BASELINE_BEFORE_RADIOTHERAPY,
        "BASELINE_BEFORE_RADIOTHERAPY",
        "The scan of baseline is from before the end of radiotherapy: what is wanted is the first scan after it.",
        BY_TIME,
    ),
    PartClause(
        r.BIOPSY_NOT_TUMOR,
        "BIOPSY_NOT_TUMOR",
        "A biopsy does not show viable tumor without treatment effect: it does not settle the question.",
        BY_TIME,
    ),
    _DIFFER,
)
IRANO_FLAGS: Final = (*_FLAGS, _DIFFER)
