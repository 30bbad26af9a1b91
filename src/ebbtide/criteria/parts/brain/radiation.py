"""RANO's step: a progression in the first weeks after radiotherapy is suspected until it is proved or repeated."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ebbtide.criteria.parts.brain import course
from ebbtide.criteria.parts.brain import reasons as r
from ebbtide.criteria.parts.brain.categories import judge_day
from ebbtide.criteria.parts.brain.course import (
    after_final,
    conclude,
    ends_waiting,
    finish,
    leave_open,
    wait,
)
from ebbtide.criteria.parts.brain.enhancement import settle
from ebbtide.criteria.parts.brain.repeated import repeat, take_back
from ebbtide.criteria.parts.composite.looks import Verdict
from ebbtide.criteria.parts.records import NEVER
from ebbtide.terms.histology import Histology
from ebbtide.terms.responses import NE, PD
from ebbtide.terms.scans import UNTOLD

if TYPE_CHECKING:
    from ebbtide.criteria.parts.brain.records import Day, Memory, Rules
    from ebbtide.criteria.parts.composite.looks import Look, Patient


def begin(rules: Rules, patient: Patient, look: Look) -> Memory:
    """Remember baseline, which should be the first scan after radiotherapy.

    Sources:
        Wen 2010, Table 2; Wen 2023 (baseline in newly diagnosed glioma).
    """
    memory = course.begin(rules, patient, look)
    early = look.day != NEVER and look.day < patient.radiotherapy_day
    return memory._replace(notes=memory.notes | r.BASELINE_BEFORE_RADIOTHERAPY) if early else memory


def step(rules: Rules, memory: Memory, look: Look) -> tuple[Memory, Verdict]:
    """Judge one time point.

    Sources:
        Wen 2010, Table 2 (progression by time from chemoradiotherapy), Tables 3 and 4; Wen 2023.
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
    """Tell whether a day lies in the weeks after radiotherapy in which growth may be its effect."""
    ended = memory.patient.radiotherapy_day
    return ended != NEVER and day - ended <= rules.early_days


def _open(rules: Rules, memory: Memory, look: Look, day: Day) -> tuple[Memory, Verdict]:
    """Call a progression seen for the first time."""
    flags = r.NO_RADIOTHERAPY if memory.patient.radiotherapy_day == NEVER else 0
    early = is_early(rules, memory, day.day)
    if not early and not rules.confirm_late:
        return finish(rules, memory, look, day, Verdict(PD, flags=flags))
    proof = _proof(rules, look, day, early=early)
    flags |= _doubts(rules, look, day, early=early)
    if proof:
        return finish(rules, memory, look, day, Verdict(PD, reasons=proof, flags=flags & ~r.FIELD_UNKNOWN))
    reason = r.EARLY_AFTER_RADIATION if early else r.LATE_WAITS
    return wait(rules, memory, look, day, Verdict(PD, reasons=reason, flags=flags))


def _proof(rules: Rules, look: Look, day: Day, *, early: bool) -> int:
    """Find what proves a progression without waiting.

    Sources:
        Wen 2010, Table 2: enhancement beyond the high-dose region or 80 % isodose line, or viable tumor on histology.
    """
    field = r.OUTSIDE_FIELD if early and rules.field_proves and day.outside == 1 else 0
    return field | (r.HISTOLOGY_SHOWS_TUMOR if look.biopsy == Histology.H4 else 0)


def _doubts(rules: Rules, look: Look, day: Day, *, early: bool) -> int:
    """Flag what was not told, or does not prove."""
    flags = r.FIELD_UNKNOWN if early and rules.field_proves and day.outside == UNTOLD else 0
    return flags | (r.BIOPSY_NOT_TUMOR if look.biopsy not in ("", Histology.H4) else 0)


def _follow(rules: Rules, memory: Memory, look: Look, day: Day) -> tuple[Memory, Verdict]:
    """Call a time point while a progression waits."""
    since = memory.pending.day if memory.pending else look.day
    early = is_early(rules, memory, look.day)
    proof = _proof(rules, look, day, early=early)
    if proof & r.HISTOLOGY_SHOWS_TUMOR or (proof and day.overall == PD):
        return finish(rules, memory, look, day, Verdict(PD, reasons=proof))
    flags = _doubts(rules, look, day, early=early) if day.overall == PD else 0
    confirms, is_open, differ = repeat(rules, memory, look, day)
    if day.overall == PD and not early and ends_waiting(rules) and look.day - since < rules.confirm_days:
        return finish(rules, memory, look, day, Verdict(PD, reasons=r.LATE_SCAN_PROGRESSED, flags=differ))
    if look.day - since < rules.confirm_days or (early and not rules.repeat_in_window):
        if day.overall == PD:
            return wait(rules, memory, look, day, Verdict(PD, reasons=r.SCAN_TOO_EARLY, flags=flags))
        if day.overall == NE:
            return leave_open(rules, memory, look, day)
    elif confirms:
        return finish(rules, memory, look, day, Verdict(PD, reasons=confirms, flags=differ))
    elif is_open:
        return leave_open(rules, memory, look, day, differ)
    return take_back(rules, memory, look, differ)
