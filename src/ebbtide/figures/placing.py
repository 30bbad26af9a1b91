"""Where words can stand so that none lies on another: how wide they are, how to shorten them, which can stay."""

from __future__ import annotations

import textwrap
import unicodedata
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["kept_apart", "legible", "shortened", "width_of", "wrapped"]

_LETTER: Final = 0.54
"""The mean width of a letter of the sans serif face, in parts of its size."""
_WIDE: Final = frozenset("WF")
_MORE: Final = "…"


def width_of(text: str, size: float = 10) -> float:
    """Estimate how many pixels a line of text takes; letters of East Asian scripts take twice as many.

    Examples:
        >>> round(width_of("CRS")), round(width_of("膵癌"))
        (16, 22)
    """
    return sum(2 if unicodedata.east_asian_width(letter) in _WIDE else 1 for letter in text) * _LETTER * size


def legible(text: str) -> str:
    """Write a text on one line, without letters that no page can hold.

    Examples:
        >>> legible(f"S{chr(7)}1  left")
        'S1 left'
    """
    return "".join(letter for letter in " ".join(text.split()) if letter.isprintable())


def shortened(text: str, most: float, size: float = 10) -> str:
    """Cut a text at a word so that it takes no more than so many pixels.

    Examples:
        >>> shortened("biopsy of a liver metastasis", 100)
        'biopsy of a liver…'
        >>> shortened("abcdefghijklmnopqrstuvwxyz", 60)
        'abcdefghij…'
    """
    plain = legible(text)
    if width_of(plain, size) <= most:
        return plain
    room = most - width_of(_MORE, size)
    cut = len(plain)
    while cut and width_of(plain[:cut], size) > room:
        cut -= 1
    head = plain[:cut]
    at_word = head if plain[cut : cut + 1] == " " else head.rpartition(" ")[0]
    kept = at_word if len(at_word) > len(head) / 2 else head
    return kept.rstrip(" ,;:(") + _MORE


def wrapped(text: str, most: float, *, lines: int = 2, size: float = 10) -> list[str]:
    """Break a text into so many lines of so many pixels; what does not fit is cut.

    Examples:
        >>> wrapped("a large amount of immune cell infiltration, no tumor cells", 160)
        ['a large amount of immune cell', 'infiltration, no tumor cells']
    """
    letters = max(4, int(most / (_LETTER * size)))
    parts = textwrap.wrap(legible(text), letters) or [""]
    if len(parts) > lines:
        parts = [*parts[: lines - 1], " ".join(parts[lines - 1 :])]
    return [shortened(part, most, size) for part in parts]


def kept_apart(spans: Sequence[tuple[float, float]], ranks: Sequence[float], gap: float = 4) -> list[bool]:
    """Tell which spans can stay so that none touches another; those of the highest rank are placed first.

    Examples:
        >>> kept_apart([(0, 30), (20, 50), (60, 90)], [1, 2, 0])
        [False, True, True]
    """
    kept: list[tuple[float, float]] = []
    stays = [False] * len(spans)
    for at in sorted(range(len(spans)), key=lambda one: -ranks[one]):
        start, end = spans[at]
        if all(end + gap <= first or start >= last + gap for first, last in kept):
            kept.append(spans[at])
            stays[at] = True
    return stays
