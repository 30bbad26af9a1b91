"""Cells as dates that may be known in part, and the date that day 0 is for each subject."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import polars as pl

from ebbtide.formats.text import clean_text, mapped, without_blank_words
from ebbtide.study.days import PartialDate

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ebbtide.formats.intake import Intake
    from ebbtide.study.endpoint_options import FirstOrLast

__all__ = ["FULL", "MONTH", "REFERENCES", "YEAR", "Dates", "complete_references", "read_dates"]

REFERENCES: Final[Mapping[str, type[pl.DataType]]] = {"subject": pl.String, "reference_date": pl.Date}
"""The frame of reference dates: one row per subject whose day 0 is known as a date."""

YEAR: Final = 1
MONTH: Final = 2
FULL: Final = 3


class Dates(NamedTuple):
    """A column of dates that may be known in part.

    `first` is the earliest day a cell can mean, Date; `known` counts what is known of it: 3 year,
    month and day, 2 year and month, 1 year, 0 nothing readable; `text` is what was written. Shape (n,).
    """

    first: pl.Series
    known: pl.Series
    text: pl.Series

    def completed(self, months: FirstOrLast) -> Dates:
        """Read months without a day as their last day, where that is wanted; `first` is then that day."""
        if months == "first":
            return self
        last = self.first.to_frame("day").select(pl.col("day").dt.month_end()).to_series()
        return self._replace(first=last.zip_with(self.known == MONTH, self.first))


def read_dates(values: pl.Series) -> Dates:
    """Read dates, typed or as ISO text."""
    if values.dtype == pl.Date or isinstance(values.dtype, pl.Datetime):
        days = values.dt.date()
        return Dates(days, days.is_not_null().cast(pl.Int8) * FULL, days.cast(pl.String))
    text = without_blank_words(clean_text(values))
    seen = {word: PartialDate.parse(word) for word in text.unique().drop_nulls()}
    first = {word: date.first for word, date in seen.items() if date}
    known = {word: _known(date) for word, date in seen.items() if date}
    return Dates(mapped(text, first, pl.Date), mapped(text, known, pl.Int8).fill_null(0), text)


def complete_references(frame: pl.DataFrame, declared: pl.DataFrame | None, intake: Intake) -> pl.DataFrame:
    """Find the date of day 0 for the subjects that declare none.

    Where a row gives both day and date, they say it; otherwise the first date of a subject is its day 0.

    Args:
        frame: One row per reading: `subject`, `day` (Int32), `first` (Date), `known` (Int8).
        declared: The reference dates that are known already; `REFERENCES` is its schema.
        intake: Where to note what was derived.

    Returns:
        All reference dates. One row per subject with a date; `REFERENCES` is its schema.
    """
    known = pl.DataFrame(schema=REFERENCES) if declared is None else declared
    dated = frame.filter(pl.col("known") >= MONTH).join(known, on="subject", how="anti")
    if dated.is_empty():
        return known
    paired = _from_pairs(dated)
    first = _from_first_dates(dated.join(paired, on="subject", how="anti"))
    if paired.height:
        intake.remark("READ15", f"day 0 of {paired.height:,} subjects follows from their days and dates")
    if first.height:
        intake.remark("READ10", f"day 0 is the first date of {first.height:,} subjects")
    return pl.concat([known.select(list(REFERENCES)), paired, first])


def _from_pairs(dated: pl.DataFrame) -> pl.DataFrame:
    """Take the date of day 0 that most rows with day and date imply; the earliest of equals."""
    pairs = dated.filter(pl.col("day").is_not_null() & (pl.col("known") == FULL))
    implied = pairs.select("subject", reference_date=pl.col("first") - pl.duration(days="day"))
    counted = implied.group_by("subject", "reference_date").len().sort("subject", "reference_date")
    best = counted.sort("subject", "len", descending=[False, True], maintain_order=True)
    return best.unique("subject", keep="first", maintain_order=True).select("subject", "reference_date")


def _from_first_dates(dated: pl.DataFrame) -> pl.DataFrame:
    return dated.group_by("subject", maintain_order=True).agg(reference_date=pl.col("first").min())


def _known(date: PartialDate) -> int:
    return YEAR + (date.month is not None) + (date.day is not None)
