"""Likelihood ratios of published counts."""

from __future__ import annotations

import math
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ebbtide.errors import DataError, MissingExtraError
from ebbtide.evidence.likelihood import Counts, conservative_product, likelihood, printed_bound, product

# finding: counts, raw ratio, point, delta interval, Jeffreys interval (None: no upper end), as derived by hand and
# by drawing from the two betas; each as printed.
TABLE = {
    "ctDNA favorable": ((9, 9, 2, 20), "10", "7.98", ("2.47", "25.8"), ("3.29", "44.6")),
    "ctDNA unfavorable": ((0, 9, 18, 20), "0", "0.057", ("0.004", "0.850"), ("0.00006", "0.273")),
    "PERCIMT not PD": ((8, 10, 12, 19), "1.267", "1.236", ("0.775", "1.97"), ("0.741", "2.01")),
    "PERCIMT PD": ((2, 10, 7, 19), "0.543", "0.606", ("0.178", "2.07"), ("0.112", "1.76")),
    "uPMD not PMD": ((2, 5, 0, 26), "inf", "22.5", ("1.23", "411"), ("2.9", None)),
    "uPMD PMD": ((3, 5, 26, 26), "0.600", "0.594", ("0.302", "1.17"), ("0.213", "0.926")),
    "dual-time PET positive": ((2, 10, 5, 19), "0.760", "0.826", ("0.225", "3.04"), ("0.150", "2.78")),
    "dual-time PET negative": ((8, 10, 14, 19), "1.086", "1.066", ("0.701", "1.62"), ("0.655", "1.61")),
    "fewer than 4 new": ((26, 31, 0, 10), "inf", "18.2", ("1.21", "275"), ("3.8", None)),
    "4 or more new": ((5, 31, 10, 10), "0.161", "0.180", ("0.083", "0.389"), ("0.067", "0.340")),
    "KPS decline": ((0, 15, 5, 20), "0", "0.119", ("0.007", "2.00"), ("0.00013", "0.729")),
    "CBV raised": ((14, 15, 14, 19), "1.27", "1.25", ("0.914", "1.71"), ("0.93", "1.79")),
    "ctDNA day 7": ((23, 33, 4, 31), "5.40", "4.92", ("2.03", "11.9"), ("2.37", "15.5")),
    "ctDNA day 28": ((9, 11, 1, 16), "13.1", "8.97", ("1.89", "42.5"), ("2.91", "116")),
    "SUVmax below 10": ((9, 11, 5, 17), "2.78", "2.59", ("1.22", "5.51"), ("1.34", "6.66")),
    "SUVmax from 10": ((2, 11, 12, 17), "0.258", "0.300", ("0.095", "0.942"), ("0.057", "0.729")),
}
COUNTS = st.tuples(st.integers(1, 40), st.integers(1, 40)).flatmap(
    lambda sizes: st.builds(
        Counts, st.integers(0, sizes[0]), st.just(sizes[0]), st.integers(0, sizes[1]), st.just(sizes[1])
    )
)


def printed_as(value: float, text: str) -> bool:
    """Tell whether a value rounds to what is printed."""
    decimals = len(text.partition(".")[2])
    return abs(value - float(text)) <= 0.5000001 * 10.0**-decimals


@pytest.mark.parametrize("name", TABLE)
def test_the_published_counts_give_the_printed_ratios(name: str) -> None:
    """Raw ratio, point and both intervals are those derived for each finding."""
    counts, raw, point, delta, jeffreys = TABLE[name]
    ratio = likelihood(*counts)
    if raw == "inf":
        assert math.isinf(ratio.counts.raw)
    else:
        assert printed_as(ratio.counts.raw, raw)
    assert printed_as(ratio.point, point)
    assert printed_as(ratio.delta[0], delta[0])
    assert printed_as(ratio.delta[1], delta[1])
    assert printed_as(ratio.jeffreys[0], jeffreys[0])
    if jeffreys[1] is None:
        assert printed_bound(ratio.jeffreys[1]) == "> 1000"
    else:
        assert printed_as(ratio.jeffreys[1], jeffreys[1])


@pytest.mark.parametrize(
    ("counts", "left"),
    [
        ((9, 9, 2, 20), 2.47),  # the delta bound is nearer 1 than 3.29
        ((0, 9, 18, 20), 0.850),
        ((3, 5, 26, 26), 1.0),  # the delta interval contains 1, Jeffreys' does not
        ((4, 15, 0, 20), 1.0),
        ((8, 10, 12, 19), 1.0),
        ((5, 31, 10, 10), 0.389),
    ],
)
def test_the_conservative_reading_takes_the_bound_nearest_one(counts: tuple[int, int, int, int], left: float) -> None:
    """Of two intervals on one side of 1 the nearest bound is left, of one that contains 1 nothing."""
    assert likelihood(*counts).conservative == pytest.approx(left, abs=0.005)


def test_the_point_is_worked_by_hand() -> None:
    """Nine of nine against two of twenty: (9.5 / 10) / (2.5 / 21) is 7.98."""
    assert likelihood(9, 9, 2, 20).point == pytest.approx(7.98)


@pytest.mark.parametrize("counts", [(3, 2, 0, 5), (0, 0, 1, 2), (1, 2, -1, 5), (1, 2, 1, 0)])
def test_impossible_counts_are_refused(counts: tuple[int, int, int, int]) -> None:
    """More findings than patients, fewer than none, or an empty class is an error."""
    with pytest.raises(DataError, match="cannot have the finding"):
        likelihood(*counts)


def test_counts_are_printed_as_cited() -> None:
    """Counts and ratio have one printed form each."""
    assert str(Counts(9, 9, 2, 20)) == "9/9 v 2/20"
    assert str(likelihood(2, 5, 0, 26)) == "22.5 (2.9 to > 1000)"


@given(COUNTS)
def test_the_conservative_reading_never_turns_a_direction(counts: Counts) -> None:
    """What is left lies between 1 and the point."""
    ratio = likelihood(counts.favorable_with, counts.favorable, counts.unfavorable_with, counts.unfavorable)
    assert min(1, ratio.point) <= ratio.conservative <= max(1, ratio.point)


@given(COUNTS)
def test_exchanging_the_classes_inverts_the_ratio(counts: Counts) -> None:
    """The ratio and its bounds of exchanged classes are the inverse ones."""
    one = likelihood(counts.favorable_with, counts.favorable, counts.unfavorable_with, counts.unfavorable)
    other = likelihood(counts.unfavorable_with, counts.unfavorable, counts.favorable_with, counts.favorable)
    assert one.point * other.point == pytest.approx(1)
    assert one.delta[0] * other.delta[1] == pytest.approx(1)
    assert one.jeffreys[0] * other.jeffreys[1] == pytest.approx(1, rel=1e-6)


@given(st.lists(COUNTS, max_size=3))
def test_findings_that_oppose_each_other_never_turn_round(several: list[Counts]) -> None:
    """The conservative product lies between 1 and the plain one."""
    ratios = [likelihood(c.favorable_with, c.favorable, c.unfavorable_with, c.unfavorable) for c in several]
    plain = product(ratios)
    assert min(1, plain) <= conservative_product(ratios) <= max(1, plain)


def test_without_the_extra_the_interval_names_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """The point needs no SciPy; an interval says what it is for."""
    monkeypatch.setitem(sys.modules, "scipy.special", None)
    ratio = likelihood(7, 31, 3, 17)
    assert ratio.point > 1
    for name in ("delta", "jeffreys"):
        with pytest.raises(MissingExtraError, match="the interval of a likelihood ratio needs"):
            getattr(ratio, name)
