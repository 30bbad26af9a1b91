"""Log-rank tests and hazard ratios."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ebbtide.errors import DataError
from ebbtide.statistics.survival import cox, log_rank
from tests.statistics.references import analyses, near, reference
from tests.statistics.test_curves import RELAPSE, REMISSION

# Weeks in remission of the 21 children on placebo (Freireich 1963); all relapsed.
PLACEBO = (1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23)
FREIREICH = ((*REMISSION, *PLACEBO), (*RELAPSE, *([1] * 21)), (*["6-MP"] * 21, *["placebo"] * 21))


def test_freireich_is_that_of_the_textbooks() -> None:
    """Log-rank 16.79; a hazard ratio of 4.82 for placebo, from a coefficient of 1.572 with ties by Efron."""
    assert log_rank(*FREIREICH)["chi2"].item() == pytest.approx(16.79, abs=0.005)
    assert cox(*FREIREICH)["hazard_ratio"].item() == pytest.approx(4.82, abs=0.005)


@pytest.mark.parametrize("name", list(analyses()))
def test_every_log_rank_is_that_of_r(name: str) -> None:
    """R's survdiff gives the same chi-squared, degrees of freedom and p to 1e-6."""
    table = analyses()[name]
    ours = log_rank(table["time"], table["event"], table["group"]).row(0, named=True)
    theirs = reference("survival_tests").filter(analysis=name).row(0, named=True)
    assert all(near(ours[column], theirs[column]) for column in ("chi2", "df", "p"))


@pytest.mark.parametrize("name", list(analyses()))
def test_every_hazard_ratio_is_that_of_r(name: str) -> None:
    """R's coxph, ties by Efron, gives the same ratios, intervals, p and concordance to 1e-6."""
    table = analyses()[name]
    ours = cox(table["time"], table["event"], table["group"])
    theirs = reference("survival_hazards").filter(analysis=name)
    assert ours["group"].to_list() == theirs["group"].to_list()
    for column in ("hazard_ratio", "low", "high", "p", "concordance"):
        assert all(near(*pair) for pair in zip(ours[column], theirs[column], strict=True)), column


def test_log_rank_by_hand() -> None:
    """Deaths at 1, 2 (a) and 3, 4 (b): 2 - (1/2 + 1/3) observed over expected, squared, over 1/4 + 2/9."""
    expected, variance = 1 / 2 + 1 / 3, 1 / 4 + 2 / 9
    test = log_rank([1, 2, 3, 4], [1, 1, 1, 1], ["a", "a", "b", "b"]).row(0, named=True)
    assert test["chi2"] == pytest.approx((2 - expected) ** 2 / variance)


def test_changing_places_inverts_the_ratio() -> None:
    """With the other group as reference the ratio is one over what it was."""
    forth = cox(*FREIREICH).row(0, named=True)
    back = cox(*FREIREICH, reference="placebo").row(0, named=True)
    assert (back["group"], back["reference"]) == ("6-MP", "placebo")
    assert back["hazard_ratio"] == pytest.approx(1 / forth["hazard_ratio"])
    assert back["low"] == pytest.approx(1 / forth["high"])


def test_a_group_without_events_has_no_ratio_and_leaves_the_others_theirs() -> None:
    """Its hazard falls to 0 without bound; the ratio of the other groups is what it is without it."""
    times, events = [5, 6, 7, 8, 3, 9, 9, 9], [1, 1, 1, 0, 1, 0, 0, 0]
    hazards = cox(times, events, ["a", "b", "a", "a", "b", "b", "c", "c"])
    alone = cox(times[:6], events[:6], ["a", "b", "a", "a", "b", "b"])
    assert hazards["note"].to_list() == ["", "no event in c"]
    assert hazards["hazard_ratio"][0] == pytest.approx(alone["hazard_ratio"][0])
    assert hazards["hazard_ratio"][1] is None


def test_a_reference_without_events_gives_no_ratio() -> None:
    """Nothing can be said in terms of a hazard of 0."""
    hazards = cox([5, 6, 7, 8], [0, 1, 0, 1], ["a", "b", "a", "b"])
    assert hazards.select("hazard_ratio", "note").row(0) == (None, "no event in a")


