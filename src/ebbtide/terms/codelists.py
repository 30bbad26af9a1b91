"""Which words criteria and lesions are filed under, and which of our words are CDISC terms."""

from __future__ import annotations

from typing import Final

from ebbtide.terms.terminology import bundled

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
    "percist": "PERCIST",
    "percimt": "PERCIMT",
    "ipercist": "iPERCIST",
    "impercist5": "imPERCIST5",
    "lugano": "LUGANO CLASSIFICATION",
    "lyric": "LYRIC",
    "recil": "RECIL 2017",
    "rano": "RANO",
    "irano": "IRANO 2015",
    "all": "ACUTE LYMPHOBLASTIC LEUKEMIA",
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

_SEARCHED: Final = ("ONCRSR", "ONCRSCAT", "TUIDRS")


def ncit_code(word: str) -> str | None:
    """Look up the NCIt code of a response, a category of criteria or a lesion identification.

    Args:
        word: A CDISC submission value, case included.

    Returns:
        The code in the bundled package, or None where CDISC has no such term.

    Sources:
        CDISC CT, code lists ONCRSR, ONCRSCAT and TUIDRS.

    Examples:
        >>> ncit_code("iUPD"), ncit_code("NON-CR/NON-PD"), ncit_code("IGNORED")
        ('C142360', 'C96700', None)
    """
    codes = (bundled().code(codelist, word) for codelist in _SEARCHED)
    return next((code for code in codes if code), None)


def is_sponsor_term(word: str) -> bool:
    """Tell whether a word is ours or its author's, because CDISC has none for it.

    Examples:
        >>> [word for word in ("CR", "NC", "IGNORED", "imRECIST", "") if is_sponsor_term(word)]
        ['NC', 'IGNORED', 'imRECIST']
    """
    return word != "" and ncit_code(word) is None
