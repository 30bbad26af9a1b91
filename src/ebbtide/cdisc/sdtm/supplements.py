"""Supplemental qualifiers of the domains that are kept: they stay in datasets of their own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from ebbtide.formats.datasets.dataset import Dataset, Variable

if TYPE_CHECKING:
    from ebbtide.cdisc.derived import Derived
    from ebbtide.study import Study

__all__ = ["own_records", "supplements"]

_KEPT: Final = ("DM", "TU", "TR")
_VARIABLES: Final = (
    Variable("STUDYID", "Study Identifier", "text", key=1, origin="Assigned"),
    Variable("RDOMAIN", "Related Domain Abbreviation", "text", length=2, key=2, origin="Assigned"),
    Variable("USUBJID", "Unique Subject Identifier", "text", key=3, origin="Assigned"),
    Variable("IDVAR", "Identifying Variable", "text", length=8, key=4, origin="Assigned"),
    Variable("IDVARVAL", "Identifying Variable Value", "text", key=5, origin="Assigned"),
    Variable("QNAM", "Qualifier Variable Name", "text", length=8, key=6, origin="Assigned"),
    Variable("QLABEL", "Qualifier Variable Label", "text", length=40, origin="Assigned"),
    Variable("QVAL", "Data Value", "text", origin="Collected"),
    Variable("QORIG", "Origin", "text", origin="Assigned"),
    Variable("QEVAL", "Evaluator", "text", codelist="EVAL", origin="Assigned"),
)


def own_records(study: Study, code: str) -> pl.DataFrame:
    """Take the records of a domain with the variables that are its own.

    Reading joins supplemental qualifiers to the records they belong to; SDTM keeps them apart.

    Args:
        study: The study.
        code: The domain, which it has.
    """
    frame = study.domains[code].frame
    qualifiers = _qualifiers(study, code)
    return frame if qualifiers is None else frame.drop(qualifiers["QNAM"].unique().drop_nulls().to_list(), strict=False)


def supplements(derived: Derived) -> tuple[Dataset, ...]:
    """Give the supplemental qualifiers of DM, TU and TR as the study came with them: SUPPDM, SUPPTU, SUPPTR.

    Args:
        derived: The study and what follows from it.

    Sources:
        CDISC SDTMIG 3.4, sec. 8.4.
    """
    found = {code: _qualifiers(derived.study, code) for code in _KEPT if code in derived.study.domains}
    return tuple(_dataset(code, rows, derived.study.name) for code, rows in found.items() if rows is not None)


def _qualifiers(study: Study, code: str) -> pl.DataFrame | None:
    """Find the qualifiers of a domain, in its own dataset or in that of all domains."""
    for name in (f"SUPP{code}", "SUPPQUAL"):
        records = study.domains.get(name)
        if records is not None and "QNAM" in records.frame.columns:
            named = pl.col("RDOMAIN") == code if "RDOMAIN" in records.frame.columns else pl.lit(value=True)
            if not (rows := records.frame.filter(named)).is_empty():
                return rows
    return None


def _dataset(code: str, rows: pl.DataFrame, study: str) -> Dataset:
    there = {variable.name for variable in _VARIABLES} & set(rows.columns)
    kept = tuple(variable for variable in _VARIABLES if variable.name in there)
    return Dataset(
        f"SUPP{code}",
        f"Supplemental Qualifiers for {code}",
        rows.sort("row").select(variable.name for variable in kept),
        kept,
        "One record per supplemental qualifier per related parent domain record",
        "RELATIONSHIP",
        study,
    )
