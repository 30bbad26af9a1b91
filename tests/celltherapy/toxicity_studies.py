"""Small studies of one subject with one infusion, written as rows, for the tests of toxicity."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import polars as pl

import ebbtide
from ebbtide.celltherapy.toxicity import toxicity
from ebbtide.study.toxicity_options import ToxicityOptions

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from ebbtide.study import Study

Row = tuple[Any, ...]
INFUSION: Row = (0, None, "car_t")
FINDING = {"day": pl.Int64, "test": pl.String, "value": pl.Float64, "text": pl.String, "unit": pl.String}
TREATMENT = {"day": pl.Int64, "end_day": pl.Int64, "class": pl.String}
EVENT = {"day": pl.Int64, "event": pl.String, "end_day": pl.Int64, "grade": pl.Int64, "detail": pl.String}


def study_of(
    findings: Iterable[Row] = (),
    events: Iterable[Row] = (),
    treatments: Iterable[Row] = (INFUSION,),
    *,
    age: float | None = 60,
    more: Mapping[str, pl.DataFrame] | None = None,
) -> Study:
    """Make a study of subject S1: findings (day, test, value, text, unit), events, treatments (day, end, class)."""
    subjects = pl.DataFrame({"subject": ["S1"], "age": [age]}, schema={"subject": pl.String, "age": pl.Float64})
    tables = {
        "subjects": subjects,
        "findings": _table(findings, FINDING),
        "events": _table(events, EVENT),
        "treatments": _table(treatments, TREATMENT).with_columns(agent=pl.lit("agent")),
    }
    return ebbtide.read_study({name: table for name, table in {**tables, **(more or {})}.items() if table.height})


def _table(rows: Iterable[Row], schema: dict[str, Any]) -> pl.DataFrame:
    padded = [(*row, *[None] * (len(schema) - len(row))) for row in rows]
    return pl.DataFrame(padded, schema=schema, orient="row").with_columns(subject=pl.lit("S1"))


def row_of(study: Study, what: str, *, infusion: int = 1, **options: object) -> dict[str, Any]:
    """Give the row of one toxicity after one infusion."""
    table = toxicity(study, ToxicityOptions.model_validate(options))
    return table.row(by_predicate=(pl.col("what") == what) & (pl.col("infusion") == infusion), named=True)


def counts(test: str, values: Mapping[int, float] | Sequence[float], unit: str = "/uL", first: int = 0) -> list[Row]:
    """Write counts by day: a mapping, or one value per day from a day on."""
    by_day = dict(values) if isinstance(values, Mapping) else dict(enumerate(values, start=first))
    return [(day, test, value, None, unit) for day, value in by_day.items()]
