"""Small studies of cell therapy and evidence, and what one check asks of them.

Rows are of S1 unless they name another subject; cells that a row leaves out are blank.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ebbtide import Options
from ebbtide.checks import cell_therapy, evidence
from ebbtide.checks.examined import Examined
from ebbtide.checks.running import query_list
from ebbtide.study import Study
from tests.checks.baseline_studies import tidy

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ebbtide.checks.check import Check

Row = dict[str, Any]

CHECKS: tuple[Check, ...] = (*cell_therapy.CHECKS, *evidence.CHECKS)


def trial(**tables: Sequence[Row]) -> Study:
    """Make a study of tables."""
    return Study("small", {name: tidy(rows, name) for name, rows in tables.items() if rows}, (), Options())


def asked(check: str, of: Study) -> list[Row]:
    """Ask one check; the queries as rows."""
    return query_list(Examined.of(of), [one for one in CHECKS if one.id == check]).to_dicts()


def only(check: str, of: Study) -> Row:
    """Ask one check that has one query, and no more."""
    (query,) = asked(check, of)
    return query


def given(day: int, agent: str, kind: str | None = None, **cells: object) -> Row:
    """Write a treatment down."""
    return {"day": day, "agent": agent, "class": kind, **cells}


def cells(*days: int, agent: str = "CD19 CAR-T") -> list[Row]:
    """Write infusions down."""
    return [given(day, agent, "car_t") for day in days]


def found(day: int, test: str, value: float | None = None, text: str | None = None, **cells: object) -> Row:
    """Write a finding down."""
    return {"day": day, "test": test, "value": value, "text": text, **cells}


def happened(day: int, event: str, **cells: object) -> Row:
    """Write an event down."""
    return {"day": day, "event": event, **cells}


def sums(by_day: dict[int, float | None]) -> list[Row]:
    """Write target sums down, mm."""
    return [{"day": day, "target_sum_um": None if mm is None else round(1000 * mm)} for day, mm in by_day.items()]


def sizes(lesion: str, by_day: dict[int, float], **cells: object) -> list[Row]:
    """Write the longest diameters of a target down, mm."""
    shared: Row = {"lesion": lesion, "role": "target", "nodal": False, "state": "measured", **cells}
    return [{**shared, "day": day, "longest_um": round(1000 * mm)} for day, mm in by_day.items()]
