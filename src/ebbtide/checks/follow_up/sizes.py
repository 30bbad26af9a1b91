"""Checks of sizes: slips of unit or decimal point, values copied forward, and sizes that contradict a state."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from ebbtide.checks.check import Check
from ebbtide.checks.follow_up.contradictions import states_against_sizes
from ebbtide.checks.follow_up.places import LESION, STREAM, at_visit, queries
from ebbtide.formats.slips import LARGE_UM
from ebbtide.sources import EISENHAUER_2009
from ebbtide.study.lengths import as_millimetres

if TYPE_CHECKING:
    from ebbtide.checks.examined import Examined

__all__ = ["CHECKS"]

_ALIKE_PERCENT: Final = 150
"""A size moved by one decimal place fits its neighbours if neither is more than half as large again as the other."""

_LEAST_LESIONS: Final = 2
"""One lesion often stays as it is; that several stay to the last decimal is what asks for a look."""


def slips(trial: Examined) -> pl.DataFrame:
    """F04. Sizes that would fit their neighbours with the decimal point moved, or that leap in one interval."""
    told = _with_neighbours(_measured(trial))
    size, before, after = pl.col("size"), pl.col("before"), pl.col("after")
    is_tenth = _alike(10 * size, before) & _alike(10 * size, after)
    is_tenfold = _alike(size, 10 * before) & _alike(size, 10 * after)
    told = told.with_columns(is_tenth=_sure(is_tenth), is_tenfold=_sure(is_tenfold))
    told = told.with_columns(slips=pl.col("is_tenth") | pl.col("is_tenfold"), leaps=_leaps(trial.options.slip_fold))
    # The way from a slip, or back from a leap, is the same slip or leap.
    back = ~_sure(_apart(size, pl.col("earlier"), trial.options.slip_fold)) & pl.col("earlier").is_not_null()
    was_odd = pl.col("slips").shift(1).over(LESION) | (pl.col("leaps").shift(1).over(LESION) & back)
    leaps = pl.col("leaps") & ~pl.col("slips") & ~was_odd.fill_null(value=False)
    slipped = told.filter("slips")
    leapt = told.filter(leaps)
    huge = told.filter(~pl.col("slips") & ~leaps & (size > LARGE_UM))
    return pl.concat([
        queries(slipped, _slip_in_words()),
        queries(leapt, _leap_in_words(trial.options.slip_fold)),
        queries(huge, _huge_in_words()),
    ])  # fmt: skip


def copied_forward(trial: Examined) -> pl.DataFrame:
    """F05. Every lesion that was measured has the very sizes of the visit before."""
    rows = _measured(trial).unique([*LESION, "start"], keep="last", maintain_order=True)
    rows = rows.with_columns(turn=pl.col("start").rank("dense").over(STREAM))
    sizes = ("longest_um", "perpendicular_um")
    before = rows.select(
        *LESION, turn=pl.col("turn") + 1, then=at_visit(), **{f"{name}_then": pl.col(name) for name in sizes}
    )
    told = rows.join(before, on=[*LESION, "turn"], how="left", maintain_order="left")
    same = pl.all_horizontal(pl.col(name).eq_missing(pl.col(f"{name}_then")) for name in sizes)
    counted = rows.group_by(*STREAM, turn=pl.col("turn") + 1).agg(had=pl.len())
    visits = told.group_by(*STREAM, "start", "turn", maintain_order=True).agg(
        pl.col("visit").drop_nulls().first(),
        pl.col("then").drop_nulls().first(),
        many=pl.len(),
        same=(same & pl.col("then").is_not_null()).sum(),
        sizes=pl.format("{} {}", "lesion", as_millimetres(pl.col("size"))).str.join(", "),
    )
    visits = visits.join(counted, on=[*STREAM, "turn"], how="left", maintain_order="left")
    copied = visits.filter(
        pl.col("many") >= _LEAST_LESIONS, pl.col("same") == pl.col("many"), pl.col("had") == pl.col("many")
    )
    whole = pl.when(pl.col("many") > _LEAST_LESIONS).then(pl.format("all {}", "many")).otherwise(pl.lit("both"))
    message = pl.format(
        "{}: {} lesions have exactly the sizes of {} ({}). Please confirm that they were measured anew and not "
        "copied forward.",
        at_visit(), whole, "then", "sizes",
    )  # fmt: skip
    return queries(copied, message)


def _measured(trial: Examined) -> pl.DataFrame:
    """Readings with a size of their own, from baseline on, as `size`: no default and no zero."""
    own = pl.when("nodal").then("perpendicular_um").otherwise("longest_um")
    rows = trial.readings.with_columns(size=own).filter(
        pl.col("size") > 0,
        ~pl.col("state").is_in(["absent", "too_small"]),
        pl.col("start") >= pl.coalesce("baseline", "start"),
    )
    return rows.sort(*LESION, "start", "day", "row", maintain_order=True)


def _with_neighbours(rows: pl.DataFrame) -> pl.DataFrame:
    size, when = pl.col("size"), at_visit()
    return rows.with_columns(
        before=size.shift(1).over(LESION),
        earlier=size.shift(2).over(LESION),
        after=size.shift(-1).over(LESION),
        visit_before=when.shift(1).over(LESION),
        visit_after=when.shift(-1).over(LESION),
    )


def _alike(one: pl.Expr, other: pl.Expr) -> pl.Expr:
    return (100 * one <= _ALIKE_PERCENT * other) & (100 * other <= _ALIKE_PERCENT * one)


def _apart(one: pl.Expr, other: pl.Expr, fold: int) -> pl.Expr:
    return (one > fold * other) | (other > fold * one)


def _leaps(fold: int) -> pl.Expr:
    return _sure(_apart(pl.col("size"), pl.col("before"), fold)) if fold else pl.lit(value=False)


def _sure(said: pl.Expr) -> pl.Expr:
    return said.fill_null(value=False)


def _slip_in_words() -> pl.Expr:
    moved = pl.when("is_tenth").then(10 * pl.col("size")).otherwise(pl.col("size") // 10)
    why = pl.when("is_tenth").then(pl.lit("a slipped decimal point, or centimetres in a field of millimetres"))
    return pl.format(
        "{}: {} is {}, but {} at {} and {} at {}; {} would fit. That looks like {}. Please check the source.",
        at_visit(), "lesion", as_millimetres(pl.col("size")), as_millimetres(pl.col("before")), "visit_before",
        as_millimetres(pl.col("after")), "visit_after", as_millimetres(moved),
        why.otherwise(pl.lit("a slipped decimal point")),
    )  # fmt: skip


def _leap_in_words(fold: int) -> pl.Expr:
    size, before = pl.col("size"), pl.col("before")
    hints = (
        pl.when(_alike(10 * size, before))
        .then(pl.format(" Ten times as much, {}, would fit.", as_millimetres(10 * size)))
        .when(_alike(size, 10 * before))
        .then(pl.format(" A tenth, {}, would fit.", as_millimetres(size // 10)))
        .otherwise(pl.lit(""))
    )
    return pl.format(
        "{}: {} is {} after {} at {}, a change of more than {}-fold in one interval.{} Please check both sizes, "
        "their unit and the decimal point.",
        at_visit(), "lesion", as_millimetres(size), as_millimetres(before), "visit_before", pl.lit(fold), hints,
    )  # fmt: skip


def _huge_in_words() -> pl.Expr:
    return pl.format(
        "{}: {} is {}, which is large for any lesion. Please check the unit and the decimal point.",
        at_visit(), "lesion", as_millimetres(pl.col("size")),
    )  # fmt: skip


CHECKS: Final = (
    Check(
        "F04",
        "A size with a slipped unit or decimal point",
        "query",
        "A size that fits its neighbours on both sides when the decimal point is moved by one place, that changes more "
        "than so many times in one interval, or that is over 40 cm.",
        "data management",
        slips,
        ("slip_fold",),
    ),
    Check(
        "F05",
        "All sizes copied forward",
        "warning",
        "Two or more lesions were measured, and all have exactly the sizes of the visit before.",
        "data management",
        copied_forward,
    ),
    Check(
        "F06",
        "A size contradicts the state",
        "error",
        "Too small to measure without the 5 mm that stand for it, present with 0 mm, absent with a size.",
        str(EISENHAUER_2009.at("4.3.2")),
        states_against_sizes,
    ),
)
