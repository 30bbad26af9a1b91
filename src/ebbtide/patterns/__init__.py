"""Pseudoprogression and its relatives: published definitions applied to a study, and how often they occur.

Lives here: one file per family of definitions, each a call with its definition, the day it rests on and the day
it became known; the published incidences. Does not live here: any response (`criteria`, `assessment`), any
endpoint (`endpoints`), any statistic (`statistics`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ebbtide.patterns.calling import disagreements, patterns
    from ebbtide.patterns.definitions import DEFINITIONS, PatternDefinition
    from ebbtide.patterns.kinetics import growth_kinetics

__all__ = ["DEFINITIONS", "PatternDefinition", "disagreements", "growth_kinetics", "patterns"]

_HOMES = {
    "DEFINITIONS": "definitions",
    "PatternDefinition": "definitions",
    "disagreements": "calling",
    "growth_kinetics": "kinetics",
    "patterns": "calling",
}


def __getattr__(name: str) -> object:
    """Load what is asked for, and no more."""
    from importlib import import_module

    if name in _HOMES:
        return getattr(import_module(f"ebbtide.patterns.{_HOMES[name]}"), name)
    message = f"module {__name__!r} has no attribute {name!r}"
    raise AttributeError(message)
