"""Days and dates brought together."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any, Literal

import polars as pl
import pytest

from ebbtide.errors import DataError
from ebbtide.formats import read_study
from ebbtide.study import Options
from tests.formats.support import Tidied, csv_of, folder_of, lesion, rules_of, tidy

if TYPE_CHECKING:
    from pathlib import Path

REFERENCE = pl.DataFrame({"subject": ["P1"], "reference_date": [date(2024, 1, 10)]})


def dated(dates: list[Any], *, reference: pl.DataFrame | None = REFERENCE, **columns: Any) -> Tidied:  # noqa: ANN401
    """Read one lesion by dates."""
    raw = lesion(longest_mm=["20"] * len(dates), date=dates, **columns)
    return tidy(raw if "day" in columns else raw.drop("day"), reference_dates=reference)


@pytest.mark.parametrize(
    "dates",
    [
        ["2024-01-08", "2024-02-21"],
        ["2024-01-08T09:30:00", "2024-02-21 00:00:00"],
        ["08JAN2024", "21FEB2024"],
        [date(2024, 1, 8), date(2024, 2, 21)],
        [datetime(2024, 1, 8, 23, 59, tzinfo=UTC), datetime(2024, 2, 21, tzinfo=UTC)],
    ],
)
def test_dates_become_days(dates: list[Any]) -> None:
    """Day 0 is the reference date; baseline scans come before it."""
    tidied = dated(dates)
    assert tidied.column("day") == [-2, 42]
    assert tidied.column("date") == [date(2024, 1, 8), date(2024, 2, 21)]
    assert not tidied.findings


def test_days_become_dates_where_day_zero_is_known() -> None:
    """A reference date dates every row; without one there are only days."""
    raw = lesion(longest_mm=["20", "21"])
    assert tidy(raw, reference_dates=REFERENCE).column("date") == [date(2024, 1, 10), date(2024, 2, 21)]
    assert tidy(raw).column("date") == [None, None]


def test_the_first_date_is_day_zero_where_nothing_else_is_known() -> None:
    """The order of rows does not matter; said once, with the count of subjects."""
    tidied = dated(["2024-02-21", "2024-01-08"], reference=None)
    assert tidied.column("day") == [44, 0]
    assert tidied.the("READ10").problem == "day 0 is the first date of 1 subjects"


def test_rows_with_day_and_date_tell_the_reference() -> None:
    """Where nothing declares day 0, the rows that have both do, and the others follow."""
    tidied = dated(["2024-01-10", "2024-02-21", "2024-04-03"], reference=None, day=["0", "42", None])
    assert tidied.column("day") == [0, 42, 84]
    assert tidied.rules == {"READ15": 1}


@pytest.mark.parametrize("reference", [REFERENCE, None])
def test_a_day_that_disagrees_with_its_date_holds(reference: pl.DataFrame | None) -> None:
    """The row is named, and the date becomes that of the day."""
    tidied = dated(["2024-01-10", "2024-02-22", "2024-04-03"], reference=reference, day=["0", "42", "84"])
    assert tidied.column("day") == [0, 42, 84]
    assert tidied.column("date")[1] == date(2024, 2, 21)
    assert tidied.the("READ11").severity == "error"
    assert tidied.the("READ11").problem == "day 42 is 2024-02-21, not 2024-02-22; the day holds"


def test_a_partial_date_that_agrees_with_its_day_is_no_oddity() -> None:
    """A month is enough to agree, and another month is not."""
    assert not dated(["2024-01-10", "2024-02"], day=["0", "42"]).findings
    assert dated(["2024-01-10", "2024"], day=["0", "42"]).findings == ()
    assert dated(["2024-01-10", "2024-03"], day=["0", "42"]).rules == {"READ11": 1}


def test_a_month_is_its_first_day() -> None:
    """The completion is noted with what was written."""
    tidied = dated(["2024-01-10", "2024-02"])
    assert tidied.column("day") == [0, 22]
    assert tidied.the("READ12").problem == "2024-02 is read as 2024-02-01"


@pytest.mark.parametrize("cell", ["2024", "someday", "02/03/2024", ""])
def test_what_cannot_be_dated_is_set_aside(cell: str) -> None:
    """The row is gone from the table and named in an error-level finding."""
    tidied = dated(["2024-01-10", cell])
    assert tidied.column("row") == [2]
    assert (tidied.the("READ13").severity, tidied.the("READ13").row) == ("error", 3)


@pytest.mark.parametrize("cell", ["2024-02", "2024", "someday", ""])
def test_a_date_may_come_from_the_same_visit(cell: str) -> None:
    """Another row of the subject and visit with a full date lends it."""
    tidied = dated(["2024-01-10", "2024-02-21", cell], lesion=["T1", "T1", "T2"], visit=["BL", "W6", "W6"])
    assert tidied.column("day") == [0, 42, 42]
    assert tidied.the("READ14").row == 4


def test_a_visit_lends_only_what_agrees() -> None:
    """A month that is known is not overruled by a visit in another month."""
    tidied = dated(["2024-01-10", "2024-02-21", "2024-03"], lesion=["T1", "T1", "T2"], visit=["BL", "W6", "W6"])
    assert tidied.column("date")[2] == date(2024, 3, 1)
    assert tidied.rules == {"READ12": 1}


def test_the_same_reader_lends_first() -> None:
    """Readers may have dated the visit differently; one's own date is the better one."""
    tidied = dated(
        ["2024-02-20", "2024-02-21", "2024-02"],
        lesion=["T1", "T1", "T2"], visit=["W6"] * 3, reader=["A", "B", "B"],
    )  # fmt: skip
    assert tidied.column("day")[2] == 42


