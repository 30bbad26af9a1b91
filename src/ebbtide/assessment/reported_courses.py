"""Courses of the responses that readers, or a database, called themselves.

The words are taken as they are: no rule of a criterion is applied to them again. Which
progression was confirmed follows from the calls, by the same second fold as for computed ones.
"""

from __future__ import annotations

from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, Final

import polars as pl

from ebbtide.assessment.assessing import other_readings, rulings_of
from ebbtide.assessment.courses import CALLS, PROGRESSIONS, Courses, first_progressions, number_heads, with_everybody
from ebbtide.criteria import ANY_BY_ID, chosen, composites
from ebbtide.criteria.parts.composite.criterion import settle_episodes
from ebbtide.criteria.parts.composite.looks import Verdict
from ebbtide.criteria.parts.overall import is_evaluable
from ebbtide.criteria.parts.records import MISSING, NEGATED_BY_NEXT
from ebbtide.criteria.parts.settlement import NOT_CONFIRMED, OUTCOMES, STANDS, WAS_CONFIRMED, outcome_after
from ebbtide.errors import DataError
from ebbtide.study import Finding
from ebbtide.terms.responses import CPD, CR, IGNORED, NE, NED, NON, NOT_DONE, PD, PR, SD

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from ebbtide.assessment.judging import Ruling
    from ebbtide.criteria import AnyCriterion, CompositeCriterion
    from ebbtide.study import Options, Study

__all__ = ["reported_courses"]

BADNESS: Final = (NOT_DONE, IGNORED, NE, NED, CR, PR, SD, NON, PD, CPD)
"""Responses from the one that yields to any other on the same day to the one that yields to none."""
_STREAM: Final = ("subject", "reader")
_CALL: Final = (*_STREAM, "criterion", "day")


def reported_courses(study: Study, options: Options, criteria: Iterable[str] | None = None) -> Courses:
    """Bring the responses of the table `reported` into courses.

    One response counts per day: the worst of several. Those before day 0 are no follow-up. A word that is no
    response counts as NE. Each of the three is noted.

    Args:
        study: The study.
        options: Its options; they decide what confirms a progression.
        criteria: Ids; None for every criterion that is reported.

    Raises:
        DataError: If the study reports nothing, or nothing under these criteria.
        CriteriaError: If a criterion is unknown.
    """
    rows = study.table("reported")
    wanted = chosen(
        criteria if criteria is not None else [name for name in rows["criterion"].unique() if name in ANY_BY_ID]
    )
    ids = [criterion.id for criterion in wanted]
    # A row that gives only the parts of a response is no overall response, not even NE.
    kept = rows.filter(pl.col("criterion").is_in(ids) & pl.col("overall_response").is_not_null())
    if kept.is_empty():
        raise nothing_reported(study, ids)
    words = kept.select("criterion", "overall_response").unique(maintain_order=True)
    codes = [ANY_BY_ID[name].code_of(word) for name, word in words.iter_rows()]
    table = words.with_columns(response=pl.Series(codes, dtype=pl.Int8))
    said = kept.join(table, on=words.columns, how="left", maintain_order="left")
    unknown = said.filter(pl.col("response").is_null())
    said = said.with_columns(pl.col("response").fill_null(NE))
    streams = kept.select(_STREAM).unique().sort(_STREAM)
    heads = number_heads(with_everybody(streams, study.subjects), streams, wanted)
    calls = worst_of_each_day(said.filter(pl.col("day") >= 0), heads)
    follows = [criterion for criterion in wanted if criterion.confirms]
    rulings = [*rulings_of(follows, options), *other_readings(follows, options)]
    progressions = pl.concat(
        [
            followed(calls, heads, rulings),
            followed_apart(calls, heads, composites(follows)),
            first_progressions(calls, heads, [criterion.id for criterion in follows]),
        ]
    ).sort("course", "day", maintain_order=True)
    findings = (*findings_of_words(unknown), *findings_of_days(said), *findings_of_criteria(rows))
    return Courses(heads, calls, progressions, wanted, findings)


def nothing_reported(study: Study, ids: Sequence[str]) -> DataError:
    """Say that there is nothing to go by."""
    named = sorted(study.table("reported")["criterion"].unique())
    said = f"reports responses under {', '.join(named)} only" if named else "reports no responses"
    hint = f"under one of {', '.join(ids)}" if ids else "by a criterion of `ebbtide criteria`"
    return DataError(
        f"the study {study.name!r} {said}",
        hint=f"give a table `reported`, or RS, {hint}; or leave --responses at `computed`",
    )


def worst_of_each_day(said: pl.DataFrame, heads: pl.DataFrame) -> pl.DataFrame:
    """Keep one response per course and day, the worst."""
    badness = pl.col("response").replace_strict({code: place for place, code in enumerate(BADNESS)})
    return (
        said.join(heads, on=[*_STREAM, "criterion"])
        .with_columns(badness=badness, measured="response")
        .sort("course", "day", "badness", maintain_order=True)
        .unique(["course", "day"], keep="last", maintain_order=True)
        .select(pl.col(name).cast(kind) for name, kind in CALLS.items())
    )


