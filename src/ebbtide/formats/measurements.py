"""Readings of lesions: from a raw table to the tidy one that is judged."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from ebbtide.formats.intake import Intake
from ebbtide.formats.lesions import fill_lesions, settle_roles
from ebbtide.formats.raw import FIRST_ROW, with_row_numbers
from ebbtide.formats.screen import code_lesions, screen, screen_sizes
from ebbtide.formats.slips import note_slips
from ebbtide.formats.states import settle_states
from ebbtide.formats.tidy import read_table
from ebbtide.formats.twins import DuplicateReading, note_second_looks, settle_twins
from ebbtide.study.columns import TABLES

if TYPE_CHECKING:
    from ebbtide.study.findings import Findings

__all__ = ["read_measurements", "tidy_measurements"]


def tidy_measurements(
    raw: pl.DataFrame,
    *,
    file: str,
    findings: Findings,
    first_row: int = FIRST_ROW,
    reference_dates: pl.DataFrame | None = None,
    duplicate_reading: DuplicateReading = "not_evaluable",
) -> pl.DataFrame:
    """Turn readings of lesions into the tidy table.

    A table larger than memory can be read in parts, as long as each part holds all rows of its
    subjects. Columns that already have the right type and words cost little.

    Args:
        raw: The readings under any of the headers of `docs/guide/tables.md`. One row per reading.
        file: What the file is called in findings and errors.
        findings: Where to note what is odd.
        first_row: The row of the file that the first row of `raw` is; the header is row 1.
        reference_dates: The date of day 0, columns `subject` and `reference_date`; needed where rows
            have dates and no days. Without it the first date of each subject is day 0.
        duplicate_reading: Which of two different readings of one lesion on one day holds.

    Returns:
        The tidy `measurements`, in the order of the rows. Lengths in µm.

    Raises:
        DataError: If a column is missing or cells cannot be used; names the first ten.

    Examples:
        >>> import polars as pl
        >>> from ebbtide.study import Findings
        >>> raw = pl.DataFrame({"patient": ["P1"], "lesion": ["T1"], "day": [0], "role": ["TL"], "LD (cm)": ["1.25"]})
        >>> tidy = tidy_measurements(raw, file="measurements.csv", findings=Findings())
        >>> tidy.select("subject", "role", "state", "longest_um").row(0)
        ('P1', 'target', 'measured', 12500)
    """
    intake = Intake(TABLES["measurements"], file, findings)
    return read_measurements(with_row_numbers(raw, first_row), intake, reference_dates, duplicate_reading)[0]


def read_measurements(
    raw: pl.DataFrame, intake: Intake, references: pl.DataFrame | None, duplicate_reading: DuplicateReading
) -> tuple[pl.DataFrame, pl.DataFrame | None]:
    """Read the readings, and all reference dates with them.

    Args:
        raw: The readings with their column `row`.
        intake: Where to note what is odd.
        references: The reference dates known so far.
        duplicate_reading: Which of two different readings of one lesion on one day holds.
    """
    frame, references = read_table(raw, intake, references)
    coded = code_lesions(frame)
    frame = fill_lesions(frame, coded, intake)
    closer = screen(frame, coded) if coded else None
    frame = _with_roles(frame, closer, intake)
    frame = settle_states(frame, intake).select(list(intake.table.schema))
    note_slips(frame.filter(screen_sizes(frame, coded)) if coded else frame, intake)
    return _one_per_day(frame, closer, duplicate_reading, intake), references


def _with_roles(frame: pl.DataFrame, closer: pl.Series | None, intake: Intake) -> pl.DataFrame:
    if closer is None:
        return settle_roles(frame, intake)
    if not closer.any():
        return frame
    roles = settle_roles(frame.filter(closer), intake).get_column("role")
    return frame.with_columns(frame.get_column("role").scatter(closer.arg_true(), roles))


def _one_per_day(
    frame: pl.DataFrame, closer: pl.Series | None, policy: DuplicateReading, intake: Intake
) -> pl.DataFrame:
    """Settle double readings, in a large table only of the lesions that the sieve let through."""
    suspects = frame if closer is None else frame.filter(closer)
    settled = settle_twins(suspects, policy, intake)
    note_second_looks(settled, intake)
    if closer is None or suspects.is_empty():
        return settled if closer is None else frame
    return _ordered_like(frame, pl.concat([frame.filter(~closer), settled]))


def _ordered_like(frame: pl.DataFrame, rows: pl.DataFrame) -> pl.DataFrame:
    """Put rows in the order of the frame they were taken from."""
    if frame.get_column("row").is_sorted():
        return rows.sort("row")
    places = frame.select("row").with_row_index("place")
    return rows.join(places, on="row", how="left").sort("place").drop("place")
