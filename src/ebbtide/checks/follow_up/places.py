"""Where a query lies, in words, and the columns that name it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from ebbtide.assessment.split import FRAGMENT

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ebbtide.checks.examined import Examined

__all__ = ["LESION", "STREAM", "at_visit", "followed", "of_study", "one_or_many", "queries", "with_other_names"]

STREAM: Final = ("subject", "reader")
LESION: Final = ("subject", "reader", "lesion")

_PLACE: Final = ("subject", "reader", "lesion", "visit")


def at_visit(visit: str = "visit", day: str = "start") -> pl.Expr:
    """Name a time point: by its label, else by its day.

    Examples:
        >>> points = pl.DataFrame({"visit": ["WEEK 6", None], "start": [42, 84]})
        >>> points.select(at_visit()).to_series().to_list()
        ['WEEK 6', 'day 84']
    """
    return pl.coalesce(pl.col(visit), pl.format("day {}", pl.col(day)), pl.lit("a visit without a date"))


def queries(rows: pl.DataFrame, message: pl.Expr, severity: pl.Expr | None = None) -> pl.DataFrame:
    """Turn rows into queries: what names their place, `start` as their day, and the message."""
    named = [name for name in _PLACE if name in rows.columns]
    graded = {} if severity is None else {"severity": severity}
    return rows.select(*named, day=pl.col("start"), message=message, **graded)


def of_study(messages: Sequence[str], severity: str | None = None) -> pl.DataFrame:
    """Make queries on the whole study."""
    said = pl.DataFrame({"message": messages}, schema={"message": pl.String}).select(
        pl.lit(None, pl.String).alias("subject"), "message"
    )
    return said if severity is None else said.with_columns(severity=pl.lit(severity))


def one_or_many(many: pl.Expr, one: str, more: str) -> pl.Expr:
    """Choose a word by number: `record` of one, `records` of more."""
    return pl.when(many > 1).then(pl.lit(more)).otherwise(pl.lit(one))


def followed(trial: Examined) -> pl.DataFrame:
    """The readings after baseline of those who have one, in order of subject, reader and time point."""
    return trial.readings.filter(pl.col("start") > pl.col("baseline"))


def with_other_names(rows: pl.DataFrame) -> pl.DataFrame:
    """Let the part `T04.1` stand for `T04` as well, and the merged `T02/T03` for both of its lesions.

    Args:
        rows: Rows with `lesion`.

    Returns:
        The rows, and one more for each other name.
    """
    parents = rows.with_columns(pl.col("lesion").str.extract(FRAGMENT, 1)).drop_nulls("lesion")
    merged = rows.filter(pl.col("lesion").str.contains("/", literal=True))
    parts = merged.with_columns(pl.col("lesion").str.split("/")).explode("lesion", empty_as_null=True)
    return pl.concat([rows, parents, parts.with_columns(pl.col("lesion").str.strip_chars())])
