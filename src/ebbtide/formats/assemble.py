"""Raw tables made into the tidy tables of a study, in an order in which each helps to date the next."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from ebbtide.errors import ChronologyError
from ebbtide.formats.chronology import FIRST_DAYS, Months
from ebbtide.formats.dates import REFERENCES
from ebbtide.formats.intake import Intake
from ebbtide.formats.measurements import read_measurements
from ebbtide.formats.states import settle_sums
from ebbtide.formats.tidy import read_table
from ebbtide.study.columns import LESION_KEY, TABLES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ebbtide.formats.raw import Raw
    from ebbtide.study.findings import Findings
    from ebbtide.study.options import Options

__all__ = ["assemble"]

# A table that dates its rows well comes before those that may borrow from it.
_ORDER: Final = ("measurements", "timepoints", "reported", "treatments", "findings", "events")
_UNDATED: Final[Mapping[str, tuple[str, ...]]] = {
    "subjects": ("subject",),
    "lesion_details": LESION_KEY,
    "reported_best": ("subject", "reader", "criterion", "confirmed"),
}
"""The tables that no day belongs to, and what names a row of each."""
_ASSESSMENTS: Final = ("measurements", "timepoints", "reported")
_POINT: Final = ("subject", "reader", "day")


def assemble(raws: Mapping[str, Raw], options: Options, findings: Findings) -> dict[str, pl.DataFrame]:
    """Read raw tables into tidy ones.

    Args:
        raws: The raw tables by the name of the tidy table they become.
        options: The options of the study; `duplicate_reading` and those of partial dates are used here.
        findings: Where to note what is odd.

    Returns:
        The tidy tables by name.

    Raises:
        DataError: If a table lacks a column or has cells that cannot be used.
    """
    tables: dict[str, pl.DataFrame] = {}
    references: pl.DataFrame | None = None
    visits: pl.DataFrame | None = None
    for name in _UNDATED:
        if name in raws:
            tables[name] = _undated(name, raws[name], findings)
    if "subjects" in tables:
        references = _declared(tables["subjects"])
    for name in _ORDER:
        if name not in raws:
            continue
        intake = _intake(name, raws[name], findings)
        if name == "measurements":
            policy = options.duplicate_reading
            tables[name], references = read_measurements(raws[name].frame, intake, references, policy)
            visits = _visit_days(tables[name])
        else:
            tables[name], references = _table(raws[name], intake, references, visits, _months(name, tables, options))
    return {name: tables[name] for name in TABLES if name in tables}


def _intake(name: str, raw: Raw, findings: Findings) -> Intake:
    return Intake(TABLES[name], raw.file, findings, decimal_comma=raw.decimal_comma)


def _table(
    raw: Raw, intake: Intake, references: pl.DataFrame | None, visits: pl.DataFrame | None, months: Months
) -> tuple[pl.DataFrame, pl.DataFrame | None]:
    frame, references = read_table(raw.frame, intake, references, visits, months)
    if intake.table.name == "timepoints":
        frame = _one_per_day(settle_sums(frame, intake), intake)
    return frame.select(list(intake.table.schema)), references


def _months(name: str, tables: Mapping[str, pl.DataFrame], options: Options) -> Months:
    """Say how a table completes months without a day."""
    if name == "reported":
        return Months(options.partial_reported_date)
    return Months(options.partial_event_date, _last_assessments(tables)) if name == "events" else FIRST_DAYS


def _last_assessments(tables: Mapping[str, pl.DataFrame]) -> pl.DataFrame | None:
    seen = [tables[name].select("subject", "day") for name in _ASSESSMENTS if name in tables]
    return pl.concat(seen).group_by("subject").agg(alive_day=pl.col("day").max()) if seen else None


def _undated(name: str, raw: Raw, findings: Findings) -> pl.DataFrame:
    """Read a table without days; of more than one row with the same name the first holds."""
    intake = _intake(name, raw, findings)
    frame, _ = read_table(raw.frame, intake, None)
    again = ~pl.struct(_UNDATED[name]).is_first_distinct()
    named = pl.concat_str(
        [pl.col(column).cast(pl.String) for column in _UNDATED[name]], separator=", ", ignore_nulls=True
    )
    intake.note("READ25", frame.filter(again), _UNDATED[name][-1], pl.format("{} has a row before this one", named))
    return frame.filter(~again).select(list(intake.table.schema))


def _declared(subjects: pl.DataFrame) -> pl.DataFrame | None:
    declared = subjects.select(list(REFERENCES)).drop_nulls()
    return declared if declared.height else None


def _visit_days(measurements: pl.DataFrame) -> pl.DataFrame:
    visits = measurements.filter(pl.col("visit").is_not_null())
    return visits.group_by("subject", "visit").agg(lent=pl.col("day").min())


def _one_per_day(frame: pl.DataFrame, intake: Intake) -> pl.DataFrame:
    """Read copies of a time point once; refuse two different ones on one day."""
    values = [name for name in intake.table.schema if name not in ("row", "date", "visit")]
    copy = ~pl.struct(values).is_first_distinct()
    intake.note("READ20", frame.filter(copy), "day", pl.format("day {} is a copy of another row", "day"))
    kept = frame.filter(~copy)
    twins = kept.filter(pl.struct(_POINT).is_duplicated())
    if twins.height:
        problem = pl.format("two different time points on day {}", "day")
        intake.refuse(ChronologyError, twins, "day", problem, "keep the right one, or name the reader of each")
        intake.settle()
    return kept
