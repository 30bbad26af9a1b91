"""Long work shows how far it is, to a person at a terminal."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from ebbtide.cli import progress

if TYPE_CHECKING:
    import pytest


def work(seconds: float) -> None:
    """Report half of the work, then take a while."""
    with progress.progress_bar() as report:
        report(1, 2)
        time.sleep(seconds)


def test_long_work_shows_a_bar_on_a_terminal(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The bar says how much is done, on standard error."""
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setattr(progress, "PATIENCE_SECONDS", 0.01)
    work(0.5)
    said = capsys.readouterr()
    assert "Judging" in said.err
    assert "50%" in said.err
    assert said.out == ""


def test_short_work_shows_none(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """Nothing flickers where the work is done at once."""
    monkeypatch.setenv("FORCE_COLOR", "1")
    work(0)
    assert "Judging" not in capsys.readouterr().err


def test_a_pipe_gets_no_bar(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """A program that reads standard error finds messages only."""
    monkeypatch.delenv("FORCE_COLOR", raising=False)
    monkeypatch.setattr(progress, "PATIENCE_SECONDS", 0.01)
    work(0.3)
    assert capsys.readouterr().err == ""
