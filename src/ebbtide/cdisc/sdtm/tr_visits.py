"""What the records of SDTM say of a time point: visit, date, study day, link group, evaluator."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from ebbtide.cdisc.evaluators import evaluators_of
from ebbtide.cdisc.sdtm.tr_points import POINT, STREAM
from ebbtide.cdisc.subjects import study_day

if TYPE_CHECKING:
    from ebbtide.cdisc.sdtm.tr_points import TimePoints

__all__ = ["VISITS", "visit_numbers", "visits_of", "with_evaluators"]

VISITS: Final = {
    "VISITNUM": pl.Float64,
    "VISIT": pl.String,
    "DTC": pl.String,
    "DY": pl.Int64,
    "LNKGRP": pl.String,
}
"""What is told of a time point."""

_FULL: Final = 10


def visits_of(points: TimePoints, records: pl.DataFrame) -> pl.DataFrame:
    """Tell of every time point its visit, its date and the group that links its records.

    What the study's own records say comes first: their VISIT and VISITNUM, their earliest full date, else the
    partial one as it was collected (dates are never completed in SDTM, and a partial one has no study day), and
    their TRLNKGRP. Time points without a link group are numbered A1, A2, ... by subject, with the evaluator before
    the number where the study has several: R2-A1.

    Args:
        points: The time points of a study.
        records: The records of its lesions.

    Returns:
        One row per time point: `subject, reader, start, is_baseline` and the columns of VISITS.
    """
    linked = records.filter(pl.col("start").is_not_null())
    told = linked.with_columns(
        (pl.col(name) if name in records.columns else pl.lit(None, kind)).alias(name)
        for name, kind in {"VISITNUM": pl.Float64, "TRLNKGRP": pl.String}.items()
    )
    date = pl.col("TRDTC")
    full = date.filter(date.str.len_chars() >= _FULL).str.slice(0, _FULL)
    said = told.group_by(POINT, maintain_order=True).agg(
        *(pl.col(name).drop_nulls().first() for name in ("VISITNUM", "VISIT", "TRLNKGRP")),
        DTC=pl.coalesce(full.min(), date.min()),
    )
    known = points.points.join(said, on=POINT, how="left", maintain_order="left")
    dated = known.with_columns(
        VISIT=pl.coalesce("VISIT", "visit"), DTC=pl.coalesce("DTC", pl.col("date").dt.to_string("iso"))
    )
    is_known = pl.col("DTC").str.len_chars().fill_null(_FULL) >= _FULL
    return dated.with_columns(
        DY=pl.when(is_known).then(study_day("start")), LNKGRP=pl.coalesce("TRLNKGRP", _numbered(dated))
    ).select(*POINT, "is_baseline", *VISITS)


def _numbered(points: pl.DataFrame) -> pl.Expr:
    """Name the groups of time points."""
    many = points["reader"].n_unique() > 1
    number = pl.col("start").rank("dense").over(STREAM)
    if not many:
        return pl.format("A{}", number)
    places = dict(evaluators_of(points["reader"].unique()).select("reader", "place").iter_rows())
    return pl.format("R{}-A{}", pl.col("reader").replace_strict(places), number)


def with_evaluators(rows: pl.DataFrame, code: str, records: pl.DataFrame | None = None) -> pl.DataFrame:
    """Add the evaluator: --EVAL and --EVALID, as the study's records name the reader, else as the reader is called.

    Args:
        rows: Rows with `reader`.
        code: The domain that the variables are of.
        records: The records of the study's lesions, with `reader`, TREVAL and TREVALID.
    """
    named = evaluators_of(rows["reader"].unique()).select("reader", role="RSEVAL", name="RSEVALID")
    if records is not None and "TREVAL" in records.columns:
        own = records.filter(pl.col("reader").is_not_null()).unique("reader", keep="first", maintain_order=True)
        named = named.join(own.select("reader", "TREVAL", "TREVALID"), on="reader", how="left")
        said = pl.col("TREVAL").is_not_null() | pl.col("TREVALID").is_not_null()
        role = pl.when(said).then("TREVAL").otherwise("role")
        named = named.with_columns(role=role, name=pl.when(said).then("TREVALID").otherwise("name"))
    both = named.select("reader", pl.col("role").alias(f"{code}EVAL"), pl.col("name").alias(f"{code}EVALID"))
    return rows.join(both, on="reader", how="left", maintain_order="left")


def visit_numbers(records: pl.DataFrame) -> pl.DataFrame:
    """List the numbers of visits: `VISIT`, `VISITNUM`; of several numbers of one visit the first."""
    if "VISITNUM" not in records.columns:
        return pl.DataFrame(schema={"VISIT": pl.String, "VISITNUM": pl.Float64})
    known = records.filter(pl.col("VISIT").is_not_null() & pl.col("VISITNUM").is_not_null())
    return known.select("VISIT", "VISITNUM").unique("VISIT", keep="first", maintain_order=True)
