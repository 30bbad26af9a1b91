"""Checks of the baseline: which lesions were chosen, how they were measured, and when."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from ebbtide.checks.check import Check

__all__ = ["CHECKS"]

CHECKS: Final[tuple[Check, ...]] = ()
