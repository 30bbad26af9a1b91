"""Links between TU, TR and RS: M06, M07 and M08."""

from __future__ import annotations

import pytest

from tests.checks.follow_up_trials import Row, found, trial


def tumor(name: str, who: str = "INVESTIGATOR") -> Row:
    """Identify a lesion."""
    return {"TULNKID": name, "TUTESTCD": "TUMIDENT", "TUSTRESC": "TARGET", "TUEVAL": who, "VISIT": "BASELINE"}


def result(name: str | None, who: str = "INVESTIGATOR", **cells: object) -> Row:
    """Measure a lesion."""
    return {"TRLNKID": name, "TRTESTCD": "LDIAM", "TRSTRESC": "20", "TREVAL": who, "VISIT": "WEEK 6"} | cells


def test_a_result_of_no_lesion_is_an_error_and_a_lesion_without_result_a_warning() -> None:
    """M06 names the lesion and the domain that lacks it."""
    prepared = trial({}, {"TU": [tumor("T01"), tumor("T02")], "TR": [result("T01"), result("T03"), result("T03")]})
    query = {one["lesion"]: one for one in found(prepared, "M06")}
    assert {name: one["severity"] for name, one in query.items()} == {"T02": "warning", "T03": "error"}
    assert query["T03"]["visit"] == "WEEK 6"
    assert "TR has results of T03, and TU has no record" in query["T03"]["message"]
    assert "TU identifies T02, and TR has no result" in query["T02"]["message"]


@pytest.mark.parametrize(
    ("identified", "measured"),
    [
        (["T01"], ["T01"]),
        (["T04"], ["T04.1", "T04.2"]),
        (["T04", "T04.1", "T04.2"], ["T04", "T04.1", "T04.2"]),
        (["T02", "T03"], ["T02/T03"]),
        (["T01"], ["T01", None]),
    ],
)
def test_parts_and_merged_lesions_are_linked(identified: list[str], measured: list[str | None]) -> None:
    """M06 and M07 know the part of a split lesion by its parent, and a merged one by its lesions."""
    prepared = trial({}, {"TU": [tumor(name) for name in identified], "TR": [result(name) for name in measured]})
    assert found(prepared, "M06") == []
    assert found(prepared, "M07") == []


def test_only_the_unknown_half_of_a_merged_lesion_is_asked() -> None:
    """M06 asks about T02/T09 once where TU lacks T09."""
    query = found(trial({}, {"TU": [tumor("T02")], "TR": [result("T02/T09")]}), "M06")
    assert [(one["lesion"], one["severity"]) for one in query] == [("T02/T09", "error")]


def test_a_result_of_another_evaluators_lesion_is_an_error() -> None:
    """M07 names the evaluators who have the lesion; M06 leaves the result to it."""
    rows = {"TU": [tumor("T01", "A"), tumor("T01", "B")], "TR": [result("T01", who) for who in ("A", "B", "C")]}
    (query,) = found(trial({}, rows), "M07")
    assert (query["lesion"], query["reader"], query["severity"]) == ("T01", "C", "error")
    assert "TU identifies the lesion for A, B only" in query["message"]
    assert found(trial({}, rows), "M06") == []


def test_links_need_both_domains() -> None:
    """M06 and M07 are silent where the study lacks TU."""
    prepared = trial({}, {"TR": [result("T01")]})
    assert found(prepared, "M06") == found(prepared, "M07") == []


def test_a_group_of_two_visits_is_an_error() -> None:
    """M08 names the group and its visits, across TR and RS."""
    rs = [{"RSLNKGRP": "A2", "VISIT": "WEEK 12", "RSEVAL": "INVESTIGATOR"}]
    (query,) = found(trial({}, {"TR": [result("T01", TRLNKGRP="A2")], "RS": rs}), "M08")
    assert (query["reader"], query["visit"], query["severity"]) == ("INVESTIGATOR", "WEEK 6", "error")
    assert "The link group A2 of RS and TR stands for several visits: WEEK 6, WEEK 12" in query["message"]


def test_a_visit_of_two_groups_is_an_error() -> None:
    """M08 names the visit and its groups."""
    rows = [result("T01", TRLNKGRP="A2"), result("T02", TRLNKGRP="A3")]
    (query,) = found(trial({}, {"TR": rows}), "M08")
    assert query["visit"] == "WEEK 6"
    assert "the records of TR are in several link groups: A2, A3" in query["message"]


@pytest.mark.parametrize(
    "rows",
    [
        [result("T01", TRLNKGRP="A2"), result("T02", TRLNKGRP="A2")],
        [result("T01", "A", TRLNKGRP="A2"), result("T01", "B", TRLNKGRP="R1-A2")],
        [result("T01", TRLNKGRP="A2", VISIT=None), result("T02", TRLNKGRP="A3", VISIT=None)],
        [result("T01", TRLNKGRP="A2"), result(None)],
    ],
)
def test_one_group_a_visit_and_evaluator_is_right(rows: list[Row]) -> None:
    """M08 is silent on groups of other evaluators, on visits without a name, and on records without a group."""
    assert found(trial({}, {"TR": rows}), "M08") == []


def test_every_criterion_may_have_groups_of_its_own() -> None:
    """M08 allows a visit one group in each category of RS."""
    rs = [
        {"RSLNKGRP": group, "RSCAT": cat, "VISIT": "WEEK 6"} for group, cat in (("A2", "RECIST 1.1"), ("I2", "iRECIST"))
    ]
    assert found(trial({}, {"RS": rs}), "M08") == []
