"""A sign and a colour for each response, so that a table can be read at a glance and without colour.

Filled signs stand for what is settled, hollow ones for what waits: an unconfirmed
progression is the hollow form of a progression.
"""

from __future__ import annotations

import re
from typing import NamedTuple

__all__ = ["LEGEND", "Sign", "sign_of"]


class Sign(NamedTuple):
    """How a kind of response is marked.

    Args:
        drawn: The sign where the terminal can draw it.
        plain: The sign in ASCII.
        style: The colour, as Rich names it.
        means: The kind in words.
    """

    drawn: str
    plain: str
    style: str
    means: str


COMPLETE = Sign("○", "o", "bold green", "complete response")
PARTIAL = Sign("▼", "v", "green", "partial response")
STABLE = Sign("–", "-", "blue", "neither response nor progression")
UNCONFIRMED = Sign("△", "?", "yellow", "progression, unconfirmed")
PROGRESSION = Sign("▲", "!", "bold red", "progression")
UNJUDGED = Sign("·", ".", "dim", "not judged")
LEGEND = (COMPLETE, PARTIAL, STABLE, UNCONFIRMED, PROGRESSION, UNJUDGED)

_FAMILIES = (
    (re.compile(r"(i|ir|im)?CR"), COMPLETE),
    (re.compile(r"(i|ir|im)?PR"), PARTIAL),
    (re.compile(r"(i|ir|im)?SD|NC|NON-.*|INCOMPLETE.*"), STABLE),
    (re.compile(r"iUPD"), UNCONFIRMED),
    (re.compile(r"(ir|im)?PD|iCPD"), PROGRESSION),
)


def sign_of(response: str, *, is_unconfirmed: bool = False) -> Sign:
    """Give the sign of a response.

    Args:
        response: A word of any criterion.
        is_unconfirmed: Whether it is a progression that waits, though its word does not say so (irPD).

    Examples:
        >>> [sign_of(word).plain for word in ("CR", "irPR", "NON-iCR/NON-iUPD", "iUPD", "iCPD", "NE")]
        ['o', 'v', '-', '?', '!', '.']
        >>> sign_of("irPD", is_unconfirmed=True).means
        'progression, unconfirmed'
    """
    sign = next((sign for form, sign in _FAMILIES if form.fullmatch(response)), UNJUDGED)
    return UNCONFIRMED if sign is PROGRESSION and is_unconfirmed else sign
