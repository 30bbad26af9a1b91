"""Growth soon after an infusion, and swelling that was there before it (K09, K14)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from ebbtide.checks.cell_therapy.kinetics import peaks_of
from ebbtide.checks.cell_therapy.told import (
    FLARE_DAYS,
    amount,
    asked,
    events_of,
    findings_of,
    in_period,
    infusions,
    span,
)
from ebbtide.checks.check import NO_QUERIES, Check
from ebbtide.checks.words import in_percent
from ebbtide.sources import ZHAO_2025
from ebbtide.sources.cell_cases import INFANT_ALL_2021
from ebbtide.study.lengths import as_millimetres
from ebbtide.terms.families import Family, family_of

if TYPE_CHECKING:
    from ebbtide.checks.examined import Examined

__all__ = ["CHECKS", "flares", "swelling_before"]

_PROGRESSION: Final = (Family.UNCONFIRMED, Family.PROGRESSION)
_STREAM: Final = ["subject", "reader"]
_GROWN: Final = ("increased", "unequivocal_progression")
_NEW: Final = ("unequivocal", "equivocal")
_SWELLING: Final = r"swell|swollen|enlarg|lesional[ _]crs|local[ _]crs"
_DENIED: Final = (
    r"\bno (?:\S+ )?(?:swell|enlarg)|without (?:\S+ )?(?:swell|enlarg)|not (?:swollen|enlarged)|resol|subsid"
)
_SWELLING_EVENTS: Final = r"swelling|new_symptom|symptom|lesional_crs|local_crs|enlargement|.*swell.*|.*swollen.*"


def flares(trial: Examined) -> pl.DataFrame:
    """K09: growth at any assessment up to 35 days after the latest infusion, whether or not it is progression.

    Sources:
        Zhao 2025, paragraph 4: +113.6 % on day 28, smaller on day 56, CRS over within a week.
    """
    if infusions(trial).is_empty():
        return NO_QUERIES
    signs = pl.concat([_of_sums(trial), _of_states(trial), _of_new_lesions(trial), _of_responses(trial)])
    placed = in_period(signs, trial, "start").with_columns(since=pl.col("start") - pl.col("infused"))
    within = placed.filter(pl.col("since").is_between(1, FLARE_DAYS))
    keys = [*_STREAM, "start", "infused", "since"]
    one = within.sort(*keys, "order").group_by(keys, maintain_order=True).agg(
        pl.col("visit").drop_nulls().first(), signs=pl.col("sign").unique(maintain_order=True).str.join(", ")
    )  # fmt: skip
    told = one.join(_context(trial, one), on=["subject", "start"], how="left", maintain_order="left")
    message = pl.format(
        "{}: {}, {} days after the infusion of day {}. Growth up to day {} after an infusion is possible "
        "pseudoprogression, whether or not it is progression by a criterion. {}Please record the next scan, and tissue "
        "if it was taken.",
        pl.coalesce("visit", pl.format("Day {}", "start")),
        *("signs", "since", "infused", pl.lit(FLARE_DAYS), pl.col("context").fill_null("")),
    )
    return asked(told, message, day="start")


def _sums(trial: Examined) -> pl.DataFrame:
    """The target sums with a number: measured, all of them, else told."""
    own = trial.sums.filter(pl.col("measured") >= pl.col("targets")).select(*_STREAM, "start", "visit", "sum_um")
    told = trial.study.table("timepoints").drop_nulls("target_sum_um").select(
        *_STREAM, "visit", start="day", sum_um="target_sum_um"
    ).select(own.columns)  # fmt: skip
    return pl.concat([own, told]).unique([*_STREAM, "start"], keep="first", maintain_order=True)


def _of_sums(trial: Examined) -> pl.DataFrame:
    """Sums above the last one up to the infusion."""
    rows = _sums(trial).drop_nulls("sum_um")
    after = in_period(rows, trial, "start").select(*_STREAM, "start", "visit", "sum_um", "infused")
    before = rows.select(*_STREAM, before_day="start", before="sum_um")
    pairs = after.join(before, on=_STREAM, maintain_order="left").filter(pl.col("before_day") <= pl.col("infused"))
    last = pairs.sort(*_STREAM, "start", "before_day").unique([*_STREAM, "start"], keep="last", maintain_order=True)
    grown = last.filter(pl.col("sum_um") > pl.col("before"), pl.col("start") > pl.col("before_day"))
    change = in_percent(pl.col("sum_um") - pl.col("before"), pl.col("before"))
    sign = pl.format(
        "the target sum is {}, after {} on day {}{}",
        *(as_millimetres(pl.col("sum_um")), as_millimetres(pl.col("before")), "before_day"),
        pl.coalesce(pl.format(" ({})", change), pl.lit("")),
    )
    return _signs(grown, sign, 0)


def _of_states(trial: Examined) -> pl.DataFrame:
    """Targets and lesions that are called larger."""
    told = trial.study.table("timepoints").with_columns(
        pl.col("target_state", "nontarget_state").cast(pl.String), start="day"
    )
    targets = told.filter(pl.col("target_state").is_in(_GROWN), pl.col("target_sum_um").is_null())
    others = told.filter(pl.col("nontarget_state").is_in(_GROWN))
    lesions = trial.readings.filter(pl.col("state").is_in(_GROWN))
    return pl.concat([
        _signs(targets, pl.lit("the targets are called larger"), 1),
        _signs(others, pl.lit("the non-targets are called larger"), 2),
        _signs(lesions, pl.format("{} is called larger", "lesion"), 3),
    ])  # fmt: skip


def _of_new_lesions(trial: Examined) -> pl.DataFrame:
    told = trial.study.table("timepoints").with_columns(pl.col("new_lesion").cast(pl.String), start="day")
    called = told.filter(pl.col("new_lesion").is_in(_NEW))
    reported = trial.reported.with_columns(pl.col("new_lesion").cast(pl.String)).filter(
        pl.col("new_lesion").is_in(_NEW)
    )
    read = trial.readings.filter("is_new", ~pl.col("state").is_in(["absent", "not_done", "not_evaluable"]))
    lesions = read.sort("start").unique([*_STREAM, "lesion"], keep="first", maintain_order=True)
    said = pl.lit("a new lesion is recorded")
    return pl.concat([_signs(called, said, 4), _signs(reported, said, 4), _signs(lesions, said, 4)])


def _of_responses(trial: Examined) -> pl.DataFrame:
    said = trial.reported
    words = [word for word in said["overall_response"].drop_nulls().unique() if family_of(word) in _PROGRESSION]
    rows = said.filter(pl.col("overall_response").is_in(words))
    return _signs(rows, pl.format("{} is reported", "overall_response"), 5)


def _signs(rows: pl.DataFrame, sign: pl.Expr, order: int) -> pl.DataFrame:
    return rows.drop_nulls("start").select(*_STREAM, "start", "visit", sign=sign, order=pl.lit(order))


def _context(trial: Examined, rows: pl.DataFrame) -> pl.DataFrame:
    """What CRS and kinetics add, as sentences: `subject, start, context`."""
    crs = events_of(trial, "crs").join(rows.select("subject", "start", "infused").unique(), on="subject")
    crs = crs.filter(pl.col("day").is_between(pl.col("infused"), pl.col("start")))
    graded = pl.concat_str(pl.lit("CRS"), pl.format(" of grade {}", "grade"), pl.lit(": "), span(), ignore_nulls=True)
    cells = peaks_of(trial).join(rows.select("subject", "start", "infused").unique(), on=["subject", "infused"])
    number = pl.format(" ({})", amount("cmax"))
    peak = pl.concat_str(pl.format("{} peaked on day {}", "cells", "day"), number, ignore_nulls=True)
    said = pl.concat([
        crs.select("subject", "start", "day", said=graded, order=pl.lit(0)),
        cells.filter(pl.col("day") <= pl.col("start")).select("subject", "start", "day", said=peak, order=pl.lit(1)),
    ]).sort("subject", "start", "order", "day", "said")  # fmt: skip
    one = said.group_by("subject", "start", maintain_order=True).agg(pl.col("said").unique(maintain_order=True))
    return one.select("subject", "start", context=pl.format("{}. ", pl.col("said").list.join("; ")))


def swelling_before(trial: Examined) -> pl.DataFrame:
    """K14: swelling that was there before the infusion, so that a flare is not to be counted from nothing.

    Sources:
        The letter on a boy whose leg swelled before tisagenlecleucel and again with CRS (sources.cell_cases).
    """
    first = infusions(trial).filter(pl.col("infusion") == 1).select("subject", "infused")
    events = events_of(trial, _SWELLING_EVENTS).select(
        "subject", "day", "end_day", "words", said=pl.coalesce("detail", "event")
    )
    findings = findings_of(trial).drop_nulls("day").select(
        "subject", "day", pl.lit(None, pl.Int32).alias("end_day"),
        words=pl.concat_str(pl.col("test").str.to_lowercase(), "words", separator=" "),
        said=pl.concat_str("test", "text", separator=": ", ignore_nulls=True),
    )  # fmt: skip
    told = pl.concat([events, findings]).filter(
        pl.col("words").str.contains(_SWELLING), ~pl.col("words").str.contains(_DENIED)
    )
    early = told.join(first, on="subject", maintain_order="left").filter(
        pl.col("day") < pl.col("infused"), (pl.col("end_day") >= pl.col("infused")).fill_null(value=True)
    )
    message = pl.format(
        "Swelling is recorded from day {} ('{}'), before the infusion of day {}. What grows there afterwards did not "
        "begin with the cells. Please record its size before the infusion, and when it changed.",
        *("day", "said", "infused"),
    )
    return asked(early.unique(["subject", "day", "said"], keep="first", maintain_order=True), message)


CHECKS: Final = (
    Check(
        "K09",
        "Growth in the flare window",
        "warning",
        f"Any growth or new lesion up to day {FLARE_DAYS} after the latest infusion raises possible pseudoprogression, "
        "with CRS and the peak of the cells beside it.",
        str(ZHAO_2025.at("Introduction")),
        flares,
    ),
    Check(
        "K14",
        "Swelling before the infusion",
        "query",
        "A swelling or enlargement is recorded before the first infusion and had not ended by then.",
        str(INFANT_ALL_2021),
        swelling_before,
    ),
)
