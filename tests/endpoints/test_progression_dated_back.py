"""Criteria that settle progressions themselves (LYRIC, RANO, iPERCIST): one day for best response and for the event."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

import ebbtide
from tests.golden.test_golden import TABLES, frame, load

GOLDEN = Path(__file__).parents[1] / "golden"
FILES = [file for name in ("lyric", "rano", "irano", "ipercist") for file in sorted((GOLDEN / name).glob("*.toml"))]


def assessed(file: Path, **options: object) -> ebbtide.Assessment:
    """Judge a golden case under the criterion of its folder."""
    case = load(file)
    study = ebbtide.read_study({table: frame(case[table]) for table in TABLES if case.get(table)})
    chosen = ebbtide.Options(**(case.get("options", {}) | options))
    return ebbtide.assess(study, criteria=[file.parent.name], options=chosen)


@pytest.mark.parametrize("file", FILES, ids=lambda file: f"{file.parent.name}/{file.stem}")
def test_best_response_and_event_speak_of_the_same_progression(file: Path) -> None:
    """Where a progression is confirmed, progression-free survival ends on the day that the best responses give."""
    assessment = assessed(file)
    best = assessment.best_responses().row(0, named=True)
    time = assessment.endpoints().filter(pl.col("endpoint").str.ends_with("PFS")).row(0, named=True)
    if best["progression_day"] is not None:
        assert (time["event"], time["day"]) == (True, best["progression_day"])


@pytest.mark.parametrize("needed", [False, True])
@pytest.mark.parametrize("name", ["sum-half-larger-on-day-91", "spleen-is-never-indeterminate"])
def test_a_definite_progression_needs_no_indeterminate_one(name: str, *, needed: bool) -> None:
    """That an iCPD needs an iUPD is a convention about iRECIST; a PD of LYRIC stands by itself."""
    best = assessed(GOLDEN / "lyric" / f"{name}.toml", icpd_needs_iupd=needed).best_responses().row(0, named=True)
    assert best["best_overall_response"] == "PD"
    assert best["progression_day"] == best["best_day"]


def test_stability_after_a_progression_that_was_confirmed_is_no_best_response() -> None:
    """IR(3) on day 42, SD on day 126, PD on day 210: the PD is of day 42, and so is the best response."""
    case = GOLDEN / "lyric" / "stable-disease-between-ir3-and-growth.toml"
    best = assessed(case).best_responses().row(0, named=True)
    assert (best["best_overall_response"], best["best_day"], best["progression_day"]) == ("PD", 42, 42)
    assert "42" in best["explanation"]


def test_a_response_before_the_progression_stays_the_best() -> None:
    """PR on day 60, IR(2) on day 120, PD on day 204: PR, with progression on day 120."""
    case = GOLDEN / "lyric" / "new-lesion-enters-the-nadir-with-zero.toml"
    best = assessed(case).best_responses().row(0, named=True)
    assert (best["best_overall_response"], best["best_day"], best["progression_day"]) == ("PR", 60, 120)
