"""The dossier of one subject, asked for section by section."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ebbtide.reports.dossier import Dossier, dossier_page
from ebbtide.workflow.drawing.asking import cutoff_of
from ebbtide.workflow.reporting.calls import calls_blocks
from ebbtide.workflow.reporting.cells import cells_of_subject
from ebbtide.workflow.reporting.course import course_blocks
from ebbtide.workflow.reporting.evidence import evidence_blocks
from ebbtide.workflow.reporting.flips import flip_blocks
from ebbtide.workflow.reporting.methods import methods_blocks
from ebbtide.workflow.reporting.outcomes import outcome_blocks
from ebbtide.workflow.reporting.pathway import pathway_blocks
from ebbtide.workflow.reporting.queries import queries_of_subject
from ebbtide.workflow.reporting.scope import scope_of
from ebbtide.workflow.reporting.standing import standing_blocks
from ebbtide.workflow.reporting.steps import made
from ebbtide.workflow.reporting.versions import versions_blocks

if TYPE_CHECKING:
    from collections.abc import Callable

    from ebbtide.workflow.assessed import Assessment
    from ebbtide.workflow.reporting.scope import Scope

__all__ = ["subject_dossier"]


def subject_dossier(
    assessment: Assessment,
    subject: str | None = None,
    *,
    day: int | None = None,
    reader: str | None = None,
    progress: Callable[[int, int], None] = lambda _done, _total: None,
) -> str:
    """Write the dossier of one subject as an HTML page that stands alone.

    Args:
        assessment: The study, judged.
        subject: Whose; the only one when None.
        day: The day it is told as of, counted from the start of therapy: nothing from later is used. None for all.
        reader: Whose readings; the first by name when None.
        progress: Told how many sections are done, and of how many.

    Raises:
        DataError: If the study has no such subject or reader, or nothing of it by that day.
        MissingExtraError: If what draws or writes pages is not installed.

    Examples:
        >>> import ebbtide
        >>> assessment = ebbtide.assess(ebbtide.read_study(ebbtide.examples.path("gastric-car-t")))
        >>> page = subject_dossier(assessment, "GC-01", day=28)
        >>> "<h1>GC-01</h1>" in page, "Not a medical device." in page
        (True, True)
    """
    scope = scope_of(assessment, subject, day=day, reader=reader)
    sections = {
        "standing": lambda: standing_blocks(scope),
        "course": lambda: course_blocks(scope),
        "calls": lambda: calls_blocks(scope),
        "outcomes": lambda: outcome_blocks(scope),
        "evidence": lambda: evidence_blocks(scope),
        "pathway": lambda: pathway_blocks(scope),
        "cells": lambda: cells_of_subject(scope),
        "flips": lambda: flip_blocks(scope),
        "queries": lambda: queries_of_subject(scope.own),
        "methods": lambda: (*methods_blocks(scope.assessment, is_of_study=False), *versions_blocks(scope.own)),
    }
    return dossier_page(scope.subject, _about(scope), Dossier(**made(sections, progress)))


def _about(scope: Scope) -> tuple[str, ...]:
    known = f"as known on day {scope.day}" if scope.day is not None else f"data to {_until(scope)}"
    reader = f"readings of {scope.reader}" if scope.reader else ""
    first = (scope.study.name or "study", *_person(scope))
    return tuple(" · ".join(filter(None, line)) for line in (first, (known, reader)))


def _until(scope: Scope) -> str:
    return cutoff_of(scope.assessment) if scope.last_day is None else f"day {scope.last_day}"


def _person(scope: Scope) -> list[str]:
    """Tell who the subject is, as far as the study says."""
    rows = scope.own.table("subjects")
    row: dict[str, Any] = rows.row(0, named=True) if len(rows) else {}
    age = f"{row['age']:g} years" if row.get("age") is not None else ""
    words = [row.get(name) for name in ("tumor_type", "therapy", "arm", "sex")]
    return [str(word) for word in (*words, age) if word]
