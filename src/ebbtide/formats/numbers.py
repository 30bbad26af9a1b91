"""Cells as numbers that are no lengths: densities, results, whole numbers, yes and no."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import polars as pl

from ebbtide.formats.lengths import plain_numbers
from ebbtide.formats.names import folded
from ebbtide.formats.text import clean_text, mapped, without_blank_words
from ebbtide.formats.words import ANSWERS

if TYPE_CHECKING:
    from ebbtide.formats.cells import Cells
    from ebbtide.study.lengths import Unit

__all__ = ["Numbers", "read_answers", "read_densities", "read_exact", "read_numbers", "read_whole"]

_DECIMAL_COMMA: Final = r"^([+-]?\d+),(\d+)$"


class Numbers(NamedTuple):
    """A column of numbers and the texts in it that are none; each is null where the other is not. Shape (n,)."""

    values: pl.Series
    rest: pl.Series


def read_densities(cells: Cells) -> pl.Series:
    """Read densities in Hounsfield units as whole thousandths. Shape (n,), Int64."""
    # A thousandth is to a Hounsfield unit what a micrometre is to a millimetre: the same exact arithmetic serves.
    unit: Unit = "um" if folded(cells.header).endswith("mhu") else "mm"
    thousandths, rest = plain_numbers(cells.values, unit)
    if rest is not None:
        cells.refuse(rest.is_not_null(), rest, "'{}' is no number", "write a number such as 42.5")
    return thousandths


def read_exact(cells: Cells) -> pl.Series:
    """Read numbers that are never negative as whole thousandths. Shape (n,), Int64."""
    unit: Unit = "um" if folded(cells.header).endswith("milli") else "mm"
    thousandths, rest = plain_numbers(cells.values, unit)
    if rest is not None:
        cells.refuse(rest.is_not_null(), rest, "'{}' is no number", "write a number such as 4.25")
    below = (thousandths < 0).fill_null(value=False)
    cells.refuse(below, thousandths.cast(pl.String), "it is below 0", "write a number of 0 or more")
    return thousandths.set(below, None)


def read_numbers(values: pl.Series) -> Numbers:
    """Read numbers where text may stand beside them."""
    if values.dtype.is_numeric():
        numbers = values.cast(pl.Float64)
        return Numbers(_finite(numbers), pl.repeat(None, len(values), dtype=pl.String, eager=True))
    text = without_blank_words(clean_text(values))
    numbers = _finite(text.str.replace(_DECIMAL_COMMA, "$1.$2").cast(pl.Float64, strict=False))
    return Numbers(numbers, text.set(numbers.is_not_null(), None))


def read_whole(cells: Cells, *, most: int) -> pl.Series:
    """Read whole numbers between `-most` and `most`. Shape (n,), Int32."""
    values = cells.values
    if values.dtype.is_integer():
        whole = values.cast(pl.Int64, strict=False)
    else:
        numbers = read_numbers(values)
        broken = numbers.rest.is_not_null() | (numbers.values % 1 != 0).fill_null(value=False)
        cells.refuse(broken, values.cast(pl.String), "'{}' is no whole number", "write a whole number such as 28")
        whole = numbers.values.set(broken, None).cast(pl.Int64, strict=False)
    far = (~whole.is_between(-most, most)).fill_null(value=False)
    cells.refuse(far, whole, f"{{}} is beyond {most:,}", "look for a slip of the pen")
    return whole.set(far, None).cast(pl.Int32)


def read_answers(cells: Cells) -> pl.Series:
    """Read yes and no. Shape (n,), Boolean."""
    if cells.values.dtype == pl.Boolean:
        return cells.values
    text = without_blank_words(clean_text(cells.values))
    answers = mapped(text, {said: ANSWERS.get(said.casefold()) for said in text.unique().drop_nulls()}, pl.Boolean)
    unknown = answers.is_null() & text.is_not_null()
    cells.refuse(unknown, text, "'{}' is neither yes nor no", "write yes, no, or leave the cell blank")
    return answers


def _finite(numbers: pl.Series) -> pl.Series:
    return numbers.set(~numbers.is_finite(), None)
