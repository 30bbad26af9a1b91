"""Checks of the records: readers, links between domains, terms, and other domains that contradict."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ebbtide.checks.records import (
    contradictions,
    disposition,
    links,
    readers,
    reading_order,
    results,
    sums,
    terms,
)

if TYPE_CHECKING:
    from ebbtide.checks.check import Check

__all__ = ["CHECKS"]

_MODULES: Final = (readers, reading_order, links, terms, results, sums, contradictions, disposition)

CHECKS: Final[tuple[Check, ...]] = tuple(
    sorted((check for module in _MODULES for check in module.CHECKS), key=lambda check: check.id)
)
