"""Where a progression begins under a criterion, and what became of it.

A criterion that follows progression calls it again and again while it lasts. The first call of each such run
is its onset: the later ones repeat it, and what is true of the whole run is told once.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from ebbtide.terms.responses import CPD, CR, PD, PR

if TYPE_CHECKING:
    from ebbtide.patterns.record import Record

__all__ = [
    "BACK",
    "HELD",
    "UNSETTLED",
    "followed_by_response",
    "next_assessments",
    "onsets_of",
    "settled_runs",
    "up_to_the_first_held",
]

UNSETTLED: Final = 0
"""Nothing in the record decides."""
BACK: Final = 1
"""Taken back: disregarded or negated."""
HELD: Final = 2
"""Confirmed, or not negated by the scan that could have."""
_FATES: Final = {"disregarded": BACK, "negated": BACK, "confirmed": HELD, "stands": HELD, "final": HELD}


def settled_runs(record: Record) -> dict[str, pl.DataFrame]:
    """Find where progressions begin under each criterion that follows them, and what became of them.

    Returns:
        For each criterion, and for each reading of imRECIST (`imrecist_next_scan`, `imrecist_any_later`), one row
        per run of progressions, by stream and day: `stream`, `day` (its onset), `last_day` (its last call), `fate`
        (UNSETTLED, BACK or HELD), `known_day`.
    """
    found: dict[str, pl.DataFrame] = {}
    for criterion in ("irecist", "irrc", "irrecist"):
        if criterion in record.ids:
            found[criterion] = settled(record, criterion, runs_of(record.calls_under(criterion)), None)
    if "imrecist" in record.ids:
        runs = runs_of(record.calls_under("imrecist"))
        for reading in ("next_scan", "any_later"):
            found[f"imrecist_{reading}"] = settled(record, "imrecist", runs, f"imrecist_negation={reading}")
    return found


def settled(record: Record, criterion: str, runs: pl.DataFrame, reading: str | None) -> pl.DataFrame:
    """Look up what became of each run."""
    outcomes = record.progressions_under(criterion, reading).select("stream", "day", "outcome", "known_day")
    fate = pl.col("outcome").replace_strict(_FATES, default=UNSETTLED, return_dtype=pl.UInt8)
    # Reported calls may say confirmed at once, with no progression before.
    at_once = pl.col("confirmed")
    return runs.join(outcomes, on=["stream", "day"], how="left", maintain_order="left").select(
        *("stream", "day", "last_day"),
        fate=pl.when(at_once).then(pl.lit(HELD, pl.UInt8)).otherwise(fate),
        known_day=pl.when(at_once).then("day").otherwise("known_day"),
    )


def onsets_of(runs: pl.DataFrame, record: Record) -> pl.DataFrame:
    """Keep the onsets that a definition asks about: under the study therapy, up to the first that was confirmed.

    Args:
        runs: One entry of `settled_runs`.
        record: The streams, with their new therapies.

    Returns:
        The same columns and `cut` (whether a new therapy came before anything was settled).
    """
    return up_to_the_first_held(cut_at_new_therapy(runs, record))


def runs_of(calls: pl.DataFrame) -> pl.DataFrame:
    """Join the progressions that follow each other into runs; `confirmed` is a run that begins with iCPD."""
    same = pl.col("stream") == pl.col("stream").shift(1)
    progression = pl.col("response").is_in([PD, CPD])
    again = (same & progression.shift(1)).fill_null(value=False)
    marked = calls.select("stream", "day", "response", run=(progression & ~again).cum_sum())
    return (
        marked.filter(progression)
        .group_by("stream", "run", maintain_order=True)
        .agg(day=pl.col("day").first(), last_day=pl.col("day").last(), confirmed=pl.col("response").first() == CPD)
        .drop("run")
    )


def cut_at_new_therapy(onsets: pl.DataFrame, record: Record) -> pl.DataFrame:
    """Leave out what was seen after a new therapy: onsets, and what would have settled earlier ones."""
    therapies = record.streams.select("stream", start=record.new_therapy())
    dated = onsets.join(therapies, on="stream", how="left", maintain_order="left")
    late = (pl.col("known_day") > pl.col("start")).fill_null(value=False)
    fate = pl.when(late).then(pl.lit(UNSETTLED, pl.UInt8)).otherwise("fate")
    known = pl.when(fate != UNSETTLED).then("known_day")
    return (
        dated.filter((pl.col("day") <= pl.col("start")).fill_null(value=True))
        .with_columns(fate=fate, known_day=known)
        .select(
            *("stream", "day", "last_day", "fate", "known_day"),
            cut=(pl.col("fate") == UNSETTLED) & pl.col("start").is_not_null(),
        )
    )


def up_to_the_first_held(onsets: pl.DataFrame) -> pl.DataFrame:
    """Leave out what comes after a progression that was confirmed: it cannot be taken back any more."""
    held = onsets.filter(pl.col("fate") == HELD).unique("stream", keep="first", maintain_order=True)
    end = held.select("stream", end_day="day")
    kept = (pl.col("day") <= pl.col("end_day")).fill_null(value=True)
    return onsets.join(end, on="stream", how="left", maintain_order="left").filter(kept).drop("end_day")


def next_assessments(record: Record, criterion: str) -> pl.DataFrame:
    """Follow the first progression of each stream to the next evaluable assessment, however soon it comes.

    Returns:
        The columns of `onsets_of`, one row per stream with a progression.
    """
    same = pl.col("stream").shift(-1) == pl.col("stream")
    after = pl.when(same)
    calls = record.calls_under(criterion).with_columns(
        known_day=after.then(pl.col("day").shift(-1)), then=after.then(pl.col("response").shift(-1))
    )
    first = calls.filter(pl.col("response") == PD).unique("stream", keep="first", maintain_order=True)
    still = pl.col("then").is_in([PD, CPD])
    fate = pl.when(pl.col("then").is_null()).then(UNSETTLED).when(still).then(HELD).otherwise(BACK).cast(pl.UInt8)
    return cut_at_new_therapy(first.with_columns(fate=fate, last_day="day"), record)


def followed_by_response(onsets: pl.DataFrame, record: Record, criterion: str) -> pl.DataFrame:
    """Ask of each onset that was taken back whether a response came after it, before any confirmed progression.

    Returns:
        The columns of `onsets_of`: BACK where a response followed, HELD where a confirmed progression came
        first, UNSETTLED where neither is in the record.
    """
    calls = record.calls_under(criterion)
    later = (
        onsets.join(calls.select("stream", "response", then="day"), on="stream")
        .filter(pl.col("then") > pl.col("day"))
        .group_by("stream", "day")
        .agg(
            answered=pl.col("then").filter(pl.col("response").is_in([CR, PR])).min(),
            confirmed=pl.col("then").filter(pl.col("response") == CPD).min(),
        )
    )
    answered, confirmed = pl.col("answered"), pl.col("confirmed")
    in_time = answered.is_not_null() & (confirmed.is_null() | (answered < confirmed))
    back = pl.col("fate") == BACK
    asked = onsets.join(later, on=["stream", "day"], how="left", maintain_order="left").with_columns(
        fate=pl.when(~back)
        .then("fate")
        .when(in_time)
        .then(pl.lit(BACK, pl.UInt8))
        .when(confirmed.is_not_null())
        .then(pl.lit(HELD, pl.UInt8))
        .otherwise(pl.lit(UNSETTLED, pl.UInt8)),
        known_day=pl.when(~back).then("known_day").when(in_time).then(answered).otherwise(confirmed),
    )
    return up_to_the_first_held(cut_at_new_therapy(asked, record))
