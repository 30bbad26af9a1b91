"""Whether a time ends in an event or is censored, on which day and for what reason."""

from __future__ import annotations

from enum import IntEnum
from typing import TYPE_CHECKING, Final

import polars as pl

from ebbtide.endpoints.follow_up import FAR
from ebbtide.errors import CriteriaError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ebbtide.endpoints.follow_up import Assessments
    from ebbtide.study import Options

__all__ = ["CENSOR_REASONS", "REASON_WORDS", "Cause", "Reason", "check_visits", "ended", "most_days_apart"]


class Cause(IntEnum):
    """What an event is; the earlier member holds where two fall on one day."""

    NONE = 0
    PROGRESSION = 1
    DEATH = 2
    NEW_THERAPY = 3
    RESPONSE = 4


class Reason(IntEnum):
    """Why a time is censored; 0 where it is not."""

    EVENT = 0
    NO_EVENT = 1
    NO_POSTBASELINE_ASSESSMENT = 2
    NEW_THERAPY = 3
    MISSED_VISITS = 4
    PENDING_CONFIRMATION = 5
    UNASSESSED_DEATH = 6
    DEATH = 7
    ALIVE = 8


CENSOR_REASONS: Final[Mapping[str, str]] = {
    "NO_EVENT": "no event by the last assessment",
    "NO_POSTBASELINE_ASSESSMENT": "no assessment after day 0 that could be evaluated; censored on day 0",
    "NEW_THERAPY": "a new anticancer therapy began before any event",
    "MISSED_VISITS": "the event came after too many missed visits",
    "PENDING_CONFIRMATION": "a progression that was never confirmed, and by option does not count",
    "UNASSESSED_DEATH": "death without any assessment after day 0, and by option it does not count; day 0",
    "DEATH": "death without progression, where only progression counts",
    "ALIVE": "alive when last known of; overall survival only",
}
"""The closed list of reasons for which a time is censored, and what each means."""

REASON_WORDS: Final = pl.Series([None, *CENSOR_REASONS], dtype=pl.String)
"""The word of each `Reason`."""


def check_visits(options: Options) -> None:
    """Refuse options that count planned visits where nothing tells how far they lie apart.

    Raises:
        CriteriaError: If `visit_interval_days` is 0 and another option needs it.
    """
    needs = {
        f"pfs_missed_visits={options.pfs_missed_visits}": options.pfs_missed_visits > 0,
        "pfs_unassessed_death=event_if_early": options.pfs_unassessed_death == "event_if_early",
    }
    asked = [name for name, is_asked in needs.items() if is_asked]
    if asked and not options.visit_interval_days:
        raise CriteriaError(
            f"{' and '.join(asked)}: nothing tells how many days the planned visits lie apart",
            hint="set visit_interval_days, for example to 42 for a scan every six weeks",
        )


def most_days_apart(visits: int, options: Options, since_assessment: pl.Expr) -> pl.Expr:
    """Give the days after which so many planned visits have been missed.

    From day 0 only the visit can be late; from an assessment, that one may have been early as well.

    Args:
        visits: How many visits.
        options: `visit_interval_days` and `visit_window_days`.
        since_assessment: Whether an assessment, and not day 0, is counted from.
    """
    late = visits * options.visit_interval_days + options.visit_window_days
    return pl.lit(late) + pl.when(since_assessment).then(options.visit_window_days).otherwise(0)


