"""What each reason and flag says in words, and where it is written."""

from __future__ import annotations

from typing import Final

from ebbtide.criteria.parts.composite.criterion import PartClause
from ebbtide.criteria.parts.leukemia import bits
from ebbtide.criteria.parts.leukemia.rules import PROFILE_NAMES
from ebbtide.sources import (
    BROWN_2021,
    BUCHMANN_2022,
    CHESON_2014,
    CIBMTR_ALL,
    GOKBUGET_2024,
    INFANT_ALL_2021,
    KROGER_2010,
)

__all__ = ["CLAUSES", "FLAG_CLAUSES"]

ELN: Final = GOKBUGET_2024.at("Response criteria for ALL")
ELN_MRD: Final = GOKBUGET_2024.at("MRD response criteria")
NCI: Final = KROGER_2010.at("Table 4a")
NCCN: Final = BROWN_2021.at("Response criteria")
SIZES: Final = CHESON_2014.at("Table 3")
CHILDREN: Final = BUCHMANN_2022.at("Consensus criteria for relapse definition")

CLAUSES: Final = (
    PartClause(bits.MARROW_CLEAR, "MARROW_CLEAR", "Marrow blasts are {blasts}, below 5 %."),
    PartClause(bits.MARROW_SAID_CLEAR, "MARROW_SAID_CLEAR", "The marrow is {said}; no number of blasts is given."),
    PartClause(bits.MARROW_BLASTS, "MARROW_BLASTS", "Marrow blasts are {blasts}, not below 5 %."),
    PartClause(
        bits.MARROW_FELL, "MARROW_FELL", "Marrow blasts are {blasts}, at most 25 % and at most half of {baseline}."
    ),
    PartClause(bits.MARROW_UNKNOWN, "MARROW_UNKNOWN", "No marrow of these days tells of blasts{last_marrow}."),
    PartClause(bits.MARROW_SAID_DISEASE, "MARROW_SAID_DISEASE", "The marrow is {said}; no number of blasts is given."),
    PartClause(
        bits.MRD_ONE_PERCENT,
        "MRD_ONE_PERCENT",
        "Residual disease is {mrd}, at least 1 %: failure, whatever the marrow looks like.",
        ELN,
    ),
    PartClause(
        bits.MRD_BELOW_ONE,
        "MRD_BELOW_ONE",
        "Marrow blasts are {blasts}, but residual disease is below 1 %: read as remission.",
        ELN,
    ),
    PartClause(
        bits.RELAPSE_MARROW,
        "RELAPSE_MARROW",
        "Marrow blasts are {blasts} after remission; relapse under {profile} is {relapse_limit}.",
    ),
    PartClause(
        bits.RELAPSE_AFTER_PR,
        "RELAPSE_AFTER_PR",
        "Marrow blasts are {blasts}, above 25 %, after a partial remission.",
        NCI,
    ),
    PartClause(
        bits.RELAPSE_CHILD,
        "RELAPSE_CHILD",
        "Marrow blasts are {blasts} and residual disease {mrd} after remission, as many tests confirm as are needed.",
        CHILDREN,
    ),
    PartClause(bits.RELAPSE_SAID, "RELAPSE_SAID", "The source calls the marrow a relapse; it gives no number."),
    PartClause(bits.RELAPSE_BLOOD, "RELAPSE_BLOOD", "Blasts are back in the blood after remission.", NCI),
    PartClause(bits.RELAPSE_CNS, "RELAPSE_CNS", "{cns} after the nervous system was clear, or after remission.", NCCN),
    PartClause(bits.RELAPSE_OUTSIDE, "RELAPSE_OUTSIDE", "There is disease outside the marrow after remission.", NCI),
    PartClause(
        bits.MORE_MARROW,
        "MORE_MARROW",
        "Marrow blasts are {blasts}, up from {nadir} (day {nadir_day}) by 25 % or more.",
        NCI,
    ),
    PartClause(bits.MORE_BLOOD, "MORE_BLOOD", "Circulating blasts have risen by 25 % or more.", NCI),
    PartClause(
        bits.OUTSIDE_GREW, "OUTSIDE_GREW", "Disease outside the marrow has grown enough to be progression.", SIZES
    ),
    PartClause(bits.OUTSIDE_NEW, "OUTSIDE_NEW", "There is new disease outside the marrow.", SIZES),
    PartClause(bits.OUTSIDE_RETURNED, "OUTSIDE_RETURNED", "A lesion outside the marrow that was gone is back.", SIZES),
    PartClause(
        bits.OUTSIDE_REMAINS,
        "OUTSIDE_REMAINS",
        "Disease outside the marrow remains, so the remission is not complete, whatever the marrow shows.",
        ELN,
    ),
    PartClause(
        bits.OUTSIDE_HALVED, "OUTSIDE_HALVED", "Its burden has fallen by half or more, and blood counts hold.", NCI
    ),
    PartClause(
        bits.OUTSIDE_UNKNOWN,
        "OUTSIDE_UNKNOWN",
        "Disease outside the marrow was there before, and no imaging belongs to these days.",
    ),
    PartClause(bits.CNS_REMAINS, "CNS_REMAINS", "The nervous system is {cns}; remission is CNS1.", NCCN),
    PartClause(
        bits.CNS_UNKNOWN, "CNS_UNKNOWN", "The nervous system was involved or has to be known, and was not examined."
    ),
    PartClause(bits.BLOOD_UNKNOWN, "BLOOD_UNKNOWN", "Nobody said whether blasts circulate; {profile} asks for it."),
    PartClause(bits.BLOOD_BLASTS, "BLOOD_BLASTS", "Blasts circulate, so this is no remission under {profile}.", NCI),
    PartClause(bits.COUNTS_FULL, "COUNTS_FULL", "Neutrophils and platelets have recovered ({counts})."),
    PartClause(bits.NEUTROPHILS_LOW, "NEUTROPHILS_LOW", "Neutrophils are {neutrophils}; {neutrophil_limit} is asked."),
    PartClause(bits.PLATELETS_LOW, "PLATELETS_LOW", "Platelets are {platelets}; {platelet_limit} is asked."),
    PartClause(bits.COUNTS_NOT_KNOWN, "COUNTS_NOT_KNOWN", "Counts of these days are not all known ({counts})."),
    PartClause(
        bits.TRANSFUSED,
        "TRANSFUSED",
        "Transfusions were given in the four weeks before; a remission does without.",
        CIBMTR_ALL.at("Complete Remission"),
    ),
    PartClause(bits.NO_TRILINEAGE, "NO_TRILINEAGE", "The marrow does not mature in all three lineages.", NCI),
    PartClause(bits.OUTSIDE_GONE, "OUTSIDE_GONE", "Disease outside the marrow is gone.", SIZES),
    PartClause(bits.NEITHER, "NEITHER", "Neither remission nor progression.", NCI),
)

