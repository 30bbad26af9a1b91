"""`ebbtide figure`: one figure of a study, as a file."""

from __future__ import annotations

from pathlib import Path  # noqa: TC003 - Typer reads the annotations
from typing import Annotated, Literal

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

__all__ = ["figure"]


def figure(
    name: Annotated[str, typer.Argument(metavar="NAME", help="Which figure; see below.", show_default=False)],
    study: StudyPath,
    *,
    output: Annotated[
        Path,
        typer.Option("-o", "--output", metavar="FILE", help="A file that ends in .svg, .png, .pdf, .html or .csv."),
    ],
    subject: Annotated[str | None, typer.Option("--subject", metavar="SUBJECT", help="Of whom.")] = None,
    criteria: CriteriaList = None,
    reader: Annotated[str | None, typer.Option("--reader", metavar="R", help="Whose readings.")] = None,
    endpoint: Annotated[str | None, typer.Option("--endpoint", metavar="NAME", help="OS, PFS, iPFS, DOR, …")] = None,
    by: Annotated[
        str | None, typer.Option("--by", metavar="GROUP", help="A column of subjects, such as arm; or pattern.")
    ] = None,
    landmark: Annotated[
        int | None, typer.Option("--landmark", metavar="DAY", help="Count survival from this day.")
    ] = None,
    scale: Annotated[
        Literal["baseline", "nadir", "mm"],
        typer.Option("--scale", help="A burden in percent from baseline, from the nadir, or as measured."),
    ] = "baseline",
    pattern: Annotated[
        str, typer.Option("--pattern", metavar="NAME", help="Whose incidence a forest shows.")
    ] = "pseudoprogression",
    option: OptionList = None,
    preset: Preset = None,
    responses: ResponseSource = "computed",
    overwrite: Overwrite = False,
) -> None:
    """Draw a figure of a study, for a paper, a slide or a page; .csv gives the numbers behind it.

    Of a study: waterfall, spider, swimmer, survival, forest, divergence, readers, expansion.
    Of one subject (--subject): timeline, lesions, margin, cytokines.
    With -c, the first criterion named is drawn; without, RECIST 1.1 (lymphoma: Lugano, glioma: RANO).

    Examples:
        ebbtide figure waterfall my-trial -o waterfall.pdf
        ebbtide figure spider my-trial -c irecist --scale mm -o spider.svg
        ebbtide figure survival my-trial --endpoint PFS --by arm -o pfs.png
        ebbtide figure timeline my-trial --subject P-001 -o p-001.html
    """
    names = as_names(criteria)
    asked = workflow.Asked(
        criterion=names[0] if names else None,
        reader=reader,
        subject=subject,
        endpoint=endpoint,
        by=by,
        landmark=landmark,
        scale=scale,
        pattern=pattern,
    )
    workflow.must_be_free(output, workflow.KINDS, overwrite=overwrite)
    order = workflow.Order(
        criteria=names, options=as_options(option), preset=preset, responses=responses, explanations="never"
    )
    with progress_bar("Drawing"):
        alone = subject if name in workflow.OF_ONE_SUBJECT else None
        assessment = workflow.judge_study(study, order, subject=alone)
        drawn = workflow.draw(assessment, name, asked)
        workflow.write_figure(drawn, output, overwrite=overwrite)
    say(results(), f"{output}: {drawn.title} ({'; '.join(drawn.about.lines)})")
    show_noticed(assessment.findings, all_in="`ebbtide assess -o DIR` writes them")
