"""Hematotoxicity out of the tidy tables: neutrophils (ICAHT) and platelets (T-ICAHT), early and late."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING, Final, NamedTuple

from ebbtide.celltherapy.toxicity.assessed import Assessed
from ebbtide.celltherapy.toxicity.icaht import (
    ANC_100,
    ANC_500,
    Run,
    daily_minima,
    early_icaht_grade,
    early_ticaht_grade,
    filled,
    late_icaht_grade,
    late_ticaht_grade,
    low_days,
    runs_of,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ebbtide.celltherapy.toxicity.chart import Chart, Infusion
    from ebbtide.study.toxicity_options import ToxicityOptions

__all__ = ["early_icaht", "early_ticaht", "late_icaht", "late_ticaht"]

_EARLY: Final = (0, 30)
_LATE: Final = (31, 100)
_FIRST_DAYS: Final = 3
_CODE_JOIN_DAYS: Final = 6
_NEW_THERAPY: Final = ("new_therapy",)
_PROGRESSION: Final = ("progression", "progressive_disease", "disease_progression", "relapse")
_PER_MICROLITRE: Final = 1000
_WORST: Final = 4


class _Series(NamedTuple):
    """The counts of a window: days from the infusion, daily minima, those filled in, the last day that is looked at."""

    first: int
    last: int
    minima: Mapping[int, Fraction]
    values: Mapping[int, Fraction]
    refused: str
    gap_days: int
    is_cut: bool

    @property
    def holes(self) -> str:
        """Say which stretches of the window are too long to interpolate, or hold no value."""
        days, found = [self.first - 1, *sorted(self.minima), self.last + 1], list[str]()
        for one, two in pairwise(days):
            if two - one - 1 > self.gap_days:
                found.append(f"{one + 1} to {two - 1}")
        return ", ".join(found)


def early_icaht(chart: Chart, infusion: Infusion, options: ToxicityOptions) -> Assessed:
    """Grade early ICAHT after one infusion.

    A run that began on day 0 to 3 and lasts to the last value is grade 4 where the values go on to within the gap
    that is interpolated (a week) of day 30, of death, or of the last day on which anything is recorded; else what
    came after the last value is not known, and the grade is the least it can be.
    """
    series = _series(chart, infusion, "anc", _EARLY, options, ends=_end_of_record(chart))
    if not series.minima:
        return _without_values("neutrophils", series)
    known, join = series.values, options.icaht_join_days
    low = low_days(known, ANC_500)
    runs = {limit: runs_of(low_days(known, limit), known, join) for limit in (ANC_500, ANC_100)}
    if options.icaht_duration == "cumulative":
        days = {limit: len(low_days(known, limit)) for limit in runs}
    else:
        days = {limit: max((run.days for run in found), default=0) for limit, found in runs.items()}
    lasting = _lasts(series, runs[ANC_500])
    grade = early_icaht_grade(days[ANC_500], days[ANC_100], never_recovered=lasting)
    words = "days in all" if options.icaht_duration == "cumulative" else "days in the longest run"
    components = f"at most 500: {days[ANC_500]} {words}; at most 100: {days[ANC_100]}"
    why = ["began by day 3 and lasts to the last value"] if lasting else []
    return _early(series, infusion, grade, runs[ANC_500] if low else [], components, why)


def early_ticaht(chart: Chart, infusion: Infusion, options: ToxicityOptions) -> Assessed:
    """Grade early T-ICAHT after one infusion, up to progression, the next therapy or death."""
    ends = _censored(chart, infusion, _EARLY[1])
    series = _series(chart, infusion, "platelets", _EARLY, options, ends=ends)
    if not series.minima:
        return _without_values("platelets", series)
    days = {reading: _platelet_days(series, reading, options) for reading in ("table", "code")}
    grades = {reading: early_ticaht_grade(*found) for reading, found in days.items()}
    reading = options.ticaht_reading
    words = "below" if reading == "table" else "at most"
    components = f"{words} 50: {days[reading][0]} days; {words} 20: {days[reading][1]} days"
    low = low_days(series.values, Fraction(50), is_inclusive=reading == "code")
    runs = runs_of(low, series.values, _join(reading, options))
    return _early(series, infusion, grades[reading], runs, components, _disputed(grades, reading))


def late_icaht(chart: Chart, infusion: Infusion, options: ToxicityOptions) -> Assessed:
    """Grade late ICAHT: day 31 to the earliest of day 100, the next therapy and progression."""
    series = _series(chart, infusion, "anc", _LATE, options, ends=_censored(chart, infusion, _LATE[1]))
    if not series.minima:
        return _without_values("neutrophils", series)
    lowest, *others = sorted(series.minima.values())
    second = others[0] if others else None
    grade = late_icaht_grade(lowest, second, rule=options.icaht_late_rule)
    counts = [f"{float(value * _PER_MICROLITRE):g}" for value in (lowest, second) if value is not None]
    components = f"lowest {', second lowest '.join(counts)} per microlitre"
    why = ["one value only"] if second is None else []
    if second is not None and grade == 0 and lowest <= Fraction(3, 2):
        why = ["the low value is transient: no second one at or below 1500"]
    return _late(series, infusion, grade, components, why)


def late_ticaht(chart: Chart, infusion: Infusion, options: ToxicityOptions) -> Assessed:
    """Grade late T-ICAHT: day 31 to the earliest of day 100, the next therapy, progression and death."""
    series = _series(chart, infusion, "platelets", _LATE, options, ends=_censored(chart, infusion, _LATE[1]))
    if not series.minima:
        return _without_values("platelets", series)
    days = {reading: _platelet_days(series, reading, options)[1] for reading in ("table", "code")}
    reading = options.ticaht_reading
    grades = {
        "table": late_ticaht_grade(series.minima.values(), days["table"]),
        "code": late_ticaht_grade(series.minima.values(), days["code"], reading="code"),
    }
    lowest = min(series.minima.values())
    words = "below" if reading == "table" else "at most"
    components = f"lowest {float(lowest):g}e9/L of {len(series.minima)} days; {words} 20: {days[reading]} days"
    why = ["fewer than two values"] if grades[reading] is None else _disputed(grades, reading)
    return _late(series, infusion, grades[reading], components, why)


def _series(  # a chart, whose window, of what, and where it ends
    chart: Chart, infusion: Infusion, test: str, window: tuple[int, int], options: ToxicityOptions, *, ends: int | None
) -> _Series:
    first, last = (infusion.day + day for day in window)
    stops = [last, *([] if ends is None else [ends])]
    if infusion.next_day is not None:
        stops.append(infusion.next_day - 1)
    last = min(stops)
    minima = daily_minima((day - infusion.day, value) for day, value in chart.values(test, first, last))
    known = filled(minima, options.icaht_gap_days)
    refused = chart.refused(test, first, last)
    is_cut = last == chart.last_day and last < infusion.day + window[1] and not _died(chart)
    return _Series(window[0], last - infusion.day, minima, known, refused, options.icaht_gap_days, is_cut)


def _died(chart: Chart) -> bool:
    return any(event.event == "death" for event in chart.events)


def _end_of_record(chart: Chart) -> int | None:
    deaths = [event.day for event in chart.events if event.event == "death"]
    return min(deaths) if deaths else chart.last_day


def _censored(chart: Chart, infusion: Infusion, last: int) -> int:
    """Give the last day before progression, the next therapy or death; these days themselves still count."""
    stops = [chart.first_event(*names, after=infusion.day) for names in (_NEW_THERAPY, _PROGRESSION, ("death",))]
    ends = [chart.last_day, infusion.day + last, *stops]
    return min(day for day in ends if day is not None)


def _lasts(series: _Series, runs: list[Run]) -> bool:
    """Tell whether a run that began in the first days lasts to the last value, and that to the end of the record."""
    final = max(series.values)
    reaches = any(run.first <= _FIRST_DAYS and run.last == final for run in runs)
    return reaches and series.last - final <= series.gap_days


def _join(reading: str, options: ToxicityOptions) -> int:
    return _CODE_JOIN_DAYS if reading == "code" else options.icaht_join_days


def _platelet_days(series: _Series, reading: str, options: ToxicityOptions) -> tuple[int, int]:
    """Count the days of low platelets: all of them with their short recoveries, or the longest run."""
    found = []
    for limit in (Fraction(50), Fraction(20)):
        low = low_days(series.values, limit, is_inclusive=reading == "code")
        days = [run.days for run in runs_of(low, series.values, _join(reading, options))]
        found.append(sum(days) if reading == "table" else max(days, default=0))
    return found[0], found[1]


def _disputed(grades: Mapping[str, int | None], reading: str) -> list[str]:
    """Say where the printed table and the authors' code part."""
    other = "code" if reading == "table" else "table"
    if grades[other] == grades[reading]:
        return []
    told = "not assessable" if grades[other] is None else f"grade {grades[other]}"
    return [f"the {'authors’ code' if other == 'code' else 'printed table'} gives {told}"]


