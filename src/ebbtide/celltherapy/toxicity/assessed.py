"""What was computed of one toxicity after one infusion, ready to be set beside what was recorded."""

from __future__ import annotations

from typing import NamedTuple

__all__ = ["AGREEMENTS", "Assessed", "agreement_of"]

AGREEMENTS = ("same", "higher", "lower", "recorded only", "computed only", "not assessable")
"""How the computed grade lies to the recorded one: `higher` means that more was computed than recorded."""


class Assessed(NamedTuple):
    """One toxicity after one infusion.

    Args:
        grade: The computed grade; None where the record does not tell.
        is_least: Whether it is only the least it can be.
        start: First study day it holds.
        end: Last study day.
        peak: Study day of the worst.
        components: What it rests on, in words.
        explanation: Why, and what is missing.
        has_data: Whether anything was recorded to compute it from.
    """

    grade: int | None = None
    is_least: bool = False
    start: int | None = None
    end: int | None = None
    peak: int | None = None
    components: str = ""
    explanation: str = ""
    has_data: bool = False


def agreement_of(recorded: int | None, assessed: Assessed) -> str:
    """Set a computed grade beside a recorded one.

    Args:
        recorded: The recorded grade; None where none is.
        assessed: What was computed.

    Returns:
        A word of `AGREEMENTS`. A recorded grade above the least that could be computed contradicts nothing, and is
        not assessable; so is a grade that what was recorded of its components does not tell.

    Examples:
        >>> agreement_of(2, Assessed(3)), agreement_of(2, Assessed(1)), agreement_of(2, Assessed(1, is_least=True))
        ('higher', 'lower', 'not assessable')
        >>> agreement_of(2, Assessed()), agreement_of(None, Assessed(1)), agreement_of(None, Assessed())
        ('recorded only', 'computed only', 'not assessable')
    """
    if assessed.grade is None:
        return "recorded only" if recorded is not None and not assessed.has_data else "not assessable"
    if recorded is None:
        return "computed only"
    if assessed.grade == recorded:
        return "same"
    if assessed.grade > recorded:
        return "higher"
    return "not assessable" if assessed.is_least else "lower"
