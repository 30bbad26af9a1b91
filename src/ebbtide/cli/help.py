"""Help from docstrings: what a command does, then examples to copy."""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["epilog_of", "help_of"]

_SECTION = "\n\nExamples:\n"


def help_of(command: Callable[..., None]) -> str:
    """Give the prose of a command's docstring, one line a paragraph so that it wraps anew.

    Examples:
        >>> def greet() -> None:
        ...     '''Say hello
        ...     to everyone.
        ...
        ...     Examples:
        ...         ebbtide greet
        ...     '''
        >>> help_of(greet)
        'Say hello to everyone.'
    """
    prose = _documented(command).partition(_SECTION)[0]
    return "\n\n".join(" ".join(paragraph.split()) for paragraph in prose.split("\n\n"))


def epilog_of(command: Callable[..., None]) -> str:
    """Give the examples of a command's docstring, as they stand."""
    lines = _documented(command).partition(_SECTION)[2].rstrip().splitlines()
    return "\n".join(["[bold]Examples[/]", *(line.removeprefix("  ").replace("[", r"\[") for line in lines)])


def _documented(command: Callable[..., None]) -> str:
    return inspect.getdoc(command) or ""
