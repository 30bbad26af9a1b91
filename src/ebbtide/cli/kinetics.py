"""`ebbtide kinetics`: what infused cells did, and how much tumour they met."""

from __future__ import annotations

from pathlib import Path  # noqa: TC003 - Typer reads the annotations
from typing import TYPE_CHECKING, Annotated, Literal

import typer
from rich.text import Text

from ebbtide import workflow
from ebbtide.cli.arguments import AsJson, OptionList, Overwrite, Preset, StudyPath, SubjectName, as_options
from ebbtide.cli.frames import show_frame
from ebbtide.cli.noticed import show_noticed
from ebbtide.cli.progress import progress_bar
from ebbtide.cli.show import results, say, show_json

if TYPE_CHECKING:
    from rich.console import Console

    from ebbtide.workflow import CellKinetics

__all__ = ["kinetics"]

_FEW_SUBJECTS = 3
_WHOSE = {"subject": "Subject", "infusion": "Infusion"}


def kinetics(
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
    """Measure infused cells: peak, area, persistence; the tumour they met; doses and cytokines.

    Days count from each infusion. Units are never mixed, and a value below the limit of
    quantification is never a zero. What the samples do not show is left blank, and says why.

    Examples:
        ebbtide kinetics my-trial
        ebbtide kinetics my-trial --subject P-001
        ebbtide kinetics my-trial -o kinetics -O target_cells_per_ml=1e9
    """
    with progress_bar():
        found = workflow.measure_cells(study, as_options(option), subject=subject, preset=preset)
        files = None
        if output is not None:
            files = workflow.write_kinetics(found, study, output, form=form, overwrite=overwrite)
    if as_json:
        show_json(workflow.kinetics_as_plain(found))
        return
    console = results()
    if found.infusions["subject"].n_unique() <= _FEW_SUBJECTS:
        _show_subjects(console, found)
    else:
        _show_trial(console, found)
    if files is not None:
        say(console, f"{output}: {', '.join(files)}")
    show_noticed(found.study.findings, all_in="-o DIR writes them")


def _show_subjects(console: Console, found: CellKinetics) -> None:
    say(console, Text("Infusions", "bold"))
    shown = {"day": "Day", "agent": "Cells", "total_cells": "Infused", "cells_per_kg": "Per kg"}
    shown |= {"implied_weight_kg": "Weight, kg\n(implied)", "weight_kg": "Weight, kg"}
    show_frame(console, workflow.infusions_in_words(found), _WHOSE, shown)
    if not found.kinetics.is_empty():
        say(console, Text("Cells in blood, in days from the infusion", "bold"))
        shown = {"cmax": "Peak", "tmax_day": "On day", "auc_0_28": "AUC 0-28", "half_life_days": "Half-life"}
        shown |= {"doubling_days": "Doubling", "tlast_day": "Last seen", "samples": "Samples", "note": "Note"}
        show_frame(console, found.kinetics, {**_WHOSE, "measure": "Measure", "unit": "Unit"}, shown)
    if not found.burden.is_empty():
        say(console, Text("Tumour burden before the infusion", "bold"))
        shown = {"value": "Value", "unit": "Unit", "day": "Day", "note": "Note"}
        show_frame(console, found.burden, {**_WHOSE, "measure": "Measure"}, shown)
    told = workflow.cutoffs_that_fit(found)
    if not told.is_empty():
        say(console, Text("Published cut-offs that fit", "bold"))
        shown = {"value": "Value", "side": "Lies", "printed": "Cut-off", "setting": "In", "source": "Source"}
        show_frame(console, told, {**_WHOSE, "measure": "Measure"}, shown)


def _show_trial(console: Console, found: CellKinetics) -> None:
    many = found.infusions["subject"].n_unique()
    say(console, Text(f"{len(found.infusions):,} infusions of {many:,} subjects", "bold"))
    shown = {"subjects": "Subjects", "with_value": "With a\nvalue", "geometric_mean": "Geometric\nmean"}
    shown |= {"median": "Median", "lowest": "Lowest", "highest": "Highest"}
    whose = {"infusion": "Infusion", "measure": "Measure", "unit": "Unit", "parameter": "Parameter"}
    show_frame(console, found.summary, whose, shown)
