"""Numbers as SDTM writes them: text and number of one value, made from whole micrometres."""

from __future__ import annotations

import polars as pl

__all__ = ["as_units", "decimals", "number_of_text"]


def decimals(value: pl.Expr, places: int) -> pl.Expr:
    """Write whole thousandths (or millionths) as a decimal, exactly and without needless zeros.

    Args:
        value: Whole numbers. Shape (n,).
        places: How many digits stand behind the point: 3 for µm in mm, 6 for µm² in mm².

    Examples:
        >>> pl.DataFrame({"um": [12_500, -300, 7_000]}).select(decimals(pl.col("um"), 3)).to_series().to_list()
        ['12.5', '-0.3', '7']
    """
    whole, rest = value.abs() // 10**places, value.abs() % 10**places
    digits = rest.cast(pl.String).str.zfill(places).str.strip_chars_end("0")
    sign = pl.when(value < 0).then(pl.lit("-")).otherwise(pl.lit(""))
    return pl.when(digits == "").then(pl.format("{}{}", sign, whole)).otherwise(
        pl.format("{}{}.{}", sign, whole, digits)
    )  # fmt: skip


def number_of_text(text: pl.Expr) -> pl.Expr:
    """Read a decimal as the nearest number, so that text and number always agree; null where it is none."""
    return text.cast(pl.Float64, strict=False)


def as_units(value: pl.Expr, places: int) -> pl.Expr:
    """Give whole µm as mm, or µm² as mm², each the number nearest to the exact decimal."""
    return number_of_text(decimals(value, places))
