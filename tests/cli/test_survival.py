"""`ebbtide survival`: groups compared, and comparisons that would deceive refused."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import ebbtide
from tests.cli.support import make_study, run

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

TRIALS = ebbtide.examples.path("atezolizumab")


def test_groups_by_pattern_need_a_landmark(capsys: pytest.CaptureFixture[str]) -> None:
    """Whoever shows a pattern has lived to show it: the error says so and names the mend."""
    refused = run(capsys, "survival", TRIALS)
    assert refused.code == 2
    assert "need a landmark" in refused.err
    assert "--landmark" in refused.err


def test_who_is_known_by_the_landmark_is_compared_from_it(capsys: pytest.CaptureFixture[str]) -> None:
    """Nobody whose time ended by then is counted, and those left out are."""
    told = json.loads(run(capsys, "survival", TRIALS, "--landmark", "100", "--endpoint", "iPFS", "--json").out)
    counted = sum(row["subjects"] for row in told["medians"])
    left_out = sum(row["subjects"] for row in told["left_out"])
    assert told["landmark"] == 100
    assert counted + left_out == 771
    assert {"pseudoprogression", "response", "stable disease"} <= {row["group"] for row in told["medians"]}


def test_an_endpoint_is_taken_from_the_criterion_that_has_it(capsys: pytest.CaptureFixture[str]) -> None:
    """PFS without a criterion is that of RECIST 1.1: 330 of 771 progress."""
    told = json.loads(run(capsys, "survival", TRIALS, "--by", "therapy", "--endpoint", "PFS", "--json").out)
    assert sum(row["events"] for row in told["medians"]) == 330


def test_arms_are_compared_in_a_table(capsys: pytest.CaptureFixture[str]) -> None:
    """With medians, hazard ratios and the log-rank test."""
    shown = run(capsys, "survival", TRIALS, "--by", "therapy", "--endpoint", "PFS")
    assert "Hazard ratio" in shown.out
    assert "Log-rank: chi²" in shown.out


def test_a_study_that_only_reports_is_grouped_by_what_it_reports(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Without iRECIST the groups are those of the criterion that is there; computing is refused with the way out."""
    reported = "subject,day,criterion,overall_response\nP1,30,recist-1.1,PR\nP1,90,recist-1.1,PR\nP2,90,recist-1.1,SD\n"
    study = make_study(tmp_path / "trial", reported=reported)
    told = json.loads(run(capsys, "survival", study, "--responses", "reported", "--landmark", "60", "--json").out)
    assert {row["group"]: row["subjects"] for row in told["medians"]} == {"response": 1, "not assessed": 1}
    refused = run(capsys, "survival", study, "--landmark", "60")
    assert "--responses reported" in refused.err
