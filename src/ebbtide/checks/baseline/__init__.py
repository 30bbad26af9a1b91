"""Checks of the baseline: which lesions were chosen, how they were measured, and when."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ebbtide.checks.baseline import axes, choice, counts, details, identity, kinds, lugano, sizes, sums, timing

if TYPE_CHECKING:
    from ebbtide.checks.check import Check

__all__ = ["CHECKS"]

_ROOMS: Final = (counts, sizes, axes, kinds, timing, choice, details, identity, lugano, sums)

CHECKS: Final[tuple[Check, ...]] = tuple(
    sorted((check for room in _ROOMS for check in room.CHECKS), key=lambda check: check.id)
)
