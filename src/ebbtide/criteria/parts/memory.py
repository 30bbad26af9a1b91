"""What is remembered of a lesion, and whether it has grown or shrunk since its last assessment."""

from __future__ import annotations

from ebbtide.criteria.parts.readings import (
    NODE_NORMAL_UM,
    Sizes,
    is_evaluated,
    is_resolved,
)
from ebbtide.criteria.parts.records import (
    Lesion,
    Reading,
    Roster,
)
from ebbtide.terms.lesions import (
    ABSENT,
    DECREASED,
    INCREASED,
    MEASURED,
    MERGED,
    TOO_SMALL,
    UNEQUIVOCAL_PROGRESSION,
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
