"""Progression under question: what can be said while it is not yet known whether a progression stands.

This is the word for prospective use: it looks at the last progression only and says what it waits for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from ebbtide.patterns.onsets import HELD, UNSETTLED, up_to_the_first_held
from ebbtide.patterns.words import NOT_COMPUTABLE, first_that_holds, said
from ebbtide.terms.responses import PD

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from ebbtide.patterns.record import Record

__all__ = ["progressions_under_question"]

FOLLOWING: Final = ("irecist", "irrc", "irrecist", "imrecist")


def progressions_under_question(
    record: Record, runs: Mapping[str, pl.DataFrame], *, explain: bool
) -> Iterator[tuple[tuple[str, str], pl.DataFrame]]:
    """Tell, for each criterion that follows progression, whether the last one is settled, waits, or is overdue.

    Args:
        record: The streams and their calls.
        runs: Where progressions begin and what became of them, as of `settled_runs`.
        explain: Write the explanation.

    Yields:
        The key of each definition and its answer: one row per stream, in order.

    Sources:
        Seymour 2017 (28 to 56 days after the last iUPD); Wolchok 2009 and Hodi 2018 (28 days or more; overdue
        is counted by the same 56 days, which they do not print).
    """
    for name in FOLLOWING:
        if name in record.ids:
            yield ("progression_under_question", name), question(record, name, runs, explain=explain)


def question(record: Record, criterion: str, runs: Mapping[str, pl.DataFrame], *, explain: bool) -> pl.DataFrame:
    """Ask of the last progression of each stream under one criterion."""
    rules = record.criterion(criterion).define(record.options)
    named = f"imrecist_{record.options.imrecist_negation}" if criterion == "imrecist" else criterion
    last = up_to_the_first_held(runs[named]).unique("stream", keep="last", maintain_order=True)
    rows = record.streams.join(
        last.rename({"last_day": "again_day"}), on="stream", how="left", maintain_order="left"
    ).with_columns(
        seen=record.is_seen(criterion),
        from_day=pl.col("day") + rules.confirm_days - rules.variance_days,
        to_day=pl.col("again_day") + rules.late_days + rules.variance_days,
    )
    waits = pl.col("fate") == UNSETTLED
    call = first_that_holds(
        [
            (~pl.col("seen"), pl.lit(NOT_COMPUTABLE)),
            (pl.col("day").is_null(), pl.lit("none")),
            (~waits, pl.lit("settled")),
            (pl.col("last_day") > pl.col("to_day"), pl.lit("overdue")),
        ],
        pl.lit("under_question"),
    )
    known = pl.when(waits).then("day").otherwise("known_day")
    called = rows.with_columns(call=call, basis_day="day", known_day=known)
    text = explained(record, criterion) if explain else pl.lit(None, pl.String)
    return called.select("stream", "call", "basis_day", "known_day", explanation=text)


def explained(record: Record, criterion: str) -> pl.Expr:
    """Say since when, and by when."""
    word = pl.lit(record.criterion(criterion).words.overall[PD])
    basis, known = pl.col("basis_day"), pl.col("known_day")
    after = first_that_holds(
        [
            (pl.col("death_day").is_not_null(), said(" The patient died on day {}.", "death_day")),
            (
                pl.col("new_therapy_day") >= basis,
                said(" A new therapy began on day {}.", "new_therapy_day"),
            ),
        ],
        pl.lit(""),
    )
    due = said(
        "{} of day {} is not settled: due for confirmation on day {} to day {}; the record ends on day {}.",
        *(word, basis, "from_day", "to_day", "last_day"),
    )
    fate = pl.when(pl.col("fate") == HELD).then(pl.lit("stands")).otherwise(pl.lit("was taken back"))
    return first_that_holds(
        [
            (
                pl.col("call") == NOT_COMPUTABLE,
                pl.lit(f"No assessment after baseline can be evaluated under {record.criterion(criterion).title}."),
            ),
            (pl.col("call") == "none", said("No {} in the record, which ends on day {}.", word, "last_day")),
            (pl.col("call") == "settled", said("{} of day {} {}: known on day {}.", word, basis, fate, known)),
        ],
        due + after,
    )
