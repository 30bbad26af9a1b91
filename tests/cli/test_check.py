"""`ebbtide check`: queries on the screen and in files, followed from run to run."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING

import pytest

import ebbtide
from ebbtide.workflow import read_queries
from tests.cli.support import make_study, prints_of, run

if TYPE_CHECKING:
    from pathlib import Path

BUNDLED = ebbtide.examples.path("pharmaverse-recist")
SIX_TARGETS = "subject,lesion,day,role,organ,method,longest_mm\n" + "".join(
    f"P-01,T{number},0,target,{organ},CT,20\n"
    for number, organ in enumerate(["LUNG", "LIVER", "KIDNEY", "SPLEEN", "BREAST", "SKIN"], 1)
)


def test_each_query_of_a_small_list_is_shown_with_its_numbers(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Six targets are an error that names subject, number and limit; the command ends with 1."""
    outcome = run(capsys, "check", make_study(tmp_path / "study", measurements=SIX_TARGETS), "--only", "B01")
    assert outcome.code == 1
    assert "P-01" in outcome.out
    assert "6 target" in outcome.out
    assert "1 error." in outcome.out


def test_without_errors_the_command_ends_with_0(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Questions to the site are no errors; a clean list says that there is nothing to ask."""
    assert run(capsys, "check", BUNDLED, "--only", "R08").code == 0
    clean = run(capsys, "check", make_study(tmp_path / "study"), "--only", "B01")
    assert (clean.code, clean.out) == (0, "1 check, and nothing to ask about.\n")


def test_the_limits_of_the_study_hold(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A protocol that allows ten targets says so in ebbtide.toml, or on the command line."""
    study = make_study(tmp_path / "study", measurements=SIX_TARGETS)
    assert run(capsys, "check", study, "--only", "B01", "-O", "max_targets=10").code == 0
    (study / "ebbtide.toml").write_text("[options]\nmax_targets = 10\n")
    assert run(capsys, "check", study, "--only", "B01").code == 0


@pytest.mark.parametrize("form", ["xlsx", "csv", "json"])
def test_a_second_run_marks_new_open_and_closed(tmp_path: Path, capsys: pytest.CaptureFixture[str], form: str) -> None:
    """The site mends P-01 and slips with P-02: the first is closed, the second new, P-03 still open."""
    rows = SIX_TARGETS.splitlines(keepends=True)
    third = "".join(row.replace("P-01", "P-03") for row in rows[1:])
    study = make_study(tmp_path / "study", measurements=SIX_TARGETS + third)
    first, second = tmp_path / f"first.{form}", tmp_path / f"second.{form}"
    run(capsys, "check", study, "--only", "B01", "-o", first)
    mended = rows[0] + "".join(rows[1:6]) + "".join(row.replace("P-01", "P-02") for row in rows[1:]) + third
    (study / "measurements.csv").write_text(mended)
    outcome = run(capsys, "check", study, "--only", "B01", "--against", first, "-o", second)
    assert outcome.code == 1
    assert "1 new, 1 still open, 1 closed" in outcome.out
    told = read_queries(second).select("subject", "status")
    assert sorted(told.rows()) == [("P-01", "closed"), ("P-02", "new"), ("P-03", "open")]


def test_mended_errors_do_not_fail_the_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A closed error is no error: the second run ends with 0."""
    study = make_study(tmp_path / "study", measurements=SIX_TARGETS)
    run(capsys, "check", study, "--only", "B01", "-o", tmp_path / "first.csv")
    (study / "measurements.csv").write_text("".join(SIX_TARGETS.splitlines(keepends=True)[:6]))
    outcome = run(capsys, "check", study, "--only", "B01", "--against", tmp_path / "first.csv")
    assert outcome.code == 0
    assert "1 closed" in outcome.out


def test_a_narrower_run_closes_nothing_it_did_not_look_at(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Checks, severities and subjects that were not asked for again are not taken for mended."""
    run(capsys, "check", BUNDLED, "-o", tmp_path / "all.csv")
    outcome = run(capsys, "check", BUNDLED, "--only", "R08", "--against", tmp_path / "all.csv")
    assert "0 new, 1 still open, 0 closed" in outcome.out


def test_json_is_for_programs(capsys: pytest.CaptureFixture[str]) -> None:
    """Standard output is JSON and nothing else: queries with their numbers, and what reading noticed."""
    told = json.loads(run(capsys, "check", BUNDLED, "--only", "R09", "--json").out)
    assert {row["subject"] for row in told["queries"]} == {"01-701-1028"}
    assert told["counts"]["query"] == len(told["queries"])
    assert told["findings"]


def test_one_subject_is_checked_alone(capsys: pytest.CaptureFixture[str]) -> None:
    """--subject takes one; a name that is not there is told with its like."""
    told = json.loads(run(capsys, "check", BUNDLED, "--subject", "01-701-1133", "--json").out)
    assert {row["subject"] for row in told["queries"]} <= {"01-701-1133", None}
    outcome = run(capsys, "check", BUNDLED, "--subject", "01-701-9999")
    assert (outcome.code, "01-701-" in outcome.err) == (2, True)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--only", "B99"), "unknown check"),
        (("-c", "recist"), "unknown criterion"),
        (("-o", "queries.docx"), ".xlsx, .csv or .json"),
        (("--against", "gone.csv"), "there is no file"),
        (("-O", "max_targets=many"), "max_targets"),
    ],
)
def test_a_slip_in_the_command_is_told(
    capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], said: str
) -> None:
    """What is wrong and what would do, on standard error, with exit code 2."""
    outcome = run(capsys, "check", BUNDLED, *arguments)
    assert outcome.code == 2
    assert said in outcome.err
    assert outcome.out == ""


def test_the_study_is_not_touched(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Checking changes no file of the study."""
    shutil.copytree(BUNDLED, tmp_path / "study")
    before = prints_of(tmp_path / "study")
    run(capsys, "check", tmp_path / "study", "-o", tmp_path / "queries.xlsx")
    assert prints_of(tmp_path / "study") == before
