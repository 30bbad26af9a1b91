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
    from ebbtide.workflow.assessed import Assessment, assess
    from ebbtide.workflow.assessing import Order, Run, assess_study, judge_study
    from ebbtide.workflow.checking import CheckedStudy, CheckOrder, check, check_study, checks_in_words
    from ebbtide.workflow.comparing import Comparison, SideBySide, TimePoint, compare_calls
    from ebbtide.workflow.converting import Converted, ConvertOrder, convert_study
    from ebbtide.workflow.demonstrating import Demonstration, demonstrate
    from ebbtide.workflow.describing import describe_criteria
    from ebbtide.workflow.explaining import explain_subject
    from ebbtide.workflow.hindsight import Hindsight, progression_in_hindsight
    from ebbtide.workflow.incidences import (
        forest_in_percent,
        incidence_as_plain,
        incidence_in_percent,
        pooled_in_percent,
    )
    from ebbtide.workflow.plain import as_plain, endpoints_as_plain, patterns_as_plain
    from ebbtide.workflow.query_files import queries_as_plain, read_queries, write_queries
    from ebbtide.workflow.readers import (
        COMPARISONS,
        CompareOrder,
        adjudications_in_words,
        agreement_in_words,
        compare,
        compare_study,
        comparison_as_plain,
        discordance_in_words,
        sums_in_words,
        within,
        write_comparison,
    )
    from ebbtide.workflow.record import count_findings
    from ebbtide.workflow.survivals import SurvivalByGroup, p_in_words, survival_as_plain, survival_in_words
    from ebbtide.workflow.tallying import (
        RATES,
        RATES_IN_WORDS,
        in_words,
        rates_in_percent,
        tally_endpoints,
        tally_patterns,
        with_outcome,
    )
    from ebbtide.workflow.telling import tell_course, tell_outcomes

__all__ = [
    "COMPARISONS",
    "RATES",
    "RATES_IN_WORDS",
    "Agreement",
    "Assessment",
    "CheckOrder",
    "CheckedStudy",
    "CompareOrder",
    "Comparison",
    "ConvertOrder",
    "Converted",
    "Demonstration",
    "Hindsight",
    "Order",
    "Run",
    "SideBySide",
    "SurvivalByGroup",
    "TimePoint",
    "adjudications_in_words",
    "agreement_in_words",
    "agreement_with_reported",
    "as_plain",
    "assess",
    "assess_study",
    "check",
    "check_study",
    "checks_in_words",
    "compare",
    "compare_calls",
    "compare_study",
    "comparison_as_plain",
    "convert_study",
    "count_findings",
    "demonstrate",
    "describe_criteria",
    "discordance_in_words",
    "endpoints_as_plain",
    "explain_subject",
    "forest_in_percent",
    "in_words",
    "incidence_as_plain",
    "incidence_in_percent",
    "judge_study",
    "p_in_words",
    "patterns_as_plain",
    "pooled_in_percent",
    "progression_in_hindsight",
    "queries_as_plain",
    "rates_in_percent",
    "read_queries",
    "sums_in_words",
    "survival_as_plain",
    "survival_in_words",
    "tally_endpoints",
    "tally_patterns",
    "tell_course",
    "tell_outcomes",
    "with_outcome",
    "within",
    "write_comparison",
    "write_queries",
]

_HOMES = {
    "forest_in_percent": "incidences",
    "incidence_as_plain": "incidences",
    "incidence_in_percent": "incidences",
    "pooled_in_percent": "incidences",
    "SurvivalByGroup": "survivals",
    "p_in_words": "survivals",
    "survival_as_plain": "survivals",
    "survival_in_words": "survivals",
    "Assessment": "assessed",
    "assess": "assessed",
    "Agreement": "agreeing",
    "agreement_with_reported": "agreeing",
    "Order": "assessing",
    "Run": "assessing",
    "assess_study": "assessing",
    "judge_study": "assessing",
    "CheckOrder": "checking",
    "CheckedStudy": "checking",
    "check": "checking",
    "check_study": "checking",
    "checks_in_words": "checking",
    "Comparison": "comparing",
    "SideBySide": "comparing",
    "TimePoint": "comparing",
    "compare_calls": "comparing",
    "ConvertOrder": "converting",
    "Converted": "converting",
    "convert_study": "converting",
    "Demonstration": "demonstrating",
    "demonstrate": "demonstrating",
    "describe_criteria": "describing",
    "explain_subject": "explaining",
    "Hindsight": "hindsight",
    "progression_in_hindsight": "hindsight",
    "as_plain": "plain",
    "endpoints_as_plain": "plain",
    "patterns_as_plain": "plain",
    "COMPARISONS": "readers",
    "CompareOrder": "readers",
    "adjudications_in_words": "readers",
    "agreement_in_words": "readers",
    "compare": "readers",
    "compare_study": "readers",
    "comparison_as_plain": "readers",
    "discordance_in_words": "readers",
    "sums_in_words": "readers",
    "within": "readers",
    "write_comparison": "readers",
    "queries_as_plain": "query_files",
    "read_queries": "query_files",
    "write_queries": "query_files",
    "count_findings": "record",
    "RATES": "tallying",
    "RATES_IN_WORDS": "tallying",
    "in_words": "tallying",
    "rates_in_percent": "tallying",
    "tally_endpoints": "tallying",
    "tally_patterns": "tallying",
    "with_outcome": "tallying",
    "tell_course": "telling",
    "tell_outcomes": "telling",
}


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        message = f"module 'ebbtide.workflow' has no attribute {name!r}"
        raise AttributeError(message)
    return getattr(importlib.import_module(f"ebbtide.workflow.{_HOMES[name]}"), name)
