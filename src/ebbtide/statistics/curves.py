"""Survival curves: the product-limit estimate, its intervals, and medians.

A curve is a table, one row per group and day; it is worked out for all groups at once. That the numbers are those
of R's survival is tested.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal, TypeAlias, get_args

import polars as pl

from ebbtide.statistics.extra import normal_quantile
from ebbtide.statistics.times import subjects_of

if TYPE_CHECKING:
    from ebbtide.statistics.times import Bools, Groups, Numbers

__all__ = ["IntervalKind", "kaplan_meier", "median_survival"]

IntervalKind: TypeAlias = Literal["log-log", "log"]
_SAME: Final = 1e-9
"""Two rates nearer than this are one: a survival of one half is a product of fractions, never quite 0.5."""


def kaplan_meier(
    times: Numbers,
    events: Bools,
    groups: Groups | None = None,
    *,
    level: float = 0.95,
    interval: IntervalKind = "log-log",
) -> pl.DataFrame:
    """Estimate the survival of each group after each day on which an event or a censoring falls.

    A subject is at risk on the day it has its event or is censored; who is censored on the day of an event was at
    risk of it.

    Args:
        times: From the start to the event, or to the end of observation.
        events: Whether the time ends in the event.
        groups: The group of each subject; None for one curve of `all`.
        level: The confidence of the interval at each day.
        interval: The scale on which the interval is symmetric: `log-log` (of minus the logarithm of the survival),
            which stays between 0 and 1, or `log`, the default of R's survival, cut at 1.

    Returns:
        One row per group and day, in order: `group`, `day`, `at_risk`, `events`, `censored`, `survival` (0 to 1)
        and `low` and `high`, null where the survival is 0 and, with `log-log`, before the first event.

    Raises:
        EmptyTableError: If there is no subject.
        DataError: If something is missing, or a time is negative.
        MissingExtraError: If SciPy is not installed.

    Sources:
        Kaplan 1958; Greenwood 1926 (the variance).

    Examples:
        >>> curve = kaplan_meier([30, 60, 60, 90], [True, True, False, False])
        >>> curve.select("day", "at_risk", "events", "survival").rows()
        [(30, 4, 1, 0.75), (60, 3, 1, 0.5), (90, 1, 0, 0.5)]
    """
    must_be_kind(interval)
    left = pl.col("at_risk") - pl.col("events")
    curve = (
        subjects_of(times, events, groups)
        .group_by("group", "day")
        .agg(events=pl.col("event").sum().cast(pl.Int64), censored=(~pl.col("event")).sum().cast(pl.Int64))
        .sort("group", "day")
        .with_columns(at_risk=(pl.col("events") + pl.col("censored")).cum_sum(reverse=True).over("group"))
        .with_columns(
            survival=(left / pl.col("at_risk")).cum_prod().over("group"),
            # Greenwood's variance of the logarithm of the survival; without bound once everybody has had the event.
            variance=(pl.col("events") / (pl.col("at_risk") * left)).cum_sum().over("group"),
        )
    )
    low, high = ends(interval, normal_quantile((1 + level) / 2, "the interval of a curve"))
    return curve.select(
        pl.col("group").cast(pl.String), "day", "at_risk", "events", "censored", "survival", low=low, high=high
    )


def must_be_kind(interval: str) -> None:
    """Refuse an interval of an unknown kind.

    Raises:
        ValueError: If it is none.
    """
    if interval not in get_args(IntervalKind):
        raise ValueError(f"interval is one of {', '.join(get_args(IntervalKind))}, not {interval!r}")


def ends(interval: IntervalKind, z: float) -> tuple[pl.Expr, pl.Expr]:
    """Give both ends of the interval of a survival from its variance."""
    survival, far = pl.col("survival"), z * pl.col("variance").sqrt()
    if interval == "log":
        known = survival > 0
        low, high = survival * (-far).exp(), (survival * far.exp()).clip(upper_bound=1)
    else:
        known = (survival > 0) & (survival < 1)
        low, high = survival.pow((-far / survival.log()).exp()), survival.pow((far / survival.log()).exp())
    return pl.when(known).then(low), pl.when(known).then(high)


def median_survival(curves: pl.DataFrame, at: float = 0.5) -> pl.DataFrame:
    """Find the day by which half of each group have had the event, and an interval for it.

    Where the curve stays at one half for a while, the median is the middle of that while. The interval holds the
    days on which the interval of the survival holds one half.

    Args:
        curves: What `kaplan_meier` made.
        at: The survival to look for; a half for the median.

    Returns:
        One row per group, in order: `group`, `subjects`, `events`, `median`, `low`, `high`; null where the curve,
        or the end of its interval, does not come down so far.

    Sources:
        Brookmeyer 1982.

    Examples:
        >>> median_survival(kaplan_meier([30, 60, 70, 90], [1, 1, 1, 0])).select("subjects", "events", "median").row(0)
        (4, 3, 65.0)
    """
    day = pl.col("day")
    return curves.group_by("group", maintain_order=True).agg(
        subjects=pl.col("at_risk").max(),
        events=pl.col("events").sum(),
        median=middle_of_fall(pl.col("survival"), at),
        low=day.filter(pl.col("low") <= at + _SAME).min().cast(pl.Float64),
        high=day.filter(pl.col("high") <= at + _SAME).min().cast(pl.Float64),
    )


def middle_of_fall(survival: pl.Expr, at: float) -> pl.Expr:
    """Give the middle between the day the survival comes down to a value and the event that takes it below."""
    day = pl.col("day").cast(pl.Float64)
    reached, below = day.filter(survival <= at + _SAME).min(), day.filter(survival < at - _SAME).min()
    stays = ((survival - at).abs() < _SAME).any()
    return pl.when(stays & below.is_not_null()).then((reached + below) / 2).otherwise(reached)
