"""How text reaches the terminal: widths, colours, and one shape for every error.

Results go to standard output, everything about them to standard error. Colour follows
the terminal and ``NO_COLOR``; no meaning hangs on colour alone.
"""

from __future__ import annotations

import json
import os
import sys
from contextlib import suppress
from typing import TYPE_CHECKING

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = [
    "PIPE_CLOSED",
    "can_draw",
    "errors",
    "results",
    "say",
    "say_pairs",
    "show_json",
    "show_problem",
    "show_table",
]

PIPE_CLOSED = 141  # what a shell reports for a program that wrote into a closed pipe
_WIDTH_IN_A_FILE = 200
_WIDTH_OF_PROSE = 100
_MOST_OF_A_LINE = 3  # labels take up to a third of it


class _Console(Console):
    """A console that ends the program without a word when its reader has gone."""

    def on_broken_pipe(self) -> None:
        with suppress(SystemExit):
            super().on_broken_pipe()
        raise SystemExit(PIPE_CLOSED)


def results() -> Console:
    """Give the console of standard output; into a file or a pipe its lines are long."""
    given = sys.stdout.isatty() or os.environ.get("COLUMNS", "").isdigit()
    width = None if given else _WIDTH_IN_A_FILE
    return _Console(highlight=False, markup=False, emoji=False, width=width)


def errors() -> Console:
    """Give the console of standard error."""
    return _Console(stderr=True, highlight=False, markup=False, emoji=False)


def can_draw(console: Console) -> bool:
    """Say whether lines and symbols beyond ASCII will come out as they are."""
    return console.encoding.lower().startswith("utf") and not console.legacy_windows


def say(console: Console, text: str | Text = "", *, indent: int = 0) -> None:
    """Print prose: wrapped for reading on a terminal, one line a paragraph elsewhere."""
    if console.is_terminal:
        console.print(Padding(text, (0, 0, 0, indent)), width=min(console.width, _WIDTH_OF_PROSE))
    else:
        console.print(Text.assemble(" " * indent, text), soft_wrap=True)


def say_pairs(console: Console, pairs: Iterable[tuple[str, str]]) -> None:
    """Print labels with what they stand for, side by side and indented; on a terminal the text wraps in its column.

    Labels that would leave no room for the text stand above it.
    """
    listed = list(pairs)
    width = max((len(label) for label, _ in listed), default=0)
    if console.is_terminal and width > min(console.width, _WIDTH_OF_PROSE) // _MOST_OF_A_LINE:
        for label, text in listed:
            say(console, Text(label, "cyan"), indent=2)
            say(console, text, indent=4)
        return
    if console.is_terminal:
        grid = Table.grid(padding=(0, 2, 0, 0))
        grid.add_column(style="cyan", no_wrap=True)
        for label, text in listed:
            grid.add_row(f"  {label}", text)
        console.print(grid, width=min(console.width, _WIDTH_OF_PROSE))
        return
    for label, text in listed:
        say(console, f"  {label:{width}}  {text}")


def show_table(console: Console, table: Table) -> None:
    """Print a table; into a file or a pipe without blanks at the ends of its lines."""
    if console.is_terminal:
        console.print(table)
        return
    with console.capture() as captured:
        console.print(table)
    lines = [line.rstrip() for line in captured.get().splitlines()]
    console.print("\n".join(lines), soft_wrap=True)


def show_json(value: object) -> None:
    """Print plain values as JSON, and nothing else, on standard output."""
    console = results()
    text = json.dumps(value, indent=2, ensure_ascii=not can_draw(console), allow_nan=False, default=str)
    try:
        sys.stdout.write(text + "\n")
        sys.stdout.flush()
    except BrokenPipeError:
        console.on_broken_pipe()


def show_problem(problem: str, hint: str = "") -> None:
    """Print a problem and what mends it on standard error."""
    console = errors()
    _show_labelled(console, "Problem:", problem, "bold red")
    if hint:
        _show_labelled(console, "Hint:", hint, "bold cyan")


def _show_labelled(console: Console, label: str, text: str, style: str) -> None:
    if not console.is_terminal:
        console.print(f"{label} {text}", soft_wrap=True)
        return
    grid = Table.grid(padding=(0, 1))
    grid.add_column(width=len("Problem:"))
    grid.add_column(overflow="fold")
    grid.add_row(Text(label, style), text)
    console.print(grid, width=min(console.width, _WIDTH_OF_PROSE))
