"""What a study has to say about its cell therapy before its numbers mean anything: named options with defaults."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from ebbtide.study.endpoint_options import Days

__all__ = ["CellTherapyOptions"]


class CellTherapyOptions(BaseModel):
    """How cellular kinetics, tumour burden and cytokines are read.

    Examples:
        >>> CellTherapyOptions().kinetics_below_lloq
        'left_out'
        >>> CellTherapyOptions().target_cells_per_ml is None
        True
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    infusion_split_days: Annotated[
        Days,
        Field(
            description=(
                "Cell therapy: doses given within so many days of a first one are parts of one infusion, counted "
                "from its first day. 0: each day is an infusion of its own."
            )
        ),
    ] = 0
    infusion_day_sample: Annotated[
        Literal["before", "after"],
        Field(
            description=(
                "Cell therapy: whether what was measured on the day of the infusion, for burden and cytokines, was "
                "measured before it. Days alone do not tell."
            )
        ),
    ] = "before"
    kinetics_below_lloq: Annotated[
        Literal["left_out", "half"],
        Field(
            description=(
                "Cellular kinetics: what a sample below the lower limit of quantification does to the area under "
                "the curve: it is left out, or counts as half the limit. Cmax, half-life and persistence never "
                "use it."
            )
        ),
    ] = "left_out"
    kinetics_same_day: Annotated[
        Literal["mean", "largest"],
        Field(description="Cellular kinetics: what several quantified samples of one day and unit are taken as."),
    ] = "mean"
    kinetics_area_starts_by: Annotated[
        Days,
        Field(
            description=(
                "Cellular kinetics: the area is that of days 0 to 28 where its first sample lies on this day or "
                "before it; otherwise it is a partial area, named by its days."
            )
        ),
    ] = 0
    target_cells_per_ml: Annotated[
        float | None,
        Field(
            gt=0,
            allow_inf_nan=False,
            description=(
                "Cell therapy: target cells in one mL of tumor, an assumption that the ratio of effectors to "
                "targets needs. None: it is not computed."
            ),
        ),
    ] = None
