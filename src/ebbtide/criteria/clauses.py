"""What each reason and flag says in words, and where it is written.

A clause is looked up by the bit that the rule set, so that an explanation cannot disagree
with the verdict. Words in braces are numbers of the call; `place` is the criterion's own
clause where it is None.
"""

from __future__ import annotations

from typing import Final, NamedTuple

from ebbtide.criteria.parts import reasons as r
from ebbtide.sources import (
    BOHNSACK_2014,
    CHOI_2007,
    EISENHAUER_2009,
    EORTC_FAQ,
    HODI_2018,
    MILLER_1981,
    SCHWARTZ_2009,
    SEYMOUR_2017,
    WOLCHOK_2009,
    Citation,
)


class Clause(NamedTuple):
    """One rule in words."""

    reason: int
    says: str
    place: Citation | None = None


CONFIRMING: Final = SEYMOUR_2017.at("Confirming progression")
NONTARGET_PLACE: Final = EISENHAUER_2009.at("4.3.4")
NEW_LESION_PLACE: Final = EISENHAUER_2009.at("4.3.5")

CLAUSES: Final = (
    Clause(r.TARGETS_GONE, "All target lesions are gone{node_words}."),
    Clause(
        r.TARGET_REAPPEARED,
        "A target lesion is back after a complete response{burden_words}.",
        EORTC_FAQ.at("Lesions that disappear and reappear"),
    ),
    Clause(
        r.SUM_ROSE,
        "{sum_name} {burden} is {rise_pct} and {rise} over the nadir {nadir} (day {nadir_day}); {rise_limits}.",
    ),
    Clause(
        r.LESION_ROSE,
        "A lesion has grown by at least {lesion_pct} % from {lesion_reference}.",
        MILLER_1981.at("Progressive disease"),
    ),
    Clause(r.LESION_RETURNED, "A lesion that was gone is seen again.", MILLER_1981.at("Progressive disease")),
    Clause(r.TARGET_NOT_ASSESSED, "A target lesion was not assessed{second_words}.", EISENHAUER_2009.at("4.4.2")),
    Clause(r.TARGET_TREATED, "A target lesion was treated locally, so the sum cannot be compared."),
    Clause(
        r.METHOD_DIFFERS,
        "A target lesion was imaged by another method than at baseline, so the sum cannot be compared.",
    ),
    Clause(r.NO_BASELINE_SUM, "There is no complete baseline sum to compare with."),
    Clause(r.SUM_FELL, "{sum_name} {burden} is {fall_pct} from the baseline {baseline}; limit -{fall_limit} %."),
    Clause(
        r.DENSITY_FELL, "Mean density has fallen by at least {density_pct} % from baseline.", CHOI_2007.at("Table 1")
    ),
    Clause(
        r.DENSITY_DID_NOT_FALL,
        "Size has fallen enough ({fall_pct}), density by less than {density_pct} %: the modified form asks for both.",
        CHOI_2007.at("Table 1"),
    ),
    Clause(
        r.DENSITY_UNKNOWN,
        "Mean density is not known for every lesion, so size alone does not settle the call.",
        CHOI_2007.at("Table 1"),
    ),
    Clause(
        r.RESPONSE_HELD,
        "{sum_name} {burden} is {fall_pct} from the baseline {baseline}: "
        "an earlier partial response is held, since nothing has progressed.",
        EORTC_FAQ.at("Managing PR when measurements change slightly"),
    ),
    Clause(
        r.SUM_BETWEEN,
        "{sum_name} {burden} is {fall_pct} from the baseline {baseline} and {rise_pct} from the nadir {nadir} "
        "(day {nadir_day}): neither response nor progression; {rise_limits}, -{fall_limit} %.",
    ),
    Clause(r.NO_TARGETS, "There are no target lesions."),
    Clause(r.NONTARGET_PROGRESSED, "Non-target lesions have progressed unequivocally.", NONTARGET_PLACE),
    Clause(
        r.NONTARGET_STILL_PROGRESSED,
        "The earlier unequivocal progression of non-target lesions stands: they have not decreased since.",
        NONTARGET_PLACE,
    ),
    Clause(
        r.NONTARGET_REAPPEARED,
        "A non-target lesion is back after a complete response.",
        EORTC_FAQ.at("Lesions that disappear and reappear"),
    ),
    Clause(r.NONTARGET_NOT_ASSESSED, "A non-target lesion was not assessed.", EISENHAUER_2009.at("Table 1")),
    Clause(r.NONTARGETS_GONE, "All non-target lesions are gone.", EISENHAUER_2009.at("4.3.3")),
    Clause(r.NONTARGET_REMAINS, "Non-target lesions remain.", EISENHAUER_2009.at("4.3.3")),
    Clause(
        r.MARKER_RAISED,
        "A tumour marker that was raised at baseline is not known to be normal.",
        EISENHAUER_2009.at("4.3.3"),
    ),
    Clause(r.NEW_LESION, "There is a new lesion.", NEW_LESION_PLACE),
    Clause(
        r.NEW_LESION_BEFORE,
        "A new lesion was seen before; the progression stands although it is not seen now.",
        NEW_LESION_PLACE,
    ),
    Clause(
        r.NEW_LESION_DOUBTFUL,
        "A new lymph node of 10 to 15 mm is the only sign of progression: look again next time.",
        EORTC_FAQ.at("New lymph nodes"),
    ),
    Clause(r.NEW_LESIONS_IN_BURDEN, "New measurable lesions are part of the burden."),
    Clause(r.NEW_LESION_REMAINS, "A new lesion remains, so the response is not complete."),
    Clause(
        r.NEW_NONMEASURABLE,
        "A new lesion too small to measure counts as progression in this profile.",
        BOHNSACK_2014.at("irPD"),
    ),
    Clause(r.BURDEN_NOT_ASSESSED, "A lesion of the burden was not assessed{second_words}."),
    Clause(r.NO_DISEASE_AT_BASELINE, "There was no disease at baseline, and there is none now."),
    Clause(r.PROGRESSION_OPENS, "This progression is unconfirmed.", SEYMOUR_2017.at("Table 2")),
    Clause(
        r.CONFIRMED_SUM,
        "Confirmed: the sum has grown by {growth} since the iUPD of day {since_day} (limit 5 mm).",
        CONFIRMING,
    ),
    Clause(
        r.CONFIRMED_NEW_TARGET_CATEGORY,
        "Confirmed: the targets have progressed too, which did not drive the iUPD of day {since_day}.",
        CONFIRMING,
    ),
    Clause(
        r.CONFIRMED_NONTARGET,
        "Confirmed: the non-targets that drove the iUPD of day {since_day} have increased further; "
        "any increase counts.",
        EORTC_FAQ.at("iUPD driven by non-target disease"),
    ),
    Clause(
        r.CONFIRMED_NEW_NONTARGET_CATEGORY,
        "Confirmed: the non-targets have progressed too, which did not drive the iUPD of day {since_day}.",
        CONFIRMING,
    ),
    Clause(
        r.CONFIRMED_NEW_SUM,
        "Confirmed: the new lesions' sum has grown by at least 5 mm since the iUPD of day {since_day}; "
        "growth adds up over scans.",
        EORTC_FAQ.at("How new lesions define progression"),
    ),
    Clause(r.CONFIRMED_NEW_NONTARGET, "Confirmed: a new lesion that is not measured has increased.", CONFIRMING),
    Clause(
        r.CONFIRMED_MORE_LESIONS,
        "Confirmed: there is one more new lesion since the iUPD of day {since_day}.",
        CONFIRMING,
    ),
    Clause(
        r.CONFIRMED_KNOWN_NEW,
        "Confirmed: a known new lesion has progressed, which did not drive the iUPD of day {since_day}.",
        CONFIRMING,
    ),
    Clause(
        r.CONFIRMED_EARLY_SYMPTOM,
        "Confirmed before 4 weeks: a new symptom led to the scan, and it shows one more new lesion.",
        EORTC_FAQ.at("Imaging less than four weeks after iUPD"),
    ),
    Clause(
        r.TOO_EARLY,
        "The scan comes {since_days} days after the iUPD of day {since_day}, before 4 weeks: it is disregarded.",
        EORTC_FAQ.at("Imaging less than four weeks after iUPD"),
    ),
    Clause(
        r.DRIVER_NOT_ASSESSED,
        "What drove the iUPD of day {since_day}, or the targets, could not be evaluated: the question stays open.",
        SEYMOUR_2017.at("Table 2"),
    ),
    Clause(
        r.STILL_PROGRESSED,
        "The iUPD of day {since_day} is neither confirmed nor over: {growth_words}nothing has got better enough.",
        SEYMOUR_2017.at("Table 2"),
    ),
    Clause(
        r.BAR_RESET,
        "The iUPD of day {since_day} was not confirmed: the bar is reset.",
        SEYMOUR_2017.at("Resetting the bar"),
    ),
    Clause(r.NEW_SUM_ROSE, "The new lesions' own sum has progressed.", SEYMOUR_2017.at("New lesions")),
    Clause(r.NEW_LESION_RETURNED, "A new lesion is back after a complete response.", SEYMOUR_2017.at("New lesions")),
    Clause(
        r.NEW_NONTARGET_ROSE,
        "A new lesion that is not measured has progressed unequivocally.",
        SEYMOUR_2017.at("New lesions"),
    ),
    Clause(r.NOT_CONFIRMED_YET, "This progression is not confirmed."),
    Clause(
        r.CONFIRMED_BURDEN, "The progression of day {since_day} still stands at this scan, {since_days} days later."
    ),
    Clause(
        r.NEGATED,
        "The progression of day {since_day} is negated: {since_days} days later the burden no longer shows it.",
        HODI_2018.at("Progression and its negation"),
    ),
)

