"""All checks of the baseline together: their catalogue, the bundled studies, and data that lack nearly everything."""

from __future__ import annotations

import pytest

import ebbtide
from ebbtide.checks.baseline import CHECKS
from ebbtide.checks.check import QUERIES
from ebbtide.checks.examined import Examined
from ebbtide.checks.running import query_list
from ebbtide.study import Options, Study
from tests.checks.baseline_studies import row, study

BARE = {
    "no tables": study(),
    "no baseline": study(row("T1", 20_000, day=400)),
    "one non-target": study(row("NT1")),
    "sums alone": study(timepoints=[{"day": 0, "target_sum_um": 40_000}]),
    "a domain without variables": study(row("T1", 20_000), domains={"TR": [{}], "TU": [{"USUBJID": "S9"}]}),
    "several readers": study(row("T1", 20_000, reader="A"), row("T1", 20_000, reader="B", day=3)),
    "lugano": study(row("T1"), reported=[{"day": 1, "criterion": "Lugano 2014", "overall_response": "CMR"}]),
}


def test_the_checks_are_b01_to_b15() -> None:
    """Fifteen checks, in order, each with its text and its source."""
    assert [check.id for check in CHECKS] == [f"B{number:02}" for number in range(1, 16)]
    assert all(check.title and check.says and check.source for check in CHECKS)
    assert {name for check in CHECKS for name in check.options} <= set(Options.model_fields)


@pytest.mark.parametrize("name", ["pharmaverse-recist", "atezolizumab", "gastric-car-t"])
def test_bundled_studies_are_looked_through(name: str) -> None:
    """Every check gives a list of queries with a message in each."""
    queries = query_list(Examined.of(ebbtide.read_study(ebbtide.examples.path(name))), CHECKS)
    assert queries.schema == QUERIES
    assert queries["message"].null_count() == 0


@pytest.mark.parametrize("name", BARE)
def test_bare_data_raise_nothing(name: str) -> None:
    """A check that cannot be made from the data is silent, whatever the criteria."""
    of: Study = BARE[name]
    for criteria in (None, ["who", "recist-1.0", "irrc"], ["mrecist", "irecist"]):
        assert query_list(Examined.of(of, criteria), CHECKS)["message"].null_count() == 0
