"""What the tables tell of infusions, treatments and findings, in words that the checks compare.

Lives here: reading and placing. Does not live here: any check, any grade.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from ebbtide.assessment.laboratory.results import with_name
from ebbtide.celltherapy.infusions import infusions as recorded

if TYPE_CHECKING:
    from ebbtide.checks.examined import Examined

__all__ = [
    "FLARE_DAYS",
    "STEROID",
    "amount",
    "asked",
    "events_of",
    "findings_of",
    "folded",
    "in_period",
    "infusions",
    "span",
    "treatments_of",
]

FLARE_DAYS: Final = 35
"""Growth up to so many days after an infusion may be a flare."""

STEROID: Final = r"corticosteroid|\bsteroid|predniso|methylpred|dexameth|hydrocort|betameth|cortisone"
_PLACE: Final = ("reader", "lesion", "visit")


def folded(column: str) -> pl.Expr:
    """Write words in lower case with single underscores, as headers are matched.

    Examples:
        >>> pl.DataFrame({"test": ["IL-6 ", "CAR copies in blood"]}).select(folded("test")).to_series().to_list()
        ['il_6', 'car_copies_in_blood']
    """
    return pl.col(column).str.to_lowercase().str.replace_all(r"[\W_]+", "_").str.strip_chars("_")


def findings_of(trial: Examined, *tests: str, category: str | None = None) -> pl.DataFrame:
    """List findings with `name` (the folded test) and `words` (the text in lower case, blank where there is none).

    Args:
        trial: The study.
        *tests: Patterns of which the folded test has to be one, whole; any test without them.
        category: The only category that is taken.
    """
    rows = with_name(trial.study.table("findings")).with_columns(
        words=pl.col("text").fill_null("").str.to_lowercase(),
        kind=folded("category").fill_null(""),
        value=pl.when(pl.col("value").is_finite()).then("value"),
    )
    if category is not None:
        rows = rows.filter(pl.col("kind") == category)
    return rows.filter(pl.col("name").str.contains(rf"^(?:{'|'.join(tests)})$")) if tests else rows


def treatments_of(trial: Examined, pattern: str | None = None) -> pl.DataFrame:
    """List treatments with a day: `kind` (the folded class), `words` (class and agent, lower case) and `last`.

    `last` is the day it ended, else that it was given. A pattern is looked for in the words.
    """
    rows = trial.study.table("treatments").drop_nulls("day")
    told = rows.with_columns(
        kind=folded("class").fill_null(""),
        words=pl.concat_str("class", "agent", separator=" ", ignore_nulls=True).str.to_lowercase(),
        last=pl.max_horizontal("day", "end_day"),
    )
    return told if pattern is None else told.filter(pl.col("words").str.contains(pattern))


def events_of(trial: Examined, pattern: str) -> pl.DataFrame:
    """List events with a day whose folded name is wholly that of the pattern: `name`, `words` and the table's own."""
    rows = (
        trial.study.table("events")
        .drop_nulls("day")
        .with_columns(
            name=folded("event"),
            words=pl.concat_str("event", "detail", separator=" ", ignore_nulls=True).str.to_lowercase(),
        )
    )
    return rows.filter(pl.col("name").str.contains(rf"^(?:{pattern})$"))


def infusions(trial: Examined) -> pl.DataFrame:
    """List the CAR-T infusions: `subject, infusion` (from 1), `infused` and `upto` (its day and that of the next)."""
    return recorded(trial.study).select("subject", "infusion", "agent", infused="day", upto="next_day")


def in_period(rows: pl.DataFrame, trial: Examined, day: str = "day") -> pl.DataFrame:
    """Place rows after the latest infusion at or before their day; rows before any are left out."""
    pairs = rows.join(infusions(trial).rename({"agent": "infused_agent"}), on="subject", maintain_order="left")
    since = pl.col(day) >= pl.col("infused")
    return pairs.filter(since & (pl.col(day) < pl.col("upto")).fill_null(value=True))


def span(first: str = "day", last: str = "end_day") -> pl.Expr:
    """Write days as `day 3` or `days 3 to 9`."""
    longer = (pl.col(last) > pl.col(first)).fill_null(value=False)
    return pl.when(longer).then(pl.format("days {} to {}", first, last)).otherwise(pl.format("day {}", first))


def amount(value: str = "value", unit: str = "unit") -> pl.Expr:
    """Write a number with its unit, without needless decimals, large or tiny ones as powers of ten.

    Examples:
        >>> rows = pl.DataFrame({"value": [4858.59, 10.0, None], "unit": ["copies/ug DNA", None, "U/L"]})
        >>> rows.select(amount()).to_series().to_list()
        ['4858.59 copies/ug DNA', '10', None]
    """
    number = pl.col(value).map_elements(lambda one: f"{one:.10g}", return_dtype=pl.String)
    return pl.when(pl.col(value).is_not_null()).then(pl.concat_str(number, unit, separator=" ", ignore_nulls=True))


def asked(rows: pl.DataFrame, message: pl.Expr, severity: pl.Expr | None = None, day: str = "day") -> pl.DataFrame:
    """Turn rows into queries: their subject, day, whatever else names their place, and the message."""
    named = [name for name in _PLACE if name in rows.columns]
    graded = {} if severity is None else {"severity": severity}
    return rows.select("subject", *named, day=pl.col(day).cast(pl.Int32), message=message, **graded)
