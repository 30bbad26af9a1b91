"""SDTM: the bundled study, and small domains for what it does not have."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl
import pytest

from ebbtide.errors import DataError, MissingColumnError, UnitError, UnknownWordError
from ebbtide.formats import read_study
from ebbtide.formats.sdtm import domain_named
from tests.formats.support import csv_of, folder_of, rules_of

if TYPE_CHECKING:
    from ebbtide.study import Study

BUNDLED = Path(str(files("ebbtide") / "examples" / "pharmaverse-recist"))

TU = "USUBJID,TULNKID,TUTESTCD,TUORRES,TULOC,TULAT,TUMETHOD,TUEVAL,VISIT,TUDTC"
TR = "USUBJID,TRLNKID,TRTESTCD,TRORRES,TRORRESU,TRSTAT,TRREASND,TREVAL,TREVALID,VISIT,TRDTC,TRDY"
RS = "USUBJID,RSTESTCD,RSCAT,RSORRES,RSEVAL,RSEVALID,VISIT,RSDTC"
DM = "USUBJID,RFSTDTC,ARM,AGE,SEX,DTHDTC"
EX = "USUBJID,EXTRT,EXDOSE,EXDOSU,EXSTDTC,EXENDTC"

ME = "INVESTIGATOR"


def tu(
    lesion: str, role: str, organ: str = "LIVER", *, test: str = "TUMIDENT", visit: str = "BL", when: str = ""
) -> str:
    """A record of TU."""
    return f"P1,{lesion},{test},{role},{organ},,CT,{ME},{visit},{when}"


def tr(lesion: str, test: str, result: str, visit: str = "BL", when: str = "2024-01-10", **more: str) -> str:
    """A record of TR."""
    unit = "mm" if result.replace(".", "").isdigit() else ""
    status, reason = more.get("status", ""), more.get("reason", "")
    return (
        f"P1,{lesion},{test},{result},{more.get('unit', unit)},{status},{reason},{ME},{more.get('reader', '')},"
        f"{visit},{when},{more.get('study_day', '')}"
    )


def study_of(place: Path, tus: list[str], trs: list[str], **domains: list[str]) -> Study:
    """A study of domains."""
    tables = {"tu": [TU, *tus], "tr": [TR, *trs], "dm": [DM, "P1,2024-01-10,A,57,F,"]} | domains
    return read_study(folder_of(place, {f"{name}.csv": csv_of(rows) for name, rows in tables.items() if len(rows) > 1}))


def lesions(study: Study, *columns: str) -> list[tuple[Any, ...]]:
    """The readings, by lesion and day."""
    return study.table("measurements").sort("lesion", "day").select(columns).rows()


def test_the_bundled_study_is_read_whole() -> None:
    """Eight subjects, three readers, 273 readings and 66 responses; every reader has a baseline on day 0."""
    study = read_study(BUNDLED)
    frame = study.table("measurements")
    assert (len(study.subjects), frame.height, study.table("reported").height) == (8, 273, 66)
    assert sorted(frame.get_column("reader").unique()) == ["INVESTIGATOR", "RADIOLOGIST 1", "RADIOLOGIST 2"]
    first = frame.group_by("subject", "reader").agg(pl.col("day").min())
    assert set(first.get_column("day")) == {0}
    assert frame.filter(pl.col("organ") == "LYMPH NODE").get_column("nodal").all()
    assert not frame.filter(pl.col("organ") != "LYMPH NODE").get_column("nodal").any()


def test_the_bundled_study_accounts_for_every_record() -> None:
    """Of 546 records each is in a reading or in a finding: 39 copies, the other 507 make 273 readings."""
    study = read_study(BUNDLED)
    assert rules_of(study) == {"READ05": 72, "READ20": 39, "READ12": 6, "READ14": 3, "READ53": 1}
    targets = study.table("measurements").filter(pl.col("role") == "target")
    assert (targets.height, study.table("measurements").height - targets.height) == (234, 39)


def test_every_response_of_the_bundled_study_has_its_lesions() -> None:
    """Each call falls on a day on which its reader read lesions of the subject."""
    study = read_study(BUNDLED)
    points = study.table("measurements").select("subject", "reader", "day").unique()
    calls = study.table("reported")
    assert calls.join(points, on=["subject", "reader", "day"], how="anti").is_empty()
    assert set(calls.get_column("criterion")) == {"recist-1.1"}


def test_lengths_of_the_bundled_study_are_exact() -> None:
    """33.6128 mm is 33,613 micrometres; the short axis of the node is its LPERP."""
    frame = read_study(BUNDLED).table("measurements")
    node = frame.filter(
        pl.col("subject") == "01-701-1015", pl.col("lesion") == "T02", pl.col("day") == 0, reader="RADIOLOGIST 1"
    )
    assert node.select("longest_um", "perpendicular_um", "state").row(0) == (33_613, 32_320, "measured")


@pytest.mark.parametrize(
    ("role", "ours", "nodal"),
    [
        ("TARGET", "target", False),
        ("NON-TARGET", "nontarget", False),
        ("NEW", "new", False),
        ("NEW TARGET", "new_target", False),
        ("NEW NON-TARGET", "new_nontarget", False),
        ("TARGET NODAL", "target", True),
        ("TARGET EXTRA NODAL", "target", False),
    ],
)
def test_roles_come_from_tu(tmp_path: Path, role: str, ours: str, nodal: bool) -> None:  # noqa: FBT001 - the expectation
    """The terms of the code list, nodal or not."""
    study = study_of(tmp_path, [tu("L1", role)], [tr("L1", "LDIAM", "20"), tr("L1", "LPERP", "16")])
    assert lesions(study, "role", "nodal", "organ", "method") == [(ours, nodal, "LIVER", "CT")]


def test_a_lesion_measured_only_across_is_a_node(tmp_path: Path) -> None:
    """LPERP alone is a short axis; a LYMPH NODE needs no such hint; DIAMETER is what the sum uses."""
    study = study_of(
        tmp_path,
        [tu("A", "TARGET", ""), tu("B", "TARGET", "LYMPH NODE"), tu("C", "TARGET"), tu("D", "TARGET", "LYMPH NODE")],
        [tr("A", "LPERP", "16"), tr("B", "LPERP", "17"), tr("C", "DIAMETER", "18"), tr("D", "DIAMETER", "19")],
    )
    assert lesions(study, "lesion", "nodal", "longest_um", "perpendicular_um") == [
        ("A", True, None, 16_000),
        ("B", True, None, 17_000),
        ("C", False, 18_000, None),
        ("D", True, None, 19_000),
    ]


def test_states_and_words_are_read(tmp_path: Path) -> None:
    """Tumor states, node states, words in place of sizes, and centimetres."""
    study = study_of(
        tmp_path,
        [tu("A", "NON-TARGET"), tu("B", "NON-TARGET NODAL"), tu("C", "TARGET"), tu("D", "TARGET"), tu("E", "NEW")],
        [
            *(tr("A", "TUMSTATE", "PRESENT"), tr("B", "LNSTATE", "NON-PATHOLOGICAL")),
            *(tr("C", "LDIAM", "TOO SMALL TO MEASURE"), tr("D", "LDIAM", "2.5", unit="cm")),
            tr("E", "TUMSTATE", "EQUIVOCAL"),
        ],
    )
    assert lesions(study, "lesion", "state", "longest_um") == [
        ("A", "present", None),
        ("B", "absent", None),
        ("C", "too_small", None),
        ("D", "measured", 25_000),
        ("E", "equivocal", None),
    ]


def test_a_standard_result_goes_before_the_original(tmp_path: Path) -> None:
    """Five millimetres by rule for what was too small keeps both the number and the reason."""
    header = TR + ",TRSTRESC,TRSTRESU"
    rows = [tr("A", "LDIAM", "TSTM") + ",5,mm", tr("B", "LDIAM", "2.1", unit="cm") + ",21,mm"]
    study = study_of(tmp_path, [tu("A", "TARGET"), tu("B", "TARGET")], [], tr=[header, *rows])
    assert lesions(study, "state", "longest_um") == [("too_small", 5_000), ("measured", 21_000)]


@pytest.mark.parametrize(
    ("reason", "state"),
    [
        ("TUMOR MERGED", "merged"),
        ("Lesions coalesced", "merged"),
        ("NOT ASSESSABLE: Image obscured", "not_evaluable"),
        ("SCAN NOT PERFORMED", "not_done"),
        ("", "not_done"),
    ],
)
def test_what_was_not_done_says_why(tmp_path: Path, reason: str, state: str) -> None:
    """Merged, not readable, or not done."""
    rows = [tr("A", "LDIAM", "20"), tr("A", "LDIAM", "", "W6", "2024-02-21", status="NOT DONE", reason=reason)]
    assert lesions(study_of(tmp_path, [tu("A", "TARGET")], rows), "state") == [("measured",), (state,)]


def test_not_done_beside_a_result_says_nothing(tmp_path: Path) -> None:
    """A missing short axis does not undo the diameter; a missing date is that of the visit."""
    rows = [tr("A", "LDIAM", "20"), tr("A", "LPERP", "", when="", status="NOT DONE")]
    study = study_of(tmp_path, [tu("A", "TARGET")], rows)
    assert lesions(study, "state", "longest_um", "day") == [("measured", 20_000, 0)]
    assert not study.findings


def test_split_lesions_keep_their_parts(tmp_path: Path) -> None:
    """T04.1 and T04.2 are what T04 is."""
    rows = [tr("T04", "LDIAM", "20")]
    rows += [tr(part, "LDIAM", "9", "W6", "2024-02-21") for part in ("T04.1", "T04.2")]
    split = [tu(part, "SPLIT", test="TUSPLIT", visit="W6") for part in ("T04.1", "T04.2")]
    study = study_of(tmp_path, [tu("T04", "TARGET"), *split], rows)
    assert lesions(study, "lesion", "role", "organ") == [
        ("T04", "target", "LIVER"),
        ("T04.1", "target", "LIVER"),
        ("T04.2", "target", "LIVER"),
    ]


def test_merged_lesions_are_measured_once(tmp_path: Path) -> None:
    """The first carries the size of T02/T03; the other is merged; their own records say nothing more."""
    rows = [tr("T02", "LDIAM", "20"), tr("T03", "LDIAM", "15"), tr("T02/T03", "LDIAM", "31", "W6", "2024-02-21")]
    rows += [tr("T03", "LDIAM", "", "W6", "2024-02-21", status="NOT DONE", reason="TUMOR MERGED")]
    study = study_of(tmp_path, [tu("T02", "TARGET"), tu("T03", "TARGET")], rows)
    assert lesions(study, "lesion", "day", "state", "longest_um") == [
        ("T02", 0, "measured", 20_000),
        ("T02", 42, "measured", 31_000),
        ("T03", 0, "measured", 15_000),
        ("T03", 42, "merged", None),
    ]
    assert not study.findings


def test_a_new_lesion_that_only_tu_has_is_there(tmp_path: Path) -> None:
    """Identified at a visit, it was present then; a target without records is noted and no more."""
    identified = [tu("A", "TARGET"), tu("B", "TARGET"), tu("N", "NEW", visit="W6", when="2024-02-21")]
    study = study_of(tmp_path, identified, [tr("A", "LDIAM", "20")])
    assert lesions(study, "lesion", "role", "state", "day") == [
        ("A", "target", "measured", 0),
        ("N", "new", "present", 42),
    ]
    assert [finding.problem for finding in study.findings] == [
        "N is identified and has no records; it counts as present then",
        "B is identified and has no records",
    ]


def test_new_lesions_of_tu_alone_are_read(tmp_path: Path) -> None:
    """TU without TR gives the new lesions."""
    study = study_of(tmp_path, [tu("N", "NEW", visit="W6", when="2024-02-21")], [])
    assert lesions(study, "lesion", "state", "day") == [("N", "present", 42)]


def test_domains_without_readings_make_no_table(tmp_path: Path) -> None:
    """Targets that were never measured and responses of other kinds leave nothing to judge."""
    study = study_of(tmp_path, [tu("A", "TARGET")], [], rs=[RS, "P1,SYMPTDTR,RECIST 1.1,Y,,R1,,"])
    assert list(study.tables) == ["subjects"]
    assert rules_of(study) == {"READ50": 1, "READ52": 1}


def test_records_that_nothing_identifies_are_set_aside(tmp_path: Path) -> None:
    """Without role there is no reading; the group of the record may give it."""
    header = TR + ",TRGRPID"
    rows = [f"{tr('A', 'LDIAM', '20')},", f"{tr('B', 'LDIAM', '21')},NON-TARGET", f"{tr('', 'LDIAM', '22')},TARGET"]
    study = study_of(tmp_path, [tu("C", "TARGET")], [], tr=[header, *rows])
    assert lesions(study, "lesion", "role") == [("B", "nontarget")]
    assert rules_of(study) == {"READ51": 2, "READ52": 1}


def test_without_tu_the_groups_tell_the_roles(tmp_path: Path) -> None:
    """TR alone is enough where it says what the lesions are."""
    rows = [TR + ",TRGRPID", tr("A", "LDIAM", "20") + ",TARGET"]
    study = read_study(folder_of(tmp_path, {"tr.csv": csv_of(rows)}))
    assert lesions(study, "lesion", "role", "day") == [("A", "target", 0)]
    assert rules_of(study) == {"READ10": 1}


def test_study_days_help_where_dates_are_partial(tmp_path: Path) -> None:
    """SDTM counts without a zero: study day 43 is day 42, and -1 is -1; a full date goes before its study day."""
    rows = [
        tr("A", "LDIAM", "20", "BL", "2024-01", study_day="-1"),
        tr("A", "LDIAM", "21", "W6", "2024-02", study_day="43"),
        tr("A", "LDIAM", "22", "W12", "2024-04-03", study_day="7"),
    ]
    assert lesions(study_of(tmp_path, [tu("A", "TARGET")], rows), "day") == [(-1,), (42,), (84,)]


def test_readers_are_kept_apart(tmp_path: Path) -> None:
    """The identifier of the evaluator is the reader's name; without one it is the evaluator."""
    rows = [tr("A", "LDIAM", "20"), tr("A", "LDIAM", "22", reader="R1") + ""]
    identified = [tu("A", "TARGET"), tu("A", "TARGET").replace(ME, "R1")]
    assert lesions(study_of(tmp_path, identified, rows), "reader", "longest_um") == [(ME, 20_000), ("R1", 22_000)]


