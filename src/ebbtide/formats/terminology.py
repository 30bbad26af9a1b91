"""Packages of controlled terminology, read from the files that the NCI publishes."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Final

import polars as pl

from ebbtide.errors import DataError, MissingColumnError, UnreadableFileError
from ebbtide.terms.terminology import Codelist, Term, Terminology

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["read_terminology"]

_COLUMNS: Final = {
    "Code": "code",
    "Codelist Code": "codelist_code",
    "Codelist Extensible (Yes/No)": "extensible",
    "Codelist Name": "codelist_name",
    "CDISC Submission Value": "submission_value",
    "CDISC Synonym(s)": "synonyms",
    "NCI Preferred Term": "nci_preferred_term",
}
_STANDARD: Final = "Standard and Date"
_DATE: Final = re.compile(r"\d{4}-\d{2}-\d{2}")


def read_terminology(path: str | Path, *, package: str = "") -> Terminology:
    """Read a package of controlled terminology.

    Args:
        path: `SDTM Terminology.txt` as the NCI publishes it, columns separated by tabs, or the same as CSV.
            A row without a codelist code opens a code list; the rows below it that name its code are its terms.
        package: The date that CDISC names the package by, `2025-03-28`. Where it is not given, it is the date
            in the column "Standard and Date" or in the name of the file.

    Returns:
        All code lists of the file, whole.

    Raises:
        DataError: If no date of the package is known, or the file has no code list.
        MissingColumnError: If a column is gone.
        UnreadableFileError: If the file is not there or damaged.
    """
    path = Path(path)
    table = _table(path)
    # A code list without terms says nothing, and a term without a code list has no home.
    codelists = {codelist.name: codelist for codelist in _codelists(table) if codelist.terms}
    if not codelists:
        hint = "a code list is a row without a Codelist Code; its terms are the rows that name its Code there"
        raise DataError(f"{path.name} has no code list with terms", hint=hint)
    return Terminology(package or _package(path, table), codelists)


def _table(path: Path) -> pl.DataFrame:
    text = _text(path)
    tabs = "\t" in text.partition("\n")[0]
    try:
        # In the file with tabs a quotation mark is a letter like any other.
        frame = pl.read_csv(
            text.encode(), separator="\t" if tabs else ",", quote_char=None if tabs else '"', infer_schema=False
        )
    except pl.exceptions.PolarsError as error:
        raise UnreadableFileError(f"{path.name} is damaged: {error}", hint="fetch the file again") from error
    frame = frame.rename(lambda name: _COLUMNS.get(name.strip(), name.strip()))
    if not set(_COLUMNS.values()) <= set(frame.columns):
        named = {column: name for name, column in _COLUMNS.items()}
        raise MissingColumnError.among(_COLUMNS, [named.get(name, name) for name in frame.columns], file=path.name)
    return frame.with_columns(pl.col(pl.String).str.strip_chars().replace("", None))


def _text(path: Path) -> str:
    try:
        content = path.read_bytes()
    except OSError as error:
        raise UnreadableFileError(f"{path.name} cannot be read: {error}", hint="check the file") from error
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", errors="replace")
    return text.replace("\r\n", "\n")


def _codelists(table: pl.DataFrame) -> Iterator[Codelist]:
    terms = table.filter(pl.col("codelist_code").is_not_null(), pl.col("submission_value").is_not_null())
    members = terms.partition_by("codelist_code", as_dict=True)
    heads = table.filter(pl.col("codelist_code").is_null(), pl.col("submission_value").is_not_null())
    for head in heads.iter_rows(named=True):
        code = head["code"]
        yield Codelist(
            head["submission_value"],
            code,
            head["codelist_name"] or head["submission_value"],
            (head["extensible"] or "").casefold() == "yes",
            {term.value: term for term in _terms(members.get((code,)))},
        )


def _terms(rows: pl.DataFrame | None) -> Iterator[Term]:
    for row in rows.iter_rows(named=True) if rows is not None else ():
        synonyms = tuple(word.strip() for word in (row["synonyms"] or "").split(";") if word.strip())
        yield Term(row["code"] or "", row["submission_value"], row["nci_preferred_term"] or "", synonyms)


def _package(path: Path, table: pl.DataFrame) -> str:
    said = table.get_column(_STANDARD).drop_nulls().head(1).to_list() if _STANDARD in table.columns else []
    for text in (*said, path.name):
        if found := _DATE.search(text):
            return found.group()
    hint = 'say it, read_terminology(path, package="2025-03-28"), or keep the date in the name of the file'
    raise DataError(f"{path.name} does not tell the date of its package", hint=hint)
