"""What is written in a picture."""

from __future__ import annotations

import xml.etree.ElementTree as ET

__all__ = ["texts_in"]


def texts_in(svg: str) -> list[str]:
    """List every text of an SVG, in order; it must be well formed."""
    root = ET.fromstring(svg)  # noqa: S314 - our own
    return ["".join(one.itertext()) for one in root.iter("{http://www.w3.org/2000/svg}text")]
