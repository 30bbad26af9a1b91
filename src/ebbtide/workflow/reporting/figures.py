"""Figures for a page: those that can be drawn, and why the others cannot."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ebbtide.errors import CriteriaError, DataError
from ebbtide.reports.blocks import Prose
from ebbtide.reports.laying_out import drawn
from ebbtide.workflow import drawing

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ebbtide.reports.blocks import Block
    from ebbtide.workflow.assessed import Assessment
    from ebbtide.workflow.drawing import Asked

__all__ = ["figures"]


def figures(assessment: Assessment, *wanted: tuple[str, Asked]) -> tuple[Block, ...]:
    """Draw figures by name.

    Args:
        assessment: The study.
        *wanted: The name of each, and what is asked of it.

    Returns:
        The figures that the study gives; last, if any is left out, which and why.
    """
    told = [_figure(assessment, name, asked) for name, asked in wanted]
    shown: list[Block] = [one for one in told if not isinstance(one, str)]
    return (*shown, *_left_out(one for one in told if isinstance(one, str)))


def _figure(assessment: Assessment, name: str, asked: Asked) -> Block | str:
    try:
        figure = drawing.draw(assessment, name, asked)
        return drawn(figure, of=asked.endpoint or "")
    except (CriteriaError, DataError) as error:
        return f"Not drawn: {name}, {drawing.FIGURES[name]}. Why: {error.problem}."


def _left_out(reasons: Iterable[str]) -> tuple[Block, ...]:
    said = tuple(dict.fromkeys(reasons))
    return (Prose(said, is_aside=True),) if said else ()
