"""Rules for ADaM datasets of the basic data structure, times to events among them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from ebbtide.cdisc.conformance.violation import Rule, Violation, blank, filled, has

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ebbtide.formats.datasets.dataset import Dataset

__all__ = ["is_analysis", "of_analysis"]

_REQUIRED: Final = ("STUDYID", "USUBJID")
_REQUIRED_OF_PARAMETERS: Final = ("PARAM", "PARAMCD")
_REQUIRED_OF_TIMES: Final = ("AVAL", "CNSR")
_EXPECTED_OF_TIMES: Final = ("STARTDT", "ADT")

_PRESENT: Final = Rule(
    "required-variable",
    "a variable that the structure requires is there, with a value in each row",
    "ADaMIG 1.3, sec. 3.3",
    "fill the variable, or leave out the row",
)
_DATED: Final = Rule(
    "expected-variable",
    "a time to an event has its dates, without values where the study knows only days",
    "ADaM BDS for Time-to-Event Analyses 1.0",
    "add the variable; it may be null",
)
_VALUED: Final = Rule(
    "analysis-value",
    "a dataset of parameters has AVAL or AVALC",
    "ADaMIG 1.3, sec. 3.3",
    "add the value that is analysed",
)
_CODE: Final = Rule(
    "parameter-code",
    "PARAMCD has up to 8 capital letters, digits and underscores and begins with no digit",
    "ADaMIG 1.3, sec. 3.3",
    "give the parameter a shorter code",
)
_PAIR: Final = Rule(
    "parameter-pair",
    "PARAMCD and PARAM go together one to one",
    "ADaMIG 1.3, sec. 3.3",
    "name each parameter in one way, with what tells it apart (criterion, reader)",
)
_VALUES: Final = Rule(
    "value-pair",
    "within a parameter AVAL and AVALC go together one to one where both are there",
    "ADaMIG 1.3, sec. 3.3",
    "give each AVALC of the parameter its own AVAL",
)
_CENSORED: Final = Rule(
    "censoring",
    "CNSR is 0 for an event and a whole number above it for a censored time",
    "ADaM BDS for Time-to-Event Analyses 1.0",
    "write 0 or 1",
)
_ORDERED: Final = Rule(
    "time-order",
    "ADT is not before STARTDT",
    "ADaM BDS for Time-to-Event Analyses 1.0",
    "mend the date that is wrong in the study",
)


def is_analysis(dataset: Dataset) -> bool:
    """Tell whether a dataset is an ADaM dataset."""
    return not has(dataset, "DOMAIN") and (dataset.name.startswith("AD") or has(dataset, "PARAMCD"))


def of_analysis(dataset: Dataset) -> Iterator[Violation]:
    """Hold an ADaM dataset to its rules: those of parameters if it has any, those of times if it has censoring."""
    yield from _variables(dataset)
    if has(dataset, "PARAM", "PARAMCD"):
        yield from _parameters(dataset)
    if _has_times(dataset):
        yield from _times(dataset)


def _has_parameters(dataset: Dataset) -> bool:
    return dataset.kind == "BASIC DATA STRUCTURE" or has(dataset, "PARAMCD")


def _has_times(dataset: Dataset) -> bool:
    return dataset.name.startswith("ADTTE") or has(dataset, "CNSR")


def _variables(dataset: Dataset) -> Iterator[Violation]:
    parameters = _REQUIRED_OF_PARAMETERS if _has_parameters(dataset) else ()
    times = _REQUIRED_OF_TIMES if _has_times(dataset) else ()
    for name in (*_REQUIRED, *parameters, *times):
        if not has(dataset, name):
            yield _PRESENT.broken(dataset, name, shown=("no such variable",))
        else:
            yield from _PRESENT.broken_by_rows(dataset, name, blank(name))
    for name in _EXPECTED_OF_TIMES if times else ():
        if not has(dataset, name):
            yield _DATED.broken(dataset, name, shown=("no such variable",))
    if parameters and not (has(dataset, "AVAL") or has(dataset, "AVALC")):
        yield _VALUED.broken(dataset)


def _parameters(dataset: Dataset) -> Iterator[Violation]:
    code, name = pl.col("PARAMCD"), pl.col("PARAM")
    yield from _CODE.broken_by_rows(dataset, "PARAMCD", ~code.str.contains(r"^[A-Z_][A-Z0-9_]{0,7}$"))
    apart = (name.n_unique().over(code) > 1) | (code.n_unique().over(name) > 1)
    yield from _PAIR.broken_by_rows(dataset, "PARAMCD", apart, pl.format("{} = {}", code, name))
    if has(dataset, "AVAL", "AVALC"):
        both = filled("AVAL") & filled("AVALC")
        value, text = pl.col("AVAL"), pl.col("AVALC")
        values = pl.when(both).then(value).n_unique().over(code, text)
        texts = pl.when(both).then(text).n_unique().over(code, value)
        shown = pl.format("{}: {} = {}", code, value, text)
        yield from _VALUES.broken_by_rows(dataset, "AVALC", both & ((values > 1) | (texts > 1)), shown)


def _times(dataset: Dataset) -> Iterator[Violation]:
    if has(dataset, "CNSR"):
        yield from _CENSORED.broken_by_rows(dataset, "CNSR", pl.col("CNSR") < 0)
    if has(dataset, "ADT", "STARTDT"):
        before = pl.col("ADT") < pl.col("STARTDT")
        yield from _ORDERED.broken_by_rows(dataset, "ADT", before, pl.format("{} before {}", "ADT", "STARTDT"))
