"""Checks of the follow-up: lesions that are missing, odd sizes, visits and dates, new lesions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from ebbtide.checks.check import Check

__all__ = ["CHECKS"]

CHECKS: Final[tuple[Check, ...]] = ()
