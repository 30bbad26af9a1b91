"""The look that all figures share: a face, sizes, and colours that are told apart without colour vision.

Colours are those of Okabe and Ito (2008). No figure rests on colour alone: each family of responses has a shape and a
letter of its own, and the greys of the colours run from light (better) to dark (worse).
"""

from __future__ import annotations

from typing import Any, Final, NamedTuple

from ebbtide.terms.families import Family

__all__ = [
    "BLACK",
    "FAMILY_LOOKS",
    "GREY",
    "INK",
    "LIGHT",
    "NOTE_SIZE",
    "PALETTE",
    "PHASES",
    "THEME",
    "FamilyLook",
    "contrast",
    "ink_on",
    "mixed",
]

BLACK: Final = "#000000"
INK: Final = "#222222"
"""Of letters."""
GREY: Final = "#767676"
LIGHT: Final = "#D9D9D9"
PALETTE: Final = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#56B4E9", "#E69F00", "#F0E442", "#000000")
"""Blue, vermilion, green, purple, sky, orange, yellow, black (Okabe and Ito 2008)."""
PHASES: Final = ("#E8E8E8", "#FFF3C4", "#D6EAF8", "#E3F4E1", "#F6E3EE", "#FBE5D6")
"""Light grounds for phases of treatment, in turn."""
NOTE_SIZE: Final = 10
"""Pixels; 7.5 points on paper."""


class FamilyLook(NamedTuple):
    """How a family of responses is drawn: its fill, the shape of its point, and a letter for strips."""

    color: str
    shape: str
    letter: str
    is_filled: bool = True


FAMILY_LOOKS: Final = {
    Family.COMPLETE: FamilyLook("#56B4E9", "circle", "C"),
    Family.PARTIAL: FamilyLook("#0072B2", "triangle-down", "P"),
    Family.STABLE: FamilyLook("#BBBBBB", "square", "S"),
    Family.UNCONFIRMED: FamilyLook("#E69F00", "triangle-up", "U", is_filled=False),
    Family.PROGRESSION: FamilyLook("#D55E00", "triangle-up", "X"),
    Family.UNJUDGED: FamilyLook("#FFFFFF", "cross", "–"),
}
"""By family of `ebbtide.terms.families`; unconfirmed progression is the hollow form of progression."""

_FACE: Final = "Helvetica, Arial, 'Liberation Sans', 'Nimbus Sans', 'DejaVu Sans Condensed', sans-serif"
"""Faces of one width: labels are placed by the width of Arial, so a wider face would let them touch."""
THEME: Final[dict[str, Any]] = {
    "font": _FACE,
    "background": "white",
    "padding": 8,
    "title": {"fontSize": 15, "fontWeight": "bold", "subtitleFontSize": 11, "subtitleColor": "#333333", "offset": 12},
    "axis": {
        "labelFontSize": 11,
        "titleFontSize": 11,
        "titleFontWeight": "normal",
        "gridColor": "#EDEDED",
        "domainColor": "#555555",
        "tickColor": "#555555",
        "labelColor": INK,
        "titleColor": INK,
    },
    "legend": {"labelFontSize": 11, "titleFontSize": 11, "titleFontWeight": "normal", "symbolSize": 90},
    "header": {"labelFontSize": 11, "titleFontSize": 11},
    "view": {"stroke": None},
    "text": {"fontSize": 11},
}
"""The configuration of Vega-Lite that every figure is composed with."""


def mixed(color: str, share: float) -> str:
    """Mix a color into white.

    Examples:
        >>> mixed("#0072B2", 1.0), mixed("#0072B2", 0.0), mixed("#000000", 0.5)
        ('#0072B2', '#FFFFFF', '#808080')
    """
    parts = (255 + (part - 255) * min(max(share, 0.0), 1.0) for part in _parts(color))
    return "#" + "".join(f"{round(part):02X}" for part in parts)


def ink_on(ground: str) -> str:
    """Choose black or white letters, whichever stand out more from a ground: at least 4.5 to 1, whatever its color.

    Examples:
        >>> ink_on("#FFFFFF"), ink_on("#0072B2"), ink_on("#D55E00")
        ('#000000', '#FFFFFF', '#000000')

    Sources:
        WCAG 2.2, definitions of contrast ratio and relative luminance; success criterion 1.4.3.
    """
    return BLACK if contrast(BLACK, ground) >= contrast("#FFFFFF", ground) else "#FFFFFF"


def contrast(one: str, other: str) -> float:
    """Measure how far two colors stand out from each other: from 1 to 21.

    Examples:
        >>> contrast("#000000", "#FFFFFF"), round(contrast("#D55E00", "#FFFFFF"), 1)
        (21.0, 3.9)

    Sources:
        WCAG 2.2, definition of contrast ratio.
    """
    dark, light = sorted((_luminance(one), _luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def _luminance(color: str) -> float:
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4  # noqa: PLR2004 - of sRGB
        for part in (whole / 255 for whole in _parts(color))
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _parts(color: str) -> tuple[int, int, int]:
    return int(color[1:3], 16), int(color[3:5], 16), int(color[5:7], 16)
