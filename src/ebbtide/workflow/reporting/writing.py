"""Write reports: one HTML file each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ebbtide.workflow.atomic import translated, write_atomically
from ebbtide.workflow.reporting.study import study_report
from ebbtide.workflow.reporting.subject import subject_dossier

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from ebbtide.workflow.assessed import Assessment

__all__ = ["DOSSIER", "PAGES", "REPORT", "write_page", "write_reports"]

PAGES: Final = (".html", ".htm")
REPORT: Final = "report.html"
DOSSIER: Final = "dossier-{number}.html"
"""Named by the subject's number in the study: a name from the data may be no name of a file."""


def write_page(page: str, target: Path) -> None:
    """Write a page, whole or not at all.

    Raises:
        OutputError: If it cannot be written.
    """
    with translated(target):
        target.parent.mkdir(parents=True, exist_ok=True)
    write_atomically(target, page.encode())


def write_reports(
    assessment: Assessment,
    folder: Path,
    subjects: list[str],
    progress: Callable[[int, int], None] = lambda _done, _total: None,
) -> None:
    """Write the report of a study, and the dossiers of some subjects beside it.

    Args:
        assessment: The study, judged.
        folder: Where to; it is there.
        subjects: Whose dossiers.
        progress: Told how many sections of the study's report are done, and of how many.

    Raises:
        DataError: If the study has no such subject.
        MissingExtraError: If what draws or writes pages is not installed.
    """
    write_page(study_report(assessment, progress=progress), folder / REPORT)
    for subject in subjects:
        number = assessment.study.subjects.index(subject) + 1
        write_page(subject_dossier(assessment, subject), folder / DOSSIER.format(number=number))
