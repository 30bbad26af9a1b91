"""Survival by groups that only time tells apart, compared without giving anybody time for nothing.

Who is grouped by something that becomes known on day 90, a pseudoprogression say, has lived 90 days already.
Counting those days in favour of the group is the immortal-time bias. Here a group counts from a landmark: only
subjects still at risk on that day, each in the group it was known to be in by then, and time from then on.
"""

from __future__ import annotations

from typing import Final, NamedTuple

import polars as pl

from ebbtide.errors import DataError, EmptyTableError, MissingColumnError
from ebbtide.statistics.curves import IntervalKind, kaplan_meier, median_survival
from ebbtide.statistics.hazards import cox, log_rank
from ebbtide.statistics.times import order_of

__all__ = [
    "NOT_KNOWN",
    "SurvivalByGroup",
    "cox",
    "kaplan_meier",
    "landmark",
    "log_rank",
    "median_survival",
    "survival_by",
]

NOT_KNOWN: Final = "not known by then"
"""The group of a subject whose group became known after the landmark, or never."""
_ALWAYS: Final = -(2**31)
"""The day on which a group was known that was never unknown."""
_TIME: Final = ("subject", "start_day", "day", "event")


class SurvivalByGroup(NamedTuple):
    """What follows from comparing the survival of groups.

    Args:
        curves: As `kaplan_meier` gives them; days count from the landmark, or as the endpoint's duration does.
        medians: As `median_survival` gives them.
        test: As `log_rank` gives it.
        hazards: As `cox` gives them.
        left_out: Subjects that are in no group, and why: `reason`, `subjects`.
        landmark: The day the time counts from; None for the start of the endpoint.
    """

    curves: pl.DataFrame
    medians: pl.DataFrame
    test: pl.DataFrame
    hazards: pl.DataFrame
    left_out: pl.DataFrame
    landmark: int | None


def landmark(frame: pl.DataFrame, day: int) -> pl.DataFrame:
    """Take who is still at risk after a day, in the group that was known on it, with the time from then on.

    Args:
        frame: `subject`, `day` (of the event or of the end of observation), `event`, `group`, `known_day`, all days
            from day 0. A subject has as many rows as its group changed; the last known by the landmark counts.
        day: The landmark.

    Returns:
        One row per subject still at risk: `subject`, `group` (`NOT_KNOWN` where none was), `duration_days` from the
        landmark, `event`. Whoever has the event or is censored on the landmark or before is not there.

    Raises:
        MissingColumnError: If a column is not there.

    Sources:
        Anderson 1983.

    Examples:
        >>> frame = pl.DataFrame(
        ...     {
        ...         "subject": ["01", "02", "03"],
        ...         "day": [400, 80, 300],
        ...         "event": [False, True, True],
        ...         "group": ["pseudoprogression", "progression", "pseudoprogression"],
        ...         "known_day": [90, 60, 200],
        ...     }
        ... )
        >>> landmark(frame, 120).rows()
        [('01', 'pseudoprogression', 280, False), ('03', 'not known by then', 180, True)]
    """
    must_have(frame, ["subject", "day", "event", "group", "known_day"], "the frame of the landmark")
    in_time = pl.col("known_day") <= day
    words = [*order_of(frame["group"]), NOT_KNOWN]
    return (
        frame.filter(pl.col("day") > day)
        .with_columns(group=pl.when(in_time).then(pl.col("group").cast(pl.String)).fill_null(NOT_KNOWN))
        .with_columns(known_day=pl.when(in_time).then("known_day"))
        .sort("known_day", nulls_last=False, maintain_order=True)
        .unique("subject", keep="last", maintain_order=True)
        .sort("subject")
        .with_columns(duration_days=pl.col("day") - day)
        .select("subject", pl.col("group").cast(pl.Enum(list(dict.fromkeys(words)))), "duration_days", "event")
    )


