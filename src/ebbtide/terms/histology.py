"""Classes of a biopsy: the one a pathologist gave, or a cautious one of plain words.

Only words that leave no doubt are classed; what is not plain is H3 where tumour and infiltrate are both named, and
unknown otherwise.
"""

from __future__ import annotations

import re
from enum import StrEnum
from typing import Final

__all__ = ["Histology", "histology_of"]


class Histology(StrEnum):
    """Classes of a biopsy."""

    H1 = "H1"
    """No viable tumour: infiltrate, necrosis, haemorrhage or fibrosis."""
    H2 = "H2"
    """Few viable tumour cells within predominant treatment effect."""
    H3 = "H3"
    """Tumour and infiltrate, undecided."""
    H4 = "H4"
    """Viable tumour without treatment effect."""
    H5 = "H5"
    """Inadequate, from a lesion that was not growing, or taken before the growth."""
    UNKNOWN = "unknown"
    """The text says nothing that can be classed without doubt."""


_TUMOR: Final = r"(?:tumou?rs?|malignan\w+|cancer|carcinoma|lymphoma|neoplas\w+|viable)"
_NONE: Final = re.compile(
    r"\b(?:no|without|absence of|free of|negative for) "
    r"(?:any |definite |evidence of |signs of |residual |remaining |viable )*"
    rf"{_TUMOR}(?: cells?| tissue)*"
    # What follows must not make another thing of it, as in "no tumor necrosis".
    r"(?=\s*(?:[,.;:]|$|(?:and|but|in|was|were|is|are|seen|found|present|compared|identified)\b))",
    re.IGNORECASE,
)
_INADEQUATE: Final = re.compile(
    r"inadequate|insufficient|non-?diagnostic|not growing|before (?:the )?growth", re.IGNORECASE
)
_FEW: Final = re.compile(
    r"\b(?:few|rare|scattered|isolated|minimal residual) (?:viable )?(?:tumou?r|malignant|cancer|lymphoma)",
    re.IGNORECASE,
)
_EFFECT: Final = re.compile(
    r"necro\w+|fibro\w+|h(?:a)?emorrhag\w+|treatment effect|infiltrat\w+|regress\w+|inflamm\w+", re.IGNORECASE
)
_VIABLE: Final = re.compile(rf"\b(?:viable|solid) {_TUMOR}|\bviable\b", re.IGNORECASE)
_NO_EFFECT: Final = re.compile(
    r"(?:no|without)(?: any| signs of)? (?:treatment|therapy|therapeutic) effect", re.IGNORECASE
)
_DOUBT: Final = re.compile(
    r"\b(?:suspicious|possibl[ey]|probabl[ey]|cannot be excluded|not excluded|likely|uncertain|equivocal|\?)",
    re.IGNORECASE,
)
_SEEN: Final = re.compile(rf"\b{_TUMOR}", re.IGNORECASE)


def histology_of(text: str | None) -> Histology:
    """Class the words of a biopsy.

    Args:
        text: The class itself (`H1` to `H5`), or a description.

    Sources:
        Jia 2019, "Biopsies of enlarged lesions or new lesions", for what each finding supports; the classes are ours.

    Examples:
        >>> print(histology_of("a large amount of immune cell infiltration, no tumor cells"))
        H1
        >>> print(histology_of("few viable tumor cells within necrosis"))
        H2
        >>> print(histology_of("viable carcinoma without treatment effect"))
        H4
        >>> print(histology_of("tumor cells with lymphocytic infiltrate"))
        H3
        >>> print(histology_of("taken from the liver"))
        unknown
    """
    words = (text or "").strip()
    if words.upper() in Histology.__members__ and words.upper() != "UNKNOWN":
        return Histology(words.upper())
    if _INADEQUATE.search(words):
        return Histology.H5
    if _DOUBT.search(words):
        return Histology.H3 if _SEEN.search(words) else Histology.UNKNOWN
    return plainly(words)


def plainly(words: str) -> Histology:
    """Class words that hold no doubt."""
    rest = _NONE.sub(" ", _NO_EFFECT.sub(" ", words))
    seen, effect = _SEEN.search(rest) is not None, _EFFECT.search(rest) is not None
    if _NONE.search(_NO_EFFECT.sub(" ", words)) and not seen:
        return Histology.H1
    if _FEW.search(rest) and effect:
        return Histology.H2
    if _VIABLE.search(rest) and _NO_EFFECT.search(words) and not effect:
        return Histology.H4
    return Histology.H3 if seen else Histology.UNKNOWN
