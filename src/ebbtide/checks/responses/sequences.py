"""What cannot follow what in reported responses (R08, R09, R16)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from ebbtide.checks.check import Check
from ebbtide.checks.responses.said import COURSE, RESTS, SAYS, asked, by_episode, classical, said
from ebbtide.criteria import BY_ID
from ebbtide.sources import EISENHAUER_2009, EORTC_FAQ, SEYMOUR_2017
from ebbtide.terms.responses import CPD, CR, NE, NON, PD, PR, SD

if TYPE_CHECKING:
    from ebbtide.checks.examined import Examined

__all__ = ["CHECKS", "after_complete", "after_confirmed_progression", "after_progression"]


def after_complete(trial: Examined) -> pl.DataFrame:
    """R08: PR or SD straight after CR, where a lesion that returns is progression."""
    returning = [name for name in trial.criteria if BY_ID[name].definition.reappearance]
    # With all targets gone, non-targets not evaluable or a raised marker make PR: no lesion was seen again. Nor was one
    # where the measurements give the same and the complete response was not taken back.
    ours = pl.col("our_overall_code")
    after_ours = pl.when(ours.is_in(SAYS)).then(ours).forward_fill().shift(1).over(COURSE) == CR
    founded = after_ours & (pl.col("overall") == ours) & ~pl.col("flags").str.contains("CR_WITHDRAWN")
    gone = (pl.coalesce("target", "our_target_code") == CR).fill_null(value=False)
    unknown = (pl.coalesce("nontarget", "our_nontarget_code") == NE).fill_null(value=False)
    marker = pl.col("reasons").str.contains("MARKER_RAISED").fill_null(value=False)
    unseen = founded.fill_null(value=False) | (gone & (unknown | marker))
    after = pl.col("criterion").is_in(returning) & (pl.col("last_code") == CR)
    told = said(trial).with_columns(unseen=unseen)
    less = told.filter(after & pl.col("overall").is_in([PR, SD, NON]) & ~pl.col("unseen"))
    progression = pl.col("criterion").replace_strict(
        {name: BY_ID[name].words.overall[PD] for name in returning}, default="PD", return_dtype=pl.String
    )
    message = pl.format(
        "{}: {} was entered after {} ({}). A lesion that is seen again after a complete response is {} whatever its "
        "size, unless the complete response was none. Please review this response, or take back the {} of {}.",
        *("when", "overall_response", "last", "last_when", progression, "last", "last_when"),
    )
    return asked(less, message)


def after_progression(trial: Examined) -> pl.DataFrame:
    """R09: a response or stable disease after a progression that is final."""
    rows = said(trial).filter(pl.col("criterion").is_in(classical(trial)))
    first = rows.filter(pl.col("overall") == PD).unique(COURSE, keep="first", maintain_order=True)
    first = first.select(*COURSE, pd_start="start", pd="overall_response", pd_when="when")
    later = rows.join(first, on=COURSE, maintain_order="left").filter(
        (pl.col("start") > pl.col("pd_start")) & pl.col("overall").is_in(RESTS)
    )
    message = pl.format(
        "{}: {} was entered after {} ({}). Under {} progression is final; only immune criteria let it be followed by "
        "another response. Please review the {} of {}, or this response.",
        *("when", "overall_response", "pd", "pd_when", "title", "pd", "pd_when"),
    )
    return asked(later, message)


def after_confirmed_progression(trial: Examined) -> pl.DataFrame:
    """R16: anything but iCPD, NE or ND after iCPD."""
    rows = said(trial).filter(pl.col("criterion").is_in(by_episode(trial)))
    first = rows.filter(pl.col("overall") == CPD).unique(COURSE, keep="first", maintain_order=True)
    first = first.select(*COURSE, cpd_start="start", cpd_when="when")
    later = rows.join(first, on=COURSE, maintain_order="left").filter(
        (pl.col("start") > pl.col("cpd_start")) & pl.col("overall").is_in([*RESTS, PD])
    )
    message = pl.format(
        "{}: {} was entered after iCPD ({}). A confirmed progression is final: only iCPD or NE can follow it. If the "
        "progression of {} was not confirmed, it is iUPD and {} may follow. Please review both.",
        *("when", "overall_response", "cpd_when", "cpd_when", "overall_response"),
    )
    return asked(later, message)


CHECKS: Final = (
    Check(
        "R08",
        "CR followed by PR or SD",
        "query",
        "After a complete response a lesion that is seen again is progression; PR, SD or NON-CR/NON-PD needs the "
        "complete response to be taken back.",
        str(EORTC_FAQ),
        after_complete,
    ),
    Check(
        "R09",
        "Response after progression",
        "query",
        "Under criteria without confirmation of progression, PD is final: nothing but PD or NE follows it.",
        str(EISENHAUER_2009.at("4.4.3")),
        after_progression,
    ),
    Check(
        "R16",
        "Response after iCPD",
        "error",
        "Under iRECIST nothing but iCPD, NE or ND follows a confirmed progression.",
        str(SEYMOUR_2017.at("Confirming progression")),
        after_confirmed_progression,
    ),
)
