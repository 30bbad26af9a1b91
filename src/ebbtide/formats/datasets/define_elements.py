"""Elements of Define-XML, and the identifiers by which they name each other."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final
from xml.etree.ElementTree import Element

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["DEFINE", "NAMESPACES", "described", "element", "oid"]

DEFINE: Final = "2.1.0"
"""The version of Define-XML."""

# Prefixes stand in the names as they are written: the register of ElementTree is one for the whole program.
NAMESPACES: Final = {
    "xmlns": "http://www.cdisc.org/ns/odm/v1.3",
    "xmlns:def": "http://www.cdisc.org/ns/def/v2.1",
    "xmlns:xlink": "http://www.w3.org/1999/xlink",
}
_UNSAFE: Final = re.compile(r"[^A-Za-z0-9_.-]")


def element(
    name: str, attributes: dict[str, str | None] | None = None, children: Iterable[Element] = (), text: str = ""
) -> Element:
    """Make an element; attributes without a value are left out.

    Examples:
        >>> from xml.etree.ElementTree import tostring
        >>> tostring(element("ItemRef", {"ItemOID": "IT.TR.TRSEQ", "MethodOID": None}), encoding="unicode")
        '<ItemRef ItemOID="IT.TR.TRSEQ" />'
    """
    made = Element(name, {key: value for key, value in (attributes or {}).items() if value is not None})
    made.extend(children)
    if text:
        made.text = text
    return made


def described(name: str, text: str) -> Element:
    """Make a Description or Decode: a text in English."""
    return element(name, children=[element("TranslatedText", {"xml:lang": "en"}, text=text)])


def oid(kind: str, *names: str) -> str:
    """Make an identifier, the same for the same names.

    Examples:
        >>> oid("IT", "ADRS", "AVALC", "OVR")
        'IT.ADRS.AVALC.OVR'
    """
    return ".".join((kind, *(_UNSAFE.sub("_", name) for name in names)))
