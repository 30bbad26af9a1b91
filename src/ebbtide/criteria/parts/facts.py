"""The first fold: one time point's readings become its facts.

Lesions have memory (smallest size, last size, whether known), so this is a fold and not a
grouping. Rows may come in any order within a time point; nothing here depends on it.
"""

from __future__ import annotations

from typing import Final, NamedTuple

from ebbtide.criteria.parts.readings import (
    INDEX_SIDE_UM,
    NEW_MEASURABLE_UM,
    NODE_MEASURABLE_UM,
    NODE_NORMAL_UM,
    Sizes,
    is_evaluated,
    is_gone,
    is_resolved,
    is_visible,
    shows_new_lesion,
    sizes,
)
from ebbtide.criteria.parts.records import (
    COUNTED,
    MISSING,
    NO_ORGAN,
    STRANGER,
    Lesion,
    Organ,
    Point,
    Reading,
    Roster,
    Visit,
)
from ebbtide.terms.lesions import (
    ABSENT,
    DECREASED,
    EQUIVOCAL,
    INCREASED,
    MEASURED,
    MERGED,
    NEW,
    NEW_TARGET,
    TOO_SMALL,
    UNEQUIVOCAL_PROGRESSION,
)

NOT_SEEN: Final = 1_000_000
MARKER_RAISED: Final = 1
MARKER_NORMAL: Final = 2
MOST_NEW_TARGETS: Final = 5
MOST_NEW_TARGETS_PER_ORGAN: Final = 2
MOST_INDEX_PER_ORGAN: Final = 5
MOST_INDEX_VISCERAL: Final = 10
MOST_INDEX_SKIN: Final = 5


class Targets(NamedTuple):
    """The target lesions of one time point, summed so far."""

    seen: int
    diameters: int
    diameters_seen: int
    lengths: int
    lengths_seen: int
    viable: int
    viable_seen: int
    viable_assumed: int
    products: int
    products_seen: int
    resolved: int
    viable_resolved: int
    gone: int
    visible: int
    rose: int
    rose_from_baseline: int
    returned: int
    treated: int
    method_changed: int
    density: int
    density_count: int
    density_missing: int
    first_day: int


NO_TARGETS: Final = Targets(*[0] * 23)._replace(first_day=NOT_SEEN)


class Nontargets(NamedTuple):
    """The non-target lesions of one time point, counted so far."""

    seen: int
    gone: int
    absent: int
    une: int
    increased: int
    decreased: int
    visible: int
    node_une: int
    progressed_seen: int
    une_day: int


NO_NONTARGETS: Final = Nontargets(*[0] * 10)._replace(une_day=NOT_SEEN)


class News(NamedTuple):
    """The new lesions of one time point, counted so far."""

    bits: int
    doubtful_bits: int
    small_bits: int
    short_bits: int
    equivocal: int
    unread: int
    seen: int
    looked_bits: int
    target_sum: int
    target_bits: int
    present: int
    other_present: int
    other_increased_bits: int
    other_une_bits: int
    index_products: int
    index_seen: int
    nonindex_present: int
    shown_day: int


NO_NEWS: Final = News(*[0] * 18)._replace(shown_day=NOT_SEEN)


def empty_roster(stream: int) -> Roster:
    """Start a subject: no lesion known yet."""
    return Roster(stream, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)


def recall(lesion: Lesion, stream: int) -> Lesion:
    """Forget what another subject's lesion of the same name left behind."""
    return lesion if lesion.owner == stream else STRANGER


def recall_organ(organ: Organ, stream: int) -> Organ:
    """Forget another subject's count."""
    return organ if organ.owner == stream else NO_ORGAN


