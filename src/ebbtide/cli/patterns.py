"""`ebbtide patterns`: pseudoprogression and its relatives, by every published definition."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from rich.text import Text

from ebbtide import workflow
from ebbtide.cli.arguments import (
    AsJson,
    GroupBy,
    OptionList,
    Preset,
    ResponseSource,
    StudyPath,
    SubjectName,
    as_options,
)
from ebbtide.cli.frames import group_column, show_frame
from ebbtide.cli.noticed import show_noticed
from ebbtide.cli.progress import progress_bar
from ebbtide.cli.show import results, say, show_json

if TYPE_CHECKING:
    from rich.console import Console

    from ebbtide.workflow import Assessment

__all__ = ["patterns"]

_FEW_SUBJECTS = 3
_QUESTION = "progression_under_question"


def patterns(
    study: StudyPath,
    *,
    subject: SubjectName = None,
    by: GroupBy = None,
    option: OptionList = None,
    preset: Preset = None,
    responses: ResponseSource = "computed",
    as_json: AsJson = False,
) -> None:
    """Call pseudoprogression, hyperprogression and their relatives under every published definition.

    Each call has the day it rests on and the day it became known. Of up to three subjects, or of the
    one named with --subject, each call is explained; of a trial they are counted.

    Examples:
        ebbtide patterns my-trial
        ebbtide patterns my-trial --by arm
        ebbtide patterns my-trial --subject P-001
        ebbtide patterns my-trial --json
    """
    order = workflow.Order(options=as_options(option), preset=preset, responses=responses, explanations="never")
    with progress_bar():
        assessment = workflow.judge_study(study, order, subject=subject)
    if as_json:
        show_json(workflow.patterns_as_plain(assessment))
        return
    console = results()
    if len(assessment.study.subjects) <= _FEW_SUBJECTS:
        _show_subjects(console, assessment)
    else:
        _show_trial(console, assessment, by=by)
    show_noticed(assessment.findings, all_in="`ebbtide assess -o DIR` writes them")


def _show_subjects(console: Console, assessment: Assessment) -> None:
    rows = assessment.patterns(explain=True).iter_rows(named=True)
    for (subject, reader, pattern), calls in groupby(
        rows, key=lambda row: (row["subject"], row["reader"], row["pattern"])
    ):
        whose = ", ".join(part for part in (subject, reader) if part)
        say(console, Text.assemble((workflow.in_words(pattern), "bold"), f" ({whose})"))
        for call in calls:
            basis = "" if call["basis_day"] is None else f", day {call['basis_day']}"
            is_told = call["known_day"] is not None and pattern != _QUESTION  # a question is known as soon as it is put
            known = f", known on day {call['known_day']}" if is_told else ""
            head = Text.assemble(
                f"{call['definition']}: ", (workflow.in_words(call["call"]), "bold"), f"{basis}{known}"
            )
            say(console, head, indent=2)
            say(console, call["explanation"], indent=6)
        say(console)


def _show_trial(console: Console, assessment: Assessment, *, by: str | None) -> None:
    group = group_column(by)
    keys = {"reader": "Reader", "pattern": "Pattern", "definition": "Definition"} | group
    show_frame(console, workflow.tally_patterns(assessment, by=by), keys, {"call": "Call", "subjects": "Subjects"})
    differing = assessment.disagreements().filter("differs")
    named = differing["subject"].n_unique()
    say(console, f"The definitions of a pattern disagree on {named:,} of {len(assessment.study.subjects):,} subjects.")
