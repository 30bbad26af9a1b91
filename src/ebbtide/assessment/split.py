"""Split lesions: fragments (T04.1, T04.2) are summed under their parent (T04)."""

from __future__ import annotations

from typing import Final

import polars as pl

from ebbtide.assessment.codes import names_in
from ebbtide.criteria.parts.readings import TOO_SMALL_UM

FRAGMENT: Final = r"^(.+)\.(\d{1,2})$"
KEY: Final = ["subject", "reader", "start", "lesion"]
UNKNOWN: Final = ("not_evaluable", "not_done")
GONE: Final = ("absent", "merged")
PRODUCT: Final = "product_um2"
"""The sum of the fragments' products, which is not the product of their sums."""
IN_PARTS: Final = "in_parts"
"""Whether a reading is the sum of fragments."""


def join_fragments(readings: pl.DataFrame) -> pl.DataFrame:
    """Sum the fragments of a split lesion under the lesion's own id.

    Longest diameters (for nodes: short axes) are added, and so are products. One fragment that could not be
    evaluated leaves the lesion not evaluable.

    Sources:
        CDISC RECIST 1.1 supplement, split tumours; docs/criteria/README.md (split lesions).
    """
    if not names_in(readings["lesion"]).str.contains(FRAGMENT).any():
        return readings
    readings = readings.with_columns(pl.col("lesion").cast(pl.String))
    parent = pl.col("lesion").str.extract(FRAGMENT, 1)
    named = readings.with_columns(parent=parent)
    whole = readings.select("subject", "reader", parent="lesion", there=pl.lit(value=True)).unique()
    marked = named.join(whole, on=["subject", "reader", "parent"], how="left", maintain_order="left")
    is_fragment = pl.col("there").is_not_null()
    rest = marked.filter(~is_fragment).select(readings.columns)
    parts = marked.filter(is_fragment).with_columns(lesion=pl.col("parent")).select(readings.columns)
    if parts.is_empty():
        return readings
    whole_lesions = without_parents(rest, parts).with_columns(
        pl.lit(None, pl.Int64).alias(PRODUCT), pl.lit(value=False).alias(IN_PARTS)
    )
    return pl.concat([whole_lesions, sum_fragments(parts).with_columns(pl.lit(value=True).alias(IN_PARTS))])


def without_parents(rest: pl.DataFrame, parts: pl.DataFrame) -> pl.DataFrame:
    """Leave out the parent's own row at a time point that lists its fragments."""
    return rest.join(parts.select(KEY).unique(), on=KEY, how="anti", maintain_order="left")


def sum_fragments(parts: pl.DataFrame) -> pl.DataFrame:
    """Add the fragments of each lesion and time point."""
    state = pl.col("state").cast(pl.String)
    parts = parts.with_columns(product_of_fragment().alias(PRODUCT))
    lengths = [name for name in parts.columns if name.endswith("_um") and name != "slice_um"]
    small = (state == "too_small") & pl.col("longest_um").is_null() & pl.col("perpendicular_um").is_null()
    filled = [pl.when(small).then(pl.lit(TOO_SMALL_UM)).otherwise(pl.col(name)) for name in lengths]
    known = [one.filter(~state.is_in(GONE)) for one in filled]
    summed = [
        pl.when(one.null_count() == 0).then(one.sum()).alias(name) for one, name in zip(known, lengths, strict=True)
    ]
    merged = (
        pl.when(state.is_in(UNKNOWN).any())
        .then(pl.lit("not_evaluable"))
        .when(state.is_in(GONE).all())
        .then(pl.lit("absent"))
        .otherwise(pl.lit("measured"))
        .cast(parts.schema["state"])
        .alias("state")
    )
    others = [shared(name) for name in parts.columns if name not in (*KEY, *lengths, "state", PRODUCT)]
    product = pl.col(PRODUCT).filter(~state.is_in(GONE))
    summed.append(pl.when(product.null_count() == 0).then(product.sum()).alias(PRODUCT))
    return parts.group_by(KEY, maintain_order=True).agg(*summed, merged, *others).select(parts.columns)


def shared(name: str) -> pl.Expr:
    """Say of the lesion what its fragments say, whatever their order.

    A lesion is a node, or treated locally, or avid, when one fragment is; its SULpeak is that of the hottest one. A
    method or density on which they differ is unknown.
    """
    value = pl.col(name)
    if name in ("nodal", "locally_treated"):
        return value.any()
    if name in ("sul_peak_milli", "avid"):
        return value.max()
    if name in ("method", "density_mhu"):
        return pl.when(value.n_unique() == 1).then(value.first())
    return value.min()


def product_of_fragment() -> pl.Expr:
    """Multiply the two diameters of a fragment; one too small to measure is 5 x 5 mm."""
    small = pl.col("state").cast(pl.String) == "too_small"
    sides = [
        pl.when(small).then(pl.col(name).fill_null(TOO_SMALL_UM)).otherwise(pl.col(name))
        for name in ("longest_um", "perpendicular_um")
    ]
    return sides[0] * sides[1]
