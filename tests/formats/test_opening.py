"""What a study may be: a folder, a file, with options beside it."""

from __future__ import annotations

import os
from pathlib import Path

import polars as pl
import pytest

from ebbtide import examples
from ebbtide.errors import CriteriaError, DataError, EmptyTableError, MissingColumnError, UnreadableFileError
from ebbtide.formats import read_study
from ebbtide.study import Options, Strictness
from ebbtide.study.columns import TABLES
from tests.formats.support import csv_of, folder_of, rules_of

MEASUREMENTS = csv_of(["subject,lesion,day,role,longest_mm", "P1,T1,0,target,24", "P1,T1,42,target,12"])
SUMS = csv_of(["subject,day,target_sum_mm,new_lesion", "P1,0,42.47,", "P1,28,NE,no"])
REPORTED = csv_of(["subject,day,criterion,response", "P1,28,recist 1.1,PD"])


def test_a_folder_is_a_study(tmp_path: Path) -> None:
    """Tables are known by their names and synonyms; its name is the folder's; other files are named."""
    tables = {"lesions.csv": MEASUREMENTS, "timepoints.csv": SUMS, "shoes.csv": "a,b\n1,2\n", "README.md": "hello"}
    study = read_study(folder_of(tmp_path / "trial", tables))
    assert (study.name, list(study.tables)) == ("trial", ["measurements", "timepoints"])
    assert study.source == tmp_path / "trial"
    assert rules_of(study) == {"READ03": 1}
    assert study.findings[0].file == "shoes.csv"


def test_paths_may_be_text(tmp_path: Path) -> None:
    """A string or any path-like object."""
    folder = folder_of(tmp_path, {"measurements.csv": MEASUREMENTS})
    assert read_study(str(folder)).subjects == ["P1"]
    assert read_study(os.fspath(folder)).subjects == ["P1"]


@pytest.mark.parametrize(
    ("name", "text", "table"),
    [
        ("measurements.csv", MEASUREMENTS, "measurements"),
        ("export of 2024.csv", MEASUREMENTS, "measurements"),
        ("timepoints.csv", SUMS, "timepoints"),
        ("export.csv", SUMS, "timepoints"),
        ("calls.csv", REPORTED, "reported"),
    ],
)
def test_one_file_is_a_study(tmp_path: Path, name: str, text: str, table: str) -> None:
    """Which table it is, its name says or else its columns."""
    study = read_study(folder_of(tmp_path, {name: text}) / name)
    assert (list(study.tables), study.name) == ([table], name.removesuffix(".csv"))


def test_a_file_that_is_no_table_is_missing_columns(tmp_path: Path) -> None:
    """A single file is taken as measurements where nothing else fits."""
    with pytest.raises(MissingColumnError, match=r"export.csv lacks the columns subject, lesion, role"):
        read_study(folder_of(tmp_path, {"export.csv": "a,b\n1,2\n"}) / "export.csv")


def test_sums_may_say_that_nothing_was_evaluable(tmp_path: Path) -> None:
    """A word in the column of sums is the state of the targets."""
    frame = read_study(folder_of(tmp_path, {"timepoints.csv": SUMS})).table("timepoints")
    assert frame.select("target_sum_um", "target_state", "new_lesion").rows() == [
        (42_470, None, None),
        (None, "not_evaluable", "none"),
    ]


CRF = csv_of([
    "subject,day,nontarget_state,new_lesion,marker_state,cr_withdrawn",
    "P1,0,NON-CR/NON-PD,0,normal,", "P1,28,UNE,1,elevated,", "P1,56,INCLA,NE,,y", "P1,84,DEC,equivocal,,n",
    "P1,112,NCLA,No,,", "P1,140,CR,Yes,,", "P1,168,PD,additional,,", "P1,196,ND,,,",
])  # fmt: skip


