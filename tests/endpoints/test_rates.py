"""Rates of response and their exact intervals."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest

from ebbtide.assessment.reported_courses import reported_courses
from ebbtide.endpoints.best import best_responses
from ebbtide.endpoints.milestones import no_milestones
from ebbtide.endpoints.rates import RATES, response_rates
from ebbtide.errors import MissingColumnError
from ebbtide.study import Options
from tests.endpoints.courses import study_of

STORIES = {
    "A1": [(42, "PR"), (84, "PR")],
    "A2": [(42, "PR"), (84, "PD")],
    "A3": [(42, "SD"), (84, "SD"), (168, "SD")],
    "A4": [],
    "B1": [(42, "PD")],
    "B2": [(42, "NON-CR/NON-PD")],
}
ARMS = pl.DataFrame({"subject": [*STORIES, "somebody"], "arm": [*"AAAABB", "B"]})


def best() -> pl.DataFrame:
    """Derive the best responses of the stories; somebody else, NE, is in arm B."""
    return best_responses(reported_courses(study_of(STORIES), Options()), no_milestones(), Options())


def rate(table: pl.DataFrame, name: str, arm: str | None) -> dict[str, Any]:
    """Pick one rate."""
    return table.filter(pl.col("arm").eq_missing(arm), rate=name).row(0, named=True)


@pytest.mark.parametrize(
    ("name", "a", "b"),
    [("ORR", 2, 0), ("cORR", 1, 0), ("DCR", 3, 1), ("cDCR", 3, 1), ("CBR", 3, 0), ("cCBR", 2, 0)],
)
def test_rates_count_responders_among_all_subjects(name: str, a: int, b: int) -> None:
    """Who was never assessed is in the denominator, as a non-responder."""
    table = response_rates(best(), ARMS)
    assert [(rate(table, name, arm)["responders"], rate(table, name, arm)["subjects"]) for arm in "AB"] == [
        (a, 4),
        (b, 3),
    ]


def test_intervals_are_exact() -> None:
    """Clopper and Pearson: 2 of 4 is 6.76 % to 93.24 %; 0 of 3 is 0 to 70.76 %, as binom.test of R prints them."""
    table = response_rates(best(), ARMS)
    half, none = rate(table, "ORR", "A"), rate(table, "ORR", "B")
    assert (half["estimate"], round(half["low"], 4), round(half["high"], 4)) == (0.5, 0.0676, 0.9324)
    assert (none["estimate"], none["low"], round(none["high"], 4)) == (0, 0, 0.7076)


def test_rows_are_by_reader_criterion_group_and_rate() -> None:
    """Each group has every rate, in one order."""
    table = response_rates(best(), ARMS)
    assert table.columns[:4] == ["reader", "criterion", "arm", "rate"]
    assert table.select("arm", "rate").rows() == [(arm, name) for arm in "AB" for name in RATES]


def test_subjects_without_a_group_are_a_group() -> None:
    """Whoever the table of subjects does not list counts under null, last."""
    table = response_rates(best(), ARMS.filter(pl.col("arm") == "A"))
    assert table["arm"].unique(maintain_order=True).to_list() == ["A", None]
    assert rate(table, "DCR", None)["responders"] == 1
    assert rate(table, "DCR", None)["subjects"] == 3


def test_a_group_that_nobody_assessed_has_a_rate() -> None:
    """Its subjects are listed, so they count: 0 of 2."""
    more = pl.concat([ARMS, pl.DataFrame({"subject": ["C1", "C2"], "arm": ["C", "C"]})])
    found = rate(response_rates(best(), more), "ORR", "C")
    assert (found["responders"], found["subjects"], found["estimate"]) == (0, 2, 0.0)


def test_any_column_may_group() -> None:
    """By tumour type, for one."""
    table = response_rates(best(), ARMS.rename({"arm": "tumor_type"}), by="tumor_type")
    assert table["tumor_type"].unique(maintain_order=True).to_list() == ["A", "B"]


def test_a_column_that_is_not_there_is_an_error() -> None:
    """The error names what is there."""
    with pytest.raises(MissingColumnError, match="dose"):
        response_rates(best(), ARMS, by="dose")


def test_every_reader_and_criterion_has_its_own_rates() -> None:
    """Words differ by criterion; what counts as a response does not."""
    both = pl.concat([best(), best().with_columns(criterion=pl.lit("irecist"), best_overall_response=pl.lit("iPR"))])
    table = response_rates(both, ARMS)
    found = table.filter(rate="ORR", arm="A").select("criterion", "responders").rows()
    assert found == [("recist-1.1", 2), ("irecist", 4)]
