"""Words of a chart on marrow, blood and fluid: what they call a marrow, and yes, no or neither.

Words that are not understood, and those that say that nobody looked, say nothing.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from ebbtide.assessment.laboratory.results import ABOVE, BELOW
from ebbtide.criteria.parts.leukemia import looks
from ebbtide.formats.names import folded
from ebbtide.terms.scans import UNTOLD

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ebbtide.assessment.composite.marrow_rows import Row

__all__ = [
    "DOUBTFUL",
    "called",
    "is_molecular",
    "is_positive",
    "matures",
    "named_first",
    "plain",
    "recovered",
    "told",
    "told_outside",
]

_RESPONSE: Final = r"(?:remissions?|responses?|cri?\d?|mlfs)\b"
_BETWEEN: Final = (
    r"(?: (?:in|a|any|longer|yet|of|evidence|complete|second|first|h[a]?ematologic(?:al)?|morphologic(?:al)?))*"
)
_NO_RELAPSE: Final = r"\b(?:no|not|never|without|free of)(?: \w+){0,2} relapse|\brelapse free\b"
_NO_BLASTS: Final = (
    r"\b(?:none|not) detected|\bno (\w+ of )?(leuk(a)?emi\w+|blasts|relapse)|\bfree of (blasts|leuk)|\bbelow 5\b(?! \d)"
)
_CALLED: Final = (
    (looks.SAID_NO_REMISSION, rf"\b(?:no|not|non|never|without|lost|loss of){_BETWEEN} {_RESPONSE}|\brefractory\b"),
    (looks.SAID_RELAPSE, rf"^(?!.*(?:{_NO_RELAPSE})).*\brelapse"),
    (looks.SAID_MLFS, r"\bmlfs\b|leuk(a)?emia free"),
    (looks.SAID_CRI, r"\bcri\b|incomplete (\w+ )?(count|hematologic|recovery)"),
    (looks.SAID_CR, r"complete (\w+ )?(remission|response)|\bcr\d?\b|\bin remission"),
    (looks.SAID_CLEAR, rf"{_NO_BLASTS}|^negative\b|\bnegative for\b|\bmrd negative|(?<!not )(?<!no )\bnormal\b"),
)
_NO: Final = ("no", "n", "none", "absent", "negative", "false", "normal", "not", "resolved", "free", "independent", "0")
_YES: Final = ("yes", "y", "present", "positive", "true", "seen", "found", "dependent", "given", "new", "persistent")
_NOBODY_LOOKED: Final = re.compile(
    r"\b(?:not|never|un)[ _]?(?:yet )?(?:done|performed|examined|assess\w*|evalua\w*|tested|taken|available|known"
    r"|reported|measur\w*|applicable|recorded|obtained|determined|looked)\b|^(?:unknown|missing|pending|nr|na|n a)\b"
)
_OUTSIDE_GONE: Final = re.compile(
    r"^(?:gone|cleared|disappeared|in (?:complete )?remission|without)\b"
    r"|\b(?:complete|full)(?:ly)? (?:response|remission|resolution|resolved|disappear\w*|regress\w*)|\bno evidence\b"
)
_IN_DOUBT: Final = re.compile(
    r"\b(?:perhaps|possib\w*|probab\w*|suspect\w*|suspicious|equivocal|doubt\w*|unclear|questionable|indeterminate)\b"
)
DOUBTFUL: Final = 2
"""What words say that doubt a finding."""
_FOUND: Final = r"(?:positive|detect(?:ed|able)|present|seen|found)\b"
_NOT_FOUND: Final = re.compile(rf"\b(?:no|none|not|non|never|without)\b(?: \w+){{0,3}}? {_FOUND}")
_IS_FOUND: Final = re.compile(rf"\b{_FOUND}")
_UNRECOVERED: Final = re.compile(
    r"\b(?:no|not|never|without|incomplete\w*|partial\w*|insufficient\w*|delayed|lack\w*)\b"
)
_MATURE: Final = re.compile(r"^(?:normal|complete|full|all)\b")
_MOLECULAR: Final = re.compile(r"\bmolecular")
_NOT_MOLECULAR: Final = re.compile(
    r"\b(?:no|not|non|without)(?: \w+){0,2} molecular"
    r"|\bmolecular(?:ly)? (?:relapse|failure|persist\w*|positive|disease)"
)


def plain(text: str) -> str:
    """Write words in lower case without signs between them."""
    return " ".join(folded(text).split("_"))


def called(text: str) -> int:
    """Tell what words call a marrow, a SAID code; UNTOLD where they name nothing.

    Examples:
        >>> [called(words) for words in ("complete remission", "no CR", "CRi", "relapse", "hypocellular")]
        [0, 4, 1, 5, -1]
    """
    words = plain(text)
    return next((code for code, pattern in _CALLED if re.search(pattern, words)), UNTOLD)


def named_first(codes: Sequence[int]) -> int:
    """Choose among what several findings of one day call a marrow: disease first, then the least of remissions.

    Examples:
        >>> named_first([looks.SAID_CR, looks.SAID_CLEAR]), named_first([looks.SAID_CR, looks.SAID_RELAPSE])
        (0, 5)
    """
    told_of = [code for code in codes if code != UNTOLD]
    responses = [code for code in told_of if code != looks.SAID_CLEAR]
    return max(responses or told_of, default=UNTOLD)


def told(row: Row) -> int:
    """Read a finding as yes (1) or no (0); UNTOLD where it is neither, or where nobody looked.

    Examples:
        >>> from ebbtide.assessment.composite.marrow_rows import Row
        >>> words = ("present", "no palsy", "perhaps", "not done")
        >>> [told(Row(0, "cns_signs", None, text, None, None, None)) for text in words]
        [1, 0, -1, -1]
    """
    if row.value is not None:
        return int(row.value > 0)
    words = folded(row.text).split("_")
    if _NOBODY_LOOKED.search(" ".join(words)):
        return UNTOLD
    if row.reading == BELOW or words[0] in _NO or words[-1] == "independent":
        return 0
    return 1 if row.reading in ABOVE or words[0] in _YES else UNTOLD


def told_outside(row: Row) -> int:
    """Read a finding of disease outside the marrow: there is some (1), none (0), or it is in doubt (DOUBTFUL).

    A record that neither denies nor doubts it tells of disease, whatever its words (`left testis`): read as nothing,
    it would let a remission be called over it. UNTOLD where nobody looked, or no word stands.

    Examples:
        >>> from ebbtide.assessment.composite.marrow_rows import Row
        >>> words = ("none", "resolved", "left testis", "relapse in the left eye", "perhaps", "not done", "no new mass")
        >>> [told_outside(Row(0, "extramedullary", None, text, None, None, None)) for text in words]
        [0, 0, 1, 1, 2, -1, 0]
    """
    code, words = told(row), plain(row.text)
    if code != UNTOLD or not words or _NOBODY_LOOKED.search(words):
        return code
    if _OUTSIDE_GONE.search(words):
        return 0
    return DOUBTFUL if _IN_DOUBT.search(words) else 1


def matures(row: Row) -> int:
    """Tell whether a finding says that all three lineages mature: 1, 0 or UNTOLD."""
    return 1 if row.value is None and _MATURE.search(plain(row.text)) else told(row)


def recovered(row: Row) -> int:
    """Tell whether a finding says that blood counts have recovered: 1, 0 or UNTOLD."""
    words = plain(row.text)
    if row.value is None and _UNRECOVERED.search(words) and not _NOBODY_LOOKED.search(words):
        return 0
    return 1 if re.search(r"\brecover|^normal\b", words) else told(row)


def is_positive(text: str) -> bool:
    """Tell whether words say that something was found.

    Examples:
        >>> [is_positive(words) for words in ("positive, not quantifiable", "none detected", "no MRD found")]
        [True, False, False]
    """
    return bool(_IS_FOUND.search(_NOT_FOUND.sub(" ", plain(text))))


def is_molecular(text: str) -> bool:
    """Tell whether words on a marrow call its remission a molecular one."""
    words = plain(text)
    is_said = bool(_MOLECULAR.search(words)) and not _NOT_MOLECULAR.search(words)
    return is_said and called(text) in (looks.SAID_CR, looks.SAID_CRI)
