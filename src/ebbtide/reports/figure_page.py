"""One figure as a page of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ebbtide.reports.blocks import Page, Section
from ebbtide.reports.laying_out import drawn
from ebbtide.reports.page import render

if TYPE_CHECKING:
    from ebbtide.figures import Figure

__all__ = ["figure_page"]


def figure_page(figure: Figure) -> str:
    """Write a figure as a small HTML page, with its data as a table and as a file.

    Raises:
        MissingExtraError: If what draws or writes pages is not installed.
    """
    return render(Page("Figure", figure.title, figure.about.lines, (Section("figure", "Figure", (drawn(figure),)),)))
