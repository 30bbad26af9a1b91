"""Parquet, workbooks and dataframes."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

import narwhals
import pandas as pd  # type: ignore[import-untyped]  # shipped without types
import polars as pl
import pyarrow as pa
import pytest
import xlsxwriter

from ebbtide import formats
from ebbtide.errors import DataError, EmptyTableError, MissingExtraError, UnreadableFileError
from ebbtide.formats import read_study
from tests.formats.support import lesion, read_table, rules_of, tidy

if TYPE_CHECKING:
    from pathlib import Path

CELLS: dict[str, list[Any]] = {
    "subject": ["P1", "P1", "P1"],
    "lesion": ["T1", "T1", "T1"],
    "day": [0, 42, 84],
    "role": ["target"] * 3,
    "longest_mm": [24.5, 12.0, None],
    "state": [None, None, "TSTM"],
}
EXPECTED = [("P1", 0, "measured", 24_500), ("P1", 42, "measured", 12_000), ("P1", 84, "too_small", None)]


def readings(source: object) -> list[tuple[Any, ...]]:
    """The readings that came out, without oddities."""
    tidied = read_table(source)
    assert not tidied.findings
    return tidied.frame.select("subject", "day", "state", "longest_um").rows()


def workbook(path: Path, sheets: dict[str, list[list[Any]]]) -> Path:
    """Write a workbook."""
    with xlsxwriter.Workbook(path, {"default_date_format": "yyyy-mm-dd", "constant_memory": False}) as book:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for place, row in enumerate(rows):
                for column, cell in enumerate(row):
                    if isinstance(cell, date):
                        sheet.write_datetime(place, column, datetime(cell.year, cell.month, cell.day))  # noqa: DTZ001
                    elif cell is not None:
                        sheet.write(place, column, cell)
    return path


def rows_of(cells: dict[str, list[Any]]) -> list[list[Any]]:
    """Header and rows of a table."""
    return [list(cells), *[list(row) for row in zip(*cells.values(), strict=True)]]


def test_parquet_is_read(tmp_path: Path) -> None:
    """Typed columns give what text gives."""
    pl.DataFrame(CELLS).write_parquet(tmp_path / "measurements.parquet")
    assert readings(tmp_path) == EXPECTED
    assert readings(tmp_path / "measurements.parquet") == EXPECTED


@pytest.mark.parametrize(
    "dtypes",
    [
        {"longest_mm": pl.Float32},
        {"longest_mm": pl.Decimal(10, 2)},
        {"longest_mm": pl.String},
        {"role": pl.Categorical, "lesion": pl.Categorical, "subject": pl.Categorical, "state": pl.Categorical},
        {"role": pl.Enum(["target", "nontarget"]), "day": pl.UInt8},
        {"day": pl.Float64},
    ],
)
def test_any_type_that_holds_the_values_will_do(tmp_path: Path, dtypes: Any) -> None:  # noqa: ANN401 - types of Polars
    """Floats, decimals, text, categories and small integers are read alike."""
    pl.DataFrame(CELLS).cast(dtypes).write_parquet(tmp_path / "measurements.parquet")
    assert readings(tmp_path) == EXPECTED


def test_a_truncated_parquet_file_is_an_error(tmp_path: Path) -> None:
    """The error names the file and not the library's trouble alone."""
    path = tmp_path / "measurements.parquet"
    pl.DataFrame(CELLS).write_parquet(path)
    path.write_bytes(path.read_bytes()[:-40])
    with pytest.raises(UnreadableFileError, match=r"measurements.parquet is no whole Parquet file"):
        read_study(path)


def test_an_empty_parquet_file_is_an_error(tmp_path: Path) -> None:
    """A table needs rows."""
    pl.DataFrame(CELLS).clear().write_parquet(tmp_path / "measurements.parquet")
    with pytest.raises(EmptyTableError, match="no rows"):
        read_study(tmp_path)


