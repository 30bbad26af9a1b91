"""Responses, deaths and lesions that contradict each other (M13, M14, M17)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from ebbtide.checks.check import NO_QUERIES, Check
from ebbtide.study.model import Part, with_places

if TYPE_CHECKING:
    from ebbtide.checks.examined import Examined

__all__ = ["CHECKS", "assessed_after_death", "dates_of_no_scan", "responses_without_lesions"]

_STREAM: Final = ("subject", "reader")
_VISIT: Final = (*_STREAM, "visit")
_DATED_IN_PART: Final = ("READ12", "READ14")
_NO_DISEASE: Final = ("NE", "ND", "NED", "NA")
"""Words that claim no lesion: not evaluable, not done, no evidence of disease."""
_SOURCES: Final = {"measurements": "a measurement", "timepoints": "a sum or state", "reported": "a response"}


def dates_of_no_scan(trial: Examined) -> pl.DataFrame:
    """M13: a response dated by neither the first nor the last scan of its visit."""
    scans = trial.readings.filter(pl.col("state") != "not_done").group_by(_VISIT).agg(
        first="day", last=pl.col("day").max()
    ).with_columns(pl.col("first").list.min())  # fmt: skip
    said = trial.reported.filter(pl.col("visit").is_not_null(), pl.col("overall_response").is_not_null())
    dated = said.join(scans, on=_VISIT, maintain_order="left")
    odd = dated.filter(pl.col("day") != pl.col("first"), pl.col("day") != pl.col("last"))
    once = odd.unique([*_VISIT, "day"], keep="first", maintain_order=True)
    span = (
        pl.when(pl.col("first") == pl.col("last"))
        .then(pl.format("made on day {}", "first"))
        .otherwise(pl.format("made from day {} to day {}", "first", "last"))
    )
    message = pl.format(
        "{}: {} is dated day {}, and the scans of the visit were {}. A response has the date of the first or the last "
        "scan of its visit. Please review the dates.",
        *("visit", "overall_response", "day", span),
    )
    return once.sort(*_STREAM, "day").select(*_VISIT, "day", message=message)


def assessed_after_death(trial: Examined) -> pl.DataFrame:
    """M14: an assessment that is dated after the death."""
    deaths = _deaths(trial).group_by("subject").agg(died=pl.col("day").max())
    later = _assessments(trial).join(deaths, on="subject").filter(pl.col("day") > pl.col("died"))
    first = later.sort("subject", "day", "what").group_by("subject", maintain_order=True).agg(
        pl.col("died", "visit", "day").first(), whats=pl.col("what").unique(maintain_order=True).str.join(" and "),
        days=pl.col("day").unique(maintain_order=True).cast(pl.String).str.join(", "),
    )  # fmt: skip
    message = pl.format(
        "The subject died on day {}, and there is {} after it ({} {}). Please review the date of the death and those "
        "of the assessments.",
        *(
            "died",
            "whats",
            pl.when(pl.col("days").str.contains(",")).then(pl.lit("days")).otherwise(pl.lit("day")),
            "days",
        ),
    )
    return first.select("subject", "visit", "day", message=message)


def _deaths(trial: Examined) -> pl.DataFrame:
    """List the deaths; one that is dated in part may have been later than the day it is read as."""
    study = trial.study
    deaths = study.table("events").filter(pl.col("event") == "death").drop_nulls("day")
    partly = [(one.file, one.row) for one in study.findings if one.rule in _DATED_IN_PART and one.row is not None]
    schema = {"file": pl.String, "file_row": pl.UInt32}
    placed = with_places(deaths, study.parts.get("events") or (Part("events"),))
    in_part = pl.DataFrame(partly, schema=schema, orient="row")
    return placed.join(in_part, on=["file", "file_row"], how="anti").select("subject", "day")


def _assessments(trial: Examined) -> pl.DataFrame:
    study = trial.study
    done = {
        "measurements": study.table("measurements").filter(pl.col("state").cast(pl.String) != "not_done"),
        "timepoints": study.table("timepoints"),
        "reported": study.table("reported").filter(
            pl.col("overall_response").is_not_null(), ~pl.col("overall_response").is_in(_NO_DISEASE)
        ),
    }
    return pl.concat(
        rows.select("subject", "visit", "day", what=pl.lit(_SOURCES[name])) for name, rows in done.items()
    ).drop_nulls("day")


def responses_without_lesions(trial: Examined) -> pl.DataFrame:
    """M17: responses of a subject and reader of whom there is no lesion, sum or state at all."""
    points = trial.points
    if points.is_empty():
        return NO_QUERIES
    says = pl.col("overall_response").is_not_null() & ~pl.col("overall_response").is_in(_NO_DISEASE)
    # An adjudicator chooses between readings and makes none; such a reader has no lesions in the whole study.
    said = trial.study.table("reported").filter(says).join(points, on="reader", how="semi")
    alone = said.join(points, on=_STREAM, how="anti").sort(*_STREAM, "day", nulls_last=True)
    first = alone.group_by(_STREAM, maintain_order=True).agg(
        pl.col("visit", "day", "overall_response").first(), many=pl.len()
    )
    message = pl.format(
        "{} reported by this evaluator (the first, {}, {}), and there are no lesions or sums, at baseline or later. "
        "Please add the baseline.",
        pl.when(pl.col("many") > 1).then(pl.format("{} responses are", "many")).otherwise(pl.lit("A response is")),
        "overall_response", pl.coalesce("visit", pl.format("day {}", "day"), pl.lit("without a visit")),
    )  # fmt: skip
    return first.select(*_STREAM, "visit", "day", message=message)


CHECKS: Final = (
    Check(
        "M13",
        "Response dated by no scan of its visit",
        "warning",
        "The date of a response is neither that of the first nor that of the last scan of its visit.",
        "data management",
        dates_of_no_scan,
    ),
    Check(
        "M14",
        "Assessed after death",
        "error",
        "A measurement, sum or response is dated after the death of the subject. Deaths that are dated in part are "
        "left out.",
        "data management",
        assessed_after_death,
    ),
    Check(
        "M17",
        "Response without a baseline",
        "error",
        "A reader has responses of a subject and no lesions or sums at all; a first scan after the start of therapy is "
        "B09. Readers who have no lesions in the whole study, such as adjudicators, are left out.",
        "data management",
        responses_without_lesions,
    ),
)