def test_summaries_are_counted_and_not_used(tmp_path: Path) -> None:
    """Sums are for checking; lesions are for judging."""
    rows = [tr("A", "LDIAM", "20"), tr("", "SUMDIAM", "20"), tr("", "SUMDIAM", "21")]
    study = study_of(tmp_path, [tu("A", "TARGET")], rows)
    assert study.findings[0].problem == "2 records of SUMDIAM are not used"


def test_two_different_results_are_a_conflict(tmp_path: Path) -> None:
    """A second result of a lesion on a day goes the way of all doubles; a copy is read once."""
    rows = [tr("A", "LDIAM", "20"), tr("A", "LDIAM", "24"), tr("B", "LDIAM", "20"), tr("B", "LDIAM", "20")]
    study = study_of(tmp_path, [tu("A", "TARGET"), tu("B", "TARGET")], rows)
    assert lesions(study, "lesion", "state") == [("A", "not_evaluable"), ("B", "measured")]
    assert rules_of(study) == {"READ20": 1, "READ21": 1}


RESPONSES = [
    RS,
    "P1,TRGRESP,RECIST 1.1,PR,,R1,W6,2024-02-21", "P1,NTRGRESP,RECIST 1.1,NON-CR/NON-PD,,R1,W6,2024-02-21",
    "P1,OVRLRESP,RECIST 1.1,PD,,R1,W6,2024-02-21", "P1,NEWLIND,RECIST 1.1,Y,,R1,W6,2024-02-21",
    "P1,NEWLPROG,RECIST 1.1,EQUIVOCAL,,R1,W6,2024-02-21", "P1,OVRLRESP,iRECIST,iUPD,,R1,W6,2024-02-21",
    "P1,BESTRESP,RECIST 1.1,PD,,R1,,",
]  # fmt: skip


