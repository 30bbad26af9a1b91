"""`ebbtide demo`: a bundled study, copied, judged and told."""

from __future__ import annotations

from pathlib import Path  # noqa: TC003 - Typer reads the annotations
from typing import TYPE_CHECKING, Annotated

import typer
from rich.text import Text

from ebbtide import workflow
from ebbtide.cli.arguments import Overwrite  # noqa: TC001 - Typer reads the annotations
from ebbtide.cli.assess import show_written
from ebbtide.cli.divergence import MOST_SHOWN, show_divergence
from ebbtide.cli.progress import progress_bar
from ebbtide.cli.show import results, say, say_pairs, show_table
from ebbtide.cli.tables import plain_table

if TYPE_CHECKING:
    from rich.console import Console

    from ebbtide.examples import Example
    from ebbtide.workflow import Assessment

__all__ = ["demo"]

_FEW_SUBJECTS = 3


def demo(
    name: Annotated[str, typer.Argument(metavar="NAME", help="Which bundled study; see below.")] = "gastric-car-t",
    *,
    output: Annotated[
        Path | None,
        typer.Option("-o", "--output", metavar="DIR", help="Where to; by default ./ebbtide-demo-NAME."),
    ] = None,
    overwrite: Overwrite = False,
) -> None:
    """Copy a bundled study here, judge it under every criterion and tell what was found.

    gastric-car-t is one patient whose metastases doubled after CAR-T cells and shrank again;
    infant-all-bone-lesion and donor-car-t are two more published cases of CAR-T cells;
    pharmaverse-recist is a made-up trial with three readers; atezolizumab four real trials.

    Examples:
        ebbtide demo
        ebbtide demo atezolizumab
        ebbtide demo pharmaverse-recist -o somewhere
    """
    with progress_bar():
        shown = workflow.demonstrate(name, output, overwrite=overwrite)
    console = results()
    _introduce(console, shown.example)
    if shown.run.assessment is not None:
        _tell(console, shown.run.assessment)
    say(console)
    show_written(shown.run)
    say(console, f"Next: ebbtide explain {shown.folder / 'study'} {shown.subject}")


def _introduce(console: Console, example: Example) -> None:
    say(console, Text(example.title, "bold"))
    say(console, example.summary)
    say(console, Text(f"{example.citation} Licence: {example.licence}.", "dim"))
    say(console)


def _tell(console: Console, assessment: Assessment) -> None:
    if len(assessment.study.subjects) > _FEW_SUBJECTS:
        _tell_trial(console, assessment)
        return
    show_divergence(workflow.compare_calls(assessment, most=MOST_SHOWN))
    for subject in assessment.study.subjects:
        say(console)
        outcomes = workflow.tell_outcomes(assessment, subject)
        if outcomes:
            say(console, Text("What hindsight makes of each progression", "bold"))
            say_pairs(console, outcomes)
            say(console)
        say(console, Text(f"What else is known of {subject}", "bold"))
        say_pairs(console, ((f"day {day:>4}", text) for day, text in workflow.tell_course(assessment.study, subject)))


def _tell_trial(console: Console, assessment: Assessment) -> None:
    """Say how many progressed and which criteria take it back."""
    found = workflow.progression_in_hindsight(assessment)
    titles = {criterion.id: criterion.title for criterion in assessment.criteria}
    say(console, f"{found.subjects:,} patients were judged; {found.progressed:,} reach PD under RECIST 1.1. Of these:")
    say(console)
    columns = {
        "Criterion": [titles[one.criterion] for one in found.following],
        "Reading": [one.reading for one in found.following],
        "Progress\nunder it": [f"{one.progressed:,}" for one in found.following],
        "Confirmed\nor stands": [f"{one.upheld:,}" for one in found.following],
        "Later\ndisregarded": [f"{one.disregarded:,}" for one in found.following],
        "Undecided": [f"{one.undecided:,}" for one in found.following],
        "Disregarded\n% of PD": [f"{100 * one.disregarded / found.progressed:.1f}" for one in found.following],
    }
    show_table(console, plain_table(console, columns))
