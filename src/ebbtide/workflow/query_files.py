"""Query lists as files: a workbook for people, CSV and JSON for programs, each readable again for the next run."""

from __future__ import annotations

import io
import json
from typing import TYPE_CHECKING, Any, Final

import polars as pl

from ebbtide.checks.life_cycle import STATUSES, TRACKED
from ebbtide.errors import EmptyTableError, MissingColumnError, MissingExtraError, OutputError, UnreadableFileError
from ebbtide.formats.files import read_file, read_workbook
from ebbtide.study import Findings
from ebbtide.workflow.atomic import write_atomically
from ebbtide.workflow.checking import checks_in_words
from ebbtide.workflow.writing import findings_table

if TYPE_CHECKING:
    from pathlib import Path

    from ebbtide.workflow.checking import CheckedStudy

__all__ = ["queries_as_plain", "read_queries", "write_queries"]

_FORMS: Final = (".xlsx", ".csv", ".json")
_QUERIES: Final = "Queries"
_WIDTHS: Final = {
    "query": 14, "subject": 16, "reader": 15, "lesion": 9, "visit": 14, "day": 6, "check": 7, "severity": 9,
    "message": 90, "source": 30, "status": 8, "title": 40, "says": 90, "options": 30, "problem": 70, "hint": 50,
    "file": 22, "column": 16, "rule": 9, "row": 7,
}  # fmt: skip
_SHADES: Final = {"error": "#F4C7C3", "warning": "#FCE8B2", "query": "#D6E4F7", "info": "#FFFFFF"}


def write_queries(checked: CheckedStudy, path: Path, *, overwrite: bool = False) -> None:
    """Write a query list, whole or not at all; the ending says as what: XLSX, CSV or JSON.

    Raises:
        OutputError: If the ending is another, the file is there and may not be replaced, or the disk refuses.
        MissingExtraError: If the part that writes workbooks is not installed.
    """
    form = path.suffix.lower()
    if form not in _FORMS:
        raise OutputError(f"{path.name} is no kind of file for a query list", hint="name it .xlsx, .csv or .json")
    if path.exists() and not overwrite:
        raise OutputError(f"{path} is there already", hint="name another file, or add --overwrite to replace it")
    if path.is_dir() or not path.parent.is_dir():
        raise OutputError(
            f"cannot write to {path}: no such place for a file", hint="name a file in a folder that is there"
        )
    if form == ".xlsx":
        content = _workbook(checked)
    elif form == ".csv":
        content = checked.queries.write_csv().encode()
    else:
        content = (json.dumps(queries_as_plain(checked), indent=2, ensure_ascii=False) + "\n").encode()
    write_atomically(path, content)


def queries_as_plain(checked: CheckedStudy) -> dict[str, Any]:
    """Give a query list as lists and dictionaries, for a program to read as JSON."""
    return {
        "study": checked.study.name,
        "criteria": list(checked.criteria),
        "options": checked.study.options.model_dump(mode="json"),
        "counts": checked.counts() | checked.changes(),
        "queries": checked.queries.to_dicts(),
        "findings": findings_table(checked.study.findings).to_dicts(),
    }


def read_queries(path: Path) -> pl.DataFrame:
    """Read a query list that `write_queries` wrote.

    Raises:
        UnreadableFileError: If there is no such file, or it is damaged or of another kind.
        MissingColumnError: If it is no query list.
    """
    if not path.is_file():
        raise UnreadableFileError(f"there is no file {path}", hint="name the query list of an earlier run")
    try:
        cells = _cells_of(path)
    except EmptyTableError:  # a clean study has a list without rows
        return pl.DataFrame(schema=TRACKED)
    if any(name not in cells.columns for name in TRACKED):
        raise MissingColumnError.among(TRACKED, cells.columns, file=path.name)
    typed = cells.select(pl.col(name).cast(kind, strict=False) for name, kind in TRACKED.items())
    strange = typed.filter(pl.col("query").is_null() | ~pl.col("status").is_in(STATUSES))
    if not strange.is_empty():
        hint = f"every row has a query number, and a status of {', '.join(STATUSES)}"
        raise UnreadableFileError(f"{path.name} has {strange.height:,} rows that are no queries", hint=hint)
    return typed


def _cells_of(path: Path) -> pl.DataFrame:
    match path.suffix.lower():
        case ".csv":
            return read_file(path, Findings()).frame
        case ".xlsx":
            sheets = read_workbook(path)
            if _QUERIES not in sheets:
                return pl.DataFrame(schema=TRACKED)
            return sheets[_QUERIES].frame
        case ".json":
            return _cells_of_json(path)
        case _:
            raise UnreadableFileError(f"{path.name} is no kind of query list", hint="give .xlsx, .csv or .json")


def _cells_of_json(path: Path) -> pl.DataFrame:
    try:
        rows = json.loads(path.read_text("utf-8"))["queries"]
        return pl.DataFrame(rows, schema=None if rows else TRACKED, infer_schema_length=None)
    except (ValueError, KeyError, TypeError, pl.exceptions.PolarsError) as error:
        hint = "give the file that `ebbtide check -o` wrote"
        raise UnreadableFileError(f"{path.name} is no query list: {error}", hint=hint) from error


def _workbook(checked: CheckedStudy) -> bytes:
    """Lay out the queries, their counts, the checks behind them and what reading noticed, a sheet each."""
    try:
        import xlsxwriter
    except ImportError as error:
        raise MissingExtraError.named("xlsx", purpose="writing a query list as a workbook") from error
    fired = set(checked.queries["check"])
    sheets = {
        _QUERIES: checked.queries,
        "By check": checked.by_check(),
        "Checks": checks_in_words([one for one in checked.checks if one.id in fired]),
        "Noticed on reading": findings_table(checked.study.findings),
    }
    content = io.BytesIO()
    # Text of a study must never run as a formula.
    with xlsxwriter.Workbook(
        content, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    ) as book:
        styles = _styles_of(book)
        for name, table in sheets.items():
            _lay_out(book.add_worksheet(name), table, styles)
    return content.getvalue()


def _styles_of(book: Any) -> dict[str, Any]:  # noqa: ANN401 - the library has no types
    plain = {"valign": "top", "text_wrap": True}
    styles = {name: book.add_format({**plain, "bg_color": shade}) for name, shade in _SHADES.items()}
    return {**styles, "": book.add_format(plain), "head": book.add_format({"bold": True, "bottom": 1, "valign": "top"})}


def _lay_out(sheet: Any, table: pl.DataFrame, styles: dict[str, Any]) -> None:  # noqa: ANN401
    for place, name in enumerate(table.columns):
        sheet.set_column(place, place, _WIDTHS.get(name, 12))
        sheet.write_string(0, place, name, styles["head"])
    severity = table.columns.index("severity") if "severity" in table.columns else -1
    for row, values in enumerate(table.iter_rows(), 1):
        for place, value in enumerate(values):
            style = styles.get(str(value), styles[""]) if place == severity else styles[""]
            if isinstance(value, int):
                sheet.write_number(row, place, value, style)
            elif value is not None:
                sheet.write_string(row, place, str(value), style)
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, max(table.height, 1), table.width - 1)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
