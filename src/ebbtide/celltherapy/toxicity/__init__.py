"""Toxicity of immune effector cells, graded from its components and set beside what was recorded.

Lives here: cytokine release syndrome, neurotoxicity, hematotoxicity, the items of hyperinflammation and of the local
reaction, the scores of their risk, performance status; each a pure function on single values, and one over the tidy
tables. Does not live here: any diagnosis, and what to do about a grade.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ebbtide.celltherapy.toxicity.grading import toxicity
    from ebbtide.celltherapy.toxicity.inflammation import hyperinflammation
    from ebbtide.celltherapy.toxicity.lesional import lesional_crs
    from ebbtide.celltherapy.toxicity.performance_status import performance
    from ebbtide.celltherapy.toxicity.scored import risk_scores
    from ebbtide.celltherapy.toxicity.syndromes import episodes, graded_days

__all__ = [
    "episodes",
    "graded_days",
    "hyperinflammation",
    "lesional_crs",
    "performance",
    "risk_scores",
    "toxicity",
]

_HOMES = {
    "episodes": "syndromes",
    "graded_days": "syndromes",
    "hyperinflammation": "inflammation",
    "lesional_crs": "lesional",
    "performance": "performance_status",
    "risk_scores": "scored",
    "toxicity": "grading",
}


def __getattr__(name: str) -> object:
    """Load what is asked for, and no more."""
    from importlib import import_module

    if name in _HOMES:
        return getattr(import_module(f"ebbtide.celltherapy.toxicity.{_HOMES[name]}"), name)
    message = f"module {__name__!r} has no attribute {name!r}"
    raise AttributeError(message)
