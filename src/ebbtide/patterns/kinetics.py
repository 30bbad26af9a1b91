"""How fast the target lesions grew before therapy and after its start.

The same targets are summed at three scans: the last before baseline, baseline, and the first after it. New
lesions are left out, and nodes count by their short axis.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from ebbtide.patterns.lesions import lesions_of
from ebbtide.patterns.record import record_of

if TYPE_CHECKING:
    from ebbtide.assessment.courses import Courses
    from ebbtide.patterns.lesions import Lesions
    from ebbtide.study import Options, Study

__all__ = ["ADVISED_DAYS", "DAYS_A_MONTH", "complete_sums", "growth_kinetics", "growth_of", "with_rates"]

DAYS_A_MONTH: Final = 30.4375
ADVISED_DAYS: Final = 14
"""Scans closer together than this measure growth badly."""


def growth_kinetics(courses: Courses, study: Study, options: Options) -> pl.DataFrame:
    """Measure the growth of the targets before and after the start of therapy.

    Args:
        courses: The courses of the study; they name its subjects and readers.
        study: The study; readings before baseline are in its table `measurements`, sums in `timepoints`.
        options: The readings chosen.

    Returns:
        One row per subject and reader: `subject`, `reader`, `before_day`, `baseline_day`, `after_day`;
        `before_sum_mm`, `baseline_sum_mm`, `after_sum_mm` (null where a target is missing);
        `tgr_before_pct_month`, `tgr_after_pct_month` (growth of the volume, % per month; null where a sum is
        missing or 0); `tgk_before_mm_day`, `tgk_after_mm_day`.

    Sources:
        Ferte 2014 (TGR); Saada-Bouzid 2017 (TGK); a month is 30.4375 days.

    Examples:
        >>> import polars as pl
        >>> import ebbtide
        >>> sizes = {"subject": ["S1"] * 3, "lesion": ["T1"] * 3, "role": ["target"] * 3}
        >>> frame = pl.DataFrame(sizes | {"day": [-60, -1, 60], "longest_mm": ["20", "22", "33"]})
        >>> assessment = ebbtide.assess({"measurements": frame}, criteria=["recist-1.1"])
        >>> growth = growth_kinetics(assessment.courses, assessment.study, assessment.options)
        >>> growth.select("tgr_before_pct_month", "tgr_after_pct_month").row(0)
        (15.89..., 83.48...)
    """
    record = record_of(courses, study, options)
    growth = with_rates(growth_of(lesions_of(study, record)))
    return record.streams.select("subject", "reader").hstack(
        growth.select(
            *("before_day", "baseline_day", "after_day"),
            *(millimetres(name) for name in ("before", "baseline", "after")),
            *("tgr_before_pct_month", "tgr_after_pct_month", "tgk_before_mm_day", "tgk_after_mm_day"),
        )
    )


def millimetres(name: str) -> pl.Expr:
    """Show a sum in mm."""
    return (pl.col(f"{name}_um").cast(pl.Float64) / pl.lit(1000.0)).alias(f"{name}_sum_mm")


def growth_of(lesions: Lesions) -> pl.DataFrame:
    """Sum the targets of baseline at the scan before it, at baseline and at the first scan after it.

    The scan before is the last one at least 14 days earlier, or the last one where none is.

    Returns:
        One row per stream, in order: `stream`, `before_day`, `baseline_day`, `after_day`; `before_um`,
        `baseline_um`, `after_um`, null where one of the targets of baseline is not measured.
    """
    targets, bases = lesions.targets(), lesions.baselines
    day, when = pl.col("day"), pl.col("when")
    early = targets.filter(when < 0)
    early = early.with_columns(from_day=bases["baseline_day"].gather(early["stream"]))
    apart = pl.col("from_day") - day >= ADVISED_DAYS
    before = early.group_by("stream").agg(before_day=pl.coalesce(day.filter(apart).max(), day.max()))
    after = targets.filter(when > 0).group_by("stream").agg(after_day=day.min())
    rows = bases.join(before, on="stream", how="left", maintain_order="left").join(
        after, on="stream", how="left", maintain_order="left"
    )
    stream = targets["stream"]
    asked = (when == 0) | (day == rows["before_day"].gather(stream)) | (day == rows["after_day"].gather(stream))
    known = complete_sums(targets.filter(asked.fill_null(value=False)))
    for name in ("before", "baseline", "after"):
        one = known.select("stream", pl.col("day").alias(f"{name}_day"), pl.col("sum_um").alias(f"{name}_um"))
        rows = rows.join(one, on=["stream", f"{name}_day"], how="left", maintain_order="left")
    return rows


def complete_sums(targets: pl.DataFrame) -> pl.DataFrame:
    """Add up the targets of baseline at each time point: null where one of them is not measured."""
    sums = sums_of(targets)
    at_baseline = sums.filter(pl.col("when") == 0).select("stream", targets="known")
    whole = (pl.col("known") == pl.col("targets")) & (pl.col("missing") == 0)
    return sums.join(at_baseline, on="stream").with_columns(sum_um=pl.when(whole).then("sum_um"))


def sums_of(targets: pl.DataFrame) -> pl.DataFrame:
    """Add up the targets of baseline at each time point.

    Returns:
        `stream`, `day`, `when`, `sum_um`, `known` (targets measured), `missing` (targets listed without a size).
    """
    first = targets.filter(pl.col("when") == 0).select("lesion")
    size = pl.col("size_um")
    return (
        targets.join(first, on="lesion", how="semi", maintain_order="left")
        .group_by("stream", "day")
        .agg(when=pl.col("when").first(), sum_um=size.sum(), known=size.count(), missing=size.null_count())
    )


def with_rates(growth: pl.DataFrame) -> pl.DataFrame:
    """Add the rates of growth before and after baseline.

    The volume of a sphere goes with the third power of its diameter, so its growth is three times that of the
    logarithm of the sum.

    Sources:
        Ferte 2014, Materials and Methods; Saada-Bouzid 2017.
    """
    return growth.with_columns(
        tgr_before_pct_month=growth_rate("before", "baseline"),
        tgr_after_pct_month=growth_rate("baseline", "after"),
        tgk_before_mm_day=growth_kinetic("before", "baseline"),
        tgk_after_mm_day=growth_kinetic("baseline", "after"),
    )


def growth_rate(first: str, second: str) -> pl.Expr:
    """Growth of the volume between two scans, % per month."""
    start, end = pl.col(f"{first}_um"), pl.col(f"{second}_um")
    months = (pl.col(f"{second}_day") - pl.col(f"{first}_day")).cast(pl.Float64) / pl.lit(DAYS_A_MONTH)
    growth = 3 * (end.cast(pl.Float64) / start.cast(pl.Float64)).log() / months
    return pl.when((start > 0) & (end > 0)).then(100 * (growth.exp() - 1))


def growth_kinetic(first: str, second: str) -> pl.Expr:
    """Growth of the sum between two scans, mm per day."""
    days = (pl.col(f"{second}_day") - pl.col(f"{first}_day")).cast(pl.Float64)
    return (pl.col(f"{second}_um") - pl.col(f"{first}_um")).cast(pl.Float64) / pl.lit(1000.0) / days
