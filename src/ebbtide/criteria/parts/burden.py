"""The step of the criteria that add new lesions to the burden: irRC, irRECIST, imRECIST.

A new lesion alone is no progression here; the total decides, and it has to be seen twice
(irRC, irRECIST) or can be taken back (imRECIST). The forward step says what was known
that day; what hindsight makes of it is in `settlement`.
"""

from __future__ import annotations

from typing import NamedTuple

from ebbtide.criteria.parts.nontargets import judge_nontarget
from ebbtide.criteria.parts.overall import combine, event_day, is_evaluable, new_lesions
from ebbtide.criteria.parts.reasons import (
    A2,
    A3,
    A5,
    AFTER_PD,
    BURDEN_NOT_ASSESSED,
    CONFIRMED,
    CONFIRMED_BURDEN,
    NEGATED,
    NEGATES_PD,
    NEW_LESION,
    NEW_LESION_REMAINS,
    NEW_LESIONS_IN_BURDEN,
    NEW_NONMEASURABLE,
    NO_BASELINE_SUM,
    NO_DISEASE_AT_BASELINE,
    NO_TARGETS,
    NOT_CONFIRMED_YET,
    PARTIAL_PD,
    SUM_BETWEEN,
    SUM_FELL,
    SUM_ROSE,
    TARGETS_GONE,
    UNCONFIRMED,
)
from ebbtide.criteria.parts.records import (
    CONFIRMS_BY_GROWTH,
    CONFIRMS_BY_THRESHOLD,
    MISSING,
    NEGATED_BY_NEXT,
    NEVER,
    PRODUCTS,
    Call,
    Common,
    Definition,
    Point,
)
from ebbtide.criteria.parts.targets import (
    Burden,
    TargetCall,
    burden_of,
    disturbance,
    has_fallen,
    has_risen,
    parts_flag,
    shown,
)
from ebbtide.terms.responses import CR, NE, NED, NON, NONE, PD, PR, SD, Response

FIVE_MM = 5_000


class State(NamedTuple):
    """What a burden criterion carries from one time point to the next."""

    baseline: int
    nadir: int
    nadir_day: int
    standing: int
    pending_day: int
    pending_total: int
    scanned_since: int
    confirmed: int
    reference: int


class Verdict(NamedTuple):
    """What became of an open progression at this time point."""

    pending_day: int
    pending_total: int
    scanned_since: int
    confirmed: int
    reasons: int
    flags: int


def begin(definition: Definition, point: Point) -> State:
    """Start from the baseline, which holds no new lesion."""
    burden = burden_of(definition, point)
    whole = burden.missing == 0
    total = burden.total if whole else MISSING
    return State(total, total, point.day if whole else NEVER, 0, NEVER, MISSING, 0, 0, MISSING)


def total_burden(definition: Definition, point: Point) -> Burden:
    """Add the new measurable lesions to the targets.

    Sources:
        Wolchok 2009, table 1 (products); Nishino 2013 and Hodi 2018 (diameters).
    """
    targets = burden_of(definition, point)
    if definition.measure == PRODUCTS:
        gone = targets.gone and point.index_products == 0
        return Burden(targets.total + point.index_products, targets.missing + point.index_missing, int(gone))
    unseen = int(point.new_target_bits != point.new_target_roster)
    gone = targets.gone and point.new_present == 0
    return Burden(targets.total + point.new_target_sum, targets.missing + unseen, int(gone))


def nonmeasurable_remains(definition: Definition, point: Point) -> bool:
    """Tell whether a new lesion outside the burden is there."""
    if definition.measure == PRODUCTS:
        return bool(point.nonindex_present)
    return bool(point.new_other_present)


