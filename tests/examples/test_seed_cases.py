"""Bundled cases after cell therapy and the INSPIRE trial: each number is one that the source prints, in its place."""

from __future__ import annotations

import csv
import re
from collections import Counter
from pathlib import Path

import polars as pl
import pytest

import ebbtide
from ebbtide import examples
from ebbtide.celltherapy.antigen import h_scores
from ebbtide.celltherapy.donors import donor_records
from ebbtide.celltherapy.infusions import infusions
from ebbtide.celltherapy.kinetics import kinetics
from ebbtide.celltherapy.toxicity import toxicity
from ebbtide.errors import DataError
from ebbtide.formats.rules import RULES
from ebbtide.study import Study

CASES = ["gastric-car-t", "infant-all-bone-lesion", "donor-car-t"]
NEW = ["infant-all-bone-lesion", "donor-car-t", "inspire"]


def rows_of(name: str, table: str) -> list[dict[str, str]]:
    """Read one table of a bundled study as text."""
    with (examples.path(name) / f"{table}.csv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def readme_of(name: str) -> str:
    """Read the page of a bundled study as one line of words."""
    return " ".join((examples.path(name) / "README.md").read_text("utf-8").split())


def study_of(name: str) -> Study:
    """Read a bundled study."""
    return ebbtide.read_study(examples.path(name))


def numbers_of(name: str, table: str, column: str) -> set[tuple[str, str, str, str]]:
    """Give subject, day, name and number of every row with a number."""
    named = {"findings": "test", "treatments": "agent", "events": "event"}[table]
    return {(row["subject"], row["day"], row[named], row[column]) for row in rows_of(name, table) if row[column]}


@pytest.mark.parametrize("name", NEW)
def test_a_new_study_is_read_and_keeps_its_schemas(name: str) -> None:
    """Every row has a place in a table, none is set aside, and nothing worse than a warning is noticed."""
    study = study_of(name)
    study.check()
    assert all(one.set_aside == 0 for one in study.imports)
    assert {RULES[found.rule].severity for found in study.findings} <= {"info", "warning"}


@pytest.mark.parametrize("name", examples.names())
def test_every_row_of_a_case_stands_in_its_page(name: str) -> None:
    """The page of a case has a table of places, and says what is printed without a day."""
    page = readme_of(name)
    if name in CASES:
        assert "## Where each row comes from" in page
        assert "## Printed, but without a day" in page
    assert page.startswith(f"# {name}")


def test_both_gastric_infusions_have_their_dose_per_body_weight() -> None:
    """Zhao 2025, paragraphs 2 and 4: 1.5 x 10^7/kg and 2 x 10^7/kg, beside the cells."""
    doses = [
        (row["day"], float(row["dose"]), row["dose_unit"])
        for row in rows_of("gastric-car-t", "treatments")
        if row["class"] == "car_t"
    ]
    assert doses == [
        ("0", 8.55e8, "cells"),
        ("0", 1.5e7, "cells/kg"),
        ("127", 1e9, "cells"),
        ("127", 2e7, "cells/kg"),
    ]


def test_the_weights_that_the_page_names_follow_from_the_doses() -> None:
    """8.55 x 10^8 over 1.5 x 10^7 is 57 kg, and 10^9 over 2 x 10^7 is 50 kg; no weight is entered."""
    assert "57 kg at the first infusion and 50 kg at the second" in readme_of("gastric-car-t")
    assert {row["weight_kg"] for row in rows_of("gastric-car-t", "subjects")} == {""}


def test_the_class_of_the_gastric_biopsy_is_told_as_a_reading() -> None:
    """No tumor cells and an infiltrate on day 100 is H1; the page says that the paper gives no class."""
    classes = [
        (row["day"], row["text"]) for row in rows_of("gastric-car-t", "findings") if row["test"] == "biopsy_class"
    ]
    assert classes == [("100", "H1")]
    assert "our reading of the biopsy" in readme_of("gastric-car-t")
    assert "The paper gives no class" in readme_of("gastric-car-t")


def test_the_staining_stands_before_the_infusion() -> None:
    """3+ 70 %, 2+ 20 % and 1+ 5 % are printed without a day: they stand on day 0, say so, and score 255."""
    assert "3+ (70 %), 2+ (20 %), 1+ (5 %)" in readme_of("gastric-car-t")
    stains = [row for row in rows_of("gastric-car-t", "findings") if row["test"].startswith("h_score")]
    assert [(row["day"], row["value"]) for row in stains] == [("0", "70"), ("0", "20"), ("0", "5")]
    assert all("before the infusion, no day printed" in row["text"] for row in stains)
    assert h_scores(study_of("gastric-car-t"))["h_score"].to_list() == [255]


def test_the_second_gastric_infusion_peaked_at_the_printed_copies() -> None:
    """Zhao 2025, paragraph 4: 4,858.59 copies/ug DNA, 14 days after the infusion of day 127."""
    numbers = numbers_of("gastric-car-t", "findings", "value")
    assert {one for one in numbers if not one[2].startswith("h_score")} == {
        ("GC-01", "141", "CAR copies in blood", "4858.59")
    }
    second = kinetics(study_of("gastric-car-t")).filter(measure="car_copies").row(0, named=True)
    assert (second["infusion"], second["cmax"], second["unit"], second["tmax_day"]) == (2, 4858.59, "copies/ug DNA", 14)


def test_no_gastric_call_rests_on_what_was_added() -> None:
    """Without the added rows every call is the same."""
    study = study_of("gastric-car-t")
    tables = {
        **study.tables,
        "treatments": study.table("treatments").filter((pl.col("dose_unit") != "cells/kg").fill_null(value=True)),
        "findings": study.table("findings").filter(
            pl.col("test") != "biopsy_class", ~pl.col("test").str.starts_with("h_score")
        ),
    }
    without = Study(study.name, tables, options=study.options)
    assert ebbtide.assess(study).responses.equals(ebbtide.assess(without).responses)


def test_the_infant_case_has_the_printed_numbers_and_no_other() -> None:
    """10 years, chimerism 99.3 %, CRS grade 2 on day 3, drugs on days 6 and 7, the leg on day 14."""
    assert [(row["age"], row["sex"]) for row in rows_of("infant-all-bone-lesion", "subjects")] == [("10", "male")]
    assert numbers_of("infant-all-bone-lesion", "findings", "value") == {("IL-01", "0", "chimerism", "99.3")}
    assert numbers_of("infant-all-bone-lesion", "events", "grade") == {("IL-01", "3", "crs", "2")}
    assert [(row["day"], row["class"]) for row in rows_of("infant-all-bone-lesion", "treatments")] == [
        ("0", "car_t"),
        ("6", "anti_cytokine"),
        ("7", "corticosteroid"),
    ]
    assert not [row for row in rows_of("infant-all-bone-lesion", "treatments") if row["dose"]]
    leg = next(row for row in rows_of("infant-all-bone-lesion", "findings") if row["day"] == "14")
    assert "left leg" in leg["test"]


def test_what_the_letter_prints_without_a_day_is_told() -> None:
    """The first tocilizumab, the growth of the leg and the lymphodepletion have no day, and no row."""
    undated = readme_of("infant-all-bone-lesion").partition("## Printed, but without a day")[2]
    for word in (
        "first dose of tocilizumab",
        "swelled before the infusion",
        "fludarabine and cyclophosphamide",
        "IL-6",
    ):
        assert word in undated
    assert not [row for row in rows_of("infant-all-bone-lesion", "treatments") if row["class"] == "lymphodepletion"]


def test_the_infant_case_is_judged_by_its_non_target_lesion() -> None:
    """No size is printed: the bone lesion is there before and gone at one month, which is CR, and never PD."""
    responses = ebbtide.assess(study_of("infant-all-bone-lesion"), criteria=("recist-1.1",)).responses
    assert responses.select("day", "visit", "overall_response").rows() == [(30, "one month", "CR")]


def test_the_donor_case_has_the_printed_doses() -> None:
    """Kong 2022, paragraphs 4 and 7: cells per kg, mg/m2 and mg, each on its day."""
    doses = {
        (row["subject"], row["day"], row["end_day"], row["agent"], float(row["dose"]), row["dose_unit"])
        for row in rows_of("donor-car-t", "treatments")
    }
    assert doses == {
        ("DC-01.1", "-4", "-2", "fludarabine", 30.0, "mg/m2"),
        ("DC-01.1", "-3", "-2", "cyclophosphamide", 500.0, "mg/m2"),
        ("DC-01.1", "0", "0", "autologous CD19 CAR-T", 2.99e6, "cells/kg"),
        ("DC-01.1", "7", "7", "tocilizumab", 400.0, "mg"),
        ("DC-01.2", "0", "0", "donor-derived CD19 CAR-T", 2.01e6, "cells/kg"),
        ("DC-01.2", "8", "8", "tocilizumab", 480.0, "mg"),
    }


def test_the_donor_case_has_the_printed_results() -> None:
    """Paragraphs 3, 4, 7 and 10: blasts, MRD, transduction, temperature, CAR-T, last counts; no other number."""
    assert numbers_of("donor-car-t", "findings", "value") == {
        ("DC-01.1", "-30", "mrd", "0.011"),
        ("DC-01.1", "0", "marrow_blasts", "16"),
        ("DC-01.1", "0", "car_t_cells", "37.1"),
        ("DC-01.1", "150", "chimerism", "99.9"),
        ("DC-01.1", "0", "mrd", "2.38"),
        ("DC-01.1", "0", "transduction efficiency", "51.5"),
        ("DC-01.2", "0", "transduction efficiency", "56.2"),
        ("DC-01.2", "1", "temperature", "39"),
        ("DC-01.2", "14", "car_t_cells", "78.1"),
        ("DC-01.2", "90", "car_t_cells", "6.7"),
        ("DC-01.2", "150", "platelets", "65"),
        ("DC-01.2", "150", "leukocytes", "3.3"),
        ("DC-01.2", "150", "hemoglobin", "130"),
    }
    assert numbers_of("donor-car-t", "events", "grade") == {("DC-01.1", "7", "crs", "2"), ("DC-01.2", "1", "crs", "2")}
    gone = next(row for row in rows_of("donor-car-t", "findings") if row["day"] == "40")
    assert (gone["subject"], gone["test"], gone["text"]) == ("DC-01.1", "car_t_cells", "not detected")


def test_the_peaks_of_both_infusions_are_read_as_printed() -> None:
    """Kong 2022, paragraph 10: 37.1 % without a day and gone by day 40, 78.1 % on day 14 and there at three months."""
    columns = ("subject", "cmax", "unit", "tmax_day", "persistence_day", "gone_by_day")
    assert kinetics(study_of("donor-car-t")).select(columns).rows() == [
        ("DC-01.1", 37.1, "%", None, None, 40),
        ("DC-01.2", 78.1, "%", 14, 90, None),
    ]


def test_the_donor_doses_are_read_per_weight() -> None:
    """Kong 2022, paragraphs 4 and 7: 2.99 and 2.01 million cells per kg."""
    doses = infusions(study_of("donor-car-t")).select("subject", "cells_per_kg").rows()
    assert doses == [("DC-01.1", 2.99e6), ("DC-01.2", 2.01e6)]


def test_the_residual_disease_of_the_first_line_precedes_the_infusion() -> None:
    """Kong 2022, paragraph 3: 0.011 % in the first remission, 2.38 % at relapse; the order is printed, no day is."""
    residual = [row for row in rows_of("donor-car-t", "findings") if row["test"] == "mrd" and row["value"]]
    assert [(int(row["day"]), row["value"]) for row in residual] == [(-30, "0.011"), (0, "2.38")]
    assert all("no day printed" in row["text"] for row in residual)


@pytest.mark.parametrize(
    ("name", "records"),
    [("infant-all-bone-lesion", [("chimerism", 99.3), ("gvhd", None)]), ("donor-car-t", [("chimerism", 99.9)])],
)
def test_chimerism_is_read_as_printed(name: str, records: list[tuple[str, float | None]]) -> None:
    """99.3 % of the mother at the infusion of the boy; 99.9 % a month after the transplant of the woman."""
    assert donor_records(study_of(name)).select("what", "value").rows() == records


@pytest.mark.parametrize(
    ("name", "grades"),
    [
        ("gastric-car-t", [("GC-01", 1, 1), ("GC-01", 2, 0)]),
        ("infant-all-bone-lesion", [("IL-01", 1, 2)]),
        ("donor-car-t", [("DC-01.1", 1, 2), ("DC-01.2", 1, 2)]),
    ],
)
def test_the_recorded_grades_of_crs_are_the_printed_ones(name: str, grades: list[tuple[str, int, int]]) -> None:
    """Grade 1 and none in the gastric case, grade 2 in the others."""
    rows = toxicity(study_of(name)).filter(what="crs")
    assert rows.select("subject", "infusion", "recorded_grade").rows() == grades


def test_the_leg_swelled_before_the_infusion_and_grew_with_crs() -> None:
    """The letter, paragraph 4: swollen before, larger once CRS had begun on day 3, of the other's size by day 14."""
    events = {(row["event"], row["day"]) for row in rows_of("infant-all-bone-lesion", "events")}
    assert {("crs", "3"), ("swelling", "3"), ("swelling_resolved", "14")} <= events
    before = rows_of("infant-all-bone-lesion", "findings")[0]
    assert (before["test"], before["day"]) == ("left leg", "-1")
    assert "no day printed" in before["text"]


def test_the_donor_masses_are_the_printed_ones() -> None:
    """Paragraph 6: 3.5 x 4.7 x 12.6 cm and 2.5 x 4.3 x 8.8 cm; no length is printed later."""
    readings = rows_of("donor-car-t", "measurements")
    lengths = {
        (row["lesion"], row["day"], row["longest_mm"], row["perpendicular_mm"]) for row in readings if row["longest_mm"]
    }
    assert lengths == {("T1", "0", "126", "47"), ("T2", "0", "88", "43")}
    texts = {row["text"] for row in rows_of("donor-car-t", "findings") if row["test"].startswith("size of")}
    assert texts == {"3.5 cm x 4.7 cm x 12.6 cm", "2.5 cm x 4.3 cm x 8.8 cm"}


@pytest.mark.parametrize(
    "printed",
    [
        *("88 %", "82.69 %", "0.011 %", "37.1 %", "99.9 %", "18.1 ng/mL", "35 mmHg"),
        *("12.25 x 10^8/kg", "14.98 x 10^6/kg", "3.3 x 10^9/L", "130 g/L", "6.5 x 10^10/L", "50 mg daily"),
        *("2020-07-21", "2021-09-29", "2022-03-06"),
    ],
)
def test_what_the_donor_paper_prints_without_a_day_stands_with_its_place(printed: str) -> None:
    """Each number without a day from an infusion is in the page, with its paragraph."""
    undated = (examples.path("donor-car-t") / "README.md").read_text("utf-8").partition("without a day\n")[2]
    [line] = [line for line in undated.splitlines() if printed in line]
    assert re.search(r"\| paragraph \d+ \|$", line)


def test_nominal_days_are_told_by_visit_or_text() -> None:
    """One and three months stand on days 30 and 90, and the row says month or comes from a printed day."""
    for row in rows_of("donor-car-t", "measurements"):
        assert {"0": "before the infusion", "30": "one month", "90": "three months"}[row["day"]] == row["visit"]
    nominal = [
        row for row in rows_of("donor-car-t", "findings") if row["subject"] == "DC-01.2" and int(row["day"]) >= 30
    ]
    assert all("no day printed" in row["text"] for row in nominal)


def test_the_two_infusions_are_told_as_one_woman() -> None:
    """Two subjects stand for one patient, and the study itself says so."""
    therapies = [row["therapy"] for row in rows_of("donor-car-t", "subjects")]
    assert therapies[0].endswith("infusion 1 of one woman")
    assert therapies[1].endswith("infusion 2 of the same woman")
    assert "Two subjects, one woman." in readme_of("donor-car-t")


def test_the_donor_masses_are_judged_where_they_can_be() -> None:
    """Smaller without a number is NE at one month; gone at three is CR."""
    responses = ebbtide.assess(study_of("donor-car-t"), criteria=("recist-1.1", "irecist")).responses
    assert responses.select("subject", "day", "criterion", "overall_response").rows() == [
        ("DC-01.2", 30, "recist-1.1", "NE"),
        ("DC-01.2", 30, "irecist", "NE"),
        ("DC-01.2", 90, "recist-1.1", "CR"),
        ("DC-01.2", 90, "irecist", "iCR"),
    ]
    assert responses["baseline"].unique().to_list() == [126.0 + 88.0]


@pytest.mark.parametrize("name", ["infant-all-bone-lesion", "donor-car-t"])
def test_a_source_without_a_licence_gives_facts_only(name: str) -> None:
    """The licence is not made up, and the licence file says that no wording was copied."""
    assert examples.about(name).licence == "none stated; facts only, cited"
    text = (examples.path(name) / "LICENSE.txt").read_text("utf-8")
    assert "states no licence" in text
    assert "Nothing of its wording" in text


def test_inspire_has_its_94_patients_and_270_scans() -> None:
    """Five cohorts; 270 changes of size in 74 patients, 8 of them blank."""
    subjects = rows_of("inspire", "subjects")
    assert Counter(row["arm"] for row in subjects) == {"A": 16, "B": 18, "C": 18, "D": 12, "E": 30}
    sizes = [row for row in rows_of("inspire", "findings") if row["test"] == "target size change from baseline"]
    assert len(sizes) == 270
    assert len({row["subject"] for row in sizes}) == 74
    assert sum(row["value"] == "" for row in sizes) == 8
    assert len([row for row in rows_of("inspire", "findings") if row["test"] == "ctdna"]) == 94


def test_inspire_tells_survival_and_progression() -> None:
    """64 died; of 82 events of progression-free survival 3 are deaths on the same day, and 12 are censored."""
    events = rows_of("inspire", "events")
    assert Counter(row["event"] for row in events) == {
        "progression": 79,
        "death": 64,
        "last_contact": 30,
        "progression_free": 12,
    }
    also = [row for row in events if row["event"] == "death" and row["detail"]]
    assert len(also) == 82 - 79


def test_the_survival_of_inspire_is_that_of_the_statistics_reference() -> None:
    """The days are the whole days that the reference table of the survival tests holds."""
    reference = pl.read_csv(Path(__file__).parents[1] / "statistics" / "reference" / "inspire.csv")
    events = pl.DataFrame(rows_of("inspire", "events"))
    lived = events.filter(pl.col("event").is_in(["death", "last_contact"])).select(
        id="subject", os_days=pl.col("day").cast(pl.Int64), os_status=(pl.col("event") == "death").cast(pl.Int64)
    )
    assert lived.sort("id").equals(reference.select("id", "os_days", "os_status").sort("id"))


def test_the_scans_of_inspire_fall_on_the_days_of_progression() -> None:
    """Weeks rounded up meet the months of progression-free survival on 51 days, which is why they are rounded up."""
    ends = {
        (row["subject"], row["day"])
        for row in rows_of("inspire", "events")
        if row["event"] in ("progression", "progression_free") or row["detail"]
    }
    scans = {
        (row["subject"], row["day"])
        for row in rows_of("inspire", "findings")
        if row["test"] == "target size change from baseline"
    }
    assert len(ends & scans) == 51


def test_inspire_says_that_no_criterion_can_judge_it() -> None:
    """It holds no length and no response by time point; the refusal names what is missing."""
    assert [name for name in examples.names() if not examples.about(name).judged] == ["inspire"]
    with pytest.raises(DataError, match="neither measurements nor time points"):
        ebbtide.assess(study_of("inspire"))


def test_every_bundled_study_stands_in_the_notice() -> None:
    """NOTICE names the folder of every study."""
    notice = (Path(__file__).parents[2] / "NOTICE").read_text("utf-8")
    assert all(f"src/ebbtide/examples/{name}\n" in notice for name in examples.names())
