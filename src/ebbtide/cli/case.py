"""One study of a few patients, told from the calls to the end, chapter by chapter."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text

from ebbtide import workflow
from ebbtide.cli.divergence import MOST_SHOWN, show_divergence
from ebbtide.cli.evidence import show_evidence
from ebbtide.cli.kinetics import show_cells
from ebbtide.cli.pathway import show_standing
from ebbtide.cli.show import say, say_pairs
from ebbtide.cli.toxicity import show_grades

if TYPE_CHECKING:
    from pathlib import Path

    from rich.console import Console

    from ebbtide.workflow import Assessment, FollowedCase

__all__ = ["show_case"]


def show_case(console: Console, assessment: Assessment, source: Path, *, published_in: str = "") -> None:
    """Show what the criteria say, what else is known, the cells, what they did, the flare, and the end.

    Args:
        console: Where.
        assessment: The study, judged.
        source: Where it stands.
        published_in: The key of the paper that the study is from.
    """
    _chapter(console, 1, "What the criteria say on each day")
    show_divergence(workflow.compare_calls(assessment, most=MOST_SHOWN))
    _show_outcomes(console, assessment)
    _chapter(console, 2, "What was given, what happened, what was found")
    for subject in assessment.study.subjects:
        _show_course(console, assessment, subject)
    _show_cells(console, assessment)
    cases = [workflow.follow_case(assessment, source, subject) for subject in assessment.study.subjects]
    _chapter(console, 5, "At the flare")
    for case in cases:
        _show_flare(console, case, published_in)
    _chapter(console, 6, "How it ended")
    for case in cases:
        say(console, Text(case.subject, "bold"))
        say_pairs(console, case.ended)
        say(console)


def _chapter(console: Console, number: int, title: str) -> None:
    say(console, Text(f"{number}. {title}", "bold underline"))
    say(console)


def _show_outcomes(console: Console, assessment: Assessment) -> None:
    say(console)
    for subject in assessment.study.subjects:
        outcomes = workflow.tell_outcomes(assessment, subject)
        if outcomes:
            say(console, Text("What hindsight makes of each progression", "bold"))
            say_pairs(console, outcomes)
            say(console)


def _show_course(console: Console, assessment: Assessment, subject: str) -> None:
    say(console, Text(subject, "bold"))
    told = workflow.tell_course(assessment.study, subject)
    say_pairs(
        console,
        ((f"day {day:>4}" if place == 0 else "", text) for day, said in told for place, text in enumerate(said)),
    )
    say(console)


def _show_cells(console: Console, assessment: Assessment) -> None:
    cells = workflow.CellKinetics(assessment.study)
    _chapter(console, 3, "The cells")
    if cells.infusions.is_empty():
        say(console, "No infusion of cells is recorded.")
    else:
        show_cells(console, cells)
    _chapter(console, 4, "What they did to the patient")
    show_grades(console, workflow.CellToxicity(assessment.study))


def _show_flare(console: Console, case: FollowedCase, published_in: str) -> None:
    if case.flare is None:
        said = "No progression was called and later taken back, and nothing is told to have become larger."
        say(console, Text.assemble((case.subject, "bold"), f": no flare. {said}"))
        say(console)
        return
    say(console, Text(f"{case.subject}, day {case.flare.day}", "bold"))
    say_pairs(console, case.flare.said)
    say(console)
    if case.evidence is not None:
        show_evidence(console, case.evidence, day=case.flare.day)
        if published_in in case.evidence.cases["source"]:
            say(console, f"The study is from {published_in}: what is published there is this patient.", indent=2)
        say(console)
    if case.standing is not None:
        show_standing(console, case.standing)
        say(console)
