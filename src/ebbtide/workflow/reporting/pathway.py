"""Where one subject stands on the decision pathway, what is still to be known, and how it came there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from ebbtide.errors import DataError
from ebbtide.reports.blocks import Facts, Fold, Prose
from ebbtide.reports.laying_out import table_of
from ebbtide.workflow.evidencing import standing_in_words

if TYPE_CHECKING:
    from ebbtide.reports.blocks import Block
    from ebbtide.workflow.evidencing import Pathways
    from ebbtide.workflow.reporting.scope import Scope

__all__ = ["pathway_blocks"]

_LABELS: Final = {
    "state": "State",
    "due": "Due",
    "beneath": "Beneath",
    "known": "Known",
    "obtain": "Asked for, and why",
    "because": "Because",
}
_HEADS: Final = {
    "day": "Day",
    "machine": "Pathway",
    "event": "What happened",
    "state": "State",
    "underneath": "Beneath",
    "due_open": "Due from, day",
    "due_close": "Due to, day",
    "explanation": "Why",
}


def pathway_blocks(scope: Scope) -> tuple[Block, ...]:
    """Tell where a subject stands on the pathway."""
    found = scope.pathways
    if isinstance(found, DataError):
        return (Prose((f"The pathway cannot be followed: {found.problem}.",), is_aside=True),)
    return (*_standing(found), *_steps(found))


def _standing(found: Pathways) -> tuple[Block, ...]:
    if found.standing.is_empty():
        said = "No pathway follows this subject: no checkpoint inhibitor or CAR-T cells, and no scan to follow."
        return (Prose((said,), is_aside=True),)
    row = found.standing.row(0, named=True)
    grouped: dict[str, list[str]] = {}
    for label, text in standing_in_words(row):
        grouped.setdefault(_LABELS[label], []).append(text)
    others = [("Other runs", tuple(row["others"]))] if row["others"] else []
    pairs = (*((label, tuple(texts)) for label, texts in grouped.items()), *others)
    aside = "States and windows as published. No state names a treatment."
    return (Facts(pairs), Prose((aside,), is_aside=True))


def _steps(found: Pathways) -> tuple[Block, ...]:
    if found.steps.is_empty():
        return ()
    rows = found.steps.with_columns(pl.col("label").fill_null(""))
    table = table_of(rows, _HEADS, caption="Every transition, by day", file="pathway")
    return (Fold(f"How it came there: {len(rows)} transitions", (table,)),)
