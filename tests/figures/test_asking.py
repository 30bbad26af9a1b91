"""What a figure shows where nothing is asked for: whose calls, whose readings, of whom, up to when."""

from __future__ import annotations

import polars as pl
import pytest

import ebbtide
from ebbtide.errors import CriteriaError, DataError
from ebbtide.workflow.drawing.asking import Asked, criterion_of, cutoff_of, reader_of, subject_of


def judged(*tumors: str | None, across: str | None = "20") -> ebbtide.Assessment:
    """Judge one lesion of 30 mm each in subjects of these diagnoses, S1, S2 and so on."""
    names = [f"S{number}" for number, _ in enumerate(tumors, 1)]
    lesions = [
        {"subject": name, "lesion": "T1", "role": "target", "day": day, "longest_mm": "30", "perpendicular_mm": across}
        for name in names
        for day in (0, 56)
    ]
    people = pl.DataFrame({"subject": names, "tumor_type": list(tumors)}, schema_overrides={"tumor_type": pl.String})
    return ebbtide.assess(ebbtide.read_study({"measurements": pl.DataFrame(lesions), "subjects": people}))


@pytest.mark.parametrize(
    ("tumors", "criterion"),
    [
        (("Hodgkin lymphoma", "DLBCL"), "lugano"),
        (("glioblastoma",), "rano"),
        (("gastric cancer",), "recist-1.1"),
        ((None,), "recist-1.1"),
        (("Hodgkin lymphoma", "gastric cancer"), "recist-1.1"),
    ],
)
def test_the_criterion_is_that_of_the_diagnosis_that_all_share(tumors: tuple[str | None, ...], criterion: str) -> None:
    """A lymphoma is read by Lugano, a glioma by RANO, everything else by RECIST 1.1."""
    assert criterion_of(judged(*tumors), Asked()).id == criterion


def test_one_subject_is_read_by_its_own_diagnosis() -> None:
    """The lymphoma beside the carcinoma by Lugano, the carcinoma by RECIST 1.1."""
    both = judged("Hodgkin lymphoma", "gastric cancer")
    assert [criterion_of(both, Asked(subject=name)).id for name in ("S1", "S2")] == ["lugano", "recist-1.1"]


def test_a_criterion_that_sums_nothing_is_not_chosen() -> None:
    """Without second diameters there are no products to draw."""
    assert criterion_of(judged("Hodgkin lymphoma", across=None), Asked()).id == "recist-1.1"


def test_what_was_not_judged_or_is_not_there_is_refused() -> None:
    """A criterion, a reader and a subject, each with what there is instead."""
    one = judged(None)
    with pytest.raises(CriteriaError, match="unknown criterion 'recist'"):
        criterion_of(one, Asked(criterion="recist"))
    with pytest.raises(DataError, match="not judged under percist"):
        criterion_of(one, Asked(criterion="percist"))
    with pytest.raises(DataError, match="no reader 'R1'"):
        reader_of(one, Asked(reader="R1"))
    with pytest.raises(DataError, match="no subject 'S2'"):
        subject_of(one, Asked(subject="S2"))
    with pytest.raises(DataError, match="of one subject"):
        subject_of(judged(None, None), Asked())


def test_data_go_up_to_the_last_contact() -> None:
    """The gastric case was last seen on day 746, long after its last scan."""
    gastric = ebbtide.assess(ebbtide.read_study(ebbtide.examples.path("gastric-car-t")))
    assert cutoff_of(gastric) == "day 746"
