"""Results of laboratory tests as they are recorded: their names, their units, and what lies below a limit.

A result below the lower limit of quantification is censored: it is known to be below the limit, and is never 0.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

import polars as pl

from ebbtide.formats.names import folded

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

__all__ = ["ABOVE", "BELOW", "DETECTED", "QUANTIFIED", "mapped", "with_name", "with_reading"]

QUANTIFIED: Final = "quantified"
BELOW: Final = "below"
DETECTED: Final = "detected"
ABOVE: Final = (QUANTIFIED, DETECTED)
"""Readings that show that there was something."""
_LESS_THAN: Final = re.compile(r"(?:<|≤|less than|below)\s*(?P<limit>\d+(?:\.\d+)?)\b.*")
_NEGATIVE: Final = re.compile(
    r"(?:not?|none|never)\b.*\bdetect\w*\b.*|none|(?:negative|absent|undetect\w*|non detect\w*)\b.*|"
    r"(?:below|under) (?:the )?(?:lower )?(?:lloq|loq|lod|limit|quantification|detection)\b.*|"
    r"(?:blloq|blq|bloq|bql|nd)\b.*"
)
_POSITIVE: Final = re.compile(r"(?:still )?(?:detect(?:ed|able)|positive|present)\b.*|peak\w*\b.*")
_GREEK: Final = {
    "\N{GREEK SMALL LETTER ALPHA}": "alpha",
    "\N{GREEK SMALL LETTER BETA}": "beta",
    "\N{GREEK SMALL LETTER GAMMA}": "gamma",
}


def mapped(frame: pl.DataFrame, column: str, write: Callable[[str], str | None], name: str) -> pl.DataFrame:
    """Add a column that a function writes of each word of another; each word is looked at once."""
    words = frame[column].drop_nulls().unique()
    written: Mapping[str, str | None] = {word: write(word) for word in words}
    return frame.with_columns(pl.col(column).replace_strict(written, default=None, return_dtype=pl.String).alias(name))


def with_name(frame: pl.DataFrame, column: str = "test") -> pl.DataFrame:
    """Add `name`: a test or agent in lower case with single underscores, Greek letters spelt out.

    Examples:
        >>> with_name(pl.DataFrame({"test": ["IL-6", "CAR copies in blood"]}))["name"].to_list()
        ['il_6', 'car_copies_in_blood']
    """
    return mapped(frame, column, _plain, "name")


def with_reading(frame: pl.DataFrame) -> pl.DataFrame:
    """Add what each result says: `reading`, `amount` and `limit`.

    Returns:
        The frame with `reading` (`quantified`, `below` the limit or not detected, `detected` in words alone; null
        where nothing can be told), `amount` (of a quantified result) and `limit` (the lower limit of
        quantification; null where none is known). A result at the limit is quantified, unless words say that it is
        below it; 0 is not detected, and a negative number tells nothing.

    Examples:
        >>> rows = {"value": [120.0, 20.0, 0.0, None, None], "lloq": [50.0, 50.0, None, None, None]}
        >>> words = [None, None, None, "none detected", "<50"]
        >>> with_reading(pl.DataFrame(rows | {"text": words})).select("reading", "limit").rows()
        [('quantified', 50.0), ('below', 50.0), ('below', None), ('below', None), ('below', 50.0)]
    """
    read = mapped(mapped(frame, "text", _word, "said"), "text", _limit, "said_limit")
    value, limit = pl.col("value"), pl.col("limit")
    under = (pl.col("said") == BELOW) & ~(value > limit).fill_null(value=False)
    return (
        read.with_columns(limit=pl.coalesce("lloq", pl.col("said_limit").cast(pl.Float64)))
        .with_columns(limit=pl.when(limit > 0).then(limit))
        .with_columns(
            reading=pl.when(~value.is_finite() | (value < 0))
            .then(pl.lit(None, pl.String))
            .when((value == 0) | (value < limit).fill_null(value=False) | under.fill_null(value=False))
            .then(pl.lit(BELOW))
            .when(value.is_not_null())
            .then(pl.lit(QUANTIFIED))
            .otherwise(pl.col("said"))
        )
        .with_columns(amount=pl.when(pl.col("reading") == QUANTIFIED).then(value))
        .drop("said", "said_limit")
    )


def _plain(name: str) -> str:
    return folded("".join(_GREEK.get(letter, letter) for letter in name.casefold()))


def _word(text: str) -> str | None:
    """Read a result in words."""
    said = " ".join(text.casefold().split())
    if _LESS_THAN.fullmatch(said):
        return BELOW
    plain = " ".join(folded(said).split("_"))
    if _NEGATIVE.fullmatch(plain):
        return BELOW
    return DETECTED if _POSITIVE.fullmatch(plain) else None


def _limit(text: str) -> str | None:
    """Read the limit that a result names: `<50`."""
    said = _LESS_THAN.fullmatch(" ".join(text.casefold().split()))
    return said["limit"] if said else None