def _without_values(what: str, series: _Series) -> Assessed:
    said = series.refused or f"no {what} on days {series.first} to {series.last}"
    return Assessed(
        explanation=said if series.last >= series.first else "the window ends before its first day",
        has_data=bool(series.refused),
    )


def _early(  # a series with its grade, its runs and what is said of it
    series: _Series, infusion: Infusion, grade: int, runs: list[Run], components: str, why: list[str]
) -> Assessed:
    """Make the row of an early grade; with stretches unknown it is the least, and a 0 is none."""
    holes, longest = series.holes, max(runs, key=lambda run: run.days, default=None)
    nadir = min(series.minima, key=lambda day: (series.minima[day], day))
    told = [*why, *([f"no value on days {holes}"] if holes else []), *_ends(series)]
    is_least = bool(holes or series.refused or series.is_cut) and grade < _WORST
    start, end = (None, None) if longest is None else (longest.first + infusion.day, longest.last + infusion.day)
    return Assessed(
        None if grade == 0 and holes else grade,
        is_least,
        start,
        end,
        nadir + infusion.day if grade else None,
        components,
        "; ".join(told),
        has_data=True,
    )


def _late(series: _Series, infusion: Infusion, grade: int | None, components: str, why: list[str]) -> Assessed:
    nadir = min(series.minima, key=lambda day: (series.minima[day], day)) + infusion.day
    day = nadir if grade else None
    said = [f"days {series.first} to {series.last}", *why, *_ends(series)]
    is_least = bool(series.refused or series.is_cut) and grade is not None and grade < _WORST
    return Assessed(grade, is_least, day, day, day, components, "; ".join(said), has_data=True)


def _ends(series: _Series) -> list[str]:
    """Say what was refused, and where the record ends before its window does."""
    cut = [f"the record ends on day {series.last}"] if series.is_cut else []
    return cut + ([series.refused] if series.refused else [])
