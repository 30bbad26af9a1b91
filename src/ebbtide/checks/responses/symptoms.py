"""Symptomatic deterioration that was entered as progression (R22)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from ebbtide.checks.check import Check
from ebbtide.checks.responses.said import STREAM, asked, said
from ebbtide.sources import EISENHAUER_2009
from ebbtide.terms.responses import CPD, PD

if TYPE_CHECKING:
    from ebbtide.checks.examined import Examined

__all__ = ["CHECKS", "deterioration_as_progression"]

_WORDS: Final = r"(?i)symptdtr|(symptom|clinical)\w*[ _-]?(deteriorat|progress)"
_NO: Final = ("N", "NO", "FALSE", "0", "ABSENT", "NE", "ND")
_PLACES: Final = {"subject": pl.String, "visit": pl.String}


def deterioration_as_progression(trial: Examined) -> pl.DataFrame:
    """R22: a progression that nothing but a clinical deterioration bears out."""
    rows = said(trial).filter(pl.col("overall").is_in([PD, CPD]))
    objective = (
        (pl.col("target") == PD).fill_null(value=False)
        | (pl.col("nontarget") == PD).fill_null(value=False)
        | pl.col("is_new").fill_null(value=False)
        | pl.col("had_new")
        | pl.col("our_overall_code").is_in([PD, CPD]).fill_null(value=False)
    )
    bare = rows.filter(~objective)
    worse = pl.concat([
        bare.join(_recorded(trial), on=["subject", "visit"], how="semi"),
        _near_an_event(trial, bare),
    ]).unique([*STREAM, "criterion", "start"], keep="first")  # fmt: skip
    message = pl.format(
        "{}: overall {} was entered at a visit with clinical deterioration, and no target, non-target or new lesion "
        "shows progression. Symptomatic deterioration is a reason to stop treatment and no objective progression. "
        "Please review the response, and image the patient if possible.",
        *("when", "overall_response"),
    )
    word = trial.reported.filter(
        pl.col("criterion").is_in(trial.criteria) & pl.col("overall_response").str.contains(_WORDS)
    ).with_columns(when=pl.coalesce("visit", pl.format("day {}", "start")))
    as_response = pl.format(
        "{}: {} was entered as overall response. It is a reason to stop treatment and no category of response. Please "
        "enter what the images show, or NE.",
        *("when", "overall_response"),
    )
    return pl.concat([asked(worse, message), asked(word, as_response)])


def _recorded(trial: Examined) -> pl.DataFrame:
    """List the visits at which RS records a symptomatic deterioration."""
    records = trial.domain("RS")
    if records is None or not {"USUBJID", "RSTESTCD", "VISIT"} <= set(records.frame.columns):
        return pl.DataFrame(schema=_PLACES)
    there = [name for name in ("RSSTRESC", "RSORRES") if name in records.frame.columns]
    answer = pl.coalesce(there).str.to_uppercase() if there else pl.lit("Y")
    yes = records.frame.filter((pl.col("RSTESTCD").str.to_uppercase() == "SYMPTDTR") & ~answer.is_in(_NO))
    return yes.select(subject="USUBJID", visit="VISIT").unique()


def _near_an_event(trial: Examined, rows: pl.DataFrame) -> pl.DataFrame:
    events = trial.study.table("events").filter(pl.col("event").str.contains(_WORDS)).select("subject", event_day="day")
    pairs = rows.join(events, on="subject")
    near = (pl.col("event_day") - pl.col("start")).abs() <= trial.options.tp_window_days
    return pairs.filter(near).select(rows.columns)


CHECKS: Final = (
    Check(
        "R22",
        "Clinical deterioration as progression",
        "query",
        "A progression is reported where clinical deterioration is recorded and nothing imaged has progressed; or "
        "the deterioration itself was entered as response.",
        str(EISENHAUER_2009.at("4.3.5")),
        deterioration_as_progression,
        ("tp_window_days",),
    ),
)
