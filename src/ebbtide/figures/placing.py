"""Where words can stand so that none lies on another; how wide they are is in `lettering`."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["kept_apart", "moved_apart"]


def kept_apart(spans: Sequence[tuple[float, float]], ranks: Sequence[float], gap: float = 4) -> list[bool]:
    """Tell which spans can stay so that none touches another; those of the highest rank are placed first.

    Examples:
        >>> kept_apart([(0, 30), (20, 50), (60, 90)], [1, 2, 0])
        [False, True, True]
    """
    kept: list[tuple[float, float]] = []
    stays = [False] * len(spans)
    for at in sorted(range(len(spans)), key=lambda one: -ranks[one]):
        start, end = spans[at]
        if all(end + gap <= first or start >= last + gap for first, last in kept):
            kept.append(spans[at])
            stays[at] = True
    return stays


def moved_apart(wanted: Sequence[float], height: float, line: float) -> list[float]:
    """Move heights apart, in their order, until each has a line of its own, the lowest no lower than the foot.

    Examples:
        >>> moved_apart([10, 12, 100], 110, 13)
        [10, 23, 100]
    """
    placed: list[float] = []
    for at in wanted:
        placed.append(max(at, placed[-1] + line) if placed else at)
    lowest = height
    for number in range(len(placed) - 1, -1, -1):
        placed[number] = min(placed[number], lowest)
        lowest = placed[number] - line
    return placed
