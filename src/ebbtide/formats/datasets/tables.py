"""Datasets in files of any kind that they are exchanged in: the door to this room."""

from __future__ import annotations

import io
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

import polars as pl

from ebbtide.errors import ConformanceError, UnreadableFileError
from ebbtide.formats.datasets.conform import as_text, conforming, whole
from ebbtide.formats.datasets.dataset import Dataset, Variable
from ebbtide.formats.datasets.dataset_json_reading import MARK, read_dataset_json
from ebbtide.formats.datasets.dataset_json_writing import dataset_json
from ebbtide.formats.datasets.decoding import beginning
from ebbtide.formats.datasets.sas_formats import DTYPES
from ebbtide.formats.datasets.xpt_reading import read_xpt
from ebbtide.formats.datasets.xpt_writing import write_xpt
from ebbtide.formats.delimited import read_delimited
from ebbtide.study.findings import Findings

if TYPE_CHECKING:
    from pathlib import Path

    from ebbtide.formats.datasets.xpt_writing import XptVersion

__all__ = ["DATASET_JSON", "TRANSPORT", "is_dataset", "read_dataset", "write_dataset"]

TRANSPORT: Final = (".xpt",)
DATASET_JSON: Final = (".json", ".ndjson", ".dsjc", ".json.gz", ".ndjson.gz")
_PLAIN: Final = (".csv", ".csv.gz", ".parquet")
_GLANCE: Final = 1 << 16


def read_dataset(path: Path, findings: Findings | None = None) -> Dataset:
    """Read one dataset.

    Args:
        path: An XPT file (v5 or v8), Dataset-JSON 1.1 (`.json`, `.ndjson`, `.dsjc`, and the first two
            packed by gzip), CSV, whose variables are all text, or Parquet.
        findings: Where to note an encoding other than UTF-8.

    Returns:
        The dataset. CSV and Parquet know no labels, and their dataset is named after the file.

    Raises:
        DataError: If the file is of another kind, damaged or cut.
        MissingExtraError: If the part that reads XPT is not installed.
    """
    kind = next((kind for kind in (*TRANSPORT, *DATASET_JSON, *_PLAIN) if path.name.lower().endswith(kind)), "")
    if kind in _PLAIN:
        return _read_plain(path, path.name[: -len(kind)], findings)
    if not kind:
        raise UnreadableFileError(f"{path.name} is of no kind that datasets are in", hint=f"give {_all_kinds()}")
    try:
        content = path.read_bytes()
    except OSError as error:
        raise UnreadableFileError(f"{path.name} cannot be read: {error}", hint="check the file") from error
    reader = read_xpt if kind in TRANSPORT else read_dataset_json
    return reader(content, path.name, findings)


def _all_kinds() -> str:
    return ", ".join((*TRANSPORT, *DATASET_JSON, *_PLAIN))


def _read_plain(path: Path, name: str, findings: Findings | None) -> Dataset:
    if path.suffix.lower() == ".parquet":
        try:
            frame = pl.read_parquet(path, glob=False)
        except (pl.exceptions.PolarsError, OSError) as error:
            problem = f"{path.name} is no whole Parquet file: {str(error).partition(chr(10))[0]}"
            raise UnreadableFileError(problem, hint="fetch or export the file again") from error
        return _described(name, frame)
    return _described(name, read_delimited(path, findings or Findings()).frame.drop("row"))


def _described(name: str, frame: pl.DataFrame) -> Dataset:
    """Describe columns by their types; what is none of a variable's becomes text."""
    kinds = {dtype: kind for kind, dtype in DTYPES.items()}
    widened = frame.with_columns(
        pl.selectors.integer().cast(pl.Int64),
        pl.selectors.float().cast(pl.Float64),
        pl.selectors.datetime().cast(DTYPES["datetime"]),
    )
    typed = widened.with_columns(pl.exclude(*kinds).cast(pl.String, strict=False))
    variables = (Variable(column, "", kinds[dtype]) for column, dtype in typed.schema.items())
    return Dataset(name.upper(), "", typed, tuple(variables))


def write_dataset(
    dataset: Dataset, path: Path, *, created: datetime | None = None, xpt_version: XptVersion = 5
) -> None:
    """Write one dataset; the ending of the file says how.

    Args:
        dataset: What to write.
        path: `.xpt`, `.json`, `.ndjson`, `.dsjc`, `.csv` or `.parquet`.
        created: When, for what goes into the file; by default now. With it the bytes are always the same.
        xpt_version: 5, which regulators take, or 8.

    Raises:
        ConformanceError: If the dataset does not fit the format; there is no file then.
        OSError: If the file cannot be written.
        MissingExtraError: If the part that writes XPT is not installed.
    """
    moment = datetime.now(UTC).replace(microsecond=0) if created is None else created
    if path.suffix.lower() == ".xpt":
        write_xpt(dataset, path, moment, xpt_version)
        return
    content = _content(dataset, path, moment)
    with whole(path):
        path.write_bytes(content)


def _content(dataset: Dataset, path: Path, created: datetime) -> bytes:
    match path.suffix.lower():
        case ".json":
            return dataset_json(dataset, created, "json")
        case ".ndjson":
            return dataset_json(dataset, created, "ndjson")
        case ".dsjc":
            return dataset_json(dataset, created, "dsjc")
        case ".csv":
            return as_text(conforming(dataset)).write_csv().encode()
        case ".parquet":
            content = io.BytesIO()
            conforming(dataset).write_parquet(content)
            return content.getvalue()
    problem = f"{path.name} has no ending that datasets are written with"
    raise ConformanceError(problem, hint="use .xpt, .json, .ndjson, .dsjc, .csv or .parquet")


def is_dataset(path: Path) -> bool:
    """Tell by a glance whether a file of JSON is Dataset-JSON; files of other kinds are not looked at.

    A file that cannot be read is none. Never raises.
    """
    if not path.name.lower().endswith(DATASET_JSON):
        return True
    return MARK.encode() in beginning(path, _GLANCE)
