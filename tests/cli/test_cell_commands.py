"""`ebbtide kinetics`, `toxicity`, `evidence` and `pathway`: what they show, write and refuse."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import polars as pl
import pytest

import ebbtide
from ebbtide.workflow.celltherapy import KINETICS, TOXICITY
from tests.cli.support import make_study, prints_of, run

if TYPE_CHECKING:
    from pathlib import Path

GASTRIC = ebbtide.examples.path("gastric-car-t")
DONOR = ebbtide.examples.path("donor-car-t")


def test_kinetics_shows_doses_peaks_and_burden(capsys: pytest.CaptureFixture[str]) -> None:
    """The gastric case: 8.55e8 cells at 1.5e7 per kg imply 57 kg, the second dose 50 kg; its peak 4,858.59."""
    outcome = run(capsys, "kinetics", GASTRIC)
    assert outcome.code == 0
    for said in ("8.55e8", "1.5e7", "57.0", "50.0", "4,858.59", "copies/ug DNA", "42.47"):
        assert said in outcome.out


def test_kinetics_of_the_donor_case(capsys: pytest.CaptureFixture[str]) -> None:
    """37.1 % without a day, then 78.1 % on day 14 (Kong 2022); marrow blasts of 16 % lie above a cut-off."""
    told = json.loads(run(capsys, "kinetics", DONOR, "--json").out)
    peaks = {row["subject"]: (row["cmax"], row["tmax_day"]) for row in told["kinetics"] if row["cmax"] is not None}
    assert peaks == {"DC-01.1": (37.1, None), "DC-01.2": (78.1, 14)}
    [cutoff] = [row for row in told["cutoffs"] if row["subject"] == "DC-01.1" and row["side"] is not None]
    assert (cutoff["value"], cutoff["side"]) == (16.0, "above")


@pytest.mark.parametrize(("command", "tables"), [("kinetics", KINETICS), ("toxicity", TOXICITY)])
def test_every_table_is_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], command: str, tables: tuple[str, ...]
) -> None:
    """A folder of tables and the record of the run; nothing is replaced unasked."""
    assert run(capsys, command, GASTRIC, "-o", tmp_path / "out").code == 0
    names = {path.name for path in (tmp_path / "out").iterdir()}
    assert names == {*(f"{name}.csv" for name in tables), "findings.csv", "run.json"}
    before = prints_of(tmp_path / "out")
    assert run(capsys, command, GASTRIC, "-o", tmp_path / "out").code == 2
    assert prints_of(tmp_path / "out") == before
    assert run(capsys, command, GASTRIC, "-o", tmp_path / "out", "--format", "parquet", "--overwrite").code == 0


def test_toxicity_sets_recorded_beside_computed(capsys: pytest.CaptureFixture[str]) -> None:
    """Grade 1 is recorded after the first infusion, none after the second; no component is printed."""
    told = json.loads(run(capsys, "toxicity", GASTRIC, "--json").out)
    rows = {row["infusion"]: row for row in told["toxicity"] if row["what"] == "crs"}
    assert [(rows[n]["recorded_grade"], rows[n]["computed_grade"]) for n in (1, 2)] == [(1, None), (0, None)]
    shown = run(capsys, "toxicity", GASTRIC).out
    assert "recorded only" in shown


@pytest.mark.parametrize("command", ["kinetics", "toxicity"])
def test_a_study_without_cells_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str], command: str) -> None:
    """There is nothing to measure: the hint says where infusions stand."""
    outcome = run(capsys, command, make_study(tmp_path / "study"))
    assert (outcome.code, outcome.out) == (2, "")
    assert "car_t" in outcome.err


def test_evidence_is_what_was_known_that_day(capsys: pytest.CaptureFixture[str]) -> None:
    """On day 28 no biopsy is known; on day 100 it speaks for pseudoprogression. No prior is made up."""
    early = run(capsys, "evidence", GASTRIC, "GC-01", "--day", "28")
    late = run(capsys, "evidence", GASTRIC, "GC-01", "--day", "100")
    assert (early.code, late.code) == (0, 0)
    assert "class H1" not in early.out
    assert "class H1" in late.out
    for outcome in (early, late):
        assert "insufficient: no prior for this setting" in outcome.out


def test_evidence_with_a_prior_of_ones_own(capsys: pytest.CaptureFixture[str]) -> None:
    """A prior that the user gives is named as such; without a finding that was counted it stays insufficient."""
    own = ("-O", "evidence_prior=own", "-O", "evidence_prior_a=9", "-O", "evidence_prior_b=20")
    outcome = run(capsys, "evidence", GASTRIC, "GC-01", *own)
    assert "your own prior: Beta(9, 20)" in outcome.out
    assert "insufficient: no finding with published counts applies" in outcome.out


def test_evidence_with_counts_gives_a_posterior(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Melanoma under anti-PD-1, ctDNA gone by week 6: Lee 2018's 7.98 on its prior of 9.5 to 20.5, in closed form."""
    study = make_study(
        tmp_path / "study",
        subjects="subject,tumor_type\nP-01,melanoma\n",
        treatments="subject,day,agent,class\nP-01,0,nivolumab,checkpoint_inhibitor\n",
        findings="subject,day,test,value,text,unit,category\nP-01,-3,ctdna,120,,copies/mL,ctdna\n"
        "P-01,42,ctdna,,undetectable,copies/mL,ctdna\n",
    )
    told = json.loads(run(capsys, "evidence", study, "P-01", "--day", "56", "--json").out)
    odds = 9.5 / 20.5 * 7.98
    assert told["plain"]["point"] == pytest.approx(odds / (1 + odds), abs=2e-3)
    assert told["conservative"]["ratio"] < told["plain"]["ratio"]
    assert "7.98" in run(capsys, "evidence", study, "P-01", "--day", "56").out


