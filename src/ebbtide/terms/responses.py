"""Response categories: one code for the engine, one word per family of criteria.

Words are spelt as CDISC spells them where CDISC has them (`NON-CR/NON-PD`, `iUPD`).
"""

from __future__ import annotations

from typing import Final, NamedTuple, TypeAlias

Response: TypeAlias = int

NONE: Final = 0
"""Not applicable: no lesion of that kind at baseline."""
CR: Final = 1
PR: Final = 2
SD: Final = 3
NON: Final = 4
"""Neither complete response nor progression (NON-CR/NON-PD)."""
PD: Final = 5
"""Progression; in iRECIST an unconfirmed one (iUPD)."""
CPD: Final = 6
"""Progression confirmed (iCPD)."""
NE: Final = 7
IGNORED: Final = 8
"""An early scan that iRECIST disregards."""
NED: Final = 9
"""No evidence of disease, at baseline and still."""

NOT_DONE: Final = 10
"""No assessment was made; only reported, never computed."""

NEW_NONE: Final = 0
NEW_UNEQUIVOCAL: Final = 1
NEW_EQUIVOCAL: Final = 2
NEW_NOT_EVALUATED: Final = 3
NEW_WORDS: Final = ("none", "unequivocal", "equivocal", "not_evaluated")


class Vocabulary(NamedTuple):
    """The words of one family of criteria, each tuple indexed by response code."""

    component: tuple[str, ...]
    overall: tuple[str, ...]


RECIST_WORDS: Final = Vocabulary(
    ("", "CR", "PR", "SD", "NON-CR/NON-PD", "PD", "PD", "NE", "IGNORED", "NED"),
    ("", "CR", "PR", "SD", "NON-CR/NON-PD", "PD", "PD", "NE", "IGNORED", "NED"),
)
# RECIST 1.0 has no NON-CR/NON-PD: its non-target category is "incomplete response/SD", its overall word SD.
RECIST_1_0_WORDS: Final = Vocabulary(
    ("", "CR", "PR", "SD", "INCOMPLETE RESPONSE/SD", "PD", "PD", "NE", "IGNORED", "NED"),
    ("", "CR", "PR", "SD", "SD", "PD", "PD", "NE", "IGNORED", "NED"),
)
WHO_WORDS: Final = Vocabulary(
    ("", "CR", "PR", "NC", "NC", "PD", "PD", "NE", "IGNORED", "NED"),
    ("", "CR", "PR", "NC", "NC", "PD", "PD", "NE", "IGNORED", "NED"),
)
MWHO_WORDS: Final = Vocabulary(
    ("", "CR", "PR", "SD", "NON-CR/NON-PD", "PD", "PD", "NE", "IGNORED", "NED"),
    ("", "CR", "PR", "SD", "SD", "PD", "PD", "NE", "IGNORED", "NED"),
)
IR_WORDS: Final = Vocabulary(
    ("", "irCR", "irPR", "irSD", "NON-CR/NON-PD", "irPD", "irPD", "NE", "IGNORED", "NED"),
    ("", "irCR", "irPR", "irSD", "NON-CR/NON-PD", "irPD", "irPD", "NE", "IGNORED", "NED"),
)
I_WORDS: Final = Vocabulary(
    ("", "iCR", "iPR", "iSD", "NON-iCR/NON-iUPD", "iUPD", "iCPD", "NE", "IGNORED", "NED"),
    ("", "iCR", "iPR", "iSD", "NON-iCR/NON-iUPD", "iUPD", "iCPD", "NE", "IGNORED", "NED"),
)

