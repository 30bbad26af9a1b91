"""Open a study, with the options of the moment over those it pins."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import polars as pl
from pydantic import ValidationError

from ebbtide.errors import CriteriaError
from ebbtide.formats import read_study
from ebbtide.formats.files import file_kind
from ebbtide.study import Options
from ebbtide.workflow.describing import values_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from ebbtide.study import Study

__all__ = ["LARGE", "is_large", "open_study", "options_over"]

LARGE = 1_000_000  # rows from which a Parquet table is judged in blocks


def open_study(source: Path, options: Mapping[str, str] | None = None) -> Study:
    """Read a study; options given here stand over those it pins in ``ebbtide.toml``.

    Raises:
        DataError: If the study cannot be read.
        CriteriaError: If an option is unknown or takes no such value.
    """
    options_over(Options(), options or {})  # a slip in the command should not wait for a large file
    study = read_study(source)
    return replace(study, options=options_over(study.options, options or {}))


def is_large(source: Path) -> bool:
    """Say whether a study is judged in blocks: one large Parquet table of measurements and nothing beside it."""
    table = source if source.is_file() else _only_table(source)
    if table is None or table.suffix.lower() != ".parquet":
        return False
    try:
        return int(pl.scan_parquet(table).select(pl.len()).collect().item()) > LARGE
    except pl.exceptions.PolarsError:
        return False  # the reader says what is wrong with it


def _only_table(folder: Path) -> Path | None:
    tables = [path for path in folder.glob("*") if path.is_file() and file_kind(path)]
    return tables[0] if [path.name for path in tables] == ["measurements.parquet"] else None


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
