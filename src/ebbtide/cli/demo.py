"""`ebbtide demo`: a bundled study, copied, judged and told."""

from __future__ import annotations

from pathlib import Path  # noqa: TC003 - Typer reads the annotations
from typing import TYPE_CHECKING, Annotated

import typer
from rich.text import Text

from ebbtide import workflow
from ebbtide.cli.arguments import Overwrite  # noqa: TC001 - Typer reads the annotations
from ebbtide.cli.assess import show_files, show_written
from ebbtide.cli.case import show_case
from ebbtide.cli.frames import show_frame
from ebbtide.cli.progress import progress_bar
from ebbtide.cli.show import results, say, show_table
from ebbtide.cli.survival import show_survival
from ebbtide.cli.tables import plain_table

if TYPE_CHECKING:
    from rich.console import Console

    from ebbtide.examples import Example
    from ebbtide.workflow import Assessment, CtdnaOutcomes, Run

__all__ = ["demo"]

_FEW_SUBJECTS = 3
_ENDPOINTS = {"PFS": "Progression-free survival", "OS": "Overall survival"}


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
    infant-all-bone-lesion and donor-car-t are two more published cases of CAR-T cells. They are
    told to the end: calls, cells, toxicity, evidence and pathway at the flare, outcome.
    pharmaverse-recist is a made-up trial with three readers; atezolizumab four real trials;
    inspire shows response and survival by ctDNA.

    Examples:
        ebbtide demo
        ebbtide demo atezolizumab
        ebbtide demo pharmaverse-recist -o somewhere
    """
    with progress_bar():
        shown = workflow.demonstrate(name, output, overwrite=overwrite)
    console = results()
    _introduce(console, shown.example)
    if shown.by_ctdna is not None:
        _show_ctdna(console, shown.by_ctdna)
        show_files(shown.run)
        _show_reports(console, shown.run)
        say(console, f"Next: ebbtide evidence {shown.folder / 'study'} {shown.subject}")
        return
    if shown.run.assessment is not None:
        _tell(console, shown.run.assessment, shown.folder / "study", shown.example)
    show_written(shown.run)
    _show_reports(console, shown.run)
    say(console, f"Next: ebbtide explain {shown.folder / 'study'} {shown.subject}")


def _show_reports(console: Console, run: Run) -> None:
    """Say which pages to open in a browser."""
    pages = [output["file"] for output in run.record["outputs"] if output["file"].endswith(".html")]
    if pages:
        say(console, f"Open in a browser: {', '.join(str(run.folder / page) for page in reversed(pages))}")


def _introduce(console: Console, example: Example) -> None:
    say(console, Text(example.title, "bold"))
    say(console, example.summary)
    say(console, Text(f"{example.citation} Licence: {example.licence}.", "dim"))
    say(console)


def _tell(console: Console, assessment: Assessment, source: Path, example: Example) -> None:
    if len(assessment.study.subjects) <= _FEW_SUBJECTS:
        show_case(console, assessment, source, published_in=example.source.key)
        return
    _tell_trial(console, assessment)


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
    say(console)


def _show_ctdna(console: Console, found: CtdnaOutcomes) -> None:
    """Show response and survival by class of ctDNA, each with its interval."""
    known = f"The change is known of {found.compared} of {found.patients} patients."
    say(console, f"No criterion can judge it. It shows how response and survival go with the change of ctDNA. {known}")
    say(console)
    say(console, Text("Response (CR or PR) by change of ctDNA", "bold"))
    shown = {"patients": "Patients", "responders": "Responded", "rate_text": "Rate\n(95 % interval)"}
    show_frame(console, workflow.rates_by_ctdna_in_words(found), {"ctdna": "ctDNA"}, shown)
    for endpoint, compared in found.survival.items():
        say(console, Text(f"{_ENDPOINTS[endpoint]} by change of ctDNA, in days", "bold"))
        show_survival(console, compared)
        say(console)
    biased = "The day of the second sample is not published: whoever had one had lived to have it."
    say(console, f"Time counts from the start of treatment. {biased}")
    say(console)
