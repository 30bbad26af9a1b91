"""What RANO and iRANO share in following a patient: the beginning, what is remembered, how a verdict is laid out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ebbtide.criteria.parts.brain import reasons as r
from ebbtide.criteria.parts.brain.enhancement import area_of, is_measurable, measure, remember, settle
from ebbtide.criteria.parts.brain.records import AGAINST_NADIR, Day, Memory, Pending, Rules
from ebbtide.criteria.parts.brain.sustained import follow_response, forget_response
from ebbtide.criteria.parts.composite.looks import Verdict
from ebbtide.criteria.parts.records import MISSING, NEVER
from ebbtide.terms.responses import CPD, NE, PD, RANO_WORDS
from ebbtide.terms.scans import UNTOLD

if TYPE_CHECKING:
    from ebbtide.criteria.parts.composite.looks import Look, Patient

CLINICAL_WORDS: Final = {1: "STABLE", 0: "WORSE", UNTOLD: "NE"}


def begin(rules: Rules, patient: Patient, look: Look) -> Memory:
    """Remember baseline: its lesions, their sum, the steroid dose.

    A baseline at which the enhancing lesions are said to be gone is one without enhancing disease.
    """
    memory = settle(rules, Memory(patient, dose=look.steroid, last_dose=look.steroid), look)
    memory = memory._replace(based=memory.settled)
    found = measure(memory, look)
    memory = remember(memory, look, found, counts=not found.treated or bool(rules.treated_counts))
    return memory._replace(baseline=found.whole)


def recall(rules: Rules, memory: Memory, look: Look, day: Day) -> Memory:
    """Remember one time point for the next."""
    counts = not day.enhancement.treated or bool(rules.treated_counts)
    gone = () if memory.stands else day.gone
    known = {name: area for name, area in (*memory.known, *day.fresh) if name not in gone}
    least = dict(memory.least)
    for sight in look.sights:
        if sight.lesion in day.seen and (area := area_of(sight)) > 0:
            least[sight.lesion] = min(area, least.get(sight.lesion, area))
    memory = memory._replace(least=tuple(least.items()))
    return remember(memory, look, day.enhancement, counts=counts)._replace(
        known=tuple(known.items()),
        progressed=day.progressed,
        last_dose=memory.last_dose if look.steroid == MISSING else look.steroid,
    )


def verdict_of(memory: Memory, look: Look, day: Day, call: Verdict) -> Verdict:
    """Fill a verdict with the numbers and parts of its day."""
    size = RANO_WORDS.component[day.target]
    parts = (("size", size),) if size else ()
    first = day.day if call.event_day == NEVER else call.event_day
    return call._replace(
        target=day.target,
        nontarget=day.nontarget,
        new=day.new,
        reasons=call.reasons | day.reasons,
        flags=call.flags | day.flags,
        burden=day.enhancement.total if day.flags & r.PARTIAL_PD else day.enhancement.whole,
        baseline=memory.baseline,
        nadir=memory.nadir,
        nadir_day=memory.nadir_day,
        event_day=first if first != NEVER else look.day,
        components=(*parts, ("clinical", CLINICAL_WORDS[look.stable])),
    )


def conclude(rules: Rules, memory: Memory, look: Look, day: Day, why: int = 0) -> tuple[Memory, Verdict]:
    """Call a time point at which no progression waits: by what is seen, a response until it has lasted unconfirmed."""
    kept = follow_response(rules, memory, look, day.overall)
    call = Verdict(day.overall, reasons=why | kept.reasons, flags=kept.flags)
    return recall(rules, kept.memory, look, day), verdict_of(memory, look, day, call)


def finish(rules: Rules, memory: Memory, look: Look, day: Day, call: Verdict) -> tuple[Memory, Verdict]:
    """Call a progression that is final, dated by the first image that showed it."""
    event = memory.pending.day if memory.pending else NEVER
    verdict = verdict_of(memory, look, day, call._replace(overall=CPD, event_day=event, since_day=event))
    memory = forget_response(memory)
    return recall(rules, memory, look, day)._replace(pending=None, done=1), verdict


def wait(rules: Rules, memory: Memory, look: Look, day: Day, call: Verdict) -> tuple[Memory, Verdict]:
    """Call a progression that waits for a later scan, and remember how it was first seen."""
    pending = memory.pending or first_seen(rules, memory, look, day)
    due = due_day(rules, memory, pending.day)
    called = call._replace(overall=PD, event_day=pending.day, since_day=pending.day, due=(due, due))
    verdict = verdict_of(memory, look, day, called)
    memory = forget_response(memory)
    return recall(rules, memory, look, day)._replace(pending=pending), verdict


def due_day(rules: Rules, memory: Memory, since: int) -> int:
    """Say from when on a scan is wanted that may confirm: after some weeks, and after those in which none can."""
    due = since + rules.confirm_days
    if rules.repeat_in_window or memory.patient.radiotherapy_day == NEVER:
        return due
    return max(due, first_late_day(rules, memory))


def first_late_day(rules: Rules, memory: Memory) -> int:
    """Give the first day after the weeks in which growth may be the effect of radiotherapy."""
    return memory.patient.radiotherapy_day + rules.early_days + 1


def ends_waiting(rules: Rules) -> bool:
    """Tell whether a progression seen after those weeks is final, however short a time one was suspected before.

    Sources:
        Wen 2010, Table 2 (12 weeks and more after chemoradiotherapy).
    """
    return bool(rules.late_final) and not rules.confirm_late and rules.confirm_reference == AGAINST_NADIR


def leave_open(rules: Rules, memory: Memory, look: Look, day: Day, flags: int = 0) -> tuple[Memory, Verdict]:
    """Call a time point that cannot tell whether the waiting progression holds."""
    pending = memory.pending
    since = pending.day if pending else NEVER
    due = due_day(rules, memory, since)
    call = Verdict(NE, reasons=r.QUESTION_OPEN, flags=flags, since_day=since, due=(due, due))
    return recall(rules, memory, look, day), verdict_of(memory, look, day, call)


def after_final(rules: Rules, memory: Memory, look: Look, day: Day) -> tuple[Memory, Verdict]:
    """Call a time point after progression is final: computed, flagged, never counted."""
    overall = CPD if day.overall == PD else day.overall
    verdict = verdict_of(memory, look, day, Verdict(overall, flags=r.AFTER_PD))
    return recall(rules, memory, look, day), verdict


def first_seen(rules: Rules, memory: Memory, look: Look, day: Day) -> Pending:
    """Remember a progression as it was first seen."""
    names = {name for name, _ in (*memory.known, *day.fresh)}
    fresh = [sight for sight in look.sights if sight.lesion in day.seen and sight.lesion not in memory.carried]
    fit = tuple(sight.lesion for sight in fresh if area_of(sight) > 0 and is_measurable(rules, sight))
    added = fit if rules.new_in_sum else ()
    areas = measure(memory, look, (*memory.targets, *memory.carried, *added)).areas
    return Pending(day.day, look.steroid, areas, added, tuple(sorted(names)))
