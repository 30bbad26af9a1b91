"""Bundled studies: what they hold is what was published."""

from __future__ import annotations

import csv
from collections import Counter

import pytest

from ebbtide import examples
from ebbtide.errors import CriteriaError


def rows_of(name: str, table: str) -> list[dict[str, str]]:
    """Read one table of a bundled study as text."""
    with (examples.path(name) / table).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


@pytest.mark.parametrize("name", examples.names())
def test_each_study_brings_its_licence_and_its_origin(name: str) -> None:
    """A folder can be handed on as it is: licence text, and a page that names the source."""
    folder = examples.path(name)
    about = examples.about(name)
    readme = (folder / "README.md").read_text("utf-8")
    assert any(folder.glob("LICENSE*"))
    assert about.source.link is not None
    assert about.source.link in readme
    assert about.citation.endswith(about.source.link)
    assert about.summary.endswith(".")
    assert about.title


@pytest.mark.parametrize("name", examples.names())
def test_every_table_is_rectangular(name: str) -> None:
    """Each row has as many cells as the header."""
    for file in examples.path(name).glob("*.csv"):
        with file.open(encoding="utf-8", newline="") as lines:
            widths = Counter(len(row) for row in csv.reader(lines))
        assert len(widths) == 1, file.name


def test_an_unknown_name_is_answered_with_the_nearest() -> None:
    """A slip of the pen costs one look."""
    with pytest.raises(CriteriaError, match="'gastric'") as caught:
        examples.path("gastric")
    assert "gastric-car-t" in str(caught.value)


def test_the_gastric_case_has_the_four_printed_sums_and_no_other() -> None:
    """Zhao 2025 prints the sum on days 0, 28, 56 and 89; later days carry words, not numbers."""
    sums = {row["day"]: row["target_sum_mm"] for row in rows_of("gastric-car-t", "timepoints.csv")}
    assert {day: length for day, length in sums.items() if length} == {
        "0": "42.47",
        "28": "90.73",
        "56": "59.27",
        "89": "49.15",
    }
    assert {day for day, length in sums.items() if not length} == {"121", "156", "298"}


def test_the_gastric_case_reports_one_new_lesion() -> None:
    """The new lesion appeared on day 121; after it the paper is silent, which is not the same as none."""
    new = {row["day"]: row["new_lesion"] for row in rows_of("gastric-car-t", "timepoints.csv")}
    assert [day for day, word in new.items() if word == "unequivocal"] == ["121"]
    assert new["156"] == new["298"] == "not_evaluated"


def test_the_gastric_case_has_both_infusions_with_their_cells() -> None:
    """8.55 x 10^8 cells on day 0 and 10^9 on day 127."""
    treatments = rows_of("gastric-car-t", "treatments.csv")
    infusions = [row for row in treatments if row["class"] == "car_t" and row["dose_unit"] == "cells"]
    assert [(row["day"], int(row["dose"])) for row in infusions] == [("0", 855_000_000), ("127", 1_000_000_000)]


def test_the_last_contact_is_counted_from_the_second_infusion() -> None:
    """Alive 619 days after day 127."""
    contact = next(row for row in rows_of("gastric-car-t", "events.csv") if row["event"] == "last_contact")
    assert int(contact["day"]) == 127 + 619


def test_the_pharmaverse_study_has_its_published_records() -> None:
    """75 identified lesions, 546 records, 66 responses, 8 subjects."""
    counts = {domain: len(rows_of("pharmaverse-recist", f"{domain}.csv")) for domain in ("tu", "tr", "rs", "dm")}
    assert counts == {"tu": 75, "tr": 546, "rs": 66, "dm": 8}


def test_the_demographics_are_those_of_the_subjects_with_lesions() -> None:
    """No subject is described who has no lesion, and none has lesions without being described."""
    described = {row["USUBJID"] for row in rows_of("pharmaverse-recist", "dm.csv")}
    assert described == {row["USUBJID"] for row in rows_of("pharmaverse-recist", "tr.csv")}


def test_no_published_reading_of_atezolizumab_is_lost() -> None:
    """4,434 readings of 771 series, among them the ones without a number or a day."""
    readings = rows_of("atezolizumab", "measurements.csv")
    texts = Counter(row["longest_mm"] for row in readings if not row["longest_mm"].replace(".", "", 1).isdigit())
    assert len(readings) == 4_434
    assert texts == {"NOT EVALUABLE": 39, "TOO SMALL TO MEASURE": 29, "": 3}
    assert sum(row["day"] == "" for row in readings) == 1
    assert len({row["subject"] for row in readings}) == 771


def test_a_patient_number_that_occurs_in_two_trials_stays_two_subjects() -> None:
    """768 published numbers are 771 series; the raw number stays beside the subject."""
    subjects = rows_of("atezolizumab", "subjects.csv")
    assert len(subjects) == len({row["subject"] for row in subjects}) == 771
    assert len({row["patient"] for row in subjects}) == 768
    assert {row["subject"] for row in subjects} == {f"{row['arm']}/{row['patient']}" for row in subjects}


def test_what_the_data_do_not_say_is_blank() -> None:
    """The docetaxel arm of Study2 is not marked in the data, and no tumor type is."""
    subjects = rows_of("atezolizumab", "subjects.csv")
    assert {row["study"] for row in subjects if row["therapy"] == ""} == {"Study2"}
    assert {row["tumor_type"] for row in subjects} == {""}