def survival_by(  # noqa: PLR0913 - which rows, which groups, from when, how
    endpoints: pl.DataFrame,
    grouping: pl.DataFrame,
    *,
    endpoint: str = "OS",
    landmark: int | None = None,
    criterion: str | None = None,
    reader: str | None = None,
    reference: str | None = None,
    interval: IntervalKind = "log-log",
    level: float = 0.95,
) -> SurvivalByGroup:
    """Compare the times to an endpoint of groups of subjects.

    Args:
        endpoints: `subject`, `reader`, `criterion`, `endpoint`, `start_day`, `day`, `event`: the table `endpoints`.
        grouping: `subject`, `group` and, for groups that become known in time, `known_day`. Without that column the
            groups are taken for known from the start, as an arm of a trial is.
        endpoint: Which one, such as `OS` or `PFS`.
        landmark: The day the comparison counts from; None for the start of the endpoint, which is refused for
            groups that become known only later.
        criterion: Whose rows of the endpoint; None where they agree.
        reader: Likewise.
        reference: The group the others are compared with; the first in order when left out.
        interval: As for `kaplan_meier`.
        level: The confidence of all intervals.

    Returns:
        Curves, medians, test, hazards, and who was left out.

    Raises:
        MissingColumnError: If a column is not there.
        EmptyTableError: If no subject has this endpoint, or none is at risk at the landmark.
        DataError: If a subject has several times of this endpoint, or groups become known after the start and no
            landmark is given.
        MissingExtraError: If lifelines is not installed.

    Examples:
        >>> days, subjects = [100, 200, 300, 400], ["01", "02", "03", "04"]
        >>> endpoints = pl.DataFrame({"subject": subjects, "day": days}).with_columns(
        ...     reader=pl.lit(""), criterion=pl.lit("irecist"), endpoint=pl.lit("OS"), start_day=0, event=True
        ... )
        >>> arms = pl.DataFrame({"subject": subjects, "group": ["a", "b", "a", "b"]})
        >>> survival_by(endpoints, arms).medians.select("group", "median").rows()
        [('a', 201.0), ('b', 301.0)]
    """
    must_have(grouping, ["subject", "group"], "the grouping")
    times = times_of(endpoints, endpoint, criterion, reader)
    rows = times.join(with_known_day(grouping), on="subject", how="left", maintain_order="left")
    if landmark is None:
        must_be_known_at_start(rows)
        ready = from_the_start(rows)
    else:
        ready = at_landmark(rows.filter(pl.col("start_day") <= landmark), landmark)
    if ready.is_empty():
        raise EmptyTableError(
            f"nobody is at risk of {endpoint} in a group that is known",
            hint="look at the landmark: it may lie behind the last follow-up",
        )
    columns = (ready["duration_days"], ready["event"], ready["group"])
    curves = kaplan_meier(*columns, interval=interval, level=level)
    return SurvivalByGroup(
        curves,
        median_survival(curves),
        log_rank(*columns),
        cox(*columns, reference=reference, level=level),
        left_out(times, rows, ready, landmark),
        landmark,
    )


def times_of(endpoints: pl.DataFrame, endpoint: str, criterion: str | None, reader: str | None) -> pl.DataFrame:
    """Find the one time of each subject to an endpoint.

    Raises:
        MissingColumnError: If a column is not there.
        EmptyTableError: If no subject has it.
        DataError: If one has several that differ.
    """
    must_have(endpoints, [*_TIME, "reader", "criterion", "endpoint"], "the table of endpoints")
    # Overall survival belongs to a subject: its rows name neither criterion nor reader.
    named = {"criterion": criterion, "reader": reader}
    wanted = [pl.col(name).is_in([word, ""]) for name, word in named.items() if word is not None]
    chosen = endpoints.filter(pl.col("endpoint") == endpoint, *wanted)
    times = chosen.drop_nulls(["start_day", "day", "event"]).select(_TIME).unique(maintain_order=True)
    if times.is_empty():
        there = ", ".join(endpoints["endpoint"].cast(pl.String).unique().sort()) or "none"
        raise EmptyTableError(f"no subject has a time to {endpoint}", hint=f"the endpoints there are: {there}")
    if times["subject"].is_duplicated().any():
        choices = [
            f"{name} ({', '.join(sorted(chosen[name].cast(pl.String).unique().drop_nulls()))})"
            for name in ("criterion", "reader")
            if chosen[name].n_unique() > 1
        ]
        raise DataError(
            f"a subject has several times to {endpoint}", hint=f"name one {' and one '.join(choices) or 'row each'}"
        )
    return times


