"""The calls side by side: a column for each criterion, a row for each time point."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text

from ebbtide.cli.show import can_draw, results, say, show_table
from ebbtide.cli.tables import call, heading, legend, side_by_side

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import Console

    from ebbtide.workflow import Comparison, SideBySide, TimePoint

__all__ = ["MOST_SHOWN", "show_divergence"]

MOST_SHOWN = 60


def show_divergence(comparison: Comparison) -> None:
    """Show time points with the call of each criterion, and how often the criteria differ."""
    console = results()
    if comparison.shown:
        _show_points(console, comparison)
    say(console, f"The criteria differ at {comparison.differing:,} of {comparison.total:,} time points.")
    if len(comparison.shown) < comparison.total:
        say(console, f"Shown: {_which(comparison)}. All are written with -o DIR.")


def _show_points(console: Console, comparison: Comparison) -> None:
    drawn, points = can_draw(console), comparison.shown
    columns = {
        heading(title): [_cell(point.calls.get(criterion), drawn=drawn) for point in points]
        for criterion, title in comparison.titles.items()
    }
    for table in side_by_side(console, _keys(points, differ="≠" if drawn else "<>", unit=comparison.unit), columns):
        show_table(console, table)
        say(console)
    say(console, legend(drawn=drawn))
    if any(call.is_after for point in points for call in point.calls.values()):
        say(console, "(in brackets) after progression was called: computed, not counted")


def _cell(one: SideBySide | None, *, drawn: bool) -> Text:
    if one is None:
        return Text()
    return call(one.response, drawn=drawn, is_unconfirmed=one.is_unconfirmed, is_after=one.is_after)


def _keys(points: Sequence[TimePoint], *, differ: str, unit: str) -> dict[str, list[str]]:
    """Give the columns that say which time point a row is, its sum, and whether the criteria differ."""
    keys = {"Subject": _once([(point.subject,) for point in points])}
    if any(point.reader for point in points):
        keys["Reader"] = _once([(point.subject, point.reader) for point in points])
    keys["Day"] = [str(point.day) for point in points]
    measure = "Blasts" if unit == "%" else "Sum"
    keys[f"{measure}\n{unit}"] = ["" if point.burden is None else f"{point.burden:.2f}" for point in points]
    keys[""] = [differ if point.differs else "" for point in points]
    return keys


def _once(names: Sequence[tuple[str, ...]]) -> list[str]:
    """Name what stands in several rows only in the first.

    Examples:
        >>> _once([("P-01",), ("P-01",), ("P-02",)])
        ['P-01', '', 'P-02']
    """
    return [name[-1] if place == 0 or names[place - 1] != name else "" for place, name in enumerate(names)]


def _which(comparison: Comparison) -> str:
    """Say which time points are shown."""
    shown, differing = len(comparison.shown), comparison.differing
    if not differing:
        return f"the first {shown}"
    return "those where they differ" if shown == differing else f"the first {shown} of those where they differ"
