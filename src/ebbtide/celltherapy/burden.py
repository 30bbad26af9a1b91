"""How much tumour the infused cells met: the burden before each infusion."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from ebbtide.assessment.laboratory.results import BELOW, QUANTIFIED, mapped, with_name, with_reading
from ebbtide.celltherapy.infusions import chosen, infusions
from ebbtide.formats.names import folded

if TYPE_CHECKING:
    from ebbtide.study import Study
    from ebbtide.study.celltherapy_options import CellTherapyOptions

__all__ = ["BURDEN", "before_infusion", "burden"]

BURDEN: Final = {
    "subject": pl.String,
    "infusion": pl.Int32,
    "infusion_day": pl.Int32,
    "reader": pl.String,
    "measure": pl.String,
    "value": pl.Float64,
    "unit": pl.String,
    "day": pl.Int32,
    "detected": pl.Boolean,
    "method": pl.String,
    "note": pl.String,
}
"""Columns of the burden."""
_TESTS: Final = {
    "metabolic_volume": ("metabolic_volume", "metabolic_tumor_volume", "total_metabolic_tumor_volume", "mtv", "tmtv"),
    "tlg": ("tlg", "total_lesion_glycolysis"),
    "suv_max": ("suv_max", "suvmax"),
    "tumor_volume": ("tumor_volume",),
    "marrow_blasts": ("marrow_blasts", "bone_marrow_blasts"),
    "ldh": ("ldh", "lactate_dehydrogenase"),
    "ctdna": ("ctdna",),
}
_ULN: Final = ("ldh_uln", "lactate_dehydrogenase_uln")
_UNITS: Final = {
    "mL": ("ml", "cm3", "cc", "cm_3"),
    "%": ("percent",),
    "LG/mL": ("lg_ml", "lymphoma_genomes_ml", "lymphoma_genomes_per_ml"),
    "U/L": ("u_l", "iu_l", "units_l"),
}


def burden(study: Study, options: CellTherapyOptions | None = None) -> pl.DataFrame:
    """Find the burden before each infusion: the last of each measure after the infusion before it.

    Sums of diameters and of products are those of the targets at one time point, as measured or as printed. Units
    are never converted: 1 cm3 is 1 mL, and that is all.

    Args:
        study: The study; its tables `measurements`, `timepoints` and `findings` are read.
        options: The readings chosen; those of the study when left out. `infusion_day_sample` says whether what was
            measured on the day of the infusion came before it.

    Returns:
        One row per infusion, reader, measure and unit, the columns of `BURDEN`: `measure` is `sum_of_diameters`
        (mm), `sum_of_products` (mm2), `largest_diameter` (of a target, mm), `metabolic_volume`, `tlg`, `suv_max`,
        `tumor_volume`, `marrow_blasts`, `ldh`, `ldh_x_uln` (times the upper limit of normal, given as a finding
        `ldh_uln` or as `ULN 250` in words) or `ctdna`; `day` is relative to the infusion; `detected` is false for
        what was not found, whose value is null; `method` holds the words of a finding, such as the threshold of a
        metabolic volume or an assay. Where a target is not measured the sum is null, and `note` says so.

    Sources:
        Dean 2020 and Locke 2020 (metabolic volume and sums of products before CAR-T cells).

    Examples:
        >>> import polars as pl
        >>> import ebbtide
        >>> given = pl.DataFrame({"subject": ["S1"], "day": [0], "agent": ["CAR-T"], "class": ["car_t"]})
        >>> found = {"subject": ["S1"], "day": [-7], "test": ["metabolic_volume"], "value": [212.0], "unit": ["mL"]}
        >>> study = ebbtide.read_study({"treatments": given, "findings": pl.DataFrame(found)})
        >>> burden(study).select("measure", "value", "unit", "day").rows()
        [('metabolic_volume', 212.0, 'mL', -7)]
    """
    readings = chosen(study, options)
    given = infusions(study, readings)
    parts = [_printed(study), *_measured(study), *_found(study)]
    everything = pl.concat([_laid_out(part) for part in parts])
    latest = before_infusion(everything, given, readings.infusion_day_sample)
    named = ("subject", "infusion", "reader", "measure", "unit")
    last = latest.sort("day", "rank", maintain_order=True).group_by(named, maintain_order=True).last()
    return last.sort("subject", "infusion", "measure", "reader", "unit").select(
        pl.col(name).cast(kind) for name, kind in BURDEN.items()
    )


def before_infusion(rows: pl.DataFrame, given: pl.DataFrame, same_day: str) -> pl.DataFrame:
    """Keep for each infusion what was measured before it and after the one before.

    Args:
        rows: Rows with `subject` and `day`, the day of the study.
        given: The infusions.
        same_day: Whether the day of an infusion is `before` it or `after`.

    Returns:
        The rows with `infusion`, `infusion_day`, and `day` relative to it.
    """
    start, day = pl.col("infusion_day"), pl.col("day")
    ends = given.select(
        "subject",
        "infusion",
        infusion_day="day",
        since=pl.col("day").shift(1).over("subject"),
    )
    until, after = (
        (day <= start, day > pl.col("since")) if same_day == "before" else (day < start, day >= pl.col("since"))
    )
    return (
        rows.join(ends, on="subject", maintain_order="left")
        .filter(until, pl.col("since").is_null() | after)
        .with_columns(day=day - start)
        .drop("since")
    )


def _laid_out(part: pl.DataFrame) -> pl.DataFrame:
    """Bring one kind of burden into shared columns."""
    kinds = {name: kind for name, kind in BURDEN.items() if not name.startswith("infusion")} | {"rank": pl.Int32}
    return part.select(
        (pl.col(name) if name in part.columns else pl.lit(None)).cast(kind).alias(name) for name, kind in kinds.items()
    )


def _printed(study: Study) -> pl.DataFrame:
    """Take the sums of diameters that a source prints."""
    rows = study.table("timepoints").filter(pl.col("target_sum_um").is_not_null())
    return rows.select(
        "subject",
        "reader",
        "day",
        measure=pl.lit("sum_of_diameters"),
        value=pl.col("target_sum_um").cast(pl.Float64) / pl.lit(1000.0),
        unit=pl.lit("mm"),
        rank=pl.lit(1),
    )


def _measured(study: Study) -> list[pl.DataFrame]:
    """Sum the targets of each time point, by diameters and by products; a measured sum stands over a printed one."""
    targets = study.table("measurements").filter(pl.col("role") == "target", pl.col("day").is_not_null())
    gone = pl.col("state") == "absent"
    node, long, across = pl.col("nodal").fill_null(value=False), pl.col("longest_um"), pl.col("perpendicular_um")
    sized = targets.with_columns(
        diameter=pl.when(gone).then(0).otherwise(pl.when(node).then(across).otherwise(long)),
        product=pl.when(gone).then(0).otherwise(long * across),
        longest=pl.when(gone).then(0).otherwise(long),
    )
    crossed = sized.filter(pl.col("perpendicular_um").is_not_null().any().over("subject"))
    return [
        _summed(sized, pl.col("diameter"), "sum_of_diameters", "mm"),
        _summed(crossed, pl.col("product"), "sum_of_products", "mm2"),
        _summed(sized, pl.col("longest"), "largest_diameter", "mm"),
    ]


def _summed(sized: pl.DataFrame, size: pl.Expr, measure: str, unit: str) -> pl.DataFrame:
    """Add up one size of the targets, or take the largest; null where one of them has none."""
    missing = size.is_null().any()
    whole = size.max() if measure.startswith("largest") else size.sum()
    shown = whole.cast(pl.Float64) / pl.lit(1e6 if unit == "mm2" else 1e3)
    return sized.group_by("subject", "reader", "day", maintain_order=True).agg(
        measure=pl.lit(measure),
        unit=pl.lit(unit),
        value=pl.when(~missing).then(shown),
        note=pl.when(missing).then(pl.lit("a target is not measured")),
        rank=pl.lit(2),
    )


def _found(study: Study) -> list[pl.DataFrame]:
    """Take the findings that measure burden, and LDH in multiples of its upper limit of normal."""
    names = {name: measure for measure, known in _TESTS.items() for name in known}
    dated = with_name(study.table("findings").filter(pl.col("day").is_not_null()))
    read = with_reading(dated.filter(pl.col("name").is_in(list(names))))
    rows = mapped(read, "unit", _spelt, "unit").with_columns(measure=pl.col("name").replace(names), rank=pl.lit(1))
    known = rows.filter(pl.col("reading").is_in((QUANTIFIED, BELOW))).with_columns(
        detected=pl.col("reading") == QUANTIFIED, method="text", value="amount"
    )
    return [known, _times_normal(known, dated)]


def _times_normal(known: pl.DataFrame, dated: pl.DataFrame) -> pl.DataFrame:
    """Express LDH in multiples of the upper limit of normal of its day, else of the last one before."""
    limits = mapped(dated.filter(pl.col("name").is_in(_ULN), pl.col("value") > 0), "unit", _spelt, "unit")
    ldh = known.filter(measure="ldh", detected=True).with_columns(
        said=pl.col("text").str.extract(r"(?i)\buln\D{0,3}(\d+(?:\.\d+)?)").cast(pl.Float64)
    )
    table = limits.select("subject", "unit", "day", listed="value").sort("day", maintain_order=True)
    joined = ldh.sort("day", maintain_order=True).join_asof(
        table, on="day", by=["subject", "unit"], check_sortedness=False
    )
    normal = pl.coalesce(pl.when(pl.col("said") > 0).then("said"), "listed")
    return joined.filter(normal.is_not_null()).with_columns(
        measure=pl.lit("ldh_x_uln"), value=pl.col("value") / normal, unit=pl.lit("x ULN")
    )


def _spelt(unit: str) -> str:
    """Write the units that published cut-offs use in one way; leave any other alone."""
    plain = folded(unit)
    if not plain:
        return unit.strip()
    return next((known for known, written in _UNITS.items() if plain in written), unit.strip())
