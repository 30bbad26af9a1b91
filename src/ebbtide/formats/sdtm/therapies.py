"""CM and PR: treatments whose class is sure, new anticancer therapies, and biopsies."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import polars as pl

from ebbtide.formats.dates import MONTH
from ebbtide.formats.raw import Raw

if TYPE_CHECKING:
    from ebbtide.formats.accounts import Account
    from ebbtide.formats.sdtm.domains import Domain

__all__ = ["Therapies", "given_therapies"]

_ANTICANCER: Final = r"anti[- ]?(cancer|neoplastic|tumou?r)|\bcancer (therap|treatment)|oncolog"
_LATER: Final = r"\b(subsequent|new|post[- ]?(study|treatment|progression|discontinuation|infusion))\b"
_BY_CATEGORY: Final = (
    ("lymphodepletion", "lymphodeplet|lympho-deplet"),
    ("bridging", "bridging"),
    ("leukapheresis", "apheresis"),
    ("premedication", "premedication|pre-medication"),
    ("radiotherapy", "radiotherap|radiation|brachytherap"),
    ("chemotherapy", "chemotherap"),
    ("surgery", r"surgery|surgical|resection"),
)
_CHECKPOINT: Final = (
    "nivolumab|pembrolizumab|atezolizumab|durvalumab|avelumab|cemiplimab|ipilimumab|tremelimumab|sintilimab|"
    "toripalimab|tislelizumab|camrelizumab|dostarlimab"
)
_CYTOTOXIC: Final = (
    "cisplatin|carboplatin|oxaliplatin|paclitaxel|docetaxel|gemcitabine|fluorouracil|capecitabine|irinotecan|"
    "etoposide|doxorubicin|epirubicin|pemetrexed|vincristine|vinorelbine|temozolomide|ifosfamide"
)
_BY_NAME: Final = (
    ("car_t", r"\bcar[- ]?t\b|autoleucel"),
    ("leukapheresis", "leukapheresis|leukopheresis"),
    ("radiotherapy", "radiotherap|radiation therapy|radiosurgery|brachytherap|irradiation"),
    ("anti_cytokine", "tocilizumab|siltuximab|anakinra"),
    ("checkpoint_inhibitor", _CHECKPOINT),
    ("chemotherapy", _CYTOTOXIC),
    ("corticosteroid", "dexamethasone|methylprednisolone|prednisolone|prednisone|hydrocortisone"),
    ("antiemetic", "ondansetron|granisetron|palonosetron|aprepitant"),
)
_SURGERY: Final = r"surgery|surgical|resection|metastasectomy|lobectomy|hepatectomy|colectomy|nephrectomy|mastectomy"
_BIOPSY: Final = "biops"


class Therapies(NamedTuple):
    """What a domain of interventions gives: `treatments`, `new_therapy` events, and biopsies as `findings`."""

    treatments: Raw
    events: Raw
    findings: Raw


def given_therapies(domain: Domain, account: Account) -> Therapies:
    """Turn CM or PR into treatments, events and findings.

    Only what is sure is taken: a class that the category or the name says in so many words, and a new therapy
    only where the category says that it is a later therapy against cancer.

    Args:
        domain: CM or PR.
        account: Its account; told what is left out.
    """
    domain.require(f"{domain.code}TRT")
    rows = _classed(domain)
    account.set_aside(rows.filter("denied").get_column("row"), "did not take place")
    undated = ~pl.col("denied") & ~pl.col("placed")
    account.set_aside(rows.filter(undated).get_column("row"), "has no day and no month")
    there = rows.filter(~pl.col("denied"), "placed")
    is_biopsy = pl.col("is_biopsy")
    known = pl.col("class").is_not_null() & ~is_biopsy
    account.set_aside(there.filter(~known & ~is_biopsy).get_column("row"), "is no treatment of a class that is sure")
    treatments = there.filter(known)
    return Therapies(
        _raw(domain, treatments.select("row", "subject", "date", "day", "end_date", "end_day", "agent", "class")),
        _raw(
            domain,
            treatments.filter("is_new").select(
                "row", "subject", "date", "day", event=pl.lit("new_therapy"), detail="agent"
            ),
        ),
        _raw(
            domain,
            there.filter(is_biopsy).select(
                "row",
                "subject",
                "date",
                "day",
                test=pl.lit("biopsy"),
                text=pl.concat_str("agent", "place", separator=", ", ignore_nulls=True),
                category=pl.lit("pathology"),
            ),
        ),
    )


def _classed(domain: Domain) -> pl.DataFrame:
    category = _joined(domain.own("CAT"), domain.own("SCAT"))
    name = _joined(domain.own("DECOD"), domain.own("TRT"))
    later = category.str.contains(_LATER) & category.str.contains(_ANTICANCER)
    later = later.fill_null(value=False)
    classes = [_class(words, category, label) for label, words in _BY_CATEGORY]
    classes += [_class(words, name, label) for label, words in _BY_NAME]
    if domain.code == "PR":
        classes.append(_class(_SURGERY, name, "surgery"))
    against = pl.when(category.str.contains(_ANTICANCER)).then(pl.lit("anticancer"))
    said_no = domain.own("OCCUR").str.to_uppercase() == "N"
    undone = domain.own("STAT").str.to_uppercase() == "NOT DONE"
    return domain.frame.select(
        "row",
        subject="USUBJID",
        date=domain.own("STDTC"),
        day=domain.day("STDTC", "STDY"),
        end_date=domain.own("ENDTC"),
        end_day=domain.day("ENDTC", "ENDY"),
        agent=domain.own("DECOD", "TRT"),
        place=domain.own("LOC"),
        is_new=later,
        is_biopsy=(pl.lit(domain.code == "PR") & name.str.contains(_BIOPSY)).fill_null(value=False),
        denied=said_no.fill_null(value=False) | undone.fill_null(value=False),
        placed=(domain.known("STDTC") >= MONTH) | domain.day("STDTC", "STDY").is_not_null(),
        **{"class": pl.coalesce(*classes, against)},
    )


def _class(words: str, said: pl.Expr, label: str) -> pl.Expr:
    return pl.when(said.str.contains(words)).then(pl.lit(label))


def _joined(*texts: pl.Expr) -> pl.Expr:
    return pl.concat_str(texts, separator=" ", ignore_nulls=True).str.to_lowercase()


def _raw(domain: Domain, frame: pl.DataFrame) -> Raw:
    return Raw(frame, domain.file, parts=domain.parts)
