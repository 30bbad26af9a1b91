"""The course of one subject in words: what was given, what happened, what was found, by day."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Any, Final

import polars as pl

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ebbtide.study import Study
    from ebbtide.workflow.assessed import Assessment

__all__ = ["tell_course", "tell_outcomes", "titled"]

_TITLES: Final = {
    "crs": "CRS",
    "icans": "ICANS",
    "gvhd": "GVHD",
    "mrd": "MRD",
    "car_t_cells": "CAR-T cells",
    "car_copies": "CAR copies",
    "h_score_1": "stained 1+",
    "h_score_2": "stained 2+",
    "h_score_3": "stained 3+",
}


def tell_outcomes(
    assessment: Assessment, subject: str, *, settled: pl.DataFrame | None = None
) -> list[tuple[str, str]]:
    """Tell what hindsight makes of each progression of a subject, criterion by criterion.

    Args:
        assessment: The study, judged.
        subject: Whose.
        settled: Which of its progressions; all when None.
    """
    titles = {criterion.id: criterion.title for criterion in assessment.criteria}
    settled = (assessment.settled if settled is None else settled).filter(pl.col("subject").cast(pl.String) == subject)
    grouped = settled.with_columns(pl.col("criterion").cast(pl.String)).rows_by_key(
        ["criterion", "reading"], named=True
    )
    return [
        (_named(titles[criterion], reading), "; ".join(_outcome(row) for row in rows))
        for (criterion, reading), rows in grouped.items()
    ]


def _named(title: str, reading: str) -> str:
    """Name a criterion, and the reading of an ambiguous rule where that decides.

    Examples:
        >>> _named("imRECIST", "imrecist_negation=next_scan")
        'imRECIST (next_scan)'
        >>> _named("iRECIST", "")
        'iRECIST'
    """
    return f"{title} ({reading.rpartition('=')[2]})" if reading else title


def _outcome(row: dict[str, Any]) -> str:
    """Say what came of one progression.

    Examples:
        >>> _outcome({"overall_response": "iUPD", "day": 28, "outcome": "disregarded", "known_day": 89})
        'iUPD of day 28 disregarded on day 89'
        >>> _outcome({"overall_response": "iUPD", "day": 121, "outcome": "unconfirmed", "known_day": None})
        'iUPD of day 121 still open'
    """
    came = "still open" if row["known_day"] is None else f"{row['outcome']} on day {row['known_day']}"
    return f"{row['overall_response']} of day {row['day']} {came}"


def tell_course(study: Study, subject: str) -> list[tuple[int, list[str]]]:
    """Tell what a study says of a subject beside its lesions.

    Returns:
        Days, counted from the start of therapy, each with what the treatments, events and
        findings say of it, one after the other.
    """
    told = sorted(_entries(study, subject), key=lambda entry: entry[0])
    return [(day, [text for _, text in group]) for day, group in groupby(told, key=lambda entry: entry[0])]


def _entries(study: Study, subject: str) -> Iterator[tuple[int, str]]:
    own = pl.col("subject") == subject
    given = study.table("treatments").filter(own)
    for _, rows in given.group_by("day", "agent", maintain_order=True):
        first, *others = rows.iter_rows(named=True)
        yield first["day"], _treatment(first, [_dose(row) for row in others])
    for row in study.table("events").filter(own).iter_rows(named=True):
        yield row["day"], _event(row)
    for row in study.table("findings").filter(own).iter_rows(named=True):
        yield row["day"], _finding(row)


def _treatment(row: dict[str, Any], other_doses: Sequence[str] = ()) -> str:
    """Put a treatment into words, with its dose in other units behind it.

    Examples:
        >>> _treatment({"agent": "cells", "dose": 1e9, "dose_unit": "cells", "day": 0, "end_day": 0}, ["2 cells/kg"])
        'cells, 1,000,000,000 cells (2 cells/kg)'
    """
    dose = f", {_dose(row)}" if _dose(row) else ""
    others = "".join(f" ({text})" for text in other_doses if text)
    until = f", to day {row['end_day']}" if row["end_day"] not in (None, row["day"]) else ""
    return f"{row['agent']}{dose}{others}{until}"


def _dose(row: dict[str, Any]) -> str:
    return f"{_number(row['dose'])} {row['dose_unit'] or ''}".rstrip() if row["dose"] is not None else ""


def _number(value: float) -> str:
    """Write a number as it is recorded, thousands apart.

    Examples:
        >>> [_number(value) for value in (8.55e8, 4858.59, 70.0, 0.5)]
        ['855,000,000', '4,858.59', '70', '0.5']
    """
    return f"{value:,}".removesuffix(".0")


def titled(name: str) -> str:
    """Name a test or an event as it is read.

    Examples:
        >>> [titled(name) for name in ("crs", "last_contact", "PET/CT of the masses")]
        ['CRS', 'last contact', 'PET/CT of the masses']
    """
    return _TITLES.get(name, name.replace("_", " "))


def _event(row: dict[str, Any]) -> str:
    """Put an event into words.

    Examples:
        >>> _event({"event": "crs", "grade": 1, "detail": "fever"})
        'CRS grade 1: fever'
    """
    grade = f" grade {row['grade']}" if row["grade"] is not None else ""
    detail = f": {row['detail']}" if row["detail"] else ""
    return f"{titled(row['event'])}{grade}{detail}"


def _finding(row: dict[str, Any]) -> str:
    """Put a finding into words.

    Examples:
        >>> _finding({"test": "mrd", "value": 0.011, "unit": "%", "text": "before the infusion, no day printed"})
        'MRD: 0.011 %, before the infusion, no day printed'
    """
    value = f"{_number(row['value'])} {row['unit'] or ''}".rstrip() if row["value"] is not None else ""
    said = ", ".join(part for part in (value, row["text"]) if part)
    return f"{titled(row['test'])}: {said}" if said else titled(row["test"])
