"""The nervous system: CNS 1, 2a, 2b, 2c, 3a, 3b and 3c."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ebbtide.criteria.parts.leukemia.looks import (
    CNS1,
    CNS2,
    CNS2A,
    CNS2B,
    CNS2C,
    CNS3,
    CNS3A,
    CNS3B,
    CNS3C,
    CNS_BLASTS,
    PER_MICROLITER,
)
from ebbtide.criteria.parts.records import MISSING, NEVER
from ebbtide.terms.scans import UNTOLD

if TYPE_CHECKING:
    from ebbtide.criteria.parts.leukemia.looks import Nervous

__all__ = ["cns_state", "is_cns2", "is_cns3"]

WHITE: Final = 5 * PER_MICROLITER
RED: Final = 10 * PER_MICROLITER


def cns_state(nervous: Nervous, *, by_ratio: bool) -> int:
    """Class the nervous system.

    Args:
        nervous: What was examined.
        by_ratio: Whether a traumatic puncture is told by the ratio of white to red cells, in fluid and in blood,
            instead of by white cells alone.

    Returns:
        A CNS code of `looks`; UNTOLD where it cannot be told.

    Sources:
        Brown 2021 (classes of CNS disease at diagnosis).
    """
    if nervous.day == NEVER:
        return UNTOLD
    if nervous.signs == 1 or (nervous.signs == UNTOLD and nervous.said == CNS3C):
        return CNS3C
    if nervous.blasts == 0:
        return CNS1
    if nervous.blasts == UNTOLD:
        return nervous.said
    if nervous.wbc == MISSING:
        return nervous.said if nervous.said not in (UNTOLD, CNS1) else CNS_BLASTS
    if nervous.wbc < WHITE:
        return CNS2 if nervous.rbc == MISSING else CNS2A if nervous.rbc < RED else CNS2B
    return _many_cells(nervous, by_ratio=by_ratio)


def _many_cells(nervous: Nervous, *, by_ratio: bool) -> int:
    """Class blasts among five white cells or more."""
    if nervous.rbc == MISSING:
        return CNS_BLASTS
    if nervous.rbc < RED:
        return CNS3A
    above = _above_limit(nervous, by_ratio=by_ratio)
    return CNS_BLASTS if above is None else CNS3B if above else CNS2C


def _above_limit(nervous: Nervous, *, by_ratio: bool) -> bool | None:
    """Tell whether the fluid holds more white cells than blood in it would explain."""
    if nervous.blood_wbc == MISSING or (by_ratio and nervous.blood_rbc == MISSING):
        return None
    if by_ratio:
        return nervous.wbc * nervous.blood_rbc > 2 * nervous.blood_wbc * nervous.rbc
    return nervous.wbc > 2 * nervous.blood_wbc


def is_cns2(state: int) -> bool:
    """Tell whether it is CNS2 of any kind."""
    return CNS2 <= state <= CNS2C


def is_cns3(state: int) -> bool:
    """Tell whether it is CNS3 of any kind."""
    return CNS3 <= state <= CNS3C
