"""`ebbtide demo`: bundled studies, copied, judged and told."""

from __future__ import annotations

import json
from io import StringIO
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from rich.console import Console

import ebbtide
from ebbtide.cli.show import say_pairs
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
    became = next(line for line in shown.out.splitlines() if line.startswith("  iRECIST "))
    assert "iUPD of day 28 disregarded on day 89; iUPD of day 56 disregarded on day 89" in became
    assert "iCPD" not in shown.out
    assert "day  100  biopsy of a liver metastasis" in shown.out
    assert "Zhao X" in shown.out
    assert "CC BY" in shown.out
    assert shown.out.splitlines()[-1] == "Next: ebbtide explain ebbtide-demo-gastric-car-t/study GC-01"
    assert prints_of(tmp_path / "ebbtide-demo-gastric-car-t" / "study") == prints_of(
        ebbtide.examples.path("gastric-car-t")
    )


CHAPTERS = (
    "1. What the criteria say on each day",
    "2. What was given, what happened, what was found",
    "3. The cells",
    "4. What they did to the patient",
    "5. At the flare",
    "6. How it ended",
)


def chapters_of(out: str) -> list[str]:
    """Split what a demo says into its chapters, headings and what comes before the first left out."""
    lines = out.splitlines()
    starts = [lines.index(heading) for heading in CHAPTERS]
    assert starts == sorted(starts)
    return ["\n".join(lines[first + 1 : last]) for first, last in pairwise([*starts, len(lines)])]


def test_the_gastric_case_is_told_to_the_end(capsys: pytest.CaptureFixture[str]) -> None:
    """Doses, 4,858.59 copies, CRS grade 1 and none; the flare of day 28, the next scan it asks for, and the end."""
    _, given, cells, grades, flare, end = chapters_of(run(capsys, "demo").out)
    assert "last contact: alive 619 days after the second infusion" in given
    assert "stained 3+: 70 %, Claudin 18.2 in the gastric cancer tissue; before the infusion, no day printed" in given
    for said in (
        "42.47",
        "49.15",
        "8.55e8",
        "1.5e7",
        "57.0",
        "1e9",
        "2e7",
        "50.0",
        "4,858.59",
        "copies/ug DNA",
        "255.0",
    ):
        assert said in cells
    assert rows_of(grades, "1", "crs")[0][:3] == ["1", "crs", "1"]
    assert rows_of(grades, "2", "icans")[0][:3] == ["2", "icans", "0"]
    assert "GC-01, day 28" in flare
    assert "90.73 mm, +113.6 % from the 42.47 mm of baseline" in flare
    assert "The study is from Zhao 2025: what is published there is this patient." in flare
    assert "as known on day 28" in flare
    assert "class H1" not in flare
    assert "FLARE_SCAN: larger on a scan in the flare window, in question; next scan day 56 to 84" in flare
    assert "hyperprogression by a published definition" in flare
    assert "biopsy of a growing lesion: histology is the gold standard" in flare
    assert "biopsy class: H1 (no viable tumor)" in end
    assert "by irecist: of day 28, known on day 89" in end
    assert "day 746, alive 619 days after the second infusion" in end


def rows_of(chapter: str, *begins: str) -> list[list[str]]:
    """Find the rows of tables that begin with these words."""
    rows = [line.split() for line in chapter.splitlines()]
    return [row for row in rows if row[: len(begins)] == list(begins)]


def test_the_infant_case_is_told_to_the_end(capsys: pytest.CaptureFixture[str]) -> None:
    """Chimerism 99.3 %, CRS grade 2; the leg that grew with it, imaging by day 35, and remission at one month."""
    calls, given, cells, grades, flare, end = chapters_of(run(capsys, "demo", "infant-all-bone-lesion").out)
    assert "iCR" in calls
    assert "left leg: had begun to swell" in given
    assert "99.3" in cells
    assert rows_of(grades, "1", "crs")[0][:3] == ["1", "crs", "2"]
    assert "IL-01, day 3" in flare
    assert "after CRS had begun" in flare
    assert "enlargement seen or felt 3 days after the infusion; no count of cells; cytokine release grade 2" in flare
    assert "infant_all_2021" in flare
    assert "FLARE_EARLY" in flare
    assert "day 3 to 35" in flare
    assert "FLARE_RESOLVED: pseudoprogression by course" in end
    assert "complete remission, cellular and molecular" in end


