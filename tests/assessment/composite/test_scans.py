"""Scans as the composite criteria look at them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from ebbtide.assessment.batch import Tables, prepare
from ebbtide.assessment.composite.patients import patients_of
from ebbtide.assessment.composite.scans import scan_looks
from ebbtide.criteria.parts.records import MISSING, NEVER
from ebbtide.formats import read_study
from ebbtide.terms.histology import Histology
from ebbtide.terms.lesions import ABSENT, NEW, TARGET
from ebbtide.terms.responses import NONE, PR
from ebbtide.terms.scans import DEAUVILLE_4, DEAUVILLE_X, HIGHER, MARROW_FOCAL, NEW_SEEN, UNTOLD

if TYPE_CHECKING:
    from ebbtide.criteria.parts.composite.looks import Look, Sight


def rows(*cells: dict[str, object]) -> pl.DataFrame:
    """Lay rows of one subject out as a table; a cell that a row leaves out is blank."""
    names = list(dict.fromkeys(name for row in cells for name in row))
    return pl.DataFrame({"subject": ["S1"] * len(cells)} | {name: [row.get(name) for row in cells] for name in names})


def looks_of(recist: tuple[int, ...] = (), **tables: pl.DataFrame) -> list[Look]:
    """Look at the scans of one subject."""
    study = read_study(tables)
    batch = prepare(Tables.of_study(study), study.options, as_arrays=False)
    [looks] = scan_looks(batch.points, batch.rows, study, recist)
    return looks


def lesion(day: int, name: str = "T1", role: str = "target", **cells: object) -> dict[str, object]:
    """Make one reading."""
    return {"lesion": name, "day": day, "role": role, "organ": "liver", **cells}


def sight_of(looks: list[Look], day: int, name: str = "T1") -> Sight:
    """Find one lesion at one time point."""
    return next(sight for look in looks if look.day == day for sight in look.sights if sight.lesion == name)


SIZED = (lesion(0, longest_mm="30", perpendicular_mm="20"), lesion(42, longest_mm="15.5", perpendicular_mm="10"))


def test_a_lesion_keeps_both_diameters_and_their_product() -> None:
    """30 x 20 mm is 600 mm2, exactly."""
    looks = looks_of(measurements=rows(*SIZED))
    at_baseline, later = sight_of(looks, 0), sight_of(looks, 42)
    assert (at_baseline.role, at_baseline.longest, at_baseline.across) == (TARGET, 30_000, 20_000)
    assert (at_baseline.product, later.product) == (600_000_000, 155_000_000)


def test_states_stand_for_sizes_as_under_recist() -> None:
    """Gone is 0 x 0, too small to measure 5 x 5 mm, and what could not be judged has no size."""
    words = ("absent", "too_small", "not_evaluable", "present")
    looks = looks_of(
        measurements=rows(*SIZED[:1], *(lesion(42 * i, state=word) for i, word in enumerate(words, start=1)))
    )
    sizes = [(sight.longest, sight.across, sight.product) for look in looks[1:] for sight in look.sights]
    assert sizes == [(0, 0, 0), (5_000, 5_000, 25_000_000), (MISSING,) * 3, (MISSING,) * 3]
    assert looks[1].sights[0].state == ABSENT


def test_uptake_of_a_lesion_is_exact_and_nothing_where_it_is_gone() -> None:
    """SULpeak 7.25 is 7,250 thousandths; a lesion that is absent takes up nothing; one not told is missing."""
    told = (
        lesion(0, longest_mm="30", sul_peak="7.25", avid="yes"),
        lesion(42, state="absent"),
        lesion(84, state="present"),
    )
    looks = looks_of(measurements=rows(*told))
    assert [look.sights[0].sul for look in looks] == [7_250, 0, MISSING]
    assert [look.sights[0].avid for look in looks] == [1, UNTOLD, UNTOLD]


def test_what_is_said_of_a_scan_stands_in_its_look() -> None:
    """Deauville, uptake, new foci, marrow, spleen, liver, glycolysis, steroid: each in whole numbers."""
    note = {
        "day": 42,
        "deauville": "4",
        "uptake": "higher",
        "new_avid_lesion": "unequivocal",
        "marrow_uptake": "focal",
        "spleen_mm": "131.5",
        "liver_sul": "1.9",
        "tlg": "250.5",
        "pet_comparable": "no",
        "steroid_mg": "4",
        "clinically_stable": "yes",
    }
    look = looks_of(measurements=rows(*SIZED), timepoints=rows(note))[1]
    assert (look.deauville, look.uptake, look.new_avid, look.marrow_uptake) == (
        DEAUVILLE_4,
        HIGHER,
        NEW_SEEN,
        MARROW_FOCAL,
    )
    assert (look.spleen, look.liver_sul, look.tlg, look.steroid) == (131_500, 1_900, 250_500, 4_000)
    assert (look.comparable, look.stable, look.flair, look.new_symptom) == (0, 1, UNTOLD, UNTOLD)


def test_a_pet_of_another_day_joins_the_visit_of_its_ct() -> None:
    """CT on day 42 and PET on day 45, both of WEEK 6, are one look."""
    scans = [{**cells, "visit": name} for cells, name in zip(SIZED, ("BASELINE", "WEEK 6"), strict=True)]
    looks = looks_of(measurements=rows(*scans), timepoints=rows({"day": 45, "visit": "WEEK 6", "deauville": "X"}))
    assert [(look.day, look.last_day, look.deauville, len(look.sights)) for look in looks] == [
        (0, 0, UNTOLD, 1),
        (42, 45, DEAUVILLE_X, 1),
    ]


def test_a_pet_alone_is_a_time_point() -> None:
    """No lesion is told of, but the scan was made."""
    looks = looks_of(measurements=rows(*SIZED[:1]), timepoints=rows({"day": 30, "deauville": "2"}))
    assert [(look.day, look.sights) for look in looks][1:] == [(30, ())]


def test_a_biopsy_belongs_to_the_first_time_point_after_it() -> None:
    """Taken on day 50, it was not known on day 42."""
    findings = rows(
        {"day": 50, "test": "biopsy of liver", "text": "no tumor cells, immune cells", "category": "pathology"}
    )
    more = lesion(84, longest_mm="12", perpendicular_mm="9")
    looks = looks_of(measurements=rows(*SIZED, more), findings=findings)
    assert [(look.biopsy, look.biopsied) for look in looks] == [("", ""), ("", ""), (Histology.H1, "liver")]


def test_a_lesion_in_an_irradiated_field_is_marked() -> None:
    """The details of lesions say where radiation was given before."""
    details = rows({"lesion": "T1", "irradiated": "yes"})
    new = lesion(42, "N1", "new", longest_mm="12")
    looks = looks_of(measurements=rows(*SIZED, new), lesion_details=details)
    assert (sight_of(looks, 42).irradiated, sight_of(looks, 42, "N1").irradiated) == (1, UNTOLD)
    assert sight_of(looks, 42, "N1").role == NEW


def test_calls_under_recist_stand_beside() -> None:
    """They are those of the time points after baseline, in order; none at baseline."""
    looks = looks_of((PR,), measurements=rows(*SIZED))
    assert [look.recist for look in looks] == [NONE, PR]


def test_patients_are_known_by_their_treatments() -> None:
    """Immunotherapy from its first dose at or after day 0; radiotherapy to the end of the last before it."""
    treatments = rows(
        {"day": -90, "end_day": -48, "agent": "radiation", "class": "radiotherapy"},
        {"day": 14, "agent": "pembrolizumab", "class": "checkpoint_inhibitor"},
        {"day": 100, "end_day": 110, "agent": "radiation", "class": "radiotherapy"},
    )
    subjects = rows({"tumor_type": "glioblastoma", "age": 54})
    patient = patients_of(read_study({"measurements": rows(*SIZED), "subjects": subjects, "treatments": treatments}))[
        "S1"
    ]
    assert patient == ("glioblastoma", 54.0, 14, -48)


def test_of_a_patient_without_treatments_immunotherapy_begins_on_day_0() -> None:
    """Day 0 is the start of therapy; no radiotherapy is on record."""
    patient = patients_of(read_study({"measurements": rows(*SIZED)}))["S1"]
    assert (patient.immunotherapy_day, patient.radiotherapy_day) == (0, NEVER)
