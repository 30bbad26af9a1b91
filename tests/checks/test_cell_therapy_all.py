"""The checks of cell therapy and evidence together: their ids, the bundled studies, and data that lack nearly all."""

from __future__ import annotations

from math import nan

import pytest

import ebbtide
from ebbtide.checks import cell_therapy, evidence
from ebbtide.checks.check import QUERIES
from ebbtide.checks.examined import Examined
from ebbtide.checks.running import query_list
from ebbtide.study import Study
from ebbtide.study.columns import TABLES, empty_table
from ebbtide.study.evidence_options import EvidenceOptions
from tests.checks.cell_studies import CHECKS, cells, found, given, happened, sums, trial

BARE = {
    "no tables": Study("empty", {}),
    "empty tables": Study("empty", {name: empty_table(name) for name in TABLES}),
    "infusions alone": trial(treatments=cells(0)),
    "days that are missing": trial(
        treatments=[given(0, "CAR-T", "car_t"), {"agent": "CAR-T", "class": "car_t"}, {"agent": "prednisone"}],
        findings=[{"test": test} for test in ("ctdna", "ice", "IL-8", "biopsy", "anc", "marrow_blasts", "ecog")],
        events=[{"event": "crs", "grade": 2}, {"event": "icans"}],
    ),
    "a category and no more": trial(
        treatments=cells(0),
        findings=[found(3, "odd", category=name) for name in ("car_kinetics", "ctdna", "marrow", "pathology")],
        events=[happened(2, "crs"), happened(2, "crs", grade=1)],
    ),
    "numbers that are none": trial(
        treatments=cells(0),
        findings=[found(3, test, nan) for test in ("ecog", "ice", "temperature", "ctdna", "platelets")],
        events=[happened(2, "icans", grade=1), happened(2, "crs", grade=1)],
    ),
    "several readers": trial(
        treatments=cells(0), timepoints=[row | {"reader": name} for name in "AB" for row in sums({0: 50, 28: 70})]
    ),
}


def test_the_checks_are_k01_to_k18_and_p01_to_p11() -> None:
    """Each in order, with its text, its source, and options that exist."""
    assert [check.id for check in cell_therapy.CHECKS] == [f"K{number:02}" for number in range(1, 19)]
    assert [check.id for check in evidence.CHECKS] == [f"P{number:02}" for number in range(1, 12)]
    assert all(check.title and check.says and check.source for check in CHECKS)
    assert {name for check in CHECKS for name in check.options} <= set(EvidenceOptions.model_fields)


@pytest.mark.parametrize("name", ebbtide.examples.names())
def test_every_bundled_study_is_looked_through(name: str) -> None:
    """Every check gives a list of queries, with a message in each."""
    queries = query_list(Examined.of(ebbtide.read_study(ebbtide.examples.path(name))), CHECKS)
    assert queries.schema == QUERIES
    assert queries["message"].null_count() == 0


@pytest.mark.parametrize("name", BARE)
def test_data_that_lack_nearly_all_raise_nothing(name: str) -> None:
    """What cannot be asked from the data is not asked."""
    queries = query_list(Examined.of(BARE[name]), CHECKS)
    assert queries["message"].null_count() == 0
    if "tables" in name:
        assert queries.is_empty()
