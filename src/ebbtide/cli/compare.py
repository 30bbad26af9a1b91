"""`ebbtide compare`: readers against each other, and what was reported against what is computed."""

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
    StudyPath,
    SubjectName,
    as_names,
    as_options,
)
from ebbtide.cli.frames import show_frame
from ebbtide.cli.noticed import show_noticed
from ebbtide.cli.progress import progress_bar
from ebbtide.cli.show import results, say, show_json

if TYPE_CHECKING:
    from rich.console import Console

    from ebbtide.agreement.compared import Compared

__all__ = ["compare"]

_MOST_NAMED = 12
_NEAR_MM = (1, 2)


def compare(
    study: StudyPath,
    *,
    criteria: CriteriaList = None,
    readers_by: Annotated[
        Literal["computed", "reported"] | None,
        typer.Option("--readers-by", help="By what readers are compared: computed of their lesions, or reported."),
    ] = None,
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
    """Set readers against each other, and what was reported against what is computed.

    How often calls agree, with kappa; how far sums lie apart; the endpoints in which readers differ,
    each with its cause; who should be adjudicated, and why; and how many millimetres would flip a call.

    Examples:
        ebbtide compare my-trial
        ebbtide compare my-trial -c recist-1.1 --subject P-001
        ebbtide compare my-trial --readers-by reported
        ebbtide compare my-trial -o comparison -O adjudicate_date_days=7
    """
    order = workflow.CompareOrder(
        criteria=as_names(criteria),
        readers_by=readers_by,
        subject=subject,
        options=as_options(option),
        preset=preset,
        form=form,
        overwrite=overwrite,
    )
    with progress_bar():
        compared = workflow.compare_study(study, order)
        files = None if output is None else workflow.write_comparison(compared, study, output, order)
    if as_json:
        show_json(workflow.comparison_as_plain(compared))
        return
    console = results()
    _show(console, compared)
    if files is not None:
        say(console, f"{output}: {', '.join(files)}")
    show_noticed(compared.study.findings, all_in="-o DIR writes them")


def _show(console: Console, compared: Compared) -> None:
    whose = {"compared": "Compared"} | ({"criterion": "Criterion"} if len(compared.criteria) > 1 else {})
    under = f" under {compared.criteria[0]}" if len(compared.criteria) == 1 else ""
    say(console, Text(f"Responses{under}: how often they agree", "bold"))
    shown = {"item": "Response", "pairs": "Time\npoints", "agreeing": "Agree", "percent": "%", "kappa": "Kappa (95 %)"}
    show_frame(console, workflow.agreement_in_words(compared), whose, shown)
    sums = workflow.sums_in_words(compared)
    if not sums.is_empty():
        say(console, Text("Sums: mean difference and limits of agreement, first less second", "bold"))
        shown = {"pairs": "Pairs", "bias": "Mean", "limits": "Limits (95 %)", "unit": "Unit"}
        show_frame(console, sums, {**whose, "at": "At"}, shown)
    _show_discordances(console, compared, whose)
    for millimetres in _NEAR_MM:
        near, of_all = workflow.within(compared, millimetres)
        if of_all:
            said = f"if the sum differed by {millimetres} mm or less"
            say(console, f"{near:,} of {of_all:,} calls that rest on a sum would be another {said}.")


def _show_discordances(console: Console, compared: Compared, whose: dict[str, str]) -> None:
    differ = workflow.discordance_in_words(compared)
    if differ.is_empty():
        say(console, "No subject's progression, best response or first response differs.")
        say(console)
        return
    say(console, Text("Endpoints in which they differ", "bold"))
    shown = {"subjects": "Subjects", "discordant": "Differ", "percent": "%", "causes": "Causes"}
    show_frame(console, differ, {**whose, "endpoint": "Endpoint"}, shown)
    cases = workflow.adjudications_in_words(compared)
    if cases.is_empty():
        return
    say(console, Text("For an adjudicator", "bold"))
    shown = {"cause": "Cause", "visit": "First at", "why": "They differ in"}
    show_frame(console, cases.head(_MOST_NAMED), {"subject": "Subject", **whose}, shown)
    if len(cases) > _MOST_NAMED:
        say(console, f"{len(cases) - _MOST_NAMED:,} more; -o DIR writes all of them.")
        say(console)
