"""Runs the criteria over a study, and explains each call.

Lives here: the order of time points, the engine that runs the rules, the tables that
come out, the explanation, and how far a call is from flipping. Does not live here: any
rule of a criterion (`criteria`), any file (`formats`, `workflow`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ebbtide.assessment.assessing import JudgedStudy, assess
    from ebbtide.assessment.explanation import Explanation
    from ebbtide.assessment.reported import ReportedStudy, assess_reported
    from ebbtide.assessment.stream import StreamSummary, assess_stream

__all__ = [
    "Explanation",
    "JudgedStudy",
    "ReportedStudy",
    "StreamSummary",
    "assess",
    "assess_reported",
    "assess_stream",
]

_HOMES = {
    "JudgedStudy": "assessing",
    "assess": "assessing",
    "ReportedStudy": "reported",
    "assess_reported": "reported",
    "Explanation": "explanation",
    "StreamSummary": "stream",
    "assess_stream": "stream",
}


def __getattr__(name: str) -> object:
    from importlib import import_module

    if name not in _HOMES:
        message = f"module 'ebbtide.assessment' has no attribute {name!r}"
        raise AttributeError(message)
    return getattr(import_module(f"ebbtide.assessment.{_HOMES[name]}"), name)
