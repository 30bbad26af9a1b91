"""Infusions: what day 0 is, how many there were, their doses, and what came before them (K01, K02, K12)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from ebbtide.celltherapy.infusions import implied_weights
from ebbtide.celltherapy.infusions import infusions as recorded
from ebbtide.checks.cell_therapy.told import amount, asked, infusions, span, treatments_of
from ebbtide.checks.check import NO_QUERIES, Check

if TYPE_CHECKING:
    from ebbtide.checks.examined import Examined

__all__ = ["CHECKS", "dose_units", "infusion_days", "order_of_treatment"]

WEIGHT_CHANGE_PCT: Final = 10
"""Weights that differ by more are asked about; the loss of weight that CTCAE calls grade 2."""
LYMPHODEPLETION_DAYS: Final = 14
"""Most days from the end of lymphodepletion to the infusion; labels give 2 to 14."""
_WEIGHTS_KG: Final = (2, 300)
_AGAIN: Final = r"(?i)\b(?:re-?infusion|re-?infused|second (?:\S+ ){0,2}infusion|2nd (?:\S+ ){0,2}infusion)"
_COLLECTION: Final = r"leu[ck]a?pheresis|\bapheresis"
_IS_POSSIBLE: Final = pl.col("implied_weight_kg").is_between(*_WEIGHTS_KG)


def infusion_days(trial: Examined) -> pl.DataFrame:
    """K01: day 0 that is no infusion, several infusions on one axis of days, a second one that is only spoken of."""
    given = infusions(trial)
    first = given.unique("subject", keep="first", maintain_order=True)
    shifted = pl.format(
        "Day 0 is the first infusion, but the first CAR-T infusion is recorded on day {}. Please give the day of the "
        "infusion, or say what day 0 is: kinetics and toxicity are counted from the infusion.",
        "infused",
    )
    several = given.group_by("subject", maintain_order=True).agg(
        pl.col("infusion").max(), days=pl.col("infused").cast(pl.String).str.join(", "), day=pl.col("infused").last()
    )
    anchor = pl.format(
        "{} infusions are recorded, on days {}, and all days of the study count from one day 0. Please confirm that "
        "what happened after a later infusion is not counted from that infusion.",
        *("infusion", "days"),
    )
    return pl.concat([
        asked(first.filter(pl.col("infused") != 0), shifted, pl.lit("query"), day="infused"),
        asked(several.filter(pl.col("infusion") > 1), anchor, pl.lit("info")),
        _spoken_of(trial, given),
    ])  # fmt: skip


def _spoken_of(trial: Examined, given: pl.DataFrame) -> pl.DataFrame:
    """Words on a second infusion before, or without, the day of one."""
    findings = trial.study.table("findings").select(
        "subject", "day", said=pl.concat_str("test", "text", separator=": ", ignore_nulls=True)
    )
    events = trial.study.table("events").select(
        "subject", "day", said=pl.concat_str("event", "detail", separator=": ", ignore_nulls=True)
    )
    second = given.filter(pl.col("infusion") == 2).select("subject", second="infused")  # noqa: PLR2004
    rows = pl.concat([findings, events]).filter(pl.col("said").str.contains(_AGAIN)).drop_nulls("day")
    early = rows.join(given.select("subject").unique(), on="subject", how="semi").join(second, on="subject", how="left")
    told = pl.coalesce(pl.format("which is recorded on day {}", "second"), pl.lit("of which there is no record"))
    message = pl.format(
        "Day {}: '{}' speaks of a second infusion, {}. Please check the day it is counted from, and the infusions.",
        *("day", "said", told),
    )
    return asked(early.filter((pl.col("day") < pl.col("second")).fill_null(value=True)), message, pl.lit("query"))


def dose_units(trial: Examined) -> pl.DataFrame:
    """K02: doses without a unit, and the weights that doses in total and per kilogram imply.

    Sources:
        Zhao 2025, body text, paragraphs 2 and 4: 8.55e8 cells at 1.5e7/kg are 57 kg, and 1e9 at 2e7/kg are 50 kg.
    """
    weights = implied_weights(trial.study).filter(pl.col("implied_weight_kg") > 0)
    return pl.concat([_unread(trial), _impossible(weights), _against_record(weights), _over_time(weights)])


def _unread(trial: Examined) -> pl.DataFrame:
    given = recorded(trial.study).filter(pl.col("dose").is_not_null())
    is_read = (pl.col("total_from") == "recorded") | (pl.col("per_kg_from") == "recorded")
    message = pl.format(
        "Infusion of day {}: the dose {} gives neither a total nor a dose per kilogram. Please give one dose of each "
        "kind, with the unit cells or cells/kg.",
        *("day", amount("dose", "dose_unit")),
    )
    return asked(given.filter(~is_read.fill_null(value=False)), message, pl.lit("query"))


def _impossible(weights: pl.DataFrame) -> pl.DataFrame:
    message = pl.format(
        "Infusion of day {}: {} cells in total and {} cells/kg imply a body weight of {} kg. Please check the units "
        "and the powers of ten of both doses.",
        *("day", _short("total_cells"), _short("cells_per_kg"), _short("implied_weight_kg")),
    )
    return asked(weights.filter(~_IS_POSSIBLE), message, pl.lit("error"))


def _against_record(weights: pl.DataFrame) -> pl.DataFrame:
    message = pl.format(
        "Infusion of day {}: {} cells at {} cells/kg imply a body weight of {} kg; {} kg is recorded. Please check "
        "the weight and both doses.",
        *("day", _short("total_cells"), _short("cells_per_kg"), _short("implied_weight_kg"), _short("weight_kg")),
    )
    apart = weights.filter(_IS_POSSIBLE & _differs("implied_weight_kg", "weight_kg"))
    return asked(apart, message, pl.lit("query"))


def _over_time(weights: pl.DataFrame) -> pl.DataFrame:
    """Weights of two infusions that are apart."""
    rows = weights.filter(_IS_POSSIBLE).with_columns(
        before=pl.col("implied_weight_kg").shift(1).over("subject"), before_day=pl.col("day").shift(1).over("subject")
    )
    change = 100 * (pl.col("implied_weight_kg") - pl.col("before")) / pl.col("before")
    message = pl.format(
        "The doses of day {} imply a body weight of {} kg ({} cells at {} cells/kg), those of day {} implied {} kg: "
        "{} % in {} days. Please say whether it is a change of weight, the rounding of a dose, or an error of entry.",
        *("day", _short("implied_weight_kg"), _short("total_cells"), _short("cells_per_kg")),
        *("before_day", _short("before"), change.map_elements(lambda one: f"{one:+.0f}", return_dtype=pl.String)),
        pl.col("day") - pl.col("before_day"),
    )
    return asked(rows.filter(_differs("implied_weight_kg", "before")), message, pl.lit("query"))


def _differs(weight: str, other: str) -> pl.Expr:
    return (pl.col(weight) - pl.col(other)).abs() * 100 > WEIGHT_CHANGE_PCT * pl.col(other)


def _short(column: str) -> pl.Expr:
    """Write a number with three digits, large ones as powers of ten."""
    return pl.col(column).map_elements(lambda one: f"{one:.3g}".replace("e+0", "e"), return_dtype=pl.String)


def order_of_treatment(trial: Examined) -> pl.DataFrame:
    """K12: leukapheresis, bridging, lymphodepletion and infusion out of their order."""
    given = infusions(trial)
    if given.is_empty():
        return NO_QUERIES
    return pl.concat([_collected_late(trial, given), _bridged(trial, given), _depleted(trial, given)])


def _collected_late(trial: Examined, given: pl.DataFrame) -> pl.DataFrame:
    collected = treatments_of(trial, _COLLECTION).sort("subject", "day", "row")
    first = collected.unique("subject", keep="first", maintain_order=True)
    infused = given.filter(pl.col("infusion") == 1).select("subject", "infused")
    late = first.join(infused, on="subject", maintain_order="left").filter(pl.col("day") >= pl.col("infused"))
    message = pl.format(
        "The first leukapheresis is recorded on day {}, and the first infusion on day {}. Cells are collected before "
        "they are infused. Please check both days.",
        *("day", "infused"),
    )
    return asked(late, message, pl.lit("error"))


def _before_infusion(rows: pl.DataFrame, given: pl.DataFrame) -> pl.DataFrame:
    """Courses of those who were infused, with the first infusion at or after their first day: `following`, or null."""
    courses = rows.join(given.select("subject").unique(), on="subject", how="semi").with_row_index("course")
    pairs = courses.join(given, on="subject").filter(pl.col("infused") >= pl.col("day"))
    next_one = pairs.group_by("course").agg(following=pl.col("infused").min())
    return courses.join(next_one, on="course", how="left", maintain_order="left")


def _bridged(trial: Examined, given: pl.DataFrame) -> pl.DataFrame:
    """Bridging that ends only after the infusion, runs into lymphodepletion, or began before the first collection."""
    own = treatments_of(trial)
    depleted = own.filter(pl.col("kind") == "lymphodepletion").select("subject", depleted="day")
    collected = own.filter(pl.col("words").str.contains(_COLLECTION)).group_by("subject").agg(taken=pl.col("day").min())
    bridging = _before_infusion(own.filter(pl.col("kind") == "bridging"), given)
    next_one = bridging.join(depleted, on="subject").filter(pl.col("depleted") >= pl.col("day"))
    rows = bridging.join(
        next_one.group_by("course").agg(pl.col("depleted").min()), on="course", how="left", maintain_order="left"
    ).join(collected, on="subject", how="left", maintain_order="left")
    after = (pl.col("last") >= pl.col("following")).fill_null(value=True)
    into = (pl.col("last") >= pl.col("depleted")).fill_null(value=False)
    soon = (pl.col("day") < pl.col("taken")).fill_null(value=False)
    ends = pl.format("it does not end before the infusion of day {}", "following")
    why = (
        pl.when(after)
        .then(pl.coalesce(ends, pl.lit("no infusion follows")))
        .when(into)
        .then(pl.format("it runs into the lymphodepletion of day {}", "depleted"))
        .otherwise(pl.format("it begins before the leukapheresis of day {}", "taken"))
    )
    message = pl.format(
        "Bridging therapy ({}, {}): {}. It is given between leukapheresis and lymphodepletion. Please check the days.",
        *("agent", span(), why),
    )
    severity = pl.when(pl.col("last") >= pl.col("following")).then(pl.lit("error")).otherwise(pl.lit("query"))
    return asked(rows.filter(after | into | soon), message, severity)


def _depleted(trial: Examined, given: pl.DataFrame) -> pl.DataFrame:
    """Lymphodepletion that is over only at the infusion, long before it, or that none follows."""
    rows = _before_infusion(treatments_of(trial).filter(pl.col("kind") == "lymphodepletion"), given)
    gap = pl.col("following") - pl.col("last")
    none, into = gap.is_null(), (gap <= 0).fill_null(value=False)
    why = (
        pl.when(none)
        .then(pl.lit("no infusion follows"))
        .when(into)
        .then(pl.format("it does not end before the infusion of day {}", "following"))
        .otherwise(pl.format("the infusion of day {} comes {} days after it ended", "following", gap))
    )
    message = pl.format(
        "Lymphodepletion ({}, {}): {}. It ends before an infusion, by at most {} days. Please check the days.",
        *("agent", span(), why, pl.lit(LYMPHODEPLETION_DAYS)),
    )
    severity = pl.when(into).then(pl.lit("error")).otherwise(pl.lit("query"))
    return asked(rows.filter(none | into | (gap > LYMPHODEPLETION_DAYS)), message, severity)


CHECKS: Final = (
    Check(
        "K01",
        "Infusions and the day they are counted from",
        "query",
        "The first infusion is not day 0; several infusions share one axis of days; a second one is spoken of before "
        "its day, or without one.",
        "data management",
        infusion_days,
    ),
    Check(
        "K02",
        "Dose and body weight",
        "query",
        "A dose without a unit that says total or per kilogram, and the body weight that both imply: impossible, "
        f"or more than {WEIGHT_CHANGE_PCT} % from the record or from that of the infusion before.",
        "data management",
        dose_units,
    ),
    Check(
        "K12",
        "Order of leukapheresis, bridging, lymphodepletion and infusion",
        "query",
        "Cells are collected, disease is bridged, lymphocytes are depleted, cells are infused: days that say another "
        "order, and lymphodepletion that no infusion follows in time.",
        "data management",
        order_of_treatment,
    ),
)
