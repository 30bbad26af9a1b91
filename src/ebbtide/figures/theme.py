"""The look that all figures share: a face, sizes, and colours that are told apart without colour vision.

Colours are those of Okabe and Ito (2008). No figure rests on colour alone: each family of responses has a shape and a
letter of its own, and the greys of the colours run from light (better) to dark (worse).
"""

from __future__ import annotations

from typing import Any, Final, NamedTuple

from ebbtide.terms.families import Family

__all__ = ["BLACK", "FAMILY_LOOKS", "GREY", "LIGHT", "NOTE_SIZE", "PALETTE", "PHASES", "THEME", "FamilyLook"]

BLACK: Final = "#000000"
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
        "labelColor": "#222222",
        "titleColor": "#222222",
    },
    "legend": {"labelFontSize": 11, "titleFontSize": 11, "titleFontWeight": "normal", "symbolSize": 90},
    "header": {"labelFontSize": 11, "titleFontSize": 11},
    "view": {"stroke": None},
    "text": {"fontSize": 11},
}
"""The configuration of Vega-Lite that every figure is composed with."""
