"""Small studies of cell therapy, for the tests of this folder."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl

import ebbtide
from ebbtide.celltherapy.kinetics import kinetics
from ebbtide.study.celltherapy_options import CellTherapyOptions

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

Row = dict[str, Any]
COPIES: Row = {"test": "car_copies", "unit": "copies/ug DNA", "category": "car_kinetics"}
PERCENT: Row = {"test": "car_t_cells", "unit": "% of T cells", "category": "car_kinetics"}


def frame(rows: Sequence[Row]) -> pl.DataFrame:
    """Lay rows out as a table; a cell that a row leaves out is blank, and the subject is S1 where none is named."""
    columns = list(dict.fromkeys(["subject", *(name for row in rows for name in row)]))
    return pl.DataFrame({name: [({"subject": "S1"} | row).get(name) for row in rows] for name in columns}, strict=False)


def study_of(**tables: Sequence[Row]) -> ebbtide.Study:
    """Read a study of literal tables."""
    return ebbtide.read_study({name: frame(rows) for name, rows in tables.items() if rows})


def infused(*days: int, subject: str = "S1") -> list[Row]:
    """Write one infusion of CAR-T cells per day."""
    return [{"subject": subject, "day": day, "agent": "CAR-T", "class": "car_t"} for day in days]


def samples(by_day: Mapping[int, float | str], lloq: float | None = None, **cells: object) -> list[Row]:
    """Write samples: a number is a value, a word a text."""
    rows = []
    for day, result in by_day.items():
        told: Row = {"text": result} if isinstance(result, str) else {"value": result}
        rows.append({"day": day} | COPIES | told | {"lloq": lloq} | cells)
    return rows


def profile_of(by_day: Mapping[int, float | str], lloq: float | None = None, **options: Any) -> Row:  # noqa: ANN401
    """Describe one series after an infusion on day 0."""
    study = study_of(treatments=infused(0), findings=samples(by_day, lloq))
    return kinetics(study, CellTherapyOptions.model_validate(options)).row(0, named=True)
