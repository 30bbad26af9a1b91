"""Words of a dataset that the terminology lacks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from ebbtide.terms.sponsor import SPONSOR_TERMS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ebbtide.formats.datasets.dataset import Dataset, Variable
    from ebbtide.terms.terminology import Codelist, Terminology

__all__ = ["outside", "sponsor_terms"]

_ANSWERS: Final = "NY"
_RESULTS: Final = ("AVALC", "STRESC")
_AS_COLLECTED: Final = "ORRES"
_COLUMNS: Final = ("dataset", "variable", "codelist", "term", "meaning")


def outside(dataset: Dataset, variable: Variable, terminology: Terminology) -> pl.Expr | None:
    """Say which rows of a variable hold a word that its code list lacks.

    Numbers are no words, where measurements and words share a variable (`TRSTRESC`). The answers Y and N are terms
    wherever a result may be one of them: `AVALC` and `RSSTRESC` hold them for some parameters and tests.

    Args:
        dataset: The dataset.
        variable: One of its variables.
        terminology: The package of terminology.

    Returns:
        True in those rows; None where there is nothing to compare: no code list, one that the package lacks, a
        variable that is no text, or `--ORRES`, which holds a result as it was collected.
    """
    codelist = terminology.codelist(variable.codelist) if variable.codelist else None
    if codelist is None or dataset.frame.schema.get(variable.name) != pl.String:
        return None
    if variable.name.endswith(_AS_COLLECTED):
        return None
    word = pl.col(variable.name)
    known = set(codelist.terms)
    if variable.name.endswith(_RESULTS) and (answers := terminology.codelist(_ANSWERS)):
        known |= set(answers.terms)
    number = word.cast(pl.Float64, strict=False).is_not_null()
    return word.is_not_null() & (word != "") & ~word.is_in(sorted(known)) & ~number


def sponsor_terms(datasets: Iterable[Dataset], terminology: Terminology) -> pl.DataFrame:
    """List the words that the terminology lacks, which a submission must declare.

    Args:
        datasets: The datasets, with the code lists of their variables.
        terminology: The package of terminology that they are held to. Words of a list that is there in part
            are not judged.

    Returns:
        Columns `dataset, variable, codelist, term, meaning`, one row per word, in the order of the datasets and
        their variables; `meaning` is null where the word is neither Ebbtide's nor a synonym of a term.
    """
    rows = [
        (dataset.name, variable.name, variable.codelist, word, _meaning(codelist, word))
        for dataset in datasets
        for variable in dataset.variables
        if (codelist := terminology.codelist(variable.codelist)) and codelist.whole
        for word in _words(dataset, variable, terminology)
    ]
    return pl.DataFrame(rows, schema=dict.fromkeys(_COLUMNS, pl.String), orient="row")


def _words(dataset: Dataset, variable: Variable, terminology: Terminology) -> list[str]:
    rows = outside(dataset, variable, terminology)
    if rows is None:
        return []
    return sorted(dataset.frame.filter(rows).get_column(variable.name).unique())


def _meaning(codelist: Codelist, word: str) -> str | None:
    term = codelist.like(word)
    return SPONSOR_TERMS.get((codelist.name, word)) or (f"A synonym of {term.value} in this package" if term else None)
