"""The calls that count for a best response, as arrays.

A call counts from day 0, up to and including the day on which the course progressed for good, and before the start of
a new anticancer therapy.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np
import polars as pl

from ebbtide.criteria import CompositeCriterion
from ebbtide.criteria.parts.records import (
    CONFIRMS_BY_EPISODE,
    CONFIRMS_NOTHING,
    NEGATED_BY_ANY,
    NEGATED_BY_NEXT,
)
from ebbtide.terms.responses import NOT_DONE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from ebbtide.assessment.courses import Courses
    from ebbtide.criteria import AnyCriterion
    from ebbtide.study import Options

    Ints = NDArray[np.int64]
    Bools = NDArray[np.bool_]

__all__ = [
    "NEVER",
    "NOWHERE",
    "Calls",
    "Kinds",
    "among",
    "calls_of",
    "kinds_of",
    "look_up",
    "new_therapy_days",
    "up_to",
    "without",
]

NEVER: Final = 2**31
"""A day that does not come."""
NOWHERE: Final = -1
"""No call."""
FINAL: Final = 0
"""Progression is final when called (classical criteria)."""
EPISODE: Final = 1
"""iRECIST."""
BURDEN: Final = 2
"""irRC and irRECIST: confirmed by a second scan."""
NEGATED: Final = 3
"""imRECIST: negated by a later scan."""
CODES: Final = NOT_DONE + 1
"""How many codes of responses there are."""
_WHO: Final = ("who", "mwho")


class Calls(NamedTuple):
    """Calls in order of course and day; arrays of one length but for the last two.

    Args:
        course: The number of the course.
        day: The day.
        response: The response, as a code.
        measured: The same without a response that is only held.
        starts: The place of the first call of each course that has any.
        present: The numbers of those courses.
    """

    course: Ints
    day: Ints
    response: Ints
    measured: Ints
    starts: Ints
    present: Ints

    @property
    def begins(self) -> Ints:
        """The place of the first call of each call's own course."""
        return np.repeat(self.starts, np.diff(self.starts, append=len(self.course)))

    def first(self, wanted: Bools, courses: int) -> Ints:
        """Find the first call of each course that is wanted.

        Returns:
            Its place, by number of the course; NOWHERE without one.
        """
        found = np.full(courses, NOWHERE, np.int64)
        places = np.flatnonzero(wanted)[::-1]
        found[self.course[places]] = places
        return found

    def best(self, rank: Ints, courses: int, *, none: int) -> Ints:
        """Find the first call of the lowest rank in each course.

        Args:
            rank: The rank of each call.
            courses: How many courses there are.
            none: The rank from which on a call is not to be found.
        """
        size = len(self.course)
        found = np.full(courses, NOWHERE, np.int64)
        if size:
            lowest = np.minimum.reduceat(rank * size + np.arange(size), self.starts)
            found[self.present] = np.where(lowest >= none * size, NOWHERE, lowest % size)
        return found

    def day_of(self, place: Ints) -> Ints:
        """Look up the days of calls; NEVER for NOWHERE."""
        return look_up(self.day, place, NEVER)


class Kinds(NamedTuple):
    """What holds for a course by its criterion; arrays by number of the course.

    Args:
        criterion: The place of the criterion among those of the courses.
        follows: How its progression is followed: FINAL, EPISODE, BURDEN or NEGATED.
        least_days: From which day stable disease counts.
        settles: Whether the criterion says itself what became of a progression, and dates it: LYRIC, RANO and the like.
    """

    criterion: Ints
    follows: Ints
    least_days: Ints
    settles: Bools


def among(codes: Ints, *wanted: int) -> Bools:
    """Tell which codes of responses are among some."""
    table = np.zeros(CODES, np.bool_)
    table[list(wanted)] = True
    found: Bools = table[codes]
    return found


def look_up(values: Ints, place: Ints, absent: int) -> Ints:
    """Take the values at places; another value for NOWHERE."""
    if not len(values):
        return np.full(len(place), absent, np.int64)
    return np.where(place == NOWHERE, absent, values[place])


def kinds_of(courses: Courses, options: Options) -> Kinds:
    """Find what holds for each course by its criterion."""
    places = {criterion.id: place for place, criterion in enumerate(courses.criteria)}
    ordered = courses.heads.sort("course")["criterion"]
    criterion = ordered.replace_strict(places, return_dtype=pl.Int64).to_numpy().astype(np.int64)
    follows = np.array([follows_of(one) for one in courses.criteria], np.int64)
    least = np.array([least_days(one, options) for one in courses.criteria], np.int64)
    settles = np.array([isinstance(one, CompositeCriterion) and one.follows for one in courses.criteria], np.bool_)
    return Kinds(criterion, follows[criterion], least[criterion], settles[criterion])


def follows_of(criterion: AnyCriterion) -> int:
    """Tell how a criterion follows progression."""
    confirms = criterion.confirms_by
    if confirms == CONFIRMS_NOTHING:
        return FINAL
    if confirms == CONFIRMS_BY_EPISODE:
        return EPISODE
    return NEGATED if confirms in (NEGATED_BY_NEXT, NEGATED_BY_ANY) else BURDEN


def least_days(criterion: AnyCriterion, options: Options) -> int:
    """Tell from which day stable disease counts.

    Sources:
        Eisenhauer 2009, sec. 4.4.3; Miller 1981 (4 weeks for no change).
    """
    return options.nc_min_days if criterion.id in _WHO else options.sd_min_days


def calls_of(courses: Courses, options: Options) -> Calls:
    """Take the follow-up of every course: from day 0, without what was not done unless that is to rank."""
    kept = courses.calls.filter(pl.col("day") >= 0)
    if options.not_done == "absent":
        kept = kept.filter(pl.col("response") != NOT_DONE)
    return as_calls([kept[name].cast(pl.Int64).to_numpy() for name in ("course", "day", "response", "measured")])


def as_calls(columns: Sequence[Ints]) -> Calls:
    """Mark where each course starts."""
    course = columns[0]
    changes = np.flatnonzero(course[1:] != course[:-1]) + 1
    starts = np.concatenate([np.zeros(min(len(course), 1), np.int64), changes])
    return Calls(course, columns[1], columns[2], columns[3], starts, course[starts])


def up_to(calls: Calls, last: Ints) -> Calls:
    """Keep the calls up to and including a last day, which is given by number of the course."""
    kept = calls.day <= last[calls.course]
    return as_calls([column[kept] for column in calls[:4]])


def without(calls: Calls, dropped: Bools) -> Calls:
    """Leave calls out."""
    return as_calls([column[~dropped] for column in calls[:4]])


def new_therapy_days(courses: Courses, milestones: pl.DataFrame) -> Ints:
    """Find the day a new anticancer therapy starts, by number of the course; NEVER without one."""
    days = courses.heads.sort("course").join(
        milestones.select("subject", "new_therapy_day"), on="subject", how="left", maintain_order="left"
    )
    return days["new_therapy_day"].cast(pl.Int64).fill_null(NEVER).to_numpy()
