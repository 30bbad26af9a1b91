"""The step of iRECIST: unconfirmed progression followed until it is confirmed or the bar is reset.

Until the first progression everything equals RECIST 1.1. A progression opens an episode
with references for each category (targets, non-targets, new lesions); later scans confirm
it, leave it open, cannot tell, or reset the bar.
"""

from __future__ import annotations

from typing import NamedTuple

from ebbtide.criteria.parts.nontargets import NontargetCall, judge_nontarget
from ebbtide.criteria.parts.overall import NewLesions, event_day, is_evaluable, new_lesions
from ebbtide.criteria.parts.reasons import (
    A4,
    A11,
    A12,
    A16,
    A17,
    A28,
    A29,
    A31,
    AFTER_ICPD,
    BAR_RESET,
    CONFIRMED,
    CONFIRMED_EARLY_SYMPTOM,
    CONFIRMED_KNOWN_NEW,
    CONFIRMED_MORE_LESIONS,
    CONFIRMED_NEW_NONTARGET,
    CONFIRMED_NEW_NONTARGET_CATEGORY,
    CONFIRMED_NEW_SUM,
    CONFIRMED_NEW_TARGET_CATEGORY,
    CONFIRMED_NONTARGET,
    CONFIRMED_SUM,
    CR_WITHDRAWN,
    DRIVER_NOT_ASSESSED,
    LATE,
    NEW_LESION,
    NEW_LESION_RETURNED,
    NEW_NONTARGET_ROSE,
    NEW_SUM_ROSE,
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
from ebbtide.criteria.parts.records import MISSING, NEVER, Call, Common, Definition, Point
from ebbtide.criteria.parts.targets import (
    TargetCall,
    Track,
    begin_track,
    burden_of,
    follow_track,
    has_risen,
    is_disturbed,
    judge_target,
    shown,
)
from ebbtide.terms.responses import CPD, CR, IGNORED, NE, NED, NON, NONE, PD, PR, SD, Response

RESET_OFF = -1
FIVE_MM = 5_000


class Episode(NamedTuple):
    """An open iUPD: when and by what it began, and the references for confirmation."""

    place: int
    day: int
    last_day: int
    by_target: int
    by_nontarget: int
    by_new: int
    by_reappearance: int
    total: int
    new_sum: int
    new_roster: int
    target: Response
    nontarget: Response
    least_since: int
    had_ne: int


CLOSED = Episode(-1, NEVER, NEVER, 0, 0, 0, 0, MISSING, 0, 0, NONE, NONE, MISSING, 0)


class State(NamedTuple):
    """What iRECIST carries from one time point to the next."""

    track: Track
    standing: int
    rebased: int
    last_is_cr: int
    known: int
    new_nadir: int
    new_set: int
    last_target: Response
    last_total: int
    done: int
    done_day: int
    episode: Episode
    place: int
    reference: int


class Seen(NamedTuple):
    """What the three categories say at one time point."""

    target: TargetCall
    nontarget: NontargetCall
    news: NewLesions
    added: int
    new_sum_rose: int
    new_other_une: int
    new_returned: int
    by_target: int
    by_nontarget: int
    by_known_new: int
    by_new: int


class Outcome(NamedTuple):
    """The call, and the episode and memory that follow from it."""

    overall: Response
    reasons: int
    flags: int
    episode: Episode
    rebased: int
    growth: int


def begin(definition: Definition, point: Point) -> State:
    """Start from the baseline."""
    track = begin_track(definition, point)
    return State(track, 0, 0, 0, 0, MISSING, 0, SD, track.baseline, 0, NEVER, CLOSED, 0, MISSING)


def look(definition: Definition, state: State, point: Point) -> Seen:
    """Judge each category, and whether it progresses.

    Sources:
        Seymour 2017, table 2 and new lesions; rules of record 7.3, category progression.
    """
    after_cr = bool(state.last_is_cr and not point.cr_withdrawn)
    target = judge_target(definition, state.track, after_cr, point)
    nontarget = judge_nontarget(definition, state.standing, after_cr, point)
    by_target = int(target.response == PD)
    again = point.nontarget_une and point.nontarget_trend > 0
    by_nontarget = int(
        nontarget.response == PD and (not state.rebased or again or nontarget.reasons & NT_REAPPEARED != 0)
    )
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
    if not same or state.new_set == 0 or state.new_nadir < 0:
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


def confirmations(episode: Episode, known: int, seen: Seen, point: Point, common: Common) -> int:
    """Find every way in which this scan confirms the open iUPD.

    Sources:
        Seymour 2017, table 2 (5 mm in the sum or in the new lesions' sum, any increase of
        non-targets, a new category, more lesions); EORTC FAQ (growth adds up from the first iUPD).
    """
    found = 0
    if episode.by_target:
        grown = common.targets_now - common.targets_then >= FIVE_MM
        found |= CONFIRMED_SUM if seen.by_target and grown else 0
    elif seen.by_target:
        found |= CONFIRMED_NEW_TARGET_CATEGORY
    if episode.by_nontarget:
        found |= CONFIRMED_NONTARGET if point.nontarget_trend > 0 else 0
    elif seen.by_nontarget:
        found |= CONFIRMED_NEW_NONTARGET_CATEGORY
    if episode.by_new:
        found |= CONFIRMED_NEW_SUM if common.new_now - common.new_then >= FIVE_MM else 0
        increased = point.new_other_increased_bits & known != 0
        found |= CONFIRMED_NEW_NONTARGET if increased else 0
    elif seen.by_known_new:
        found |= CONFIRMED_KNOWN_NEW
    return found | (CONFIRMED_MORE_LESIONS if seen.added else 0)


def is_driver_unknown(state: State, episode: Episode, seen: Seen, point: Point) -> bool:
    """Tell whether a category that drove the iUPD was not evaluated."""
    if episode.by_target and seen.target.response == NE:
        return True
    unseen = point.nontargets_missing == point.nontargets
    if episode.by_nontarget and (seen.nontarget.response == NE or unseen):
        return True
    return bool(episode.by_new and lacks_new(state, point))


def still_progresses(state: State, episode: Episode, seen: Seen, point: Point) -> bool:
    """Tell whether a driver that was evaluated still stands."""
    present = (seen.news.bits | point.new_doubtful_bits) & state.known != 0
    return bool((episode.by_nontarget and seen.nontarget.response == PD) or (episode.by_new and present))


def changes(
    definition: Definition, state: State, episode: Episode, seen: Seen, total: int, common: Common, point: Point
) -> bool:
    """Tell whether something got better since the iUPD, which a reset needs.

    Sources:
        Seymour 2017, table 2; EORTC FAQ scenario F (a response merely held is no change); register A4.
    """
    target = seen.target.response
    if episode.by_target:
        return True
    if target != NONE and target < episode.target:
        return True
    if shrank_enough(definition, episode, total):
        return True
    if episode.by_nontarget and seen.nontarget.response != PD:
        return True
    comparable = NE not in (seen.nontarget.response, episode.nontarget)
    if target == NONE and comparable and seen.nontarget.response < episode.nontarget:
        return True
    if episode.by_new and (seen.news.bits | point.new_doubtful_bits) & state.known == 0:
        return True
    return bool(definition.new_shrink_resets and common.new_then - common.new_now >= FIVE_MM)


def shrank_enough(definition: Definition, episode: Episode, total: int) -> bool:
    """Tell whether the target sum fell enough from the iUPD."""
    if definition.reset_shrink == RESET_OFF or total < 0 or episode.total < 0:
        return False
    return episode.total - total >= definition.reset_shrink


def resets(
    definition: Definition, state: State, episode: Episode, seen: Seen, total: int, common: Common, point: Point
) -> bool:
    """Tell whether the bar is reset.

    Sources:
        Seymour 2017 (resetting the bar); rules of record 7.3, step 4c; register A4.
    """
    if seen.by_target or seen.new_sum_rose:
        return False
    if definition.table2_nontargets and episode.by_nontarget and seen.nontarget.response == PD:
        return False
    if episode.by_reappearance:
        if assign(seen, state, point) == CR:
            return True
        fell = total >= 0 and episode.total - total >= FIVE_MM
        return fell and 100 * total <= 70 * state.track.baseline
    return changes(definition, state, episode, seen, total, common, point)


def reset_flags(episode: Episode, seen: Seen, total: int) -> int:
    """Flag a reset, or none, that another reading of the source would decide otherwise (A4)."""
    if seen.by_target:
        return 0
    if episode.by_nontarget and seen.nontarget.response == PD:
        return A4
    shrink = episode.total - total if total >= 0 and episode.total >= 0 else 0
    return A4 if not episode.by_target and 0 < shrink < FIVE_MM else 0


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
    flags = late | reset_flags(episode, seen, total)
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


def whole_total(definition: Definition, point: Point) -> int:
    """Take the target sum when it is complete and comparable, else MISSING."""
    burden = burden_of(definition, point)
    whole = burden.missing == 0 and point.targets > 0 and not is_disturbed(definition, point)
    return burden.total if whole else MISSING


def nadir_flag(state: State, overall: Response, total: int) -> int:
    """Flag a complete sum below the nadir at a time point that is not evaluable overall (A17)."""
    return A17 if overall == NE and 0 <= total < state.track.nadir else 0


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
    flags |= AFTER_ICPD if state.done else 0
    flags |= CR_WITHDRAWN if state.last_is_cr and point.cr_withdrawn else 0
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