def with_known_day(grouping: pl.DataFrame) -> pl.DataFrame:
    """Take groups without a day for known from the start."""
    if "known_day" in grouping.columns:
        return grouping.select("subject", "group", pl.col("known_day").cast(pl.Int32))
    if grouping["subject"].is_duplicated().any():
        raise DataError(
            "a subject is in several groups", hint="give the column known_day if a group changes in the course of time"
        )
    return grouping.select("subject", "group", known_day=pl.lit(_ALWAYS, pl.Int32))


def must_be_known_at_start(rows: pl.DataFrame) -> None:
    """Refuse groups that only the future tells.

    Raises:
        DataError: If one becomes known after the start of the endpoint.
    """
    later = rows.filter(
        pl.col("group").is_not_null() & (pl.col("known_day") > pl.col("start_day")).fill_null(value=True)
    )
    if len(later):
        first = later.row(0, named=True)
        when = "not known yet" if first["known_day"] is None else f"known on day {first['known_day']} only"
        raise DataError(
            f"the group of {later['subject'].n_unique()} subjects becomes known after the start: "
            f"{first['subject']} is {first['group']}, {when}",
            hint="compare from a day on which the groups are known: landmark=..., or --landmark on the command line",
        )


def from_the_start(rows: pl.DataFrame) -> pl.DataFrame:
    """Take everybody in a group, with the time from the start of the endpoint, its first day counted."""
    return (
        rows.filter(pl.col("group").is_not_null())
        .sort("known_day", maintain_order=True)
        .unique("subject", keep="last", maintain_order=True)
        .select("subject", "group", duration_days=pl.col("day") - pl.col("start_day") + 1, event="event")
    )


def at_landmark(rows: pl.DataFrame, day: int) -> pl.DataFrame:
    """Take those in a group that was known at the landmark."""
    return landmark(rows, day).filter(pl.col("group") != NOT_KNOWN)


def left_out(times: pl.DataFrame, rows: pl.DataFrame, ready: pl.DataFrame, day: int | None) -> pl.DataFrame:
    """Count who is not compared, by reason."""
    gone = times.filter(~pl.col("subject").is_in(ready["subject"].implode()))
    grouped = pl.col("subject").is_in(rows.filter(pl.col("group").is_not_null())["subject"].implode())
    early = pl.lit(value=False) if day is None else pl.col("day") <= day
    late = pl.lit(value=False) if day is None else pl.col("start_day") > day
    reason = (
        pl.when(late)
        .then(pl.lit("the endpoint starts after the landmark"))
        .when(early & pl.col("event"))
        .then(pl.lit("event by the landmark"))
        .when(early)
        .then(pl.lit("censored by the landmark"))
        .when(grouped)
        .then(pl.lit("group not known by the landmark"))
        .otherwise(pl.lit("no group"))
    )
    return gone.group_by(reason=reason).agg(subjects=pl.col("subject").n_unique().cast(pl.Int64)).sort("reason")


def must_have(frame: pl.DataFrame, columns: list[str], name: str) -> None:
    """Refuse a frame that lacks a column.

    Raises:
        MissingColumnError: If one is not there.
    """
    if not set(columns) <= set(frame.columns):
        raise MissingColumnError.among(columns, frame.columns, file=name)
