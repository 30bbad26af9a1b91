"""The step of iRECIST: what a time point makes of an open or closed episode."""

from __future__ import annotations

from ebbtide.criteria.parts.episode.categories import (
    assign,
    lacks_new,
    look,
    nadir_flag,
    open_reasons,
    shown_on,
    whole_total,
)
from ebbtide.criteria.parts.episode.confirming import FIVE_MM, confirmations, is_driver_unknown, still_progresses
from ebbtide.criteria.parts.episode.resetting import reset_flags, resets
from ebbtide.criteria.parts.episode.states import CLOSED, Episode, Outcome, Seen, State
from ebbtide.criteria.parts.overall import is_evaluable
from ebbtide.criteria.parts.reasons import (
    A11,
    A12,
    A16,
    A28,
    A29,
    A31,
    AFTER_ICPD,
    BAR_RESET,
    CONFIRMED,
    CONFIRMED_EARLY_SYMPTOM,
    CR_WITHDRAWN,
    DRIVER_NOT_ASSESSED,
    LATE,
    NEW_LESION,
    NO_DISEASE_AT_BASELINE,
    NOT_CONFIRMED_YET,
    PARTIAL,
    PROGRESSION_OPENS,
    STILL_PROGRESSED,
    TARGET_REAPPEARED,
    TOO_EARLY,
    UNCONFIRMED,
)
from ebbtide.criteria.parts.reasons import NONTARGET_REAPPEARED as NT_REAPPEARED
from ebbtide.criteria.parts.records import WITHDRAWN_IMMUNE, Call, Common, Definition, Point
from ebbtide.criteria.parts.targets import (
    burden_of,
    follow_track,
    parts_flag,
    shown,
)
from ebbtide.terms.responses import CPD, CR, IGNORED, NE, NED, NONE, PD


def open_episode(state: State, seen: Seen, total: int, point: Point) -> Episode:
    """Begin an episode at the first iUPD: categories that drove it, and the references."""
    evaluated = seen.target.response not in (NE, NONE)
    reappeared = seen.target.reasons & TARGET_REAPPEARED or seen.nontarget.reasons & NT_REAPPEARED
    reference = total if total >= 0 else state.last_total
    return Episode(
        state.place,
        shown_on(seen, point),
        shown_on(seen, point),
        seen.by_target,
        seen.by_nontarget,
        seen.by_new,
        int(reappeared != 0),
        reference,
        point.new_target_sum,
        point.new_target_roster,
        seen.target.response if evaluated else state.last_target,
        seen.nontarget.response,
        reference,
        0,
    )


def judge_clear(state: State, seen: Seen, total: int, point: Point) -> Outcome:
    """Judge a time point with no episode open."""
    if seen.by_target or seen.by_nontarget or seen.by_new:
        episode = CLOSED if state.done else open_episode(state, seen, total, point)
        flags = 0 if state.done else UNCONFIRMED
        reasons = PROGRESSION_OPENS | open_reasons(seen)
        rebased = int(state.rebased and seen.nontarget.response == PD)
        return Outcome(PD, reasons, flags, episode, rebased, 0)
    response = assign(seen, state, point)
    rebased = int(state.rebased and seen.nontarget.response == PD)
    return Outcome(response, 0, A28 if rebased else 0, CLOSED, rebased, 0)


def keep_open(episode: Episode, shown: int, total: int, at_progression: bool, not_evaluable: bool) -> Episode:
    """Carry an open episode forward; only the date of the last iUPD moves."""
    least = total if total >= 0 and (episode.least_since < 0 or total < episode.least_since) else episode.least_since
    return Episode(
        episode.place,
        episode.day,
        shown if at_progression else episode.last_day,
        episode.by_target,
        episode.by_nontarget,
        episode.by_new,
        episode.by_reappearance,
        episode.total,
        episode.new_sum,
        episode.new_roster,
        episode.target,
        episode.nontarget,
        least,
        int(episode.had_ne or not_evaluable),
    )


def judge_open(definition: Definition, state: State, seen: Seen, total: int, point: Point, common: Common) -> Outcome:
    """Judge a time point 4 weeks or more into an open episode."""
    episode = state.episode
    growth = common.targets_now - common.targets_then
    late = LATE if point.day - episode.last_day > definition.late_days + definition.variance_days else 0
    late |= A31 if point.day - episode.day < definition.confirm_days else 0
    late |= A11 if episode.had_ne else 0
    found = confirmations(episode, state.known, seen, point, common)
    if found:
        return Outcome(CPD, found | open_reasons(seen), late | CONFIRMED, CLOSED, state.rebased, growth)
    if seen.target.response == NE or is_driver_unknown(state, episode, seen, point):
        return judge_unknown(definition, state, seen, total, point, late)
    flags = late | reset_flags(state, episode, seen, total, common, point)
    flags |= A12 if episode.least_since >= 0 and total - episode.least_since >= FIVE_MM and seen.by_target else 0
    if resets(definition, state, episode, seen, total, common, point):
        rebased = int(seen.nontarget.response == PD)
        return Outcome(assign(seen, state, point), BAR_RESET, flags | (A28 if rebased else 0), CLOSED, rebased, growth)
    kept = keep_open(episode, shown_on(seen, point), total, True, False)
    return Outcome(PD, STILL_PROGRESSED | NOT_CONFIRMED_YET, flags | UNCONFIRMED, kept, state.rebased, growth)


