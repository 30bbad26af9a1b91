"""How many of the responses that a study reports itself are reproduced from its lesions."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import polars as pl

if TYPE_CHECKING:
    from ebbtide.workflow.assessed import Assessment

__all__ = ["Agreement", "agreement_with_reported"]

_KEYS = ("subject", "reader", "day", "criterion")


class Agreement(NamedTuple):
    """Reported overall responses against those computed.

    Args:
        criterion: Under which criterion.
        reported: How many time points have both.
        agreeing: At how many of them both are the same.
    """

    criterion: str
    reported: int
    agreeing: int


def agreement_with_reported(assessment: Assessment) -> list[Agreement]:
    """Compare computed overall responses with reported ones, criterion by criterion.

    Returns:
        One entry per criterion that the study reports and that was judged; none where the responses
        themselves are the reported ones.
    """
    if assessment.source == "reported":
        return []
    reported = _as_text(assessment.study.table("reported")).rename({"overall_response": "said"})
    both = reported.join(_as_text(assessment.responses), on=list(_KEYS), maintain_order="left")
    counted = both.group_by("criterion", maintain_order=True).agg(
        reported=pl.len(), agreeing=(pl.col("said") == pl.col("overall_response")).sum()
    )
    return [Agreement(*row) for row in counted.rows()]


def _as_text(table: pl.DataFrame) -> pl.DataFrame:
    words = pl.col("subject", "reader", "criterion", "overall_response").cast(pl.String)
    return table.select(words, "day")
