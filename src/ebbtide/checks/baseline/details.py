"""What has to be known of a target lesion besides its size: where it is, and how it was imaged."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import polars as pl

from ebbtide.checks.baseline.lesions import PLACE, QUERY, chosen, in_region, with_details
from ebbtide.checks.baseline.sizes import CT, MR, UNKNOWN, with_method_codes
from ebbtide.checks.check import NO_QUERIES, Check

if TYPE_CHECKING:
    from ebbtide.checks.examined import Examined

__all__ = ["CHECKS", "missing_details"]

PAIRED: Final = (
    r"(?i)\b(lungs?|kidneys?|adrenals?|breasts?|ovary|ovaries|testis|testes|eyes?|axilla|parotids?|tonsils?)\b"
)
SIDED: Final = r"(?i)\b(left|right|bilateral|l|r)\b"
SLICED: Final = pl.col("imaging").is_in([UNKNOWN, CT, MR])


ALL: Final = pl.col("lesion").is_not_null()


class Detail(NamedTuple):
    """Something that should be known: its name in a sentence, whose it is, and whether it is missing."""

    name: str
    applies: pl.Expr
    missing: pl.Expr


DETAILS: Final = (
    Detail("location", ALL, pl.col("organ").is_null()),
    Detail(
        "side",
        pl.col("organ").str.contains(PAIRED).fill_null(value=False),
        pl.col("side").is_null() & ~pl.col("organ").str.contains(SIDED),
    ),
    Detail("imaging method", ALL, pl.col("method").is_null()),
    Detail("date", ALL, pl.col("date").is_null()),
    Detail("slice thickness", SLICED, pl.col("slice_um").is_null()),
    Detail("use of contrast medium", SLICED, pl.col("contrast").is_null()),
)
DATE: Final = "date"


def missing_details(trial: Examined) -> pl.DataFrame:
    """B11: find targets of which something is not known; what no target of the study has is told once."""
    targets = with_method_codes(with_details(trial, chosen(trial)))
    if targets.is_empty():
        return NO_QUERIES
    counts = targets.select(
        pl.struct(wanted=one.applies.sum(), missing=(one.applies & one.missing).sum()).alias(one.name)
        for one in DETAILS
    ).row(0, named=True)
    nowhere = [name for name, n in counts.items() if n["wanted"] and n["wanted"] == n["missing"]]
    some = [one for one in DETAILS if 0 < counts[one.name]["missing"] < counts[one.name]["wanted"]]
    return pl.concat([_of_study(nowhere), _of_lesions(targets, some), _of_regions(targets)], how="diagonal")


def _of_study(names: list[str]) -> pl.DataFrame:
    # Days stand for dates in a study that gives no dates at all.
    told = [name for name in names if name != DATE]
    if not told:
        return NO_QUERIES
    message = (
        f"The study does not record of any target lesion: {', '.join(told)}. Without that it cannot be checked whether "
        "a lesion is measurable and was measured alike each time. Please add it, or say where it is kept."
    )
    return pl.DataFrame({"subject": [None], "message": [message]}, schema=NO_QUERIES.schema)


def _of_lesions(targets: pl.DataFrame, details: list[Detail]) -> pl.DataFrame:
    if not details:
        return NO_QUERIES
    lacking = [pl.when(one.applies & one.missing).then(pl.lit(one.name)) for one in details]
    told = targets.with_columns(lacks=pl.concat_str(lacking, separator=", ", ignore_nulls=True))
    message = pl.format("{}: target {} lacks its {}. Please add what is missing.", PLACE, "lesion", "lacks")
    return told.filter(pl.col("lacks") != "").with_columns(day="start", message=message).select(QUERY)


def _of_regions(targets: pl.DataFrame) -> pl.DataFrame:
    message = pl.format(
        "{}: the location of target {} is '{}', a region of the body. Please name the organ: the number of targets per "
        "organ and the follow-up of the lesion depend on it.",
        *(PLACE, "lesion", "organ"),
    )
    return targets.filter(in_region()).with_columns(day="start", message=message).select(QUERY)


CHECKS: Final = (
    Check(
        "B11",
        "Target without location, method or date",
        "warning",
        "Asks for what a target lesion lacks: location, side of a paired organ, imaging method, date, slice thickness "
        "and contrast medium; and for the organ where only a region of the body is named. What no target of the study "
        "has is told once.",
        "data management",
        missing_details,
    ),
)