def test_codes_of_case_report_forms_are_read(tmp_path: Path) -> None:
    """The abbreviations of iRECIST forms are states."""
    frame = read_study(folder_of(tmp_path, {"timepoints.csv": CRF})).table("timepoints")
    assert frame.get_column("nontarget_state").to_list() == [
        *("present", "unequivocal_progression", "increased", "decreased", "present", "absent"),
        *("unequivocal_progression", "not_done"),
    ]
    assert frame.get_column("new_lesion").to_list() == [
        *("none", "unequivocal", "not_evaluated", "equivocal", "none", "unequivocal", "additional", None),
    ]
    assert frame.get_column("marker_state").to_list()[:2] == ["normal", "raised"]
    assert frame.get_column("cr_withdrawn").to_list()[1:4] == [None, True, False]


def test_two_time_points_on_one_day_are_refused(tmp_path: Path) -> None:
    """Copies are read once; different ones are an error that names the rows."""
    copies = read_study(folder_of(tmp_path / "a", {"timepoints.csv": SUMS + "P1,28,NE,no\n"}))
    assert (copies.table("timepoints").height, rules_of(copies)) == (2, {"READ20": 1})
    with pytest.raises(DataError, match=r"(?s)row 3.*two different time points on day 28.*row 4"):
        read_study(folder_of(tmp_path / "b", {"timepoints.csv": SUMS + "P1,28,50,no\n"}))


OTHERS = {
    "subjects.csv": csv_of(["patient,arm,age,sex,weight", "P1,A,57,F,57.5"]),
    "treatments.csv": csv_of(["subject,day,drug,class,dose,dose_unit", "P1,0,cells,CAR T,8.55e8,cells"]),
    "findings.csv": csv_of(
        ["subject,day,test,value,unit,category", "P1,9,CAR copies,peak,,car kinetics", "P1,12,CEA,3.1,,NA"]
    ),
    "events.csv": csv_of(["subject,day,event,grade", "P1,3,CRS,1", "P1,90,Died,"]),
}


def test_the_other_tables_are_read(tmp_path: Path) -> None:
    """Words in lower case with underscores; a result in words stays as text."""
    study = read_study(folder_of(tmp_path, OTHERS))
    assert study.table("subjects").select("subject", "age", "weight_kg").row(0) == ("P1", 57.0, 57.5)
    assert study.table("treatments").select("agent", "class", "dose").row(0) == ("cells", "car_t", 8.55e8)
    findings = study.table("findings").select("value", "text", "category").rows()
    assert findings == [(None, "peak", "car_kinetics"), (3.1, None, None)]
    assert study.table("events").select("event", "grade").rows() == [("crs", 1), ("death", None)]
    assert rules_of(study) == {"READ41": 1}


@pytest.mark.parametrize(
    ("table", "rows", "problem"),
    [
        ("subjects", ["subject,age", "P1,old"], "row 2, column age, subject P1: 'old' is no number"),
        ("treatments", ["subject,day,agent,dose", "P1,0,,5"], "row 2, column agent, subject P1: agent is blank"),
        ("events", ["subject,day,event,grade", "P1,0,crs,high"], "'high' is no whole number"),
        ("reported", ["subject,day,criterion,response", "P1,0,,PD"], "criterion is blank"),
        ("timepoints", ["subject,day,nontarget_state", "P1,0,fluffy"], "'fluffy' is no word for nontarget_state"),
    ],
)
def test_what_other_tables_cannot_use_is_refused(tmp_path: Path, table: str, rows: list[str], problem: str) -> None:
    """Text in numbers, blanks where something is needed, unknown states."""
    with pytest.raises(DataError) as caught:
        read_study(folder_of(tmp_path, {f"{table}.csv": csv_of(rows)}))
    assert problem in caught.value.problem


def test_a_path_that_is_not_there_is_guessed(tmp_path: Path) -> None:
    """The error names what looks like it."""
    folder_of(tmp_path / "my-trial", {"measurements.csv": MEASUREMENTS})
    with pytest.raises(UnreadableFileError) as caught:
        read_study(tmp_path / "my-trail")
    assert caught.value.hint == "did you mean my-trial?"
    with pytest.raises(UnreadableFileError, match="give a folder of tables"):
        read_study(Path("/nowhere/at/all"))


