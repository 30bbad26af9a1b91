"""`ebbtide assess`: what is shown, what is written, and what is left alone."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import polars as pl
import pytest

import ebbtide
from tests.cli.support import make_study, prints_of, run, run_alone

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def study(tmp_path: Path) -> Path:
    """Give a study of two subjects."""
    return make_study(tmp_path / "my-trial")


def test_calls_are_shown_side_by_side(study: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """One row per time point, the sum in mm, a column per criterion, and a mark where they differ."""
    shown = run(capsys, "assess", study, "-c", "irecist,recist-1.1")
    assert shown.code == 0
    rows = [line.split() for line in shown.out.splitlines()]
    assert ["P-01", "42", "40.00", "≠", "▲", "PD", "△", "iUPD"] in rows
    assert ["84", "20.00", "▼", "(PR)", "▼", "iPR"] in rows
    assert ["P-02", "42", "34.00", "▼", "PR", "▼", "iPR"] in rows
    assert "The criteria differ at 1 of 3 time points." in shown.out


def test_without_a_folder_nothing_is_written(study: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither in the study nor in the working folder."""
    monkeypatch.chdir(study.parent)
    before = prints_of(study.parent)
    assert run_alone("assess", study, cwd=study.parent).code == 0
    assert prints_of(study.parent) == before


