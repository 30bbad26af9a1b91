"""Target sums of every time point, with the baseline and the nadir that each is held against, in whole micrometres."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from ebbtide.cdisc.sdtm.tr_points import POINT, STREAM

if TYPE_CHECKING:
    from ebbtide.cdisc.sdtm.tr_points import TimePoints

__all__ = ["MEASURES", "percent_change", "sums_of"]

MEASURES: Final = {
    "diameter": "diameter_um",
    "length": "length_um",
    "viable": "viable_um",
    "product": "product_um2",
}
"""What can be summed, and the size of a target that goes into it."""


def sums_of(points: TimePoints, measure: str) -> pl.DataFrame:
    """Sum the targets of every time point.

    A sum is complete when every target of the baseline has a size. The nadir is the smallest complete sum before the
    time point, the baseline's included; sums with a target that was treated locally, or measured by another method
    than at baseline, are compared with it and never become it.

    Args:
        points: The time points of a study.
        measure: What to sum, see MEASURES.

    Returns:
        One row per time point with targets, in order: `subject, reader, start, is_baseline, visit, date`, the
        lesions `expected` and `assessed` (lists of names), `nodes` (how many are lymph nodes), `total` (of those
        that have a size), `without_nodes` (the same without nodes), `complete`, `resolved` (all gone, or nodes
        below 10 mm), `seen_resolved` (all of those that were measured), `disturbed`, `baseline` and `nadir`; µm, or
        µm² for products.

    Sources:
        Eisenhauer 2009, sec. 4.3.1 (sums, nadir, nodes); CDISC CT 2025-03-28, code list TRTESTCD.
    """
    size = pl.col(MEASURES[measure])
    expected = pl.col("lesion").unique().sort()
    known = points.targets.group_by(STREAM).agg(expected=expected)
    merged = pl.col("merged").sum()
    seen = size.is_not_null()
    now = points.targets.group_by(POINT, maintain_order=True).agg(
        assessed=pl.col("lesion").filter(seen).sort(),
        nodes=pl.col("nodal").sum(),
        total=size.sum(),
        without_nodes=size.filter(~pl.col("nodal")).sum(),
        # What has merged needs a host among the targets that were measured.
        hosted=(merged == 0) | (merged < seen.sum()),
        all_resolved=pl.col("resolved").all(),
        seen_resolved=pl.col("resolved").filter(seen).all() & seen.any(),
        disturbed=pl.col("disturbed").any(),
    )
    told = points.points.join(known, on=STREAM, maintain_order="left").join(
        now, on=POINT, how="left", maintain_order="left"
    )
    whole = (pl.col("assessed").list.len() == pl.col("expected").list.len()) & pl.col("hosted")
    filled = told.with_columns(
        pl.col("assessed").fill_null([]),
        pl.col("nodes", "total", "without_nodes").fill_null(0),
        pl.col("seen_resolved", "disturbed").fill_null(value=False),
        complete=whole.fill_null(value=False),
    )
    resolved = pl.col("complete") & pl.col("all_resolved") & ~pl.col("disturbed")
    return _held_against(filled.with_columns(resolved=resolved.fill_null(value=False))).drop("all_resolved", "hosted")


def _held_against(sums: pl.DataFrame) -> pl.DataFrame:
    """Add the baseline and the smallest sum before."""
    counts = pl.col("complete") & (pl.col("is_baseline") | ~pl.col("disturbed"))
    before = pl.when(counts).then("total").cum_min().forward_fill().shift(1).over(STREAM)
    first = pl.col("total").filter(pl.col("is_baseline") & pl.col("complete")).first().over(STREAM)
    return sums.with_columns(
        baseline=pl.when(pl.col("start") >= pl.col("start").filter("is_baseline").first().over(STREAM)).then(first),
        nadir=before,
    )


def percent_change(now: str, reference: str) -> pl.Expr:
    """Change in percent from whole numbers, by one division; null from nothing, where no percentage is defined.

    Examples:
        >>> pl.DataFrame({"a": [66_000, 5], "b": [55_000, 0]}).select(percent_change("a", "b")).to_series().to_list()
        [20.0, None]
    """
    change = 100 * (pl.col(now) - pl.col(reference))
    return pl.when(pl.col(reference) > 0).then(change.cast(pl.Float64) / pl.col(reference).cast(pl.Float64))
