"""The second fold: what hindsight makes of a progression that was called on the day.

The calls themselves are never rewritten. Each progression gets an outcome and the day on
which that outcome became known.
"""

from __future__ import annotations

from typing import Final

from ebbtide.criteria.parts.overall import is_evaluable
from ebbtide.criteria.parts.records import (
    CONFIRMS_BY_EPISODE,
    CONFIRMS_BY_GROWTH,
    CONFIRMS_NOTHING,
    NEGATED_BY_ANY,
    NEGATED_BY_NEXT,
    Definition,
)
from ebbtide.terms.responses import CPD, PD

OUTCOMES: Final = ("", "final", "confirmed", "unconfirmed", "disregarded", "negated", "stands")
NOT_A_PROGRESSION: Final = 0
FINAL: Final = 1
"""Progression at once and for good (classical criteria)."""
WAS_CONFIRMED: Final = 2
NOT_CONFIRMED: Final = 3
"""Still open when the record ends."""
DISREGARDED: Final = 4
"""Followed by a response or stable disease before it was confirmed (iRECIST, irRC)."""
WAS_NEGATED: Final = 5
STANDS: Final = 6
"""Not negated by the scan that could have (imRECIST, next scan)."""


def outcome_after(
    definition: Definition,
    first_day: int,
    first_burden: int,
    overall: int,
    day: int,
    burden: int,
) -> int:
    """Tell what one later call makes of a progression; NOT_CONFIRMED when it decides nothing.

    Sources:
        Wolchok 2009 (irRC), Bohnsack 2014, Seymour 2017 (iRECIST), Hodi 2018 (imRECIST).
    """
    if definition.confirms == CONFIRMS_NOTHING:
        return FINAL
    if definition.confirms == CONFIRMS_BY_EPISODE:
        return outcome_of_episode(overall)
    if not is_evaluable(overall) or day - first_day < definition.confirm_days:
        return NOT_CONFIRMED
    if definition.confirms in (NEGATED_BY_NEXT, NEGATED_BY_ANY):
        if overall != PD:
            return WAS_NEGATED
        return STANDS if definition.confirms == NEGATED_BY_NEXT else NOT_CONFIRMED
    if overall != PD:
        return DISREGARDED
    return WAS_CONFIRMED if burden > first_burden or definition.confirms != CONFIRMS_BY_GROWTH else NOT_CONFIRMED


def outcome_of_episode(overall: int) -> int:
    """Tell what a later iRECIST call makes of an iUPD: only NE, iUPD and ignored scans leave it open."""
    if overall == CPD:
        return WAS_CONFIRMED
    if overall != PD and is_evaluable(overall):
        return DISREGARDED
    return NOT_CONFIRMED
