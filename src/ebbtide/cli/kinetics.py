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
    import polars as pl
    from rich.console import Console

    from ebbtide.workflow import CellKinetics

__all__ = ["kinetics", "show_cells", "whose_infusion"]

_FEW_SUBJECTS = 3
_SUBJECT, _INFUSION = {"subject": "Subject"}, {"infusion": "Infusion"}


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
        show_cells(console, found)
    else:
        _show_trial(console, found)
    if files is not None:
        say(console, f"{output}: {', '.join(files)}")
    show_noticed(found.study.findings, all_in="-o DIR writes them")


def show_cells(console: Console, found: CellKinetics) -> None:
    """Show doses, the cells in blood, the tumor they met, its antigen and a donor's cells, infusion by infusion."""
    whose = whose_infusion(found.infusions)
    say(console, Text("Infusions", "bold"))
    shown = {"day": "Day", "agent": "Cells", "total_cells": "Infused", "cells_per_kg": "Per kg"}
    shown |= {"implied_weight_kg": "Weight, kg\n(implied)", "weight_kg": "Weight, kg"}
    show_frame(console, workflow.infusions_in_words(found), whose, shown)
    _show_blood(console, found, whose)
    if not found.burden.is_empty():
        say(console, Text("Tumor burden before the infusion", "bold"))
        shown = {"value": "Value", "unit": "Unit", "day": "Day", "note": "Note"}
        show_frame(console, workflow.burden_in_words(found), {**whose, "measure": "Measure"}, shown)
    told = workflow.cutoffs_that_fit(found)
    if not told.is_empty():
        say(console, Text("Published cut-offs that fit", "bold"))
        shown = {"value": "Value", "side": "Lies", "printed": "Cut-off", "setting": "In", "source": "Source"}
        show_frame(console, told, {**whose, "measure": "Measure"}, shown)
    _show_tissue(console, found, {name: title for name, title in whose.items() if name == "subject"})


def whose_infusion(rows: pl.DataFrame) -> dict[str, str]:
    """Name the columns that say which infusion a row is of, with their headings; one subject needs no name."""
    return _INFUSION if rows["subject"].n_unique() <= 1 else {**_SUBJECT, **_INFUSION}


def _show_blood(console: Console, found: CellKinetics, whose: dict[str, str]) -> None:
    if found.kinetics.is_empty():
        return
    say(console, Text("Cells in blood, in days from the infusion", "bold"))
    shown = {"peak": "Peak", "tmax_day": "On\nday", "persistence_day": "Last\nseen", "gone_by_day": "Gone\nby"}
    shown |= {"auc_0_28": "AUC 0-28", "half_life_days": "Half-life", "doubling_days": "Doubling"}
    shown |= {"samples": "Samples", "note": "Note"}
    show_frame(console, workflow.kinetics_in_words(found), {**whose, "measure": "Measure", "unit": "Unit"}, shown)


def _show_tissue(console: Console, found: CellKinetics, whose: dict[str, str]) -> None:
    """Show the antigen on the tumor, and a donor's cells."""
    if not found.h_scores.is_empty():
        say(console, Text("Antigen on the tumor, % of its cells", "bold"))
        shown = {"strong_pct": "3+", "moderate_pct": "2+", "weak_pct": "1+", "h_score": "H-score", "note": "Note"}
        show_frame(console, found.h_scores, {**whose, "day": "Day"}, shown)
    if not found.donors.is_empty():
        say(console, Text("Cells of a donor, as recorded", "bold"))
        shown = {"what": "What", "value": "Value", "unit": "Unit", "grade": "Grade", "text": "Said"}
        show_frame(console, found.donors, {**whose, "study_day": "Day"}, shown)


def _show_trial(console: Console, found: CellKinetics) -> None:
    many = found.infusions["subject"].n_unique()
    say(console, Text(f"{len(found.infusions):,} infusions of {many:,} subjects", "bold"))
    shown = {"subjects": "Subjects", "with_value": "With a\nvalue", "geometric_mean": "Geometric\nmean"}
    shown |= {"median": "Median", "lowest": "Lowest", "highest": "Highest"}
    whose = {"infusion": "Infusion", "measure": "Measure", "unit": "Unit", "parameter": "Parameter"}
    show_frame(console, found.summary, whose, shown)
