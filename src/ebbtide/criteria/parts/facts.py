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
    NEW,
    NEW_TARGET,
    UNEQUIVOCAL_PROGRESSION,
)

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


NO_TARGETS: Final = Targets(*[0] * 21)


class Nontargets(NamedTuple):
    """The non-target lesions of one time point, counted so far."""

    seen: int
    gone: int
    une: int
    increased: int
    decreased: int
    visible: int
    node_une: int


NO_NONTARGETS: Final = Nontargets(*[0] * 7)


class News(NamedTuple):
    """The new lesions of one time point, counted so far."""

    bits: int
    doubtful_bits: int
    small_bits: int
    equivocal: int
    unread: int
    seen: int
    target_sum: int
    target_bits: int
    present: int
    other_present: int
    other_increased: int
    other_une: int
    index_products: int
    index_seen: int
    nonindex_present: int


NO_NEWS: Final = News(*[0] * 15)


def empty_roster(stream: int) -> Roster:
    """Start a subject: no lesion known yet."""
    return Roster(stream, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)


def recall(lesion: Lesion, stream: int) -> Lesion:
    """Forget what another subject's lesion of the same name left behind."""
    return lesion if lesion.owner == stream else STRANGER


def recall_organ(organ: Organ, stream: int) -> Organ:
    """Forget another subject's count."""
    return organ if organ.owner == stream else NO_ORGAN


def add_target(tally: Targets, lesion: Lesion, reading: Reading, flat: int) -> Targets:
    """Add one target lesion to the sums of its time point."""
    size = sizes(reading)
    treated = lesion.treated or reading.treated
    changed = lesion.method > 0 and reading.method > 0 and reading.method != lesion.method
    worth = size.length if flat else size.product
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
    )


def remember_target(lesion: Lesion, reading: Reading, roster: Roster) -> Lesion:
    """Carry one target lesion forward: its smallest size before the next time point, baseline included."""
    size = sizes(reading)
    worth = size.length if roster.flat else size.product
    least = worth if lesion.least < 0 or 0 <= worth < lesion.least else lesion.least
    is_new = not lesion.seen
    return Lesion(
        roster.stream,
        reading.role if is_new else lesion.role,
        lesion.counted,
        0,
        0,
        0,
        1,
        size.diameter if size.diameter >= 0 else lesion.diameter,
        reading.state if is_evaluated(reading) else lesion.state,
        least,
        worth if is_new else lesion.first,
        lesion.treated | reading.treated,
        reading.method if is_new else lesion.method,
    )


def grew(lesion: Lesion, reading: Reading, diameter: int) -> bool:
    """Tell whether a lesion is larger than at its last assessment.

    A progression merely recorded again is not an increase: identical data must not confirm anything.
    """
    if reading.state == INCREASED:
        return True
    if reading.state == UNEQUIVOCAL_PROGRESSION and lesion.state != UNEQUIVOCAL_PROGRESSION:
        return True
    return lesion.diameter >= 0 and diameter > lesion.diameter


def shrank(lesion: Lesion, reading: Reading, diameter: int) -> bool:
    """Tell whether a lesion is smaller than at its last assessment, or gone since."""
    if reading.state == DECREASED:
        return True
    if reading.state == ABSENT:
        return lesion.state >= 0 and lesion.state != ABSENT
    return 0 <= diameter < lesion.diameter


def add_nontarget(tally: Nontargets, lesion: Lesion, reading: Reading) -> Nontargets:
    """Add one non-target lesion to the counts of its time point."""
    if not is_evaluated(reading):
        return tally
    diameter = sizes(reading).diameter
    une = int(reading.state == UNEQUIVOCAL_PROGRESSION)
    gone = is_resolved(reading, diameter)
    increased = grew(lesion, reading, diameter)
    return Nontargets(
        tally.seen + 1,
        tally.gone + int(gone),
        tally.une | une,
        tally.increased | int(increased),
        tally.decreased | int(not increased and shrank(lesion, reading, diameter)),
        tally.visible | int(not gone and not reading.nodal),
        tally.node_une | int(reading.nodal and une),
    )


