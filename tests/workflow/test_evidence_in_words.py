"""Evidence as it is told: ratios with and without an interval, and published cases only beside cells."""

from __future__ import annotations

import polars as pl
import pytest

import ebbtide
from ebbtide.workflow.evidencing import SubjectEvidence, cases_like, evidence_in_words, evidence_of


@pytest.fixture(scope="module")
def glioma() -> SubjectEvidence:
    """A glioblastoma after radiotherapy, larger on day 56, with a low relative blood volume."""
    lesion: dict[str, object] = {"subject": "S1", "lesion": "T1", "role": "target"}
    tables: dict[str, list[dict[str, object]]] = {
        "subjects": [{"subject": "S1", "tumor_type": "glioblastoma", "therapy": "radiotherapy"}],
        "measurements": [lesion | {"day": 0, "longest_mm": "30"}, lesion | {"day": 56, "longest_mm": "40"}],
        "treatments": [{"subject": "S1", "day": 0, "treatment": "radiotherapy", "class": "radiotherapy"}],
        "findings": [{"subject": "S1", "day": 56, "test": "rcbv", "text": "low"}],
    }
    return evidence_of(ebbtide.read_study({name: pl.DataFrame(rows) for name, rows in tables.items()}), "S1")


def test_a_ratio_without_an_interval_says_so(glioma: SubjectEvidence) -> None:
    """Fu 2022 prints sensitivity and specificity (ratio 4.87) and no interval of the ratio."""
    told = dict(evidence_in_words(glioma))["Low relative blood volume (DSC), glioma"]
    assert "likelihood ratio 4.87 (no interval)" in told
    assert "[Fu 2022]" in told


def test_published_cases_stand_only_beside_cells(glioma: SubjectEvidence) -> None:
    """The registry is of growth after CAR-T cells; the gastric case, which had them, finds itself."""
    assert cases_like(glioma) == []
    gastric = evidence_of(ebbtide.read_study(ebbtide.examples.path("gastric-car-t")), "GC-01", day=28)
    assert any("zhao_2025_infusion_1" in line for line in cases_like(gastric))
