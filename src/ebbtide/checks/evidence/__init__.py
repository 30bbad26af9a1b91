"""Checks of evidence: what may speak for or against pseudoprogression, and what never does."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ebbtide.checks.evidence import biopsies, bounds, ctdna, patients

if TYPE_CHECKING:
    from ebbtide.checks.check import Check

__all__ = ["CHECKS"]

_FAMILIES: Final = (ctdna, biopsies, patients, bounds)

CHECKS: Final[tuple[Check, ...]] = tuple(
    sorted((check for family in _FAMILIES for check in family.CHECKS), key=lambda check: check.id)
)
