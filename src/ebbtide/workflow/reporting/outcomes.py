"""Best responses, times to events and patterns of one subject."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from ebbtide.reports.blocks import Fold, Prose
from ebbtide.reports.laying_out import table_of
from ebbtide.workflow.tallying import with_outcome

if TYPE_CHECKING:
    from ebbtide.reports.blocks import Block
    from ebbtide.workflow.reporting.scope import Scope

__all__ = ["outcome_blocks"]


_MISSING: Final = "MISSING"


def outcome_blocks(scope: Scope) -> tuple[Block, ...]:
    """Lay out what follows from the calls of a subject."""
    return (*_best(scope), _times(scope), *_patterns(scope))


def _best(scope: Scope) -> tuple[Block, ...]:
    every = _titled(scope, scope.rows(scope.assessment.best_responses(explain=True)))
    rows = every.filter(pl.col("best_overall_response") != _MISSING)
    missing = every.filter(pl.col("best_overall_response") == _MISSING)["criterion"].to_list()
    aside = Prose((f"Not assessed after baseline under {', '.join(missing)}.",), is_aside=True)
    if rows.is_empty():
        return (aside,)
    heads = {
        "criterion": "Criterion",
        "best_overall_response": "Best response",
        "best_day": "Day",
        "confirmed_best_overall_response": "Confirmed",
        "confirmed_day": "Day ",
        "progression_day": "Progression, day",
        "explanation": "Why",
    }
    table = table_of(rows, heads, caption="Best overall response, on record and confirmed", file="best-responses")
    return (table, aside) if missing else (table,)


def _times(scope: Scope) -> Block:
    rows = _titled(scope, with_outcome(scope.rows(scope.assessment.endpoints(explain=True))))
    heads = {
        "endpoint": "Endpoint",
        "criterion": "Criterion",
        "duration_days": "Days",
        "outcome": "Outcome",
        "event_description": "What it rests on",
    }
    return Fold("Times to events", (table_of(rows, heads, caption="Times to events", file="endpoints"),))


def _patterns(scope: Scope) -> tuple[Block, ...]:
    rows = scope.rows(scope.assessment.patterns(explain=True))
    if rows.is_empty():
        return ()
    plain = (pl.col(name).str.replace_all("_", " ") for name in ("pattern", "definition", "call"))
    found = rows.with_columns(*plain)
    heads = {
        "pattern": "Pattern",
        "definition": "Definition",
        "call": "Call",
        "basis_day": "Rests on day",
        "known_day": "Known on day",
        "explanation": "Why",
    }
    whole = table_of(found, heads, caption="Patterns under each published definition", file="patterns")
    yes = found.filter(~pl.col("call").is_in(["no", "not computable", "settled"]))
    if yes.is_empty():
        return (Fold("Patterns: none called", (whole,)),)
    brief = table_of(yes, heads, caption="Patterns that were called, or are open")
    return (brief, Fold("Patterns under every definition", (whole,)))


def _titled(scope: Scope, rows: pl.DataFrame) -> pl.DataFrame:
    titles = {one.id: one.title for one in scope.assessment.criteria}
    return rows.with_columns(pl.col("criterion").replace(titles))