def judge_unknown(definition: Definition, state: State, seen: Seen, total: int, point: Point, late: int) -> Outcome:
    """Judge a scan in an open episode on which a driver, or the targets, could not be evaluated."""
    episode = state.episode
    nontargets_seen = seen.nontarget.response != NE and point.nontargets_missing < point.nontargets
    only_target = (nontargets_seen or not episode.by_nontarget) and not (episode.by_new and lacks_new(state, point))
    if seen.target.response == NE and only_target and still_progresses(state, episode, seen, point):
        kept = keep_open(episode, shown_on(seen, point), total, True, False)
        return Outcome(PD, STILL_PROGRESSED | NOT_CONFIRMED_YET, late | PARTIAL | UNCONFIRMED, kept, state.rebased, 0)
    flags = late | (A29 if seen.target.response != NE else 0)
    kept = CLOSED if definition.ne_breaks_episode else keep_open(episode, shown_on(seen, point), total, False, True)
    return Outcome(NE, DRIVER_NOT_ASSESSED, flags, kept, state.rebased, 0)


def judge_early(state: State, seen: Seen, total: int, point: Point) -> Outcome:
    """Judge a scan before 4 weeks: disregarded, unless a new symptom led to it and it shows one more lesion.

    Sources:
        EORTC FAQ, imaging less than four weeks after iUPD.
    """
    if point.new_symptom and seen.added:
        return Outcome(CPD, CONFIRMED_EARLY_SYMPTOM | NEW_LESION, CONFIRMED, CLOSED, state.rebased, 0)
    moves = A16 if 0 <= total < state.track.nadir else 0
    return Outcome(IGNORED, TOO_EARLY, moves, state.episode, state.rebased, 0)


def judge(definition: Definition, state: State, seen: Seen, total: int, point: Point, common: Common) -> Outcome:
    """Choose by the state of the episode."""
    if state.episode.place < 0:
        return judge_clear(state, seen, total, point)
    if point.day - state.episode.day < definition.confirm_days - definition.variance_days:
        return judge_early(state, seen, total, point)
    return judge_open(definition, state, seen, total, point, common)


def follow_new(state: State, point: Point) -> tuple[int, int]:
    """Carry the nadir of the new target lesions; it starts again when their set changes."""
    if point.new_target_bits != point.new_target_roster:
        return state.new_nadir, state.new_set
    if point.new_target_roster != state.new_set:
        return point.new_target_sum, point.new_target_roster
    return min(state.new_nadir, point.new_target_sum), state.new_set


def ignore(definition: Definition, state: State, seen: Seen, point: Point) -> State:
    """Leave everything as it was, but for the nadir where the study wants it moved.

    Whether the non-targets have decreased since is a fact of the readings: an early scan tells it too.
    """
    track = state.track
    if definition.early_moves_nadir:
        track = follow_track(definition, track, seen.target, True, True, point)
    return State(
        track,
        seen.nontarget.standing,
        state.rebased,
        state.last_is_cr,
        state.known,
        state.new_nadir,
        state.new_set,
        state.last_target,
        state.last_total,
        state.done,
        state.done_day,
        state.episode,
        state.place + 1,
        state.reference,
    )


def follow(definition: Definition, state: State, seen: Seen, outcome: Outcome, total: int, point: Point) -> State:
    """Carry iRECIST's memory forward after a time point that counts."""
    overall = outcome.overall
    counts = not state.done and not (definition.ne_outside_nadir and overall == NE)
    track = follow_track(definition, state.track, seen.target, overall in (PD, CPD), counts, point)
    new_nadir, new_set = follow_new(state, point)
    evaluated = seen.target.response not in (NE, NONE)
    confirmed = overall == CPD
    return State(
        track,
        seen.nontarget.standing,
        outcome.rebased,
        int(overall == CR) if is_evaluable(overall) or confirmed else state.last_is_cr,
        state.known | seen.news.bits,
        new_nadir,
        new_set,
        seen.target.response if evaluated else state.last_target,
        total if total >= 0 else state.last_total,
        int(state.done or confirmed),
        point.day if confirmed and not state.done else state.done_day,
        outcome.episode,
        state.place + 1,
        outcome.episode.place,
    )


def step(definition: Definition, state: State, point: Point, common: Common) -> tuple[State, Call]:
    """Move one time point forward: the next state, and the call for this one."""
    seen = look(definition, state, point)
    total = whole_total(definition, point)
    outcome = judge(definition, state, seen, total, point, common)
    ignored = outcome.overall == IGNORED
    after = (
        ignore(definition, state, seen, point) if ignored else follow(definition, state, seen, outcome, total, point)
    )
    reasons = seen.target.reasons | seen.nontarget.reasons | seen.news.reasons | outcome.reasons
    reasons |= NO_DISEASE_AT_BASELINE if outcome.overall == NED else 0
    flags = seen.target.flags | seen.news.flags | outcome.flags | nadir_flag(state, outcome.overall, total)
    flags |= parts_flag(definition, point) | (AFTER_ICPD if state.done else 0)
    flags |= CR_WITHDRAWN if state.last_is_cr and point.cr_withdrawn & WITHDRAWN_IMMUNE else 0
    call = Call(
        seen.target.response,
        seen.target.numeric,
        seen.nontarget.response,
        seen.news.word,
        outcome.overall,
        reasons,
        flags,
        shown(burden_of(definition, point), seen.target.response, point.targets),
        state.track.baseline,
        state.track.nadir,
        state.track.nadir_day,
        state.episode.day,
        state.episode.last_day,
        state.episode.total,
        outcome.growth,
        shown_on(seen, point),
    )
    return after, call
