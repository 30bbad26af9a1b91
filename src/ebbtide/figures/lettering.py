"""Words set into a chart at a place of their own: columns of a table beside or beneath what is drawn."""

from __future__ import annotations

from itertools import takewhile
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

import polars as pl

from ebbtide.figures.altair import drawing_library
from ebbtide.figures.theme import NOTE_SIZE

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

__all__ = ["Word", "at_pixels", "shortened", "steps", "told_apart", "word_layers"]

_TAIL = 3
"""Of so many parts of a name that is cut, one is its end: names of a study often differ there."""
_HEAD = 4
"""Letters that are kept of what names begin with alike."""
_STEPS = (1, 2, 5, 10, 15, 30, 60, 90, 120, 180, 360, 720, 1_440, 2_880)
"""Days between two ticks: months and years of 30 days where there is room for them."""


class Word(NamedTuple):
    """Text at a place, in pixels of the chart.

    Args:
        x: From the left.
        y: From the top; the text stands around it.
        text: What is written.
        align: Which of its ends, or its middle, stands at x.
        is_bold: Whether it is a heading.
        size: Of the letters, in pixels.
        angle: By how much it is turned, in degrees clockwise.
    """

    x: float
    y: float
    text: str
    align: str = "left"
    is_bold: bool = False
    size: int = NOTE_SIZE
    angle: int = 0


def word_layers(words: Iterable[Word]) -> list[Any]:
    """Make layers of words, one for each way of writing."""
    alt = drawing_library()
    ways: dict[tuple[str, bool, int, int], list[Word]] = {}
    for word in words:
        if word.text:
            ways.setdefault((word.align, word.is_bold, word.size, word.angle), []).append(word)
    layers = []
    for (align, is_bold, size, angle), written in ways.items():
        places = [(float(word.x), float(word.y), word.text) for word in written]
        rows = pl.DataFrame(places, schema={"x": pl.Float64, "y": pl.Float64, "t": pl.String}, orient="row")
        mark = alt.Chart(rows).mark_text(
            align=align,
            angle=angle,
            baseline="middle",
            fontSize=size,
            fontWeight="bold" if is_bold else "normal",
            color="#222222",
        )
        layers.append(mark.encode(x=at_pixels("X", "x"), y=at_pixels("Y", "y"), text="t:N"))
    return layers


def at_pixels(channel: Literal["X", "Y"], name: str) -> Any:  # noqa: ANN401 - a channel of Altair
    """Read a place straight from a column, in pixels, past every scale."""
    return getattr(drawing_library(), channel)(f"{name}:Q", scale=None, axis=None)


def shortened(name: str, most: int) -> str:
    """Cut a name in its middle, so that its end can be read.

    Examples:
        >>> shortened("Study_3_Arm_4", 20), shortened("carcinoma of the head and neck", 16)
        ('Study_3_Arm_4', 'carcinoma…neck')
    """
    if len(name) <= most:
        return name
    tail = max(1, (most - 1) // _TAIL)
    return f"{name[: most - 1 - tail].rstrip()}…{name[-tail:].lstrip()}"


def told_apart(names: Sequence[str], most: int) -> list[str]:
    """Cut names that are too long so that no two become one: what they begin with alike is left out first.

    Examples:
        >>> told_apart(["Placebo", "Xanomeline High Dose", "Xanomeline Low Dose"], 16)
        ['Placebo', 'Xano…High Dose', 'Xano…Low Dose']
        >>> told_apart(["a" * 30 + "b" + "c" * 30, "a" * 30 + "d" + "c" * 30], 8)
        ['aaaa…b…c', 'aaaa…d…c']
    """
    cut = [shortened(name, most) for name in names]
    for word in [word for word in cut if cut.count(word) > 1]:
        places = [place for place, one in enumerate(cut) if one == word]
        alike = _alike([names[place] for place in places])
        for place in places:
            rest = names[place][alike:].strip()
            cut[place] = f"{names[place][:_HEAD].strip()}…{shortened(rest, most - _HEAD - 1)}"
    return [word if cut.count(word) == 1 else f"{word[: most - 3]}.{place + 1}" for place, word in enumerate(cut)]


def _alike(names: Sequence[str]) -> int:
    """Count the letters that names begin with alike."""
    together = zip(*names, strict=False)
    return sum(1 for _ in takewhile(lambda letters: len(set(letters)) == 1, together))


def steps(last: float, most: int) -> list[int]:
    """Choose the days that an axis is marked at, from 0 up to the last.

    Examples:
        >>> steps(400, 7)
        [0, 60, 120, 180, 240, 300, 360]
    """
    step = next((one for one in _STEPS if last / one < most), _longest(last, most))
    return list(range(0, int(last) + 1, step))


def _longest(last: float, most: int) -> int:
    step = _STEPS[-1]
    while last / step >= most:
        step *= 2
    return step