def test_a_file_of_another_kind_is_refused(tmp_path: Path) -> None:
    """Documents are no tables."""
    with pytest.raises(UnreadableFileError, match=r"notes.docx is of no kind that can be read"):
        read_study(folder_of(tmp_path, {"notes.docx": "hello"}) / "notes.docx")


def test_a_folder_without_tables_is_an_error(tmp_path: Path) -> None:
    """The hint names the tables there could be."""
    with pytest.raises(EmptyTableError) as caught:
        read_study(folder_of(tmp_path, {"shoes.csv": "a\n1\n"}))
    assert "measurements" in caught.value.hint


def test_one_table_in_two_files_is_an_error(tmp_path: Path) -> None:
    """Which one holds cannot be guessed."""
    with pytest.raises(DataError, match=r"has the table measurements twice: lesions.csv and measurements.csv"):
        read_study(folder_of(tmp_path, {"measurements.csv": MEASUREMENTS, "lesions.csv": MEASUREMENTS}))


def with_settings(place: Path, text: str) -> Path:
    """A study with its `ebbtide.toml`."""
    return folder_of(place, {"measurements.csv": MEASUREMENTS, "ebbtide.toml": text})


def test_a_study_pins_its_options(tmp_path: Path) -> None:
    """From the folder or beside the file; options given by hand replace them."""
    folder = with_settings(tmp_path, 'name = "Trial 7"\n[options]\nduplicate_reading = "largest"\n')
    pinned = Options(duplicate_reading="largest")
    assert (read_study(folder).options, read_study(folder).name) == (pinned, "Trial 7")
    assert read_study(folder / "measurements.csv").options == pinned
    assert read_study(folder, options=Options()).options == Options()


@pytest.mark.parametrize(
    ("text", "problem", "hint"),
    [
        (
            "[options]\nduplicate_readings = 1\n",
            "unknown option in ebbtide.toml: duplicate_readings",
            "duplicate_reading",
        ),
        ("[option]\n", "unknown entry of ebbtide.toml: option", "did you mean options?"),
        ("[options]\nduplicate_reading = 'both'\n", "the option duplicate_reading cannot be 'both'", "not_evaluable"),
        ("options = 3\n", "options of ebbtide.toml is no table", "[options]"),
        ('preset = "admiral"\n', "unknown preset: admiral", "admiralonco"),
    ],
)
def test_settings_that_do_not_exist_are_refused(tmp_path: Path, text: str, problem: str, hint: str) -> None:
    """The error names the key, the value and what there is."""
    with pytest.raises(CriteriaError) as caught:
        read_study(with_settings(tmp_path, text))
    assert problem in caught.value.problem
    assert hint in caught.value.hint


def test_options_stand_over_the_preset_of_a_study(tmp_path: Path) -> None:
    """What a study says itself outweighs the set it starts from; the rest of the set holds."""
    folder = with_settings(tmp_path, 'preset = "admiralonco"\n[options]\nclinical_benefit_days = 56\n')
    options = read_study(folder).options
    assert (options.clinical_benefit_days, options.cr_then_disease) == (56, "ne")


def test_settings_that_are_no_toml_are_refused(tmp_path: Path) -> None:
    """A slip in the file is an error that names it."""
    with pytest.raises(UnreadableFileError, match=r"ebbtide.toml is no TOML"):
        read_study(with_settings(tmp_path, "[options\n"))


def test_a_pinned_option_is_used(tmp_path: Path) -> None:
    """Doubles follow the study's own choice."""
    folder = with_settings(tmp_path, '[options]\nduplicate_reading = "largest"\n')
    (folder / "measurements.csv").write_text(MEASUREMENTS + "P1,T1,42,target,15\n", encoding="utf-8")
    assert read_study(folder).table("measurements").get_column("longest_um").to_list() == [24_000, 15_000]


