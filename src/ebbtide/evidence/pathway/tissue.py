"""Biopsies, planned, refused or read, as the machines are told of them.

Every function reads the record of one patient.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ebbtide.assessment.composite.biopsies import is_no, read_biopsies
from ebbtide.evidence.pathway.antigen import antigen_lost
from ebbtide.evidence.pathway.clinical import last_score
from ebbtide.evidence.pathway.performance import is_fit
from ebbtide.evidence.pathway.transitions import Occurrence
from ebbtide.evidence.pathway.words import Event
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
    """Tell the machines of each biopsy's class, and whether the target antigen was lost."""
    lost = {day for day, test, text in rows if test in ("antigen", "target_antigen") and antigen_lost(text)}
    return [
        Occurrence(one.day, Event.BIOPSY, histology=one.histology, antigen_lost=one.day in lost, detail=one.detail)
        for one in read_biopsies(rows)
    ]


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
