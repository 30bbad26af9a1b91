"""Where a study's own domains record what happened to a subject: day 0, death, last contact, a new therapy."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import polars as pl

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from ebbtide.study import Study

__all__ = ["EVENT_RECORDS", "event_records"]

EVENT_RECORDS: Final = {
    "subject": pl.String,
    "ADT": pl.Date,
    "SRCDOM": pl.String,
    "SRCVAR": pl.String,
    "SRCSEQ": pl.Int64,
    "dtc": pl.String,
}


class Place(NamedTuple):
    """A variable that holds a date, and the records in which it means the event.

    Args:
        domain: The domain.
        variable: The variable.
        only: A variable that must hold a word; nothing where every record will do.
        word: That word.
    """

    domain: str
    variable: str
    only: str = ""
    word: str = ""


_PLACES: Final[Mapping[str, tuple[Place, ...]]] = {
    "start": (Place("DM", "RFXSTDTC"), Place("DM", "RFSTDTC")),
    "death": (
        Place("DM", "DTHDTC"),
        Place("DS", "DSSTDTC", "DSDECOD", "DEATH"),
        Place("DD", "DDDTC"),
        Place("AE", "AEENDTC", "AEOUT", "FATAL"),
    ),
    "last_contact": (
        Place("SS", "SSDTC"),
        Place("DS", "DSSTDTC"),
        Place("DS", "DSDTC"),
        Place("DM", "RFPENDTC"),
        Place("SV", "SVENDTC"),
        Place("SV", "SVSTDTC"),
    ),
    "new_therapy": (Place("CM", "CMSTDTC"), Place("PR", "PRSTDTC"), Place("EC", "ECSTDTC")),
}
"""Where each event is looked for; the earlier place is preferred."""


def event_records(study: Study, event: str, wanted: pl.DataFrame) -> pl.DataFrame:
    """Find the records that hold an event.

    Args:
        study: The study; its `domains` are looked through.
        event: `start` (day 0), `death`, `last_contact` or `new_therapy`.
        wanted: `subject` and `ADT`: who, and on which date.

    Returns:
        One row per subject and date that a record of that date was found for, the columns of EVENT_RECORDS. A record
        that knows the month or the year only holds every date in it, but gives way to one that knows the day. `dtc` is
        the date as recorded. DM has no sequence number.
    """
    found = [records_at(study, place, order) for order, place in enumerate(places_in(study, event))]
    if not found:
        return pl.DataFrame(schema=EVENT_RECORDS)
    asked = wanted.select("subject", "ADT").unique().drop_nulls()
    return (
        asked.join(pl.concat(found), on="subject", how="inner")
        .filter(pl.col("ADT").dt.to_string("%Y-%m-%d").str.starts_with(pl.col("dtc").str.head(10)))
        .with_columns(unknown=-pl.col("dtc").str.head(10).str.len_chars().cast(pl.Int64))
        .sort("subject", "ADT", "unknown", "order", "SRCSEQ", nulls_last=True)
        .unique(["subject", "ADT"], keep="first", maintain_order=True)
        .select(pl.col(name).cast(kind) for name, kind in EVENT_RECORDS.items())
    )


def places_in(study: Study, event: str) -> Iterator[Place]:
    """Give the places of an event that a study has."""
    for place in _PLACES[event]:
        records = study.domains.get(place.domain)
        needed = {name for name in ("USUBJID", place.variable, place.only) if name}
        if records is not None and needed <= set(records.frame.columns):
            yield place


def records_at(study: Study, place: Place, order: int) -> pl.DataFrame:
    """Take the records of one place: `subject`, `dtc`, what names them, and how much the place is preferred."""
    frame = study.domains[place.domain].frame
    number = f"{place.domain}SEQ"
    meant = frame.filter(pl.col(place.only).str.to_uppercase() == place.word) if place.only else frame
    sequence = pl.col(number).cast(pl.Float64, strict=False) if number in frame.columns else pl.lit(None, pl.Float64)
    return meant.filter(pl.col(place.variable).is_not_null()).select(
        subject="USUBJID",
        dtc=place.variable,
        SRCDOM=pl.lit(place.domain),
        SRCVAR=pl.lit(place.variable),
        SRCSEQ=sequence.cast(pl.Int64),
        order=pl.lit(order),
    )
