"""Pieces of the explanations, made column by column."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["CALLS", "NO", "NOT_COMPUTABLE", "OPEN", "YES", "first_that_holds", "mm", "percent", "said"]

YES: Final = "yes"
NO: Final = "no"
OPEN: Final = "open"
NOT_COMPUTABLE: Final = "not_computable"
CALLS: Final = (YES, NO, OPEN, NOT_COMPUTABLE, "under_question", "overdue", "settled", "none")
"""The words of the column `call`."""


def said(template: str, *parts: pl.Expr | str) -> pl.Expr:
    """Write a sentence with numbers; what is missing in it is left blank rather than losing the sentence.

    Examples:
        >>> pl.DataFrame({"day": [28, None]}).select(said("Seen on day {}.", "day")).to_series().to_list()
        ['Seen on day 28.', 'Seen on day ?.']
    """
    columns = [pl.col(part) if isinstance(part, str) else part for part in parts]
    return pl.format(template, *(column.cast(pl.String).fill_null("?") for column in columns))


def first_that_holds(cases: Sequence[tuple[pl.Expr, pl.Expr]], otherwise: pl.Expr) -> pl.Expr:
    """Choose the value of the first condition that holds; a condition that is not known does not hold.

    Examples:
        >>> size = pl.col("size")
        >>> word = first_that_holds([(size > 1, pl.lit("more")), (size == 1, pl.lit("one"))], pl.lit("none"))
        >>> pl.DataFrame({"size": [2, 1, None]}).select(word).to_series().to_list()
        ['more', 'one', 'none']
    """
    chosen = otherwise
    for condition, value in reversed(cases):
        chosen = pl.when(condition).then(value).otherwise(chosen)
    return chosen


def mm(micrometres: str | pl.Expr) -> pl.Expr:
    """Write whole micrometres as millimetres, exactly.

    Examples:
        >>> pl.DataFrame({"um": [90_730, 5_000, 0]}).select(mm("um")).to_series().to_list()
        ['90.73 mm', '5 mm', '0 mm']
    """
    column = pl.col(micrometres) if isinstance(micrometres, str) else micrometres
    whole, rest = column // 1000, column % 1000
    digits = pl.format("{}.{}", whole, rest.cast(pl.String).str.zfill(3))
    return pl.format("{} mm", digits.str.strip_chars_end("0").str.strip_chars_end("."))


def percent(part: pl.Expr, whole: pl.Expr) -> pl.Expr:
    """Write a change in percent, with enough decimals to tell a micrometre from the limit.

    Examples:
        >>> frame = pl.DataFrame({"now": [90_730, 59_270], "then": [42_470, 42_470]})
        >>> frame.select(percent(pl.col("now") - pl.col("then"), pl.col("then"))).to_series().to_list()
        ['+113.633 %', '+39.557 %']
    """
    share = (100 * part).cast(pl.Float64) / whole.cast(pl.Float64)
    sign = pl.when(share >= 0).then(pl.lit("+")).otherwise(pl.lit(""))
    return pl.format("{}{} %", sign, share.round(3))
