"""What each reason and flag of the metabolic criteria says, and where it is written."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ebbtide.criteria.parts.composite.criterion import PartClause
from ebbtide.criteria.parts.metabolic import reasons as r
from ebbtide.sources import ANWAR_2018, GOLDFARB_2019, ITO_2019, WAHL_2009

if TYPE_CHECKING:
    from collections.abc import Iterable

PERCIST_PLACE: Final = WAHL_2009.at("Table on PERCIST 1.0")
PERCIMT_PLACE: Final = ANWAR_2018.at("Abstract")
IPERCIST_PLACE: Final = GOLDFARB_2019.at("Response criteria")
IMPERCIST5_PLACE: Final = ITO_2019.at("Response assessment")
QUALITY_PLACE: Final = WAHL_2009.at("Table on PERCIST 1.0, normalization of images")
MEASURABLE_PLACE: Final = WAHL_2009.at("Table on PERCIST 1.0, measurability of lesions")

_SUL_REASONS: Final = (
    PartClause(r.ALL_GONE, "ALL_GONE", "No lesion takes up FDG any more."),
    PartClause(
        r.ALL_BELOW_LIVER,
        "ALL_BELOW_LIVER",
        "Every lesion is cooler than the mean of the liver, {liver}.",
    ),
    PartClause(r.NO_DISEASE, "NO_DISEASE_AT_BASELINE", "No lesion took up FDG at baseline, and none does now."),
    PartClause(
        r.SUL_ROSE,
        "SUL_ROSE",
        "{measure} {burden} is {rise} and {rise_sul} over {reference}; {rise_limits}.",
    ),
    PartClause(
        r.NO_BASELINE_SUL,
        "NO_BASELINE_SUL",
        "No SULpeak was measured at baseline, so neither response nor stability can be shown.",
    ),
    PartClause(
        r.SUL_NOT_MEASURED,
        "SUL_NOT_MEASURED",
        "The SULpeak of a lesion is missing, or a lesion was treated locally: {measure_short} is not known.",
    ),
    PartClause(
        r.NOT_COMPARABLE,
        "NOT_COMPARABLE",
        "The PET cannot be compared with that of baseline (percist_strict_qc).",
        QUALITY_PLACE,
    ),
    PartClause(
        r.SUL_FELL,
        "SUL_FELL",
        "{measure} {burden} is {fall} and {fall_sul} from the baseline {baseline}; {fall_limits}.",
    ),
    PartClause(
        r.SUL_BETWEEN,
        "SUL_BETWEEN",
        "{measure} {burden} is {fall} from the baseline {baseline}: neither response nor progression; {rise_limits}, "
        "{fall_limits}.",
    ),
    PartClause(
        r.FELL_TOO_LITTLE,
        "FELL_TOO_LITTLE",
        "The fall is large enough in percent, not in SUL ({fall_sul}).",
    ),
    PartClause(
        r.ROSE_TOO_LITTLE,
        "ROSE_TOO_LITTLE",
        "The rise is large enough in percent, not in SUL ({rise_sul}).",
    ),
    PartClause(
        r.NONTARGET_REMAINS,
        "NONTARGET_REMAINS",
        "A lesion whose uptake was not measured at baseline is not known to have lost it.",
    ),
)
_PERCIST_REASONS: Final = (
    PartClause(
        r.TLG_ROSE,
        "TLG_ROSE",
        "Total lesion glycolysis {tlg} has risen by {tlg_rise} without a fall in SULpeak; limit +{tlg_limit} %.",
    ),
    PartClause(r.NEW_AVID_LESION, "NEW_AVID_LESION", "There is a new FDG-avid lesion."),
    PartClause(r.NONTARGET_PROGRESSED, "NONTARGET_PROGRESSED", "A lesion has progressed unequivocally."),
    PartClause(
        r.LESION_ROSE,
        "LESION_ROSE",
        "A lesion is up by more than {rise_pct} % in SULpeak or size, so this is no response.",
    ),
    PartClause(r.RECIST_PROGRESSED, "RECIST_PROGRESSED", "RECIST 1.1 calls progression, so this is no response."),
)
_SUM_REASONS: Final = (
    PartClause(r.NEW_IN_SUM, "NEW_IN_SUM", "New lesions count only through the sum of the hottest.", IMPERCIST5_PLACE),
)
_EPISODE_REASONS: Final = (
    PartClause(r.OPENS, "UPMD_OPENS", "This progression waits for a second PET.", IPERCIST_PLACE),
    PartClause(
        r.STILL_PMD,
        "STILL_PMD",
        "Confirmed: {since_days} days after the UPMD of day {since_day} it still is progression.",
        IPERCIST_PLACE,
    ),
    PartClause(
        r.ROSE_FURTHER,
        "ROSE_FURTHER",
        "Confirmed: a lesion is hotter than the hottest was at the UPMD of day {since_day}.",
        IPERCIST_PLACE,
    ),
    PartClause(
        r.ONE_MORE,
        "ONE_MORE_LESION",
        "Confirmed: there is one more new lesion since the UPMD of day {since_day}.",
        IPERCIST_PLACE,
    ),
    PartClause(
        r.NOT_FURTHER,
        "NOT_FURTHER",
        "It still is progression, but no more of it than at the UPMD of day {since_day}: the question stays open.",
        IPERCIST_PLACE,
    ),
    PartClause(
        r.DISREGARDED,
        "UPMD_DISREGARDED",
        "The UPMD of day {since_day} was not confirmed; the next progression waits anew.",
        IPERCIST_PLACE,
    ),
    PartClause(
        r.TOO_EARLY,
        "TOO_EARLY",
        "The scan comes {since_days} days after the UPMD of day {since_day}, before 4 weeks: it is disregarded.",
        IPERCIST_PLACE,
    ),
)
_COUNT_REASONS: Final = (
    PartClause(r.ALL_GONE, "ALL_GONE", "No lesion takes up FDG any more."),
    PartClause(r.MANY_NEW, "MANY_NEW", "{count_small} new lesions {small_words}; limit {any_size}."),
    PartClause(
        r.MANY_NEW_OVER_10, "MANY_NEW_OVER_10", "{count_over_10} new lesions over {first_limit} cm; limit {over_10}."
    ),
    PartClause(
        r.MANY_NEW_OVER_15, "MANY_NEW_OVER_15", "{count_over_15} new lesions over {second_limit} cm; limit {over_15}."
    ),
    PartClause(r.SOME_GONE, "SOME_GONE", "Some lesions have lost their uptake, and there is no new one."),
    PartClause(r.NONE_GONE, "NONE_GONE", "No lesion has lost its uptake, and there is no new one."),
    PartClause(
        r.FEW_NEW,
        "FEW_NEW",
        "There are new lesions, too few or too small for progression: {count} in all, {count_over_10} over "
        "{first_limit} cm, {count_over_15} over {second_limit} cm.",
    ),
    PartClause(r.LESION_NOT_ASSESSED, "LESION_NOT_ASSESSED", "A lesion of baseline was not assessed."),
    PartClause(
        r.NEW_NOT_ASSESSED,
        "NEW_NOT_ASSESSED",
        "A new lesion seen before was not assessed, so new lesions cannot be counted.",
    ),
    PartClause(
        r.NOT_LISTED,
        "LESIONS_NOT_LISTED",
        "The lesions are not recorded one by one, so it is not known whether some have lost their uptake.",
    ),
    PartClause(
        r.NO_BASELINE_LESIONS,
        "NO_BASELINE_LESIONS",
        "Baseline shows no FDG-avid lesion, so neither response nor stability can be shown.",
    ),
)

_NEW_FLAGS: Final = (
    PartClause(r.EQUIVOCAL_NEW_LESION, "EQUIVOCAL_NEW_LESION", "A new lesion is equivocal and does not count yet."),
    PartClause(r.NEW_NOT_EVALUATED, "NEW_NOT_EVALUATED", "New lesions were not evaluated; none is assumed."),
    PartClause(
        r.NEW_AVIDITY_UNTOLD,
        "NEW_AVIDITY_UNTOLD",
        "A new lesion is counted as FDG-avid although nobody said so.",
    ),
)
_SUL_FLAGS: Final = (
    PartClause(
        r.PET_NOT_COMPARABLE,
        "PET_NOT_COMPARABLE",
        "The PET cannot be compared with baseline: the liver differs by 20 % or 0.3 SUL, or the reader says it.",
        QUALITY_PLACE,
    ),
    PartClause(
        r.QUALITY_UNKNOWN,
        "QUALITY_UNKNOWN",
        "The livers are not known: that a lesion was measurable at baseline, and that this PET can be compared with "
        "it, is assumed.",
        QUALITY_PLACE,
    ),
    PartClause(
        r.NOT_MEASURABLE,
        "NOT_MEASURABLE",
        "At baseline no lesion reaches 1.5 times the mean of the liver: too little for a target.",
        MEASURABLE_PLACE,
    ),
    PartClause(r.PARTIAL_PD, "PARTIAL_PD", "A SULpeak is missing; what was measured proves progression all the same."),
    PartClause(r.ON_THE_LINE, "ON_THE_LINE", "The burden lies exactly on a limit: {line_words}."),
    PartClause(
        r.BASELINE_OR_NADIR,
        "BASELINE_OR_NADIR",
        "From baseline and from the nadir {nadir} (day {nadir_day}) progression is judged differently: "
        "percist_pmd_reference decides.",
    ),
    PartClause(
        r.LIVER_UNKNOWN,
        "LIVER_UNKNOWN",
        "The mean of the liver is not known, so a complete response by it cannot be shown.",
    ),
    PartClause(r.RETURNED, "RETURNED", "Uptake is back after a complete response; it is judged by its size."),
    PartClause(r.LOCAL_THERAPY, "LOCAL_THERAPY", "A lesion was treated locally."),
)
_PERCIST_FLAGS: Final = (
    PartClause(r.RECIST_PD, "RECIST_PD", "RECIST 1.1 calls progression at this time point: verify with a follow-up."),
    PartClause(
        r.TAKEN_AS_COOLER,
        "TAKEN_AS_COOLER",
        "A lesion without SULpeak is taken to be cooler than those measured (percist_missing_sul).",
    ),
)
_VERIFY_FLAGS: Final = (
    PartClause(
        r.PMD_TO_CONFIRM,
        "PMD_TO_CONFIRM",
        "This progression is no new visceral lesion, and RECIST 1.1 does not show it: it should be seen again.",
    ),
    PartClause(r.CONFIRMED, "CONFIRMED", "The progression of day {since_day} is seen again."),
)
_AFTER_PD: Final = PartClause(
    r.AFTER_PD,
    "AFTER_PD",
    "Progression was called before: this call does not count for best response or progression-free survival.",
)
_EPISODE_FLAGS: Final = (
    PartClause(r.UNCONFIRMED, "UNCONFIRMED"),
    PartClause(r.CONFIRMED, "CONFIRMED"),
    PartClause(
        r.EARLY,
        "EARLY",
        "The scan comes less than 4 weeks after the UPMD of day {since_day}; it still counts.",
        IPERCIST_PLACE,
    ),
    PartClause(
        r.LATE, "LATE", "The scan comes more than 8 weeks after the last UPMD; it still counts.", IPERCIST_PLACE
    ),
    PartClause(
        r.FURTHER_RISE,
        "FURTHER_RISE",
        "It still is progression, but no more of it than at the UPMD: ipercist_confirm decides.",
        IPERCIST_PLACE,
    ),
    PartClause(r.AFTER_CPMD, "AFTER_CPMD", "Progression was confirmed before: this call is not counted."),
)
_COUNT_FLAGS: Final = (
    PartClause(
        r.NEW_SIZE_UNKNOWN,
        "NEW_SIZE_UNKNOWN",
        "The size of a new lesion is not known: it counts only where size does not matter.",
    ),
    PartClause(
        r.NEW_LESION_GONE,
        "NEW_LESION_GONE",
        "A new lesion seen before has gone: percimt_new decides whether it counts.",
    ),
    PartClause(
        r.A6,
        "A6",
        "Sizes exactly on a limit, or small new lesions beside larger ones: another reading of the counts "
        "(percimt_counts) would call this differently (A6).",
    ),
)

PERCIST_CLAUSES: Final = _SUL_REASONS + _PERCIST_REASONS
PERCIST_FLAGS: Final = (*_SUL_FLAGS, *_PERCIST_FLAGS, *_VERIFY_FLAGS, _AFTER_PD, *_NEW_FLAGS)
IPERCIST_CLAUSES: Final = PERCIST_CLAUSES + _EPISODE_REASONS
IPERCIST_FLAGS: Final = _SUL_FLAGS + _PERCIST_FLAGS + _EPISODE_FLAGS + _NEW_FLAGS
IMPERCIST5_CLAUSES: Final = _SUL_REASONS + _SUM_REASONS
IMPERCIST5_FLAGS: Final = (*_SUL_FLAGS, _AFTER_PD, *_NEW_FLAGS)
PERCIMT_CLAUSES: Final = _COUNT_REASONS
PERCIMT_FLAGS: Final = (*_COUNT_FLAGS, _AFTER_PD, *_NEW_FLAGS)


def words_of(clauses: Iterable[PartClause], bits: int) -> list[str]:
    """List the words of a set of bits.

    Examples:
        >>> words_of(PERCIST_FLAGS, r.AFTER_PD | r.PET_NOT_COMPARABLE)
        ['PET_NOT_COMPARABLE', 'AFTER_PD']
    """
    return [clause.word for clause in clauses if clause.bit & bits]
