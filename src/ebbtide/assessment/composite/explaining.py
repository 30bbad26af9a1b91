"""The reason for each call of a composite criterion, in words."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import polars as pl

from ebbtide.assessment.explanation import Explanation

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ebbtide.assessment.composite.judged import JudgedPart, Ruled
    from ebbtide.criteria.parts.composite.criterion import Said

__all__ = ["explain_part", "explanation_lines"]


def explain_part(
    part: JudgedPart, subject: str, reference: date | None, *, day: int | None = None, reader: str | None = None
) -> list[Explanation]:
    """Explain the calls of one subject, by time point and criterion.

    Args:
        part: The judged time points.
        subject: Whose.
        reference: The date of day 0, where known.
        day: Only this day.
        reader: Only this reader.
    """
    wanted = pl.col("subject") == subject
    if day is not None:
        wanted &= pl.col("day") == day
    if reader is not None:
        wanted &= pl.col("reader") == reader
    places = part.heads.select(wanted.arg_true()).to_series()
    heads = part.heads[places].to_dicts()
    return [
        _explain(one, one.said[place], head, reference)
        for place, head in zip(places, heads, strict=True)
        for one in part.judged
    ]


def explanation_lines(part: JudgedPart, dates: Mapping[str, date]) -> pl.Series:
    """Write the `explanation` column, in the order of the responses."""
    lines = [
        _explain(one, one.said[place], head, dates.get(head["subject"])).line
        for place, head in enumerate(part.heads.to_dicts())
        for one in part.judged
    ]
    return pl.Series("explanation", lines, dtype=pl.String)


def _explain(one: Ruled, said: Said, head: Mapping[str, object], reference: date | None) -> Explanation:
    criterion, verdict = one.criterion, said.verdict
    numbers = criterion.numbers(one.rules, said)
    clauses = [clause for clause in criterion.clauses if clause.bit & verdict.reasons]
    noted = [clause for clause in criterion.flag_clauses if clause.bit & verdict.flags and clause.says]
    places = [str(clause.place or criterion.place) for clause in clauses]
    places += [str(clause.place) for clause in noted if clause.place]
    parts = ", ".join(f"{_plain(part)} {category}" for part, category in verdict.components)
    dated = reference + timedelta(days=said.look.day) if reference else head["date"]
    return Explanation(
        str(head["subject"]),
        str(head["reader"]),
        criterion.id,
        said.look.day,
        dated if isinstance(dated, date) else None,
        str(head["visit"]) if head["visit"] else None,
        verdict.word or criterion.words.overall[verdict.overall],
        (*((f"Parts: {parts}.",) if parts else ()), *(clause.says.format(**numbers) for clause in (*clauses, *noted))),
        tuple(dict.fromkeys(places or [str(criterion.place)])),
        (),
        criterion.next_step(one.rules, said, lambda day: _when(day, reference)),
        criterion.title,
    )


def _when(day: int, reference: date | None) -> str:
    """Write a day, with its date where known."""
    return f"day {day}" if reference is None else f"day {day} ({(reference + timedelta(days=day)).isoformat()})"


def _plain(part: str) -> str:
    """Write the name of a part as a person would."""
    return part.upper() if part in ("ct", "pet", "cns", "mrd") else part
