"""Biopsies, planned, refused or read, as the machines are told of them.

Every function reads the record of one patient.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ebbtide.evidence.pathway.clinical import last_score
from ebbtide.evidence.pathway.histology import antigen_lost, histology_of
from ebbtide.evidence.pathway.performance import is_fit
from ebbtide.evidence.pathway.transitions import Occurrence
from ebbtide.evidence.pathway.words import Event, Histology
from ebbtide.formats.names import folded

if TYPE_CHECKING:
    from ebbtide.study import Study

__all__ = ["biopsies_of"]

_REFUSED: Final = ("biopsy_declined", "biopsy_refused", "biopsy_not_possible", "biopsy_not_done", "biopsy_canceled")
_BARRED: Final = ("lesion_accessible", "biopsy_consent")


def biopsies_of(study: Study) -> list[Occurrence]:
    """Find what was planned, refused and read."""
    findings = study.table("findings")
    rows = [(day, folded(test), text) for day, test, text in findings.select("day", "test", "text").rows()]
    return [*read_in(rows), *planned_in(study, rows)]


def read_in(rows: list[tuple[int, str, str | None]]) -> list[Occurrence]:
    """Class the biopsies of each day: the class that a pathologist gave, else the plain words."""
    given = {day: histology_of(text) for day, test, text in rows if test == "biopsy_class"}
    told = {day: text for day, test, text in rows if is_biopsy(test)}
    doubtful = {day for day, test, text in rows if test in ("biopsy_adequate", "biopsy_lesion_growing") and is_no(text)}
    lost = {day for day, test, text in rows if test in ("antigen", "target_antigen") and antigen_lost(text)}
    return [
        Occurrence(
            day,
            Event.BIOPSY,
            histology=Histology.H5 if day in doubtful else given.get(day, histology_of(told.get(day))),
            antigen_lost=day in lost,
            detail=told.get(day) or "",
        )
        for day in sorted({*given, *told})
    ]


def is_biopsy(test: str) -> bool:
    """Tell whether a folded test is a biopsy's description."""
    return test == "biopsy" or test.startswith(("biopsy_of_", "biopsy_from_"))


def is_no(text: str | None) -> bool:
    """Tell whether a finding says no."""
    return folded(text or "") in ("no", "false", "n", "not_growing", "inadequate")


def planned_in(study: Study, rows: list[tuple[int, str, str | None]]) -> list[Occurrence]:
    """Find biopsies that were planned, and whether anything in the record speaks against them, and those refused."""
    events = study.table("events")
    found = []
    for day, event, end_day in events.select("day", "event", "end_day").rows():
        if folded(event) in _REFUSED:
            found.append(Occurrence(day, Event.TISSUE_REFUSED))
        if folded(event) == "biopsy_planned":
            found.append(Occurrence(day, Event.TISSUE_PLANNED, until=end_day, feasible=is_feasible(study, rows, day)))
    return found


def is_feasible(study: Study, rows: list[tuple[int, str, str | None]], day: int) -> bool:
    """Tell whether access, consent or performance on record does not forbid a biopsy; silence forbids nothing."""
    latest = {test: text for one, test, text in sorted(rows, key=lambda row: row[0]) if one <= day and test in _BARRED}
    score = last_score(study, day)
    return not any(is_no(text) for text in latest.values()) and (score is None or is_fit(*score))
