"""Times to events: curves, medians by arm, and how each time ended."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from ebbtide.errors import DataError
from ebbtide.reports.blocks import Fold, Prose
from ebbtide.reports.laying_out import table_of
from ebbtide.statistics.survival import survival_by
from ebbtide.workflow.drawing import Asked
from ebbtide.workflow.drawing.asking import criterion_of, reader_of
from ebbtide.workflow.grouping import groups_of
from ebbtide.workflow.reporting.figures import figures
from ebbtide.workflow.reporting.responses import has_few_arms
from ebbtide.workflow.survivals import survival_in_words
from ebbtide.workflow.tallying import tally_endpoints

if TYPE_CHECKING:
    from ebbtide.reports.blocks import Block
    from ebbtide.workflow.assessed import Assessment

__all__ = ["MEDIANS", "survival_blocks"]

_FOLLOWED: Final = (("irecist", "iPFS"),)
MEDIANS: Final = {
    "endpoint": "Endpoint",
    "group": "Group",
    "subjects": "Subjects",
    "events": "Events",
    "median_text": "Median, days (95 % interval)",
    "hazard_text": "Hazard ratio (95 % interval)",
    "p_text": "P",
    "note": "Note",
}
"""The columns of a table of medians."""
_TALLY: Final = {
    "endpoint": "Endpoint",
    "criterion": "Criterion",
    "reader": "Reader",
    "subjects": "Subjects",
    "events": "Events",
    "censored": "Censored",
    "reasons": "Why censored",
}


def survival_blocks(assessment: Assessment, reader: str | None, landmark: int | None) -> tuple[Block, ...]:
    """Show the times to events of a study.

    Args:
        assessment: The study.
        reader: Whose readings.
        landmark: The day from which groups by pattern are compared; no such comparison when None.
    """
    by = "arm" if has_few_arms(assessment) else None
    shown = [(criterion, name) for criterion, name in _shown(assessment) if name != "OS" or _has_deaths(assessment)]
    asked = [Asked(criterion=criterion, endpoint=name, reader=reader) for criterion, name in shown]
    if landmark is not None:
        asked.append(Asked(endpoint="OS", reader=reader, by="pattern", landmark=landmark))
    drawn = figures(assessment, *(("survival", one) for one in asked))
    return (*drawn, *_medians(assessment, reader, by), _tally(assessment))


def _shown(assessment: Assessment) -> list[tuple[str | None, str]]:
    """Choose the endpoints to draw: overall survival, that of the main criterion, and that of iRECIST."""
    known = set(assessment.endpoints(explain=False)["endpoint"].cast(pl.String))
    main = criterion_of(assessment, Asked()).id
    wanted = [(None, "OS"), (main, _pfs(assessment, main)), *_FOLLOWED]
    judged = {one.id for one in assessment.criteria}
    return [
        (criterion, name)
        for criterion, name in dict.fromkeys(wanted)
        if name in known and (criterion is None or criterion in judged)
    ]


def _has_deaths(assessment: Assessment) -> bool:
    return bool(assessment.milestones["death_day"].drop_nulls().len())


def _pfs(assessment: Assessment, criterion: str) -> str:
    """Name the progression-free survival of a criterion."""
    times = assessment.endpoints(explain=False).filter(pl.col("criterion").cast(pl.String) == criterion)
    names = times["endpoint"].cast(pl.String).unique().sort()
    return next((name for name in names if name.endswith("PFS")), "PFS")


def _medians(assessment: Assessment, reader: str | None, by: str | None) -> tuple[Block, ...]:
    groups = groups_of(assessment.study, by)
    whose = reader_of(assessment, Asked(reader=reader))
    rows = []
    for criterion, endpoint in _shown(assessment):
        of_all = criterion is None
        try:
            found = survival_by(
                assessment.endpoints(explain=False),
                groups if by else groups.with_columns(group=pl.lit("all")),
                endpoint=endpoint,
                criterion=criterion,
                reader=None if of_all else whose,
            )
        except DataError:
            continue
        rows.append(survival_in_words(found).with_columns(endpoint=pl.lit(endpoint)))
    if not rows:
        return (Prose(("No time to an event can be estimated.",), is_aside=True),)
    frame = pl.concat(rows, how="diagonal_relaxed")
    return (table_of(frame, MEDIANS, caption="Medians", file="survival"),)


def _tally(assessment: Assessment) -> Block:
    titles = {one.id: one.title for one in assessment.criteria}
    rows = tally_endpoints(assessment).with_columns(pl.col("criterion").cast(pl.String).replace(titles))
    plain = rows.with_columns(pl.col("reasons").str.replace_all("_", " ").str.to_lowercase())
    return Fold("How every time ended", (table_of(plain, _TALLY, caption="Events and censorings", file="endpoints"),))
