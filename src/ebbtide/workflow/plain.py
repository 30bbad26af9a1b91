"""An assessment as plain values, for a program to read as JSON."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from ebbtide.workflow.record import count_findings
from ebbtide.workflow.writing import for_reading

if TYPE_CHECKING:
    import polars as pl

    from ebbtide.assessment import Assessment

__all__ = ["as_plain"]


def as_plain(assessment: Assessment) -> dict[str, Any]:
    """Give an assessment as lists and dictionaries: responses, settled, findings and how it was judged."""
    return {
        "study": assessment.study.name,
        "criteria": [criterion.id for criterion in assessment.criteria],
        "options": assessment.options.model_dump(mode="json"),
        "counts": {"subjects": assessment.responses["subject"].n_unique(), **count_findings(assessment.findings)},
        "responses": _rows(assessment.responses),
        "settled": _rows(assessment.settled),
        "findings": [asdict(finding) for finding in assessment.findings],
    }


def _rows(table: pl.DataFrame) -> list[dict[str, Any]]:
    return for_reading(table).to_dicts()
