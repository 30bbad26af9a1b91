"""What speaks for pseudoprogression in one subject and what against it, with the numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from ebbtide.errors import CriteriaError, DataError
from ebbtide.reports.blocks import Facts, Fold, Points, Prose
from ebbtide.reports.laying_out import table_of
from ebbtide.workflow.evidencing import cases_like, evidence_of, posterior_in_words

if TYPE_CHECKING:
    from ebbtide.reports.blocks import Block
    from ebbtide.workflow.evidencing import SubjectEvidence
    from ebbtide.workflow.reporting.scope import Scope

__all__ = ["evidence_blocks"]

_HEADS: Final = {
    "title": "Method",
    "said": "Says",
    "found": "Found",
    "found_day": "Day",
    "strength": "Likelihood ratio",
    "patients": "Patients",
    "why": "Remark",
    "source": "Source",
}
_LABELS: Final = {
    "prior": "Prior",
    "posterior": "Posterior",
    "conservative": "Posterior, read conservatively",
    "verdict": "Verdict",
}
_CASES: Final = 6


def evidence_blocks(scope: Scope) -> tuple[Block, ...]:
    """Lay out the evidence of a subject, as it was known on the day of the dossier."""
    try:
        found = evidence_of(scope.study, scope.subject, day=scope.day)
    except (CriteriaError, DataError) as error:
        return (Prose((f"No evidence can be weighed: {error.problem}.",), is_aside=True),)
    pairs = tuple((_LABELS[name], (text,)) for name, text in posterior_in_words(found) if text)
    known = f"As known on day {found.evidence.day}. All is said given a progression; the calls are not asked here. "
    aside = Prose((known + "The evidence is shown beside them and changes none.",), is_aside=True)
    return (Facts(pairs), aside, *_tables(found), *_cases(found))


def _tables(found: SubjectEvidence) -> tuple[Block, ...]:
    status = pl.col("status").str.replace_all("_", " ")
    weighs = pl.col("status").is_in(["counted", "shown", "not_combined"])
    said = pl.when(weighs).then(pl.format("{}, {}", pl.col("direction").fill_null("no direction"), status))
    why = pl.when(pl.col("why").ne_missing(pl.col("found"))).then("why")
    rows = found.evidence.table.with_columns(said=said.otherwise(status), why=why)
    recorded = rows.filter(pl.col("status") != "not_recorded")
    missing = rows.filter(pl.col("status") == "not_recorded")
    blocks: list[Block] = []
    if len(recorded):
        blocks.append(table_of(recorded, _HEADS, caption="What is recorded", file="evidence"))
    if len(missing):
        names = tuple(missing["title"].unique(maintain_order=True))
        blocks.append(Fold(f"Not recorded: {len(names)} published methods", (Points(names),)))
    return tuple(blocks)


def _cases(found: SubjectEvidence) -> tuple[Block, ...]:
    cases = tuple(cases_like(found))
    if not cases:
        return ()
    return (Fold(f"Published cases beside this one: the {min(_CASES, len(cases))} nearest", (Points(cases[:_CASES]),)),)
