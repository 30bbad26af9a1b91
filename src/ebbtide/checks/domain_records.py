"""Records of an SDTM domain, each with the subject, reader, lesion and time point of the tidy tables.

Lives here: what checks ask of a domain beyond what the tidy tables keep of it. Does not live here: any check.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from ebbtide.formats.sdtm.domains import Domain

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ebbtide.checks.examined import Examined

__all__ = ["domain_named", "files_of", "has_variable", "lesion_records", "records_of"]

_COLUMNS: Final = ("subject", "reader", "visit", "lesion", "date")
_DATE_LETTERS: Final = 10


def domain_named(trial: Examined, code: str) -> Domain | None:
    """Give a domain with subjects; None where the study has none."""
    records = trial.domain(code)
    if records is None or "USUBJID" not in records.frame.columns:
        return None
    return Domain(code, records.frame, records.file, records.parts)


def has_variable(trial: Examined, code: str, name: str) -> bool:
    """Tell whether a domain came with a variable, filled or not."""
    domain = domain_named(trial, code)
    return domain is not None and code + name in domain.frame.columns


def files_of(trial: Examined, *codes: str) -> set[str]:
    """Name the files that domains came from."""
    domains = [records for code in codes if (records := trial.domain(code)) is not None]
    return {file for records in domains for file in (records.file, *(part.file for part in records.parts))}


def records_of(trial: Examined, code: str, *variables: str, **whole: Sequence[str]) -> pl.DataFrame:
    """Take the records of a domain.

    Args:
        trial: The study.
        code: The domain, `TR`.
        variables: Which variables, without the domain's letters: `STAT` is `TRSTAT`.
        whole: Columns of which each is the first of some variables, by their whole names, that is not blank.

    Returns:
        One row per record in the order of the file: `subject, reader, visit, lesion, date` (as it is written), `row`,
        the variables in small letters, null where the domain lacks them, the columns asked for, and `day`: of the
        time point where its visit is known, else by the study day, from 0. No rows where the study has no such domain.
    """
    domain = domain_named(trial, code)
    names = [name.lower() for name in variables]
    if domain is None:
        texts = dict.fromkeys((*_COLUMNS, *names, *whole), pl.String)
        return pl.DataFrame(schema={**texts, "row": pl.UInt32, "day": pl.Int32})
    study_day = domain.own("DY").cast(pl.Float64, strict=False).cast(pl.Int32, strict=False)
    told = domain.frame.select(
        subject="USUBJID",
        reader=domain.reader,
        visit=domain.visit,
        lesion=domain.own("LNKID"),
        date=domain.own("DTC"),
        **{name: domain.own(variable) for name, variable in zip(names, variables, strict=True)},
        **{name: domain.text(*others) for name, others in whole.items()},
        row=pl.col("row").cast(pl.UInt32) if "row" in domain.frame.columns else pl.lit(None, pl.UInt32),
        own_day=pl.when(study_day > 0).then(study_day - 1).otherwise(study_day),
    )
    days = trial.once(_days_of_visits)
    placed = told.join(days, on=["subject", "reader", "visit"], how="left", maintain_order="left")
    return placed.with_columns(day=pl.coalesce("of_visit", "own_day")).drop("of_visit", "own_day")


def lesion_records(trial: Examined, code: str) -> pl.DataFrame:
    """Take a domain of lesions, TU or TR, as text.

    Returns:
        The columns of `records_of`, `date` without the time of day, and `test` (upper case), `group` (the role that
        the domain tells), `organ, value, unit` (that of the value) and `status` (upper case).
    """
    role = ("TUSTRESC", "TUORRES") if code == "TU" else ("TRGRPID",)
    variables = ("TESTCD", "LOC", "STRESC", "STRESN", "ORRES", "STRESU", "ORRESU", "STAT")
    rows = records_of(trial, code, *variables, group=role)
    standard = pl.coalesce("stresc", "stresn")
    return rows.select(
        *("subject", "reader", "lesion", "visit", "row", "day"),
        pl.col("date").str.slice(0, _DATE_LETTERS),
        test=pl.col("testcd").str.to_uppercase(),
        group=pl.col("group").str.to_uppercase(),
        organ="loc",
        value=pl.coalesce(standard, "orres"),
        unit=pl.when(standard.is_not_null()).then("stresu").otherwise("orresu"),
        status=pl.col("stat").str.to_uppercase(),
    )


def _days_of_visits(trial: Examined) -> pl.DataFrame:
    key = ["subject", "reader", "visit"]
    labelled = trial.points.filter(pl.col("visit").is_not_null()).unique(key, keep="first", maintain_order=True)
    return labelled.select(*key, of_visit="start")
