"""Readers are compared under criteria that judge more than sizes, too."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl
import pytest

import ebbtide
from ebbtide.workflow import compare

if TYPE_CHECKING:
    from ebbtide.agreement.compared import Compared


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


@pytest.mark.parametrize(
    ("criterion", "first", "second", "alike"),
    [("lyric", "IR(1)", "PD", 0), ("percist", "CMR", "PMD", 0), ("percist", "PMR", "PR", 1), ("rano", "PD", "PD", 1)],
)
def test_words_are_compared_by_what_they_mean_under_their_criterion(
    criterion: str, first: str, second: str, alike: int
) -> None:
    """An IR is not the PD that it may become, and metabolic words are not one and the same NE."""
    said = [
        {"subject": "S1", "reader": reader, "day": 56, "criterion": criterion, "overall_response": word}
        for reader, word in (("A", first), ("B", second))
    ]
    study = ebbtide.read_study({"reported": pl.DataFrame(said)})
    compared = compare(study, criteria=[criterion], readers_by="reported")
    row = compared.agreement.filter(pl.col("item") == "overall").row(0, named=True)
    assert (row["pairs"], row["agreeing"]) == (1, alike)
