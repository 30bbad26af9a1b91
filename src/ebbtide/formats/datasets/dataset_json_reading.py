"""Dataset-JSON 1.1 as datasets: one object, one line of metadata and one per row, or either of them packed."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import polars as pl

from ebbtide.errors import DataError, UnreadableFileError
from ebbtide.formats.datasets.dataset import Dataset, Variable
from ebbtide.formats.datasets.dataset_json_cells import read_cells
from ebbtide.formats.datasets.decoding import decoded, unpacked

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ebbtide.formats.datasets.dataset import Kind
    from ebbtide.study.findings import Findings

__all__ = ["MARK", "read_dataset_json"]

MARK: Final = "datasetJSONVersion"
"""The member that tells Dataset-JSON from other JSON."""

_AGAIN: Final = "fetch or export the file again"
_TEXT: Final = ("string", "URI", "boolean")
_NUMBERS: Final[Mapping[str, Kind]] = {
    "integer": "integer",
    "decimal": "number",
    "float": "number",
    "double": "number",
}
_MOMENTS: Final[Mapping[str, Kind]] = {"date": "date", "datetime": "datetime", "time": "time"}


class _Source(NamedTuple):
    text: str
    file: str

    def refuse(self, problem: str, hint: str = _AGAIN) -> UnreadableFileError:
        return UnreadableFileError(f"{self.file} {problem}", hint=hint)


def read_dataset_json(content: bytes, file: str, findings: Findings | None = None) -> Dataset:
    """Read Dataset-JSON.

    Dates, datetimes and times are those types where the file says that they stand for numbers
    (`targetDataType`); else they are text, for they may be partial. Blank text is null.

    Args:
        content: The bytes of the file: JSON or NDJSON, packed by gzip or zlib (DSJC) or not.
        file: Its name, for messages.
        findings: Where to note an encoding other than UTF-8.

    Raises:
        UnreadableFileError: If it is no Dataset-JSON 1.1, is cut or damaged, or its rows do not match
            its columns; names the line or the row.
        DataError: If two columns have the same name.

    **Sources**: CDISC, Dataset-JSON v1.1 (2024); Compressed Dataset-JSON v1.1 (2025).
    """
    source = _Source(decoded(unpacked(content, file), file, findings), file)
    head, rows = _parsed(source)
    _check_version(source, head)
    variables, types = _variables(source, head)
    _check_rows(source, head, rows, len(variables))
    cells = zip(*rows, strict=True) if rows else ((),) * len(variables)
    columns = [
        read_cells(list(column), variable, kind, file)
        for column, variable, kind in zip(cells, variables, types, strict=True)
    ]
    study = _text(source, head, "studyOID").removeprefix("STDY.")
    name, label = _text(source, head, "name"), _text(source, head, "label")
    if not name:
        raise source.refuse("is no whole Dataset-JSON: it has no name", "name the dataset")
    return Dataset(name, label, pl.DataFrame(columns), tuple(variables), study=study)


def _parsed(source: _Source) -> tuple[dict[str, Any], list[Any]]:
    """Read one object that holds the rows, or one without them and a row in each line that follows."""
    text = source.text
    start = len(text) - len(text.lstrip())
    try:
        head, end = _DECODER.raw_decode(text, start)
    except (ValueError, RecursionError) as error:
        raise source.refuse(f"is no JSON, or is cut: {_reason(error)}") from error
    if not isinstance(head, dict):
        raise source.refuse("is no Dataset-JSON: it is JSON of another kind", _NOT_OURS)
    if "rows" in head:
        if text[end:].strip():
            raise source.refuse(f"is damaged: there is more after its end, in line {text.count(chr(10), 0, end) + 1:,}")
        return head, head["rows"]
    return head, _lines(source, end)


def _lines(source: _Source, end: int) -> list[Any]:
    lines = source.text[end:].strip().split("\n") if source.text[end:].strip() else []
    try:
        return [_DECODER.decode(line) for line in lines]
    except (ValueError, RecursionError) as error:
        number, reason = next((place, why) for place, line in enumerate(lines, start=1) if (why := _flaw(line)))
        raise source.refuse(f"is damaged or cut: row {number:,} (line {number + 1:,}) is no JSON: {reason}") from error


def _flaw(line: str) -> str:
    try:
        _DECODER.decode(line)
    except (ValueError, RecursionError) as error:
        return _reason(error)
    return ""


def _reason(error: ValueError | RecursionError) -> str:
    if isinstance(error, RecursionError):
        return "it is nested too deep"
    return str(error).partition(";")[0]


def _no_number(word: str) -> float:
    message = f"{word} is no number in JSON"
    raise ValueError(message)


_DECODER: Final = json.JSONDecoder(parse_constant=_no_number)
_NOT_OURS: Final = "give Dataset-JSON 1.1, whose members are datasetJSONVersion, name, records, columns and rows"


def _check_version(source: _Source, head: Mapping[str, Any]) -> None:
    version = head.get(MARK)
    if version is None and not {"clinicalData", "referenceData"} & head.keys():
        raise source.refuse("is no Dataset-JSON: it has no datasetJSONVersion", _NOT_OURS)
    if not isinstance(version, str) or not (version == "1.1" or version.startswith("1.1.")):
        named = version if isinstance(version, str) else "1.0"
        raise source.refuse(f"is Dataset-JSON {named}, and only 1.1 is read", "export it as Dataset-JSON 1.1")


def _variables(source: _Source, head: Mapping[str, Any]) -> tuple[list[Variable], list[str]]:
    columns = head.get("columns")
    if not isinstance(columns, list) or not columns:
        raise source.refuse(
            "is no whole Dataset-JSON: it has no columns", "list the columns, each with name and dataType"
        )
    variables = [_variable(source, column, place) for place, column in enumerate(columns, start=1)]
    names = [variable.name.upper() for variable in variables]
    twins = [name for name in dict.fromkeys(names) if names.count(name) > 1]
    if twins:
        problem = f"{source.file} has more than one column called {', '.join(twins)}"
        raise DataError(problem, hint="name each column once")
    return variables, [column["dataType"] for column in columns]


def _variable(source: _Source, column: object, place: int) -> Variable:
    if not isinstance(column, dict) or not isinstance(column.get("name"), str) or not column["name"]:
        raise source.refuse(f"is damaged: column {place} has no name")
    kind = _kind(column.get("dataType"), column.get("targetDataType"))
    if kind is None:
        known = ", ".join((*_TEXT, *_NUMBERS, *_MOMENTS))
        problem = f"has the unknown dataType {column.get('dataType')!r} in column {place} ({column['name']})"
        raise source.refuse(problem, f"use one of {known}")
    length, key = (_whole(column.get(member)) for member in ("length", "keySequence"))
    label, shown = (column.get(member) for member in ("label", "displayFormat"))
    return Variable(
        column["name"],
        label if isinstance(label, str) else "",
        kind,
        length if kind == "text" else None,
        shown if isinstance(shown, str) else "",
        key,
    )


def _kind(data_type: object, target: object) -> Kind | None:
    if not isinstance(data_type, str):
        return None
    if data_type in _MOMENTS:
        return _MOMENTS[data_type] if target in {"integer", "decimal"} else "text"
    return "text" if data_type in _TEXT else _NUMBERS.get(data_type)


def _whole(value: object) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) and value > 0 else None


def _text(source: _Source, head: Mapping[str, Any], member: str) -> str:
    value = head.get(member, "")
    if not isinstance(value, str):
        raise source.refuse(f"is damaged: its {member} is no text")
    return value


def _check_rows(source: _Source, head: Mapping[str, Any], rows: object, width: int) -> None:
    if not isinstance(rows, list):
        raise source.refuse("is damaged: its rows are no list")
    for number, row in enumerate(rows, start=1):
        if type(row) is not list or len(row) != width:
            found = f"{len(row):,} cells" if isinstance(row, list) else "no list of cells"
            problem = f"has {width:,} columns, but row {number:,} has {found}"
            raise source.refuse(problem, "give every row a cell for each column")
    said = head.get("records", len(rows))
    if said != len(rows):
        raise source.refuse(f"is cut or changed: it says {said} records and has {len(rows):,} rows")