def remember(lesion: Lesion, reading: Reading, stream: int) -> Lesion:
    """Carry a lesion that is followed by its state forward."""
    if not is_evaluated(reading):
        diameter, state = lesion.diameter, lesion.state
    else:
        size = sizes(reading).diameter
        diameter, state = (size if size >= 0 else lesion.diameter), reading.state
    return Lesion(
        stream,
        reading.role if lesion.owner != stream else lesion.role,
        lesion.counted,
        lesion.weighed,
        lesion.indexed,
        lesion.bit,
        lesion.seen,
        diameter,
        state,
        lesion.least,
        lesion.first,
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


def add_new(tally: News, lesion: Lesion, reading: Reading) -> News:
    """Add one new lesion, already known or just entered, to the counts of its time point."""
    looked = is_evaluated(reading)
    size = sizes(reading)
    shown = looked and shows_new_lesion(reading, size.diameter)
    doubtful = shown and is_doubtful_node(reading, size.diameter)
    small = shown and is_normal_node(reading, size.diameter)
    sure = shown and not doubtful and not small
    is_target = lesion.counted == COUNTED
    other = lesion.seen == 1 and not is_target
    known = looked and other and lesion.state >= 0
    newly_une = reading.state == UNEQUIVOCAL_PROGRESSION and lesion.state != UNEQUIVOCAL_PROGRESSION
    measured = is_target and size.diameter >= 0
    return News(
        tally.bits | (lesion.bit if sure else 0),
        tally.doubtful_bits | (lesion.bit if doubtful else 0),
        tally.small_bits | (lesion.bit if small else 0),
        tally.equivocal | int(reading.state == EQUIVOCAL),
        tally.unread | int(not looked and not lesion.seen),
        tally.seen + int(looked and lesion.seen == 1),
        tally.target_sum + (size.diameter if measured else 0),
        tally.target_bits | (lesion.bit if measured else 0),
        tally.present | int(lesion.seen == 1 and (sure or doubtful)),
        tally.other_present | int(other and sure),
        tally.other_increased | int(known and grew(lesion, reading, size.diameter)),
        tally.other_une | int(known and newly_une),
        tally.index_products + (size.product if lesion.indexed and size.product > 0 else 0),
        tally.index_seen + int(lesion.indexed == 1 and size.product >= 0),
        tally.nonindex_present | int(shown and not lesion.indexed),
    )


def enters(lesion: Lesion, reading: Reading) -> bool:
    """Tell whether a lesion is now for the first time an unequivocal new lesion."""
    if lesion.seen or not is_evaluated(reading):
        return False
    diameter = sizes(reading).diameter
    if not shows_new_lesion(reading, diameter):
        return False
    return not is_doubtful_node(reading, diameter) and not is_normal_node(reading, diameter)


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
    """
    if reading.longest < INDEX_SIDE_UM or reading.perpendicular < INDEX_SIDE_UM:
        return False
    if reading.organ >= 0 and organ.index >= MOST_INDEX_PER_ORGAN:
        return False
    if reading.skin:
        return roster.index_skin < MOST_INDEX_SKIN
    return roster.index_visceral < MOST_INDEX_VISCERAL


def enter(lesion: Lesion, counted: bool, seen: bool, indexed: bool, weighed: bool) -> Lesion:
    """Mark what a new lesion counts as, from now on."""
    return Lesion(
        lesion.owner,
        lesion.role,
        lesion.counted | int(counted),
        lesion.weighed | int(weighed),
        lesion.indexed | int(indexed),
        lesion.bit,
        lesion.seen | int(seen),
        lesion.diameter,
        lesion.state,
        lesion.least,
        lesion.first,
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
        roster.index + int(indexed),
        roster.index_visceral + int(indexed and not skin),
        roster.index_skin + int(indexed and skin),
        roster.carried,
        roster.flat,
        roster.marker_raised,
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
        roster.index,
        roster.index_visceral,
        roster.index_skin,
        roster.carried,
        roster.flat,
        roster.marker_raised,
    )


def first_sight(stream: int, role: int, bit: int, counted: int) -> Lesion:
    """Enter a lesion that was not known before."""
    return Lesion(stream, role, counted, 0, 0, bit, 0, MISSING, -1, MISSING, MISSING, 0, 0)


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
        roster.index,
        roster.index_visceral,
        roster.index_skin,
        carried,
        flat,
        marker_raised,
    )


def point_of(roster: Roster, visit: Visit, targets: Targets, nontargets: Nontargets, news: News) -> Point:
    """Close a time point: what was summed, and what is missing from it."""
    trend = 1 if nontargets.increased else (-1 if nontargets.decreased else 0)
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
        roster.nontargets,
        roster.nontargets - nontargets.seen,
        int(nontargets.gone == roster.nontargets),
        nontargets.une,
        trend,
        nontargets.visible,
        nontargets.node_une,
        news.bits,
        news.doubtful_bits,
        news.small_bits,
        news.equivocal,
        news.unread,
        roster.news - news.seen,
        news.target_sum,
        news.target_bits,
        roster.new_target_bits,
        news.present,
        news.other_present,
        news.other_increased,
        news.other_une,
        news.index_products,
        roster.index - news.index_seen,
        news.nonindex_present,
    )
