"""CRS and ICANS as recorded: their days, what was given against them, and the score that graded them (K08, K17)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from ebbtide.celltherapy.toxicity.icans import is_graded_as_child
from ebbtide.checks.cell_therapy.told import asked, events_of, findings_of, infusions, treatments_of
from ebbtide.checks.check import Check
from ebbtide.sources.toxicity import LEE_2019

if TYPE_CHECKING:
    from ebbtide.checks.examined import Examined

__all__ = ["CHECKS", "children_by_ice", "syndrome_days"]

MOST_TOCILIZUMAB: Final = 4
"""The prescribing information of tocilizumab: one dose and up to three more."""
_TOCILIZUMAB: Final = r"tocilizumab|actemra|roactemra"
_PROPHYLAXIS: Final = r"prophyla|pre-?empt|prevent"
_BEFORE_DAYS: Final = 28
"""A dose so long before the first infusion may still be meant for it."""


def syndrome_days(trial: Examined) -> pl.DataFrame:
    """K08: a syndrome that ends before it begins, tocilizumab before CRS, and more than four doses of it."""
    backwards = events_of(trial, "crs|icans|lesional_crs").filter(pl.col("end_day") < pl.col("day"))
    message = pl.format(
        "{} begins on day {} and ends on day {}. Please check both days.",
        *(pl.col("name").str.replace_all("_", " ").str.to_uppercase(), "day", "end_day"),
    )
    given = _with_infusion(treatments_of(trial, _TOCILIZUMAB), trial)
    return pl.concat([
        asked(backwards, message, pl.lit("error")),
        _too_early(given, _with_infusion(events_of(trial, "crs"), trial)),
        _too_many(given),
    ])  # fmt: skip


def _with_infusion(rows: pl.DataFrame, trial: Examined) -> pl.DataFrame:
    """Add `infused`: the latest infusion at or before the day; the first one for days shortly before it."""
    given = infusions(trial).select("subject", "infusion", "infused", "upto")
    pairs = rows.join(given, on="subject", maintain_order="left")
    early = (pl.col("infusion") == 1) & (pl.col("day") >= pl.col("infused") - _BEFORE_DAYS)
    since = (pl.col("day") >= pl.col("infused")) | early
    return pairs.filter(since & (pl.col("day") < pl.col("upto")).fill_null(value=True))


def _too_early(given: pl.DataFrame, crs: pl.DataFrame) -> pl.DataFrame:
    first = crs.group_by("subject", "infused").agg(began=pl.col("day").min())
    early = given.filter(~pl.col("words").str.contains(_PROPHYLAXIS)).join(
        first, on=["subject", "infused"], maintain_order="left"
    )
    message = pl.format(
        "{} was given on day {}, before CRS began on day {}. Please check both days, or record the dose as "
        "prophylaxis.",
        *("agent", "day", "began"),
    )
    return asked(early.filter(pl.col("day") < pl.col("began")), message, pl.lit("warning"))


def _too_many(given: pl.DataFrame) -> pl.DataFrame:
    doses = given.unique(["subject", "day", "dose"], keep="first", maintain_order=True).sort("subject", "day")
    counted = doses.group_by("subject", "infused", maintain_order=True).agg(
        doses=pl.len(), days=pl.col("day").cast(pl.String).str.join(", "), day=pl.col("day").last()
    )
    message = pl.format(
        "{} doses of tocilizumab are recorded after the infusion of day {} (days {}); {} are the most that its label "
        "gives for CRS. Please check the doses.",
        *("doses", "infused", "days", pl.lit(MOST_TOCILIZUMAB)),
    )
    return asked(counted.filter(pl.col("doses") > MOST_TOCILIZUMAB), message, pl.lit("query"))


def children_by_ice(trial: Examined) -> pl.DataFrame:
    """K17: the ICE score of adults in a child, for whom CAPD is asked.

    Sources:
        Lee 2019, tables 4 and 5: CAPD under 12 years.
    """
    children = _children(trial)
    ice = findings_of(trial, r"ice(?:_score)?|immune_effector_cell_(?:associated_)?encephalopathy(?:_score)?")
    told = ice.drop_nulls("day").join(children, on="subject", maintain_order="left").sort("subject", "day")
    days = told.group_by("subject", "age", maintain_order=True).agg(
        days=pl.col("day").unique(maintain_order=True).cast(pl.String).str.join(", "), day=pl.col("day").first()
    )
    message = pl.format(
        "ICE is recorded on day {} at an age of {} years. Under 12 years ICANS is graded by CAPD. Please give CAPD, "
        "or check the age.",
        *("days", pl.col("age").cast(pl.String).str.strip_suffix(".0")),
    )
    return asked(days, message)


def _children(trial: Examined) -> pl.DataFrame:
    inclusive = bool(getattr(trial.options, "icans_child_inclusive", False))
    ages = trial.study.table("subjects").drop_nulls("age").select("subject", "age").unique("subject", keep="first")
    is_child = pl.col("age").map_elements(
        lambda age: bool(is_graded_as_child(age, is_inclusive=inclusive)), return_dtype=pl.Boolean
    )
    return ages.filter(is_child)


CHECKS: Final = (
    Check(
        "K08",
        "Days of CRS and doses of tocilizumab",
        "warning",
        "CRS or ICANS ends before it begins; tocilizumab, not recorded as prophylaxis, is given before CRS; more than "
        f"{MOST_TOCILIZUMAB} doses of it are given after one infusion.",
        "data management",
        syndrome_days,
    ),
    Check(
        "K17",
        "Child graded by ICE",
        "query",
        "An ICE score of a child, for whom CAPD is asked.",
        str(LEE_2019.at("Table 5")),
        children_by_ice,
    ),
)
