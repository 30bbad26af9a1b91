"""Days and dates: day 0 is the start of therapy, and a date may be known only in part."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Final, Self

__all__ = ["LIMIT_DAYS", "PartialDate", "day_of"]

LIMIT_DAYS: Final = 73_200
"""Days farther than two centuries from the start of therapy are slips of the pen."""

_ISO: Final = re.compile(r"(?P<year>[12]\d{3})(?:-(?P<month>\d{2})(?:-(?P<day>\d{2}))?)?(?:-*|---\d{2}|[T ].*)")
_NAMED: Final = re.compile(r"(?P<day>\d{1,2})[- ]?(?P<month>[A-Za-z]{3})[- ]?(?P<year>[12]\d{3})")
_MONTHS: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


@dataclass(frozen=True, slots=True)
class PartialDate:
    """A date whose day, or month and day, may be unknown.

    Examples:
        >>> PartialDate.parse("2014-02").first
        datetime.date(2014, 2, 1)
        >>> PartialDate.parse("2014-02-07T09:30").is_full
        True
        >>> PartialDate.parse("next week") is None
        True
    """

    year: int
    month: int | None = None
    day: int | None = None

    def __post_init__(self) -> None:
        """Refuse a month or a day the calendar does not have."""
        date(self.year, self.month or 1, self.day or 1)

    @classmethod
    def parse(cls, text: str) -> Self | None:
        """Read an ISO 8601 date, whole or partial, a date and time, or a date such as `07FEB2014`.

        Day and month given as two numbers in an unknown order (`02/03/2014`) are not read.
        """
        words = text.strip()
        if found := _ISO.fullmatch(words):
            return cls._made(found["year"], found["month"], found["day"])
        if (found := _NAMED.fullmatch(words)) and found["month"].lower() in _MONTHS:
            return cls._made(found["year"], _MONTHS.index(found["month"].lower()) + 1, found["day"])
        return None

    @classmethod
    def _made(cls, year: str, month: str | int | None, day: str | None) -> Self | None:
        try:
            return cls(int(year), None if month is None else int(month), None if day is None else int(day))
        except ValueError:
            return None

    @property
    def is_full(self) -> bool:
        """Whether year, month and day are known."""
        return self.day is not None

    @property
    def first(self) -> date:
        """The earliest day it can mean."""
        return date(self.year, self.month or 1, self.day or 1)

    def may_be(self, day: date) -> bool:
        """Tell whether a full date agrees with all that is known.

        Examples:
            >>> PartialDate(2014, 2).may_be(date(2014, 2, 13))
            True
        """
        return (self.year, self.month or day.month, self.day or day.day) == (day.year, day.month, day.day)

    def __str__(self) -> str:
        """Give what is known, in ISO form."""
        month = "" if self.month is None else f"-{self.month:02d}"
        return f"{self.year}{month}{'' if self.day is None else f'-{self.day:02d}'}"


def day_of(when: date, reference: date) -> int:
    """Count the days from the start of therapy, which is day 0.

    Examples:
        >>> day_of(date(2014, 1, 30), date(2014, 1, 2))
        28
    """
    return (when - reference).days