def test_responses_are_brought_side_by_side(tmp_path: Path) -> None:
    """One row per reader, day and criterion; what RS has besides is counted."""
    study = study_of(tmp_path, [tu("A", "TARGET")], [tr("A", "LDIAM", "20")], rs=RESPONSES)
    columns = ("criterion", "overall_response", "target_response", "nontarget_response", "new_lesion", "day")
    assert study.table("reported").select(columns).rows() == [
        ("recist-1.1", "PD", "PR", "NON-CR/NON-PD", "equivocal", 42),
        ("irecist", "iUPD", None, None, None, 42),
    ]
    assert study.table("reported_best").select("reader", "criterion", "best_overall_response", "confirmed").rows() == [
        ("R1", "recist-1.1", "PD", None)
    ]
    assert study.findings == ()


def test_demographics_and_exposure_are_read(tmp_path: Path) -> None:
    """Day 0 is RFSTDTC; treatments have days; a death is an event; supplements are counted."""
    study = study_of(
        tmp_path,
        [tu("A", "TARGET")],
        [tr("A", "LDIAM", "20")],
        dm=[DM, "P1,2024-01-10T08:00,A,57,F,2024-06-01", "P2,,B,60,M,"],
        ex=[EX, "P1,CELLS,5,10^6,2024-01-10,2024-01-11"],
        supptr=["USUBJID,QNAM", "P1,TRLOC"],
    )
    assert study.table("subjects").select("subject", "arm", "age").rows() == [("P1", "A", 57.0), ("P2", "B", 60.0)]
    assert study.table("treatments").select("agent", "day", "end_day", "dose").rows() == [("CELLS", 0, 1, 5.0)]
    assert study.table("events").select("subject", "event", "day").rows() == [("P1", "death", 143)]
    assert [finding.problem for finding in study.findings] == ["1 records are not used"]


