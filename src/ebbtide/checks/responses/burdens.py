"""Progression under the criteria that add new lesions to the burden (R18, R19)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from ebbtide.checks.check import NO_QUERIES, Check
from ebbtide.checks.responses.said import COURSE, RESTS, SAYS, STREAM, asked, said
from ebbtide.criteria import BY_ID
from ebbtide.criteria.parts.news import MOST_INDEX_PER_ORGAN
from ebbtide.criteria.parts.readings import INDEX_SIDE_UM
from ebbtide.sources import HODI_2018, WOLCHOK_2009
from ebbtide.study.lengths import as_millimetres
from ebbtide.terms.responses import PD

if TYPE_CHECKING:
    from ebbtide.checks.examined import Examined

__all__ = ["CHECKS", "imrecist_progression", "irrc_index_lesions"]

_PROGRESSION: Final = ("PD", "imPD", "irPD")


def imrecist_progression(trial: Examined) -> pl.DataFrame:
    """R18: imRECIST progression by new lesions or non-targets alone, or kept as best though a later scan negates it."""
    if "imrecist" not in trial.criteria:
        return NO_QUERIES
    rows = said(trial).filter(pl.col("criterion") == "imrecist")
    new = pl.col("is_new").fill_null(value=False) | (pl.col("our_new") == "unequivocal").fill_null(value=False)
    nontarget = (pl.col("nontarget") == PD).fill_null(value=False)
    # The burden that is computed holds the new lesions; one that is only reported may not.
    burden = pl.coalesce("our_target_code", "target")
    alone = rows.filter((pl.col("overall") == PD) & (burden != PD) & (new | nontarget))
    why = (
        pl.when(new & nontarget)
        .then(pl.lit("new lesions and non-targets"))
        .when(new)
        .then(pl.lit("new lesions"))
        .otherwise(pl.lit("non-targets"))
    )
    message = pl.format(
        "{}: overall {} was entered for {} alone; the burden gives {}. Under imRECIST they are no progression: "
        "measurable new lesions join the burden, and the rest only keeps a complete response away. Please "
        "review the response.",
        *("when", "overall_response", why, pl.coalesce("our_target", "target_response")),
    )
    negated = _best_that_was_overruled(trial, rows, "imrecist").with_columns(
        message=pl.format(
            "Best overall response {} is reported, but the {} of {} is negated by {} ({}), at least 4 weeks later. "
            "Please review the best overall response.",
            *("best_overall_response", "overall_response", "when", "later", "later_when"),
        )
    )
    return pl.concat([asked(alone, message), asked(negated, pl.col("message"))])


def irrc_index_lesions(trial: Examined) -> pl.DataFrame:
    """R19: irRC index lesions that are too small or too many, or an irPD that was not seen twice."""
    if "irrc" not in trial.criteria:
        return NO_QUERIES
    return pl.concat([_too_small(trial), _too_many(trial), _seen_once(trial)], how="diagonal")


def _too_small(trial: Examined) -> pl.DataFrame:
    small = _new_index(trial).filter(
        (pl.col("longest_um") < INDEX_SIDE_UM) | (pl.col("perpendicular_um") < INDEX_SIDE_UM)
    )
    message = pl.format(
        "{}: new lesion {} is {} by {} and recorded as a new target. Under irRC a new lesion joins the burden from "
        f"{INDEX_SIDE_UM // 1000} by {INDEX_SIDE_UM // 1000} mm. Please record it as a new "
        "non-target, or review the size.",
        *("when", "lesion", as_millimetres(pl.col("longest_um"))),
        as_millimetres(pl.col("perpendicular_um")).fill_null("an unknown width"),
    )
    return asked(small, message, lesion=pl.col("lesion"))


def _too_many(trial: Examined) -> pl.DataFrame:
    many = (
        _new_index(trial)
        .filter(pl.col("organ").is_not_null())
        .group_by(*STREAM, "organ", maintain_order=True)
        .agg(pl.col("lesion").unique(maintain_order=True), pl.col("start", "visit", "when").last())
        .filter(pl.col("lesion").list.len() > MOST_INDEX_PER_ORGAN)
    )
    message = pl.format(
        f"{{}} new lesions in {{}} are recorded as new targets: {{}}. Under irRC at most {MOST_INDEX_PER_ORGAN} new "
        "lesions of an organ join the burden. Please choose among them.",
        *(pl.col("lesion").list.len(), "organ", pl.col("lesion").list.join(", ")),
    )
    return asked(many, message)


def _seen_once(trial: Examined) -> pl.DataFrame:
    rows = said(trial).filter(pl.col("criterion") == "irrc")
    message = pl.format(
        "Best overall response {} is reported, but the {} of {} was not seen twice: the next assessment at 4 weeks or "
        "more, {}, is {}. Please review the best overall response.",
        *("best_overall_response", "overall_response", "when", "later_when", "later"),
    )
    return asked(_best_that_was_overruled(trial, rows, "irrc"), message)


def _new_index(trial: Examined) -> pl.DataFrame:
    """Take each new target as it was first measured."""
    new = trial.readings.filter((pl.col("role") == "new_target") & pl.col("longest_um").is_not_null())
    first = new.sort("start").unique([*STREAM, "lesion"], keep="first", maintain_order=True)
    return first.with_columns(when=pl.coalesce("visit", pl.format("day {}", "start")))


def _best_that_was_overruled(trial: Examined, rows: pl.DataFrame, name: str) -> pl.DataFrame:
    """Find best responses of PD where every progression was followed, 4 weeks later or more, by something else.

    Returns:
        The first such progression of each course, with `later, later_when`: what followed it first, in time.
    """
    best = trial.study.table("reported_best").filter(
        (pl.col("criterion") == name) & pl.col("best_overall_response").is_in(_PROGRESSION)
    )
    least = BY_ID[name].define(trial.options).confirm_days
    evaluable = rows.filter(pl.col("overall").is_in(SAYS))
    later = evaluable.select(
        *COURSE, later_start="start", later="overall_response", later_when="when", later_code="overall"
    )
    pairs = evaluable.filter(pl.col("overall") == PD).join(later, on=COURSE, maintain_order="left_right")
    pairs = pairs.filter(pl.col("later_start") - pl.col("start") >= least)
    following = pairs.unique([*COURSE, "start"], keep="first", maintain_order=True)
    upheld = following.filter(pl.col("later_code") == PD)
    overruled = following.filter(pl.col("later_code").is_in(RESTS)).join(upheld, on=COURSE, how="anti")
    first = overruled.unique(COURSE, keep="first", maintain_order=True)
    return first.join(best.select(*COURSE, "best_overall_response").unique(), on=COURSE, maintain_order="left")


CHECKS: Final = (
    Check(
        "R18",
        "imRECIST progression",
        "error",
        "Under imRECIST new lesions or non-targets alone are no progression, and a progression that a scan at least 4 "
        "weeks later does not show is negated.",
        str(HODI_2018.at("Table 1")),
        imrecist_progression,
    ),
    Check(
        "R19",
        "irRC index lesions and confirmation",
        "error",
        "Under irRC a new lesion joins the burden from 5 by 5 mm, five in an organ; irPD is seen twice, at least 4 "
        "weeks apart.",
        str(WOLCHOK_2009.at("Table 1")),
        irrc_index_lesions,
    ),
)
