"""`ebbtide convert`: a study as tidy tables, SDTM domains or ADaM datasets."""

from __future__ import annotations

from pathlib import Path  # noqa: TC003 - Typer reads the annotations
from typing import TYPE_CHECKING, Annotated, Literal

import typer
from rich.text import Text

from ebbtide import workflow
from ebbtide.cli.arguments import (
    AsJson,
    CriteriaList,
    OptionList,
    Overwrite,
    Preset,
    ResponseSource,
    StudyPath,
    as_names,
    as_options,
)
from ebbtide.cli.frames import show_frame
from ebbtide.cli.noticed import show_noticed
from ebbtide.cli.progress import progress_bar
from ebbtide.cli.show import results, say, show_json

if TYPE_CHECKING:
    from ebbtide.workflow import Converted

__all__ = ["convert"]


def convert(
    study: StudyPath,
    dest: Annotated[Path, typer.Argument(metavar="DEST", help="Folder to write into.", show_default=False)],
    *,
    to: Annotated[
        Literal["tidy", "sdtm", "adam"],
        typer.Option("--to", help="Tidy tables; SDTM with derived RS and TR; or ADTR, ADRS and ADTTE."),
    ] = "tidy",
    form: Annotated[
        Literal["csv", "parquet", "xpt", "dataset-json", "ndjson", "dsjc"] | None,
        typer.Option("--format", help="Kind of files; by default csv for tidy tables and xpt for datasets."),
    ] = None,
    criteria: CriteriaList = None,
    responses: ResponseSource = "computed",
    terminology: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Controlled terminology as NCI publishes it, in place of ours."),
    ] = None,
    option: OptionList = None,
    preset: Preset = None,
    as_json: AsJson = False,
    overwrite: Overwrite = False,
) -> None:
    """Write a study as tidy tables, or as the datasets that a submission needs.

    Datasets come with a Define-XML 2.1 and are held to the rules of their standard: what would break
    one is refused, by name. The folder `conversion` beside them accounts for every row that was read,
    and lists the words that the controlled terminology lacks.

    Examples:
        ebbtide convert sdtm-folder tidy
        ebbtide convert my-trial submission --to adam
        ebbtide convert my-trial submission --to adam --format dataset-json
        ebbtide convert my-trial sdtm --to sdtm --responses reported
    """
    order = workflow.ConvertOrder(
        package=to,
        form=form,
        criteria=as_names(criteria),
        options=as_options(option),
        preset=preset,
        responses=responses,
        terminology=terminology,
        overwrite=overwrite,
    )
    with progress_bar():
        converted = workflow.convert_study(study, dest, order)
    if as_json:
        show_json({**converted.record, "imports": converted.imports.to_dicts()})
        return
    _show(converted)


def _show(converted: Converted) -> None:
    console = results()
    say(console, Text("Read", "bold"))
    shown = {"becomes": "Becomes", "rows": "Rows", "used": "Used", "set_aside": "Set\naside", "why": "Why"}
    show_frame(console, converted.imports, {"file": "File"}, shown)
    files = ", ".join(output["file"] for output in converted.record["outputs"])
    say(console, f"{converted.folder}: {files}")
    if converted.sponsor_terms is not None and not converted.sponsor_terms.is_empty():
        say(console)
        say(console, Text("Words that the controlled terminology lacks, written as sponsor terms", "bold"))
        columns = {"codelist": "Code list", "term": "Term", "meaning": "Meaning"}
        show_frame(console, converted.sponsor_terms, {"dataset": "Dataset", "variable": "Variable"}, columns)
    show_noticed(converted.findings, all_in=str(converted.folder / "conversion" / "noticed.csv"))
