"""Sections made one after the other, with word of how far it has come."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from ebbtide.reports.blocks import Block

__all__ = ["made"]


def made(
    sections: Mapping[str, Callable[[], tuple[Block, ...]]], progress: Callable[[int, int], None]
) -> dict[str, tuple[Block, ...]]:
    """Make sections in their order.

    Args:
        sections: What makes each, by name.
        progress: Told how many are done, and of how many, before the first and after each.

    Examples:
        >>> told = []
        >>> made({"one": lambda: (), "two": lambda: ()}, lambda done, total: told.append((done, total)))
        {'one': (), 'two': ()}
        >>> told
        [(0, 2), (1, 2), (2, 2)]
    """
    blocks = {}
    progress(0, len(sections))
    for done, (name, make) in enumerate(sections.items(), start=1):
        blocks[name] = make()
        progress(done, len(sections))
    return blocks