def add_target(tally: Targets, lesion: Lesion, reading: Reading, size: Sizes, flat: int) -> Targets:
    """Add one target lesion to the sums of its time point."""
    treated = lesion.treated or reading.treated
    changed = lesion.method > 0 and reading.method > 0 and reading.method != lesion.method
    worth = size.length if flat or lesion.flat else size.product
    return Targets(
        tally.seen + 1,
        tally.diameters + max(size.diameter, 0),
        tally.diameters_seen + int(size.diameter >= 0),
        tally.lengths + max(size.length, 0),
        tally.lengths_seen + int(size.length >= 0),
        tally.viable + max(size.viable, 0),
        tally.viable_seen + int(size.viable >= 0),
        tally.viable_assumed | int(size.viable_assumed and size.viable > 0),
        tally.products + max(size.product, 0),
        tally.products_seen + int(size.product >= 0),
        tally.resolved + int(is_resolved(reading, size.diameter)),
        tally.viable_resolved + int(is_resolved(reading, size.viable)),
        tally.gone + int(is_gone(reading, size)),
        tally.visible | int(is_visible(reading, size.diameter)),
        tally.rose | int(lesion.least > 0 and worth > lesion.least and 4 * worth >= 5 * lesion.least),
        tally.rose_from_baseline | int(lesion.first > 0 and worth > lesion.first and 4 * worth >= 5 * lesion.first),
        tally.returned | int(lesion.least == 0 and worth > 0),
        tally.treated | int(treated),
        tally.method_changed | int(changed),
        tally.density + (reading.density if reading.has_density and size.diameter > 0 else 0),
        tally.density_count + int(reading.has_density and size.diameter > 0),
        tally.density_missing + int(not reading.has_density and size.diameter > 0),
        min(tally.first_day, reading.day) if is_evaluated(reading) else tally.first_day,
    )


def remember_target(lesion: Lesion, reading: Reading, size: Sizes, roster: Roster) -> Lesion:
    """Carry one target lesion forward: its smallest size before the next time point, baseline included."""
    flat = int(size.length >= 0 and size.product < 0) if not lesion.seen else lesion.flat
    worth = size.length if roster.flat or flat else size.product
    changed = lesion.method > 0 and reading.method > 0 and reading.method != lesion.method
    comparable = reading.state != MERGED and not (lesion.treated or reading.treated or changed)
    lower = comparable and worth >= 0 and (lesion.least < 0 or worth < lesion.least)
    least = worth if lower else lesion.least
    is_new = not lesion.seen
    return Lesion(
        roster.stream,
        reading.role if is_new else lesion.role,
        lesion.counted,
        0,
        0,
        0,
        1,
        1,
        size.diameter if size.diameter >= 0 else lesion.diameter,
        reading.state if is_evaluated(reading) else lesion.state,
        least,
        worth if is_new else lesion.first,
        flat,
        lesion.treated | reading.treated,
        reading.method if is_new else lesion.method,
    )


def grew(lesion: Lesion, reading: Reading, diameter: int) -> bool:
    """Tell whether a lesion is larger than at its last assessment.

    A progression merely recorded again is not an increase: identical data must not confirm anything.
    """
    if reading.state == MERGED:
        return False
    if reading.state == INCREASED:
        return True
    if reading.state == UNEQUIVOCAL_PROGRESSION and lesion.state != UNEQUIVOCAL_PROGRESSION:
        return True
    return lesion.diameter >= 0 and diameter > lesion.diameter


def shrank(lesion: Lesion, reading: Reading, diameter: int) -> bool:
    """Tell whether a lesion is smaller than at its last assessment, or gone since."""
    if reading.state == MERGED:
        return False
    if reading.state == DECREASED:
        return True
    if is_resolved(reading, diameter) and lesion.state >= 0 and not was_resolved(lesion, reading):
        return True
    return 0 <= diameter < lesion.diameter


def was_resolved(lesion: Lesion, reading: Reading) -> bool:
    """Tell whether a lesion was gone at its last assessment already."""
    if lesion.state == ABSENT:
        return True
    if lesion.state not in (MEASURED, TOO_SMALL) or lesion.diameter < 0:
        return False
    return lesion.diameter < NODE_NORMAL_UM if reading.nodal else lesion.diameter == 0


