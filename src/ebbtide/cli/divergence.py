"""The calls side by side: a column for each criterion, a row for each time point."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rich.text import Text

from ebbtide.cli.show import can_draw, results, say, show_table
from ebbtide.cli.tables import call, heading, legend, side_by_side

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from rich.console import Console

__all__ = ["show_divergence"]

_MOST_ROWS = 60


def show_divergence(rows: Sequence[Mapping[str, Any]], titles: Mapping[str, str]) -> None:
    """Show time points with the call of each criterion; of too many, those where criteria differ.

    Args:
        rows: One per time point, as ``workflow.compare_calls`` lists them.
        titles: The criteria, in order, by id.
    """
    console = results()
    differing = [row for row in rows if row["differs"]]
    shown = (rows if len(rows) <= _MOST_ROWS else differing)[:_MOST_ROWS]
    if shown:
        _show_rows(console, shown, titles)
    say(console, _count(len(rows), len(differing)))
    if len(shown) < len(rows):
        say(console, f"Shown: {_kind(len(shown), len(differing))}. All are written with -o DIR.")


def _show_rows(console: Console, rows: Sequence[Mapping[str, Any]], titles: Mapping[str, str]) -> None:
    drawn = can_draw(console)
    columns: dict[str, list[str | Text]] = {
        heading(title): [call(row[criterion] or "", drawn=drawn) for row in rows]
        for criterion, title in titles.items()
    }
    for table in side_by_side(console, _keys(rows, differ="≠" if drawn else "<>"), columns):
        show_table(console, table)
        say(console)
    say(console, legend(console))


def _keys(rows: Sequence[Mapping[str, Any]], *, differ: str) -> dict[str, list[str]]:
    """Give the columns that say which time point a row is, its sum, and whether the criteria differ."""
    keys = {"Subject": _once([(row["subject"],) for row in rows])}
    if any(row["reader"] for row in rows):
        keys["Reader"] = _once([(row["subject"], row["reader"]) for row in rows])
    keys["Day"] = [str(row["day"]) for row in rows]
    keys["Sum\nmm"] = ["" if row["sum_mm"] is None else f"{row['sum_mm']:.2f}" for row in rows]
    keys[""] = [differ if row["differs"] else "" for row in rows]
    return keys


def _once(names: Sequence[tuple[str, ...]]) -> list[str]:
    """Name what stands in several rows only in the first.

    Examples:
        >>> _once([("P-01",), ("P-01",), ("P-02",)])
        ['P-01', '', 'P-02']
    """
    return [name[-1] if place == 0 or names[place - 1] != name else "" for place, name in enumerate(names)]


def _count(total: int, differing: int) -> str:
    """Say at how many time points the criteria differ.

    Examples:
        >>> _count(6, 3)
        'The criteria differ at 3 of 6 time points.'
    """
    return f"The criteria differ at {differing:,} of {total:,} time points."


def _kind(shown: int, differing: int) -> str:
    """Say which time points are shown.

    Examples:
        >>> _kind(60, 300)
        'the first 60 of those where the criteria differ'
        >>> _kind(4, 4)
        'those where the criteria differ'
    """
    return "those where the criteria differ" if shown == differing else f"the first {shown} of those where the criteria differ"
