"""Times, events and groups brought into one table, the same for every method of survival."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

import polars as pl

from ebbtide.errors import DataError, EmptyTableError

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["Bools", "Groups", "Numbers", "order_of", "subjects_of"]

Numbers: TypeAlias = "pl.Series | Iterable[float]"
Bools: TypeAlias = "pl.Series | Iterable[bool | int]"
Groups: TypeAlias = "pl.Series | Iterable[str]"


def subjects_of(times: Numbers, events: Bools, groups: Groups | None) -> pl.DataFrame:
    """Put what is known of each subject into one row.

    Args:
        times: From the start to the event, or to the end of observation; in days, or in any other unit.
        events: Whether the time ends in the event.
        groups: Whose curve a subject is on; None for one curve of `all`.

    Returns:
        One row per subject: `group`, an Enum in the order of `order_of`; `day`, the time; `event`.

    Raises:
        EmptyTableError: If there is no subject.
        DataError: If something is missing, or a time is negative.

    Examples:
        >>> subjects_of([30, 60], [True, False], ["b", "a"]).rows()
        [('b', 30, True), ('a', 60, False)]
    """
    day = column(times, "day")
    event = column(events, "event").cast(pl.Boolean)
    group = pl.repeat("all", len(day), eager=True) if groups is None else column(groups, "group")
    if not len(day) == len(event) == len(group):
        raise DataError(
            f"{len(day)} times, {len(event)} events and {len(group)} groups do not belong together",
            hint="give each subject one of each",
        )
    rows = pl.DataFrame([group.alias("group"), day.alias("day"), event.alias("event")])
    must_be_times(rows)
    return rows.with_columns(pl.col("group").cast(pl.Enum(order_of(group))))


def column(values: Numbers | Bools | Groups, name: str) -> pl.Series:
    """Make a column of what was handed in."""
    return values if isinstance(values, pl.Series) else pl.Series(name, list(values))


def order_of(groups: pl.Series) -> list[str]:
    """Name the groups in order: that of an Enum as it stands, words by the alphabet.

    Examples:
        >>> order_of(pl.Series(["placebo", "drug", "placebo"]))
        ['drug', 'placebo']
        >>> order_of(pl.Series(["placebo", "drug"], dtype=pl.Enum(["placebo", "drug", "neither"])))
        ['placebo', 'drug']
    """
    return groups.unique().drop_nulls().sort().cast(pl.String).to_list()


def must_be_times(rows: pl.DataFrame) -> None:
    """Refuse what no method can use.

    Raises:
        EmptyTableError: If there is no subject.
        DataError: If something is missing, or a time is negative.
    """
    if rows.is_empty():
        raise EmptyTableError("there is nobody to follow", hint="give one subject at least")
    gone = [name for name in rows.columns if rows[name].null_count()]
    if gone:
        raise DataError(f"a subject lacks its {gone[0]}", hint="give it, or leave the subject out and say so")
    if not rows["day"].cast(pl.Float64).is_between(0, float("inf"), closed="left").all():
        raise DataError("a time is negative, or no number", hint="times count from the start: 0 or later")
