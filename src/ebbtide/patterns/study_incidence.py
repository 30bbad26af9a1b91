"""How often a pattern was found in a study of one's own, by each definition and among whom."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from ebbtide.errors import DataError, MissingColumnError
from ebbtide.patterns.definitions import BY_NAME
from ebbtide.patterns.record import EVALUABLE
from ebbtide.statistics.proportions import exact_interval
from ebbtide.terms.responses import CPD, CR, PD

if TYPE_CHECKING:
    from ebbtide.assessment.courses import Courses

__all__ = ["AMONG", "INCIDENCE", "study_incidence"]

AMONG: Final = ("treated", "progressed_and_scanned_again")
"""Whom a pattern is counted among."""
INCIDENCE: Final = {
    "definition": pl.String,
    "criterion": pl.String,
    "reader": pl.String,
    "among": pl.String,
    "patients": pl.Int64,
    "progressed": pl.Int64,
    "with_pattern": pl.Int64,
    "open": pl.Int64,
    "not_computable": pl.Int64,
    "estimate": pl.Float64,
    "low": pl.Float64,
    "high": pl.Float64,
}
"""Columns of the incidence of a study; the column asked for by `by` stands after `reader`."""
_LESIONS_BESIDE: Final = "recist-1.1"
"""Whose progressions a definition that reads lesions alone is counted against."""
_STREAM: Final = ["subject", "reader"]


def study_incidence(
    patterns: pl.DataFrame,
    courses: Courses,
    subjects: pl.DataFrame | None = None,
    *,
    by: str | None = None,
    milestones: pl.DataFrame | None = None,
    pattern: str = "pseudoprogression",
    level: float = 0.95,
) -> pl.DataFrame:
    """Count how often each definition of a pattern held, among all treated and among those who could show it.

    The two answer different questions. Among all treated is what papers print. Among those who progressed and were
    scanned again is what a physician asks who looks at a progression: it leaves out whoever never progressed and
    whoever was never looked at again, so that nothing could be seen.

    Args:
        patterns: The table `patterns`: `subject`, `reader`, `pattern`, `definition`, `call` and more.
        courses: The courses the patterns were called from.
        subjects: The table `subjects`; needed with `by`.
        by: A column of `subjects` to count by, such as `arm`.
        milestones: `subject` and `new_therapy_day`; scans after a new therapy do not count as seen again.
        pattern: The pattern.
        level: The confidence of the exact intervals.

    Returns:
        Per definition, reader and, with `by`, its value, two rows, one for each of `AMONG`: `definition`,
        `criterion` (whose progressions are meant; RECIST 1.1 for a definition that reads lesions alone), `reader`,
        `among`, `patients`, `progressed` (of them, with a progression under the criterion), `with_pattern`, `open`
        and `not_computable` (both are among the patients, and without the pattern so far), `estimate`, `low`,
        `high`: proportions, null among nobody and where the definition could be computed for nobody.

    Raises:
        MissingColumnError: If a column is not there.
        DataError: If the pattern was not called in this table.
        MissingExtraError: If SciPy is not installed.

    Sources:
        Clopper 1934 (the intervals).

    Examples:
        >>> import ebbtide
        >>> from ebbtide.patterns.calling import patterns
        >>> study = ebbtide.read_study(ebbtide.examples.path("gastric-car-t"))
        >>> courses = ebbtide.assess(study, criteria=["irecist"]).courses
        >>> counted = study_incidence(patterns(courses, study, None, study.options), courses)
        >>> counted.select("definition", "among", "with_pattern", "patients", pl.col("low").round(3)).rows()[:2]
        [('irecist', 'treated', 1, 1, 0.025), ('irecist', 'progressed_and_scanned_again', 1, 1, 0.025)]
    """
    must_have(patterns, [*_STREAM, "pattern", "definition", "call"], "the table patterns")
    called = patterns.filter(pl.col("pattern") == pattern).select(
        pl.col(*_STREAM, "definition", "call").cast(pl.String)
    )
    if called.is_empty():
        there = ", ".join(patterns["pattern"].cast(pl.String).unique().sort()) or "none"
        raise DataError(f"no {pattern} was asked for", hint=f"the patterns in the table are: {there}")
    people = with_courses(called, courses, pattern).join(
        seen_again(courses, milestones), on="course", how="left", maintain_order="left"
    )
    if by is not None:
        people = people.join(column_of(subjects, by), on="subject", how="left", maintain_order="left")
        people = people.with_columns(pl.col(by).fill_null(""))
    keys = ["definition", "criterion", "reader", *([by] if by else [])]
    among = {AMONG[0]: pl.lit(value=True), AMONG[1]: pl.col("seen_again").fill_null(value=False)}
    counted = pl.concat([tallied(people, keys, name, told) for name, told in among.items()])
    return in_order(counted, called, keys, level)


def with_courses(called: pl.DataFrame, courses: Courses, pattern: str) -> pl.DataFrame:
    """Find the course whose progressions each call is counted against.

    A definition may read one of two criteria, the second where the first has nothing to go by; its row is named
    after the first.
    """
    judged = [criterion.id for criterion in courses.criteria]
    names = called["definition"].unique(maintain_order=True).to_list()
    read = {name: criteria_of(pattern, name, judged) for name in names}
    candidates = pl.DataFrame(
        [(name, criteria[0], other, rank) for name, criteria in read.items() for rank, other in enumerate(criteria)],
        schema={"definition": pl.String, "criterion": pl.String, "read": pl.String, "rank": pl.Int64},
        orient="row",
    )
    first = courses.calls.filter(pl.col("response").is_in(EVALUABLE) & (pl.col("response") != CR))
    days = first.group_by("course").agg(first_day=pl.col("day").min())
    heads = courses.heads.join(days, on="course", how="left").rename({"criterion": "read"})
    return (
        called.with_row_index("place")
        .join(candidates, on="definition", how="left", maintain_order="left")
        .join(heads, on=[*_STREAM, "read"], how="left", maintain_order="left")
        .sort("place", "first_day", "rank", nulls_last=True)
        .unique("place", keep="first", maintain_order=True)
        .drop("place", "read", "rank", "first_day")
    )


def criteria_of(pattern: str, name: str, judged: list[str]) -> list[str]:
    """List the criteria of a definition that were judged, the first to be preferred.

    Examples:
        >>> criteria_of("pseudoprogression", "hodi_2016_early", ["recist-1.1", "irrecist"])
        ['irrecist']
    """
    definition = BY_NAME.get((pattern, name))
    wanted = definition.criteria if definition and definition.criteria else (_LESIONS_BESIDE,)
    return [criterion for criterion in wanted if criterion in judged]


def seen_again(courses: Courses, milestones: pl.DataFrame | None) -> pl.DataFrame:
    """Tell which courses hold a progression, and which, later, a call that says something of the disease."""
    calls = courses.calls.select("course", "day", "response")
    if milestones is not None:
        cuts = courses.heads.select("course", "subject").join(
            milestones.select("subject", "new_therapy_day"), on="subject", how="inner"
        )
        calls = calls.join(cuts.select("course", "new_therapy_day"), on="course", how="left", maintain_order="left")
        calls = calls.filter((pl.col("day") <= pl.col("new_therapy_day")).fill_null(value=True))
    day, progressed = pl.col("day"), pl.col("response").is_in([PD, CPD])
    return calls.group_by("course", maintain_order=True).agg(
        progressed=progressed.any(),
        seen_again=day.filter(pl.col("response").is_in(EVALUABLE)).max() > day.filter(progressed).min(),
    )


def column_of(subjects: pl.DataFrame | None, by: str) -> pl.DataFrame:
    """Take one column of the subjects.

    Raises:
        DataError: If there are no subjects.
        MissingColumnError: If they lack the column.
    """
    if subjects is None:
        raise DataError(f"nothing tells the {by} of a subject", hint="give the table subjects")
    must_have(subjects, ["subject", by], "the table subjects")
    return subjects.select(pl.col("subject").cast(pl.String), pl.col(by).cast(pl.String))


def tallied(people: pl.DataFrame, keys: list[str], among: str, told: pl.Expr) -> pl.DataFrame:
    """Count the calls of those who are told of, group by group; a group of nobody stays."""
    counts = {word: (told & (pl.col("call") == word)).sum() for word in ("yes", "open", "not_computable")}
    return people.group_by(keys, maintain_order=True).agg(
        patients=(told & pl.col("call").is_not_null()).sum(),
        progressed=(told & pl.col("progressed").fill_null(value=False)).sum(),
        with_pattern=counts["yes"],
        open=counts["open"],
        not_computable=counts["not_computable"],
        among=pl.lit(among),
    )


def in_order(counted: pl.DataFrame, called: pl.DataFrame, keys: list[str], level: float) -> pl.DataFrame:
    """Add rates and intervals, and sort by the definitions as they come, reader, group and whom."""
    order = called["definition"].unique(maintain_order=True).to_list()
    # Where the definition could be computed for nobody, none of seven is no rate of 0.
    told = counted.with_columns(
        told=pl.when(pl.col("not_computable") < pl.col("patients")).then("patients").otherwise(None)
    )
    low, high = exact_interval(told["with_pattern"], told["told"], level)
    rows = told.with_columns(
        pl.col("definition").cast(pl.Enum(order)),
        pl.col("among").cast(pl.Enum(AMONG)),
        estimate=pl.col("with_pattern") / pl.col("told"),
        low=low,
        high=high,
    ).sort("definition", *keys[2:], "among")
    names = [*keys, *(name for name in INCIDENCE if name not in keys)]
    return rows.select(pl.col(name).cast(INCIDENCE.get(name, pl.String)) for name in names)


def must_have(frame: pl.DataFrame, columns: list[str], name: str) -> None:
    """Refuse a frame that lacks a column.

    Raises:
        MissingColumnError: If one is not there.
    """
    if not set(columns) <= set(frame.columns):
        raise MissingColumnError.among(columns, frame.columns, file=name)
