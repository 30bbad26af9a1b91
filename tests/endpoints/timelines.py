"""One subject's reported responses and events, and the times that follow: what the tests of endpoints share."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import polars as pl

from ebbtide.assessment.reported_courses import reported_courses
from ebbtide.endpoints.best import best_responses
from ebbtide.endpoints.milestones import milestones_of
from ebbtide.endpoints.times import endpoints
from ebbtide.formats import read_study
from ebbtide.study import Options

if TYPE_CHECKING:
    from collections.abc import Mapping

SUBJECT = "P1"


class Time(NamedTuple):
    """How one time of the subject ends."""

    day: int
    event: bool
    censor_reason: str | None
    event_description: str | None


def event_on(day: int, said: str) -> Time:
    """An event, and what it is described as."""
    return Time(day, event=True, censor_reason=None, event_description=said)


def censored_on(day: int, reason: str, said: str) -> Time:
    """A censored time, its reason, and what it rests on."""
    return Time(day, event=False, censor_reason=reason, event_description=said)


def table_of(
    calls: Mapping[int, str],
    *,
    criterion: str = "recist-1.1",
    options: Options | None = None,
    events: Mapping[str, int] | None = None,
    **named: int,
) -> pl.DataFrame:
    """Derive the endpoints of a subject from responses by day, and from events by name."""
    chosen = options or Options()
    happened = {**(events or {}), **named}
    # Another subject is always there, so that a subject nobody assessed is in the study too.
    days = [0, *calls]
    reported = pl.DataFrame(
        {
            "subject": ["other", *[SUBJECT] * len(calls)],
            "day": days,
            "criterion": [criterion] * len(days),
            "overall_response": ["NE", *calls.values()],
        }
    )
    tables: dict[str, Any] = {"reported": reported, "subjects": pl.DataFrame({"subject": [SUBJECT, "other"]})}
    if happened:
        tables["events"] = pl.DataFrame(
            {"subject": [SUBJECT] * len(happened), "event": list(happened), "day": list(happened.values())}
        )
    study = read_study(tables, options=chosen)
    courses = reported_courses(study, chosen)
    milestones = milestones_of(study)
    best = best_responses(courses, milestones, chosen, explain=False)
    return endpoints(courses, milestones, best, chosen).filter(subject=SUBJECT)


def times_of(
    calls: Mapping[int, str],
    *,
    criterion: str = "recist-1.1",
    options: Options | None = None,
    events: Mapping[str, int] | None = None,
    **named: int,
) -> dict[str, Time]:
    """Give the times of a subject by endpoint."""
    table = table_of(calls, criterion=criterion, options=options, events=events, **named)
    rows = table.select("endpoint", "day", "event", "censor_reason", "event_description").iter_rows()
    return {name: Time(*rest) for name, *rest in rows}


def every(days: int, *words: str) -> dict[int, str]:
    """Space responses evenly: every so many days from day 0."""
    return {days * (place + 1): word for place, word in enumerate(words)}
