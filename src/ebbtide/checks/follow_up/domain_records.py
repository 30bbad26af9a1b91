"""Records of an SDTM domain, each with the reader and the time point it belongs to."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

if TYPE_CHECKING:
    from ebbtide.checks.examined import Examined

__all__ = ["files_of", "records_of"]


def files_of(trial: Examined, *codes: str) -> set[str]:
    """Name the files that domains came from."""
    domains = [records for code in codes if (records := trial.domain(code)) is not None]
    return {file for records in domains for file in (records.file, *(part.file for part in records.parts))}


def records_of(trial: Examined, code: str, *variables: str) -> pl.DataFrame:
    """Take the records of a domain.

    Args:
        trial: The study.
        code: The domain, `TR`.
        variables: Which variables, without the domain's letters: `STAT` is `TRSTAT`.

    Returns:
        One row per record in the order of the file: `subject, reader, visit, lesion, date` (text), `row`, `start`
        (the day of the time point, else of the record) and the variables in small letters, null where the domain
        lacks them. Without rows where the study lacks the domain.
    """
    records = trial.domain(code)
    names = [name.lower() for name in variables]
    if records is None:
        texts = dict.fromkeys(("subject", "reader", "visit", "lesion", "date", *names), pl.String)
        return pl.DataFrame(schema={**texts, "row": pl.UInt32, "start": pl.Int32})
    frame = records.frame
    study_day = _text(frame, f"{code}DY").cast(pl.Float64, strict=False)
    number = _text(frame, "VISITNUM").str.replace(r"^(-?\d+)\.0+$", "$1")
    told = frame.select(
        subject=_text(frame, "USUBJID"),
        reader=pl.coalesce(_text(frame, f"{code}EVALID"), _text(frame, f"{code}EVAL"), pl.lit("")),
        visit=pl.coalesce(_text(frame, "VISIT"), number, _text(frame, f"{code}LNKGRP")),
        lesion=_text(frame, f"{code}LNKID"),
        date=_text(frame, f"{code}DTC"),
        **{name: _text(frame, code + variable) for name, variable in zip(names, variables, strict=True)},
        row=pl.col("row").cast(pl.UInt32) if "row" in frame.columns else pl.lit(None, pl.UInt32),
        own_day=pl.when(study_day > 0).then(study_day - 1).otherwise(study_day).cast(pl.Int32, strict=False),
    )
    return _with_start(told, trial)


def _text(frame: pl.DataFrame, name: str) -> pl.Expr:
    return pl.col(name).cast(pl.String) if name in frame.columns else pl.lit(None, pl.String)


def _with_start(told: pl.DataFrame, trial: Examined) -> pl.DataFrame:
    key = ["subject", "reader", "visit"]
    labelled = trial.points.filter(pl.col("visit").is_not_null()).unique(key, keep="first", maintain_order=True)
    placed = told.join(labelled.select(*key, of_visit="start"), on=key, how="left", maintain_order="left")
    return placed.with_columns(start=pl.coalesce("of_visit", "own_day")).drop("of_visit", "own_day")
