"""Who the subjects are, and when: what every analysis dataset begins with."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from ebbtide.formats.datasets.dataset import Variable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ebbtide.study import Study

__all__ = ["IDENTITY", "date_of", "identities", "imputation_flag", "present", "study_day"]

IDENTITY: Final = (
    Variable("STUDYID", "Study Identifier", "text", key=1, origin="Predecessor", derivation="ADSL.STUDYID"),
    Variable("USUBJID", "Unique Subject Identifier", "text", key=2, origin="Predecessor", derivation="ADSL.USUBJID"),
    Variable("SUBJID", "Subject Identifier for the Study", "text", origin="Predecessor", derivation="ADSL.SUBJID"),
    Variable(
        "TRT01P", "Planned Treatment for Period 01", "text", origin="Predecessor", derivation="ADSL.TRT01P, DM.ARM"
    ),
)
"""The variables of a subject, in order."""


def identities(study: Study) -> pl.DataFrame:
    """Tell who the subjects of a study are.

    Args:
        study: The study; STUDYID and SUBJID are those of its domain DM, or of any other that it has.

    Returns:
        One row per subject: `subject`, the variables of IDENTITY, and `reference_date`, the date of day 0; null
        where the study does not tell.

    Examples:
        >>> from ebbtide.examples import path
        >>> from ebbtide.formats import read_study
        >>> identities(read_study(path("pharmaverse-recist"))).select("USUBJID", "TRT01P").row(0)
        ('01-701-1015', 'Placebo')
    """
    subjects = study.table("subjects").unique("subject", keep="first", maintain_order=True)
    named = pl.DataFrame({"subject": study.subjects}, schema={"subject": pl.String}).join(
        subjects.select("subject", "arm", "reference_date"), on="subject", how="left", maintain_order="left"
    )
    return named.join(registered(study), on="subject", how="left", maintain_order="left").select(
        "subject",
        pl.col("STUDYID").fill_null(study.name),
        pl.col("subject").alias("USUBJID"),
        "SUBJID",
        pl.col("arm").alias("TRT01P"),
        "reference_date",
    )


def registered(study: Study) -> pl.DataFrame:
    """Find what DM, or else any domain, says of each subject: `subject`, `STUDYID`, `SUBJID`."""
    wanted = ("STUDYID", "SUBJID")
    order = sorted(study.domains, key=lambda code: code != "DM")
    frames = [study.domains[code].frame for code in order if "USUBJID" in study.domains[code].frame.columns]
    said = [
        frame.select(
            pl.col("USUBJID").alias("subject"),
            *((pl.col(name) if name in frame.columns else pl.lit(None, pl.String)).alias(name) for name in wanted),
        )
        for frame in frames
    ]
    nobody = pl.DataFrame(schema={"subject": pl.String, **dict.fromkeys(wanted, pl.String)})
    return (
        pl.concat([nobody, *said])
        .group_by("subject", maintain_order=True)
        .agg(pl.col(name).drop_nulls().first() for name in wanted)
    )


def date_of(day: str) -> pl.Expr:
    """Place a day on the calendar; null where day 0 has no date.

    Args:
        day: The column of days from day 0, beside `reference_date`.
    """
    return pl.col("reference_date") + pl.duration(days=pl.col(day))


def study_day(day: str) -> pl.Expr:
    """Count a day as ADaM does, without a zero: day 0 is study day 1, the day before it -1.

    Examples:
        >>> pl.DataFrame({"day": [-7, 0, 42]}).select(study_day("day")).to_series().to_list()
        [-7, 1, 43]
    """
    return (pl.col(day) + (pl.col(day) >= 0).cast(pl.Int32)).cast(pl.Int64)


def imputation_flag() -> pl.Expr:
    """Flag the dates that were completed: D where `dtc`, the date as recorded, is a month and `ADT` a day in it.

    Sources:
        CDISC ADaMIG 1.3, sec. 3.1.3; CDISC CT, code list DATEFL.
    """
    is_month = pl.col("dtc").str.len_chars() == len("2014-02")
    return pl.when(is_month & pl.col("ADT").is_not_null()).then(pl.lit("D"))


def present(
    frame: pl.DataFrame, variables: Sequence[Variable], optional: frozenset[str]
) -> tuple[pl.DataFrame, tuple[Variable, ...]]:
    """Leave out the optional variables that have no value in any row, and bring the columns into order."""
    blank = {name for name in optional if frame[name].null_count() == frame.height}
    kept = tuple(variable for variable in variables if variable.name not in blank)
    return frame.select(variable.name for variable in kept), kept
