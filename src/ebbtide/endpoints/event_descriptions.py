"""What each time rests on, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from ebbtide.criteria import ANY_BY_ID, CRITERIA
from ebbtide.criteria.parts.records import CONFIRMS_BY_EPISODE
from ebbtide.endpoints.censoring import Cause, Reason
from ebbtide.endpoints.slots import OTHER_PFS, other_negation
from ebbtide.terms.responses import CPD, PD

if TYPE_CHECKING:
    from ebbtide.study import Options

__all__ = ["describe_ends", "response_words"]

_CODES: Final = len(CRITERIA[0].words.overall)
_WORDS: Final = pl.Series(
    [word for criterion in ANY_BY_ID.values() for word in criterion.words.overall], dtype=pl.String
)
_BY_EPISODE: Final = [name for name, one in ANY_BY_ID.items() if one.confirms_by == CONFIRMS_BY_EPISODE]
_OFFSETS: Final = {criterion.id: place * _CODES for place, criterion in enumerate(ANY_BY_ID.values())}


def response_words(criterion: pl.Series, response: pl.Series) -> pl.Series:
    """Find the words of responses, each in the vocabulary of its criterion.

    Args:
        criterion: Ids. Shape (n,).
        response: Codes, null for none. Shape (n,).

    Examples:
        >>> response_words(pl.Series(["irecist", "irrc"]), pl.Series([5, 2])).to_list()
        ['iUPD', 'irPR']
    """
    place = criterion.replace_strict(_OFFSETS, return_dtype=pl.Int64) + response.cast(pl.Int64)
    return _WORDS.gather(place)


def describe_ends(rows: pl.DataFrame, options: Options) -> pl.DataFrame:
    """Add `event_description`: the event, or the assessment that censors and why.

    Args:
        rows: Times as `ended` leaves them.
        options: `imrecist_negation`, `pfs_censor_at`, `pfs_missed_visits`.
    """
    # An iCPD that readers gave without an iUPD is known on its own day; so is a PD that LYRIC does not wait for.
    is_bare = pl.col("criterion").is_in(_BY_EPISODE) & (pl.col("settled_known_day") == pl.col("event_day"))
    code = pl.when(is_bare).then(pl.lit(CPD, pl.Int8)).otherwise(pl.lit(PD, pl.Int8))
    words = rows.with_columns(
        progression_word=response_words(rows["criterion"], rows.select(code).to_series()),
        prior_word=response_words(rows["criterion"], rows["prior_response"]),
    )
    words = words.with_columns(ending=ending(options), resting=resting(options))
    return words.with_columns(event_description=pl.when(is_event()).then("ending").otherwise(censored(options)))


def is_event() -> pl.Expr:
    """Tell whether a row is an event."""
    return pl.col("reason") == Reason.EVENT


def ending(options: Options) -> pl.Expr:
    """Say what would end the time; null where nothing does."""
    return (
        pl.when(pl.col("cause") == Cause.PROGRESSION)
        .then(pl.concat_str(pl.format("{} on day {}", "progression_word", "event_day"), hindsight(options)))
        .when(pl.col("cause") == Cause.DEATH)
        .then(pl.format("death on day {}", "event_day"))
        .when(pl.col("cause") == Cause.NEW_THERAPY)
        .then(pl.format("new therapy on day {}", "event_day"))
    )


def hindsight(options: Options) -> pl.Expr:
    """Say what later assessments made of a progression, under the criteria that follow it."""
    criterion, is_open = pl.col("criterion"), pl.col("is_open")
    known = pl.col("settled_known_day")
    reading = (
        pl.when(pl.col("slot") == OTHER_PFS)
        .then(pl.lit(other_negation(options)))
        .otherwise(pl.lit(options.imrecist_negation))
    )
    pending = pl.when("is_pending").then(pl.lit("; PENDING_AT_CUTOFF")).otherwise(pl.lit(""))
    open_iupd = pl.concat_str(pl.lit(", never confirmed nor followed by a response or stable disease"), pending)
    return (
        pl.when(criterion == "imrecist")
        .then(
            pl.when(is_open)
            .then(pl.format(", never negated ({})", reading))
            .otherwise(pl.format(", upheld on day {} ({})", known, reading))
        )
        .when(is_open & (criterion == "irecist"))
        .then(open_iupd)
        .when(is_open)
        .then(pl.lit(", never confirmed"))
        .when(known > pl.col("event_day"))
        .then(pl.format(", confirmed on day {}", known))
        .otherwise(pl.lit(""))
    )


def resting(options: Options) -> pl.Expr:
    """Name the assessment that a censored time rests on."""
    kind = "evaluable assessment" if options.pfs_censor_at == "last_evaluable" else "assessment"
    return (
        pl.when(pl.col("prior_day").is_not_null())
        .then(pl.format(f"last {kind} {{}} on day {{}}", "prior_word", "prior_day"))
        .otherwise(pl.lit(f"no {kind} after day 0"))
    )


def censored(options: Options) -> pl.Expr:
    """Say what censors, and on which assessment."""
    reason = pl.col("reason")
    late = "{}; {} comes " + f"{{}} days later, after {options.pfs_missed_visits} or more missed visits"
    return (
        pl.when(reason.is_in([Reason.NEW_THERAPY, Reason.NO_POSTBASELINE_ASSESSMENT]) & pl.col("cut_day").is_not_null())
        .then(pl.format("{}, before the new therapy of day {}", "resting", "new_therapy_day"))
        .when(reason == Reason.MISSED_VISITS)
        .then(pl.format(late, "resting", "ending", "apart"))
        .when(reason == Reason.PENDING_CONFIRMATION)
        .then(pl.format("{}, before the {} of day {}, still open", "resting", "progression_word", "open_day"))
        .when(reason == Reason.UNASSESSED_DEATH)
        .then(pl.format("{}; {} does not count", "resting", "ending"))
        .when(reason == Reason.DEATH)
        .then(pl.format("{}, before death on day {}", "resting", "deceased_day"))
        .otherwise("resting")
    )
