"""`ebbtide compare`: where readers differ, why, and what is written of it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import polars as pl

import ebbtide
from ebbtide.workflow import COMPARISONS
from tests.cli.support import make_study, prints_of, run

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

BUNDLED = ebbtide.examples.path("pharmaverse-recist")
# Both readers chose one liver lesion of 50 mm; R2 measures 2 mm less at week 6, and only that is a response.
TWO_READERS = """\
subject,reader,lesion,day,visit,role,organ,longest_mm
P-01,R1,T1,0,BASELINE,target,LIVER,50
P-01,R1,T1,42,WEEK 6,target,LIVER,36
P-01,R2,T1,0,BASELINE,target,LIVER,50
P-01,R2,T1,42,WEEK 6,target,LIVER,34
"""


def test_the_cause_of_a_discordance_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """SD by 36 mm and PR by 34 mm: the lesion is the same, the measurement differs, an adjudicator should see it."""
    study = make_study(tmp_path / "study", measurements=TWO_READERS)
    told = json.loads(run(capsys, "compare", study, "--json").out)
    [call] = [row for row in told["calls"] if row["kind"] == "readers"]
    assert (call["first_overall"], call["second_overall"], call["cause"]) == ("SD", "PR", "measurement")
    differ = {row["endpoint"] for row in told["discordances"] if row["discordant"]}
    assert differ == {"best_response", "response_date"}
    [case] = told["adjudications"]
    assert (case["subject"], case["visit"], case["cause"]) == ("P-01", "WEEK 6", "measurement")


def test_the_millimetres_that_would_flip_a_call(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """36 mm is a PR from 35 mm down, 1 mm less; 34 mm is SD again 1 mm and a micrometre above."""
    study = make_study(tmp_path / "study", measurements=TWO_READERS)
    told = json.loads(run(capsys, "compare", study, "--json").out)
    margins = {row["reader"]: row for row in told["margins"]}
    assert (margins["R1"]["down"], margins["R1"]["down_to"]) == (-1.0, "PR")
    assert (margins["R2"]["up"], margins["R2"]["up_to"]) == (1.001, "SD")
    shown = run(capsys, "compare", study).out
    assert "1 of 2 calls that rest on a sum would be another if the sum differed by 1 mm or less." in shown
    assert "2 of 2 calls that rest on a sum would be another if the sum differed by 2 mm or less." in shown


def test_the_triggers_are_those_of_the_study(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A charter that adjudicates progression alone sends nobody to the adjudicator here."""
    study = make_study(tmp_path / "study", measurements=TWO_READERS)
    options = ("-O", "adjudicate_best_response=false", "-O", "adjudicate_response_date=false")
    told = json.loads(run(capsys, "compare", study, *options, "--json").out)
    assert told["adjudications"] == []
    assert "For an adjudicator" not in run(capsys, "compare", study, *options).out


def test_all_reported_responses_are_reproduced(capsys: pytest.CaptureFixture[str]) -> None:
    """Of the bundled study every reader's 22 responses are those computed, with a kappa of 1."""
    told = json.loads(run(capsys, "compare", BUNDLED, "--json").out)
    overall = [row for row in told["agreement"] if (row["kind"], row["item"]) == ("reported", "overall")]
    assert [row["reader"] for row in overall] == ["INVESTIGATOR", "RADIOLOGIST 1", "RADIOLOGIST 2"]
    assert [(row["pairs"], row["agreeing"], row["kappa"]) for row in overall] == [(22, 22, 1.0)] * 3


