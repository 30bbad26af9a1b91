"""Responses that must last four weeks: the call stays what was seen, with a flag until it has."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from ebbtide.criteria.parts.brain import reasons as r
from ebbtide.criteria.parts.records import NEVER
from ebbtide.terms.responses import CR, NE, PR

if TYPE_CHECKING:
    from ebbtide.criteria.parts.brain.records import Memory, Rules
    from ebbtide.criteria.parts.composite.looks import Look
    from ebbtide.terms.responses import Response


class Sustained(NamedTuple):
    """What is remembered of a response, and what is said of it."""

    memory: Memory
    reasons: int
    flags: int


def follow_response(rules: Rules, memory: Memory, look: Look, overall: Response) -> Sustained:
    """Follow a response: sustained once a scan as good came four weeks before, with only such scans or NE between.

    The interval runs from the last image of the first response to the first image of this one.

    Sources:
        Wen 2010, Tables 3 and 4 (sustained for at least 4 weeks).
    """
    if overall == NE:
        return Sustained(memory, 0, 0)
    if overall not in (CR, PR):
        return Sustained(forget_response(memory), 0, 0)
    last = max(look.day, look.last_day)
    since = memory.complete_since if overall == CR else memory.response_since
    first = last if since == NEVER else since
    memory = memory._replace(
        complete_since=first if overall == CR else NEVER,
        response_since=last if memory.response_since == NEVER else memory.response_since,
    )
    lasted = since != NEVER and look.day - since >= rules.response_days
    return Sustained(memory, r.SUSTAINED if lasted else 0, 0 if lasted else r.UNCONFIRMED)


def forget_response(memory: Memory) -> Memory:
    """Forget a response that is over."""
    return memory._replace(complete_since=NEVER, response_since=NEVER)
