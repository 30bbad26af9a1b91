"""Run the checks over a study and bring what they find into one list."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from ebbtide.checks.catalogue import CATALOGUE
from ebbtide.checks.check import QUERIES, SEVERITIES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ebbtide.checks.check import Check
    from ebbtide.checks.examined import Examined

__all__ = ["query_list"]

_PLACE = ("subject", "reader", "day", "lesion", "check", "message")


def query_list(trial: Examined, checks: Sequence[Check] = CATALOGUE) -> pl.DataFrame:
    """List the queries of a study.

    Args:
        trial: The study, prepared.
        checks: Which checks; all of the catalogue by default.

    Returns:
        The table `queries`: one row per query, in order of subject, reader, day and lesion, those on the whole
        study first.

    Examples:
        >>> import ebbtide
        >>> from ebbtide.checks.examined import Examined
        >>> study = ebbtide.read_study(ebbtide.examples.path("gastric-car-t"))
        >>> query_list(Examined.of(study)).columns[:3]
        ['subject', 'reader', 'lesion']
    """
    found = [_as_queries(check, check.finds(trial)) for check in checks]
    queries = pl.concat(found) if found else pl.DataFrame(schema=QUERIES)
    return queries.unique(maintain_order=True).sort(_PLACE, nulls_last=False, maintain_order=True)


def _as_queries(check: Check, rows: pl.DataFrame) -> pl.DataFrame:
    """Give the rows of a check its id, source and severity, and the columns that it leaves out."""
    own = {"check": check.id, "source": check.source}
    if "severity" not in rows.columns:
        own["severity"] = check.severity
    sentences = rows.with_columns(pl.col("message").str.replace(r"^day (-?\d)", "Day $1"))
    whole = sentences.with_columns(pl.lit(value).alias(name) for name, value in own.items())
    blank = [pl.lit(None, kind).alias(name) for name, kind in QUERIES.items() if name not in whole.columns]
    queries = whole.with_columns(blank).select(pl.col(name).cast(kind) for name, kind in QUERIES.items())
    unknown = set(queries["severity"].unique()) - set(SEVERITIES)
    if unknown:
        message = f"{check.id} gives the severity {sorted(map(str, unknown))}"
        raise ValueError(message)
    return queries
