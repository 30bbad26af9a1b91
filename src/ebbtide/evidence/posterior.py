"""From a prior and likelihood ratios to how likely pseudoprogression is, with what is uncertain carried along."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from math import log
from typing import TYPE_CHECKING, Final

import numpy as np

from ebbtide.errors import DataError
from ebbtide.evidence.likelihood import conservative_product, product
from ebbtide.statistics.extra import part_of_extra

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from ebbtide.evidence.likelihood import Counts, Likelihood

__all__ = ["Posterior", "conservative_posterior", "plain_posterior", "updated"]

_GRID: Final = 1_000
"""Points of equal probability that stand for a distribution."""
_TAIL: Final = 0.025


@dataclass(frozen=True, slots=True)
class Posterior:
    """How likely pseudoprogression is, given a progression and the findings.

    Args:
        point: From the mean of the prior and the point of each ratio, in closed form.
        mean: The mean over all that is uncertain.
        median: Its median.
        low: Its 2.5 % quantile.
        high: Its 97.5 % quantile.
        ratio: The likelihood ratio that was applied.
    """

    point: float
    mean: float
    median: float
    low: float
    high: float
    ratio: float

    def __str__(self) -> str:
        """Print the median with its interval."""
        return f"{self.median:.0%} ({self.low:.0%} to {self.high:.0%})"


def updated(probability: float, ratio: float) -> float:
    """Multiply the odds of a probability by a likelihood ratio.

    Raises:
        DataError: If the probability is not between 0 and 1, or the ratio not above 0.

    Examples:
        Nine of 29 progressions were pseudoprogressions; of 11 with favorable ctDNA, nine (Lee 2018):

        >>> round(updated(9 / 29, 10), 4) == round(9 / 11, 4)
        True
    """
    if not 0 <= probability <= 1 or not ratio > 0:
        raise DataError(
            f"a probability of {probability:g} and a ratio of {ratio:g} cannot be combined",
            hint="a probability lies between 0 and 1, a likelihood ratio above 0",
        )
    return probability * ratio / (1 - probability + probability * ratio)


def plain_posterior(shape: tuple[float, float], ratios: Sequence[Likelihood]) -> Posterior:
    """Carry the prior and every ratio, uncertain as they are, through to the posterior.

    Each distribution is a grid of equally likely points, and the logarithms of odds and ratios add; no random
    numbers are drawn.

    Args:
        shape: The two numbers of the prior's Beta.
        ratios: Likelihood ratios of independent findings.

    Raises:
        MissingExtraError: If SciPy is not installed.

    Sources:
        Jeffreys 1946 (the rates' distributions, as for the intervals of the ratios).

    Examples:
        >>> from ebbtide.evidence.likelihood import likelihood
        >>> print(plain_posterior((9.5, 20.5), [likelihood(9, 9, 2, 20)]))
        80% (52% to 96%)
    """
    return _plain(shape, tuple(ratios))


def conservative_posterior(shape: tuple[float, float], ratios: Sequence[Likelihood]) -> Posterior:
    """Carry the prior through what the conservative reading leaves of the ratios.

    Args:
        shape: The two numbers of the prior's Beta.
        ratios: Likelihood ratios of independent findings.

    Returns:
        The posterior, between the prior and the plain one: it never turns a direction round.

    Raises:
        MissingExtraError: If SciPy is not installed.
    """
    ratio = conservative_product(ratios)
    return _described(_log_odds(*shape) + log(ratio), shape, ratio)


@cache
def _plain(shape: tuple[float, float], ratios: tuple[Likelihood, ...]) -> Posterior:
    odds = _log_odds(*shape)
    for ratio in ratios:
        odds = _sum_of(odds, _log_ratio(ratio.counts))
    return _described(odds, shape, product(ratios))


def _described(odds: NDArray[np.float64], shape: tuple[float, float], ratio: float) -> Posterior:
    probability = part_of_extra("scipy.special", "a posterior").expit(odds)
    low, median, high = (float(value) for value in np.quantile(probability, [_TAIL, 0.5, 1 - _TAIL]))
    mean = float(probability.mean())
    return Posterior(updated(shape[0] / sum(shape), ratio), mean, median, low, high, ratio)


def _parts() -> NDArray[np.float64]:
    return (np.arange(_GRID) + 0.5) / _GRID


def _log_rate(a: float, b: float) -> NDArray[np.float64]:
    rates: NDArray[np.float64] = part_of_extra("scipy.special", "a posterior").betaincinv(a, b, _parts())
    # A rate below the smallest number there is has no logarithm; it is as good as that number.
    logarithms: NDArray[np.float64] = np.log(np.maximum(rates, np.finfo(np.float64).tiny))
    return logarithms


def _log_odds(a: float, b: float) -> NDArray[np.float64]:
    # The complement is looked up by itself: near 1 it would be lost in rounding.
    return _log_rate(a, b) - _log_rate(b, a)[::-1]


def _log_ratio(counts: Counts) -> NDArray[np.float64]:
    own = _log_rate(counts.favorable_with + 0.5, counts.favorable - counts.favorable_with + 0.5)
    other = _log_rate(counts.unfavorable_with + 0.5, counts.unfavorable - counts.unfavorable_with + 0.5)
    return _sum_of(own, -other)


def _sum_of(one: NDArray[np.float64], other: NDArray[np.float64]) -> NDArray[np.float64]:
    """Add two independent distributions, and give the sum as a grid of the same size."""
    every = np.sort(np.add.outer(one, other), axis=None)
    parts: NDArray[np.float64] = every.reshape(_GRID, -1).mean(axis=1)
    return parts
