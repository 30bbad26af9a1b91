"""`ebbtide report`: a study, or one subject, on one page of HTML."""

from __future__ import annotations

from pathlib import Path  # noqa: TC003 - Typer reads the annotations
from typing import Annotated

import typer

from ebbtide import workflow
from ebbtide.cli.arguments import (
    CriteriaList,
    OptionList,
    Overwrite,
    Preset,
    ResponseSource,
    StudyPath,
    as_names,
    as_options,
)
from ebbtide.cli.noticed import show_noticed
from ebbtide.cli.progress import progress_bar
from ebbtide.cli.show import results, say

__all__ = ["report"]


def report(
    study: StudyPath,
    *,
    output: Annotated[Path, typer.Option("-o", "--output", metavar="FILE", help="A file that ends in .html.")],
    subject: Annotated[
        str | None, typer.Option("--subject", metavar="SUBJECT", help="The dossier of this subject alone.")
    ] = None,
    day: Annotated[
        int | None, typer.Option("--day", metavar="N", help="Of a dossier: as it was known on this day.")
    ] = None,
    reader: Annotated[str | None, typer.Option("--reader", metavar="R", help="Whose readings are drawn.")] = None,
    landmark: Annotated[
        int | None,
        typer.Option("--landmark", metavar="DAY", help="Compare survival by pattern from this day on."),
    ] = None,
    criteria: CriteriaList = None,
    option: OptionList = None,
    preset: Preset = None,
    responses: ResponseSource = "computed",
    overwrite: Overwrite = False,
) -> None:
    """Write a study, or one subject's dossier, as one HTML file: it opens from disk and prints.

    A study: enrolment and quality, responses and rates, divergence of the criteria, patterns beside the
    published, survival, readers, queries, methods with citations. A subject: where it stands, its course,
    every call with its reasons, evidence, pathway, and how near each call is to another.

    Examples:
        ebbtide report my-trial -o trial.html
        ebbtide report my-trial -o P-001.html --subject P-001
        ebbtide report my-trial -o board.html --subject P-001 --day 28
    """
    workflow.must_be_free(output, workflow.PAGES, overwrite=overwrite)
    if day is not None and subject is None:
        raise typer.BadParameter("a day is asked of one subject: name it with --subject", param_hint="--day")
    order = workflow.Order(criteria=as_names(criteria), options=as_options(option), preset=preset, responses=responses)
    with progress_bar("Reporting") as progress:
        if subject is None:
            found = workflow.report_study(study, order, reader=reader, landmark=landmark, progress=progress)
        else:
            found = workflow.report_subject(study, order, subject, day=day, reader=reader, progress=progress)
        workflow.write_page(found.page, output)
    say(results(), f"{output}: {found.about}, {len(found.page.encode()) / 1e6:.2f} MB")
    show_noticed(found.findings, all_in="the report")
