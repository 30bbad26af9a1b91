"""`ebbtide assess`: judge a study and show or write what came of it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from ebbtide import workflow
from ebbtide.cli.arguments import AsJson, CriteriaList, OptionList, Overwrite, StudyPath, as_names, as_options
from ebbtide.cli.divergence import show_divergence
from ebbtide.cli.noticed import show_noticed
from ebbtide.cli.progress import progress_bar
from ebbtide.cli.show import results, say, show_json

if TYPE_CHECKING:
    from ebbtide.workflow import Run

__all__ = ["assess"]


def assess(  # noqa: PLR0913 - a command's parameters are its options
    study: StudyPath,
    *,
    criteria: CriteriaList = None,
    output: Annotated[
        Path | None, typer.Option("-o", "--output", metavar="DIR", help="Folder to write the results into.")
    ] = None,
    option: OptionList = None,
    form: Annotated[
        Literal["csv", "parquet"], typer.Option("--format", help="Kind of files to write.")
    ] = "csv",
    explanations: Annotated[
        Literal["auto", "always", "never"],
        typer.Option(help="Write the reasons as text too; auto: up to 100,000 responses."),
    ] = "auto",
    as_json: AsJson = False,
    overwrite: Overwrite = False,
) -> None:
    """Judge a study under every criterion, or those named with -c.

    Without -o the calls are shown side by side, one row per time point, and nothing is written.
    With -o a folder receives the responses, what hindsight settles, what was noticed on reading,
    and run.json, which says what was read and how it was judged.

    Examples:
        ebbtide assess my-trial
        ebbtide assess my-trial -c recist-1.1,irecist -o results
        ebbtide assess measurements.parquet -o results --format parquet
        ebbtide assess my-trial -O a4_nt=table2 --json
    """
    wanted, options = as_names(criteria), as_options(option)
    if output is None:
        _show(study, wanted, options, as_json=as_json)
        return
    with progress_bar() as progress:
        run = workflow.assess_study(
            study,
            output,
            criteria=wanted,
            options=options,
            form=form,
            explanations=explanations,
            overwrite=overwrite,
            progress=progress,
        )
    _tell(run, output, as_json=as_json)
