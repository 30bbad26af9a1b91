"""Counts over a study of what was derived: times to events, patterns, by group where one is named."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from ebbtide.endpoints.rates import response_rates
from ebbtide.workflow.grouping import groups_of

if TYPE_CHECKING:
    from ebbtide.workflow.assessed import Assessment

__all__ = [
    "RATES",
    "RATES_IN_WORDS",
    "in_words",
    "rates_in_percent",
    "tally_endpoints",
    "tally_patterns",
    "with_outcome",
]

_KINDS = ("OS", "PFS", "TTP", "TTR", "DOR")
RATES = ("ORR", "cORR", "DCR", "CBR")
RATES_IN_WORDS = (
    "ORR: CR or PR, cORR: confirmed; DCR: or stable disease; CBR: a response, or stable disease that lasts. "
    "Each: subjects, percent, exact 95 % interval. Subjects without an assessment count as without response."
)


def tally_endpoints(assessment: Assessment, *, by: str | None = None) -> pl.DataFrame:
    """Count events and censorings of each endpoint.

    Returns:
        One row per reader, criterion, endpoint and group: `subjects`, `events`, `censored`, `reasons` (each
        censoring reason with its count).
    """
    times = assessment.endpoints(explain=False).join(
        groups_of(assessment.study, by), on="subject", maintain_order="left"
    )
    keys = ["reader", "criterion", "endpoint", "group"]
    reasons = (
        times.filter(~pl.col("event"))
        .group_by(*keys, pl.col("censor_reason").cast(pl.String), maintain_order=True)
        .len()
        .sort("len", descending=True, maintain_order=True)
        .group_by(keys, maintain_order=True)
        .agg(reasons=pl.format("{} {}", "censor_reason", "len").str.join(", "))
    )
    counted = times.group_by(keys, maintain_order=True).agg(
        subjects=pl.len(), events=pl.col("event").sum(), censored=(~pl.col("event")).sum()
    )
    told = counted.join(reasons, on=keys, how="left", maintain_order="left").with_columns(
        pl.col("reasons").fill_null("")
    )
    criteria = pl.Enum(["", *(criterion.id for criterion in assessment.criteria)])
    kind = pl.col("endpoint").str.extract(f"({'|'.join(_KINDS)})").cast(pl.Enum(_KINDS))
    return told.sort("reader", pl.col("criterion").cast(criteria), kind, "endpoint", "group")


def tally_patterns(assessment: Assessment, *, by: str | None = None) -> pl.DataFrame:
    """Count the calls of each pattern.

    Returns:
        One row per reader, pattern, definition and group: `call` and `subjects`.
    """
    found = assessment.patterns(explain=False).join(
        groups_of(assessment.study, by), on="subject", maintain_order="left"
    )
    words = pl.col("reader", "pattern", "definition", "call").cast(pl.String)
    return (
        found.with_columns(words)
        .group_by("reader", "pattern", "definition", "group", "call", maintain_order=True)
        .agg(subjects=pl.len())
    )


def rates_in_percent(assessment: Assessment, *, by: str | None = None) -> pl.DataFrame:
    """Set response rates side by side: responders, percent, and the exact interval.

    Returns:
        One row per reader, criterion and group: `subjects`, and a text such as `12  54.5 (32.2 to 75.6)` for
        each of the columns `ORR`, `cORR`, `DCR` and `CBR`.

    Raises:
        MissingExtraError: If SciPy is not installed.
    """
    groups = groups_of(assessment.study, by)
    rates = response_rates(assessment.best_responses(explain=False), groups, by="group")
    percent = [(100 * pl.col(name)).round(1).cast(pl.String).alias(name) for name in ("estimate", "low", "high")]
    text = pl.format("{}  {} ({} to {})", "responders", *percent)
    shown = rates.filter(pl.col("rate").is_in(RATES)).with_columns(text=text)
    keys = ["reader", "criterion", "group", "subjects"]
    return shown.pivot("rate", on_columns=list(RATES), index=keys, values="text", maintain_order=True)


def with_outcome(endpoints: pl.DataFrame) -> pl.DataFrame:
    """Add to endpoints a column `outcome`: event, or why it is censored."""
    reason = pl.format(
        "censored, {}", pl.col("censor_reason").cast(pl.String).str.replace_all("_", " ").str.to_lowercase()
    )
    return endpoints.with_columns(outcome=pl.when("event").then(pl.lit("event")).otherwise(reason))


def in_words(name: str) -> str:
    """Write a name of a table as words.

    Examples:
        >>> in_words("progression_under_question")
        'progression under question'
    """
    return name.replace("_", " ")
