"""Records of an SDTM domain with the subject, reader and time point of the tidy tables.

Lives here: what the checks of the records ask of a domain. Does not live here: any check.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from ebbtide.formats.sdtm.domains import Domain

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ebbtide.checks.examined import Examined

__all__ = ["ASSESSED", "PLACE", "domain_named", "has_variable", "in_words", "records_of"]

ASSESSED: Final = ("TU", "TR", "RS")
"""The domains of lesions and responses."""
PLACE: Final = pl.coalesce("visit", pl.col("date").str.head(10), pl.lit("A visit without a name"))
"""The visit of a record by its label, else by its date."""

_FEW: Final = 3
_COLUMNS: Final = ("subject", "reader", "visit", "lesion", "date")


def domain_named(trial: Examined, code: str) -> Domain | None:
    """Give a domain with subjects; None where the study has none."""
    records = trial.domain(code)
    if records is None or "USUBJID" not in records.frame.columns:
        return None
    return Domain(code, records.frame, records.file)


def records_of(trial: Examined, code: str, *variables: str, **whole: Sequence[str]) -> pl.DataFrame:
    """Take the records of a domain.

    Args:
        trial: The study.
        code: The domain, `TR`.
        variables: Which variables, without the domain's letters: `STAT` is `TRSTAT`.
        whole: Columns of which each is the first of some variables, by their whole names, that is not blank.

    Returns:
        `subject, reader, visit, lesion, date` (as it is written), `day` (of the time point where its visit is known,
        else by the study day) and the variables in small letters, null where the domain lacks them, and the columns
        asked for; no rows where the study has no such domain.
    """
    domain = domain_named(trial, code)
    names = [name.lower() for name in variables]
    if domain is None:
        return pl.DataFrame(schema={**dict.fromkeys((*_COLUMNS, *names, *whole), pl.String), "day": pl.Int32})
    study_day = domain.own("DY").cast(pl.Float64, strict=False).cast(pl.Int32, strict=False)
    told = domain.frame.select(
        subject="USUBJID",
        reader=domain.reader,
        visit=domain.visit,
        lesion=domain.own("LNKID"),
        date=domain.own("DTC"),
        own_day=pl.when(study_day > 0).then(study_day - 1).otherwise(study_day),
        **{name: domain.own(variable) for name, variable in zip(names, variables, strict=True)},
        **{name: domain.text(*others) for name, others in whole.items()},
    )
    key = ["subject", "reader", "visit"]
    labelled = trial.points.filter(pl.col("visit").is_not_null()).unique(key, keep="first", maintain_order=True)
    placed = told.join(labelled.select(*key, of_visit="start"), on=key, how="left", maintain_order="left")
    return placed.with_columns(day=pl.coalesce("of_visit", "own_day")).drop("of_visit", "own_day")


def has_variable(trial: Examined, code: str, name: str) -> bool:
    """Tell whether a domain came with a variable, filled or not."""
    domain = domain_named(trial, code)
    return domain is not None and code + name in domain.frame.columns


def in_words(subjects: Sequence[str]) -> str:
    """Name the first of some subjects.

    Examples:
        >>> in_words(["P4", "P1", "P2", "P3", "P1"])
        'P1, P2, P3 and 1 more'
    """
    named = sorted(set(subjects))
    more = len(named) - _FEW
    return ", ".join(named[:_FEW]) + (f" and {more:,} more" if more > 0 else "")
