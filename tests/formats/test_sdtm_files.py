"""SDTM in several files: split domains, copies, contradictions, tidy tables beside, and what became of every row."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ebbtide import examples
from ebbtide.errors import DataError, UnitError, UnreadableFileError
from ebbtide.formats import read_study
from ebbtide.formats.accounts import Account, Fate, Lost
from ebbtide.study.imports import as_frame
from ebbtide.study.model import Part, with_places
from tests.formats.domains import (
    DM,
    ME,
    SUPP,
    TR,
    TU,
    becomes,
    files_of,
    lesions,
    line,
    study_of,
    supp,
    tr,
    tu,
    usual,
    why,
)
from tests.formats.support import csv_of, folder_of

if TYPE_CHECKING:
    from pathlib import Path

W6 = {"VISIT": "W6", "TRDTC": "2024-02-21"}


def test_a_domain_may_be_split(tmp_path: Path) -> None:
    """The parts follow each other; a finding names the file and the row in it."""
    second = [TR, tr("A", "LDIAM", "21.00001", TRSEQ=2, **W6), tr("", "LDIAM", 9, TRSEQ=3, **W6)]
    study = study_of(tmp_path, tr1=[TR, tr("A", "LDIAM", 20, TRSEQ=1)], tr=[], tr_more=second)
    assert lesions(study, "day", "longest_um") == [(0, 20_000), (42, 21_000)]
    places = {finding.rule: (finding.file, finding.row) for finding in study.findings}
    assert places == {"READ05": ("tr_more.csv", 2), "READ51": ("tr_more.csv", 3)}
    rows = study.table("measurements").get_column("row").to_list()
    assert [study.place("measurements", row) for row in rows] == [("tr1.csv", 2), ("tr_more.csv", 2)]


def test_rows_of_a_split_domain_are_unique_and_lead_to_their_files(tmp_path: Path) -> None:
    """The number of a record is its own in the domain; the parts tell the file and the row."""
    study = study_of(tmp_path, tr1=[TR, tr("A", "LDIAM", 20)], tr=[], tr2=[TR, tr("A", "LDIAM", 21, **W6)])
    records = study.domains["TR"]
    assert records.file == "tr1.csv"
    placed = with_places(records.frame, records.parts).select("row", "file", "file_row")
    assert placed.rows() == [(2, "tr1.csv", 2), (4, "tr2.csv", 2)]
    assert records.place(4) == ("tr2.csv", 2)


def test_an_error_in_a_split_domain_names_its_file(tmp_path: Path) -> None:
    """The row is that of the file it stands in."""
    second = [TR, tr("A", "LDIAM", 21, **W6), tr("A", "LDIAM", "big", VISIT="W12", TRDTC="2024-04-03")]
    with pytest.raises(UnitError, match=r"tr2.csv, row 3, column TRSTRESC, subject P1: 'big' is no number"):
        study_of(tmp_path, tr1=[TR, tr("A", "LDIAM", 20)], tr=[], tr2=second)


def test_a_file_that_is_a_copy_is_read_once(tmp_path: Path) -> None:
    """The same domain in two formats is one domain: the second is told, and its rows are set aside."""
    folder = folder_of(tmp_path, files_of(**usual()))
    pl.read_csv(folder / "tr.csv", infer_schema=False).with_columns(
        pl.col("TRORRES").cast(pl.Float64).cast(pl.String)
    ).write_parquet(folder / "tr.parquet")
    study = read_study(folder)
    assert lesions(study, "longest_um") == [(20_000,)]
    [told] = study.findings
    assert (told.rule, told.file, told.row) == ("READ20", "tr.parquet", None)
    assert told.problem == "its 1 records are those of tr.csv and are read once"
    assert becomes(study)["tr.parquet"] == ((), 1, 0, 1)


def test_records_that_two_files_share_are_read_once(tmp_path: Path) -> None:
    """Each copy is named with its row."""
    both = tr("A", "LDIAM", 20, TRSEQ=1)
    study = study_of(tmp_path, tr1=[TR, both], tr=[], tr2=[TR, both, tr("A", "LDIAM", 21, TRSEQ=2, **W6)])
    assert lesions(study, "longest_um") == [(20_000,), (21_000,)]
    assert [(finding.rule, finding.file, finding.row) for finding in study.findings] == [("READ20", "tr2.csv", 2)]
    assert why(study)["tr2.csv"] == "is a copy of another record (1)"


def test_files_that_contradict_each_other_are_refused(tmp_path: Path) -> None:
    """One number, two records: both files are named, with the subject and the rows."""
    with pytest.raises(DataError) as caught:
        study_of(tmp_path, tr=[TR, tr("A", "LDIAM", 20, TRSEQ=7)], tr_x=[TR, tr("A", "LDIAM", 21, TRSEQ="7.0")])
    files, _, place = caught.value.problem.partition(" under one number: ")
    assert files == "tr.csv and tr_x.csv have different records of TR"
    assert place == "USUBJID P1, TRSEQ 7 is in row 2 and in row 2"
    assert "a folder of its own" in caught.value.hint


def test_a_number_that_stands_twice_in_one_file_is_noted(tmp_path: Path) -> None:
    """Both records are read."""
    study = study_of(tmp_path, tr=[TR, tr("A", "LDIAM", 20, TRSEQ=1), tr("A", "LDIAM", 21, TRSEQ=1, **W6)])
    assert [(finding.rule, finding.row, finding.problem) for finding in study.findings] == [
        ("READ54", 3, "TRSEQ 1 comes twice")
    ]
    assert lesions(study, "longest_um") == [(20_000,), (21_000,)]


def test_the_column_domain_goes_before_the_name(tmp_path: Path) -> None:
    """A file that is named after another domain is read as what it holds, and told."""
    rows = ["DOMAIN," + TR, "TR," + tr("A", "LDIAM", 20)]
    study = study_of(tmp_path, tr=[], rs=rows)
    assert lesions(study, "longest_um") == [(20_000,)]
    assert [(finding.rule, finding.file) for finding in study.findings] == [("READ56", "rs.csv")]


def test_a_part_with_a_longer_name_is_known_by_its_domain(tmp_path: Path) -> None:
    """`trtu` is a part of TR where DOMAIN says so; a file that only begins alike is not read."""
    rows = ["DOMAIN," + TR, "TR," + tr("A", "LDIAM", 21, **W6)]
    study = study_of(tmp_path, trtu=rows, trip=["city,day", "Rome,1"], tree=["a,b", "1,2,3"])
    assert lesions(study, "longest_um") == [(20_000,), (21_000,)]
    assert [(finding.rule, finding.file) for finding in study.findings] == [
        ("READ03", "tree.csv"),
        ("READ03", "trip.csv"),
    ]


def test_records_of_several_domains_in_one_file_are_refused(tmp_path: Path) -> None:
    """A file holds one domain."""
    rows = ["DOMAIN," + TR, "TR," + tr("A", "LDIAM", 20), "RS," + tr("A", "LDIAM", 21)]
    with pytest.raises(DataError, match=r"tr.csv holds records of more than one domain: TR, RS"):
        study_of(tmp_path, tr=rows)


def test_every_domain_is_kept(tmp_path: Path) -> None:
    """Also those that no table is made of: as text, with their variables in upper case."""
    header = "domain,usubjid,vstestcd,vsstresn"
    study = study_of(tmp_path, vs=[header, "VS,P1,WEIGHT,57.0"], ts=["STUDYID,TSPARMCD,TSVAL", "X,PHASE,I"])
    assert list(study.domains) == ["DM", "TR", "TS", "TU", "VS"]
    assert study.domains["VS"].frame.rows(named=True) == [
        {"DOMAIN": "VS", "USUBJID": "P1", "VSTESTCD": "WEIGHT", "VSSTRESN": "57.0", "row": 2}
    ]
    assert why(study)["vs.csv"] == "is kept as a domain and in no table (1)"


def test_an_analysis_dataset_beside_domains_is_left_alone(tmp_path: Path) -> None:
    """ADaM is derived, and not read back."""
    study = study_of(tmp_path, adsl=["USUBJID,TRTSDT", "P1,2024-01-10"])
    assert [(finding.rule, finding.file) for finding in study.findings] == [("READ03", "adsl.csv")]


EVENTS = ["subject,day,event", "P1,60,new_therapy"]


def test_a_tidy_table_beside_domains_is_read_as_well(tmp_path: Path) -> None:
    """What the domains lack comes from it; where both have rows, both are read, and told."""
    dead = [DM, line(DM, USUBJID="P1", RFSTDTC="2024-01-10", DTHDTC="2024-06-01")]
    study = study_of(tmp_path, dm=dead, events=EVENTS, timepoints=["subject,day,clinically_stable", "P1,42,yes"])
    assert study.table("events").select("event", "day").rows() == [("death", 143), ("new_therapy", 60)]
    assert study.table("timepoints").get_column("clinically_stable").to_list() == [True]
    assert [str(finding.problem) for finding in study.findings] == ["events come from dm.csv as well; both are read"]
    rows = study.table("events").get_column("row").to_list()
    assert [study.place("events", row) for row in rows] == [("dm.csv", 2), ("events.csv", 2)]
    assert becomes(study)["events.csv"] == (("events",), 1, 1, 0)


def test_a_table_that_domains_and_a_tidy_file_both_give_is_refused(tmp_path: Path) -> None:
    """Which readings hold cannot be guessed."""
    rows = ["subject,lesion,role,day,longest_mm", "P1,A,target,0,20"]
    with pytest.raises(DataError, match=r"measurements comes twice: from tr.csv and from measurements.csv"):
        study_of(tmp_path, measurements=rows)


def test_one_table_in_two_formats_is_refused(tmp_path: Path) -> None:
    """Tidy tables have no numbers to tell copies by, so neither of two files is dropped in silence."""
    rows = csv_of(["subject,lesion,role,day,longest_mm", "P1,A,target,0,20"])
    folder = folder_of(tmp_path, {"measurements.csv": rows, "measurements.tsv": rows.replace(",", "\t")})
    with pytest.raises(DataError, match=r"has the table measurements twice: measurements.csv and measurements.tsv"):
        read_study(folder)


def test_a_single_domain_is_no_study(tmp_path: Path) -> None:
    """It is refused by what it holds, whatever its name."""
    folder = folder_of(tmp_path, {"export.csv": csv_of(["DOMAIN," + TR, "TR," + tr("A", "LDIAM", 20)])})
    with pytest.raises(DataError, match=r"export.csv is one SDTM domain"):
        read_study(folder / "export.csv")


@pytest.mark.parametrize("name", ["gastric-car-t", "pharmaverse-recist", "atezolizumab"])
def test_the_import_report_of_every_bundled_study_adds_up(name: str) -> None:
    """Rows read are rows used and rows set aside; whatever is set aside has a reason."""
    study = read_study(examples.path(name))
    assert study.imports
    for one in study.imports:
        assert one.rows == one.used + one.set_aside
        assert bool(one.why) == (one.set_aside > 0)
    tables = {table for one in study.imports for table in one.becomes}
    assert tables == set(study.tables)


def test_the_import_report_counts_every_reason(tmp_path: Path) -> None:
    """Sums, records without a lesion or a day, copies and a needless NOT DONE are each counted once."""
    rows = [
        tr("A", "LDIAM", 20),
        tr("A", "LDIAM", 20),
        tr("", "SUMDIAM", 20),
        tr("", "LDIAM", 9),
        tr("X", "LDIAM", 9),
        tr("A", "LPERP", "", TRSTAT="NOT DONE"),
        tr("A", "LDIAM", 21, VISIT="W6", TRDTC=""),
    ]
    study = study_of(tmp_path, tr=[TR, *rows], tu=[TU, tu("A", "TARGET"), tu("A", "TARGET"), tu("B", "NON-TARGET")])
    assert becomes(study)["tr.csv"] == (("measurements",), 7, 1, 6)
    assert set(why(study)["tr.csv"].split("; ")) == {
        "SUMDIAM is not used (1)",
        "names no lesion (1)",
        "is of a lesion that nothing identifies (1)",
        "was not done beside what was (1)",
        "is a copy of another record (1)",
        "has no day (1)",
    }
    assert why(study)["tu.csv"] == (
        "identifies a lesion again (1); identifies a lesion that was never measured or seen (1)"
    )


def test_the_import_report_of_tidy_tables(tmp_path: Path) -> None:
    """Rows without a day, copies and one of two contradicting readings are set aside."""
    rows = ["subject,lesion,role,day,longest_mm", "P1,A,target,0,20", "P1,A,target,0,20", "P1,A,target,,21"]
    rows += ["P1,A,target,42,20", "P1,A,target,42,25"]
    study = read_study(folder_of(tmp_path, {"measurements.csv": csv_of(rows)}))
    [told] = study.imports
    assert (told.file, told.holds, told.becomes) == ("measurements.csv", "measurements", ("measurements",))
    assert (told.rows, told.used, told.set_aside) == (5, 2, 3)
    assert "has no day (1)" in told.why
    assert "is a copy of another row (1)" in told.why
    assert as_frame(study.imports).row(0)[:6] == ("measurements.csv", "measurements", "measurements", 5, 2, 3)


PARTS = (Part("a.csv"), Part("b.csv", 50))


@settings(max_examples=60, deadline=None)
@given(
    st.sets(st.integers(2, 99), min_size=1),
    st.sets(st.integers(2, 99)),
    st.sets(st.integers(2, 99)),
    st.sets(st.integers(2, 99)),
)
def test_an_account_always_adds_up(rows: set[int], aside: set[int], used: set[int], kept: set[int]) -> None:
    """Whatever is said of the rows, each is used or set aside, in one file, with one reason."""
    number = pl.UInt32
    account = Account("TR", pl.Series(sorted(rows), dtype=number), PARTS)
    account.set_aside(pl.Series(sorted(aside & rows), dtype=number), "is aside")
    same = pl.Series(sorted(used & rows), dtype=number)
    account.becomes("measurements", 0, pl.DataFrame({"record": same, "row": same}))
    survivors = pl.Series(sorted(kept), dtype=number)
    gone = pl.Series(sorted(rows - kept), dtype=number)
    lines = list(account.imports({"measurements": [Fate(survivors, (Lost(gone, "is gone"),))]}))
    assert [one.file for one in lines] == ["a.csv", "b.csv"]
    assert all(one.rows == one.used + one.set_aside for one in lines)
    assert sum(one.rows for one in lines) == len(rows)
    assert sum(one.used for one in lines) == len(rows & used & kept)


@pytest.mark.parametrize(
    "domains",
    [
        {"supptu": [SUPP, supp("TU", "TULNKID", "A", "PRVIR", "Y"), supp("XX", "", "", "PRVIR", "Y")]},
        {"supptr": ["USUBJID,QNAM", "P1,TRLOC"], "tr": [TR, tr("A", "LDIAM", 20, TRDTC="2024"), tr("A", "LPERP", 9)]},
        {"tr": [TR, tr("T1/T2", "LDIAM", 30)], "tu": [TU, tu("T1", "TARGET"), tu("T2", "TARGET"), tu("N", "NEW")]},
    ],
)
def test_reports_of_odd_domains_add_up(tmp_path: Path, domains: dict[str, list[str]]) -> None:
    """Also where qualifiers go nowhere, dates are years, or lesions are merged."""
    study = study_of(tmp_path, **usual() | domains)
    assert all(one.rows == one.used + one.set_aside for one in study.imports)
    assert ME in set(study.table("measurements").get_column("reader"))


@pytest.mark.parametrize("name", ["tr.dsjc", "tr.ndjson", "tr.json"])
def test_a_damaged_domain_is_told_and_not_left_alone(tmp_path: Path, name: str) -> None:
    """A file named after TR that is no Dataset-JSON is an error: a study without it would be judged in silence."""
    study_of(tmp_path, **usual())
    (tmp_path / name).write_bytes(b"\x1f\x8b\x08\x00 cut")
    with pytest.raises(UnreadableFileError, match=name):
        read_study(tmp_path)
