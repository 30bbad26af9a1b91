"""The arithmetic of one profile of cells over days: area, terminal half-life, doubling of the expansion.

Days and amounts only, of quantified samples: nothing is extrapolated, and nothing below a limit is used unless the
caller puts it in.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["Area", "Line", "area", "doubling", "fit", "terminal"]

LEAST_POINTS: Final = 3
"""Points that a terminal line needs."""
ALLOWANCE: Final = 1e-4
"""By how much adjusted R² may fall below the best one for a line through more points."""


class Area(NamedTuple):
    """An area under a profile.

    Args:
        amount: The area, unit x days.
        from_day: Where it begins.
        to_day: Where it ends.
        points: Samples it was made of, those beside its end included.
    """

    amount: float
    from_day: float
    to_day: float
    points: int


class Line(NamedTuple):
    """A straight line through the logarithms of a profile.

    Args:
        slope: Of the natural logarithm, per day.
        r2: Share of the variance explained; null for two points, which any line meets.
        adjusted_r2: The same, adjusted for the number of points.
        points: How many it was drawn through.
        from_day: Its first point.
        to_day: Its last point.
    """

    slope: float
    r2: float | None
    adjusted_r2: float | None
    points: int
    from_day: float
    to_day: float

    @property
    def days_to_double(self) -> float:
        """Days to double for a rise, to halve for a fall."""
        return math.log(2) / abs(self.slope)


def area(days: Sequence[float], amounts: Sequence[float], until: float) -> Area | None:
    """Measure the area from the first sample to a day: linear where it rises, logarithmic where it falls.

    Between two samples on either side of that day the profile is read off the same piece: a straight line where it
    rises, an exponential where it falls. Without a sample on that day or later the area ends at the last sample.

    Args:
        days: Days of the samples, rising, not below 0.
        amounts: Amounts of the samples, above 0.
        until: The day up to which the area is wanted.

    Returns:
        The area; None for fewer than two samples that reach into it.

    Sources:
        Denney 2015 (linear up, logarithmic down).

    Examples:
        >>> area([0, 1, 2], [10, 20, 10], 28)
        Area(amount=29.42..., from_day=0, to_day=2, points=3)
    """
    total, end, points = 0.0, None, 1
    for (day, amount), (next_day, next_amount) in zip(
        zip(days, amounts, strict=True), zip(days[1:], amounts[1:], strict=True), strict=False
    ):
        if day >= until:
            break
        to_day, to_amount = next_day, next_amount
        if next_day > until:
            to_day, to_amount = until, _between(day, amount, next_day, next_amount, until)
        total, end, points = total + _piece(to_day - day, amount, to_amount), to_day, points + 1
    return None if end is None else Area(total, days[0], end, points)


def _piece(width: float, start: float, end: float) -> float:
    """Area of one piece: a trapezoid where it rises, an exponential where it falls."""
    if end >= start:
        return width * (start + end) / 2
    fall = start - end
    return width * fall / -math.log1p(-fall / start)


def _between(day: float, amount: float, next_day: float, next_amount: float, at: float) -> float:
    """Read an amount off the piece between two samples."""
    share = (at - day) / (next_day - day)
    if next_amount >= amount:
        return amount + share * (next_amount - amount)
    return math.exp(math.log(amount) + share * (math.log(next_amount) - math.log(amount)))


def fit(days: Sequence[float], amounts: Sequence[float]) -> Line | None:
    """Draw the line of least squares through the logarithms of at least two samples of different days.

    Examples:
        >>> line = fit([0, 1, 2], [1, 2, 4])
        >>> line is not None and round(line.days_to_double, 6)
        1.0
    """
    count = len(days)
    if count < 2 or days[0] == days[-1]:  # noqa: PLR2004 - two points make a line
        return None
    logs = [math.log(amount) for amount in amounts]
    mean_day, mean_log = math.fsum(days) / count, math.fsum(logs) / count
    spread = math.fsum((day - mean_day) ** 2 for day in days)
    rise = math.fsum((day - mean_day) * (log - mean_log) for day, log in zip(days, logs, strict=True))
    total = math.fsum((log - mean_log) ** 2 for log in logs)
    if total == 0 or count == 2:  # noqa: PLR2004 - two points make a line
        return Line(rise / spread, None, None, count, days[0], days[-1])
    r2 = min(1.0, rise * rise / (spread * total))
    return Line(rise / spread, r2, 1 - (1 - r2) * (count - 1) / (count - 2), count, days[0], days[-1])


def terminal(days: Sequence[float], amounts: Sequence[float]) -> Line | None:
    """Draw the terminal line: of the falling lines through the last three or more samples, the best.

    The best has the highest adjusted R²; of those within 0.0001 of it, the one through most samples.

    Args:
        days: Days of the samples after the maximum, rising.
        amounts: Their amounts, above 0.

    Returns:
        The line; None where fewer than three samples are left or none of the lines falls.

    Sources:
        Denney 2015 (choice by adjusted R²).

    Examples:
        >>> line = terminal([14, 21, 28], [80, 40, 20])
        >>> line is not None and (round(line.days_to_double, 6), line.points)
        (7.0, 3)
    """
    lines = [fit(days[-points:], amounts[-points:]) for points in range(LEAST_POINTS, len(days) + 1)]
    falling = [(line.adjusted_r2, line) for line in lines if line and line.slope < 0 and line.adjusted_r2 is not None]
    if not falling:
        return None
    best = max(adjusted for adjusted, _ in falling)
    return max((line for adjusted, line in falling if adjusted >= best - ALLOWANCE), key=lambda line: line.points)


def doubling(days: Sequence[float], amounts: Sequence[float]) -> Line | None:
    """Draw the line of the expansion, from the first quantified sample to the maximum.

    Args:
        days: Days of the samples up to the maximum and with it, rising.
        amounts: Their amounts, above 0.

    Returns:
        The line; None where fewer than two samples are there or it does not rise.
    """
    line = fit(days, amounts)
    return line if line and line.slope > 0 else None
