"""The loops that rules run in: readings to facts, facts to calls, calls to outcomes.

Lives here: walking over subjects, time points and rows. The same lines run over lists
(interpreted) and over arrays (compiled). `engine` binds `begin` and `step` of each
criterion in place of the classical ones. Does not live here: any rule (`criteria.parts`).
"""

from __future__ import annotations

from collections.abc import Callable, MutableSequence, Sequence
from typing import Any, Final, NamedTuple, TypeAlias

from ebbtide.criteria.parts.classical import begin, step
from ebbtide.criteria.parts.facts import NO_NONTARGETS, NO_TARGETS, add_nontarget, add_target, point_of
from ebbtide.criteria.parts.memory import remember, remember_target
from ebbtide.criteria.parts.news import NO_NEWS, News, add_new, enters, is_index, is_new_target, is_sure_now
from ebbtide.criteria.parts.readings import is_evaluated, shows_new_lesion, sizes
from ebbtide.criteria.parts.reasons import CONFIRMED
from ebbtide.criteria.parts.records import (
    COUNTED,
    NEGATED_BY_NEXT,
    NOTHING_IN_COMMON,
    Call,
    Common,
    Definition,
    Lesion,
    Organ,
    Point,
    Reading,
    Roster,
    Visit,
)
from ebbtide.criteria.parts.rosters import (
    empty_roster,
    enrol,
    enrol_new,
    enter,
    first_sight,
    follow_progressed,
    mark_new,
    recall,
    recall_organ,
)
from ebbtide.criteria.parts.settlement import (
    NOT_A_PROGRESSION,
    NOT_CONFIRMED,
    STANDS,
    WAS_CONFIRMED,
    outcome_after,
)
from ebbtide.terms.lesions import NONTARGET, TARGET
from ebbtide.terms.responses import PD

Numbers: TypeAlias = Sequence[int]
Store: TypeAlias = MutableSequence[Any]
MARKER_RAISED: Final = 1
NO_WORTH: Final = 0
TARGET_WORTH: Final = 1
NEW_TARGET_WORTH: Final = 2


def record_at(store: Store, i: int) -> Any:
    """Take a record out of a store; a store is a list here, and an array where the engine binds another reader."""
    return store[i]


lesion_at: Callable[[Store, int], Lesion] = record_at
organ_at: Callable[[Store, int], Organ] = record_at
point_at: Callable[[Store, int], Point] = record_at


def keep(store: Store, i: int, record: Any) -> None:
    """Put a record into a store."""
    store[i] = record


class Readings(NamedTuple):
    """The readings of a batch, one column each, ordered by subject, reader, time point."""

    lesion: Numbers
    day: Numbers
    role: Numbers
    state: Numbers
    nodal: Numbers
    organ: Numbers
    skin: Numbers
    longest: Numbers
    perpendicular: Numbers
    product: Numbers
    viable: Numbers
    density: Numbers
    has_density: Numbers
    method: Numbers
    treated: Numbers


class Visits(NamedTuple):
    """The time points of a batch: where each subject's begin, where each one's rows begin, and its days."""

    starts: Numbers
    rows: Numbers
    day: Numbers
    last_day: Numbers
    new_symptom: Numbers
    marker: Numbers
    cr_withdrawn: Numbers


class Scratch(NamedTuple):
    """Memory the folds write to: lesions, organs, facts, and what each row was worth."""

    lesions: Store
    organs: Store
    points: Store
    worth: MutableSequence[int]
    worth_kind: MutableSequence[int]


class Calls(NamedTuple):
    """The calls of a block, one column each; row = follow-up time point x criteria + criterion."""

    target: MutableSequence[int]
    numeric: MutableSequence[int]
    nontarget: MutableSequence[int]
    new: MutableSequence[int]
    overall: MutableSequence[int]
    reasons: MutableSequence[int]
    flags: MutableSequence[int]
    burden: MutableSequence[int]
    baseline: MutableSequence[int]
    nadir: MutableSequence[int]
    event_day: MutableSequence[int]
    outcome: MutableSequence[int]
    known_day: MutableSequence[int]