def test_groups_that_events_set_apart_have_no_ratio() -> None:
    """Where all of one group die before anybody of the other, the likelihood has no top."""
    hazards = cox([1, 2, 3, 4, 5, 6], [1] * 6, ["a", "a", "a", "b", "b", "b"])
    assert hazards.select("hazard_ratio", "note").row(0) == (None, "the data set no bound to the ratio")


def test_all_events_on_one_day_tell_nobody_apart() -> None:
    """The ratio is 1, as R has it, and of no two subjects one went first."""
    hazards = cox([7, 7, 7, 7], [1] * 4, ["a", "a", "b", "b"]).row(0, named=True)
    assert hazards["hazard_ratio"] == pytest.approx(1)
    assert hazards["concordance"] is None
    assert log_rank([7, 7, 7, 7], [1] * 4, ["a", "a", "b", "b"])["chi2"].item() == pytest.approx(0)


def test_a_group_of_one_is_compared() -> None:
    """One subject is a group: dying between two others it leaves the ratio near 1."""
    hazards = cox([1, 2, 3], [1, 1, 1], ["many", "one", "many"])
    assert hazards.select("subjects", "events").row(0) == (1, 1)
    assert hazards["hazard_ratio"].item() == pytest.approx(2**0.5)


def test_one_group_is_nothing_to_compare() -> None:
    """There is no test and no ratio, and that is no error."""
    assert log_rank([1, 2], [1, 1], ["a", "a"]).row(0) == (1, None, None, None)
    assert cox([1, 2], [1, 1], ["a", "a"]).is_empty()


def test_no_event_is_nothing_to_compare() -> None:
    """R's survdiff gives no p either."""
    assert log_rank([1, 2], [0, 0], ["a", "b"]).row(0) == (2, None, None, None)


def test_who_left_before_the_first_event_is_not_compared() -> None:
    """A group all censored before anybody died adds no degree of freedom, as in R."""
    test = log_rank([1, 1, 5, 6, 7, 8], [0, 0, 1, 1, 1, 0], ["gone", "gone", "a", "b", "a", "b"])
    assert test.select("groups", "df").row(0) == (2, 1)


def test_a_reference_that_is_no_group_is_named() -> None:
    """The error lists the groups."""
    with pytest.raises(DataError, match="control"):
        cox([1, 2], [1, 1], ["a", "b"], reference="control")


def test_the_order_of_subjects_changes_nothing() -> None:
    """Reversed, the data give the same test and ratio."""
    times, events, groups = FREIREICH
    backwards = times[::-1], events[::-1], groups[::-1]
    assert log_rank(*backwards)["chi2"].item() == pytest.approx(log_rank(*FREIREICH)["chi2"].item())
    assert cox(*backwards)["hazard_ratio"].item() == pytest.approx(cox(*FREIREICH)["hazard_ratio"].item())


def test_time_in_other_units_changes_nothing() -> None:
    """Only the order of times counts."""
    times, events, groups = FREIREICH
    in_days = pl.Series(times) * 7
    assert cox(in_days, events, groups)["hazard_ratio"].item() == pytest.approx(cox(*FREIREICH)["hazard_ratio"].item())


@settings(max_examples=25)
@given(st.lists(st.tuples(st.integers(1, 12), st.booleans(), st.sampled_from("abc")), min_size=2, max_size=14))
def test_any_data_give_a_ratio_or_say_why_not(patients: list[tuple[int, bool, str]]) -> None:
    """However few or odd the patients are, each group has a ratio inside its interval, or a note."""
    times, events, groups = zip(*patients, strict=True)
    for row in cox(times, events, groups).iter_rows(named=True):
        if row["note"]:
            assert row["hazard_ratio"] is None
        else:
            assert 0 < row["low"] <= row["hazard_ratio"] <= row["high"] < float("inf")
    test = log_rank(times, events, groups).row(0, named=True)
    assert (test["chi2"] is None) == (test["df"] is None)
    assert test["chi2"] is None or (test["chi2"] > -1e-9 and 0 <= test["p"] <= 1)


def test_a_group_may_have_any_name() -> None:
    """Names that other columns have elsewhere do no harm."""
    times, events, groups = FREIREICH
    renamed = ["day" if group == "6-MP" else "event" for group in groups]
    assert cox(times, events, renamed)["hazard_ratio"].item() == cox(*FREIREICH)["hazard_ratio"].item()
