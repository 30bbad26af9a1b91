"""What may end each time: the progression, the death and the new therapy that count for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from ebbtide.criteria import BY_ID
from ebbtide.endpoints.follow_up import last_of_each
from ebbtide.endpoints.milestones import MILESTONES
from ebbtide.endpoints.progressions import counted_progressions, progressions_under, stays_open
from ebbtide.endpoints.slots import DOR, OTHER_PFS, PFS, TTP, other_negation

if TYPE_CHECKING:
    from ebbtide.assessment.courses import Courses
    from ebbtide.study import Options

__all__ = ["records_of", "spans_of"]


def records_of(courses: Courses, milestones: pl.DataFrame, options: Options) -> pl.DataFrame:
    """Bring together what is known of each course.

    Returns:
        One row per course, in the order of heads: `place`, `course`, `subject`, `criterion`, `death_day`,
        `last_contact_day`, `new_therapy_day`, `cut_day` (after it nothing counts) and `record_end_day`.
    """
    ends = last_of_each(courses.calls.select("course", last_day="day"))
    last = pl.col("new_therapy_day") - int(not options.new_therapy_day_counts)
    cut = pl.lit(None, pl.Int32) if options.pfs_new_therapy == "ignore" else last
    return (
        courses.heads.select("course", "subject", "criterion")
        .with_row_index("place")
        .join(milestones.select(list(MILESTONES)), on="subject", how="left", maintain_order="left")
        .join(ends, on="course", how="left", maintain_order="left")
        .with_columns(cut_day=cut, record_end_day=pl.max_horizontal("last_day", "last_contact_day", "death_day"))
        .drop("last_day")
    )


def spans_of(courses: Courses, records: pl.DataFrame, responders: pl.DataFrame, options: Options) -> pl.DataFrame:
    """Set out what may end each time to progression or death.

    Returns:
        One row per course and time, with the columns that `ended` reads, the columns of `records`, `slot`, and
        what describes a progression: `is_open`, `settled_known_day`, `open_last_day`, `is_pending`.
    """
    cuts = records.filter(pl.col("cut_day").is_not_null()).select("course", "cut_day")
    pinned = progressions_under(courses, options.imrecist_negation, cuts, options)
    by_pinned = records.join(counted_progressions(pinned), on="course", how="left", maintain_order="left")
    twice = records.filter(criterion="imrecist")
    other = progressions_under(courses, other_negation(options), cuts, options).join(twice, on="course", how="semi")
    after = pinned.join(responders.select("course", "response_day"), on="course", how="inner", maintain_order="left")
    after = after.filter(pl.col("day") > pl.col("response_day")).drop("response_day")
    since = responders.with_columns(start_day="response_day").drop("response_day", "response")
    parts = [
        (PFS, by_pinned),
        (OTHER_PFS, twice.join(counted_progressions(other), on="course", how="left", maintain_order="left")),
        (TTP, by_pinned),
        (DOR, since.join(counted_progressions(after), on="course", how="left", maintain_order="left")),
    ]
    rows = [part.with_columns(slot=pl.lit(slot, pl.Int8)) for slot, part in parts]
    return what_counts(pl.concat(rows, how="diagonal"), options)


def what_counts(rows: pl.DataFrame, options: Options) -> pl.DataFrame:
    """Choose the progression, the death and the new therapy that count for each time.

    Time to progression counts neither a death nor a new therapy: both censor it.
    """
    rows = rows.with_columns(start_day=pl.col("start_day").fill_null(0), is_pending=is_pending(options))
    rows = rows.with_columns(waits=stays_open(options) & pl.col("open_day").is_not_null())
    opened = pl.when(~pl.col("waits")).then("open_day")
    died = pl.when((pl.col("death_day") <= pl.col("cut_day")).fill_null(value=True)).then("death_day")
    composite = pl.col("slot") != TTP
    therapy = pl.col("new_therapy_day") if options.pfs_new_therapy == "event" else pl.lit(None, pl.Int32)
    return rows.with_columns(
        progression_day=pl.min_horizontal("settled_day", opened),
        is_open=opened.is_not_null(),
        death_day=pl.when(composite).then(died),
        dies=~composite & died.is_not_null(),
        deceased_day=died,
        therapy_day=pl.when(composite).then(therapy),
        open_day=pl.when("waits").then("open_day"),
    )


def is_pending(options: Options) -> pl.Expr:
    """Tell whether the window in which an open iUPD is to be confirmed was not over when the record ended.

    Sources:
        Seymour 2017: the next assessment 4 to 8 weeks after an iUPD; register A15, A31, A32.
    """
    irecist = BY_ID["irecist"].define(options)
    closes = pl.col("open_last_day") + irecist.late_days + irecist.variance_days
    return (pl.col("criterion") == "irecist") & (pl.col("record_end_day") < closes).fill_null(value=False)
