"""A study without a fault is asked about nothing, and one fault in it is found where it is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import ebbtide
from ebbtide.checks import Examined, query_list
from ebbtide.checks.responses import CHECKS
from ebbtide.criteria import BY_ID
from ebbtide.workflow import ConvertOrder, convert_study
from tests.checks.clean_trials import (
    START,
    clean_patient,
    clean_study,
    readings,
    reported_as_computed,
    study_of_rows,
)
from tests.checks.responses_told import study_of
from tests.strategies import patients

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.strategies import Patient

    Row = dict[str, Any]
    Tables = dict[str, list[Row]]

_REASONS = (("R06", "alone, with target response"), ("R14", "Please give the reason for the delay"), ("R21", "reason"))
"""What is asked of records that are right: the reason of a progression by non-targets, and of a late scan."""


def _doubted(queries: pl.DataFrame) -> list[tuple[str, str]]:
    """List the queries that doubt a record."""
    pairs = [(row["check"], row["message"]) for row in queries.iter_rows(named=True)]
    return [(check, told) for check, told in pairs if not any(check == one and word in told for one, word in _REASONS)]


@pytest.mark.parametrize("criterion", list(BY_ID))
def test_responses_as_computed_are_not_doubted(criterion: str) -> None:
    """No check of responses asks about responses that are those of the measurements, under any criterion."""
    study = clean_study(readings(300, seed=5), criterion)
    assert study.table("reported").height > 1_000
    assert _doubted(query_list(Examined.of(study), CHECKS)) == []


@settings(max_examples=60, deadline=None)
@given(criterion=st.sampled_from(list(BY_ID)), drawn=st.lists(patients(), min_size=1, max_size=6))
def test_no_history_makes_a_response_as_computed_doubtful(criterion: str, drawn: list[Patient]) -> None:
    """Whatever the sizes and states of patients, responses as computed are not doubted."""
    named = [patient.named(f"P{number}") for number, patient in enumerate(drawn)]
    rows, notes = (
        [row | {"visit": f"DAY {row['day']}"} for patient in named for row in patient[part]] for part in (0, 1)
    )
    told = {"measurements": rows, "timepoints": notes, "options": {"cr_withdrawn_by_report": False}}
    said = reported_as_computed(study_of(**told), criterion).to_dicts()  # type: ignore[arg-type]
    study = study_of(**told, reported=said)  # type: ignore[arg-type]
    # A marker that is missing at a complete response is asked about, whatever was computed.
    checks = [check for check in CHECKS if check.id != "R23"]
    assert _doubted(query_list(Examined.of(study, [criterion]), checks)) == []


def test_only_what_was_forgotten_is_an_error() -> None:
    """Of drawn measurements, the readings that were left out are errors, each at its place, and nothing else is."""
    measured = readings(300, seed=1)
    errors = query_list(Examined.of(clean_study(measured, "recist-1.1"))).filter(severity="error")
    place = ["subject", "reader", "visit", "lesion"]
    looked = measured.select("subject", "reader", "visit").unique()
    due = measured.filter(pl.col("visit") == "BASELINE").select("subject", "reader", "lesion", "role")
    forgotten = looked.join(due, on=["subject", "reader"]).join(measured.select(place), on=place, how="anti")
    expected = forgotten.select(*place, check=pl.col("role").replace_strict({"target": "F01", "nontarget": "F03"}))
    assert expected.height == 24
    assert sorted(errors.select(*place, "check").rows()) == sorted(expected.rows())


@pytest.mark.parametrize("criterion", ["recist-1.1", "irecist"])
def test_records_written_and_read_back_are_no_more_doubtful(criterion: str, tmp_path: Path) -> None:
    """Of a clean study written as SDTM the same is asked as of its tables; only what was not done is listed besides."""
    measured = readings(60, seed=1)
    study = clean_study(measured, criterion)
    folder = tmp_path / "tidy"
    folder.mkdir()
    measured.write_csv(folder / "measurements.csv")
    reported_as_computed(study, criterion).write_csv(folder / "reported.csv")
    measured.select("subject", reference_date=pl.lit(START)).unique().write_csv(folder / "subjects.csv")
    order = ConvertOrder(package="sdtm", criteria=[criterion], responses="reported")
    convert_study(folder, tmp_path / "sdtm", order)
    place = ["check", "subject", "reader", "visit", "lesion"]
    asked = [
        query_list(Examined.of(one))
        .filter(pl.col("subject").is_not_null(), pl.col("severity") != "info")
        .select(place)
        .sort(place)
        .rows()
        for one in (ebbtide.read_study(folder), ebbtide.read_study(tmp_path / "sdtm"))
    ]
    assert asked[0]
    assert asked[0] == asked[1]


def test_the_clean_patient_is_not_asked_about() -> None:
    """The patient that the errors below are put into has none before."""
    found = query_list(Examined.of(study_of_rows(clean_patient())))
    assert found.filter(pl.col("subject").is_not_null()).is_empty(), found["message"].to_list()


def _change(lesion: str, week: int, **cells: object) -> Callable[[Tables], None]:
    def put(tables: Tables) -> None:
        for row in tables["measurements"]:
            if (row["lesion"], row["visit"]) == (lesion, f"WEEK {week}"):
                row.update(cells)

    return put


def _lesion(lesion: str, **cells: object) -> Callable[[Tables], None]:
    def put(tables: Tables) -> None:
        for row in tables["measurements"]:
            if row["lesion"] == lesion:
                row.update(cells)

    return put


def _drop(lesion: str, week: int) -> Callable[[Tables], None]:
    def put(tables: Tables) -> None:
        gone = (lesion, f"WEEK {week}")
        tables["measurements"] = [row for row in tables["measurements"] if (row["lesion"], row["visit"]) != gone]

    return put


def _say(week: int, **cells: object) -> Callable[[Tables], None]:
    def put(tables: Tables) -> None:
        for row in tables["reported"]:
            if row["visit"] == f"WEEK {week}":
                row.update(cells)

    return put


def _sum(week: int, size: int) -> Callable[[Tables], None]:
    def put(tables: Tables) -> None:
        for row in tables["timepoints"]:
            if row["visit"] == f"WEEK {week}":
                row["target_sum_mm"] = size

    return put


def _copy(lesion: str, name: str, **cells: object) -> Callable[[Tables], None]:
    def put(tables: Tables) -> None:
        own = [row for row in tables["measurements"] if row["lesion"] == lesion]
        tables["measurements"] += [row | {"lesion": name, **cells} for row in own]

    return put


def _copied_forward(tables: Tables) -> None:
    sizes = {row["lesion"]: row for row in tables["measurements"] if row["visit"] == "WEEK 12"}
    for row in tables["measurements"]:
        if row["visit"] == "WEEK 18" and row["role"] == "target":
            row.update({name: sizes[row["lesion"]][name] for name in ("longest_mm", "perpendicular_mm")})


def _renamed(tables: Tables) -> None:
    for row in tables["measurements"]:
        if row["lesion"] == "T02" and row["day"] > 100:
            row["lesion"] = "T2"


def _new_lesion(tables: Tables) -> None:
    row = next(row for row in tables["measurements"] if row["visit"] == "WEEK 24")
    tables["measurements"].append(row | {"lesion": "NEW01", "role": "new", "organ": "LIVER", "longest_mm": 14})


def _more_targets(tables: Tables) -> None:
    for place, organ in enumerate(("ADRENAL GLAND", "KIDNEY", "SPLEEN"), start=4):
        _copy("T02", f"T{place:02}", organ=organ, side=None, longest_mm=20 + place)(tables)


def _died(tables: Tables) -> None:
    tables["events"] = [{"subject": "P1", "event": "death", "day": 150}]


def _treated_again(tables: Tables) -> None:
    tables["events"] = [{"subject": "P1", "event": "new_therapy", "day": 100}]


INJECTED = {
    "digits swapped": (_change("T01", 12, longest_mm=53), "R01", None, "WEEK 12"),
    "a tenth": (_change("T01", 12, longest_mm=3.5), "F04", "T01", "WEEK 12"),
    "tenfold": (_change("T01", 12, longest_mm=350), "F04", "T01", "WEEK 12"),
    "a lesion left out": (_drop("T02", 12), "F01", "T02", "WEEK 12"),
    "a lesion left out, and a response": (_drop("T02", 12), "F02", None, "WEEK 12"),
    "a non-target left out": (_drop("NT01", 12), "F03", "NT01", "WEEK 12"),
    "PD for PR": (_say(24, overall_response="PD"), "R02", None, "WEEK 24"),
    "PR for SD": (_say(6, overall_response="PR", target_response="PR"), "R01", None, "WEEK 6"),
    "CR before PR": (_say(18, overall_response="CR", target_response="CR"), "R08", None, "WEEK 24"),
    "CR with lesions": (_say(18, overall_response="CR", target_response="CR"), "R07", None, "WEEK 18"),
    "PD before PR": (_say(12, overall_response="PD", target_response="PD"), "R09", None, "WEEK 18"),
    "PD without its limits": (_say(12, overall_response="PD", target_response="PD"), "R03", None, "WEEK 12"),
    "NON-CR/NON-PD with targets": (_say(6, overall_response="NON-CR/NON-PD"), "R10", None, "WEEK 6"),
    "a new lesion and PR": (_new_lesion, "R05", None, "WEEK 24"),
    "non-targets progress and PR": (_say(24, nontarget_response="PD"), "R06", None, "WEEK 24"),
    "copied forward": (_copied_forward, "F05", None, "WEEK 18"),
    "another name": (_renamed, "B13", "T2", "WEEK 18"),
    "another name, the old one lost": (_renamed, "F01", "T02", "WEEK 18"),
    "another role": (_change("T02", 18, role="nontarget"), "B13", "T02", "WEEK 18"),
    "a scan days later": (_change("T02", 12, day=84 + 15), "F10", None, "WEEK 12"),
    "a response on another day": (_say(12, day=84 + 9), "M13", None, "WEEK 12"),
    "six targets": (_more_targets, "B01", None, "WEEK 0"),
    "three in an organ": (lambda tables: [_copy("T01", name, longest_mm=size)(tables)
                                          for name, size in (("T04", 33), ("T05", 23))], "B02", None, "WEEK 0"),
    "a small target": (_change("T01", 0, longest_mm=9), "B03", "T01", "WEEK 0"),
    "a small node": (_change("T03", 0, perpendicular_mm=14), "B04", "T03", "WEEK 0"),
    "a node without its short axis": (_change("T03", 0, perpendicular_mm=None), "B05", "T03", "WEEK 0"),
    "a blastic target": (_lesion("T01", organ="BLASTIC BONE"), "B06", "T01", "WEEK 0"),
    "one lesion twice": (_copy("T01", "T04"), "B12", "T01", "WEEK 0"),
    "a wrong sum of baseline": (_sum(0, 110), "B15", None, "WEEK 0"),
    "a wrong sum": (_sum(12, 75), "M12", None, "WEEK 12"),
    "present and 0 mm": (_change("T01", 12, longest_mm=0, perpendicular_mm=0, state="present"),
                         "F06", "T01", "WEEK 12"),
    "a node of 0 mm that is back": (_change("T03", 18, longest_mm=0, perpendicular_mm=0), "F07", "T03", "WEEK 24"),
    "gone and back": (_change("T02", 18, longest_mm=None, perpendicular_mm=None, state="absent"),
                      "F08", "T02", "WEEK 24"),
    "another method": (_change("T01", 12, method="MRI"), "F09", "T01", "WEEK 12"),
    "seen after death": (_died, "M14", None, "WEEK 24"),
    "seen after another therapy": (_treated_again, "F13", None, "WEEK 18"),
}  # fmt: skip


@pytest.mark.parametrize(("inject", "check", "lesion", "visit"), INJECTED.values(), ids=INJECTED.keys())
def test_a_fault_is_found_where_it_is(
    inject: Callable[[Tables], object], check: str, lesion: str | None, visit: str
) -> None:
    """One fault in the clean patient is found by its check, at its lesion and visit."""
    tables = clean_patient()
    inject(tables)
    found = query_list(Examined.of(study_of_rows(tables)))
    told = found.filter(pl.col("subject") == "P1").select("check", "lesion", "visit").rows()
    assert (check, lesion, visit) in told, sorted(set(told))
