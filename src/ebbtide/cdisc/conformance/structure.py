"""Rules for any dataset: its name and label, its variables, its key, and what XPT version 5 can hold."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

import polars as pl

from ebbtide.cdisc.conformance.violation import Rule, Violation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ebbtide.formats.datasets.dataset import Dataset, Kind, Variable

__all__ = ["of_structure", "of_transport"]

_NAME: Final = re.compile(r"[A-Z_][A-Z0-9_]{0,7}")
_LONGEST_LABEL: Final = 40
_LONGEST_TEXT: Final = 200
_TYPES: Final[dict[Kind, type[pl.DataType]]] = {
    "text": pl.String,
    "integer": pl.Int64,
    "number": pl.Float64,
    "date": pl.Date,
    "datetime": pl.Datetime,
    "time": pl.Time,
}

_DESCRIBED: Final = Rule(
    "columns-described",
    "each column is described by one variable, in the same order and of the same kind",
    "Define-XML 2.1, ItemGroupDef",
    "describe the column, or leave it out",
)
_NAMED: Final = Rule(
    "name",
    "names of datasets and variables have up to 8 characters, capital letters, digits and underscores, "
    "and begin with no digit",
    "SDTMIG 3.4, sec. 4.2.1; ADaMIG 1.3, sec. 3.1",
    "give it a shorter name",
)
_LABELLED: Final = Rule(
    "label",
    "datasets and variables have a label of up to 40 characters",
    "CDISC CG0311; SDTMIG 3.4, sec. 4.2.1; ADaMIG 1.3, sec. 3.1",
    "give it a label, or a shorter one",
)
_KEYED: Final = Rule(
    "key",
    "the key names each row once",
    "SDTMIG 3.4, sec. 3.2.1.1",
    "leave out the rows that are there twice, or add to the key the variable that tells them apart",
)
_SHORT: Final = Rule(
    "text-length",
    "a text has up to 200 bytes in XPT version 5",
    "SAS TS-140; SDTMIG 3.4, sec. 4.5.3.2",
    "shorten the text, or split it over supplemental qualifiers; Dataset-JSON holds it as it is",
)
_FITTING: Final = Rule(
    "declared-length",
    "no text is longer than its variable says",
    "Define-XML 2.1, ItemDef",
    "raise the length of the variable, or leave it to be found from the rows",
)
_ASCII: Final = Rule(
    "ascii",
    "names, labels and texts are ASCII in XPT version 5",
    "SAS TS-140; FDA Study Data Technical Conformance Guide",
    "spell the character out; Dataset-JSON holds it as it is",
)


def of_structure(dataset: Dataset) -> Iterator[Violation]:
    """Hold a dataset to what every dataset must keep, in whatever file it is written."""
    yield from _columns(dataset)
    yield from _names(dataset)
    yield from _labels(dataset)
    yield from _key(dataset)
    for variable in _texts(dataset):
        if variable.length is not None:
            long = pl.col(variable.name).str.len_bytes() > variable.length
            yield from _FITTING.broken_by_rows(dataset, variable.name, long)


def of_transport(dataset: Dataset) -> Iterator[Violation]:
    """Hold a dataset to what XPT version 5 can hold."""
    for variable in _texts(dataset):
        name = variable.name
        yield from _SHORT.broken_by_rows(dataset, name, pl.col(name).str.len_bytes() > _LONGEST_TEXT)
        yield from _ASCII.broken_by_rows(dataset, name, pl.col(name).str.contains(r"[^\x00-\x7F]"))
    for name, label in (("", dataset.label), *((each.name, each.label) for each in dataset.variables)):
        if not f"{name}{label}".isascii():
            yield _ASCII.broken(dataset, name, shown=(label,))


def _columns(dataset: Dataset) -> Iterator[Violation]:
    described = [variable.name for variable in dataset.variables]
    columns = dataset.frame.columns
    for name in columns:
        if described.count(name) != 1:
            yield _DESCRIBED.broken(dataset, name, shown=(f"described {described.count(name)} times",))
    for variable in dataset.variables:
        if variable.name not in columns:
            yield _DESCRIBED.broken(dataset, variable.name, shown=("no such column",))
        elif (found := dataset.frame.schema[variable.name]).base_type() is not _TYPES[variable.kind]:
            yield _DESCRIBED.broken(dataset, variable.name, shown=(f"said to be {variable.kind}, is {found}",))
    if sorted(described) == sorted(columns) and described != columns:
        yield _DESCRIBED.broken(dataset, shown=("the order differs",))


def _names(dataset: Dataset) -> Iterator[Violation]:
    if not _NAME.fullmatch(dataset.name):
        yield _NAMED.broken(dataset)
    for variable in dataset.variables:
        if not _NAME.fullmatch(variable.name):
            yield _NAMED.broken(dataset, variable.name)


def _labels(dataset: Dataset) -> Iterator[Violation]:
    for name, label in (("", dataset.label), *((each.name, each.label) for each in dataset.variables)):
        if not label.strip():
            yield _LABELLED.broken(dataset, name, shown=("no label",))
        elif len(label) > _LONGEST_LABEL:
            yield _LABELLED.broken(dataset, name, shown=(f"{len(label)} characters: {label}",))


def _key(dataset: Dataset) -> Iterator[Violation]:
    keyed = sorted((each.key, each.name) for each in dataset.variables if each.key is not None)
    names = [name for _, name in keyed if name in dataset.frame.columns]
    if names:
        shown = pl.format(", ".join(f"{name} {{}}" for name in names), *(pl.col(name) for name in names))
        twins = pl.struct(names).is_duplicated()
        yield from _KEYED.broken_by_rows(dataset, ", ".join(names), twins, shown)


def _texts(dataset: Dataset) -> Iterator[Variable]:
    """Give the variables whose columns are text."""
    schema = dataset.frame.schema
    return (each for each in dataset.variables if schema.get(each.name) == pl.String)