@pytest.mark.parametrize(
    ("rows", "error", "problem"),
    [
        ([tr("A", "LDIAM", "big")], UnitError, "tr.csv, row 2, column TRSTRESC, subject P1: 'big' is no number"),
        ([tr("A", "LDIAM", "-2")], UnitError, "-2 is negative"),
        ([tr("A", "TUMSTATE", "FLUFFY")], UnknownWordError, "'FLUFFY' is no state of a lesion"),
    ],
)
def test_results_that_cannot_be_used_are_refused(
    tmp_path: Path, rows: list[str], error: type[DataError], problem: str
) -> None:
    """The domain, the row and the variable are named."""
    with pytest.raises(error) as caught:
        study_of(tmp_path, [tu("A", "TARGET")], rows)
    assert problem in caught.value.problem


def test_a_missing_variable_is_named(tmp_path: Path) -> None:
    """A domain without its key cannot be read."""
    with pytest.raises(MissingColumnError, match=r"tr.csv lacks the column TRLNKID"):
        study_of(tmp_path, [tu("A", "TARGET")], [], tr=["USUBJID,TRTESTCD,TRORRES,TRDTC", "P1,LDIAM,20,2024-01-10"])


def test_a_single_domain_is_no_study(tmp_path: Path) -> None:
    """The hint asks for the folder."""
    study_of(tmp_path, [tu("A", "TARGET")], [], tr=[TR, tr("A", "LDIAM", "20")])
    with pytest.raises(DataError, match="is one SDTM domain"):
        read_study(tmp_path / "tr.csv")


@pytest.mark.parametrize(
    ("stem", "domain"), [("tr", "TR"), ("TU_ONCO", "TU"), ("supprs", "SUPP"), ("trials", None), ("dm-2024", "DM")]
)
def test_domains_are_known_by_their_file_names(stem: str, domain: str | None) -> None:
    """The first word of the name is the domain."""
    assert domain_named(stem) == domain


def test_domains_may_be_frames() -> None:
    """A mapping of dataframes is a study of domains as well."""
    frames = {code: pl.read_csv(BUNDLED / f"{code}.csv", infer_schema=False) for code in ("tu", "tr", "rs", "dm")}
    upper = {code.upper(): frame for code, frame in frames.items()}
    assert read_study(upper).table("measurements").equals(read_study(BUNDLED).table("measurements"))
