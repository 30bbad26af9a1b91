"""What a timeline is drawn of: the tables of one subject, by day."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

import polars as pl

__all__ = [
    "BANDS",
    "CALLS",
    "ENDS",
    "INFUSIONS",
    "LESIONS",
    "PERFORMANCE",
    "RESULTS",
    "SIGNS",
    "SUMS",
    "TOLD",
    "TREATMENTS",
    "Course",
]

SUMS: Final = {"day": pl.Int32, "burden": pl.Float64, "change_pct": pl.Float64, "told": pl.String}
"""One row per time point of the burden: as measured, or `told` in words (`smaller`, `larger`, …) where it is not."""
LESIONS: Final = {"lesion": pl.String, "day": pl.Int32, "size_mm": pl.Float64}
"""One row per measured target and day."""
SIGNS: Final = {"day": pl.Int32, "sign": pl.String}
"""New lesions and the progression of non-targets, by day."""
CALLS: Final = {
    "criterion": pl.String,
    "day": pl.Int32,
    "response": pl.String,
    "family": pl.String,
    "after_progression": pl.Boolean,
}
"""One row per criterion and time point; `family` is a value of `ebbtide.terms.families`."""
TREATMENTS: Final = {"agent": pl.String, "class": pl.String, "day": pl.Int32, "end_day": pl.Int32}
"""One row per treatment, as recorded."""
INFUSIONS: Final = {"infusion": pl.Int32, "day": pl.Int32, "agent": pl.String}
"""One row per infusion of cells."""
RESULTS: Final = {
    "panel": pl.String,
    "test": pl.String,
    "unit": pl.String,
    "infusion": pl.Int32,
    "day": pl.Int32,
    "reading": pl.String,
    "amount": pl.Float64,
    "limit": pl.Float64,
    "text": pl.String,
}
"""One row per result; `reading` is a word of `ebbtide.assessment.laboratory.results`."""
TOLD: Final = {"row": pl.String, "day": pl.Int32, "text": pl.String}
"""What was found, in words, by the row it stands on."""
PERFORMANCE: Final = {"scale": pl.String, "day": pl.Int32, "value": pl.Int32}
"""Performance status on its scale."""
BANDS: Final = {
    "what": pl.String,
    "source": pl.String,
    "day": pl.Int32,
    "end_day": pl.Int32,
    "grade": pl.Int32,
}
"""Toxicities with their grades; `source` is `recorded` or `graded`."""
ENDS: Final = {"day": pl.Int32, "event": pl.String, "detail": pl.String}
"""Death or last contact."""


@dataclass(frozen=True)
class Course:
    """What is known of one subject, by day; a table without rows is a panel that is left out.

    Args:
        subject: Who.
        origin: What day 0 is: `first infusion`, `start of therapy`.
        burden_title: What is summed, with its unit.
        sums: Columns of SUMS.
        lesions: Columns of LESIONS.
        signs: Columns of SIGNS.
        calls: Columns of CALLS, in order of criteria and days.
        treatments: Columns of TREATMENTS.
        infusions: Columns of INFUSIONS.
        results: Columns of RESULTS.
        performance: Columns of PERFORMANCE.
        told: Columns of TOLD.
        bands: Columns of BANDS.
        scans: The days of scans.
        ends: Columns of ENDS.
        without_day: What is recorded on a day that is not known, in words.
        nominal_days: The days that stand there for it; scans and calls of such a day are marked.
    """

    subject: str
    origin: str = "start of therapy"
    burden_title: str = "Sum of diameters (mm)"
    sums: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=SUMS))
    lesions: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=LESIONS))
    signs: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=SIGNS))
    calls: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=CALLS))
    treatments: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=TREATMENTS))
    infusions: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=INFUSIONS))
    results: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=RESULTS))
    performance: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=PERFORMANCE))
    told: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=TOLD))
    bands: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=BANDS))
    scans: tuple[int, ...] = ()
    ends: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=ENDS))
    without_day: tuple[str, ...] = ()
    nominal_days: tuple[int, ...] = ()
