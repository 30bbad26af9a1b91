"""Whether laboratory results of a stay after an infusion pass a limit, and on which day first.

Every answer is a pair: met or not (None where it cannot be told), and the first study day on which it was.
"""

from __future__ import annotations

import re
from fractions import Fraction
from typing import TYPE_CHECKING, Final, TypeAlias

from ebbtide.assessment.laboratory.units import exact, in_unit
from ebbtide.celltherapy.toxicity.chart import says_yes

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from ebbtide.celltherapy.toxicity.chart import Chart, Infusion

__all__ = ["Answer", "Stay", "any_of", "cytopenia_lines", "raised"]

Answer: TypeAlias = tuple[bool | None, int | None]
Values: TypeAlias = "Sequence[tuple[int, Fraction]]"
_LIMIT_IN_TEXT: Final = {
    name: re.compile(rf"\b{name}\b\s*[:=]?\s*(\d+(?:\.\d+)?)", re.IGNORECASE) for name in ("uln", "lln")
}
_GRADE_4: Final = {"anc": Fraction(1, 2), "platelets": Fraction(25)}
_LINES: Final = {"hemoglobin": Fraction(9), "platelets": Fraction(100), "anc": Fraction(1)}


class Stay:
    """The days after an infusion, up to some day or the next infusion."""

    def __init__(self, chart: Chart, infusion: Infusion, last_day: int) -> None:
        self.chart = chart
        self.first = infusion.day
        self.last = infusion.day + last_day
        if infusion.next_day is not None:
            self.last = min(self.last, infusion.next_day - 1)

    def values(self, test: str) -> Values:
        """Give the results of the stay with their study days, the day of the infusion counted."""
        return self.chart.values(test, self.first, self.last)

    def baseline(self, test: str) -> Fraction | None:
        """Give the last result before the day of the infusion; of several on its day, the highest."""
        before = self.chart.values(test, self.first - 365, self.first - 1)
        return max(before)[1] if before else None

    def limit(self, test: str, which: str) -> Fraction | None:
        """Find the upper or lower limit of normal (`uln`, `lln`): a finding of its own, or in the text of a result."""
        for reading in self.chart.readings.get(f"{test}_{which}", ()):
            if reading.value is not None and (number := in_unit(test, reading.value, reading.unit)) is not None:
                return number
        for reading in self.chart.readings.get(test, ()):
            if found := _LIMIT_IN_TEXT[which].search(reading.text):
                return in_unit(test, float(found[1]), reading.unit)
        return None

    def over_multiple(self, test: str, times: int, *, of_baseline: bool = False) -> Answer:
        """Tell whether a result exceeds so many times the upper limit of normal, or the baseline too if asked."""
        limits = [self.limit(test, "uln"), self.baseline(test) if of_baseline else None]
        known = [limit for limit in limits if limit is not None]
        return raised(self.values(test), times * min(known)) if known else (None, None)

    def at_least(self, test: str, limit: float) -> Answer:
        """Tell whether a result reaches a limit."""
        return _first([(day, value >= exact(limit)) for day, value in self.values(test)])

    def at_most(self, test: str, limit: float) -> Answer:
        """Tell whether a result is as low as a limit."""
        return _first([(day, value <= exact(limit)) for day, value in self.values(test)])

    def low_fibrinogen(self) -> Answer:
        """Tell whether fibrinogen fell below 150 mg/dL or below its lower limit of normal."""
        limit = max(exact(150), self.limit("fibrinogen", "lln") or Fraction(0))
        return _first([(day, value < limit) for day, value in self.values("fibrinogen")])

    def new_cytopenia(self) -> Answer:
        """Tell whether neutrophils or platelets fell to grade 4 (CTCAE) where the last before was not."""
        answers: list[Answer] = []
        for test, limit in _GRADE_4.items():
            before = self.baseline(test)
            low = _first([(day, value < limit) for day, value in self.values(test)])
            if low[0] and before is None:
                answers.append((None, None))
            else:
                answers.append((False, None) if low[0] and before is not None and before < limit else low)
        return any_of(answers)

    def told(self, test: str, yes: Sequence[str] = ()) -> Answer:
        """Tell whether a finding in words says so."""
        rows = self.chart.of(test, self.first, self.last)
        if yes:
            words = [(row.day, row.words.split("_")[0] in yes) for row in rows if row.words]
            return _first(words)
        return _first([(row.day, answer) for row in rows if (answer := says_yes(row)) is not None])


def raised(values: Values, limit: Fraction | int) -> Answer:
    """Tell whether any value lies above a limit, and on which day first.

    Examples:
        >>> raised([(3, Fraction(5)), (4, Fraction(6))], 5), raised([], 5)
        ((True, 4), (None, None))
    """
    return _first([(day, value > limit) for day, value in values])


def cytopenia_lines(stay: Stay, lines: int) -> Answer:
    """Tell whether so many lines are low: hemoglobin below 9 g/dL, platelets below 100, neutrophils below 1.0e9/L."""
    answers = [_first([(day, value < limit) for day, value in stay.values(test)]) for test, limit in _LINES.items()]
    low = sorted(day for met, day in answers if met and day is not None)
    if len(low) >= lines:
        return True, low[lines - 1]
    unknown = sum(met is None for met, _ in answers)
    return (None if len(low) + unknown >= lines else False), None


def _first(rows: Iterable[tuple[int, bool]]) -> Answer:
    answers = list(rows)
    if not answers:
        return None, None
    days = [day for day, met in answers if met]
    return bool(days), min(days, default=None)


def any_of(answers: Iterable[Answer]) -> Answer:
    """Join alternatives: met if any is, not met only where all are known not to be.

    Examples:
        >>> any_of([(True, 4), (None, None)]), any_of([(False, None), (None, None)])
        ((True, 4), (None, None))
    """
    found = list(answers)
    if any(met for met, _ in found):
        return True, min((day for met, day in found if met and day is not None), default=None)
    return (None if any(met is None for met, _ in found) else False), None
