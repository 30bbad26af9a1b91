"""Schemas of the tidy tables, made of their definitions in `study.columns`, to check any frame by.

The library that checks is loaded on the first check, so that importing a study costs nothing.
Why it is dataframely: `docs/decisions/0002-table-schemas.md`.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, Final

import polars as pl

from ebbtide.errors import DataError, MissingColumnError
from ebbtide.study.columns import LESION_KEY, TABLES, Column, Kind
from ebbtide.study.days import LIMIT_DAYS
from ebbtide.study.lengths import LIMIT_UM

if TYPE_CHECKING:
    from collections.abc import Mapping

    import dataframely as dy

__all__ = ["KEYS", "check_table", "schema_of"]

KEYS: Final[Mapping[str, tuple[str, ...]]] = {
    "subjects": ("subject",),
    "measurements": ("subject", "reader", "lesion", "day"),
    "timepoints": ("subject", "reader", "day"),
    "lesion_details": LESION_KEY,
}
"""The columns that no two rows of a table share; the other tables have no key."""

_MOST_NAMED: Final = 10


def check_table(name: str, frame: pl.DataFrame, *, file: str = "") -> None:
    """Check a tidy frame against its schema: columns, types, ranges, blanks and keys.

    Args:
        name: The table.
        frame: Its rows.
        file: What to call it in an error.

    Raises:
        MissingColumnError: If a column is not there.
        DataError: If a column has the wrong type or rows break a rule; names the first ten.

    Examples:
        >>> from ebbtide.study.columns import empty_table
        >>> check_table("measurements", empty_table("measurements"))
    """
    place, wanted = file or name, TABLES[name].schema
    if any(column not in frame.columns for column in wanted):
        raise MissingColumnError.among(list(wanted), frame.columns, file=place)
    wrong = [f"{column} is {frame.schema[column]}" for column, dtype in wanted.items() if frame.schema[column] != dtype]
    if wrong:
        raise DataError(f"{place}: {', '.join(wrong)}", hint="read the table with read_study, which gives every type")
    _, failure = schema_of(name).filter(frame.select(list(wanted)))
    if counts := failure.counts():
        raise DataError(
            _in_words(place, counts, failure.details()), hint="see docs/guide/tables.md for what is allowed"
        )


@cache
def schema_of(name: str) -> type[dy.Schema]:
    """Make the schema of a tidy table.

    Raises:
        KeyError: If the tidy study has no table of that name.
    """
    import dataframely as dy

    keys = KEYS.get(name, ())
    columns = {column.name: _rule(column, is_key=column.name in keys) for column in TABLES[name].columns}
    return type(name.capitalize(), (dy.Schema,), columns)


def _rule(column: Column, *, is_key: bool) -> dy.Column:
    import dataframely as dy

    basic: dict[str, Any] = {"nullable": not (column.never_null or is_key), "primary_key": is_key}
    if column.words:
        return dy.Enum(list(column.words), **basic)
    match column.kind:
        case Kind.IDENTIFIER | Kind.TEXT | Kind.WORD:
            return dy.String(min_length=1 if column.required else None, **basic)
        case Kind.LENGTH:
            return dy.Int64(min=0, max=LIMIT_UM - 1, **basic)
        case Kind.DAY:
            return dy.Int32(min=-LIMIT_DAYS, max=LIMIT_DAYS, **basic)
        case _:
            return _plain_rule(column.kind)(**basic)


def _plain_rule(kind: Kind) -> type[dy.Column]:
    import dataframely as dy

    rules: dict[Kind, type[dy.Column]] = {
        Kind.DENSITY: dy.Int64,
        Kind.EXACT: dy.Int64,
        Kind.NUMBER: dy.Float64,
        Kind.WHOLE: dy.Int32,
        Kind.YES_NO: dy.Bool,
        Kind.DATE: dy.Date,
        Kind.ROW: dy.UInt32,
    }
    return rules[kind]


def _in_words(place: str, counts: Mapping[str, int], details: pl.DataFrame) -> str:
    """Name the rows that break each rule."""
    lines = []
    for rule, count in counts.items():
        column, _, broken = rule.partition("|")
        rows = details.filter(pl.col(rule) == "invalid").get_column("row").head(_MOST_NAMED).to_list()
        named = ", ".join(str(row) for row in rows)
        lines.append(f"{column}{f' ({broken})' if broken else ''}: {count:,} rows, the first are {named}")
    return "\n  ".join([f"{place} breaks its schema", *lines])