def test_the_donor_case_is_told_to_the_end(capsys: pytest.CaptureFixture[str]) -> None:
    """Peaks, doses per kg, 0.011 % and 99.9 %, CRS grade 2 twice; no flare, said so; relapse, then none."""
    calls, given, cells, grades, flare, end = chapters_of(run(capsys, "demo", "donor-car-t").out)
    assert "iCR" in calls
    assert "MRD: 0.011 %" in given
    assert rows_of(cells, "DC-01.1", "1", "car_t_cells", "%")[0][4:6] == ["37.1", "40"]
    assert rows_of(cells, "DC-01.2", "1", "car_t_cells", "%")[0][4:7] == ["78.1", "14", "90"]
    for said in ("2.99e6", "2.01e6", "99.9"):
        assert said in cells
    assert rows_of(grades, "DC-01.1", "1", "crs")[0][3] == "2"
    assert rows_of(grades, "DC-01.2", "1", "crs")[0][3] == "2"
    assert [line.partition(":")[0] for line in flare.splitlines() if "no flare" in line] == ["DC-01.1", "DC-01.2"]
    assert "Where" not in flare
    assert [line for line in calls.splitlines() if line.split()[:1] == ["180"] and "RELAPSE" in line]
    assert "extramedullary disease: present; relapse in the left eye" in end
    assert "no evidence of disease" in end


def test_what_no_criterion_can_judge_is_told_for_what_it_is(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Response and survival by ctDNA with their intervals, as docs/validation.md has them; it can be run again."""
    first, shown = (run(capsys, "demo", "inspire") for _ in range(2))
    for once in (first, shown):
        assert (once.code, once.err.count("Problem")) == (0, 0)
    for said in ("42.4 % (25.5 to 60.8)", "2.5 % (0.1 to 13.2)", "239 (119 to 492)", "58 (57 to 59)"):
        assert said in shown.out
    for said in (
        "not reached (578 to ?)",
        "290 (196 to 435)",
        "73 of 94 patients",
        "chi² 21.01",
        "chi² 13.06",
        "3.40 (1.98 to 5.83)",
    ):
        assert said in shown.out
    rates = (tmp_path / "ebbtide-demo-inspire" / "results" / "response_by_ctdna.csv").read_text()
    assert rates.splitlines()[1].startswith("Decrease from baseline,33,14,")
    record = json.loads((tmp_path / "ebbtide-demo-inspire" / "results" / "run.json").read_text())
    assert record["study"] == {"name": "inspire", "source": "study"}
    assert shown.out.splitlines()[-1] == "Next: ebbtide evidence ebbtide-demo-inspire/study INS-A-002"


def test_labels_that_leave_no_room_stand_above_their_text() -> None:
    """At 80 columns a label of more than a third of the line is a line of its own; a short one stands beside."""
    written = StringIO()
    console = Console(width=80, force_terminal=True, color_system=None, file=written)
    say_pairs(console, [("Growth set against the expansion of the cells", "a text"), ("prior", "none")])
    say_pairs(console, [("prior", "none")])
    lines = [line.rstrip() for line in written.getvalue().splitlines()]
    assert lines == [
        *("  Growth set against the expansion of the cells", "    a text", "  prior", "    none"),
        "  prior  none",
    ]


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


def test_the_reports_are_written_and_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """One for the study, and the dossier of its patient; the record of the run accounts for both."""
    outcome = run(capsys, "demo", "gastric-car-t", "-o", tmp_path / "demo")
    said = "".join(outcome.out.split("\n"))
    results = tmp_path / "demo" / "results"
    for name, heading in (("report.html", "<h1>gastric-car-t</h1>"), ("dossier-1.html", "<h1>GC-01</h1>")):
        assert f"results/{name}" in said
        assert heading in (results / name).read_text("utf8")
    recorded = {output["file"] for output in json.loads((results / "run.json").read_text("utf8"))["outputs"]}
    assert {"report.html", "dossier-1.html"} <= recorded
