"""New lesions: when one counts, how it is followed, and what those of a time point add up to."""

from __future__ import annotations

from typing import Final, NamedTuple

from ebbtide.criteria.parts.memory import grew
from ebbtide.criteria.parts.readings import (
    INDEX_SIDE_UM,
    NEW_MEASURABLE_UM,
    NODE_MEASURABLE_UM,
    NODE_NORMAL_UM,
    Sizes,
    is_evaluated,
    shows_new_lesion,
    sizes,
)
from ebbtide.criteria.parts.records import (
    COUNTED,
    NOT_SEEN,
    Lesion,
    Organ,
    Reading,
    Roster,
)
from ebbtide.terms.lesions import (
    ABSENT,
    EQUIVOCAL,
    NEW,
    NEW_TARGET,
    UNEQUIVOCAL_PROGRESSION,
)

MOST_NEW_TARGETS: Final = 5
MOST_NEW_TARGETS_PER_ORGAN: Final = 2
MOST_INDEX_PER_ORGAN: Final = 5
MOST_INDEX_VISCERAL: Final = 10
MOST_INDEX_SKIN: Final = 5


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
