"""The category of one time point by RANO, from what is seen that day and what was seen before."""

from __future__ import annotations

from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Final

from ebbtide.criteria.parts.brain import reasons as r
from ebbtide.criteria.parts.brain.company import (
    has_fallen,
    is_above_baseline,
    judge_clinic,
    judge_flair,
    prevents_complete,
    steroid_flags,
)
from ebbtide.criteria.parts.brain.enhancement import first_image, judge_targets, measure
from ebbtide.criteria.parts.brain.other_lesions import judge_new, judge_unmeasured
from ebbtide.criteria.parts.brain.records import Day, Memory, Part, Rules
from ebbtide.terms.responses import CR, NE, NONE, PD, PR, SD, Response
from ebbtide.terms.scans import UNTOLD

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ebbtide.criteria.parts.composite.looks import Look


def judge_day(rules: Rules, memory: Memory, look: Look) -> Day:
    """Put the parts of one time point together: any part's progression is progression, a response needs them all.

    Sources:
        Wen 2010, Tables 3 and 4.
    """
    fell = has_fallen(rules, memory, look)
    found = measure(memory, look)
    target = judge_targets(rules, memory, look, found, dose_fell=fell)
    flair = judge_flair(rules, look, dose_fell=fell)
    others = judge_unmeasured(memory, look)
    news = judge_new(rules, memory, look, dose_fell=fell)
    parts = (target, others.part, news.part, flair, judge_clinic(look))
    flags = reduce(or_, (part.flags for part in parts), memory.notes | steroid_flags(rules, memory, look))
    overall, extra = PD, 0
    if not any(part.category == PD for part in parts):
        overall, extra = _respond(rules, memory, look, (target, others.part, news.part, flair))
    if overall == SD and is_above_baseline(memory, look):
        flags |= r.STEROID_ABOVE_BASELINE
    return Day(
        overall,
        target.category,
        others.part.category,
        news.word,
        reduce(or_, (part.reasons for part in parts), extra),
        flags,
        first_image(part.day for part in parts if part.category == PD) if overall == PD else look.day,
        outside_any(parts),
        found,
        news.fresh,
        news.seen,
        news.gone,
        others.progressed,
    )


def outside_any(parts: Sequence[Part]) -> int:
    """Tell whether anything that progresses lies outside the irradiated field; UNTOLD where that may be."""
    told = {part.outside for part in parts if part.category == PD}
    return 1 if 1 in told else UNTOLD if UNTOLD in told else 0


KEEPS_RESPONSE_AWAY: Final = r.NEW_LESION_REMAINS | r.NEW_LESION_NOT_RULED_OUT | r.FLAIR_ROSE_ON_LESS_STEROID


def _respond(rules: Rules, memory: Memory, look: Look, parts: tuple[Part, Part, Part, Part]) -> tuple[Response, int]:
    """Find the category of a time point at which nothing progresses, with the reasons of its own."""
    target, others, news, flair = parts
    if not memory.based:
        return NE, r.NOTHING_TOLD
    if target.category == NE or (target.category == NONE and others.category == NE):
        return NE, 0
    if target.category not in (CR, PR):
        return SD, 0
    if (news.reasons | flair.reasons) & KEEPS_RESPONSE_AWAY:
        return SD, 0
    why = 0
    if target.category == CR and others.category in (CR, NONE):
        if not prevents_complete(rules, look):
            return CR, 0
        why = r.STEROID_PREVENTS_CR
    if is_above_baseline(memory, look):
        return SD, why | r.STEROID_PREVENTS_PR
    return PR, why
