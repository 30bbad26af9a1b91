"""Whether each lesion has a name of its own, and keeps it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from ebbtide.checks.baseline.lesions import PLACE, QUERY, STREAM, with_organ_groups
from ebbtide.checks.check import Check
from ebbtide.checks.domain_records import lesion_records
from ebbtide.study.columns import LESION_KEY
from ebbtide.study.lengths import as_millimetres

if TYPE_CHECKING:
    from ebbtide.checks.examined import Examined

__all__ = ["CHECKS", "mistaken_lesions"]

SIZES: Final = ("longest_um", "perpendicular_um")
OF_A_NODE: Final = r"\b(LYMPH|NODES?|NODAL|LNS?|LEFT|RIGHT|BILATERAL)\b|[^A-Z]+"
ALIKE: Final = ("organ_word", "side_word", *SIZES)


def mistaken_lesions(trial: Examined) -> pl.DataFrame:
    """B12: find a lesion that is listed twice, one name for two lesions, and two names for one."""
    found = [_read_twice(trial), _listed_twice(trial), _two_places(trial), _identified_twice(trial), _two_names(trial)]
    return pl.concat(found, how="diagonal").with_columns(pl.col("severity").fill_null("error"))


def _read_twice(trial: Examined) -> pl.DataFrame:
    """Several readings of a lesion on different days of the baseline."""
    rows = trial.readings.filter(pl.col("is_baseline"), pl.col("size_um").is_not_null())
    looks = rows.sort("day", "row").group_by(LESION_KEY, maintain_order=True).agg(
        pl.col("visit").first(), pl.col("start").first(),
        n=pl.len(), readings=pl.format("{} on day {}", as_millimetres(pl.col("size_um")), "day").str.join(", "),
        sizes=pl.col("size_um").n_unique(),
    )  # fmt: skip
    message = pl.format(
        "{}: {} is listed more than once with different sizes ({}), and the last one counts. Please give each lesion a "
        "name of its own, or take the reading out that is wrong.",
        *(PLACE, "lesion", "readings"),
    )
    twice = looks.filter(pl.col("sizes") > 1).sort(LESION_KEY)
    return twice.with_columns(day="start", message=message).select(QUERY)


def _listed_twice(trial: Examined) -> pl.DataFrame:
    """What the reader of the files found: two readings of one lesion on one day that cannot both hold."""
    found = [(one.subject, one.row, one.problem) for one in trial.study.findings if one.rule == "READ21"]
    schema = {"subject": pl.String, "first": pl.UInt32, "problem": pl.String}
    # The one that stays may be any of the rows that the words name.
    named = pl.col("problem").str.extract(r"in rows ([0-9 and]+)").str.extract_all(r"[0-9]+")
    told = pl.DataFrame(found, schema=schema, orient="row").unique(maintain_order=True)
    rows = (
        told.with_columns(row=named.cast(pl.List(pl.UInt32))).explode("row").with_columns(pl.coalesce("row", "first"))
    )
    kept = trial.readings.select("subject", "row", "reader", "lesion", "visit", day="start")
    message = pl.format(
        "{}. Please give each lesion a name of its own, or take the reading out that is wrong.", "problem"
    )
    placed = rows.join(kept, on=["subject", "row"], how="left", maintain_order="left").with_columns(message=message)
    best = placed.sort(pl.col("lesion").is_null(), maintain_order=True).unique(
        "problem", keep="first", maintain_order=True
    )
    return best.select(QUERY)


def _two_places(trial: Examined) -> pl.DataFrame:
    """One name, and two locations: in the readings, or in TU, which keeps what the tidy table does not."""
    readings = trial.readings.select(*LESION_KEY, "organ", "side", "nodal", "visit", "start")
    records = lesion_records(trial, "TU").filter(pl.col("lesion").is_not_null(), pl.col("organ").is_not_null())
    nothing = {"side": pl.lit(None, pl.String), "nodal": pl.lit(value=False), "start": pl.lit(None, pl.Int32)}
    domain = records.select(*LESION_KEY, "organ", "visit", **nothing)
    found = pl.concat([_moved(readings), _moved(domain)])
    return found.unique(LESION_KEY, keep="first", maintain_order=True).sort(LESION_KEY)


def _moved(rows: pl.DataFrame) -> pl.DataFrame:
    upper = rows.with_columns(pl.col("organ", "side").str.strip_chars().str.to_uppercase())
    # The station of a node is written in many ways, so two of them are only a warning.
    station = pl.col("organ").str.replace_all(OF_A_NODE, " ").str.strip_chars()
    place = pl.when("nodal").then(pl.when(station != "").then(station)).otherwise(pl.col("group").cast(pl.String))
    named = with_organ_groups(upper).with_columns(place=place).sort("start", nulls_last=True, maintain_order=True)
    places = named.group_by(LESION_KEY, maintain_order=True).agg(
        pl.col("start", "visit", "nodal").first(),
        n=pl.col("place").drop_nulls().n_unique(), sides=pl.col("side").drop_nulls().n_unique(),
        where=pl.concat_str("side", "organ", separator=" ", ignore_nulls=True)
        .filter(pl.col("organ").is_not_null()).unique(maintain_order=True).str.join(" and "),
    )  # fmt: skip
    message = pl.format(
        "Lesion {} is located in {}. One name stands for one lesion. Please correct the location, or give the other "
        "lesion a name of its own.",
        *("lesion", "where"),
    )
    severity = pl.when("nodal").then(pl.lit("warning")).otherwise(pl.lit("error"))
    moved = places.filter((pl.col("n") > 1) | (pl.col("sides") > 1))
    return moved.with_columns(day="start", message=message, severity=severity).select(*QUERY, "severity")


def _identified_twice(trial: Examined) -> pl.DataFrame:
    """TU identifies a lesion twice at one visit."""
    records = lesion_records(trial, "TU").filter(pl.col("test") == "TUMIDENT", pl.col("lesion").is_not_null())
    twice = (
        records.group_by(*LESION_KEY, "visit", maintain_order=True)
        .agg(n=pl.len())
        .filter(pl.col("n") > 1)
        .sort(LESION_KEY)
    )
    message = pl.format(
        "{}: TU identifies {} {} times. Please give each lesion a name of its own, or take the copy out.",
        *(pl.coalesce("visit", pl.lit("At one visit")), "lesion", "n"),
    )
    return twice.select(*LESION_KEY, "visit", message=message)


def _two_names(trial: Examined) -> pl.DataFrame:
    """Two names at one place with the same size: certain where both diameters, or several visits, agree."""
    measured = trial.readings.filter(
        pl.col("organ").is_not_null(), pl.col("state") == "measured", pl.col("size_um") > 0
    ).with_columns(
        organ_word=pl.col("organ").str.to_uppercase(), side_word=pl.col("side").str.to_uppercase().fill_null("")
    )
    rows = measured.select(*STREAM, "start", "visit", "lesion", "is_baseline", "size_um", *ALIKE)
    shared = rows.join(rows, on=[*STREAM, "start"], suffix="_of_other").filter(
        pl.col("lesion") < pl.col("lesion_of_other")
    )
    same = pl.all_horizontal(pl.col(name).eq_missing(pl.col(f"{name}_of_other")) for name in ALIKE)
    pairs = shared.sort("start").group_by(*STREAM, "lesion", "lesion_of_other", maintain_order=True).agg(
        pl.col("visit", "start", "organ_word", "side_word", *SIZES, "size_um").first(),
        at_baseline=pl.col("is_baseline").first(), same=same.first(), always=same.all(), visits=pl.len(),
    )  # fmt: skip
    both = pl.all_horizontal(pl.col(name).is_not_null() for name in SIZES)
    certain = both | (pl.col("visits") > 1)
    differs_later = ~pl.col("always")
    message = pl.format(
        "{}: {} and {} have the same location ({}) and the same size ({}){}. Please say whether they are one lesion "
        "that was listed twice.",
        *(PLACE, "lesion", "lesion_of_other"),
        pl.concat_str("side_word", "organ_word", separator=" ").str.strip_chars(),
        as_millimetres(pl.col("size_um")),
        pl.when(pl.col("visits") > 1).then(pl.format(", at each of {} visits", "visits")).otherwise(pl.lit("")),
    )
    found = pairs.filter(pl.col("at_baseline") & pl.col("same") & ~differs_later).sort(*STREAM, "lesion")
    severity = pl.when(certain).then(pl.lit("error")).otherwise(pl.lit("warning"))
    return found.with_columns(day="start", message=message, severity=severity).select(*QUERY, "severity")


CHECKS: Final = (
    Check(
        "B12",
        "Lesion listed twice, or one name for two lesions",
        "error",
        "Finds a lesion read twice at baseline, one name with two locations, and two names with the same location and "
        "size at every visit they share; a warning where only one diameter of one visit agrees.",
        "data management",
        mistaken_lesions,
    ),
)
