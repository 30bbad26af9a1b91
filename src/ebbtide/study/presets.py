"""Whole sets of options under one name: the conventions that users already follow.

A preset stands over the defaults and under what a study, or the command, says itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["PRESETS"]

PRESETS: Final[Mapping[str, Mapping[str, Any]]] = {
    "eisenhauer_2009": {},
    "admiralonco": {
        "confirm_days": 28,
        "confirm_max_ne": 1,
        "cr_then_disease": "ne",
        "clinical_benefit_days": 42,
        "pfs_censor_at": "last_assessment",
        "pfs_new_therapy": "ignore",
        "partial_reported_date": "last",
    },
    "eortc": {},
}
"""Options by preset; what one does not name keeps its default."""
