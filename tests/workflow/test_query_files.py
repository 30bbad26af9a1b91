"""Query lists as files: what is written can be read, and a workbook runs no formula."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import fastexcel
import polars as pl
import pytest

import ebbtide
from ebbtide.checks import CATALOGUE
from ebbtide.checks.check import QUERIES
from ebbtide.checks.life_cycle import tracked
from ebbtide.errors import DataError, MissingColumnError, OutputError, UnreadableFileError
from ebbtide.workflow.checking import CheckedStudy
from ebbtide.workflow.query_files import read_queries, write_queries

if TYPE_CHECKING:
    from pathlib import Path

HOSTILE = '=HYPERLINK("http://evil","P1")'


def checked(*subjects: str) -> CheckedStudy:
    """Make a checked study with one query for each subject."""
    rows = [
        {
            "subject": name,
            "day": 42,
            "check": "B01",
            "severity": "error",
            "message": "6 targets; 5 at most",
            "source": "R",
        }
        for name in subjects
    ]
    study = ebbtide.read_study(ebbtide.examples.path("gastric-car-t"))
    return CheckedStudy(study, ("recist-1.1",), CATALOGUE, tracked(pl.DataFrame(rows, schema=QUERIES)))


@pytest.mark.parametrize("form", ["xlsx", "csv", "json"])
@pytest.mark.parametrize("subjects", [("P1", "P2"), (HOSTILE, "001"), ()])
def test_what_is_written_is_read(tmp_path: Path, form: str, subjects: tuple[str, ...]) -> None:
    """Each kind of file gives the list back, numbers, blanks and odd names included."""
    written = checked(*subjects)
    write_queries(written, tmp_path / f"queries.{form}")
    assert read_queries(tmp_path / f"queries.{form}").equals(written.queries)


def test_a_workbook_holds_text_and_no_formula(tmp_path: Path) -> None:
    """A name that looks like a formula stands in its cell as it was given."""
    write_queries(checked(HOSTILE), tmp_path / "queries.xlsx")
    book = fastexcel.read_excel(tmp_path / "queries.xlsx")
    assert book.sheet_names == ["Queries", "By check", "Checks", "Noticed on reading"]
    assert book.load_sheet("Queries").to_polars()["subject"].to_list() == [HOSTILE]


def test_json_says_how_the_study_was_checked(tmp_path: Path) -> None:
    """The file names study, criteria, options and counts beside the queries."""
    write_queries(checked("P1"), tmp_path / "queries.json")
    told = json.loads((tmp_path / "queries.json").read_text("utf-8"))
    assert (told["criteria"], told["counts"]["error"], told["counts"]["new"]) == (["recist-1.1"], 1, 1)
    assert told["options"]["baseline_window_days"] == 28


def test_an_earlier_list_is_not_replaced_unasked(tmp_path: Path) -> None:
    """A file that is there stays as it is until --overwrite says otherwise."""
    path = tmp_path / "queries.csv"
    path.write_text("mine", "utf-8")
    with pytest.raises(OutputError, match="is there already"):
        write_queries(checked("P1"), path)
    assert path.read_text("utf-8") == "mine"
    write_queries(checked("P1"), path, overwrite=True)
    assert read_queries(path)["subject"].to_list() == ["P1"]


@pytest.mark.parametrize("name", ["queries.docx", "queries", "no folder/queries.csv"])
def test_a_place_that_cannot_hold_a_list_is_named(tmp_path: Path, name: str) -> None:
    """Another ending, or a folder that is not there, is an error with a hint; nothing is made."""
    with pytest.raises(OutputError) as caught:
        write_queries(checked("P1"), tmp_path / name)
    assert caught.value.hint
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("name", "content", "error"),
    [
        ("list.csv", "subject,message\nP1,odd\n", MissingColumnError),
        ("list.json", "{", UnreadableFileError),
        ("list.json", '{"queries": 7}', UnreadableFileError),
        ("list.json", '["queries"]', UnreadableFileError),
        ("list.txt", "", UnreadableFileError),
        ("list.xlsx", "no workbook", UnreadableFileError),
        (
            "list.csv",
            "query,subject,reader,lesion,visit,day,check,severity,message,source,status\nB01-1,P1,,,,1,B01,error,m,s,odd\n",
            UnreadableFileError,
        ),
    ],
)
def test_a_file_that_is_no_query_list_is_told(tmp_path: Path, name: str, content: str, error: type[DataError]) -> None:
    """A damaged file, another table and unknown words are each named, never a traceback."""
    path = tmp_path / name
    path.write_text(content, "utf-8")
    with pytest.raises(error) as caught:
        read_queries(path)
    assert name in str(caught.value)


def test_no_file_is_told(tmp_path: Path) -> None:
    """A list that is not there is named."""
    with pytest.raises(UnreadableFileError, match="no file"):
        read_queries(tmp_path / "gone.csv")
