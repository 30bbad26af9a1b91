"""Which of our words are CDISC terms, and their NCIt codes.

Lives here: the look-up. The terms themselves are in `cdisc`, written by a script from the
published terminology.
"""

from __future__ import annotations

from typing import Final

from ebbtide.terms.cdisc import ONCRSCAT, ONCRSR, TUIDRS

CATEGORIES: Final = {
    "who": "WHO 1979",
    "mwho": "MODIFIED WHO",
    "recist-1.0": "RECIST 1.0",
    "recist-1.1": "RECIST 1.1",
    "irrc": "WOLCHOK SOLID TUMORS 2009",
    "irrecist": "irRECIST",
    "irecist": "iRECIST",
    "imrecist": "imRECIST",
    "mrecist": "MRECIST LENCIONI LIVER CANCER 2010",
    # CDISC names these criteria by the authors' restatement of 2008, which has the thresholds of 2007.
    "choi": "CHOI GIST 2008",
}
"""The response category (RSCAT) under which each criterion is filed."""

LESION_WORDS: Final = {
    "target": "TARGET",
    "nontarget": "NON-TARGET",
    "new": "NEW",
    "new_target": "NEW TARGET",
    "new_nontarget": "NEW NON-TARGET",
}
"""The lesion identification (TUSTRESC) of each lesion role."""


def ncit_code(word: str) -> str | None:
    """Look up the NCIt code of a response, a category of criteria or a lesion identification.

    Args:
        word: A CDISC submission value, case included.

    Returns:
        The code, or None where CDISC has no such term.

    Sources:
        CDISC CT 2025-03-25, code lists ONCRSR, ONCRSCAT and TUIDRS.

    Examples:
        >>> ncit_code("iUPD"), ncit_code("NON-CR/NON-PD"), ncit_code("IGNORED")
        ('C142360', 'C96700', None)
    """
    for codelist in (ONCRSR, ONCRSCAT, TUIDRS):
        if word in codelist:
            return codelist[word][0]
    return None


def is_sponsor_term(word: str) -> bool:
    """Tell whether a word is ours or its author's, because CDISC has none for it.

    Examples:
        >>> [word for word in ("CR", "NC", "IGNORED", "imRECIST", "") if is_sponsor_term(word)]
        ['NC', 'IGNORED', 'imRECIST']
    """
    return word != "" and ncit_code(word) is None
