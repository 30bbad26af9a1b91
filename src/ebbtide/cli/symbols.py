"""A sign and a colour for each response, so that a table can be read at a glance and without colour.

Filled signs stand for what is settled, hollow ones for what waits: an unconfirmed
progression is the hollow form of a progression.
"""

from __future__ import annotations

from typing import Final, NamedTuple

from ebbtide.terms.families import Family, family_of

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


_SIGNS: Final = {
    Family.COMPLETE: ("○", "o", "bold green"),
    Family.PARTIAL: ("▼", "v", "green"),
    Family.STABLE: ("–", "-", "blue"),
    Family.UNCONFIRMED: ("△", "?", "yellow"),
    Family.PROGRESSION: ("▲", "!", "bold red"),
    Family.UNJUDGED: ("·", ".", "dim"),
}
LEGEND: Final = tuple(Sign(*drawn, family.value) for family, drawn in _SIGNS.items())


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
    family = family_of(response, is_unconfirmed=is_unconfirmed)
    return Sign(*_SIGNS[family], family.value)
