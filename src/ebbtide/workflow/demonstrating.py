"""Copy a bundled study, assess it and say what was found."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from shutil import copyfile
from typing import TYPE_CHECKING

import polars as pl

from ebbtide import examples
from ebbtide.errors import MissingExtraError, OutputError
from ebbtide.formats import read_study
from ebbtide.workflow.assessing import Order, Run, judge_study, write_assessment
from ebbtide.workflow.atomic import staged_folder, translated
from ebbtide.workflow.ctdna_outcomes import ctdna_outcomes, ctdna_tables
from ebbtide.workflow.record import describe_file
from ebbtide.workflow.reporting.records import records_report
from ebbtide.workflow.reporting.writing import REPORT, write_reports
from ebbtide.workflow.results import RECORD, read_record
from ebbtide.workflow.tables import write_tables

if TYPE_CHECKING:
    from ebbtide.examples import Example
    from ebbtide.study import Study
    from ebbtide.workflow.assessed import Assessment
    from ebbtide.workflow.ctdna_outcomes import CtdnaOutcomes

__all__ = ["Demonstration", "demonstrate"]

STUDY, RESULTS = "study", "results"
A_FEW = 3
"""Subjects up to which each has a dossier."""


@dataclass(frozen=True)
class Demonstration:
    """A bundled study, copied and assessed, or compared where no criterion can judge it.

    Args:
        example: Which study, with its licence and citation.
        folder: Where the copy (``study``) and the results (``results``) stand.
        run: What was written and found.
        subject: One whose calls, or evidence, are worth a look.
        by_ctdna: Response and survival by class of ctDNA, where that is what the study is for.
    """

    example: Example
    folder: Path
    run: Run
    subject: str
    by_ctdna: CtdnaOutcomes | None = None


def demonstrate(name: str, folder: Path | None = None, *, overwrite: bool = False) -> Demonstration:
    """Copy a bundled study into a folder, assess it there and write the results beside it.

    Args:
        name: The study; ``ebbtide.examples.names()`` lists them.
        folder: Where to; by default ``ebbtide-demo-NAME`` in the working folder. An earlier
            demo that nobody has changed is replaced.
        overwrite: Whether an earlier demo that was changed is replaced too.

    Raises:
        CriteriaError: If there is no such study.
        OutputError: If the folder holds something else or cannot be written.
        MissingExtraError: If the study is there to be compared, and what computes intervals is not installed.
    """
    bundled, target = examples.path(name), folder or Path(f"ebbtide-demo-{name}")
    replaces = _names_to_replace(target, bundled, overwrite=overwrite)
    if not examples.about(name).judged:
        return _compared(name, bundled, target, replaces)
    assessment = judge_study(bundled, Order())
    with staged_folder(target, replaces=replaces) as staging:
        _copy(bundled, staging / STUDY)
        also = partial(_reported, assessment)
        run = write_assessment(
            assessment, staging / RESULTS, Order(), source=staging / STUDY, shown_as=STUDY, also=also
        )
    subject = _worth_explaining(assessment)
    return Demonstration(examples.about(name), target, replace(run, folder=target / RESULTS), subject)


def _compared(name: str, bundled: Path, target: Path, replaces: frozenset[str]) -> Demonstration:
    """Copy a study that no criterion can judge, and compare what it is there for."""
    found, study = ctdna_outcomes(), read_study(bundled)
    with staged_folder(target, replaces=replaces) as staging:
        _copy(bundled, staging / STUDY)
        place, told = staging / RESULTS, ctdna_tables(found)
        pages = _page_of(found, study, examples.about(name))
        write_tables(told, study, staging / STUDY, place, form="csv", overwrite=False, shown_as=STUDY, pages=pages)
        run = Run(target / RESULTS, read_record(place), tuple(study.findings))
    return Demonstration(examples.about(name), target, run, study.subjects[0], found)


def _reported(assessment: Assessment, folder: Path) -> None:
    """Write the reports, where what draws them is installed: of the study, and of each subject of a few."""
    subjects = assessment.study.subjects if len(assessment.study.subjects) <= A_FEW else []
    with suppress(MissingExtraError):
        write_reports(assessment, folder, list(subjects))


def _page_of(found: CtdnaOutcomes, study: Study, example: Example) -> dict[str, str]:
    """Write the report of a comparison, where what draws it is installed."""
    with suppress(MissingExtraError):
        return {REPORT: records_report(study, found, citation=f"{example.citation} Licence: {example.licence}.")}
    return {}


def _worth_explaining(assessment: Assessment) -> str:
    """Choose a subject: the first whose progression was later taken back, else the first."""
    settled = assessment.settled.filter(pl.col("outcome").is_in(["disregarded", "negated"]))
    return str((settled if len(settled) else assessment.responses)["subject"][0])


def _names_to_replace(target: Path, bundled: Path, *, overwrite: bool) -> frozenset[str]:
    if target.exists() and not target.is_dir():
        raise OutputError(f"{target} is a file", hint="-o names a folder")
    if not target.exists() or not any(target.iterdir()):
        return frozenset()
    if not read_record(target / RESULTS) or not (target / STUDY).is_dir():
        raise OutputError(f"{target} is not empty and holds no earlier demo", hint="name another folder with -o")
    if not overwrite and not _is_untouched(target, bundled):
        hint = "name another folder with -o, or add --overwrite to start afresh"
        raise OutputError(f"{target} holds an earlier demo that was changed", hint=hint)
    return frozenset((STUDY, RESULTS))


def _is_untouched(target: Path, bundled: Path) -> bool:
    """Say whether a folder still holds what an earlier demo wrote, byte for byte, and nothing else."""
    wrote = {f"{RESULTS}/{RECORD}": ""}
    wrote |= {f"{RESULTS}/{output['file']}": output["sha256"] for output in read_record(target / RESULTS)["outputs"]}
    wrote |= {f"{STUDY}/{path.name}": describe_file(path, "")["sha256"] for path in _files_of(bundled)}
    there = {path.relative_to(target).as_posix(): path for path in target.rglob("*") if path.is_file()}
    return there.keys() == wrote.keys() and all(
        digest in ("", describe_file(there[name], "")["sha256"]) for name, digest in wrote.items()
    )


def _copy(bundled: Path, folder: Path) -> None:
    with translated(folder):
        folder.mkdir()
        for path in _files_of(bundled):
            copyfile(path, folder / path.name)


def _files_of(bundled: Path) -> list[Path]:
    return sorted(path for path in bundled.iterdir() if path.is_file())
