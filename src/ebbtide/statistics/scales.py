"""Scales on which proportions of studies are near normal: log odds, and the double arcsine."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["Floats", "Scaled", "double_arcsine", "from_double_arcsine", "on_double_arcsine", "on_logit"]

Floats: TypeAlias = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Scaled:
    """Studies on a scale.

    Args:
        values: One per study.
        variances: Within each study.
        back: From the scale to proportions.
    """

    values: Floats
    variances: Floats
    back: Callable[[float], float]


def on_logit(hits: Floats, counts: Floats) -> Scaled:
    """Take log odds; a study without events, or without anything else, gets half of each.

    Args:
        hits: Events per study.
        counts: Trials per study.

    Examples:
        >>> scaled = on_logit(np.array([0.0, 5.0]), np.array([10.0, 10.0]))
        >>> scaled.values.round(3).tolist(), scaled.variances.round(3).tolist()
        ([-3.045, 0.0], [2.095, 0.4])
    """
    half = np.where((hits == 0) | (hits == counts), 0.5, 0.0)
    with_event, without = hits + half, counts - hits + half
    return Scaled(np.log(with_event / without), 1 / with_event + 1 / without, from_logit)


def from_logit(value: float) -> float:
    """Find the proportion with such log odds."""
    return float(1 / (1 + np.exp(-value)))


def on_double_arcsine(hits: Floats, counts: Floats) -> Scaled:
    """Take the double arcsine; its variance hardly depends on the rate, so nothing is added where nothing happened.

    What comes back is brought back with the harmonic mean of the trials.

    Args:
        hits: Events per study.
        counts: Trials per study.

    Sources:
        Freeman 1950; Miller 1978.

    Examples:
        >>> scaled = on_double_arcsine(np.array([0.0, 3.0]), np.array([10.0, 20.0]))
        >>> scaled.values.round(4).tolist(), scaled.variances.round(4).tolist()
        ([0.1531, 0.4196], [0.0238, 0.0122])
    """
    typical = len(counts) / float((1 / counts).sum())
    return Scaled(double_arcsine(hits, counts), 1 / (4 * counts + 2), lambda value: from_double_arcsine(value, typical))


def double_arcsine(hits: Floats, counts: Floats) -> Floats:
    """Give the mean of the angles just below and just above each proportion, in radians."""
    below = np.arcsin(np.sqrt(hits / (counts + 1)))
    above = np.arcsin(np.sqrt((hits + 1) / (counts + 1)))
    return np.asarray((below + above) / 2)


def from_double_arcsine(value: float, count: float) -> float:
    """Find the proportion whose double arcsine among so many trials is the value.

    Values beyond those of none and of all come back as 0 and 1.

    Sources:
        Miller 1978.

    Examples:
        >>> angle = double_arcsine(np.array([3.0]), np.array([20.0]))[0]
        >>> round(from_double_arcsine(angle, 20), 10)
        0.15
    """
    lowest, highest = double_arcsine(np.array([0.0, count]), np.array([count, count]))
    if value <= lowest:
        return 0.0
    if value >= highest:
        return 1.0
    sine = np.sin(2 * value)
    inner = 1 - (sine + (sine - 1 / sine) / count) ** 2
    return float((1 - np.sign(np.cos(2 * value)) * np.sqrt(max(inner, 0.0))) / 2)
