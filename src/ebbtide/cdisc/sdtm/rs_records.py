"""The study's own RS: which of its records holds which response that was reported."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from ebbtide.formats.sdtm.domains import Domain

if TYPE_CHECKING:
    from ebbtide.cdisc.derived import Derived
    from ebbtide.study import Study

__all__ = ["is_recorded", "last_numbers", "records_of"]

_POINT: Final = ("USUBJID", "RSEVALID", "RSEVAL", "VISIT", "VISITNUM", "RSDTC", "RSDY", "RSCAT")
_NEEDED: Final = frozenset({"USUBJID", "RSTESTCD", "RSSEQ"})


def is_recorded(derived: Derived) -> bool:
    """Tell whether the responses are those of an RS that the study came with, and whose numbers name its records."""
    records = derived.study.domains.get("RS")
    if derived.source != "reported" or records is None or not set(records.frame.columns) >= _NEEDED:
        return False
    numbers = records.frame.select("USUBJID", number=_number())
    return not numbers["number"].null_count() and bool(numbers.is_unique().all())


def records_of(study: Study) -> pl.DataFrame:
    """Find the records of RS that hold the responses of each time point.

    A tidy row bears the first row of its time point, which may be that of another test. The records of a test and
    time point stand in the same order as the tidy rows.

    Args:
        study: The study; it has RS, and its responses are made of it.

    Returns:
        One row per record: `row` of the table `reported`, `RSTESTCD`, `SRCVAR`, `SRCSEQ` (Int64), `dtc` as recorded
        and `number` of the visit (Float64).
    """
    domain = Domain("RS", study.domains["RS"].frame, study.domains["RS"].file)
    there = [name for name in _POINT if name in domain.frame.columns]
    alike = {"RSDTC": domain.date, "RSDY": pl.when(domain.known() == 0).then("RSDY")}
    keys = [alike.get(name, pl.col(name)).fill_null("").alias(name) for name in there]
    holding = [pl.when(domain.text(name).is_not_null()).then(pl.lit(name)) for name in ("RSSTRESC", "RSORRES")]
    records = domain.frame.select(
        "row",
        *keys,
        test=pl.col("RSTESTCD").str.to_uppercase(),
        SRCVAR=pl.coalesce(*holding),
        SRCSEQ=_number(),
        dtc=domain.text("RSDTC"),
        number=domain.text("VISITNUM").cast(pl.Float64, strict=False),
    ).sort("row")
    told = study.table("reported").select("row").join(records.select("row", *there), on="row").sort("row")
    turns = told.with_columns(turn=pl.int_range(pl.len()).over(there))
    numbered = records.drop("row").with_columns(turn=pl.int_range(pl.len()).over(*there, "test"))
    found = turns.join(numbered, on=[*there, "turn"], maintain_order="left")
    return found.select("row", "SRCVAR", "SRCSEQ", "dtc", "number", RSTESTCD="test")


def last_numbers(study: Study) -> pl.DataFrame:
    """Give the last number that the study's own RS has for each subject: `subject`, `last`."""
    return study.domains["RS"].frame.group_by(pl.col("USUBJID").alias("subject")).agg(last=_number().max())


def _number() -> pl.Expr:
    return pl.col("RSSEQ").cast(pl.Float64, strict=False).cast(pl.Int64, strict=False)
