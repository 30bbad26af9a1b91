"""Runs a machine over what happened, day by day: a fold whose every step rests on the past alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from ebbtide.evidence.pathway import cart_early, cart_m1, ici, lyric
from ebbtide.evidence.pathway.overriding import followed
from ebbtide.evidence.pathway.transitions import Memory, Moment, Occurrence
from ebbtide.evidence.pathway.words import NOT_FOLLOWED, Event, Machine, State

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from ebbtide.evidence.pathway.transitions import Context, Due, Transition

__all__ = ["MACHINES", "OPENINGS", "Run", "Step", "fired", "run_machine"]

MACHINES: Final[dict[Machine, tuple[Transition, ...]]] = {
    Machine.ICI: ici.TRANSITIONS,
    Machine.LYRIC: lyric.TRANSITIONS,
    Machine.CART_EARLY: cart_early.TRANSITIONS,
    Machine.CART_M1: cart_m1.TRANSITIONS,
}
"""Every row of every machine; of several rows that hold, the first is taken."""

OPENINGS: Final[dict[Machine, tuple[State, Due | None]]] = {
    Machine.ICI: (State.CLEAR, None),
    Machine.LYRIC: (State.CLEAR, None),
    Machine.CART_EARLY: (State.NONE, None),
    Machine.CART_M1: (State.AWAITING_PET, cart_m1.MONTH_1_PET),
}
"""Where each machine begins, and what is due from then on."""


class Step(NamedTuple):
    """What changed on a day.

    Args:
        day: The day.
        event: What happened.
        before: The state the machine left; None where it began.
        memory: What is known since.
        row: The transition; None where only a review was called for or left, or the machine began.
    """

    day: int
    event: Event
    before: State | None
    memory: Memory
    row: Transition | None


class Run(NamedTuple):
    """One run of a machine: its number among the patient's runs of that machine, and its steps."""

    machine: Machine
    number: int
    steps: list[Step]


def run_machine(
    machine: Machine, begins: Occurrence, happened: Sequence[Occurrence], context: Context, today: int
) -> list[Step]:
    """Follow one run of a machine up to a day.

    Args:
        machine: The machine.
        begins: The infusion or first dose.
        happened: What happened after it, in order.
        context: What holds for the run.
        today: The last day that counts.

    Returns:
        The steps, in order; the first is the beginning.
    """
    memory = opening(machine, begins, context)
    steps = [Step(begins.day, begins.event, None, memory, None)]
    for now in happened:
        if now.day > today:
            break
        for late in passed(steps[-1].memory, now.day):
            steps += taken(machine, steps[-1].memory, late, context)
        steps += taken(machine, steps[-1].memory, now, context)
    for late in passed(steps[-1].memory, today):
        steps += taken(machine, steps[-1].memory, late, context)
    return steps


def opening(machine: Machine, begins: Occurrence, context: Context) -> Memory:
    """Give the memory a machine begins with."""
    state, due = OPENINGS[machine]
    empty = Memory(state)
    window = (None, None) if due is None else due.rule(Moment(empty, begins, context))
    return empty._replace(window=window, due=window)


def passed(memory: Memory, until: int) -> Iterator[Occurrence]:
    """Tell of the days, up to one, on which something that was due is past: a biopsy first, then the imaging."""
    if memory.overdue or memory.state in NOT_FOLLOWED:
        return
    closes = {window[1] for window in (memory.due, memory.window) if window[1] is not None}
    for last in sorted(closes):
        if last < until:
            yield Occurrence(last + 1, Event.DUE_PASSED)


def taken(machine: Machine, memory: Memory, now: Occurrence, context: Context) -> Iterable[Step]:
    """Take one event: each row that fires is a step; a row that goes on hands the event to the new state."""
    steps: list[Step] = []
    goes_on = True
    while goes_on:
        row = fired(MACHINES[machine], Moment(memory, now, context))
        before, goes_on = memory.state, row is not None and row.goes_on
        changed = memory if row is None else moved(row, Moment(memory, now, context))
        changed = changed if goes_on else followed(changed, now, machine)
        if row is not None or changed != memory:
            steps.append(Step(now.day, now.event, before, changed, row))
        memory = changed
    return steps


def fired(rows: Iterable[Transition], at: Moment) -> Transition | None:
    """Find the first row that holds."""
    for row in rows:
        if at.memory.state in row.states and at.now.event in row.events and row.guard(at):
            return row
    return None


def moved(row: Transition, at: Moment) -> Memory:
    """Make the transition."""
    memory = row.remember(at)
    memory = memory._replace(state=row.to or memory.state)
    if row.label is not None:
        memory = memory._replace(label=row.label)
    if row.due is None:
        return memory
    due = row.due.rule(at._replace(memory=memory))
    window = due if row.due.is_imaging else memory.window
    # What is put off is no longer overdue; what stays as it was is as late as before.
    late = memory.overdue and due == at.memory.due
    return memory._replace(due=due, window=window, overdue=late)
