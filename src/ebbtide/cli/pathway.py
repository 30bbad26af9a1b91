"""`ebbtide pathway`: where a patient stands, what is known, and what to obtain next."""

from __future__ import annotations

from pathlib import Path  # noqa: TC003 - Typer reads the annotations
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer
from rich.text import Text

from ebbtide import workflow
from ebbtide.cli.arguments import AsJson, OptionList, Overwrite, Preset, StudyPath, as_options
from ebbtide.cli.frames import show_frame
from ebbtide.cli.noticed import show_noticed
from ebbtide.cli.progress import progress_bar
from ebbtide.cli.show import results, say, say_pairs, show_json

if TYPE_CHECKING:
    from rich.console import Console

    from ebbtide.workflow import Pathways

__all__ = ["pathway", "show_standing"]

_FEW_SUBJECTS = 3


def pathway(
    study: StudyPath,
    subject: Annotated[str | None, typer.Argument(metavar="[SUBJECT]", help="Whose; by default all.")] = None,
    *,
    today: Annotated[
        int | None, typer.Option("--today", help="The day on which to look; by default the last of each record.")
    ] = None,
    output: Annotated[
        Path | None, typer.Option("-o", "--output", metavar="DIR", help="Folder to write both tables into.")
    ] = None,
    form: Annotated[Literal["csv", "parquet"], typer.Option("--format", help="Kind of files.")] = "csv",
    option: OptionList = None,
    preset: Preset = None,
    as_json: AsJson = False,
    overwrite: Overwrite = False,
) -> None:
    """Follow progression under suspicion: where the patient stands, what to obtain next, and by when.

    States and windows as published for checkpoint inhibitors and CAR-T cells. A threatened site,
    deterioration or hyperprogression calls for an urgent review. No state names a treatment.

    Examples:
        ebbtide pathway my-trial
        ebbtide pathway my-trial P-001
        ebbtide pathway my-trial P-001 --today 60
    """
    with progress_bar():
        found = workflow.follow_pathway(study, as_options(option), subject=subject, today=today, preset=preset)
        files = None
        if output is not None:
            files = workflow.write_pathways(found, study, output, form=form, overwrite=overwrite)
    if as_json:
        show_json(workflow.pathways_as_plain(found))
        return
    console = results()
    if found.standing.is_empty():
        say(console, "No machine follows anybody here: no checkpoint inhibitor or CAR-T cells, and no scan to follow.")
    elif len(found.standing) <= _FEW_SUBJECTS:
        _show_subjects(console, found)
    else:
        _show_trial(console, found)
    if files is not None:
        say(console, f"{output}: {', '.join(files)}")
    show_noticed(found.study.findings, all_in="-o DIR writes them")


def _show_subjects(console: Console, found: Pathways) -> None:
    steps = {"event": "What", "state": "State", "underneath": "Underneath", "due_open": "Due\nfrom"}
    steps |= {"due_close": "Due\nto", "label": "Meaning"}
    show_frame(console, found.steps, {"subject": "Subject", "machine": "Machine", "day": "Day"}, steps)
    for row in found.standing.iter_rows(named=True):
        show_standing(console, row)
        say(console)


def show_standing(console: Console, row: dict[str, Any]) -> None:
    """Show where one subject stands, what is known, and what to obtain by when."""
    say(console, Text(f"Where {row['subject']} stands on day {row['today']}", "bold"))
    say_pairs(console, workflow.standing_in_words(row))


def _show_trial(console: Console, found: Pathways) -> None:
    shown = {
        "state": "State",
        "label": "Meaning",
        "since": "Since\nday",
        "due_open": "Due\nfrom",
        "due_close": "Due\nto",
    }
    shown |= {"overdue": "Overdue"}
    show_frame(console, found.standing, {"subject": "Subject", "machine": "Machine"}, shown)
