"""Responses that were not confirmed, and best responses that came too soon (R11, R12)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from ebbtide.checks.check import NO_QUERIES, Check
from ebbtide.checks.responses.said import COURSE, RESTS, asked, said
from ebbtide.criteria import BY_ID
from ebbtide.sources import EISENHAUER_2009
from ebbtide.terms.responses import CPD, CR, IGNORED, NE, NON, PD, PR, SD

if TYPE_CHECKING:
    from ebbtide.checks.examined import Examined

__all__ = ["CHECKS", "best_too_soon", "not_confirmed"]

_WHO: Final = ("who", "mwho")


def not_confirmed(trial: Examined) -> pl.DataFrame:
    """R11: a response that no later assessment confirms, where the study confirms responses."""
    if not trial.options.confirmation_required:
        return NO_QUERIES
    rows = said(trial).filter(pl.col("overall").is_not_null())
    return pl.concat([_unconfirmed(trial, rows, CR, (CR,)), _unconfirmed(trial, rows, PR, (PR, CR))])


def best_too_soon(trial: Examined) -> pl.DataFrame:
    """R12: a best response of SD, with no assessment that late as SD has to be held."""
    best = trial.study.table("reported_best").filter(pl.col("criterion").is_in(trial.criteria))
    stable = {BY_ID[name].words.overall[code] for name in trial.criteria for code in (SD, NON)}
    best = best.filter(pl.col("best_overall_response").is_in(list(stable)))
    rows = said(trial)
    first_pd = rows.filter(pl.col("overall").is_in([PD, CPD])).group_by(COURSE).agg(pd_start=pl.col("start").min())
    before = rows.join(first_pd, on=COURSE, how="left", maintain_order="left").filter(
        pl.col("overall").is_in(RESTS) & (pl.col("start") < pl.col("pd_start")).fill_null(value=True)
    )
    last = before.unique(COURSE, keep="last", maintain_order=True)
    least = (
        pl.when(pl.col("criterion").is_in(_WHO)).then(trial.options.nc_min_days).otherwise(trial.options.sd_min_days)
    )
    said_best = best.select(*COURSE, "best_overall_response").unique(maintain_order=True)
    soon = last.join(said_best, on=COURSE, maintain_order="left").with_columns(least=least)
    message = pl.format(
        "Best overall response {} is reported; the last assessment without progression is {} of {}, before the minimum "
        "of {} days. Expected {}. Please review the best overall response.",
        *("best_overall_response", "overall_response", _dated(), "least"),
        pl.when(pl.col("criterion").is_in(first_pd["criterion"].implode()) & pl.col("pd_start").is_not_null())
        .then(pl.lit("PD"))
        .otherwise(pl.lit("NE")),
    )
    return asked(soon.filter(pl.col("start") < pl.col("least")), message)


def _dated() -> pl.Expr:
    """Name a time point by its label and its day: `Week 4, day 28`."""
    return pl.coalesce(pl.format("{}, day {}", "visit", "start"), pl.format("day {}", "start"))


def _unconfirmed(trial: Examined, rows: pl.DataFrame, response: int, by: tuple[int, ...]) -> pl.DataFrame:
    """Find the first response of a kind in each course that has none confirmed."""
    counted = rows.with_columns(
        (holds.fill_null(value=False).cast(pl.Int32).cum_sum().over(COURSE)).alias(name)
        for name, holds in _between(response).items()
    )
    own = counted.filter(pl.col("overall") == response)
    later = counted.filter(pl.col("overall").is_in(by)).select(
        *COURSE, *(pl.col(name).alias(f"later_{name}") for name in ("start", *_between(response)))
    )
    pairs = own.join(later, on=COURSE, maintain_order="left_right").filter(pl.col("later_start") > pl.col("start"))
    pairs = pairs.with_columns(
        days=pl.col("later_start") - pl.col("start"), missed_between=pl.col("later_missed") - pl.col("missed")
    ).filter(pl.col("later_breaks") == pl.col("breaks"))
    allowed_sd = int(trial.options.confirm_accept_sd) if response == PR else 0
    pairs = pairs.filter(pl.col("later_stable") - pl.col("stable") <= allowed_sd)
    in_time = pl.col("days") >= trial.options.confirm_days
    few = pl.col("missed_between") <= trial.options.confirm_max_ne
    confirmed = pairs.filter(in_time & few)
    open_ = own.unique(COURSE, keep="first", maintain_order=True).join(confirmed, on=COURSE, how="anti")
    # Of several later responses, the one that comes nearest to confirming tells why none does.
    nearest = pairs.sort(in_time, "days", descending=[True, False]).unique(
        [*COURSE, "start"], keep="first", maintain_order=True
    )
    told = open_.join(
        nearest.select(*COURSE, "start", "days", "missed_between"),
        on=[*COURSE, "start"],
        how="left",
        maintain_order="left",
    )
    next_said = rows.select(*COURSE, "start", next_said=pl.col("overall_response").shift(-1).over(COURSE))
    told = told.join(next_said, on=[*COURSE, "start"], how="left", maintain_order="left")
    return asked(told, _why_unconfirmed(trial))


def _between(response: int) -> dict[str, pl.Expr]:
    """Say what may lie between a response and its confirmation: nothing that breaks, few stable, few missed."""
    worse = [SD, PR] if response == CR else [SD]
    return {
        "breaks": ~pl.col("overall").is_in([CR, PR, SD, NE, IGNORED]),
        "stable": pl.col("overall").is_in(worse),
        "missed": pl.col("overall").is_in([NE, IGNORED]),
    }


def _why_unconfirmed(trial: Examined) -> pl.Expr:
    least, most = trial.options.confirm_days, trial.options.confirm_max_ne
    why = (
        pl.when(pl.col("days") < least)
        .then(pl.format("the assessment that agrees comes {} days later", "days"))
        .when(pl.col("missed_between") > most)
        .then(pl.format(f"{{}} assessments between are NE, and {most} may be", "missed_between"))
        .when(pl.col("next_said").is_not_null())
        .then(pl.format("the next assessment is {}", "next_said"))
        .otherwise(pl.lit("no later assessment is recorded"))
    )
    return pl.format(
        f"{{}}: {{}} is not confirmed: a second assessment at {least} days or more has to agree; {{}}. Please check "
        "whether an assessment is missing.",
        *("when", "overall_response", why),
    )


CHECKS: Final = (
    Check(
        "R11",
        "Response not confirmed",
        "info",
        "Where the study confirms responses, a CR or PR that no later assessment confirms: it comes too early, too "
        "many are NE between, or there is none.",
        str(EISENHAUER_2009.at("4.6")),
        not_confirmed,
        ("confirmation_required", "confirm_days", "confirm_max_ne", "confirm_accept_sd"),
    ),
    Check(
        "R12",
        "Best response SD too soon",
        "query",
        "The reported best response is SD and no assessment without progression is as late as the minimum duration.",
        str(EISENHAUER_2009.at("4.4.3")),
        best_too_soon,
        ("sd_min_days", "nc_min_days"),
    ),
)
