"""What a check is, and the shape of what it finds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal, TypeAlias

import polars as pl

if TYPE_CHECKING:
    from collections.abc import Callable

    from ebbtide.checks.examined import Examined

__all__ = ["NO_QUERIES", "QUERIES", "SEVERITIES", "Check", "Severity"]

Severity: TypeAlias = Literal["error", "warning", "query", "info"]

SEVERITIES: Final[tuple[Severity, ...]] = ("error", "warning", "query", "info")
"""Gravest first: wrong by its rule; likely wrong; a question to the site; worth knowing."""

QUERIES: Final = {
    "subject": pl.String,
    "reader": pl.String,
    "lesion": pl.String,
    "visit": pl.String,
    "day": pl.Int32,
    "check": pl.String,
    "severity": pl.String,
    "message": pl.String,
    "source": pl.String,
}
"""Names and types of the table `queries`, in order."""

NO_QUERIES: Final = pl.DataFrame(schema={"subject": pl.String, "message": pl.String})
"""What a check gives that finds nothing to look at."""


@dataclass(frozen=True, slots=True)
class Check:
    """One check of the catalogue.

    Args:
        id: Its name for good: B baseline, F follow-up, R responses, M records, K cell therapy, P evidence.
        title: What is wrong, in a few words.
        severity: How grave; a check may give single queries another.
        says: What is asked and of whom, in a sentence or two: the text of the catalogue.
        source: The rule it rests on, as it is cited.
        finds: Gives one row per query: `subject`, `message`, and where they are known `reader`, `lesion`,
            `visit`, `day` and `severity`. A query on the whole study has a null subject.
        options: The options that it reads, by name.
    """

    id: str
    title: str
    severity: Severity
    says: str
    source: str
    finds: Callable[[Examined], pl.DataFrame]
    options: tuple[str, ...] = ()