def add_nontarget(tally: Nontargets, lesion: Lesion, reading: Reading, size: Sizes) -> Nontargets:
    """Add one non-target lesion to the counts of its time point."""
    if not is_evaluated(reading):
        return tally
    une = int(reading.state == UNEQUIVOCAL_PROGRESSION)
    gone = is_resolved(reading, size.diameter)
    increased = grew(lesion, reading, size.diameter)
    return Nontargets(
        tally.seen + 1,
        tally.gone + int(gone),
        tally.absent + int(is_gone(reading, size)),
        tally.une | une,
        tally.increased | int(increased),
        tally.decreased | int(not increased and shrank(lesion, reading, size.diameter)),
        tally.visible | int(not gone and not reading.nodal),
        tally.node_une | int(reading.nodal and une),
        tally.progressed_seen + int(lesion.state == UNEQUIVOCAL_PROGRESSION and reading.state != MERGED),
        min(tally.une_day, reading.day) if une else tally.une_day,
    )


def remember(lesion: Lesion, reading: Reading, diameter: int, stream: int) -> Lesion:
    """Carry a lesion that is followed by its state forward."""
    apart = is_evaluated(reading) and reading.state != MERGED
    last = diameter if apart and diameter >= 0 else lesion.diameter
    state = reading.state if apart else lesion.state
    return Lesion(
        stream,
        reading.role if lesion.owner != stream else lesion.role,
        lesion.counted,
        lesion.weighed,
        lesion.indexed,
        lesion.bit,
        lesion.recorded,
        lesion.seen,
        last,
        state,
        lesion.least,
        lesion.first,
        lesion.flat,
        lesion.treated,
        lesion.method,
    )


def is_doubtful_node(reading: Reading, diameter: int) -> bool:
    """Tell whether a new node is enlarged but below 15 mm.

    Sources:
        EORTC RECIST clarifications, new lymph nodes (a node from 9 to 11 mm is not by itself progression).
    """
    return bool(reading.nodal) and NODE_NORMAL_UM <= diameter < NODE_MEASURABLE_UM


def is_normal_node(reading: Reading, diameter: int) -> bool:
    """Tell whether a node recorded as new is of normal size."""
    return bool(reading.nodal) and 0 <= diameter < NODE_NORMAL_UM


def add_new(tally: News, lesion: Lesion, reading: Reading, size: Sizes) -> News:
    """Add one new lesion, already known or just entered, to the counts of its time point."""
    looked = is_evaluated(reading) and reading.state != EQUIVOCAL
    shown = looked and shows_new_lesion(reading, size.diameter)
    doubtful = shown and is_doubtful_node(reading, size.diameter)
    small = shown and is_normal_node(reading, size.diameter)
    sure = shown and not doubtful and not small
    sure_or_doubtful = sure or doubtful
    is_target = lesion.counted == COUNTED
    other = lesion.recorded == 1 and not is_target
    # One that was gone and is back is judged by unequivocal increase alone.
    known = looked and other and lesion.state >= 0
    was_there = lesion.state != ABSENT and lesion.diameter != 0
    increased = known and was_there and sure_or_doubtful and grew(lesion, reading, size.diameter)
    newly_une = reading.state == UNEQUIVOCAL_PROGRESSION and lesion.state != UNEQUIVOCAL_PROGRESSION
    measured = is_target and size.diameter >= 0
    return News(
        tally.bits | (lesion.bit if sure else 0),
        tally.doubtful_bits | (lesion.bit if doubtful else 0),
        tally.small_bits | (lesion.bit if small else 0),
        tally.short_bits | (lesion.bit if sure and 0 <= size.diameter < NEW_MEASURABLE_UM else 0),
        tally.equivocal | int(reading.state == EQUIVOCAL),
        tally.unread | int(not is_evaluated(reading) and not lesion.seen),
        tally.seen + int(looked and lesion.seen == 1),
        tally.looked_bits | (lesion.bit if looked else 0),
        tally.target_sum + (size.diameter if measured else 0),
        tally.target_bits | (lesion.bit if measured else 0),
        tally.present | int(lesion.seen == 1 and sure_or_doubtful),
        tally.other_present | int(other and sure),
        tally.other_increased_bits | (lesion.bit if increased else 0),
        tally.other_une_bits | (lesion.bit if known and newly_une else 0),
        tally.index_products + (size.product if lesion.indexed and size.product > 0 else 0),
        tally.index_seen + int(lesion.indexed == 1 and size.product >= 0),
        tally.nonindex_present | int(shown and not lesion.indexed),
        min(tally.shown_day, reading.day) if sure_or_doubtful else tally.shown_day,
    )


