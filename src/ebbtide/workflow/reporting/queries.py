"""What is to be asked about the records: the query list, counted and listed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from ebbtide.checks.check import SEVERITIES
from ebbtide.errors import DataError
from ebbtide.reports.blocks import Fold, Prose
from ebbtide.reports.laying_out import table_of
from ebbtide.workflow.checking import check

if TYPE_CHECKING:
    from ebbtide.reports.blocks import Block
    from ebbtide.study import Study
    from ebbtide.workflow.checking import CheckedStudy

__all__ = ["checked", "counts_in_words", "queries_of_study", "queries_of_subject"]

_HEADS: Final = {
    "query": "Query",
    "severity": "Severity",
    "subject": "Subject",
    "reader": "Reader",
    "lesion": "Lesion",
    "visit": "Visit",
    "day": "Day",
    "message": "What is asked",
    "source": "Source",
}
_BY_CHECK: Final = {
    "check": "Check",
    "title": "What is wrong",
    "severity": "Severity",
    "queries": "Queries",
    "subjects": "Subjects",
}


def checked(study: Study) -> CheckedStudy | None:
    """List the queries of a study; None where it holds no rows."""
    try:
        return check(study)
    except DataError:
        return None


def counts_in_words(found: CheckedStudy) -> str:
    """Count the queries by severity.

    Examples:
        >>> import ebbtide
        >>> counts_in_words(check(ebbtide.read_study(ebbtide.examples.path("pharmaverse-recist")), checks=["R08"]))
        '1 query'
    """
    counts = [(severity, count) for severity, count in found.counts().items() if count]
    return ", ".join(_counted(severity, count) for severity, count in counts) or "none"


def _counted(severity: str, count: int) -> str:
    """Write a count with its noun.

    Examples:
        >>> _counted("query", 2), _counted("info", 2), _counted("error", 1)
        ('2 queries', '2 for information', '1 error')
    """
    if severity == "info":
        return f"{count:,} for information"
    many = "queries" if severity == "query" else f"{severity}s"
    return f"{count:,} {severity if count == 1 else many}"


def queries_of_subject(study: Study) -> tuple[Block, ...]:
    """List the queries of one subject.

    Args:
        study: What the study holds of the subject.
    """
    found = checked(study)
    if found is None or found.standing.is_empty():
        return (Prose(("No check found anything to ask.",), is_aside=True),)
    shown = {name: head for name, head in _HEADS.items() if name != "subject"}
    table = table_of(
        _toned(_gravest_first(found.standing)), shown, caption=f"Queries: {counts_in_words(found)}", file="queries"
    )
    return (table,)


def queries_of_study(found: CheckedStudy | None) -> tuple[Block, ...]:
    """Count the queries of a study by check, and list them beneath."""
    if found is None or found.standing.is_empty():
        return (Prose(("No check found anything to ask.",), is_aside=True),)
    held = f"{len(found.checks)} checks; the study was held to {', '.join(found.criteria)}"
    counted = table_of(_toned(found.by_check()), _BY_CHECK, caption=f"Queries by check ({held})")
    whole = table_of(
        _toned(_gravest_first(found.standing)), _HEADS, caption="Queries, the gravest first", file="queries"
    )
    return (counted, Fold(f"The query list: {len(found.standing):,} queries", (whole,)))


def _gravest_first(rows: pl.DataFrame) -> pl.DataFrame:
    rank = pl.col("severity").replace_strict({name: at for at, name in enumerate(SEVERITIES)}, return_dtype=pl.Int8)
    return rows.sort(rank, maintain_order=True)


def _toned(rows: pl.DataFrame) -> pl.DataFrame:
    """Set the severity apart by its ground, beside its word."""
    severity = pl.col("severity")
    return rows.with_columns(severity=pl.struct(text=severity, mark=pl.lit(""), tone=severity))
