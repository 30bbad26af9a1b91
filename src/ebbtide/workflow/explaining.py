"""Explain the calls of one subject."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ebbtide.assessment import assess
from ebbtide.workflow.opening import open_subject

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from ebbtide.assessment import Explanation

__all__ = ["explain_subject"]


def explain_subject(
    source: Path,
    subject: str,
    *,
    day: int | None = None,
    criteria: Sequence[str] | None = None,
    reader: str | None = None,
    options: Mapping[str, str] | None = None,
    preset: str | None = None,
) -> list[Explanation]:
    """Read a study and explain one subject's calls, by time point and criterion.

    Only that subject is judged, so this is quick in a study of any size.

    Args:
        source: The study: a folder or a file.
        subject: Whose calls.
        day: Only the time point of this day, counted from the start of therapy.
        criteria: Only these criteria; None for all.
        reader: Only this reader; None for all.
        options: Readings of ambiguous rules, over those the study pins.
        preset: The set of options to start from.

    Raises:
        DataError: If the study has no such subject, reader or day; the hint says what there is.
    """
    study = open_subject(source, subject, options, preset=preset)
    return assess(study, criteria=criteria, explanations=False).explanations(subject, day=day, reader=reader)
