"""`ebbtide endpoints`: what a person reads of a patient and of a trial, and what a program reads."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

import ebbtide
from tests.cli.support import make_study, run

if TYPE_CHECKING:
    from pathlib import Path

GASTRIC = ebbtide.examples.path("gastric-car-t")
TRIALS = ebbtide.examples.path("pharmaverse-recist")
REPORTED = """\
subject,day,criterion,overall_response
P-01,42,recist-1.1,PR
P-01,84,recist-1.1,CR
P-02,42,recist-1.1,SD
"""
EVENTS = """\
subject,day,event
P-02,60,death
"""


@pytest.fixture(autouse=True)
def _wide(monkeypatch: pytest.MonkeyPatch) -> None:
    """Give the tables room to stand side by side."""
    monkeypatch.setenv("COLUMNS", "200")


def words(text: str) -> list[list[str]]:
    """Split a screen into lines and words."""
    return [line.split() for line in text.splitlines()]


def test_a_patient_is_told_with_the_record_each_time_rests_on(capsys: pytest.CaptureFixture[str]) -> None:
    """RECIST ends on day 28; iRECIST disregards that iUPD and ends with the open one of day 121."""
    shown = run(capsys, "endpoints", GASTRIC, "-c", "recist-1.1,irecist")
    assert shown.code == 0
    lines = words(shown.out)
    assert ["GC-01", "recist-1.1", "PD", "28", "PD", "28", "28"] in lines
    assert ["GC-01", "irecist", "iSD", "89", "iSD", "89"] in lines
    assert ["GC-01", "recist-1.1", "PFS", "0", "28", "29", "event", "PD", "on", "day", "28"] in lines
    assert ["GC-01", "irecist", "iPFS", "0", "121", "122", "event"] in [line[:7] for line in lines]


def test_the_path_to_a_best_response_is_told_on_request(capsys: pytest.CaptureFixture[str]) -> None:
    """With the clause it rests on."""
    shown = run(capsys, "endpoints", GASTRIC, "-c", "irecist", "--explain")
    assert "iSD on day 89 reaches the minimum of day 42" in shown.out
    assert "Seymour 2017" in shown.out


def test_a_trial_is_counted_by_arm_and_reader(capsys: pytest.CaptureFixture[str]) -> None:
    """Rates with exact intervals, and every censoring under its reason."""
    lines = words(run(capsys, "endpoints", TRIALS, "-c", "recist-1.1", "--by", "arm").out)
    rates = ["INVESTIGATOR", "recist-1.1", "Placebo", "3", "2", "66.7", "(9.4", "to", "99.2)"]
    assert rates in [line[:9] for line in lines]
    assert ["OS", "Placebo", "3", "0", "3", "ALIVE", "3"] in lines


def test_what_a_study_does_not_tell_cannot_group_it(capsys: pytest.CaptureFixture[str]) -> None:
    """The error says by what the study can be counted."""
    shown = run(capsys, "endpoints", ebbtide.examples.path("atezolizumab"), "-c", "recist-1.1", "--by", "sex")
    assert shown.code == 2
    assert "does not tell the sex of its subjects" in shown.err
    assert "it can be counted by arm, therapy" in shown.err


def test_reported_responses_alone_suffice(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """No lesion is needed: best response, death and censoring follow from what was called."""
    study = make_study(tmp_path / "trial", reported=REPORTED, events=EVENTS)
    shown = run(capsys, "endpoints", study, "--responses", "reported", "--preset", "admiralonco", "--json")
    told = json.loads(shown.out)
    assert told["responses_are"] == "reported"
    best = {row["subject"]: row for row in told["best_responses"]}
    assert (best["P-01"]["best_overall_response"], best["P-01"]["confirmed_best_overall_response"]) == ("CR", "PR")
    times = {(row["subject"], row["endpoint"]): (row["day"], row["event"]) for row in told["endpoints"]}
    assert times["P-02", "PFS"] == (60, True)
    assert times["P-01", "PFS"] == (84, False)
    assert {"BOR", "CBOR", "RSP", "CRSP"} <= {row["parameter"] for row in told["parameters"]}


def test_one_subject_can_be_asked_for(capsys: pytest.CaptureFixture[str]) -> None:
    """Nobody else is shown."""
    shown = run(capsys, "endpoints", TRIALS, "-c", "recist-1.1", "--subject", "01-701-1015")
    assert shown.code == 0
    assert "01-701-1015" in shown.out
    assert "01-701-1028" not in shown.out
