"""`ebbtide incidence`: the published studies, and a study counted beside them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

import ebbtide
from tests.cli.support import run

if TYPE_CHECKING:
    from pathlib import Path

TRIALS = ebbtide.examples.path("atezolizumab")


@pytest.fixture(autouse=True)
def _wide(monkeypatch: pytest.MonkeyPatch) -> None:
    """Give the tables room to stand side by side."""
    monkeypatch.setenv("COLUMNS", "200")


def lines_of(capsys: pytest.CaptureFixture[str], *arguments: str | Path) -> list[list[str]]:
    """Run the command and split what it shows."""
    shown = run(capsys, "incidence", *arguments)
    assert shown.code == 0
    return [line.split() for line in shown.out.splitlines()]


def test_without_a_study_the_published_ones_are_pooled(capsys: pytest.CaptureFixture[str]) -> None:
    """Ten studies of melanoma hold 97 pseudoprogressions in 1,328 patients, all 27 hold 192 in 3,646 (Jia 2019)."""
    lines = lines_of(capsys)
    assert ["Melanoma", "10", "97", "1,328"] in [line[:4] for line in lines]
    assert ["overall", "27", "192", "3,646"] in [line[:4] for line in lines]


def test_the_forest_lists_every_study(capsys: pytest.CaptureFixture[str]) -> None:
    """Hodi counted 24 of 327, which is 7.3 %."""
    lines = lines_of(capsys, "--forest", "--method", "freeman-tukey", "--estimator", "DL")
    assert ["Melanoma", "Hodi", "et", "al.", "[18]", "24", "327", "7.3"] in [line[:8] for line in lines]


def test_a_study_is_counted_on_both_denominators(capsys: pytest.CaptureFixture[str]) -> None:
    """As many stand before `of` on either side; those who were scanned again are fewer than the treated."""
    told = json.loads(run(capsys, "incidence", TRIALS, "--by", "arm", "--json").out)
    rows = [row for row in told["study"] if row["definition"] == "irecist"]
    treated = {row["arm"]: row for row in rows if row["among"] == "treated"}
    again = {row["arm"]: row for row in rows if row["among"] == "progressed_and_scanned_again"}
    assert sum(row["patients"] for row in treated.values()) == 771
    assert treated.keys() == again.keys()
    assert all(again[arm]["patients"] <= row["progressed"] <= row["patients"] for arm, row in treated.items())
    assert [again[arm]["with_pattern"] for arm in treated] == [row["with_pattern"] for row in treated.values()]
    assert len(told["published"]) > 27


def test_a_group_that_is_not_told_is_named_so(capsys: pytest.CaptureFixture[str]) -> None:
    """The data do not say who had docetaxel: 165 patients stand apart."""
    lines = lines_of(capsys, TRIALS, "--by", "therapy")
    assert ["irecist", "irecist", "not", "told"] in [line[:4] for line in lines]
