"""The course of responses of each subject, reader and criterion, as codes: what everything later rests on.

Lives here: computed calls brought into courses. `reported` makes courses of what readers called.
Does not live here: any best response, endpoint or pattern.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import polars as pl

from ebbtide.terms.responses import PD, PR, SD, code_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ebbtide.criteria import AnyCriterion
    from ebbtide.study import Finding

__all__ = ["CALLS", "HEADS", "PROGRESSIONS", "Courses", "computed_courses", "joined_courses"]

HEADS: Final = {"course": pl.UInt32, "subject": pl.String, "reader": pl.String, "criterion": pl.String}
CALLS: Final = {"course": pl.UInt32, "day": pl.Int32, "response": pl.Int8, "measured": pl.Int8}
PROGRESSIONS: Final = {
    "course": pl.UInt32,
    "reading": pl.String,
    "day": pl.Int32,
    "outcome": pl.String,
    "known_day": pl.Int32,
}
_STREAM: Final = ("subject", "reader")


class Courses(NamedTuple):
    """Some subjects' courses.

    Args:
        heads: One row per subject, reader and criterion, in that order: `course` (its number),
            `subject`, `reader`, `criterion`. Subjects without any assessment are there too.
        calls: One row per course and day after baseline, in order: `course`, `day`, `response` (a code of
            `terms.responses`) and `measured` (the same without a response that is only held: a sticky PR is SD).
        progressions: One row per progression and reading: `course`, `reading` (the option that decides, or
            nothing), `day`, `outcome` (a word of `criteria.parts.settlement.OUTCOMES`) and `known_day`
            (null while open). Of criteria that do not follow progression, the first, as `final`.
        criteria: The criteria of the courses.
        findings: What was noticed in making them.
    """

    heads: pl.DataFrame
    calls: pl.DataFrame
    progressions: pl.DataFrame
    criteria: tuple[AnyCriterion, ...]
    findings: tuple[Finding, ...] = ()


def computed_courses(
    points: pl.DataFrame,
    responses: pl.DataFrame,
    settled: pl.DataFrame,
    criteria: Sequence[AnyCriterion],
    subjects: Sequence[str] = (),
    codes: pl.Series | None = None,
) -> Courses:
    """Bring the calls of an assessment into courses.

    Args:
        points: The time points of its batch, by subject, reader and day, baselines included.
        responses: Its responses, by subject, reader, day and criterion.
        settled: Its settled progressions.
        criteria: Its criteria.
        subjects: All subjects of the study; those that nobody assessed get courses without a call.
        codes: The codes of the responses, where their words alone do not tell them.
    """
    heads = heads_of(points, criteria, subjects)
    response = coded(responses["overall_response"]) if codes is None else codes
    rows = pl.DataFrame(
        [
            course_numbers(points, len(criteria)),
            responses["day"].cast(pl.Int32),
            response.alias("response"),
            held(responses["flags"]).alias("held"),
        ]
    )
    measured = pl.when(pl.col("held") & (pl.col("response") == PR)).then(pl.lit(SD, pl.Int8)).otherwise("response")
    # Each course has its days in order already: a stable sort keeps them so.
    calls = rows.sort("course", maintain_order=True).select("course", "day", "response", measured=measured)
    follows = [criterion.id for criterion in criteria if criterion.confirms]
    progressions = pl.concat([settled_progressions(settled, heads), first_progressions(calls, heads, follows)])
    return Courses(heads, calls, progressions.sort("course", "day", maintain_order=True), tuple(criteria))


def joined_courses(parts: Sequence[Courses], criteria: Sequence[AnyCriterion]) -> Courses:
    """Bring courses of different criteria together, numbered anew by subject, reader and criterion."""
    ids = [criterion.id for criterion in criteria]
    place = pl.col("criterion").replace_strict({name: i for i, name in enumerate(ids)}, return_dtype=pl.Int64)
    told = [part.heads.with_columns(part=pl.lit(i)) for i, part in enumerate(parts)]
    heads = pl.concat(told).sort(*_STREAM, place, maintain_order=True).with_row_index("number")

    def renumbered(table: str) -> pl.DataFrame:
        rows = [getattr(part, table).with_columns(part=pl.lit(i)) for i, part in enumerate(parts)]
        numbers = heads.select("part", "course", "number")
        joined = pl.concat(rows).join(numbers, on=["part", "course"], how="left", maintain_order="left")
        kept: pl.DataFrame = joined.with_columns(course=pl.col("number").cast(pl.UInt32)).drop("part", "number")
        return kept.sort("course", "day", maintain_order=True)

    own = heads.with_columns(course=pl.col("number").cast(pl.UInt32)).select(list(HEADS))
    findings = tuple(finding for part in parts for finding in part.findings)
    return Courses(own, renumbered("calls"), renumbered("progressions"), tuple(criteria), findings)


def heads_of(points: pl.DataFrame, criteria: Sequence[AnyCriterion], subjects: Sequence[str]) -> pl.DataFrame:
    """Number the courses: those of the time points first, then those of subjects a reader has not assessed."""
    streams = points.filter("is_baseline").select(pl.col(_STREAM).cast(pl.String))
    return number_heads(with_everybody(streams, subjects), streams, criteria)


def with_everybody(streams: pl.DataFrame, subjects: Sequence[str]) -> pl.DataFrame:
    """Add the subjects that a reader has not assessed."""
    readers = streams["reader"].unique().to_list() or [""]
    everybody = pl.DataFrame({"subject": list(subjects)}, schema={"subject": pl.String}).join(
        pl.DataFrame({"reader": readers}), how="cross"
    )
    missing = everybody.join(streams, on=list(_STREAM), how="anti")
    return pl.concat([streams, missing])


def number_heads(everybody: pl.DataFrame, streams: pl.DataFrame, criteria: Sequence[AnyCriterion]) -> pl.DataFrame:
    """Give each stream one course per criterion, and bring them into order of subject, reader and criterion."""
    ids = pl.DataFrame({"criterion": [criterion.id for criterion in criteria]}, schema={"criterion": pl.String})
    heads = everybody.join(ids, how="cross", maintain_order="left_right").with_row_index("course")
    if len(everybody) == len(streams):
        return heads
    return heads.with_columns(place=pl.col("course") % max(len(ids), 1)).sort(*_STREAM, "place").drop("place")


def course_numbers(points: pl.DataFrame, columns: int) -> pl.Series:
    """Number the rows of the responses by their course."""
    streams = points.select(pl.col("is_baseline").cum_sum().cast(pl.UInt32) - 1).to_series()
    after = streams.filter(~points["is_baseline"])
    rows = pl.int_range(len(after) * columns, eager=True)
    return (after.gather(rows // columns) * columns + (rows % columns).cast(pl.UInt32)).alias("course")


def coded(words: pl.Series) -> pl.Series:
    """Turn words into codes; of categories, only those in use are looked at."""
    known = words.unique().drop_nulls()
    codes = pl.Series([code_of(word) for word in known.cast(pl.String)], dtype=pl.Int8)
    if words.dtype != pl.Categorical:
        return words.replace_strict(known, codes, return_dtype=pl.Int8)
    places = known.to_physical().cast(pl.Int64)
    table = pl.Series([None], dtype=pl.Int8).new_from_index(0, max([-1, *places]) + 1).scatter(places, codes)
    return table.gather(words.to_physical())


def held(flags: pl.Series) -> pl.Series:
    """Tell which responses are held, not measured."""
    sets = flags.unique().drop_nulls()
    holding = sets.filter(sets.cast(pl.String).str.contains("STICKY_PR", literal=True))
    return flags.is_in(holding.implode()).fill_null(value=False)


def settled_progressions(settled: pl.DataFrame, heads: pl.DataFrame) -> pl.DataFrame:
    """Take the progressions of criteria that follow them."""
    words = pl.col("subject", "reader", "criterion", "reading", "outcome").cast(pl.String)
    return (
        settled.with_columns(words)
        .join(heads, on=["subject", "reader", "criterion"], how="left", maintain_order="left")
        .select(pl.col(name).cast(kind) for name, kind in PROGRESSIONS.items())
    )


def first_progressions(calls: pl.DataFrame, heads: pl.DataFrame, follows: Sequence[str]) -> pl.DataFrame:
    """Take the first progression of each course of the other criteria: it is final at once."""
    others = heads.filter(~pl.col("criterion").is_in(list(follows)))
    first = calls.filter(response=PD).unique("course", keep="first", maintain_order=True)
    return first.join(others, on="course", how="semi", maintain_order="left").select(
        "course", reading=pl.lit(""), day="day", outcome=pl.lit("final"), known_day="day"
    )
