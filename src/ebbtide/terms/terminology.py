"""Controlled terminology: code lists and their terms, by package.

Lives here: what a package of terminology is, and the bundled one. Another package is read from the
files that the NCI publishes, by `ebbtide.formats.terminology`.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from ebbtide.terms.cdisc import CODELISTS, PACKAGE, PARTS

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["Codelist", "Term", "Terminology", "bundled"]


class Term(NamedTuple):
    """A term of a code list.

    Args:
        code: Its code in the NCI Thesaurus, `C142360`.
        value: The submission value, case included, `iUPD`.
        preferred: The name that the NCI Thesaurus prefers.
        synonyms: Other words that CDISC knows for it.
    """

    code: str
    value: str
    preferred: str
    synonyms: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Codelist:
    """A code list.

    Args:
        name: Its short name, which is its own submission value, `ONCRSR`.
        code: Its code in the NCI Thesaurus, `C96785`.
        label: Its long name.
        extensible: Whether a sponsor may add terms.
        terms: Its terms by submission value.
        whole: Whether all terms of the published list are here; where they are not, a word that is
            missing may be a term nonetheless.
    """

    name: str
    code: str
    label: str
    extensible: bool
    terms: Mapping[str, Term]
    whole: bool = True

    def like(self, word: str) -> Term | None:
        """Find the term that a word is a synonym or another spelling of; None for a term as it should be.

        Examples:
            >>> responses = bundled().codelists["ONCRSR"]
            >>> [term.value if (term := responses.like(word)) else None for word in ("IUPD", "Stable Disease", "NC")]
            ['iUPD', 'SD', None]
        """
        if word in self.terms:
            return None
        folded = word.casefold()
        spelt = {term.value.casefold(): term for term in self.terms.values()}
        meant = {synonym.casefold(): term for term in self.terms.values() for synonym in term.synonyms}
        return spelt.get(folded) or meant.get(folded)


@dataclass(frozen=True, slots=True)
class Terminology:
    """A package of controlled terminology.

    Args:
        package: The date that CDISC names the package by, `2025-03-28`.
        codelists: The code lists by short name.
    """

    package: str
    codelists: Mapping[str, Codelist]

    def codelist(self, name: str) -> Codelist | None:
        """Give the code list of that short name; None where the package has none."""
        return self.codelists.get(name)

    def code(self, codelist: str, word: str) -> str | None:
        """Look up the NCIt code of a word in a code list; None where it is no term of it.

        Examples:
            >>> bundled().code("ONCRTSCD", "OVRLRESP"), bundled().code("ONCRSCAT", "imRECIST")
            ('C96613', None)
        """
        found = self.codelists.get(codelist)
        term = found.terms.get(word) if found else None
        return term.code if term else None

    def owns(self, codelist: str, word: str) -> bool:
        """Tell whether a word is a term of a code list."""
        return self.code(codelist, word) is not None


@cache
def bundled() -> Terminology:
    """Give the package that comes with Ebbtide: the code lists that SDTM TU, TR and RS need.

    Sources:
        CDISC CT 2025-03-28, as published by NCI Enterprise Vocabulary Services.

    Examples:
        >>> bundled().package, bundled().codelists["ONCRSCAT"].extensible
        ('2025-03-28', True)
    """
    return Terminology(
        PACKAGE,
        {
            name: Codelist(
                name,
                code,
                label,
                extensible,
                {value: Term(code, value, preferred, synonyms) for value, code, preferred, synonyms in terms},
                whole=name not in PARTS,
            )
            for name, code, label, extensible, terms in CODELISTS
        },
    )
