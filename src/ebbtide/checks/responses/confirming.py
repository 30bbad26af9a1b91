"""Reported confirmations of an iRECIST progression (R14, R15)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from ebbtide.checks.check import Check
from ebbtide.checks.responses.episodes import with_episodes
from ebbtide.checks.responses.said import STREAM, asked, by_episode, in_one, said
from ebbtide.checks.words import in_percent
from ebbtide.criteria import BY_ID
from ebbtide.sources import EORTC_FAQ, SEYMOUR_2017
from ebbtide.study.lengths import as_millimetres
from ebbtide.terms.responses import CPD, CR, NON, PD, PR, SD

if TYPE_CHECKING:
    from ebbtide.checks.examined import Examined

__all__ = ["CHECKS", "confirmation_out_of_turn", "confirmation_without_growth"]


def confirmation_out_of_turn(trial: Examined) -> pl.DataFrame:
    """R14: an iCPD without an open iUPD, too early, too late, or with a smaller sum."""
    rows = _with_symptoms(trial, _confirmations(trial))
    first = rows.filter(~pl.col("had_cpd"))
    opened = first.filter(pl.col("first_iupd").is_not_null()).with_columns(
        days=pl.col("start") - pl.col("first_iupd"), days_since_last=pl.col("start") - pl.col("last_iupd")
    )
    found = (_without_iupd(first), _too_early(trial, opened), _too_late(trial, opened), _with_smaller_sum(opened))
    return pl.concat(found)


def confirmation_without_growth(trial: Examined) -> pl.DataFrame:
    """R15: an iCPD that the measurements do not confirm, or one that they do and that was missed."""
    rows = _reported(trial)
    opened = rows.filter(pl.col("first_iupd").is_not_null() & ~pl.col("had_cpd"))
    then, now = _new_sums(trial).rename({"start": "first_iupd", "new_um": "new_then"}), _new_sums(trial)
    told = opened.join(then, on=[*STREAM, "first_iupd"], how="left", maintain_order="left").join(
        now, on=[*STREAM, "start"], how="left", maintain_order="left"
    )
    unfounded = told.filter((pl.col("overall") == CPD) & pl.col("our_overall_code").is_in([CR, PR, SD, NON, PD]))
    no = in_one([
        pl.format("{}: iCPD was entered for the iUPD of {}.", "when", "first_iupd_when"),
        _growth("sum_um", "first_sum_um", "The target sum"),
        _growth("new_um", pl.col("new_then").fill_null(0), "The sum of the new lesions"),
        pl.format(
            "A target sum or a sum of new lesions has to grow by at least 5 mm in all since the first iUPD, a "
            "non-target or a new non-target to increase further, or a further lesion to appear. The measurements give "
            "{}. Please review the measurements, the state of the non-targets, or the response.",
            "our_overall",
        ),
    ])  # fmt: skip
    missed = told.filter((pl.col("overall") == PD) & (pl.col("our_overall_code") == CPD))
    yes = in_one([
        pl.format("{}: iUPD was entered again after that of {}.", "when", "first_iupd_when"),
        _growth("sum_um", "first_sum_um", "The target sum"),
        _growth("new_um", pl.col("new_then").fill_null(0), "The sum of the new lesions"),
        pl.lit(
            "Growth adds up from the first iUPD of the episode, and progression of another kind confirms too. "
            "Expected iCPD. Please review the response."
        ),
    ])  # fmt: skip
    return pl.concat([asked(unfounded, no), asked(missed, yes)])


def _reported(trial: Examined) -> pl.DataFrame:
    rows = said(trial).filter(pl.col("criterion").is_in(by_episode(trial)))
    return with_episodes(rows, trial.options)


def _confirmations(trial: Examined) -> pl.DataFrame:
    return _reported(trial).filter(pl.col("overall") == CPD)


def _with_symptoms(trial: Examined, rows: pl.DataFrame) -> pl.DataFrame:
    """Tell whether a new symptom led to the scan and whether it shows a new lesion: then 4 weeks need not pass."""
    symptoms = trial.study.table("timepoints").filter("new_symptom").select(*STREAM, start="day").unique()
    told = rows.join(
        symptoms.with_columns(symptom=pl.lit(value=True)), on=[*STREAM, "start"], how="left", maintain_order="left"
    )
    shows = pl.col("is_new").fill_null(value=False) | (pl.col("our_new") == "unequivocal").fill_null(value=False)
    return told.with_columns(shows=shows, excused=pl.col("symptom").fill_null(value=False) & shows)


def _without_iupd(rows: pl.DataFrame) -> pl.DataFrame:
    alone = rows.filter(pl.col("first_iupd").is_null())
    closed = pl.format(
        "The iUPD before it was closed by {} ({}), which resets the bar: the next progression is iUPD again.",
        *("last", "last_when"),
    )
    unseen = pl.format(
        "The iUPD before it ({}) was closed by an assessment that was NE, which resets the bar.", "last_when"
    )
    history = (
        pl.when(pl.col("last_code") == PD)
        .then(unseen)
        .when(pl.col("had_pd"))
        .then(closed)
        .otherwise(pl.lit("No iUPD was entered before it."))
    )
    message = in_one([
        pl.format("{}: iCPD was entered without an open iUPD.", "when"),
        history,
        pl.lit("Expected iUPD. Please review the response or the ones before."),
    ])  # fmt: skip
    return asked(alone, message, severity=pl.lit("error"))


def _too_early(trial: Examined, opened: pl.DataFrame) -> pl.DataFrame:
    least = BY_ID["irecist"].definition.confirm_days
    early = opened.filter((pl.col("days") < least - trial.options.early_variance_days) & ~pl.col("excused"))
    message = pl.format(
        f"{{}}: iCPD was entered {{}} days after the iUPD of {{}}; a progression is confirmed at {least} days or more, "
        "earlier only by a scan for a new symptom that shows one more new lesion. Please review the response, or "
        "record the symptom and the lesion.",
        *("when", "days", "first_iupd_when"),
    )
    return asked(early, message, severity=pl.lit("error"))


def _too_late(trial: Examined, opened: pl.DataFrame) -> pl.DataFrame:
    most = BY_ID["irecist"].definition.late_days
    late = opened.filter(pl.col("days_since_last") > most + trial.options.early_variance_days)
    message = pl.format(
        f"{{}}: iCPD was entered {{}} days after the iUPD of {{}}; it should be confirmed within {most} days. Please "
        "give the reason for the delay.",
        *("when", "days_since_last", "last_iupd_when"),
    )
    return asked(late, message, severity=pl.lit("query"))


def _with_smaller_sum(opened: pl.DataFrame) -> pl.DataFrame:
    other = (pl.col("nontarget") == PD).fill_null(value=False) | pl.col("shows")
    # Another category, or a sum that lacks a target and has grown nevertheless, may confirm: the criterion says so.
    founded = (pl.col("our_overall_code") == CPD).fill_null(value=False)
    smaller = opened.filter((pl.col("sum_um") < pl.col("last_sum_um")) & ~other & ~founded)
    message = pl.format(
        "{}: iCPD was entered while the target sum {} is smaller than {} at the iUPD of {}, with no new lesion and "
        "non-targets not progressed. Please review the measurements or the response.",
        *("when", "sum", as_millimetres(pl.col("last_sum_um")), "last_iupd_when"),
    )
    return asked(smaller, message, severity=pl.lit("error"))


def _new_sums(trial: Examined) -> pl.DataFrame:
    """Add up the new lesions that are measured, by time point."""
    sized = trial.readings.filter(pl.col("is_new") & pl.col("size_um").is_not_null())
    return sized.group_by(*STREAM, "start").agg(new_um=pl.col("size_um").sum())


def _growth(now: str, before: str | pl.Expr, what: str) -> pl.Expr:
    """Say how a sum has changed since the first iUPD; null where it is not known."""
    then = pl.col(before) if isinstance(before, str) else before
    change = pl.col(now) - then
    sign = pl.when(change < 0).then(pl.lit("-")).otherwise(pl.lit("+"))
    percent = pl.coalesce(pl.format(" ({})", in_percent(change, then)), pl.lit(""))
    moved = pl.concat_str(sign, as_millimetres(change.abs()), percent)
    return pl.format(what + " was {} and is {}: {}.", as_millimetres(then), as_millimetres(pl.col(now)), moved)


CHECKS: Final = (
    Check(
        "R14",
        "iCPD out of turn",
        "error",
        "iCPD needs an iUPD in the same open episode, at least 4 weeks before, unless a scan for a new symptom shows "
        "one more new lesion; an iUPD more than 8 weeks before is asked about, and so is a smaller sum.",
        f"{SEYMOUR_2017.at('Confirming progression')}; {EORTC_FAQ}",
        confirmation_out_of_turn,
        ("early_variance_days", "ne_breaks_episode"),
    ),
    Check(
        "R15",
        "Confirmation and growth disagree",
        "error",
        "iCPD is reported and the measurements confirm nothing, or iUPD is repeated where growth since the first iUPD, "
        "added up, has reached 5 mm or another category progresses.",
        f"{SEYMOUR_2017.at('Confirming progression')}; {EORTC_FAQ}",
        confirmation_without_growth,
        ("ne_breaks_episode",),
    ),
)
