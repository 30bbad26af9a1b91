"""`ebbtide survival`: times to an endpoint by arm, or by what was known of each patient at a landmark."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer
from rich.text import Text

from ebbtide import workflow
from ebbtide.cli.arguments import AsJson, OptionList, Preset, ResponseSource, StudyPath, as_options
from ebbtide.cli.frames import show_frame
from ebbtide.cli.progress import progress_bar
from ebbtide.cli.show import results, say, show_json

if TYPE_CHECKING:
    from rich.console import Console

__all__ = ["show_survival", "survival"]


def survival(
    study: StudyPath,
    *,
    by: Annotated[
        str,
        typer.Option(
            "--by",
            metavar="GROUP",
            help="pattern (pseudoprogression, progression, response, ...) or a column of subjects, such as arm.",
        ),
    ] = "pattern",
    endpoint: Annotated[str, typer.Option(metavar="NAME", help="OS, PFS, iPFS, DOR, ...")] = "OS",
    landmark: Annotated[
        int | None,
        typer.Option(metavar="DAY", help="Count from this day, in the groups that were known on it."),
    ] = None,
    criterion: Annotated[
        str | None, typer.Option(metavar="ID", help="Whose responses, progressions and endpoint.")
    ] = None,
    definition: Annotated[
        str | None, typer.Option(metavar="NAME", help="Of pseudoprogression; see `ebbtide patterns`.")
    ] = None,
    reader: Annotated[str | None, typer.Option(metavar="R", help="Whose readings, where several read.")] = None,
    option: OptionList = None,
    preset: Preset = None,
    responses: ResponseSource = "computed",
    as_json: AsJson = False,
) -> None:
    """Compare survival between groups: Kaplan-Meier medians, the log-rank test and hazard ratios.

    Whoever responds or shows a pseudoprogression has lived long enough to do so. Groups by pattern
    are therefore compared from a landmark on, and only by what was known on that day.

    Examples:
        ebbtide survival my-trial --by arm
        ebbtide survival my-trial --by pattern --landmark 84
        ebbtide survival my-trial --by pattern --landmark 84 --endpoint iPFS --json
    """
    order = workflow.Order(options=as_options(option), preset=preset, responses=responses, explanations="never")
    with progress_bar():
        assessment = workflow.judge_study(study, order)
        compared = assessment.survival(
            by=by, endpoint=endpoint, landmark=landmark, criterion=criterion, definition=definition, reader=reader
        )
    if as_json:
        show_json(workflow.survival_as_plain(compared))
        return
    console = results()
    since = f"counted from day {landmark}" if landmark is not None else "in days"
    say(console, Text(f"{endpoint} by {by}, {since}", "bold"))
    show_survival(console, compared)


def show_survival(console: Console, compared: workflow.SurvivalByGroup) -> None:
    """Show the groups with their medians and hazard ratios, the log-rank test, and who is in no group."""
    shown = {"subjects": "Subjects", "events": "Events", "median_text": "Median\n(95 % interval)"}
    shown |= {"hazard_text": "Hazard ratio\n(95 % interval)", "p_text": "p", "note": ""}
    show_frame(console, workflow.survival_in_words(compared), {"group": "Group"}, shown)
    test = compared.test.row(0, named=True)
    if test["p"] is not None:
        say(console, f"Log-rank: chi² {test['chi2']:.2f} on {test['df']} df, p {workflow.p_in_words(test['p'])}.")
    for row in compared.left_out.iter_rows(named=True):
        say(console, f"Left out: {row['subjects']:,} ({row['reason']}).")
