"""Which domains the checks of the records look at, and how they name a visit and subjects."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["ASSESSED", "PLACE", "in_words"]

ASSESSED: Final = ("TU", "TR", "RS")
"""The domains of lesions and responses."""
PLACE: Final = pl.coalesce("visit", pl.col("date").str.head(10), pl.lit("A visit without a name"))
"""The visit of a record by its label, else by its date."""

_FEW: Final = 3


def in_words(subjects: Sequence[str]) -> str:
    """Name the first of some subjects.

    Examples:
        >>> in_words(["P4", "P1", "P2", "P3", "P1"])
        'P1, P2, P3 and 1 more'
    """
    named = sorted(set(subjects))
    more = len(named) - _FEW
    return ", ".join(named[:_FEW]) + (f" and {more:,} more" if more > 0 else "")
