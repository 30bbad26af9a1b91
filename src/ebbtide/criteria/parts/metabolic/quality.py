"""Whether the uptake of two scans can be compared."""

from __future__ import annotations

from typing import Final

from ebbtide.criteria.parts.records import MISSING
from ebbtide.terms.scans import UNTOLD

LIVER_PCT: Final = 20
LIVER_MOST: Final = 300
"""Thousandths of SUL."""


def is_comparable(liver_then: int, liver_now: int, said: int) -> bool:
    """Tell whether a scan may be compared with that of baseline; what nobody told does not speak against it.

    Uptake times, scanner and reconstruction are the reader's word (`said`); the liver is compared here.

    Sources:
        Wahl 2009, table on PERCIST 1.0 (normalization of images): liver within 20 % and 0.3 SUL.

    Examples:
        >>> is_comparable(2_000, 2_299, -1), is_comparable(2_000, 2_300, -1), is_comparable(1_000, 1_200, -1)
        (True, False, False)
    """
    if said == 0:
        return False
    if MISSING in {liver_then, liver_now}:
        return True
    change = abs(liver_now - liver_then)
    return 100 * change < LIVER_PCT * liver_then and change < LIVER_MOST


def is_quality_told(liver_then: int, liver_now: int, said: int) -> bool:
    """Tell whether it is known that the lesions were measurable, and whether the scan can be compared.

    Examples:
        >>> is_quality_told(2_000, -1, 1), is_quality_told(2_000, -1, -1), is_quality_told(-1, 2_000, 1)
        (True, False, False)
    """
    return liver_then != MISSING and (liver_now != MISSING or said != UNTOLD)


def is_measurable(hottest: int, liver: int) -> bool:
    """Tell whether the hottest lesion of baseline can reach the uptake that PERCIST asks of a target.

    The limit is 1.5 times the mean of the liver and two standard deviations; the deviation is not recorded, so only
    what lies below 1.5 times the mean is known to be too little.

    Sources:
        Wahl 2009, table on PERCIST 1.0 (measurability of lesions at baseline).

    Examples:
        >>> is_measurable(3_000, 2_000), is_measurable(2_999, 2_000)
        (True, False)
    """
    return MISSING in {hottest, liver} or 2 * hottest >= 3 * liver
