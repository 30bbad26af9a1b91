"""The calls of a study side by side, with the sum they rest on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl

if TYPE_CHECKING:
    from ebbtide.assessment import Assessment

__all__ = ["compare_calls"]

_KEYS = ["subject", "reader", "day"]


def compare_calls(assessment: Assessment) -> list[dict[str, Any]]:
    """List the time points of a study with the call of each criterion.

    Returns:
        One row per time point: `subject, reader, day, date, visit`, one response per
        criterion id, `differs`, and `sum_mm` with its `change_from_nadir_pct` under the
        first criterion that sums diameters (RECIST 1.1 where it is among them).
    """
    sums = _sums(assessment)
    return assessment.divergence().join(sums, on=_KEYS, how="left", nulls_equal=True, maintain_order="left").to_dicts()


def _sums(assessment: Assessment) -> pl.DataFrame:
    ids = [criterion.id for criterion in assessment.criteria if not criterion.is_area]
    wanted = "recist-1.1" if "recist-1.1" in ids else next(iter(ids), "")
    return assessment.responses.filter(pl.col("criterion").cast(pl.String) == wanted).select(
        *_KEYS, "change_from_nadir_pct", sum_mm="burden"
    )