def test_strictness_raises_the_first_oddity(tmp_path: Path) -> None:
    """Recorded by default, raised on request."""
    text = MEASUREMENTS.replace("longest_mm", "LD")
    folder = folder_of(tmp_path, {"measurements.csv": text})
    assert rules_of(read_study(folder)) == {"READ04": 1}
    with pytest.raises(DataError, match="names no unit") as caught:
        read_study(folder, strictness=Strictness.RAISE)
    assert "READ04" in caught.value.hint


def test_strictness_lets_sound_data_pass(tmp_path: Path) -> None:
    """Without oddities nothing is raised, and the schemas are kept."""
    folder = folder_of(tmp_path, {"measurements.csv": MEASUREMENTS})
    assert read_study(folder, strictness=Strictness.RAISE).table("measurements").height == 2


@pytest.mark.parametrize("name", ["gastric-car-t", "pharmaverse-recist", "atezolizumab"])
def test_every_bundled_study_keeps_the_schemas(name: str) -> None:
    """What the readers make of the examples passes every check."""
    study = read_study(examples.path(name))
    assert study.tables
    study.check()
    assert list(study.tables) == [table for table in TABLES if table in study.tables]


@pytest.mark.parametrize("name", ["dm", "tu", "rs", "cm", "supptr"])
def test_a_domain_without_rows_adds_nothing(tmp_path: Path, name: str) -> None:
    """Nobody had a concomitant drug: the study is read, and the file has its line in the account."""
    header = {"supptr": "RDOMAIN,USUBJID,IDVAR,IDVARVAL,QNAM,QVAL"}.get(name, f"USUBJID,{name.upper()}TESTCD")
    target = "USUBJID,TRLNKID,TRGRPID,TRTESTCD,TRORRES,TRORRESU,TRDTC\nP1,A,TARGET,LDIAM,20,mm,2024-01-10\n"
    folder = folder_of(tmp_path, {"tr.csv": target, f"{name}.csv": f"{header}\n"})
    study = read_study(folder)
    assert study.table("measurements").height == 1
    [told] = [finding for finding in study.findings if finding.rule == "READ62"]
    assert told.file == f"{name}.csv"
    [line] = [one for one in study.imports if one.file == f"{name}.csv"]
    assert (line.rows, line.used, line.set_aside, line.becomes) == (0, 0, 0, ())


def test_a_tidy_table_without_rows_adds_nothing(tmp_path: Path) -> None:
    """No event happened to anybody; frames are taken alike."""
    lesion = "subject,lesion,day,role,longest_mm\nP1,A,0,target,20\n"
    read = read_study(folder_of(tmp_path, {"measurements.csv": lesion, "events.csv": "subject,event,day\n"}))
    frames = {"measurements": pl.read_csv(lesion.encode()), "events": pl.DataFrame(schema={"subject": pl.String})}
    for study in (read, read_study(frames)):
        assert [finding.rule for finding in study.findings] == ["READ62"]
        assert study.table("events").is_empty()


def test_tables_without_rows_alone_are_an_error(tmp_path: Path) -> None:
    """Every file has a header and no rows: the error names them."""
    files = {f"{name}.csv": f"USUBJID,{name.upper()}TESTCD\n" for name in ("rs", "tr")}
    with pytest.raises(EmptyTableError, match=r"rs\.csv and tr\.csv have a header and no rows"):
        read_study(folder_of(tmp_path, files))


def test_a_file_of_no_bytes_is_refused(tmp_path: Path) -> None:
    """An export that broke off at once is no domain without records."""
    lesion = "subject,lesion,day,role,longest_mm\nP1,A,0,target,20\n"
    with pytest.raises(EmptyTableError, match=r"events\.csv is empty"):
        read_study(folder_of(tmp_path, {"measurements.csv": lesion, "events.csv": ""}))
