"""Code lists in Define-XML: the terms that the datasets use, with their codes, and what extends them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from ebbtide.formats.datasets.define_elements import described, element, oid
from ebbtide.terms.sponsor import SPONSOR_TERMS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from xml.etree.ElementTree import Element

    from ebbtide.formats.datasets.define_items import Item
    from ebbtide.terms.terminology import Codelist, Terminology

__all__ = ["Used", "codelist_defs", "parameter_codelists", "used_by"]

_ANSWERS: Final = "NY"
_DECODED_BY: Final = {"ONCRTSCD": "ONCRTS", "TRTESTCD": "TRTEST", "TUTESTCD": "TUTEST"}
"""Lists of codes and the lists of the names they stand for, term by term under one NCIt code."""
_DECODED: Final = frozenset({"ONCRSR", "ONCRSCAT", "NY"})
"""Lists whose words are not plain without the name that the thesaurus prefers."""


class Used(NamedTuple):
    """The code list of a variable, or of a variable under one parameter, and the words of it that are used."""

    codelist: Codelist
    words: tuple[str, ...]

    @property
    def oid(self) -> str:
        """The identifier of its CodeList."""
        return oid("CL", self.codelist.name)


def used_by(item: Item, terminology: Terminology) -> Used | None:
    """Find the code list of a variable.

    The answers Y and N are no responses: a result that only answers is under NY, and one that answers here and
    responds there has no code list, nor has one that holds numbers, nor `--ORRES`, which is as collected.
    """
    codelist = terminology.codelist(item.variable.codelist) if item.variable.codelist else None
    words = item.words
    if codelist is None or words is None or item.variable.name.endswith("ORRES"):
        return None
    answers = terminology.codelist(_ANSWERS)
    answered = [word for word in words if answers and word in answers.terms and word not in codelist.terms]
    if not answered or answers is None:
        return Used(codelist, tuple(words))
    return Used(answers, tuple(words)) if answered == words else None


def codelist_defs(used: Iterable[Used], terminology: Terminology, standard: str) -> Iterator[Element]:
    """Write each code list once, with the words used of it by any variable.

    Args:
        used: The code lists of the variables.
        terminology: The package that they are from.
        standard: The identifier of that package among the standards.
    """
    words: dict[str, set[str]] = {}
    for each in used:
        words.setdefault(each.codelist.name, set()).update(each.words)
    for name in sorted(words):
        yield _codelist(terminology.codelists[name], sorted(words[name]), terminology, standard)


def _codelist(codelist: Codelist, words: Sequence[str], terminology: Terminology, standard: str) -> Element:
    decoded = codelist.name in _DECODED or codelist.name in _DECODED_BY
    attributes: dict[str, str | None] = {
        "OID": oid("CL", codelist.name),
        "Name": codelist.label,
        "DataType": "text",
        "def:StandardOID": standard,
    }
    # A list of which nothing is used yet is given whole: a list without terms would say that nothing may be written.
    listed = words or sorted(codelist.terms)
    items = [
        _item(codelist, word, place, _decode(codelist, word, terminology) if decoded else None)
        for place, word in enumerate(listed, start=1)
    ]
    return element("CodeList", attributes, [*items, _alias(codelist.code)])


def _item(codelist: Codelist, word: str, place: int, decode: str | None) -> Element:
    term = codelist.terms.get(word)
    added = term is None and codelist.whole
    attributes = {"CodedValue": word, "OrderNumber": str(place), "def:ExtendedValue": "Yes" if added else None}
    aliases = [_alias(term.code)] if term else []
    if decode is None:
        return element("EnumeratedItem", attributes, aliases)
    return element("CodeListItem", attributes, [described("Decode", decode), *aliases])


def _decode(codelist: Codelist, word: str, terminology: Terminology) -> str:
    term = codelist.terms.get(word)
    if term is None:
        return SPONSOR_TERMS.get((codelist.name, word), word)
    names = terminology.codelist(_DECODED_BY.get(codelist.name, ""))
    by_code = {each.code: each.value for each in names.terms.values()} if names else {}
    return by_code.get(term.code) or term.preferred or word


def _alias(code: str) -> Element:
    return element("Alias", {"Name": code, "Context": "nci:ExtCodeID"})


def parameter_codelists(items: Iterable[Item]) -> Iterator[tuple[str, Element]]:
    """Write the code lists of the parameters of each dataset: `PARAMCD` decoded by `PARAM`.

    Yields:
        The identifier of the ItemDef that has it, and the CodeList.
    """
    for item in items:
        if item.variable.name != "PARAMCD" or item.variable.codelist or "PARAM" not in item.frame.columns:
            continue
        pairs = item.frame.select("PARAMCD", "PARAM").drop_nulls().unique(subset="PARAMCD").sort("PARAMCD")
        if pairs.is_empty():
            continue
        values = [
            element("CodeListItem", {"CodedValue": code, "OrderNumber": str(place)}, [described("Decode", name)])
            for place, (code, name) in enumerate(pairs.iter_rows(), start=1)
        ]
        name = item.dataset.name
        attributes: dict[str, str | None] = {
            "OID": oid("CL", name, "PARAMCD"),
            "Name": f"Parameters of {name}",
            "DataType": "text",
            "def:IsNonStandard": "Yes",
        }
        yield item.oid, element("CodeList", attributes, values)
