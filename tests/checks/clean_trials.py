"""Studies without a fault: what they report is what their measurements give."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, Final

import polars as pl

import ebbtide
from benchmarks.trajectories import measurements
from ebbtide.assessment import assess

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ebbtide.study import Study

Row = dict[str, Any]

START: Final = date(2024, 1, 1)
REPORTED: Final = (
    *("subject", "reader", "visit", "day", "criterion"),
    *("target_response", "nontarget_response", "new_lesion", "overall_response"),
)


def readings(subjects: int, seed: int, readers: Sequence[str] = ("INVESTIGATOR", "READER 1")) -> pl.DataFrame:
    """Draw measurements with dates and methods, of readers who measure a little differently."""
    drawn = measurements(subjects, seed)
    lengths = ("longest_mm", "perpendicular_mm")
    read = [
        drawn.with_columns((pl.col(lengths) * (1 + 0.02 * place)).round(1), reader=pl.lit(name))
        for place, name in enumerate(readers)
    ]
    return pl.concat(read).with_columns(
        date=pl.lit(START) + pl.duration(days=pl.col("day")),
        method=pl.lit("CT SCAN"),
        slice_mm=pl.lit(1.0),
        viable_mm=(pl.col("longest_mm") * 0.8).round(1),
        density_hu=(60 + (7 * pl.col("longest_mm")) % 30).round(0),
    )


def reported_as_computed(study: Study, criterion: str) -> pl.DataFrame:
    """Report each response as it is computed, up to the progression that is final."""
    found = assess(study, criteria=[criterion], explanations=False).responses
    text = found.with_columns(pl.col(pl.Categorical).cast(pl.String))
    return text.filter(~pl.col("flags").fill_null("").str.contains("AFTER_")).select(REPORTED)


def clean_study(measured: pl.DataFrame, criterion: str) -> Study:
    """Make a study of readings that reports what is computed of them."""
    said = reported_as_computed(ebbtide.read_study({"measurements": measured}), criterion)
    return ebbtide.read_study({"measurements": measured, "reported": said})


WEEKS: Final = (0, 6, 12, 18, 24)
_PLACES: Final = {"T01": ("LIVER", None), "T02": ("LUNG", "LEFT"), "T03": ("LYMPH NODE", "LEFT")}
_SIZES: Final = {"T01": (50, 42, 35, 31, 32), "T02": (30, 26, 21, 19, 18), "T03": (20, 17, 14, 13, 13)}
_SAID: Final = ("SD", "PR", "PR", "PR")


def clean_patient() -> dict[str, list[Row]]:
    """Write one patient down: three targets that shrink, one non-target that stays, and the responses to them."""
    rows: list[Row] = [
        _reading(name, week, organ=_PLACES[name][0], side=_PLACES[name][1])
        | {"role": "target", "longest_mm": size + (5 if name == "T03" else 0), "perpendicular_mm": size}
        for name, sizes in _SIZES.items()
        for week, size in zip(WEEKS, sizes, strict=True)
    ]
    rows += [_reading("NT01", week, organ="BONE") | {"role": "nontarget", "state": "present"} for week in WEEKS]
    sums = [_visit(week) | {"target_sum_mm": sum(part)} for week, *part in zip(WEEKS, *_SIZES.values(), strict=True)]
    parts = {"nontarget_response": "NON-CR/NON-PD", "new_lesion": "none", "criterion": "recist-1.1"}
    said = [
        _visit(week) | parts | {"target_response": word, "overall_response": word}
        for week, word in zip(WEEKS[1:], _SAID, strict=True)
    ]
    return {"measurements": rows, "timepoints": sums, "reported": said}


def study_of_rows(tables: dict[str, list[Row]]) -> Study:
    """Read tables of rows; a cell that a row leaves out is blank."""
    return ebbtide.read_study({name: _frame(rows) for name, rows in tables.items() if rows})


def _frame(rows: list[Row]) -> pl.DataFrame:
    names = list(dict.fromkeys(name for row in rows for name in row))
    return pl.DataFrame({name: [row.get(name) for row in rows] for name in names}, strict=False)


def _visit(week: int) -> Row:
    day = 7 * week - (3 if week == 0 else 0)
    return {"subject": "P1", "visit": f"WEEK {week}", "day": day}


def _reading(name: str, week: int, **place: object) -> Row:
    return {"lesion": name, **_visit(week), "method": "CT SCAN", "slice_mm": 1.0, **place}
