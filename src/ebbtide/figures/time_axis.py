"""Axes of days: where their ticks stand, what a day is in pixels, how they are drawn."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from ebbtide.figures.altair import drawing_library

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

__all__ = ["MONTHS", "WEEKS", "TimeAxis", "ticks", "week_axis"]

WEEKS: Final = (1, 2, 7, 14, 28, 42, 56, 84, 182, 364, 728, 1_820, 3_640)
"""Days between two ticks where courses are drawn: days, weeks as scans are planned, half years and years of weeks."""
MONTHS: Final = (1, 2, 5, 10, 15, 30, 60, 90, 120, 180, 360, 720, 1_440, 2_880)
"""The same where survival is, which is read in months and years: of 30 days."""
_MOST_WEEKS: Final = 11
_SHORT_SPAN: Final = 70
"""Up to so many days an axis of weeks counts days."""
_TICK_ROOM: Final = 44
_LEAST_DAYS: Final = 10
_MARGIN: Final = 0.025


def ticks(first: float, last: float, most: int, steps: Sequence[int] = WEEKS) -> list[int]:
    """Choose the days that an axis is marked at: counted from day 0, as far apart as room demands.

    Args:
        first: Its left end, in days.
        last: Its right end, in days.
        most: How many ticks there is room for.
        steps: Days between two ticks, of which the smallest is taken that leaves room; the last is doubled if none.

    Examples:
        >>> ticks(-25, 185, 13), ticks(0, 400, 7, MONTHS)
        ([0, 28, 56, 84, 112, 140, 168], [0, 60, 120, 180, 240, 300, 360])
    """
    step = next((one for one in steps if (last - first) / one < most), steps[-1])
    while (last - first) / step >= most:
        step *= 2
    return [step * number for number in range(math.ceil(first / step), math.floor(last / step) + 1)]


def week_axis(first: int, last: int, most: int = _MOST_WEEKS) -> Any:  # noqa: ANN401 - an axis of Altair
    """Make an axis of days that counts weeks, or days where there are few; for panels whose scale has its own home."""
    in_days = last - first <= _SHORT_SPAN
    title = f"{'Days' if in_days else 'Weeks'} from the start of therapy"
    label = "format(datum.value, 'd')" if in_days else "format(datum.value / 7, 'd')"
    return drawing_library().Axis(title=title, values=ticks(first, last, most), labelExpr=label, grid=False)


@dataclass(frozen=True)
class TimeAxis:
    """An axis of days that several panels share.

    Args:
        first: Its left end, in days.
        last: Its right end, in days.
        width: Pixels from end to end.
        title: What its days count from.
    """

    first: float
    last: float
    width: int
    title: str

    @classmethod
    def over(cls, days: Iterable[int], width: int, title: str) -> TimeAxis:
        """Span some days, with a margin at either end.

        Examples:
            >>> axis = TimeAxis.over([-20, 180], 600, "Days")
            >>> axis.first, axis.last, axis.ticks
            (-25.0, 185.0, [0, 28, 56, 84, 112, 140, 168])
        """
        known = list(days) or [0]
        low, high = min(known), max(known)
        short = max(0, _LEAST_DAYS - (high - low)) / 2
        margin = max(high - low, _LEAST_DAYS) * _MARGIN
        return cls(low - short - margin, high + short + margin, width, title)

    @property
    def ticks(self) -> list[int]:
        """The days that are named: as many as have room, counted from day 0."""
        return ticks(self.first, self.last, max(2, self.width // _TICK_ROOM))

    def at(self, day: float) -> float:
        """Give the pixel of a day."""
        return (day - self.first) / (self.last - self.first) * self.width

    def day_at(self, pixel: float) -> float:
        """Give the day at a pixel."""
        return self.first + pixel / self.width * (self.last - self.first)

    def x(self, *, named: bool = False, titled: bool = True) -> Any:  # noqa: ANN401 - a channel of Altair
        """Make the channel that every layer of a panel shares; its field is `day`.

        Args:
            named: Whether the days are written beneath; otherwise there are lines only.
            titled: Whether it is written what they count from.
        """
        alt = drawing_library()
        axis = alt.Axis(
            values=self.ticks,
            labels=named,
            ticks=named,
            domain=named,
            title=self.title if named and titled else None,
            labelFlush=False,
        )
        scale = alt.Scale(domain=[self.first, self.last], nice=False, zero=False)
        return alt.X("day:Q", scale=scale, axis=axis)
