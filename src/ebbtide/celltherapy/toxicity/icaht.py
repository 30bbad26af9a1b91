"""Hematotoxicity (ICAHT, T-ICAHT): pure functions on days and counts.

Counts are exact fractions, so that an interpolated value on a limit is on the limit. Neutrophils are in 1e9/L
(0.5 is 500 per microlitre), platelets in 1e9/L.
"""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

__all__ = [
    "ANC_100",
    "ANC_500",
    "EARLY_DAYS",
    "Run",
    "daily_minima",
    "early_icaht_grade",
    "early_ticaht_grade",
    "filled",
    "late_icaht_grade",
    "late_ticaht_grade",
    "low_days",
    "runs_of",
]

ANC_500: Final = Fraction(1, 2)
"""500 neutrophils per microlitre, in 1e9/L."""
ANC_100: Final = Fraction(1, 10)
"""100 neutrophils per microlitre, in 1e9/L."""
EARLY_DAYS: Final = 31
"""Days 0 to 30, both counted."""
_LATE_ANC: Final = ((ANC_100, 4), (ANC_500, 3), (Fraction(1), 2), (Fraction(3, 2), 1))
_LATE_LIMIT: Final = Fraction(3, 2)
_FEWEST_VALUES: Final = 2
_WEEK: Final = 7
_FORTNIGHT: Final = 14


class Run(NamedTuple):
    """A run of low days, its short recoveries included."""

    first: int
    last: int

    @property
    def days(self) -> int:
        """How many days it lasts, both ends counted."""
        return self.last - self.first + 1


def daily_minima(values: Iterable[tuple[int, Fraction]]) -> dict[int, Fraction]:
    """Keep the lowest value of each day, by day.

    Examples:
        >>> daily_minima([(2, Fraction(5)), (0, Fraction(3)), (2, Fraction(4))])
        {0: Fraction(3, 1), 2: Fraction(4, 1)}
    """
    lowest: dict[int, Fraction] = {}
    for day, value in sorted(values):
        lowest[day] = min(value, lowest.get(day, value))
    return lowest


def filled(minima: Mapping[int, Fraction], gap_days: int = 7) -> dict[int, Fraction]:
    """Interpolate linearly between two values with no more than so many days without a value between them.

    Nothing is made up before the first value, after the last, or in longer gaps.

    Sources:
        Liang 2024 (up to 7 days, for weekly samples).

    Examples:
        >>> filled({0: Fraction(0), 2: Fraction(1), 11: Fraction(1)})
        {0: Fraction(0, 1), 1: Fraction(1, 2), 2: Fraction(1, 1), 11: Fraction(1, 1)}
    """
    days = sorted(minima)
    whole = {day: minima[day] for day in days}
    for first, last in pairwise(days):
        if last - first - 1 <= gap_days:
            step = (minima[last] - minima[first]) / (last - first)
            whole |= {day: minima[first] + step * (day - first) for day in range(first + 1, last)}
    return dict(sorted(whole.items()))


def low_days(values: Mapping[int, Fraction], limit: Fraction, *, is_inclusive: bool = True) -> list[int]:
    """List the days at or below a limit, or only those below it.

    Examples:
        >>> low_days({0: Fraction(5), 1: Fraction(4)}, Fraction(5), is_inclusive=False)
        [1]
    """
    return [day for day, value in values.items() if value < limit or (is_inclusive and value == limit)]


def runs_of(low: Iterable[int], known: Iterable[int], join_days: int = 2) -> list[Run]:
    """Join low days into runs, over recoveries of no more than so many days, all of them known.

    The days of a joined recovery count as days of the run: stable recovery takes three days in a row.

    Args:
        low: The low days.
        known: The days with a value, measured or interpolated.
        join_days: The longest recovery that does not end a run.

    Sources:
        Rejeski 2023, sec. "grading" (to be confirmed against the paper); Liang 2024.

    Examples:
        >>> runs_of([1, 2, 5, 9], range(10))
        [Run(first=1, last=5), Run(first=9, last=9)]
    """
    seen, found = set(known), list[Run]()
    for day in sorted(low):
        between = range(found[-1].last + 1, day) if found else range(0)
        if found and len(between) <= join_days and seen.issuperset(between):
            found[-1] = Run(found[-1].first, day)
        else:
            found.append(Run(day, day))
    return found


