"""Files and dataframes as raw tables: datasets, Parquet, one workbook, text, and any dataframe a user has."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import polars as pl

from ebbtide.errors import EmptyTableError, MissingExtraError, UnreadableFileError
from ebbtide.formats.datasets.conform import as_text
from ebbtide.formats.datasets.tables import DATASET_JSON, TRANSPORT, is_dataset, read_dataset
from ebbtide.formats.delimited import read_delimited
from ebbtide.formats.raw import Raw, numbered, with_row_numbers

if TYPE_CHECKING:
    from pathlib import Path

    import narwhals as nw

    from ebbtide.study.findings import Findings

__all__ = [
    "DATASETS",
    "DELIMITED",
    "PARQUET",
    "WORKBOOKS",
    "file_kind",
    "from_dataframe",
    "is_dataset",
    "read_file",
    "read_workbook",
    "stem_of",
]

DELIMITED: Final = (".csv", ".tsv", ".csv.gz", ".tsv.gz")
PARQUET: Final = (".parquet", ".pq")
WORKBOOKS: Final = (".xlsx", ".xlsm")
DATASETS: Final = (*TRANSPORT, *DATASET_JSON)


def file_kind(path: Path) -> str:
    """Give the ending that says how to read a file; empty where no reader knows it.

    Examples:
        >>> from pathlib import Path
        >>> file_kind(Path("TR.CSV.gz")), file_kind(Path("notes.docx"))
        ('.csv.gz', '')
    """
    name = path.name.lower()
    return next((kind for kind in (*DELIMITED, *PARQUET, *WORKBOOKS, *DATASETS) if name.endswith(kind)), "")


def stem_of(path: Path) -> str:
    """Give the name of a file without its ending."""
    return path.name[: len(path.name) - len(file_kind(path))]


def read_file(path: Path, findings: Findings) -> Raw:
    """Read a file that holds one table.

    Raises:
        DataError: If it cannot be read, or has no rows.
        MissingExtraError: If the part that reads its kind is not installed.
    """
    kind = file_kind(path)
    if kind in PARQUET:
        return _read_parquet(path)
    if kind in DATASETS:
        return _read_dataset(path, findings)
    return read_delimited(path, findings)


def read_workbook(path: Path) -> dict[str, Raw]:
    """Read the sheets of a workbook that have rows, every cell as text.

    Raises:
        MissingExtraError: If the part that reads workbooks is not installed.
        UnreadableFileError: If the file is damaged.
    """
    try:
        import fastexcel
    except ImportError as error:
        raise MissingExtraError.named("xlsx", purpose=f"reading {path.name}") from error
    try:
        book = fastexcel.read_excel(path)
        sheets = {name: book.load_sheet(name, dtypes="string").to_polars() for name in book.sheet_names}
    except fastexcel.FastExcelError as error:
        raise UnreadableFileError(f"{path.name} is damaged: {error}", hint="save the workbook again") from error
    return {
        name: Raw(numbered(frame), f"{path.name} [{name}]", decimal_comma=True)
        for name, frame in sheets.items()
        if frame.height
    }


def from_dataframe(frame: object, name: str) -> Raw:
    """Take a dataframe of any library: pandas, Polars, Arrow and what else narwhals knows.

    Raises:
        EmptyTableError: If it has no rows.
        TypeError: If it is no dataframe.
    """
    table = _as_polars(frame)
    if table.is_empty():
        raise EmptyTableError(f"{name} has no rows", hint="give at least one row")
    return Raw(numbered(table), name)


def _as_polars(frame: object) -> pl.DataFrame:
    if isinstance(frame, pl.DataFrame):
        return frame
    if isinstance(frame, pl.LazyFrame):
        return frame.collect()
    import narwhals as nw

    native: Any = nw.from_native(frame)
    eager = native.collect() if isinstance(native, nw.LazyFrame) else native
    return pl.DataFrame([_as_series(eager.get_column(name)) for name in eager.columns])


def _as_series(column: nw.Series[Any]) -> pl.Series:
    """Copy a column; one of mixed Python objects (numbers and `TSTM`) becomes text."""
    import narwhals as nw

    if column.dtype == nw.Object:
        cells = [None if _is_missing(cell) else str(cell) for cell in column.to_list()]
        return pl.Series(column.name, cells, dtype=pl.String)
    try:
        return column.to_polars()
    except ImportError:
        # Some libraries hand over through Arrow; without it plain Python values do.
        return pl.Series(column.name, column.to_list(), strict=False)


def _is_missing(cell: object) -> bool:
    """Tell whether a cell of mixed objects is empty: None, NaN or a library's own mark."""
    return cell is None or cell != cell or str(cell) == "<NA>"  # noqa: PLR0124 - only NaN differs from itself


def _read_parquet(path: Path) -> Raw:
    try:
        frame = pl.read_parquet(path, glob=False)
    except (pl.exceptions.PolarsError, OSError) as error:
        hint = "fetch or export the file again"
        raise UnreadableFileError(f"{path.name} is no whole Parquet file: {_first_line(error)}", hint=hint) from error
    if frame.is_empty():
        raise EmptyTableError(f"{path.name} has no rows", hint="give at least one row")
    return Raw(numbered(frame), path.name)


def _read_dataset(path: Path, findings: Findings) -> Raw:
    """Read a dataset as the text that a CSV file of it would have; its first row is row 1, for it has no header."""
    cells = as_text(read_dataset(path, findings).frame)
    if cells.is_empty():
        raise EmptyTableError(f"{path.name} has no rows", hint="give at least one row")
    rows = with_row_numbers(cells, first=1)
    return Raw(rows.filter(~pl.all_horizontal(pl.exclude("row").is_null())), path.name)


def _first_line(error: Exception) -> str:
    return str(error).partition("\n")[0]
