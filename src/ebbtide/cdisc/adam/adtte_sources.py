"""What decided each time to event: its cause, its words and the record that holds it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from ebbtide.cdisc.adam.adrs_records import COURSE
from ebbtide.cdisc.adam.adtte_events import EVENT_RECORDS, event_records
from ebbtide.terms.responses import CPD, PD

if TYPE_CHECKING:
    from ebbtide.cdisc.derived import Derived
    from ebbtide.study import Options

__all__ = ["with_sources", "with_words"]

_RECORD: Final = ("SRCDOM", "SRCVAR", "SRCSEQ", "dtc")
_DATE_OF_ASSESSMENT: Final = "RSDTC"
_START: Final = "Treatment Start"
_THERAPY: Final = "New Anti-Cancer Therapy"
_EVENTS: Final = {
    "response": "Response",
    "progression": "Disease Progression",
    "death": "Death",
    "new_therapy": _THERAPY,
}
_REASONS: Final = {
    "NEW_THERAPY": _THERAPY,
    "MISSED_VISITS": "Event after Missed Visits",
    "PENDING_CONFIRMATION": "Progression Not Confirmed",
    "UNASSESSED_DEATH": "Death without Tumor Assessment",
    "DEATH": "Death without Progression",
    "ALIVE": "Alive",
}
_ON_DAY_0: Final = ("NO_POSTBASELINE_ASSESSMENT", "UNASSESSED_DEATH")
_BEFORE: Final = {
    "NEW_THERAPY": f" prior to {_THERAPY}",
    "MISSED_VISITS": " prior to Missed Visits",
    "PENDING_CONFIRMATION": " prior to Unconfirmed Progression",
    "DEATH": " prior to Death",
}


def with_sources(rows: pl.DataFrame, assessments: pl.DataFrame, derived: Derived) -> pl.DataFrame:
    """Add the cause of each time and the record whose date it ends with.

    A progression, a response and an assessment that censors are records of RS; a death, a last contact, a new therapy
    and day 0 are those of the domains that the study came with, if it came with any.

    Args:
        rows: The endpoints, with `slot` (`OS`, `PFS`, ...) and `ADT`.
        assessments: As of `assessments_of`.
        derived: Where the rest is from.

    Returns:
        The rows with `cause` (`response`, `progression`, `death`, `new_therapy`, `assessment`, `last_contact` or
        `start`), `SRCDOM`, `SRCVAR`, `SRCSEQ` and `dtc`, the date as that record has it.
    """
    caused = with_cause(with_assessments(rows, assessments), derived)
    found = [
        event_records(derived.study, event, caused.filter(cause=event)).with_columns(cause=pl.lit(event))
        for event in ("death", "last_contact", "new_therapy", "start")
    ]
    told = caused.join(
        pl.concat([part.select(*EVENT_RECORDS, "cause") for part in found]),
        on=["subject", "ADT", "cause"],
        how="left",
        maintain_order="left",
    )
    of_assessment = pl.col("cause").is_in(["response", "progression", "assessment"])
    return told.with_columns(
        pl.when(of_assessment).then(f"assessed_{name}").otherwise(name).alias(name) for name in _RECORD
    )


def with_assessments(rows: pl.DataFrame, assessments: pl.DataFrame) -> pl.DataFrame:
    """Find the assessment of the day on which each time ends, by any reader where the time is of none."""
    counted = assessments.filter("is_worst").select(
        *COURSE,
        "day",
        "code",
        is_assessed=pl.lit(value=True),
        assessed_SRCDOM="SRCDOM",
        assessed_SRCVAR=pl.when(pl.col("SRCSEQ").is_not_null()).then(pl.lit(_DATE_OF_ASSESSMENT)),
        assessed_SRCSEQ="SRCSEQ",
        assessed_dtc="dtc",
    )
    # Survival is the subject's, not a reader's: the first record of the day will do.
    of_anyone = counted.unique(["subject", "day"], keep="first", maintain_order=True).with_columns(
        reader=pl.lit(""), criterion=pl.lit(""), slot=pl.lit("OS")
    )
    of_course = rows.filter(pl.col("slot") != "OS").join(
        counted, on=[*COURSE, "day"], how="left", maintain_order="left"
    )
    of_subject = rows.filter(pl.col("slot") == "OS").join(
        of_anyone, on=[*COURSE, "slot", "day"], how="left", maintain_order="left"
    )
    return pl.concat([of_course, of_subject]).sort("place")


def with_cause(rows: pl.DataFrame, derived: Derived) -> pl.DataFrame:
    """Tell what each time ends with.

    Where a progression and a death fall on one day the progression counts, unless the description of the time says
    otherwise: an iUPD may be open and by option not count.
    """
    known = rows.join(derived.milestones, on="subject", how="left", maintain_order="left")
    day, of_subject = pl.col("day"), pl.col("slot") == "OS"
    is_assessed = pl.col("is_assessed").fill_null(value=False)
    progressed = pl.col("code").is_in([PD, CPD]).fill_null(value=False)
    says_death = pl.col("event_description").str.starts_with("death").fill_null(value=False)
    ends_in_event = (
        pl.when(pl.col("slot") == "TTR")
        .then(pl.lit("response"))
        .when(~of_subject & progressed & ~says_death)
        .then(pl.lit("progression"))
        .when(day == pl.col("death_day"))
        .then(pl.lit("death"))
        .otherwise(pl.lit("new_therapy"))
    )
    on_day_0 = pl.col("censor_reason").is_in(_ON_DAY_0).fill_null(value=False)
    censored = (
        pl.when(on_day_0)
        .then(pl.lit("start"))
        .when(of_subject & (day == pl.col("last_contact_day")))
        .then(pl.lit("last_contact"))
        .when(is_assessed)
        .then(pl.lit("assessment"))
        .when(of_subject & (day == pl.col("new_therapy_day")))
        .then(pl.lit("new_therapy"))
        .otherwise(pl.lit("start"))
    )
    return known.with_columns(cause=pl.when("event").then(ends_in_event).otherwise(censored))


def with_words(rows: pl.DataFrame, options: Options) -> pl.DataFrame:
    """Add EVNTDESC, what happened or why the time is censored, and CNSDTDSC, what the date of censoring is.

    Sources:
        admiralonco 1.4, `death_event`, `pd_event`, `lastalive_censor`, `lasta_censor`, `trts_censor`: the words for
        what it has; CDISC, ADaM Basic Data Structure for Time-to-Event Analyses 1.0, sec. 4 (EVNTDESC, CNSDTDSC).
    """
    kind = "Last Evaluable Tumor Assessment" if options.pfs_censor_at == "last_evaluable" else "Last Tumor Assessment"
    reason, from_start = pl.col("censor_reason"), pl.col("cause") == "start"
    date = (
        pl.when(from_start)
        .then(pl.lit(_START))
        .when(reason == "ALIVE")
        .then(pl.lit("Alive During Study"))
        .otherwise(pl.lit(kind) + reason.replace_strict(_BEFORE, default=""))
    )
    plain = pl.when(from_start).then(pl.lit(_START)).otherwise(pl.lit(kind))
    return rows.with_columns(
        EVNTDESC=pl.when("event")
        .then(pl.col("cause").replace_strict(_EVENTS, default=None, return_dtype=pl.String))
        .otherwise(pl.coalesce(reason.replace_strict(_REASONS, default=None, return_dtype=pl.String), plain)),
        CNSDTDSC=pl.when(~pl.col("event")).then(date),
    )