def judge_burden(definition: Definition, state: State, total: Burden, point: Point) -> TargetCall:
    """Judge the total burden of one time point by its numbers.

    Sources:
        Wolchok 2009, table 2; Nishino 2013; Hodi 2018.
    """
    disturbed = disturbance(definition, point)
    if total.missing == 0 and total.gone and disturbed == 0:
        return TargetCall(CR, CR, TARGETS_GONE, 0) if point.targets else TargetCall(NONE, NONE, NO_TARGETS, 0)
    added = NEW_LESIONS_IN_BURDEN if point.new_target_sum or point.index_products else 0
    # Nodes that grow below 10 mm are no disease, whatever their sum.
    normal = definition.node_rule and point.targets > 0 and point.seen_resolved and point.new_target_sum == 0
    if not normal and state.nadir >= 0 and has_risen(definition, total.total, state.nadir):
        return TargetCall(PD, PD, SUM_ROSE | added, disturbed | (PARTIAL_PD if total.missing else 0))
    if point.targets == 0 and not total.missing:
        return TargetCall(NONE, NONE, NO_TARGETS | added, 0)
    if total.missing or disturbed:
        return TargetCall(NE, NE, BURDEN_NOT_ASSESSED | added, disturbed)
    if state.baseline < 0:
        return TargetCall(NE, NE, NO_BASELINE_SUM, 0)
    if has_fallen(definition, total.total, state.baseline):
        return TargetCall(PR, PR, SUM_FELL | added, 0)
    return TargetCall(SD, SD, SUM_BETWEEN | added, 0)


def judge_overall(definition: Definition, burden: Response, nontarget: Response, point: Point) -> Response:
    """Combine the burden with what only keeps a complete response away, or by profile progresses.

    Sources:
        Wolchok 2009, table 2; Nishino 2013 and Bohnsack 2014 (register A3); Hodi 2018.
    """
    nonmeasurable = nonmeasurable_remains(definition, point)
    if burden == PD:
        return PD
    if definition.nontarget_is_progression and nontarget == PD:
        return PD
    if definition.nonmeasurable_new_is_progression and nonmeasurable:
        return PD
    quiet = NON if nontarget == PD else nontarget
    overall = combine(burden, quiet, False)
    if overall == CR and (nonmeasurable or point.new_missing or point.new_present):
        overall = PR if burden == CR else NON
    if overall == NED and (nonmeasurable or point.new_present):
        return NON
    if overall == NED and point.new_missing:
        return NE
    if overall == PR and definition.nontarget_blocks_pr and nontarget == PD:
        return SD
    return overall


def follow_progression(
    definition: Definition, state: State, overall: Response, total: int, shown_on: int, point: Point
) -> Verdict:
    """Follow an open progression: confirmed, still open, or over.

    Sources:
        Wolchok 2009 (a consecutive assessment at 4 weeks or more; register A2); Hodi 2018 (A5).
    """
    open_day, open_total, scanned = state.pending_day, state.pending_total, state.scanned_since
    if overall == PD and open_day == NEVER:
        first = not state.confirmed
        reasons, flags = (NOT_CONFIRMED_YET, UNCONFIRMED) if first else (0, 0)
        return Verdict(shown_on, total, 0, state.confirmed, reasons, flags)
    if open_day == NEVER or not is_evaluable(overall):
        return Verdict(open_day, open_total, scanned, state.confirmed, 0, 0)
    if point.day - open_day < definition.confirm_days:
        waits = overall == PD
        flags = UNCONFIRMED if waits else 0
        return Verdict(open_day, open_total, scanned, state.confirmed, NOT_CONFIRMED_YET if waits else 0, flags)
    if definition.confirms in (CONFIRMS_BY_THRESHOLD, CONFIRMS_BY_GROWTH):
        return confirm(definition, state, overall, total)
    return negate(definition, state, overall)


def confirm(definition: Definition, state: State, overall: Response, total: int) -> Verdict:
    """Confirm or end an open irPD at a scan 4 weeks or more after it."""
    if overall != PD:
        return Verdict(NEVER, MISSING, 0, state.confirmed, 0, 0)
    if state.confirmed:
        return Verdict(state.pending_day, state.pending_total, 1, 1, 0, 0)
    grown = total > state.pending_total
    differs = 0 if grown else A2
    if grown or definition.confirms == CONFIRMS_BY_THRESHOLD:
        return Verdict(state.pending_day, state.pending_total, 1, 1, CONFIRMED_BURDEN, CONFIRMED | differs)
    return Verdict(state.pending_day, state.pending_total, 1, 0, NOT_CONFIRMED_YET, UNCONFIRMED | differs)


