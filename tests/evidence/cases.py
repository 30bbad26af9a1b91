"""Studies of one subject, made of a few rows."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

import polars as pl

import ebbtide

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ebbtide.study import Study

Finding: TypeAlias = "tuple[int, str, float | str] | tuple[int, str, float | str, str]"
Given: TypeAlias = "tuple[int, str]"

MELANOMA = "metastatic melanoma"
PD1: Given = (0, "checkpoint_inhibitor")
CELLS: Given = (0, "car_t")
FALL: tuple[Finding, ...] = ((-3, "ctDNA", 120, "copies/mL"), (42, "ctDNA", 3, "copies/mL"))


def case(
    findings: Sequence[Finding] = (),
    *,
    tumor: str | None = MELANOMA,
    given: Sequence[Given] = (PD1,),
    events: Sequence[tuple[int, str, int | None]] = (),
    organs: Sequence[str] = (),
) -> Study:
    """Make a study of subject 01; each organ holds one lesion that grew from 20 to 30 mm by day 56."""
    tables: dict[str, list[dict[str, object]]] = {
        "subjects": [{"subject": "01", "tumor_type": tumor}],
        "treatments": [{"subject": "01", "day": day, "agent": kind, "class": kind} for day, kind in given],
        "findings": [found(*row) for row in findings],
        "events": [{"subject": "01", "day": day, "event": event, "end_day": end} for day, event, end in events],
        "measurements": [
            {"subject": "01", "lesion": f"T{n}", "role": "target", "day": day, "organ": organ, "longest_mm": size}
            for n, organ in enumerate(organs, 1)
            for day, size in ((-5, 20.0), (56, 30.0))
        ],
    }
    return ebbtide.read_study({name: pl.DataFrame(rows) for name, rows in tables.items() if rows})


def found(day: int, test: str, result: float | str, unit: str | None = None) -> dict[str, object]:
    """Make one finding; a result in words stays in words."""
    is_text = isinstance(result, str)
    return {
        "subject": "01",
        "day": day,
        "test": test,
        "value": None if is_text else float(result),
        "text": result if is_text else None,
        "unit": unit,
        "category": "marker" if test in ("CEA", "CA 19-9") else None,
    }