FLAG_CLAUSES: Final = (
    PartClause(
        bits.REVIEW_5PCT,
        "REVIEW_5PCT",
        "Blasts of exactly 5 % are neither below 5 % (remission) nor above (relapse): look at the marrow again.",
    ),
    PartClause(
        bits.COUNTS_UNKNOWN,
        "COUNTS_UNKNOWN",
        "Without all counts CR, CRi and MLFS cannot be told apart; the source's own word stands where it has one.",
    ),
    PartClause(bits.G_CSF, "G_CSF", "Neutrophils were counted under G-CSF or within 7 days of it."),
    PartClause(bits.TPO, "TPO_AGONIST", "Platelets were counted under a TPO agonist or within 28 days of one."),
    PartClause(
        bits.CARRIED_FORWARD,
        "CARRIED_FORWARD",
        "A finding older than belongs to one call was carried forward (`carry_forward_marrow`).",
    ),
    PartClause(
        bits.UNDER_4_WEEKS,
        "UNDER_4_WEEKS",
        "{profile} asks for four weeks without recurrence; the remission began on day {remission_day}.",
        NCI,
    ),
    PartClause(
        bits.CNS2_AFTER_CNS1, "CNS2_AFTER_CNS1", "{cns} after CNS1: repeat the puncture; by itself it is no relapse."
    ),
    PartClause(
        bits.MRD_BELOW_1PCT,
        "MRD_BELOW_1PCT",
        "Blasts of 5 to 25 % with residual disease below 1 %: read by `all_mrd_below_1_is_cr`.",
        ELN,
    ),
    PartClause(
        bits.SWELLING_WITH_CRS,
        "SWELLING_WITH_CRS",
        "A known lesion grew soon after the onset of CRS: by itself this is no progression; image again.",
        INFANT_ALL_2021.at("paragraph 4"),
    ),
    PartClause(
        bits.PET_NEGATIVE_RESIDUAL,
        "PET_NEGATIVE_RESIDUAL",
        "What is left of a lesion takes up no FDG and counts as gone.",
        NCCN,
    ),
    PartClause(bits.EQUIVOCAL_NEW_LESION, "EQUIVOCAL_NEW_LESION", "A new lesion is doubtful; it does not count yet."),
    PartClause(bits.AFTER_PD, "AFTER_PD", "Progression or relapse was called before."),
    PartClause(
        bits.SECOND_MARROW_NEEDED,
        "SECOND_MARROW_NEEDED",
        "Too few tests confirm the blasts: a second marrow with two tests of at least 1 % would make it a relapse.",
        CHILDREN,
    ),
    PartClause(bits.CONTRADICTORY, "CONTRADICTORY", "Two numbers of blasts stand on one day; see `duplicate_reading`."),
    PartClause(bits.TRILINEAGE_UNKNOWN, "TRILINEAGE_UNKNOWN", "Nobody said whether all three lineages mature.", NCI),
    PartClause(
        bits.TRANSFUSION_UNKNOWN,
        "TRANSFUSION_UNKNOWN",
        "Nobody said whether transfusions were given.",
        CIBMTR_ALL.at("Complete Remission"),
    ),
    PartClause(
        bits.CIRCULATING_BLASTS,
        "CIRCULATING_BLASTS",
        "Blasts circulate; {profile} does not print what they do to a remission.",
    ),
    PartClause(bits.NO_BASELINE, "NO_BASELINE", "Nothing was examined at or before day 0."),
    PartClause(
        bits.BLASTS_AFTER_REMISSION,
        "BLASTS_AFTER_REMISSION",
        "Blasts are back at 5 % or more after remission, and no relapse under the profile.",
    ),
    PartClause(
        bits.SIZE_UNKNOWN,
        "SIZE_UNKNOWN",
        "Disease outside the marrow remains; without both diameters of each lesion its fall cannot be measured.",
    ),
    PartClause(
        bits.OUTSIDE_IN_DOUBT,
        "OUTSIDE_IN_DOUBT",
        "Disease outside the marrow is in doubt; it does not count yet: examine it again.",
    ),
    *(PartClause(bits.PROFILE << place, f"PROFILE_{name.upper()}") for place, name in enumerate(PROFILE_NAMES)),
)
