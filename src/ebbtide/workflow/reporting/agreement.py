"""How far the readers of a study agree, and what was reported with what is computed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ebbtide.errors import DataError
from ebbtide.reports.blocks import Fold, Prose, Table
from ebbtide.reports.laying_out import table_of
from ebbtide.workflow.drawing import Asked
from ebbtide.workflow.readers import (
    adjudications_in_words,
    agreement_in_words,
    compare,
    discordance_in_words,
    several_in_words,
    sums_in_words,
)
from ebbtide.workflow.reporting.figures import figures

if TYPE_CHECKING:
    import polars as pl

    from ebbtide.agreement.compared import Compared
    from ebbtide.reports.blocks import Block
    from ebbtide.workflow.assessed import Assessment

__all__ = ["agreement_blocks"]

_CALLS: Final = {
    "compared": "Compared",
    "criterion": "Criterion",
    "item": "Part",
    "pairs": "Pairs",
    "agreeing": "Equal",
    "percent": "%",
    "kappa": "Kappa (95 % interval)",
}
_SEVERAL: Final = {
    "criterion": "Criterion",
    "item": "Part",
    "time_points": "Time points",
    "agreeing": "All equal",
    "percent": "%",
    "kappa": "Fleiss's kappa",
}
_SUMS: Final = {
    "compared": "Compared",
    "at": "Of",
    "unit": "Unit",
    "pairs": "Pairs",
    "bias": "Mean difference",
    "limits": "95 % limits of agreement",
}
_DISCORDANCE: Final = {
    "compared": "Compared",
    "endpoint": "Differ in",
    "subjects": "Subjects",
    "discordant": "Discordant",
    "percent": "%",
    "causes": "Causes",
}
_ADJUDICATIONS: Final = {
    "subject": "Subject",
    "compared": "Compared",
    "why": "Differ in",
    "cause": "Cause",
    "visit": "Since",
    "first_sequence": "First",
    "second_sequence": "Second",
}


def agreement_blocks(assessment: Assessment) -> tuple[Block, ...]:
    """Show how far readers agree; or say why there is nothing to compare."""
    try:
        compared = compare(assessment.study)
        told = _told(compared)
    except DataError as error:
        return (Prose((f"{error.problem[:1].upper()}{error.problem[1:]}.",), is_aside=True),)
    drawn = figures(assessment, ("readers", Asked()))
    first, *others = told
    return (*drawn, first, *(Fold(table.caption, (table,)) for table in others))


def _told(compared: Compared) -> list[Table]:
    tables: list[tuple[pl.DataFrame, dict[str, str], str, str]] = [
        (_rounded(agreement_in_words(compared)), _CALLS, "How often two agree", "agreement"),
        (_rounded(several_in_words(compared)), _SEVERAL, "How often all agree", "several"),
        (sums_in_words(compared), _SUMS, "How far sums lie apart", "sums"),
        (_rounded(discordance_in_words(compared)), _DISCORDANCE, "Endpoints in which two differ", "discordances"),
        (adjudications_in_words(compared), _ADJUDICATIONS, "Subjects that call for adjudication", "adjudications"),
    ]
    shown = [table_of(rows, heads, caption=caption, file=file) for rows, heads, caption, file in tables if len(rows)]
    if not shown:
        raise DataError("no two readings of one time point", hint="")
    return shown


def _rounded(rows: pl.DataFrame) -> pl.DataFrame:
    import polars as pl

    return rows.with_columns(pl.col("percent").round(1))
