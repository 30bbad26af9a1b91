"""Responses that come late, and responses that last."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from ebbtide.patterns.words import NO, NOT_COMPUTABLE, OPEN, YES, first_that_holds, said
from ebbtide.terms.responses import CPD, CR, PD, PR

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ebbtide.patterns.record import Record

__all__ = ["delayed_responses", "durable_responses"]

TEN_THOUSANDTHS: Final = 304_375
"""A month is 30.4375 days; in ten-thousandths of a day it is a whole number."""


def delayed_responses(record: Record, *, explain: bool) -> Iterator[tuple[tuple[str, str], pl.DataFrame]]:
    """Tell whether the first iRECIST response came after a progression, and whether after week 12.

    Yields:
        The key of each definition and its answer: one row per stream, in order.

    Sources:
        Wolchok 2009, Results: response after an initial increase of the burden, and after stable disease;
        Khoja 2016 counts it after a first scan with PD. Week 12 is that of register A8.
    """
    if "irecist" not in record.ids:
        return
    rows = first_responses(record)
    last_early = record.options.pseudo_early_days + record.options.pseudo_early_window_days
    responded, progressed = pl.col("response_day"), pl.col("progression_day")
    after = (progressed < responded).fill_null(value=False)
    told = said("First response on day {}, after iUPD on day {}.", "response_day", "progression_day")
    plain = said("First response on day {}, before any iUPD.", "response_day")
    yield (
        ("delayed_response", "after_progression"),
        delayed(rows, after, pl.when(after).then(told).otherwise(plain), "progression_day", explain=explain),
    )
    text = said("First response on day {}; week 12 ends on day {}.", "response_day", pl.lit(last_early))
    late = responded > last_early
    yield ("delayed_response", "after_week_12"), delayed(rows, late, text, "response_day", explain=explain)


def first_responses(record: Record) -> pl.DataFrame:
    """Find the first response of each stream, the first iUPD and the first iCPD, before any new therapy."""
    starts = record.streams.select("stream", therapy=record.new_therapy())
    calls = record.calls_under("irecist").join(starts, on="stream", how="left", maintain_order="left")
    kept = calls.filter((pl.col("day") <= pl.col("therapy")).fill_null(value=True))
    day, response = pl.col("day"), pl.col("response")
    told = kept.group_by("stream").agg(
        response_day=day.filter(response.is_in([CR, PR])).min(),
        progression_day=day.filter(response == PD).min(),
        confirmed_day=day.filter(response == CPD).min(),
    )
    late = (pl.col("response_day") > pl.col("confirmed_day")).fill_null(value=False)
    return (
        record.streams.join(told, on="stream", how="left", maintain_order="left")
        .join(starts, on="stream", how="left", maintain_order="left")
        .with_columns(
            seen=record.is_seen("irecist"),
            # A response after confirmed progression is recorded, but is none of this course.
            response_day=pl.when(~late).then("response_day"),
        )
    )


def delayed(rows: pl.DataFrame, late: pl.Expr, text: pl.Expr, basis: str, *, explain: bool) -> pl.DataFrame:
    """Answer from the first response, or from what keeps one from coming."""
    responded, confirmed = pl.col("response_day").is_not_null(), pl.col("confirmed_day").is_not_null()
    cases = [
        (responded & late, YES, "response_day", text),
        (responded, NO, "response_day", text),
        (~pl.col("seen"), NOT_COMPUTABLE, None, pl.lit("No assessment after baseline can be evaluated under iRECIST.")),
        (confirmed, NO, "confirmed_day", said("Confirmed progression on day {}, no response.", "confirmed_day")),
        (
            pl.col("therapy").is_not_null(),
            NO,
            "therapy",
            said("No response before the new therapy of day {}.", "therapy"),
        ),
        (pl.col("death_day").is_not_null(), NO, "death_day", said("No response before death on day {}.", "death_day")),
    ]
    known = [(case, pl.lit(None, pl.Int32) if name is None else pl.col(name)) for case, _, name, _ in cases]
    words = first_that_holds(
        [(case, sentence) for case, _, _, sentence in cases],
        said("No response yet; the record ends on day {}.", "last_day"),
    )
    return rows.select(
        "stream",
        call=first_that_holds([(case, pl.lit(call)) for case, call, _, _ in cases], pl.lit(OPEN)),
        basis_day=pl.when(responded & late).then(basis).otherwise("response_day"),
        known_day=first_that_holds(known, pl.lit(None, pl.Int32)),
        explanation=words if explain else pl.lit(None, pl.String),
    )


def durable_responses(
    record: Record, endpoints: pl.DataFrame | None, *, explain: bool
) -> Iterator[tuple[tuple[str, str], pl.DataFrame]]:
    """Tell whether responses lasted for `durable_months`.

    Args:
        record: The streams and their calls.
        endpoints: The table of endpoints, with durations of response; without it there is no answer.
        explain: Write the explanation.

    Yields:
        The key of each definition and its answer: one row per stream, in order.

    Sources:
        Eisenhauer 2009, sec. 4.7 (duration of response); how long is durable is register A9.
    """
    if endpoints is None or endpoints.width == 0:
        return
    for criterion, name in (("recist-1.1", "DOR"), ("irecist", "iDOR")):
        if criterion in record.ids:
            spans = endpoints.filter(pl.col("endpoint") == name, pl.col("criterion") == criterion)
            yield ("durable_response", criterion), durable(record, spans, criterion, explain=explain)


def durable(record: Record, spans: pl.DataFrame, criterion: str, *, explain: bool) -> pl.DataFrame:
    """Compare each duration of response with the months asked for.

    A duration that ends in a progression still under question is open: a later scan may take it back.
    """
    months = record.options.durable_months
    needed = -(-months * TEN_THOUSANDTHS // 10_000)
    rows = with_durations(record, spans, criterion, needed)
    lasted, event = pl.col("duration_days") >= needed, pl.col("event")
    pending = event & (pl.col("outcome") == "unconfirmed").fill_null(value=False) & pl.col("death_day").is_null()
    since = said("Response from day {}", "start_day")
    cases = [
        (lasted, YES, said("{} for {} days, at least {} months.", since, "duration_days", pl.lit(months))),
        (~pl.col("seen"), NOT_COMPUTABLE, pl.lit("No assessment after baseline can be evaluated.")),
        (pl.col("day").is_null(), NO, said("No response in the record, which ends on day {}.", "last_day")),
        (
            pending,
            OPEN,
            said("{}; the progression of day {} is not settled.", since, "day"),
        ),
        (event, NO, said("{} for {} days, less than {} months.", since, "duration_days", pl.lit(months))),
        (
            pl.col("censor_reason") == "NO_EVENT",
            OPEN,
            said("{}, followed for {} days; {} months are not over.", since, "duration_days", pl.lit(months)),
        ),
    ]
    text = first_that_holds(
        [(case, words) for case, _, words in cases],
        said("{}, censored on day {}: {}.", since, "day", "censor_reason"),
    )
    known = first_that_holds(
        [(lasted, pl.coalesce("seen_day", "day")), (pending | ~event, pl.lit(None, pl.Int32))],
        pl.coalesce("settled_day", "day"),
    )
    return rows.select(
        "stream",
        call=first_that_holds([(case, pl.lit(call)) for case, call, _ in cases], pl.lit(NOT_COMPUTABLE)),
        basis_day="start_day",
        known_day=pl.when(pl.col("day").is_not_null()).then(known),
        explanation=text if explain else pl.lit(None, pl.String),
    )


def with_durations(record: Record, spans: pl.DataFrame, criterion: str, needed: int) -> pl.DataFrame:
    """Set each duration of response beside what became of its progression and when it was seen to have lasted."""
    durations = spans.select("subject", "reader", "start_day", "day", "duration_days", "event", "censor_reason")
    rows = record.streams.with_columns(seen=record.is_seen(criterion)).join(
        durations, on=["subject", "reader"], how="left", maintain_order="left"
    )
    outcomes = record.progressions_under(criterion).unique(["stream", "day"], keep="first", maintain_order=True)
    ended = outcomes.select("stream", "day", "outcome", settled_day="known_day")
    lasted = day_it_was_seen(record, rows, criterion, needed)
    return rows.join(ended, on=["stream", "day"], how="left", maintain_order="left").join(
        lasted, on="stream", how="left", maintain_order="left"
    )


def day_it_was_seen(record: Record, rows: pl.DataFrame, criterion: str, needed: int) -> pl.DataFrame:
    """Find the first assessment at which a response had lasted so many days: `stream`, `seen_day`."""
    spans = rows.select("stream", "start_day").drop_nulls()
    return (
        record.calls_under(criterion)
        .join(spans, on="stream")
        .filter(pl.col("day") - pl.col("start_day") + 1 >= needed)
        .group_by("stream")
        .agg(seen_day=pl.col("day").min())
    )
