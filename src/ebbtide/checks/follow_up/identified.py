"""What is expected to be known of a new lesion."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from ebbtide.checks.check import NO_QUERIES
from ebbtide.checks.follow_up.places import LESION, at_visit, of_study, queries

if TYPE_CHECKING:
    from ebbtide.checks.examined import Examined

__all__ = ["without_details"]

_WITH_NEW_MEASURED: Final = ("irrc", "irrecist", "irecist", "imrecist")
"""Criteria under which it matters whether a new lesion can be measured."""

_SURE_OR_NOT: Final = ("unequivocal", "equivocal", "additional")
_DETAILS: Final = {
    "organ": "its organ",
    "date": "the date it was first seen",
    "sure": "whether it is unequivocal",
    "measurable": "whether it is measurable",
}


def without_details(trial: Examined) -> pl.DataFrame:
    """F16. New lesions that lack their organ, date, whether they are unequivocal, or whether they are measurable."""
    told = _described(trial)
    if told.is_empty():
        return NO_QUERIES
    never = [name for name in ("organ", "date", "sure") if not _is_recorded(name, trial, told)]
    asked = [name for name in ("organ", "date", "sure") if name not in never]
    # Where nothing was reported of its visits, no word on the lesion is due.
    told = told.with_columns(sure=pl.col("sure") | ~pl.col("due"))
    if set(trial.criteria) & set(_WITH_NEW_MEASURED):
        asked.append("measurable")
    if not asked:
        return _once(trial, never)
    words = [pl.when(~pl.col(name)).then(pl.lit(_DETAILS[name])) for name in asked]
    told = told.with_columns(lacks=pl.concat_list(words).list.drop_nulls()).filter(pl.col("lacks").list.len() > 0)
    message = pl.format(
        "{}: the record of the new lesion {} does not tell {}. Please add it.",
        at_visit(),
        "lesion",
        pl.col("lacks").list.join(" and "),
    )
    return pl.concat([_once(trial, never), queries(told, message)], how="diagonal")


def _described(trial: Examined) -> pl.DataFrame:
    """The first reading of each new lesion, with whether each detail is known, and `due`: whether a word on it is."""
    rows = trial.readings.filter("is_new", pl.col("start") > pl.coalesce("baseline", pl.col("start") - 1))
    rows = rows.join(_words_of_visits(trial), on=["subject", "reader", "start"], how="left", maintain_order="left")
    rows = rows.sort(*LESION, "start", "day", maintain_order=True)
    own = pl.col("state").is_in(["equivocal", "unequivocal_progression"])
    size = pl.coalesce("longest_um", "perpendicular_um").is_not_null() | (pl.col("state") == "too_small")
    return rows.group_by(LESION, maintain_order=True).agg(
        pl.col("start").first(),
        pl.col("visit").first(),
        organ=pl.col("organ").is_not_null().any(),
        date=pl.col("date").first().is_not_null(),
        sure=(own | pl.col("word").is_in(_SURE_OR_NOT)).any(),
        due=pl.col("word").is_not_null().any(),
        measurable=(size | (pl.col("role") != "new")).any(),
    )


def _words_of_visits(trial: Examined) -> pl.DataFrame:
    """The visits of which a response or a sum is there, each with its word on new lesions; blank where it has none."""
    sums = trial.study.table("timepoints").select("subject", "reader", "new_lesion", start="day")
    said = trial.reported.select("subject", "reader", "new_lesion", "start")
    both = pl.concat(
        [frame.with_columns(pl.col("new_lesion").cast(pl.String)) for frame in (sums, said)], how="diagonal"
    )
    place = ["subject", "reader", "start"]
    sure_first = both.sort(pl.col("new_lesion").is_in(_SURE_OR_NOT), descending=True, nulls_last=True)
    return sure_first.unique(place, keep="first").select(*place, word=pl.col("new_lesion").fill_null(""))


def _is_recorded(name: str, trial: Examined, told: pl.DataFrame) -> bool:
    """Tell whether a study says anywhere what a single lesion may lack."""
    if name == "sure":
        return bool(told["sure"].any())
    return trial.readings[name].null_count() < trial.readings.height


def _once(trial: Examined, never: list[str]) -> pl.DataFrame:
    """One query on the whole study for what it never records."""
    many = _described(trial).height
    lesions = "1 new lesion, and does not record" if many == 1 else f"{many:,} new lesions, and of none records"
    return of_study([
        f"The study has {lesions} {_DETAILS[name]}. Please say where it is kept."
        for name in never
    ])  # fmt: skip
