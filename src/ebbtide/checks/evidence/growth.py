"""Where and when disease has grown: what evidence of pseudoprogression speaks of.

Lives here: progressions as called or reported, lesions that have grown, where they lie. Does not live here: any check.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from ebbtide.terms.families import Family, family_of

if TYPE_CHECKING:
    from ebbtide.checks.examined import Examined

__all__ = ["grown_lesions", "growths", "progressions"]

LEAST_GROWTH_UM: Final = 5_000
_PROGRESSION: Final = (Family.UNCONFIRMED, Family.PROGRESSION)
_STREAM: Final = ["subject", "reader"]
_LARGER: Final = ("increased", "unequivocal_progression")
_UNSEEN: Final = ("absent", "not_done", "not_evaluable")


def progressions(trial: Examined) -> pl.DataFrame:
    """List the time points that are progression, computed or reported: `subject, start`, in order."""
    called = trial.calls.select("subject", "start", "overall_response")
    said = trial.reported.select("subject", "start", pl.col("overall_response").cast(pl.String))
    rows = pl.concat([called, said]).drop_nulls()
    words = [word for word in rows["overall_response"].unique() if family_of(word) in _PROGRESSION]
    progressed = rows.filter(pl.col("overall_response").is_in(words))
    return progressed.select("subject", "start").unique().sort("subject", "start")


def grown_lesions(trial: Examined) -> pl.DataFrame:
    """List readings of lesions that have grown: by 20 % and 5 mm over their smallest before, larger in words, or new.

    Returns:
        `subject, reader, lesion, start, where` (organ in upper case, null where it is not told).
    """
    rows = trial.readings.filter(pl.col("start") > pl.coalesce("baseline", pl.lit(0)), ~pl.col("state").is_in(_UNSEEN))
    own = trial.readings.sort(*_STREAM, "lesion", "start", maintain_order=True).with_columns(
        least=pl.col("size_um").cum_min().shift(1).over(*_STREAM, "lesion")
    )  # fmt: skip
    least = own.select(*_STREAM, "lesion", "start", "least").unique([*_STREAM, "lesion", "start"], keep="first")
    known = rows.join(least, on=[*_STREAM, "lesion", "start"], how="left", maintain_order="left")
    gain = pl.col("size_um") - pl.col("least")
    larger = (5 * gain >= pl.col("least")) & (gain >= LEAST_GROWTH_UM)
    grown = larger.fill_null(value=False) | pl.col("state").is_in(_LARGER) | pl.col("is_new")
    where = pl.when("nodal").then(pl.lit("LYMPH NODE")).otherwise(pl.col("organ").str.to_uppercase())
    return known.filter(grown).select(*_STREAM, "lesion", "start", where=where)


def growths(trial: Examined) -> pl.DataFrame:
    """List the days on which disease was seen to grow: `subject, start`, in order."""
    days = [progressions(trial), grown_lesions(trial).select("subject", pl.col("start").cast(pl.Int32))]
    return pl.concat(days).unique().sort("subject", "start")