def test_a_workbook_has_a_sheet_per_table(tmp_path: Path) -> None:
    """Numbers, words, dates and empty rows as people type them; other sheets are named and left alone."""
    rows = rows_of(CELLS | {"date": [date(2024, 1, 10), "2024-02-21", None]})
    rows.insert(2, [None] * 7)
    sheets: dict[str, list[list[Any]]] = {
        "Measurements": rows,
        "Subjects": [["Subject", "Reference date"], ["P1", date(2024, 1, 10)]],
        "Remarks": [["hello"], ["there"]],
        "Empty": [],
    }
    study = read_study(workbook(tmp_path / "trial.xlsx", sheets))
    frame = study.table("measurements")
    assert frame.select("subject", "day", "state", "longest_um").rows() == EXPECTED
    assert frame.get_column("date").to_list() == [date(2024, 1, 10), date(2024, 2, 21), date(2024, 4, 3)]
    assert frame.get_column("row").to_list() == [2, 4, 5]
    assert (study.name, rules_of(study)) == ("trial", {"READ03": 1})


def test_a_workbook_of_one_sheet_is_its_measurements(tmp_path: Path) -> None:
    """The name of a single sheet does not matter; alone in a folder it is the study."""
    path = workbook(tmp_path / "trial.xlsx", {"Sheet1": rows_of(CELLS)})
    assert readings(path) == EXPECTED
    assert readings(tmp_path) == EXPECTED


def test_a_damaged_workbook_is_an_error(tmp_path: Path) -> None:
    """A file that is no workbook says so."""
    path = tmp_path / "trial.xlsx"
    path.write_bytes(b"PK\x03\x04 no workbook")
    with pytest.raises(UnreadableFileError, match=r"trial.xlsx is damaged"):
        read_study(path)


def test_a_workbook_without_rows_is_an_error(tmp_path: Path) -> None:
    """Empty sheets are no tables."""
    with pytest.raises(EmptyTableError, match="has no sheet with rows"):
        read_study(workbook(tmp_path / "trial.xlsx", {"measurements": []}))


