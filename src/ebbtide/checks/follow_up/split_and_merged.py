"""Checks of lesions that split into parts or merge with one another."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from ebbtide.assessment.split import FRAGMENT
from ebbtide.checks.check import Check
from ebbtide.checks.domain_records import records_of
from ebbtide.checks.follow_up.places import LESION, STREAM, at_visit, followed, queries
from ebbtide.sources import EISENHAUER_2009
from ebbtide.study.lengths import as_millimetres

if TYPE_CHECKING:
    from ebbtide.checks.examined import Examined

__all__ = ["CHECKS"]

_POINT: Final = (*STREAM, "start")
_SIZES: Final = ("LDIAM", "LPERP", "DIAMETER")
_HAS_SIZE: Final = (pl.col("size_um") > 0).fill_null(value=False)


def split_and_merged(trial: Examined) -> pl.DataFrame:
    """F14. Parts beside the whole, parts that are missing, and lesions measured after they merged."""
    return pl.concat([_whole_and_parts(trial), _lost_parts(trial), _measured_after(trial), _measured_twice(trial)])


def _parts(trial: Examined) -> pl.DataFrame:
    """The readings of parts whose whole was read at baseline, with `whole`."""
    chosen = trial.readings.filter("is_baseline").select(*STREAM, whole="lesion").unique()
    rows = followed(trial).with_columns(whole=pl.col("lesion").str.extract(FRAGMENT, 1))
    return rows.filter(pl.col("whole").is_not_null()).join(
        chosen, on=[*STREAM, "whole"], how="semi", maintain_order="left"
    )


def _whole_and_parts(trial: Examined) -> pl.DataFrame:
    parts = _parts(trial).filter(_HAS_SIZE).sort("lesion")
    parts = parts.group_by(*_POINT, lesion="whole").agg(
        sizes=pl.format("{} {}", pl.col("lesion"), as_millimetres(pl.col("size_um"))).str.join(", "),
        sum_um=pl.col("size_um").sum(),
    )
    both = followed(trial).filter(_HAS_SIZE).join(parts, on=[*_POINT, "lesion"], maintain_order="left")
    message = pl.format(
        "{}: {} has a size of its own ({}) beside its parts ({}). A lesion that split counts with the sum of its "
        "parts, {}. Please remove the size of {} or the parts.",
        at_visit(), "lesion", as_millimetres(pl.col("size_um")), "sizes", as_millimetres(pl.col("sum_um")), "lesion",
    )  # fmt: skip
    return queries(both, message)


def _lost_parts(trial: Examined) -> pl.DataFrame:
    """Visits at which a lesion has one part only, or lacks a part that it had before."""
    parts = _parts(trial)
    known = parts.group_by(*STREAM, "whole", part="lesion").agg(since=pl.col("start").min())
    visits = parts.group_by(*_POINT, "whole", maintain_order=True).agg(
        pl.col("visit").drop_nulls().first(), there=pl.col("lesion").unique().sort()
    )
    due = visits.join(known, on=[*STREAM, "whole"], maintain_order="left").filter(pl.col("since") <= pl.col("start"))
    parts_due = pl.col("part").unique().sort()
    told = due.group_by(*_POINT, "whole", maintain_order=True).agg(pl.col("visit", "there").first(), due=parts_due)
    told = told.with_columns(lost=pl.col("due").list.set_difference("there").list.sort(), lesion=pl.col("whole"))
    lacking = told.filter((pl.col("lost").list.len() > 0) | (pl.col("there").list.len() == 1))
    lost = pl.when(pl.col("lost").list.len() > 0).then(pl.format("{} is missing", pl.col("lost").list.join(", ")))
    message = pl.format(
        "{}: {} is read in parts, but {} (there is {}). All parts of a lesion that split are summed. Please give every "
        "part, or the whole lesion if it is one again.",
        at_visit(), "lesion", lost.otherwise(pl.lit("there is one part only")), pl.col("there").list.join(", "),
    )  # fmt: skip
    return queries(lacking, message)


def _measured_after(trial: Examined) -> pl.DataFrame:
    """Lesions with a size of their own at, or after, the visit at which they merged into another."""
    rows = followed(trial)
    merged = rows.filter(pl.col("state") == "merged").sort("start")
    since = merged.group_by(LESION).agg(since=pl.col("start").first(), visit_merged=at_visit().first())
    named = rows.filter(pl.col("lesion").str.contains("/", literal=True)).sort("start")
    other = named.with_columns(pl.col("lesion").str.split("/").list.slice(1)).explode("lesion")
    other = other.with_columns(pl.col("lesion").str.strip_chars()).drop_nulls("lesion")
    since = pl.concat([
        since, other.group_by(LESION).agg(since=pl.col("start").first(), visit_merged=at_visit().first())
    ]).sort("since").unique(LESION, keep="first")  # fmt: skip
    apart = rows.filter(_HAS_SIZE).join(since, on=LESION, maintain_order="left")
    apart = apart.filter(pl.col("start") >= pl.col("since"))
    message = pl.format(
        "{}: {} is measured ({}), although it merged into another lesion at {}. What merged is measured once, as a "
        "whole; the others have no size. Please remove this size, or take back the merging.",
        at_visit(), "lesion", as_millimetres(pl.col("size_um")), "visit_merged",
    )  # fmt: skip
    return queries(apart, message)


def _measured_twice(trial: Examined) -> pl.DataFrame:
    """Visits of TR, or of a table, that have `T02/T03` with a size and its first lesion with one too."""
    tests = records_of(trial, "TR", "TESTCD", "STRESC", "ORRES").rename({"day": "start"})
    sized = tests.filter(pl.col("testcd").is_in(_SIZES), pl.coalesce("stresc", "orres").is_not_null())
    rows = sized.select(*_POINT, "visit", "lesion")
    if trial.domain("TR") is None:
        rows = followed(trial).filter(_HAS_SIZE).select(*_POINT, "visit", "lesion")
    rows = rows.drop_nulls("lesion").unique(maintain_order=True)
    merged = rows.filter(pl.col("lesion").str.contains("/", literal=True)).with_columns(name=pl.col("lesion"))
    # A table is asked about the others of the name already; in SDTM reading has made them `merged`.
    parts = merged.with_columns(pl.col("lesion").str.split("/").list.head(1)).explode("lesion")
    parts = parts.with_columns(pl.col("lesion").str.strip_chars()).drop("visit")
    both = rows.join(parts, on=[*_POINT, "lesion"], nulls_equal=True, maintain_order="left")
    message = pl.format(
        "{}: {} is measured beside {}, into which it merged. What merged is measured once. Please remove the size "
        "of {}.",
        at_visit(), "lesion", "name", "lesion",
    )  # fmt: skip
    return queries(both, message)


CHECKS: Final = (
    Check(
        "F14",
        "Split or merged lesions counted wrongly",
        "error",
        "A lesion that split counts with the sum of all its parts; lesions that merged are measured once, as a whole.",
        str(EISENHAUER_2009.at("4.3.2")),
        split_and_merged,
    ),
)
