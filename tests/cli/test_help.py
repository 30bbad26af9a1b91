"""Help teaches by example, comes at once, and names all there is."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

import pytest
import typer

import ebbtide
from ebbtide.cli import app
from ebbtide.cli.help import epilog_of, help_of
from tests.cli.support import run, run_alone

if TYPE_CHECKING:
    from pathlib import Path

GROUP = typer.main.get_command(app)
COMMANDS = GROUP.commands  # type: ignore[attr-defined]  # a group: it has several commands
EXAMPLES = [
    line.strip()
    for command in (GROUP, *COMMANDS.values())
    for line in (command.epilog or "").replace("\\[", "[").splitlines()
    if line.strip().startswith("ebbtide ")
]


def test_help_names_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    """The first page lists the commands and shows lines to copy."""
    shown = run(capsys, "--help")
    assert shown.code == 0
    assert shown.err == ""
    for words in ("assess", "explain", "criteria", "demo", "ebbtide assess my-trial -o results", "never orders"):
        assert words in shown.out


def test_without_arguments_help_is_shown(capsys: pytest.CaptureFixture[str]) -> None:
    """A person who types the bare name learns what to type next."""
    assert "ebbtide demo" in run(capsys).out


@pytest.mark.parametrize("command", COMMANDS)
def test_each_command_explains_itself(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    """The help of a command says what it does and shows it in use."""
    shown = run(capsys, command, "-h")
    assert shown.code == 0
    assert f"ebbtide {command}" in shown.out
    assert "Examples" in shown.out


def test_examples_fit_a_narrow_terminal() -> None:
    """No line to copy is broken at 80 columns."""
    assert EXAMPLES
    assert [line for line in EXAMPLES if len(line) > 75] == []


@pytest.mark.parametrize("line", EXAMPLES)
def test_examples_are_lines_that_parse(line: str) -> None:
    """What the help shows is accepted: the command, its options and their values."""
    _, command, *arguments = shlex.split(line.partition("   ")[0])
    COMMANDS[command].make_context(command, arguments)


def test_the_version_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    """The edition that judges is named."""
    assert run(capsys, "--version").out == f"ebbtide {ebbtide.__version__}\n"


def test_help_loads_nothing_heavy(tmp_path: Path) -> None:
    """Neither the table engine nor the validators are imported for a page of help."""
    shown = run_alone("--help", cwd=tmp_path, PYTHONPROFILEIMPORTTIME="1")
    assert shown.code == 0
    loaded = {line.rpartition("|")[2].strip().partition(".")[0] for line in shown.err.splitlines()}
    assert "typer" in loaded
    assert loaded.isdisjoint({"polars", "pydantic", "numpy", "numba", "narwhals", "dataframely"})


def test_prose_and_examples_are_taken_apart() -> None:
    """A docstring without examples gives prose and only the heading of examples."""

    def plain() -> None:
        """Say something."""

    assert help_of(plain) == "Say something."
    assert epilog_of(plain) == "[bold]Examples[/]"
