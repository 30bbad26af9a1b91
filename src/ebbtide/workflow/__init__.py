"""The use cases: what a person asks of Ebbtide in one go, from files to files.

Each reads a study, has it judged by ``assessment`` and writes what came of it whole or not
at all. Nothing here knows a rule, and nothing here prints. The names load when first used,
so that the command line can show its help without them.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ebbtide.workflow.agreeing import Agreement, agreement_with_reported
    from ebbtide.workflow.assessing import Order, Run, assess_study, judge_study
    from ebbtide.workflow.comparing import Comparison, SideBySide, TimePoint, compare_calls
    from ebbtide.workflow.demonstrating import Demonstration, demonstrate
    from ebbtide.workflow.describing import describe_criteria
    from ebbtide.workflow.explaining import explain_subject
    from ebbtide.workflow.hindsight import Hindsight, progression_in_hindsight
    from ebbtide.workflow.plain import as_plain
    from ebbtide.workflow.record import count_findings
    from ebbtide.workflow.telling import tell_course, tell_outcomes

__all__ = [
    "Agreement",
    "Comparison",
    "Demonstration",
    "Hindsight",
    "Order",
    "Run",
    "SideBySide",
    "TimePoint",
    "agreement_with_reported",
    "as_plain",
    "assess_study",
    "compare_calls",
    "count_findings",
    "demonstrate",
    "describe_criteria",
    "explain_subject",
    "judge_study",
    "progression_in_hindsight",
    "tell_course",
    "tell_outcomes",
]

_HOMES = {
    "Agreement": "agreeing",
    "agreement_with_reported": "agreeing",
    "Order": "assessing",
    "Run": "assessing",
    "assess_study": "assessing",
    "judge_study": "assessing",
    "Comparison": "comparing",
    "SideBySide": "comparing",
    "TimePoint": "comparing",
    "compare_calls": "comparing",
    "Demonstration": "demonstrating",
    "demonstrate": "demonstrating",
    "describe_criteria": "describing",
    "explain_subject": "explaining",
    "Hindsight": "hindsight",
    "progression_in_hindsight": "hindsight",
    "as_plain": "plain",
    "count_findings": "record",
    "tell_course": "telling",
    "tell_outcomes": "telling",
}


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        message = f"module 'ebbtide.workflow' has no attribute {name!r}"
        raise AttributeError(message)
    return getattr(importlib.import_module(f"ebbtide.workflow.{_HOMES[name]}"), name)
