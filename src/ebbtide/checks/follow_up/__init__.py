"""Checks of the follow-up: lesions that are missing, odd sizes, visits and dates, new lesions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ebbtide.checks.follow_up import (
    disappearing,
    imaging,
    missing,
    new_lesions,
    sizes,
    split_and_merged,
    treatment,
    visits,
)

if TYPE_CHECKING:
    from ebbtide.checks.check import Check

__all__ = ["CHECKS"]

_FAMILIES: Final = (missing, sizes, disappearing, imaging, visits, treatment, split_and_merged, new_lesions)

CHECKS: Final[tuple[Check, ...]] = tuple(
    sorted((check for family in _FAMILIES for check in family.CHECKS), key=lambda check: check.id)
)
