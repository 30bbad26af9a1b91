"""Reported responses of lymphoma (R20): what their words alone can show; Lugano is not judged here."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from ebbtide.checks.check import Check
from ebbtide.checks.responses.said import STREAM, asked

if TYPE_CHECKING:
    from ebbtide.checks.examined import Examined

__all__ = ["CHECKS", "lymphoma_categories"]

_METABOLIC: Final = ("CMR", "PMR", "NMR", "SMD", "PMD")
_ANATOMIC: Final = ("CAR", "PAR", "SAD", "PAD", "CR-CT", "PR-CT", "SD-CT", "PD-CT")
_TWELVE_WEEKS: Final = 84


def lymphoma_categories(trial: Examined) -> pl.DataFrame:
    """R20: PET and CT categories mixed in one response; an indeterminate response late or not looked at again."""
    family = pl.col("criterion").str.to_lowercase().str.extract(r"^(lugano|lyric)")
    rows = trial.reported.filter(family.is_not_null()).with_columns(
        when=pl.coalesce("visit", pl.format("day {}", "start"))
    )
    indeterminate = rows.filter(pl.col("overall_response").str.contains(r"^IR\([123]\)$|^INDETERMINATE RESPONSE$"))
    return pl.concat([_mixed(rows), _late(indeterminate), _not_seen_again(rows, indeterminate)])


def _mixed(rows: pl.DataFrame) -> pl.DataFrame:
    # PET and CT may each have a response at one visit: only what stands in one row is one response.
    words = [pl.col(f"{part}_response") for part in ("overall", "target", "nontarget")]
    metabolic, anatomic = (
        pl.coalesce(pl.when(word.is_in(family)).then(word) for word in words) for family in (_METABOLIC, _ANATOMIC)
    )
    told = rows.with_columns(metabolic=metabolic, anatomic=anatomic)
    message = pl.format(
        "{}: {} is a category of PET and {} one of CT. One response rests on one of the two. Please tell which, and "
        "keep the other apart.",
        *("when", "metabolic", "anatomic"),
    )
    mixed = told.filter(pl.col("metabolic").is_not_null() & pl.col("anatomic").is_not_null())
    return asked(mixed, message, severity=pl.lit("error"))


def _late(rows: pl.DataFrame) -> pl.DataFrame:
    late = rows.filter((pl.col("overall_response") == "IR(1)") & (pl.col("start") > _TWELVE_WEEKS))
    message = pl.format(
        "{}: IR(1) was entered on day {}. IR(1) is for the first 12 weeks of treatment. Please review the response.",
        *("when", "start"),
    )
    return asked(late, message, severity=pl.lit("error"))


def _not_seen_again(rows: pl.DataFrame, indeterminate: pl.DataFrame) -> pl.DataFrame:
    later = rows.select(*STREAM, "criterion", later="start").unique()
    pairs = indeterminate.join(later, on=[*STREAM, "criterion"], maintain_order="left").filter(
        pl.col("later") > pl.col("start")
    )
    following = pairs.group_by(*STREAM, "criterion", "start", maintain_order=True).agg(pl.col("later").min())
    told = indeterminate.join(following, on=[*STREAM, "criterion", "start"], maintain_order="left")
    late = told.filter(pl.col("later") - pl.col("start") > _TWELVE_WEEKS)
    message = pl.format(
        "{}: {} was entered and the next assessment is {} days later. An indeterminate response is to be imaged again "
        "or biopsied within 12 weeks. Please give the reason, or add the biopsy.",
        *("when", "overall_response", pl.col("later") - pl.col("start")),
    )
    return asked(late, message, severity=pl.lit("warning"))


CHECKS: Final = (
    Check(
        "R20",
        "Lymphoma categories",
        "error",
        "Under Lugano the categories of PET and of CT are not mixed in one response; under LYRIC IR(1) is for the "
        "first 12 weeks, and every indeterminate response is imaged again or biopsied within 12 weeks.",
        "Cheson 2014; Cheson 2016",
        lymphoma_categories,
    ),
)
