"""What the Lugano classification asks for at baseline; silent for every other study."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from ebbtide.checks.baseline.lesions import PLACE, QUERY, chosen, is_lugano
from ebbtide.checks.check import NO_QUERIES, Check
from ebbtide.checks.domain_records import lesion_records
from ebbtide.study.lengths import as_millimetres
from ebbtide.terms import lymphomas

if TYPE_CHECKING:
    from ebbtide.checks.examined import Examined

__all__ = ["CHECKS", "lymphoma_baselines"]

NODE_LONGEST_UM: Final = 15_000
EXTRANODAL_LONGEST_UM: Final = 10_000
SPLEEN_MM: Final = 130
MILLIMETRES: Final = {"mm": 1, "cm": 10}
SPLEEN: Final = r"(?i)spleen|splenic"
LENGTH: Final = r"(?i)length|size|diameter|vertical|cranio"
DEAUVILLE: Final = r"(?i)deauville|5[- ]?ps\b|five[- ]point scale|5[- ]point scale"
FIVE_POINT_SCALE: Final = "FDP5PS"
FDG_AVID: Final = (
    r"(?i)hodgkin|dlbcl|large b[- ]?cell|follicular|mantle|burkitt|primary mediastinal|"
    r"peripheral t[- ]?cell|anaplastic large|nk/t|ptcl"
)
NOT_AVID: Final = f"(?i){lymphomas.NOT_AVID}"


def lymphoma_baselines(trial: Examined) -> pl.DataFrame:
    """B14: find targets that are too small, a large spleen that was not entered, and missing Deauville scores."""
    if not is_lugano(trial):
        return NO_QUERIES
    return pl.concat([_small_targets(trial), _large_spleens(trial), _without_score(trial)], how="diagonal")


def _small_targets(trial: Examined) -> pl.DataFrame:
    least = pl.when("nodal").then(NODE_LONGEST_UM).otherwise(EXTRANODAL_LONGEST_UM)
    kind = pl.when("nodal").then(pl.lit("node")).otherwise(pl.lit("extranodal lesion"))
    small = chosen(trial).with_columns(least=least).filter(pl.col("longest_um") <= pl.col("least"))
    message = pl.format(
        "{}: target {} is {} in longest diameter. Under Lugano a target {} is longer than {}. Please review the "
        "measurement, or follow the lesion as not measured.",
        *(PLACE, "lesion", as_millimetres(pl.col("longest_um")), kind, as_millimetres(pl.col("least"))),
    )
    return small.with_columns(day="start", message=message).select(QUERY)


def _large_spleens(trial: Examined) -> pl.DataFrame:
    """Find spleens of more than 13 cm by day 0 that are no lesion on the list."""
    listed = trial.readings.filter(pl.col("organ").str.contains(SPLEEN)).select("subject").unique()
    mm = pl.col("value") * pl.col("unit").str.to_lowercase().replace_strict(
        MILLIMETRES, default=None, return_dtype=pl.Int64
    )
    measured = trial.study.table("findings").filter(
        pl.col("test").str.contains(SPLEEN) & pl.col("test").str.contains(LENGTH), pl.col("day") <= 0
    )
    large = measured.with_columns(mm=mm).filter(pl.col("mm") > SPLEEN_MM).join(listed, on="subject", how="anti")
    message = pl.format(
        "Day {}: the spleen is {} {} long, more than 13 cm, and was not entered among the lesions. Please enter it, so "
        "that its size can be followed.",
        *("day", "value", "unit"),
    )
    return large.select("subject", "day", message=message)


def _without_score(trial: Examined) -> pl.DataFrame:
    """Find subjects with an FDG-avid lymphoma and responses, of whom no Deauville score is known."""
    findings, records = trial.study.table("findings"), lesion_records(trial, "TR")
    scored = pl.concat(
        [
            findings.filter(pl.col("test").str.contains(DEAUVILLE)).select("subject"),
            records.filter(pl.col("test") == FIVE_POINT_SCALE, pl.col("value").is_not_null()).select("subject"),
        ]
    ).unique()
    kind = pl.col("tumor_type")
    avid = trial.study.table("subjects").filter(kind.str.contains(FDG_AVID), ~kind.str.contains(NOT_AVID))
    followed = pl.concat([trial.study.table("reported").select("subject"), trial.points.select("subject")]).unique()
    asked = avid.join(followed, on="subject", how="semi", maintain_order="left").sort("subject")
    if asked.height and scored.is_empty():
        return _no_score_at_all()
    message = pl.format(
        "No Deauville score is known, and '{}' takes up FDG. Under Lugano it is judged by PET on the five-point scale. "
        "Please add the score of each PET.",
        "tumor_type",
    )
    return asked.join(scored, on="subject", how="anti", maintain_order="left").select("subject", message=message)


def _no_score_at_all() -> pl.DataFrame:
    message = (
        "The study holds no Deauville score, and lymphomas that take up FDG. Under Lugano these are judged by PET on "
        "the five-point scale. Please add the scores."
    )
    return pl.DataFrame({"subject": [None], "message": [message]}, schema=NO_QUERIES.schema)


CHECKS: Final = (
    Check(
        "B14",
        "Lymphoma baseline against the Lugano classification",
        "error",
        "Asks for more than 15 mm of a target node and more than 10 mm of an extranodal target, both in longest "
        "diameter, for a spleen above 13 cm among the lesions, and for the Deauville score of FDG-avid lymphomas.",
        "Cheson 2014 (Lugano classification)",
        lymphoma_baselines,
    ),
)
