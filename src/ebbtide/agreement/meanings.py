"""What a word of a response means under its criterion: a PD that waits and a PD that is final are not the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ebbtide.criteria import ANY_BY_ID
from ebbtide.terms.responses import code_of

if TYPE_CHECKING:
    from ebbtide.terms.responses import Response

__all__ = ["code_under"]


def code_under(criterion: str, word: str) -> Response | None:
    """Find the code of an overall response under a criterion; None for a word that is none.

    Examples:
        >>> code_under("recist-1.1", "PD"), code_under("lyric", "IR(1)"), code_under("lyric", "PD")
        (5, 5, 6)
        >>> code_under("percist", "PMR"), code_under("recist-1.1", "PMR")
        (2, None)
    """
    known = ANY_BY_ID.get(criterion)
    return code_of(word) if known is None else known.code_of(word)
