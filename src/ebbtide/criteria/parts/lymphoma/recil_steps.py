"""RECIL forward: the state at baseline, one time point judged, and the response where nothing progresses."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ebbtide.criteria.parts.composite.looks import Verdict
from ebbtide.criteria.parts.lymphoma import memory
from ebbtide.criteria.parts.lymphoma.recil_facts import facts_of, is_negative, is_positive, marrow_of
from ebbtide.criteria.parts.lymphoma.recil_progression import (
    grew_enough,
    has_risen,
    news_of,
    progression,
    progression_day,
    seen_before,
    told_by,
)
from ebbtide.criteria.parts.lymphoma.recil_records import (
    MINOR,
    NEGATIVE,
    NOT_TOLD,
    POSITIVE,
    Facts,
    Note,
    RecilRules,
    RecilState,
    Why,
    targets_of,
)
from ebbtide.criteria.parts.lymphoma.sizes import size_of
from ebbtide.criteria.parts.records import MISSING
from ebbtide.terms.lesions import TARGET
from ebbtide.terms.responses import CR, NE, NED, NONE, PD, PR, SD
from ebbtide.terms.scans import DEAUVILLE_X

if TYPE_CHECKING:
    from ebbtide.criteria.parts.composite.looks import Look, Patient


def begin(_rules: RecilRules, _patient: Patient, look: Look) -> RecilState:
    """Remember what baseline shows."""
    known = memory.remembered({}, look, (), at_baseline=1)
    sizes = [size_of(one).longest for one in look.sights if one.role == TARGET]
    total = MISSING if not sizes or MISSING in sizes else sum(sizes)
    return RecilState(known, int(bool(look.sights)), marrow_of(look), total, total, look.day)


def step(rules: RecilRules, state: RecilState, look: Look) -> tuple[RecilState, Verdict]:
    """Judge one time point, and remember it.

    Sources:
        Younes 2017, Table 3.
    """
    facts = facts_of(rules, state, look)
    drivers, word, flags = news_of(rules, state, look)
    reasons = progression(rules, state, look, facts) | told_by(drivers) | seen_before(state, drivers)
    call = (PD, "", reasons) if reasons else response(rules, state, look, facts)
    if has_risen(rules, state, facts) and not grew_enough(rules, state, look):
        call = (call[0], call[1], call[2] | Why.SMALL_LESIONS_GREW)
    flags |= noted(rules, state, look, facts, call)
    verdict = Verdict(
        overall=call[0],
        word=call[1],
        target=target_of(rules, state, facts, call[2]),
        nontarget=facts.nontarget,
        new=word,
        reasons=int(call[2]),
        flags=int(flags),
        burden=facts.total,
        baseline=state.baseline,
        nadir=state.nadir,
        nadir_day=state.nadir_day,
        event_day=progression_day(look, drivers, call[2]),
        components=components(look, facts),
    )
    lower = facts.total != MISSING and (state.nadir == MISSING or facts.total < state.nadir)
    after = state._replace(
        known=memory.remembered(state.known, look, drivers),
        nadir=facts.total if lower else state.nadir,
        nadir_day=look.day if lower else state.nadir_day,
        progressed=int(state.progressed or call[0] == PD),
    )
    return after, verdict


def response(rules: RecilRules, state: RecilState, look: Look, facts: Facts) -> tuple[int, str, Why]:
    """Judge what does not progress: complete, partial, minor response, stable disease."""
    if not state.has_baseline:
        return NE, "", Why.NO_BASELINE
    if not targets_of(state):
        return without_targets(rules, state, look, facts)
    if facts.total == MISSING:
        return NE, "", facts.gaps
    if state.baseline == MISSING:
        return NE, "", Why.NO_BASELINE
    fell = has_fallen(state, facts, rules.fall_pct)
    why = complete_by(look, facts, fell=fell)
    if why and marrow_allows(rules, state, facts):
        return CR, "", why
    against = Why.MARROW_NOT_CLEAR if why else Why(0)
    against |= Why.PET_POSITIVE if is_positive(look) and (fell or facts.normal) else Why(0)
    if fell:
        return PR, "", Why.SUM_FELL | against
    if has_fallen(state, facts, rules.minor_pct):
        return SD, MINOR, Why.SUM_FELL_LITTLE
    return SD, "", Why.SUM_BETWEEN


def without_targets(rules: RecilRules, state: RecilState, look: Look, facts: Facts) -> tuple[int, str, Why]:
    """Judge what there is where nothing is measured."""
    marrow = any(known.marrow for known in state.known.values())
    if facts.nontarget == NONE and not marrow:
        return NED, "", Why.NO_DISEASE_AT_BASELINE
    if facts.nontarget == NE or (marrow and facts.marrow == NOT_TOLD):
        return NE, "", Why.NO_TARGETS | Why.TARGET_NOT_ASSESSED
    gone = facts.nontarget in (CR, NONE) and not is_positive(look)
    if gone and marrow_allows(rules, state, facts):
        return CR, "", Why.NO_TARGETS | Why.ALL_NORMAL
    return SD, "", Why.NO_TARGETS


def complete_by(look: Look, facts: Facts, *, fell: bool) -> Why:
    """Find what makes a response complete: all is gone and PET is not positive, or the sum fell and PET is negative."""
    if facts.normal and facts.nontarget in (CR, NONE) and not is_positive(look):
        return Why.ALL_NORMAL
    return Why.SUM_FELL | Why.PET_NEGATIVE if fell and is_negative(look) else Why(0)


def marrow_allows(rules: RecilRules, state: RecilState, facts: Facts) -> bool:
    """Tell whether marrow allows a complete response: negative now, or not known ever to have been involved."""
    if facts.marrow != NOT_TOLD:
        return facts.marrow == NEGATIVE
    return state.marrow == NEGATIVE or (state.marrow == NOT_TOLD and not rules.marrow_required)


def has_fallen(state: RecilState, facts: Facts, percent: int) -> bool:
    """Tell whether the sum has fallen from baseline by at least so many percent."""
    return 100 * facts.total <= (100 - percent) * state.baseline


def target_of(rules: RecilRules, state: RecilState, facts: Facts, reasons: Why) -> int:
    """Judge the targets by themselves."""
    if reasons & Why.SUM_ROSE:
        return PD
    if not targets_of(state):
        return NONE
    if MISSING in (facts.total, state.baseline):
        return NE
    if facts.normal:
        return CR
    return PR if has_fallen(state, facts, rules.fall_pct) else SD


def noted(rules: RecilRules, state: RecilState, look: Look, facts: Facts, call: tuple[int, str, Why]) -> Note:
    """Flag what was not told or not assessed."""
    told = {
        Note.WITHOUT_PET: call[0] == CR and not is_negative(look),
        Note.MARROW_NOT_TOLD: call[0] == CR and facts.marrow == NOT_TOLD and state.marrow == NOT_TOLD,
        Note.DEAUVILLE_X: look.deauville == DEAUVILLE_X,
        Note.MORE_THAN_3_TARGETS: len(targets_of(state)) > rules.most_targets,
        Note.PARTIAL_PD: call[0] == PD and bool(facts.gaps),
        Note.AFTER_PD: bool(state.progressed),
        Note.NONTARGET_NOT_ASSESSED: facts.nontarget == NE,
        Note.LOCAL_THERAPY: any(one.treated for one in look.sights),
    }
    flags = Note(0)
    for note, holds in told.items():
        flags |= note if holds else Note(0)
    return flags


def components(look: Look, facts: Facts) -> tuple[tuple[str, str], ...]:
    """Name what PET and marrow say."""
    pet = "negative" if is_negative(look) else "positive" if is_positive(look) else ""
    marrow = {NEGATIVE: "negative", POSITIVE: "positive"}.get(facts.marrow, "")
    return tuple((part, word) for part, word in (("pet", pet), ("marrow", marrow)) if word)