FLAG_CLAUSES: Final = (
    Clause(
        r.AFTER_PD,
        "Progression was called before: this call does not count for best response or progression-free survival.",
    ),
    Clause(r.AFTER_ICPD, "Progression was confirmed before: this call is not counted."),
    Clause(r.PARTIAL_PD, "The sum lacks a lesion and proves progression all the same.", EISENHAUER_2009.at("4.4.2")),
    Clause(r.PARTIAL, "The targets could not be evaluated; what drove the iUPD still stands."),
    Clause(r.IMPUTED, "A missing target was imputed (ne_impute)."),
    Clause(
        r.LATE,
        "The scan comes more than 8 weeks after the last iUPD; it still counts.",
        SEYMOUR_2017.at("Confirming progression"),
    ),
    Clause(r.EQUIVOCAL_NEW_LESION, "A new lesion is equivocal and does not count yet.", NEW_LESION_PLACE),
    Clause(r.NEW_NOT_EVALUATED, "New lesions were not evaluated; none is assumed."),
    Clause(r.LOCAL_THERAPY, "Local therapy to a target."),
    Clause(r.METHOD_CHANGE, "Change of imaging method."),
    Clause(
        r.UNIDIMENSIONAL,
        "No lesion has a second diameter: lengths are summed.",
        MILLER_1981.at("Unidimensional disease"),
    ),
    Clause(r.VIABLE_NOT_RECORDED, "The viable part was not recorded; whole diameters stand in."),
    Clause(
        r.DENSITY_NOT_COMPUTABLE,
        "Density was not given for every lesion (or was not above 0 HU at baseline): only size speaks.",
        CHOI_2007.at("Table 1"),
    ),
    Clause(r.ON_THE_LINE, "The sum lies exactly on the limit, and the limit is inclusive (A20)."),
    Clause(
        r.CR_WITHDRAWN,
        "The reader has withdrawn the complete response, so a lesion seen again is judged by the sum.",
        EORTC_FAQ.at("Lesions that disappear and reappear"),
    ),
    Clause(r.SPLIT_NODE, "A lymph node is in parts: their short axes are added up."),
    Clause(r.A1, "Growth from baseline and from the smallest size disagree: who_pd_reference decides (A1)."),
    Clause(
        r.A2,
        "The burden is over the limit but has not grown further: irc_confirm decides (A2).",
        WOLCHOK_2009.at("Table 2"),
    ),
    Clause(r.A3, "Non-targets or new lesions progress outside the burden: irrecist_profile decides (A3)."),
    Clause(r.A4, "Whether enough has changed to reset the bar depends on a4_nt and reset_min_shrink (A4)."),
    Clause(
        r.A5,
        "The next scan and a later scan tell different stories: imrecist_negation decides (A5).",
        HODI_2018.at("Progression and its negation"),
    ),
    Clause(r.A11, "A time point between was not evaluable: ne_breaks_episode decides (A11)."),
    Clause(
        r.A12,
        "The sum has grown 5 mm from its least since the iUPD, not from the iUPD itself: "
        "the first iUPD is the reference (A12).",
    ),
    Clause(r.A16, "The disregarded scan shows a smaller sum than the nadir: early_scan_moves_nadir decides (A16)."),
    Clause(
        r.A17, "A complete sum below the nadir at a time point that is NE: nadir_excludes_ne_timepoints decides (A17)."
    ),
    Clause(r.A21, "An earlier response was not confirmed, so it is not held: confirmation_required decides (A21)."),
    Clause(r.A26, "An earlier response was lost by progression and is not held (A26)."),
    Clause(r.A28, "The non-target progression is re-based: only a further increase counts again (A28)."),
    Clause(r.A29, "A driver that was not evaluated keeps the bar from being reset (A29)."),
    Clause(r.A30, "The new lesion is gone; the classical call stays progression (A30)."),
    Clause(r.A31, "The scan counts because of the variance allowed (early_variance_days, A31)."),
    Clause(r.EQUIVOCAL_NEW_NODE, "", SCHWARTZ_2009.at("New nodes")),
)
