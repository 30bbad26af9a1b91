"""P-LYRIC follows what LYRIC calls."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl
import pytest

import ebbtide
from ebbtide.evidence.pathway import pathway
from ebbtide.evidence.pathway.lymphoma import lymphoma_table
from ebbtide.workflow.evidencing import follow_pathway
from tests.golden.test_golden import FILES, TABLES, frame, load

if TYPE_CHECKING:
    from pathlib import Path

CASES = [file for file in FILES if file.parent.name == "lyric"]
STATES = {"IR(1)": {"IR1"}, "IR(2)": {"IR2"}, "IR(3)": {"IR3"}, "PD": {"PD"}, "CR": {"CLEAR"}, "PR": {"CLEAR"}}
STAYS = {"CLEAR", "IR1", "IR2", "IR3"}


def study_of(file: Path) -> ebbtide.Study:
    """Read the study of a golden case of LYRIC, with the options of the case."""
    case = load(file)
    tables = {name: frame(case[name]) for name in TABLES if case.get(name)}
    return ebbtide.read_study(tables, options=ebbtide.Options(**case.get("options", {})))


@pytest.mark.parametrize("file", CASES, ids=lambda file: file.stem)
def test_the_machine_stands_where_the_criterion_does(file: Path) -> None:
    """After each scan of every golden case, the state is that of the call; stable disease leaves it where it was."""
    study = study_of(file)
    assessment = ebbtide.assess(study, criteria=["irecist", "lyric"], explanations=False)
    steps = pathway(study, assessment.courses, lymphoma=lymphoma_table(assessment.calls))
    steps = steps.filter(pl.col("machine") == "P-LYRIC")
    calls = assessment.responses.filter(pl.col("criterion") == "lyric").select("day", "overall_response")
    assert steps.height > 0
    for day, word in calls.rows():
        stands = steps.filter(pl.col("day") <= day)["state"][-1]
        assert stands in STATES.get(word, STAYS), (day, word, stands)


def test_a_study_of_lymphomas_is_followed_by_itself(tmp_path: Path) -> None:
    """`ebbtide pathway` runs P-LYRIC for a lymphoma, and not for the carcinoma beside it."""
    case = load(next(file for file in CASES if file.stem == "sum-half-larger-on-day-42"))
    rows = frame(case["measurements"])
    for subject, name in (("S1", "lymphoma"), ("S2", "carcinoma")):
        rows.with_columns(subject=pl.lit(subject)).write_csv(tmp_path / f"{name}.csv")
    pl.concat([pl.read_csv(file) for file in sorted(tmp_path.glob("*.csv"))]).write_csv(tmp_path / "measurements.csv")
    for file in ("lymphoma.csv", "carcinoma.csv"):
        (tmp_path / file).unlink()
    subjects = pl.DataFrame({"subject": ["S1", "S2"], "tumor_type": ["Hodgkin lymphoma", "gastric cancer"]})
    subjects.write_csv(tmp_path / "subjects.csv")
    steps = follow_pathway(tmp_path).steps.filter(pl.col("machine") == "P-LYRIC")
    assert set(steps["subject"]) == {"S1"}
    assert steps["state"][-1] == "IR1"
