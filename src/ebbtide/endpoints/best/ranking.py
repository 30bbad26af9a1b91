"""The choice of the best response: what each call is worth, and the first call that is worth most.

A lower rank is better. Of several calls of one rank the earliest is chosen.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from ebbtide.endpoints.best.confirmation import breaking, confirmed_responses
from ebbtide.endpoints.best.counted import (
    EPISODE,
    FINAL,
    NEVER,
    NOWHERE,
    among,
    calls_of,
    kinds_of,
    new_therapy_days,
    up_to,
    without,
)
from ebbtide.endpoints.best.progression import progressed
from ebbtide.terms.responses import CPD, CR, IGNORED, NE, NED, NON, NONE, NOT_DONE, PD, PR, SD

if TYPE_CHECKING:
    import polars as pl

    from ebbtide.assessment.courses import Courses
    from ebbtide.criteria import AnyCriterion
    from ebbtide.endpoints.best.confirmation import Confirmed
    from ebbtide.endpoints.best.counted import Bools, Calls, Ints, Kinds
    from ebbtide.endpoints.best.progression import Progressed
    from ebbtide.study import Options

__all__ = ["MISSING", "ORDER", "RANK", "Choice", "Chosen", "choose", "word_of"]

ORDER: Final = (CR, PR, SD, NON, NED, CPD, PD, NE, NOT_DONE)
"""Responses from the best to the worst, as codes."""
RANK: Final = {code: rank for rank, code in enumerate(ORDER)} | {IGNORED: ORDER.index(NE), NONE: ORDER.index(NE)}
MISSING: Final = len(ORDER)
"""The rank of no assessment."""
_RANKS: Final = np.array([RANK[code] for code in range(len(RANK))], np.int64)
_LASTING: Final = (SD, NON, NED)
"""What must last to count."""
_BENEFIT: Final = (CR, PR, SD, NON)


class Choice(NamedTuple):
    """One best response of each course; arrays by number of the course.

    Args:
        rank: What it is: a place in ORDER, or MISSING.
        place: The call that gives it, NOWHERE without one.
        day: Its day, NEVER without one.
    """

    rank: Ints
    place: Ints
    day: Ints


class Chosen(NamedTuple):
    """What was chosen for each course, and what it rests on.

    Args:
        courses: The courses.
        kinds: What holds for them by criterion.
        progressed: Their progression.
        therapy_day: The day a new therapy starts.
        follow_up: All calls from day 0.
        calls: Those that count; places below are among these.
        confirmed: Which of them were confirmed, and by which.
        unconfirmed_best: The best response on record.
        confirmed_best: The best response that was confirmed where it must be.
        response: The first response, a place.
        confirmed_response: The first response that was confirmed, a place.
        benefit: The first call of clinical benefit, a place.
        confirmed_benefit: The same where a response must be confirmed.
    """

    courses: Courses
    kinds: Kinds
    progressed: Progressed
    therapy_day: Ints
    follow_up: Calls
    calls: Calls
    confirmed: Confirmed
    unconfirmed_best: Choice
    confirmed_best: Choice
    response: Ints
    confirmed_response: Ints
    benefit: Ints
    confirmed_benefit: Ints


def choose(courses: Courses, milestones: pl.DataFrame, options: Options) -> Chosen:
    """Choose the best responses of every course.

    Args:
        courses: Courses of responses.
        milestones: One row per subject: `subject`, `new_therapy_day`.
        options: Which calls count, how long stable disease must last, what confirms.
    """
    kinds, follow_up = kinds_of(courses, options), calls_of(courses, options)
    count = len(kinds.criterion)
    progress = progressed(courses, follow_up, kinds, options)
    therapy = new_therapy_days(courses, milestones) if options.new_therapy_cuts else np.full(count, NEVER)
    last_before_therapy = therapy if options.new_therapy_day_counts else therapy - 1
    calls = up_to(follow_up, np.minimum(progress.last, last_before_therapy))
    calls = without(calls, is_within_a_progression(calls, kinds, progress))
    followed = (kinds.follows == EPISODE)[calls.course]
    confirmed = confirmed_responses(calls, breaking(calls, followed, options), options)
    worth = unconfirmed_ranks(calls, kinds, progress, options)
    proven = confirmed_ranks(calls, kinds, worth, confirmed, options)
    lasted = among(calls.response, *_BENEFIT) & (calls.day >= options.clinical_benefit_days)
    responded, upheld = among(calls.response, CR, PR), is_upheld(confirmed)
    return Chosen(
        courses,
        kinds,
        progress,
        therapy,
        follow_up,
        calls,
        confirmed,
        best_of(calls, worth, progress, count),
        best_of(calls, proven, progress, count),
        calls.first(responded, count),
        calls.first(upheld, count),
        calls.first(responded | lasted, count),
        calls.first(upheld | lasted, count),
    )


def is_within_a_progression(calls: Calls, kinds: Kinds, progress: Progressed) -> Bools:
    """Tell which calls lie between the day a progression is dated and the day it was known, and deny nothing.

    LYRIC leaves an indeterminate response open over stable disease; once it is confirmed, that stability came after
    the progression.

    Sources:
        Cheson 2016, "Indeterminate response": progression is dated at the indeterminate response.
    """
    course = calls.course
    later = (calls.day > progress.day[course]) & (calls.day < progress.known[course]) & (progress.known[course] < NEVER)
    return kinds.settles[course] & later & ~among(calls.response, PD, CPD)


def best_of(calls: Calls, rank: Ints, progress: Progressed, count: int) -> Choice:
    """Choose the first call of the lowest rank; confirmed progression is dated by what opened it."""
    place = calls.best(rank, count, none=MISSING)
    found = np.full(count, MISSING, np.int64)
    found[place != NOWHERE] = rank[place[place != NOWHERE]]
    return Choice(found, place, np.where(found == RANK[CPD], progress.day, calls.day_of(place)))


def unconfirmed_ranks(calls: Calls, kinds: Kinds, progress: Progressed, options: Options) -> Ints:
    """Rank each call as it stands on record.

    Stable disease before its minimum is NE, and so is a progression that a later scan took back (irRC, imRECIST).

    Sources:
        Eisenhauer 2009, sec. 4.4.3; Seymour 2017, table 3; NED after NON-CR/NON-PD, and ND only where responses must
        be confirmed: admiralonco.
    """
    rank = _RANKS[calls.response]
    early = calls.day < kinds.least_days[calls.course]
    rank[early & among(calls.response, *_LASTING)] = RANK[NE]
    rank[(rank == RANK[PD]) & (calls.day < progress.counts_from[calls.course])] = RANK[NE]
    rank[calls.response == NOT_DONE] = MISSING
    if options.icpd_needs_iupd:
        bare = (calls.day != progress.known[calls.course]) & ~kinds.settles[calls.course]
        rank[(rank == RANK[CPD]) & bare] = MISSING
    return rank


def confirmed_ranks(calls: Calls, kinds: Kinds, worth: Ints, confirmed: Confirmed, options: Options) -> Ints:
    """Rank each call where a response must be confirmed: one that was not is SD, if late enough, or NE.

    Sources:
        Eisenhauer 2009, table 3 and sec. 4.6.
    """
    early = calls.day < kinds.least_days[calls.course]
    shrunken = among(calls.measured, CR, PR, SD)
    rank = np.where(shrunken, np.where(early, RANK[NE], RANK[SD]), worth)
    rank[calls.response == NOT_DONE] = RANK[NOT_DONE]
    if options.cr_then_disease == "pd":
        rank[(rank == RANK[NE]) & has_cr_before(calls) & among(calls.measured, PR, SD)] = RANK[PD]
    if options.table3_pr_sd_literal:
        rank[is_pr_before_sd(calls)] = RANK[SD]
    if options.confirmed_non_cr_non_pd == "after_pd":
        rank[(rank == RANK[NON]) & is_in_progressed(calls, kinds)] = RANK[NE]
    rank[confirmed.partial != NOWHERE] = RANK[PR]
    rank[confirmed.complete != NOWHERE] = RANK[CR]
    return rank


def is_in_progressed(calls: Calls, kinds: Kinds) -> Bools:
    """Tell which calls belong to a course that has progressed, for good and at once."""
    final = (calls.response == PD) & (kinds.follows[calls.course] == FINAL)
    found: Bools = np.isin(calls.course, calls.course[final])
    return found


def is_upheld(confirmed: Confirmed) -> Bools:
    """Tell which calls are confirmed responses."""
    upheld: Bools = (confirmed.complete != NOWHERE) | (confirmed.partial != NOWHERE)
    return upheld


def has_cr_before(calls: Calls) -> Bools:
    """Tell which calls come after a CR of their course."""
    places = np.arange(len(calls.course))
    last: Ints = np.maximum.accumulate(np.where(calls.measured == CR, places, NOWHERE))
    found: Bools = last >= calls.begins
    return found


def is_pr_before_sd(calls: Calls) -> Bools:
    """Tell which calls are a PR that SD follows, NE apart."""
    told = np.flatnonzero(~among(calls.measured, NE, IGNORED))
    here, there = told[:-1], told[1:]
    followed = (
        (calls.measured[here] == PR) & (calls.measured[there] == SD) & (calls.course[here] == calls.course[there])
    )
    found = np.zeros(len(calls.course), np.bool_)
    found[here[followed]] = True
    return found


def word_of(criterion: AnyCriterion, rank: int, options: Options) -> str:
    """Say one rank in the words of a criterion."""
    if rank == MISSING:
        return criterion.words.overall[NE] if options.missing_as_ne else "MISSING"
    return "ND" if ORDER[rank] == NOT_DONE else criterion.words.overall[ORDER[rank]]
