"""Scans as the composite criteria look at them: the lesions of each time point, and what is said of it as a whole.

The time points, the baseline and the lesions are those of the solid-tumor criteria: one way of placing readings.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import polars as pl

from ebbtide.assessment.composite.biopsies import biopsies_by_subject
from ebbtide.assessment.split import PRODUCT
from ebbtide.assessment.sums import BARE
from ebbtide.criteria.parts.composite.looks import Look, Sight
from ebbtide.criteria.parts.readings import TOO_SMALL_UM
from ebbtide.criteria.parts.records import MISSING
from ebbtide.terms.responses import NONE
from ebbtide.terms.scans import UNTOLD

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from ebbtide.assessment.composite.biopsies import Biopsy
    from ebbtide.study import Study

__all__ = ["scan_looks", "sights_of"]

_POINT: Final = ("subject", "reader", "start")
_GONE: Final = ("absent", "merged")
_UNSEEN: Final = ("not_evaluable", "not_done")
_NOTES: Final = {
    "deauville": "deauville",
    "uptake": "uptake",
    "new_avid": "new_avid_lesion",
    "marrow_uptake": "marrow_uptake",
    "spleen": "spleen_um",
    "liver_sul": "liver_sul_milli",
    "tlg": "tlg",
    "comparable": "pet_comparable",
    "flair": "flair",
    "steroid": "steroid_milli",
    "stable": "clinically_stable",
    "new_symptom": "new_symptom",
}
"""What is said of a time point as a whole: the field of a look, and the column of the table."""
_CODED: Final = ("deauville", "uptake", "new_avid_lesion", "marrow_uptake", "flair")
_ANSWERS: Final = ("pet_comparable", "clinically_stable", "new_symptom")


def scan_looks(points: pl.DataFrame, rows: pl.DataFrame, study: Study, recist: Sequence[int]) -> list[list[Look]]:
    """Bring the scans of a study into looks.

    Args:
        points: The time points of a batch.
        rows: Its readings, in their order.
        study: Where the notes on time points, the biopsies and the details of lesions stand.
        recist: The code under RECIST 1.1 of each time point after baseline; empty where it was not judged.

    Returns:
        For each subject and reader in order its looks, the baseline first.
    """
    sights = sights_of(rows, study.table("lesion_details"))
    notes = _notes(points, rows, study.table("timepoints"))
    places = [*points["place"], len(rows)]
    days = points.select("start", "last_day", "is_baseline").rows()
    judged = iter(recist)
    found: list[list[Look]] = []
    for i, ((day, last_day, is_baseline), note) in enumerate(zip(days, notes, strict=True)):
        seen = tuple(sight for sight in sights[places[i] : places[i + 1]] if sight.lesion != BARE)
        look = Look(day, last_day, seen, recist=NONE if is_baseline else next(judged, NONE), **note)
        if is_baseline:
            found.append([look])
        else:
            found[-1].append(look)
    subjects = points.filter("is_baseline")["subject"].cast(pl.String)
    taken = biopsies_by_subject(study.table("findings"))
    return [_with_biopsies(looks, taken.get(name, ())) for name, looks in zip(subjects, found, strict=True)]


def sights_of(rows: pl.DataFrame, details: pl.DataFrame) -> list[Sight]:
    """Describe each reading of a batch, in its order."""
    known = details.select("subject", "reader", "lesion", "irradiated")
    named = rows.with_columns(pl.col("subject", "reader", "lesion").cast(pl.String))
    told = named.join(known, on=["subject", "reader", "lesion"], how="left", maintain_order="left")
    state = pl.col("state").cast(pl.String)
    longest, across = (_size(name, state) for name in ("longest_um", "perpendicular_um"))
    measured = told.with_columns(longest=longest, across=across)
    product = (
        pl.when((pl.col("longest") == 0) | (pl.col("across") == 0))
        .then(0)
        .when((pl.col("longest") < 0) | (pl.col("across") < 0))
        .then(MISSING)
        .otherwise(pl.col("longest") * pl.col("across"))
    )
    columns = measured.select(
        pl.col("lesion").cast(pl.String),
        pl.col("role").to_physical().cast(pl.Int64),
        pl.col("state").to_physical().cast(pl.Int64),
        pl.col("organ").cast(pl.String).fill_null(""),
        pl.col("nodal").cast(pl.Int64),
        "longest",
        "across",
        pl.coalesce(PRODUCT, product) if PRODUCT in rows.columns else product.alias(PRODUCT),
        _sul(state),
        pl.col("avid").cast(pl.Int64).fill_null(UNTOLD),
        pl.col("irradiated").cast(pl.Int64).fill_null(UNTOLD),
        pl.col("locally_treated").cast(pl.Int64),
        pl.col("day").cast(pl.Int64),
    )
    return [Sight(*row) for row in columns.iter_rows()]


def _size(name: str, state: pl.Expr) -> pl.Expr:
    """Take a diameter; one too small to measure is 5 mm, as under RECIST 1.1 and Lugano."""
    return (
        pl.when(state.is_in(_UNSEEN))
        .then(MISSING)
        .when(state == "merged")
        .then(0)
        .when(pl.col(name).is_not_null())
        .then(pl.col(name))
        .when(state == "absent")
        .then(0)
        .when(state == "too_small")
        .then(TOO_SMALL_UM)
        .otherwise(MISSING)
        .cast(pl.Int64)
    )


def _sul(state: pl.Expr) -> pl.Expr:
    """Take an uptake; a lesion that is gone takes up nothing."""
    gone = pl.when(state.is_in(_GONE)).then(0)
    return pl.coalesce("sul_peak_milli", gone, MISSING).cast(pl.Int64)


def _notes(points: pl.DataFrame, rows: pl.DataFrame, timepoints: pl.DataFrame) -> list[dict[str, Any]]:
    """Take what is said of each time point as a whole; of several days the last word holds."""
    days = rows.select(pl.col("subject", "reader").cast(pl.String), "day", "start").unique()
    placed = timepoints.join(days, on=["subject", "reader", "day"]).sort("day")
    said = placed.group_by(_POINT).agg(pl.col(name).drop_nulls().last() for name in _NOTES.values())
    heads = points.select(pl.col("subject", "reader").cast(pl.String), "start")
    joined = heads.join(said, on=list(_POINT), how="left", maintain_order="left")
    return joined.select(_number(column).alias(field) for field, column in _NOTES.items()).to_dicts()


def _number(name: str) -> pl.Expr:
    if name in _CODED:
        return pl.col(name).to_physical().cast(pl.Int64).fill_null(UNTOLD)
    if name in _ANSWERS:
        return pl.col(name).cast(pl.Int64).fill_null(UNTOLD)
    if name == "tlg":
        return (pl.col(name) * 1_000).round().cast(pl.Int64).fill_null(MISSING)
    return pl.col(name).cast(pl.Int64).fill_null(MISSING)


def _with_biopsies(looks: list[Look], taken: Iterable[Biopsy]) -> list[Look]:
    """Give each biopsy to the first time point at or after it."""
    after: dict[int, Biopsy] = {}
    for biopsy in taken:
        place = next((i for i, look in enumerate(looks) if look.last_day >= biopsy.day), None)
        if place is not None:
            after[place] = biopsy
    return [
        look._replace(biopsy=after[i].histology, biopsied=after[i].site) if i in after else look
        for i, look in enumerate(looks)
    ]
