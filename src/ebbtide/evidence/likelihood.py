"""Likelihood ratios from published counts: the point, two intervals, and what is left when read conservatively."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, cached_property
from math import exp, inf, sqrt
from typing import TYPE_CHECKING, Any, Final

from ebbtide.errors import DataError
from ebbtide.statistics.extra import normal_quantile, part_of_extra

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["Counts", "Likelihood", "conservative_product", "likelihood", "printed_bound", "product"]

UNBOUNDED: Final = 1000.0
"""Beyond this an upper bound says only that there is none."""
_PURPOSE: Final = "the interval of a likelihood ratio"
_NODES: Final = 200
"""Nodes of the quadrature; twice as many change no printed digit."""
_FARTHEST: Final = 60.0
"""No bound is sought beyond exp(60)."""
_NOTHING: Final = 1e-12
"""A part of a distribution that is too small to be cut into parts."""


@dataclass(frozen=True, slots=True)
class Counts:
    """The two rows of a published two-by-two table that a finding fills.

    Args:
        favorable_with: Patients of the favorable class (pseudoprogression) with the finding.
        favorable: All patients of that class.
        unfavorable_with: Patients of the other class (true progression) with the finding.
        unfavorable: All patients of that class.

    Raises:
        DataError: If a class is empty, or has more findings than patients.
    """

    favorable_with: int
    favorable: int
    unfavorable_with: int
    unfavorable: int

    def __post_init__(self) -> None:
        for hits, all_of in ((self.favorable_with, self.favorable), (self.unfavorable_with, self.unfavorable)):
            if all_of < 1 or not 0 <= hits <= all_of:
                raise DataError(
                    f"{hits} of {all_of} patients cannot have the finding",
                    hint="each class needs a patient, and none of its counts may exceed it",
                )

    @property
    def patients(self) -> int:
        """Patients of both classes."""
        return self.favorable + self.unfavorable

    @property
    def raw(self) -> float:
        """The ratio of the plain proportions; infinite where only the favorable class has the finding."""
        other = self.unfavorable_with / self.unfavorable
        if other == 0:
            return inf
        return self.favorable_with / self.favorable / other

    def __str__(self) -> str:
        """Give the counts as they are cited."""
        return f"{self.favorable_with}/{self.favorable} v {self.unfavorable_with}/{self.unfavorable}"


@dataclass(frozen=True)
class Likelihood:
    """How many times more likely a finding is in one class than in the other.

    The intervals are worked out when first asked for; they need SciPy.

    Args:
        counts: The published counts.
    """

    counts: Counts

    @property
    def point(self) -> float:
        """The ratio of the posterior means of the two rates under Jeffreys' prior; never 0 and never infinite.

        Sources:
            Jeffreys 1946 (the prior); Haldane 1956 (the same ratio, by a half added to each cell).
        """
        cells = self.counts
        own = (cells.favorable_with + 0.5) / (cells.favorable + 1)
        return own / ((cells.unfavorable_with + 0.5) / (cells.unfavorable + 1))

    @cached_property
    def delta(self) -> tuple[float, float]:
        """The interval by the delta method on the logarithm, a half added to each cell, 95 %.

        Raises:
            MissingExtraError: If SciPy is not installed.

        Sources:
            Haldane 1956.
        """
        cells = self.counts
        variance = (
            1 / (cells.favorable_with + 0.5)
            - 1 / (cells.favorable + 1)
            + 1 / (cells.unfavorable_with + 0.5)
            - 1 / (cells.unfavorable + 1)
        )
        half = normal_quantile(0.975, _PURPOSE) * sqrt(variance)
        return self.point * exp(-half), self.point * exp(half)

    @cached_property
    def jeffreys(self) -> tuple[float, float]:
        """The 2.5 and 97.5 % quantiles of the ratio of the two rates under Jeffreys' prior, by quadrature.

        Raises:
            MissingExtraError: If SciPy is not installed.

        Sources:
            Jeffreys 1946.
        """
        return ratio_quantile(self.counts, 0.025), ratio_quantile(self.counts, 0.975)

    @cached_property
    def conservative(self) -> float:
        """What both intervals leave: of their bounds the one nearest 1, and 1 where either interval contains it.

        Raises:
            MissingExtraError: If SciPy is not installed.

        Examples:
            >>> round(likelihood(9, 9, 2, 20).conservative, 2)
            2.47
            >>> likelihood(8, 10, 12, 19).conservative
            1.0
        """
        (delta_low, delta_high), (low, high) = self.delta, self.jeffreys
        if min(delta_low, low) > 1:
            return min(delta_low, low)
        if max(delta_high, high) < 1:
            return max(delta_high, high)
        return 1.0

    def __str__(self) -> str:
        """Print the point with Jeffreys' interval."""
        low, high = self.jeffreys
        return f"{self.point:.3g} ({low:.2g} to {printed_bound(high)})"


