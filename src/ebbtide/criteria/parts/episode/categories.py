"""The three categories at one time point (targets, non-targets, new lesions): which progress, or what the call is."""

from __future__ import annotations

from ebbtide.criteria.parts.episode.states import Seen, State
from ebbtide.criteria.parts.nontargets import judge_nontarget
from ebbtide.criteria.parts.overall import event_day, new_lesions
from ebbtide.criteria.parts.reasons import (
    A17,
    NEW_LESION,
    NEW_LESION_RETURNED,
    NEW_NONTARGET_ROSE,
    NEW_SUM_ROSE,
)
from ebbtide.criteria.parts.records import MISSING, WITHDRAWN_IMMUNE, Definition, Point
from ebbtide.criteria.parts.targets import (
    burden_of,
    has_risen,
    is_disturbed,
    judge_target,
)
from ebbtide.terms.responses import CR, NE, NED, NON, NONE, PD, PR, Response


def look(definition: Definition, state: State, point: Point) -> Seen:
    """Judge each category, and whether it progresses.

    Sources:
        Seymour 2017, table 2 and new lesions.
    """
    after_cr = bool(state.last_is_cr and not point.cr_withdrawn & WITHDRAWN_IMMUNE)
    target = judge_target(definition, state.track, after_cr, point)
    nontarget = judge_nontarget(definition, state.standing, after_cr, point)
    by_target = int(target.response == PD)
    again = point.nontarget_une and point.nontarget_trend > 0
    by_nontarget = int(nontarget.response == PD and (not state.rebased or again))
    new_sum_rose = int(is_new_sum_progressed(definition, state, point))
    fresh = point.new_bits & ~state.known != 0 or new_sum_rose or point.new_other_une_bits & state.known != 0
    news = new_lesions(definition, bool(by_target or by_nontarget or fresh), point)
    added = news.bits & ~state.known
    returned = int(after_cr and news.bits & state.known != 0)
    other_une = int(point.new_other_une_bits & state.known != 0)
    by_known = int(new_sum_rose or other_une or returned)
    return Seen(
        target,
        nontarget,
        news,
        added,
        new_sum_rose,
        other_une,
        returned,
        by_target,
        by_nontarget,
        by_known,
        int(added != 0 or by_known),
    )


def is_new_sum_progressed(definition: Definition, state: State, point: Point) -> bool:
    """Tell whether the new target lesions' sum has progressed over its own nadir, same lesions only."""
    same = point.new_target_bits == point.new_target_roster == state.new_set
    if not same or state.new_nadir < 0:
        return False
    return has_risen(definition, point.new_target_sum, state.new_nadir)


def lacks_new(state: State, point: Point) -> bool:
    """Tell whether a known new lesion was not evaluated."""
    return state.known & ~point.new_looked_bits != 0


def assign(seen: Seen, state: State, point: Point) -> Response:
    """Assign a response where nothing progresses (or the bar was reset).

    Sources:
        Seymour 2017, table 2; new lesions need not have gone for iPR or iSD.
    """
    target, nontarget = seen.target.response, seen.nontarget.response
    known = state.known | seen.news.bits
    shown = (seen.news.bits | point.new_doubtful_bits) & known
    news_gone = shown == 0 and not lacks_new(state, point)
    if target == NONE:
        if nontarget == NONE:
            if lacks_new(state, point) and shown == 0:
                return NE
            return NED if news_gone else NON
        if nontarget == CR and not news_gone:
            return NON
        return NON if nontarget == PD else nontarget
    if target == CR:
        return CR if nontarget in (CR, NONE) and news_gone else PR
    return target


def open_reasons(seen: Seen) -> int:
    """Name what the new lesions added to a progression."""
    reasons = NEW_LESION if seen.added else 0
    reasons |= NEW_SUM_ROSE if seen.new_sum_rose else 0
    reasons |= NEW_NONTARGET_ROSE if seen.new_other_une else 0
    return reasons | (NEW_LESION_RETURNED if seen.new_returned else 0)


def shown_on(seen: Seen, point: Point) -> int:
    """Find the first image that shows what progresses."""
    return event_day(seen.by_target != 0, seen.by_nontarget != 0, seen.by_new != 0, point)


def whole_total(definition: Definition, point: Point) -> int:
    """Take the target sum when it is complete and comparable, else MISSING."""
    burden = burden_of(definition, point)
    whole = burden.missing == 0 and point.targets > 0 and not is_disturbed(definition, point)
    return burden.total if whole else MISSING


def nadir_flag(state: State, overall: Response, total: int) -> int:
    """Flag a complete sum below the nadir at a time point that is not evaluable overall (A17)."""
    return A17 if overall == NE and 0 <= total < state.track.nadir else 0
