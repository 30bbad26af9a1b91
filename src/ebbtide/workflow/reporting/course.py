"""The course of a subject: everything on one axis, each lesion, and all that is recorded, by day in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from ebbtide.reports.blocks import Fold
from ebbtide.reports.laying_out import table_of
from ebbtide.workflow.reporting.figures import figures
from ebbtide.workflow.telling import tell_course

if TYPE_CHECKING:
    from ebbtide.reports.blocks import Block
    from ebbtide.workflow.reporting.scope import Scope

__all__ = ["course_blocks"]


def course_blocks(scope: Scope) -> tuple[Block, ...]:
    """Show the course of a subject."""
    drawn = figures(scope.assessment, ("timeline", scope.asked), ("lesions", scope.asked))
    return (*drawn, *_in_words(scope))


def _in_words(scope: Scope) -> tuple[Block, ...]:
    told = [(day, text) for day, texts in tell_course(scope.own, scope.subject) for text in texts]
    if not told:
        return ()
    frame = pl.DataFrame(told, schema={"day": pl.Int64, "record": pl.String}, orient="row")
    title = "Treatments, events and findings, by day from the start of therapy"
    table = table_of(frame, {"day": "Day", "record": "Record"}, caption=title, file="course")
    return (Fold(f"All that is recorded beside the lesions ({len(frame):,})", (table,)),)
