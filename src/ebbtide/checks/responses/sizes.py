"""Sums set against baseline and nadir, in the words of a query."""

from __future__ import annotations

import polars as pl

from ebbtide.checks.words import in_percent

__all__ = ["from_baseline", "from_nadir", "over_nadir"]


def from_baseline() -> pl.Expr:
    """Say how the sum stands to the baseline: `-20.0 % from the baseline 50 mm`."""
    return _against("baseline_um", "of_baseline", "from the baseline {}")


def from_nadir() -> pl.Expr:
    """Say how the sum stands to the smallest sum before: `+18.3 % from the nadir 52.4 mm`."""
    return _against("nadir_um", "of_nadir", "from the nadir {}")


def over_nadir() -> pl.Expr:
    """Say the same with the time point of the nadir (`nadir_when`), where it is known."""
    return pl.concat_str(_against("nadir_um", "of_nadir", "over the nadir {}"), _place())


def _place() -> pl.Expr:
    at_baseline = pl.col("nadir_um") == pl.col("baseline_um")
    when = pl.when(at_baseline).then(pl.lit("baseline")).otherwise("nadir_when")
    return pl.when(when.is_not_null()).then(pl.format(" ({})", when)).otherwise(pl.lit(""))


def _against(reference: str, words: str, phrase: str) -> pl.Expr:
    percent = in_percent(pl.col("sum_um") - pl.col(reference), pl.col(reference))
    # From nothing there is no percentage, only the growth itself.
    change = pl.coalesce(percent, pl.format("+{}", "sum"))
    return pl.coalesce(pl.format("{} " + phrase, change, pl.col(words)), pl.lit("without a sum to compare it with"))
