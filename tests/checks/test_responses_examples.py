"""All checks of responses: no study makes them stumble, and each says what it is."""

from __future__ import annotations

import polars as pl
import pytest

import ebbtide
from ebbtide.checks import CATALOGUE, QUERIES, Examined, query_list
from ebbtide.checks.responses import CHECKS
from ebbtide.criteria import BY_ID
from ebbtide.study import Options, Records, Study
from tests.checks.responses_told import call, said, seen, study_of, sums


def test_every_check_is_there_in_order() -> None:
    """R01 to R23, once each, with its options among those of a study."""
    assert [check.id for check in CHECKS] == [f"R{number:02}" for number in range(1, 24)]
    assert {name for check in CHECKS for name in check.options} <= set(Options.model_fields)
    assert set(CHECKS) <= set(CATALOGUE)


@pytest.mark.parametrize("name", ["pharmaverse-recist", "atezolizumab", "gastric-car-t"])
def test_the_example_studies_are_examined(name: str) -> None:
    """No check stumbles over a bundled study, under its own criteria or under all."""
    study = ebbtide.read_study(ebbtide.examples.path(name))
    for criteria in (None, list(BY_ID)):
        assert query_list(Examined.of(study, criteria), CHECKS).columns == list(QUERIES)


ODD = {
    "nothing": Study("nothing", {}),
    "responses alone": study_of(reported=said("PR", "CHECK", "PD")),
    "measurements alone": study_of(measurements=sums(50, 60)),
    "no baseline": study_of(measurements=sums(None, 60), reported=said("PD")),
    "unknown criterion": study_of(reported=said("PD", criterion="percist")),
    "several readers": study_of(
        measurements=[*sums(50, 60, reader="A"), *seen("NT01", "present", reader="B")],
        reported=[call("PD", 4, reader="A"), call("SD", 4, reader="B"), call("SD", 4, reader="C")],
    ),
    "no words": study_of(reported=[{**call("PD", 4), "overall_response": None}]),
    "bare domains": study_of(
        reported=said("PD"),
        domains={code: Records(pl.DataFrame({"USUBJID": ["P-01"]}), f"{code}.csv") for code in ("RS", "TR", "TU")},
    ),
    "best alone": study_of(reported_best=[{"criterion": "recist-1.1", "best_overall_response": "SD"}]),
}


@pytest.mark.parametrize("study", ODD.values(), ids=ODD.keys())
def test_odd_studies_are_examined(study: Study) -> None:
    """A check that cannot be made from the data is silent, and none stumbles."""
    assert query_list(Examined.of(study), CHECKS).columns == list(QUERIES)


def test_each_time_point_is_asked_about_once() -> None:
    """R01 and R02 speak at most once of a time point, even of one that is reported twice."""
    rows = [call("CR", 4, target="SD"), call("CR", 4, target="PR")]
    study = study_of(measurements=sums(50, 45), reported=rows)
    for check in CHECKS[:2]:
        assert query_list(Examined.of(study), [check]).height <= 1
