"""`ebbtide patterns`: every definition with its call, side by side."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import ebbtide
from tests.cli.support import run

if TYPE_CHECKING:
    import pytest

GASTRIC = ebbtide.examples.path("gastric-car-t")


def test_the_gastric_case_is_called_by_each_definition(capsys: pytest.CaptureFixture[str]) -> None:
    """Pseudoprogression under iRECIST, none by the literal wording of Hodi, hyperprogression not computable."""
    told = json.loads(run(capsys, "patterns", GASTRIC, "--json").out)
    calls = {(row["pattern"], row["definition"]): row for row in told["patterns"]}
    irecist = calls["pseudoprogression", "irecist"]
    assert (irecist["call"], irecist["basis_day"], irecist["known_day"]) == ("yes", 28, 89)
    assert calls["pseudoprogression", "hodi_2016_early"]["call"] == "no"
    assert calls["hyperprogression", "champiat_2017"]["call"] == "not_computable"
    assert any(row["differs"] for row in told["disagreements"] if row["pattern"] == "pseudoprogression")


def test_each_call_is_shown_with_its_reason(capsys: pytest.CaptureFixture[str]) -> None:
    """A person reads the call, the day it rests on, the day it became known, and why."""
    shown = run(capsys, "patterns", GASTRIC)
    assert shown.code == 0
    assert "pseudoprogression (GC-01)" in shown.out
    assert "irecist: yes, day 28, known on day 89" in shown.out


def test_a_trial_is_counted(capsys: pytest.CaptureFixture[str]) -> None:
    """One line per definition and call, and on how many subjects definitions disagree."""
    shown = run(capsys, "patterns", ebbtide.examples.path("pharmaverse-recist"))
    assert shown.code == 0
    assert "pseudoprogression" in shown.out
    assert "of 8 subjects" in shown.out
