"""The study therapy: when it was given, when it failed, and whether it went on after progression.

The study therapy is what was given on day 0, apart from what only prepares or supports it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from ebbtide.patterns.words import NO, NOT_COMPUTABLE, YES, first_that_holds, said
from ebbtide.terms.responses import PD

if TYPE_CHECKING:
    from ebbtide.patterns.record import Record
    from ebbtide.study import Study

__all__ = ["failures_of", "study_therapy", "treatment_beyond_progression"]

SUPPORTING: Final = (
    "lymphodepletion",
    "leukapheresis",
    "bridging",
    "anti_cytokine",
    "antiemetic",
    "corticosteroid",
    "premedication",
    "radiotherapy",
    "supportive",
    "surgery",
)
"""Classes of what is given on day 0 beside the therapy under study."""
DISCONTINUED: Final = ("treatment_end", "treatment_discontinuation", "end_of_treatment", "discontinuation")


def study_therapy(study: Study) -> pl.DataFrame:
    """Find every administration of the study therapy.

    Returns:
        `subject`, `day`, `end_day` (null where none is recorded), in no order.
    """
    rows = study.table("treatments").with_columns(name=pl.col("agent").str.to_lowercase())
    therapy = ~pl.col("class").is_in(SUPPORTING).fill_null(value=False)
    started = rows.filter(pl.col("day") == 0, therapy).select("subject", "name").unique()
    return rows.join(started, on=["subject", "name"], how="semi").select("subject", "day", "end_day")


def failures_of(study: Study, limit: int) -> pl.DataFrame:
    """Tell whether treatment failed by a day: its end for any reason, a new therapy, or death.

    A treatment that was given after that day had not failed by it. The end of treatment is an event, or the last
    day of a row that spans days; a single dose has no end.

    Args:
        study: The study; its tables `treatments` and `events` are read.
        limit: The last day that counts.

    Returns:
        `subject`, `failed` (null where the record does not tell), `failure_day`, `treated_day` (the first day after
        the limit by which it had not failed).
    """
    ends = ("death", "new_therapy", *DISCONTINUED)
    events = study.table("events").filter(pl.col("event").is_in(ends)).select("subject", failure_day="day")
    given = study_therapy(study)
    spans = given.filter(pl.col("end_day") > pl.col("day"))
    late = pl.max_horizontal("day", "end_day") > limit
    last = given.group_by("subject").agg(
        treated_day=pl.max_horizontal(pl.col("day"), pl.lit(limit + 1)).filter(late).min(),
        whole=(pl.col("end_day") > pl.col("day")).all(),
    )
    stopped = (
        spans.group_by("subject")
        .agg(failure_day=pl.col("end_day").max())
        .join(last.filter(pl.col("whole").fill_null(value=False)), on="subject", how="semi")
    )
    failure = pl.concat([events, stopped.select(events.columns)]).group_by("subject").agg(pl.col("failure_day").min())
    known = failure.join(last, on="subject", how="full", coalesce=True)
    late = pl.col("treated_day").is_not_null()
    in_time, ended_later = pl.col("failure_day") <= limit, pl.col("failure_day") > limit
    failed = first_that_holds(
        [(in_time, pl.lit(value=True)), (late | ended_later, pl.lit(value=False))], pl.lit(None, pl.Boolean)
    )
    return known.select("subject", "failure_day", failed=failed, treated_day=pl.coalesce("treated_day", "failure_day"))


def treatment_beyond_progression(study: Study, record: Record, *, explain: bool) -> pl.DataFrame:
    """Tell whether the study therapy was given after the first PD under RECIST 1.1.

    Sources:
        Eisenhauer 2009, sec. 4.3.4 (when PD is called); the choice to go on is the treating physician's.
    """
    progressions = record.calls_under("recist-1.1").filter(pl.col("response") == PD)
    first = progressions.unique("stream", keep="first", maintain_order=True).select("stream", pd_day="day")
    rows = record.streams.join(first, on="stream", how="left", maintain_order="left")
    given = rows.select("stream", "subject", "pd_day").join(study_therapy(study), on="subject")
    later = pl.max_horizontal("day", "end_day") > pl.col("pd_day")
    # A treatment that spans the day of progression went on the day after it.
    next_day = pl.max_horizontal(pl.col("day"), pl.col("pd_day") + 1)
    told = given.group_by("stream").agg(given_day=next_day.filter(later).min(), treated=pl.lit(value=True).first())
    rows = rows.with_columns(seen=record.is_seen("recist-1.1")).join(
        told, on="stream", how="left", maintain_order="left"
    )
    pd_day, given_day = pl.col("pd_day"), pl.col("given_day")
    cases = [
        (
            given_day.is_not_null(),
            YES,
            said("PD of day {}; the study therapy was given on day {}.", "pd_day", "given_day"),
        ),
        (~pl.col("seen"), NOT_COMPUTABLE, pl.lit("No assessment after baseline can be evaluated under RECIST 1.1.")),
        (pd_day.is_null(), NO, said("No PD in the record, which ends on day {}.", "last_day")),
        (
            pl.col("treated").is_null(),
            NOT_COMPUTABLE,
            said("PD of day {}; no treatment is recorded that began on day 0.", "pd_day"),
        ),
    ]
    text = first_that_holds(
        [(case, words) for case, _, words in cases],
        said("PD of day {}; no study therapy after it to day {}.", "pd_day", "last_day"),
    )
    return rows.select(
        "stream",
        call=first_that_holds([(case, pl.lit(call)) for case, call, _ in cases], pl.lit(NO)),
        basis_day="pd_day",
        known_day=pl.when(given_day.is_not_null()).then(given_day),
        explanation=text if explain else pl.lit(None, pl.String),
    )
