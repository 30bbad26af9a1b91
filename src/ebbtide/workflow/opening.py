"""Open a study, with the options of the moment over those it pins."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import polars as pl
from pydantic import ValidationError

from ebbtide.errors import CriteriaError, DataError, MissingColumnError, near_matches
from ebbtide.formats import read_study
from ebbtide.formats.files import file_kind
from ebbtide.formats.names import column_named
from ebbtide.formats.settings import read_settings
from ebbtide.study import Options
from ebbtide.study.columns import TABLES
from ebbtide.workflow.describing import values_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from ebbtide.study import Records, Study

__all__ = ["LARGE", "is_large", "only_subject", "open_study", "open_subject", "options_for", "options_over", "table_of"]

_A_FEW = 3
LARGE = 1_000_000  # rows from which a Parquet table is judged in blocks


def open_study(source: Path, options: Mapping[str, str] | None = None, *, preset: str | None = None) -> Study:
    """Read a study; options and a preset given here stand over those it pins in ``ebbtide.toml``.

    Raises:
        DataError: If the study cannot be read.
        CriteriaError: If an option is unknown or takes no such value.
    """
    return read_study(source, options=options_for(source, options, preset=preset))


def open_subject(
    source: Path, subject: str, options: Mapping[str, str] | None = None, *, preset: str | None = None
) -> Study:
    """Read what a study holds of one subject; of a large Parquet table, nothing else is loaded.

    Raises:
        DataError: If the study cannot be read or has no such subject.
        CriteriaError: If an option is unknown or takes no such value.
    """
    if is_large(source):
        return _read_rows_of(source, subject, options_for(source, options, preset=preset))
    return only_subject(open_study(source, options, preset=preset), subject)


def only_subject(study: Study, subject: str) -> Study:
    """Take what a study holds of one subject.

    Raises:
        DataError: If the study has no such subject.
    """
    if subject not in study.subjects:
        near = near_matches(subject, study.subjects) or study.subjects[:_A_FEW]
        hint = f"there are {len(study.subjects):,} subjects; near: {', '.join(near)}"
        raise DataError(f"no subject {subject!r} in the study {study.name!r}", hint=hint)
    own = pl.col("subject") == subject
    tables = {name: table.filter(own) for name, table in study.tables.items()}
    return replace(study, tables=tables, domains={code: _of(subject, one) for code, one in study.domains.items()})


def _of(subject: str, records: Records) -> Records:
    """Keep the records of a subject; a domain that names none stays whole."""
    if "USUBJID" not in records.frame.columns:
        return records
    return records._replace(frame=records.frame.filter(pl.col("USUBJID") == subject))


def _read_rows_of(source: Path, subject: str, options: Options) -> Study:
    table = pl.scan_parquet(table_of(source))
    headers = table.collect_schema().names()
    named = ((header, column_named(header, TABLES["measurements"])) for header in headers)
    header = next((header for header, found in named if found and found.column == "subject"), None)
    if header is None:
        raise MissingColumnError.among(["subject"], headers, file=table_of(source).name)
    rows = table.filter(pl.col(header).cast(pl.String) == subject).collect(engine="streaming")
    if rows.is_empty():
        raise DataError(f"no subject {subject!r} in {source.name}", hint="names are compared letter by letter")
    return read_study(rows, options=options)


def options_for(source: Path, given: Mapping[str, str] | None, *, preset: str | None = None) -> Options:
    """Lay options given as text over those that a study pins in ``ebbtide.toml``.

    Args:
        source: The study.
        given: Options as text.
        preset: The preset to start from, in place of the one that the study names.

    Raises:
        CriteriaError: If a preset or an option is unknown, or an option takes no such value.
    """
    settings = read_settings(source if source.is_dir() else source.parent)
    return options_over(settings.options_over(preset or settings.preset), given or {})


def is_large(source: Path) -> bool:
    """Say whether a study is judged in blocks: one large Parquet table of measurements and nothing beside it."""
    table = table_of(source) if source.is_file() or _is_alone(source) else None
    if table is None or table.suffix.lower() != ".parquet":
        return False
    try:
        return int(pl.scan_parquet(table).select(pl.len()).collect().item()) > LARGE
    except pl.exceptions.PolarsError:
        return False  # the reader says what is wrong with it


def table_of(source: Path) -> Path:
    """Give the table of a large study, named itself or by its folder."""
    return source if source.is_file() else source / "measurements.parquet"


def _is_alone(folder: Path) -> bool:
    tables = [path.name for path in folder.glob("*") if path.is_file() and file_kind(path)]
    return tables == ["measurements.parquet"]


def options_over(pinned: Options, given: Mapping[str, str]) -> Options:
    """Lay options given as text over those a study pins.

    Raises:
        CriteriaError: If an option is unknown or takes no such value.

    Examples:
        >>> options_over(Options(), {"early_variance_days": "2"}).changed()
        {'early_variance_days': 2}
    """
    known = tuple(Options.model_fields)
    for name in given:
        if name not in known:
            raise CriteriaError.unknown("option", name, known)
    try:
        return Options.model_validate({**pinned.model_dump(), **given})
    except ValidationError as error:
        wrong = error.errors()[0]
        name = str(wrong["loc"][0])
        hint = f"it may be {' or '.join(values_of(name))}"
        raise CriteriaError(f"the option {name} cannot be {wrong['input']!r}", hint=hint) from error
