"""What a grading gives: a grade, whether it could still be higher, and the grade of every component."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["Graded"]


class Graded(NamedTuple):
    """The outcome of a grading.

    Args:
        grade: 0 to 5; None where the components do not tell.
        is_complete: Whether every component was known. If not, a grade is the least it can be.
        parts: The grade of each component by name; None where it was not known.
        reason: Why it is what it is, where the components alone do not say.
    """

    grade: int | None
    is_complete: bool
    parts: Mapping[str, int | None]
    reason: str = ""
