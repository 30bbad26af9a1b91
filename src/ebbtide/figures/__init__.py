"""Figures: what the tables say, drawn so that a journal would print it.

Lives here: one function per figure, from tables to a chart with its title, its notes, its words for those who
cannot see it, and its data as a table; the colours and shapes they share; the rendering. A figure is returned,
never shown. Does not live here: any number that is not in a table already; asking a study for its tables
(`workflow.drawing`); pages (`reports`).
"""

from ebbtide.figures.figure import About, Figure

__all__ = ["About", "Figure"]
