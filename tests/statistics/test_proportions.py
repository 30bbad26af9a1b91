"""Intervals of proportions."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ebbtide.errors import DataError
from ebbtide.statistics.proportions import exact_interval, wilson_interval

COUNTS = st.integers(1, 400).flatmap(lambda trials: st.tuples(st.integers(0, trials), st.just(trials)))


def test_the_exact_interval_is_that_of_binom_test() -> None:
    """R's binom.test gives 0.1215522581 to 0.7376219234 for 4 of 10, 0.0617383179 to 0.1430527278 for 22 of 227."""
    low, high = exact_interval([4, 22], [10, 227])
    assert low.to_list() == pytest.approx([0.1215522581, 0.0617383179], abs=1e-9)
    assert high.to_list() == pytest.approx([0.7376219234, 0.1430527278], abs=1e-9)


def test_without_a_success_the_upper_end_has_a_closed_form() -> None:
    """Of none in 30 the rate r is not rejected while (1 - r)^30 is at least 2.5 %, so r reaches 1 - 0.025^(1/30)."""
    low, high = exact_interval([0], [30])
    assert low.to_list() == [0.0]
    assert high[0] == pytest.approx(1 - 0.025 ** (1 / 30), abs=1e-12)


def test_with_nothing_but_successes_the_lower_end_has_a_closed_form() -> None:
    """All of 30 mirrors none of 30."""
    low, high = exact_interval([30], [30])
    assert low[0] == pytest.approx(0.025 ** (1 / 30), abs=1e-12)
    assert high.to_list() == [1.0]


def test_one_of_one_is_hardly_anything() -> None:
    """A single success leaves every rate from 2.5 % on."""
    low, high = exact_interval([1], [1])
    assert (low[0], high[0]) == pytest.approx((0.025, 1.0))


@pytest.mark.parametrize("interval", [exact_interval, wilson_interval])
def test_nobody_has_no_interval(interval: type) -> None:
    """Where there were no trials, or the counts are missing, both ends are null, and other rows are not touched."""
    low, high = interval(pl.Series([0, None, 3]), pl.Series([0, 5, 9]))
    assert [end is None for end in low] == [True, True, False]
    assert [end is None for end in high] == [True, True, False]


@pytest.mark.parametrize("counts", [(5, 4), (-1, 4)])
def test_impossible_counts_are_refused(counts: tuple[int, int]) -> None:
    """More successes than trials, or fewer than none, are no proportion."""
    with pytest.raises(DataError, match="is no proportion"):
        exact_interval([counts[0]], [counts[1]])


def test_a_level_outside_0_and_1_is_a_slip() -> None:
    """95 for 95 % is a programmer's slip."""
    with pytest.raises(ValueError, match="between 0 and 1"):
        exact_interval([1], [2], level=95)


def test_wilson_is_that_of_prop_test() -> None:
    """R's prop.test without correction gives 0.1681803297 to 0.6873262303 for 4 of 10."""
    low, high = wilson_interval([4], [10])
    assert (low[0], high[0]) == pytest.approx((0.1681803297, 0.6873262303), abs=1e-9)


def test_wilson_of_nothing_starts_at_zero() -> None:
    """Rounding does not take an end below 0 or above 1."""
    low, high = wilson_interval([0, 7], [7, 7])
    assert low[0] == pytest.approx(0, abs=1e-15)
    assert low[0] >= 0
    assert high[1] == pytest.approx(1, abs=1e-15)
    assert high[1] <= 1


@given(st.lists(COUNTS, min_size=1, max_size=20))
def test_both_agree_with_statsmodels(counts: list[tuple[int, int]]) -> None:
    """An independent library gives the same ends, row by row."""
    from statsmodels.stats.proportion import proportion_confint

    for interval, name in ((exact_interval, "beta"), (wilson_interval, "wilson")):
        hits, all_trials = zip(*counts, strict=True)
        low, high = interval(hits, all_trials)
        for row, (successes, trials) in enumerate(counts):
            theirs = proportion_confint(successes, trials, alpha=0.05, method=name)
            assert (low[row], high[row]) == pytest.approx(theirs, abs=1e-9)


@given(COUNTS, st.floats(0.5, 0.99))
def test_the_exact_interval_holds_the_rate_and_grows_with_the_level(counts: tuple[int, int], level: float) -> None:
    """The observed rate lies inside, and more confidence is never narrower."""
    successes, trials = counts
    (low,), (high,) = exact_interval([successes], [trials], level)
    (lower,), (higher,) = exact_interval([successes], [trials], (level + 1) / 2)
    assert lower <= low <= successes / trials <= high <= higher
