"""DM and EX: who the subjects are, when their day 0 is, what they were given, who died."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from ebbtide.formats.dates import FULL, read_dates
from ebbtide.formats.raw import Raw

if TYPE_CHECKING:
    from ebbtide.formats.sdtm.domains import Domain

__all__ = ["death_events", "exposures", "participants"]


def participants(dm: Domain) -> Raw:
    """Turn DM into `subjects`; the reference date is RFSTDTC, where it is fully known."""
    start = dm.frame.select(start=dm.text("RFSTDTC", "RFXSTDTC")).to_series()
    dates = read_dates(start)
    subjects = dm.frame.select(
        "row",
        subject="USUBJID",
        arm=dm.text("ARM", "ACTARM"),
        reference_date=dates.first.set(dates.known < FULL, None),
        age=pl.when(dm.text("AGEU").fill_null("YEARS").str.to_uppercase() == "YEARS").then(dm.text("AGE")),
        sex=dm.text("SEX"),
    )
    return Raw(subjects, dm.file)


def death_events(dm: Domain) -> dict[str, Raw]:
    """Turn dates of death in DM into `events`; empty where nobody died."""
    deaths = dm.frame.select("row", subject="USUBJID", date=dm.text("DTHDTC"), event=pl.lit("death"))
    deaths = deaths.filter(pl.col("date").is_not_null())
    return {"events": Raw(deaths, dm.file)} if deaths.height else {}


def exposures(ex: Domain) -> Raw:
    """Turn EX into `treatments`."""
    ex.require("EXTRT")
    treatments = ex.frame.select(
        "row",
        subject="USUBJID",
        day=ex.day("STDTC", "STDY"),
        date=ex.text("EXSTDTC"),
        end_day=ex.day("ENDTC", "ENDY"),
        end_date=ex.text("EXENDTC"),
        agent="EXTRT",
        dose=ex.text("EXDOSE"),
        dose_unit=ex.text("EXDOSU"),
    )
    return Raw(treatments, ex.file)
