"""Who responded, from which day, and the time that took."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from ebbtide.endpoints.censoring import Reason
from ebbtide.endpoints.event_descriptions import response_words
from ebbtide.endpoints.slots import TTR
from ebbtide.terms.responses import CR, PR

if TYPE_CHECKING:
    from ebbtide.assessment.courses import Courses
    from ebbtide.study import Options

__all__ = ["responders_of", "times_to_response"]

_KEYS: Final = ("subject", "reader", "criterion")


def responders_of(courses: Courses, records: pl.DataFrame, best: pl.DataFrame, options: Options) -> pl.DataFrame:
    """Find who responded and the response that counts: the first, or the first that is confirmed if it must be.

    Args:
        courses: The courses.
        records: What is known of them, one row each.
        best: `subject`, `reader`, `criterion`, `response_day` and `confirmed_response_day`; null where there was
            no response.
        options: `confirmation_required`.

    Returns:
        The rows of `records` that responded, with `response_day` and `response`.

    Sources:
        Eisenhauer 2009, sec. 4.7: from the day on which the criteria of CR or PR are first met.
    """
    day = "confirmed_response_day" if options.confirmation_required else "response_day"
    said = best.filter(pl.col(day).is_not_null()).select(
        pl.col(_KEYS).cast(pl.String), response_day=pl.col(day).cast(pl.Int32)
    )
    told = courses.heads.join(said, on=list(_KEYS), how="inner", maintain_order="left").select("course", "response_day")
    calls = courses.calls.filter(pl.col("response").is_in((CR, PR))).select("course", "response", response_day="day")
    named = told.join(calls, on=["course", "response_day"], how="left", maintain_order="left")
    return records.join(named, on="course", how="inner", maintain_order="left")


def times_to_response(responders: pl.DataFrame, *, explain: bool) -> pl.DataFrame:
    """Give the time to response of each responder; it always ends in the event."""
    text = pl.format("first response {} on day {}", "word", "response_day") if explain else pl.lit(None, pl.String)
    word = response_words(responders["criterion"], responders["response"]).alias("word")
    return responders.with_columns(word).select(
        "place",
        slot=pl.lit(TTR, pl.Int8),
        start_day=pl.lit(0, pl.Int32),
        day="response_day",
        reason=pl.lit(Reason.EVENT, pl.Int8),
        event_description=text,
    )
