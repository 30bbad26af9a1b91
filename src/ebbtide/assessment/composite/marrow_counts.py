"""Blood counts near to a marrow, with the drugs and transfusions that hold them up."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from ebbtide.assessment.composite.marrow_findings import cells_of
from ebbtide.assessment.composite.marrow_words import recovered, told
from ebbtide.assessment.laboratory.support import GROWTH_FACTOR, GROWTH_FACTOR_DAYS, TPO_AGONIST, TPO_AGONIST_DAYS
from ebbtide.criteria.parts.leukemia.looks import (
    GROWTH_FACTOR as UNDER_GROWTH_FACTOR,
)
from ebbtide.criteria.parts.leukemia.looks import (
    TPO_AGONIST as UNDER_TPO_AGONIST,
)
from ebbtide.criteria.parts.leukemia.looks import Counts
from ebbtide.criteria.parts.records import MISSING
from ebbtide.terms.scans import UNTOLD

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ebbtide.assessment.composite.marrow_charts import Chart
    from ebbtide.assessment.composite.marrow_rows import Row
    from ebbtide.study.options import Options

__all__ = ["COUNTS", "cells_near", "counts_of", "nearest"]

COUNTS: Final = ("anc", "platelets", "counts")
_TRANSFUSION: Final = re.compile(r"(?i)transfus")
_TRANSFUSION_DAYS: Final = 28


def counts_of(chart: Chart, day: int, options: Options) -> Counts:
    """Take the counts nearest to a day, with the drugs that hold them up."""
    window = options.all_component_days
    near = {kind: nearest(chart.rows, kind, day, window) for kind in COUNTS}
    days = [rows[0].day for rows in near.values() if rows]
    if not days:
        return Counts()
    support = UNDER_GROWTH_FACTOR if _is_held_up(chart, near["anc"], GROWTH_FACTOR, GROWTH_FACTOR_DAYS) else 0
    if _is_held_up(chart, near["platelets"], TPO_AGONIST, TPO_AGONIST_DAYS, goes_on=True):
        support |= UNDER_TPO_AGONIST
    said = [recovered(row) for row in near["counts"]]
    return Counts(
        max(days),
        cells_near(near["anc"], "anc", options),
        cells_near(near["platelets"], "platelets", options),
        support,
        _transfused(chart, day),
        int(1 in said and 0 not in said),
    )


def nearest(rows: Sequence[Row], kind: str, day: int, window: int) -> list[Row]:
    """Take the findings of a kind on the day nearest to another, the earlier of two; none outside the window."""
    own = [row for row in rows if row.kind == kind and abs(row.day - day) <= window]
    best = min((row.day for row in own), key=lambda one: (abs(one - day), one), default=None)
    return [row for row in own if row.day == best]


def cells_near(rows: Sequence[Row], kind: str, options: Options) -> int:
    """Take one count of several of a day; two that differ are not believed, unless an option says which."""
    several = sorted({one for row in rows if (one := cells_of(row, kind)) is not None})
    if not several or (len(several) > 1 and options.duplicate_reading == "not_evaluable"):
        return MISSING
    return several[-1] if options.duplicate_reading == "largest" else several[0]


def _is_held_up(chart: Chart, rows: Sequence[Row], drug: str, free: int, *, goes_on: bool = False) -> bool:
    """Tell whether counts stand under a drug or too soon after it; a daily one without an end goes on."""
    pattern = re.compile(drug, re.IGNORECASE)
    for row in rows:
        if pattern.search(row.text):
            return True
        for one in chart.given:
            if not pattern.search(one.words) or one.day > row.day:
                continue
            end = (row.day if goes_on else one.day) if one.end_day is None else max(one.day, one.end_day)
            if row.day - end <= free:
                return True
    return False


def _transfused(chart: Chart, day: int) -> int:
    """Tell whether platelets or red cells were given in the four weeks before a day."""
    first = day - _TRANSFUSION_DAYS
    ends = [
        one.day if one.end_day is None else max(one.day, one.end_day)
        for one in chart.given
        if _TRANSFUSION.search(one.words) and one.day <= day
    ]
    rows = [row for row in chart.rows if row.kind == "transfusion" and first <= row.day <= day]
    if any(end >= first for end in ends) or any(told(row) == 1 for row in rows):
        return 1
    return 0 if any(told(row) == 0 for row in rows) else UNTOLD
