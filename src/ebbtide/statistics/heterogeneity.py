"""How far studies differ beyond chance: Q, tau², I² and H²."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from ebbtide.statistics.extra import part_of_extra

if TYPE_CHECKING:
    from ebbtide.statistics.scales import Floats, Scaled

__all__ = ["Heterogeneity", "by_likelihood", "by_moments", "cochran", "heterogeneity", "weighed"]

_PLACES: Final = 400
"""Where the restricted likelihood is looked at before its tops are found exactly."""


class Heterogeneity(NamedTuple):
    """How far studies differ.

    Args:
        tau2: Variance between studies, on their scale.
        i2_pct: Part of the variance that lies between studies, in percent.
        h2: Total variance over the variance within studies.
        q: Cochran's Q.
        q_df: Its degrees of freedom.
        q_p: Probability of a Q so large or larger if all studies shared one rate.
    """

    tau2: float
    i2_pct: float
    h2: float
    q: float
    q_df: int
    q_p: float


def heterogeneity(scaled: Scaled, estimator: str) -> Heterogeneity:
    """Measure how far two or more studies differ.

    I² and H² set tau² beside the variance within a typical study, whatever the estimator of tau²; with `DL`
    they are those that follow from Q.

    Args:
        scaled: The studies.
        estimator: How tau² is found: `REML` or `DL`.

    Sources:
        Cochran 1954 (Q); Higgins 2002 (I², H²).

    Examples:
        >>> from ebbtide.statistics.scales import on_logit
        >>> scaled = on_logit(np.array([1.0, 40.0, 9.0]), np.array([100.0, 80.0, 30.0]))
        >>> found = heterogeneity(scaled, "DL")
        >>> round(found.q, 2), found.q_df, round(found.tau2, 2), round(found.i2_pct, 1)
        (21.84, 2, 1.78, 90.8)
    """
    chance = part_of_extra("scipy.special", "pooling").chdtrc
    within = 1 / scaled.variances
    freedom = len(within) - 1
    q = cochran(scaled)
    tau2 = by_moments(scaled) if estimator == "DL" else by_likelihood(scaled)
    typical = float(freedom * within.sum() / (within.sum() ** 2 - (within**2).sum()))
    return Heterogeneity(
        tau2, 100 * tau2 / (tau2 + typical), (tau2 + typical) / typical, q, freedom, float(chance(freedom, q))
    )


def weighed(values: Floats, weights: Floats) -> tuple[float, float]:
    """Give the weighted mean and its standard error, weights being inverse variances."""
    total = weights.sum()
    return float((weights * values).sum() / total), float(1 / np.sqrt(total))


def cochran(scaled: Scaled) -> float:
    """Give Q: the squared distances from the fixed effect, each in units of its variance, summed."""
    middle, _ = weighed(scaled.values, 1 / scaled.variances)
    return float(((scaled.values - middle) ** 2 / scaled.variances).sum())


def by_moments(scaled: Scaled) -> float:
    """Estimate tau² from what Q exceeds its expectation by; never below 0.

    Sources:
        DerSimonian 1986.
    """
    within = 1 / scaled.variances
    scale = within.sum() - (within**2).sum() / within.sum()
    return max(0.0, float((cochran(scaled) - (len(within) - 1)) / scale))


def by_likelihood(scaled: Scaled) -> float:
    """Estimate tau² where the restricted likelihood is highest; never below 0.

    The likelihood may have several tops, so it is looked at from 0 to far beyond what the values allow, and
    every top in between is found exactly.

    Sources:
        Viechtbauer 2005.
    """
    root = part_of_extra("scipy.optimize", "pooling").brentq

    def slope(tau2: float) -> float:
        return float(slopes_of_likelihood(scaled, np.array([tau2]))[0])

    most = 10 * (float(np.ptp(scaled.values)) ** 2 + float(scaled.variances.max()))
    places = np.concatenate([[0.0], np.geomspace(most * 1e-10, most, _PLACES)])
    slopes = slopes_of_likelihood(scaled, places)
    tops = [
        float(root(slope, places[here], places[here + 1], xtol=1e-15 * most, rtol=1e-14))
        for here in np.flatnonzero((slopes[:-1] > 0) & (slopes[1:] <= 0))
    ]
    return max([0.0, *tops], key=lambda tau2: restricted_likelihood(scaled, tau2))


def slopes_of_likelihood(scaled: Scaled, tau2: Floats) -> Floats:
    """Give the derivative of `restricted_likelihood` at each of some tau²."""
    weights = 1 / (scaled.variances + tau2[:, np.newaxis])
    total = weights.sum(axis=1)
    middle = (weights * scaled.values).sum(axis=1) / total
    squares = (weights**2 * (scaled.values - middle[:, np.newaxis]) ** 2).sum(axis=1)
    return np.asarray(squares - total + (weights**2).sum(axis=1) / total)


def restricted_likelihood(scaled: Scaled, tau2: float) -> float:
    """Give twice the restricted log likelihood of tau², but for a constant."""
    weights = 1 / (scaled.variances + tau2)
    middle, _ = weighed(scaled.values, weights)
    squares = (weights * (scaled.values - middle) ** 2).sum()
    return float(np.log(weights).sum() - np.log(weights.sum()) - squares)
