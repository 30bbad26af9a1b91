"""Two rows for one lesion on one day: the same reading twice, or two readings that cannot both hold."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal, TypeAlias

import polars as pl

from ebbtide.study.columns import LESION_KEY as KEY
from ebbtide.study.lengths import as_millimetres
from ebbtide.terms.lesions import NOT_EVALUABLE, STATES

if TYPE_CHECKING:
    from ebbtide.formats.intake import Intake

__all__ = ["DuplicateReading", "note_second_looks", "settle_twins"]

DuplicateReading: TypeAlias = Literal["not_evaluable", "largest", "smallest"]

_PLACE: Final = (*KEY, "day")
_SIZES: Final = ("longest_um", "perpendicular_um", "viable_um", "density_mhu")
_VALUES: Final = ("state", *_SIZES)
_REST: Final = ("visit", "method", "slice_um", "row")
# From gone to certain growth; what was not seen at all ranks last either way.
_GRAVITY: Final = (
    *("absent", "merged", "too_small", "decreased", "present", "measured", "equivocal", "increased"),
    *("unequivocal_progression", "not_evaluable", "not_done"),
)
_UNSEEN: Final = ("not_evaluable", "not_done")


def settle_twins(frame: pl.DataFrame, policy: DuplicateReading, intake: Intake) -> pl.DataFrame:
    """Leave one row per lesion, reader and day.

    Args:
        frame: The readings; all rows of each lesion, ordered by `row`.
        policy: Which of two different readings holds: neither, the larger or the smaller.
        intake: Where to note what is odd.

    Returns:
        The rows that stay, ordered by `row`.
    """
    alike = pl.len().over(_PLACE) > 1
    twins = frame.filter(alike)
    if twins.is_empty():
        return frame
    twins = twins.with_columns(same=pl.struct(_VALUES).n_unique().over(_PLACE) == 1)
    copies = _one_of_each(twins.filter("same"), intake)
    chosen = _chosen(twins.filter(~pl.col("same")).drop("same"), policy, intake)
    return pl.concat([frame.filter(~alike), copies, chosen]).sort("row")


def note_second_looks(frame: pl.DataFrame, intake: Intake) -> None:
    """Note lesions that one visit shows on two days."""
    if frame.get_column("visit").null_count() == frame.height:
        return
    days = frame.filter(pl.col("visit").is_not_null()).group_by(*KEY, "visit", maintain_order=True)
    looks = days.agg(pl.col("row").max(), pl.col("day").min().alias("first"), pl.col("day").max().alias("last"))
    twice = looks.filter(pl.col("first") != pl.col("last")).sort("row")
    problem = pl.format("{} is read on day {} and on day {} of {}", "lesion", "first", "last", "visit")
    intake.note("READ24", twice, "visit", problem)


def _one_of_each(twins: pl.DataFrame, intake: Intake) -> pl.DataFrame:
    ordered = twins.drop("same").sort(*_REST, nulls_last=True)
    first = pl.struct(_PLACE).is_first_distinct()
    kept, copies = ordered.filter(first), ordered.filter(~first).sort("row")
    intake.note("READ20", copies, "lesion", pl.format("{} on day {} is a copy of another row", "lesion", "day"))
    return kept


def _chosen(twins: pl.DataFrame, policy: DuplicateReading, intake: Intake) -> pl.DataFrame:
    if twins.is_empty():
        return twins
    kept = _ranked(twins, largest=policy != "smallest").unique(_PLACE, keep="first", maintain_order=True)
    told = twins.sort("row").group_by(_PLACE, maintain_order=True).agg("row", _reading().alias("readings"))
    _note_conflicts(told, policy, intake)
    if policy != "not_evaluable":
        return kept
    blank = [pl.lit(None, pl.Int64).alias(name) for name in _SIZES]
    return kept.with_columns(pl.lit(STATES[NOT_EVALUABLE], pl.Enum(STATES)).alias("state"), *blank)


def _ranked(twins: pl.DataFrame, *, largest: bool) -> pl.DataFrame:
    """Order the readings so that the chosen one comes first, whatever the order of the rows."""
    gravity = pl.col("state").cast(pl.String).replace_strict(list(_GRAVITY), range(len(_GRAVITY)), return_dtype=pl.Int8)
    unseen = pl.col("state").cast(pl.String).is_in(_UNSEEN)
    keys = [unseen, *(pl.col(name) for name in _SIZES), gravity, *(pl.col(name) for name in _REST)]
    downward = [False, *[largest] * (len(_SIZES) + 1), *[False] * len(_REST)]
    return twins.sort(*keys, descending=downward, nulls_last=True)


def _note_conflicts(told: pl.DataFrame, policy: DuplicateReading, intake: Intake) -> None:
    rows = pl.col("row").list.eval(pl.element().cast(pl.String)).list.join(" and ")
    readings = pl.col("readings").list.join(" and ")
    outcome = "the lesion counts as not evaluable" if policy == "not_evaluable" else f"the {policy} holds"
    problem = pl.format(f"{{}} on day {{}} is {{}} in rows {{}}; {outcome}", "lesion", "day", readings, rows)
    said = told.with_columns(problem=problem, row=pl.col("row").list.first())
    intake.note("READ21", said.sort("row"), "lesion", pl.col("problem"))


def _reading() -> pl.Expr:
    """A reading in words: its state, and its sizes where it has any."""
    sizes = pl.concat_str(
        [as_millimetres(pl.col(name)) for name in ("longest_um", "perpendicular_um", "viable_um")],
        separator=" x ",
        ignore_nulls=True,
    )
    state = pl.col("state").cast(pl.String)
    density = pl.col("density_mhu").is_not_null()
    sized = pl.when(sizes == "").then(state).otherwise(pl.format("{} {}", state, sizes))
    return pl.when(density).then(pl.format("{} ({} thousandths of a HU)", sized, "density_mhu")).otherwise(sized)
