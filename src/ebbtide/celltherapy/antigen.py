"""How much of its antigen a tumour shows: the H-score of a stained section."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

import polars as pl

from ebbtide.assessment.laboratory.results import with_name
from ebbtide.errors import DataError

if TYPE_CHECKING:
    from ebbtide.study import Study

__all__ = ["H_SCORES", "h_score", "h_scores"]

H_SCORES: Final = {
    "subject": pl.String,
    "day": pl.Int32,
    "strong_pct": pl.Float64,
    "moderate_pct": pl.Float64,
    "weak_pct": pl.Float64,
    "h_score": pl.Float64,
    "positive_pct": pl.Float64,
    "note": pl.String,
}
"""Columns of the H-scores."""
_PARTS: Final = {"h_score_3": "strong_pct", "h_score_2": "moderate_pct", "h_score_1": "weak_pct"}
_ALL_CELLS: Final = 100
_SLACK: Final = 1e-9


def h_score(strong_pct: float, moderate_pct: float, weak_pct: float) -> float:
    """Weigh the stained cells by the strength of their staining: 3, 2 and 1 times their percentages.

    Args:
        strong_pct: Cells stained 3+, %.
        moderate_pct: Cells stained 2+, %.
        weak_pct: Cells stained 1+, %.

    Returns:
        The score, 0 to 300.

    Raises:
        DataError: If a percentage is not one, or they come to more than 100.

    Sources:
        McCarty 1985 (to be confirmed against the paper). The example is Zhao 2025.

    Examples:
        >>> h_score(70, 20, 5)
        255
    """
    parts = (strong_pct, moderate_pct, weak_pct)
    if not all(math.isfinite(part) and part >= 0 for part in parts) or sum(parts) > _ALL_CELLS + _SLACK:
        raise DataError(
            f"percentages of stained cells are {', '.join(str(part) for part in parts)}",
            hint="give percentages of all tumor cells, 0 to 100, that together are no more than 100",
        )
    return 3 * strong_pct + 2 * moderate_pct + weak_pct


def h_scores(study: Study) -> pl.DataFrame:
    """Score the antigen of each stained section.

    Args:
        study: The study; findings `h_score_3`, `h_score_2` and `h_score_1`, percent of cells, are read.

    Returns:
        One row per subject and day, the columns of `H_SCORES`; score and percentage of positive cells are null
        where a part is missing, stands twice with different values, or the parts are no percentages, and `note`
        says so.

    Sources:
        McCarty 1985 (to be confirmed against the paper).

    Examples:
        >>> import polars as pl
        >>> import ebbtide
        >>> stains = {"test": ["h_score_3", "h_score_2", "h_score_1"], "value": [70.0, 20.0, 5.0]}
        >>> found = pl.DataFrame({"subject": ["S1"] * 3, "day": [-60] * 3} | stains)
        >>> h_scores(ebbtide.read_study({"findings": found})).select("h_score", "positive_pct").row(0)
        (255.0, 95.0)
    """
    found = with_name(study.table("findings")).filter(pl.col("name").is_in(list(_PARTS)), pl.col("value").is_not_null())
    value = pl.col("value")
    once = {
        column: pl.when(value.filter(pl.col("name") == name).n_unique() == 1).then(
            value.filter(pl.col("name") == name).first()
        )
        for name, column in _PARTS.items()
    }
    rows = found.group_by("subject", "day", maintain_order=True).agg(**once).sort("subject", "day", maintain_order=True)
    strong, moderate, weak = (pl.col(column) for column in _PARTS.values())
    total = strong + moderate + weak
    sound = (pl.min_horizontal(*_PARTS.values()) >= 0) & (total <= _ALL_CELLS + _SLACK)
    note = (
        pl.when(total.is_null())
        .then(pl.lit("a part is missing, or stands twice"))
        .when(~sound)
        .then(pl.lit("the parts are no percentages of all cells"))
    )
    return rows.with_columns(
        h_score=pl.when(sound).then(3 * strong + 2 * moderate + weak),
        positive_pct=pl.when(sound).then(total),
        note=note,
    ).select(pl.col(name).cast(kind) for name, kind in H_SCORES.items())
