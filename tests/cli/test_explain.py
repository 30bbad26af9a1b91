"""`ebbtide explain`: the reason for a call, in words or for a program."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import ebbtide
from tests.cli.support import MEASUREMENTS, make_study, run

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

GASTRIC = ebbtide.examples.path("gastric-car-t")


def test_the_gastric_case_is_explained_with_numbers_limits_window_and_source(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Day 28 under iRECIST: the sum, both limits, when to confirm, and how far from another call."""
    shown = run(capsys, "explain", GASTRIC, "GC-01", "--day", "28", "-c", "irecist")
    assert shown.code == 0
    assert shown.err == ""
    lines = shown.out.splitlines()
    assert lines[:2] == ["GC-01, day 28", "  △ iRECIST: iUPD"]
    assert lines[2].startswith(
        "    Sum of diameters 90.73 mm is +113.6 % and +48.26 mm over the nadir 42.47 mm (day 0)"
    )
    assert "limits 20 % and 5 mm." in lines[2]
    assert any("day 56 to day 84" in line for line in lines)
    assert any("mm: a target sum of" in line for line in lines)
    assert any(line.startswith("    Source: Seymour 2017") for line in lines)


def test_time_points_come_in_order_with_a_heading_each(capsys: pytest.CaptureFixture[str]) -> None:
    """Every day once, every criterion below it."""
    shown = run(capsys, "explain", GASTRIC, "GC-01", "-c", "recist-1.1,irecist").out
    headings = [line for line in shown.splitlines() if line.startswith("GC-01")]
    assert headings == [f"GC-01, day {day}" for day in (28, 56, 89, 121, 156, 298)]
    assert shown.count("RECIST 1.1: ") == shown.count("iRECIST: ") == 6


def test_json_gives_every_part(capsys: pytest.CaptureFixture[str]) -> None:
    """A program finds the call, its sentences, sources, flips and the next step by name."""
    [found] = json.loads(run(capsys, "explain", GASTRIC, "GC-01", "--day", "28", "-c", "irecist", "--json").out)
    assert (found["subject"], found["day"], found["criterion"]) == ("GC-01", 28, "irecist")
    assert found["overall_response"] == "iUPD"
    assert found["sentences"]
    assert found["sources"]
    assert found["flips"]
    assert found["next_step"]


def test_one_reader_can_be_asked(capsys: pytest.CaptureFixture[str]) -> None:
    """Only the calls of that reader are explained, and the heading names who read."""
    trial = ebbtide.examples.path("pharmaverse-recist")
    subject = "01-701-1028"
    everyone = run(capsys, "explain", trial, subject, "-c", "recist-1.1", "--json").out
    readers = sorted({entry["reader"] for entry in json.loads(everyone)})
    assert len(readers) == 3
    shown = run(capsys, "explain", trial, subject, "-c", "recist-1.1", "--reader", readers[0]).out
    headings = [line for line in shown.splitlines() if line.startswith(subject)]
    assert headings
    assert all(readers[0] in line for line in headings)


def test_a_subject_seen_once_has_nothing_to_explain(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Baseline alone is no call."""
    study = make_study(tmp_path / "my-trial", measurements=f"{MEASUREMENTS}P-03,T1,0,BASELINE,target,20\n")
    shown = run(capsys, "explain", study, "P-03")
    assert (shown.code, shown.out) == (0, "P-03 has no time point after baseline: there is nothing to explain.\n")


def test_options_of_the_moment_are_heeded(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A two-day variance moves the confirmation window."""
    study = make_study(tmp_path / "my-trial")
    line = ("explain", study, "P-01", "--day", "42", "-c", "irecist")
    assert "day 70 to day 98" in run(capsys, *line).out
    assert "day 68 to day 100" in run(capsys, *line, "-O", "early_variance_days=2").out