def likelihood(favorable_with: int, favorable: int, unfavorable_with: int, unfavorable: int) -> Likelihood:
    """Make the likelihood ratio of a finding from its four counts.

    Raises:
        DataError: If the counts are impossible.

    Examples:
        Favorable ctDNA was found in 9 of 9 pseudoprogressions and in 2 of 20 true progressions (Lee 2018):

        >>> print(likelihood(9, 9, 2, 20))
        7.98 (3.3 to 44.6)
    """
    return Likelihood(Counts(favorable_with, favorable, unfavorable_with, unfavorable))


def printed_bound(bound: float) -> str:
    """Print an upper bound; one beyond 1000 says only that.

    Examples:
        >>> printed_bound(44.57), printed_bound(25_000)
        ('44.6', '> 1000')
    """
    return f"> {UNBOUNDED:.0f}" if bound > UNBOUNDED else f"{bound:.3g}"


def product(ratios: Sequence[Likelihood]) -> float:
    """Multiply the points of independent findings; 1 where there are none."""
    together = 1.0
    for ratio in ratios:
        together *= ratio.point
    return together


def conservative_product(ratios: Sequence[Likelihood]) -> float:
    """Multiply what the conservative reading leaves of each, never further from 1 than the points together.

    Findings that oppose each other could otherwise turn round, or gain, by losing unequal parts of their strength.

    Raises:
        MissingExtraError: If SciPy is not installed.

    Examples:
        >>> conservative_product([])
        1.0
    """
    plain, cautious = product(ratios), 1.0
    for ratio in ratios:
        cautious *= ratio.conservative
    return min(max(cautious, min(plain, 1.0)), max(plain, 1.0))


@cache
def ratio_quantile(counts: Counts, probability: float) -> float:
    """Find a quantile of the ratio of the two rates.

    The chance that the ratio is at most x is the mean, over the other class's rate r, of the chance that this
    class's rate is at most x r. The mean is taken over equal parts of the other rate's distribution, up to where
    x r is 1; beyond, the chance is 1.
    """
    special, optimize = (part_of_extra(f"scipy.{name}", _PURPOSE) for name in ("special", "optimize"))
    nodes, weights = quadrature()
    a, b = counts.favorable_with + 0.5, counts.favorable - counts.favorable_with + 0.5
    c, d = counts.unfavorable_with + 0.5, counts.unfavorable - counts.unfavorable_with + 0.5

    def excess(logarithm: float) -> float:
        ratio = exp(logarithm)
        part = float(special.betainc(c, d, min(1.0, 1 / ratio)))
        if part < _NOTHING:
            return 1 - probability
        reached = special.betainc(a, b, (special.betaincinv(c, d, part * nodes) * ratio).clip(max=1))
        return part * float((reached * weights).sum()) + 1 - part - probability

    return exp(float(optimize.brentq(excess, -_FARTHEST, _FARTHEST, xtol=1e-10)))


@cache
def quadrature() -> tuple[Any, Any]:
    """Give nodes and weights between 0 and 1, crowded at both ends.

    A rate that was never seen has its distribution's mass close to 0, where plain nodes would miss it.
    """
    points, weights = part_of_extra("numpy.polynomial.legendre", _PURPOSE).leggauss(_NODES)
    spread = (points + 1) / 2
    # The substitution 3t² - 2t³ flattens both ends and leaves a smooth integrand.
    return spread**2 * (3 - 2 * spread), weights / 2 * 6 * spread * (1 - spread)
