"""One axis of days that several panels share: what a day is in pixels, where its ticks stand, how it is drawn."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from ebbtide.figures.altair import drawing_library

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["TimeAxis"]

_STEPS: Final = (1, 2, 7, 14, 28, 56, 84, 168, 364, 728, 1456, 3640, 7280, 36400)
"""Days between ticks: days, weeks, cycles of four weeks, years of 52 weeks."""
_TICK_ROOM: Final = 44
_LEAST_DAYS: Final = 10
_MARGIN: Final = 0.025


@dataclass(frozen=True)
class TimeAxis:
    """An axis of days.

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
        most = max(2, self.width // _TICK_ROOM)
        span = self.last - self.first
        step = next((step for step in _STEPS if span / step <= most), _STEPS[-1])
        return [step * number for number in range(-int(-self.first // step), int(self.last // step) + 1)]

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
