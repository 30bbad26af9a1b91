"""Performance, support, symptoms, critical sites and events, as the machines are told of them.

Every function reads the record of one patient.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from ebbtide.evidence.pathway.performance import is_worse, oxygen_level
from ebbtide.evidence.pathway.transitions import Occurrence
from ebbtide.evidence.pathway.words import Event
from ebbtide.formats.names import folded

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ebbtide.study import Study

__all__ = ["clinical_signs", "crs_spans", "last_score", "words_of"]

_SCALES: Final = {
    "ecog": "ecog",
    "ecog_performance_status": "ecog",
    "karnofsky": "karnofsky",
    "karnofsky_performance_status": "karnofsky",
    "lansky": "lansky",
}
_PLAIN: Final = {
    "death": Event.DEATH,
    "new_therapy": Event.NEW_THERAPY,
    "end_of_study": Event.END_OF_STUDY,
    "withdrawal": Event.END_OF_STUDY,
    "lost_to_follow_up": Event.END_OF_STUDY,
    "new_symptom": Event.NEW_SYMPTOM,
    "lesional_crs": Event.LESIONAL_CRS,
    "tian": Event.LESIONAL_CRS,
    "enlargement": Event.ENLARGEMENT,
    "lesion_enlargement": Event.ENLARGEMENT,
    "swelling": Event.ENLARGEMENT,
    "local_crs": Event.ENLARGEMENT,
    "enlargement_resolved": Event.SHRINKAGE,
    "swelling_resolved": Event.SHRINKAGE,
    "review_closed": Event.REVIEW_CLOSED,
}
_ELSEWHERE: Final = ("no known tumor", "without known tumor", "no tumor at the site", "no known tumour")
_SAFE: Final = ("", "no", "none", "not_threatened", "resolved")


def words_of(study: Study, column: str) -> str:
    """Give what the subject's row says in a column, in small letters."""
    rows = study.table("subjects")
    return " ".join(str(text).casefold() for text in rows[column].drop_nulls())


def clinical_signs(study: Study, reader: str, origin: int | None) -> list[Occurrence]:
    """Find performance and support against what they were, critical sites, symptoms and plain events."""
    findings = study.table("findings")
    rows = findings.select("day", "test", "value", "text").sort("day", maintain_order=True).rows()
    prompted = study.table("timepoints").filter(pl.col("reader") == reader, pl.col("new_symptom"))
    return [
        *events_of(study),
        *(Occurrence(day, Event.NEW_SYMPTOM) for day in prompted["day"].unique().sort()),
        *threatened(rows),
        *conditions(rows, origin or 0),
    ]


def events_of(study: Study) -> Iterator[Occurrence]:
    """Take the events that the machines know."""
    events = study.table("events")
    for day, name, grade, detail in events.select("day", "event", "grade", "detail").rows():
        word, said = folded(name), detail or ""
        if word == "critical_site":
            yield Occurrence(day, Event.CRITICAL_SITE, worse=folded(said) not in _SAFE[1:], detail=said)
        elif word in _PLAIN:
            elsewhere = word == "local_crs" or any(words in said.casefold() for words in _ELSEWHERE)
            # Inflammation of a tumour in the brain is told by its grade, and need not be an enlargement.
            larger = False if word == "tian" else None
            yield Occurrence(day, _PLAIN[word], grade=grade, known_site=not elsewhere, larger=larger, detail=said)


def threatened(rows: list[tuple[int, str, float | None, str | None]]) -> Iterator[Occurrence]:
    """Take the findings on critical sites."""
    for day, test, _, text in rows:
        if folded(test) == "critical_site":
            yield Occurrence(day, Event.CRITICAL_SITE, worse=folded(text or "") not in _SAFE, detail=text or "")


def conditions(rows: list[tuple[int, str, float | None, str | None]], origin: int) -> Iterator[Occurrence]:
    """Compare performance and support with what they were: the last value up to the first dose, else the first."""
    first: dict[str, float] = {}
    worse: dict[str, bool] = {}
    for day, test, value, text in rows:
        kind, score = measured(folded(test), value, text)
        if kind is None or score is None:
            continue
        if day <= origin or kind not in first:
            first[kind] = score
        fell = is_worse(kind, first[kind], score) if kind in _SCALES.values() else score > first[kind]
        event = Event.PERFORMANCE if kind in _SCALES.values() else Event.SUPPORT
        worse[kind] = fell
        yield Occurrence(day, event, worse=any(worse.values()), detail=f"{kind} {score:g}, before {first[kind]:g}")


def measured(test: str, value: float | None, text: str | None) -> tuple[str | None, float | None]:
    """Tell what a finding measures, and its rank."""
    if test in _SCALES:
        return _SCALES[test], value
    if test == "oxygen":
        return "oxygen", oxygen_level(text, value)
    return ("vasopressors", value) if test == "vasopressors" else (None, None)


def last_score(study: Study, day: int) -> tuple[str, float] | None:
    """Find the last recorded performance up to a day."""
    rows = study.table("findings").filter(pl.col("day") <= day, pl.col("value").is_not_null())
    known = [
        (_SCALES[folded(test)], value)
        for test, value in rows.sort("day", maintain_order=True).select("test", "value").rows()
        if folded(test) in _SCALES
    ]
    return known[-1] if known else None


def crs_spans(study: Study) -> tuple[tuple[int, int | None], ...]:
    """Find the first and last day of each CRS."""
    events = study.table("events")
    rows = events.select("event", "day", "end_day").rows()
    return tuple(sorted(((day, end) for event, day, end in rows if folded(event) == "crs"), key=lambda span: span[0]))
