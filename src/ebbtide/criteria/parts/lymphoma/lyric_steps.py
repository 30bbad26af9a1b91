"""LYRIC forward: Lugano at each time point, what it makes of the run, and what hindsight makes of the calls."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ebbtide.criteria.parts.composite.criterion import settle_episodes
from ebbtide.criteria.parts.lymphoma import findings as f
from ebbtide.criteria.parts.lymphoma import steps
from ebbtide.criteria.parts.lymphoma.indeterminate import move_of
from ebbtide.criteria.parts.lymphoma.lyric_records import (
    CLEAR,
    FINAL,
    IR1,
    IR2,
    IR3,
    LyricRules,
    LyricState,
    Move,
)
from ebbtide.criteria.parts.lymphoma.products import targets_of
from ebbtide.criteria.parts.lymphoma.reasons import Note
from ebbtide.criteria.parts.records import MISSING, NEVER
from ebbtide.terms.responses import CPD, CR, PD, PR

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ebbtide.criteria.parts.composite.criterion import Outcome
    from ebbtide.criteria.parts.composite.looks import Look, Patient, Verdict
    from ebbtide.criteria.parts.lymphoma.records import Judged

OPEN = (IR1, IR2, IR3)
WORDS = {IR1: "IR(1)", IR2: "IR(2)", IR3: "IR(3)"}


def begin(rules: LyricRules, patient: Patient, look: Look) -> LyricState:
    """Remember what baseline shows, and when immunotherapy began."""
    return LyricState(steps.begin(rules.lugano, patient, look), start=patient.immunotherapy_day)


def step(rules: LyricRules, state: LyricState, look: Look) -> tuple[LyricState, Verdict]:
    """Judge one time point under Lugano, and tell whether a progression is indeterminate."""
    judged = steps.judge(rules.lugano, state.lugano, look)
    move = move_of(rules, state, look, judged)
    verdict = verdict_of(rules, state, look, judged, move)
    return advance(rules, state, look, judged, move), verdict


def verdict_of(rules: LyricRules, state: LyricState, look: Look, judged: Judged, move: Move) -> Verdict:
    """Write a call down; progression after an indeterminate response is dated at the first one of the run."""
    plain = steps.verdict_of(state.lugano, look, judged)
    run = state.since if state.phase in OPEN else plain.event_day if move.phase in OPEN else NEVER
    dated = move.overall == CPD and state.phase in OPEN
    return plain._replace(
        overall=move.overall,
        word=WORDS[move.phase] if move.overall == PD else "",
        reasons=plain.reasons | int(move.reasons),
        flags=plain.flags | int(move.flags) | int(crowded(rules, state, look, judged, move)),
        event_day=run if dated else plain.event_day,
        since_day=run,
        due=move.due,
    )


def crowded(rules: LyricRules, state: LyricState, look: Look, judged: Judged, move: Move) -> Note:
    """Flag new lesions of an indeterminate response whose products are not followed."""
    if move.phase not in (IR1, IR2) or move.overall != PD:
        return Note(0)
    fresh = f.newcomers(state, look, judged)
    measured = [product for product in fresh.values() if product != MISSING]
    flags = Note.SET_NOT_MEASURED if len(measured) < len(fresh) else Note(0)
    return flags | (Note.SET_FULL if len(measured) > f.room(rules, state) else Note(0))


def advance(rules: LyricRules, state: LyricState, look: Look, judged: Judged, move: Move) -> LyricState:
    """Remember a time point, and how the run stands."""
    lugano = steps.advance(rules.lugano, state.lugano, look, judged)
    lugano = lugano._replace(progressed=int(move.phase == FINAL))
    if move.phase in (CLEAR, FINAL):
        return LyricState(lugano, state.start, move.phase, set_nadir=set_nadir(rules, state, judged, {}))
    joined = f.newcomers_that_join(rules, state, look, judged)
    names = frozenset(f.newcomers(state, look, judged))
    lugano = lugano._replace(accepted=lugano.accepted | names, members=lugano.members | set(joined))
    after = state._replace(
        lugano=lugano, phase=move.phase, due=move.due, set_nadir=set_nadir(rules, state, judged, joined)
    )
    if state.phase != CLEAR:
        return after
    opened = steps.verdict_of(state.lugano, look, judged).event_day
    return after._replace(since=opened, spd=judged.ct.spd, sizes=f.sizes_now(rules, state, look))


def set_nadir(rules: LyricRules, state: LyricState, judged: Judged, joined: dict[str, int]) -> int:
    """Take the least sum of the lesions followed; a new lesion enters with its first value.

    Sources:
        Cheson 2016, "Indeterminate response", IR(2); the nadir of a new lesion is an option.
    """
    fresh = 0 if rules.set_from_zero else sum(joined.values())
    then = state.set_nadir if state.lugano.members or state.phase != CLEAR else state.lugano.nadir
    known = [value for value in (then, judged.ct.followed) if value != MISSING]
    if not known:
        return fresh if joined and not targets_of(state.lugano) else MISSING
    return min(known) + fresh


def settle(verdicts: Sequence[Verdict], days: Sequence[int]) -> list[Outcome]:
    """Tell what became of each indeterminate response.

    Progression without a response between confirms it, a response disregards it; stable disease and what is not
    evaluable leave it open.

    Sources:
        Cheson 2016, "Indeterminate response".
    """
    return settle_episodes(verdicts, days, disregards=lambda code: code in (CR, PR))
