"""DM and EX: who the subjects are, when their day 0 is, what they were given."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from ebbtide.formats.dates import FULL, read_dates
from ebbtide.formats.raw import Raw

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ebbtide.formats.accounts import Account
    from ebbtide.formats.sdtm.domains import Domain
    from ebbtide.study.findings import Findings

__all__ = ["enrolled", "exposures", "participants", "with_measurable_disease"]

_ASKED: Final = ("MEASIND", "MDIS")
"""Tests that ask whether there is measurable disease."""
_SCREEN_FAILURES: Final = ("SCRNFAIL", "SCREEN FAILURE", "SCREEN FAILED")
_GIVEN: Final = (
    ("lymphodepletion", "lymphodeplet|lympho-deplet"),
    ("bridging", "bridging"),
    ("car_t", r"car[- ]?t\b|chimeric antigen|autoleucel"),
)


def enrolled(dm: Domain, account: Account, findings: Findings) -> Domain:
    """Leave out those who were screened and did not enter the trial: they count in no denominator.

    Sources:
        CDISC SDTMIG 3.4, DM, ARMCD and ARMNRS (`SCRNFAIL`, SCREEN FAILURE).
    """
    said = [dm.text(name).str.to_uppercase().str.strip_chars() for name in ("ARMCD", "ARM", "ARMNRS")]
    failed = pl.any_horizontal([word.is_in(_SCREEN_FAILURES).fill_null(value=False) for word in said])
    left = dm.frame.filter(failed)
    if left.height:
        people = "subject failed" if left.height == 1 else "subjects failed"
        problem = f"{left.height:,} {people} screening and did not enter the trial"
        dm.intake("subjects", findings).remark("READ61", problem, column="ARMCD")
        account.set_aside(left.get_column("row"), "failed screening")
    return dm.having(dm.frame.filter(~failed))


def participants(dm: Domain) -> Raw:
    """Turn DM into `subjects`; the reference date is RFSTDTC, where it is fully known."""
    start = dm.frame.select("row", start=dm.text("RFSTDTC", "RFXSTDTC")).get_column("start")
    dates = read_dates(start)
    subjects = dm.frame.select(
        "row",
        subject="USUBJID",
        arm=dm.text("ARM", "ACTARM"),
        reference_date=dates.first.set(dates.known < FULL, None),
        age=pl.when(dm.text("AGEU").fill_null("YEARS").str.to_uppercase() == "YEARS").then(dm.text("AGE")),
        sex=dm.text("SEX"),
    )
    return Raw(subjects, dm.file, parts=dm.parts)


def with_measurable_disease(subjects: Raw, domains: Mapping[str, Domain], accounts: Mapping[str, Account]) -> Raw:
    """Add whether there was measurable disease at baseline, where TU, RS or FA has a record that says so.

    Of each subject the records of the first date count, those of the investigator before others'; one `Y` is enough.

    Sources:
        CDISC CT, code list TUTESTCD (MEASIND, C161482).
    """
    there = [code for code in ("TU", "RS", "FA") if code in domains and f"{code}TESTCD" in domains[code].frame.columns]
    asked = [_answers(domains[code]) for code in there]
    told = pl.concat(asked) if asked else None
    if told is None or told.is_empty():
        return subjects
    first = told.filter(pl.col("rank") == pl.col("rank").min().over("subject"))
    said = first.group_by("subject").agg(
        measurable_disease=pl.when((pl.col("said") == "Y").any()).then(pl.lit("yes")).otherwise(pl.lit("no"))
    )
    for code in there:
        asks = told.filter(pl.col("code") == code)
        chosen = first.filter(pl.col("code") == code, pl.col("subject").is_in(subjects.frame["subject"].implode()))
        accounts[code].set_aside(asks.join(chosen, on="row", how="anti").get_column("row"), "is not of baseline")
        accounts[code].use("subjects", chosen.get_column("row"))
    return subjects._replace(frame=subjects.frame.join(said, on="subject", how="left", maintain_order="left"))


def _answers(domain: Domain) -> pl.DataFrame:
    records = domain.frame.select(
        "row",
        subject="USUBJID",
        code=pl.lit(domain.code),
        test=domain.own("TESTCD").str.to_uppercase(),
        said=domain.own("STRESC", "ORRES").str.to_uppercase().str.head(1),
        is_other=(domain.own("EVAL").fill_null("INVESTIGATOR").str.to_uppercase() != "INVESTIGATOR"),
        date=domain.own("DTC").fill_null(""),
    )
    asked = records.filter(pl.col("test").is_in(_ASKED), pl.col("said").is_in(["Y", "N"]))
    return asked.with_columns(rank=pl.struct("is_other", "date").rank("dense").over("subject")).drop("test")


def exposures(ex: Domain) -> Raw:
    """Turn EX into `treatments`; a category or the name of a cell product tells the class."""
    ex.require("EXTRT")
    says = pl.concat_str(
        [ex.text("EXCAT"), ex.text("EXSCAT"), ex.text("EXTRT")], separator=" ", ignore_nulls=True
    ).str.to_lowercase()
    classes = [pl.when(says.str.contains(words)).then(pl.lit(name)) for name, words in _GIVEN]
    treatments = ex.frame.select(
        "row",
        pl.coalesce(classes).alias("class"),
        subject="USUBJID",
        day=ex.day("STDTC", "STDY"),
        date=ex.text("EXSTDTC"),
        end_day=ex.day("ENDTC", "ENDY"),
        end_date=ex.text("EXENDTC"),
        agent="EXTRT",
        dose=ex.text("EXDOSE"),
        dose_unit=ex.text("EXDOSU"),
    )
    return Raw(treatments, ex.file, parts=ex.parts)
