"""Blood counts and marrow behind a complete remission (K15, K18)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from ebbtide.assessment.laboratory.support import GROWTH_FACTOR, GROWTH_FACTOR_DAYS, TPO_AGONIST, TPO_AGONIST_DAYS
from ebbtide.checks.cell_therapy.told import amount, asked, findings_of, folded, span, treatments_of
from ebbtide.checks.check import NO_QUERIES, Check

if TYPE_CHECKING:
    from ebbtide.checks.examined import Examined

__all__ = ["CHECKS", "marrow_without_counts", "supported_counts"]

TOGETHER_DAYS: Final = 7
"""Marrow and counts of one response are so many days apart at most."""
_NEUTROPHILS: Final = r"anc|neutrophils?(?:_count)?|absolute_neutrophil_count"
_PLATELETS: Final = r"platelets?(?:_count)?|plt"
_LEUKEMIA: Final = r"(?i)leuk|lymphoblast|\b[BT]?-?ALL\b"


def supported_counts(trial: Examined) -> pl.DataFrame:
    """K15: neutrophils within 7 days of G-CSF, platelets within 28 days of a TPO agonist.

    Asked of subjects with a marrow or a leukaemia: there the counts tell CR from CRi.
    """
    of_leukemia = trial.study.table("subjects").filter(pl.col("tumor_type").str.contains(_LEUKEMIA)).select("subject")
    subjects = pl.concat([of_leukemia, _marrows(trial).select("subject")]).unique()
    rows = pl.concat([
        _supported(trial, _NEUTROPHILS, GROWTH_FACTOR, GROWTH_FACTOR_DAYS),
        _supported(trial, _PLATELETS, TPO_AGONIST, TPO_AGONIST_DAYS),
    ]).join(subjects, on="subject", how="semi").sort("subject", "day", "row")  # fmt: skip
    running = pl.col("until") > pl.col("last")
    message = pl.format(
        "Day {}: {} = {}, {} {} ({}){}. Counts that a drug holds up do not show that the marrow has recovered. Please "
        "give counts of at least {} days without it, or the call as CRi.",
        *("day", "test", amount(), _timing(), "agent", span("given", "given_end")),
        pl.when(running).then(pl.lit(", whose end is not recorded")).otherwise(pl.lit("")),
        "free",
    )
    return asked(rows, message)


def _timing() -> pl.Expr:
    since = pl.col("day") - pl.col("until")
    return pl.when(since > 0).then(pl.format("{} days after", since)).otherwise(pl.lit("during"))


def _supported(trial: Examined, count: str, drug: str, free: int) -> pl.DataFrame:
    """Counts under a drug or too soon after it; a daily one without an end is taken to go on."""
    counts = (
        findings_of(trial, count).drop_nulls(["day", "value"]).select("subject", "day", "test", "value", "unit", "row")
    )
    drugs = treatments_of(trial, drug).select("subject", "agent", "last", given="day", given_end="end_day")
    pairs = counts.join(drugs, on="subject", maintain_order="left").filter(pl.col("day") >= pl.col("given"))
    goes_on = pl.col("given_end").is_null() & pl.lit(drug == TPO_AGONIST)
    near = pairs.with_columns(until=pl.when(goes_on).then(pl.max_horizontal("day", "last")).otherwise("last"))
    near = near.filter(pl.col("day") - pl.col("until") <= free)
    latest = near.sort("subject", "row", "until", "given").unique(["subject", "row"], keep="last", maintain_order=True)
    return latest.with_columns(free=pl.lit(free))


def _marrows(trial: Examined) -> pl.DataFrame:
    """Marrow examinations with a day: blasts or residual disease."""
    rows = findings_of(trial).drop_nulls("day")
    of_marrow = (pl.col("kind") == "marrow") & ~pl.col("name").str.contains("cns|csf|chimerism")
    named = pl.col("name").str.contains(r"marrow|^mrd")
    return rows.filter(of_marrow | named)


def marrow_without_counts(trial: Examined) -> pl.DataFrame:
    """K18: a marrow after day 0 whose nearest neutrophils or platelets are more than 7 days away.

    Sources:
        Components of one response lie within 7 days of each other: ELN 2024, to be confirmed against the paper.
    """
    counts = findings_of(trial, _NEUTROPHILS, _PLATELETS).drop_nulls(["day", "value"])
    if counts.is_empty():
        return NO_QUERIES
    told = counts.select(
        "subject",
        count_day="day",
        line=pl.when(folded("test").str.contains(rf"^(?:{_PLATELETS})$"))
        .then(pl.lit("platelets"))
        .otherwise(pl.lit("neutrophils")),
    )
    after = _marrows(trial).filter(pl.col("day") > 0).unique(["subject", "day"], keep="first", maintain_order=True)
    pairs = after.select("subject", "day", "test").join(told, on="subject", maintain_order="left")
    apart = (pl.col("count_day") - pl.col("day")).abs()
    nearest = pairs.with_columns(apart=apart).sort("subject", "day", "line", "apart", "count_day").unique(
        ["subject", "day", "line"], keep="first", maintain_order=True
    )  # fmt: skip
    far = nearest.filter(pl.col("apart") > TOGETHER_DAYS)
    one = far.group_by("subject", "day", "test", maintain_order=True).agg(
        lines=pl.format("{} of day {} ({} days)", "line", "count_day", "apart").str.join(", ")
    )
    message = pl.format(
        "Day {}: {}; the nearest counts are {}. Marrow and counts of one response are at most {} days apart. "
        "Please give "
        "the counts of that week, or say which belong to this marrow.",
        *("day", "test", "lines", pl.lit(TOGETHER_DAYS)),
    )
    return asked(one, message)


CHECKS: Final = (
    Check(
        "K15",
        "Counts under a growth factor or TPO agonist",
        "warning",
        f"Neutrophils within {GROWTH_FACTOR_DAYS} days of G-CSF, or platelets within {TPO_AGONIST_DAYS} days of a TPO "
        "agonist, of a subject whose counts tell CR from CRi.",
        "Gokbuget 2024, to be confirmed",
        supported_counts,
    ),
    Check(
        "K18",
        "Marrow and counts apart",
        "query",
        f"A marrow after day 0 whose nearest neutrophils or platelets are more than {TOGETHER_DAYS} days away.",
        "Gokbuget 2024, to be confirmed",
        marrow_without_counts,
    ),
)
