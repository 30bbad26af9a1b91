"""Checks of the responses: what was reported, held against what the measurements give."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ebbtide.checks.responses import (
    best,
    burdens,
    confirming,
    consistency,
    dates,
    evidence,
    limits,
    lymphoma,
    new_in_sums,
    remaining,
    sequences,
    symptoms,
)

if TYPE_CHECKING:
    from ebbtide.checks.check import Check

__all__ = ["CHECKS"]

_MODULES: Final = (
    *(consistency, limits, evidence, remaining, sequences, best),
    *(dates, confirming, new_in_sums, burdens, lymphoma, symptoms),
)
CHECKS: Final[tuple[Check, ...]] = tuple(
    sorted((check for module in _MODULES for check in module.CHECKS), key=lambda check: check.id)
)
