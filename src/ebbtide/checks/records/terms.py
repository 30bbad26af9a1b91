"""Whether the words of TU, TR and RS are terms of the controlled terminology (M09)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import polars as pl

from ebbtide.checks.check import NO_QUERIES, Check
from ebbtide.checks.domain_records import domain_named
from ebbtide.checks.records.domain_rows import ASSESSED, in_words
from ebbtide.terms.terminology import bundled

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ebbtide.checks.examined import Examined
    from ebbtide.formats.sdtm.domains import Domain
    from ebbtide.terms.terminology import Terminology

__all__ = ["CHECKS", "words_of_no_list"]


class _Held(NamedTuple):
    """A variable and the code lists it is held to: the first is the one that a new word would join."""

    variable: str
    codelists: tuple[str, ...]


_OF_EVERY: Final = (
    _Held("EVAL", ("EVAL",)), _Held("EVALID", ("MEDEVAL",)), _Held("ACPTFL", ("NY",)), _Held("STAT", ("ND",)),
)  # fmt: skip
_OWN: Final = {
    "TU": (_Held("TESTCD", ("TUTESTCD",)), _Held("TEST", ("TUTEST",)), _Held("STRESC", ("TUIDRS", "NY", "TUTEST"))),
    "TR": (_Held("TESTCD", ("TRTESTCD",)), _Held("TEST", ("TRTEST",)), _Held("STRESC", ("TRPROPRS", "NY"))),
    "RS": (
        _Held("TESTCD", ("ONCRTSCD",)), _Held("TEST", ("ONCRTS",)), _Held("CAT", ("ONCRSCAT",)),
        _Held("STRESC", ("ONCRSR", "NY")),
    ),
}  # fmt: skip
_OTHER_TESTS: Final = r"^(ECOG|KPS|KARN|LANS|ICE|ASTCT)"
"""Tests of clinical classifications, which RS has too and which have code lists of their own."""
_NUMBER: Final = r"^[<>]?=?\s*-?\d+(\.\d+)?$"


def words_of_no_list(trial: Examined) -> pl.DataFrame:
    """M09: words that their code list lacks, once each."""
    terminology = bundled()
    domains = [domain for code in ASSESSED if (domain := domain_named(trial, code)) is not None]
    found = [one for domain in domains for one in _strangers(domain, terminology)]
    if not found:
        return NO_QUERIES
    told = pl.DataFrame(found, schema={"message": pl.String, "severity": pl.String}, orient="row")
    return told.select(pl.lit(None, pl.String).alias("subject"), "message", "severity")


def _strangers(domain: Domain, terminology: Terminology) -> Iterator[tuple[str, str]]:
    testcd = domain.own("TESTCD").str.to_uppercase()
    own = domain.frame.filter(~testcd.str.contains(_OTHER_TESTS).fill_null(value=False))
    for held in (*_OWN[domain.code], *_OF_EVERY):
        name = domain.code + held.variable
        if name not in own.columns:
            continue
        number = pl.col(name).str.contains(_NUMBER) if held.variable == "STRESC" else pl.lit(value=False)
        words = own.filter(pl.col(name).is_not_null(), ~number).group_by(name).agg(pl.col("USUBJID")).sort(name)
        for word, subjects in words.iter_rows():
            if not any(terminology.owns(codelist, word) for codelist in held.codelists):
                yield _said(name, word, subjects, held.codelists[0], terminology)


def _said(name: str, word: str, subjects: list[str], codelist: str, terminology: Terminology) -> tuple[str, str]:
    """Say what is wrong with a word, and how grave it is."""
    held = terminology.codelists[codelist]
    many = f"{len(subjects):,} record{'s' * (len(subjects) > 1)} ({in_words(subjects)})"
    head = f"{name} {word!r} in {many} is no term of the code list {codelist} ({terminology.package})"
    like = held.like(word)
    if like is not None and like.value.casefold() == word.casefold():
        return f"{head}, which writes {like.value!r}. Please write the term.", "error"
    if held.whole and not held.extensible:
        known = ", ".join(sorted(held.terms))
        return f"{head}, which is closed. Please write one of its terms: {known}.", "error"
    meant = f" CDISC has {like.value!r} for it." if like is not None else ""
    return f"{head}. The list may be extended: it is a sponsor term.{meant} Please declare it in Define-XML.", "info"


CHECKS: Final = (
    Check(
        "M09",
        "Word outside the controlled terminology",
        "info",
        "Holds tests, results, categories and evaluators of TU, TR and RS to their code lists. A new word of a list "
        "that may be extended is a sponsor term; a word of a closed list, and a term in another case, is an error. "
        "Once per word.",
        "CDISC controlled terminology",
        words_of_no_list,
    ),
)
