"""The margins of one subject's calls: the flips that its explanations tell, as numbers."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import polars as pl

from ebbtide.agreement.margins import margins
from ebbtide.assessment import assess
from ebbtide.criteria import by_sizes
from ebbtide.errors import DataError
from ebbtide.figures.margin import FLIPS, margin
from ebbtide.figures.subjects import families_of
from ebbtide.terms.families import Family
from ebbtide.workflow.drawing.asking import about, criterion_of, reader_of, subject_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ebbtide.figures import Figure
    from ebbtide.workflow.assessed import Assessment
    from ebbtide.workflow.drawing.asking import Asked

__all__ = ["draw"]


def draw(assessment: Assessment, asked: Asked) -> Figure:
    """Draw how far each call of one subject is from being another.

    Raises:
        DataError: If responses were only reported, or the subject has no call by the sizes of lesions.
    """
    subject = subject_of(assessment, asked)
    wanted = (criterion_of(assessment, asked),) if asked.criterion is not None else assessment.criteria
    sized = by_sizes(wanted)
    hint = "name a criterion that judges by them, such as recist-1.1"
    if not sized:
        raise DataError(f"{wanted[0].title} does not judge by the sizes of lesions alone: it has no margin", hint=hint)
    ids = [one.id for one in sized]
    told = assessment.explanations(subject)
    readers = sorted({one.reader for one in told})
    reader = reader_of(assessment, asked) if asked.reader is not None or not readers else readers[0]
    flippable = [
        (one.criterion, one.day) for one in told if one.reader == reader and one.criterion in ids and one.flips
    ]
    flips = _flips(assessment, subject, reader, ids, flippable)
    points = flips["day"].n_unique()
    titles = {one.id: one.title for one in sized}
    population = f"{points} time point{'' if points == 1 else 's'} after baseline"
    shown = sized[0] if len(sized) == 1 else None
    return margin(flips, about(assessment, population, criterion=shown, reader=reader), subject=subject, titles=titles)


def _flips(
    assessment: Assessment, subject: str, reader: str, ids: Sequence[str], flippable: Sequence[tuple[str, int]]
) -> pl.DataFrame:
    """Give the margins of those calls whose explanations tell of a flip, and the others without one."""
    study = assessment.study
    own = {name: table.filter(pl.col("subject") == subject) for name, table in study.tables.items()}
    if all(own[name].is_empty() for name in ("measurements", "timepoints") if name in own):
        return pl.DataFrame(schema=FLIPS)
    one = replace(study, tables=own, findings=())
    judged = assess(one, criteria=ids, options=assessment.options, explanations=False, compiled=False)
    table = margins(judged).filter(pl.col("reader") == reader)
    named = pl.DataFrame(flippable, schema={"criterion": pl.String, "day": pl.Int32}, orient="row")
    there = table.join(named.with_columns(flips=pl.lit(value=True)), on=["criterion", "day"], how="left")
    base = there.with_columns(pl.col("flips").fill_null(value=False))
    ways = [
        base.filter("flips").with_columns(change=way, to_response=f"{way}_to").drop_nulls("change")
        for way in ("down", "up")
    ]
    firm = base.filter(~pl.col("flips")).with_columns(
        change=pl.lit(None, pl.Float64), to_response=pl.lit(None, pl.String)
    )
    rows = pl.concat([*ways, firm]).rename({"overall": "response"})
    families = families_of(rows["response"])
    waits = _waiting(judged.responses, reader)
    with_families = rows.with_columns(family=families, to_family=families_of(rows["to_response"])).join(
        waits, on=["criterion", "day"], how="left"
    )
    is_waiting = pl.col("waits").fill_null(value=False) & (pl.col("family") == Family.PROGRESSION.value)
    return with_families.with_columns(
        family=pl.when(is_waiting).then(pl.lit(Family.UNCONFIRMED.value)).otherwise("family"),
        to_family=pl.when(pl.col("to_response").is_not_null()).then("to_family"),
    ).select(pl.col(name).cast(kind) for name, kind in FLIPS.items())


def _waiting(responses: pl.DataFrame, reader: str) -> pl.DataFrame:
    """List the progressions that wait to be confirmed though their word does not say so."""
    flagged = pl.col("flags").cast(pl.String).str.contains(r"\bUNCONFIRMED\b")
    own = responses.filter(pl.col("reader") == reader, flagged)
    return own.select(pl.col("criterion").cast(pl.String), "day", waits=pl.lit(value=True)).unique()