def test_a_folder_receives_all_results(study: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Responses, what hindsight settles, what follows, findings and the record; the study is as it was."""
    before = prints_of(study)
    folder = study.parent / "deep" / "results"
    shown = run(capsys, "assess", study, "-o", folder)
    assert shown.code == 0
    assert sorted(path.name for path in folder.iterdir()) == [
        "best_responses.csv",
        "endpoints.csv",
        "findings.csv",
        "patterns.csv",
        "responses.csv",
        "run.json",
        "settled.csv",
    ]
    files = "best_responses.csv, endpoints.csv, findings.csv, patterns.csv, responses.csv, settled.csv, run.json"
    assert shown.out.splitlines() == [
        f"{folder}: {files}",
        "30 responses for 2 subjects.",
    ]
    assert prints_of(study) == before


def test_responses_are_in_order_and_read_as_measured(study: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Subject, day, criterion; numbers without the dust of binary fractions; reasons as text."""
    run(capsys, "assess", study, "-c", "recist-1.1", "-o", study.parent / "results")
    table = pl.read_csv(study.parent / "results" / "responses.csv")
    assert table["overall_response"].to_list() == ["PD", "PR", "PR"]
    assert table["change_from_nadir_pct"].to_list()[:2] == [33.333333, -33.333333]
    assert table["explanation"][0].startswith("Day 42, RECIST 1.1: PD.")


def test_results_can_be_parquet_without_words(study: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The tables become Parquet files, the reasons stay codes."""
    folder = study.parent / "results"
    run(capsys, "assess", study, "-o", folder, "--format", "parquet", "--explanations", "never")
    table = pl.read_parquet(folder / "responses.parquet")
    assert len(table) == 30
    assert table["explanation"].null_count() == 30
    assert table["reasons"].null_count() == 0
    assert (folder / "settled.parquet").exists()


def test_the_record_says_what_was_read_how_it_was_judged_and_what_was_written(
    study: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Edition, files with fingerprints, criteria, every option, counts."""
    (study / "ebbtide.toml").write_text('[options]\nirc_confirm = "continued_growth"\n')
    folder = study.parent / "results"
    run(capsys, "assess", study, "-o", folder, "-c", "irecist", "-O", "early_variance_days=2")
    record = json.loads((folder / "run.json").read_text())
    assert record["ebbtide"] == ebbtide.__version__
    assert record["criteria"] == ["irecist"]
    assert record["options"]["irc_confirm"] == "continued_growth"
    assert record["options"]["early_variance_days"] == 2
    assert record["options"]["a4_nt"] == "change"
    assert {entry["file"]: entry["sha256"] for entry in record["inputs"]} == prints_of(study)
    written = prints_of(folder)
    del written["run.json"]
    assert {entry["file"]: entry["sha256"] for entry in record["outputs"]} == written
    assert record["counts"]["subjects"] == 2
    assert record["counts"]["timepoints"] == record["counts"]["responses"] == 3


def test_json_is_all_there_is_on_standard_output(study: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A program reads the calls, or the record where a folder is written, and nothing else."""
    shown = run(capsys, "assess", study, "-c", "recist-1.1", "--json")
    answer = json.loads(shown.out)
    assert [row["overall_response"] for row in answer["responses"]] == ["PD", "PR", "PR"]
    assert answer["criteria"] == ["recist-1.1"]
    written = run(capsys, "assess", study, "-o", study.parent / "results", "--json")
    assert json.loads(written.out) == json.loads((study.parent / "results" / "run.json").read_text())
    assert shown.err == written.err == ""


def test_earlier_results_are_kept_unless_asked(study: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A second run is refused with the way out; --overwrite replaces, whatever the format."""
    folder = study.parent / "results"
    run(capsys, "assess", study, "-o", folder)
    before = prints_of(folder)
    refused = run(capsys, "assess", study, "-o", folder, "--format", "parquet")
    assert refused.code == 2
    assert refused.err.splitlines() == [
        f"Problem: {folder} already holds results",
        "Hint: name another folder with -o, or add --overwrite to replace them",
    ]
    assert prints_of(folder) == before
    (folder / "notes.txt").write_text("mine")
    assert run(capsys, "assess", study, "-o", folder, "--format", "parquet", "--overwrite").code == 0
    tables = ["best_responses", "endpoints", "patterns", "responses", "settled"]
    names = {"findings.csv", "notes.txt", "run.json", *(f"{table}.parquet" for table in tables)}
    assert {path.name for path in folder.iterdir()} == names


def test_only_the_tables_asked_for_are_written(study: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """An unknown name is answered with the known ones, and nothing is written."""
    folder = study.parent / "results"
    refused = run(capsys, "assess", study, "-o", folder, "--tables", "responses,best")
    assert (refused.code, folder.exists()) == (2, False)
    assert "unknown table 'best'" in refused.err
    assert "best_responses, endpoints, patterns" in refused.err
    assert run(capsys, "assess", study, "-o", folder, "--tables", "responses,endpoints").code == 0
    assert {path.name for path in folder.iterdir()} == {"responses.csv", "endpoints.csv", "findings.csv", "run.json"}


def test_results_never_stand_among_the_tables_of_a_study(study: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The study's own folder is refused, with a folder inside it as the way out."""
    refused = run(capsys, "assess", study, "-o", study)
    assert refused.code == 2
    assert f"-o {study / 'results'}" in refused.err


def test_a_folder_that_cannot_be_written_is_refused(study: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A place under a file is no place."""
    refused = run(capsys, "assess", study, "-o", study / "measurements.csv" / "results")
    assert refused.code == 2
    assert refused.err.startswith(f"Problem: cannot write to {study / 'measurements.csv' / 'results'}: ")
    assert "Hint: name a folder that you may write to" in refused.err


def test_findings_are_summed_up_on_standard_error(study: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """How many of each kind, the gravest few with their place, and where the rest is."""
    lines = [f"P-03,T{i},0,BASELINE,target,20\nP-03,T{i},42,WEEK 6,target,\n" for i in range(7)]
    with (study / "measurements.csv").open("a") as table:
        table.write("".join(lines))
    folder = study.parent / "results"
    written = run(capsys, "assess", study, "-o", folder).err
    assert written.startswith("Noticed on reading: ")
    assert "measurements.csv, row " in written
    assert "(6 more like it)" in written
    assert f"All of them: {folder / 'findings.csv'}." in written
    assert "All of them: -o DIR writes them." in run(capsys, "assess", study).err
    assert len(pl.read_csv(folder / "findings.csv")) >= 7


def test_all_reported_responses_of_the_bundled_trial_are_reproduced(capsys: pytest.CaptureFixture[str]) -> None:
    """66 of 66, per reader, from the lesions."""
    shown = run(capsys, "assess", ebbtide.examples.path("pharmaverse-recist"), "-c", "recist-1.1")
    assert "66 of 66 reported recist-1.1 responses are reproduced." in shown.out


def test_a_large_table_is_thinned_to_where_the_criteria_differ(
    study: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """With more time points than a screen holds, the note says which are shown and how to get all."""
    monkeypatch.setattr("ebbtide.cli.assess.MOST_SHOWN", 2)
    shown = run(capsys, "assess", study, "-c", "recist-1.1,irecist").out
    assert "Shown: those where they differ. All are written with -o DIR." in shown
    assert "P-02" not in shown


def test_a_table_too_wide_is_shared_out(study: Path) -> None:
    """At 80 columns the criteria stand in several tables, each with subject and day, none cut off."""
    shown = run_alone("assess", study, COLUMNS="80", PYTHONIOENCODING="utf-8").out
    lines = shown.splitlines()
    assert max(len(line) for line in lines if "Subject" in line or "P-01" in line) <= 80
    assert sum(line.startswith("Subject") for line in lines) == 2
    assert "…" not in shown


def test_a_plain_terminal_gets_plain_signs(study: Path) -> None:
    """Where the encoding knows no triangles, ASCII says the same."""
    shown = run_alone("assess", study, "-c", "recist-1.1,irecist", PYTHONIOENCODING="ascii")
    assert shown.code == 0
    assert "! PD" in shown.out
    assert "? iUPD" in shown.out
    assert "<>" in shown.out


def test_no_color_means_no_color(study: Path) -> None:
    """Even where colour is forced on, NO_COLOR takes the colours away."""
    coloured = run_alone("assess", study, FORCE_COLOR="1", PYTHONIOENCODING="utf-8").out
    plain = run_alone("assess", study, FORCE_COLOR="1", NO_COLOR="1", PYTHONIOENCODING="utf-8").out
    assert "\x1b[1;31m" in coloured
    assert "\x1b[1;31m" not in plain


def test_results_to_write_need_a_folder(study: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Naming tables without -o is a slip that is answered, not ignored."""
    refused = run(capsys, "assess", study, "--tables", "endpoints")
    assert refused.code == 2
    assert "-o names no folder" in refused.err
