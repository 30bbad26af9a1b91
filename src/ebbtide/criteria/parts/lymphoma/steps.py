"""Lugano forward: the state at baseline, one time point judged, and what is remembered of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ebbtide.criteria.parts.composite.looks import Verdict
from ebbtide.criteria.parts.lymphoma import ct, memory, pet, products, spleen
from ebbtide.criteria.parts.lymphoma.combination import decide
from ebbtide.criteria.parts.lymphoma.reasons import Note, Why
from ebbtide.criteria.parts.lymphoma.records import (
    AVID,
    BY_DIAGNOSIS,
    Judged,
    LuganoRules,
    LuganoState,
    PetMemory,
    Spleen,
)
from ebbtide.criteria.parts.lymphoma.sizes import by_name
from ebbtide.criteria.parts.records import MISSING
from ebbtide.terms.lymphomas import is_avid
from ebbtide.terms.responses import CR, NE, NED, NON, NONE, PD, PR, SD

if TYPE_CHECKING:
    from ebbtide.criteria.parts.composite.looks import Look, Patient

WORDS = {CR: "CR", PR: "PR", SD: "SD", NON: "SD", PD: "PD", NE: "NE", NED: "NED"}
"""Words of the categories of a part."""
ASSUMED_AVID = 2
"""No diagnosis is recorded: most lymphomas take up FDG."""


def begin(rules: LuganoRules, patient: Patient, look: Look) -> LuganoState:
    """Remember what baseline shows."""
    known = memory.remembered({}, look, (), at_baseline=1)
    state = LuganoState(avidity(rules, patient), int(ct.is_done(look)), known)
    spd = products.sum_of(rules, known, by_name(look), products.targets_of(state))
    return state._replace(
        baseline=spd,
        nadir=spd,
        nadir_day=look.day,
        spleen=Spleen(look.spleen, look.spleen),
        pet=PetMemory(look.deauville),
    )


def avidity(rules: LuganoRules, patient: Patient) -> int:
    """Tell whether PET decides: by the histology, as far as it is recorded."""
    if rules.histology != BY_DIAGNOSIS:
        return int(rules.histology == AVID)
    told = is_avid(patient.tumor_type)
    return ASSUMED_AVID if told is None else int(told)


def judge(rules: LuganoRules, state: LuganoState, look: Look) -> Judged:
    """Judge one time point: CT, PET, and which of them holds."""
    on_ct, on_pet = ct.judge_ct(rules, state, look), pet.judge_pet(rules, state, look)
    stands = pet.carried(rules, state.pet, on_pet, on_ct.category, look.day)
    decision = decide(rules, state.avid, stands.category, on_ct.category, on_ct.drivers)
    pet_decides = bool(decision.reasons & Why.PET_DECIDES)
    reasons = decision.reasons | (stands.reasons if pet_decides else on_ct.reasons | unread(state, on_pet.reasons))
    drivers = (*(on_ct.drivers if decision.by_ct else ()), *(stands.drivers if pet_decides else ()))
    if pet_decides and decision.by_ct:
        reasons |= on_ct.reasons
    if reasons & Why.PET_CARRIED:
        reasons &= ~Why.PET_DECIDES
    flags = decision.flags | on_ct.flags | on_pet.flags
    flags |= Note.HISTOLOGY_ASSUMED_AVID if state.avid == ASSUMED_AVID and on_pet.category != NONE else Note(0)
    flags |= Note.AFTER_PD if state.progressed else Note(0)
    flags |= Note.MORE_THAN_6_TARGETS if len(products.targets_of(state)) > rules.most_targets else Note(0)
    return Judged(on_ct, on_pet, decision.category, reasons, flags, drivers)


def unread(state: LuganoState, reasons: int) -> Why:
    """Keep of the reasons of a PET that does not decide why it could not be judged."""
    return Why(reasons) & (Why.UPTAKE_NOT_TOLD | Why.SCORE_NOT_TOLD) if state.avid else Why(0)


def advance(rules: LuganoRules, state: LuganoState, look: Look, judged: Judged) -> LuganoState:
    """Remember a time point; the nadir is the least complete sum."""
    lower = judged.ct.spd != MISSING and (state.nadir == MISSING or judged.ct.spd < state.nadir)
    return state._replace(
        known=memory.remembered(state.known, look, judged.ct.drivers),
        nadir=judged.ct.spd if lower else state.nadir,
        nadir_day=look.day if lower else state.nadir_day,
        spleen=spleen.after(rules, state.spleen, look.spleen),
        pet=pet.after(state.pet, judged.pet),
        progressed=int(state.progressed or judged.overall == PD),
    )


def step(rules: LuganoRules, state: LuganoState, look: Look) -> tuple[LuganoState, Verdict]:
    """Judge one time point, and remember it."""
    judged = judge(rules, state, look)
    return advance(rules, state, look, judged), verdict_of(state, look, judged)


def verdict_of(state: LuganoState, look: Look, judged: Judged) -> Verdict:
    """Write a call down."""
    return Verdict(
        overall=judged.overall,
        target=judged.ct.target,
        nontarget=judged.ct.nontarget,
        new=judged.ct.new,
        reasons=int(judged.reasons),
        flags=int(judged.flags),
        burden=judged.ct.spd,
        baseline=state.baseline,
        nadir=state.nadir,
        nadir_day=state.nadir_day,
        event_day=min((driver.day for driver in judged.drivers), default=look.day),
        components=components(judged),
    )


def components(judged: Judged) -> tuple[tuple[str, str], ...]:
    """Name the category of each part that was judged."""
    on_ct = judged.ct
    done = not on_ct.reasons & Why.CT_NOT_DONE
    parts = {
        "ct": WORDS[on_ct.category] if done else "",
        "pet": pet.word_of(judged.pet),
        "spleen": WORDS.get(on_ct.spleen, ""),
        "marrow": WORDS.get(on_ct.marrow, ""),
    }
    return tuple((part, word) for part, word in parts.items() if word)
