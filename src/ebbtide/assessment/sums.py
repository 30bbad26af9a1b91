"""Time points that print only sums and states become readings of stand-in lesions.

Published cases often give a sum and a word. Each becomes a row, so that one path judges
everything: `(sum)` for the targets, `(non-target)`, and `(new)` for what is not measured.
"""

from __future__ import annotations

from typing import Final

import polars as pl

from ebbtide.terms.lesions import ROLES, STATES

SUM: Final = "(sum)"
NONTARGET: Final = "(non-target)"
NEW: Final = "(new)"
BARE: Final = "(time point)"
KEYS: Final = ("subject", "reader", "visit", "day", "date", "row")
NEW_STATES: Final = {
    "none": "absent",
    "unequivocal": "present",
    "additional": "present",
    "equivocal": "equivocal",
    "not_evaluated": "not_evaluable",
}


def stand_ins(timepoints: pl.DataFrame, measurements: pl.DataFrame) -> pl.DataFrame:
    """Make readings of the `timepoints` table, for what the `measurements` table does not hold.

    Returns:
        Rows in the shape of tidy `measurements`; empty when nothing needs a stand-in.
    """
    if timepoints.is_empty():
        return measurements.clear()
    streams = measurements.select("subject", "reader", "role").unique()
    parts = [
        without(timepoints, streams, ("target",)).pipe(target_rows),
        without(timepoints, streams, ("nontarget",)).pipe(nontarget_rows),
        without(timepoints, streams, ("new", "new_target", "new_nontarget")).pipe(new_rows),
        without(timepoints, streams, ("new", "new_target", "new_nontarget")).pipe(additional_rows),
        bare_rows(timepoints, measurements),
    ]
    filled = [part.select(columns_like(measurements, part)) for part in parts]
    return pl.concat(filled)


def bare_rows(timepoints: pl.DataFrame, measurements: pl.DataFrame) -> pl.DataFrame:
    """Make a row for a time point of which no lesion is told, so that it is a time point all the same."""
    told = pl.any_horizontal(
        pl.col(name).is_not_null() for name in ("target_sum_um", "target_state", "nontarget_state", "new_lesion")
    )
    bare = timepoints.filter(~told).join(measurements, on=["subject", "reader", "day"], how="anti")
    return bare.select(
        *KEYS,
        lesion=pl.lit(BARE),
        role=pl.lit("new_nontarget", pl.Enum(ROLES)),
        state=pl.lit("absent", pl.Enum(STATES)),
    )


def without(timepoints: pl.DataFrame, streams: pl.DataFrame, roles: tuple[str, ...]) -> pl.DataFrame:
    """Keep the subjects whose lesions of these roles are not recorded one by one."""
    recorded = streams.filter(pl.col("role").cast(pl.String).is_in(roles))
    return timepoints.join(recorded, on=["subject", "reader"], how="anti")


def columns_like(measurements: pl.DataFrame, part: pl.DataFrame) -> list[pl.Expr]:
    """Fill in the columns a stand-in does not have."""
    blank = {"nodal": False, "locally_treated": False}
    return [
        pl.col(name).cast(kind) if name in part.columns else pl.lit(blank.get(name), kind).alias(name)
        for name, kind in measurements.schema.items()
    ]


def target_rows(timepoints: pl.DataFrame) -> pl.DataFrame:
    """Make one row for each printed sum or target state."""
    told = pl.col("target_sum_um").is_not_null() | pl.col("target_state").is_not_null()
    state = pl.col("target_state").cast(pl.String).fill_null("measured")
    return timepoints.filter(told).select(
        *KEYS,
        lesion=pl.lit(SUM),
        role=pl.lit("target", pl.Enum(ROLES)),
        state=state.cast(pl.Enum(STATES)),
        longest_um=pl.col("target_sum_um"),
    )


def nontarget_rows(timepoints: pl.DataFrame) -> pl.DataFrame:
    """Make one row for each printed non-target state."""
    return timepoints.filter(pl.col("nontarget_state").is_not_null()).select(
        *KEYS,
        lesion=pl.lit(NONTARGET),
        role=pl.lit("nontarget", pl.Enum(ROLES)),
        state=pl.col("nontarget_state").cast(pl.String).cast(pl.Enum(STATES)),
    )


def new_rows(timepoints: pl.DataFrame) -> pl.DataFrame:
    """Make one row for each word about new lesions; the same word again is the same lesion."""
    state = pl.col("new_lesion").cast(pl.String).replace_strict(NEW_STATES)
    return timepoints.filter(pl.col("new_lesion").is_not_null()).select(
        *KEYS,
        lesion=pl.lit(NEW),
        role=pl.lit("new_nontarget", pl.Enum(ROLES)),
        state=state.cast(pl.Enum(STATES)),
    )


def additional_rows(timepoints: pl.DataFrame) -> pl.DataFrame:
    """Make a lesion of its own where one more new lesion is printed; later words speak of it too."""
    words = timepoints.filter(pl.col("new_lesion").is_not_null()).with_columns(pl.col("new_lesion").cast(pl.String))
    entered = words.filter(pl.col("new_lesion") == "additional").select("subject", "reader", entry="day")
    followed = words.join(entered, on=["subject", "reader"]).filter(pl.col("day") >= pl.col("entry"))
    return followed.select(
        *KEYS,
        lesion=pl.format("(new, day {})", pl.col("entry")),
        role=pl.lit("new_nontarget", pl.Enum(ROLES)),
        state=pl.col("new_lesion").replace_strict(NEW_STATES, return_dtype=pl.String).cast(pl.Enum(STATES)),
    )
