"""`ebbtide criteria`: what each criterion asks for, as one table or one criterion in full."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.text import Text

from ebbtide import workflow
from ebbtide.cli.arguments import AsJson  # noqa: TC001 - Typer reads the annotations
from ebbtide.cli.show import results, say, say_pairs, show_json, show_table
from ebbtide.cli.tables import side_by_side

if TYPE_CHECKING:
    from rich.console import Console

__all__ = ["criteria"]


def criteria(
    criterion: Annotated[
        str | None, typer.Argument(metavar="ID", help="One criterion in full, with its options and sources.")
    ] = None,
    *,
    as_json: AsJson = False,
) -> None:
    """Show what each criterion asks for, side by side, or one criterion in full.

    What is shown is made from the definitions that judge.

    Examples:
        ebbtide criteria
        ebbtide criteria irecist
        ebbtide criteria --json
    """
    described = workflow.describe_criteria([criterion] if criterion else None)
    if as_json:
        show_json(described)
    elif criterion:
        _show_one(results(), described[0])
    else:
        _show_all(results(), described)


def _show_all(console: Console, described: list[dict[str, Any]]) -> None:
    items = list(described[0]["items"])
    columns = {f"{one['title']}\n{one['id']}": list(one["items"].values()) for one in described}
    for table in side_by_side(console, {"": items}, columns, wraps=True):
        show_table(console, table)
        say(console)
    say(console, "`ebbtide criteria ID` shows one in full, with its options and sources.")


def _show_one(console: Console, one: dict[str, Any]) -> None:
    say(console, Text(f"{one['title']} ({one['id']})", "bold"))
    say_pairs(console, one["items"].items())
    say(console, Text("\nOptions, set with -O NAME=VALUE or in ebbtide.toml under [options]", "bold"))
    for option in one["options"]:
        say(console, _option_head(option), indent=2)
        say(console, option["decides"], indent=6)
    say(console, Text("\nSources", "bold"))
    for reference in one["sources"]:
        say(console, reference, indent=2)


def _option_head(option: dict[str, Any]) -> Text:
    """Name an option, what it may be and its default.

    Examples:
        >>> print(_option_head({"name": "a4_nt", "default": "change", "values": ["change", "table2"]}))
        a4_nt = change | table2, by default change
    """
    default = option["default"]
    shown = str(default).lower() if isinstance(default, bool) else str(default)
    return Text.assemble((option["name"], "bold"), f" = {' | '.join(option['values'])}, by default {shown}")
