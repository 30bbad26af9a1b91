"""What a figure is: a chart with its title, its notes, its words for those who cannot see it, and its data."""

from __future__ import annotations

import textwrap
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from ebbtide.figures.lettering import drawable
from ebbtide.figures.theme import NOTE_SIZE, THEME

if TYPE_CHECKING:
    import polars as pl

__all__ = ["About", "Figure"]

_LETTER_WIDTH: Final = 0.52
"""The mean width of a letter of the sans serif face, in parts of its size."""


@dataclass(frozen=True)
class About:
    """Whom and what a figure is about: it stands under every title.

    Args:
        study: The name of the study.
        population: Who is shown and of how many: `28 of 30 subjects with a measured baseline`.
        criterion: The criterion with its edition and source; empty where none is drawn.
        cutoff: The last day or date of the data; empty where it is not known.
        reader: Whose reading; empty where only one reads.
    """

    study: str
    population: str = ""
    criterion: str = ""
    cutoff: str = ""
    reader: str = ""

    def of(self, population: str) -> About:
        """Say the population of one figure.

        Examples:
            >>> About("Trial 7").of("30 subjects").population
            '30 subjects'
        """
        return replace(self, population=population)

    @property
    def lines(self) -> tuple[str, ...]:
        """The lines under a title: study and population, then criterion, reader and cut-off.

        Examples:
            >>> About("Trial 7", "30 subjects", "RECIST 1.1 (Eisenhauer 2009)", "day 420").lines
            ('Trial 7 · 30 subjects', 'RECIST 1.1 (Eisenhauer 2009) · data to day 420')
        """
        cutoff = f"data to {self.cutoff}" if self.cutoff else ""
        reader = f"reader {self.reader}" if self.reader else ""
        parts = ((self.study, self.population), (self.criterion, reader, cutoff))
        return tuple(line for line in (" · ".join(filter(None, part)) for part in parts) if line)


@dataclass(frozen=True)
class Figure:
    """One figure, not yet rendered.

    Args:
        name: Which figure: `waterfall`.
        title: What it shows, in a few words.
        about: Whom and what it is about.
        chart: The Altair chart, without title and notes.
        data: What is drawn, as a table: every value of the chart is in it.
        alt_text: What a person who cannot see it should know: what is drawn, and what it shows.
        notes: The footnotes, built from the data: what each mark means, what is missing and why.
        width: The width of the chart, in pixels; notes are wrapped to it.
    """

    name: str
    title: str
    about: About
    chart: Any
    data: pl.DataFrame
    alt_text: str
    notes: tuple[str, ...] = ()
    width: int = 640

    @property
    def csv(self) -> str:
        """The data as CSV."""
        return self.data.write_csv()

    def spec(self) -> dict[str, Any]:
        """Compose the chart with its title, subtitle and footnotes, as a Vega-Lite specification.

        Altair copies and checks a chart once for every layer that is put around it, so the rest is put around the
        finished specification.
        """
        chart: dict[str, Any] = self.chart.to_dict(validate=False)
        whole = {key: chart.pop(key) for key in ("$schema", "datasets", "params") if key in chart}
        chart.pop("config", None)
        title = {"text": self.title, "subtitle": self._wrapped(self.about.lines), "anchor": "start", "frame": "group"}
        below = {"title": title, "vconcat": [chart, *self._footnotes()], "spacing": 10, "config": THEME}
        drawn: dict[str, Any] = _drawable(whole | below)
        return drawn

    def _footnotes(self) -> list[dict[str, Any]]:
        lines = self._wrapped(self.notes)
        if not lines:
            return []
        step = round(NOTE_SIZE * 1.35)
        look = {"align": "left", "baseline": "top", "fontSize": NOTE_SIZE, "lineHeight": step, "color": "#333333"}
        note = {"data": {"values": [{}]}, "mark": {"type": "text", "text": lines, **look}}
        placed = {"encoding": {"x": {"value": 0}, "y": {"value": 0}}, "view": {"stroke": None}}
        return [note | placed | {"width": self.width, "height": step * len(lines)}]

    def _wrapped(self, lines: tuple[str, ...]) -> list[str]:
        most = max(30, round(self.width / (NOTE_SIZE * _LETTER_WIDTH)))
        return [part for line in lines for part in textwrap.wrap(line, most)]


def _drawable(part: Any) -> Any:  # noqa: ANN401 - any part of a specification
    """Leave out of every text what cannot be drawn: names of studies, units and endpoints come from data."""
    if isinstance(part, dict):
        return {key: _drawable(value) for key, value in part.items()}
    if isinstance(part, list):
        return [_drawable(value) for value in part]
    return drawable(part) if isinstance(part, str) else part