def test_every_table_is_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A folder of all tables and the record of the run; it is not replaced unasked."""
    assert run(capsys, "compare", BUNDLED, "-o", tmp_path / "out").code == 0
    names = {path.name for path in (tmp_path / "out").iterdir()}
    assert names == {*(f"{name}.csv" for name in COMPARISONS), "findings.csv", "run.json"}
    assert len(pl.read_csv(tmp_path / "out" / "pairs.csv")) == 6
    before = prints_of(tmp_path / "out")
    assert run(capsys, "compare", BUNDLED, "-o", tmp_path / "out").code == 2
    assert prints_of(tmp_path / "out") == before
    assert run(capsys, "compare", BUNDLED, "-o", tmp_path / "out", "--format", "parquet", "--overwrite").code == 0
    assert not (tmp_path / "out" / "pairs.csv").exists()
    assert run(capsys, "compare", BUNDLED, "-o", tmp_path / "out", "--margins", "never", "--overwrite").code == 0
    assert not list((tmp_path / "out").glob("margins.*")), "a table of an earlier run is not left beside newer ones"


def test_one_reader_and_nothing_reported_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """There is nobody to compare with: the hint says what to add."""
    outcome = run(capsys, "compare", make_study(tmp_path / "study"))
    assert (outcome.code, outcome.out) == (2, "")
    assert "nothing to compare" in outcome.err
    assert "reader" in outcome.err


def test_readers_can_be_compared_by_what_they_reported(capsys: pytest.CaptureFixture[str]) -> None:
    """The pairs of readers are then those of the table of reported responses."""
    told = json.loads(run(capsys, "compare", BUNDLED, "--readers-by", "reported", "--json").out)
    assert {row["first_source"] for row in told["pairs"] if row["kind"] == "readers"} == {"reported"}


def test_margins_of_many_calls_are_left_out_and_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Above the limit `margins` is neither shown nor written, unless it is asked for."""
    study = make_study(tmp_path / "study", measurements=TWO_READERS)
    monkeypatch.setattr("ebbtide.workflow.readers.MOST_CALLS", 1)
    shown = run(capsys, "compare", study, "-o", tmp_path / "out").out
    assert "--margins always adds it" in shown
    assert "would be another" not in shown
    assert not (tmp_path / "out" / "margins.csv").exists()
    assert json.loads(run(capsys, "compare", study, "--json").out)["margins"] is None
    assert len(json.loads(run(capsys, "compare", study, "--margins", "always", "--json").out)["margins"]) == 2
    assert run(capsys, "compare", study, "-o", tmp_path / "all", "--margins", "always").code == 0
    assert (tmp_path / "all" / "margins.csv").exists()


def test_margins_that_are_not_wanted_are_not_spoken_of(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Who says never is not told what is left out."""
    study = make_study(tmp_path / "study", measurements=TWO_READERS)
    shown = run(capsys, "compare", study, "--margins", "never").out
    assert "--margins" not in shown
    assert "would be another" not in shown


def test_readers_who_share_no_subject_are_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Two readers of different subjects are two, and cannot be compared."""
    apart = TWO_READERS.replace("P-01,R2", "P-02,R2")
    outcome = run(capsys, "compare", make_study(tmp_path / "study", measurements=apart))
    assert outcome.code == 2
    assert "2 readers, and no subject that two of them have read" in outcome.err


def test_a_study_of_baselines_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Two baselines of one subject are no time point at which a call could differ."""
    first = "".join(line for line in TWO_READERS.splitlines(keepends=True) if "WEEK" not in line)
    outcome = run(capsys, "compare", make_study(tmp_path / "study", measurements=first))
    assert outcome.code == 2
    assert "no reader has a time point after baseline" in outcome.err


def test_ten_readers_are_shown_in_short(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Of 45 pairs the overall responses are shown, and how far all ten agree."""
    head, *rows = TWO_READERS.splitlines()
    more = [row.replace(",R1,", f",R{number},") for number in range(3, 11) for row in rows if ",R1," in row]
    study = make_study(tmp_path / "study", measurements="\n".join([head, *rows, *more]) + "\n")
    shown = run(capsys, "compare", study).out
    assert "All readers together" in shown
    assert "Of so many pairs only overall responses" in shown
    assert "R1, R10" in shown
    assert "target  " not in shown.split("All readers together")[0]
