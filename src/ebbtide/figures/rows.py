"""Rows as the data of a layer, handed over without being copied."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ebbtide.figures.altair import drawing_library

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

__all__ = ["drawn_of"]


def drawn_of(rows: Iterable[Mapping[str, Any]]) -> Any:  # noqa: ANN401 - a chart of Altair
    """Begin a layer of some rows, whose fields are named by the figure.

    Altair copies lists whenever a chart is put into another; a tuple it hands on.
    """
    alt = drawing_library()
    return alt.Chart(alt.InlineData(tuple(rows)))
