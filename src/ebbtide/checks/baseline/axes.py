"""Whether each lesion was measured along the axis that its criterion counts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from ebbtide.checks.baseline.lesions import PLACE, QUERY, held_to, titles
from ebbtide.checks.check import Check
from ebbtide.checks.domain_records import lesion_records
from ebbtide.criteria import BY_ID
from ebbtide.sources import SCHWARTZ_2009
from ebbtide.study.columns import LESION_KEY
from ebbtide.study.lengths import as_millimetres, micrometres

if TYPE_CHECKING:
    from ebbtide.checks.examined import Examined

__all__ = ["CHECKS", "wrong_axes"]

SOLID_ORGAN: Final = (
    r"(?i)\b(liver|lungs?|kidneys?|adrenals?|brain|spleen|pancreas|breasts?|ovary|ovaries|bladder|thyroid|bones?|"
    r"skin)\b"
)
NODES_AT_ORGAN: Final = r"(?i)node|nodal|\bln\b|hil(um|ar|us)|axill|region|station|chain"
AREAS: Final = {"mm2": 1, "mm**2": 1, "mm^2": 1, "cm2": 100, "cm**2": 100, "cm^2": 100}
"""Square millimetres in a unit."""
ROUNDING: Final = 1_000
"""A product that is a square millimetre apart is only rounded; thousandths of a square millimetre."""


def wrong_axes(trial: Examined) -> pl.DataFrame:
    """B05: find diameters that were measured along the wrong axis, or that contradict each other."""
    found = [*_one_axis_only(trial), _short_above_long(trial), _wrong_products(trial)]
    return pl.concat(found, how="diagonal")


def _one_axis_only(trial: Examined) -> list[pl.DataFrame]:
    measured = trial.targets.sort(*LESION_KEY, "start").filter(pl.col("state") == "measured")
    short, long = pl.col("perpendicular_um"), pl.col("longest_um")
    held = [one for one in held_to(trial) if one in BY_ID and BY_ID[one].definition.node_rule]
    no_short = measured.filter(pl.col("nodal") & short.is_null() & long.is_not_null() & pl.lit(bool(held)))
    no_long = measured.filter(~pl.col("nodal") & long.is_null() & short.is_not_null() & pl.col("viable_um").is_null())
    is_organ = pl.col("organ").str.contains(SOLID_ORGAN) & ~pl.col("organ").str.contains(NODES_AT_ORGAN)
    as_node = measured.filter(pl.col("nodal") & long.is_null() & short.is_not_null() & is_organ)
    by_node = pl.format(
        f"{{}}: the node {{}} has a longest diameter ({{}}) and no short axis. Nodes count by their short axis under "
        f"{titles(held) or 'the criterion'}. Please measure the short axis here and wherever it is missing.",
        *(PLACE, "lesion", as_millimetres(long)),
    )
    by_length = pl.format(
        "{}: target {} has a short axis ({}) and no longest diameter. Lesions that are no nodes count by their longest "
        "diameter. Please measure it here and wherever it is missing.",
        *(PLACE, "lesion", as_millimetres(short)),
    )
    by_organ = pl.format(
        "{}: target {} in {} was measured by its short axis alone ({}), as if it were a node. Please say whether it is "
        "a lymph node; if it is none, measure its longest diameter.",
        *(PLACE, "lesion", "organ", as_millimetres(short)),
    )
    warns = pl.lit("warning")
    return [
        _once_a_lesion(no_short, by_node),
        _once_a_lesion(no_long, by_length),
        _once_a_lesion(as_node, by_organ).with_columns(severity=warns),
    ]


def _once_a_lesion(rows: pl.DataFrame, message: pl.Expr) -> pl.DataFrame:
    first = rows.unique(LESION_KEY, keep="first", maintain_order=True)
    return first.with_columns(day="start", message=message, severity=pl.lit("error")).select(*QUERY, "severity")


def _short_above_long(trial: Examined) -> pl.DataFrame:
    crossed = trial.readings.filter(pl.col("perpendicular_um") > pl.col("longest_um"))
    message = pl.format(
        "{}: the short axis of {} ({}) is longer than its longest diameter ({}). Please review both.",
        *(PLACE, "lesion", as_millimetres(pl.col("perpendicular_um")), as_millimetres(pl.col("longest_um"))),
    )
    return crossed.with_columns(day="start", message=message, severity=pl.lit("error")).select(*QUERY, "severity")


def _wrong_products(trial: Examined) -> pl.DataFrame:
    """Hold the products of TR against the two diameters of the lesion and visit."""
    records = lesion_records(trial, "TR").filter(pl.col("test") == "PPD", pl.col("lesion").is_not_null())
    square_mm = pl.col("unit").str.to_lowercase().replace_strict(AREAS, default=None, return_dtype=pl.Int64)
    told = records.with_columns(
        product=micrometres(records.get_column("value"), "mm") * records.select(square_mm).to_series()
    ).select(*LESION_KEY, "visit", "product")
    both = trial.readings.join(told, on=[*LESION_KEY, "visit"]).with_columns(
        ours=(pl.col("longest_um") * pl.col("perpendicular_um")) // 1_000
    )
    wrong = both.filter((pl.col("product") - pl.col("ours")).abs() > ROUNDING)
    message = pl.format(
        "{}: the product of the diameters of {} was entered as {}², and {} times {} is {}². Please review the three.",
        *(PLACE, "lesion", as_millimetres(pl.col("product")), as_millimetres(pl.col("longest_um"))),
        *(as_millimetres(pl.col("perpendicular_um")), as_millimetres(pl.col("ours"))),
    )
    return wrong.with_columns(day="start", message=message, severity=pl.lit("error")).select(*QUERY, "severity")


CHECKS: Final = (
    Check(
        "B05",
        "Measured along the wrong axis",
        "error",
        "Nodes count by their short axis and other lesions by their longest diameter. Finds the one without the "
        "other, short axes above the longest diameter, and products that are not those of the diameters.",
        f"{SCHWARTZ_2009}; CDISC supplement for RECIST 1.1",
        wrong_axes,
    ),
)
