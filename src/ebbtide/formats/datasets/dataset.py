"""A dataset: its rows, and what describes each of its variables."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

if TYPE_CHECKING:
    import polars as pl

__all__ = ["Dataset", "Kind", "Origin", "Variable"]

Kind: TypeAlias = Literal["text", "integer", "number", "date", "datetime", "time"]
"""What a variable holds; its Polars types are String, Int64, Float64, Date, Datetime and Time.

ISO 8601 dates that SDTM keeps as text (`--DTC`) are text here: they may be partial.
"""
Origin: TypeAlias = Literal["", "Collected", "Derived", "Assigned", "Protocol", "Predecessor"]


@dataclass(frozen=True, slots=True)
class Variable:
    """One variable of a dataset.

    Args:
        name: Its name, `AVAL`.
        label: Its label, up to 40 characters where it goes to XPT.
        kind: What it holds.
        length: Most bytes of a text; None where the rows say it.
        display_format: How SAS shows it, `DATE9.`; empty where plainly.
        key: Its place among the variables that name a row, from 1; None for the others.
        codelist: The short name of the code list that its values belong to, `ONCRSR`.
        origin: Where its values come from, as Define-XML names it.
        derivation: How it was derived, in a sentence; the variable it repeats for a predecessor.
    """

    name: str
    label: str
    kind: Kind
    length: int | None = None
    display_format: str = ""
    key: int | None = None
    codelist: str = ""
    origin: Origin = ""
    derivation: str = ""


@dataclass(frozen=True)
class Dataset:
    """Rows under one name.

    Args:
        name: Its name, `ADRS`.
        label: Its label.
        frame: Its rows; one column per variable, in their order.
        variables: What describes the columns.
        structure: What one row is, "One record per subject per parameter".
        kind: Its class, as Define-XML names it: `FINDINGS`, `BASIC DATA STRUCTURE`, ...
        study: The study it belongs to.
    """

    name: str
    label: str
    frame: pl.DataFrame
    variables: tuple[Variable, ...]
    structure: str = ""
    kind: str = ""
    study: str = ""

    def variable(self, name: str) -> Variable:
        """Give the variable of that name.

        Raises:
            KeyError: If there is none.
        """
        for variable in self.variables:
            if variable.name == name:
                return variable
        raise KeyError(name)
