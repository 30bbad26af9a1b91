"""How far two or more readers agree: kappa for words, Bland and Altman's limits for lengths."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import polars as pl

from ebbtide.statistics.extra import normal_quantile, part_of_extra

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["BlandAltman", "Kappa", "bland_altman", "cohen_kappa", "fleiss_kappa", "weighted_kappa"]

_PURPOSE = "a measure of agreement"
_FEWEST = 2
"""Differences, or readers, of which something can be said."""
_NO_VARIANCE = 1e-12


class Kappa(NamedTuple):
    """Agreement of two readers beyond chance.

    Args:
        pairs: How many they both called.
        agreeing: How many of them alike.
        kappa: 1 for full agreement, 0 for what chance gives; None where nothing was called, or where both only ever
            used one and the same word: chance then agrees fully too, and kappa is 0/0.
        low: Lower end of its interval; None too where the large-sample error is 0 and so says nothing: with full
            agreement, or where one reader only ever used one word.
        high: Upper end, likewise.
    """

    pairs: int
    agreeing: int
    kappa: float | None
    low: float | None
    high: float | None


class BlandAltman(NamedTuple):
    """How far the lengths of two readers lie apart, in the unit of the lengths.

    Args:
        pairs: How many both have measured.
        bias: Mean of first less second, with its interval `bias_low` to `bias_high`.
        std_dev: Standard deviation of the differences.
        lower: Lower limit of agreement, with its interval `lower_low` to `lower_high`.
        upper: Upper limit, likewise.
    """

    pairs: int
    bias: float | None
    bias_low: float | None
    bias_high: float | None
    std_dev: float | None
    lower: float | None
    lower_low: float | None
    lower_high: float | None
    upper: float | None
    upper_low: float | None
    upper_high: float | None


def cohen_kappa(first: pl.Series, second: pl.Series, level: float = 0.95) -> Kappa:
    """Measure how far two readers use the same words for the same things.

    Args:
        first: The words of one reader.
        second: Those of the other, row by row; rows in which either is null are left out.
        level: The confidence of the interval, which is that of a large sample.

    Returns:
        Kappa with its interval, cut off at -1 and 1.

    Raises:
        MissingExtraError: If statsmodels is not installed.

    Sources:
        Cohen 1960; Fleiss 1969 (the standard error of the interval).

    Examples:
        >>> first, second = pl.Series(["PR", "PR", "SD", "PD"]), pl.Series(["PR", "SD", "SD", "PD"])
        >>> round(cohen_kappa(first, second).kappa, 4)
        0.6364
    """
    both = _both(first, second)
    words = sorted(set(both["first"]) | set(both["second"]))
    return _kappa(both, words, None, level)


def weighted_kappa(first: pl.Series, second: pl.Series, order: Sequence[str], level: float = 0.95) -> Kappa:
    """Measure agreement on words that have an order: a call two steps off counts twice as far as one step off.

    Args:
        first: The words of one reader.
        second: Those of the other, row by row; rows in which either is none of the order are left out.
        order: The words from one end to the other.
        level: The confidence of the interval.

    Returns:
        Linearly weighted kappa with its interval, cut off at -1 and 1.

    Raises:
        MissingExtraError: If statsmodels is not installed.

    Sources:
        Cohen 1968; Fleiss 1969 (the standard error).

    Examples:
        >>> first, second = pl.Series(["PR", "PR", "SD", "PD"]), pl.Series(["PR", "SD", "SD", "PD"])
        >>> round(weighted_kappa(first, second, ["CR", "PR", "SD", "PD"]).kappa, 4)
        0.7143
    """
    both = _both(first, second)
    known = both.filter(pl.col("first").is_in(list(order)) & pl.col("second").is_in(list(order)))
    return _kappa(known, list(order), "linear", level)


def fleiss_kappa(calls: pl.DataFrame) -> float | None:
    """Measure how far several readers use the same words for the same things.

    Args:
        calls: One column per reader, one row per thing; rows in which anyone says nothing are left out.

    Returns:
        Kappa; None where there are fewer than two readers, no rows, or one word only.

    Raises:
        MissingExtraError: If statsmodels is not installed.

    Sources:
        Fleiss 1971.

    Examples:
        >>> calls = pl.DataFrame({"A": ["PR", "SD", "PD"], "B": ["PR", "SD", "SD"], "C": ["PR", "PR", "PD"]})
        >>> round(fleiss_kappa(calls), 4)
        0.3077
    """
    import numpy as np

    said = calls.drop_nulls()
    words = sorted({word for column in said.iter_columns() for word in column})
    if said.width < _FEWEST or len(words) < _FEWEST:
        return None
    counts = np.column_stack([said.select(pl.sum_horizontal(pl.all() == word)).to_series() for word in words])
    return float(part_of_extra("statsmodels.stats.inter_rater", _PURPOSE).fleiss_kappa(counts))


def bland_altman(first: pl.Series, second: pl.Series, level: float = 0.95) -> BlandAltman:
    """Measure how far two readers' lengths lie apart.

    The differences count as independent. Where a subject gives several, the limits are a little too narrow, and the
    intervals more so (Bland and Altman 2007).

    Args:
        first: The lengths of one reader, any unit.
        second: Those of the other, row by row; rows in which either is null are left out.
        level: The share of differences between the limits, and the confidence of the intervals.

    Returns:
        Bias and limits of agreement with their intervals; null below two pairs.

    Raises:
        MissingExtraError: If SciPy is not installed.

    Sources:
        Bland 1986 (bias and limits); Bland 1999, sec. 2 (the standard error of a limit).

    Examples:
        >>> found = bland_altman(pl.Series([50.0, 62.0, 31.0]), pl.Series([48.0, 63.0, 29.0]))
        >>> round(found.bias, 3), round(found.std_dev, 3), round(found.lower, 3), round(found.upper, 3)
        (1.0, 1.732, -2.395, 4.395)
    """
    differences = pl.DataFrame({"first": first, "second": second}).drop_nulls()
    apart = differences.select(pl.col("first").cast(pl.Float64) - pl.col("second")).to_series()
    pairs = len(apart)
    if pairs < _FEWEST:
        return BlandAltman(pairs, _number(apart.mean()), *[None] * 9)
    bias, spread = float(apart.to_numpy().mean()), float(apart.to_numpy().std(ddof=1))
    z = normal_quantile((1 + level) / 2, _PURPOSE)
    t = float(part_of_extra("scipy.special", _PURPOSE).stdtrit(pairs - 1, (1 + level) / 2))
    of_bias = t * spread / pairs**0.5
    of_limit = t * spread * (1 / pairs + z**2 / (2 * (pairs - 1))) ** 0.5
    lower, upper = bias - z * spread, bias + z * spread
    return BlandAltman(
        pairs,
        *(bias, bias - of_bias, bias + of_bias),
        spread,
        *(lower, lower - of_limit, lower + of_limit),
        *(upper, upper - of_limit, upper + of_limit),
    )


def _both(first: pl.Series, second: pl.Series) -> pl.DataFrame:
    return pl.DataFrame({"first": first.cast(pl.String), "second": second.cast(pl.String)}).drop_nulls()


def _number(value: Any) -> float | None:  # noqa: ANN401 - a mean of Polars may be anything
    return None if value is None else float(value)


def _kappa(both: pl.DataFrame, words: list[str], weights: str | None, level: float) -> Kappa:
    import numpy as np

    agreeing = int((both["first"] == both["second"]).sum())
    if both["first"].n_unique() + both["second"].n_unique() <= _FEWEST and agreeing == len(both):
        return Kappa(len(both), agreeing, None, None, None)
    place = {word: number for number, word in enumerate(words)}
    table = np.zeros((len(words), len(words)))
    for one, other, many in both.group_by("first", "second").len().iter_rows():
        table[place[one], place[other]] = many
    # A test against 0 comes along unasked, and divides by 0 where a reader used one word only.
    with np.errstate(all="ignore"):
        found = part_of_extra("statsmodels.stats.inter_rater", _PURPOSE).cohens_kappa(table, wt=weights)
    kappa, variance = float(found.kappa), float(found.var_kappa)
    if variance < _NO_VARIANCE:
        return Kappa(len(both), agreeing, kappa, None, None)
    half = normal_quantile((1 + level) / 2, _PURPOSE) * variance**0.5
    return Kappa(len(both), agreeing, kappa, max(kappa - half, -1.0), min(kappa + half, 1.0))
