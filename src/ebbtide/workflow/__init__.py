"""The use cases: what a person asks of Ebbtide in one go, from files to files.

Each reads a study, has it judged by ``assessment`` and writes what came of it whole or not
at all. Nothing here knows a rule, and nothing here prints. The names load when first used,
so that the command line can show its help without them.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ebbtide.workflow.assessing import Run, assess_study, judge_study
    from ebbtide.workflow.comparing import compare_calls
    from ebbtide.workflow.demonstrating import Demonstration, demonstrate
    from ebbtide.workflow.describing import describe_criteria
    from ebbtide.workflow.explaining import explain_subject
    from ebbtide.workflow.record import count_findings

__all__ = [
    "Demonstration",
    "Run",
    "assess_study",
    "compare_calls",
    "count_findings",
    "demonstrate",
    "describe_criteria",
    "explain_subject",
    "judge_study",
]

_HOMES = {
    "Run": "assessing",
    "assess_study": "assessing",
    "judge_study": "assessing",
    "Demonstration": "demonstrating",
    "compare_calls": "comparing",
    "demonstrate": "demonstrating",
    "describe_criteria": "describing",
    "explain_subject": "explaining",
    "count_findings": "record",
}


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        message = f"module 'ebbtide.workflow' has no attribute {name!r}"
        raise AttributeError(message)
    return getattr(importlib.import_module(f"ebbtide.workflow.{_HOMES[name]}"), name)