def negate(definition: Definition, state: State, overall: Response) -> Verdict:
    """Take an open PD of imRECIST back, or let it stand."""
    late = state.scanned_since == 1
    if overall == PD and definition.confirms == NEGATED_BY_NEXT and not late:
        return Verdict(state.pending_day, state.pending_total, 1, 1, CONFIRMED_BURDEN, CONFIRMED | A5)
    if overall == PD:
        return Verdict(state.pending_day, state.pending_total, 1, state.confirmed, 0, 0)
    if late and definition.confirms == NEGATED_BY_NEXT:
        return Verdict(NEVER, MISSING, 0, 1, 0, A5)
    return Verdict(NEVER, MISSING, 0, state.confirmed, NEGATED, NEGATES_PD | (A5 if late else 0))


def progression_day(definition: Definition, state: State, burden: Response, nontarget: Response, point: Point) -> int:
    """Find the first image that shows the progression: the targets' where their sum alone does, else a later one."""
    targets = burden_of(definition, point).total
    by_target = burden == PD and state.nadir >= 0 and has_risen(definition, targets, state.nadir)
    by_nontarget = definition.nontarget_is_progression != 0 and nontarget == PD
    return event_day(by_target, by_nontarget, burden == PD and not by_target, point)


def floor_matters(definition: Definition, state: State, total: int) -> bool:
    """Tell whether the 5 mm floor of irRECIST, which its first source does not state, decides (register A3)."""
    rise = total - state.nadir
    if state.nadir < 0 or not definition.nontarget_blocks_pr:
        return False
    return 0 < rise < FIVE_MM and 100 * total >= (100 + definition.rise_pct) * state.nadir


def overall_reasons(definition: Definition, burden: TargetCall, news: int, overall: Response, point: Point) -> int:
    """Say what beside the burden shaped the call."""
    nonmeasurable = nonmeasurable_remains(definition, point)
    reasons = NEW_LESION if news else 0
    if nonmeasurable and definition.nonmeasurable_new_is_progression:
        reasons |= NEW_NONMEASURABLE
    elif burden.response == CR and overall != CR and (nonmeasurable or point.new_present):
        reasons |= NEW_LESION_REMAINS
    return reasons | (NO_DISEASE_AT_BASELINE if overall == NED else 0)


def step(definition: Definition, state: State, point: Point, common: Common) -> tuple[State, Call]:
    """Move one time point forward: the next state, and the call for this one."""
    total = total_burden(definition, point)
    burden = judge_burden(definition, state, total, point)
    nontarget = judge_nontarget(definition, state.standing, False, point)
    news = new_lesions(definition, burden.response == PD or point.new_bits != 0, point)
    overall = judge_overall(definition, burden.response, nontarget.response, point)
    shown_on = progression_day(definition, state, burden.response, nontarget.response, point)
    verdict = follow_progression(definition, state, overall, total.total, shown_on, point)
    reasons = burden.reasons | nontarget.reasons | news.reasons | verdict.reasons
    reasons |= overall_reasons(definition, burden, news.bits, overall, point)
    flags = burden.flags | news.flags | verdict.flags | parts_flag(definition, point)
    flags |= AFTER_PD if state.confirmed else 0
    profile = nontarget.response == PD or nonmeasurable_remains(definition, point)
    flags |= A3 if profile and definition.nontarget_blocks_pr and burden.response != PD else 0
    flags |= A3 if floor_matters(definition, state, total.total) else 0
    whole = total.missing == 0 and disturbance(definition, point) == 0
    lower = whole and (state.nadir < 0 or total.total < state.nadir)
    after = State(
        state.baseline,
        total.total if lower else state.nadir,
        point.day if lower else state.nadir_day,
        nontarget.standing,
        verdict.pending_day,
        verdict.pending_total,
        verdict.scanned_since,
        verdict.confirmed,
        MISSING,
    )
    call = Call(
        burden.response,
        burden.numeric,
        nontarget.response,
        news.word,
        overall,
        reasons,
        flags,
        shown(total, burden.response, 1),
        state.baseline,
        state.nadir,
        state.nadir_day,
        state.pending_day,
        NEVER,
        state.pending_total,
        0,
        shown_on,
    )
    return after, call
