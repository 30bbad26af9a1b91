"""Ask a study how often a pattern was found, or how often its subgroups responded, and have the forest drawn."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from ebbtide.endpoints.rates import RATES
from ebbtide.errors import DataError
from ebbtide.figures.forest import incidence_forest, rate_forest
from ebbtide.patterns.incidence import forest_table
from ebbtide.workflow.drawing.asking import about, criterion_of, reader_of
from ebbtide.workflow.grouping import must_tell

if TYPE_CHECKING:
    from ebbtide.figures import Figure
    from ebbtide.workflow.assessed import Assessment
    from ebbtide.workflow.drawing.asking import Asked

__all__ = ["draw"]

_PUBLISHED = "pseudoprogression"


def draw(assessment: Assessment, asked: Asked) -> Figure:
    """Draw how often a pattern was found, beside the published; or, with `by`, a rate of response by subgroup.

    Raises:
        DataError: If the pattern is not called in the study, the study does not tell the subgroups, or there is no
            such rate.
        MissingExtraError: If an optional part is not installed.
    """
    return _incidence(assessment, asked) if asked.by is None else _rates(assessment, asked, asked.by)


def _incidence(assessment: Assessment, asked: Asked) -> Figure:
    reader = reader_of(assessment, asked)
    counted = assessment.incidence(pattern=asked.pattern).filter(pl.col("reader").cast(pl.String) == reader)
    titles = {one.id: one.title for one in assessment.criteria}
    if asked.criterion is not None:
        whose = criterion_of(assessment, asked).id
        counted = counted.filter(pl.col("criterion").cast(pl.String) == whose)
    if counted.is_empty():
        raise DataError(
            f"no definition of {asked.pattern} reads what was asked for", hint="leave the criterion or the reader out"
        )
    pairs = counted.select(pl.col("definition", "criterion").cast(pl.String)).unique(maintain_order=True)
    read = pairs.group_by("criterion", maintain_order=True).agg("definition")
    under = "; ".join(f"{', '.join(names)} by {titles.get(whose, whose or 'none')}" for whose, names in read.rows())
    patients = int(counted.filter(pl.col("among").cast(pl.String) == "treated")["patients"].max() or 0)  # type: ignore[arg-type]
    of_all = len(assessment.study.subjects)
    population = f"{patients:,} of {of_all:,} subject{'' if of_all == 1 else 's'} treated and assessed"
    published = forest_table() if asked.pattern == _PUBLISHED else None
    notes = [f"Whose progressions each definition reads: {under}."]
    if published is None:
        notes.append(f"No published counts of {asked.pattern.replace('_', ' ')} come with Ebbtide.")
    whom = about(assessment, population, reader=reader)
    return incidence_forest(counted, published, whom, pattern=asked.pattern, notes=notes)


def _rates(assessment: Assessment, asked: Asked, by: str) -> Figure:
    criterion, reader = criterion_of(assessment, asked), reader_of(assessment, asked)
    rate = asked.endpoint or "ORR"
    if rate not in RATES:
        raise DataError(f"there is no rate {rate!r}", hint=f"there are {', '.join(RATES)}")
    columns = [name.strip() for name in by.split(",") if name.strip()]
    for name in columns:
        must_tell(assessment.study, name)
    mine = {"criterion": criterion.id, "reader": reader, "rate": rate}
    wanted = [pl.col(name).cast(pl.String) == word for name, word in mine.items()]
    rates = {name: assessment.rates(by=name).filter(wanted) for name in columns}
    of_all = sum(int(table["subjects"].sum()) for table in list(rates.values())[:1])
    whom = about(assessment, f"{of_all:,} subjects", criterion=criterion, reader=reader)
    return rate_forest(rates, whom, rate=rate, notes=[_meaning(rate)])


def _meaning(rate: str) -> str:
    means = {"ORR": "CR or PR as best response", "DCR": "CR, PR or SD as best response", "CBR": "clinical benefit"}
    asked = "confirmed" if rate.startswith("c") else "confirmed or not"
    return f"{rate}: {means[rate.removeprefix('c')]}, {asked}. A subject without an assessment is a non-responder."
