"""Times to events: survival, progression-free survival, time to progression and to response, duration of response.

Days count from day 0, and durations as ADaM counts them: the first day is day 1.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from ebbtide.endpoints.censoring import REASON_WORDS, Reason, check_visits, ended
from ebbtide.endpoints.event_descriptions import describe_ends
from ebbtide.endpoints.follow_up import Assessments
from ebbtide.endpoints.overall_survival import survival_of
from ebbtide.endpoints.responders import responders_of, times_to_response
from ebbtide.endpoints.slots import OS, SLOTS, names_of
from ebbtide.endpoints.spans import records_of, spans_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ebbtide.assessment.courses import Courses
    from ebbtide.study import Options

__all__ = ["ENDPOINTS", "endpoints"]

ENDPOINTS: Final = {
    "subject": pl.String,
    "reader": pl.String,
    "criterion": pl.String,
    "endpoint": pl.String,
    "start_day": pl.Int32,
    "day": pl.Int32,
    "duration_days": pl.Int32,
    "event": pl.Boolean,
    "censor_reason": pl.String,
    "event_description": pl.String,
}
"""Names and types of the table `endpoints`, in order."""

_ROWS: Final = ("place", "slot", "start_day", "day", "reason", "event_description")


def endpoints(
    courses: Courses, milestones: pl.DataFrame, best: pl.DataFrame, options: Options, *, explain: bool = True
) -> pl.DataFrame:
    """Derive the times to events of all courses.

    Args:
        courses: The courses of responses.
        milestones: Deaths, last contacts and new therapies, as of `milestones_of`.
        best: The best responses of the courses, as of `best_responses`: `subject`, `reader`, `criterion`,
            `response_day` and `confirmed_response_day` tell who responded, and from which day.
        options: How protocols differ.
        explain: Write `event_description`.

    Returns:
        The table `endpoints`: `subject`, `reader`, `criterion`, `endpoint`, `start_day`, `day`, `duration_days`
        (days, both ends counted), `event`, `censor_reason` (a word of `CENSOR_REASONS`, null for an event) and
        `event_description`. Overall survival has one row per subject, with reader and criterion empty. TTR and
        DOR have rows for responders only. imRECIST has PFS twice, the second named after the other reading.

    Raises:
        CriteriaError: If an option counts planned visits and nothing tells how far they lie apart.

    Sources:
        FDA 2018, Clinical trial endpoints for the approval of cancer drugs and biologics, appendix 3;
        Eisenhauer 2009, sec. 4.7 (duration of response); Seymour 2017 (iPFS); Hodi 2018 (imPFS);
        Wolchok 2009 (irPD).

    Examples:
        >>> import ebbtide
        >>> from ebbtide.endpoints.best import best_responses
        >>> from ebbtide.endpoints.milestones import milestones_of
        >>> study = ebbtide.read_study(ebbtide.examples.path("gastric-car-t"))
        >>> judged = ebbtide.assess(study, criteria=["recist-1.1"], explanations=False)
        >>> best = best_responses(judged.courses, milestones_of(study), study.options)
        >>> table = endpoints(judged.courses, milestones_of(study), best, study.options)
        >>> table.select("endpoint", "day", "event", "event_description").row(1)
        ('PFS', 28, True, 'PD on day 28')
    """
    check_visits(options)
    assessments = Assessments.of(courses)
    records = records_of(courses, milestones, options)
    responders = responders_of(courses, records, best, options)
    decided = ended(spans_of(courses, records, responders, options), assessments, options)
    parts = [
        describe_ends(decided, options) if explain else undescribed(decided),
        times_to_response(responders, explain=explain),
        survival_of(records, assessments, options, explain=explain),
    ]
    return as_table(in_order(parts), courses.heads, options)


def undescribed(rows: pl.DataFrame) -> pl.DataFrame:
    """Leave the descriptions out."""
    return rows.with_columns(event_description=pl.lit(None, pl.String))


def as_table(rows: pl.DataFrame, heads: pl.DataFrame, options: Options) -> pl.DataFrame:
    """Give the rows their subjects, names and words."""
    of_course = rows["slot"] != OS
    named = heads.select("subject", "reader", "criterion")[rows["place"]]
    reason = rows["reason"].cast(pl.Int64)
    return (
        rows.hstack(named)
        .with_columns(
            pl.when(of_course).then(pl.col("reader", "criterion")).otherwise(pl.lit("")),
            names_of(rows["slot"], rows["place"], heads["criterion"], options),
            REASON_WORDS.gather(reason).alias("censor_reason"),
            duration_days=pl.col("day") - pl.col("start_day") + 1,
            event=reason == Reason.EVENT,
        )
        .select(pl.col(name).cast(kind) for name, kind in ENDPOINTS.items())
    )


def in_order(parts: Sequence[pl.DataFrame]) -> pl.DataFrame:
    """Bring rows into the order of heads, and the times of a course into that of their slots."""
    key = pl.col("place").cast(pl.Int64) * SLOTS + pl.col("slot")
    rows = pl.concat([part.select(_ROWS) for part in parts])
    return rows[rows.select(key.arg_sort()).to_series()]
