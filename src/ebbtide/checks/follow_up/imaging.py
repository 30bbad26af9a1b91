"""Checks of how and when lesions were imaged: changes of method or slice, scans of one visit far apart."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from ebbtide.assessment.batch import method_codes
from ebbtide.checks.check import Check
from ebbtide.checks.follow_up.places import LESION, STREAM, at_visit, queries
from ebbtide.sources import EISENHAUER_2009
from ebbtide.study.lengths import as_millimetres

if TYPE_CHECKING:
    from ebbtide.checks.examined import Examined

__all__ = ["CHECKS"]

_LOOKED: Final = pl.col("state") != "not_done"


def changed_methods(trial: Examined) -> pl.DataFrame:
    """F09. Lesions imaged otherwise than at baseline, where the change begins."""
    rows = trial.readings.filter(pl.col("start") >= pl.col("baseline"), _LOOKED)
    rows = rows.with_columns(kind=method_codes(rows["method"])).sort(*LESION, "start", "day", maintain_order=True)
    methods = _changes(rows.filter(pl.col("kind") > 0), "kind")
    slices = _changes(rows.filter(pl.col("slice_um").is_not_null()), "slice_um")
    by_method = pl.format(
        "{}: {} was imaged by {}, at baseline by {}. The same method is expected throughout. Please confirm the "
        "method, and whether the sizes can be compared.",
        at_visit(), "lesion", "method", "first_method",
    )  # fmt: skip
    by_slice = pl.format(
        "{}: {} was imaged in slices of {}, at baseline of {}. Please confirm the slice thickness, and whether the "
        "sizes can be compared.",
        at_visit(), "lesion", as_millimetres(pl.col("slice_um")), as_millimetres(pl.col("first_slice_um")),
    )  # fmt: skip
    return pl.concat([queries(methods, by_method), queries(slices, by_slice)])


def _changes(rows: pl.DataFrame, column: str) -> pl.DataFrame:
    """The readings that differ from baseline and from the reading before."""
    names = {f"first_{name}": pl.col(name) for name in {column, "method"}}
    first = rows.filter("is_baseline").unique(LESION, keep="first", maintain_order=True).select(*LESION, **names)
    told = rows.join(first, on=LESION, maintain_order="left").with_columns(last=pl.col(column).shift(1).over(LESION))
    return told.filter(
        ~pl.col("is_baseline"), pl.col(column) != pl.col(f"first_{column}"), pl.col(column) != pl.col("last")
    )


def scans_apart(trial: Examined) -> pl.DataFrame:
    """F10. Lesions of one visit that were imaged too many days apart."""
    most = trial.options.scan_spread_days
    scans = trial.readings.filter(_LOOKED).sort("day", "lesion")
    visits = scans.group_by(*STREAM, "start").agg(
        pl.col("visit").drop_nulls().first(),
        first=pl.col("day").first(),
        last=pl.col("day").last(),
        early=pl.col("lesion").first(),
        late=pl.col("lesion").last(),
    )
    apart = visits.filter(pl.col("last") - pl.col("first") > most).sort(*STREAM, "start")
    message = pl.format(
        "{}: its scans lie {} days apart, from day {} ({}) to day {} ({}), more than {} days. Please confirm the "
        "dates, and that they belong to one visit.",
        at_visit(), pl.col("last") - pl.col("first"), "first", "early", "last", "late", pl.lit(most),
    )  # fmt: skip
    return queries(apart, message)


CHECKS: Final = (
    Check(
        "F09",
        "Method or slice thickness changed",
        "query",
        "A lesion is imaged by another method, or in slices of another thickness, than at baseline.",
        str(EISENHAUER_2009.at("3.2.2")),
        changed_methods,
    ),
    Check(
        "F10",
        "Scans of one visit far apart",
        "warning",
        "The scans of one visit lie more days apart than agreed.",
        "data management",
        scans_apart,
        ("scan_spread_days",),
    ),
)
