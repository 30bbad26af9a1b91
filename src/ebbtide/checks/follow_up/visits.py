"""Checks of visits and dates: outside the window, missed, too early for stable disease, dated in part."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from ebbtide.assessment.visits import UNSCHEDULED
from ebbtide.checks.check import NO_QUERIES, Check
from ebbtide.checks.domain_records import files_of, records_of
from ebbtide.checks.follow_up.places import STREAM, at_visit, one_or_many, queries
from ebbtide.criteria import BY_ID
from ebbtide.formats.dates import FULL, read_dates
from ebbtide.sources import EISENHAUER_2009
from ebbtide.terms.responses import NON, SD, code_of

if TYPE_CHECKING:
    from ebbtide.checks.examined import Examined

__all__ = ["CHECKS"]

_MISSED: Final = 2
"""So many planned assessments missed in a row are what regulators censor progression-free survival for."""

_TUMOR_DOMAINS: Final = ("TU", "TR", "RS")
_DATED_IN_PART: Final = ("READ12", "READ14")


def visits_off_schedule(trial: Examined) -> pl.DataFrame:
    """F11. Assessments outside their window, and two or more missed in a row."""
    interval, window = trial.options.visit_interval_days, trial.options.visit_window_days
    if not interval:
        return NO_QUERIES
    rows = _assessments(trial)
    start, before = pl.col("start"), pl.col("before")
    planned = interval * pl.max_horizontal((2 * start + interval) // (2 * interval), pl.lit(1))
    scheduled = ~pl.col("visit").fill_null("").str.contains(UNSCHEDULED)
    off = rows.with_columns(planned=planned).filter((start - pl.col("planned")).abs() > window, scheduled)
    late = pl.when(start > pl.col("planned")).then(pl.lit("after")).otherwise(pl.lit("before"))
    outside = pl.format(
        "{}: assessed on day {}, {} days {} the planned day {} (every {} days, give or take {}). Please confirm the "
        "date.",
        at_visit(), "start", (start - pl.col("planned")).abs(), late, "planned", pl.lit(interval), pl.lit(window),
    )  # fmt: skip
    most = _MISSED * interval + window + pl.when(before.is_not_null()).then(window).otherwise(0)
    apart = start - before.fill_null(0)
    gaps = rows.filter(apart > most)
    since = pl.coalesce(pl.format("the assessment of day {}", "before"), pl.lit("day 0"))
    missed = pl.format(
        "{}: {} days passed since {}, so that two or more planned assessments were missed (every {} days, give or take "
        "{}). A progression found now may have to be censored. Please give the assessments, or why they were missed.",
        at_visit(), apart, since, pl.lit(interval), pl.lit(window),
    )  # fmt: skip
    return pl.concat([queries(off, outside, pl.lit("info")), queries(gaps, missed, pl.lit("query"))])


def _assessments(trial: Examined) -> pl.DataFrame:
    """The days after baseline on which something was looked at or reported, each with the one before."""
    looked = trial.readings.filter(pl.col("state") != "not_done").select(*STREAM, "start", "visit")
    sums = trial.study.table("timepoints").select(*STREAM, "visit", start="day")
    said = trial.reported.filter(pl.col("overall_response") != "ND").select(*STREAM, "start", "visit")
    days = pl.concat([looked, sums, said], how="diagonal").drop_nulls("start")
    days = days.sort("visit", nulls_last=True).unique([*STREAM, "start"], keep="first", maintain_order=True)
    first = trial.points.filter("is_baseline").select(*STREAM, "start")
    later = days.filter(pl.col("start") > 0).join(first, on=[*STREAM, "start"], how="anti").sort(*STREAM, "start")
    return later.with_columns(before=pl.col("start").shift(1).over(STREAM))


def partial_dates(trial: Examined) -> pl.DataFrame:
    """F12. Dates that lack a day or a month: one query per domain, reader, visit and date, naming every record."""
    return pl.concat(
        [*(_partial_in(trial, code) for code in _TUMOR_DOMAINS), _partial_elsewhere(trial)], how="diagonal"
    )


def _partial_in(trial: Examined, code: str) -> pl.DataFrame:
    records = records_of(trial, code, "TESTCD", "SEQ").rename({"day": "start"})
    records = records.filter(pl.col("date").is_not_null())
    partial = records.filter(read_dates(records["date"]).known < FULL)
    named = partial.with_columns(
        test=pl.col("testcd").fill_null("no test"), number=pl.coalesce("seq", pl.format("row {}", "row"), pl.lit("?"))
    )
    lesions = named.group_by(*STREAM, "visit", "date", "lesion", maintain_order=True).agg(
        pl.col("start").first(),
        many=pl.len(),
        told=pl.col("test").str.join(", "),
        numbers=pl.col("number").str.join(", "),
    )
    which = pl.coalesce(pl.format("{} ({})", "lesion", "told"), pl.col("told"))
    grouped = lesions.with_columns(which=which).group_by(*STREAM, "visit", "date", maintain_order=True).agg(
        pl.col("start").first(), pl.col("many").sum(), pl.col("which").str.join(", "), pl.col("numbers").str.join(", ")
    )  # fmt: skip
    message = pl.format(
        "{}: {} {} of {} {} dated {} only: {}; {}SEQ {}. Each endpoint completes such a date by its own rule. Please "
        "give the full date.",
        at_visit(), "many", one_or_many(pl.col("many"), "record", "records"), pl.lit(code),
        one_or_many(pl.col("many"), "is", "are"), "date", "which", pl.lit(code), "numbers",
    )  # fmt: skip
    return queries(grouped, message)


def _partial_elsewhere(trial: Examined) -> pl.DataFrame:
    """Dates of other files that were completed or lent when they were read."""
    files = files_of(trial, *_TUMOR_DOMAINS)
    noticed = [one for one in trial.study.findings if one.rule in _DATED_IN_PART and one.file not in files]
    told = [(one.subject, f"{one.place}: {one.problem}. Please give the full date.") for one in noticed]
    return pl.DataFrame(told, schema=NO_QUERIES.schema, orient="row")


def early_stable_disease(trial: Examined) -> pl.DataFrame:
    """F15. Stable disease that comes too early to count."""
    said = trial.reported.filter(pl.col("overall_response").is_not_null())
    words = {word: code_of(word) for word in said["overall_response"].unique()}
    stable = [word for word, code in words.items() if code in {SD, NON}]
    limit = pl.when(pl.col("criterion").is_in(["who", "mwho"])).then(trial.options.nc_min_days)
    rows = said.with_columns(
        limit=limit.otherwise(trial.options.sd_min_days),
        title=pl.col("criterion").replace({name: criterion.title for name, criterion in BY_ID.items()}),
    )
    early = rows.filter(
        pl.col("overall_response").is_in(stable), pl.col("start") > 0, pl.col("start") < pl.col("limit")
    )
    message = pl.format(
        "{}: {} ({}) on day {}, before day {}, from which it counts. It cannot be the best response by itself.",
        at_visit(), "overall_response", "title", "start", "limit",
    )  # fmt: skip
    return queries(early, message)


CHECKS: Final = (
    Check(
        "F11",
        "Assessments off schedule",
        "info",
        "An assessment outside the window of its planned day; a query where two or more were missed in a row. Silent "
        "unless the study says how many days its assessments lie apart.",
        "FDA guidance on endpoints for cancer trials",
        visits_off_schedule,
        ("visit_interval_days", "visit_window_days"),
    ),
    Check(
        "F12",
        "Dates known in part",
        "query",
        "A date lacks its day or its month, and each endpoint completes it by a rule of its own.",
        "data management",
        partial_dates,
    ),
    Check(
        "F15",
        "Stable disease before it counts",
        "info",
        "Stable disease, reported earlier than the protocol's minimum, cannot be a best response by itself.",
        str(EISENHAUER_2009.at("4.4.3")),
        early_stable_disease,
        ("sd_min_days", "nc_min_days"),
    ),
)