def test_days_lend_too() -> None:
    """A row without day takes that of its visit, in a table without dates."""
    raw = lesion(longest_mm=["20", "20"], day=["42", None], visit=["W6", "W6"], lesion=["T1", "T2"], date=[None, None])
    tidied = tidy(raw)
    assert tidied.column("day") == [42, 42]


@pytest.mark.parametrize("cell", ["28.5", "soon", "100000"])
def test_a_day_that_is_none_is_refused(cell: str) -> None:
    """Half days, words and centuries are named with their row."""
    with pytest.raises(DataError, match="row 3, column day, subject P1"):
        tidy(lesion(longest_mm=["20", "21"], day=["0", cell]))


def test_whole_days_are_read_from_floats() -> None:
    """Another program's 42.0 is day 42."""
    assert tidy(lesion(longest_mm=["20", "21"], day=[0.0, 42.0])).column("day") == [0, 42]
    assert tidy(lesion(longest_mm=["20", "21"], day=["0", "42.0"])).column("day") == [0, 42]


MEASUREMENTS = ["subject,lesion,date,role,longest_mm", "P1,T1,2024-01-08,target,20", "P1,T1,2024-02-21,target,12"]


def study_of(place: Path, **tables: list[str]) -> Path:
    """A study whose measurements have dates."""
    files = {f"{name}.csv": csv_of(rows) for name, rows in ({"measurements": MEASUREMENTS} | tables).items()}
    return folder_of(place, files)


def test_subjects_declare_day_zero_for_every_table(tmp_path: Path) -> None:
    """One reference date places lesions, treatments and events alike."""
    source = study_of(
        tmp_path,
        subjects=["subject,reference_date", "P1,2024-01-10"],
        treatments=["subject,date,end_date,agent,class", "P1,2024-01-10,2024-01-12,cells,CAR-T"],
        events=["subject,date,event,end_date", "P1,2024-02-01,Death,2024"],
    )
    study = read_study(source)
    assert study.table("measurements").get_column("day").to_list() == [-2, 42]
    assert study.table("treatments").select("day", "end_day", "class").row(0) == (0, 2, "car_t")
    assert study.table("events").select("day", "event", "end_day").row(0) == (22, "death", None)
    assert rules_of(study) == {"READ16": 1}


