"""Findings that are no evidence of pseudoprogression, or not at that moment (P03, P11)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from ebbtide.checks.cell_therapy.told import FLARE_DAYS, asked, events_of, findings_of, span
from ebbtide.checks.check import NO_QUERIES, Check
from ebbtide.checks.evidence.growth import growths
from ebbtide.evidence.items import PSEUDO, items
from ebbtide.sources.evidence import SANMAMED_2017

if TYPE_CHECKING:
    from ebbtide.checks.examined import Examined

__all__ = ["CHECKS", "il_8_in_doubt", "other_targets"]

_IL_8: Final = r"(?:serum_|plasma_)?(?:il_?8|interleukin_8|cxcl8)(?:_.*)?"
_LAB: Final = r"\b(?:lab|laboratory)\s*[:=]\s*([^;,]+)"
_MOMENT: Final = r"_(?:week|month)_1$|_first_evaluation$|_before$"


def il_8_in_doubt(trial: Examined) -> pl.DataFrame:
    """P03: IL-8 during CRS, or by another laboratory or unit than before.

    CRS whose end is not recorded is taken to last up to 35 days, the days of a flare.

    Sources:
        Sanmamed 2017: serum IL-8 against its own baseline, under checkpoint inhibitors.
    """
    rows = findings_of(trial, _IL_8).drop_nulls("day").sort("subject", "day", "row")
    crs = events_of(trial, "crs").select("subject", began="day", over="end_day", grade="grade")
    upto = pl.coalesce("over", pl.col("began") + FLARE_DAYS)
    during = rows.join(crs, on="subject", maintain_order="left").filter(pl.col("day").is_between(pl.col("began"), upto))
    once = during.unique(["subject", "row"], keep="first", maintain_order=True)
    ends = pl.when(pl.col("over").is_null()).then(pl.lit(", whose end is not recorded")).otherwise(pl.lit(""))
    message = pl.format(
        "IL-8 of day {} was taken during CRS ({}{}). Cytokine release raises it, so that it says nothing of the "
        "tumour. It is not read as evidence; please give the end of CRS where it is missing.",
        *("day", span("began", "over"), ends),
    )
    return pl.concat([asked(once, message), _elsewhere(rows)])


def _elsewhere(rows: pl.DataFrame) -> pl.DataFrame:
    """Values by another laboratory or in another unit than the first that tells it."""
    told = rows.with_columns(
        lab=pl.col("words").str.extract(_LAB, 1).str.strip_chars(), unit=pl.col("unit").str.to_lowercase()
    )
    first = told.with_columns(
        first_lab=pl.col("lab").drop_nulls().first().over("subject"),
        first_unit=pl.col("unit").drop_nulls().first().over("subject"),
    )
    other = (pl.col("lab") != pl.col("first_lab")).fill_null(value=False)
    unit = (pl.col("unit") != pl.col("first_unit")).fill_null(value=False)
    message = pl.format(
        "IL-8 of day {} is by {}, the first value by {}. Values of different laboratories or units cannot be "
        "set against "
        "each other. Please check them.",
        "day",
        pl.when(other).then("lab").otherwise("unit"),
        pl.when(other).then("first_lab").otherwise("first_unit"),
    )
    return asked(first.filter(other | unit), message)


def other_targets(trial: Examined) -> pl.DataFrame:
    """P11: findings after growth whose published counts separate something else than pseudo from true progression."""
    published = _other_items()
    rows = findings_of(trial).drop_nulls("day").filter(pl.col("value").is_not_null() | pl.col("text").is_not_null())
    if rows.is_empty():
        return NO_QUERIES
    first = growths(trial).group_by("subject").agg(pl.col("start").min())
    after = rows.filter(pl.col("day") > 0).join(first, on="subject", maintain_order="left")
    known = after.join(published, left_on="name", right_on="item_test", maintain_order="left").sort(
        "subject", "day", "row"
    )
    one = known.group_by("subject", maintain_order=True).agg(
        pl.col("start").first(),
        what=pl.format("{} ({}; {})", "test", "item_target", "item_source").unique(maintain_order=True).str.join(", "),
    )
    message = pl.format(
        "Growth is recorded on day {}, and these findings: {}. What was published of them separates "
        "something else than "
        "pseudoprogression from true progression. They are shown beside the evidence and never counted in it.",
        *("start", "what"),
    )
    return asked(one, message, day="start")


def _other_items() -> pl.DataFrame:
    """Tests of which no published item has the target pseudo against true: `item_test, item_target, item_source`."""
    named = pl.DataFrame(
        [(item.test, item.target, item.source) for item in items()],
        schema=["item_test", "target", "item_source"], orient="row",
    ).with_columns(pl.col("item_test").str.replace(_MOMENT, ""))  # fmt: skip
    own = named.filter(pl.col("target") == PSEUDO).select("item_test").unique()
    rest = named.join(own, on="item_test", how="anti").unique("item_test", keep="first", maintain_order=True)
    return rest.with_columns(
        item_target=pl.col("target").replace({"reference": "reference only"}).str.replace_all("_", " ")
    )


CHECKS: Final = (
    Check(
        "P03",
        "IL-8 during CRS or by another laboratory",
        "warning",
        "IL-8 taken during CRS, or by another laboratory or in another unit than the first.",
        f"{SANMAMED_2017}, to be confirmed",
        il_8_in_doubt,
    ),
    Check(
        "P11",
        "Evidence of something else",
        "info",
        "Findings beside growth whose published counts separate another pair than pseudoprogression and true "
        "progression: response, later course, reference.",
        "published items of evidence",
        other_targets,
    ),
)
