"""The time points after baseline as each side called them, in one layout for computed and reported responses."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal, TypeAlias

import polars as pl

from ebbtide.agreement.meanings import code_under
from ebbtide.terms.responses import NE

if TYPE_CHECKING:
    from ebbtide.assessment import JudgedStudy, ReportedStudy

__all__ = ["POINTS", "STREAMS", "Source", "codes_of", "computed_points", "computed_streams", "reported_points"]

Source: TypeAlias = Literal["computed", "reported"]
POINTS: Final = {
    "source": pl.String,
    "reader": pl.String,
    "subject": pl.String,
    "criterion": pl.String,
    "day": pl.Int32,
    "visit": pl.String,
    "overall": pl.String,
    "target": pl.String,
    "nontarget": pl.String,
    "new_lesion": pl.String,
    "code": pl.Int8,
    "sum": pl.Float64,
    "baseline": pl.Float64,
    "nadir": pl.Float64,
    "change_pct": pl.Float64,
    "unit": pl.String,
}
"""Names and types of the time points, in order. `code` is that of the overall response; the sums are mm or mm2."""
STREAMS: Final = {"source": pl.String, "reader": pl.String, "subject": pl.String}
_KEY: Final = ("subject", "reader", "criterion", "day")
_NUMBERS: Final = ("sum", "baseline", "nadir", "change_pct", "unit")


def computed_points(judged: JudgedStudy) -> pl.DataFrame:
    """Take the computed time points, one row each and per criterion; columns as in POINTS."""
    return _laid_out(judged.responses, "computed")


def computed_streams(judged: JudgedStudy) -> pl.DataFrame:
    """List who read whom, baselines alone included; columns as in STREAMS."""
    heads = judged.batch.points.select(pl.lit("computed").alias("source"), "reader", "subject")
    return heads.select(pl.col(name).cast(kind) for name, kind in STREAMS.items()).unique(maintain_order=True)


def reported_points(reported: ReportedStudy, judged: JudgedStudy | None) -> pl.DataFrame:
    """Take the reported time points after day 0, one per day: the response that the courses count.

    Args:
        reported: The study by its reported responses.
        judged: The same study judged; its sums stand beside the responses of the same day.

    Returns:
        Columns as in POINTS; sums are null where nothing was judged.
    """
    heads, calls = reported.courses.heads, reported.courses.calls
    counted = calls.join(heads, on="course").select(*_KEY, code="response")
    points = _laid_out(reported.responses, "reported")
    kept = points.join(counted, on=[*_KEY, "code"], how="semi").unique(_KEY, keep="first", maintain_order=True)
    if judged is None:
        return kept
    sums = computed_points(judged).select(*_KEY, *_NUMBERS)
    return kept.drop(_NUMBERS).join(sums, on=_KEY, how="left", maintain_order="left").select(list(POINTS))


def codes_of(rows: pl.DataFrame) -> pl.Series:
    """Turn overall responses into codes, each under its criterion; a word that is no response counts as NE.

    Args:
        rows: With columns `criterion` and `overall`.
    """
    said = rows.select("criterion", "overall").unique().drop_nulls()
    codes = [NE if (code := code_under(*one)) is None else code for one in said.rows()]
    known = said.with_columns(code=pl.Series(codes, dtype=pl.Int8))
    return rows.join(known, on=["criterion", "overall"], how="left", maintain_order="left")["code"]


def _laid_out(responses: pl.DataFrame, source: Source) -> pl.DataFrame:
    rows = responses.with_columns(pl.col(pl.Categorical).cast(pl.String)).rename(
        {
            "overall_response": "overall",
            "target_response": "target",
            "nontarget_response": "nontarget",
            "burden": "sum",
            "change_from_baseline_pct": "change_pct",
            "burden_unit": "unit",
        }
    )
    known = rows.with_columns(codes_of(rows), source=pl.lit(source))
    return known.select(pl.col(name).cast(kind) for name, kind in POINTS.items())