def test_an_end_date_needs_a_day_zero(tmp_path: Path) -> None:
    """Where no date is known, an end date cannot be placed; the end day that is given stays."""
    rows = ["subject,day,end_day,end_date,event", "P1,3,,2024-02-01,crs", "P1,9,12,2024-02-01,icans"]
    study = read_study(folder_of(tmp_path, {"events.csv": csv_of(rows)}))
    assert study.table("events").get_column("end_day").to_list() == [None, 12]
    assert rules_of(study) == {"READ16": 1}


def test_end_dates_stay_with_their_rows(tmp_path: Path) -> None:
    """A treatment that cannot be dated takes its end with it."""
    rows = ["subject,date,end_date,agent", "P1,2024,2024-01-01,a", "P1,2024-01-08,2024-01-09,b"]
    study = read_study(folder_of(tmp_path, {"treatments.csv": csv_of(rows)}))
    assert study.table("treatments").select("agent", "day", "end_day").rows() == [("b", 0, 1)]
    assert rules_of(study) == {"READ10": 1, "READ13": 1}


def test_measurements_date_the_other_tables(tmp_path: Path) -> None:
    """Without a declared day 0, the first measurement is day 0 of every table."""
    study = read_study(study_of(tmp_path, events=["subject,date,event", "P1,2024-01-18,crs"]))
    assert study.table("events").get_column("day").to_list() == [10]


def test_a_visit_of_the_measurements_dates_what_was_reported(tmp_path: Path) -> None:
    """A response with only a month falls on the day its lesions were measured."""
    rows = [f"{row},{visit}" for row, visit in zip(MEASUREMENTS, ("visit", "BL", "W6"), strict=True)]
    reported = ["subject,visit,date,criterion,overall_response", "P1,W6,2024-02,RECIST 1.1,PR"]
    study = read_study(study_of(tmp_path, measurements=rows, reported=reported))
    assert study.table("reported").get_column("day").to_list() == [44]


def test_a_reference_date_must_be_full(tmp_path: Path) -> None:
    """A month cannot be day 0."""
    source = study_of(tmp_path, subjects=["subject,reference_date", "P1,2024-01"])
    with pytest.raises(DataError, match=r"row 2, column reference_date, subject P1: '2024-01' is no full date"):
        read_study(source)


def test_a_subject_of_two_rows_is_noted(tmp_path: Path) -> None:
    """The first row holds."""
    rows = ["subject,arm,reference_date", "P1,A,2024-01-10", "P1,B,2024-01-11"]
    study = read_study(study_of(tmp_path, subjects=rows))
    assert study.table("subjects").get_column("arm").to_list() == ["A"]
    assert rules_of(study)["READ25"] == 1


SUBJECTS = ["subject,reference_date", "P1,2024-01-10"]
REPORTED = [
    "subject,date,criterion,overall_response",
    "P1,2024-02,RECIST 1.1,PR",
    "P1,2024-02-21,RECIST 1.1,PR",
]


@pytest.mark.parametrize(("taken", "day", "said"), [("first", 22, "2024-02-01"), ("last", 50, "2024-02-29")])
def test_the_month_of_a_reported_response_is_read_as_its_first_or_last_day(
    tmp_path: Path, taken: Literal["first", "last"], day: int, said: str
) -> None:
    """The finding says which; events keep their own option."""
    events = ["subject,date,event", "P1,2024-02,crs"]
    source = study_of(tmp_path, subjects=SUBJECTS, reported=REPORTED, events=events)
    study = read_study(source, options=Options(partial_reported_date=taken))
    assert study.table("reported").get_column("day").to_list() == [day, 42]
    assert study.table("events").get_column("day").to_list() == [22]
    problems = [finding.problem for finding in study.findings if finding.rule == "READ12"]
    assert problems == [f"2024-02 is read as {said}", "2024-02 is read as 2024-02-01"]


@pytest.mark.parametrize(("taken", "day"), [("first", 51), ("last", 81)])
def test_the_month_of_an_event_is_read_as_its_first_or_last_day(
    tmp_path: Path, taken: Literal["first", "last"], day: int
) -> None:
    """A therapy of March 2024 began on the 1st, day 51, or on the 31st, day 81."""
    source = study_of(tmp_path, subjects=SUBJECTS, events=["subject,date,event", "P1,2024-03,new therapy"])
    study = read_study(source, options=Options(partial_event_date=taken))
    assert study.table("events").get_column("day").to_list() == [day]