LYRIC_WORDS: Final = Vocabulary(
    ("", "CR", "PR", "SD", "NON-CR/NON-PD", "PD", "PD", "NE", "IGNORED", "NED"),
    ("", "CR", "PR", "SD", "SD", "IR", "PD", "NE", "IGNORED", "NED"),
)
PERCIST_WORDS: Final = Vocabulary(
    ("", "CMR", "PMR", "SMD", "SMD", "PMD", "PMD", "NE", "IGNORED", "NED"),
    ("", "CMR", "PMR", "SMD", "SMD", "PMD", "PMD", "NE", "IGNORED", "NED"),
)
IPERCIST_WORDS: Final = Vocabulary(
    ("", "CMR", "PMR", "SMD", "SMD", "PMD", "PMD", "NE", "IGNORED", "NED"),
    ("", "CMR", "PMR", "SMD", "SMD", "UPMD", "CPMD", "NE", "IGNORED", "NED"),
)
RANO_WORDS: Final = Vocabulary(
    ("", "CR", "PR", "SD", "NON-CR/NON-PD", "PD", "PD", "NE", "IGNORED", "NED"),
    ("", "CR", "PR", "SD", "SD", "PD_SUSPECTED", "PD", "NE", "IGNORED", "NED"),
)
IRANO_WORDS: Final = Vocabulary(
    ("", "CR", "PR", "SD", "NON-CR/NON-PD", "PD", "PD", "NE", "IGNORED", "NED"),
    ("", "CR", "PR", "SD", "SD", "PD_UNCONFIRMED", "PD", "NE", "IGNORED", "NED"),
)
LEUKEMIA_WORDS: Final = Vocabulary(
    ("", "CR", "PR", "SD", "NON-CR/NON-PD", "PD", "PD", "NE", "IGNORED", "NED"),
    ("", "CR", "PR", "SD", "NOT_CR_RESIDUAL_EMD", "PD", "PD", "NE", "IGNORED", "NED"),
)

_OTHERS: Final = {
    "ND": NOT_DONE,
    "UNKNOWN": NE,
    "imCR": CR,
    "imPR": PR,
    "imSD": SD,
    "imPD": PD,
}
_CODES: Final = {
    word: code
    for words in (WHO_WORDS, MWHO_WORDS, IR_WORDS, I_WORDS, RECIST_1_0_WORDS, RECIST_WORDS)
    # Of codes with one word, the first means it: PD is not a confirmed one, SD is not NON.
    for code, word in reversed(list(enumerate(words.overall)))
    if word
} | _OTHERS


_COMPOSITE: Final = {
    **dict.fromkeys(("CR", "CMR", "CRi", "CR_COUNTS_UNKNOWN", "CR-CT", "CAR"), CR),
    **dict.fromkeys(("PR", "PMR", "PR-CT", "PAR"), PR),
    **dict.fromkeys(("SD", "SMD", "NMR", "MR", "MLFS", "FAILURE", "NOT_CR_RESIDUAL_EMD", "SD-CT", "SAD"), SD),
    **dict.fromkeys(("NE", "UNKNOWN"), NE),
    **dict.fromkeys(("IR", "IR(1)", "IR(2)", "IR(3)", "INDETERMINATE RESPONSE"), PD),
    **dict.fromkeys(("UPMD", "PD_SUSPECTED", "PD_UNCONFIRMED"), PD),
    **dict.fromkeys(("PD", "PMD", "RELAPSE", "PD-CT", "PAD"), PD),
    "CPMD": CPD,
    "NED": NED,
    "ND": NOT_DONE,
}
_FINAL: Final = ("PD", "PMD", "RELAPSE", "PD-CT", "PAD")


def composite_code_of(word: str, *, follows: bool) -> Response | None:
    """Find the code of a response under a criterion that puts parts together.

    Args:
        word: The response.
        follows: Whether the criterion has a word of its own for progression that waits, so that plain PD is final.

    Examples:
        >>> composite_code_of("PD", follows=False), composite_code_of("PD", follows=True)
        (5, 6)
        >>> composite_code_of("IR(1)", follows=True), composite_code_of("perhaps", follows=True)
        (5, None)
    """
    return CPD if follows and word in _FINAL else _COMPOSITE.get(word)


def code_of(word: str) -> Response | None:
    """Find the code of an overall response, under whatever criterion; None for a word that is none.

    Examples:
        >>> [code_of(word) for word in ("iUPD", "irPD", "PD", "NC", "NON-CR/NON-PD", "perhaps")]
        [5, 5, 5, 3, 4, None]
    """
    return _CODES.get(word)
