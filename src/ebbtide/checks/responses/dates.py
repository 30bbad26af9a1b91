"""Dates of responses, and progressions that were not looked at again (R13, R21)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from ebbtide.checks.check import NO_QUERIES, Check
from ebbtide.checks.responses.said import COURSE, STREAM, asked, by_episode, said
from ebbtide.criteria import BY_ID
from ebbtide.sources import EISENHAUER_2009, SEYMOUR_2017
from ebbtide.terms.responses import CPD, NOT_DONE, PD

if TYPE_CHECKING:
    from ebbtide.checks.examined import Examined

__all__ = ["CHECKS", "not_followed", "response_dates"]


def response_dates(trial: Examined) -> pl.DataFrame:
    """R13: a response dated by another scan of its visit than the study has agreed on; by none of them is M13."""
    spans = trial.points.select(*STREAM, "start", "last_day")
    rows = said(trial).filter(pl.col("overall").is_not_null())
    dated = rows.join(spans, on=[*STREAM, "start"], maintain_order="left").filter(pl.col("last_day").is_not_null())
    rule = trial.options.response_date
    first = pl.lit(value=rule == "first") | (pl.col("overall").is_in([PD, CPD]) & pl.lit(value=rule == "by_response"))
    dated = dated.with_columns(
        is_first=first,
        expected=pl.when(first).then("start").otherwise("last_day"),
        many=pl.col("start") < pl.col("last_day"),
    )
    of_a_scan = (pl.col("day") == pl.col("start")) | (pl.col("day") == pl.col("last_day"))
    wrong = dated.filter(of_a_scan & (pl.col("day") != pl.col("expected")))
    constant = _constant(dated.filter("many"), wrong)
    if constant is not None:
        on_study = (
            f"All {dated['many'].sum()} responses of visits that were scanned over several days are dated by the "
            f"{constant} scan of the visit. The option response_date says {rule!r}. Please check the convention of "
            "the study and set the option."
        )
        return _on_study(on_study)
    which = pl.when("is_first").then(pl.lit("first")).otherwise(pl.lit("last"))
    scans = pl.format("The scans of the visit are from day {} to day {}", "start", "last_day")
    message = pl.format(
        "{}: {} is dated day {}. {}; by the study's convention it is dated by the {} scan, day {}. Please review the "
        "date of the response or of the scans.",
        *("when", "overall_response", "day", scans, which, "expected"),
    )
    return asked(wrong, message)


def _constant(many: pl.DataFrame, wrong: pl.DataFrame) -> str | None:
    """Name the scan by which all responses are dated, where it is one and not the agreed one."""
    if wrong.is_empty():
        return None
    return next(
        (name for name, day in (("first", "start"), ("last", "last_day")) if (many["day"] == many[day]).all()), None
    )


def not_followed(trial: Examined) -> pl.DataFrame:
    """R21: an iUPD without a scan in time to confirm it; treatment past a progression without clinical stability."""
    return pl.concat([_without_scan(trial), _treated_past(trial)], how="diagonal")


def _without_scan(trial: Examined) -> pl.DataFrame:
    most = BY_ID["irecist"].definition.late_days + trial.options.early_variance_days
    rows = said(trial).filter(
        pl.col("criterion").is_in(by_episode(trial)) & pl.col("overall").is_not_null() & (pl.col("overall") != NOT_DONE)
    )
    followed = rows.with_columns(
        next_start=pl.col("start").shift(-1).over(COURSE),
        next_when=pl.col("when").shift(-1).over(COURSE),
        next_code=pl.col("overall").shift(-1).over(COURSE),
    ).join(_last_days(trial), on="subject", how="left", maintain_order="left")
    open_ = followed.filter((pl.col("overall") == PD) & ~pl.col("had_cpd"))
    none = open_.filter(pl.col("next_start").is_null() & (pl.col("known_until") > pl.col("start") + most))
    late = open_.filter((pl.col("next_start") > pl.col("start") + most) & (pl.col("next_code") != CPD))
    never = pl.format(
        f"{{}}: iUPD was entered and no later assessment is recorded, though the record goes on until day {{}}. An "
        f"iUPD is to be looked at again after 4 to 8 weeks (within {most} days). Please add the assessment "
        "or the reason.",
        *("when", "known_until"),
    )
    slow = pl.format(
        f"{{}}: iUPD was entered and the next assessment is {{}}, {{}} days later. An iUPD is to be looked at again "
        f"after 4 to 8 weeks (within {most} days). Please give the reason.",
        *("when", "next_when", pl.col("next_start") - pl.col("start")),
    )
    return pl.concat([asked(none, never), asked(late, slow)])


def _treated_past(trial: Examined) -> pl.DataFrame:
    """Find progressions past which the same agent was given, without a word on clinical stability."""
    rows = said(trial).filter(pl.col("overall").is_in([PD, CPD])).unique(COURSE, keep="first", maintain_order=True)
    doses = trial.study.table("treatments").select("subject", "agent", given="day", until=pl.coalesce("end_day", "day"))
    started = doses.group_by("subject", "agent").agg(begun=pl.col("given").min(), until=pl.col("until").max())
    past = rows.join(started, on="subject", maintain_order="left_right").filter(
        (pl.col("begun") < pl.col("start")) & (pl.col("until") > pl.col("start"))
    )
    stable = trial.study.table("timepoints").filter(pl.col("clinically_stable").is_not_null())
    if past.is_empty():
        return NO_QUERIES
    if stable.is_empty():
        many = past["subject"].n_unique()
        on_study = (
            f"{many} {'subject was' if many == 1 else 'subjects were'} treated past a progression, and the study does "
            "not record whether they were clinically stable. Please record it at each progression."
        )
        return _on_study(on_study)
    told = past.join(
        stable.select(*STREAM, "clinically_stable", start="day"),
        on=[*STREAM, "start"],
        how="left",
        maintain_order="left",
    )
    open_ = told.filter(~pl.col("clinically_stable").fill_null(value=False))
    agents = open_.group_by(*COURSE, "start", "visit", "when", "overall_response", maintain_order=True).agg(
        pl.col("agent").str.join(", "), pl.col("until").max(), pl.col("clinically_stable").first()
    )
    state = pl.when(pl.col("clinically_stable").is_null()).then(
        pl.lit("it is not recorded that the patient was clinically stable")
    ).otherwise(pl.lit("the patient is recorded as not clinically stable"))  # fmt: skip
    message = pl.format(
        "{}: {} was entered, {} went on until day {}, and {}. Please add the state of the patient or the reason for "
        "treatment past progression.",
        *("when", "overall_response", "agent", "until", state),
    )
    return asked(agents, message)


def _on_study(message: str) -> pl.DataFrame:
    return pl.DataFrame({"subject": [None], "message": [message]}, schema=dict(NO_QUERIES.schema))


def _last_days(trial: Examined) -> pl.DataFrame:
    """Find the last day on which anything is recorded of each subject."""
    tables = ("measurements", "timepoints", "reported", "treatments", "findings", "events")
    days = [trial.study.table(name).select("subject", "day") for name in tables]
    ends = [trial.study.table(name).select("subject", day="end_day") for name in ("treatments", "events")]
    return pl.concat([*days, *ends]).group_by("subject").agg(known_until=pl.col("day").max())


CHECKS: Final = (
    Check(
        "R13",
        "Date of a response",
        "warning",
        "A response is not dated by the scan of its visit that the study has agreed on: by default the first for a "
        "progression and the last for any other response.",
        str(EISENHAUER_2009.at("4.5")),
        response_dates,
        ("response_date",),
    ),
    Check(
        "R21",
        "Progression not followed up",
        "warning",
        "An iUPD has no scan within 8 weeks, though the patient was followed; or treatment went on past a progression "
        "and clinical stability is not recorded.",
        str(SEYMOUR_2017.at("Table 1")),
        not_followed,
        ("early_variance_days",),
    ),
)