def test_pathway_tells_where_the_patient_stands(capsys: pytest.CaptureFixture[str]) -> None:
    """On day 30 the flare of day 28 is in question: next scan on day 56 to 84, and why each datum is asked for."""
    outcome = run(capsys, "pathway", GASTRIC, "GC-01", "--today", "30")
    assert outcome.code == 0
    assert "FLARE_SCAN" in outcome.out
    assert "next scan: a smaller sum" in outcome.out
    told = json.loads(run(capsys, "pathway", GASTRIC, "--today", "30", "--json").out)
    [where] = told["standing"]
    assert (where["underneath"], where["window_open"], where["window_close"]) == ("FLARE_SCAN", 56, 84)


def test_pathway_follows_a_subject_without_a_scan(capsys: pytest.CaptureFixture[str]) -> None:
    """The first infusion of the donor case has no scan of its own; it is followed beside the second."""
    outcome = run(capsys, "pathway", DONOR, "DC-01.1")
    assert outcome.code == 0
    assert "Where DC-01.1 stands" in outcome.out
    assert "DC-01.2" not in outcome.out


def test_pathway_is_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Both tables as CSV, lists as text."""
    assert run(capsys, "pathway", GASTRIC, "-o", tmp_path / "out").code == 0
    standing = pl.read_csv(tmp_path / "out" / "standing.csv")
    assert "next scan (" in standing["data_to_obtain"][0]


@pytest.mark.parametrize("command", [("evidence", GASTRIC, "GC-99"), ("pathway", GASTRIC, "GC-99")])
def test_an_unknown_subject_is_told(capsys: pytest.CaptureFixture[str], command: tuple[str | Path, ...]) -> None:
    """A name that is not there is told with its like."""
    outcome = run(capsys, *command)
    assert outcome.code == 2
    assert "GC-01" in outcome.err


def test_no_command_names_a_treatment_to_give(capsys: pytest.CaptureFixture[str]) -> None:
    """Neither evidence nor pathway says to stop, to continue or to start anything."""
    said = run(capsys, "evidence", GASTRIC, "GC-01").out + run(capsys, "pathway", GASTRIC).out
    for order in ("stop the", "continue the", "switch to", "start a", "give "):
        assert order not in said.lower()
