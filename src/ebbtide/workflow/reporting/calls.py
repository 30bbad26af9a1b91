"""The calls of a subject under every criterion, with the reason for each folded beneath."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Final

import polars as pl

from ebbtide.reports.blocks import Facts, Fold, Prose, Table
from ebbtide.reports.laying_out import CELL, marked, table_of
from ebbtide.terms.families import Family
from ebbtide.workflow.reporting.standing import call_cell

if TYPE_CHECKING:
    from ebbtide.assessment import Explanation
    from ebbtide.reports.blocks import Block
    from ebbtide.workflow.reporting.scope import Scope

__all__ = ["LEGEND", "calls_blocks"]

LEGEND: Final = "; ".join(f"{marked('', family).mark} {family.value}" for family in Family)
"""What the sign before a response means."""


def calls_blocks(scope: Scope) -> tuple[Block, ...]:
    """Lay out the calls of a subject, criterion by criterion."""
    if scope.responses.is_empty():
        return (Prose(("No time point after baseline could be judged.",), is_aside=True),)
    others = [name for name in _readers(scope) if name != scope.reader]
    folds = tuple(Fold(f"Calls of {name}", (_table(scope, name),)) for name in others)
    return (_table(scope, scope.reader), *_reasons(scope), *folds)


def _readers(scope: Scope) -> list[str]:
    own = scope.assessment.responses.filter(pl.col("subject") == scope.subject)
    return own["reader"].unique().sort().to_list()


def _table(scope: Scope, reader: str) -> Table:
    own = scope.assessment.responses.filter(pl.col("subject") == scope.subject, pl.col("reader") == reader)
    words = own.with_columns(pl.col("criterion", "overall_response", "flags").cast(pl.String))
    days = words.group_by("day", "visit", maintain_order=True).agg(calls=pl.struct(pl.all()))
    rows = [
        {"day": row["day"], "visit": row["visit"], **{one["criterion"]: call_cell(one) for one in row["calls"]}}
        for row in days.sort("day").to_dicts()
    ]
    criteria = {one.id: one.title for one in scope.assessment.criteria}
    first: dict[str, pl.DataType | type[pl.DataType]] = {"day": pl.Int64, "visit": pl.String}
    frame = pl.DataFrame(rows, schema={**first, **dict.fromkeys(criteria, CELL)})
    heads = {"day": "Day", "visit": "Visit", **criteria}
    by = f", read by {reader}" if reader else ""
    return table_of(frame, heads, caption=f"Overall response at each time point{by}", note=LEGEND, file="calls")


def _reasons(scope: Scope) -> tuple[Block, ...]:
    if scope.assessment.source == "reported":
        return (Prose(("Responses were taken as they were reported, so no reasons can be given.",), is_aside=True),)
    days = groupby(scope.explanations, key=lambda one: one.day)
    return tuple(_day(day, list(explained)) for day, explained in days)


def _day(day: int, explained: list[Explanation]) -> Block:
    pairs = tuple((f"{one.title}: {one.overall_response}", _lines(one)) for one in explained)
    return Fold(f"Day {day}: the reasons", (Facts(pairs),))


def _lines(one: Explanation) -> tuple[str, ...]:
    step = (f"Next: {one.next_step}",) if one.next_step else ()
    return (*one.sentences, *step, f"[{'; '.join(one.sources)}]")
