"""Every sample in the documentation is run, in a folder of its own, page by page from top to bottom.

A fence marked `python` is run as it stands, or as a doctest where it shows prompts. In a fence marked
`console`, each line `$ ebbtide ...` is run, and what stands below it must be what it prints (`...` for what
is left out). Fences marked otherwise are for the eye. The folder holds one study, `my-trial`.
"""

from __future__ import annotations

import doctest
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import ebbtide
from tests.house.pages import PAGES, Block, blocks_of, name_of

FLAGS = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE
COMMAND = re.compile(r"^\$ (?P<line>ebbtide .*)\n(?P<shown>(?:(?!\$ ).*\n)*)", re.MULTILINE)
WITH_SAMPLES = [page for page in PAGES if any(block.language in {"python", "console"} for block in blocks_of(page))]


@pytest.mark.parametrize("page", WITH_SAMPLES, ids=name_of)
def test_samples_run(page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a reader copies works, and what the page shows is what comes out."""
    shutil.copytree(ebbtide.examples.path("pharmaverse-recist"), tmp_path / "my-trial")
    monkeypatch.chdir(tmp_path)
    names: dict[str, object] = {}
    for block in blocks_of(page):
        if block.language == "python":
            run_python(block, names, page)
        elif block.language == "console":
            run_console(block)


def run_python(block: Block, names: dict[str, object], page: Path) -> None:
    """Run one block with the names that the blocks before it made."""
    if ">>> " not in block.text:
        exec(compile(block.text, str(page), "exec"), names)  # noqa: S102 - our own page
        return
    examples = doctest.DocTestParser().get_examples(block.text)
    sample = doctest.DocTest(examples, names, name_of(page), str(page), block.line - 1, block.text)
    said: list[str] = []
    failed, _ = doctest.DocTestRunner(optionflags=FLAGS).run(sample, out=said.append, clear_globs=False)
    names.update(sample.globs)
    assert not failed, "".join(said)


def run_console(block: Block) -> None:
    """Run the commands of one block and compare what they print with what is shown."""
    for command in COMMAND.finditer(block.text):
        line, shown = command["line"], command["shown"].strip()
        done = run(line)
        # A query list with errors ends with 1, and is no failure of the command.
        fine = {2} if "Problem:" in shown else {0, 1} if line.startswith("ebbtide check") else {0}
        assert done.returncode in fine, f"{line}: exit {done.returncode}\n{done.stdout}"
        assert not shown or doctest.OutputChecker().check_output(shown + "\n", done.stdout.strip() + "\n", FLAGS), (
            f"{line}\nshown:\n{shown}\nprinted:\n{done.stdout}"
        )


def run(line: str) -> subprocess.CompletedProcess[str]:
    """Run one line as a shell does, with the program of this environment first in its path."""
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    env = {**os.environ, "PATH": path, "COLUMNS": "120", "NO_COLOR": "1", "PYTHONWARNINGS": "error"}
    return subprocess.run(  # noqa: S602 - a line of our own page
        line, shell=True, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
    )
