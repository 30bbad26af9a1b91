"""Datasets as files of a study, and as plain tables."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import TYPE_CHECKING

import polars as pl
import pytest

from ebbtide.errors import ConformanceError, EmptyTableError, UnreadableFileError
from ebbtide.formats import datasets
from ebbtide.formats.datasets import read_dataset, write_dataset
from ebbtide.formats.datasets.dataset import Variable
from ebbtide.formats.files import file_kind, read_file, stem_of
from ebbtide.study.findings import Findings
from tests.formats.datasets_made import SAMPLES, SMALL, one_column

if TYPE_CHECKING:
    from pathlib import Path

TEXT = {
    "USUBJID": ["S-1", "S-2"],
    "AVALC": ["PR", "Évaluée « mieux »"],
    "AVAL": ["62.5", "-0.1"],
    "ASEQ": ["1", "2"],
    "ADT": ["2024-02-29", "1959-12-31"],
    "ADTM": ["2024-02-29T23:59:59", "1960-01-01T00:00:00"],
    "ATM": ["09:30:00", "00:00:01"],
}


@pytest.mark.parametrize("ending", ["xpt", "json", "ndjson", "dsjc"])
def test_cells_are_the_text_that_csv_would_have(tmp_path: Path, ending: str) -> None:
    """Numbers without a needless point, dates as ISO 8601, rows from 1, and none for a row without anything."""
    path = tmp_path / f"ADRS.{ending}"
    write_dataset(SMALL, path)
    raw = read_file(path, Findings())
    assert (raw.file, raw.decimal_comma) == (path.name, False)
    assert raw.frame.drop("row").to_dict(as_series=False) == TEXT
    assert raw.frame.get_column("row").to_list() == [1, 2]


@pytest.mark.parametrize("name", ["dm", "ds", "adsl"])
def test_copies_in_every_format_are_the_same_raw_table(tmp_path: Path, name: str) -> None:
    """JSON, NDJSON, DSJC, XPT and CSV of one domain differ in the numbers of their rows alone."""
    dataset = read_dataset(SAMPLES / f"{name}.dsjc")
    write_dataset(dataset, tmp_path / f"{name}.csv")
    sources = [tmp_path / f"{name}.csv"]
    sources += [path for path in sorted(SAMPLES.iterdir()) if path.stem == name]
    assert len(sources) == (3 if name == "adsl" else 5)
    first, *others = [read_file(path, Findings()).frame for path in sources]
    for other in others:
        assert other.drop("row").equals(first.drop("row"))
        assert (other.get_column("row") + 1).equals(first.get_column("row"))


@pytest.mark.parametrize(
    ("number", "text"), [(12.0, "12"), (-0.5, "-0.5"), (1e20, "1e+20"), (1e-7, "1e-7"), (0.1, "0.1"), (None, None)]
)
def test_numbers_are_as_short_as_they_can_be(tmp_path: Path, number: float | None, text: str | None) -> None:
    """One number of a column does not lend its point to another."""
    dataset = one_column([0.25, number], "number")
    write_dataset(dataset, tmp_path / "d.csv")
    header, *lines = (tmp_path / "d.csv").read_text().splitlines()
    assert (header, lines) == ("X", ["0.25", text or '""']) or (text is None and lines[1:] in ([""], []))


def test_a_file_of_a_study_needs_rows(tmp_path: Path) -> None:
    """A dataset without rows is none of a study, as a CSV file with a header alone is not."""
    write_dataset(one_column([], "integer"), tmp_path / "D.json")
    with pytest.raises(EmptyTableError, match=r"D.json has no rows"):
        read_file(tmp_path / "D.json", Findings())


@pytest.mark.parametrize("kind", [".xpt", ".json", ".ndjson", ".dsjc", ".json.gz", ".ndjson.gz"])
def test_endings_are_known(tmp_path: Path, kind: str) -> None:
    """Upper case does as well, and what stands before the ending is the name."""
    path = tmp_path / f"Tr{kind.upper()}"
    assert (file_kind(path), stem_of(path)) == (kind, "Tr")


def test_parquet_keeps_types_and_csv_text(tmp_path: Path) -> None:
    """Parquet comes back typed, CSV as text; neither has labels, and the file gives the name."""
    for ending in ("parquet", "csv"):
        write_dataset(SMALL, tmp_path / f"adrs.{ending}")
    typed, text = (read_dataset(tmp_path / f"adrs.{ending}") for ending in ("parquet", "csv"))
    assert typed.frame.equals(SMALL.frame)
    assert [one.kind for one in typed.variables] == [one.kind for one in SMALL.variables]
    assert text.frame.to_dict(as_series=False) == TEXT
    assert text.variable("AVAL") == Variable("AVAL", "", "text")
    assert (typed.name, text.name, text.label) == ("ADRS", "ADRS", "")


def test_odd_types_of_parquet_become_those_of_variables(tmp_path: Path) -> None:
    """Small numbers are widened, other clocks set to microseconds, and what no variable holds becomes text."""
    frame = pl.DataFrame(
        {
            "small": pl.Series([1], dtype=pl.Int8),
            "single": pl.Series([0.5], dtype=pl.Float32),
            "clock": pl.Series([datetime(2024, 1, 1)], dtype=pl.Datetime("ns")),  # noqa: DTZ001 - no zone
            "word": pl.Series(["PR"], dtype=pl.Categorical),
            "flag": [True],
        }
    )
    frame.write_parquet(tmp_path / "d.parquet")
    dataset = read_dataset(tmp_path / "d.parquet")
    assert [one.kind for one in dataset.variables] == ["integer", "number", "datetime", "text", "text"]
    assert dataset.frame.row(0) == (1, 0.5, datetime(2024, 1, 1), "PR", "true")  # noqa: DTZ001 - no zone


def test_what_is_no_dataset_is_refused(tmp_path: Path) -> None:
    """Unknown endings, files that are not there and damaged ones are named."""
    with pytest.raises(UnreadableFileError, match=r"adrs.docx is of no kind that datasets are in"):
        read_dataset(tmp_path / "adrs.docx")
    with pytest.raises(UnreadableFileError, match=r"adrs.xpt cannot be read"):
        read_dataset(tmp_path / "adrs.xpt")
    (tmp_path / "adrs.parquet").write_bytes(b"PAR1")
    with pytest.raises(UnreadableFileError, match=r"adrs.parquet is no whole Parquet file"):
        read_dataset(tmp_path / "adrs.parquet")
    with pytest.raises(ConformanceError, match=r"adrs.docx has no ending that datasets are written with"):
        write_dataset(SMALL, tmp_path / "adrs.docx")
    with pytest.raises(OSError, match="No such file"):
        write_dataset(SMALL, tmp_path / "gone" / "adrs.xpt")


def test_a_date_and_a_time_outside_the_usual_are_text_as_they_are(tmp_path: Path) -> None:
    """The first and the last day of the calendar, and a thousandth of a second."""
    for kind, values in (("date", [date(1, 1, 1), date(9999, 12, 31)]), ("time", [time(0, 0, 0, 1_000)])):
        dataset = one_column(list(values), kind)  # type: ignore[arg-type]  # both are kinds
        write_dataset(dataset, tmp_path / "d.json")
        assert read_dataset(tmp_path / "d.json").frame.equals(dataset.frame)


def test_the_room_has_one_door() -> None:
    """Nothing else can be imported from it."""
    with pytest.raises(AttributeError, match="has no attribute 'read_sas'"):
        datasets.read_sas  # noqa: B018 - the mistake under test
