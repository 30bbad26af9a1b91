"""Rates of response, disease control and clinical benefit, with exact intervals."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from ebbtide.errors import MissingColumnError
from ebbtide.statistics.proportions import exact_interval
from ebbtide.terms.families import Family, family_of

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["RATES", "response_rates"]

RATES: Final[Mapping[str, str]] = {
    "ORR": "best_overall_response",
    "cORR": "confirmed_best_overall_response",
    "DCR": "disease_control",
    "cDCR": "confirmed_disease_control",
    "CBR": "clinical_benefit",
    "cCBR": "confirmed_clinical_benefit",
}
"""Each rate with the column of best responses it counts; `c`: a response must be confirmed."""
_COURSE: Final = ("reader", "criterion")
_RESPONSES: Final = (Family.COMPLETE, Family.PARTIAL)


def response_rates(best: pl.DataFrame, subjects: pl.DataFrame, *, by: str = "arm") -> pl.DataFrame:
    """Count responders and give each rate with its exact 95 % interval.

    The denominator is every subject of the group: all of the table `subjects`, and any other that has a best response.
    A subject without an assessment is a non-responder.

    Args:
        best: Best responses: one row per subject, reader and criterion.
        subjects: The table `subjects` of the study; may be empty, and then there is one group, null.
        by: The column of it that groups.

    Returns:
        One row per reader, criterion, group and rate: `reader`, `criterion`, the column `by`, `rate` (a key of RATES:
        ORR is CR or PR as best response; DCR also SD and NON-CR/NON-PD; CBR clinical benefit; `c` for confirmed),
        `responders`, `subjects`, `estimate`, `low`, `high` (0 to 1).

    Raises:
        MissingColumnError: If `subjects` has no column of that name.
        MissingExtraError: If the extra `statistics` is not installed.

    Sources:
        Eisenhauer 2009, sec. 4.7 (all patients are in the denominator); Clopper and Pearson 1934.

    Examples:
        >>> import polars as pl
        >>> best = pl.DataFrame(
        ...     {
        ...         "subject": ["P1", "P2"],
        ...         "reader": ["", ""],
        ...         "criterion": ["recist-1.1", "recist-1.1"],
        ...         "best_overall_response": ["PR", "MISSING"],
        ...         "confirmed_best_overall_response": ["SD", "MISSING"],
        ...         "disease_control": [True, False],
        ...         "confirmed_disease_control": [True, False],
        ...         "clinical_benefit": [True, False],
        ...         "confirmed_clinical_benefit": [False, False],
        ...     }
        ... )
        >>> subjects = pl.DataFrame({"subject": ["P1", "P2"], "arm": ["A", "A"]})
        >>> response_rates(best, subjects).select("rate", "responders", "subjects", "estimate").row(0)
        ('ORR', 1, 2, 0.5)
    """
    if by not in subjects.columns:
        raise MissingColumnError.among([by], subjects.columns, file="the table of subjects")
    people = everybody(best, subjects, by)
    groups = people.group_by(by).agg(subjects=pl.len()).sort(by, nulls_last=True)
    counted = (
        best.join(people, on="subject")
        .group_by(*_COURSE, by)
        .agg(counts_for(best, column).sum().alias(rate) for rate, column in RATES.items())
    )
    cells = best.select(_COURSE).unique(maintain_order=True).join(groups, how="cross", maintain_order="left_right")
    table = (
        cells.with_row_index("cell")
        .join(counted, on=[*_COURSE, by], how="left", nulls_equal=True, maintain_order="left")
        .unpivot(list(RATES), index=["cell", *_COURSE, by, "subjects"], variable_name="rate", value_name="responders")
        .sort("cell", maintain_order=True)
        .select(*_COURSE, by, "rate", pl.col("responders").fill_null(0).cast(pl.UInt32), "subjects")
    )
    low, high = exact_interval(table["responders"], table["subjects"])
    return table.with_columns(estimate=pl.col("responders") / pl.col("subjects"), low=low, high=high)


def everybody(best: pl.DataFrame, subjects: pl.DataFrame, by: str) -> pl.DataFrame:
    """List every subject once with its group."""
    listed = subjects.select("subject", by).unique("subject", keep="first", maintain_order=True)
    others = best.select("subject").unique(maintain_order=True).join(listed, on="subject", how="anti")
    return pl.concat([listed, others], how="diagonal")


def counts_for(best: pl.DataFrame, column: str) -> pl.Expr:
    """Tell who counts for a rate: a column of yes and no, or of words, of which responses count."""
    if best[column].dtype == pl.Boolean:
        return pl.col(column)
    return pl.col(column).is_in([word for word in best[column].unique() if family_of(word) in _RESPONSES])
