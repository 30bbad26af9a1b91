"""Who is named first decides nothing but the signs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl
import pytest

import ebbtide
from tests.checks.clean_trials import readings

if TYPE_CHECKING:
    from ebbtide.agreement import Compared

SAME = ("agree", "cause", "visit", "day")


def _compared(first: str, second: str) -> Compared:
    """Compare two readers of drawn measurements, of which the one sees some lesions larger, and some not."""
    drawn = readings(60, seed=4, readers=("ONE", "OTHER"))
    odd = (pl.col("reader") == "OTHER") & (pl.col("subject").str.slice(-1).is_in(["1", "4", "7"]))
    apart = drawn.with_columns(
        pl.when(odd & (pl.col("lesion") == "T01")).then(1.4 * pl.col("longest_mm")).otherwise("longest_mm").round(1)
    ).filter(~(odd & (pl.col("role") == "new")))
    named = apart.with_columns(pl.col("reader").replace({"ONE": first, "OTHER": second}))
    return ebbtide.compare(ebbtide.read_study({"measurements": named}))


@pytest.fixture(scope="module")
def both() -> tuple[Compared, Compared]:
    """The same two readers, once in one order and once in the other."""
    return _compared("A", "B"), _compared("B", "A")


def test_agreement_is_symmetric(both: tuple[Compared, Compared]) -> None:
    """How often two agree, and every kappa, is the same whoever stands first."""
    one, other = (compared.agreement.drop("first", "second") for compared in both)
    assert one["agreeing"].sum() < one["pairs"].sum()
    assert one.select(pl.col(pl.Float64).round(9), pl.exclude(pl.Float64)).equals(
        other.select(pl.col(pl.Float64).round(9), pl.exclude(pl.Float64))
    )


def test_calls_and_their_causes_are_symmetric(both: tuple[Compared, Compared]) -> None:
    """The same time points differ for the same causes, with the sides changed."""
    one, other = (compared.calls.sort("subject", "day") for compared in both)
    assert one.select(SAME).equals(other.select(SAME))
    assert one["first_overall"].to_list() == other["second_overall"].to_list()
    assert set(one["cause"]) >= {"none", "measurement", "new_lesion", "missing_time_point"}


def test_discordances_are_symmetric(both: tuple[Compared, Compared]) -> None:
    """The same endpoints differ, for the same causes, and go to the same adjudicator."""
    names = ["subject", "endpoint", "discordant", "days_apart", "cause", "visit", "day", "triggers"]
    one, other = (compared.discordances.sort("subject", "endpoint").select(names) for compared in both)
    assert one["discordant"].any()
    assert one.equals(other)
    cases = [compared.adjudications.select("subject", "why", "cause", "visit").sort("subject") for compared in both]
    assert cases[0].equals(cases[1])


def test_limits_of_agreement_change_their_signs(both: tuple[Compared, Compared]) -> None:
    """The mean difference of sums is the opposite, and the limits change places."""
    one, other = (compared.sums.sort("at") for compared in both)
    assert one["pairs"].equals(other["pairs"])
    for name, opposite in (("bias", "bias"), ("lower", "upper"), ("upper", "lower")):
        assert (one[name] + other[opposite]).abs().max() < 1e-9  # type: ignore[operator]
