"""A small study to command about, and ways to run a command."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from typing import TYPE_CHECKING, NamedTuple

from ebbtide.cli import main

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

MEASUREMENTS = """\
subject,lesion,day,visit,role,longest_mm
P-01,T1,0,BASELINE,target,30
P-01,T1,42,WEEK 6,target,40
P-01,T1,84,WEEK 12,target,20
P-02,T1,0,BASELINE,target,50
P-02,T1,42,WEEK 6,target,34
"""


class Outcome(NamedTuple):
    """How a command ended and what it said."""

    code: int
    out: str
    err: str


def make_study(folder: Path, **tables: str) -> Path:
    """Write a study of two subjects, or of the tables given by name."""
    folder.mkdir(parents=True)
    for name, text in (tables or {"measurements": MEASUREMENTS}).items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    return folder


def run(capsys: pytest.CaptureFixture[str], *arguments: str | Path) -> Outcome:
    """Run a command in this process."""
    code = main([str(argument) for argument in arguments])
    said = capsys.readouterr()
    return Outcome(code, said.out, said.err)


def run_alone(*arguments: str | Path, cwd: Path | None = None, **environment: str) -> Outcome:
    """Run a command as a person does, in a process of its own."""
    clean = {name: value for name, value in os.environ.items() if name not in ("COLUMNS", "NO_COLOR", "FORCE_COLOR")}
    done = subprocess.run(  # noqa: S603 - our own command
        [sys.executable, "-m", "ebbtide", *map(str, arguments)],
        capture_output=True,
        check=False,
        cwd=cwd,
        encoding="utf-8",
        env={**clean, **environment},
    )
    return Outcome(done.returncode, done.stdout, done.stderr)


def prints_of(folder: Path) -> dict[str, str]:
    """Fingerprint every file of a folder."""
    files = [path for path in folder.rglob("*") if path.is_file()]
    return {path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}
