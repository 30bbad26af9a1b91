"""All checks of the records on whole studies, empty ones and odd ones."""

from __future__ import annotations

from dataclasses import replace

import polars as pl
import pytest

import ebbtide
from ebbtide.checks import Examined, query_list
from ebbtide.checks.records import CHECKS
from ebbtide.study import Records, Study
from ebbtide.study.columns import TABLES, empty_table

CODES = ("TU", "TR", "RS", "DM", "DS", "EX", "SUPPTR")


def domains(frame: pl.DataFrame) -> dict[str, Records]:
    """Give a study the same frame for every domain."""
    return {code: Records(frame, f"{code.lower()}.csv") for code in CODES}


def test_there_are_eighteen_checks_in_order() -> None:
    """M01 to M18, each once."""
    assert [check.id for check in CHECKS] == [f"M{number:02d}" for number in range(1, 19)]


@pytest.mark.parametrize("name", ["pharmaverse-recist", "atezolizumab", "gastric-car-t"])
def test_bundled_studies_are_checked(name: str) -> None:
    """The checks run over each bundled study, and find nothing but the second infusion after a progression."""
    trial = Examined.of(ebbtide.read_study(ebbtide.examples.path(name)))
    found = query_list(trial, CHECKS)
    assert found["check"].to_list() == (["M16"] if name == "gastric-car-t" else [])


@pytest.mark.parametrize("criteria", [None, ["irecist"], ["irrc", "recist-1.1"]])
def test_empty_studies_are_silent(criteria: list[str] | None) -> None:
    """Nothing is asked of a study without tables, or with empty ones, or with empty domains."""
    empty = Study("empty", {name: empty_table(name) for name in TABLES})
    bare = pl.DataFrame(schema={"USUBJID": pl.String, "row": pl.UInt32})
    for study in (Study("none", {}), empty, replace(empty, domains=domains(bare))):
        assert query_list(Examined.of(study, criteria), CHECKS).is_empty()


@pytest.mark.parametrize(
    "frame",
    [
        pl.DataFrame({"row": [2]}, schema={"row": pl.UInt32}),
        pl.DataFrame({"USUBJID": ["S1"], "row": [2]}, schema={"USUBJID": pl.String, "row": pl.UInt32}),
        pl.DataFrame({"USUBJID": ["S1", None], "VISIT": [None, "V"], "row": [2, 3]}).with_columns(
            pl.col("row").cast(pl.UInt32)
        ),
    ],
)
def test_domains_that_lack_variables_are_no_error(frame: pl.DataFrame) -> None:
    """A domain without subjects, or with hardly a variable, raises nothing and asks nothing."""
    found = query_list(Examined.of(Study("odd", {}, domains=domains(frame))), CHECKS)
    assert found.is_empty()
