"""The chart of one subject: findings by test, treatments, events and infusions, ready to be asked day by day."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple

import polars as pl

from ebbtide.assessment.laboratory.names import known_test
from ebbtide.assessment.laboratory.units import UNITS, in_unit
from ebbtide.celltherapy.infusions import infusions
from ebbtide.formats.names import folded
from ebbtide.study.toxicity_options import ToxicityOptions

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from fractions import Fraction

    from ebbtide.study import Study

__all__ = ["Chart", "Event", "Infusion", "Reading", "Treatment", "charts", "chosen", "says_yes"]

_YES: Final = frozenset(("yes", "y", "true", "present", "positive", "done", "given", "met", "found", "seen"))
_NO: Final = frozenset(("no", "n", "false", "absent", "none", "negative", "normal", "not"))


class Reading(NamedTuple):
    """One finding: study day, number, words (folded) and unit."""

    day: int
    value: float | None
    text: str
    unit: str | None
    words: str


class Event(NamedTuple):
    """One event."""

    day: int
    event: str
    end_day: int | None
    grade: int | None
    detail: str


class Treatment(NamedTuple):
    """One treatment: its first and last day and its class."""

    day: int
    end_day: int
    kind: str


class Infusion(NamedTuple):
    """One infusion: its number, its day, the day of the next one, and that of lymphodepletion before it."""

    number: int
    day: int
    next_day: int | None
    lymphodepletion_day: int | None


@dataclass(frozen=True)
class Chart:
    """What is recorded of one subject.

    Args:
        subject: Who.
        age: Years, or None.
        infusions: In order. A subject without one but with recorded toxicity has one, number 0, on day 0.
        readings: The findings by test, in order of days.
        treatments: In order of days.
        events: In order of days.
        last_day: The last day on which anything is recorded.
    """

    subject: str
    age: float | None
    infusions: tuple[Infusion, ...]
    readings: Mapping[str, tuple[Reading, ...]]
    treatments: tuple[Treatment, ...] = ()
    events: tuple[Event, ...] = ()
    last_day: int | None = None

    def of(self, test: str, first: int, last: int) -> list[Reading]:
        """Give the findings of a test from one day to another, both counted."""
        return [reading for reading in self.readings.get(test, ()) if first <= reading.day <= last]

    def values(self, test: str, first: int, last: int) -> list[tuple[int, Fraction]]:
        """Give the numbers of a test in the unit of `UNITS`, with their days; those of unknown unit are left out."""
        found = []
        for reading in self.of(test, first, last):
            if reading.value is None:
                continue
            number = in_unit(test, reading.value, reading.unit)
            if number is not None:
                found.append((reading.day, number))
        return found

    def refused(self, test: str, first: int, last: int) -> str:
        """Say which units of a test were refused; empty where none was."""
        units = {
            reading.unit or "none given"
            for reading in self.of(test, first, last)
            if reading.value is not None and in_unit(test, reading.value, reading.unit) is None
        }
        if not units:
            return ""
        return f"{test.replace('_', ' ')}: unit {' and '.join(sorted(units))} is not one that converts to {UNITS[test]}"

    def first_event(self, *names: str, after: int) -> int | None:
        """Give the day of the first of some events after a day."""
        return min((event.day for event in self.events if event.event in names and event.day > after), default=None)

    def was_given(self, kinds: tuple[str, ...], first: int, last: int) -> bool:
        """Tell whether a treatment of some class was given between two days, both counted."""
        return any(given.kind in kinds and given.day <= last and given.end_day >= first for given in self.treatments)


def chosen(study: Study, options: ToxicityOptions | None) -> ToxicityOptions:
    """Take the options handed in, else those the study pins, else the defaults."""
    if options is not None:
        return options
    pinned = {
        name: getattr(study.options, name) for name in ToxicityOptions.model_fields if hasattr(study.options, name)
    }
    return ToxicityOptions.model_validate(pinned)


def says_yes(reading: Reading) -> bool | None:
    """Read a finding as yes or no; None where it is neither.

    Examples:
        >>> [says_yes(Reading(0, None, "", None, word)) for word in ("present", "no", "perhaps")]
        [True, False, None]
    """
    if reading.words:
        first = reading.words.split("_")[0]
        if first in _NO:
            return False
        return True if first in _YES else None
    return None if reading.value is None else reading.value > 0


def charts(study: Study) -> Iterator[Chart]:
    """Give the chart of every subject with an infusion of cells, or with toxicity recorded."""
    given = infusions(study).select("subject", "infusion", "day", "next_day", "lymphodepletion_day")
    by_subject: dict[str, list[Infusion]] = {}
    for subject, number, day, next_day, before in given.iter_rows():
        own = None if before is None else day + before
        by_subject.setdefault(subject, []).append(Infusion(number, day, next_day, own))
    ages = dict(study.table("subjects").select("subject", "age").iter_rows())
    events, treatments, last = _events(study), _treatments(study), _last_days(study)
    toxic = {subject for subject, rows in events.items() if any(_is_toxicity(event) for event in rows)}
    subjects = sorted(by_subject.keys() | toxic)
    findings = _findings(study, subjects)
    for subject in subjects:
        yield Chart(
            subject,
            ages.get(subject),
            tuple(by_subject.get(subject, [Infusion(0, 0, None, None)])),
            {test: tuple(rows) for test, rows in findings.get(subject, {}).items()},
            tuple(treatments.get(subject, ())),
            tuple(events.get(subject, ())),
            last.get(subject),
        )


def _is_toxicity(event: Event) -> bool:
    return event.event in ("crs", "icans", "lesional_crs", "iec_hs") or "icaht" in event.event


def _findings(study: Study, subjects: list[str]) -> dict[str, dict[str, list[Reading]]]:
    """Read the findings of some subjects in an order that that of the rows does not change."""
    rows: dict[str, dict[str, list[Reading]]] = {}
    columns = ("subject", "day", "test", "value", "text", "unit")
    table = study.table("findings").filter(pl.col("subject").is_in(subjects))
    names = {name: known_test(name) for name in table["test"].unique()}
    for subject, day, test, value, text, unit in table.select(columns).sort(columns).iter_rows():
        reading = Reading(day, value, text or "", unit, folded(text or ""))
        rows.setdefault(subject, {}).setdefault(names[test], []).append(reading)
    for tests in rows.values():
        for readings in tests.values():
            readings.sort(key=lambda reading: (reading.day, reading.value is None, reading.value or 0, reading.text))
    return rows


def _treatments(study: Study) -> dict[str, list[Treatment]]:
    rows: dict[str, list[Treatment]] = {}
    columns = ("subject", "day", "end_day", "class")
    for subject, day, end_day, kind in study.table("treatments").select(columns).sort(columns).iter_rows():
        last = day if end_day is None else max(day, end_day)
        rows.setdefault(subject, []).append(Treatment(day, last, folded(kind or "")))
    return rows


def _events(study: Study) -> dict[str, list[Event]]:
    rows: dict[str, list[Event]] = {}
    columns = ("subject", "day", "event", "end_day", "grade", "detail")
    for subject, day, event, end_day, grade, detail in study.table("events").select(columns).sort(columns).iter_rows():
        rows.setdefault(subject, []).append(Event(day, folded(event), end_day, grade, detail or ""))
    return rows


def _last_days(study: Study) -> dict[str, int]:
    names = ("events", "findings", "treatments", "measurements", "timepoints", "reported")
    tables = [study.table(name) for name in names]
    days = [
        table.select("subject", day=pl.max_horizontal("day", "end_day") if "end_day" in table.columns else "day")
        for table in tables
    ]
    return dict(pl.concat(days).group_by("subject").agg(pl.col("day").max()).iter_rows())
