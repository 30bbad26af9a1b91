"""`ebbtide endpoints`: best responses, rates and times to events, of a patient or of a trial."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer
from rich.text import Text

from ebbtide import workflow
from ebbtide.cli.arguments import (
    AsJson,
    CriteriaList,
    GroupBy,
    OptionList,
    Preset,
    ResponseSource,
    StudyPath,
    SubjectName,
    as_names,
    as_options,
)
from ebbtide.cli.frames import group_column, show_frame
from ebbtide.cli.noticed import show_noticed
from ebbtide.cli.progress import progress_bar
from ebbtide.cli.show import errors, results, say, say_pairs, show_json
from ebbtide.errors import MissingExtraError

if TYPE_CHECKING:
    from rich.console import Console

    from ebbtide.workflow import Assessment

__all__ = ["endpoints"]

_FEW_SUBJECTS = 3


def endpoints(
    study: StudyPath,
    *,
    criteria: CriteriaList = None,
    subject: SubjectName = None,
    by: GroupBy = None,
    option: OptionList = None,
    preset: Preset = None,
    responses: ResponseSource = "computed",
    explain: Annotated[bool, typer.Option("--explain", help="Say of each best response which path led there.")] = False,
    as_json: AsJson = False,
) -> None:
    """Derive best responses, response rates and times to events.

    Of up to three subjects, or of the one named with --subject, each is told with the record it rests
    on; of a trial, the counts, rates with exact intervals, and why times are censored.

    Examples:
        ebbtide endpoints my-trial -c recist-1.1,irecist
        ebbtide endpoints my-trial --by arm
        ebbtide endpoints my-trial --subject P-001 --explain
        ebbtide endpoints my-trial --responses reported --preset eortc
    """
    order = workflow.Order(
        criteria=as_names(criteria),
        options=as_options(option),
        preset=preset,
        responses=responses,
        explanations="never",
    )
    with progress_bar():
        assessment = workflow.judge_study(study, order, subject=subject)
    if as_json:
        show_json(workflow.endpoints_as_plain(assessment))
        return
    console = results()
    if len(assessment.study.subjects) <= _FEW_SUBJECTS:
        _show_subjects(console, assessment, explain=explain)
    else:
        _show_trial(console, assessment, by=by)
    show_noticed(assessment.findings, all_in="`ebbtide assess -o DIR` writes them")


def _show_subjects(console: Console, assessment: Assessment, *, explain: bool) -> None:
    best, times = assessment.best_responses(), assessment.endpoints()
    whose = {"subject": "Subject", "reader": "Reader", "criterion": "Criterion"}
    say(console, Text("Best responses", "bold"))
    shown = {"best_overall_response": "Best", "best_day": "Day"}
    shown |= {"confirmed_best_overall_response": "Confirmed\nbest", "confirmed_day": "Day"}
    shown |= {"progression_day": "Progression\nday"}
    show_frame(console, best, whose, shown)
    if explain:
        told = [name for name in whose if best[name].n_unique() > 1 or name == "criterion"]
        rows = best.select(*told, "explanation").rows()
        say_pairs(console, ((", ".join(filter(None, names)), why) for *names, why in rows))
        say(console)
    say(console, Text("Times to events, in days", "bold"))
    shown = {"start_day": "From\nday", "day": "To\nday", "duration_days": "Days", "outcome": ""}
    shown |= {"event_description": "It rests on"}
    show_frame(console, workflow.with_outcome(times), whose | {"endpoint": "Endpoint"}, shown)


def _show_trial(console: Console, assessment: Assessment, *, by: str | None) -> None:
    group = group_column(by)
    whose = {"reader": "Reader", "criterion": "Criterion"}
    try:
        rates = workflow.rates_in_percent(assessment, by=by)
    except MissingExtraError as error:  # the counts below do without
        say(errors(), f"Rates are left out. {error.problem}: {error.hint}")
    else:
        say(console, Text("Response rates", "bold"))
        shown = {"subjects": "Subjects"} | {name: name for name in workflow.RATES}
        show_frame(console, rates, whose | group, shown)
        say(console, workflow.RATES_IN_WORDS)
        say(console)
    say(console, Text("Times to events", "bold"))
    shown = {"subjects": "Subjects", "events": "Events", "censored": "Censored", "reasons": "Why censored"}
    counts = workflow.tally_endpoints(assessment, by=by)
    show_frame(console, counts, whose | {"endpoint": "Endpoint"} | group, shown)
