"""Datasets as Dataset-JSON 1.1: JSON, NDJSON, or NDJSON packed (DSJC)."""

from __future__ import annotations

import gzip
import json
from typing import TYPE_CHECKING, Any, Final, Literal, TypeAlias

import polars as pl

from ebbtide.formats.datasets.conform import as_text, conforming
from ebbtide.formats.datasets.define_elements import oid

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime

    from ebbtide.formats.datasets.dataset import Dataset, Kind, Variable

__all__ = ["JsonForm", "dataset_json"]

JsonForm: TypeAlias = Literal["json", "ndjson", "dsjc"]

_TYPES: Final[Mapping[Kind, str]] = {"text": "string", "number": "float"}
"""What Dataset-JSON calls a kind, where it has another word."""
_MOMENTS: Final = ("date", "datetime", "time")


def dataset_json(dataset: Dataset, created: datetime, form: JsonForm = "json") -> bytes:
    """Write a dataset as Dataset-JSON.

    Args:
        dataset: What to write.
        created: When; the only thing in the file that is not in the dataset.
        form: One object; a line of metadata and one per row; or those lines packed by gzip.

    Returns:
        The bytes of the file, UTF-8.

    Raises:
        ConformanceError: If the dataset's columns are not what its variables say.

    **Sources**: CDISC, Dataset-JSON v1.1 (2024); Compressed Dataset-JSON v1.1 (2025).
    """
    frame = conforming(dataset)
    head = _head(dataset, frame, created)
    if form == "json":
        # A row to a line: the file can be looked at, and two of them compared.
        rows = ",\n".join(_rows(frame))
        return f'{_compact(head)[:-1]},"rows":[\n{rows}\n]}}\n'.encode()
    lines = "\n".join((_compact(head), *_rows(frame))).encode() + b"\n"
    return gzip.compress(lines, mtime=0) if form == "dsjc" else lines


def _head(dataset: Dataset, frame: pl.DataFrame, created: datetime) -> dict[str, Any]:
    study = {"studyOID": oid("STDY", dataset.study)} if dataset.study else {}
    return {
        "datasetJSONCreationDateTime": created.isoformat(timespec="seconds").replace("+00:00", "Z"),
        "datasetJSONVersion": "1.1.0",
        "originator": "ebbtide",
        "sourceSystem": {"name": "ebbtide", "version": _version()},
        **study,
        "itemGroupOID": oid("IG", dataset.name),
        "records": frame.height,
        "name": dataset.name,
        "label": dataset.label,
        "columns": [_column(dataset, variable, frame.get_column(variable.name)) for variable in dataset.variables],
    }


def _version() -> str:
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version("ebbtide")
    except PackageNotFoundError:
        return "unknown"


def _column(dataset: Dataset, variable: Variable, values: pl.Series) -> dict[str, Any]:
    is_moment = variable.kind in _MOMENTS
    told = {
        "itemOID": oid("IT", dataset.name, variable.name),
        "name": variable.name,
        "label": variable.label,
        "dataType": _data_type(variable, values),
        "targetDataType": "integer" if is_moment else None,
        "length": variable.length,
        "displayFormat": variable.display_format or None,
        "keySequence": variable.key,
    }
    return {member: value for member, value in told.items() if value is not None}


def _data_type(variable: Variable, values: pl.Series) -> str:
    """Tell the type; text that SDTM keeps dates in (`--DTC`) is a date there, and may be partial."""
    if variable.kind == "text" and variable.name.upper().endswith("DTC"):
        return "datetime" if values.str.contains("T", literal=True).any() else "date"
    return _TYPES.get(variable.kind, variable.kind)


def _rows(frame: pl.DataFrame) -> Iterator[str]:
    texts = [name for name, dtype in frame.schema.items() if dtype == pl.String]
    moments = [name for name, dtype in frame.schema.items() if dtype.is_temporal()]
    plain = frame.with_columns(as_text(frame.select(moments)).get_columns()).with_columns(pl.col(texts).fill_null(""))
    return map(_compact, plain.iter_rows())


def _compact(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
