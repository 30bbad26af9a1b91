"""`ebbtide convert`: a study as something else, every row accounted for, whole or not at all."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING

import polars as pl
import pytest

import ebbtide
from ebbtide.formats.datasets import read_dataset
from tests.cli.support import make_study, prints_of, run

if TYPE_CHECKING:
    from pathlib import Path

SDTM = ebbtide.examples.path("pharmaverse-recist")


def test_sdtm_becomes_a_tidy_study_that_is_judged_alike(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The tidy study is read again, with its name, and every call is the same; every row read is accounted for."""
    outcome = run(capsys, "convert", SDTM, tmp_path / "tidy")
    assert outcome.code == 0
    before, after = ebbtide.read_study(SDTM), ebbtide.read_study(tmp_path / "tidy")
    assert after.name == before.name
    judged = [ebbtide.assess(study, criteria=["recist-1.1"]).responses for study in (before, after)]
    assert judged[0].equals(judged[1])
    account = pl.read_csv(tmp_path / "tidy" / "conversion" / "imports.csv")
    assert account.select("file", "rows").rows() == [("dm.csv", 8), ("rs.csv", 66), ("tr.csv", 546), ("tu.csv", 75)]
    assert (account["rows"] == account["used"] + account["set_aside"]).all()


def test_pinned_options_go_along(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What the study pins, or the command says, stands in the settings of the tidy study."""
    outcome = run(capsys, "convert", SDTM, tmp_path / "tidy", "-O", "a4_nt=table2", "-O", "early_variance_days=2")
    assert outcome.code == 0
    assert ebbtide.read_study(tmp_path / "tidy").options.changed() == {"a4_nt": "table2", "early_variance_days": 2}


@pytest.mark.parametrize("form", ["xpt", "dataset-json", "ndjson", "dsjc", "csv", "parquet"])
def test_datasets_hold_the_same_in_every_form(tmp_path: Path, capsys: pytest.CaptureFixture[str], form: str) -> None:
    """ADTTE has one row per subject, evaluator and endpoint, its values alike in every kind of file."""
    outcome = run(capsys, "convert", SDTM, tmp_path / "adam", "--to", "adam", "--format", form)
    assert outcome.code == 0
    ending = {"dataset-json": "json"}.get(form, form)
    assert sorted(path.name for path in (tmp_path / "adam").iterdir()) == sorted(
        [f"adrs.{ending}", f"adtr.{ending}", f"adtte.{ending}", "conversion", "define.xml"]
    )
    frame = read_dataset(tmp_path / "adam" / f"adtte.{ending}").frame
    # 01-701-1028, investigator: PD at week 6, 2013-08-30, of a therapy begun 2013-07-19; both days count.
    row = frame.filter((pl.col("USUBJID") == "01-701-1028") & (pl.col("PARAMCD") == "PFS")).select(
        pl.col("AVAL", "CNSR").cast(pl.Float64)
    )
    assert row.rows() == [(43.0, 0.0)]


def test_the_sdtm_that_is_written_is_judged_alike(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """DM, TU, TR and RS read again give the same calls, and the reported responses are the computed ones."""
    assert run(capsys, "convert", SDTM, tmp_path / "sdtm", "--to", "sdtm").code == 0
    outcome = run(capsys, "assess", tmp_path / "sdtm", "-c", "recist-1.1", "--json")
    told = json.loads(outcome.out)
    again = {(row["subject"], row["reader"], row["day"]): row["overall_response"] for row in told["responses"]}
    own = ebbtide.assess(ebbtide.read_study(SDTM), criteria=["recist-1.1"])
    first = {
        (subject, reader, day): word
        for subject, reader, day, word in own.responses.select(
            pl.col("subject", "reader").cast(pl.String), "day", pl.col("overall_response").cast(pl.String)
        ).iter_rows()
    }
    assert again == first


def test_what_breaks_a_rule_is_refused_and_nothing_is_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """XPT takes ASCII alone: a subject named in Chinese is named, with the rule, and the folder is not made."""
    study = make_study(tmp_path / "study", measurements="subject,lesion,day,role,longest_mm\n病人,T1,0,target,30\n")
    outcome = run(capsys, "convert", study, tmp_path / "out", "--to", "sdtm")
    assert outcome.code == 2
    assert "ASCII" in outcome.err
    assert not (tmp_path / "out").exists()
    assert run(capsys, "convert", study, tmp_path / "out", "--to", "sdtm", "--format", "dataset-json").code == 0


def test_an_earlier_conversion_is_replaced_only_when_asked(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Without --overwrite the folder stays as it is; a folder of other things is never touched."""
    study = make_study(tmp_path / "study")
    assert run(capsys, "convert", study, tmp_path / "out").code == 0
    before = prints_of(tmp_path / "out")
    outcome = run(capsys, "convert", study, tmp_path / "out")
    assert (outcome.code, prints_of(tmp_path / "out")) == (2, before)
    assert run(capsys, "convert", study, tmp_path / "out", "--format", "parquet", "--overwrite").code == 0
    assert not (tmp_path / "out" / "measurements.csv").exists()
    (tmp_path / "out" / "mine.txt").write_text("mine")
    outcome = run(capsys, "convert", study, tmp_path / "out", "--overwrite")
    assert outcome.code == 2
    assert "mine.txt" in outcome.err


def test_the_input_is_not_touched(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A conversion into the study's own folder is refused, and no file of the study changes."""
    shutil.copytree(SDTM, tmp_path / "study")
    before = prints_of(tmp_path / "study")
    assert run(capsys, "convert", tmp_path / "study", tmp_path / "study").code == 2
    assert run(capsys, "convert", tmp_path / "study", tmp_path / "study" / "out", "--to", "adam").code == 0
    after = prints_of(tmp_path / "study")
    assert {name: after[name] for name in before} == before


def test_tidy_tables_are_no_datasets(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """XPT has no room for the names of tidy columns: the command says what to ask for."""
    outcome = run(capsys, "convert", SDTM, tmp_path / "out", "--format", "xpt")
    assert outcome.code == 2
    assert "--to adam" in outcome.err


def test_results_can_be_written_as_datasets(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """`assess --format xpt` writes SDTM and ADaM in place of the tables, each with its Define-XML."""
    study = make_study(tmp_path / "study")
    outcome = run(capsys, "assess", study, "-c", "recist-1.1,imrecist", "-o", tmp_path / "out", "--format", "xpt")
    assert outcome.code == 0
    written = {path.relative_to(tmp_path / "out").as_posix() for path in (tmp_path / "out").rglob("*.*")}
    assert written == {
        *("sdtm/dm.xpt", "sdtm/tu.xpt", "sdtm/tr.xpt", "sdtm/rs.xpt", "sdtm/relrec.xpt", "sdtm/define.xml"),
        *("adam/adtr.xpt", "adam/adrs.xpt", "adam/adtte.xpt", "adam/define.xml"),
        *("findings.csv", "run.json"),
    }


def test_sponsor_terms_are_listed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The criterion imRECIST has no term of CDISC's: the command and sponsor_terms.csv say so."""
    study = make_study(tmp_path / "study")
    outcome = run(capsys, "convert", study, tmp_path / "out", "--to", "sdtm", "-c", "imrecist")
    assert outcome.code == 0
    assert "imRECIST" in outcome.out
    assert "imRECIST" in pl.read_csv(tmp_path / "out" / "conversion" / "sponsor_terms.csv")["term"].to_list()


def test_tables_without_rows_are_not_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A death that has no date is no event: there is no file of events, and what is written can be read."""
    place = tmp_path / "study"
    place.mkdir()
    (place / "dm.csv").write_text("USUBJID,RFSTDTC,DTHFL\nP1,2024-01-10,Y\n", encoding="utf-8")
    header = "USUBJID,TRLNKID,TRGRPID,TRTESTCD,TRORRES,TRORRESU,TRDTC"
    (place / "tr.csv").write_text(f"{header}\nP1,A,TARGET,LDIAM,20,mm,2024-01-10\n", encoding="utf-8")
    assert run(capsys, "convert", place, tmp_path / "tidy").code == 0
    assert sorted(file.name for file in (tmp_path / "tidy").glob("*.csv")) == ["measurements.csv", "subjects.csv"]
    assert ebbtide.read_study(tmp_path / "tidy").table("measurements").height == 1
