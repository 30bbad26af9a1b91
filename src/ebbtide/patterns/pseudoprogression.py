"""Pseudoprogression of the patient: progression that was called, and that later scans did not bear out.

It is known only afterwards. Each definition takes the calls of one criterion as they are and asks what became
of each onset of progression.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import polars as pl

from ebbtide.patterns.onsets import BACK, HELD, UNSETTLED, followed_by_response, next_assessments, onsets_of
from ebbtide.patterns.words import NO, NOT_COMPUTABLE, OPEN, YES, first_that_holds, said
from ebbtide.terms.responses import CR, PD

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from ebbtide.patterns.record import Record

__all__ = ["pseudoprogressions"]

SURROGATE: Final = " One-dimensional surrogate: irRECIST stands in for irRC, as no product of diameters is recorded."


class Phrases(NamedTuple):
    """How one definition speaks of what became of a progression, and of one that still waits."""

    back: str
    held: str
    waits: str = "is not settled"
    when: str = ""


CONFIRMED: Final = Phrases("{} of day {} was not confirmed: {} on day {}.", "{} of day {} was confirmed on day {}.")
NEXT: Final = Phrases(
    "{} of day {} was not confirmed at the next assessment: {} on day {}.",
    "{} of day {} was confirmed at the next assessment: still over the limit on day {}.",
)
NEGATED: Final = Phrases(
    "{} of day {} was negated: {} on day {}.", "{} of day {} was still PD at the next scan, on day {}."
)
RESPONSE: Final = Phrases(
    "{} of day {} was not confirmed and a response followed: {} on day {}.",
    "{} of day {}: a confirmed progression came before any response, on day {}.",
    "was not followed by a response",
)
LEE: Final = Phrases(
    "{} of day {} was not PD any more at the next assessment: {} on day {}.",
    "{} of day {} was still PD at the next assessment, on day {}.",
)


def pseudoprogressions(
    record: Record, runs: Mapping[str, pl.DataFrame], *, explain: bool
) -> Iterator[tuple[tuple[str, str], pl.DataFrame]]:
    """Call pseudoprogression of the patient under each definition that the criteria allow.

    Args:
        record: The streams and their calls.
        runs: Where progressions begin and what became of them, as of `settled_runs`.
        explain: Write the explanation.

    Yields:
        The key of each definition and its answer: one row per stream, in order.

    Sources:
        Hodi 2016 (irRC); Seymour 2017 (iRECIST); Lee 2018 (RECIST 1.1); Hodi 2018 (imRECIST, register A5).
    """
    pattern = "pseudoprogression"
    if {"irrc", "irrecist"} & set(record.ids):
        early, delayed = hodi(record, runs, explain=explain)
        yield (pattern, "hodi_2016_early"), early
        yield (pattern, "hodi_2016_delayed"), delayed
    if "irecist" in record.ids:
        onsets = onsets_of(runs["irecist"], record)
        answered = followed_by_response(onsets, record, "irecist")
        yield (pattern, "irecist"), answer(record, "irecist", onsets, CONFIRMED, explain=explain)
        yield (pattern, "irecist_response"), answer(record, "irecist", answered, RESPONSE, explain=explain)
    if "recist-1.1" in record.ids:
        yield (
            (pattern, "lee_2018"),
            answer(record, "recist-1.1", next_assessments(record, "recist-1.1"), LEE, explain=explain),
        )
    if "imrecist" in record.ids:
        for reading in ("next_scan", "any_later"):
            onsets = onsets_of(runs[f"imrecist_{reading}"], record)
            yield (pattern, f"imrecist_{reading}"), answer(record, "imrecist", onsets, NEGATED, explain=explain)


def hodi(record: Record, runs: Mapping[str, pl.DataFrame], *, explain: bool) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Call early and delayed pseudoprogression.

    An irPD is an increase of the burden by 25 %. Where no product of diameters is recorded, irRECIST, the
    one-dimensional irRC, stands in.

    Sources:
        Hodi 2016, Patients and Methods; week 12 is register A8; irRECIST is Nishino 2013.
    """
    last_early = record.options.pseudo_early_days + record.options.pseudo_early_window_days
    spoken = [NEXT._replace(when=f" {word} day {last_early}") for word in ("up to", "after")]
    parts = []
    for name in ("irrc", "irrecist"):
        if name not in record.ids:
            continue
        onsets = onsets_of(runs[name], record)
        halves = (onsets.filter(pl.col("day") <= last_early), onsets.filter(pl.col("day") > last_early))
        parts.append([answer(record, name, *each, explain=explain) for each in zip(halves, spoken, strict=True)])
    if "irrecist" in record.ids:
        parts[-1] = [with_note(half, SURROGATE) for half in parts[-1]]
    if len(parts) == 1:
        return parts[0][0], parts[0][1]
    products = has_products(record)
    early, delayed = (choose(products, *pair) for pair in zip(*parts, strict=True))
    return early, delayed


