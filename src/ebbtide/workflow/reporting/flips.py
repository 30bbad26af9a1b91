"""How far the calls of a subject are from being others."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from ebbtide.reports.blocks import Fold, Prose
from ebbtide.reports.laying_out import table_of
from ebbtide.workflow.reporting.figures import figures

if TYPE_CHECKING:
    from ebbtide.reports.blocks import Block
    from ebbtide.workflow.reporting.scope import Scope

__all__ = ["flip_blocks"]


def flip_blocks(scope: Scope) -> tuple[Block, ...]:
    """Show by how much the burden would have to differ for another call."""
    if scope.assessment.source == "reported":
        said = "Responses were taken as they were reported, so there is no sum whose change would make another call."
        return (Prose((said,), is_aside=True),)
    drawn = figures(scope.assessment, ("margin", scope.asked))
    rows = [(one.day, one.title, one.overall_response, " ".join(one.flips)) for one in scope.explanations if one.flips]
    if not rows:
        return drawn
    frame = pl.DataFrame(rows, schema=["day", "criterion", "call", "flips"], orient="row")
    heads = {"day": "Day", "criterion": "Criterion", "call": "Call", "flips": "With all else unchanged"}
    table = table_of(frame, heads, caption="What would make each call another", file="flips")
    return (*drawn, Fold("Every call and what would make it another", (table,)))
