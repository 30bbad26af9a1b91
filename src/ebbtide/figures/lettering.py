"""What words look like: what can be printed, how wide it is, how it is broken and cut. `placing` says where it stands.

There are two ways to cut, for a reason: what is said is read from its beginning and is cut at its end, at a word and to
a width; names differ at their ends, so they are cut in their middle and to a number of letters, and stay different.
"""

from __future__ import annotations

import re
import textwrap
import unicodedata
from collections import Counter
from itertools import takewhile
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["cut_in_middle", "drawable", "printable", "short_names", "shortened", "told_apart", "width_of", "wrapped"]

_UNFIT: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_LETTER: Final = 0.54
"""The mean width of a letter of the sans serif face, in parts of its size."""
_WIDE: Final = frozenset("WF")
_MORE: Final = "…"
_LESS: Final = 3
"""Of so many parts of a name that is cut in its middle, one is its shorter end."""
_HEAD: Final = 4
"""Letters that are kept of what names begin with alike."""
_QUOTED: Final = 40
_PARTING: Final = "-_./ "


def drawable(text: str) -> str:
    """Leave out what XML forbids, escaped or not, and what the renderer would end the whole process over.

    Unlike `printable` it keeps line breaks, and all else that a text may be made of.

    Examples:
        >>> drawable(f"{chr(2)}two{chr(10)}lines").splitlines()
        ['two', 'lines']
    """
    return _UNFIT.sub("", text)


def printable(text: str) -> str:
    """Write a text on one line, without what no page can print: control characters, marks that turn its direction.

    Examples:
        >>> printable("line" + chr(10) + "break"), printable(f"S{chr(7)}1  left")
        ('line break', 'S1 left')
    """
    return " ".join("".join(letter for letter in text if letter.isprintable() or letter.isspace()).split())


def width_of(text: str, size: float = 10) -> float:
    """Estimate how many pixels a line of text takes; letters of East Asian scripts take twice as many.

    Examples:
        >>> round(width_of("CRS")), round(width_of("膵癌"))
        (16, 22)
    """
    return sum(2 if unicodedata.east_asian_width(letter) in _WIDE else 1 for letter in text) * _LETTER * size


def shortened(text: str, most: float, size: float = 10) -> str:
    """Cut a text at a word so that it takes no more than so many pixels.

    Examples:
        >>> shortened("biopsy of a liver metastasis", 100)
        'biopsy of a liver…'
        >>> shortened("abcdefghijklmnopqrstuvwxyz", 60)
        'abcdefghij…'
    """
    plain = printable(text)
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
    parts = textwrap.wrap(printable(text), letters) or [""]
    if len(parts) > lines:
        parts = [*parts[: lines - 1], " ".join(parts[lines - 1 :])]
    return [shortened(part, most, size) for part in parts]


def cut_in_middle(name: str, most: int, *, is_number: bool = False) -> str:
    """Cut a name in its middle, so that its end can be read.

    Args:
        name: The name.
        most: How many letters there is room for.
        is_number: Whether its end tells most, as that of a subject's number does; else two thirds of what is left
            are its beginning.

    Examples:
        >>> cut_in_middle("Study_3_Arm_4", 20), cut_in_middle("carcinoma of the head and neck", 16)
        ('Study_3_Arm_4', 'carcinoma…neck')
        >>> cut_in_middle("1321716569793392896", 10, is_number=True)
        '132…392896'
    """
    plain = printable(name)
    if len(plain) <= most:
        return plain
    less = max(1, (most - 1) // _LESS)
    head = less if is_number else most - 1 - less
    return f"{plain[:head].rstrip()}{_MORE}{plain[head + 1 - most :].lstrip()}"


def told_apart(names: Sequence[str], most: int, *, is_number: bool = False) -> list[str]:
    """Cut names that are too long so that no two become one: what they begin with alike is left out first.

    Args:
        names: The names, each once.
        most: How many letters there is room for.
        is_number: Whether the ends tell most, as those of subjects' numbers do.

    Examples:
        >>> told_apart(["Placebo", "Xanomeline High Dose", "Xanomeline Low Dose"], 16)
        ['Placebo', 'Xano…High Dose', 'Xano…Low Dose']
        >>> told_apart(["a" * 30 + "b" + "c" * 30, "a" * 30 + "d" + "c" * 30], 8)
        ['aaaa…b…c', 'aaaa…d…c']
    """
    plain = [printable(name) for name in names]
    cut = [cut_in_middle(name, most, is_number=is_number) for name in plain]
    for word in [word for word, many in Counter(cut).items() if many > 1]:
        places = [place for place, one in enumerate(cut) if one == word]
        alike = _alike([plain[place] for place in places])
        for place in places:
            rest = cut_in_middle(plain[place][alike:].strip(), most - _HEAD - 1, is_number=is_number)
            cut[place] = f"{plain[place][:_HEAD].strip()}{_MORE}{rest}"
    many = Counter(cut)
    return [word if many[word] == 1 else f"{word[: most - 3]}.{place + 1}" for place, word in enumerate(cut)]


def short_names(names: Sequence[str], most: int = 14) -> tuple[dict[str, str], str]:
    """Shorten the names of subjects to what tells them apart, where they are too long to print.

    What they all begin with is said once, in a note, rather than in each of them as `told_apart` does.

    Args:
        names: The names, each once.
        most: How many letters there is room for.

    Returns:
        Each name's short form, and a note that says what was left out; empty where nothing was.

    Examples:
        >>> short, note = short_names(["01-701-1015", "01-701-1028"], most=8)
        >>> list(short.values()), note
        (['…1015', '…1028'], 'Subjects are named without their common beginning "01-701-".')
        >>> short_names(["P1", "P2"])
        ({'P1': 'P1', 'P2': 'P2'}, '')
    """
    plain = [printable(name) for name in names]
    is_long = any(len(name) > most for name in plain)
    common = _common_beginning(plain) if is_long else ""
    cut = [(_MORE if common else "") + name.removeprefix(common) for name in plain]
    short = told_apart(cut, most, is_number=True)
    quoted = cut_in_middle(common, _QUOTED, is_number=True)
    said = [f'Subjects are named without their common beginning "{quoted}".'] if common else []
    said += ["Names too long to print are cut in the middle."] if is_long and short != cut else []
    return dict(zip(names, short, strict=True)), " ".join(said)


def _common_beginning(names: Sequence[str]) -> str:
    """Find what all names begin with, up to a sign that parts words; nothing for one name."""
    same = 0 if len(names) == 1 else _alike([min(names), max(names)])
    return names[0][: 1 + max(names[0].rfind(sign, 0, same) for sign in _PARTING)]


def _alike(names: Sequence[str]) -> int:
    """Count the letters that names begin with alike."""
    together = zip(*names, strict=False)
    return sum(1 for _ in takewhile(lambda letters: len(set(letters)) == 1, together))