def has_products(record: Record) -> pl.Series:
    """Tell for which streams irRC can be evaluated as early as irRECIST can, and so by products of diameters.

    A complete response says nothing of it: what is gone has no product, however it was measured.
    """
    first = [
        record.calls_under(name)
        .filter(pl.col("response") != CR)
        .group_by("stream")
        .agg(pl.col("day").min().alias(name))
        for name in ("irrc", "irrecist")
    ]
    rows = record.streams.select("stream")
    for one in first:
        rows = rows.join(one, on="stream", how="left", maintain_order="left")
    earlier = (pl.col("irrc") <= pl.col("irrecist")) | (pl.col("irrc").is_not_null() & pl.col("irrecist").is_null())
    return rows.select(earlier.fill_null(value=False)).to_series()


def with_note(answers: pl.DataFrame, note: str) -> pl.DataFrame:
    """Add a note to each explanation."""
    return answers.with_columns(explanation=pl.col("explanation") + note)


def choose(first: pl.Series, yes: pl.DataFrame, no: pl.DataFrame) -> pl.DataFrame:
    """Take each stream's row from one frame or the other."""
    return pl.DataFrame([yes[name].zip_with(first, no[name]) for name in yes.columns])


def answer(record: Record, criterion: str, onsets: pl.DataFrame, phrases: Phrases, *, explain: bool) -> pl.DataFrame:
    """Turn what became of the onsets into one call per stream.

    One that was taken back says yes, whatever came later. One that waits leaves the call open, unless the patient
    died or a new therapy began.
    """
    by_fate = {
        name: (pl.col("day", "known_day").filter(pl.col("fate") == fate).first().name.prefix(f"{name}_"))
        for name, fate in (("back", BACK), ("open", UNSETTLED), ("held", HELD))
    }
    cut = (pl.col("cut") & (pl.col("fate") == UNSETTLED)).any()
    told = onsets.group_by("stream").agg(*by_fate.values(), cut=cut)
    rows = record.streams.with_columns(seen=record.is_seen(criterion), therapy=record.new_therapy()).join(
        told, on="stream", how="left", maintain_order="left"
    )
    back, waits, held = (pl.col(f"{name}_day").is_not_null() for name in ("back", "open", "held"))
    cases = {
        "back": (back, YES, "back_day", "back_known_day"),
        "died": (waits & pl.col("death_day").is_not_null() & ~pl.col("cut"), NO, "open_day", "death_day"),
        "cut": (waits & pl.col("cut"), NOT_COMPUTABLE, "open_day", None),
        "open": (waits, OPEN, "open_day", None),
        "held": (held, NO, "held_day", "held_known_day"),
        "unseen": (~pl.col("seen"), NOT_COMPUTABLE, None, None),
        "never": (pl.lit(value=True), NO, None, "death_day"),
    }
    decided = rows.with_columns(
        why=first_that_holds([(case[0], pl.lit(name)) for name, case in cases.items()], pl.lit("never"))
    )
    why = pl.col("why")

    def of(place: int) -> pl.Expr:
        values = [(why == name, as_column(case[place])) for name, case in cases.items()]
        return first_that_holds(values, pl.lit(None, pl.Int32))

    called = decided.with_columns(
        call=why.replace_strict({name: case[1] for name, case in cases.items()}), basis_day=of(2), known_day=of(3)
    )
    text = explained(record, criterion, called, phrases) if explain else pl.lit(None, pl.String)
    return called.select("stream", "call", "basis_day", "known_day", explanation=text)


def as_column(name: object) -> pl.Expr:
    """Give a column of days, or nothing."""
    return pl.lit(None, pl.Int32) if name is None else pl.col(str(name))


def explained(record: Record, criterion: str, called: pl.DataFrame, phrases: Phrases) -> pl.Series:
    """Say why, with the days."""
    words = record.criterion(criterion).words.overall
    progression, title = pl.lit(words[PD]), record.criterion(criterion).title
    spoken = {code: word for code, word in enumerate(words) if word}
    calls = record.calls_under(criterion).select(
        "stream", known_day="day", word=pl.col("response").replace_strict(spoken, default="", return_dtype=pl.String)
    )
    rows = called.join(calls, on=["stream", "known_day"], how="left", maintain_order="left")
    why, waits = pl.col("why"), pl.lit(phrases.waits)
    basis, known = pl.col("basis_day"), pl.col("known_day")
    return rows.select(
        explanation=first_that_holds(
            [
                (why == "back", said(phrases.back, progression, basis, pl.col("word"), known)),
                (why == "held", said(phrases.held, progression, basis, known)),
                (
                    why == "died",
                    said("{} of day {} {} before death on day {}.", progression, basis, waits, known),
                ),
                (
                    why == "cut",
                    said(
                        "{} of day {} {} before the new therapy of day {}; later scans do not count.",
                        *(progression, basis, waits, pl.col("therapy")),
                    ),
                ),
                (
                    why == "open",
                    said("{} of day {} {}; the record ends on day {}.", progression, basis, waits, "last_day"),
                ),
                (why == "unseen", pl.lit(f"No assessment after baseline can be evaluated under {title}.")),
            ],
            said("No {} to ask about{}; the record ends on day {}.", progression, pl.lit(phrases.when), "last_day"),
        )
    ).to_series()
