"""Numbers in the words of a query, from whole micrometres; `as_millimetres` of `study.lengths` writes lengths."""

from __future__ import annotations

import polars as pl

__all__ = ["in_percent"]


def in_percent(part: pl.Expr, whole: pl.Expr) -> pl.Expr:
    """Write a change in percent of a length, with a sign and one decimal, rounded half away from zero.

    Args:
        part: The change, in whole micrometres.
        whole: What it is a change of, in whole micrometres; above 0.

    Returns:
        Text; null where either is, or where `whole` is 0.

    Examples:
        >>> sums = pl.DataFrame({"sum": [62_000, 42_470, 0], "nadir": [52_400, 90_730, 0]})
        >>> sums.select(in_percent(pl.col("sum") - pl.col("nadir"), pl.col("nadir"))).to_series().to_list()
        ['+18.3 %', '-53.2 %', None]
    """
    tenths = (2000 * part.cast(pl.Int64).abs() + whole) // (2 * whole.cast(pl.Int64))
    sign = pl.when(part < 0).then(pl.lit("-")).otherwise(pl.lit("+"))
    text = pl.concat_str(sign, (tenths // 10).cast(pl.String), pl.lit("."), (tenths % 10).cast(pl.String), pl.lit(" %"))
    return pl.when(whole > 0).then(text)
