"""The infused cells set against the tumour they met: peak to burden, effectors to targets."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from ebbtide.celltherapy.burden import burden
from ebbtide.celltherapy.infusions import chosen, infusions
from ebbtide.celltherapy.kinetics import kinetics

if TYPE_CHECKING:
    from ebbtide.study import Study
    from ebbtide.study.celltherapy_options import CellTherapyOptions

__all__ = ["EFFECTORS", "PEAKS", "effector_to_target", "peak_to_burden"]

PEAKS: Final = {
    "subject": pl.String,
    "infusion": pl.Int32,
    "reader": pl.String,
    "peak_measure": pl.String,
    "peak": pl.Float64,
    "peak_unit": pl.String,
    "burden_measure": pl.String,
    "burden": pl.Float64,
    "burden_unit": pl.String,
    "burden_day": pl.Int32,
    "ratio": pl.Float64,
    "ratio_unit": pl.String,
}
"""Columns of the ratios of peak to burden."""
EFFECTORS: Final = {
    "subject": pl.String,
    "infusion": pl.Int32,
    "reader": pl.String,
    "total_cells": pl.Float64,
    "total_from": pl.String,
    "volume_measure": pl.String,
    "volume_ml": pl.Float64,
    "volume_day": pl.Int32,
    "assumed_target_cells_per_ml": pl.Float64,
    "effector_to_target": pl.Float64,
    "note": pl.String,
}
"""Columns of the ratios of effectors to targets."""
_BURDENS: Final = ("sum_of_diameters", "sum_of_products", "metabolic_volume", "tumor_volume", "tlg", "marrow_blasts")


def peak_to_burden(study: Study, options: CellTherapyOptions | None = None) -> pl.DataFrame:
    """Divide the peak of each infusion by each measure of the burden before it.

    The ratio was prognostic in one trial, and others contradict the peak's part in it (`published_cutoffs`). It is
    no evidence for pseudoprogression. A ratio compares with another of the same `ratio_unit` and measures only.

    Args:
        study: The study.
        options: The readings chosen; those of the study when left out.

    Returns:
        One row per infusion, series with a peak, reader and measure of a burden above 0, the columns of `PEAKS`:
        `ratio_unit` names both units, such as `copies/ug DNA per mm2`.

    Sources:
        Locke 2020 (to be confirmed against the paper).

    Examples:
        >>> import polars as pl
        >>> import ebbtide
        >>> given = pl.DataFrame({"subject": ["S1"], "day": [0], "agent": ["CAR-T"], "class": ["car_t"]})
        >>> found = {"subject": ["S1"] * 2, "day": [14, -7], "test": ["car_copies", "metabolic_volume"]}
        >>> found |= {"value": [4000.0, 200.0], "unit": ["copies/uL", "mL"]}
        >>> study = ebbtide.read_study({"treatments": given, "findings": pl.DataFrame(found)})
        >>> peak_to_burden(study).select("ratio", "ratio_unit").row(0)
        (20.0, 'copies/uL per mL')
    """
    peaks = kinetics(study, options).filter(pl.col("cmax").is_not_null(), pl.col("unit").is_not_null())
    met = burden(study, options).filter(
        pl.col("measure").is_in(_BURDENS), pl.col("value") > 0, pl.col("unit").is_not_null()
    )
    left = peaks.select("subject", "infusion", peak_measure="measure", peak="cmax", peak_unit="unit")
    right = met.select(
        *("subject", "infusion", "reader"),
        burden_measure="measure",
        burden="value",
        burden_unit="unit",
        burden_day="day",
    )
    return (
        left.join(right, on=["subject", "infusion"])
        .with_columns(
            ratio=pl.col("peak") / pl.col("burden"), ratio_unit=pl.format("{} per {}", "peak_unit", "burden_unit")
        )
        .sort("subject", "infusion", "peak_measure", "peak_unit", "burden_measure", "reader")
        .select(pl.col(name).cast(kind) for name, kind in PEAKS.items())
    )


def effector_to_target(study: Study, options: CellTherapyOptions | None = None) -> pl.DataFrame:
    """Divide the infused CAR-positive cells by the cells assumed in the volume of the tumour.

    How many cells a millilitre of tumour holds is an assumption of whoever asks (`target_cells_per_ml`): it has no
    default, is shown beside each ratio, and without it there is no ratio. The cells taken up by the tumour are not
    known; the ratio says what was infused.

    Args:
        study: The study; total doses and tumour volumes in mL are read.
        options: The readings chosen; those of the study when left out.

    Returns:
        One row per infusion, reader and volume (metabolic or anatomic, mL), the columns of `EFFECTORS`; an infusion
        without a volume has one row. `effector_to_target` is null where a part is missing, and `note` says which.

    Examples:
        >>> import polars as pl
        >>> import ebbtide
        >>> from ebbtide.study.celltherapy_options import CellTherapyOptions
        >>> given = {"subject": ["S1"], "day": [0], "agent": ["CAR-T"], "class": ["car_t"]}
        >>> given |= {"dose": [2e8], "dose_unit": ["cells"]}
        >>> found = {"subject": ["S1"], "day": [-7], "test": ["metabolic_volume"], "value": [200.0], "unit": ["mL"]}
        >>> study = ebbtide.read_study({"treatments": pl.DataFrame(given), "findings": pl.DataFrame(found)})
        >>> assumed = CellTherapyOptions(target_cells_per_ml=1e8)
        >>> effector_to_target(study, assumed)["effector_to_target"].to_list()
        [0.01]
        >>> effector_to_target(study)["note"].to_list()
        ['no cells per mL are assumed']
    """
    assumed = chosen(study, options).target_cells_per_ml
    volumes = burden(study, options).filter(
        pl.col("measure").is_in(("metabolic_volume", "tumor_volume")), pl.col("unit") == "mL"
    )
    right = volumes.select(
        *("subject", "infusion", "reader"), volume_measure="measure", volume_ml="value", volume_day="day"
    )
    rows = infusions(study, options).join(right, on=["subject", "infusion"], how="left", maintain_order="left")
    volume, total = pl.col("volume_ml"), pl.col("total_cells")
    note = pl.concat_str(
        pl.when(total.is_null()).then(pl.lit("no total dose")),
        pl.when(volume.is_null() | (volume <= 0)).then(pl.lit("no volume in mL")),
        pl.lit("no cells per mL are assumed" if assumed is None else None, pl.String),
        separator="; ",
        ignore_nulls=True,
    )
    ratio = total / (volume * pl.lit(assumed, pl.Float64))
    return (
        rows.with_columns(
            assumed_target_cells_per_ml=pl.lit(assumed, pl.Float64),
            effector_to_target=pl.when(volume > 0).then(ratio),
            note=pl.when(note != "").then(note),
        )
        .sort("subject", "infusion", "volume_measure", "reader")
        .select(pl.col(name).cast(kind) for name, kind in EFFECTORS.items())
    )
