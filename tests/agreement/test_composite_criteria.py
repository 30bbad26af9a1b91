"""Readers are compared under criteria that judge more than sizes, too."""

from __future__ import annotations

import polars as pl
import pytest

import ebbtide
from ebbtide.workflow import compare
from ebbtide.workflow.readers import Compared


@pytest.fixture(scope="module")
def compared() -> Compared:
    """Two readers of one node: 40 x 30 mm at baseline, on day 56 of 20 x 15 mm (A) or of 60 x 40 mm (B)."""
    sizes = {("A", 0): ("40", "30"), ("A", 56): ("20", "15"), ("B", 0): ("40", "30"), ("B", 56): ("60", "40")}
    rows = [
        {"subject": "S1", "reader": reader, "lesion": "T1", "role": "target", "nodal": True, "day": day}
        | {"longest_mm": longest, "perpendicular_mm": across}
        for (reader, day), (longest, across) in sizes.items()
    ]
    return compare(ebbtide.read_study(pl.DataFrame(rows)), criteria=["recist-1.1", "lugano"])


def test_calls_under_lugano_are_set_against_each_other(compared: Compared) -> None:
    """-75 % in the product is PR of one reader, +100 % is PD of the other."""
    pair = compared.calls.filter(pl.col("criterion").cast(pl.String) == "lugano").row(0, named=True)
    assert {pair["first_overall"], pair["second_overall"]} == {"PR", "PD"}


def test_margins_are_of_criteria_by_sizes(compared: Compared) -> None:
    """What flips a call of Lugano is no sum alone, so no margin is told of it."""
    assert set(compared.margins["criterion"]) == {"recist-1.1"}
    assert compared.margins.height == 2


def test_a_composite_criterion_alone_is_enough() -> None:
    """Nothing by sizes has to be judged beside it."""
    rows = pl.DataFrame(
        [
            {"subject": "S1", "reader": reader, "lesion": "T1", "role": "target", "day": day, "longest_mm": "40"}
            | {"perpendicular_mm": "30"}
            for reader in ("A", "B")
            for day in (0, 56)
        ]
    )
    assert compare(ebbtide.read_study(rows), criteria=["lugano"]).criteria == ("lugano",)
