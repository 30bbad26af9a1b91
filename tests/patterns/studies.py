"""Small studies and their patterns, for the tests of this folder."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl

import ebbtide
from ebbtide.patterns import patterns

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ebbtide import Assessment

Row = dict[str, Any]


def frame(rows: Sequence[Row]) -> pl.DataFrame:
    """Lay rows out as a table; a cell that a row leaves out is blank, and the subject is S1 where none is named."""
    columns = list(dict.fromkeys(["subject", *(name for row in rows for name in row)]))
    filled = [{"subject": "S1"} | row for row in rows]
    return pl.DataFrame({name: [row.get(name) for row in filled] for name in columns})


def assessed(tables: Mapping[str, Sequence[Row]], **options: object) -> Assessment:
    """Assess a study under the solid-tumour criteria."""
    study = ebbtide.read_study({name: frame(rows) for name, rows in tables.items()})
    return ebbtide.assess(study, options=ebbtide.Options.model_validate(options), explanations=False)


def patterns_of(tables: Mapping[str, Sequence[Row]], **options: object) -> pl.DataFrame:
    """Call the patterns of a study; of its reported responses where it holds nothing else."""
    computed = "measurements" in tables or "timepoints" in tables
    if computed:
        assessment = assessed(tables, **options)
    else:
        study = ebbtide.read_study({name: frame(rows) for name, rows in tables.items()})
        assessment = ebbtide.assess(study, options=ebbtide.Options.model_validate(options), responses="reported")
    ends = assessment.endpoints(explain=False)
    return patterns(assessment.courses, assessment.study, ends, assessment.options)


def row_of(table: pl.DataFrame, pattern: str, definition: str, subject: str = "S1") -> Row:
    """Pick one row."""
    return table.filter(pattern=pattern, definition=definition, subject=subject).row(0, named=True)


def call_of(table: pl.DataFrame, pattern: str, definition: str) -> tuple[str, int | None, int | None]:
    """Pick one call with its days."""
    row = row_of(table, pattern, definition)
    return row["call"], row["basis_day"], row["known_day"]


def sums(by_day: Mapping[int, str], **cells: object) -> list[Row]:
    """Write time points of printed sums, mm, without new lesions."""
    return [
        {"day": day, "target_sum_mm": mm} | ({"new_lesion": "none"} if day > 0 else {}) | cells
        for day, mm in by_day.items()
    ]


def target(name: str, by_day: Mapping[int, str], **cells: object) -> list[Row]:
    """Write the readings of one target, mm."""
    return [
        {"lesion": name, "role": "target", "organ": "LIVER", "day": day, "longest_mm": mm} | cells
        for day, mm in by_day.items()
    ]


def new(name: str, by_day: Mapping[int, str], organ: str | None = "LUNG") -> list[Row]:
    """Write the readings of one new lesion, mm."""
    return [{"lesion": name, "role": "new", "organ": organ, "day": day, "longest_mm": mm} for day, mm in by_day.items()]


def reported(words: Sequence[str], criterion: str = "irecist", subject: str = "S1", every: int = 42) -> list[Row]:
    """Write reported responses, one every six weeks."""
    return [
        {"subject": subject, "day": every * (place + 1), "criterion": criterion, "overall_response": word}
        for place, word in enumerate(words)
    ]
