"""`ebbtide evidence`: what speaks for pseudoprogression in one patient, and what against it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer
from rich.text import Text

from ebbtide import workflow
from ebbtide.cli.arguments import AsJson, OptionList, Preset, StudyPath, as_options
from ebbtide.cli.noticed import show_noticed
from ebbtide.cli.progress import progress_bar
from ebbtide.cli.show import results, say, say_pairs, show_json

if TYPE_CHECKING:
    from rich.console import Console

    from ebbtide.workflow import SubjectEvidence

__all__ = ["evidence", "show_evidence"]

_MOST_CASES = 5


def evidence(
    study: StudyPath,
    subject: Annotated[str, typer.Argument(metavar="SUBJECT", help="Whose.", show_default=False)],
    *,
    day: Annotated[
        int | None, typer.Option("--day", help="As it was known on this day; by default the last of the record.")
    ] = None,
    option: OptionList = None,
    preset: Preset = None,
    as_json: AsJson = False,
) -> None:
    """Say what speaks for pseudoprogression in one patient, and what against it, with published counts.

    Each entry has its direction and, where a study counted it, its likelihood ratio with the number
    of patients; what does not hold in this setting is barred, and says why. Insufficient is a result.

    Examples:
        ebbtide evidence my-trial P-001
        ebbtide evidence my-trial P-001 --day 28
        ebbtide evidence my-trial P-001 -O evidence_prior=none
    """
    with progress_bar():
        found = workflow.gather_evidence(study, subject, as_options(option), day=day, preset=preset)
    if as_json:
        show_json(workflow.evidence_as_plain(found))
        return
    show_evidence(results(), found, day=day)
    show_noticed(found.study.findings, all_in="`ebbtide assess -o DIR` writes them")


def show_evidence(console: Console, found: SubjectEvidence, *, day: int | None) -> None:
    """Show what speaks for and against, what follows from it, and the published cases beside it.

    Args:
        console: Where.
        found: What was known.
        day: The day on which it was known; None for the last of the record.
    """
    when = "" if day is None else f", as known on day {day}"
    told = workflow.evidence_in_words(found)
    if not told:
        say(console, f"Nothing is recorded of {found.subject} that could speak for or against{when}.")
    else:
        heading = f"What speaks for pseudoprogression, and what against it: {found.subject}{when}"
        say(console, Text(heading, "bold"))
        say_pairs(console, told)
        say(console)
    say_pairs(console, workflow.posterior_in_words(found))
    cases = workflow.cases_like(found)
    if cases:
        say(console)
        say(console, Text("Published cases beside it", "bold"))
        for line in cases[:_MOST_CASES]:
            say(console, line, indent=2)
