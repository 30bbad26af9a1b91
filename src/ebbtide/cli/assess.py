"""`ebbtide assess`: judge a study, and show or write what came of it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

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
from ebbtide.cli.divergence import MOST_SHOWN, show_divergence
from ebbtide.cli.noticed import show_noticed
from ebbtide.cli.progress import progress_bar
from ebbtide.cli.show import results, say, show_json

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ebbtide.workflow import Agreement, Assessment, Run

__all__ = ["assess", "show_files", "show_written"]


def assess(
    study: StudyPath,
    *,
    criteria: CriteriaList = None,
    output: Annotated[
        Path | None, typer.Option("-o", "--output", metavar="DIR", help="Folder to write the results into.")
    ] = None,
    option: OptionList = None,
    preset: Preset = None,
    responses: ResponseSource = "computed",
    form: Annotated[
        Literal["csv", "parquet", "xpt", "dataset-json"] | None,
        typer.Option(
            "--format",
            help="Kind of files; by default csv, or parquet where a Parquet study is large. As xpt or dataset-json "
            "the CDISC datasets are written in place of the tables.",
        ),
    ] = None,
    explanations: Annotated[
        Literal["auto", "always", "never"],
        typer.Option(help="Whether to write the reasons as text too; auto: up to 100,000 responses."),
    ] = "auto",
    tables: Annotated[
        list[str] | None,
        typer.Option(
            metavar="NAME,…",
            help="Results to write, by default all: responses, settled, best_responses, endpoints, patterns.",
        ),
    ] = None,
    as_json: AsJson = False,
    overwrite: Overwrite = False,
) -> None:
    """Judge a study under every criterion, or under those named with -c.

    Without -o the calls are shown side by side, one row per time point, and nothing is written.
    With -o a folder receives the responses, what hindsight settles, best responses, endpoints and
    patterns, what was noticed on reading, and run.json, which says what was read and how it was judged.

    Examples:
        ebbtide assess my-trial
        ebbtide assess my-trial -c recist-1.1,irecist -o results
        ebbtide assess measurements.parquet -o results --format parquet
        ebbtide assess my-trial -O a4_nt=table2 --json
        ebbtide assess my-trial --responses reported -o results
    """
    order = workflow.Order(
        criteria=as_names(criteria),
        options=as_options(option),
        preset=preset,
        responses=responses,
        form=form,
        # The table on the screen has no room for reasons.
        explanations="never" if output is None and not as_json else explanations,
        tables=as_names(tables),
        overwrite=overwrite,
    )
    if output is None:
        if tables:
            raise typer.BadParameter("names results to write, and -o names no folder for them", param_hint="--tables")
        with progress_bar():
            assessment = workflow.judge_study(study, order)
        _show(assessment, as_json=as_json)
        return
    with progress_bar() as progress:
        run = workflow.assess_study(study, output, order, progress=progress)
    if as_json:
        show_json(run.record)
    else:
        show_written(run)


def show_written(run: Run) -> None:
    """Say what was written where, and what was noticed."""
    counts = run.record["counts"]
    show_files(run)
    subjects = "subject" if counts["subjects"] == 1 else "subjects"
    say(results(), f"{counts['responses']:,} responses for {counts['subjects']:,} {subjects}.")
    _show_agreement([workflow.Agreement(**entry) for entry in counts.get("agreement", ())])
    show_noticed(run.findings, all_in=str(run.folder / "findings.csv"))


def show_files(run: Run) -> None:
    """Say which files were written where."""
    files = ", ".join(dict.fromkeys(Path(output["file"]).parts[0] for output in run.record["outputs"]))
    say(results(), f"{run.folder}: {files}, run.json")


def _show_agreement(entries: Sequence[Agreement]) -> None:
    for entry in entries:
        say(results(), f"{entry.agreeing:,} of {entry.reported:,} reported {entry.criterion} responses are reproduced.")


def _show(assessment: Assessment, *, as_json: bool) -> None:
    if as_json:
        show_json(workflow.as_plain(assessment))
        return
    show_divergence(workflow.compare_calls(assessment, most=MOST_SHOWN))
    _show_agreement(workflow.agreement_with_reported(assessment))
    show_noticed(assessment.findings, all_in="-o DIR writes them")
