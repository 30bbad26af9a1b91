"""The assessments of each course, and the last of them by a given day."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple, Self

import polars as pl

from ebbtide.terms.responses import CPD, CR, IGNORED, NE, NED, NON, PD, PR, SD

if TYPE_CHECKING:
    from ebbtide.assessment.courses import Courses

__all__ = ["EVALUABLE", "FAR", "Assessments", "first_of_each", "last_of_each"]

EVALUABLE: Final = (CR, PR, SD, NON, PD, CPD, NED)
"""Responses that say something about the disease: what regulators call an adequate assessment."""
ASSESSED: Final = (*EVALUABLE, NE, IGNORED)
"""Responses of assessments that were made at all."""

DAYS: Final = 1 << 20
FAR: Final = DAYS - 1
"""A day after any other."""


class Assessments(NamedTuple):
    """The calls of some courses, as keys that sort by course and day.

    Args:
        evaluable: The keys of the assessments that could be evaluated. Shape (n,).
        evaluable_response: Their responses. Shape (n,).
        made: The keys of all assessments that were made. Shape (m,).
        made_response: Their responses. Shape (m,).
    """

    evaluable: pl.Series
    evaluable_response: pl.Series
    made: pl.Series
    made_response: pl.Series

    @classmethod
    def of(cls, courses: Courses) -> Self:
        """Take the assessments of courses; those that were not done are none."""
        made = courses.calls.filter(pl.col("response").is_in(ASSESSED)).select(
            "response", key=key_of(pl.col("course"), pl.col("day"))
        )
        evaluable = made.filter(pl.col("response").is_in(EVALUABLE))
        return cls(evaluable["key"], evaluable["response"], made["key"], made["response"])

    def last_evaluable(self, course: pl.Series, until: pl.Series) -> list[pl.Series]:
        """Find the last evaluable assessment of courses by given days.

        Args:
            course: The courses. Shape (n,).
            until: The last day that counts for each. Shape (n,), days.

        Returns:
            `prior_day` and `prior_response`, null where there is none. Shape (n,) each.
        """
        return last_by(self.evaluable, self.evaluable_response, course, until)

    def last_of_any(self, course: pl.Series, until: pl.Series) -> list[pl.Series]:
        """Find the last assessment of courses by given days, evaluable or not."""
        return last_by(self.made, self.made_response, course, until)

    def last_days(self) -> pl.DataFrame:
        """Find the day of the last assessment of each course: `course`, `day`."""
        days = pl.DataFrame({"key": self.made}).select(
            course=(pl.col("key") // DAYS).cast(pl.UInt32), day=(pl.col("key") % DAYS).cast(pl.Int32)
        )
        return last_of_each(days)


def key_of(course: pl.Expr, day: pl.Expr) -> pl.Expr:
    """Make one number of course and day that sorts like both."""
    return course.cast(pl.Int64) * DAYS + day


def last_by(keys: pl.Series, responses: pl.Series, course: pl.Series, until: pl.Series) -> list[pl.Series]:
    """Find the last key of each course that is not after a day."""
    wanted = pl.DataFrame({"course": course, "day": until}).select(key_of(pl.col("course"), pl.col("day"))).to_series()
    place = keys.search_sorted(wanted, side="right").cast(pl.Int64) - 1
    found = pl.DataFrame({"place": place, "course": course}).with_columns(
        key=pl.lit(keys).gather(pl.when(pl.col("place") >= 0).then("place")) if len(keys) else pl.lit(None, pl.Int64)
    )
    own = pl.col("key") // DAYS == pl.col("course").cast(pl.Int64)
    return found.select(
        prior_day=pl.when(own).then(pl.col("key") % DAYS).cast(pl.Int32),
        prior_response=pl.lit(responses).gather(pl.when(own).then("place")) if len(keys) else pl.lit(None, pl.Int8),
    ).get_columns()


def first_of_each(rows: pl.DataFrame) -> pl.DataFrame:
    """Keep the first row of each course; the rows are in order of course."""
    return rows.filter(pl.col("course").ne_missing(pl.col("course").shift(1)))


def last_of_each(rows: pl.DataFrame) -> pl.DataFrame:
    """Keep the last row of each course; the rows are in order of course."""
    return rows.filter(pl.col("course").ne_missing(pl.col("course").shift(-1)))
