"""`ebbtide toxicity`: what infused cells did to the patient, graded from components and as recorded."""

from __future__ import annotations

from pathlib import Path  # noqa: TC003 - Typer reads the annotations
from typing import TYPE_CHECKING, Annotated, Literal

import typer
from rich.text import Text

from ebbtide import workflow
from ebbtide.cli.arguments import AsJson, OptionList, Overwrite, Preset, StudyPath, SubjectName, as_options
from ebbtide.cli.frames import show_frame
from ebbtide.cli.kinetics import whose_infusion
from ebbtide.cli.noticed import show_noticed
from ebbtide.cli.progress import progress_bar
from ebbtide.cli.show import results, say, show_json

if TYPE_CHECKING:
    from rich.console import Console

    from ebbtide.workflow import CellToxicity

__all__ = ["show_grades", "toxicity"]


def toxicity(
    study: StudyPath,
    *,
    subject: SubjectName = None,
    output: Annotated[
        Path | None, typer.Option("-o", "--output", metavar="DIR", help="Folder to write every table into.")
    ] = None,
    form: Annotated[Literal["csv", "parquet"], typer.Option("--format", help="Kind of files.")] = "csv",
    option: OptionList = None,
    preset: Preset = None,
    as_json: AsJson = False,
    overwrite: Overwrite = False,
) -> None:
    """Grade the toxicity of infused cells from its components, beside what was recorded.

    Cytokine release (CRS), neurotoxicity (ICANS), hematotoxicity (ICAHT), by infusion. A component
    that is missing is never guessed: the grade is then at least what is known, or not assessable.

    Examples:
        ebbtide toxicity my-trial
        ebbtide toxicity my-trial --subject P-001
        ebbtide toxicity my-trial -o toxicity
    """
    with progress_bar():
        found = workflow.grade_cells(study, as_options(option), subject=subject, preset=preset)
        files = None
        if output is not None:
            files = workflow.write_toxicity(found, study, output, form=form, overwrite=overwrite)
    if as_json:
        show_json(workflow.toxicity_as_plain(found))
        return
    console = results()
    show_grades(console, found)
    if files is not None:
        say(console, f"{output}: {', '.join(files)}")
    show_noticed(found.study.findings, all_in="-o DIR writes them")


def show_grades(console: Console, found: CellToxicity) -> None:
    """Show each grade as recorded beside the one computed from its components, infusion by infusion."""
    graded = workflow.toxicity_told(found)
    if graded.is_empty():
        say(console, "No grade is recorded, and no components from which one follows.")
        return
    say(console, Text("Grades, by infusion", "bold"))
    shown = {"recorded_grade": "Recorded", "computed_grade": "Computed", "agreement": "They are"}
    shown |= {"start_day": "From\nday", "end_day": "To\nday", "explanation": "Because"}
    show_frame(console, graded, {**whose_infusion(graded), "what": "What"}, shown)
