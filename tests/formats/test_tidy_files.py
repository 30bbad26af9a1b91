"""Tidy tables written as files: reading them gives the tables again."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import ebbtide
from ebbtide.formats import read_study
from ebbtide.formats.tidy_files import as_file
from ebbtide.study.columns import TABLES

if TYPE_CHECKING:
    from pathlib import Path

    from ebbtide.study import Study


def read_again(study: Study, folder: Path) -> Study:
    """Write the tables of a study as files, and read those."""
    folder.mkdir()
    for name, table in study.tables.items():
        as_file(name, table).write_csv(folder / f"{name}.csv")
    return read_study(folder)


@pytest.mark.parametrize("example", ["gastric-car-t", "pharmaverse-recist", "atezolizumab"])
def test_an_example_is_the_same_after_writing(tmp_path: Path, example: str) -> None:
    """Every table, SDTM's too, comes back cell by cell, but for the number of its row."""
    study = read_study(ebbtide.examples.path(example))
    again = read_again(study, tmp_path / "written")
    assert list(again.tables) == list(study.tables)
    for name, table in study.tables.items():
        assert again.table(name).drop("row").equals(table.drop("row")), name


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.integers(0, 9_999_999), st.integers(-1_000_000, 3_000_000)), min_size=1, max_size=8))
def test_lengths_and_densities_keep_every_micrometre(
    tmp_path_factory: pytest.TempPathFactory, sizes: list[tuple[int, int]]
) -> None:
    """Whole micrometres and thousandths of an HU, below zero too, come back as they were."""
    lesions = pl.DataFrame(
        {
            "subject": ["P1"] * len(sizes),
            "lesion": [f"T{place}" for place in range(len(sizes))],
            "day": [0] * len(sizes),
            "role": ["target"] * len(sizes),
            "longest_um": [length for length, _ in sizes],
            "density_mhu": [density for _, density in sizes],
        }
    )
    study = read_study(lesions)
    again = read_again(study, tmp_path_factory.mktemp("sizes") / "written")
    columns = ("lesion", "longest_um", "density_mhu")
    assert again.table("measurements").select(columns).equals(study.table("measurements").select(columns))


def test_columns_that_hold_nothing_are_left_out() -> None:
    """A file has the columns it needs and those that say something."""
    study = read_study(
        pl.DataFrame({"subject": ["P1"], "lesion": ["T1"], "day": [0], "role": ["target"], "ld": [12.5]})
    )
    written = as_file("measurements", study.table("measurements"))
    assert {"subject", "lesion", "role", "longest_mm"} <= set(written.columns)
    assert "perpendicular_mm" not in written.columns
    assert written["longest_mm"].to_list() == ["12.5"]


def test_every_table_can_be_written() -> None:
    """A table without rows has the columns a file cannot do without."""
    for name, table in TABLES.items():
        written = as_file(name, pl.DataFrame(schema=table.schema))
        assert [column.written for column in table.required] == written.columns
