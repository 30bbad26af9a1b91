"""LB, FA, QS and RS: the findings whose category is sure by their test."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from ebbtide.formats.raw import Raw
from ebbtide.formats.sdtm.unused import tell_unused

if TYPE_CHECKING:
    from ebbtide.formats.accounts import Account
    from ebbtide.formats.sdtm.domains import Domain
    from ebbtide.study.findings import Findings

__all__ = ["examined_findings"]

_CATEGORIES: Final = {
    "cytokine": (
        *("INTLK1B", "INTLK2", "INTLK4", "INTLK5", "INTLK6", "INTLK7", "INTLK8", "INTLK10", "INTLK12", "INTLK15"),
        *("INTLK17", "INTLK18", "IFNG", "TNF", "GMCSF", "MCP1"),
    ),
    "marker": (
        *("CEA", "AFP", "PSA", "CA125AG", "CA125", "CA199", "CA19_9AG", "CA153", "CA15_3AG", "CA724", "CA72_4AG"),
        *("CYFRA211", "SCCA", "NSE", "HCG", "BHCG", "CHROMOGA"),
    ),
    "ctdna": ("CTDNA",),
    "performance": ("ECOG101", "KPSS0101"),
    "chemistry": ("CRP", "FERRITIN", "LDH"),
}
_BY_CODE: Final = {code: category for category, codes in _CATEGORIES.items() for code in codes}
_BY_NAME: Final = (
    ("car_kinetics", r"chimeric antigen receptor|\bcar[- ]?t\b|\bcar (copies|transgene|vector)|transgene cop"),
    ("ctdna", r"\bctdna\b|circulating tumou?r dna"),
    ("toxicity", r"cytokine release syndrome|immune effector cell[- ]associated"),
)


def examined_findings(domain: Domain, findings: Findings, account: Account) -> Raw:
    """Turn a domain of findings into `findings`; tests of no sure category are counted and left alone.

    Args:
        domain: LB, FA, QS, or RS for performance status.
        findings: Where to note what is not used.
        account: The account of the domain.

    Sources:
        CDISC CT, code list LBTESTCD, and the test codes of ECOG (ECOG101) and Karnofsky (KPSS0101).
    """
    domain.require(f"{domain.code}TESTCD")
    standard = domain.own("STRESN", "STRESC")
    name = pl.concat_str(domain.own("OBJ"), domain.own("TEST", "TESTCD"), separator=": ", ignore_nulls=True)
    undone = (domain.own("STAT").str.to_uppercase() == "NOT DONE").fill_null(value=False)
    rows = domain.frame.select(
        "row",
        subject="USUBJID",
        date=domain.own("DTC"),
        day=domain.day(),
        code=domain.own("TESTCD").str.to_uppercase(),
        test=name,
        value=pl.coalesce(standard, domain.own("ORRES")),
        unit=pl.when(standard.is_not_null()).then(domain.own("STRESU")).otherwise(domain.own("ORRESU")),
        lloq=pl.when(domain.own("LLOQ").cast(pl.Float64, strict=False).is_not_null()).then(domain.own("LLOQ")),
        undone=undone,
    ).with_columns(category=_category())
    # RS is first of all about responses, which are accounted for there; ECOG and Karnofsky are not.
    if domain.code == "RS":
        rows = rows.filter(pl.col("category") == "performance")
    else:
        asked = pl.col("code").is_in(["MEASIND", "MDIS"]).fill_null(value=False)
        others = rows.filter(pl.col("category").is_null() & ~asked).select("row", "subject", test="code")
        tell_unused(others, domain.intake("findings", findings), account, column=f"{domain.code}TESTCD")
    told = rows.filter(pl.col("category").is_not_null())
    silent = pl.col("undone") | pl.col("value").is_null()
    account.set_aside(told.filter(silent).get_column("row"), "has no result")
    kept = told.filter(~silent).drop("code", "undone")
    return Raw(kept, domain.file, parts=domain.parts)


def _category() -> pl.Expr:
    by_code = pl.col("code").replace_strict(_BY_CODE, default=None, return_dtype=pl.String)
    said = pl.col("test").str.to_lowercase()
    return pl.coalesce(by_code, *(pl.when(said.str.contains(words)).then(pl.lit(name)) for name, words in _BY_NAME))
