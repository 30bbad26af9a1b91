"""Survival by group, laid out for reading."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl

from ebbtide.statistics.survival import SurvivalByGroup

__all__ = ["SurvivalByGroup", "p_in_words", "survival_as_plain", "survival_in_words"]

if TYPE_CHECKING:
    from collections.abc import Sequence

_LEAST_P = 0.0001


def survival_in_words(compared: SurvivalByGroup) -> pl.DataFrame:
    """Set the groups side by side.

    Returns:
        One row per group: `group`, `subjects`, `events`, `median_text`, `hazard_text`, `p_text` and `note`; texts
        are empty where nothing is known.
    """
    hazards = compared.hazards.select(
        pl.col("group").cast(pl.String),
        "note",
        hazard_text=_with_interval(["hazard_ratio", "low", "high"], 2),
        p_text=pl.col("p").map_elements(p_in_words, return_dtype=pl.String),
    )
    return (
        compared.medians.with_columns(pl.col("group").cast(pl.String))
        .with_columns(median_text=_with_interval(["median", "low", "high"], 0))
        .join(hazards, on="group", how="left", maintain_order="left")
        .with_columns(pl.col("note", "hazard_text", "p_text").fill_null(""))
    )


def survival_as_plain(compared: SurvivalByGroup) -> dict[str, Any]:
    """Give curves, medians, test and hazards as plain values."""
    frames = {name: value for name, value in compared._asdict().items() if isinstance(value, pl.DataFrame)}
    return {"landmark": compared.landmark, **{name: frame.to_dicts() for name, frame in frames.items()}}


def p_in_words(p: float) -> str:
    """Write a probability.

    Examples:
        >>> [p_in_words(p) for p in (0.3, 0.0123, 0.00001)]
        ['0.3000', '0.0123', '< 0.0001']
    """
    return f"< {_LEAST_P}" if p < _LEAST_P else f"{p:.4f}"


def _with_interval(names: Sequence[str], digits: int) -> pl.Expr:
    value, low, high = (
        pl.col(name).cast(pl.Float64).map_elements(lambda number: f"{number:.{digits}f}", return_dtype=pl.String)
        for name in names
    )
    interval = pl.format(" ({} to {})", low.fill_null("?"), high.fill_null("?"))
    bounded = pl.when(low.is_null() & high.is_null()).then(pl.lit("")).otherwise(interval)
    unreached = pl.lit("not reached") + bounded if names[0] == "median" else pl.lit("")
    return pl.when(value.is_not_null()).then(value + interval).otherwise(unreached)