def is_recordable(reading: Reading, diameter: int) -> bool:
    """Tell whether a lesion recorded as new is there at all; a node below 10 mm is normal."""
    shown = is_evaluated(reading) and shows_new_lesion(reading, diameter)
    return shown and not is_normal_node(reading, diameter)


def enters(lesion: Lesion, reading: Reading) -> bool:
    """Tell whether a new lesion is now recorded for the first time, which settles how it is followed.

    A node first recorded below 15 mm is never measurable as a new lesion: its role does not change.
    """
    return not lesion.recorded and is_recordable(reading, sizes(reading).diameter)


def is_sure_now(lesion: Lesion, reading: Reading) -> bool:
    """Tell whether a recorded lesion is for the first time unequivocal by its size."""
    diameter = sizes(reading).diameter
    return not lesion.seen and is_recordable(reading, diameter) and not is_doubtful_node(reading, diameter)


def is_new_target(reading: Reading, roster: Roster, organ: Organ) -> bool:
    """Tell whether an entering new lesion is followed by its size.

    A reader's own designation stands; else it must be measurable when first recorded, at most
    five in all and two in an organ.

    Sources:
        Seymour 2017, new lesions; measurability as Eisenhauer 2009, sec. 3.1.
    """
    if reading.role != NEW:
        return reading.role == NEW_TARGET
    least = NODE_MEASURABLE_UM if reading.nodal else NEW_MEASURABLE_UM
    if sizes(reading).diameter < least or roster.new_targets >= MOST_NEW_TARGETS:
        return False
    return reading.organ < 0 or organ.new_targets < MOST_NEW_TARGETS_PER_ORGAN


def is_index(reading: Reading, roster: Roster, organ: Organ) -> bool:
    """Tell whether a new lesion enters the burden of irRC.

    Sources:
        Wolchok 2009, table 1: at least 5 x 5 mm, five in an organ, ten visceral and five of the skin.
        A lesion without its second diameter is taken in, and leaves the burden incomplete.
    """
    if reading.longest < INDEX_SIDE_UM or 0 <= reading.perpendicular < INDEX_SIDE_UM:
        return False
    if reading.organ >= 0 and organ.indexed >= MOST_INDEX_PER_ORGAN:
        return False
    if reading.skin:
        return roster.index_skin < MOST_INDEX_SKIN
    return roster.index_visceral < MOST_INDEX_VISCERAL


def enter(lesion: Lesion, counted: bool, recorded: bool, seen: bool, indexed: bool, weighed: bool) -> Lesion:
    """Mark what a new lesion counts as, from now on."""
    return Lesion(
        lesion.owner,
        lesion.role,
        lesion.counted | int(counted),
        lesion.weighed | int(weighed),
        lesion.indexed | int(indexed),
        lesion.bit,
        lesion.recorded | int(recorded),
        lesion.seen | int(seen),
        lesion.diameter,
        lesion.state,
        lesion.least,
        lesion.first,
        lesion.flat,
        lesion.treated,
        lesion.method,
    )


def enrol_new(roster: Roster, lesion: Lesion, counted: bool, seen: bool, indexed: bool, skin: bool) -> Roster:
    """Count a new lesion in the roster of its subject."""
    return Roster(
        roster.stream,
        roster.targets,
        roster.nontargets,
        roster.marks,
        roster.news + int(seen),
        roster.new_targets + int(counted),
        roster.new_target_bits | (lesion.bit if counted else 0),
        roster.indexed + int(indexed),
        roster.index_visceral + int(indexed and not skin),
        roster.index_skin + int(indexed and skin),
        roster.carried,
        roster.flat,
        roster.marker_raised,
        roster.progressed,
    )


