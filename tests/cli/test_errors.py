"""Every way to go wrong ends in a problem and a hint, with its exit code, and no traceback."""

from __future__ import annotations

import signal
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from ebbtide import workflow
from tests.cli.support import MEASUREMENTS, make_study, prints_of, run, run_alone

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("line", "problem", "hint"),
    [
        ("asess my-trial", "No such command 'asess'. Did you mean 'assess'?", "ebbtide --help shows how it is used"),
        ("assess", "Missing argument 'STUDY'", "ebbtide assess --help shows how it is used"),
        (
            "assess my-trial --formt csv",
            "No such option: --formt (Possible options: --format)",
            "ebbtide assess --help shows how it is used",
        ),
        (
            "assess my-trial -O a4_nt",
            "Invalid value for -O: 'a4_nt' is not NAME=VALUE",
            "ebbtide assess --help shows how it is used",
        ),
        (
            "assess my-trial -O a4=table2",
            "unknown option: a4",
            "known: who_pd_reference, irc_confirm",
        ),
        (
            "assess my-trial -O a4_nt=table3",
            "the option a4_nt cannot be 'table3'",
            "it may be change or table2",
        ),
        (
            "assess my-trial -O early_variance_days=soon",
            "the option early_variance_days cannot be 'soon'",
            "it may be 0 to 3650",
        ),
        ("assess my-trial -c irecits", "unknown criterion 'irecits'", "did you mean irecist"),
        ("criteria irecits", "unknown criterion 'irecits'", "did you mean irecist"),
        ("assess my-trail", "there is no file or folder my-trail", "did you mean my-trial?"),
        ("assess nowhere/table.csv -o .", "there is no file or folder nowhere/table.csv", "give a folder of tables"),
        ("explain my-trial P-1", "no subject 'P-1' in the study 'my-trial'", "P-01"),
        ("explain my-trial P-01 --day 40", "subject P-01: no time point on day 40", "days after baseline: 42, 84"),
        ("explain my-trial P-01 --reader A", "subject P-01: no reader 'A'", "readers: "),
        ("demo gastric", "there is no bundled study 'gastric'", "did you mean gastric-car-t"),
    ],
)
def test_a_slip_is_answered_with_problem_and_hint(
    line: str,
    problem: str,
    hint: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Exit 2, nothing on standard output, two lines on standard error that name the slip and the mend."""
    make_study(tmp_path / "my-trial")
    monkeypatch.chdir(tmp_path)
    ended = run(capsys, *line.split())
    assert (ended.code, ended.out) == (2, "")
    said_problem, said_hint = ended.err.splitlines()
    assert said_problem == f"Problem: {problem}"
    assert said_hint.startswith("Hint: ")
    assert hint in said_hint


def test_debug_adds_the_traceback_wherever_it_stands(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Before or after the command, --debug shows where the error arose; without it nothing does."""
    nowhere = str(tmp_path / "nowhere")
    for line in (["--debug", "assess", nowhere], ["assess", nowhere, "--debug"]):
        ended = run(capsys, *line)
        assert ended.code == 2
        assert "Traceback (most recent call last)" in ended.err
        assert ended.err.splitlines()[-1].startswith("Hint: ")
    assert "Traceback" not in run(capsys, "assess", nowhere).err


def test_a_fault_of_ours_is_owned(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """What nobody foresaw ends with exit 70 and a request to report it, without a traceback."""

    def fail(*_: object) -> None:
        raise ZeroDivisionError("by nought")

    monkeypatch.setattr(workflow, "judge_study", fail, raising=False)
    ended = run(capsys, "assess", tmp_path)
    assert ended.code == 70
    assert ended.err.startswith("Problem: unexpected error, ZeroDivisionError: by nought\nHint: this is a fault of Ebb")


def test_ctrl_c_ends_quietly(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A person who stops a command gets exit 130 and one line."""

    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(workflow, "judge_study", stop, raising=False)
    ended = run(capsys, "assess", tmp_path)
    assert (ended.code, ended.err) == (130, "Problem: stopped; nothing was written\n")


@pytest.mark.skipif(sys.platform == "win32", reason="Windows sends no such signal to another process")
def test_ctrl_c_leaves_no_partial_files(tmp_path: Path) -> None:
    """A process stopped while it writes leaves neither results nor temporary files."""
    study = make_study(tmp_path / "my-trial")
    script = (
        "import sys, time; from ebbtide.workflow import writing; from ebbtide.cli import main\n"
        "def hang(*_): print('writing', flush=True); time.sleep(60)\n"
        "from ebbtide.workflow import assessing; assessing.write_table = hang\n"
        f"sys.exit(main(['assess', {str(study)!r}, '-o', {str(tmp_path / 'results')!r}]))\n"
    )
    with subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:  # noqa: S603 - our own script
        assert process.stdout is not None
        assert process.stdout.readline() == b"writing\n"
        assert any(path.name.startswith(".ebbtide-partial-") for path in tmp_path.iterdir())
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=30) == 130
    assert sorted(path.name for path in tmp_path.iterdir()) == ["my-trial"]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no closed pipes of this kind")
def test_a_reader_that_leaves_ends_the_command_quietly(tmp_path: Path) -> None:
    """`ebbtide ... | head` prints no complaint."""
    make_study(tmp_path / "my-trial")
    for command in ("criteria", "criteria --json", "assess my-trial"):
        with subprocess.Popen(  # noqa: S603 - our own command
            [sys.executable, "-m", "ebbtide", *command.split()],
            cwd=tmp_path,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        ) as process:
            assert process.stdout is not None
            assert process.stderr is not None
            process.stdout.close()
            assert (process.wait(timeout=30), process.stderr.read()) == (141, b"")


BAD_TABLES = {
    "missing column": ("subject,leison,day,role,longest_mm\nP,T,0,target,10\n", "lacks the column lesion"),
    "unknown role": (MEASUREMENTS.replace("target,40", "trget,40"), "trget"),
    "empty file": ("", "measurements.csv"),
    "header only": ("subject,lesion,day,role,longest_mm\n", "measurements.csv"),
}


@pytest.mark.parametrize("case", BAD_TABLES)
def test_what_cannot_be_used_is_refused_by_name(case: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The problem names the table and what is wrong; the file is as it was and nothing is written."""
    text, named = BAD_TABLES[case]
    study = make_study(tmp_path / "my-trial", measurements=text)
    before = prints_of(tmp_path)
    ended = run(capsys, "assess", study, "-o", tmp_path / "results")
    assert ended.code == 2
    assert ended.err.startswith("Problem: ")
    assert named in ended.err
    assert "Hint: " in ended.err
    assert prints_of(tmp_path) == before


ODD_TABLES = {
    "text in a number": MEASUREMENTS.replace("target,40", "target,about 40"),
    "negative length": MEASUREMENTS.replace("target,40", "target,-40"),
    "absurd length": MEASUREMENTS.replace("target,40", "target,40000"),
    "centimetres as millimetres": MEASUREMENTS.replace("target,40", "target,4"),
    "two baselines": MEASUREMENTS + "P-01,T1,-3,SCREENING,target,31\n",
    "no baseline": MEASUREMENTS.replace("P-02,T1,0,BASELINE,target,50\n", ""),
    "a baseline after the first dose": MEASUREMENTS.replace("P-02,T1,0,", "P-02,T1,90,"),
    "a lesion twice on a day": MEASUREMENTS + "P-02,T1,42,WEEK 6,target,36\n",
    "conflicting roles": MEASUREMENTS.replace("P-02,T1,42,WEEK 6,target", "P-02,T1,42,WEEK 6,nontarget"),
    "a node without short axis": MEASUREMENTS.replace("longest_mm\n", "longest_mm,organ\n").replace(
        "target,34\n", "target,34,lymph node\n"
    ),
    "semicolons and decimal commas": MEASUREMENTS.replace(",", ";").replace("target;40", "target;40,5"),
    "a day and a date that disagree": MEASUREMENTS.replace("longest_mm\n", "longest_mm,date\n"),
}


@pytest.mark.parametrize("case", ODD_TABLES)
def test_what_is_odd_never_ends_in_a_traceback(case: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The study is judged, or refused with a problem and a hint; its file is as it was."""
    study = make_study(tmp_path / "my-trial", measurements=ODD_TABLES[case])
    before = prints_of(study)
    ended = run(capsys, "assess", study)
    assert ended.code in (0, 2)
    assert "unexpected" not in ended.err
    assert prints_of(study) == before


def test_a_damaged_parquet_file_is_refused_by_name(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A file cut short is named, whether it stands alone or in a folder."""
    study = tmp_path / "my-trial"
    study.mkdir()
    (study / "measurements.parquet").write_bytes(b"PAR1" + bytes(100))
    for source in (study, study / "measurements.parquet"):
        ended = run(capsys, "assess", source, "-o", tmp_path / "results")
        assert ended.code == 2
        assert "measurements.parquet" in ended.err


def test_errors_are_wrapped_on_a_terminal_and_whole_in_a_pipe(tmp_path: Path) -> None:
    """In a pipe the problem stands on one line, however long, so that a program can find it."""
    ended = run_alone("assess", tmp_path / ("very-" * 30 + "long"), COLUMNS="40")
    assert ended.code == 2
    assert len(ended.err.splitlines()) == 2
