"""The step of the classical criteria: WHO, mWHO, RECIST 1.0 and 1.1, mRECIST, Choi.

Progression is final here: later time points are still judged, and flagged.
"""

from __future__ import annotations

from typing import NamedTuple

from ebbtide.criteria.parts.density import judge_density
from ebbtide.criteria.parts.nontargets import judge_nontarget
from ebbtide.criteria.parts.overall import certain_bits, combine, event_day, is_evaluable, new_lesions
from ebbtide.criteria.parts.reasons import (
    A1,
    A30,
    AFTER_PD,
    CR_WITHDRAWN,
    LESION_RETURNED,
    LESION_ROSE,
    NEW_LESION,
    NEW_LESION_BEFORE,
    NO_DISEASE_AT_BASELINE,
    PARTIAL_PD,
    UNIDIMENSIONAL,
    VIABLE_NOT_RECORDED,
)
from ebbtide.criteria.parts.records import (
    MISSING,
    NEVER,
    PRODUCTS_OR_LENGTHS,
    VIABLE,
    WITHDRAWN,
    Call,
    Common,
    Definition,
    Point,
)
from ebbtide.criteria.parts.targets import (
    TargetCall,
    Track,
    begin_track,
    burden_of,
    follow_track,
    judge_target,
    parts_flag,
    shown,
)
from ebbtide.terms.responses import CR, NED, NON, PD, PR, SD, Response


class State(NamedTuple):
    """What a classical criterion carries from one time point to the next."""

    track: Track
    standing: int
    last_is_cr: int
    had_new: int
    progressed: int
    progressed_day: int
    density: int
    density_count: int
    reference: int


def begin(definition: Definition, point: Point) -> State:
    """Start from the baseline."""
    return State(
        begin_track(definition, point),
        0,
        0,
        0,
        0,
        NEVER,
        point.density,
        point.density_count if point.density_missing == 0 else 0,
        MISSING,
    )


def judge_lesions(definition: Definition, call: TargetCall, point: Point) -> TargetCall:
    """Add what single lesions say, where a criterion looks at each (WHO).

    Sources:
        Miller 1981 (25 % growth of one or more measurable lesions); register A1.
    """
    if not definition.per_lesion or point.targets == 0:
        return call
    rose = point.lesion_rose_from_baseline if definition.per_lesion_from_baseline else point.lesion_rose
    flags = call.flags | (A1 if point.lesion_rose != point.lesion_rose_from_baseline else 0)
    if rose and call.response != CR:
        partial = PARTIAL_PD if burden_of(definition, point).missing else 0
        return TargetCall(PD, PD, LESION_ROSE, flags | partial)
    return TargetCall(call.response, call.numeric, call.reasons, flags)


def judge_measured(definition: Definition, state: State, after_cr: bool, point: Point) -> TargetCall:
    """Judge the targets by size, by single lesions and by density, as the criterion asks."""
    call = judge_target(definition, state.track, after_cr, point)
    call = judge_lesions(definition, call, point)
    if definition.density_fall_pct == 0:
        return call
    return judge_density(definition, call, state.density, state.density_count, point)


def combine_blocked(definition: Definition, target: Response, nontarget: Response, has_new: bool) -> Response:
    """Combine the parts; where non-targets are no progression, their progression only prevents a response (Choi)."""
    if definition.nontarget_is_progression or nontarget != PD:
        return combine(target, nontarget, has_new)
    overall = combine(target, NON, has_new)
    return SD if overall == PR else overall


def withdrawal_flag(state: State, point: Point) -> int:
    """Flag a complete response that its reader withdrew."""
    return CR_WITHDRAWN if state.last_is_cr and point.cr_withdrawn & WITHDRAWN else 0


def measure_flags(definition: Definition, point: Point) -> int:
    """Flag a measurement that stands in for the one the criterion names."""
    flat = definition.measure == PRODUCTS_OR_LENGTHS and point.flat
    assumed = definition.measure == VIABLE and point.viable_assumed
    return (UNIDIMENSIONAL if flat else 0) | (VIABLE_NOT_RECORDED if assumed else 0)


def step(definition: Definition, state: State, point: Point, common: Common) -> tuple[State, Call]:
    """Move one time point forward: the next state, and the call for this one."""
    after_cr = bool(state.last_is_cr and not point.cr_withdrawn & WITHDRAWN)
    target = judge_measured(definition, state, after_cr, point)
    nontarget = judge_nontarget(definition, state.standing, after_cr, point)
    evidence = PD in (target.response, nontarget.response) or certain_bits(definition, point) != 0
    news = new_lesions(definition, evidence, point)
    returned = bool(definition.per_lesion and point.lesion_returned)
    has_new = news.bits != 0 or returned
    overall = combine_blocked(definition, target.response, nontarget.response, has_new or state.had_new == 1)
    reasons = target.reasons | nontarget.reasons | news.reasons
    reasons |= (
        (NEW_LESION if news.bits else 0)
        | (LESION_RETURNED if returned else 0)
        | (NEW_LESION_BEFORE if state.had_new and not has_new else 0)
    )
    reasons |= NO_DISEASE_AT_BASELINE if overall == NED else 0
    flags = target.flags | news.flags | measure_flags(definition, point) | parts_flag(definition, point)
    flags |= AFTER_PD if state.progressed else 0
    flags |= A30 if state.had_new and not has_new and point.new_missing == 0 else 0
    flags |= withdrawal_flag(state, point)
    burden = burden_of(definition, point)
    track = follow_track(definition, state.track, target, overall == PD, True, point)
    after = State(
        track,
        nontarget.standing,
        int(overall == CR) if is_evaluable(overall) else state.last_is_cr,
        int(state.had_new or has_new),
        int(state.progressed or overall == PD),
        point.day if overall == PD and not state.progressed else state.progressed_day,
        state.density,
        state.density_count,
        MISSING,
    )
    call = Call(
        target.response,
        target.numeric,
        nontarget.response,
        news.word,
        overall,
        reasons,
        flags,
        shown(burden, target.response, point.targets),
        state.track.baseline,
        state.track.nadir,
        state.track.nadir_day,
        state.progressed_day,
        NEVER,
        MISSING,
        0,
        event_day(target.response == PD, nontarget.response == PD, has_new, point),
    )
    return after, call
