"""DM: who the subjects are, and the date that study days count from; of a tidy study as much as it tells."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from ebbtide.cdisc.sdtm.supplements import own_records
from ebbtide.cdisc.sdtm.tr_variables import described
from ebbtide.cdisc.subjects import identities
from ebbtide.formats.datasets.dataset import Dataset, Variable

if TYPE_CHECKING:
    from ebbtide.cdisc.derived import Derived
    from ebbtide.study import Study

__all__ = ["dm"]

_VARIABLES: Final = (
    Variable("STUDYID", "Study Identifier", "text", key=1, origin="Assigned"),
    Variable("DOMAIN", "Domain Abbreviation", "text", length=2, origin="Assigned"),
    Variable("USUBJID", "Unique Subject Identifier", "text", key=2, origin="Assigned"),
    Variable("SUBJID", "Subject Identifier for the Study", "text", origin="Collected"),
    Variable(
        "RFSTDTC", "Subject Reference Start Date/Time", "text", origin="Derived",
        derivation="The date of day 0; where it is not given, that of a reading less its day",
    ),
    Variable("RFENDTC", "Subject Reference End Date/Time", "text", origin="Derived"),
    Variable("RFXSTDTC", "Date/Time of First Study Treatment", "text", origin="Derived"),
    Variable("RFXENDTC", "Date/Time of Last Study Treatment", "text", origin="Derived"),
    Variable("RFICDTC", "Date/Time of Informed Consent", "text", origin="Collected"),
    Variable("RFPENDTC", "Date/Time of End of Participation", "text", origin="Derived"),
    Variable("DTHDTC", "Date/Time of Death", "text", origin="Collected"),
    Variable("DTHFL", "Subject Death Flag", "text", length=1, codelist="NY", origin="Collected"),
    Variable("SITEID", "Study Site Identifier", "text", origin="Assigned"),
    Variable("INVID", "Investigator Identifier", "text", origin="Assigned"),
    Variable("INVNAM", "Investigator Name", "text", origin="Assigned"),
    Variable("BRTHDTC", "Date/Time of Birth", "text", origin="Collected"),
    Variable("AGE", "Age", "number", origin="Collected"),
    Variable("AGEU", "Age Units", "text", codelist="AGEU", origin="Assigned"),
    Variable("SEX", "Sex", "text", codelist="SEX", origin="Collected"),
    Variable("RACE", "Race", "text", codelist="RACE", origin="Collected"),
    Variable("ETHNIC", "Ethnicity", "text", codelist="ETHNIC", origin="Collected"),
    Variable("ARMCD", "Planned Arm Code", "text", origin="Assigned"),
    Variable("ARM", "Description of Planned Arm", "text", origin="Assigned"),
    Variable("ACTARMCD", "Actual Arm Code", "text", origin="Assigned"),
    Variable("ACTARM", "Description of Actual Arm", "text", origin="Assigned"),
    Variable("ARMNRS", "Reason Arm and/or Actual Arm is Null", "text", origin="Assigned"),
    Variable("ACTARMUD", "Description of Unplanned Actual Arm", "text", origin="Assigned"),
    Variable("COUNTRY", "Country", "text", codelist="COUNTRY", origin="Assigned"),
    Variable("DMDTC", "Date/Time of Collection", "text", origin="Collected"),
    Variable("DMDY", "Study Day of Collection", "integer", origin="Derived"),
)  # fmt: skip
_NEEDED: Final = ("STUDYID", "DOMAIN", "USUBJID", "SUBJID", "RFSTDTC", "AGE", "AGEU", "SEX", "ARM")
_NUMBERS: Final = {"AGE": pl.Float64, "DMDY": pl.Int64}
_SEXES: Final = {"f": "F", "female": "F", "m": "M", "male": "M", "u": "U", "unknown": "U"}


def dm(derived: Derived) -> Dataset:
    """Make DM: who the subjects are, and when their day 0 is, so that study days can be read back.

    A study that came with DM keeps its records. A tidy study does not tell race, country, site or consent: its DM is
    what reading needs and not what a submission needs. A death without a date has none here.

    Args:
        derived: The study and what follows from it.

    Sources:
        CDISC SDTMIG 3.4, DM.
    """
    study = derived.study
    rows = _read(study) if "DM" in study.domains else _made(study)
    frame, variables = described(rows, _VARIABLES, _NEEDED)
    return Dataset("DM", "Demographics", frame, variables, "One record per subject", "SPECIAL PURPOSE", study.name)


def _read(study: Study) -> pl.DataFrame:
    """Take the records of the study, their numbers read as numbers."""
    frame = own_records(study, "DM").sort("row").drop("row")
    numbers = [
        pl.col(name).cast(pl.Float64, strict=False).cast(kind) for name, kind in _NUMBERS.items() if name in frame
    ]
    own = [pl.col("STUDYID")] if "STUDYID" in frame.columns else []
    named = pl.lit(identities(study)["STUDYID"].first(), pl.String)
    return frame.with_columns(*numbers, STUDYID=pl.coalesce(*own, named), DOMAIN=pl.lit("DM"))


def _made(study: Study) -> pl.DataFrame:
    """Tell what the tidy tables tell of the subjects."""
    subjects = study.table("subjects").unique("subject", keep="first", maintain_order=True)
    known = identities(study).join(subjects.select("subject", "age", "sex"), on="subject", how="left")
    told = known.join(_first_dates(study), on="subject", how="left", maintain_order="left")
    dated = told.join(_ends(study), on="subject", how="left", maintain_order="left").sort("subject")
    start = pl.coalesce("reference_date", "counted")
    return dated.select(
        "STUDYID",
        pl.lit("DM").alias("DOMAIN"),
        pl.col("subject").alias("USUBJID"),
        pl.coalesce("SUBJID", "subject").alias("SUBJID"),
        start.dt.to_string("iso").alias("RFSTDTC"),
        (start + pl.duration(days="death_day")).dt.to_string("iso").alias("DTHDTC"),
        pl.when(pl.col("death_day").is_not_null()).then(pl.lit("Y")).alias("DTHFL"),
        (start + pl.duration(days="contact_day")).dt.to_string("iso").alias("RFPENDTC"),
        pl.col("age").alias("AGE"),
        pl.when(pl.col("age").is_not_null()).then(pl.lit("YEARS")).alias("AGEU"),
        pl.col("sex").str.to_lowercase().replace_strict(_SEXES, default=None, return_dtype=pl.String).alias("SEX"),
        pl.col("TRT01P").alias("ARM"),
    )


def _first_dates(study: Study) -> pl.DataFrame:
    """Count back to day 0 from a dated reading: `subject`, `counted`."""
    tables = [study.table(name).select("subject", "day", "date") for name in ("measurements", "timepoints", "reported")]
    dated = pl.concat([table.with_columns(pl.col("subject").cast(pl.String)) for table in tables]).drop_nulls()
    zero = pl.col("date") - pl.duration(days="day")
    return dated.group_by("subject", maintain_order=True).agg(counted=zero.min())


def _ends(study: Study) -> pl.DataFrame:
    """Find the death of each subject, or of who did not die the last contact: `death_day`, `contact_day`."""
    event, day = pl.col("event"), pl.col("day")
    ends = study.table("events").group_by("subject", maintain_order=True).agg(
        death_day=day.filter(event == "death").min(), contact_day=day.filter(event == "last_contact").max()
    )  # fmt: skip
    return ends.with_columns(contact_day=pl.when(pl.col("death_day").is_null()).then("contact_day"))
