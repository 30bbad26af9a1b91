"""The calls of a study side by side, with the sum they rest on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import polars as pl

if TYPE_CHECKING:
    from ebbtide.workflow.assessed import Assessment

__all__ = ["Comparison", "SideBySide", "TimePoint", "compare_calls"]

_KEYS = ["subject", "reader", "day"]


class SideBySide(NamedTuple):
    """One criterion's call.

    Args:
        response: The overall response.
        is_unconfirmed: Whether it is a progression that waits to be confirmed or negated.
        is_after: Whether it follows a final progression, so that it no longer counts.
    """

    response: str
    is_unconfirmed: bool
    is_after: bool


class TimePoint(NamedTuple):
    """What every criterion calls at one time point.

    Args:
        subject: Whose.
        reader: By whose readings; empty where the study names none.
        day: Counted from the start of therapy.
        burden: What is summed, in the unit of the comparison; None where it is not known.
        differs: Whether the criteria differ in kind.
        calls: By criterion id.
    """

    subject: str
    reader: str
    day: int
    burden: float | None
    differs: bool
    calls: dict[str, SideBySide]


class Comparison(NamedTuple):
    """The time points of a study, or the most telling of them.

    Args:
        titles: The criteria, in order, by id.
        shown: All time points; if there are too many, the first at which the criteria differ, or the first.
        total: How many there are.
        differing: At how many the criteria differ.
        unit: Of the burden: mm, where any criterion sums diameters.
    """

    titles: dict[str, str]
    shown: list[TimePoint]
    total: int
    differing: int
    unit: str


def compare_calls(assessment: Assessment, *, most: int) -> Comparison:
    """Set the criteria side by side at the time points of a study.

    Args:
        assessment: A study judged.
        most: How many time points to give at most.
    """
    points = assessment.divergence()
    telling = points.filter("differs") if points["differs"].any() else points
    shown = points if len(points) <= most else telling.head(most)
    calls = _calls_at(assessment, shown)
    unit = _unit_of(assessment.responses)
    return Comparison(
        titles={criterion.id: criterion.title for criterion in assessment.criteria},
        shown=[_time_point(row, calls, unit) for row in shown.iter_rows(named=True)],
        total=len(points),
        differing=int(points["differs"].sum()),
        unit=unit,
    )


def _unit_of(responses: pl.DataFrame) -> str:
    """Choose the unit of the burdens that are shown: millimeters, else that of the first criterion that sums."""
    units = responses["burden_unit"].cast(pl.String).drop_nulls().unique(maintain_order=True).to_list()
    return "mm" if "mm" in units or not units else str(units[0])


def _calls_at(assessment: Assessment, shown: pl.DataFrame) -> dict[tuple[str, str, int], list[dict[str, Any]]]:
    wanted = assessment.responses.join(shown, on=_KEYS, how="semi", maintain_order="left")
    rows = wanted.select(*_KEYS, "criterion", "overall_response", "flags", "burden", "burden_unit")
    return rows.rows_by_key(_KEYS, named=True)


def _time_point(row: dict[str, Any], calls: dict[tuple[str, str, int], list[dict[str, Any]]], unit: str) -> TimePoint:
    here = calls[row["subject"], row["reader"], row["day"]]
    return TimePoint(
        subject=row["subject"],
        reader=row["reader"] or "",
        day=row["day"],
        burden=_burden_of(here, unit),
        differs=row["differs"],
        calls={call["criterion"]: _side_by_side(call) for call in here},
    )


def _side_by_side(call: dict[str, Any]) -> SideBySide:
    flags = (call["flags"] or "").split()
    is_unconfirmed = "UNCONFIRMED" in flags
    return SideBySide(call["overall_response"] or "", is_unconfirmed, bool({"AFTER_PD", "AFTER_iCPD"} & set(flags)))


def _burden_of(calls: list[dict[str, Any]], unit: str) -> float | None:
    """Find the burden: of RECIST 1.1, else of the first criterion that has one in this unit."""
    sums = {call["criterion"]: call["burden"] for call in calls if call["burden_unit"] == unit}
    return sums.get("recist-1.1", next(iter(sums.values()), None))
