"""`ebbtide check`: what is wrong with a study's records, while it can be mended."""

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

    from ebbtide.workflow import CheckedStudy

__all__ = ["check"]

ERRORS_FOUND = 1
_FEW = 20
_STYLES = {"error": "bold red", "warning": "yellow", "query": "cyan", "info": "dim"}
_NOUNS = {
    "error": ("error", "errors"),
    "warning": ("warning", "warnings"),
    "query": ("question to the site", "questions to the site"),
    "info": ("note", "notes"),
}


def check(
    study: StudyPath,
    *,
    criteria: CriteriaList = None,
    only: Annotated[
        list[str] | None,
        typer.Option(
            "--only", metavar="ID,…", help="Checks to run: B03, or B for all of the baseline; by default all."
        ),
    ] = None,
    least: Annotated[
        Literal["error", "warning", "query", "info"],
        typer.Option("--least", help="The mildest severity that is listed."),
    ] = "info",
    subject: SubjectName = None,
    output: Annotated[
        Path | None, typer.Option("-o", "--output", metavar="FILE", help="Write the list: .xlsx, .csv or .json.")
    ] = None,
    against: Annotated[
        Path | None,
        typer.Option("--against", metavar="FILE", help="An earlier list: queries become new, open or closed."),
    ] = None,
    option: OptionList = None,
    preset: Preset = None,
    as_json: AsJson = False,
    overwrite: Overwrite = False,
) -> None:
    """List what is wrong, or should be asked about, in a study's records.

    Baseline (B), follow-up (F), responses held against the measurements (R), and records (M): each
    query names subject, visit and lesion, says with the subject's own numbers what does not fit, and
    the rule. Exit code 1 if any query is an error. Limits and windows come from ebbtide.toml.

    Examples:
        ebbtide check my-trial
        ebbtide check my-trial --only B,R --least query
        ebbtide check my-trial -o queries.xlsx
        ebbtide check my-trial --against queries.xlsx -o queries-2.xlsx
    """
    order = workflow.CheckOrder(
        criteria=as_names(criteria),
        checks=as_names(only),
        least=least,
        subject=subject,
        options=as_options(option),
        preset=preset,
    )
    earlier = None if against is None else workflow.read_queries(against)
    with progress_bar():
        checked = workflow.check_study(study, order, earlier=earlier)
    if output is not None:
        workflow.write_queries(checked, output, overwrite=overwrite)
    if as_json:
        show_json(workflow.queries_as_plain(checked))
    else:
        _show(results(), checked, output, follows=earlier is not None)
    if checked.has_errors:
        raise typer.Exit(ERRORS_FOUND)


def _show(console: Console, checked: CheckedStudy, output: Path | None, *, follows: bool) -> None:
    standing = checked.standing
    if standing.is_empty():
        many = len(checked.checks)
        say(console, Text(f"{many} {'check' if many == 1 else 'checks'}, and nothing to ask about.", "bold"))
    elif len(standing) <= _FEW:
        _show_each(console, checked)
    else:
        shown = {"title": "What", "severity": "Severity", "queries": "Queries", "subjects": "Subjects"}
        show_frame(console, checked.by_check(), {"check": "Check"}, shown)
        say(console, f"{_in_words(checked.counts())}. `--only B03` lists a check; -o FILE.xlsx writes every query.")
    if follows:
        changes = checked.changes()
        say(console, f"Since the earlier list: {changes['new']:,} new, {changes['open']:,} still open, "
            f"{changes['closed']:,} closed.")  # fmt: skip
    if output is not None:
        say(console, f"{output}: {len(checked.queries):,} queries")
    show_noticed(checked.study.findings, all_in="the workbook of -o FILE.xlsx has them")


def _show_each(console: Console, checked: CheckedStudy) -> None:
    for row in checked.standing.iter_rows(named=True):
        place = [row["subject"], row["reader"], row["visit"] or _day(row["day"]), row["lesion"]]
        head = Text.assemble((row["check"], "bold"), " ", (_NOUNS[row["severity"]][0], _STYLES[row["severity"]]))
        where = ", ".join(part for part in place if part) or checked.study.name
        say(console, Text.assemble(head, f"  {where}"))
        say(console, f"{row['message']} ({row['source']})", indent=2)
    say(console)
    say(console, f"{_in_words(checked.counts())}.")


def _day(day: int | None) -> str:
    return "" if day is None else f"day {day}"


def _in_words(counts: dict[str, int]) -> str:
    """Put counts by severity into words.

    Examples:
        >>> _in_words({"error": 1, "warning": 0, "query": 12})
        '1 error, 12 questions to the site'
    """
    return ", ".join(f"{count:,} {_NOUNS[kind][count != 1]}" for kind, count in counts.items() if count)
