"""Text files: encodings, delimiters, damaged and ragged files."""

from __future__ import annotations

import gzip
from typing import TYPE_CHECKING

import pytest

from ebbtide.errors import DataError, EmptyTableError, UnreadableFileError
from ebbtide.formats import read_study
from tests.formats.support import Tidied, csv_of, read_table

if TYPE_CHECKING:
    from pathlib import Path

HEADER = "subject,lesion,day,role,organ,longest_mm"
TEXT = csv_of([HEADER, "Pé1,T1,0,target,foie,24.5", "Pé1,T1,42,target,foie,12"])


def written(place: Path, content: bytes | str, name: str = "measurements.csv") -> Path:
    """Write one file as it is."""
    path = place / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def is_right(tidied: Tidied) -> bool:
    """Tell whether the usual readings came out."""
    return tidied.column("subject") == ["Pé1", "Pé1"] and tidied.column("longest_um") == [24_500, 12_000]


@pytest.mark.parametrize(
    ("encoding", "named"),
    [
        ("utf-8", None),
        ("utf-8-sig", None),
        ("utf-16", "utf-16"),
        ("utf-16-le", "utf-16-le"),
        ("utf-16-be", "utf-16-be"),
        ("utf-32", "utf-32"),
        ("latin-1", "cp1252"),
        ("cp1252", "cp1252"),
    ],
)
def test_other_encodings_are_read_and_noted(tmp_path: Path, encoding: str, named: str | None) -> None:
    """Names come out right whatever the bytes; a file that is not UTF-8 is a finding."""
    tidied = read_table(written(tmp_path, TEXT.encode(encoding)))
    assert is_right(tidied)
    assert [finding.problem for finding in tidied.findings] == ([f"the file is read as {named}"] if named else [])


def test_bytes_that_no_code_page_knows_are_latin(tmp_path: Path) -> None:
    """The last resort reads every byte."""
    content = TEXT.encode("latin-1").replace(b"foie", b"\x81")
    assert read_table(written(tmp_path, content)).findings[0].problem == "the file is read as latin-1"


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_delimiters_are_found_out(tmp_path: Path, delimiter: str) -> None:
    """Commas, semicolons, tabs and bars."""
    assert is_right(read_table(written(tmp_path, TEXT.replace(",", delimiter))))


def test_semicolons_go_with_decimal_commas(tmp_path: Path) -> None:
    """In a file without comma columns, a comma in a number is a decimal comma, even before three digits."""
    text = TEXT.replace(",", ";").replace("24.5", "24,500").replace(";12\n", ";12,0\n")
    tidied = read_table(written(tmp_path, text))
    assert is_right(tidied)
    assert tidied.rules == {"READ06": 1}


@pytest.mark.parametrize("ending", ["\r\n", "\r", "\n"])
def test_line_ends_do_not_matter(tmp_path: Path, ending: str) -> None:
    """Windows, old Macintosh, and the rest."""
    assert is_right(read_table(written(tmp_path, TEXT.replace("\n", ending))))


def test_a_file_may_be_compressed(tmp_path: Path) -> None:
    """A gzip file is read as what is in it."""
    assert is_right(read_table(written(tmp_path, gzip.compress(TEXT.encode(), mtime=0), "measurements.csv.gz")))


def test_rows_are_numbered_as_in_a_spreadsheet(tmp_path: Path) -> None:
    """Blank lines count and are no rows; a cell may span lines."""
    lines = [HEADER, "P1,T1,0,target,liver,24", "", ",,,,,", 'P1,T1,42,target,"left', 'lobe",12']
    tidied = read_table(written(tmp_path, csv_of(lines)))
    assert tidied.column("row") == [2, 5]
    assert tidied.column("organ") == ["liver", "left\nlobe"]


def test_blank_cells_beyond_the_header_do_no_harm(tmp_path: Path) -> None:
    """Spreadsheets leave trailing delimiters."""
    assert is_right(read_table(written(tmp_path, TEXT.replace("\n", ",\n"))))
    assert is_right(read_table(written(tmp_path, TEXT.replace("24.5\n", "24.5,,\n"))))


