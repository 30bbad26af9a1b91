"""Explain the calls of one subject."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import polars as pl

from ebbtide.assessment import assess
from ebbtide.errors import DataError, near_matches
from ebbtide.workflow.opening import open_study

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from ebbtide.assessment import Explanation
    from ebbtide.study import Study

__all__ = ["explain_subject"]

_SHOWN = 20


def explain_subject(  # noqa: PLR0913 - all but two are filters
    source: Path,
    subject: str,
    *,
    day: int | None = None,
    criteria: Sequence[str] | None = None,
    reader: str | None = None,
    options: Mapping[str, str] | None = None,
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

    Raises:
        DataError: If the study has no such subject, reader or day; the hint says what there is.
    """
    study = open_study(source, options)
    _refuse_unknown("subject", subject, study.subjects)
    assessment = assess(_only(study, subject), criteria=criteria)
    found = assessment.explanations(subject)
    if reader is not None:
        _refuse_unknown("reader", reader, {explanation.reader for explanation in found})
        found = [explanation for explanation in found if explanation.reader == reader]
    if day is not None:
        _refuse_unknown("day", day, {explanation.day for explanation in found})
        found = [explanation for explanation in found if explanation.day == day]
    return found


def _only(study: Study, subject: str) -> Study:
    own = pl.col("subject") == subject
    return replace(study, tables={name: table.filter(own) for name, table in study.tables.items()})


def _refuse_unknown(kind: str, wanted: str | int, known: Iterable[str | int]) -> None:
    """Raise unless what is wanted is known; say what there is, what looks alike first."""
    there = sorted(set(known))
    if wanted in there:
        return
    near = near_matches(str(wanted), [str(name) for name in there]) if isinstance(wanted, str) else []
    meant = f"did you mean {' or '.join(near)}? " if near else ""
    shown = ", ".join(str(name) for name in there[:_SHOWN])
    more = f" and {len(there) - _SHOWN:,} more" if len(there) > _SHOWN else ""
    raise DataError(f"there is no {kind} {wanted}", hint=f"{meant}the {kind}s are: {shown or 'none'}{more}")
