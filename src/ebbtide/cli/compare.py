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
    from ebbtide.workflow import CompareOrder

__all__ = ["compare"]

_MOST_NAMED = 12
_MOST_PAIRS = 6
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
    margins: Annotated[
        Literal["auto", "always", "never"],
        typer.Option("--margins", help="How near each call is to another; by default for up to 20,000 calls."),
    ] = "auto",
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
        margins=margins,
        form=form,
        overwrite=overwrite,
    )
    with progress_bar():
        compared = workflow.compare_study(study, order)
        files = None if output is None else workflow.write_comparison(compared, study, output, order)
    if as_json:
        show_json(workflow.comparison_as_plain(compared, order))
        return
    console = results()
    _show(console, compared)
    _show_margins(console, compared, order)
    if files is not None:
        say(console, f"{output}: {', '.join(files)}")
    show_noticed(compared.study.findings, all_in="-o DIR writes them")


def _show(console: Console, compared: Compared) -> None:
    whose = {"compared": "Compared"} | ({"criterion": "Criterion"} if len(compared.criteria) > 1 else {})
    under = f" under {compared.criteria[0]}" if len(compared.criteria) == 1 else ""
    say(console, Text(f"Responses{under}: how often they agree", "bold"))
    shown = {"item": "Response", "pairs": "Time\npoints", "agreeing": "Agree", "percent": "%", "kappa": "Kappa (95 %)"}
    agreement, sums = workflow.agreement_in_words(compared), workflow.sums_in_words(compared)
    # Where many are compared, what one looks at first is enough; the files have the rest.
    is_many = len(compared.pairs) > _MOST_PAIRS
    if is_many:
        agreement, sums = agreement.filter(item="overall"), sums.filter(at="follow-up")
    show_frame(console, agreement, whose, shown)
    _show_several(console, compared)
    if not sums.is_empty():
        say(console, Text("Sums: mean difference and limits of agreement, first less second", "bold"))
        shown = {"pairs": "Pairs", "bias": "Mean", "limits": "Limits (95 %)", "unit": "Unit"}
        show_frame(console, sums, {**whose, "at": "At"}, shown)
    if is_many:
        say(console, "Of so many pairs only overall responses and sums at follow-up are shown; -o DIR writes the rest.")
        say(console)
    _show_discordances(console, compared, whose)


def _show_several(console: Console, compared: Compared) -> None:
    several = workflow.several_in_words(compared)
    if several.is_empty():
        return
    say(console, Text("All readers together", "bold"))
    shown = {"time_points": "Time\npoints", "agreeing": "All agree", "percent": "%", "kappa": "Kappa (Fleiss)"}
    criterion = {"criterion": "Criterion"} if len(compared.criteria) > 1 else {}
    show_frame(console, several, {**criterion, "item": "Response"}, shown)


def _show_margins(console: Console, compared: Compared, order: CompareOrder) -> None:
    if "margins" not in order.tables_of(compared):
        if order.margins == "auto":
            say(console, "How near each call is to another was left out of so many calls; --margins always adds it.")
        return
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