def test_a_cell_without_a_header_is_noted(tmp_path: Path) -> None:
    """What stands in a column without a name is not read, and said so."""
    tidied = read_table(written(tmp_path, TEXT.replace("\n", ",x\n").replace("_mm,x", "_mm,")))
    assert is_right(tidied)
    assert tidied.rules == {"READ01": 1}


@pytest.mark.parametrize(
    ("content", "error", "problem"),
    [
        (b"", EmptyTableError, "measurements.csv is empty"),
        (b"\n\n  \n", EmptyTableError, "measurements.csv is empty"),
        (HEADER.encode(), EmptyTableError, "measurements.csv has a header and no rows"),
        ((HEADER + "\n,,,,,\n").encode(), EmptyTableError, "measurements.csv has a header and no rows"),
        (
            TEXT.encode()[:80] + b"\x00" + TEXT.encode()[80:],
            UnreadableFileError,
            "row 3: there is a NUL byte",
        ),
        (b"\xff\xfe" + TEXT.encode("utf-16-le")[:-1], UnreadableFileError, "measurements.csv is not text in utf-16"),
        (gzip.compress(TEXT.encode(), mtime=0)[:-12], UnreadableFileError, "measurements.csv is damaged"),
        (gzip.compress(TEXT.encode(), mtime=0)[:30] + b"!" * 40, UnreadableFileError, "measurements.csv is damaged"),
        (TEXT.replace(",24.5", "").encode(), UnreadableFileError, "has 6 columns, but row 2 has 5 cells"),
        (
            TEXT.replace("foie,12", "foie, gras,12").encode(),
            UnreadableFileError,
            "has 6 columns, but row 3 has 7 cells",
        ),
        (TEXT.replace("foie,12", '"foie,12').encode(), UnreadableFileError, "measurements.csv is damaged"),
        (TEXT.replace("organ", "role").encode(), DataError, "has more than one column called role"),
    ],
    ids=[
        *("no bytes", "blank lines", "a header", "blank rows", "a NUL byte", "half of UTF-16", "cut gzip", "bad gzip"),
        *("a short row", "a long row", "an open quotation", "twin headers"),
    ],
)
def test_a_damaged_file_is_an_error_that_names_it(
    tmp_path: Path, content: bytes, error: type[DataError], problem: str
) -> None:
    """No traceback of a library, but the file, the row and the mend."""
    with pytest.raises(error) as caught:
        read_study(written(tmp_path, content))
    assert problem in caught.value.problem
    assert caught.value.hint


def test_a_quotation_mark_inside_a_cell_is_a_character(tmp_path: Path) -> None:
    """Inches and nicknames do no harm, and blank lines are still counted."""
    tidied = read_table(written(tmp_path, csv_of([HEADER, 'P1,T1,0,target,5" mass,24', "", "P1,T1,42,target,,12"])))
    assert tidied.column("organ") == ['5" mass', '5" mass']
    assert tidied.column("row") == [2, 4]


def test_a_file_that_the_system_withholds_is_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The trouble is named, without a traceback."""
    path = written(tmp_path, TEXT)

    def withheld(_: Path) -> bytes:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(type(path), "read_bytes", withheld)
    with pytest.raises(UnreadableFileError, match=r"measurements.csv cannot be read: .*Permission denied"):
        read_study(path)


def test_many_ragged_rows_are_counted(tmp_path: Path) -> None:
    """Ten are named, the others counted."""
    with pytest.raises(UnreadableFileError, match="and 5 more"):
        read_study(written(tmp_path, csv_of([HEADER, *["P1,T1"] * 15])))


def test_a_folder_in_place_of_a_file_is_an_error(tmp_path: Path) -> None:
    """What cannot be opened is named."""
    (tmp_path / "measurements.csv").mkdir()
    with pytest.raises(EmptyTableError, match="holds no table of a study"):
        read_study(tmp_path)


def test_the_file_is_left_as_it_was(tmp_path: Path) -> None:
    """Reading writes nothing."""
    path = written(tmp_path, TEXT)
    before = (path.read_bytes(), path.stat().st_mtime_ns, sorted(tmp_path.iterdir()))
    read_study(tmp_path)
    assert (path.read_bytes(), path.stat().st_mtime_ns, sorted(tmp_path.iterdir())) == before
