"""Sizes that contradict the state of the lesion, in the records as they were written."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from ebbtide.checks.domain_records import files_of, records_of
from ebbtide.checks.follow_up.places import LESION, at_visit, queries
from ebbtide.study.lengths import as_millimetres

if TYPE_CHECKING:
    from ebbtide.checks.examined import Examined

__all__ = ["states_against_sizes"]

_RULE: Final = "READ31"
_SIZES: Final = ("LDIAM", "LPERP", "DIAMETER")
_STATES: Final = ("TUMSTATE", "LNSTATE", "LESSTATE")
_SMALL: Final = r"(?i)too small|\btst?m\b|below measur"
_SMALL_UM: Final = 5_000
_NODE_NORMAL_UM: Final = 10_000
_SEEN: Final = ("present", "increased", "decreased", "unequivocal_progression", "too_small")


def states_against_sizes(trial: Examined) -> pl.DataFrame:
    """F06. Too small to measure without 5 mm, present with 0 mm, absent with a size."""
    found = [_in_tables(trial), _noticed_on_reading(trial)]
    if trial.domain("TR") is not None:
        found += [_without_default(trial), _in_records(trial)]
    return pl.concat(found, how="diagonal")


def _in_tables(trial: Examined) -> pl.DataFrame:
    """What a study has that no reader of files has settled."""
    own = pl.when("nodal").then("perpendicular_um").otherwise(pl.max_horizontal("longest_um", "perpendicular_um"))
    rows = trial.readings.with_columns(size=own)
    gone = (pl.col("state") == "absent") & pl.when("nodal").then(pl.col("size") >= _NODE_NORMAL_UM).otherwise(
        pl.col("size") > 0
    )
    empty = pl.col("state").is_in(_SEEN) & (pl.col("size") == 0)
    return queries(rows.filter((gone | empty).fill_null(value=False)), _in_words())


def _in_words() -> pl.Expr:
    return pl.format(
        "{}: {} is recorded as {} with a size of {}. Please correct the state or the size.",
        at_visit(), "lesion", pl.col("state").str.replace_all("_", " "), as_millimetres(pl.col("size")),
    )  # fmt: skip


def _noticed_on_reading(trial: Examined) -> pl.DataFrame:
    """What was settled when the tables were read; SDTM records speak for themselves."""
    files = files_of(trial, "TR")
    noticed = [one for one in trial.study.findings if one.rule == _RULE and one.file not in files]
    rows = pl.DataFrame(
        [(one.subject, one.row, one.column == "target_state", f"{one.problem} ({one.place})") for one in noticed],
        schema={"subject": pl.String, "row": pl.UInt32, "of_sums": pl.Boolean, "told": pl.String},
        orient="row",
    )
    key = ["subject", "row"]
    lesions = trial.readings.unique(key, keep="first").select(*key, "reader", "lesion", "visit", "start")
    points = trial.study.table("timepoints").unique(key, keep="first").select(*key, "reader", "visit", start="day")
    placed = pl.concat(
        [
            rows.filter(~pl.col("of_sums")).join(lesions, on=key, how="left", maintain_order="left"),
            rows.filter("of_sums").join(points, on=key, how="left", maintain_order="left"),
        ],
        how="diagonal",
    )
    message = pl.format(
        "{}: {}{}. Please correct the state or the size.",
        *(at_visit(), pl.coalesce(pl.format("{}: ", "lesion"), pl.lit("")), "told"),
    )
    return queries(placed, message)


def _sized(trial: Examined) -> pl.DataFrame:
    """The records of TR that hold a size or a state, lengths as `um`."""
    records = records_of(trial, "TR", "TESTCD", "ORRES", "STRESC", "STRESN", "STRESU", "ORRESU", "STAT")
    factor = pl.when(pl.coalesce("stresu", "orresu").str.strip_chars().str.to_lowercase() == "cm").then(10_000)
    number = pl.coalesce("stresn", "stresc").cast(pl.Float64, strict=False)
    um = (number * factor.otherwise(1_000)).round().cast(pl.Int64, strict=False)
    return records.rename({"day": "start"}).with_columns(pl.col("testcd").str.to_uppercase(), um=um)


def _without_default(trial: Examined) -> pl.DataFrame:
    small = pl.coalesce(pl.col("orres").str.contains(_SMALL), pl.col("stresc").str.contains(_SMALL))
    records = _sized(trial).filter(pl.col("testcd").is_in(_SIZES), small)
    bare = records.filter(pl.col("um").ne_missing(_SMALL_UM))
    has = pl.coalesce(pl.format("it is {}", as_millimetres(pl.col("um"))), pl.lit("it is blank"))
    message = pl.format(
        "{}: {} is too small to measure ({}), for which 5 mm is expected as the standard result; {}. Please correct "
        "it, or give the size if it was measured.",
        at_visit(), pl.col("lesion").fill_null("a lesion"), pl.col("testcd"), has,
    )  # fmt: skip
    return queries(bare, message)


def _in_records(trial: Examined) -> pl.DataFrame:
    """Records of one lesion and visit whose state and size cannot both be."""
    records = _sized(trial).filter(pl.col("lesion").is_not_null())
    key = [*LESION, "visit", "date"]
    states = records.filter(pl.col("testcd").is_in(_STATES), pl.col("stresc").is_not_null())
    sizes = records.filter(pl.col("testcd").is_in(_SIZES), pl.col("um").is_not_null())
    across = pl.col("um").filter(pl.col("testcd") == "LPERP").max()
    sizes = sizes.group_by(key).agg(pl.col("um").max(), across=across)
    nodes = trial.readings.filter("nodal").select(*LESION, nodal=pl.lit(value=True)).unique()
    told = states.drop("um").join(sizes, on=key, nulls_equal=True, maintain_order="left")
    told = told.join(nodes, on=LESION, how="left", maintain_order="left").with_columns(
        said=pl.col("stresc").str.strip_chars().str.to_uppercase(),
        nodal=pl.col("nodal").fill_null(value=False) | (pl.col("testcd") == "LNSTATE"),
    )
    size = pl.when("nodal").then(pl.coalesce("across", "um")).otherwise("um")
    told = told.with_columns(size=size)
    is_gone = pl.col("said").is_in(["ABSENT", "NON-PATHOLOGICAL"])
    limit = pl.when("nodal").then(_NODE_NORMAL_UM).otherwise(1)
    too_large = is_gone & (pl.col("size") >= limit)
    normal = (pl.col("said") == "PATHOLOGICAL") & (pl.col("size") < _NODE_NORMAL_UM)
    empty = (pl.col("said") == "PRESENT") & (pl.col("size") == 0)
    message = pl.format(
        "{}: {} is recorded as {} with a size of {}{}. Please correct the state or the size.",
        at_visit(), "lesion", "said", as_millimetres(pl.col("size")),
        pl.when("nodal").then(pl.lit("; a node is pathological from a short axis of 10 mm")).otherwise(pl.lit("")),
    )  # fmt: skip
    return queries(told.filter((too_large | normal | empty).fill_null(value=False)), message)