def reading_at(readings: Readings, r: int) -> Reading:
    """Take one row. Adding 0 widens a narrow column to the one kind of number that records hold."""
    return Reading(
        readings.lesion[r] + 0,
        readings.day[r] + 0,
        readings.role[r] + 0,
        readings.state[r] + 0,
        readings.nodal[r] + 0,
        readings.organ[r] + 0,
        readings.skin[r] + 0,
        readings.longest[r],
        readings.perpendicular[r],
        readings.product[r],
        readings.viable[r],
        readings.density[r],
        readings.has_density[r] + 0,
        readings.method[r] + 0,
        readings.treated[r] + 0,
    )


def visit_at(visits: Visits, i: int) -> Visit:
    """Take one time point."""
    return Visit(visits.day[i], visits.last_day[i], visits.new_symptom[i], visits.marker[i], visits.cr_withdrawn[i])


def survey(readings: Readings, visits: Visits, scratch: Scratch, first: int, last: int) -> None:
    """Fold the readings of subjects `first` to `last` into facts."""
    offset = visits.starts[first]
    for s in range(first, last):
        roster = enrol_baseline(readings, visits, scratch, s)
        for i in range(visits.starts[s], visits.starts[s + 1]):
            roster, point = survey_visit(readings, visits, scratch, roster, i, i == visits.starts[s])
            keep(scratch.points, i - offset, point)


def enrol_baseline(readings: Readings, visits: Visits, scratch: Scratch, s: int) -> Roster:
    """Enter the target lesions that were there at baseline; nobody joins them later."""
    roster = empty_roster(s)
    i = visits.starts[s]
    targets = 0
    seconds = 0
    for r in range(visits.rows[i], visits.rows[i + 1]):
        if readings.role[r] == TARGET:
            targets += 1
            seconds += int(readings.perpendicular[r] >= 0)
            keep(scratch.lesions, readings.lesion[r] + 0, first_sight(s, TARGET, 0, COUNTED))
    flat = int(targets > 0 and seconds == 0)
    return enrol(roster, targets, 0, 0, flat, int(visits.marker[i] == MARKER_RAISED))


def survey_visit(
    readings: Readings, visits: Visits, scratch: Scratch, roster: Roster, i: int, at_baseline: bool
) -> tuple[Roster, Point]:
    """Fold one time point."""
    targets = NO_TARGETS
    nontargets = NO_NONTARGETS
    new_rows = 0
    progressed_before = roster.progressed
    for r in range(visits.rows[i], visits.rows[i + 1]):
        reading = reading_at(readings, r)
        lesion = recall(lesion_at(scratch.lesions, reading.lesion), roster.stream)
        known = lesion.owner == roster.stream
        role = lesion.role if known else reading.role
        size = sizes(reading)
        scratch.worth_kind[r] = NO_WORTH
        if role == TARGET:
            if known:
                targets = add_target(targets, lesion, reading, size, roster.flat)
                keep(scratch.lesions, reading.lesion, remember_target(lesion, reading, size, roster))
                roster = see_target(scratch, roster, lesion, size.diameter, r)
        elif role == NONTARGET:
            if not known:
                more = roster.nontargets + 1
                roster = enrol(roster, roster.targets, more, roster.carried, roster.flat, roster.marker_raised)
            nontargets = add_nontarget(nontargets, lesion, reading, size)
            after = remember(lesion, reading, size.diameter, roster.stream)
            roster = follow_progressed(roster, lesion.state, after.state)
            keep(scratch.lesions, reading.lesion, after)
        elif not at_baseline:
            new_rows += 1
            if not known:
                keep(scratch.lesions, reading.lesion, first_sight(roster.stream, reading.role, 1 << roster.marks, 0))
                roster = mark_new(roster)
    news = NO_NEWS
    if new_rows > 0:
        roster = admit_new(readings, visits, scratch, roster, i)
        roster = admit_index(readings, visits, scratch, roster, i)
        roster, news = survey_new(readings, visits, scratch, roster, i)
    return roster, point_of(roster, progressed_before, visit_at(visits, i), targets, nontargets, news)


def see_target(scratch: Scratch, roster: Roster, lesion: Lesion, diameter: int, r: int) -> Roster:
    """Note what a target's row was worth."""
    if diameter < 0:
        return roster
    scratch.worth[r] = diameter
    scratch.worth_kind[r] = TARGET_WORTH
    carried = roster.carried + diameter - max(lesion.diameter, 0)
    return enrol(roster, roster.targets, roster.nontargets, carried, roster.flat, roster.marker_raised)


