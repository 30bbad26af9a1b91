"""Checks of cell therapy: infusions, kinetics, toxicity, and what blurs the response to cells."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ebbtide.checks.cell_therapy import confounders, doses, flare, grades, kinetics, marrow, syndromes

if TYPE_CHECKING:
    from ebbtide.checks.check import Check

__all__ = ["CHECKS"]

_FAMILIES: Final = (doses, kinetics, grades, syndromes, flare, confounders, marrow)

CHECKS: Final[tuple[Check, ...]] = tuple(
    sorted((check for family in _FAMILIES for check in family.CHECKS), key=lambda check: check.id)
)
