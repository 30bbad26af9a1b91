"""What iRECIST carries from one time point to the next, and what one time point says."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from ebbtide.criteria.parts.records import MISSING, NEVER, Definition, Point
from ebbtide.criteria.parts.targets import (
    TargetCall,
    Track,
    begin_track,
)
from ebbtide.terms.responses import NONE, SD, Response

if TYPE_CHECKING:
    from ebbtide.criteria.parts.nontargets import NontargetCall
    from ebbtide.criteria.parts.overall import NewLesions


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
