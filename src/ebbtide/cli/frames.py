"""Frames on the terminal: every row, in as many tables as its width asks for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ebbtide.cli.show import say, show_table
from ebbtide.cli.tables import frame_tables

if TYPE_CHECKING:
    from collections.abc import Mapping

    import polars as pl
    from rich.console import Console

__all__ = ["group_column", "show_frame"]


def group_column(by: str | None) -> dict[str, str]:
    """Name the column of groups, with its heading; none where nothing is counted apart.

    Examples:
        >>> group_column("tumor_type"), group_column(None)
        ({'group': 'Tumor type'}, {})
    """
    return {"group": by.replace("_", " ").capitalize()} if by else {}


def show_frame(console: Console, frame: pl.DataFrame, keys: Mapping[str, str], columns: Mapping[str, str]) -> None:
    """Show a frame.

    Args:
        console: Where.
        frame: Its rows.
        keys: The columns that say which row it is, with their headings.
        columns: The other columns, with their headings.
    """
    for table in frame_tables(console, frame, keys, columns):
        show_table(console, table)
        say(console)