def ended(spans: pl.DataFrame, assessments: Assessments, options: Options) -> pl.DataFrame:
    """Decide how each time ends.

    The earliest event holds, unless an option censors it; where there is none, the last assessment censors.

    Args:
        spans: One row per time: `course`, `start_day`, `progression_day`, `death_day` and `therapy_day` (those
            that count), `cut_day`, `open_day` (of a progression that waits for confirmation and does not count)
            and `dies` (death that does not count by the endpoint). Days are null where there is none.
        assessments: The assessments of the courses.
        options: `pfs_missed_visits`, `visit_interval_days`, `visit_window_days`, `pfs_unassessed_death`,
            `pfs_censor_at`.

    Returns:
        The same rows with `event_day` and `cause` (what would end it), `prior_day` and `prior_response` (the
        assessment it rests on), `apart` (days from it to the event), `reason` and `day`.

    Sources:
        FDA 2018, Clinical trial endpoints for the approval of cancer drugs and biologics, appendix 3, table A.
    """
    told = with_prior(with_event(spans), assessments)
    is_event, prior = pl.col("event_day").is_not_null(), pl.col("prior_day")
    unassessed = (pl.col("cause") == Cause.DEATH) & prior.is_null()
    told = told.with_columns(apart=pl.col("event_day") - prior.fill_null(0), unassessed=unassessed)
    told = told.with_columns(
        reason=pl.when(pl.col("unassessed") & ~death_counts(options))
        .then(Reason.UNASSESSED_DEATH)
        .when(is_event & came_too_late(options))
        .then(Reason.MISSED_VISITS)
        .when(is_event)
        .then(Reason.EVENT)
        .otherwise(reason_without_event())
        .cast(pl.Int8)
    )
    if options.pfs_censor_at == "last_assessment":
        told = with_any_assessment(told, assessments)
    at_day_0 = pl.col("prior_day").is_null() & pl.col("reason").is_in([Reason.NO_EVENT, Reason.NEW_THERAPY])
    return told.with_columns(
        reason=pl.when(at_day_0).then(Reason.NO_POSTBASELINE_ASSESSMENT).otherwise("reason").cast(pl.Int8),
        day=pl.max_horizontal(
            "start_day", pl.when(pl.col("reason") == Reason.EVENT).then("event_day").otherwise("prior_day")
        ),
    )


def with_event(spans: pl.DataFrame) -> pl.DataFrame:
    """Find the earliest event; of two on one day progression comes before death, and death before a new therapy."""
    return spans.with_columns(event_day=pl.min_horizontal("progression_day", "death_day", "therapy_day")).with_columns(
        cause=pl.when(pl.col("progression_day") == pl.col("event_day"))
        .then(Cause.PROGRESSION)
        .when(pl.col("death_day") == pl.col("event_day"))
        .then(Cause.DEATH)
        .when(pl.col("therapy_day") == pl.col("event_day"))
        .then(Cause.NEW_THERAPY)
        .otherwise(Cause.NONE)
        .cast(pl.Int8)
    )


def with_prior(spans: pl.DataFrame, assessments: Assessments) -> pl.DataFrame:
    """Find the last evaluable assessment before the event, before what is open, or before the cut."""
    of_progression = pl.col("cause") == Cause.PROGRESSION
    until = (
        pl.when(of_progression)
        .then(pl.col("event_day") - 1)
        .otherwise(pl.coalesce("event_day", pl.col("open_day") - 1, "cut_day", pl.lit(FAR)))
    )
    found = assessments.last_evaluable(spans["course"], spans.select(until.alias("until")).to_series())
    return spans.with_columns(found)


def with_any_assessment(told: pl.DataFrame, assessments: Assessments) -> pl.DataFrame:
    """Rest what ended without an event on the last assessment, evaluable or not."""
    plain = pl.col("reason").is_in([Reason.NO_EVENT, Reason.NEW_THERAPY, Reason.DEATH])
    until = told.select(pl.coalesce("cut_day", pl.lit(FAR)).alias("until")).to_series()
    any_day, any_response = assessments.last_of_any(told["course"], until)
    return told.with_columns(
        prior_day=pl.when(plain).then(any_day).otherwise("prior_day"),
        prior_response=pl.when(plain).then(any_response).otherwise("prior_response"),
    )


def reason_without_event() -> pl.Expr:
    """Say why a time without event is censored."""
    return (
        pl.when(pl.col("open_day").is_not_null())
        .then(Reason.PENDING_CONFIRMATION)
        .when("dies")
        .then(Reason.DEATH)
        .when(pl.col("cut_day").is_not_null())
        .then(Reason.NEW_THERAPY)
        .otherwise(Reason.NO_EVENT)
    )


def death_counts(options: Options) -> pl.Expr:
    """Tell whether a death counts that no assessment after day 0 precedes."""
    if options.pfs_unassessed_death == "event_if_early":
        return pl.col("event_day") <= most_days_apart(2, options, pl.lit(value=False))
    return pl.lit(options.pfs_unassessed_death == "event")


def came_too_late(options: Options) -> pl.Expr:
    """Tell whether an event came after too many missed visits; an unassessed death has its own option."""
    if not options.pfs_missed_visits:
        return pl.lit(value=False)
    since = pl.col("prior_day").is_not_null()
    return ~pl.col("unassessed") & (pl.col("apart") > most_days_apart(options.pfs_missed_visits, options, since))