def is_new_row(scratch: Scratch, reading: Reading, stream: int) -> bool:
    """Tell whether a row is about a new lesion."""
    lesion = recall(lesion_at(scratch.lesions, reading.lesion), stream)
    return lesion.owner == stream and lesion.bit != 0


def largest_entering(readings: Readings, visits: Visits, scratch: Scratch, stream: int, i: int) -> int:
    """Find the largest lesion that enters now; by name where two are alike; -1 when none does."""
    best = -1
    best_size = -2
    for r in range(visits.rows[i], visits.rows[i + 1]):
        reading = reading_at(readings, r)
        if is_new_row(scratch, reading, stream) and enters(lesion_at(scratch.lesions, reading.lesion), reading):
            size = sizes(reading).diameter
            if size > best_size or (size == best_size and reading.lesion < readings.lesion[best]):
                best = r
                best_size = size
    return best


def admit_new(readings: Readings, visits: Visits, scratch: Scratch, roster: Roster, i: int) -> Roster:
    """Let the new lesions of a time point enter, largest first, as far as the limits on their number go."""
    r = largest_entering(readings, visits, scratch, roster.stream, i)
    while r >= 0:
        reading = reading_at(readings, r)
        lesion = lesion_at(scratch.lesions, reading.lesion)
        organ = recall_organ(organ_at(scratch.organs, max(reading.organ, 0)), roster.stream)
        counted = is_new_target(reading, roster, organ)
        keep(scratch.lesions, reading.lesion, enter(lesion, counted, True, False, False, False))
        roster = enrol_new(roster, lesion, counted, False, False, False)
        if counted and reading.organ >= 0:
            keep(scratch.organs, reading.organ, Organ(roster.stream, organ.new_targets + 1, organ.indexed))
        r = largest_entering(readings, visits, scratch, roster.stream, i)
    return roster


def largest_unweighed(readings: Readings, visits: Visits, scratch: Scratch, stream: int, i: int) -> int:
    """Find the largest new lesion not yet weighed for irRC; -1 when none is left."""
    best = -1
    best_size = -2
    for r in range(visits.rows[i], visits.rows[i + 1]):
        reading = reading_at(readings, r)
        if not is_new_row(scratch, reading, stream) or not is_evaluated(reading):
            continue
        size = sizes(reading)
        shown = shows_new_lesion(reading, size.diameter)
        if not shown or lesion_at(scratch.lesions, reading.lesion).weighed:
            continue
        if size.product > best_size or (size.product == best_size and reading.lesion < readings.lesion[best]):
            best = r
            best_size = size.product
    return best


def admit_index(readings: Readings, visits: Visits, scratch: Scratch, roster: Roster, i: int) -> Roster:
    """Let the new lesions of a time point enter the burden of irRC."""
    r = largest_unweighed(readings, visits, scratch, roster.stream, i)
    while r >= 0:
        reading = reading_at(readings, r)
        lesion = lesion_at(scratch.lesions, reading.lesion)
        organ = recall_organ(organ_at(scratch.organs, max(reading.organ, 0)), roster.stream)
        indexed = is_index(reading, roster, organ)
        keep(scratch.lesions, reading.lesion, enter(lesion, False, False, False, indexed, True))
        roster = enrol_new(roster, lesion, False, False, indexed, bool(reading.skin))
        if indexed and reading.organ >= 0:
            keep(scratch.organs, reading.organ, Organ(roster.stream, organ.new_targets, organ.indexed + 1))
        r = largest_unweighed(readings, visits, scratch, roster.stream, i)
    return roster


def survey_new(readings: Readings, visits: Visits, scratch: Scratch, roster: Roster, i: int) -> tuple[Roster, News]:
    """Count the new lesions of a time point, those that just entered included."""
    news = NO_NEWS
    for r in range(visits.rows[i], visits.rows[i + 1]):
        reading = reading_at(readings, r)
        if is_new_row(scratch, reading, roster.stream):
            lesion = lesion_at(scratch.lesions, reading.lesion)
            size = sizes(reading)
            if is_sure_now(lesion, reading):
                roster = enrol_new(roster, lesion, False, True, False, False)
                lesion = enter(lesion, False, False, True, False, False)
            news = add_new(news, lesion, reading, size)
            if lesion.counted == COUNTED and size.diameter >= 0:
                scratch.worth[r] = size.diameter
                scratch.worth_kind[r] = NEW_TARGET_WORTH
            keep(scratch.lesions, reading.lesion, remember(lesion, reading, size.diameter, roster.stream))
    return roster, news