def followed(calls: pl.DataFrame, heads: pl.DataFrame, rulings: Sequence[Ruling]) -> pl.DataFrame:
    """Follow each progression through the later calls of its course."""
    rows = [
        (course, ruling.reading, *settled)
        for ruling in rulings
        for course, days in courses_under(calls, heads, ruling.criterion)
        for settled in settle(days, ruling)
    ]
    return pl.DataFrame(rows, schema=PROGRESSIONS, orient="row")


def followed_apart(calls: pl.DataFrame, heads: pl.DataFrame, criteria: Sequence[CompositeCriterion]) -> pl.DataFrame:
    """Follow each progression under criteria that put parts together."""
    rows = [
        (course, "", outcome.day, outcome.outcome, outcome.known_day)
        for criterion in criteria
        for course, days in courses_under(calls, heads, criterion)
        for outcome in (criterion.settle or settle_episodes)(
            [Verdict(response) for _, response in days], [day for day, _ in days]
        )
    ]
    return pl.DataFrame(rows, schema=PROGRESSIONS, orient="row")


def courses_under(
    calls: pl.DataFrame, heads: pl.DataFrame, criterion: AnyCriterion
) -> Iterator[tuple[int, list[tuple[int, int]]]]:
    """Give the courses of a criterion, each as days and responses."""
    own = calls.join(heads.filter(criterion=criterion.id), on="course", how="semi", maintain_order="left")
    rows = own.select("course", "day", "response").iter_rows()
    for course, days in groupby(rows, key=itemgetter(0)):
        yield course, [(day, response) for _, day, response in days]


def settle(days: Sequence[tuple[int, int]], ruling: Ruling) -> Iterator[tuple[int, str, int | None]]:
    """Settle each unconfirmed progression of one course: its day, its outcome and the day that made it known."""
    upheld: tuple[int, int] | None = None
    for place, (day, response) in enumerate(days):
        if response != PD:
            if is_evaluable(response) and ruling.definition.confirms == NEGATED_BY_NEXT:
                upheld = None  # imRECIST starts afresh: another progression may wait to be negated
            continue
        # The call that confirms the first progression is none that waits: it is settled on its own day.
        is_upheld = upheld is not None and upheld[1] == day
        outcome, known = upheld if upheld is not None and is_upheld else outcome_of(days, place, ruling)
        if upheld is None and known is not None and outcome in (WAS_CONFIRMED, STANDS):
            upheld = (outcome, known)
        yield day, OUTCOMES[outcome], known


def outcome_of(days: Sequence[tuple[int, int]], place: int, ruling: Ruling) -> tuple[int, int | None]:
    """Find what later calls make of the progression at a place, and on which day."""
    day = days[place][0]
    for later, call in days[place + 1 :]:
        # Reported responses come without a burden: growth between them cannot be seen.
        outcome = outcome_after(ruling.definition, day, MISSING, call, later, MISSING)
        if outcome != NOT_CONFIRMED:
            return outcome, later
    return NOT_CONFIRMED, None


def findings_of_words(unknown: pl.DataFrame) -> Iterator[Finding]:
    """Note the words that are no response."""
    for row in unknown.iter_rows(named=True):
        yield Finding(
            "ASSESS06",
            "warning",
            "reported",
            row["row"],
            "overall_response",
            row["subject"],
            f"{row['overall_response']!r} is no response and counts as NE",
            "use a response as controlled terminology spells it",
        )


def findings_of_days(said: pl.DataFrame) -> Iterator[Finding]:
    """Note the days with several responses."""
    repeated = said.group_by(_CALL, maintain_order=True).agg(pl.col("row").min(), pl.col("overall_response").unique())
    for row in repeated.filter(pl.col("overall_response").list.len() > 1).iter_rows(named=True):
        words = ", ".join(sorted(row["overall_response"]))
        yield Finding(
            "ASSESS07",
            "error",
            "reported",
            row["row"],
            "overall_response",
            row["subject"],
            f"two {row['criterion']} responses on day {row['day']}: {words}; the worst counts",
            "keep the right one",
        )


def findings_of_criteria(rows: pl.DataFrame) -> Iterator[Finding]:
    """Note the criteria whose responses nothing is derived from."""
    others = rows.filter(~pl.col("criterion").is_in(list(ANY_BY_ID)))
    for criterion, count in others.group_by("criterion", maintain_order=True).len().iter_rows():
        yield Finding(
            "ASSESS08",
            "warning",
            "reported",
            None,
            "criterion",
            None,
            f"{count:,} {'response' if count == 1 else 'responses'} under {criterion} not used",
            "see `ebbtide criteria` for the criteria that are derived from",
        )
