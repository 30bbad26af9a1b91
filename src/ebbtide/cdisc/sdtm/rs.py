"""RS: the responses of every time point and criterion, and the best of each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from ebbtide.cdisc.sdtm.rs_numbers import TESTS, numbered_best, numbered_responses
from ebbtide.cdisc.sdtm.tr_records import tumor_records
from ebbtide.cdisc.sdtm.tr_visits import visit_numbers, with_evaluators
from ebbtide.cdisc.subjects import date_of, identities, study_day
from ebbtide.formats.datasets.dataset import Dataset, Variable
from ebbtide.terms.codelists import CATEGORIES

if TYPE_CHECKING:
    from ebbtide.cdisc.derived import Derived
    from ebbtide.cdisc.sdtm.tr_records import TumorRecords

__all__ = ["VARIABLES", "rs"]

VARIABLES: Final = (
    Variable("STUDYID", "Study Identifier", "text", key=1, origin="Assigned"),
    Variable("DOMAIN", "Domain Abbreviation", "text", length=2, origin="Assigned"),
    Variable("USUBJID", "Unique Subject Identifier", "text", key=2, origin="Assigned"),
    Variable(
        "RSSEQ", "Sequence Number", "integer", key=3, origin="Derived",
        derivation="That of the study where it reports the response; else within a subject in order of evaluator, day, "
        "criterion and test; best responses follow",
    ),
    Variable(
        "RSLNKGRP", "Link Group ID", "text", origin="Derived",
        derivation="TRLNKGRP of the time point whose lesions the response was derived from",
    ),
    Variable(
        "RSTESTCD", "Response Assessment Short Name", "text", length=8, codelist="ONCRTSCD", origin="Assigned",
    ),
    Variable("RSTEST", "Response Assessment Name", "text", length=40, codelist="ONCRTS", origin="Assigned"),
    Variable("RSCAT", "Category for Response Assessment", "text", codelist="ONCRSCAT", origin="Assigned"),
    Variable(
        "RSSCAT", "Subcategory", "text", origin="Derived",
        derivation="For BESTRESP: CONFIRMED where a response counts only when a later one confirms it",
    ),
    Variable(
        "RSORRES", "Result or Finding in Original Units", "text", codelist="ONCRSR", origin="Derived",
        derivation="From the records of TR under the criterion of RSCAT",
    ),
    Variable(
        "RSSTRESC", "Character Result/Finding in Std Format", "text", codelist="ONCRSR", origin="Derived",
        derivation="RSORRES",
    ),
    Variable("RSDRVFL", "Derived Flag", "text", length=1, codelist="NY", origin="Assigned"),
    Variable("RSEVAL", "Evaluator", "text", codelist="EVAL", origin="Predecessor", derivation="TR.TREVAL"),
    Variable(
        "RSEVALID", "Evaluator Identifier", "text", codelist="MEDEVAL", origin="Predecessor",
        derivation="TR.TREVALID",
    ),
    Variable("VISITNUM", "Visit Number", "number", origin="Predecessor", derivation="TR.VISITNUM"),
    Variable("VISIT", "Visit Name", "text", origin="Predecessor", derivation="TR.VISIT"),
    Variable(
        "RSDTC", "Date/Time of Response Assessment", "text", origin="Derived",
        derivation="As reported, or the earliest TRDTC of the time point; of a best response, that of the one it is",
    ),
    Variable(
        "RSDY", "Study Day of Response Assessment", "integer", origin="Derived",
        derivation="RSDTC - DM.RFSTDTC, plus 1 from RFSTDTC on; blank for a partial date",
    ),
)  # fmt: skip
"""The variables of RS, in order."""

_OPTIONAL: Final = ("RSLNKGRP", "RSSCAT", "RSEVALID", "RSDRVFL", "VISIT", "RSDY")
_FULL: Final = 10


def rs(derived: Derived) -> Dataset:
    """Make RS: target, non-target and overall response, new lesions, and the best response.

    One criterion is told apart from another by RSCAT, one evaluator from another by RSEVAL and RSEVALID, and the
    confirmed best response from the unconfirmed one by RSSCAT. Words that CDISC has no term for (irRECIST, imRECIST,
    NC, IGNORED, ...) stand as they are, as sponsor's terms. How records are numbered and new lesions told, see
    `numbered_responses`. RSLNKGRP is that of TR and stands on every record of a time point.
    RSDRVFL is Y where responses were computed. Responses that came in RS keep their RSSEQ, RSDTC and VISITNUM.

    Read back with TU, TR and DM, the reported responses are these. Judged anew, the lesions give the same again, with
    one exception that has an option of its own: where a reader's report takes a complete response back
    (`cr_withdrawn_by_report`), the report that is read back is this one and no longer the reader's.

    Args:
        derived: The study and what follows from it.

    Sources:
        CDISC SDTMIG 3.4, RS; CDISC RECIST 1.1 supplement; CDISC CT 2025-03-28, code lists ONCRTSCD, ONCRSR, ONCRSCAT.
    """
    records = tumor_records(derived)
    points = _placed(numbered_responses(derived), records)
    day = ["subject", "reader", "day"]
    best = numbered_best(derived).join(_days_of(points), on=day, how="left", maintain_order="left")
    rows = _dated(pl.concat([points, best], how="diagonal"), derived)
    told = with_evaluators(rows, "RS", records.lesions).sort("subject", "RSSEQ")
    frame = told.select(
        "STUDYID",
        pl.lit("RS").alias("DOMAIN"),
        pl.col("subject").alias("USUBJID"),
        "RSSEQ",
        pl.col("LNKGRP").alias("RSLNKGRP"),
        "RSTESTCD",
        pl.col("RSTESTCD").replace_strict(TESTS, return_dtype=pl.String).alias("RSTEST"),
        pl.col("criterion").replace_strict(CATEGORIES, return_dtype=pl.String).alias("RSCAT"),
        "RSSCAT",
        pl.col("RSSTRESC").alias("RSORRES"),
        "RSSTRESC",
        pl.lit("Y" if derived.source == "computed" else None, pl.String).alias("RSDRVFL"),
        "RSEVAL", "RSEVALID", "VISITNUM", "VISIT",
        pl.col("DTC").alias("RSDTC"),
        pl.col("DY").alias("RSDY"),
    )  # fmt: skip
    blank = {name for name in _OPTIONAL if frame[name].null_count() == frame.height}
    kept = tuple(variable for variable in VARIABLES if variable.name not in blank)
    return Dataset(
        "RS",
        "Disease Response and Clin Classification",
        frame.select(variable.name for variable in kept),
        kept,
        "One record per response assessment per time point per subject per evaluator per criterion",
        "FINDINGS",
        derived.study.name,
    )


def _placed(responses: pl.DataFrame, records: TumorRecords) -> pl.DataFrame:
    """Give the responses the visit, the date and the link of the time point they were made of."""
    visits = records.visits.rename({"start": "day"}).drop("is_baseline")
    found = responses.join(visits, on=["subject", "reader", "day"], how="left", maintain_order="left")
    named = found.with_columns(VISIT=pl.coalesce("VISIT", "visit")).drop("visit")
    numbers = visit_numbers(records.lesions).rename({"VISITNUM": "number_of_visit"})
    numbered = named.join(numbers, on="VISIT", how="left", maintain_order="left")
    told = numbered.with_columns(VISITNUM=pl.coalesce("number", "VISITNUM", "number_of_visit"))
    # A date that was reported stands as it was; its study day is counted from it.
    own_day = pl.when(pl.col("dtc").is_null()).then("DY")
    return told.with_columns(DTC=pl.coalesce("dtc", "DTC"), DY=own_day).drop("dtc", "number", "number_of_visit")


def _days_of(points: pl.DataFrame) -> pl.DataFrame:
    """List what is known of each day: a best response is of one, and of no visit."""
    known = points.unique(["subject", "reader", "day"], keep="first", maintain_order=True)
    return known.select("subject", "reader", "day", "date", "DTC", "DY")


def _dated(rows: pl.DataFrame, derived: Derived) -> pl.DataFrame:
    """Date what no record dates, and count its study day."""
    subjects = identities(derived.study).select("subject", "STUDYID", "reference_date")
    told = rows.join(subjects, on="subject", how="left", maintain_order="left")
    date = pl.coalesce("date", date_of("day")).dt.to_string("iso")
    dated = told.with_columns(DTC=pl.coalesce("DTC", date))
    is_known = pl.col("DTC").str.len_chars().fill_null(_FULL) >= _FULL
    return dated.with_columns(DY=pl.coalesce("DY", pl.when(is_known).then(study_day("day"))))
