"""Check a study: its query list, numbered and set against an earlier one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

from ebbtide.checks import Examined, query_list
from ebbtide.checks.catalogue import checks_named
from ebbtide.checks.check import SEVERITIES
from ebbtide.checks.life_cycle import tracked
from ebbtide.errors import DataError, OutputError
from ebbtide.workflow.opening import is_large, open_study, open_subject

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from ebbtide.checks import Check, Severity
    from ebbtide.study import Study

__all__ = ["CheckOrder", "CheckedStudy", "check", "check_study", "checks_in_words"]


@dataclass(frozen=True)
class CheckOrder:
    """How a study is to be checked.

    Args:
        criteria: Ids of the criteria it is held to; None for those that it reports.
        checks: Ids of checks, or letters of families; None for all.
        least: The mildest severity that is listed.
        subject: Only this subject; None for all.
        options: Thresholds and readings, as text, over those the study pins.
        preset: The set of options to start from, in place of the one the study names.
    """

    criteria: Sequence[str] | None = None
    checks: Sequence[str] | None = None
    least: Severity = "info"
    subject: str | None = None
    options: Mapping[str, str] | None = None
    preset: str | None = None


@dataclass(frozen=True)
class CheckedStudy:
    """A study and its queries.

    Args:
        study: What was checked.
        criteria: Ids of the criteria it was held to.
        checks: The checks that were run.
        queries: One row per query (`checks.life_cycle.TRACKED`).
    """

    study: Study
    criteria: tuple[str, ...]
    checks: tuple[Check, ...]
    queries: pl.DataFrame

    @property
    def standing(self) -> pl.DataFrame:
        """The queries that are not closed."""
        return self.queries.filter(pl.col("status") != "closed")

    @property
    def has_errors(self) -> bool:
        """Whether any query that stands is an error."""
        return not self.standing.filter(pl.col("severity") == "error").is_empty()

    def counts(self) -> dict[str, int]:
        """Count the queries that stand by severity, the gravest first."""
        severity = self.standing["severity"]
        return {name: int((severity == name).sum()) for name in SEVERITIES}

    def by_check(self) -> pl.DataFrame:
        """Count the queries that stand: `check, title, severity, queries, subjects`, one row per check and severity."""
        titles = checks_in_words(self.checks).select("check", "title")
        counted = self.standing.group_by("check", "severity").agg(
            queries=pl.len(), subjects=pl.col("subject").drop_nulls().n_unique()
        )
        rank = pl.col("severity").replace_strict({name: at for at, name in enumerate(SEVERITIES)}, return_dtype=pl.Int8)
        shown = counted.join(titles, on="check").sort(rank, "check")
        return shown.select("check", "title", "severity", "queries", "subjects")

    def changes(self) -> dict[str, int]:
        """Count the queries that are new, open and closed."""
        status = self.queries["status"]
        return {name: int((status == name).sum()) for name in ("new", "open", "closed")}


def check_study(source: Path, order: CheckOrder, *, earlier: pl.DataFrame | None = None) -> CheckedStudy:
    """Read a study and list its queries.

    Args:
        source: The study.
        order: How it is checked.
        earlier: An earlier list, to tell new from open and closed queries.

    Raises:
        DataError: If the study cannot be used, or has no such subject.
        CriteriaError: If a criterion, a check or an option is unknown.
        OutputError: If the study is too large to be held in memory.
    """
    checks = checks_named(order.checks)
    if order.subject is None:
        if is_large(source):
            hint = "check it subject by subject with --subject, or give it in parts"
            raise OutputError(f"{source} is too large to be checked as a whole", hint=hint)
        study = open_study(source, order.options, preset=order.preset)
    else:
        study = open_subject(source, order.subject, order.options, preset=order.preset)
    return _checked(study, order, checks, earlier)


def check(
    study: Study,
    *,
    criteria: Sequence[str] | None = None,
    checks: Sequence[str] | None = None,
    earlier: pl.DataFrame | None = None,
) -> CheckedStudy:
    """List the queries of a study that was read (docs/guide/queries.md).

    Args:
        study: The study.
        criteria: Ids of the criteria it is held to; by default those that it reports, RECIST 1.1 if it reports none.
        checks: Ids of checks, or letters of families; all by default.
        earlier: The `queries` of an earlier run, to tell new from open and closed ones.

    Raises:
        DataError: If the study holds no rows.
        CriteriaError: If a criterion or a check is unknown.

    Examples:
        >>> import ebbtide
        >>> study = ebbtide.read_study(ebbtide.examples.path("pharmaverse-recist"))
        >>> checked = ebbtide.check(study, checks=["R08"])
        >>> checked.queries.select("subject", "reader", "visit", "status").row(0)
        ('01-701-1133', 'RADIOLOGIST 2', 'WEEK 9', 'new')
    """
    return _checked(study, CheckOrder(criteria, checks), checks_named(checks), earlier)


def _checked(study: Study, order: CheckOrder, checks: tuple[Check, ...], earlier: pl.DataFrame | None) -> CheckedStudy:
    if all(table.is_empty() for table in study.tables.values()):
        raise DataError(f"the study {study.name!r} holds no rows", hint="give measurements, time points or responses")
    trial = Examined.of(study, order.criteria)
    found = query_list(trial, checks)
    listed = SEVERITIES[: SEVERITIES.index(order.least) + 1]
    kept = found.filter(pl.col("severity").is_in(listed))
    return CheckedStudy(study, trial.criteria, checks, tracked(kept, _comparable(earlier, order, checks)))


def _comparable(earlier: pl.DataFrame | None, order: CheckOrder, checks: Sequence[Check]) -> pl.DataFrame | None:
    """Leave out of an earlier list what this run would not find whether or not it was mended."""
    if earlier is None:
        return None
    ids, listed = [one.id for one in checks], SEVERITIES[: SEVERITIES.index(order.least) + 1]
    asked = pl.col("check").is_in(ids) & pl.col("severity").is_in(listed)
    return earlier.filter(asked if order.subject is None else asked & (pl.col("subject") == order.subject))


def checks_in_words(checks: Sequence[Check]) -> pl.DataFrame:
    """Give the catalogue as a table: `check, severity, title, says, source, options`."""
    rows = [(one.id, one.severity, one.title, one.says, one.source, ", ".join(one.options)) for one in checks]
    names = ("check", "severity", "title", "says", "source", "options")
    return pl.DataFrame(rows, schema=dict.fromkeys(names, pl.String), orient="row")
