"""The report of one study, asked for section by section."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ebbtide.reports.study_report import StudyReport, study_page
from ebbtide.workflow.drawing.asking import Asked, cutoff_of, reader_of
from ebbtide.workflow.reporting.agreement import agreement_blocks
from ebbtide.workflow.reporting.cells import cells_of_study
from ebbtide.workflow.reporting.divergence import divergence_blocks
from ebbtide.workflow.reporting.enrolment import enrolment_blocks
from ebbtide.workflow.reporting.methods import methods_blocks
from ebbtide.workflow.reporting.patterns import pattern_blocks
from ebbtide.workflow.reporting.queries import checked, queries_of_study
from ebbtide.workflow.reporting.responses import response_blocks
from ebbtide.workflow.reporting.steps import made
from ebbtide.workflow.reporting.summary import summary_blocks
from ebbtide.workflow.reporting.survival import survival_blocks
from ebbtide.workflow.reporting.versions import versions_blocks

if TYPE_CHECKING:
    from collections.abc import Callable

    from ebbtide.workflow.assessed import Assessment

__all__ = ["study_report"]


def study_report(
    assessment: Assessment,
    *,
    reader: str | None = None,
    landmark: int | None = None,
    progress: Callable[[int, int], None] = lambda _done, _total: None,
) -> str:
    """Write the report of a study as an HTML page that stands alone.

    Args:
        assessment: The study, judged.
        reader: Whose readings the figures show; the first by name when None. Tables tell of all.
        landmark: The day from which the survival of groups by pattern is compared; no such comparison when None.
        progress: Told how many sections are done, and of how many.

    Raises:
        DataError: If no such reader read.
        MissingExtraError: If what draws or writes pages is not installed.

    Examples:
        >>> import ebbtide
        >>> study = ebbtide.read_study(ebbtide.examples.path("gastric-car-t"))
        >>> page = study_report(ebbtide.assess(study, criteria=["recist-1.1", "irecist"]))
        >>> "<h1>gastric-car-t</h1>" in page, "Not a medical device." in page
        (True, True)
    """
    whose = reader_of(assessment, Asked(reader=reader)) or None
    queries = checked(assessment.study)
    sections = {
        "summary": lambda: summary_blocks(assessment, whose, queries),
        "enrolment": lambda: enrolment_blocks(assessment),
        "responses": lambda: response_blocks(assessment, whose),
        "divergence": lambda: divergence_blocks(assessment, whose),
        "patterns": lambda: pattern_blocks(assessment),
        "survival": lambda: survival_blocks(assessment, whose, landmark),
        "readers": lambda: agreement_blocks(assessment),
        "cells": lambda: cells_of_study(assessment),
        "queries": lambda: queries_of_study(queries),
        "methods": lambda: methods_blocks(assessment, is_of_study=True),
        "versions": lambda: versions_blocks(assessment.study),
    }
    return study_page(assessment.study.name or "Study", _about(assessment), StudyReport(**made(sections, progress)))


def _about(assessment: Assessment) -> tuple[str, ...]:
    subjects = len(assessment.study.subjects)
    cutoff = cutoff_of(assessment)
    told = (f"{subjects:,} subject{'s' if subjects != 1 else ''}", f"data to {cutoff}" if cutoff else "")
    criteria = ", ".join(f"{one.title} ({one.source})" for one in assessment.criteria)
    return (" · ".join(filter(None, told)), criteria)