def in_common(readings: Readings, visits: Visits, scratch: Scratch, then: int, now: int) -> Common:
    """Compare two time points over the lesions measured at both."""
    targets_then, targets_now, new_then, new_now = 0, 0, 0, 0
    for r in range(visits.rows[now], visits.rows[now + 1]):
        kind = scratch.worth_kind[r]
        if kind == NO_WORTH:
            continue
        for q in range(visits.rows[then], visits.rows[then + 1]):
            if scratch.worth_kind[q] == kind and readings.lesion[q] == readings.lesion[r]:
                if kind == TARGET_WORTH:
                    targets_then += scratch.worth[q]
                    targets_now += scratch.worth[r]
                else:
                    new_then += scratch.worth[q]
                    new_now += scratch.worth[r]
    return Common(targets_then, targets_now, new_then, new_now)


def keep_call(calls: Calls, row: int, call: Call) -> None:
    """Write one call to its columns."""
    calls.target[row] = call.target
    calls.numeric[row] = call.numeric
    calls.nontarget[row] = call.nontarget
    calls.new[row] = call.new
    calls.overall[row] = call.overall
    calls.reasons[row] = call.reasons
    calls.flags[row] = call.flags
    calls.burden[row] = call.burden
    calls.baseline[row] = call.baseline
    calls.nadir[row] = call.nadir
    calls.event_day[row] = call.event_day


def judge(
    definition: Definition,
    readings: Readings,
    visits: Visits,
    scratch: Scratch,
    calls: Calls,
    first: int,
    last: int,
    column: int,
    columns: int,
) -> None:
    """Judge subjects `first` to `last` under one criterion, `column` of `columns`."""
    offset = visits.starts[first]
    row = column
    for s in range(first, last):
        start = visits.starts[s]
        first_row = row
        state = begin(definition, point_at(scratch.points, start - offset))
        for i in range(start + 1, visits.starts[s + 1]):
            common = NOTHING_IN_COMMON
            if state.reference >= 0:
                common = in_common(readings, visits, scratch, start + 1 + state.reference, i)
            state, call = step(definition, state, point_at(scratch.points, i - offset), common)
            keep_call(calls, row, call)
            row += columns
        settle(definition, visits, calls, s, first_row, columns)


def settle(definition: Definition, visits: Visits, calls: Calls, s: int, first_row: int, columns: int) -> None:
    """Settle the progressions of one subject by the calls that follow each."""
    first = visits.starts[s] + 1
    last = visits.starts[s + 1]
    for i in range(first, last):
        row = first_row + (i - first) * columns
        calls.outcome[row] = NOT_A_PROGRESSION
        calls.known_day[row] = visits.day[i]
        if calls.overall[row] != PD:
            continue
        if calls.flags[row] & CONFIRMED:
            calls.outcome[row] = STANDS if definition.confirms == NEGATED_BY_NEXT else WAS_CONFIRMED
            continue
        calls.outcome[row] = NOT_CONFIRMED
        for j in range(i + 1, last):
            later = row + (j - i) * columns
            found = outcome_after(
                definition,
                calls.event_day[row],
                calls.burden[row],
                calls.overall[later],
                visits.day[j],
                calls.burden[later],
            )
            if found != NOT_CONFIRMED:
                calls.outcome[row] = found
                calls.known_day[row] = visits.day[j]
                break


def number_masks(
    masks: Numbers, numbers: MutableSequence[int], slots: MutableSequence[int], names: MutableSequence[int]
) -> int:
    """Number the different sets of bits in the order they are met; give how many there are.

    Args:
        masks: Sets of bits, none negative.
        numbers: Takes the number of each.
        slots: A table of -1 for looking them up, its length a power of two.
        names: Takes each different set once.
    """
    found = 0
    last = len(slots) - 1
    for i in range(len(masks)):
        mask = masks[i]
        place = (mask ^ (mask >> 17) ^ (mask >> 31)) & last
        while slots[place] >= 0 and names[slots[place]] != mask:
            place = (place + 1) & last
        if slots[place] < 0:
            if found == len(names):
                return -1
            slots[place] = found
            names[found] = mask
            found += 1
        numbers[i] = slots[place]
    return found
