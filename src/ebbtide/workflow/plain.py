"""An assessment as plain values, for a program to read as JSON."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from ebbtide.workflow.assessing import table_of_results
from ebbtide.workflow.record import count_findings
from ebbtide.workflow.results import TABLES
from ebbtide.workflow.writing import for_reading

if TYPE_CHECKING:
    import polars as pl

    from ebbtide.workflow.assessed import Assessment

__all__ = ["as_plain", "endpoints_as_plain", "patterns_as_plain"]


def as_plain(assessment: Assessment) -> dict[str, Any]:
    """Give an assessment as lists and dictionaries: its tables, findings and how it was judged."""
    return {
        **_head(assessment),
        "counts": {"subjects": assessment.responses["subject"].n_unique(), **count_findings(assessment.findings)},
        **{name: _rows(table_of_results(assessment, name)) for name in TABLES},
        "findings": [asdict(finding) for finding in assessment.findings],
    }


def endpoints_as_plain(assessment: Assessment) -> dict[str, Any]:
    """Give what trials derive, as lists and dictionaries."""
    return {
        **_head(assessment),
        "best_responses": _rows(assessment.best_responses()),
        "parameters": _rows(assessment.parameters()),
        "endpoints": _rows(assessment.endpoints()),
    }


def patterns_as_plain(assessment: Assessment) -> dict[str, Any]:
    """Give the patterns and where their definitions disagree, as lists and dictionaries."""
    return {
        **_head(assessment),
        "patterns": _rows(assessment.patterns()),
        "disagreements": _rows(assessment.disagreements()),
    }


def _head(assessment: Assessment) -> dict[str, Any]:
    return {
        "study": assessment.study.name,
        "responses_are": assessment.source,
        "criteria": [criterion.id for criterion in assessment.criteria],
        "options": assessment.options.model_dump(mode="json"),
    }


def _rows(table: pl.DataFrame) -> list[dict[str, Any]]:
    return for_reading(table).to_dicts()
