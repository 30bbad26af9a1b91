"""A figure as SVG, PNG or PDF, without a browser and without a network.

Sources:
    vl-convert renders Vega-Lite with the very code that browsers run, and its text with the fonts it brings.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final
from xml.sax.saxutils import escape, quoteattr

from ebbtide.figures.altair import rendering_library
from ebbtide.figures.lettering import drawable

if TYPE_CHECKING:
    from ebbtide.figures.figure import Figure

__all__ = ["PNG_SCALE", "pdf_of", "png_of", "svg_of"]

PNG_SCALE: Final = 3.0
"""Pixels of a PNG for each of the chart: 640 become 1,920, 300 to the inch at a width of 16 cm."""
_ROOT: Final = re.compile(r"<svg\b([^>]*)>")
_ROLES: Final = re.compile(r' (?:role|aria-roledescription|aria-label|aria-hidden)="[^"]*"')
_IDS: Final = re.compile(r'(id="|href="#|url\(#)')


def svg_of(figure: Figure) -> str:
    """Render as SVG that stands alone: it says itself what it shows, and carries nothing that can run.

    Examples:
        >>> from ebbtide.figures import About, Figure
        >>> from ebbtide.figures.altair import drawing_library
        >>> import polars as pl
        >>> data = pl.DataFrame({"subject": ["A & B"], "change": [-30.0]})
        >>> chart = drawing_library().Chart(data).mark_bar().encode(x="subject:N", y="change:Q")
        >>> figure = Figure("bar", "One bar", About("Trial 7"), chart, data, "One bar, at -30 %.")
        >>> svg_of(figure).startswith('<svg role="img" aria-label="One bar"')
        True
    """
    drawn: str = rendering_library().vegalite_to_svg(figure.spec())
    # Vega describes every mark and axis in words of its own; the figure's own words are what a reader wants.
    plain = _ROLES.sub("", drawn)
    own = _IDS.sub(rf"\g<1>{figure.name}-", plain)
    head = f"<title>{escape(figure.title)}</title><desc>{escape(figure.alt_text)}</desc>"
    begins = f'<svg role="img" aria-label={quoteattr(figure.title)}'
    return drawable(_ROOT.sub(lambda root: f"{begins}{root[1]}>{head}", own, count=1))


def png_of(figure: Figure, scale: float = PNG_SCALE) -> bytes:
    """Render as PNG."""
    drawn: bytes = _converted("vegalite_to_png", figure, scale=scale)
    return drawn


def pdf_of(figure: Figure) -> bytes:
    """Render as PDF: vectors, with their text as text."""
    drawn: bytes = _converted("vegalite_to_pdf", figure)
    return drawn


def _converted(how: str, figure: Figure, **asked: Any) -> Any:  # noqa: ANN401 - vl-convert comes without types
    return getattr(rendering_library(), how)(figure.spec(), **asked)
