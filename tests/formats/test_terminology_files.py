"""Packages of terminology as the NCI publishes them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from ebbtide.errors import DataError, MissingColumnError, UnreadableFileError
from ebbtide.formats.terminology import read_terminology

if TYPE_CHECKING:
    from pathlib import Path

HEADER = (
    "Code",
    "Codelist Code",
    "Codelist Extensible (Yes/No)",
    "Codelist Name",
    "CDISC Submission Value",
    "CDISC Synonym(s)",
    "CDISC Definition",
    "NCI Preferred Term",
)
ROWS = (
    ("C96785", "", "Yes", "Oncology Response Assessment Result", "ONCRSR", "", "Words.", "CDISC Response"),
    (
        "C62222",
        "C96785",
        "",
        "Oncology Response Assessment Result",
        "NE",
        "Not Evaluable; NA",
        'A "why".',
        "Unevaluable",
    ),
    ("C999999", "C96785", "", "Oncology Response Assessment Result", "imCR", "", '"New" term', "Immune CR"),
    ("C66742", "", "No", "No Yes Response", "NY", "", "Words.", "CDISC Yes"),
    ("C49488", "C66742", "", "No Yes Response", "Y", "Yes", "Affirmed.", "Yes"),
)


def published(folder: Path, name: str = "SDTM Terminology 2026-03-27.txt", *, encoding: str = "utf-8") -> Path:
    """Write a small package as the NCI does, separated by tabs."""
    path = folder / name
    path.write_bytes("".join("\t".join(row) + "\r\n" for row in (HEADER, *ROWS)).encode(encoding))
    return path


def test_a_package_is_read_with_its_date_lists_and_terms(tmp_path: Path) -> None:
    """The date is that of the file's name; synonyms are split; quotation marks are letters."""
    package = read_terminology(published(tmp_path))
    assert package.package == "2026-03-27"
    assert sorted(package.codelists) == ["NY", "ONCRSR"]
    assert package.codelists["ONCRSR"].extensible
    assert not package.codelists["NY"].extensible
    assert package.codelists["ONCRSR"].terms["NE"].synonyms == ("Not Evaluable", "NA")
    assert package.codelists["NY"].whole


def test_a_newer_package_may_own_what_was_a_sponsor_term(tmp_path: Path) -> None:
    """A word that a later package has taken up has its code."""
    assert read_terminology(published(tmp_path)).code("ONCRSR", "imCR") == "C999999"


def test_a_csv_is_read_too_and_may_tell_its_date_in_a_column(tmp_path: Path) -> None:
    """The CSV of CDISC has one column more, with the standard and its date."""
    path = tmp_path / "ct.csv"
    rows = [(*HEADER, "Standard and Date"), *((*row, "SDTM CT 2025-09-26") for row in ROWS)]
    quoted = ("".join(f'"{cell.replace(chr(34), chr(34) * 2)}",' for cell in row)[:-1] for row in rows)
    path.write_text("\n".join(quoted), encoding="utf-8")
    package = read_terminology(path)
    assert package.package == "2025-09-26"
    assert package.codelists["ONCRSR"].terms["NE"].preferred == "Unevaluable"


def test_a_date_that_is_given_wins(tmp_path: Path) -> None:
    """The caller knows the package better than the name of a file."""
    assert read_terminology(published(tmp_path), package="2025-03-28").package == "2025-03-28"


def test_a_package_without_a_date_is_refused(tmp_path: Path) -> None:
    """A Define-XML names the package by its date, so there is none without."""
    with pytest.raises(DataError, match="does not tell the date") as caught:
        read_terminology(published(tmp_path, "SDTM Terminology.txt"))
    assert "package=" in caught.value.hint


def test_a_table_without_the_columns_is_refused(tmp_path: Path) -> None:
    """The columns that are gone are named as the NCI names them."""
    path = tmp_path / "2026-03-27.csv"
    path.write_text("Code,CDISC Submission Value\nC1,X\n")
    with pytest.raises(MissingColumnError, match=r"lacks the columns Codelist Code, Codelist Extensible \(Yes/No\)"):
        read_terminology(path)


def test_a_table_without_lists_is_refused(tmp_path: Path) -> None:
    """Terms whose list is nowhere make no package."""
    path = tmp_path / "2026-03-27.txt"
    path.write_text("\n".join("\t".join(row) for row in (HEADER, ROWS[1])))
    with pytest.raises(DataError, match="no code list with terms"):
        read_terminology(path)


def test_a_file_that_is_gone_is_refused(tmp_path: Path) -> None:
    """The error names the file."""
    with pytest.raises(UnreadableFileError, match=r"none\.txt cannot be read"):
        read_terminology(tmp_path / "none.txt")


def test_an_old_encoding_is_read(tmp_path: Path) -> None:
    """Files of earlier years are in the encoding of Windows."""
    path = published(tmp_path)
    path.write_bytes(path.read_bytes().replace(b"Words.", "Waldenström".encode("cp1252")))
    assert read_terminology(path).owns("NY", "Y")


def test_an_empty_file_is_refused(tmp_path: Path) -> None:
    """Nothing in it is a damaged file, not a traceback."""
    path = tmp_path / "2026-03-27.txt"
    path.touch()
    with pytest.raises(UnreadableFileError, match="damaged"):
        read_terminology(path)
