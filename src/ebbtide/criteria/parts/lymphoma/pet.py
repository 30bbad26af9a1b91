"""The category of PET by the five-point scale, the uptake against baseline, new foci, and bone marrow."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ebbtide.criteria.parts.lymphoma.news import counts
from ebbtide.criteria.parts.lymphoma.nonmeasured import marrow_is_clear
from ebbtide.criteria.parts.lymphoma.reasons import WHY_OF, Note, Why
from ebbtide.criteria.parts.lymphoma.records import (
    FOCI,
    MARROW_FOCI,
    UPTAKE,
    Driver,
    LuganoRules,
    LuganoState,
    Pet,
    PetMemory,
)
from ebbtide.criteria.parts.lymphoma.sizes import NEWCOMERS, is_marrow, is_seen
from ebbtide.terms.responses import CR, NE, NONE, PD, PR, SD
from ebbtide.terms.scans import (
    DEAUVILLE_4,
    DEAUVILLE_X,
    HIGHER,
    LOWER,
    MARROW_FOCAL,
    MARROW_NEW,
    MARROW_NONE,
    MARROW_REDUCED,
    MARROW_UNCHANGED,
    NEW_DOUBTFUL,
    NEW_MORE,
    NEW_SEEN,
    NEW_UNREAD,
    UNCHANGED,
    UNTOLD,
)

if TYPE_CHECKING:
    from ebbtide.criteria.parts.composite.looks import Look

METABOLIC: Final = {CR: "CMR", PR: "PMR", SD: "NMR", PD: "PMD", NE: "NE"}
"""Words of the categories of PET."""
_BY_UPTAKE: Final = {
    LOWER: (PR, Why.UPTAKE_LOWER),
    UNCHANGED: (SD, Why.UPTAKE_UNCHANGED),
    HIGHER: (PD, Why.UPTAKE_HIGHER),
}
_BY_MARROW: Final = {
    MARROW_NONE: (CR, Why(0)),
    MARROW_REDUCED: (PR, Why.MARROW_REDUCED),
    MARROW_UNCHANGED: (SD, Why.MARROW_UNCHANGED),
    MARROW_FOCAL: (PR, Why.MARROW_FOCAL),
    MARROW_NEW: (PD, Why.MARROW_NEW_FOCI),
}


def is_done(look: Look) -> bool:
    """Tell whether anything is said of a PET."""
    return any(one != UNTOLD for one in (look.deauville, look.uptake, look.new_avid, look.marrow_uptake))


def judge_pet(rules: LuganoRules, state: LuganoState, look: Look) -> Pet:
    """Judge what PET shows; NONE where there was none, NE where it cannot be judged.

    Sources:
        Cheson 2014, Table 3, PET-CT-based response; Barrington 2014 for the five-point scale.
    """
    foci = new_foci(rules, state, look)
    if not is_done(look) and not foci:
        return Pet()
    site, reasons, flags = site_category(rules, state, look)
    marrow = MARROW_NONE if marrow_is_clear(look) else look.marrow_uptake
    flags |= Note.MARROW_FOCAL if marrow == MARROW_FOCAL else Note(0)
    flags |= Note.EQUIVOCAL_NEW_LESION if look.new_avid == NEW_DOUBTFUL else Note(0)
    flags |= Note.NEW_NOT_EVALUATED if look.new_avid == NEW_UNREAD else Note(0)
    drivers = list(foci)
    if marrow == MARROW_NEW:
        drivers.append(Driver(MARROW_FOCI, "bone marrow", 1, look.day))
    if site == PD:
        drivers.append(Driver(UPTAKE, "", 1, look.day))
    by_marrow, told = _BY_MARROW.get(marrow, (CR, Why(0)))
    reasons |= told
    for driver in foci:
        reasons |= WHY_OF[driver.kind]
    if drivers:
        return Pet(PD, tuple(drivers), reasons, flags)
    if site == NE:
        return Pet(NE, (), reasons, flags | Note.PET_NOT_EVALUABLE)
    return Pet(max(site, by_marrow), (), reasons, flags)


def new_foci(rules: LuganoRules, state: LuganoState, look: Look) -> tuple[Driver, ...]:
    """Find new foci consistent with lymphoma: as said of the scan, or of a new lesion that takes up FDG.

    In the marrow they are foci of the marrow, unless a biopsy of the marrow shows no lymphoma.
    """
    said = (Driver(FOCI, "", 1, look.day),) if look.new_avid in (NEW_SEEN, NEW_MORE) else ()
    lesions = [
        Driver(MARROW_FOCI if is_marrow(one.organ) else FOCI, one.lesion, 1, one.day)
        for one in look.sights
        if one.role in NEWCOMERS
        and one.avid == 1
        and one.lesion not in state.accepted
        and is_seen(one)
        and counts(rules, one)
        and not (is_marrow(one.organ) and marrow_is_clear(look))
    ]
    return (*said, *lesions)


def site_category(rules: LuganoRules, state: LuganoState, look: Look) -> tuple[int, Why, Note]:
    """Judge the known sites: by the score, and from 4 on by the uptake against baseline."""
    if look.deauville == DEAUVILLE_X:
        return NE, Why.SCORE_NOT_TOLD, Note.DEAUVILLE_X
    score, flags = score_of(state, look)
    if score == UNTOLD:
        return NE, Why.SCORE_NOT_TOLD, flags
    if score < rules.least_positive:
        negative = UNTOLD < state.pet.score < rules.least_positive
        return CR, Why.METABOLIC_COMPLETE, flags | (Note.PET_NEGATIVE_AT_BASELINE if negative else Note(0))
    if rules.relapse_by_score and state.pet.responded:
        return PD, Why.UPTAKE_AFTER_RESPONSE, flags
    uptake, how = uptake_of(rules, state, look, score)
    if uptake == UNTOLD:
        return NE, Why.UPTAKE_NOT_TOLD, flags | how
    category, why = _BY_UPTAKE[uptake]
    return category, why, flags | how


def score_of(state: LuganoState, look: Look) -> tuple[int, Note]:
    """Take the score; where none is told, uptake of avid disease that has not fallen stands for a positive one."""
    if look.deauville != UNTOLD or not state.avid or look.uptake not in (UNCHANGED, HIGHER):
        return look.deauville, Note(0)
    return DEAUVILLE_4, Note.SCORE_NOT_RECORDED


def uptake_of(rules: LuganoRules, state: LuganoState, look: Look, score: int) -> tuple[int, Note]:
    """Take the uptake against baseline; where nobody told it, two scores that differ may."""
    before = state.pet.score
    if look.uptake != UNTOLD:
        return look.uptake, Note(0)
    if not rules.score_tells_uptake or before in (UNTOLD, DEAUVILLE_X, score):
        return UNTOLD, Note(0)
    return (HIGHER if score > before else LOWER), Note.UPTAKE_FROM_SCORE


def carried(rules: LuganoRules, before: PetMemory, now: Pet, ct: int, day: int) -> Pet:
    """Let the PET before stand for one that cannot be judged, where the study says so and CT has not progressed.

    Sources:
        Cheson 2014 does not name the case.
    """
    if not rules.carries_pet or now.category != NE or before.last == NONE or ct == PD:
        return now
    drivers = (Driver(UPTAKE, "", 1, day),) if before.last == PD else ()
    return now._replace(category=before.last, drivers=drivers, reasons=now.reasons | Why.PET_CARRIED)


def after(before: PetMemory, pet: Pet) -> PetMemory:
    """Remember the last category that could be judged, and a complete metabolic response."""
    if pet.category in (NONE, NE):
        return before
    return before._replace(last=pet.category, responded=int(before.responded or pet.category == CR))


def word_of(pet: Pet) -> str:
    """Name the category, empty where there was no PET."""
    return "" if pet.category == NONE else METABOLIC[pet.category]
