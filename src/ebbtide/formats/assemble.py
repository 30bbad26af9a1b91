"""Raw tables made into the tidy tables of a study, in an order in which each helps to date the next."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import polars as pl

from ebbtide.errors import ChronologyError
from ebbtide.formats.accounts import Fate
from ebbtide.formats.chronology import FIRST_DAYS, Months
from ebbtide.formats.dates import REFERENCES
from ebbtide.formats.intake import Intake
from ebbtide.formats.measurements import read_measurements
from ebbtide.formats.raw import counted_on, moved
from ebbtide.formats.states import settle_sums
from ebbtide.formats.tidy import read_table
from ebbtide.study.columns import LESION_KEY, TABLES

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ebbtide.formats.raw import Raw
    from ebbtide.study.findings import Findings
    from ebbtide.study.model import Part
    from ebbtide.study.options import Options

__all__ = ["Assembled", "assemble"]

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


class Assembled(NamedTuple):
    """The tidy tables by name, the files each was made of, and what became of the rows of each raw table."""

    tables: dict[str, pl.DataFrame]
    parts: dict[str, tuple[Part, ...]]
    fates: dict[str, list[Fate]]


def assemble(raws: Mapping[str, Sequence[Raw]], options: Options, findings: Findings) -> Assembled:
    """Read raw tables into tidy ones.

    Args:
        raws: The raw tables by the name of the tidy table they become; their rows follow each other.
        options: The options of the study; `duplicate_reading` and those of partial dates are used here.
        findings: Where to note what is odd.

    Returns:
        The tidy tables.

    Raises:
        DataError: If a table lacks a column or has cells that cannot be used.
    """
    made = Assembled({}, {}, {})
    references: pl.DataFrame | None = None
    for name in _UNDATED:
        if name in raws:
            read = [_undated(name, raw, findings) for raw in raws[name]]
            _put_together(made, name, raws[name], read)
    if "subjects" in made.tables:
        references = _declared(made.tables["subjects"])
    for name in _ORDER:
        if name not in raws:
            continue
        read = []
        for raw in raws[name]:
            one, references = _dated(name, raw, made.tables, references, options, findings)
            read.append(one)
        _put_together(made, name, raws[name], read)
    tables = {name: made.tables[name] for name in TABLES if name in made.tables}
    return made._replace(tables=tables)


class _Read(NamedTuple):
    """A tidy table and the reading of it."""

    frame: pl.DataFrame
    intake: Intake


def _dated(
    name: str,
    raw: Raw,
    tables: Mapping[str, pl.DataFrame],
    references: pl.DataFrame | None,
    options: Options,
    findings: Findings,
) -> tuple[_Read, pl.DataFrame | None]:
    intake = _intake(name, raw, findings)
    if name == "measurements":
        frame, references = read_measurements(raw.frame, intake, references, options.duplicate_reading)
    else:
        visits = _visit_days(tables["measurements"]) if "measurements" in tables else None
        frame, references = _table(raw, intake, references, visits, _months(name, tables, options))
    return _Read(frame, intake), references


def _put_together(made: Assembled, name: str, raws: Sequence[Raw], read: Sequence[_Read]) -> None:
    """Put the parts of a table one after the other, each with row numbers of its own, and keep account of them."""
    made.fates[name] = [_fate(raw, one) for raw, one in zip(raws, read, strict=True)]
    if len(read) == 1:
        made.tables[name], made.parts[name] = read[0].frame, raws[0].sources
        return
    # Counted on from all rows of a file, not from those that stay.
    afters, made.parts[name] = counted_on([(raw.frame.get_column("row"), raw.sources) for raw in raws])
    made.tables[name] = pl.concat([moved(one.frame, after) for one, after in zip(read, afters, strict=True)])


def _fate(raw: Raw, read: _Read) -> Fate:
    kept = read.frame.get_column("row")
    return Fate(kept, () if len(kept) == raw.frame.height else tuple(read.intake.lost))


def _intake(name: str, raw: Raw, findings: Findings) -> Intake:
    return Intake(TABLES[name], raw.file, findings, decimal_comma=raw.decimal_comma, parts=raw.parts)


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


def _undated(name: str, raw: Raw, findings: Findings) -> _Read:
    """Read a table without days; of more than one row with the same name the first holds."""
    intake = _intake(name, raw, findings)
    frame, _ = read_table(raw.frame, intake, None)
    again = ~pl.struct(_UNDATED[name]).is_first_distinct()
    named = pl.concat_str(
        [pl.col(column).cast(pl.String) for column in _UNDATED[name]], separator=", ", ignore_nulls=True
    )
    intake.note("READ25", frame.filter(again), _UNDATED[name][-1], pl.format("{} has a row before this one", named))
    return _Read(frame.filter(~again).select(list(intake.table.schema)), intake)


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
