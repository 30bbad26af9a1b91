"""Writes runs as rows: each step with its source and its reason, and where a patient stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ebbtide.evidence.pathway.obtaining import wanted_in
from ebbtide.evidence.pathway.overriding import NOTE, OVERRIDES
from ebbtide.evidence.pathway.running import Run, Step
from ebbtide.evidence.pathway.transitions import Memory, Occurrence
from ebbtide.evidence.pathway.words import DOES_NOT_WAIT, NOT_FOLLOWED, Event, Label, State
from ebbtide.terms.responses import I_WORDS, RECIST_WORDS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ebbtide.evidence.pathway.inputs import Inputs

__all__ = ["rows_of", "stands"]


def rows_of(told: Inputs, run: Run) -> Iterator[dict[str, object]]:
    """Write the steps that show: a transition, the beginning, or a change of what calls for a review."""
    previous: Memory | None = None
    for step in run.steps:
        if previous is None or step.row is not None or step.memory.raised != previous.raised:
            yield {
                "subject": told.subject,
                "reader": told.reader,
                "machine": run.machine.value,
                "run": run.number,
                "day": step.day,
                "event": step.event.value,
                "transition": step.row.name if step.row else "",
                "from_state": step.before.value if step.before else "",
                **shared(step),
                "event_day": step.memory.event_day,
                "overdue": step.memory.overdue,
                "explanation": explained(step, previous),
            }
        previous = step.memory


def shared(step: Step) -> dict[str, object]:
    """Write what pathway and standing both say of a step."""
    memory = step.memory
    first, last = due_of(memory)
    return {
        "state": shown(memory).value,
        "underneath": memory.state.value,
        "label": (Label.DO_NOT_WAIT if shown(memory) is State.URGENT_REVIEW else memory.label).value,
        "underneath_label": memory.label.value,
        "due_open": first,
        "due_close": last,
        "window_open": memory.window[0],
        "window_close": memory.window[1],
        "flags": [flag.value for flag in memory.flags],
        "overrides": [override.value for override in memory.raised],
        "data_to_obtain": [{"datum": one.datum.value, "why": one.why} for one in wanted_in(memory)],
        "source": source_of(step),
    }


def shown(memory: Memory) -> State:
    """Give the state on top."""
    return State.URGENT_REVIEW if memory.raised and memory.state not in NOT_FOLLOWED else memory.state


def due_of(memory: Memory) -> tuple[int | None, int | None]:
    """Give what is due: an urgent review on the day it was called for, else what the machine awaits."""
    if shown(memory) is State.URGENT_REVIEW:
        return memory.raised_day, memory.raised_day
    return memory.due


def source_of(step: Step) -> str:
    """Name the sources of the last transition, and of what calls for a review."""
    called = [row for row in OVERRIDES if row.override in step.memory.raised]
    cited = [str(one) for row in called for one in row.source]
    return "; ".join(dict.fromkeys([*([step.row.cites] if step.row else []), *cited]))


def explained(step: Step, previous: Memory | None) -> str:
    """Say what happened, what it led to, what is due and where that is taken from."""
    said = [f"Day {step.day}: {step.event.value}{because(step)}."]
    if step.before is not None and step.row is not None:
        said.append(f"{step.before} -> {step.memory.state}.")
    raised = tuple(one for one in step.memory.raised if previous is None or one not in previous.raised)
    if raised:
        words = "; ".join(row.when for row in OVERRIDES if row.override in raised)
        said.append(f"Urgent review: {words}; {NOTE}.")
    if step.row is not None and step.row.due is not None:
        said.append(f"Due: {step.row.due.says}.")
    if source := source_of(step):
        said.append(f"Source: {source}.")
    return " ".join(said)


def because(step: Step) -> str:
    """Give the guard in words."""
    return f" ({step.row.when})" if step.row is not None and step.row.when else ""


def stands(told: Inputs, runs: list[Run], today: int | None) -> dict[str, object]:
    """Tell where one patient stands."""
    day = told.last_day if today is None else today
    head: dict[str, object] = {"subject": told.subject, "reader": told.reader, "today": day}
    if not runs:
        return head | unfollowed(told, day)
    first, *others = sorted(runs, key=pressing, reverse=True)
    step = next(one for one in reversed(first.steps) if one.row is not None or one is first.steps[0])
    last = first.steps[-1]
    now = step._replace(memory=last.memory)
    close = due_of(last.memory)[1]
    return head | {
        "machine": first.machine.value,
        "since": since(first),
        **shared(now),
        "known": known_of(told, day),
        "overdue": close is not None and day is not None and day > close,
        "why": explained(now, None),
        "others": [f"{run.machine} run {run.number}: {shown(run.steps[-1].memory)}" for run in others],
    }


def unfollowed(told: Inputs, day: int | None) -> dict[str, object]:
    """Tell of a patient whom no machine follows."""
    step = Step(day or 0, Event.SCAN, None, Memory(State.NOT_ASSESSABLE), None)
    return {
        "machine": None,
        "since": None,
        **shared(step),
        "known": known_of(told, day),
        "overdue": False,
        "why": "No machine follows this patient: there are neither calls under iRECIST nor infusions of CAR-T cells.",
        "others": [],
    }


def pressing(run: Run) -> tuple[bool, bool, bool, bool, int]:
    """Rank runs: an urgent review, what is overdue, what waits, what is still followed, and the later run."""
    memory = run.steps[-1].memory
    return (
        shown(memory) is State.URGENT_REVIEW,
        memory.overdue,
        memory.state not in DOES_NOT_WAIT,
        memory.state not in NOT_FOLLOWED,
        run.steps[0].day,
    )


def since(run: Run) -> int:
    """Find the day from which the state that is shown has stood."""
    day = run.steps[-1].day
    for step in reversed(run.steps):
        if shown(step.memory) is not shown(run.steps[-1].memory):
            break
        day = step.day
    return day


def known_of(told: Inputs, today: int | None) -> list[str]:
    """List what is on record up to a day, the latest of each kind."""
    past = [one for one in told.occurrences if today is None or one.day <= today]
    latest = {one.event: one for one in past}
    listed = (
        Event.SCAN, Event.PET, Event.LYMPHOMA, Event.BIOPSY, Event.PERFORMANCE, Event.SUPPORT, Event.NEW_SYMPTOM,
        Event.CRITICAL_SITE, Event.LESIONAL_CRS, Event.HYPERPROGRESSION, Event.INFUSION, Event.NO_EXPANSION,
        Event.DEATH,
    )  # fmt: skip
    return [described(latest[event], told) for event in listed if event in latest]


def described(one: Occurrence, told: Inputs) -> str:
    """Say one occurrence in words."""
    words = I_WORDS if told.has_calls else RECIST_WORDS
    parts = [
        words.overall[one.response] if one.response is not None else "",
        f"sum {one.sum_um / 1000:g} mm" if one.sum_um is not None else "",
        f"Deauville {one.deauville}" if one.deauville is not None else "",
        f"SUVmax {one.suv_max:g}" if one.suv_max is not None else "",
        f"class {one.histology}" if one.histology is not None else "",
        f"grade {one.grade}" if one.grade is not None else "",
        one.lymphoma.category if one.lymphoma is not None else "",
        one.detail if one.event in (Event.PERFORMANCE, Event.SUPPORT, Event.HYPERPROGRESSION) else "",
    ]
    said = ", ".join(part for part in parts if part)
    return f"day {one.day}: {one.event.value}" + (f" ({said})" if said else "")
