"""`ebbtide figure`: one figure, as the kind of file that its name says."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl
import pytest

import ebbtide
from ebbtide.workflow import FIGURES, OF_ONE_SUBJECT
from tests.cli.support import MEASUREMENTS, make_study, run

if TYPE_CHECKING:
    from pathlib import Path

GASTRIC = ebbtide.examples.path("gastric-car-t")
TRIAL = ebbtide.examples.path("pharmaverse-recist")
BEGINS = {".svg": b"<svg ", ".png": b"\x89PNG", ".pdf": b"%PDF", ".html": b"<!doctype html>", ".csv": b"position,"}


@pytest.mark.parametrize("name", [name for name in FIGURES if name not in ("cytokines", "expansion")])
def test_every_figure_of_a_trial_is_drawn(name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """One command each; the answer names the file and what is in it."""
    whose = ["--subject", "01-701-1028"] if name in OF_ONE_SUBJECT else []
    outcome = run(capsys, "figure", name, TRIAL, "-o", tmp_path / f"{name}.svg", *whose)
    assert outcome.code == 0, outcome.err
    assert f"{name}.svg: " in "".join(outcome.out.split("\n"))
    assert (tmp_path / f"{name}.svg").read_text("utf8").startswith("<svg role=")


@pytest.mark.parametrize("name", ["cytokines", "expansion"])
def test_figures_of_cells_are_drawn(name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The gastric case has both; of one subject none has to be named."""
    outcome = run(capsys, "figure", name, GASTRIC, "-o", tmp_path / "cells.svg")
    assert outcome.code == 0, outcome.err
    assert (tmp_path / "cells.svg").read_text("utf8").startswith("<svg role=")


@pytest.mark.parametrize("ending", BEGINS)
def test_the_end_of_the_name_says_the_kind_of_file(
    ending: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Vectors, pixels, a page, or the numbers alone."""
    outcome = run(capsys, "figure", "waterfall", TRIAL, "-o", tmp_path / "new" / f"waterfall{ending}")
    assert outcome.code == 0, outcome.err
    assert (tmp_path / "new" / f"waterfall{ending}").read_bytes()[: len(BEGINS[ending])] == BEGINS[ending]


def test_the_first_criterion_named_is_drawn(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The study is judged under all that are named."""
    outcome = run(capsys, "figure", "waterfall", TRIAL, "-c", "irecist,recist-1.1", "-o", tmp_path / "w.svg")
    assert "iRECIST (Seymour 2017)" in " ".join(outcome.out.split())


def test_numbers_are_those_of_the_tables(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The bars of two subjects: -33.3 % (20 of 30 mm, after a progression of +33.3 %) counts not, -32 % does."""
    run(capsys, "figure", "waterfall", make_study(tmp_path / "study"), "-o", tmp_path / "w.csv")
    bars = pl.read_csv(tmp_path / "w.csv")
    assert bars.sort("subject").select("subject", pl.col("change_pct").round(1)).rows() == [
        ("P-01", 33.3),
        ("P-02", -32.0),
    ]


@pytest.mark.parametrize(
    ("arguments", "problem", "hint"),
    [
        (("pie", "w.svg"), "there is no figure 'pie'", "there are"),
        (("waterfall", "w.doc"), "does not say which kind of file", ".svg"),
        (("waterfall", "there.svg"), "is there already", "--overwrite"),
        (("waterfall", "study"), "does not say which kind of file", ".pdf"),
        (("timeline", "t.svg"), "this figure is of one subject", "--subject"),
        (("timeline", "t.svg", "--subject", "P-03"), "no subject 'P-03'", "P-01"),
        (("waterfall", "w.svg", "--reader", "R9"), "no reader 'R9'", ""),
        (("waterfall", "w.svg", "-c", "recist"), "unknown criterion 'recist'", "recist-1.1"),
        (("expansion", "e.svg"), "", ""),
        (("survival", "s.svg", "--by", "arm"), "does not tell the arm", ""),
    ],
)
def test_what_cannot_be_drawn_is_said_and_nothing_is_written(
    arguments: tuple[str, ...], problem: str, hint: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A problem and a hint, exit code 2, and the folder as it was."""
    study = make_study(tmp_path / "study", measurements=MEASUREMENTS)
    (tmp_path / "there.svg").write_text("mine", "utf8")
    name, output, *more = arguments
    outcome = run(capsys, "figure", name, study, "-o", tmp_path / output, *more)
    said = " ".join(outcome.err.split())
    assert outcome.code == 2, outcome.out
    assert problem in said
    assert hint in said
    assert sorted(path.name for path in tmp_path.iterdir()) == ["study", "there.svg"]
    assert (tmp_path / "there.svg").read_text("utf8") == "mine"


def test_a_figure_is_replaced_when_asked_for(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """`--overwrite` says so."""
    target = tmp_path / "w.svg"
    target.write_text("old", "utf8")
    assert run(capsys, "figure", "waterfall", make_study(tmp_path / "s"), "-o", target, "--overwrite").code == 0
    assert target.read_text("utf8").startswith("<svg")
