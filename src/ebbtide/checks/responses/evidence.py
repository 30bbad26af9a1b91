"""Overall responses against new lesions, non-targets and what is left of the disease (R05, R06, R07)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from ebbtide.checks.check import Check
from ebbtide.checks.responses.said import STREAM, asked, by_episode, said
from ebbtide.criteria import BY_ID
from ebbtide.sources import EISENHAUER_2009
from ebbtide.terms.responses import CPD, CR, IGNORED, NOT_DONE, PD, PR

if TYPE_CHECKING:
    from ebbtide.checks.examined import Examined

__all__ = ["CHECKS", "new_lesion_without_progression", "nontarget_progression"]


def new_lesion_without_progression(trial: Examined) -> pl.DataFrame:
    """R05: a new lesion beyond doubt, and no progression."""
    counting = [name for name in trial.criteria if BY_ID[name].define(trial.options).new_is_progression]
    rows = said(trial).filter(pl.col("criterion").is_in(counting))
    recorded = pl.col("is_new").fill_null(value=False)
    measured = ~recorded & (pl.col("our_new") == "unequivocal").fill_null(value=False)
    # Under iRECIST a lesion that is known need not go for another response than progression.
    known = (recorded | measured).cum_max().shift(1, fill_value=False).over(*STREAM, "criterion")
    told = rows.with_columns(recorded=recorded, measured=measured, known=known)
    quiet = told.filter(
        (pl.col("recorded") | pl.col("measured"))
        & pl.col("overall").is_not_null()
        & ~pl.col("overall").is_in([PD, CPD, NOT_DONE, IGNORED])
        & ~(pl.col("known") & pl.col("criterion").is_in(by_episode(trial)))
    )
    where = pl.when("recorded").then(pl.lit("is reported")).otherwise(pl.lit("is among the measurements"))
    message = pl.format(
        "{}: a new lesion {}, but overall response {} was entered. Under {} an unequivocal new lesion is {}. Please "
        "review whether the lesion is unequivocal and new, or the response.",
        *("when", where, "overall_response", "title", _progression(trial)),
    )
    return asked(quiet, message)


def nontarget_progression(trial: Examined) -> pl.DataFrame:
    """R06: non-targets have progressed and the response is none; or they alone make a progression."""
    counting = [name for name in trial.criteria if BY_ID[name].define(trial.options).nontarget_is_progression]
    rows = said(trial).filter(pl.col("criterion").is_in(counting))
    told = pl.col("nontarget") == PD
    seen = pl.col("nontarget").is_null() & (pl.col("our_nontarget_code") == PD)
    progressed = rows.filter(told.fill_null(value=False) | seen.fill_null(value=False))
    # After an iUPD non-targets that stay as they are need not be progression again.
    settled = pl.col("criterion").is_in(by_episode(trial)) & pl.col("had_pd")
    ignored = progressed.filter(
        pl.col("overall").is_not_null() & ~pl.col("overall").is_in([PD, CPD, NOT_DONE, IGNORED]) & ~settled
    )
    not_counted = pl.format(
        "{}: the non-targets have progressed unequivocally, but overall response {} was entered. Under {} this is {}. "
        "Please review the non-target response or the overall response.",
        *("when", "overall_response", "title", _progression(trial)),
    )
    # Where progression is final, it is asked for once.
    alone = progressed.filter(
        pl.col("overall").is_in([PD, CPD])
        & pl.col("target").is_in([CR, PR])
        & ~pl.col("is_new").fill_null(value=False)
        & (pl.col("our_new") != "unequivocal").fill_null(value=True)
        & ~(pl.col("had_pd") & ~pl.col("criterion").is_in(by_episode(trial)))
    )
    justify = pl.format(
        "{}: overall {} rests on the non-targets alone, with target response {}. Unequivocal progression of "
        "non-targets needs a substantial worsening of the overall tumour burden, of the order of 73 % in volume. "
        "Please give the reason for the progression.",
        *("when", "overall_response", "target_response"),
    )
    return pl.concat([asked(ignored, not_counted), asked(alone, justify)])


def _progression(trial: Examined) -> pl.Expr:
    """Name progression in the words of each criterion."""
    words = {name: BY_ID[name].words.overall[PD] for name in trial.criteria}
    return pl.col("criterion").replace_strict(words, default="PD", return_dtype=pl.String)


CHECKS: Final = (
    Check(
        "R05",
        "New lesion without progression",
        "query",
        "An unequivocal new lesion is reported or measured, and the overall response is no progression; under iRECIST "
        "only where the lesion was not known before.",
        str(EISENHAUER_2009.at("4.3.5")),
        new_lesion_without_progression,
    ),
    Check(
        "R06",
        "Non-target progression",
        "query",
        "Non-targets have progressed unequivocally and the overall response is no progression; or they alone make the "
        "progression while the targets respond: the reason is asked for.",
        str(EISENHAUER_2009.at("4.3.4")),
        nontarget_progression,
    ),
)
