"""Cells as text: stripped, and null where blank. The string `NA` is a name like any other here."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ebbtide.study.columns import Dtype

__all__ = ["BLANK_WORDS", "categories_of", "clean_names", "clean_text", "distinct", "mapped", "without_blank_words"]

BLANK_WORDS: Final = frozenset({"", ".", "-", "--", "na", "n/a", "nan", "null", "none", "#n/a"})
"""What stands for nothing in a column of numbers, dates or words, in lower case."""


def clean_text(values: pl.Series) -> pl.Series:
    """Read a column as text, without the blanks around it; what is blank becomes null.

    Args:
        values: Text, numbers or anything else with a plain text. Shape (n,).

    Returns:
        The text. Shape (n,), String.

    Examples:
        >>> clean_text(pl.Series([" P-01", "NA", "  "])).to_list()
        ['P-01', 'NA', None]
        >>> clean_text(pl.Series([7.0, None])).to_list()
        ['7', None]
    """
    text = _as_text(values)
    if not _needs_cleaning(distinct(text)):
        return text
    bare = text.str.strip_chars()
    return bare.set(bare == "", None)


def clean_names(values: pl.Series) -> pl.Series:
    """Read a column of names as `clean_text` does; categories that are clean stay categories."""
    if isinstance(values.dtype, pl.Categorical) and not _needs_cleaning(categories_of(values)):
        return values
    return clean_text(values)


def categories_of(values: pl.Series) -> pl.Series:
    """List the categories of a column as text, in the order of their numbers.

    Categories that other parts of a large table have, and this one lacks, may be among them: listing
    costs nothing that way, while finding those that occur looks at every row.
    """
    most = values.to_physical().max()
    numbers = pl.int_range(most + 1 if isinstance(most, int) else 0, dtype=pl.UInt32, eager=True)
    return numbers.to_frame("name").select(pl.col("name").cat.to(values.dtype).cast(pl.String)).to_series()


def _needs_cleaning(seen: pl.Series) -> bool:
    stripped = seen.str.strip_chars()
    return bool(((stripped != seen) | (stripped == "")).any())


def distinct(values: pl.Series) -> pl.Series:
    """Find the distinct values; quick where equal values lie together."""
    return values.filter(values.ne_missing(values.shift())).unique()


def mapped(values: pl.Series, words: Mapping[str, object], dtype: Dtype) -> pl.Series:
    """Look every value up; what is not among the words becomes null."""
    if not words:
        return pl.repeat(None, len(values), dtype=dtype, eager=True).alias(values.name)
    if isinstance(values.dtype, pl.Categorical):
        return _mapped_categories(values, words, dtype)
    return values.replace_strict(list(words), list(words.values()), default=None, return_dtype=dtype)


def _mapped_categories(values: pl.Series, words: Mapping[str, object], dtype: Dtype) -> pl.Series:
    """Look every category up once, and every value by the number of its category."""
    return mapped(categories_of(values), words, dtype).gather(values.to_physical()).alias(values.name)


def without_blank_words(text: pl.Series) -> pl.Series:
    """Make null what stands for nothing in a column of numbers, dates or words.

    Examples:
        >>> without_blank_words(pl.Series(["12", "NA", "."])).to_list()
        ['12', None, None]
    """
    return text.set(text.str.to_lowercase().is_in(BLANK_WORDS), None)


def _as_text(values: pl.Series) -> pl.Series:
    if values.dtype == pl.String:
        return values
    if values.dtype.is_float() and (values.drop_nans().drop_nulls() % 1 == 0).all():
        # Other programs turn whole numbers with gaps into floats: subject 7 would become "7.0".
        return values.fill_nan(None).cast(pl.Int64, strict=False).cast(pl.String)
    return values.cast(pl.String)
