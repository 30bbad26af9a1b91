"""From files to files: whole studies, small and large."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import polars as pl
import pytest

import ebbtide
from ebbtide.errors import CriteriaError, OutputError
from ebbtide.workflow import opening
from ebbtide.workflow.assessing import Order, assess_study, judge_study

if TYPE_CHECKING:
    from pathlib import Path

CRITERIA = ("recist-1.1", "irecist", "imrecist")


@pytest.fixture
def table(tmp_path: Path) -> Path:
    """Give a Parquet table of five subjects with three time points each."""
    rows = [
        {"subject": f"P-{subject}", "lesion": "T1", "day": day, "role": "target", "longest_mm": float(length)}
        for subject in range(5)
        for day, length in ((0, 30), (42, 40 + subject), (84, 20 + 6 * subject))
    ]
    path = tmp_path / "study" / "measurements.parquet"
    path.parent.mkdir()
    pl.DataFrame(rows).write_parquet(path)
    return path


@pytest.fixture
def _everything_is_large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opening, "LARGE", 0)


def parts_of(folder: Path) -> pl.DataFrame:
    """Read the parts of a table, in order."""
    return pl.concat([pl.read_parquet(path) for path in sorted(folder.iterdir())])


@pytest.mark.usefixtures("_everything_is_large")
@pytest.mark.parametrize("whole_folder", [True, False])
def test_a_large_table_gives_the_same_calls_in_parts(table: Path, tmp_path: Path, *, whole_folder: bool) -> None:
    """Judged in blocks or at once, from the file or its folder, a study comes out the same."""
    order = Order(criteria=CRITERIA)
    seen: list[tuple[int, int]] = []
    source = table.parent if whole_folder else table
    run = assess_study(source, tmp_path / "results", order, progress=lambda done, total: seen.append((done, total)))
    at_once = ebbtide.assess(ebbtide.read_study(table), criteria=CRITERIA, explanations=False)
    parts = parts_of(tmp_path / "results" / "responses")
    shared = [name for name in parts.columns if name != "explanation"]
    assert parts.select(shared).rows() == at_once.responses.select(shared).rows()
    settled = parts_of(tmp_path / "results" / "settled")
    assert sorted(settled.rows(), key=str) == sorted(at_once.settled.rows(), key=str)
    assert seen[-1] == (15, 15)
    assert run.assessment is None
    assert run.record["counts"]["subjects"] == 5
    assert run.record["counts"]["responses"] == len(parts) == 30
    tables = ("responses", "settled", "best_responses", "endpoints", "patterns")
    assert {output["file"] for output in run.record["outputs"]} == {
        "findings.csv",
        *(f"{name}/part-00000.parquet" for name in tables),
    }
    assert run.record["counts"]["best_responses"] == len(at_once.best_responses())
    assert parts_of(tmp_path / "results" / "endpoints").height == len(at_once.endpoints())
    assert parts_of(tmp_path / "results" / "patterns").height == len(at_once.patterns())


@pytest.mark.usefixtures("_everything_is_large")
def test_a_large_table_heeds_the_options_beside_it(table: Path, tmp_path: Path) -> None:
    """What ebbtide.toml pins and what the command adds both stand in the record."""
    (table.parent / "ebbtide.toml").write_text("[options]\nearly_variance_days = 2\n")
    order = Order(criteria=CRITERIA, options={"a4_nt": "table2"}, form="csv")
    record = assess_study(table, tmp_path / "results", order).record
    assert (record["options"]["early_variance_days"], record["options"]["a4_nt"]) == (2, "table2")
    assert {entry["file"] for entry in record["inputs"]} == {"measurements.parquet", "ebbtide.toml"}
    assert (tmp_path / "results" / "responses" / "part-00000.csv").exists()


@pytest.mark.usefixtures("_everything_is_large")
def test_a_large_table_is_not_shown(table: Path) -> None:
    """It has to be written, and the hint says how."""
    with pytest.raises(OutputError, match="too large to be shown") as caught:
        judge_study(table, Order())
    assert "-o" in caught.value.hint


@pytest.mark.usefixtures("_everything_is_large")
def test_a_failure_in_the_middle_of_a_large_table_leaves_nothing(
    table: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither parts nor temporary files stay."""

    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("ebbtide.workflow.writing.write_table", stop)
    with pytest.raises(KeyboardInterrupt):
        assess_study(table, tmp_path / "results", Order(criteria=CRITERIA))
    assert sorted(path.name for path in tmp_path.iterdir()) == ["study"]


def test_a_table_with_company_is_read_whole(table: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where other tables stand beside the measurements, their dates and time points count too."""
    monkeypatch.setattr(opening, "LARGE", 0)
    assert opening.is_large(table.parent)
    (table.parent / "subjects.csv").write_text("subject\nP-0\n")
    assert not opening.is_large(table.parent)


def test_a_slip_in_the_order_is_found_before_anything_is_read(tmp_path: Path) -> None:
    """An unknown criterion or option is refused although the study does not exist."""
    for order in (Order(criteria=["recist"]), Order(options={"a4": "table2"})):
        with pytest.raises(CriteriaError, match="unknown"):
            assess_study(tmp_path / "nowhere", tmp_path / "results", order)


def test_the_record_is_whole_json(table: Path, tmp_path: Path) -> None:
    """What is on disk is what the caller gets."""
    run = assess_study(table, tmp_path / "results", Order(criteria=["choi"]))
    assert json.loads((tmp_path / "results" / "run.json").read_text(encoding="utf-8")) == run.record
    assert run.assessment is not None
    assert len(run.assessment.responses) == 10
