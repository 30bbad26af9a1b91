"""Checks of new lesions: what is known of them, whether they can be new, and whether they are lesions at all."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from ebbtide.assessment.batch import method_code, method_codes
from ebbtide.checks.check import Check
from ebbtide.checks.follow_up.identified import without_details
from ebbtide.checks.follow_up.places import LESION, STREAM, at_visit, queries
from ebbtide.sources import EISENHAUER_2009, EORTC_FAQ
from ebbtide.study.lengths import as_millimetres

if TYPE_CHECKING:
    from ebbtide.checks.examined import Examined

__all__ = ["CHECKS"]

_PET: Final = method_code("PET")
_SEEN: Final = ("measured", "too_small", "present", "increased", "decreased", "unequivocal_progression")
_NODE_UM: Final = 15_000
_LESION_UM: Final = 10_000
_BONE: Final = r"(?i)\bbone|skelet|vertebra|\bspine\b|osseous"
_TISSUE: Final = r"(?i)biops|patholog|histolog|cytolog"


def never_imaged(trial: Examined) -> pl.DataFrame:
    """F17. New lesions found by a method, in an organ, that baseline did not look at as far as the record shows."""
    before = _with_kinds(trial.readings.filter("is_baseline"))
    known = before.filter(pl.col("kind") > 0).group_by(STREAM).agg(
        kinds=pl.col("kind").unique(), methods=pl.col("method").unique().sort().str.join(", ")
    )  # fmt: skip
    organs = before.select(*STREAM, organ=_organ(), there=pl.lit(value=True)).drop_nulls("organ").unique()
    rows = _first_seen(trial).filter(~pl.col("kind").is_in([0, _PET]), pl.col("organ").is_not_null())
    told = rows.join(known, on=STREAM, maintain_order="left").filter(~pl.col("kinds").list.contains(pl.col("kind")))
    told = told.with_columns(place=_organ()).join(
        organs, left_on=[*STREAM, "place"], right_on=[*STREAM, "organ"], how="left", maintain_order="left"
    )
    message = pl.format(
        "{}: the new lesion {} ({}) was found by {}, and baseline shows {} only and nothing in this organ. It counts "
        "as new all the same. Please give the imaging of the organ at baseline, if there was any.",
        at_visit(), "lesion", "organ", "method", "methods",
    )  # fmt: skip
    return queries(told.filter(pl.col("there").is_null()), message)


def doubtful(trial: Examined) -> pl.DataFrame:
    """F18. New lesions that may be none: small, in bone, or seen by FDG alone and not borne out."""
    rows = _first_seen(trial).join(_refuted(trial), on=LESION, how="left", maintain_order="left")
    size = as_millimetres(pl.col("size_um"))
    short, small = pl.col("size_um") < _NODE_UM, pl.col("size_um") < _LESION_UM
    doubts = [
        pl.when(pl.col("nodal") & short).then(pl.format("a node of {} in short axis, below 15 mm", size)),
        pl.when(~pl.col("nodal") & small).then(pl.format("{} in size, below 10 mm", size)),
        pl.when(pl.col("organ").str.contains(_BONE)).then(pl.lit("in bone, where healing can look like a new lesion")),
        pl.when(pl.col("refuted")).then(pl.lit("seen by FDG-PET alone and not by later imaging")),
    ]
    told = rows.with_columns(doubts=pl.concat_list(doubts).list.drop_nulls())
    told = told.filter(pl.col("doubts").list.len() > 0)
    message = pl.format(
        "{}: the new lesion {} is {}. A new lesion counts only if it is unequivocal. Please confirm that it is, or "
        "record it as equivocal until the next assessment.",
        at_visit(), "lesion", pl.col("doubts").list.join("; "),
    )  # fmt: skip
    return queries(told, message)


def by_fdg_alone(trial: Examined) -> pl.DataFrame:
    """F19. New lesions seen by FDG-PET alone, without PET at baseline and without later imaging or tissue."""
    kinds = _with_kinds(trial.readings)
    had_pet = kinds.filter("is_baseline", pl.col("kind") == _PET).select(STREAM).unique()
    others = kinds.filter("is_new", ~pl.col("kind").is_in([0, _PET])).select(LESION).unique()
    rows = _first_seen(trial).filter(pl.col("kind") == _PET)
    rows = rows.join(had_pet, on=STREAM, how="anti", maintain_order="left").join(
        others, on=LESION, how="anti", maintain_order="left"
    )
    found = trial.study.table("findings")
    tissue = found.filter((pl.col("category") == "pathology") | pl.col("test").str.contains(_TISSUE))
    last = tissue.group_by("subject").agg(tissue_day=pl.col("day").max())
    alone = rows.join(last, on="subject", how="left", maintain_order="left").filter(
        (pl.col("tissue_day") < pl.col("start")).fill_null(value=True)
    )
    message = pl.format(
        "{}: the new lesion {} was seen by {} alone; baseline had no PET, and neither CT or MR nor tissue has "
        "followed. It is a progression only if CT confirms a new site of disease. Please give the anatomical "
        "imaging or the biopsy.",
        at_visit(), "lesion", "method",
    )  # fmt: skip
    return queries(alone, message)


def _organ() -> pl.Expr:
    return pl.col("organ").str.strip_chars().str.to_uppercase()


def _with_kinds(rows: pl.DataFrame) -> pl.DataFrame:
    return rows.with_columns(kind=method_codes(rows["method"]).cast(pl.Int64))


def _first_seen(trial: Examined) -> pl.DataFrame:
    """The first reading of each new lesion in which it is seen and not called equivocal."""
    rows = _with_kinds(trial.readings).filter(
        "is_new", pl.col("state").is_in(_SEEN), pl.col("start") > pl.coalesce("baseline", pl.col("start") - 1)
    )
    return rows.sort(*LESION, "start", "day", maintain_order=True).unique(LESION, keep="first", maintain_order=True)


def _refuted(trial: Examined) -> pl.DataFrame:
    """The new lesions that FDG-PET alone has shown, and that other imaging afterwards has not."""
    rows = _with_kinds(trial.readings).filter("is_new")
    seen = pl.col("state").is_in(_SEEN)
    told = rows.group_by(LESION).agg(
        by_pet=(seen & (pl.col("kind") == _PET)).any(),
        by_other=(seen & (pl.col("kind") != _PET)).any(),
        denied=(~pl.col("kind").is_in([0, _PET]) & (pl.col("state") == "absent")).any(),
    )
    return told.filter("by_pet", ~pl.col("by_other"), "denied").select(*LESION, refuted=pl.lit(value=True))


CHECKS: Final = (
    Check(
        "F16",
        "New lesion described in part",
        "error",
        "A new lesion is expected with its organ, its date, whether it is unequivocal and, where the criterion needs "
        "it, whether it is measurable.",
        str(EISENHAUER_2009.at("4.3.5")),
        without_details,
    ),
    Check(
        "F17",
        "New lesion where baseline did not look",
        "query",
        "A new lesion by a method, in an organ, that the baseline does not show to have been used. It is new all "
        "the same.",
        str(EISENHAUER_2009.at("4.3.5")),
        never_imaged,
    ),
    Check(
        "F18",
        "New lesion that may be none",
        "warning",
        "A new node below 15 mm, another new lesion below 10 mm, one in bone, or one that FDG-PET alone has shown.",
        str(EORTC_FAQ),
        doubtful,
    ),
    Check(
        "F19",
        "New lesion by FDG-PET alone",
        "warning",
        "A new lesion by FDG-PET, without PET at baseline, that neither CT nor tissue has confirmed.",
        str(EISENHAUER_2009.at("4.3.5")),
        by_fdg_alone,
    ),
)
