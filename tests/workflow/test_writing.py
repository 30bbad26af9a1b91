"""Tables as files: exact, in order, subjects whole."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ebbtide.errors import OutputError
from ebbtide.study import Finding
from ebbtide.workflow.writing import Form, Parts, cut_between_subjects, findings_table, write_table

if TYPE_CHECKING:
    from pathlib import Path


def rows_of(*subjects: str) -> pl.DataFrame:
    """Make a block with one row per name, in the order given."""
    return pl.DataFrame({"subject": list(subjects), "row": range(len(subjects))})


@pytest.mark.parametrize("form", ["csv", "parquet"])
def test_parts_hold_whole_subjects_in_order(tmp_path: Path, form: Form) -> None:
    """Each part holds the number asked for, the last what is left, wherever blocks begin and end."""
    parts = Parts(tmp_path / "responses", form, subjects_per_part=3)
    parts.add(rows_of("a", "a", "b"))
    parts.add(rows_of("c", "d", "d", "e", "f", "g", "h", "h"))
    parts.close()
    read = pl.read_csv if form == "csv" else pl.read_parquet
    assert [path.name for path in parts.written] == [f"part-0000{number}.{form}" for number in range(3)]
    assert ["".join(read(path)["subject"]) for path in parts.written] == ["aabc", "ddef", "ghh"]
    assert parts.rows == 11


def test_nothing_to_write_writes_nothing(tmp_path: Path) -> None:
    """A table that never came leaves no folder."""
    parts = Parts(tmp_path / "settled", "csv")
    parts.add(rows_of())
    parts.close()
    assert not (tmp_path / "settled").exists()


@given(sizes=st.lists(st.integers(1, 4), max_size=30), first=st.integers(1, 5), size=st.integers(1, 5))
def test_cutting_loses_nothing_and_splits_no_subject(sizes: list[int], first: int, size: int) -> None:
    """The pieces make the block again; the first holds at most ``first`` subjects, the others ``size``."""
    block = rows_of(*(f"{subject:03}" for subject, rows in enumerate(sizes) for _ in range(rows)))
    pieces = list(cut_between_subjects(block, size, first=first))
    assert [row for piece, _ in pieces for row in piece["row"]] == list(range(sum(sizes)))
    assert [piece["subject"].n_unique() for piece, _ in pieces] == [count for _, count in pieces]
    assert sum(count for _, count in pieces) == len(sizes)
    assert all(count <= (size if place else first) for place, (_, count) in enumerate(pieces))


def test_csv_shows_numbers_as_measured(tmp_path: Path) -> None:
    """48.26 mm is written so, though its binary difference is not; whole mm² keep their µm²."""
    table = pl.DataFrame({"change": [90.73 - 42.47, 1.5], "area": [0.000001, None]})
    write_table(table, tmp_path / "t.csv", "csv")
    assert (tmp_path / "t.csv").read_text().splitlines()[1:] == ["48.26,1e-6", "1.5,"]


def test_findings_become_a_table_with_their_place() -> None:
    """A finding without a row keeps the cell blank; the columns stand in one order."""
    found = findings_table(
        [
            Finding("READ01", "info", "a.csv", None, "study", None, "not read", "rename it"),
            Finding("READ13", "error", "a.csv", 7, "day", "P-01", "no day", ""),
        ]
    )
    assert found.row(1) == ("error", "READ13", "a.csv", 7, "day", "P-01", "no day", "")
    assert found["row"].to_list() == [None, 7]


def test_a_table_that_cannot_be_written_is_refused(tmp_path: Path) -> None:
    """The place is named."""
    with pytest.raises(OutputError, match=r"missing.*t\.csv"):
        write_table(rows_of("a"), tmp_path / "missing" / "t.csv", "csv")
