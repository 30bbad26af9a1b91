"""When a course has progressed for good, and which calls of progression count as such for a best response."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import polars as pl

from ebbtide.assessment.assessing import reading_of
from ebbtide.endpoints.best.counted import EPISODE, FINAL, NEVER, NOWHERE, among
from ebbtide.terms.responses import CPD, IGNORED, NE, PD

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ebbtide.assessment.courses import Courses
    from ebbtide.endpoints.best.counted import Bools, Calls, Ints, Kinds
    from ebbtide.study import Options

__all__ = ["Progressed", "progressed"]


class Progressed(NamedTuple):
    """Progression of each course; arrays by number of the course, NEVER where there is none.

    Args:
        day: The day of progression.
        known: The day of the scan that confirmed it, where one must; NEVER while it is open.
        last: The last day whose calls count for a best response.
        counts_from: From which day a call of PD counts as progression for a best response.
    """

    day: Ints
    known: Ints
    last: Ints
    counts_from: Ints


def progressed(courses: Courses, calls: Calls, kinds: Kinds, options: Options) -> Progressed:
    """Find the progression of each course.

    RECIST and its like: the first PD. iRECIST: the first iUPD of the block that ends in iCPD. LYRIC, RANO and others
    that settle progressions themselves: the first that was confirmed, on the day they give it. irRC and irRECIST: the
    first irPD that was confirmed, or, by option, one that is open at the end with nothing but NE after it.
    imRECIST: the first PD that stands or that no scan followed, under the reading that is pinned; for the best
    response, any later scan may negate it.

    Sources:
        Eisenhauer 2009, sec. 4.4; Seymour 2017, table 3; Wolchok 2009, table 2; Hodi 2018; register A2, A5.
    """
    count = len(kinds.follows)
    final = calls.day_of(calls.first(among(calls.response, PD, CPD) & (kinds.follows == FINAL)[calls.course], count))
    episode = blocks(calls, (kinds.follows == EPISODE)[calls.course], count, needed=options.icpd_needs_iupd)
    own = courses.progressions.filter(outcome="confirmed")
    episode = episode._replace(
        day=np.where(kinds.settles, first_days(own, count), episode.day),
        known=np.where(kinds.settles, first_days(own, count, "known_day"), episode.known),
    )
    pinned = under_readings(courses, [reading_of(criterion, options) for criterion in courses.criteria])
    confirmed = first_days(pinned.filter(outcome="confirmed"), count)
    still_open = open_at_the_end(pinned, calls, count)
    burden = np.where((confirmed == NEVER) & options.irpd_unconfirmed_is_event, still_open, confirmed)
    stands = first_days(pinned.filter(pl.col("outcome").is_in(["stands", "unconfirmed"])), count)
    any_later = under_readings(courses, ["imrecist_negation=any_later"]).filter(outcome="unconfirmed")
    follows = kinds.follows
    day = np.choose(follows, [final, episode.day, burden, stands])
    again = first_days(pinned.filter(outcome="confirmed"), count, "known_day")
    known = np.choose(follows, [final, episode.known, again, stands])
    last = np.choose(follows, [final, episode.first, confirmed, np.full(count, NEVER)])
    always = np.zeros(count, np.int64)
    counts_from = np.choose(follows, [always, always, burden, first_days(any_later, count)])
    return Progressed(day, known, last, counts_from)


class Blocks(NamedTuple):
    """The confirmed blocks of iRECIST; arrays by number of the course.

    Args:
        day: The day of the first iUPD of the block that ends in iCPD.
        known: The day of that iCPD.
        first: The day of the first iCPD, whatever stands before it.
    """

    day: Ints
    known: Ints
    first: Ints


def blocks(calls: Calls, followed: Bools, count: int, *, needed: bool) -> Blocks:
    """Find the block of iUPD and NE that ends in the first iCPD.

    Args:
        calls: The calls.
        followed: Which of them are iRECIST's.
        count: How many courses there are.
        needed: An iCPD without an iUPD before it is none; else it stands by itself, on its own day.

    Sources:
        Seymour 2017, table 3; admiralonco (parameter ICPD).
    """
    size = len(calls.course)
    place = calls.first((calls.response == CPD) & followed, count)
    ends = place[place != NOWHERE]
    between = among(calls.response, PD, NE, IGNORED)
    others = np.maximum.accumulate(np.where(between, NOWHERE, np.arange(size)))
    opened = np.maximum(np.where(ends > 0, others[ends - 1], NOWHERE) + 1, calls.begins[ends])
    unconfirmed = np.append(np.flatnonzero(calls.response == PD), size)
    start = unconfirmed[np.searchsorted(unconfirmed, opened)]
    has = start < ends
    first = calls.day_of(place)
    day, known = np.full(count, NEVER, np.int64), np.full(count, NEVER, np.int64)
    own = calls.course[ends]
    alone = NEVER if needed else calls.day[ends]
    day[own] = np.where(has, calls.day[np.minimum(start, size - 1)] if size else NEVER, alone)
    known[own] = np.where(has, calls.day[ends], alone)
    return Blocks(day, known, first)


def under_readings(courses: Courses, readings: Sequence[str]) -> pl.DataFrame:
    """Take the progressions that were settled under some readings."""
    return courses.progressions.filter(pl.col("reading").is_in([reading for reading in readings if reading]))


def first_days(progressions: pl.DataFrame, count: int, column: str = "day") -> Ints:
    """Find a day of each course's first progression; they are in order."""
    found = np.full(count, NEVER, np.int64)
    first = progressions.unique("course", keep="first", maintain_order=True)
    found[first["course"].to_numpy()] = first[column].cast(pl.Int64).to_numpy()
    return found


def open_at_the_end(pinned: pl.DataFrame, calls: Calls, count: int) -> Ints:
    """Find the first open progression that nothing but NE or more progression follows.

    Sources:
        Wolchok 2009: an irPD with no further scan stays unconfirmed; one that something else follows is relabelled.
    """
    last = np.full(count, NOWHERE, np.int64)
    denied = ~among(calls.response, PD, CPD, NE, IGNORED)
    last[calls.course[denied]] = calls.day[denied]
    still = pinned.filter(outcome="unconfirmed")
    after = still["day"].cast(pl.Int64).to_numpy() > last[still["course"].to_numpy()]
    return first_days(still.filter(pl.Series(after)), count)
