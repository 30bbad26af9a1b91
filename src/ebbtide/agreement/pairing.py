"""Who is compared with whom, and which of their time points are the same."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from ebbtide.agreement.points import STREAMS
from ebbtide.assessment.visits import label_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ebbtide.agreement.points import Source

__all__ = ["PAIR", "PAIRS", "paired_points", "pairs_of", "shared_subjects"]

PAIR: Final = ("kind", "criterion", "reader", "first", "second")
"""What names a pair in every table: `kind` is `readers` (two readers, `reader` null) or `reported` (the responses that
`reader` reported, `first`, against those computed of the same lesions, `second`)."""
PAIRS: Final = {
    "pair": pl.UInt32,
    "kind": pl.String,
    "criterion": pl.String,
    "reader": pl.String,
    "first": pl.String,
    "second": pl.String,
    "first_source": pl.String,
    "first_reader": pl.String,
    "second_source": pl.String,
    "second_reader": pl.String,
}
_GROUP: Final = ("pair", "subject")
_SIDES: Final = ("first", "second")


def pairs_of(points: pl.DataFrame, streams: pl.DataFrame, criteria: Sequence[str], readers_by: Source) -> pl.DataFrame:
    """List the pairs: every two readers that share subjects, then each reader's reported against computed responses.

    Args:
        points: The time points of all sides, as of `points`.
        streams: Who read whom, by source.
        criteria: Ids, in the order they are to stand in.
        readers_by: Whether two readers are compared by what is computed of their lesions or by what they reported.

    Returns:
        One row per pair and criterion, columns as in PAIRS; of two readers the first is first by name.
    """
    order = pl.DataFrame({"criterion": list(criteria)}, schema={"criterion": pl.String}).with_row_index("place")
    known = points.select("source", "reader", "criterion").unique()
    rows = pl.concat([_two_readers(streams, known, readers_by), _reported_and_computed(known)])
    ordered = rows.join(order, on="criterion").sort(
        pl.col("kind") == "reported", "place", "first_reader", "second_reader"
    )
    return ordered.with_row_index("pair").select(pl.col(name).cast(kind) for name, kind in PAIRS.items())


def shared_subjects(pairs: pl.DataFrame, streams: pl.DataFrame) -> pl.DataFrame:
    """List the subjects that both sides of a pair have read: `pair`, `subject`."""
    first, second = (
        pairs.select("pair", source=f"{side}_source", reader=f"{side}_reader")
        .join(streams, on=["source", "reader"])
        .select(_GROUP)
        for side in _SIDES
    )
    return first.join(second, on=_GROUP, how="semi").sort(_GROUP)


def paired_points(pairs: pl.DataFrame, points: pl.DataFrame, subjects: pl.DataFrame, window_days: int) -> pl.DataFrame:
    """Set the time points of each pair side by side.

    Two time points are the same where they carry the same visit label (the same for the n-th time, if a label comes
    back); of the others, those of the same day; of what is left, those that are each other's nearest within the window.

    Args:
        pairs: As of `pairs_of`.
        points: The time points of all sides, as of `points`.
        subjects: The subjects of each pair, as of `shared_subjects`.
        window_days: Days by which two images of one time point may lie apart.

    Returns:
        One row per time point: `pair`, `subject`, `visit`, `day` (the earlier of the two), and of each side
        `first_day`, `first_overall` and so on, null where that side has no such time point. By pair, subject and day.
    """
    first, second = (_side(pairs, points, subjects, side) for side in _SIDES)
    by_label = _matched(first, second, ["label", "nth"])
    rest = _without(first, by_label, "first"), _without(second, by_label, "second")
    by_day = _matched(*rest, ["day"])
    near = _nearest(_without(rest[0], by_day, "first"), _without(rest[1], by_day, "second"), window_days)
    both = pl.concat([by_label, by_day, near])
    return _side_by_side(first, second, both)


def _two_readers(streams: pl.DataFrame, known: pl.DataFrame, source: Source) -> pl.DataFrame:
    own = streams.filter(pl.col("source") == source).select("subject", "reader")
    two = own.join(own, on="subject", suffix="_of_second").filter(pl.col("reader") < pl.col("reader_of_second"))
    named = two.select(first="reader", second="reader_of_second").unique()
    used = known.filter(pl.col("source") == source).select("criterion").unique()
    sides = [pl.lit(source).alias(f"{side}_source") for side in _SIDES]
    return named.join(used, how="cross").select(
        pl.lit("readers").alias("kind"),
        "criterion",
        pl.lit(None, pl.String).alias("reader"),
        *_SIDES,
        *sides,
        first_reader="first",
        second_reader="second",
    )


def _reported_and_computed(known: pl.DataFrame) -> pl.DataFrame:
    said, ours = (known.filter(pl.col("source") == source).drop("source") for source in ("reported", "computed"))
    return said.join(ours, on=["reader", "criterion"]).select(
        pl.lit("reported").alias("kind"),
        "criterion",
        "reader",
        *(pl.lit(word).alias(name) for name, word in zip(_SIDES, ("reported", "computed"), strict=True)),
        pl.lit("reported").alias("first_source"),
        pl.lit("computed").alias("second_source"),
        first_reader="reader",
        second_reader="reader",
    )


def _side(pairs: pl.DataFrame, points: pl.DataFrame, subjects: pl.DataFrame, side: str) -> pl.DataFrame:
    """Take the time points of one side of every pair, numbered, with their labels."""
    own = pairs.select("pair", "criterion", source=f"{side}_source", reader=f"{side}_reader")
    rows = subjects.join(own, on="pair").join(points, on=[*STREAMS, "criterion"]).drop("source", "reader", "criterion")
    labelled = rows.sort(*_GROUP, "day").with_columns(label=label_of())
    return labelled.with_columns(nth=pl.col("day").rank("ordinal").over(*_GROUP, "label")).with_row_index("point")


def _matched(first: pl.DataFrame, second: pl.DataFrame, names: list[str]) -> pl.DataFrame:
    keys = [*_GROUP, *names]
    return (
        first.select("point", *keys)
        .join(second.select("point", *keys), on=keys)
        .select(first="point", second="point_right")
    )


def _without(points: pl.DataFrame, found: pl.DataFrame, side: str) -> pl.DataFrame:
    return points.join(found, left_on="point", right_on=side, how="anti")


def _nearest(first: pl.DataFrame, second: pl.DataFrame, window_days: int) -> pl.DataFrame:
    """Match what is nearest to each other: a time point that is nearer to another of them stays alone."""
    two = first.select("point", *_GROUP, "day").join(second.select("point", *_GROUP, "day"), on=_GROUP)
    gap = (pl.col("day") - pl.col("day_right")).abs()
    near = two.with_columns(gap=gap, both=pl.col("day") + pl.col("day_right")).filter(pl.col("gap") <= window_days)
    ranked = near.sort("gap", "both")
    is_nearest = [pl.int_range(pl.len()).over(side) == 0 for side in ("point", "point_right")]
    return ranked.filter(*is_nearest).select(first="point", second="point_right")


def _side_by_side(first: pl.DataFrame, second: pl.DataFrame, both: pl.DataFrame) -> pl.DataFrame:
    columns = [name for name in first.columns if name not in {*_GROUP, "point", "label", "nth"}]
    left = first.select(*_GROUP, pl.col("point").alias("of_first"), pl.col(columns).name.prefix("first_"))
    right = second.select(*_GROUP, pl.col("point").alias("of_second"), pl.col(columns).name.prefix("second_"))
    numbered = left.join(both, left_on="of_first", right_on="first", how="left").rename({"second": "of_second"})
    rows = numbered.join(right, on=[*_GROUP, "of_second"], how="full", coalesce=True).drop("of_first", "of_second")
    return rows.with_columns(
        visit=pl.coalesce("first_visit", "second_visit"), day=pl.min_horizontal("first_day", "second_day")
    ).sort(*_GROUP, "day", pl.max_horizontal("first_day", "second_day"))
