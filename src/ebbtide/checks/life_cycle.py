"""The life of a query: found first, found again, found no more."""

from __future__ import annotations

from hashlib import blake2b
from typing import Final

import polars as pl

from ebbtide.checks.check import QUERIES

__all__ = ["STATUSES", "TRACKED", "tracked"]

STATUSES: Final = ("new", "open", "closed")

TRACKED: Final = {"query": pl.String, **QUERIES, "status": pl.String}
"""Names and types of a query list that is followed: `query` is the number of the query, the same in every run."""

_PLACE: Final = ("check", "subject", "reader", "lesion", "place")


def tracked(found: pl.DataFrame, earlier: pl.DataFrame | None = None) -> pl.DataFrame:
    """Number the queries of a list and set it against an earlier one.

    A query is the same when its check, subject, reader, lesion and visit are (the day, where no visit is named); its
    words may change with the numbers. What the earlier list had and this one lacks is closed, and stays in the list.

    Args:
        found: The queries of now, the table `queries`.
        earlier: An earlier list, as this function gave it; None for a first run.

    Returns:
        The queries of now in their order, `new` or `open`, then the `closed` ones.

    Examples:
        >>> row = {"subject": "P1", "check": "B01", "severity": "error", "message": "6 targets", "source": "R"}
        >>> first = tracked(pl.DataFrame([row], schema=QUERIES))
        >>> tracked(pl.DataFrame(schema=QUERIES), first)["status"].to_list()
        ['closed']
    """
    now = numbered(found)
    if earlier is None:
        return now.with_columns(status=pl.lit("new")).select(list(TRACKED))
    known = earlier.filter(pl.col("status") != "closed")["query"]
    status = pl.when(pl.col("query").is_in(known.implode())).then(pl.lit("open")).otherwise(pl.lit("new"))
    gone = earlier.join(now, on="query", how="anti", maintain_order="left").with_columns(status=pl.lit("closed"))
    return pl.concat([now.with_columns(status=status).select(list(TRACKED)), gone.select(list(TRACKED))])


def numbered(found: pl.DataFrame) -> pl.DataFrame:
    """Give every query its number: of the check and eight letters that its place decides.

    Two queries of one check at one place are told apart by their order.
    """
    placed = found.with_columns(place=pl.coalesce("visit", pl.col("day").cast(pl.String)))
    turn = pl.int_range(pl.len()).over(_PLACE)
    key = pl.concat_str([*(pl.col(name).fill_null("") for name in _PLACE), turn.cast(pl.String)], separator="\x1f")
    keys = placed.select(key=key, check="check")
    names = [f"{check}-{_letters(text)}" for text, check in keys.iter_rows()]
    return placed.drop("place").with_columns(query=pl.Series(names, dtype=pl.String))


def _letters(text: str) -> str:
    """Make eight letters and digits of a text, the same on every machine."""
    return blake2b(text.encode(), digest_size=4).hexdigest()
