"""What a reader of a study report should see first."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from ebbtide.reports.blocks import Card, Cards
from ebbtide.workflow.drawing.asking import Asked, criterion_of, reader_of
from ebbtide.workflow.hindsight import progression_in_hindsight
from ebbtide.workflow.reporting.queries import counts_in_words
from ebbtide.workflow.reporting.responses import rate_in_words
from ebbtide.workflow.tallying import rates_in_percent

if TYPE_CHECKING:
    from ebbtide.reports.blocks import Block
    from ebbtide.workflow.assessed import Assessment
    from ebbtide.workflow.checking import CheckedStudy

__all__ = ["summary_blocks"]

_RATES: Final = {"ORR": "ORR", "cORR": "Confirmed", "DCR": "Disease control"}


def summary_blocks(assessment: Assessment, reader: str | None, queries: CheckedStudy | None) -> tuple[Block, ...]:
    """Tell a study in four cards."""
    cards = (_subjects(assessment), _response(assessment, reader), *_progression(assessment), *_queries(queries))
    return (Cards(cards),)


def _subjects(assessment: Assessment) -> Card:
    points = assessment.responses.select("subject", "reader", "day").unique()
    subjects, judged = len(assessment.study.subjects), points["subject"].n_unique()
    readers = points["reader"].n_unique()
    by = f" by {readers} readers" if readers > 1 else ""
    criteria = ", ".join(one.title for one in assessment.criteria)
    lines = (
        f"{subjects:,} subject{'s' if subjects != 1 else ''}",
        f"{judged:,} judged after baseline, at {len(points):,} time points{by}",
        f"Under {criteria}",
    )
    return Card("Enrolled", lines)


def _response(assessment: Assessment, reader: str | None) -> Card:
    """Tell the rate of the main criterion: the one of the table of rates."""
    main = criterion_of(assessment, Asked())
    whose = reader_of(assessment, Asked(reader=reader))
    rates = rates_in_percent(assessment).filter(
        pl.col("criterion").cast(pl.String) == main.id, pl.col("reader").cast(pl.String) == whose
    )
    by = f", {whose}" if whose else ""
    if rates.is_empty():
        return Card(f"Response, {main.title}{by}", ("Nothing could be judged",))
    row = rates.row(0, named=True)
    lines = tuple(f"{words} {_rate(row[name], row['subjects'])}" for name, words in _RATES.items())
    return Card(f"Response, {main.title}{by}", lines)


def _rate(cell: str, subjects: int) -> str:
    """Turn a cell of the table of rates around: the percent first.

    Examples:
        >>> _rate("12  54.5 (32.2 to 75.6)", 22)
        '54.5 % (32.2 to 75.6), 12 of 22'
    """
    responders, _, rate = rate_in_words(cell).partition(": ")
    return f"{rate}, {responders} of {subjects:,}"


def _progression(assessment: Assessment) -> tuple[Card, ...]:
    found = progression_in_hindsight(assessment)
    if not any(one.id == "recist-1.1" for one in assessment.criteria):
        return ()
    titles = {one.id: one.title for one in assessment.criteria}
    lines = [f"{found.progressed:,} of {found.subjects:,} judged progressed under RECIST 1.1"]
    for one in found.following:
        reading = f" ({one.reading.rpartition('=')[2].replace('_', ' ')})" if one.criterion == "imrecist" else ""
        lines.append(
            f"{titles[one.criterion]}{reading}: {one.upheld:,} upheld, {one.disregarded:,} taken back, "
            f"{one.undecided:,} undecided"
        )
    return (Card("Progression", tuple(lines)),)


def _queries(found: CheckedStudy | None) -> tuple[Card, ...]:
    if found is None:
        return ()
    lines = (counts_in_words(found).capitalize(), f"By {len(found.checks)} checks of the records")
    return (Card("Queries", lines, "open" if found.has_errors else "calm"),)