def test_workbooks_need_their_part(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the part that reads them is missing, the error names it."""
    monkeypatch.setitem(sys.modules, "fastexcel", None)
    with pytest.raises(MissingExtraError, match=r'reading trial.xlsx needs the optional part "xlsx"'):
        read_study(workbook(tmp_path / "trial.xlsx", {"measurements": rows_of(CELLS)}))


@pytest.mark.parametrize(
    "frame",
    [pl.DataFrame(CELLS), pl.LazyFrame(CELLS), pd.DataFrame(CELLS), pa.table(CELLS)],
    ids=["polars", "lazy", "pandas", "arrow"],
)
def test_any_dataframe_will_do(frame: object) -> None:
    """Frames of other libraries give the same readings, alone or named."""
    assert readings(frame) == EXPECTED
    assert readings({"measurements": frame}) == EXPECTED
    assert readings({"Lesions": frame}) == EXPECTED


def test_mixed_cells_of_other_libraries_are_text() -> None:
    """Numbers and words in one column, gaps as floats, and a library's own mark for nothing."""
    frame = pd.DataFrame(CELLS | {"longest_mm": [24.5, "12", "TSTM"], "state": [None, pd.NA, float("nan")]})
    assert readings(frame) == EXPECTED


def test_frames_come_in_without_arrow(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where a library cannot hand over a column, plain values do."""

    def no_arrow(_: object) -> None:
        raise ModuleNotFoundError

    monkeypatch.setattr(narwhals.Series, "to_polars", no_arrow)
    assert readings(pd.DataFrame(CELLS)) == EXPECTED


ODD: dict[str, pl.Series] = {
    "list": pl.Series([[1], [2], [3]]),
    "array": pl.Series([[1, 2]] * 3, dtype=pl.Array(pl.Int8, 2)),
    "struct": pl.Series([{"a": 1}] * 3),
    "boolean": pl.Series([True, False, None]),
    "date": pl.Series([date(2024, 1, 1)] * 3),
    "moment": pl.Series([datetime(2024, 1, 1, tzinfo=UTC)] * 3),
    "time": pl.Series([time(1)] * 3),
    "duration": pl.Series([timedelta(1)] * 3),
    "bytes": pl.Series([b"\xff\xfe", b"a", b"b"]),
    "nothing": pl.Series([None] * 3),
    "object": pl.Series([object()] * 3, dtype=pl.Object),
    "huge": pl.Series([1, 2**100, -(2**100)], dtype=pl.Int128),
    "unsigned": pl.Series([1, 2**63, 2], dtype=pl.UInt64),
    "wrapping": pl.Series([1, -(2**63), 2**62]),
    "infinite": pl.Series([float("nan"), float("inf"), -float("inf")]),
}


def refusal_of(frame: pl.DataFrame) -> DataError | None:
    """The error that reading a frame ends in, if it does."""
    try:
        read_study(frame)
    except DataError as error:
        return error
    return None


@pytest.mark.parametrize("odd", ODD)
@pytest.mark.parametrize("column", [*CELLS, "date", "visit", "organ", "nodal", "density_hu", "reader", "unit"])
def test_no_type_of_cell_breaks_the_reader(column: str, odd: str) -> None:
    """Whatever a column holds, it is read or refused with a problem and a hint."""
    error = refusal_of(pl.DataFrame(CELLS).with_columns(ODD[odd].alias(column)))
    assert error is None or (error.problem and error.hint)


def test_a_product_that_would_wrap_around_is_no_length() -> None:
    """Whole numbers beyond all bounds are refused, not folded into range."""
    frame = pl.DataFrame(CELLS).with_columns(longest_mm=pl.Series([20, 2**61, 2**62]))
    with pytest.raises(DataError, match=r"(?s)row 3.*10 m or more.*row 4.*10 m or more"):
        read_study(frame)


def test_small_studies_load_only_what_they_need(tmp_path: Path) -> None:
    """Reading text loads neither NumPy nor Arrow, no checker and no reader of workbooks."""
    pl.DataFrame(CELLS).write_csv(tmp_path / "measurements.csv")
    code = (
        "import sys; from ebbtide.formats import read_study; read_study(sys.argv[1]); "
        "print(*sorted({'numpy', 'pyarrow', 'dataframely', 'narwhals', 'fastexcel', 'pandas'} & set(sys.modules)))"
    )
    done = subprocess.run(  # noqa: S603 - our own code
        [sys.executable, "-c", code, str(tmp_path)], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == ""


def test_the_door_has_two_names() -> None:
    """Nothing else can be imported from it."""
    with pytest.raises(AttributeError, match="has no attribute 'read_trial'"):
        formats.read_trial  # noqa: B018 - the mistake under test


def test_what_is_no_dataframe_is_a_mistake() -> None:
    """A list is neither a path nor a frame."""
    with pytest.raises(TypeError):
        read_study([1, 2, 3])


def test_an_empty_frame_is_an_error() -> None:
    """Frames need rows as files do, and tables their names."""
    with pytest.raises(EmptyTableError, match="measurements has no rows"):
        read_study(pl.DataFrame(CELLS).clear())
    with pytest.raises(EmptyTableError, match="the mapping holds no table"):
        read_study({"something": pl.DataFrame(CELLS)})


def test_one_table_under_two_names_is_an_error() -> None:
    """Which one holds cannot be guessed."""
    frame = pl.DataFrame(CELLS)
    with pytest.raises(DataError, match="has the table measurements twice: measurements and lesions"):
        read_study({"measurements": frame, "lesions": frame})


def test_parts_of_a_large_table_keep_their_rows() -> None:
    """Read in parts, the rows are numbered through."""
    raw = lesion(longest_mm=["20", "21"])
    assert tidy(raw, first_row=1_000_002).column("row") == [1_000_002, 1_000_003]