def mark_new(roster: Roster) -> Roster:
    """Hand out the next new lesion's bit."""
    return Roster(
        roster.stream,
        roster.targets,
        roster.nontargets,
        roster.marks + 1,
        roster.news,
        roster.new_targets,
        roster.new_target_bits,
        roster.indexed,
        roster.index_visceral,
        roster.index_skin,
        roster.carried,
        roster.flat,
        roster.marker_raised,
        roster.progressed,
    )


def follow_progressed(roster: Roster, before: int, after: int) -> Roster:
    """Count the non-targets that stand unequivocally progressed at their last assessment."""
    change = int(after == UNEQUIVOCAL_PROGRESSION) - int(before == UNEQUIVOCAL_PROGRESSION)
    return Roster(
        roster.stream,
        roster.targets,
        roster.nontargets,
        roster.marks,
        roster.news,
        roster.new_targets,
        roster.new_target_bits,
        roster.indexed,
        roster.index_visceral,
        roster.index_skin,
        roster.carried,
        roster.flat,
        roster.marker_raised,
        roster.progressed + change,
    )


def first_sight(stream: int, role: int, bit: int, counted: int) -> Lesion:
    """Enter a lesion that was not known before."""
    return Lesion(stream, role, counted, 0, 0, bit, 0, 0, MISSING, -1, MISSING, MISSING, 0, 0, 0)


def enrol(roster: Roster, targets: int, nontargets: int, carried: int, flat: int, marker_raised: int) -> Roster:
    """Update what the roster holds of the lesions that were there at baseline."""
    return Roster(
        roster.stream,
        targets,
        nontargets,
        roster.marks,
        roster.news,
        roster.new_targets,
        roster.new_target_bits,
        roster.indexed,
        roster.index_visceral,
        roster.index_skin,
        carried,
        flat,
        marker_raised,
        roster.progressed,
    )


def seen_on(day: int, visit: Visit) -> int:
    """Give the day on which something was first seen at a time point; the time point's own where it was not."""
    return visit.day if day == NOT_SEEN else day


def point_of(
    roster: Roster, progressed_before: int, visit: Visit, targets: Targets, nontargets: Nontargets, news: News
) -> Point:
    """Close a time point: what was summed, and what is missing from it."""
    # A decrease takes a progression back only when every lesion that had progressed was looked at.
    decreased = nontargets.decreased and nontargets.progressed_seen == progressed_before
    trend = 1 if nontargets.increased else (-1 if decreased else 0)
    marker_blocks_cr = int(roster.marker_raised and visit.marker != MARKER_NORMAL)
    return Point(
        visit.day,
        visit.last_day,
        visit.new_symptom,
        marker_blocks_cr,
        visit.cr_withdrawn,
        roster.targets,
        targets.diameters,
        roster.targets - targets.diameters_seen,
        roster.carried,
        targets.lengths,
        roster.targets - targets.lengths_seen,
        targets.viable,
        roster.targets - targets.viable_seen,
        targets.viable_assumed,
        targets.products,
        roster.targets - targets.products_seen,
        int(targets.resolved == roster.targets),
        int(targets.resolved == targets.diameters_seen),
        int(targets.viable_resolved == roster.targets),
        int(targets.gone == roster.targets),
        targets.visible,
        targets.rose,
        targets.rose_from_baseline,
        targets.returned,
        roster.flat,
        targets.treated,
        targets.method_changed,
        targets.density,
        targets.density_count,
        targets.density_missing,
        roster.nontargets,
        roster.nontargets - nontargets.seen,
        int(nontargets.gone == roster.nontargets),
        int(nontargets.absent == roster.nontargets),
        nontargets.une,
        trend,
        nontargets.visible,
        nontargets.node_une,
        news.bits,
        news.doubtful_bits,
        news.small_bits,
        news.short_bits,
        news.equivocal,
        news.unread,
        roster.news - news.seen,
        news.looked_bits,
        news.target_sum,
        news.target_bits,
        roster.new_target_bits,
        news.present,
        news.other_present,
        news.other_increased_bits,
        news.other_une_bits,
        news.index_products,
        roster.indexed - news.index_seen,
        news.nonindex_present,
        seen_on(targets.first_day, visit),
        seen_on(nontargets.une_day, visit),
        seen_on(news.shown_day, visit),
    )
