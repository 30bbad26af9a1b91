"""What a study was given as, opened: which tables there are and where each comes from."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

import polars as pl

from ebbtide.errors import DataError, EmptyTableError, UnreadableFileError, near_matches
from ebbtide.formats.accounts import Account
from ebbtide.formats.files import WORKBOOKS, file_kind, from_dataframe, is_dataset, read_file, read_workbook, stem_of
from ebbtide.formats.names import column_named, table_named
from ebbtide.formats.rules import RULES
from ebbtide.formats.sdtm import Converted, domain_named, domain_of, is_sdtm, may_be_domain, raws_from_domains
from ebbtide.formats.settings import Settings, read_settings
from ebbtide.study.columns import TABLES
from ebbtide.study.findings import Finding
from ebbtide.study.model import Part
from ebbtide.study.options import Options

if TYPE_CHECKING:
    from ebbtide.formats.raw import Raw
    from ebbtide.study.findings import Findings
    from ebbtide.study.model import Records

__all__ = ["Opened", "open_source"]

_ONE_ROW_EACH: Final = ("subjects", "measurements", "lesion_details", "timepoints", "reported", "reported_best")
"""The tables that two sources cannot share: a row of theirs names something once."""


class Opened(NamedTuple):
    """A source opened.

    Args:
        raws: The raw tables of the study, by the name of the tidy table they become.
        domains: The SDTM domains among them.
        accounts: The account of the rows of each file.
        name: The name of the study.
        options: Its options.
        path: Where it lies.
    """

    raws: dict[str, list[Raw]]
    domains: dict[str, Records]
    accounts: list[Account]
    name: str
    options: Options
    path: Path | None


def open_source(source: object, findings: Findings, options: Options | None = None) -> Opened:
    """Open a folder, a file, a mapping of dataframes or one dataframe.

    Args:
        source: What to open.
        findings: Where to note what is odd.
        options: The options of the study; by default those of its `ebbtide.toml`.

    Raises:
        DataError: If there is nothing to read, or a file cannot be read.
        TypeError: If the source is none of these.
    """
    if isinstance(source, str | os.PathLike):
        return _open_path(Path(source), findings, options)
    chosen = Options() if options is None else options
    if isinstance(source, Mapping):
        raws = {str(name): _rows_of_frame(frame, str(name)) for name, frame in source.items()}
        return _as_study(_recognised(raws, "the mapping", chosen, findings), "study", chosen, None)
    return _as_study(_tidy({"measurements": from_dataframe(source, "measurements")}), "study", chosen, None)


def _as_study(found: Converted, name: str, options: Options, path: Path | None) -> Opened:
    return Opened(found.raws, found.domains, list(found.accounts.values()), name, options, path)


def _tidy(raws: Mapping[str, Raw]) -> Converted:
    """Take raw tables under the names of the tidy ones, and open an account for each."""
    found = Converted({}, {}, {})
    for table, raw in raws.items():
        found.accounts[raw.file] = Account(table, raw.frame.get_column("row"), raw.sources)
        found.raws[table] = [*found.raws.get(table, []), raw]
        found.accounts[raw.file].becomes(table, len(found.raws[table]) - 1)
    return found


def _open_path(path: Path, findings: Findings, options: Options | None) -> Opened:
    settings = read_settings(path if path.is_dir() else path.parent) if path.exists() else Settings()
    chosen = settings.options if options is None else options
    if path.is_dir():
        return _as_study(_open_folder(path, chosen, findings), settings.name or path.resolve().name, chosen, path)
    if not path.is_file():
        raise UnreadableFileError(f"there is no file or folder {path}", hint=_what_is_there(path))
    return _as_study(_open_file(path, chosen, findings), settings.name or stem_of(path) or path.stem, chosen, path)


def _what_is_there(path: Path) -> str:
    beside = [other.name for other in path.parent.iterdir()] if path.parent.is_dir() else []
    near = near_matches(path.name, beside)
    return f"did you mean {' or '.join(near)}?" if near else "give a folder of tables, or one file of measurements"


def _open_file(path: Path, options: Options, findings: Findings) -> Converted:
    if file_kind(path) in WORKBOOKS:
        return _open_workbook(path, options, findings)
    if not file_kind(path):
        raise UnreadableFileError(
            f"{path.name} is of no kind that can be read", hint="give CSV, TSV, Parquet, XLSX, XPT or Dataset-JSON"
        )
    raw = read_file(path, findings)
    if is_sdtm({stem_of(path): raw}):
        raise DataError(f"{path.name} is one SDTM domain", hint="give the folder that holds TU, TR and RS")
    return _tidy({_table_of(stem_of(path), raw): raw})


def _open_workbook(path: Path, options: Options, findings: Findings) -> Converted:
    sheets = read_workbook(path)
    if not sheets:
        raise EmptyTableError(f"{path.name} has no sheet with rows", hint="give a header and at least one row")
    if len(sheets) == 1:
        [(sheet, raw)] = sheets.items()
        return _tidy({_table_of(sheet, raw): raw})
    return _recognised(sheets, path.name, options, findings)


def _open_folder(path: Path, options: Options, findings: Findings) -> Converted:
    """Read the files of a folder that are tables of a study; the others are named and left alone."""
    files = sorted(file for file in path.iterdir() if file.is_file() and file_kind(file) and file.name[0] not in ".~")
    books = [file for file in files if file_kind(file) in WORKBOOKS]
    if files == books and len(books) == 1:
        return _open_workbook(books[0], options, findings)
    sound = [file for file in files if file not in books and (is_dataset(file) or _is_tumor_domain(stem_of(file)))]
    raws = {file.name: _rows_of(file, findings) for file in sound if _is_known(stem_of(file))}
    maybe = [file for file in sound if file.name not in raws]
    raws |= _confirmed(maybe, findings, tumor=True)
    if is_sdtm({_stem(name): raw for name, raw in raws.items() if raw is not None}):
        raws |= _confirmed([file for file in maybe if file.name not in raws], findings, tumor=False)
    for file in files:
        if file.name not in raws:
            _remark_unread(file.name, findings)
    if not raws:
        hint = f"name a file after a table: {', '.join(TABLES)}; or give TU, TR and RS"
        raise EmptyTableError(f"{path.name or path} holds no table of a study", hint=hint)
    return _recognised(dict(sorted(raws.items())), path.name, options, findings)


def _rows_of(file: Path, findings: Findings) -> Raw | None:
    """Read a file; None where it has a header and no rows, as an export has of what nobody recorded."""
    try:
        return read_file(file, findings)
    except EmptyTableError:
        if not file.stat().st_size:
            raise
        return None


def _rows_of_frame(frame: object, name: str) -> Raw | None:
    try:
        return from_dataframe(frame, name)
    except EmptyTableError:
        return None


def _is_known(stem: str) -> bool:
    return table_named(stem) is not None or _is_tumor_domain(stem)


def _is_tumor_domain(stem: str) -> bool:
    """Tell whether a file is named after TU, TR or RS: a damaged one must be told, and not left alone."""
    return domain_named(stem) in ("TU", "TR", "RS")


def _confirmed(files: list[Path], findings: Findings, *, tumor: bool) -> dict[str, Raw | None]:
    """Read the files that may be domains by their names, and keep those that are by what they hold."""
    kept: dict[str, Raw | None] = {}
    for file in files:
        stem = stem_of(file)
        if not may_be_domain(stem, tumor=tumor):
            continue
        try:
            raw = _rows_of(file, findings)
        except DataError:
            # A file that the study can do without, under a name that settles nothing, may be anything.
            if domain_named(stem):
                raise
            continue
        if domain_named(stem) if raw is None else domain_of(stem, raw):
            kept[file.name] = raw
    return kept


def _recognised(given: Mapping[str, Raw | None], place: str, options: Options, findings: Findings) -> Converted:
    """Match tables to their names, and account for those without rows.

    Raises:
        EmptyTableError: If no table of a study has rows.
    """
    raws = {name: raw for name, raw in given.items() if raw is not None}
    blank = [name for name in given if name not in raws]
    try:
        found = _matched(raws, place, options, findings)
    except EmptyTableError as error:
        if not blank:
            raise
        problem = f"{' and '.join(blank)} {'has' if len(blank) == 1 else 'have'} a header and no rows"
        raise EmptyTableError(problem, hint="give at least one row") from error
    for name in blank:
        _remark("READ62", name, "it has a header and no rows", findings)
        found.accounts[name] = Account(_holding(_stem(name)), pl.Series("row", [], pl.UInt32), (Part(name),))
    return found


def _holding(stem: str) -> str:
    """Say what a file without rows would hold, by its name."""
    table = table_named(stem)
    return stem.upper() if table is None else table.name


def _matched(raws: Mapping[str, Raw], place: str, options: Options, findings: Findings) -> Converted:
    """Match tables to their names; a set of SDTM domains is turned into tidy tables."""
    domains = {name: (_stem(name), raw) for name, raw in raws.items() if domain_of(_stem(name), raw)}
    if not is_sdtm({_stem(name): raw for name, raw in raws.items()}):
        return _tidy(_named(raws, place, findings))
    found = raws_from_domains(domains, options, findings)
    beside = {name: raw for name, raw in raws.items() if name not in domains}
    tidy = _tidy(_named(beside, place, findings, several=True)) if beside else Converted({}, {}, {})
    return _together(found, tidy, findings)


def _named(raws: Mapping[str, Raw], place: str, findings: Findings, *, several: bool = False) -> dict[str, Raw]:
    found: dict[str, Raw] = {}
    for name, raw in raws.items():
        table = table_named(_stem(name))
        if table is None:
            _remark_unread(name, findings)
        elif table.name in found:
            both = f"{found[table.name].file} and {name}"
            raise DataError(f"{place} has the table {table.name} twice: {both}", hint="keep one of them")
        else:
            found[table.name] = raw
    if not found and not several:
        raise EmptyTableError(f"{place} holds no table of a study", hint=f"tables are called {', '.join(TABLES)}")
    return found


def _together(found: Converted, tidy: Converted, findings: Findings) -> Converted:
    """Add the tidy tables that stand beside SDTM domains.

    Raises:
        DataError: If domains and a tidy table both give a table whose rows name something once.
    """
    for table, [raw] in tidy.raws.items():
        made = found.raws.get(table, [])
        if made and table in _ONE_ROW_EACH:
            raise DataError(
                f"the table {table} comes twice: from {made[0].file} and from {raw.file}",
                hint="keep the domain or the tidy table",
            )
        if made:
            files = " and ".join(one.file for one in made)
            _remark("READ57", raw.file, f"{table} come from {files} as well; both are read", findings)
        account = Account(table, raw.frame.get_column("row"), raw.sources)
        account.becomes(table, len(made))
        found.raws[table] = [*made, raw]
        found.accounts[raw.file] = account
    return found


def _stem(name: str) -> str:
    return stem_of(Path(name))


def _remark_unread(file: str, findings: Findings) -> None:
    _remark("READ03", file, "it is no table of a study and is not read", findings)


def _remark(rule: str, file: str, problem: str, findings: Findings) -> None:
    known = RULES[rule]
    findings.note(Finding(rule, known.severity, file, None, None, None, problem, known.hint))


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
