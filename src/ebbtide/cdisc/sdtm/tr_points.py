"""Which readings stand behind which time point: the same rows, in the same time points, as they were judged in.

Lives here: the readings of a study brought into their time points, with the sizes that sums are made of.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import polars as pl

from ebbtide.assessment.batch import Tables, joined_fragments, keep_last_of_repeats, method_codes, with_words
from ebbtide.assessment.codes import codes
from ebbtide.assessment.split import FRAGMENT, PRODUCT
from ebbtide.assessment.visits import baselines, place_readings, set_baseline
from ebbtide.criteria.parts.readings import NODE_NORMAL_UM, TOO_SMALL_UM
from ebbtide.study.columns import empty_table

if TYPE_CHECKING:
    from ebbtide.study import Options, Study

__all__ = ["POINT", "STREAM", "TimePoints", "time_points"]

STREAM: Final = ("subject", "reader")
POINT: Final = ("subject", "reader", "start")
_UNSEEN: Final = ("not_evaluable", "not_done")


class TimePoints(NamedTuple):
    """The readings of a study in their time points.

    Args:
        placed: Every measurement of the study with `start`, the day of its time point, and `whole`, the lesion it
            is counted under (`T04` for the fragment `T04.1`).
        targets: The readings that the target sums are made of, from baseline on, one per lesion and time point:
            `subject, reader, start, is_baseline, lesion, visit, date, day, nodal, merged, resolved, disturbed` and
            the sizes `diameter_um, length_um, viable_um` (µm; the diameter where no viable part was read, as
            `viable_read` tells) and `product_um2` (µm²); null where the lesion could not be evaluated.
        points: The time points from baseline on: `subject, reader, start, is_baseline, visit, date`.
    """

    placed: pl.DataFrame
    targets: pl.DataFrame
    points: pl.DataFrame


def time_points(study: Study, options: Options) -> TimePoints:
    """Bring the readings of a study into their time points, as the assessment does.

    Time points that print a sum and no lesions have one stand-in target, `(sum)`. Targets that are not there at
    baseline belong to no sum. Readings from before the baseline are placed and counted in no sum.

    Args:
        study: The study.
        options: The readings that place images and choose baselines.
    """
    if study.table("measurements").is_empty() and study.table("timepoints").is_empty():
        return _nothing()
    rows, _ = with_words(Tables.of_study(study), options)
    layout = place_readings(rows, options)
    chosen = baselines(layout, options)
    whole = pl.coalesce(pl.col("lesion").cast(pl.String).str.extract(FRAGMENT, 1), pl.col("lesion").cast(pl.String))
    placed = layout.rows.filter(~pl.col("lesion").cast(pl.String).str.starts_with("("))
    judged = joined_fragments(set_baseline(layout, chosen))
    judged, _ = keep_last_of_repeats(judged, codes(judged.rows["lesion"]))
    known = chosen.select(pl.col(STREAM).cast(pl.String), first=pl.col("baseline"))
    judged_rows = _as_text(judged.rows).join(known, on=STREAM, how="left", maintain_order="left")
    # A subject without a baseline was given an empty one, a day before the first images: it is no time point.
    told = judged_rows.with_columns(
        is_baseline=(pl.col("start") == pl.col("first")).fill_null(value=False),
        stands_in=pl.col("first").is_null() & (pl.col("start") == pl.col("start").min().over(STREAM)),
    )
    seen = ~pl.col("stands_in")
    every = _as_text(placed).with_columns(whole=whole)
    return TimePoints(every, _targets(told).filter(seen), _points(told.filter(seen)))


def _as_text(rows: pl.DataFrame) -> pl.DataFrame:
    return rows.with_columns(pl.col("subject", "reader", "lesion", "role", "state", "visit", "method").cast(pl.String))


def _points(rows: pl.DataFrame) -> pl.DataFrame:
    return rows.group_by(POINT, maintain_order=True).agg(
        pl.col("is_baseline").first(), pl.col("visit").drop_nulls().first(), pl.col("date").min()
    )


def _targets(rows: pl.DataFrame) -> pl.DataFrame:
    """Measure the targets that are there at baseline."""
    known = rows.filter((pl.col("role") == "target") & (pl.col("is_baseline") | pl.col("stands_in")))
    own = rows.join(known.select(*STREAM, "lesion").unique(), on=[*STREAM, "lesion"], how="semi", maintain_order="left")
    in_parts = pl.col(PRODUCT) if PRODUCT in rows.columns else pl.lit(None, pl.Int64)
    length, across = _given("longest_um"), _given("perpendicular_um")
    diameter = pl.when("nodal").then(across).otherwise(length)
    product = pl.when((length == 0) | (across == 0)).then(pl.lit(0, pl.Int64)).otherwise(length * across)
    measured = own.with_columns(
        merged=pl.col("state") == "merged",
        kind=method_codes(own["method"]),
        diameter_um=_size(diameter),
        length_um=_size(length),
        viable_read=pl.col("viable_um").is_not_null(),
        viable_um=_size(pl.coalesce("viable_um", diameter)),
        product_um2=_size(pl.coalesce(in_parts, product)),
    )
    return _remembered(measured).select(
        *POINT, "is_baseline", "stands_in", "lesion", "visit", "date", "day", "nodal", "merged", "resolved",
        "disturbed", "diameter_um", "length_um", "viable_um", "viable_read", "product_um2",
    )  # fmt: skip


def _remembered(measured: pl.DataFrame) -> pl.DataFrame:
    """Add what a lesion's history says: resolved, and disturbed by local therapy or by another method."""
    lesion = [*STREAM, "lesion"]
    first = pl.col("kind").first().over(lesion)
    treated = pl.col("locally_treated").cast(pl.Int8).cum_max().over(lesion).cast(pl.Boolean)
    changed = (first > 0) & (pl.col("kind") > 0) & (pl.col("kind") != first)
    limit = pl.when("nodal").then(pl.lit(NODE_NORMAL_UM)).otherwise(pl.lit(1))
    small = (pl.col("diameter_um") < limit).fill_null(value=False)
    return measured.with_columns(
        resolved=pl.col("state").is_in(["absent", "merged"]) | small, treated=treated, disturbed=treated | changed
    )


def _given(name: str) -> pl.Expr:
    """Take the measured value, else what the state stands for."""
    stands_for = {"absent": 0, "too_small": TOO_SMALL_UM}
    state = pl.col("state").replace_strict(stands_for, default=None, return_dtype=pl.Int64)
    return pl.coalesce(name, state)


def _size(measured: pl.Expr) -> pl.Expr:
    """A lesion that has merged into another is nothing by itself; what could not be evaluated has no size."""
    nothing = pl.lit(0, pl.Int64)
    seen = pl.when(pl.col("state") == "merged").then(nothing).otherwise(measured)
    return pl.when(~pl.col("state").is_in(_UNSEEN)).then(seen)


def _nothing() -> TimePoints:
    no = pl.lit(value=False)
    rows = _as_text(empty_table("measurements")).with_columns(start="day", is_baseline=no, stands_in=no)
    return TimePoints(rows.with_columns(whole="lesion"), _targets(rows), _points(rows))
