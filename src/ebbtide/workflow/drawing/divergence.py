"""The divergence of a study's criteria, or of one subject's calls: who is judged, and by what kind of word."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from ebbtide.figures.divergence import BEST, CALLS, divergence, strip
from ebbtide.figures.subjects import families_of
from ebbtide.terms.families import Family
from ebbtide.workflow.drawing.asking import about, criterion_of, reader_of, subject_of

if TYPE_CHECKING:
    from ebbtide.figures import Figure
    from ebbtide.workflow.assessed import Assessment
    from ebbtide.workflow.drawing.asking import Asked

__all__ = ["draw"]


def draw(assessment: Assessment, asked: Asked) -> Figure:
    """Draw where the criteria of a study part, or the strip of calls of one subject.

    Raises:
        DataError: If only one criterion was judged, or the subject is not there.
    """
    titles = {one.id: one.title for one in assessment.criteria}
    if asked.subject is not None:
        return _of_subject(assessment, asked, titles)
    reference, reader = criterion_of(assessment, asked), reader_of(assessment, asked)
    calls = _calls(assessment, reader, None)
    rows = assessment.best_responses(explain=False).filter(pl.col("reader") == reader)
    best = rows.with_columns(family=families_of(rows["best_overall_response"])).select(
        pl.col(name).cast(kind) for name, kind in BEST.items()
    )
    everybody, judged = len(assessment.study.subjects), calls["subject"].n_unique()
    population = f"{judged:,} of {everybody:,} subjects with a call"
    return divergence(
        calls,
        best,
        about(assessment, population, criterion=reference, reader=reader),
        reference=reference.id,
        titles=titles,
    )


def _of_subject(assessment: Assessment, asked: Asked, titles: dict[str, str]) -> Figure:
    subject = subject_of(assessment, asked)
    own = assessment.divergence(subject)
    readers = own["reader"].cast(pl.String).unique().sort().to_list()
    reader = reader_of(assessment, asked) if asked.reader is not None or not readers else readers[0]
    calls = _calls(assessment, reader, subject)
    ids = [asked.criterion] if asked.criterion in titles else []
    ordered = {name: titles[name] for name in (*ids, *titles)}
    points = calls["day"].n_unique()
    population = f"{points} time point{'' if points == 1 else 's'} after baseline"
    return strip(calls, about(assessment, population, reader=reader), subject=subject, titles=ordered)


def _calls(assessment: Assessment, reader: str, subject: str | None) -> pl.DataFrame:
    """Give every call of a reader, with its kind, and whether criteria differ at its time point."""
    table = assessment.divergence(subject).filter(pl.col("reader").cast(pl.String) == reader)
    ids = [one.id for one in assessment.criteria]
    long = table.select(
        pl.col("subject", "visit").cast(pl.String), pl.col("day").cast(pl.Int32), "differs", *ids
    ).unpivot(ids, index=["subject", "visit", "day", "differs"], variable_name="criterion", value_name="response")
    waiting = _waiting(assessment, reader)
    known = long.drop_nulls("response").join(waiting, on=["subject", "day", "criterion"], how="left")
    kinds = known.with_columns(family=families_of(known["response"]))
    waits = pl.col("waits").fill_null(value=False) & (pl.col("family") == Family.PROGRESSION.value)
    judged = kinds.with_columns(family=pl.when(waits).then(pl.lit(Family.UNCONFIRMED.value)).otherwise("family"))
    return judged.select(pl.col(name).cast(kind) for name, kind in CALLS.items()).sort("subject", "criterion", "day")


def _waiting(assessment: Assessment, reader: str) -> pl.DataFrame:
    """List the progressions that wait to be confirmed though their word does not say so."""
    responses = assessment.responses
    keys = (pl.col("subject").cast(pl.String), pl.col("day").cast(pl.Int32), pl.col("criterion").cast(pl.String))
    if "flags" not in responses.columns:
        return responses.head(0).select(*keys, waits=pl.lit(value=True))
    flagged = pl.col("flags").cast(pl.String).str.contains(r"\bUNCONFIRMED\b")
    of_reader = responses.filter(pl.col("reader").cast(pl.String) == reader, flagged)
    return of_reader.select(*keys, waits=pl.lit(value=True)).unique()
