"""Lengths that may be in the wrong unit or have a slipped decimal point. Nothing is changed here."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from ebbtide.study.columns import LESION_KEY as KEY
from ebbtide.study.lengths import as_millimetres
from ebbtide.terms.lesions import TARGET

if TYPE_CHECKING:
    from ebbtide.formats.intake import Intake

__all__ = ["FOLD", "LARGE_UM", "SMALL_UM", "note_slips", "size_of_lesion"]

FOLD: Final = 8
"""A lesion that grows or shrinks so many times between two readings may have changed its unit."""

SMALL_UM: Final = 3_000
"""No criterion lets a target be smaller at baseline than three times this; a centimetre figure would be."""

LARGE_UM: Final = 400_000
"""Hardly any lesion is longer; a millimetre figure in a centimetre column would be."""

_SIZE: Final = pl.col("size")


def note_slips(frame: pl.DataFrame, intake: Intake) -> None:
    """Note sizes that leap against the reading before, targets under 3 mm at first, and lesions over 40 cm.

    Args:
        frame: The readings; all rows of each lesion.
        intake: Where to note what is odd.
    """
    sized = _sized(frame)
    intake.note("READ33", _leaps(sized), "longest_mm", _leap_in_words())
    starts = sized.filter((pl.col("role").to_physical() == TARGET) & pl.col("before").is_null() & (_SIZE < SMALL_UM))
    problem = pl.format("{} is {} on its first day, which is small for a target", "lesion", as_millimetres(_SIZE))
    intake.note("READ33", starts.sort("row"), "longest_mm", problem)
    huge = sized.filter(_SIZE > LARGE_UM)
    problem = pl.format("{} is {}, which is large for any lesion", "lesion", as_millimetres(_SIZE))
    intake.note("READ33", huge.sort("row"), "longest_mm", problem)


def size_of_lesion(frame: pl.DataFrame) -> pl.Expr:
    """The size of each reading: the longest diameter, or the short axis of a node. µm, null where neither is known."""
    if frame.get_column("perpendicular_um").null_count() == frame.height:
        return pl.col("longest_um")
    across = pl.coalesce("perpendicular_um", "longest_um")
    return pl.when(pl.col("nodal")).then(across).otherwise(pl.coalesce("longest_um", "perpendicular_um"))


def _sized(frame: pl.DataFrame) -> pl.DataFrame:
    """The readings with a size (the short axis of a node), each with the reading before."""
    sized = (
        frame.select(*KEY, "day", "row", "role", size=size_of_lesion(frame))
        .filter(_SIZE > 0)
        .sort(*KEY, "day", "size", "row")
    )
    # In order of lesions a neighbour is found by looking back, where grouping would search for it.
    again = pl.all_horizontal(pl.col(name) == pl.col(name).shift(1) for name in KEY).fill_null(value=False)
    told = sized.with_columns(again=again)
    return told.with_columns(
        before=_if_again(_SIZE.shift(1)),
        day_before=_if_again(pl.col("day").shift(1)),
        earlier=_if_again(pl.when(pl.col("again").shift(1)).then(_SIZE.shift(2))),
    )


def _if_again(value: pl.Expr) -> pl.Expr:
    return pl.when("again").then(value)


def _leaps(sized: pl.DataFrame) -> pl.DataFrame:
    """The readings that leap; not the way back from a reading that leapt itself."""
    leaps = _apart(_SIZE, pl.col("before"))
    told = sized.with_columns(leaps=leaps, back=~_apart(_SIZE, pl.col("earlier")))
    was_odd = pl.col("again") & pl.col("leaps").shift(1, fill_value=False)
    return told.filter(pl.col("leaps") & ~(was_odd & pl.col("back"))).sort("row")


def _apart(size: pl.Expr, other: pl.Expr) -> pl.Expr:
    return ((size >= FOLD * other) | (other >= FOLD * size)).fill_null(value=False)


def _leap_in_words() -> pl.Expr:
    now, then = as_millimetres(_SIZE), as_millimetres(pl.col("before"))
    return pl.format("{} is {} on day {} after {} on day {}", "lesion", now, "day", then, "day_before")