@pytest.mark.parametrize(("taken", "day"), [("first", 42), ("last", 50)])
def test_a_months_last_day_is_taken_whatever_the_visit_says(
    tmp_path: Path, taken: Literal["first", "last"], day: int
) -> None:
    """By default a response takes the day of its visit, day 42; where months end on their last day, it is day 50."""
    rows = [
        "subject,date,visit,criterion,overall_response",
        "P1,2024-02-21,WEEK 6,RECIST 1.1,SD",
        "P1,2024-02,WEEK 6,iRECIST,iSD",
    ]
    source = study_of(tmp_path, subjects=SUBJECTS, reported=rows)
    study = read_study(source, options=Options(partial_reported_date=taken))
    assert study.table("reported").get_column("day").to_list() == [42, day]


def test_measurements_always_take_the_first_day_of_a_month() -> None:
    """Neither option speaks of them."""
    assert dated(["2024-01-10", "2024-02"]).column("day") == [0, 22]


@pytest.mark.parametrize(
    ("month", "day", "said"),
    [
        ("2024-02", 42, "2024-02 is read as 2024-02-21, the last assessment"),
        ("2024-03", 51, "2024-03 is read as 2024-03-01"),
        ("2024-01", -9, "2024-01 is read as 2024-01-01"),
    ],
)
def test_a_death_is_not_put_before_the_last_assessment_of_its_month(
    tmp_path: Path, month: str, day: int, said: str
) -> None:
    """The last scan was on 21 February: a death of that month is no earlier; one of January contradicts it anyhow."""
    source = study_of(tmp_path, subjects=SUBJECTS, events=["subject,date,event", f"P1,{month},Death"])
    study = read_study(source)
    assert study.table("events").get_column("day").to_list() == [day]
    assert [finding.problem for finding in study.findings if finding.rule == "READ12"] == [said]


def test_other_events_of_a_month_are_not_moved(tmp_path: Path) -> None:
    """Only the dead cannot be assessed."""
    rows = ["subject,date,event", "P1,2024-02,crs", "P1,2024-02,Death", "P2,2024-02,Death"]
    subjects = [*SUBJECTS, "P2,2024-01-10"]
    study = read_study(study_of(tmp_path, subjects=subjects, events=rows))
    assert study.table("events").get_column("day").to_list() == [22, 42, 22]


def test_the_date_of_death_in_dm_follows_the_same_rules(tmp_path: Path) -> None:
    """A month in DTHDTC is completed like that of any event, and not before the last response."""
    source = folder_of(
        tmp_path,
        {
            "dm.csv": csv_of(["DOMAIN,USUBJID,RFSTDTC,DTHDTC", "DM,P1,2024-01-10,2024-03", "DM,P2,2024-01-10,2024-03"]),
            "rs.csv": csv_of(
                [
                    "DOMAIN,USUBJID,RSTESTCD,RSCAT,RSSTRESC,RSDTC",
                    "RS,P1,OVRLRESP,RECIST 1.1,SD,2024-03-12",
                    "RS,P2,OVRLRESP,RECIST 1.1,SD,2024-03",
                ]
            ),
        },
    )
    first, last = (
        read_study(source, options=Options(partial_reported_date="last", partial_event_date=taken))
        for taken in ("first", "last")
    )
    assert first.table("reported").get_column("day").to_list() == [62, 81]
    assert first.table("events").get_column("day").to_list() == [62, 81]
    assert last.table("events").get_column("day").to_list() == [81, 81]


def test_an_early_month_is_day_0_as_it_is_completed(tmp_path: Path) -> None:
    """Without a reference date the first date of a subject is day 0, read by the same option."""
    rows = ["subject,date,criterion,overall_response", "P1,2024-01,RECIST 1.1,SD", "P1,2024-02-21,RECIST 1.1,SD"]
    source = folder_of(tmp_path, {"reported.csv": csv_of(rows)})
    study = read_study(source, options=Options(partial_reported_date="last"))
    assert study.table("reported").get_column("day").to_list() == [0, 21]
