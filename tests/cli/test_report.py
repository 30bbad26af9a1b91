"""`ebbtide report`: a study, or one subject, as one HTML file."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

import ebbtide
from tests.cli.support import MEASUREMENTS, make_study, run

if TYPE_CHECKING:
    from pathlib import Path

GASTRIC = ebbtide.examples.path("gastric-car-t")


def test_the_report_of_a_study_is_one_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """It names itself and its size; the page names the study."""
    target = tmp_path / "new" / "trial.html"
    outcome = run(capsys, "report", make_study(tmp_path / "study"), "-o", target)
    assert outcome.code == 0, outcome.err
    assert "report of study" in " ".join(outcome.out.split())
    assert "<h1>study</h1>" in target.read_text("utf8")
    assert sorted(path.name for path in target.parent.iterdir()) == ["trial.html"]


def test_a_dossier_tells_what_was_known_on_a_day(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """On day 28 nobody knew of the sum of day 56."""
    early, late = tmp_path / "28.html", tmp_path / "all.html"
    assert run(capsys, "report", GASTRIC, "-o", early, "--subject", "GC-01", "--day", "28").code == 0
    assert run(capsys, "report", GASTRIC, "-o", late, "--subject", "GC-01").code == 0
    assert "59.27" in late.read_text("utf8")
    assert "59.27" not in early.read_text("utf8")
    assert "90.73" in early.read_text("utf8")


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        (("r.pdf",), "does not say which kind of file"),
        (("there.html",), "is there already"),
        (("r.html", "--subject", "P-03"), "no subject 'P-03'"),
        (("r.html", "--day", "28"), "a day is asked of one subject"),
        (("r.html", "--reader", "R9"), "no reader 'R9'"),
        (("r.html", "--subject", "P-01", "--day", "-9"), "P-01"),
    ],
)
def test_what_cannot_be_reported_is_said_and_nothing_is_written(
    arguments: tuple[str, ...], problem: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A problem and a hint, exit code 2, and the folder as it was."""
    study = make_study(tmp_path / "study", measurements=MEASUREMENTS)
    (tmp_path / "there.html").write_text("mine", "utf8")
    output, *more = arguments
    outcome = run(capsys, "report", study, "-o", tmp_path / output, *more)
    assert outcome.code == 2, outcome.out
    assert problem in " ".join(outcome.err.split())
    assert sorted(path.name for path in tmp_path.iterdir()) == ["study", "there.html"]
    assert (tmp_path / "there.html").read_text("utf8") == "mine"
