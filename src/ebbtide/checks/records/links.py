"""Whether lesions and time points are linked between domains (M06, M07, M08)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from ebbtide.assessment.split import FRAGMENT
from ebbtide.checks.check import NO_QUERIES, Check
from ebbtide.checks.domain_records import domain_named, has_variable, records_of
from ebbtide.checks.records.domain_rows import PLACE

if TYPE_CHECKING:
    from ebbtide.checks.examined import Examined

__all__ = ["CHECKS", "groups_of_visits", "results_of_no_reader", "unlinked_lesions"]

_OWN: Final = ("subject", "reader", "name")
_IDENTIFIES: Final = ~pl.col("testcd").str.to_uppercase().str.ends_with("IND").fill_null(value=False)
"""Tests such as MEASIND answer yes or no and name no lesion."""


def unlinked_lesions(trial: Examined) -> pl.DataFrame:
    """M06: a lesion of TR that TU lacks, whoever evaluated, and a lesion of TU that TR lacks."""
    if not _both(trial):
        return NO_QUERIES
    identified, measured = _names(trial, "TU"), _names(trial, "TR")
    no_tu = _first(measured.join(identified, on=["subject", "name"], how="anti"), identified)
    no_tr = _first(identified.join(measured, on=_OWN, how="anti"), measured)
    of_tr = pl.format(
        "{}: TR has results of {}, and TU has no record with this TULNKID. Please identify the lesion or correct "
        "TRLNKID.",
        *(PLACE, "lesion"),
    )
    of_tu = pl.format(
        "{}: TU identifies {}, and TR has no result with this TRLNKID. Please add what was seen of the lesion or "
        "correct TULNKID.",
        *(PLACE, "lesion"),
    )
    return pl.concat(
        [
            _queries(no_tr.sort("subject", "reader", "lesion"), of_tu, "warning"),
            _queries(no_tu.sort("subject", "reader", "lesion"), of_tr, "error"),
        ]
    )


def results_of_no_reader(trial: Examined) -> pl.DataFrame:
    """M07: a lesion of TR that TU has for another evaluator only."""
    if not _both(trial):
        return NO_QUERIES
    identified, measured = _names(trial, "TU"), _names(trial, "TR")
    others = identified.group_by("subject", "name").agg(others=pl.col("reader").unique().sort().str.join(", "))
    alone = _first(measured.join(identified, on=_OWN, how="anti"), identified)
    rows = alone.join(others, on=["subject", "name"], maintain_order="left")
    message = pl.format(
        "{}: TR has results of {} by this evaluator, and TU identifies the lesion for {} only. Every evaluator "
        "identifies the lesions it measures. Please add the record of TU or correct TREVAL and TREVALID.",
        *(PLACE, "lesion", pl.when(pl.col("others") == "").then(pl.lit("no named evaluator")).otherwise("others")),
    )
    return _queries(rows.sort("subject", "reader", "lesion"), message, "error")


def _both(trial: Examined) -> bool:
    return has_variable(trial, "TU", "LNKID") and has_variable(trial, "TR", "LNKID")


def _names(trial: Examined, code: str) -> pl.DataFrame:
    """List the lesions of a domain by every name that it goes by.

    The merged T02/T03 is both of its lesions; the part T04.1 is `whole` T04 as well.
    """
    rows = records_of(trial, code, "TESTCD").filter(pl.col("lesion").is_not_null(), _IDENTIFIES)
    first = rows.unique(["subject", "reader", "lesion"], keep="first", maintain_order=True)
    split = first.with_columns(name=pl.col("lesion").str.split("/")).explode("name")
    named = split.with_columns(pl.col("name").str.strip_chars())
    wholes = named.with_columns(name=pl.col("name").str.extract(FRAGMENT, 1)).drop_nulls("name")
    return pl.concat([named, wholes])


def _first(rows: pl.DataFrame, other: pl.DataFrame) -> pl.DataFrame:
    """Leave out what the other domain has under another name of the same lesion: T04.1 by its parent T04."""
    parent = pl.col("name").str.extract(FRAGMENT, 1)
    by_parent = rows.with_columns(parent=parent).join(
        other, left_on=["subject", "reader", "parent"], right_on=list(_OWN), how="semi", maintain_order="left"
    )
    left = rows.join(by_parent, on=["subject", "reader", "lesion"], how="anti", maintain_order="left")
    # A name that only stands for its part is no record of its own.
    own = left.filter((pl.col("name") == pl.col("lesion")) | pl.col("lesion").str.contains("/", literal=True))
    return own.unique(["subject", "reader", "lesion"], keep="first", maintain_order=True)


def _queries(rows: pl.DataFrame, message: pl.Expr, severity: str) -> pl.DataFrame:
    return rows.select("subject", "reader", "lesion", "visit", "day", message=message, severity=pl.lit(severity))


def groups_of_visits(trial: Examined) -> pl.DataFrame:
    """M08: a link group of several visits, or several groups of one visit."""
    rows = pl.concat([_grouped(trial, code) for code in ("TR", "RS")])
    if rows.is_empty():
        return NO_QUERIES
    return pl.concat([_many_visits(rows), _many_groups(rows)])


def _grouped(trial: Examined, code: str) -> pl.DataFrame:
    """List groups and visits by name; a visit that only its group names tells nothing."""
    domain = domain_named(trial, code)
    rows = records_of(trial, code, "LNKGRP", "CAT")
    named = domain is not None and bool({"VISIT", "VISITNUM"} & set(domain.frame.columns))
    known = rows.filter(pl.col("lnkgrp").is_not_null(), pl.col("visit").is_not_null(), pl.lit(value=named))
    return known.filter(pl.col("visit") != pl.col("lnkgrp")).with_columns(domain=pl.lit(code))


def _many_visits(rows: pl.DataFrame) -> pl.DataFrame:
    groups = rows.sort("day", maintain_order=True).group_by("subject", "reader", "lnkgrp", maintain_order=True).agg(
        visits=pl.col("visit").unique(maintain_order=True), domains=pl.col("domain").unique().sort(),
        day=pl.col("day").first(),
    )  # fmt: skip
    message = pl.format(
        "The link group {} of {} stands for several visits: {}. A group links the results and responses of one visit "
        "and evaluator. Please review TRLNKGRP and RSLNKGRP.",
        *("lnkgrp", pl.col("domains").list.join(" and "), pl.col("visits").list.join(", ")),
    )
    many = groups.filter(pl.col("visits").list.len() > 1).sort("subject", "reader", "day", "lnkgrp")
    return many.select("subject", "reader", visit=pl.col("visits").list.first(), day="day", message=message)


def _many_groups(rows: pl.DataFrame) -> pl.DataFrame:
    visits = rows.group_by("subject", "reader", "visit", "domain", "cat", maintain_order=True).agg(
        groups=pl.col("lnkgrp").unique().sort(), day=pl.col("day").first()
    )
    message = pl.format(
        "{}: the records of {} are in several link groups: {}. The records of one visit and evaluator have one. "
        "Please review {}LNKGRP.",
        *("visit", "domain", pl.col("groups").list.join(", "), "domain"),
    )
    many = visits.filter(pl.col("groups").list.len() > 1).sort("subject", "reader", "day", "visit", "domain")
    return many.select("subject", "reader", "visit", "day", message=message)


CHECKS: Final = (
    Check(
        "M06",
        "Lesion in TU or TR alone",
        "error",
        "A TRLNKID that no record of TU has (an error), and a TULNKID that no result of the same evaluator has (a "
        "warning). The part T04.1 is linked by its parent, the merged T02/T03 by each of its lesions.",
        "CDISC supplement for RECIST 1.1",
        unlinked_lesions,
    ),
    Check(
        "M07",
        "Result without a lesion of the same evaluator",
        "error",
        "A result of TR whose lesion TU identifies for other evaluators only.",
        "CDISC supplement for RECIST 1.1",
        results_of_no_reader,
    ),
    Check(
        "M08",
        "Link group and visit not one to one",
        "error",
        "TRLNKGRP and RSLNKGRP link the records of one visit and evaluator: one group has one visit, and one visit "
        "one group in each domain and category.",
        "CDISC supplement for RECIST 1.1",
        groups_of_visits,
    ),
)
