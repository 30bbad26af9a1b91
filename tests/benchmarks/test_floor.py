"""The floor sums what it says and writes the table that was written."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl
import pytest

from benchmarks.floor import fingerprint_of, grouped_sum, rewrite, table_parts
from benchmarks.trajectories import measurements, write_study

if TYPE_CHECKING:
    from pathlib import Path

CRITERIA = pl.Series(["who", "recist-1.1", "irecist"], dtype=pl.Categorical)
CALLS = pl.Series(["CR", "PR", "SD", "PD"], dtype=pl.Categorical)


def stand_in() -> pl.DataFrame:
    """Make a table of the shape of the responses: three criteria for each of 60 time points."""
    rows = pl.int_range(180, eager=True)
    return pl.DataFrame({
        "subject": (rows // 30).cast(pl.String),
        "day": rows // 3 % 10 * 42,
        "criterion": CRITERIA.gather(rows % 3),
        "target_response": CALLS.gather(rows % 4),
        "overall_response": CALLS.gather(rows % 4),
        "burden": rows / 10,
    })  # fmt: skip


def test_the_sum_is_that_of_the_targets(tmp_path: Path) -> None:
    """The grouped sum adds the targets' lengths of a subject's day, and comes sorted from a shuffled file."""
    write_study(tmp_path / "measurements.parquet", 20, order="shuffled")
    sums = grouped_sum(tmp_path / "measurements.parquet")
    targets = measurements(20).filter(role="target")
    expected = targets.group_by("subject", "day", maintain_order=True).agg(pl.col("longest_mm").sum().round(6))

    assert sums.with_columns(pl.col("longest_mm").round(6)).equals(expected)


def test_the_same_files_are_written_again(tmp_path: Path) -> None:
    """The copy has the parts, the rows, their order, the compression and the groups of the original."""
    results, scratch = tmp_path / "results", tmp_path / "scratch"
    (results / "responses").mkdir(parents=True)
    scratch.mkdir()
    for number, part in enumerate(stand_in().iter_slices(90)):
        part.write_parquet(results / "responses" / f"part-{number}.parquet", compression="lz4", row_group_size=30)

    written = rewrite(results, scratch)

    assert pl.read_parquet(scratch).equals(stand_in())
    assert (written["rows"], written["parts"]) == (180, 2)
    assert written["bytes_again"] == written["bytes"]


def test_only_responses_count(tmp_path: Path) -> None:
    """Other tables that an assessment writes are no part of the floor."""
    for name in ("responses.parquet", "settled.parquet", "best_responses.parquet"):
        stand_in().write_parquet(tmp_path / name)

    assert table_parts(tmp_path) == [tmp_path / "responses.parquet"]


def test_an_empty_folder_is_refused(tmp_path: Path) -> None:
    """Where no responses were written there is no floor, and it says so."""
    with pytest.raises(FileNotFoundError, match="no responses"):
        table_parts(tmp_path)


def test_fingerprints_tell_calls_apart(tmp_path: Path) -> None:
    """One changed call changes the fingerprint; how the rows are laid out in files does not."""
    table = stand_in()
    changed = table.with_columns(
        overall_response=pl.when(pl.int_range(pl.len()) == 17)  # an SD or PD becomes CR
        .then(pl.lit("CR"))
        .otherwise(pl.col("overall_response").cast(pl.String))
    )
    for name, frame in {"one": table, "two": changed, "three": table.reverse()}.items():
        (tmp_path / name / "responses").mkdir(parents=True)
        for number, part in enumerate(frame.iter_slices(50)):
            part.write_parquet(tmp_path / name / "responses" / f"{number}.parquet")

    assert fingerprint_of(tmp_path / "one") == fingerprint_of(tmp_path / "three")
    assert fingerprint_of(tmp_path / "one") != fingerprint_of(tmp_path / "two")
