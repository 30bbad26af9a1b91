"""`ebbtide demo`: bundled studies, copied, judged and told."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

import ebbtide
from tests.cli.support import prints_of, run

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(autouse=True)
def _in_an_empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def test_the_gastric_case_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The table of calls, what became of each progression, the biopsy, and where the results are."""
    shown = run(capsys, "demo")
    assert shown.code == 0
    rows = [line.split() for line in shown.out.splitlines()]
    # A narrow page sets the criteria in two tables.
    day_28 = [word for row in rows if row[:3] == ["GC-01", "28", "90.73"] for word in row]
    assert "iUPD" in day_28
    [became] = [line for line in shown.out.splitlines() if line.startswith("  iRECIST ")]
    assert "iUPD of day 28 disregarded on day 89; iUPD of day 56 disregarded on day 89" in became
    assert "iCPD" not in shown.out
    assert "day  100  biopsy of a liver metastasis" in shown.out
    assert "Zhao X" in shown.out
    assert "CC BY" in shown.out
    assert shown.out.splitlines()[-1] == "Next: ebbtide explain ebbtide-demo-gastric-car-t/study GC-01"
    assert prints_of(tmp_path / "ebbtide-demo-gastric-car-t" / "study") == prints_of(
        ebbtide.examples.path("gastric-car-t")
    )


def test_the_trials_are_counted_from_their_frames(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Patients, those with PD under RECIST 1.1, and how many iRECIST and imRECIST later disregard."""
    shown = run(capsys, "demo", "atezolizumab")
    assessment = ebbtide.assess(ebbtide.read_study(ebbtide.examples.path("atezolizumab")), explanations=False)
    calls: dict[str, dict[str, list[str]]] = {}
    for subject, criterion, response in assessment.responses.select("subject", "criterion", "overall_response").rows():
        calls.setdefault(criterion, {}).setdefault(subject, []).append(response)
    progressed = {subject for subject, words in calls["recist-1.1"].items() if "PD" in words}
    disregarded = {subject for subject in progressed if is_disregarded(calls["irecist"][subject])}
    assert f"771 patients were judged; {len(progressed)} reach PD under RECIST 1.1." in shown.out
    [irecist] = [line.split() for line in shown.out.splitlines() if line.startswith("iRECIST")]
    assert int(irecist[1]) == len(progressed)
    assert int(irecist[3]) == len(disregarded)
    assert 0.01 < len(disregarded) / len(progressed) < 0.2
    assert json.loads((tmp_path / "ebbtide-demo-atezolizumab" / "results" / "run.json").read_text())["counts"]


def is_disregarded(words: list[str]) -> bool:
    """Say whether an iUPD was never confirmed and was followed by iSD, iPR or iCR: counted anew, from the words."""
    if "iUPD" not in words or "iCPD" in words:
        return False
    return any(word in ("iSD", "iPR", "iCR") for word in words[words.index("iUPD") :])


def test_the_synthetic_trial_is_reproduced(capsys: pytest.CaptureFixture[str]) -> None:
    """All 66 reported responses follow from the lesions."""
    assert "66 of 66 reported recist-1.1 responses are reproduced." in run(capsys, "demo", "pharmaverse-recist").out


def test_an_untouched_demo_is_made_anew(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Running it twice asks nothing, and gives the same tables."""
    run(capsys, "demo", "-o", "here")
    first = prints_of(tmp_path / "here")
    assert run(capsys, "demo", "-o", "here").code == 0
    second = prints_of(tmp_path / "here")
    assert {name for name in first if first[name] != second[name]} <= {"results/run.json"}
    assert sorted(path.name for path in tmp_path.iterdir()) == ["here"]


@pytest.mark.parametrize("change", ["study/timepoints.csv", "results/responses.csv", "notes.txt"])
def test_a_changed_demo_is_kept_unless_asked(change: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What a person has changed or added is refused; --overwrite starts afresh and keeps what was added."""
    run(capsys, "demo", "-o", "here")
    with (tmp_path / "here" / change).open("a") as file:
        file.write("mine\n")
    refused = run(capsys, "demo", "-o", "here")
    assert refused.code == 2
    assert "Problem: here holds an earlier demo that was changed" in refused.err
    assert run(capsys, "demo", "-o", "here", "--overwrite").code == 0
    assert (tmp_path / "here" / "notes.txt").exists() == (change == "notes.txt")


@pytest.mark.parametrize("overwrite", [["--overwrite"], []])
def test_a_folder_of_something_else_is_refused(
    overwrite: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Neither a filled folder nor a file is ever replaced."""
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.txt").write_text("mine")
    (tmp_path / "file").write_text("mine")
    before = prints_of(tmp_path)
    filled = run(capsys, "demo", "-o", "mine", *overwrite)
    file = run(capsys, "demo", "-o", "file", *overwrite)
    assert (filled.code, file.code) == (2, 2)
    assert "not empty and holds no earlier demo" in filled.err
    assert "file is a file" in file.err
    assert prints_of(tmp_path) == before
