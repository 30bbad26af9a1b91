"""Checks of lesions that disappear and come back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from ebbtide.checks.check import Check
from ebbtide.checks.follow_up.places import LESION, at_visit, queries
from ebbtide.sources import EORTC_FAQ, SCHWARTZ_2009
from ebbtide.study.lengths import as_millimetres

if TYPE_CHECKING:
    from ebbtide.checks.examined import Examined

__all__ = ["CHECKS"]

_SEEN: Final = ("measured", "too_small", "present", "increased", "decreased", "unequivocal_progression")


def nodes_back(trial: Examined) -> pl.DataFrame:
    """F07. A target node with 0 mm that is there again."""
    rows = _returns(trial).filter("nodal", pl.col("role") == "target")
    message = pl.format(
        "{}: the node {} is {} after 0 mm at {}. A node below 10 mm is normal and not gone: its short axis is "
        "expected as measured, and stays in the sum. Please give the short axis at {}.",
        at_visit(), "lesion", _now(), "visit_gone", "visit_gone",
    )  # fmt: skip
    return queries(rows, message)


def lesions_back(trial: Examined) -> pl.DataFrame:
    """F08. A lesion that had disappeared and is there again."""
    rows = _returns(trial).filter(~pl.col("nodal") | (pl.col("role") != "target"))
    rule = (
        pl.when(pl.col("role") == "target")
        .then(
            pl.lit(
                "its size enters the sum, and it is a progression only by the sum, or after a complete response that "
                "is upheld"
            )
        )
        .otherwise(pl.lit("it is a progression only if unequivocal, or after a complete response that is upheld"))
    )
    lacks = pl.when((pl.col("role") == "target") & pl.col("size_um").is_null()).then(pl.lit("give its size, and "))
    message = pl.format(
        "{}: {} is {} after it was gone at {}. It is no new lesion: {}. Please {}confirm that it had disappeared.",
        at_visit(), "lesion", _now(), "visit_gone", rule, lacks.otherwise(pl.lit("")),
    )  # fmt: skip
    return queries(rows, message)


def _now() -> pl.Expr:
    return pl.coalesce(
        as_millimetres(pl.col("size_um")), pl.format("recorded as {}", pl.col("state").str.replace_all("_", " "))
    )


def _returns(trial: Examined) -> pl.DataFrame:
    """The readings of lesions of baseline that are seen where they were gone at the reading before."""
    chosen = trial.readings.filter("is_baseline").select(LESION).unique()
    rows = trial.readings.filter(pl.col("start") >= pl.col("baseline")).join(
        chosen, on=LESION, how="semi", maintain_order="left"
    )
    gone = (pl.col("size_um") == 0) | ((pl.col("state") == "absent") & (pl.col("role") != "target"))
    told = rows.with_columns(gone=gone.fill_null(pl.col("state") == "absent"), seen=pl.col("state").is_in(_SEEN))
    told = told.filter(pl.col("gone") | pl.col("seen") | (pl.col("size_um") > 0)).sort(
        *LESION, "start", "day", maintain_order=True
    )
    told = told.with_columns(was_gone=pl.col("gone").shift(1).over(LESION), visit_gone=at_visit().shift(1).over(LESION))
    return told.filter(~pl.col("gone") & pl.col("was_gone").fill_null(value=False))


CHECKS: Final = (
    Check(
        "F07",
        "A node recorded as 0 mm is back",
        "warning",
        "A target node keeps its place in the sum with the short axis it has, even when it is normal.",
        str(SCHWARTZ_2009),
        nodes_back,
    ),
    Check(
        "F08",
        "A lesion disappears and returns",
        "warning",
        "A lesion of baseline that is back is not new; a target counts by its size in the sum.",
        str(EORTC_FAQ),
        lesions_back,
    ),
)
