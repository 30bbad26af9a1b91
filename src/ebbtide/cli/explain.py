"""`ebbtide explain`: why each criterion calls what it calls, and how far it is from another call."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Annotated

import typer
from rich.text import Text

from ebbtide import workflow
from ebbtide.cli.arguments import AsJson, CriteriaList, OptionList, Preset, StudyPath, as_names, as_options
from ebbtide.cli.show import can_draw, results, say, show_json
from ebbtide.cli.symbols import sign_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.console import Console

    from ebbtide.assessment import Explanation

__all__ = ["explain"]


def explain(
    study: StudyPath,
    subject: Annotated[str, typer.Argument(metavar="SUBJECT", help="Whose calls to explain.", show_default=False)],
    *,
    day: Annotated[int | None, typer.Option("--day", metavar="N", help="Only the time point of this day.")] = None,
    criteria: CriteriaList = None,
    reader: Annotated[str | None, typer.Option("--reader", metavar="R", help="Only the calls of this reader.")] = None,
    option: OptionList = None,
    preset: Preset = None,
    as_json: AsJson = False,
) -> None:
    """Explain a subject's calls: the numbers, the limits, the clause and what happens next.

    Each call also says how far it is from flipping, in millimetres. Days count from the start of
    therapy, which is day 0.

    Examples:
        ebbtide explain my-trial P-001
        ebbtide explain my-trial P-001 --day 56 -c irecist
        ebbtide explain my-trial P-001 --reader "READER 1" --json
    """
    found = workflow.explain_subject(
        study,
        subject,
        day=day,
        criteria=as_names(criteria),
        reader=reader,
        options=as_options(option),
        preset=preset,
    )
    if as_json:
        show_json([explanation._asdict() for explanation in found])
        return
    console = results()
    if not found:
        say(console, f"{subject} has no time point after baseline: there is nothing to explain.")
    for time_point, calls in groupby(found, key=_heading):
        say(console, Text(time_point, "bold"))
        for explanation in calls:
            _show_call(console, explanation)


def _heading(explanation: Explanation) -> str:
    """Name a time point.

    Examples:
        >>> from types import SimpleNamespace as Point
        >>> _heading(Point(subject="P-001", reader="", day=28, date=None, visit="WEEK 4"))
        'P-001, day 28, WEEK 4'
    """
    parts = [explanation.subject, f"day {explanation.day}"]
    parts += [str(part) for part in (explanation.date, explanation.visit, explanation.reader) if part]
    return ", ".join(parts)


def _show_call(console: Console, explanation: Explanation) -> None:
    sign = sign_of(explanation.overall_response)
    mark = sign.drawn if can_draw(console) else sign.plain
    title = Text.assemble((mark, sign.style), f" {explanation.title}: ", (explanation.overall_response, sign.style))
    say(console, title, indent=2)
    for line in _lines(explanation):
        say(console, line, indent=4)
    say(console)


def _lines(explanation: Explanation) -> Iterator[str | Text]:
    yield from explanation.sentences
    if explanation.next_step:
        yield Text.assemble(("Next: ", "bold"), explanation.next_step)
    yield from explanation.flips
    if explanation.sources:
        yield Text(f"Source: {'; '.join(explanation.sources)}", "dim")
