"""What a study was given as, opened: which tables there are and where each comes from."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from ebbtide.errors import DataError, EmptyTableError, UnreadableFileError, near_matches
from ebbtide.formats.files import WORKBOOKS, file_kind, from_dataframe, read_file, read_workbook, stem_of
from ebbtide.formats.names import column_named, table_named
from ebbtide.formats.rules import RULES
from ebbtide.formats.sdtm import domain_named, is_sdtm, raws_from_domains
from ebbtide.formats.settings import Settings, read_settings
from ebbtide.study.columns import TABLES
from ebbtide.study.findings import Finding
from ebbtide.study.options import Options

if TYPE_CHECKING:
    from ebbtide.formats.raw import Raw
    from ebbtide.study.findings import Findings

__all__ = ["Opened", "open_source"]


class Opened(NamedTuple):
    """The raw tables of a study, by the name of the tidy table each becomes."""

    raws: dict[str, Raw]
    name: str
    options: Options
    path: Path | None


def open_source(source: object, findings: Findings) -> Opened:
    """Open a folder, a file, a mapping of dataframes or one dataframe.

    Raises:
        DataError: If there is nothing to read, or a file cannot be read.
        TypeError: If the source is none of these.
    """
    if isinstance(source, str | os.PathLike):
        return _open_path(Path(source), findings)
    if isinstance(source, Mapping):
        raws = {str(name): from_dataframe(frame, str(name)) for name, frame in source.items()}
        return Opened(_recognised(raws, "the mapping", findings), "study", Options(), None)
    return Opened({"measurements": from_dataframe(source, "measurements")}, "study", Options(), None)


def _open_path(path: Path, findings: Findings) -> Opened:
    if path.is_dir():
        settings = read_settings(path)
        return Opened(_open_folder(path, findings), settings.name or path.resolve().name, settings.options, path)
    if not path.is_file():
        raise UnreadableFileError(f"there is no file or folder {path}", hint=_what_is_there(path))
    return _open_file(path, read_settings(path.parent), findings)


def _what_is_there(path: Path) -> str:
    beside = [other.name for other in path.parent.iterdir()] if path.parent.is_dir() else []
    near = near_matches(path.name, beside)
    return f"did you mean {' or '.join(near)}?" if near else "give a folder of tables, or one file of measurements"


def _open_file(path: Path, settings: Settings, findings: Findings) -> Opened:
    name = settings.name or stem_of(path) or path.stem
    if file_kind(path) in WORKBOOKS:
        return Opened(_open_workbook(path, findings), name, settings.options, path)
    if not file_kind(path):
        raise UnreadableFileError(f"{path.name} is of no kind that can be read", hint="give CSV, TSV, Parquet or XLSX")
    raw = read_file(path, findings)
    if domain_named(stem_of(path)) and is_sdtm({stem_of(path): raw}):
        raise DataError(f"{path.name} is one SDTM domain", hint="give the folder that holds TU, TR and RS")
    return Opened({_table_of(stem_of(path), raw): raw}, name, settings.options, path)


def _open_workbook(path: Path, findings: Findings) -> dict[str, Raw]:
    sheets = read_workbook(path)
    if not sheets:
        raise EmptyTableError(f"{path.name} has no sheet with rows", hint="give a header and at least one row")
    if len(sheets) == 1:
        [(sheet, raw)] = sheets.items()
        return {_table_of(sheet, raw): raw}
    return _recognised(sheets, path.name, findings)


def _open_folder(path: Path, findings: Findings) -> dict[str, Raw]:
    """Read the files of a folder that are tables of a study; the others are named and left alone."""
    files = sorted(file for file in path.iterdir() if file.is_file() and file_kind(file) and file.name[0] not in ".~")
    books = [file for file in files if file_kind(file) in WORKBOOKS]
    if files == books and len(books) == 1:
        return _open_workbook(books[0], findings)
    known = [
        file for file in files if file not in books and (table_named(stem_of(file)) or domain_named(stem_of(file)))
    ]
    for file in files:
        if file not in known:
            _remark_unread(file.name, findings)
    if not known:
        hint = f"name a file after a table: {', '.join(TABLES)}; or give TU, TR and RS"
        raise EmptyTableError(f"{path.name or path} holds no table of a study", hint=hint)
    return _recognised({file.name: read_file(file, findings) for file in known}, path.name, findings)


def _recognised(raws: Mapping[str, Raw], place: str, findings: Findings) -> dict[str, Raw]:
    """Match tables to their names; a set of SDTM domains is turned into tidy tables."""
    stems = {stem_of(Path(name)): name for name in raws}
    if is_sdtm({stem: raws[name] for stem, name in stems.items()}):
        return raws_from_domains({stem: raws[name] for stem, name in stems.items()}, findings)
    found: dict[str, Raw] = {}
    for stem, name in stems.items():
        table = table_named(stem)
        if table is None:
            _remark_unread(name, findings)
        elif table.name in found:
            both = f"{found[table.name].file} and {name}"
            raise DataError(f"{place} has the table {table.name} twice: {both}", hint="keep one of them")
        else:
            found[table.name] = raws[name]
    if not found:
        raise EmptyTableError(f"{place} holds no table of a study", hint=f"tables are called {', '.join(TABLES)}")
    return found


def _remark_unread(file: str, findings: Findings) -> None:
    rule = RULES["READ03"]
    finding = Finding(
        rule.id, rule.severity, file, None, None, None, "it is no table of a study and is not read", rule.hint
    )
    findings.note(finding)


def _table_of(stem: str, raw: Raw) -> str:
    """Tell which table a single file or sheet is: by its name, or else by its columns."""
    table = table_named(stem)
    if table is not None:
        return table.name
    fits = {name: _share_of_required(raw, name) for name in ("measurements", "timepoints", "reported")}
    only_sums = any(_has(raw, "timepoints", column) for column in ("target_sum_um", "target_state"))
    if fits["measurements"] < 1 and only_sums:
        return "timepoints"
    return "reported" if fits["measurements"] < 1 and fits["reported"] == 1 else "measurements"


def _share_of_required(raw: Raw, table: str) -> float:
    required = TABLES[table].required
    return sum(_has(raw, table, column.name) for column in required) / len(required)


def _has(raw: Raw, table: str, column: str) -> bool:
    named = (column_named(header, TABLES[table]) for header in raw.frame.columns)
    return any(found is not None and found.column == column for found in named)
