"""Variables in Define-XML: their data types, lengths and origins, as a whole and by parameter or test."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import polars as pl

from ebbtide.formats.datasets.define_elements import described, element, oid

if TYPE_CHECKING:
    from collections.abc import Iterator
    from xml.etree.ElementTree import Element

    from ebbtide.formats.datasets.dataset import Dataset, Kind, Variable

__all__ = ["Item", "Slice", "commented", "item_def", "items_of", "slices_of"]

_ISO: Final = 10
"""The length of a complete date in ISO 8601."""
_FORMATS: Final[dict[Kind, str]] = {"date": "DATE9.", "datetime": "DATETIME20.", "time": "TIME8."}
_BY_PARAMETER: Final = ("AVAL", "AVALC")
_BY_TEST: Final = ("{}ORRES", "{}STRESC")
_SOURCES: Final = {
    "Collected": "Investigator",
    "Derived": "Sponsor",
    "Assigned": "Sponsor",
    "Protocol": "Sponsor",
}


class Slice(NamedTuple):
    """The rows of one parameter or test, for which a variable has metadata of its own.

    Args:
        variable: The variable that tells the rows, `PARAMCD`.
        value: What it holds in them, `OVR`.
        label: The parameter or test in words.
        frame: The rows.
    """

    variable: str
    value: str
    label: str
    frame: pl.DataFrame


class Item(NamedTuple):
    """A variable in some rows of a dataset.

    Args:
        dataset: The dataset.
        variable: The variable.
        frame: The rows.
        slice: What tells the rows; None for all of them.
    """

    dataset: Dataset
    variable: Variable
    frame: pl.DataFrame
    slice: Slice | None = None

    @property
    def oid(self) -> str:
        """The identifier of its ItemDef."""
        names = (self.dataset.name, self.variable.name)
        return oid("IT", *names) if self.slice is None else oid("IT", *names, self.slice.value)

    @property
    def words(self) -> list[str] | None:
        """The words that it holds, in order; None where there are numbers among them."""
        values = self.frame.get_column(self.variable.name)
        if values.dtype != pl.String or values.cast(pl.Float64, strict=False).is_not_null().any():
            return None
        return sorted(values.filter(values != "").unique())


def items_of(dataset: Dataset) -> list[Item]:
    """Give the variables of a dataset, in their order."""
    return [Item(dataset, variable, dataset.frame) for variable in dataset.variables]


def slices_of(item: Item) -> list[Item]:
    """Give a variable parameter by parameter or test by test, where its meaning hangs on them.

    Only results do: `AVAL` and `AVALC` by `PARAMCD`, `--ORRES` and `--STRESC` by `--TESTCD`. A parameter for
    which the variable has no value is left out; with one parameter there is nothing to tell apart.
    """
    name, prefix = item.variable.name, item.dataset.name[:2]
    for code, label, names in (
        ("PARAMCD", "PARAM", _BY_PARAMETER),
        (f"{prefix}TESTCD", f"{prefix}TEST", [each.format(prefix) for each in _BY_TEST]),
    ):
        if name in names and {code, label} <= set(item.frame.columns):
            found = [item._replace(frame=each.frame, slice=each) for each in _slices(item, code, label)]
            return found if len(found) > 1 else []
    return []


def _slices(item: Item, code: str, label: str) -> Iterator[Slice]:
    values = item.frame.filter(pl.col(item.variable.name).is_not_null(), pl.col(code).is_not_null())
    for (value,), rows in sorted(values.partition_by(code, as_dict=True).items()):
        yield Slice(code, value, rows.item(0, label) or value, rows)


def item_def(item: Item, codelist: str | None, value_list: str | None = None) -> Element:
    """Write the ItemDef of a variable.

    Args:
        item: The variable, in all rows or in those of one parameter.
        codelist: The identifier of its code list.
        value_list: The identifier of its metadata by parameter.
    """
    variable = item.variable
    kind, length, decimals = _type(item)
    attributes = {
        "OID": item.oid,
        "Name": variable.name,
        "SASFieldName": variable.name,
        "DataType": kind,
        "Length": None if length is None else str(length),
        "SignificantDigits": None if decimals is None else str(decimals),
        "def:DisplayFormat": variable.display_format or _FORMATS.get(variable.kind),
        "def:CommentOID": oid("COM", item.dataset.name, variable.name) if commented(item) else None,
    }
    children = [described("Description", item.slice.label if item.slice else variable.label)]
    if codelist:
        children.append(element("CodeListRef", {"CodeListOID": codelist}))
    if variable.origin:
        children.append(_origin(variable))
    if value_list:
        children.append(element("def:ValueListRef", {"ValueListOID": value_list}))
    return element("ItemDef", attributes, children)


def commented(item: Item) -> bool:
    """Tell whether what is said of a variable is a comment: it is neither derived nor copied."""
    variable = item.variable
    return item.slice is None and bool(variable.derivation) and variable.origin not in ("Derived", "Predecessor")


def _origin(variable: Variable) -> Element:
    attributes = {"Type": variable.origin, "Source": _SOURCES.get(variable.origin)}
    copied = variable.origin == "Predecessor" and variable.derivation
    return element("def:Origin", attributes, [described("Description", variable.derivation)] if copied else [])


def _type(item: Item) -> tuple[str, int | None, int | None]:
    """Give the data type, the length and the digits after the point."""
    values = item.frame.get_column(item.variable.name).drop_nulls()
    if item.variable.kind == "text":
        if item.variable.name.endswith("DTC"):
            return _iso_type(values), None, None
        longest = values.cast(pl.String).str.len_bytes().max()
        own = item.variable.length if item.slice is None else None
        return "text", own or max(int(str(longest or 1)), 1), None
    if item.variable.kind == "number":
        return _number(values)
    digits = values.cast(pl.String).str.len_chars().max() if item.variable.kind == "integer" else None
    return "integer", int(str(digits or 8)), None


def _number(values: pl.Series) -> tuple[str, int, int]:
    spelt = values.cast(pl.String).str.strip_suffix(".0")
    spelt = spelt.filter(~spelt.str.contains("e|inf|NaN"))
    decimals = spelt.str.extract(r"\.(\d+)$", 1).str.len_chars().max()
    return "float", int(str(spelt.str.len_chars().max() or 8)), int(str(decimals or 0))


def _iso_type(values: pl.Series) -> str:
    texts = values.cast(pl.String)
    timed = bool(texts.str.contains("T").any())
    partial = bool((texts.str.len_chars() < _ISO).any() or texts.str.contains("--").any())
    return ("partialDatetime" if timed else "partialDate") if partial else ("datetime" if timed else "date")
