"""The patient at the moment of growth, and whether growth before therapy can be told (P05, P06)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from ebbtide.assessment.laboratory.names import known_test
from ebbtide.assessment.laboratory.results import mapped
from ebbtide.celltherapy.toxicity.scales import SCALES, is_on_scale, ps_drop
from ebbtide.checks.cell_therapy.told import asked, events_of, findings_of
from ebbtide.checks.check import NO_QUERIES, Check
from ebbtide.checks.evidence.growth import progressions
from ebbtide.sources import CHAMPIAT_2017, JIA_2019

if TYPE_CHECKING:
    from ebbtide.checks.examined import Examined

__all__ = ["CHECKS", "no_scan_before_baseline", "worse_patients"]

_TITLES: Final = {"ecog": "ECOG", "karnofsky": "Karnofsky", "lansky": "Lansky"}


def worse_patients(trial: Examined) -> pl.DataFrame:
    """P05: a major fall of performance status (ECOG + 2, Karnofsky or Lansky - 30), or a new symptom.

    Only values of one recorded scale are compared.

    Sources:
        Jia 2019: worse performance status speaks for true progression.
    """
    fallen = pl.format(
        "Day {}: {} {}, and {} on day {}. So large a fall speaks against waiting for the next scan, whatever "
        "the growth "
        "turns out to be. Please confirm both values, and say what it is due to.",
        *("day", "scale", "value", "before", "before_day"),
    )
    new = pl.format(
        "Day {}: a new symptom is recorded ({}). New symptoms beside growth speak against waiting. Please say whether "
        "they belong to a lesion that has grown.",
        *("day", "what"),
    )
    return pl.concat([asked(_falls(trial), fallen), asked(_symptoms(trial), new)])


def _falls(trial: Examined) -> pl.DataFrame:
    """The first value of each scale that is much worse than the last one up to the start of therapy."""
    named = mapped(findings_of(trial), "name", known_test, "scale")
    rows = named.filter(pl.col("scale").is_in(SCALES)).drop_nulls(["day", "value"])
    sound = pl.struct("scale", "value").map_elements(
        lambda one: is_on_scale(one["scale"], one["value"]), return_dtype=pl.Boolean
    )
    values = rows.filter(sound).select("subject", "day", "scale", "value", "row").sort("subject", "scale", "day", "row")
    before = values.filter(pl.col("day") <= 0).unique(["subject", "scale"], keep="last", maintain_order=True)
    known = before.select("subject", "scale", before="value", before_day="day")
    later = values.filter(pl.col("day") > 0).join(known, on=["subject", "scale"], maintain_order="left")
    is_major = pl.struct("scale", "before", "value").map_elements(
        lambda one: ps_drop(one["scale"], one["before"], one["value"]).major, return_dtype=pl.Boolean
    )
    first = later.filter(is_major).unique(["subject", "scale"], keep="first", maintain_order=True)
    whole = pl.col("value", "before").cast(pl.Int64)
    return first.with_columns(whole, scale=pl.col("scale").replace(_TITLES))


def _symptoms(trial: Examined) -> pl.DataFrame:
    events = events_of(trial, "new_symptoms?").select("subject", "day", what=pl.coalesce("detail", pl.lit("not named")))
    told = trial.study.table("timepoints").filter(pl.col("new_symptom").fill_null(value=False)).drop_nulls("day")
    of_scans = told.select("subject", "day", what=pl.lit("it prompted the scan"))
    rows = pl.concat([events, of_scans]).filter(pl.col("day") > 0)
    return rows.unique(["subject", "day"], keep="first", maintain_order=True).sort("subject", "day")


def no_scan_before_baseline(trial: Examined) -> pl.DataFrame:
    """P06: progression at the first scan, and no scan before baseline by which a change of pace could be told.

    Asked once for the study where nobody of several has such a scan.

    Sources:
        Champiat 2017: hyperprogression compares growth before and after the start of therapy.
    """
    followed = trial.points.drop_nulls("baseline").filter(pl.col("start") > pl.col("baseline"))
    first = followed.group_by("subject").agg(pl.col("start", "visit", "baseline").sort_by("start").first())
    progressed = first.join(progressions(trial), on=["subject", "start"], how="semi").sort("subject")
    tables = (trial.study.table("measurements"), trial.study.table("timepoints"))
    scans = pl.concat([table.drop_nulls("day").select("subject", scan="day") for table in tables])
    earlier = progressed.join(scans, on="subject").filter(pl.col("scan") < pl.col("baseline"))
    if earlier.is_empty() and len(progressed) > 1:
        return _of_the_study(len(progressed))
    bare = progressed.join(earlier, on="subject", how="anti")
    message = pl.format(
        "{} is the first scan after baseline and shows progression, and there is no scan before that of day {}. "
        "Whether growth became faster with therapy cannot be told. Please give an earlier scan, if there is one.",
        pl.coalesce("visit", pl.format("Day {}", "start")),
        "baseline",
    )
    return asked(bare, message, day="start")


def _of_the_study(subjects: int) -> pl.DataFrame:
    message = (
        f"{subjects} subjects have progression at their first scan after baseline, and nobody has a scan before "
        "baseline. Whether growth became faster with therapy cannot be told. Please give earlier ones if there are any."
    )
    return pl.DataFrame({"subject": [None], "message": [message]}, schema=NO_QUERIES.schema)


CHECKS: Final = (
    Check(
        "P05",
        "Worse patient or new symptom",
        "warning",
        "Performance status much worse than at baseline (ECOG by 2, Karnofsky or Lansky by 30), or new symptoms.",
        str(JIA_2019.at("Table 3")),
        worse_patients,
    ),
    Check(
        "P06",
        "No scan before baseline",
        "info",
        "Progression at the first scan, and no scan before baseline: hyperprogression can be neither found "
        "nor excluded.",
        str(CHAMPIAT_2017),
        no_scan_before_baseline,
    ),
)
