"""Every lesion over time: its size at baseline, before it and after, as the definitions at its level ask for it.

The assessment drops what lies before baseline; it is kept here, for growth before therapy.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import polars as pl

from ebbtide.assessment.batch import joined_fragments, keep_last_of_repeats
from ebbtide.assessment.codes import codes
from ebbtide.assessment.sums import listed_at_baseline, stand_ins
from ebbtide.assessment.visits import baselines, place_readings
from ebbtide.criteria.parts.readings import TOO_SMALL_UM
from ebbtide.study.days import LIMIT_DAYS
from ebbtide.terms.lesions import (
    ABSENT,
    DECREASED,
    INCREASED,
    MEASURED,
    MERGED,
    NONTARGET,
    NOT_DONE,
    NOT_EVALUABLE,
    PRESENT,
    TARGET,
    TOO_SMALL,
    UNEQUIVOCAL_PROGRESSION,
)

if TYPE_CHECKING:
    from ebbtide.patterns.record import Record
    from ebbtide.study import Study

__all__ = ["Lesions", "is_new", "is_shown", "lesions_of"]

_STREAM: Final = ["subject", "reader"]
_SHOWN: Final = (TOO_SMALL, PRESENT, INCREASED, DECREASED, UNEQUIVOCAL_PROGRESSION)


class Lesions(NamedTuple):
    """The readings of all lesions under the study therapy and before it, and where each stream begins.

    Args:
        rows: One row per lesion and time point: `stream`, `lesion` (a number of its own), `name`, `role` and `state`
            (codes of `terms.lesions`; a lesion that is there at baseline is not new, whatever it is called), `day`
            (of the time point), `size_um` (longest diameter, short axis of a node; null where it is not known or
            therapy to the lesion made it), `listed` (false for a printed sum or word that stands in for lesions),
            `organ`, `nodal`, `when` (before baseline, at it or after it: -1, 0, 1; null without one).
        followed: The same from baseline on, of lesions that are listed and not merged into another, each lesion's
            rows together and in order of days, with `run` (a number that changes with the lesion) and `from_um` (its
            size at baseline).
        baselines: One row per stream, in order: `stream`, `baseline_day` (null where there is none).
    """

    rows: pl.DataFrame
    followed: pl.DataFrame
    baselines: pl.DataFrame

    def targets(self) -> pl.DataFrame:
        """Give the readings of targets, sums that stand in for them included."""
        return self.rows.filter(pl.col("role") == TARGET)


def lesions_of(study: Study, record: Record) -> Lesions:
    """Lay out a study's readings by lesion.

    Args:
        study: The study; its tables `measurements` and `timepoints` are read.
        record: Its streams and options.
    """
    layout = joined_fragments(place_readings(readings_of(study, record), record.options))
    layout, _ = keep_last_of_repeats(layout, codes(layout.rows["lesion"]))
    chosen = baselines(layout, record.options)
    numbered = chosen.join(record.streams.select("stream", *_STREAM), on=_STREAM, how="left", maintain_order="left")
    place = layout.edges.streams.numbers
    stream = numbered["stream_right"].gather(place)
    names = codes(layout.rows["lesion"])
    rows = layout.rows.select(
        stream=stream,
        lesion=stream.cast(pl.Int64) * names.many + names.numbers,
        name="lesion",
        role=pl.col("role").to_physical(),
        state=pl.col("state").to_physical(),
        day=pl.col("start").cast(pl.Int32),
        size_um=size_of(),
        listed="listed",
        organ="organ",
        nodal="nodal",
        when=(pl.col("start") - numbered["baseline"].gather(place)).sign().cast(pl.Int8),
    )
    days = record.streams.select("stream").join(
        numbered.select(stream="stream_right", baseline_day=pl.col("baseline").cast(pl.Int32)),
        on="stream",
        how="left",
        maintain_order="left",
    )
    counted = before_new_therapy(rows.filter(pl.col("stream").is_not_null()), record)
    known = known_at_baseline(counted)
    return Lesions(known, followed_by_lesion(known), days)


def before_new_therapy(rows: pl.DataFrame, record: Record) -> pl.DataFrame:
    """Leave out what was read after a new therapy began: it says nothing of the study therapy."""
    starts = record.streams.select(start=record.new_therapy())["start"]
    if starts.null_count() == len(starts):
        return rows
    return rows.filter((pl.col("day") <= starts.gather(rows["stream"])).fill_null(value=True))


def followed_by_lesion(rows: pl.DataFrame) -> pl.DataFrame:
    """Bring the readings of each lesion together, beside its size at baseline."""
    kept = rows.filter("listed", pl.col("when") >= 0, pl.col("state") != MERGED).drop("organ", "nodal", "listed")
    # One number to sort by is much faster than two columns.
    place = pl.col("lesion") * (2 * LIMIT_DAYS) + pl.col("day")
    ordered = kept.sort(place).with_columns(run=pl.col("lesion").rle_id().cast(pl.Int64))
    at_baseline = pl.when((pl.col("when") == 0) & pl.col("size_um").is_not_null())
    last_size, last_run = (at_baseline.then(name).forward_fill() for name in ("size_um", "run"))
    return ordered.with_columns(from_um=pl.when(last_run == pl.col("run")).then(last_size))


def known_at_baseline(rows: pl.DataFrame) -> pl.DataFrame:
    """Make a lesion that is recorded as new, but is there at baseline, a non-target."""
    there = rows.filter(pl.col("role") > NONTARGET, pl.col("when") == 0, is_shown())["lesion"]
    if there.is_empty():
        return rows
    old = pl.col("lesion").is_in(there.unique().implode()) & (pl.col("role") > NONTARGET)
    return rows.with_columns(role=pl.when(old).then(pl.lit(NONTARGET, rows.schema["role"])).otherwise("role"))


def readings_of(study: Study, record: Record) -> pl.DataFrame:
    """Put the printed sums and words beside the measured lesions, marked as such by `listed`."""
    measured, told = study.table("measurements"), study.table("timepoints")
    rows = measured.with_columns(listed=pl.lit(value=True))
    if told.is_empty():
        return rows
    words = stand_ins(told, measured, listed_at_baseline(told, measured, record.options))
    return pl.concat([rows, words.with_columns(listed=pl.lit(value=False))])


def size_of() -> pl.Expr:
    """Measure a reading as its diameter.

    A merged lesion adds nothing to the sum; it is told apart by its state. What was treated by itself, or could
    not be evaluated, has no size.

    Sources:
        Eisenhauer 2009, sec. 4.2 (nodes by short axis); EORTC clarifications (too small to measure is 5 mm).
    """
    state = pl.col("state").to_physical()
    given = pl.when(pl.col("nodal")).then("perpendicular_um").otherwise("longest_um")
    stood_for = pl.when(state == ABSENT).then(0).when(state == TOO_SMALL).then(TOO_SMALL_UM)
    unknown = (state == NOT_EVALUABLE) | (state == NOT_DONE) | pl.col("locally_treated")
    return (
        pl.when(unknown)
        .then(pl.lit(None, pl.Int64))
        .when(state == MERGED)
        .then(0)
        .otherwise(pl.coalesce(given, stood_for))
    )


def is_new() -> pl.Expr:
    """Tell a lesion that is recorded as new."""
    return (pl.col("role") > NONTARGET) & (pl.col("when") > 0)


def is_shown() -> pl.Expr:
    """Tell whether a lesion is unequivocally there."""
    measured = (pl.col("state") == MEASURED) & (pl.col("size_um") > 0)
    return measured.fill_null(value=False) | pl.col("state").is_in(_SHOWN)
