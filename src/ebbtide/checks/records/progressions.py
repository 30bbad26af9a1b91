"""Progressions as they were reported or computed, and those that are final."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from ebbtide.criteria import BY_ID
from ebbtide.criteria.parts.records import CONFIRMS_NOTHING
from ebbtide.terms.responses import CPD, PD, code_of

if TYPE_CHECKING:
    from ebbtide.checks.examined import Examined

__all__ = ["by_any_reader", "final_ones"]

_COLUMNS: Final = ("subject", "reader", "visit", "day", "criterion", "word")
_INVESTIGATOR: Final = "(?i)investigator"


def by_any_reader(trial: Examined) -> pl.DataFrame:
    """List every progression, confirmed or not, that was reported or computed.

    Returns:
        `subject, reader, visit, day, criterion, word`.
    """
    return pl.concat([_with_code(_reported(trial), PD, CPD), _with_code(_computed(trial), PD, CPD)])


def final_ones(trial: Examined, *, reported_only: bool = False) -> pl.DataFrame:
    """Find the progression of each subject that ends the course.

    Under criteria that confirm progression only a confirmed one does; where the study is held to one of them, a PD of
    RECIST 1.1 beside it does not end treatment. What was reported counts before what is computed, and the
    investigator before other readers.

    Args:
        trial: The study.
        reported_only: Leave out what is only computed.

    Returns:
        One row per subject: `subject, reader, visit, day, criterion, word`.
    """
    classical = [one for one in trial.criteria if BY_ID[one].define(trial.options).confirms == CONFIRMS_NOTHING]
    confirming = [one for one in trial.criteria if one not in classical]
    reported = _reported(trial)
    rows = [_with_code(reported, CPD) if confirming else _with_code(reported, PD)]
    if not reported_only:
        silent = [one for one in confirming or classical if one not in set(reported["criterion"])]
        own = _confirmed(trial) if confirming else _with_code(_computed(trial), PD)
        rows.append(own.filter(pl.col("criterion").is_in(silent)))
    found = pl.concat(rows).filter(pl.col("criterion").is_in(confirming or classical)).drop_nulls("day")
    decides = pl.col("reader").str.contains(_INVESTIGATOR)
    told = found.filter(decides | ~_readers(trial, found))
    return told.sort("subject", "day", "reader").unique("subject", keep="first", maintain_order=True)


def _readers(trial: Examined, found: pl.DataFrame) -> pl.Series:
    """Tell of each row whether its subject has an investigator among the readers."""
    named = pl.concat([trial.points.select("subject", "reader"), trial.reported.select("subject", "reader")])
    investigated = named.filter(pl.col("reader").str.contains(_INVESTIGATOR))["subject"].unique()
    return found["subject"].is_in(investigated.implode())


def _reported(trial: Examined) -> pl.DataFrame:
    said = trial.reported.drop_nulls("overall_response")
    return said.with_columns(word=pl.col("overall_response").cast(pl.String)).select(_COLUMNS)


def _computed(trial: Examined) -> pl.DataFrame:
    return trial.calls.drop_nulls("overall_response").with_columns(word="overall_response").select(_COLUMNS)


def _confirmed(trial: Examined) -> pl.DataFrame:
    """List the progressions that a later scan confirmed, with the day on which that was known."""
    if trial.judged is None:
        return pl.DataFrame(schema=dict.fromkeys(_COLUMNS, pl.String) | {"day": pl.Int32})
    settled = trial.judged.settled.with_columns(pl.col(pl.Categorical).cast(pl.String))
    confirmed = settled.filter(pl.col("outcome") == "confirmed", pl.col("known_day").is_not_null())
    return confirmed.select(
        pl.col("subject", "reader").cast(pl.String), visit=pl.lit(None, pl.String),
        day=pl.col("known_day").cast(pl.Int32), criterion=pl.col("criterion").cast(pl.String),
        word=pl.format("{} (confirmed)", "overall_response"),
    )  # fmt: skip


def _with_code(rows: pl.DataFrame, *codes: int) -> pl.DataFrame:
    words = [word for word in rows["word"].unique() if code_of(word) in codes]
    return rows.filter(pl.col("word").is_in(words))
