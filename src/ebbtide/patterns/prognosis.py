"""The group a subject was known to be in by a day, for comparing what became of the groups afterwards."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from ebbtide.errors import CriteriaError, DataError
from ebbtide.terms.responses import CR, NON, PR, SD

if TYPE_CHECKING:
    from ebbtide.assessment.courses import Courses

__all__ = ["GROUPS", "groups_at"]

GROUPS: Final = (
    "pseudoprogression",
    "confirmed progression",
    "progression not settled",
    "response",
    "stable disease",
    "not assessed",
)
"""The groups, the first that holds standing."""
_FINAL: Final = ("confirmed", "stands", "final")


def groups_at(
    day: int,
    patterns: pl.DataFrame,
    courses: Courses,
    *,
    criterion: str = "irecist",
    definition: str = "irecist",
    reader: str | None = None,
) -> pl.DataFrame:
    """Tell the group of each subject from nothing but what was known on a day.

    The first that holds: a pseudoprogression was known, whatever came after it; a progression was known to be
    confirmed (under criteria that confirm none, there was one); there was a progression that nothing had settled
    yet; there was a response; there was stable disease; there was no assessment that says anything.

    Args:
        day: The landmark, from day 0.
        patterns: The table `patterns`.
        courses: The courses of the study.
        criterion: Whose responses and progressions are meant.
        definition: Which definition of pseudoprogression.
        reader: Whose; needed where several read.

    Returns:
        One row per subject: `subject`, `group` (a word of `GROUPS`, as an Enum) and `known_day`, the day it was
        known; for `not assessed` the landmark itself.

    Raises:
        CriteriaError: If nothing was judged under the criterion, or the definition was not asked for.
        DataError: If several readers read and none is named, or the one named did not.

    Sources:
        Anderson 1983 (why only what was known may count).

    Examples:
        >>> import ebbtide
        >>> from ebbtide.patterns.calling import patterns
        >>> study = ebbtide.read_study(ebbtide.examples.path("gastric-car-t"))
        >>> courses = ebbtide.assess(study, criteria=["irecist"]).courses
        >>> called = patterns(courses, study, None, study.options)
        >>> [groups_at(day, called, courses).row(0)[1:] for day in (60, 90)]
        [('progression not settled', 28), ('pseudoprogression', 89)]
    """
    heads = heads_of(courses, criterion, reader)
    calls = courses.calls.join(heads, on="course", how="inner", maintain_order="left").filter(pl.col("day") <= day)
    found = [
        known_pseudoprogressions(patterns, heads, definition).filter(pl.col("known_day") <= day),
        final_progressions(courses, heads, definition).filter(pl.col("known_day") <= day),
        unsettled_progressions(courses, heads, definition, day),
        first_calls(calls, (CR, PR)),
        first_calls(calls, (SD, NON)),
        heads.select("subject", known_day=pl.lit(day, pl.Int32)),
    ]
    named = [
        rows.select("subject", pl.col("known_day").cast(pl.Int32), group=pl.lit(name, pl.Enum(GROUPS)))
        for name, rows in zip(GROUPS, found, strict=True)
    ]
    return (
        pl.concat(named)
        .sort("subject", "group", "known_day")
        .unique("subject", keep="first", maintain_order=True)
        .select("subject", "group", "known_day")
    )


def heads_of(courses: Courses, criterion: str, reader: str | None) -> pl.DataFrame:
    """Take the courses under one criterion by one reader: `course`, `subject`, `reader`.

    Raises:
        CriteriaError: If nothing was judged under the criterion.
        DataError: If it is not told which reader.
    """
    judged = [one.id for one in courses.criteria]
    if criterion not in judged:
        raise CriteriaError.unknown("criterion of this assessment", criterion, judged)
    heads = courses.heads.filter(pl.col("criterion") == criterion)
    readers = heads["reader"].unique().sort().to_list()
    if reader is None and len(readers) > 1:
        raise DataError(f"{len(readers)} readers read this study", hint=f"name one: {', '.join(readers)}")
    if reader is not None and reader not in readers:
        raise DataError(f"there is no reader {reader!r}", hint=f"the readers are: {', '.join(readers) or 'none'}")
    wanted = heads if reader is None else heads.filter(pl.col("reader") == reader)
    return wanted.select("course", "subject", "reader")


def known_pseudoprogressions(patterns: pl.DataFrame, heads: pl.DataFrame, definition: str) -> pl.DataFrame:
    """Find the pseudoprogressions of these subjects by one definition.

    Raises:
        CriteriaError: If it was not asked for.
    """
    words = pl.col("subject", "reader", "pattern", "definition", "call").cast(pl.String)
    rows = patterns.select(words, "known_day").filter(pl.col("pattern") == "pseudoprogression")
    if definition not in rows["definition"]:
        asked = rows["definition"].unique().sort().to_list()
        raise CriteriaError.unknown("definition of pseudoprogression in this table", definition, asked)
    yes = rows.filter(pl.col("definition") == definition, pl.col("call") == "yes")
    return yes.join(heads, on=["subject", "reader"], how="semi")


def progressions_of(courses: Courses, heads: pl.DataFrame, definition: str) -> pl.DataFrame:
    """Take the progressions of these courses under one reading: that of the definition, or else the first."""
    rows = courses.progressions.join(heads.select("course", "subject"), on="course", how="inner", maintain_order="left")
    readings = rows["reading"].unique(maintain_order=True).to_list()
    meant = [reading for reading in readings if reading and definition.endswith(reading.partition("=")[2])]
    return rows.filter(pl.col("reading").is_in(meant or readings[:1]))


def final_progressions(courses: Courses, heads: pl.DataFrame, definition: str) -> pl.DataFrame:
    """Find the progressions that were confirmed, or needed no confirmation, and when that was known."""
    return progressions_of(courses, heads, definition).filter(pl.col("outcome").is_in(_FINAL))


def unsettled_progressions(courses: Courses, heads: pl.DataFrame, definition: str, day: int) -> pl.DataFrame:
    """Find the progressions that nobody knew the outcome of on a day."""
    later = pl.col("known_day").is_null() | (pl.col("known_day") > day)
    rows = progressions_of(courses, heads, definition).filter(pl.col("day") <= day, later)
    return rows.select("subject", known_day="day")


def first_calls(calls: pl.DataFrame, responses: tuple[int, ...]) -> pl.DataFrame:
    """Find the first day of some responses."""
    rows = calls.filter(pl.col("response").is_in(responses))
    return rows.group_by("subject", maintain_order=True).agg(known_day=pl.col("day").min())