def early_icaht_grade(days_500: int, days_100: int, *, never_recovered: bool = False) -> int:
    """Grade early ICAHT by how long neutrophils stayed low in days 0 to 30.

    Args:
        days_500: Days at or below 500 per microlitre.
        days_100: Days at or below 100 per microlitre.
        never_recovered: Whether a run that began on day 0 to 3 lasts to the last value.

    Returns:
        0 none; 1 up to 6 days at 500; 2 from 7; 3 from 14, or 7 at 100; 4 all 31 days, or 14 at 100, or never
        recovered. To be confirmed against the paper.

    Sources:
        Rejeski 2023, table of the grading; Liang 2024 (never recovered).

    Examples:
        >>> early_icaht_grade(18, 9), early_icaht_grade(17, 13, never_recovered=True)
        (3, 4)
    """
    if never_recovered or days_500 >= EARLY_DAYS or days_100 >= _FORTNIGHT:
        return 4
    if days_500 >= _FORTNIGHT or days_100 >= _WEEK:
        return 3
    if days_500 >= _WEEK:
        return 2
    return min(days_500, 1)


def late_icaht_grade(lowest: Fraction, second: Fraction | None, *, rule: Literal["nadir", "both"] = "nadir") -> int:
    """Grade late ICAHT by the two lowest daily values after day 30.

    Args:
        lowest: The lowest, 1e9/L.
        second: The second lowest; None where there is only one, which then decides.
        rule: `nadir`: the lowest decides where the second is no higher than 1500 per microlitre too; a low value
            alone among higher ones is transient. `both`: the second decides.

    Returns:
        0, or 1 to 4 for at most 1500, 1000, 500 and 100 per microlitre. To be confirmed against the paper.

    Sources:
        Rejeski 2023, table of the grading; Liang 2024 (which value decides).

    Examples:
        >>> late_icaht_grade(Fraction("0.09"), Fraction("1.6")), late_icaht_grade(Fraction("0.09"), Fraction("1.4"))
        (0, 4)
        >>> late_icaht_grade(Fraction("0.09"), Fraction("1.4"), rule="both")
        1
    """
    if second is not None and second > _LATE_LIMIT:
        return 0
    deciding = second if rule == "both" and second is not None else lowest
    return next((grade for limit, grade in _LATE_ANC if deciding <= limit), 0)


def early_ticaht_grade(days_50: int, days_20: int) -> int:
    """Grade early T-ICAHT by how long platelets stayed low in days 0 to 30.

    Args:
        days_50: Days below 50e9/L.
        days_20: Days below 20e9/L.

    Sources:
        Rejeski 2025, table 1.

    Examples:
        >>> [early_ticaht_grade(*days) for days in ((0, 0), (6, 0), (7, 0), (7, 1), (14, 13), (14, 14))]
        [0, 1, 2, 3, 3, 4]
    """
    if days_20:
        return 4 if days_20 >= _FORTNIGHT else 3
    if days_50:
        return 2 if days_50 >= _WEEK else 1
    return 0


def late_ticaht_grade(
    values: Iterable[Fraction], days_20: int, *, reading: Literal["table", "code"] = "table"
) -> int | None:
    """Grade late T-ICAHT by the daily lowest platelets of days 31 to 100.

    Args:
        values: The daily lowest values, 1e9/L.
        days_20: Days below 20e9/L (at or below it under `code`).
        reading: `table`: the lowest below 100, 50, 20; `code`: the second lowest at or below them.

    Returns:
        0 to 4; None with fewer than two values.

    Sources:
        Rejeski 2025, table 1 and its footnote; the authors' code.

    Examples:
        >>> late_ticaht_grade([Fraction(50), Fraction(90)], 0), late_ticaht_grade([Fraction(49), Fraction(90)], 0)
        (1, 2)
        >>> late_ticaht_grade([Fraction(50), Fraction(90)], 0, reading="code"), late_ticaht_grade([Fraction(9)], 1)
        (1, None)
    """
    ordered = sorted(values)
    if len(ordered) < _FEWEST_VALUES:
        return None
    if days_20 >= _FORTNIGHT:
        return 4
    deciding, is_code = ordered[int(reading == "code")], reading == "code"
    for limit, grade in ((20, 3), (50, 2), (100, 1)):
        if deciding < limit or (is_code and deciding == limit):
            return grade
    return 0
