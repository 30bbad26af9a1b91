"""The table of LYRIC: what one time point makes of a clear course, and of each indeterminate response.

| from | to | when |
|---|---|---|
| clear | IR(1) | the sum half larger, by day 84, not clinically worse |
| clear | IR(2) | a new lesion, or one that grew, without the sum |
| clear | IR(3) | higher uptake alone |
| clear | PD | any other progression |
| IR(1) | PD | the sum a tenth larger still, and a lesion longer |
| IR(2) | PD | the lesions followed half larger than their nadir |
| IR(3) | PD | size or number has changed, or the biopsy shows lymphoma |
| any IR | clear | complete or partial response |
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ebbtide.criteria.parts.lymphoma import findings as f
from ebbtide.criteria.parts.lymphoma.lyric_records import (
    AGAIN_LATEST,
    CLEAR,
    FINAL,
    IR1,
    IR2,
    IR3,
    LATEST,
    SOONEST,
    LyricRules,
    LyricState,
    Move,
)
from ebbtide.criteria.parts.lymphoma.reasons import Note, Why
from ebbtide.criteria.parts.records import MISSING
from ebbtide.terms.responses import CPD, CR, NE, PD, PR, SD
from ebbtide.terms.scans import UNTOLD

if TYPE_CHECKING:
    from ebbtide.criteria.parts.composite.looks import Look
    from ebbtide.criteria.parts.lymphoma.records import Judged


def from_clear(rules: LyricRules, state: LyricState, look: Look, judged: Judged) -> Move:
    """Tell whether a progression is indeterminate, and of which type: IR(1) and IR(2) before IR(3).

    Sources:
        Cheson 2016, "Indeterminate response". Spleen, marrow and non-measured disease are not named there.
    """
    grown = f.sum_has_grown(rules, state, judged)
    if judged.overall != PD and not (rules.sum_alone and grown and judged.overall == SD):
        return Move(CLEAR, judged.overall)
    if grown:
        return by_sum(rules, state, look)
    unknown = Note.SUM_NOT_KNOWN if judged.ct.spd == MISSING else Note(0)
    if f.by_lesion(judged) or (f.by_other(judged) and rules.other_is_indeterminate):
        return Move(IR2, PD, Why.INDETERMINATE_2, unknown, (look.day + LATEST, look.day + LATEST))
    if f.by_uptake_alone(judged):
        return Move(IR3, PD, Why.INDETERMINATE_3, unknown, (look.day + LATEST, look.day + LATEST))
    return Move(FINAL, CPD, Why.DEFINITE)


def by_sum(rules: LyricRules, state: LyricState, look: Look) -> Move:
    """Judge growth of the sum: indeterminate in the first 12 weeks of a patient who is not clinically worse."""
    late = Why.TOO_LATE if look.day - state.start > rules.last_day else Why(0)
    worse = Why.DETERIORATED if look.stable == 0 else Why(0)
    if late or worse:
        return Move(FINAL, CPD, late | worse)
    flags = Note.CLINICAL_STATE_NOT_TOLD if look.stable == UNTOLD else Note(0)
    return Move(IR1, PD, Why.INDETERMINATE_1, flags, (look.day + SOONEST, look.day + LATEST))


def from_ir1(rules: LyricRules, state: LyricState, look: Look, judged: Judged) -> Move:
    """Tell what becomes of IR(1).

    Sources:
        Cheson 2016, "Indeterminate response", IR(1).
    """
    if f.sum_has_grown_on(rules, state, look, judged):
        return Move(FINAL, CPD, Why.SUM_GREW_ON)
    if is_definite(rules, state, look, judged):
        return Move(FINAL, CPD, definite(look))
    halved = f.sum_is_halved(rules, state, judged) and judged.overall != PD
    if judged.overall in (CR, PR) or halved:
        found = Why.CLEARED | (Why.SUM_HALVED if halved else Why(0))
        return Move(CLEAR, CR if judged.overall == CR else PR, found)
    if judged.ct.spd == MISSING and judged.overall == NE:
        return Move(IR1, NE, Why.STILL_OPEN, due=state.due)
    due = (look.day + SOONEST, look.day + AGAIN_LATEST)
    if judged.ct.spd == MISSING:
        return Move(IR1, PD, Why.STILL_OPEN, Note.SUM_NOT_KNOWN, due)
    return Move(IR1, PD, Why.SUM_HELD, due=due)


def from_ir2(rules: LyricRules, state: LyricState, look: Look, judged: Judged) -> Move:
    """Tell what becomes of IR(2).

    Sources:
        Cheson 2016, "Indeterminate response", IR(2).
    """
    if set_has_grown(rules, state, look, judged):
        return Move(FINAL, CPD, Why.SET_GREW)
    if is_definite(rules, state, look, judged):
        return Move(FINAL, CPD, definite(look))
    if judged.overall in (CR, PR):
        return Move(CLEAR, judged.overall, Why.CLEARED)
    if judged.overall == PD or (f.lingers(state, look) and judged.overall != NE):
        unmeasured = Note.SET_NOT_MEASURED if judged.ct.followed == MISSING else Note(0)
        return Move(IR2, PD, Why.SET_HELD, unmeasured)
    return Move(IR2, judged.overall, Why.STILL_OPEN, due=state.due if judged.overall == NE else None)


def set_has_grown(rules: LyricRules, state: LyricState, look: Look, judged: Judged) -> bool:
    """Tell whether the lesions followed, with those that are new today, are half larger than their nadir."""
    fresh = sum(f.newcomers_that_join(rules, state, look, judged).values())
    now = judged.ct.followed + fresh if judged.ct.followed != MISSING else MISSING
    then = MISSING if state.set_nadir == MISSING else state.set_nadir + (0 if rules.set_from_zero else fresh)
    return f.has_risen(now, then, rules.rise_pct)


def from_ir3(rules: LyricRules, state: LyricState, look: Look, judged: Judged) -> Move:
    """Tell what becomes of IR(3).

    Sources:
        Cheson 2016, "Indeterminate response", IR(3).
    """
    if judged.overall == PD and (f.sum_has_grown(rules, state, judged) or not f.by_uptake_alone(judged)):
        return Move(FINAL, CPD, Why.CHANGED_IN_SIZE)
    if f.shows_lymphoma(look):
        return Move(FINAL, CPD, Why.TISSUE_POSITIVE)
    if judged.overall in (CR, PR):
        return Move(CLEAR, judged.overall, Why.CLEARED)
    if judged.overall == PD:
        return Move(IR3, PD, Why.UPTAKE_HELD)
    return Move(IR3, judged.overall, Why.STILL_OPEN, due=state.due if judged.overall == NE else None)


def is_definite(rules: LyricRules, state: LyricState, look: Look, judged: Judged) -> bool:
    """Tell whether an open IR(1) or IR(2) ends by what is never indeterminate.

    That is spleen, marrow or non-measured disease by themselves, as in a clear course, and by option a biopsy.
    """
    other = f.by_other(judged) and not (f.by_lesion(judged) or f.sum_has_grown(rules, state, judged))
    return (other and not rules.other_is_indeterminate) or bool(rules.any_tissue and f.shows_lymphoma(look))


def definite(look: Look) -> Why:
    """Say what ended it."""
    return Why.TISSUE_POSITIVE if f.shows_lymphoma(look) else Why.DEFINITE


def from_final(_rules: LyricRules, _state: LyricState, _look: Look, judged: Judged) -> Move:
    """Judge what follows a progression as Lugano does."""
    return Move(FINAL, CPD if judged.overall == PD else judged.overall)


MOVES = {CLEAR: from_clear, IR1: from_ir1, IR2: from_ir2, IR3: from_ir3, FINAL: from_final}
"""What judges a time point, by where the patient stands."""


def move_of(rules: LyricRules, state: LyricState, look: Look, judged: Judged) -> Move:
    """Judge one time point, with what holds for every indeterminate response: biopsies, and what is overdue."""
    move = MOVES[state.phase](rules, state, look, judged)
    if state.phase not in (IR1, IR2, IR3):
        return move
    flags = move.flags
    if state.due is not None and look.day > state.due[1]:
        flags |= Note.OVERDUE
    if f.shows_lymphoma(look):
        flags |= Note.LYMPHOMA_IN_SAMPLE
    if not f.shows_none(look):
        return move._replace(flags=flags)
    due = (look.day + LATEST, look.day + LATEST) if move.phase in (IR1, IR2, IR3) else None
    return move._replace(flags=flags | Note.NO_LYMPHOMA_IN_SAMPLE, due=due)
