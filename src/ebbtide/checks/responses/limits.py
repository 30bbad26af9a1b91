"""Responses that the limits of a criterion do not bear out: what was set against what (R03, R04)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from ebbtide.checks.check import Check
from ebbtide.checks.responses.said import COURSE, STREAM, asked, classical, in_one, nadirs, said
from ebbtide.checks.responses.sizes import from_baseline, over_nadir
from ebbtide.criteria import BY_ID
from ebbtide.sources import EISENHAUER_2009
from ebbtide.study.lengths import as_millimetres
from ebbtide.terms.responses import CR, NON, PD, PR, SD

if TYPE_CHECKING:
    from ebbtide.checks.examined import Examined

__all__ = ["CHECKS", "limits_misread", "response_in_progression"]

_SUM_LIMITS: Final = pl.Schema(
    {"criterion": pl.String, "rise_pct": pl.Int64, "rise_floor": pl.Int64, "fall_pct": pl.Int64}
)


def limits_misread(trial: Examined) -> pl.DataFrame:
    """R03: a progression without its limits, or one that was missed; a response set against the wrong sum."""
    rows = _with_sums(trial)
    return pl.concat([
        _progression_without_limits(trial, rows),
        _progression_missed(rows),
        _response_from_the_wrong_sum(rows),
    ])  # fmt: skip


def response_in_progression(trial: Examined) -> pl.DataFrame:
    """R04: a response by the fall from baseline, where the rise from the nadir is progression."""
    rows = _with_sums(trial).filter((pl.col("our_target_code") == PD) & _by_sum())
    responds = pl.coalesce("target", "overall").is_in([CR, PR])
    message = pl.format(
        "{}: {} was entered. The sum {} is {}, but also {}: at least {}, which is progression, and progression comes "
        "first. Expected target response {}. Please review the measurements or the response.",
        *("when", pl.coalesce("target_response", "overall_response"), "sum", from_baseline(), over_nadir()),
        *(_limits("and"), "our_target"),
    )
    return asked(rows.filter(responds), message)


def _with_sums(trial: Examined) -> pl.DataFrame:
    """Take the reported responses that have a computed sum, with the limits of their criterion."""
    limits = [
        (name, rules.rise_pct, rules.rise_floor, rules.fall_pct)
        for name, rules in ((name, BY_ID[name].define(trial.options)) for name in trial.criteria)
        if not rules.per_lesion and not rules.density_fall_pct
    ]
    rows = said(trial).with_columns(last_sum_um=pl.col("sum_um").shift(1).over(COURSE), last_sum=_last_sum())
    after = pl.col("had_pd") & pl.col("criterion").is_in(classical(trial))
    known = rows.filter(pl.col("sum_um").is_not_null() & ~after)
    known = known.join(pl.DataFrame(limits, _SUM_LIMITS, orient="row"), on="criterion", maintain_order="left")
    return known.join(nadirs(trial), on=[*COURSE, "nadir"], how="left", maintain_order="left")


def _last_sum() -> pl.Expr:
    return pl.format("{} ({})", "sum", "when").shift(1).over(COURSE)


def _by_sum() -> pl.Expr:
    return pl.col("reasons").str.contains("SUM_ROSE").fill_null(value=False)


def _limits(word: str) -> pl.Expr:
    """Name the limits of progression: `20 % and 5 mm`."""
    floor = pl.when(pl.col("rise_floor") > 0).then(pl.format(f" {word} {{}} mm", pl.col("rise_floor") // 1000))
    return pl.concat_str(pl.format("{} %", "rise_pct"), floor.otherwise(pl.lit("")))


def _rises_by_percent(reference: str) -> pl.Expr:
    return 100 * pl.col("sum_um") >= (100 + pl.col("rise_pct")) * pl.col(reference)


def _progression_without_limits(trial: Examined, rows: pl.DataFrame) -> pl.DataFrame:
    by_target = (pl.col("target") == PD).fill_null(value=False)
    otherwise = (pl.col("nontarget") == PD).fill_null(value=False) | pl.col("is_new").fill_null(value=False)
    whole = (
        (pl.col("overall") == PD)
        & pl.col("our_overall_code").is_in([CR, PR, SD, NON])
        & (by_target | (pl.col("target").is_null() & ~otherwise))
    )
    wrong = rows.with_columns(whole=whole.fill_null(value=False)).filter(
        (pl.col("whole") | by_target) & (pl.col("our_target_code") != PD) & pl.col("nadir_um").is_not_null()
    )
    entered = pl.when("whole").then(pl.format("overall {}", "overall_response"))
    rest = pl.when("whole").then(pl.lit(", with no new lesion and non-targets not progressed")).otherwise(pl.lit(""))
    message = in_one([
        pl.format(
            "{}: {} was entered. The sum {} is {}, {}{}.",
            *("when", entered.otherwise(pl.format("target response {}", "target_response"))),
            *("sum", over_nadir(), _what_is_short(), rest),
        ),
        pl.col("low_sum"),
        pl.format(
            "Expected {}. Please review the measurements or the response.",
            pl.when("whole").then("our_overall").otherwise(pl.format("target response {}", "our_target")),
        ),
    ])  # fmt: skip
    return asked(_with_incomplete_sums(trial, wrong), message)


def _what_is_short() -> pl.Expr:
    """Say which limit is not reached."""
    rise = pl.col("sum_um") - pl.col("nadir_um")
    few = pl.format("at least {} % but only {} more, below {}", "rise_pct", as_millimetres(rise), _floor())
    enough = pl.format("at least {} more but below {} %", _floor(), "rise_pct")
    percent, floor = _rises_by_percent("nadir_um"), rise >= pl.col("rise_floor")
    has_floor = pl.col("rise_floor") > 0
    return (
        pl.when(percent & ~floor)
        .then(few)
        .when(has_floor & floor & ~percent)
        .then(enough)
        .otherwise(pl.format("below {}", _limits("and")))
    )


def _floor() -> pl.Expr:
    return as_millimetres(pl.col("rise_floor"))


def _with_incomplete_sums(trial: Examined, wrong: pl.DataFrame) -> pl.DataFrame:
    """Tell of the sum of some targets only that the progression may have been measured from."""
    short = trial.sums.filter((pl.col("measured") < pl.col("targets")) & (pl.col("measured") > 0)).select(
        *STREAM, low_start="start", low_um="sum_um", low_when=pl.coalesce("visit", pl.format("day {}", "start"))
    )
    before = wrong.join(short, on=STREAM).filter(
        (pl.col("low_start") < pl.col("start"))
        & (pl.col("low_um") < pl.col("nadir_um"))
        & _rises_by_percent("low_um")
        & (pl.col("sum_um") - pl.col("low_um") >= pl.col("rise_floor"))
    )
    lowest = before.sort("low_um").unique([*COURSE, "start"], keep="first", maintain_order=True)
    low = pl.format(
        "{} from {} looks like the nadir taken, but not every target was measured then.",
        *(as_millimetres(pl.col("low_um")), "low_when"),
    )
    said_low = lowest.select(*COURSE, "start", low_sum=low)
    return wrong.join(said_low, on=[*COURSE, "start"], how="left", maintain_order="left")


def _progression_missed(rows: pl.DataFrame) -> pl.DataFrame:
    stable = pl.coalesce("target", "overall") == SD
    missed = rows.filter(stable & (pl.col("our_target_code") == PD) & _by_sum() & ~_rises_by_percent("baseline_um"))
    message = pl.format(
        "{}: {} was entered. The sum {} is only {}, but {}: at least {}, which is progression. Progression is measured "
        "from the nadir and not from baseline. Expected target response {}. Please review the response.",
        *("when", pl.coalesce("target_response", "overall_response"), "sum", from_baseline(), over_nadir()),
        *(_limits("and"), "our_target"),
    )
    return asked(missed, message)


def _response_from_the_wrong_sum(rows: pl.DataFrame) -> pl.DataFrame:
    """Find responses measured from another sum than the baseline: the last one, or the nadir."""
    entered, ours = pl.coalesce("target", "overall"), pl.col("our_target_code")
    fall = 100 - pl.col("fall_pct")
    from_last = rows.filter((entered == PR) & (ours == SD) & (100 * pl.col("sum_um") <= fall * pl.col("last_sum_um")))
    under_last = pl.format(
        "{}: {} was entered. The sum {} is at least {} % below the last one, {}, but {}; a response is measured from "
        "baseline. Expected target response {}. Please review the response.",
        *("when", pl.coalesce("target_response", "overall_response"), "sum", "fall_pct", "last_sum"),
        *(from_baseline(), "our_target"),
    )
    falls = 100 * pl.col("sum_um") <= fall * pl.col("baseline_um")
    above_nadir = 100 * pl.col("sum_um") > fall * pl.col("nadir_um")
    from_low = rows.filter((entered == SD) & (ours == PR) & falls & above_nadir)
    under_nadir = pl.format(
        "{}: {} was entered. The sum {} is {}, at least {} %; a response is measured from baseline and not from the "
        "nadir {}. Expected target response {}. Please review the response.",
        *("when", pl.coalesce("target_response", "overall_response"), "sum", from_baseline(), "fall_pct"),
        *("of_nadir", "our_target"),
    )
    return pl.concat([asked(from_last, under_last), asked(from_low, under_nadir)])


CHECKS: Final = (
    Check(
        "R03",
        "Limits of progression or response misread",
        "query",
        "A progression was entered that lacks one of its limits, or was set against an incomplete sum; a progression "
        "was missed by setting the sum against baseline; a response was set against another sum than the baseline.",
        str(EISENHAUER_2009.at("4.3.1")),
        limits_misread,
    ),
    Check(
        "R04",
        "Response where the sum has progressed",
        "query",
        "The sum has fallen far enough from baseline for a response and risen far enough from the nadir for "
        "progression: progression comes first.",
        str(EISENHAUER_2009.at("4.3.1")),
        response_in_progression,
    ),
)
