"""Days and dates brought together: every row ends with a day, or is set aside and said so."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import polars as pl

from ebbtide.formats.dates import FULL, MONTH, YEAR, Dates, complete_references

if TYPE_CHECKING:
    from ebbtide.formats.intake import Intake
    from ebbtide.study.endpoint_options import FirstOrLast

__all__ = ["FIRST_DAYS", "Months", "place_end_days", "place_in_time"]

_REFERENCE: Final = pl.col("reference_date")
_ON_DAY: Final = _REFERENCE + pl.duration(days="day")
_MONTH_DAY: Final = pl.col("month_day")


class Months(NamedTuple):
    """How the dates of a table are completed that give a month without a day.

    Args:
        taken: The day of the month that is taken.
        alive: The last assessment of each subject, `subject` and `alive_day`: a death is not put before it as
            long as its month allows.
    """

    taken: FirstOrLast = "first"
    alive: pl.DataFrame | None = None


FIRST_DAYS: Final = Months()
"""Months are read as their first day."""


def place_in_time(
    frame: pl.DataFrame,
    dates: Dates | None,
    references: pl.DataFrame | None,
    intake: Intake,
    visits: pl.DataFrame | None = None,
    months: Months = FIRST_DAYS,
) -> tuple[pl.DataFrame, pl.DataFrame | None]:
    """Give every row its day, and its date where day 0 is known as a date.

    Args:
        frame: The rows with `row`, `subject`, `day` (Int32, null where the file gives none), and
            `visit` and `reader` where the table has them.
        dates: The dates of the rows; None if the file has none.
        references: The reference dates known so far.
        intake: Where to note what is odd.
        visits: The first day of each visit of a subject, from a table read before: `subject`, `visit`, `lent`.
        months: How months without a day are completed.

    Returns:
        The rows that have a day, in the same order, with `day` and `date`; and all reference dates.
    """
    if dates is None and references is None:
        return _drop_undated(frame.with_columns(date=pl.lit(None, pl.Date)), frame.get_column("day"), intake), None
    known = (dates or _no_dates(frame.height)).completed(months.taken)
    told = frame.with_columns(first=known.first, known=known.known, written=known.text)
    complete = complete_references(told, references, intake)
    told = told.join(complete, on="subject", how="left", maintain_order="left")
    _note_disagreement(told, intake)
    told = _fill_days(told, intake, visits, months)
    placed = told.with_columns(date=_ON_DAY)
    kept = _drop_undated(placed, placed.get_column("day"), intake)
    return kept.drop("first", "known", "written", "reference_date"), complete


def place_end_days(frame: pl.DataFrame, ends: Dates, references: pl.DataFrame | None, intake: Intake) -> pl.DataFrame:
    """Fill `end_day` from end dates.

    Args:
        frame: The rows with `row`, `subject` and `end_day`.
        ends: The end dates of the rows.
        references: The reference dates.
        intake: Where to note what is odd.
    """
    told = frame.with_columns(first=ends.first, known=ends.known, written=ends.text)
    if references is None:
        told = told.with_columns(reference_date=pl.lit(None, pl.Date))
    else:
        told = told.join(references, on="subject", how="left", maintain_order="left")
    usable = pl.when(pl.col("known") >= MONTH).then(pl.col("first"))
    told = told.with_columns(end_day=pl.coalesce("end_day", _days_since_reference(usable)))
    lost = told.filter(pl.col("end_day").is_null() & pl.col("written").is_not_null())
    intake.note("READ16", lost, "end_date", pl.format("the end date {} cannot be placed", "written"))
    return told.drop("first", "known", "written", "reference_date")


def _fill_days(told: pl.DataFrame, intake: Intake, visits: pl.DataFrame | None, months: Months) -> pl.DataFrame:
    """Take the day as given, from a full date, from the same visit, or from a month: in that order."""
    full = pl.when(pl.col("known") == FULL).then(pl.col("first"))
    told = told.with_columns(day=pl.coalesce("day", _days_since_reference(full)))
    if told.get_column("day").null_count() == 0:
        return told
    told = _with_month_days(_with_lent_days(told, visits), months)
    if months.taken == "last":  # a convention by which a record's own month decides, whatever its visit says
        told = told.with_columns(lent=pl.when(pl.col("known") != MONTH).then("lent"))
    missing = pl.col("day").is_null()
    lent = told.filter(missing & pl.col("lent").is_not_null())
    source = pl.format(
        "{} is read as day {}, as in other rows of the visit", pl.col("written").fill_null("no date"), "lent"
    )
    intake.note("READ14", lent, "date", source)
    from_month = told.filter(missing & pl.col("lent").is_null() & pl.col("month_day").is_not_null())
    taken = pl.format("{} is read as {}{}", "written", _REFERENCE + pl.duration(days="month_day"), "why")
    intake.note("READ12", from_month, "date", taken)
    return told.with_columns(day=pl.coalesce("day", "lent", "month_day")).drop("lent", "month_day", "why")


def _with_month_days(told: pl.DataFrame, months: Months) -> pl.DataFrame:
    """Add the day that is taken of a month; a death is not put before the last assessment if its month allows."""
    own = pl.when(pl.col("known") == MONTH).then(pl.col("first"))
    told = told.with_columns(month_day=_days_since_reference(own))
    if months.alive is None or "event" not in told.columns:
        return told.with_columns(why=pl.lit(""))
    allowed = _days_since_reference(own.dt.month_end())
    told = told.join(months.alive, on="subject", how="left", maintain_order="left")
    later = (pl.col("event") == "death") & pl.col("alive_day").is_between(_MONTH_DAY + 1, allowed)
    later = later.fill_null(value=False)
    return told.with_columns(
        month_day=pl.when(later).then("alive_day").otherwise("month_day"),
        why=pl.when(later).then(pl.lit(", the last assessment")).otherwise(pl.lit("")),
    ).drop("alive_day")


def _with_lent_days(told: pl.DataFrame, visits: pl.DataFrame | None) -> pl.DataFrame:
    """Add the first day that rows of the same subject and visit have, the same reader's before others'."""
    if "visit" not in told.columns:
        return told.with_columns(lent=pl.lit(None, pl.Int32))
    visit = ["subject", "visit"]
    keys = [[*visit, "reader"], visit] if "reader" in told.columns else [visit]
    own = [pl.col("day").min().over(key) for key in keys]
    if visits is not None:
        told = told.join(visits, on=visit, how="left", maintain_order="left")
        own.append(pl.col("lent"))
    told = told.with_columns(lent=pl.when(pl.col("visit").is_not_null()).then(pl.coalesce(own)))
    when = _REFERENCE + pl.duration(days="lent")
    return told.with_columns(lent=pl.when(_agrees(when)).then("lent"))


def _agrees(when: pl.Expr) -> pl.Expr:
    """Tell whether a date agrees with what a cell says of it; nothing said agrees with anything."""
    known, first = pl.col("known"), pl.col("first")
    same_year = when.dt.year() == first.dt.year()
    same_month = same_year & (when.dt.month() == first.dt.month())
    by_known = pl.when(known == FULL).then(when == first).when(known == MONTH).then(same_month)
    return by_known.when(known == YEAR).then(same_year).otherwise(pl.lit(value=True)).fill_null(value=True)


def _note_disagreement(told: pl.DataFrame, intake: Intake) -> None:
    apart = told.filter(pl.col("day").is_not_null() & ~_agrees(_ON_DAY))
    problem = pl.format("day {} is {}, not {}; the day holds", "day", _ON_DAY, "written")
    intake.note("READ11", apart, "date", problem)


def _days_since_reference(when: pl.Expr) -> pl.Expr:
    return (when - _REFERENCE).dt.total_days().cast(pl.Int32)


def _drop_undated(frame: pl.DataFrame, day: pl.Series, intake: Intake) -> pl.DataFrame:
    undated = frame.filter(day.is_null())
    written = pl.col("written") if "written" in frame.columns else pl.lit(None, pl.String)
    problem = pl.format("no day, and the date is {}; the row is set aside", written.fill_null("blank"))
    intake.note("READ13", undated, "day", problem)
    return frame.filter(day.is_not_null()) if undated.height else frame


def _no_dates(height: int) -> Dates:
    nothing = pl.repeat(None, height, dtype=pl.Date, eager=True)
    return Dates(nothing, pl.repeat(0, height, dtype=pl.Int8, eager=True), nothing.cast(pl.String))
