"""Where the criteria part, and what hindsight makes of the progressions of RECIST 1.1."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from ebbtide.reports.blocks import Fold, Prose
from ebbtide.reports.laying_out import CELL, as_value, marked, table_of
from ebbtide.terms.families import family_of
from ebbtide.workflow.comparing import compare_calls
from ebbtide.workflow.drawing import Asked
from ebbtide.workflow.hindsight import progression_in_hindsight
from ebbtide.workflow.reporting.calls import LEGEND
from ebbtide.workflow.reporting.figures import figures

if TYPE_CHECKING:
    from ebbtide.reports.blocks import Block
    from ebbtide.workflow.assessed import Assessment
    from ebbtide.workflow.comparing import Comparison, SideBySide

__all__ = ["divergence_blocks"]

_MOST: Final = 40


def divergence_blocks(assessment: Assessment, reader: str | None) -> tuple[Block, ...]:
    """Show where the criteria part; nothing where one alone was judged."""
    if len(assessment.criteria) < 2:  # noqa: PLR2004 - it takes two to part
        return ()
    compared = compare_calls(assessment, most=_MOST)
    drawn = figures(assessment, ("divergence", Asked(reader=reader)))
    return (Prose((_said(compared),)), *drawn, *_hindsight(assessment), _calls(compared))


def _said(compared: Comparison) -> str:
    share = f" ({100 * compared.differing / compared.total:.1f} %)" if compared.total else ""
    return f"The criteria differ in kind at {compared.differing:,} of {compared.total:,} time points{share}."


def _hindsight(assessment: Assessment) -> tuple[Block, ...]:
    found = progression_in_hindsight(assessment)
    if not found.following:
        return ()
    titles = {one.id: one.title for one in assessment.criteria}
    rows = [
        (titles[one.criterion], one.reading.rpartition("=")[2].replace("_", " "), *one[2:]) for one in found.following
    ]
    heads = {
        "criterion": "Criterion",
        "reading": "Reading",
        "progressed": "Progressed under both",
        "upheld": "Confirmed or stands",
        "disregarded": "Taken back",
        "undecided": "Undecided",
    }
    frame = pl.DataFrame(rows, schema=list(heads), orient="row")
    caption = f"What became of the {found.progressed:,} of {found.subjects:,} subjects that progressed under RECIST 1.1"
    return (table_of(frame, heads, caption=caption, file="hindsight"),)


def _calls(compared: Comparison) -> Block:
    rows = [
        {
            "subject": one.subject,
            "reader": one.reader,
            "day": one.day,
            "sum": one.burden,
            **{name: _cell(one.calls.get(name)) for name in compared.titles},
        }
        for one in compared.shown
    ]
    kinds = {"subject": pl.String, "reader": pl.String, "day": pl.Int64, "sum": pl.Float64}
    frame = pl.DataFrame(rows, schema={**kinds, **dict.fromkeys(compared.titles, CELL)})
    heads = {
        "subject": "Subject",
        "reader": "Reader",
        "day": "Day",
        "sum": f"Burden, {compared.unit.replace('mm2', 'mm²')}",
        **compared.titles,
    }
    telling = "at which they differ, " if compared.total > len(frame) and compared.differing else ""
    caption = f"Calls side by side: {len(frame):,} time points {telling}of {compared.total:,}"
    return Fold(caption, (table_of(frame, heads, caption=caption, note=LEGEND),))


def _cell(call: SideBySide | None) -> dict[str, str]:
    if call is None or not call.response:
        return as_value(None)
    return as_value(marked(call.response, family_of(call.response, is_unconfirmed=call.is_unconfirmed)))
