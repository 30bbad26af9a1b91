"""The report that was asked for: of a study that is judged, of one that cannot be, or of one subject."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from ebbtide.assessment.composite.asking import asked_by_data
from ebbtide.workflow.assessing import judge_opened, judge_study, must_fit_in_memory
from ebbtide.workflow.opening import open_study
from ebbtide.workflow.reporting.records import records_report
from ebbtide.workflow.reporting.study import study_report
from ebbtide.workflow.reporting.subject import subject_dossier

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from ebbtide.study import Finding, Study
    from ebbtide.workflow.assessing import Order

__all__ = ["Reported", "report_study", "report_subject"]


class Reported(NamedTuple):
    """A report, what it is of, and what was noticed on reading and judging."""

    page: str
    about: str
    findings: tuple[Finding, ...]


def report_study(
    source: Path,
    order: Order,
    *,
    reader: str | None = None,
    landmark: int | None = None,
    progress: Callable[[int, int], None] = lambda _done, _total: None,
) -> Reported:
    """Read a study, judge it and write its report; a study that no criterion can judge is told by its records.

    Raises:
        DataError: If the study cannot be used, or no such reader read.
        CriteriaError: If a criterion or an option is unknown.
        OutputError: If the study is too large for one page.
        MissingExtraError: If what draws or writes pages is not installed.
    """
    must_fit_in_memory(source, order)
    study = open_study(source, order.options, preset=order.preset)
    if order.responses == "computed" and order.criteria is None and not holds_anything_to_judge(study):
        page = records_report(study, progress=progress)
        return Reported(page, f"records of {study.name}; nothing in it can be judged", tuple(study.findings))
    assessment = judge_opened(study, replace(order, explanations="never"))
    page = study_report(assessment, reader=reader, landmark=landmark, progress=progress)
    return Reported(page, f"report of {study.name}", assessment.findings)


def report_subject(
    source: Path,
    order: Order,
    subject: str,
    *,
    day: int | None = None,
    reader: str | None = None,
    progress: Callable[[int, int], None] = lambda _done, _total: None,
) -> Reported:
    """Read a study, judge it and write the dossier of one subject.

    Raises:
        DataError: If the study cannot be used, has no such subject or reader, or nothing of it by that day.
        CriteriaError: If a criterion or an option is unknown.
        MissingExtraError: If what draws or writes pages is not installed.
    """
    assessment = judge_study(source, order)
    page = subject_dossier(assessment, subject, day=day, reader=reader, progress=progress)
    return Reported(page, f"dossier of {subject}", assessment.findings)


def holds_anything_to_judge(study: Study) -> bool:
    """Tell whether a study holds lesions, sums, responses, or findings of leukemia.

    Examples:
        >>> import ebbtide
        >>> [
        ...     holds_anything_to_judge(ebbtide.read_study(ebbtide.examples.path(name)))
        ...     for name in ("inspire", "gastric-car-t", "donor-car-t")
        ... ]
        [False, True, True]
    """
    tables = ("measurements", "timepoints", "reported")
    of_marrow = any(one.looks == "marrow" for one in asked_by_data(study))
    return of_marrow or not all(study.table(name).is_empty() for name in tables)
