"""What kind of response a word of any criterion is, so that words of twenty criteria can be read at a glance."""

from __future__ import annotations

import re
from enum import StrEnum

__all__ = ["Family", "family_of"]


class Family(StrEnum):
    """The kinds of response, best first; the value says it in words."""

    COMPLETE = "complete response"
    PARTIAL = "partial response"
    STABLE = "neither response nor progression"
    UNCONFIRMED = "progression, unconfirmed"
    PROGRESSION = "progression"
    UNJUDGED = "not judged"


_WORDS = (
    (re.compile(r"(i|ir|im)?CR|CMR|CRi|CR_COUNTS_UNKNOWN"), Family.COMPLETE),
    (re.compile(r"(i|ir|im)?PR|PMR"), Family.PARTIAL),
    (re.compile(r"(i|ir|im)?SD|NC|NON-.*|INCOMPLETE.*|SMD|NMR|MR|MLFS|FAILURE|NOT_CR_RESIDUAL_EMD"), Family.STABLE),
    (re.compile(r"iUPD|UPMD|IR(\(\d\))?|PD_SUSPECTED|PD_UNCONFIRMED"), Family.UNCONFIRMED),
    (re.compile(r"(ir|im)?PD|iCPD|C?PMD|RELAPSE"), Family.PROGRESSION),
)


def family_of(response: str, *, is_unconfirmed: bool = False) -> Family:
    """Say what kind of response a word is.

    Args:
        response: A word of any criterion.
        is_unconfirmed: Whether it is a progression that waits, though its word does not say so (irPD).

    Examples:
        >>> [family_of(word).name for word in ("CR", "irPR", "NON-iCR/NON-iUPD", "iUPD", "iCPD", "NE")]
        ['COMPLETE', 'PARTIAL', 'STABLE', 'UNCONFIRMED', 'PROGRESSION', 'UNJUDGED']
        >>> family_of("irPD", is_unconfirmed=True).value
        'progression, unconfirmed'
    """
    family = next((family for form, family in _WORDS if form.fullmatch(response)), Family.UNJUDGED)
    return Family.UNCONFIRMED if family is Family.PROGRESSION and is_unconfirmed else family
