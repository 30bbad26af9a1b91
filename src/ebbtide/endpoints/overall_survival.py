"""Overall survival: one time per subject, whatever the criterion and the reader."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from ebbtide.endpoints.censoring import Reason
from ebbtide.endpoints.slots import OS

if TYPE_CHECKING:
    from ebbtide.endpoints.follow_up import Assessments
    from ebbtide.study import Options

__all__ = ["survival_of"]


def survival_of(records: pl.DataFrame, assessments: Assessments, options: Options, *, explain: bool) -> pl.DataFrame:
    """Derive the overall survival of each subject.

    Death is the event. The living are censored on the last day they are known to be alive: the latest of the
    last contact, the last assessment by any reader and the start of a new therapy; by option the last contact
    alone, where one is recorded. Nobody is censored before day 0.

    Args:
        records: What is known of each course.
        assessments: The assessments of the courses.
        options: `os_censor_at`.
        explain: Write `event_description`.

    Sources:
        FDA 2018, Clinical trial endpoints for the approval of cancer drugs and biologics, sec. III.A.
    """
    seen = last_seen(records, assessments)
    told = pl.col("last_contact_day")
    known = pl.max_horizontal(told, "seen_day", "new_therapy_day")
    alive = known if options.os_censor_at == "latest" else pl.coalesce(told, known)
    dies = pl.col("death_day").is_not_null()
    rows = seen.with_columns(alive_day=alive).with_columns(
        slot=pl.lit(OS, pl.Int8),
        start_day=pl.lit(0, pl.Int32),
        day=pl.max_horizontal(pl.lit(0, pl.Int32), pl.coalesce("death_day", "alive_day")),
        reason=pl.when(dies).then(Reason.EVENT).otherwise(Reason.ALIVE).cast(pl.Int8),
    )
    return rows.with_columns(event_description=described() if explain else pl.lit(None, pl.String))


def last_seen(records: pl.DataFrame, assessments: Assessments) -> pl.DataFrame:
    """Keep one row per subject, the first, and add the day of the last assessment by any reader."""
    by_subject = (
        records.select("subject", "course")
        .join(assessments.last_days(), on="course", how="inner")
        .group_by("subject")
        .agg(seen_day=pl.col("day").max())
    )
    first = records.filter(pl.col("subject").ne_missing(pl.col("subject").shift(1)))
    return first.join(by_subject, on="subject", how="left", maintain_order="left")


def described() -> pl.Expr:
    """Say what the row rests on."""
    alive = pl.col("alive_day")
    return (
        pl.when(pl.col("death_day").is_not_null())
        .then(pl.format("death on day {}", "death_day"))
        .when(alive.is_null())
        .then(pl.lit("nothing is known after day 0"))
        .when(alive == pl.col("last_contact_day"))
        .then(pl.format("last contact on day {}", "alive_day"))
        .when(alive == pl.col("seen_day"))
        .then(pl.format("alive at the assessment of day {}", "alive_day"))
        .otherwise(pl.format("alive at the new therapy of day {}", "alive_day"))
    )
