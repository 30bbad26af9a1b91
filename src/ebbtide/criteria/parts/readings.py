"""Sizes of one reading: what a lesion contributes to each burden.

Values that cannot be had are MISSING, never a guess; the one number a rule supplies is
5 mm for a lesion that is there but too small to measure.
"""

from __future__ import annotations

from typing import Final, NamedTuple

from ebbtide.criteria.parts.records import MISSING, Reading
from ebbtide.terms.lesions import (
    ABSENT,
    DECREASED,
    INCREASED,
    MEASURED,
    MERGED,
    NOT_DONE,
    NOT_EVALUABLE,
    PRESENT,
    TOO_SMALL,
    UNEQUIVOCAL_PROGRESSION,
)

TOO_SMALL_UM: Final = 5_000
NODE_NORMAL_UM: Final = 10_000
NODE_MEASURABLE_UM: Final = 15_000
NEW_MEASURABLE_UM: Final = 10_000
INDEX_SIDE_UM: Final = 5_000


class Sizes(NamedTuple):
    """One lesion measured in every way a criterion may ask for, µm and µm²."""

    diameter: int
    length: int
    viable: int
    viable_assumed: int
    product: int


def is_evaluated(reading: Reading) -> bool:
    """Tell whether the lesion was looked at and could be judged."""
    return reading.state not in (NOT_EVALUABLE, NOT_DONE)


def sizes(reading: Reading) -> Sizes:
    """Measure one lesion.

    Sources:
        Eisenhauer 2009, sec. 4.2 and Schwartz 2009 (node: short axis); EORTC clarifications
        (too small to measure is 5 mm, a measured value below 5 mm is kept).
    """
    if not is_evaluated(reading):
        return Sizes(MISSING, MISSING, MISSING, 0, MISSING)
    if reading.state == MERGED:
        return Sizes(0, 0, 0, 0, 0)
    length = given_or_default(reading, reading.longest)
    across = given_or_default(reading, reading.perpendicular)
    diameter = across if reading.nodal else length
    viable = reading.viable if reading.viable >= 0 else diameter
    product = reading.product if reading.product >= 0 else product_of(length, across)
    return Sizes(diameter, length, viable, int(reading.viable < 0), product)


def given_or_default(reading: Reading, value: int) -> int:
    """Take the measured value, else what the state stands for."""
    if value >= 0:
        return value
    if reading.state == ABSENT:
        return 0
    if reading.state == TOO_SMALL:
        return TOO_SMALL_UM
    return MISSING


def product_of(length: int, across: int) -> int:
    """Multiply two perpendicular diameters; nothing times anything is nothing."""
    if length == 0 or across == 0:
        return 0
    if length < 0 or across < 0:
        return MISSING
    return length * across


def is_resolved(reading: Reading, diameter: int) -> bool:
    """Tell whether a lesion counts as gone where nodes below 10 mm are normal."""
    if reading.state in (ABSENT, MERGED):
        return True
    if reading.nodal:
        return 0 <= diameter < NODE_NORMAL_UM
    return diameter == 0


def is_gone(reading: Reading, size: Sizes) -> bool:
    """Tell whether nothing of a lesion is left, node or not."""
    if reading.state in (ABSENT, MERGED) or size.length == 0:
        return True
    return size.length < 0 and size.product == 0


def is_visible(reading: Reading, diameter: int) -> bool:
    """Tell whether a lesion would count as having come back after a complete response.

    Sources:
        EORTC RECIST clarifications, abnormal lymph nodes (a node returns at 10 mm).
    """
    if reading.nodal:
        return diameter >= NODE_NORMAL_UM
    return diameter > 0


def shows_new_lesion(reading: Reading, diameter: int) -> bool:
    """Tell whether a lesion recorded as new is unequivocally there."""
    if reading.state == MEASURED:
        return diameter > 0 or reading.longest > 0
    return reading.state in (TOO_SMALL, PRESENT, INCREASED, DECREASED, UNEQUIVOCAL_PROGRESSION)
