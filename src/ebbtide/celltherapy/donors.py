"""What is recorded of a donor's cells: chimerism, and graft-versus-host disease. Nothing is judged."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from ebbtide.assessment.laboratory.results import with_name
from ebbtide.celltherapy.infusions import infusions

if TYPE_CHECKING:
    from ebbtide.study import Study
    from ebbtide.study.celltherapy_options import CellTherapyOptions

__all__ = ["DONORS", "donor_records"]

DONORS: Final = {
    "subject": pl.String,
    "study_day": pl.Int32,
    "infusion": pl.Int32,
    "day": pl.Int32,
    "what": pl.String,
    "value": pl.Float64,
    "unit": pl.String,
    "grade": pl.Int32,
    "text": pl.String,
}
"""Columns of the records."""


def donor_records(study: Study, options: CellTherapyOptions | None = None) -> pl.DataFrame:
    """List chimerism and graft-versus-host disease as recorded, beside the infusion they followed.

    Args:
        study: The study; findings named `chimerism` and events `gvhd` (or with it in their name) are read.
        options: The readings chosen; those of the study when left out.

    Returns:
        One row per record, the columns of `DONORS`: `what` is `chimerism` or the event as recorded; `infusion` and
        `day` (from it) are null before the first infusion.

    Examples:
        >>> import polars as pl
        >>> import ebbtide
        >>> found = {"subject": ["S1"], "day": [30], "test": ["chimerism"], "value": [99.9], "unit": ["%"]}
        >>> study = ebbtide.read_study({"findings": pl.DataFrame(found)})
        >>> donor_records(study).select("what", "value", "unit").row(0)
        ('chimerism', 99.9, '%')
    """
    found = with_name(study.table("findings")).filter(pl.col("name").str.contains("chimerism"))
    events = with_name(study.table("events"), "event").filter(
        pl.col("name").str.contains(r"gvhd|graft_versus_host|graft_vs_host")
    )
    rows = pl.concat(
        [
            found.select(*("subject", "day", "value", "unit", "text"), what="name", grade=pl.lit(None, pl.Int32)),
            events.select("subject", "day", "grade", what="event", text="detail"),
        ],
        how="diagonal",
    ).with_columns(study_day="day")
    starts = infusions(study, options).select("subject", "infusion", infusion_day="day").sort("infusion_day")
    dated = rows.filter(pl.col("day").is_not_null()).sort("day", maintain_order=True)
    joined = dated.join_asof(
        starts, left_on="day", right_on="infusion_day", by="subject", coalesce=False, check_sortedness=False
    )
    undated = rows.filter(pl.col("day").is_null())
    return (
        pl.concat([joined, undated], how="diagonal")
        .with_columns(day=pl.col("day") - pl.col("infusion_day"))
        .sort("subject", "study_day", "what", maintain_order=True)
        .select(pl.col(name).cast(kind) for name, kind in DONORS.items())
    )
