"""Laboratory results set on the axes of the infusions."""

from __future__ import annotations

import polars as pl

__all__ = ["per_infusion"]


def per_infusion(results: pl.DataFrame, given: pl.DataFrame) -> pl.DataFrame:
    """Set results on the axes of the infusions: each to the last infusion that had begun.

    Args:
        results: Rows with `subject` and `day`, the day of the study.
        given: The infusions.

    Returns:
        The rows from an infusion to the day before the next one, with `infusion`, `infusion_day` and the day of
        the study kept as `study_day`; `day` counts from the infusion.
    """
    starts = given.select("subject", "infusion", "next_day", infusion_day="day")
    held = (pl.col("day") >= pl.col("infusion_day")) & (
        pl.col("next_day").is_null() | (pl.col("day") < pl.col("next_day"))
    )
    return (
        results.join(starts, on="subject", maintain_order="left")
        .filter(held)
        .with_columns(study_day="day", day=pl.col("day") - pl.col("infusion_day"))
    )
