"""B cells after an infusion: whether they were found, and since when again.

What counts as aplasia differs from paper to paper and from assay to assay, so only detected and not detected are told.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from ebbtide.assessment.laboratory.results import ABOVE, BELOW, with_name, with_reading
from ebbtide.celltherapy.infusions import infusions
from ebbtide.celltherapy.results import per_infusion

if TYPE_CHECKING:
    from ebbtide.study import Study
    from ebbtide.study.celltherapy_options import CellTherapyOptions

__all__ = ["B_CELLS", "b_cells"]

B_CELLS: Final = {
    "subject": pl.String,
    "infusion": pl.Int32,
    "infusion_day": pl.Int32,
    "samples": pl.Int32,
    "not_detected_day": pl.Int32,
    "last_not_detected_day": pl.Int32,
    "detected_again_day": pl.Int32,
    "last_day": pl.Int32,
    "state": pl.String,
}
"""Columns of the course of B cells."""
_NAMES: Final = ("b_cells", "b_cell_count", "cd19_b_cells", "cd19_cells", "b_lymphocytes")


def b_cells(study: Study, options: CellTherapyOptions | None = None) -> pl.DataFrame:
    """Tell for each infusion when B cells were no longer found, and when they were found again.

    Args:
        study: The study; findings named `b_cells` are read, in whatever unit.
        options: The readings chosen; those of the study when left out.

    Returns:
        One row per infusion with results, the columns of `B_CELLS`, days from the infusion: the first and last day
        without B cells (none found, or below the limit of quantification), the first day on which they were found
        after having been gone, the last result, and `state` at that time: `detected` or `not detected`. A result
        above 0 without a limit counts as found.

    Examples:
        >>> import polars as pl
        >>> import ebbtide
        >>> given = pl.DataFrame({"subject": ["S1"], "day": [0], "agent": ["CAR-T"], "class": ["car_t"]})
        >>> found = {"subject": ["S1"] * 3, "day": [7, 28, 180], "test": ["b_cells"] * 3}
        >>> found |= {"value": [None, None, 60.0], "text": ["not detected", "not detected", None]}
        >>> study = ebbtide.read_study({"treatments": given, "findings": pl.DataFrame(found)})
        >>> b_cells(study).select("not_detected_day", "detected_again_day", "state").row(0)
        (7, 180, 'detected')
    """
    found = with_name(study.table("findings").filter(pl.col("day").is_not_null()))
    read = with_reading(found.filter(pl.col("name").is_in(_NAMES))).filter(pl.col("reading").is_not_null())
    rows = per_infusion(read, infusions(study, options)).sort("subject", "infusion", "day", maintain_order=True)
    day, gone = pl.col("day"), pl.col("reading") == BELOW
    seen = pl.col("reading").is_in(ABOVE)
    return (
        rows.group_by("subject", "infusion", maintain_order=True)
        .agg(
            infusion_day=pl.col("infusion_day").first(),
            samples=pl.len(),
            not_detected_day=day.filter(gone).min(),
            last_not_detected_day=day.filter(gone).max(),
            detected_again_day=day.filter(seen & (day > day.filter(gone).min())).min(),
            last_day=day.max(),
            state=pl.when(seen.last()).then(pl.lit("detected")).otherwise(pl.lit("not detected")),
        )
        .select(pl.col(name).cast(kind) for name, kind in B_CELLS.items())
    )
