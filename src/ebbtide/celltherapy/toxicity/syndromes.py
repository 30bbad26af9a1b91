"""Cytokine release syndrome and neurotoxicity day by day out of the tidy tables, and their episodes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import polars as pl

from ebbtide.celltherapy.toxicity.bedside import (
    consciousness,
    edema,
    hypotension,
    hypoxia,
    is_explained,
    seizure,
    temperature,
)
from ebbtide.celltherapy.toxicity.chart import charts, chosen, says_yes
from ebbtide.celltherapy.toxicity.crs import crs_grade
from ebbtide.celltherapy.toxicity.icans import CONSCIOUSNESS, EDEMA, SEIZURES, icans_grade, is_graded_as_child

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from ebbtide.celltherapy.toxicity.chart import Chart, Infusion, Reading
    from ebbtide.celltherapy.toxicity.graded import Graded
    from ebbtide.study import Study
    from ebbtide.study.toxicity_options import ToxicityOptions

__all__ = ["DAYS", "EPISODES", "GradedDay", "crs_days", "episodes", "episodes_of", "graded_days", "icans_days"]

DAYS: Final = {
    "subject": pl.String,
    "infusion": pl.Int32,
    "what": pl.String,
    "day": pl.Int32,
    "grade": pl.Int32,
    "is_complete": pl.Boolean,
    "components": pl.String,
    "reason": pl.String,
}
"""Columns of the graded days."""
EPISODES: Final = {
    "subject": pl.String,
    "infusion": pl.Int32,
    "what": pl.String,
    "episode": pl.Int32,
    "start_day": pl.Int32,
    "end_day": pl.Int32,
    "peak_grade": pl.Int32,
    "peak_day": pl.Int32,
    "is_complete": pl.Boolean,
}
"""Columns of the episodes."""
_CRS_TESTS: Final = (
    *("temperature", "vasopressors", "vasopressin", "hypotension", "fluids", "systolic_pressure", "oxygen"),
)
_ICANS_TESTS: Final = ("ice", "capd", "consciousness", "seizure", "motor_weakness", "cerebral_edema")
_HIDES_FEVER: Final = ("anti_cytokine", "corticosteroid", "antipyretic")
_DIED_OF: Final = {"crs": ("crs", "cytokine_release"), "icans": ("icans", "neurotox")}


class GradedDay(NamedTuple):
    """A day with its grade and, in words, what the grade rests on."""

    day: int
    graded: Graded
    components: str


class Episode(NamedTuple):
    """Days with a grade of 1 or more, close together."""

    start: int
    end: int
    peak_grade: int
    peak_day: int
    is_complete: bool


def graded_days(study: Study, options: ToxicityOptions | None = None) -> pl.DataFrame:
    """Grade cytokine release syndrome and neurotoxicity on every day on which something of them is recorded.

    Args:
        study: The study; reads `findings`, `treatments`, `events`, `subjects`.
        options: The readings chosen; those of the study when left out.

    Returns:
        One row per subject, infusion, syndrome (`crs`, `icans`) and day, columns of `DAYS`; days are study days.
        `grade` is null where the components do not tell; where `is_complete` is false it is the least it can be.

    Sources:
        Lee 2019, tables 2, 4 and 5.
    """
    options = chosen(study, options)
    rows = [
        (chart.subject, infusion.number, what, *told)
        for chart in charts(study)
        for infusion in chart.infusions
        for what, days in (("crs", crs_days), ("icans", icans_days))
        for told in (
            (day, graded.grade, graded.is_complete, components, graded.reason)
            for day, graded, components in days(chart, infusion, options)
        )
    ]
    return pl.DataFrame(rows, schema=DAYS, orient="row")


def episodes(study: Study, options: ToxicityOptions | None = None) -> pl.DataFrame:
    """Join graded days into episodes.

    Args:
        study: The study, as of `graded_days`.
        options: The readings chosen, else those of the study; `crs_join_days` says which pause does not end an episode.

    Returns:
        One row per subject, infusion, syndrome and episode, columns of `EPISODES`: `peak_day` is the first day of
        the peak; `is_complete` is false where a component was unknown on any of its days.
    """
    options = chosen(study, options)
    rows = [
        (chart.subject, infusion.number, what, number, *episode)
        for chart in charts(study)
        for infusion in chart.infusions
        for what, days in (("crs", crs_days), ("icans", icans_days))
        for number, episode in enumerate(episodes_of(days(chart, infusion, options), options.crs_join_days), start=1)
    ]
    return pl.DataFrame(rows, schema=EPISODES, orient="row")


def episodes_of(days: Iterable[GradedDay], join_days: int) -> list[Episode]:
    """Join the days of grade 1 or more that lie no more than so many days apart."""
    found: list[Episode] = []
    for day, graded, _ in days:
        if not graded.grade:
            continue
        if found and day - found[-1].end - 1 <= join_days:
            last = found[-1]
            peak = (graded.grade, day) if graded.grade > last.peak_grade else last[2:4]
            found[-1] = Episode(last.start, day, *peak, last.is_complete and graded.is_complete)
        else:
            found.append(Episode(day, day, graded.grade, day, graded.is_complete))
    return found


def crs_days(chart: Chart, infusion: Infusion, options: ToxicityOptions) -> list[GradedDay]:
    """Grade cytokine release syndrome on every day after an infusion on which a component is recorded.

    An antipyretic, anti-cytokine therapy or corticosteroid counts from the infusion on.
    """

    def graded(day: int, *, is_fatal: bool) -> GradedDay:
        fever, heat = temperature(chart, day)
        pressure, drugs = hypotension(chart, day, options.crs_systolic_mmhg)
        oxygen, support = hypoxia(chart, day)
        treated = _is_treated(chart, infusion.day, day)
        grade = crs_grade(fever=fever, hypotension=pressure, hypoxia=oxygen, is_treated=treated, is_fatal=is_fatal)
        return GradedDay(day, grade, f"{heat}; {drugs}; {support}")

    return _days_of(chart, infusion, "crs", _CRS_TESTS, options.crs_last_day, graded)


def icans_days(chart: Chart, infusion: Infusion, options: ToxicityOptions) -> list[GradedDay]:
    """Grade neurotoxicity on every day after an infusion on which a domain is recorded."""
    is_child = _is_child(chart, options)

    def graded(day: int, *, is_fatal: bool) -> GradedDay:
        score, says = _score(chart, day, is_child=is_child)
        found = {test: _worst(chart, day, test, read, grades) for test, read, grades in _DOMAINS}
        weak = [says_yes(reading) for reading in chart.of("motor_weakness", day, day) if not is_explained(reading)]
        awake = found["consciousness"] or ("unarousable" if says.endswith("unarousable") else None)
        grade = icans_grade(
            is_child=is_child,
            score=score,
            consciousness=awake,
            seizure=found["seizure"],
            has_motor_weakness=None if not weak or set(weak) == {None} else any(weak),
            edema=found["cerebral_edema"],
            is_fatal=is_fatal,
        )
        return GradedDay(day, grade, "; ".join([says, *_said(grade)]))

    return _days_of(chart, infusion, "icans", _ICANS_TESTS, options.icans_last_day, graded)


_DOMAINS: Final = (
    ("consciousness", consciousness, CONSCIOUSNESS),
    ("seizure", seizure, SEIZURES),
    ("cerebral_edema", edema, EDEMA),
)


def _days_of(  # a chart, whose window, what is looked for and how it is graded
    chart: Chart,
    infusion: Infusion,
    what: str,
    tests: tuple[str, ...],
    last_day: int,
    graded: Callable[..., GradedDay],
) -> list[GradedDay]:
    last = infusion.day + last_day
    if infusion.next_day is not None:
        last = min(last, infusion.next_day - 1)
    days = {reading.day for test in tests for reading in chart.of(test, infusion.day, last)}
    fatal = {
        event.day
        for event in chart.events
        if event.event == "death" and infusion.day <= event.day <= last and _names(event.detail, _DIED_OF[what])
    }
    return [graded(day, is_fatal=day in fatal) for day in sorted(days | fatal)]


def _names(detail: str, stems: tuple[str, ...]) -> bool:
    return any(stem in detail.casefold().replace(" ", "_") for stem in stems)


def _is_treated(chart: Chart, first: int, day: int) -> bool:
    told = any(says_yes(reading) for reading in chart.of("antipyretic", first, day))
    return told or chart.was_given(_HIDES_FEVER, first, day)


def _is_child(chart: Chart, options: ToxicityOptions) -> bool:
    """Tell which score is asked; where the age is not known, the one that is recorded."""
    delays = [says_yes(reading) for reading in chart.readings.get("developmental_delay", ())]
    child = is_graded_as_child(chart.age, is_delayed=any(delays), is_inclusive=options.icans_child_inclusive)
    return "ice" not in chart.readings and "capd" in chart.readings if child is None else child


def _score(chart: Chart, day: int, *, is_child: bool) -> tuple[int | None, str]:
    test, other = ("capd", "ice") if is_child else ("ice", "capd")
    rows = chart.of(test, day, day)
    scores = [
        int(row.value) for row in rows if row.value is not None and not is_explained(row) and _in_range(row, test)
    ]
    if scores:
        score = max(scores) if is_child else min(scores)
        return score, f"{test.upper()} {score}"
    if any(consciousness(row.words) == "unarousable" for row in rows):
        return None, f"{test.upper()} impossible: unarousable"
    if rows:
        return None, f"{test.upper()} could not be asked ({rows[0].text or 'no score in its range'})"
    if chart.of(other, day, day):
        return None, f"{test.upper()} not recorded; {other.upper()} is not for this age"
    return None, f"{test.upper()} not recorded"


def _in_range(row: Reading, test: str) -> bool:
    return row.value is not None and row.value == int(row.value) and 0 <= row.value <= {"ice": 10, "capd": 32}[test]


def _worst(
    chart: Chart, day: int, test: str, read: Callable[[str], str | None], grades: Mapping[str, int]
) -> str | None:
    words = [word for row in chart.of(test, day, day) if not is_explained(row) and (word := read(row.words))]
    return max(words, key=lambda word: grades[word], default=None)


def _said(graded: Graded) -> list[str]:
    return [
        f"{name} not recorded" if grade is None else f"{name} grade {grade}"
        for name, grade in graded.parts.items()
        if name not in ("ICE", "CAPD")
    ]
