"""Recorded grades of CRS and ICANS against the grades of their components (K06, K07)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

import polars as pl

from ebbtide.celltherapy.toxicity.syndromes import graded_days
from ebbtide.checks.cell_therapy.told import asked, events_of, in_period, span
from ebbtide.checks.check import NO_QUERIES, Check
from ebbtide.sources.toxicity import LEE_2019
from ebbtide.study.toxicity_options import ToxicityOptions

if TYPE_CHECKING:
    from ebbtide.checks.examined import Examined
    from ebbtide.study import Study

__all__ = ["CHECKS", "crs_grades", "icans_grades"]

_TITLES: Final = {"crs": "CRS", "icans": "ICANS"}
_TABLES: Final = ("findings", "treatments", "events")
_KEYS: Final = ["subject", "infusion", "event_day", "event_row"]


def crs_grades(trial: Examined) -> pl.DataFrame:
    """K06: CRS whose recorded grade is not that of fever, hypotension and hypoxia.

    Sources:
        Lee 2019, table 2.
    """
    return _disagreements(trial, "crs")


def icans_grades(trial: Examined) -> pl.DataFrame:
    """K07: ICANS whose recorded grade is not that of its worst domain.

    Sources:
        Lee 2019, tables 4 and 5.
    """
    return _disagreements(trial, "icans")


def _disagreements(trial: Examined, what: str) -> pl.DataFrame:
    """Set the highest grade of the days of an episode against the grade recorded of it.

    Less than was recorded is asked about only where no component was missing on those days.
    """
    recorded = _recorded(trial, what)
    if recorded.is_empty():
        return NO_QUERIES
    days = graded_days(_dated(trial.study), _options(trial)).filter(pl.col("what") == what).drop_nulls("grade")
    pairs = recorded.join(days.rename({"grade": "ours"}), on=["subject", "infusion"], maintain_order="left").filter(
        pl.col("day") >= pl.col("event_day"), (pl.col("day") <= pl.col("upto")).fill_null(value=True)
    )
    worst = pairs.sort(*_KEYS, "ours", "day", descending=[False, False, False, False, True, False])
    each = worst.group_by(_KEYS, maintain_order=True).agg(
        pl.col("grade", "end_day", "ours", "day", "components", "reason").first(), whole=pl.col("is_complete").all()
    )
    higher = pl.col("ours") > pl.col("grade")
    lower = (pl.col("ours") < pl.col("grade")) & pl.col("whole")
    gives = (
        pl.when(higher)
        .then(pl.format("the components of day {} give grade {}", "day", "ours"))
        .otherwise(pl.format("the components of its days give no more than grade {} (day {})", "ours", "day"))
    )
    message = pl.format(
        "{} of {} is recorded as grade {}, but {}: {}. Please check the grade, or give the components that "
        "it rests on.",
        pl.lit(_TITLES[what]),
        span("event_day", "end_day"),
        "grade",
        gives,
        pl.concat_str("components", pl.when(pl.col("reason") != "").then("reason"), separator="; ", ignore_nulls=True),
    )
    return asked(each.filter(higher | lower), message, day="event_day")


def _recorded(trial: Examined, what: str) -> pl.DataFrame:
    """Recorded episodes with a grade, their infusion, and `upto`: the end, else the day before the next record."""
    rows = in_period(events_of(trial, what).drop_nulls("grade"), trial).sort("subject", "infusion", "day", "row")
    later = pl.col("day").shift(-1).over("subject", "infusion") - 1
    upto = pl.coalesce("end_day", pl.when(later.is_not_null()).then(pl.max_horizontal("day", later)))
    return rows.select("subject", "infusion", "grade", "end_day", upto=upto, event_day="day", event_row="row")


def _dated(study: Study) -> Study:
    """The study without rows that have no day, or whose number is none."""
    dated = {name: study.table(name).drop_nulls("day") for name in _TABLES}
    numbers = pl.when(pl.col("value").is_finite()).then("value")
    findings = dated["findings"].with_columns(value=numbers)
    return replace(study, tables={**study.tables, **dated, "findings": findings})


def _options(trial: Examined) -> ToxicityOptions:
    """What the study pins of the options of toxicity, else their defaults."""
    names = [name for name in ToxicityOptions.model_fields if hasattr(trial.options, name)]
    return ToxicityOptions.model_validate({name: getattr(trial.options, name) for name in names})


CHECKS: Final = (
    Check(
        "K06",
        "Grade of CRS against its components",
        "query",
        "A grade of CRS that fever, hypotension and hypoxia do not give: higher on any of its days, or lower where all "
        "of them are recorded.",
        str(LEE_2019.at("Table 2")),
        crs_grades,
    ),
    Check(
        "K07",
        "Grade of ICANS against its domains",
        "query",
        "A grade of ICANS that ICE or CAPD, consciousness, seizure, weakness and oedema do not give.",
        str(LEE_2019.at("Table 4")),
        icans_grades,
    ),
)
