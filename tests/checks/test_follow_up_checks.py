"""The checks of the follow-up as a family: their ids, and that odd data stops none of them."""

from __future__ import annotations

from dataclasses import replace

import polars as pl
import pytest

import ebbtide
from ebbtide.checks import Examined, query_list
from ebbtide.checks.follow_up import CHECKS
from ebbtide.study import Finding, Options, Records, Study
from tests.checks.follow_up_trials import lesion, records_of, responses, trial

EXAMPLES = ["pharmaverse-recist", "atezolizumab", "gastric-car-t"]


def test_there_are_nineteen_checks_in_order() -> None:
    """F01 to F19, each with a source, and options that exist."""
    assert [check.id for check in CHECKS] == [f"F{place:02}" for place in range(1, 20)]
    assert all(check.source and check.says for check in CHECKS)
    assert {name for check in CHECKS for name in check.options} <= set(Options.model_fields)


@pytest.mark.parametrize("name", EXAMPLES)
def test_every_query_of_an_example_has_a_message(name: str) -> None:
    """Each check runs over each bundled study, under a schedule, and every query says something of someone."""
    study = ebbtide.read_study(ebbtide.examples.path(name))
    planned = replace(study, options=study.options.model_copy(update={"visit_interval_days": 42}))
    queries = query_list(Examined.of(planned), CHECKS)
    assert queries["message"].null_count() == 0
    assert not queries["message"].str.contains("null|_").any() or name != "atezolizumab"


def test_the_missing_target_of_the_example_is_found() -> None:
    """T01 of subject 01-701-1028 has no record at week 6 by any reader, whose partial sum is a progression."""
    queries = query_list(Examined.of(ebbtide.read_study(ebbtide.examples.path("pharmaverse-recist"))), CHECKS)
    of_subject = queries.filter(pl.col("subject") == "01-701-1028")
    assert "F01" in of_subject["check"].to_list()
    assert "F02" not in of_subject["check"].to_list()


def test_a_study_without_tables_has_no_queries() -> None:
    """Nothing is asked where there is nothing."""
    assert query_list(Examined.of(Study("empty", {})), CHECKS).is_empty()


def test_domains_without_their_variables_are_no_obstacle() -> None:
    """Domains that hold nothing but a subject, or not even that, raise no error and no query."""
    bare = pl.DataFrame({"USUBJID": ["S1", None], "row": [2, 3]}, schema_overrides={"row": pl.UInt32})
    for frame in (bare, bare.select("row"), bare.clear()):
        domains = {code: Records(frame, f"{code.lower()}.csv") for code in ("TU", "TR", "RS")}
        assert query_list(Examined.of(Study("bare", {}, domains=domains)), CHECKS).is_empty()


def test_a_subject_without_baseline_is_no_obstacle() -> None:
    """Readings after day 0 alone, with responses on them, raise no error."""
    rows = lesion("T1", {200: "30", 242: "40"})
    prepared = trial({"measurements": rows, "reported": responses({200: "SD", 242: "PD"})}, visit_interval_days=42)
    assert query_list(prepared, CHECKS)["message"].null_count() == 0


@pytest.mark.parametrize("seed", [1, 2])
def test_the_order_of_rows_changes_nothing(seed: int) -> None:
    """The same queries come of the same rows in any order."""
    study = ebbtide.read_study(ebbtide.examples.path("pharmaverse-recist"))
    tables = {name: table.sample(fraction=1, shuffle=True, seed=seed) for name, table in study.tables.items()}
    first, second = (query_list(Examined.of(one), CHECKS) for one in (study, replace(study, tables=tables)))
    assert first.equals(second)


@pytest.mark.parametrize(("file", "said"), [("tr.csv", 1), ("dm.csv", 2)])
def test_what_a_domain_says_is_not_said_twice(file: str, said: int) -> None:
    """A partial date noticed on reading TR is told by the records of TR alone; one of another file is told too."""
    dated = {"TRLNKID": "T1", "TRTESTCD": "LDIAM", "TRDTC": "2014-01"}
    noticed = Finding("READ12", "warning", file, 2, "date", "S1", "2014-01 is read as 2014-01-01", "")
    study = Study("small", {}, findings=(noticed,), domains={"TR": records_of([dated], "TR")})
    assert query_list(Examined.of(study), CHECKS).filter(pl.col("check") == "F12").height == said


def test_readers_do_not_mix() -> None:
    """A target that one reader read and another did not is missing for the other only."""
    rows = [
        row | {"reader": reader}
        for reader in ("R1", "R2")
        for row in [
            *lesion("T1", {-7: "30", 42: "28"}),
            *lesion("T2", {-7: "20"} | ({42: "20"} if reader == "R1" else {})),
        ]
    ]
    queries = query_list(trial({"measurements": rows}), CHECKS)
    assert queries.filter(pl.col("check") == "F01")["reader"].to_list() == ["R2"]
