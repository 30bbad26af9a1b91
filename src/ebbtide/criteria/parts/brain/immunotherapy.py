"""iRANO's step: a progression in the first months of immunotherapy is unconfirmed unless the patient is worse."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ebbtide.criteria.parts.brain import reasons as r
from ebbtide.criteria.parts.brain.categories import judge_day
from ebbtide.criteria.parts.brain.course import (
    after_final,
    conclude,
    finish,
    leave_open,
    wait,
)
from ebbtide.criteria.parts.brain.enhancement import settle
from ebbtide.criteria.parts.brain.repeated import repeat, take_back
from ebbtide.criteria.parts.composite.looks import Verdict
from ebbtide.terms.responses import NE, PD

if TYPE_CHECKING:
    from ebbtide.criteria.parts.brain.records import Day, Memory, Rules
    from ebbtide.criteria.parts.composite.looks import Look


def step(rules: Rules, memory: Memory, look: Look) -> tuple[Memory, Verdict]:
    """Judge one time point.

    Sources:
        Okada 2015: RANO's categories; confirmation of progression in the first six months of immunotherapy.
    """
    memory = settle(rules, memory, look)
    day = judge_day(rules, memory, look)
    if memory.done:
        return after_final(rules, memory, look, day)
    if memory.pending:
        return _follow(rules, memory, look, day)
    if day.overall == PD:
        return _open(rules, memory, look, day)
    return conclude(rules, memory, look, day)


def is_early(rules: Rules, memory: Memory, day: int) -> bool:
    """Tell whether a day lies in the first months of immunotherapy; one before it does not."""
    return 0 <= day - memory.patient.immunotherapy_day <= rules.early_days


def _open(rules: Rules, memory: Memory, look: Look, day: Day) -> tuple[Memory, Verdict]:
    """Call a progression seen for the first time."""
    if day.reasons & r.CLINICALLY_WORSE:
        return finish(rules, memory, look, day, Verdict(PD, reasons=r.WORSE_SO_FINAL))
    if is_early(rules, memory, day.day):
        return wait(rules, memory, look, day, Verdict(PD, reasons=r.EARLY_UNDER_IMMUNOTHERAPY))
    return finish(rules, memory, look, day, Verdict(PD, reasons=r.LATE_UNDER_IMMUNOTHERAPY))


def _follow(rules: Rules, memory: Memory, look: Look, day: Day) -> tuple[Memory, Verdict]:
    """Call a time point while a progression waits."""
    if day.reasons & r.CLINICALLY_WORSE:
        return finish(rules, memory, look, day, Verdict(PD, reasons=r.WORSE_SO_FINAL))
    since = memory.pending.day if memory.pending else look.day
    confirms, is_open, differ = repeat(rules, memory, look, day)
    if look.day - since < rules.confirm_days:
        if day.overall == PD:
            return wait(rules, memory, look, day, Verdict(PD, reasons=r.SCAN_TOO_EARLY))
        if day.overall == NE:
            return leave_open(rules, memory, look, day)
    elif confirms:
        return finish(rules, memory, look, day, Verdict(PD, reasons=confirms, flags=differ))
    elif is_open:
        return leave_open(rules, memory, look, day, differ)
    return take_back(rules, memory, look, differ)
