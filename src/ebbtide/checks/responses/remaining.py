"""Complete responses while something of the disease remains, or is not known (R07, R23)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from ebbtide.checks.check import NO_QUERIES, Check
from ebbtide.checks.responses.said import STREAM, asked, said
from ebbtide.criteria import BY_ID
from ebbtide.criteria.parts.readings import NODE_NORMAL_UM
from ebbtide.sources import EISENHAUER_2009
from ebbtide.study.lengths import as_millimetres
from ebbtide.terms.responses import CR, NON, PD

if TYPE_CHECKING:
    from ebbtide.checks.examined import Examined

__all__ = ["CHECKS", "complete_with_disease", "marker_not_known"]

_SEEN: Final = ("measured", "too_small", "present", "increased", "decreased", "unequivocal_progression")
_COMPLETE: Final = ("CR", "iCR", "irCR", "imCR", "CMR")
_DEAUVILLE: Final = r"(?i)deauville|\b5-?\s?ps\b|five.?point"
_HIGH_UPTAKE: Final = 4


def complete_with_disease(trial: Examined) -> pl.DataFrame:
    """R07: a complete response while a lesion is there, a marker is raised or the metabolism is high."""
    complete = said(trial).filter(pl.col("overall") == CR)
    found = (
        _with_lesions(trial, complete),
        _with_nontargets(complete),
        _with_raised_marker(trial, complete),
        _with_high_uptake(trial),
    )
    return pl.concat(found, how="diagonal")


def marker_not_known(trial: Examined) -> pl.DataFrame:
    """R23: a complete response where a marker that has to be normal was not recorded."""
    known = trial.study.table("timepoints").filter(pl.col("marker_state").is_not_null())
    if known.is_empty():
        return NO_QUERIES
    there = known.select(*STREAM, start="day")
    complete = said(trial).filter(pl.col("overall") == CR).join(there, on=[*STREAM, "start"], how="anti")
    blank = _without(complete, _near(complete, trial.study.table("findings"), pl.col("category") == "marker", trial))
    first = known.sort("day").unique("subject", keep="first", maintain_order=True)
    before = blank.join(first.select("subject", at_first="marker_state"), on="subject", how="left")
    open_ = before.filter((pl.col("at_first") != "normal").fill_null(value=True))
    reason = pl.when(pl.col("at_first") == "raised").then(pl.lit("was raised when first recorded"))
    message = pl.format(
        "{}: {} was entered and no tumour marker is recorded for this visit. The marker {}; one that was raised has to "
        "be normal for a complete response. Please add the marker or review the response.",
        *("when", "overall_response", reason.otherwise(pl.lit("is recorded for other patients of the study"))),
    )
    return asked(open_, message)


def _with_lesions(trial: Examined, complete: pl.DataFrame) -> pl.DataFrame:
    """Find targets and non-targets that are there at a complete response."""
    nodes = [name for name in trial.criteria if BY_ID[name].definition.node_rule]
    lesions = trial.readings.filter(~pl.col("is_new") & pl.col("state").is_in(_SEEN) & pl.col("size_um").ne_missing(0))
    both = complete.join(
        lesions.select(*STREAM, "start", "lesion", "role", "nodal", "size_um", "state"),
        on=[*STREAM, "start"],
        maintain_order="left_right",
    )
    normal = pl.col("nodal") & pl.col("criterion").is_in(nodes) & (pl.col("size_um") < NODE_NORMAL_UM)
    left = both.filter(~normal.fill_null(value=False))
    size = pl.coalesce(as_millimetres(pl.col("size_um")), pl.col("state").str.replace_all("_", " "))
    kind = pl.when("nodal").then(pl.lit("node ")).otherwise(pl.lit(""))
    named = left.with_columns(named=pl.format("{}{} ({})", kind, "lesion", size))
    alone = pl.when(pl.col("lesion").len() == 1).then(pl.col("lesion").first())
    each = named.group_by(*STREAM, "criterion", "start", "visit", "when", "overall_response", maintain_order=True).agg(
        alone.alias("lesion"), pl.col("named").str.join(", ")
    )
    message = pl.format(
        "{}: {} was entered, but disease is recorded at this visit: {}. A complete response needs every lesion gone "
        "and every node below 10 mm in short axis. Please review the lesions or the response.",
        *("when", "overall_response", "named"),
    )
    return asked(each, message, lesion=pl.col("lesion"))


def _with_nontargets(complete: pl.DataFrame) -> pl.DataFrame:
    """Find complete responses with a non-target response that is none."""
    message = pl.format(
        "{}: {} was entered with non-target response {}. A complete response needs the non-targets gone too. Please "
        "review the non-target response or the overall response.",
        *("when", "overall_response", "nontarget_response"),
    )
    return asked(complete.filter(pl.col("nontarget").is_in([NON, PD])), message)


def _with_raised_marker(trial: Examined, complete: pl.DataFrame) -> pl.DataFrame:
    raised = trial.study.table("timepoints").filter(pl.col("marker_state") == "raised").select(*STREAM, start="day")
    message = pl.format(
        "{}: {} was entered and the tumour marker is recorded as raised. A complete response needs the marker normal. "
        "Please review the marker or the response.",
        *("when", "overall_response"),
    )
    return asked(complete.join(raised.unique(), on=[*STREAM, "start"], how="semi"), message)


def _with_high_uptake(trial: Examined) -> pl.DataFrame:
    """Find complete responses, of any criterion, with a Deauville score of 4 or 5."""
    complete = trial.reported.filter(pl.col("overall_response").is_in(_COMPLETE)).with_columns(
        when=pl.coalesce("visit", pl.format("day {}", "start"))
    )
    findings = trial.study.table("findings").with_columns(
        score=pl.coalesce(pl.col("value"), pl.col("text").str.extract(r"([1-5])").cast(pl.Float64))
    )
    high = _near(complete, findings, pl.col("test").str.contains(_DEAUVILLE) & (pl.col("score") >= _HIGH_UPTAKE), trial)
    message = pl.format(
        "{}: {} was entered with a Deauville score of {} on day {}. A complete metabolic response needs a score of 1, "
        "2 or 3. Please review the score or the response.",
        *("when", "overall_response", pl.col("score").cast(pl.Int64), "near_day"),
    )
    return asked(high, message)


def _near(rows: pl.DataFrame, findings: pl.DataFrame, wanted: pl.Expr, trial: Examined) -> pl.DataFrame:
    """Pair rows with the findings of the subject that belong to the time point."""
    own = findings.filter(wanted.fill_null(value=False)).drop("date", "row").rename({"day": "near_day"})
    pairs = rows.join(own, on="subject", maintain_order="left_right")
    return pairs.filter((pl.col("near_day") - pl.col("start")).abs() <= trial.options.tp_window_days)


def _without(rows: pl.DataFrame, others: pl.DataFrame) -> pl.DataFrame:
    return rows.join(others, on=[*STREAM, "criterion", "start"], how="anti", maintain_order="left")


CHECKS: Final = (
    Check(
        "R07",
        "Complete response with disease left",
        "query",
        "A complete response is reported while a lesion is recorded as there, a node has 10 mm or more in short axis, "
        "the non-target response is none, a tumour marker is raised, or the Deauville score is 4 or 5.",
        str(EISENHAUER_2009.at("4.3.1")),
        complete_with_disease,
        ("tp_window_days",),
    ),
    Check(
        "R23",
        "Complete response without its tumour marker",
        "query",
        "The study records tumour markers, the patient's was not normal at first, and none is recorded at a complete "
        "response.",
        str(EISENHAUER_2009.at("4.3.3")),
        marker_not_known,
        ("tp_window_days",),
    ),
)
