"""Rules about words: those of a code list that is closed, and those that a code list spells otherwise."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from ebbtide.cdisc.conformance.violation import Rule, Violation
from ebbtide.cdisc.sponsor import outside

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ebbtide.formats.datasets.dataset import Dataset, Variable
    from ebbtide.terms.terminology import Codelist, Terminology

__all__ = ["of_terms"]

_CLOSED: Final = Rule(
    "closed-codelist",
    "a value is a term of its code list, where the code list may not be extended",
    "SDTMIG 3.4, sec. 4.3",
    "write one of its terms",
)
_SPELLING: Final = Rule(
    "term-spelling",
    "a value that is a term of its code list but for its case is written as the term",
    "SDTMIG 3.4, sec. 4.3",
    "write the term",
)


def of_terms(dataset: Dataset, terminology: Terminology) -> Iterator[Violation]:
    """Hold the words of a dataset to their code lists. New words of a list that is open break no rule."""
    for variable in dataset.variables:
        codelist = terminology.codelist(variable.codelist)
        rows = outside(dataset, variable, terminology)
        if codelist is None or rows is None:
            continue
        if codelist.whole and not codelist.extensible:
            known = ", ".join(sorted(codelist.terms)[:8])
            rule = _CLOSED._replace(mend=f"write a term of {codelist.name}: {known}")
            yield from rule.broken_by_rows(dataset, variable.name, rows)
        else:
            yield from _spelling(dataset, variable, codelist, rows)


def _spelling(dataset: Dataset, variable: Variable, codelist: Codelist, rows: pl.Expr) -> Iterator[Violation]:
    """Find words that differ from a term by case alone. A synonym is none: packages make terms of synonyms."""
    words = dataset.frame.filter(rows).get_column(variable.name).unique().sort()
    spelt = {value.casefold(): value for value in codelist.terms}
    meant = {word: spelt[word.strip().casefold()] for word in words if word.strip().casefold() in spelt}
    if meant:
        shown = pl.format("{} for {}", variable.name, pl.col(variable.name).replace(meant))
        yield from _SPELLING.broken_by_rows(dataset, variable.name, pl.col(variable.name).is_in(list(meant)), shown)
