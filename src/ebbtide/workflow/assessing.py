"""Judge a study, and write what came of it whole or not at all."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from ebbtide.assessment import assess, assess_stream
from ebbtide.criteria import chosen
from ebbtide.errors import OutputError
from ebbtide.workflow.agreeing import agreement_with_reported
from ebbtide.workflow.atomic import staged_folder, translated
from ebbtide.workflow.opening import is_large, open_study, options_for, table_of
from ebbtide.workflow.record import as_json, count_findings, describe_file, describe_run
from ebbtide.workflow.results import RECORD, names_to_replace
from ebbtide.workflow.writing import Form, Parts, findings_table, write_table

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from ebbtide.assessment import Assessment
    from ebbtide.study import Finding

__all__ = ["Explanations", "Order", "Run", "assess_study", "judge_study", "write_assessment"]

Explanations: TypeAlias = Literal["auto", "always", "never"]
_WISHES: Mapping[Explanations, bool | None] = {"auto": None, "always": True, "never": False}


@dataclass(frozen=True)
class Order:
    """How a study is to be judged and written.

    Args:
        criteria: Ids of the criteria; None for all.
        options: Readings of ambiguous rules, as text, over those the study pins.
        form: Kind of files; None for CSV, or Parquet where the study is large.
        explanations: Whether the reasons are written as text too; auto: up to 100,000 responses.
        overwrite: Whether earlier results may be replaced.
    """

    criteria: Sequence[str] | None = None
    options: Mapping[str, str] | None = None
    form: Form | None = None
    explanations: Explanations = "auto"
    overwrite: bool = False


@dataclass(frozen=True)
class Run:
    """An assessment that was written.

    Args:
        folder: Where the results stand.
        record: What ``run.json`` says: what was read, how it was judged, what was written.
        findings: What was noticed on reading and judging.
        assessment: The assessment; None for a large study, which is never in memory as a whole.
    """

    folder: Path
    record: Mapping[str, Any]
    findings: tuple[Finding, ...]
    assessment: Assessment | None = None


def judge_study(source: Path, order: Order) -> Assessment:
    """Read a study and judge it, and write nothing.

    Raises:
        DataError: If the study cannot be used.
        CriteriaError: If a criterion or an option is unknown.
        OutputError: If the study is so large that it has to be written.
    """
    if is_large(source):
        raise OutputError(f"{source} is too large to be shown", hint="name a folder for the results with -o")
    chosen(order.criteria)  # a slip in the command should not wait for a large file
    study = open_study(source, order.options)
    return assess(study, criteria=order.criteria, explanations=_WISHES[order.explanations])


def assess_study(
    source: Path, folder: Path, order: Order, *, progress: Callable[[int, int], None] = lambda _done, _total: None
) -> Run:
    """Read a study, judge it and write the results into a folder.

    The folder receives ``responses``, ``settled``, ``findings.csv`` and ``run.json``, all of them
    or none. A Parquet table of more than a million rows is judged block by block and written in
    parts of 25,000 subjects.

    Args:
        source: The study: a folder or a file. It is only read.
        folder: Where the results go.
        order: How the study is judged and written.
        progress: Told how many rows are done and of how many, where that takes long.

    Raises:
        DataError: If the study cannot be used.
        CriteriaError: If a criterion or an option is unknown.
        OutputError: If the folder may not or cannot be written.
    """
    replaces = names_to_replace(folder, source=source, overwrite=order.overwrite)
    chosen(order.criteria)
    if is_large(source):
        return _stream(source, folder, order, replaces, progress)
    return write_assessment(judge_study(source, order), folder, source=source, form=order.form, replaces=replaces)


def write_assessment(
    assessment: Assessment,
    folder: Path,
    *,
    source: Path,
    form: Form | None = None,
    replaces: frozenset[str] = frozenset(),
    shown_as: str = "",
) -> Run:
    """Write an assessment into a folder, whole or not at all.

    Args:
        assessment: What to write.
        folder: Where to.
        source: The study it was made from, described in the record with its files.
        form: Kind of files; None for CSV.
        replaces: Names in the folder that give way.
        shown_as: What the record calls the study's place; by default ``source``.
    """
    kind = form or "csv"
    with staged_folder(folder, replaces=replaces) as staging:
        write_table(assessment.responses, staging / f"responses.{kind}", kind)
        write_table(assessment.settled, staging / f"settled.{kind}", kind)
        write_table(findings_table(assessment.findings), staging / "findings.csv", "csv")
        record = describe_run(
            study=assessment.study.name,
            source=source,
            shown_as=shown_as or str(source),
            criteria=[criterion.id for criterion in assessment.criteria],
            options=assessment.options,
            counts=_counts(assessment),
        )
        _close(staging, record)
    return Run(folder, record, assessment.findings, assessment)


def _counts(assessment: Assessment) -> dict[str, Any]:
    responses = assessment.responses
    return {
        "subjects": responses["subject"].n_unique(),
        "timepoints": responses.select("subject", "reader", "day").n_unique(),
        "responses": len(responses),
        "settled": len(assessment.settled),
        "findings": count_findings(assessment.findings),
        "agreement": [entry._asdict() for entry in agreement_with_reported(assessment)],
    }


def _close(staging: Path, record: dict[str, Any]) -> None:
    """Add to the record what was written, and write it last."""
    with translated(staging):
        written = sorted(path for path in staging.rglob("*") if path.is_file())
        record["outputs"] = [describe_file(path, path.relative_to(staging).as_posix()) for path in written]
        (staging / RECORD).write_text(as_json(record) + "\n", encoding="utf-8")


def _stream(
    source: Path, folder: Path, order: Order, replaces: frozenset[str], progress: Callable[[int, int], None]
) -> Run:
    """Judge a large Parquet table in blocks and write it in parts."""
    options = options_for(source, order.options)
    form: Form = order.form or "parquet"
    with staged_folder(folder, replaces=replaces) as staging:
        responses, settled = Parts(staging / "responses", form), Parts(staging / "settled", form)
        summary = assess_stream(
            table_of(source),
            responses.add,
            criteria=order.criteria,
            options=options,
            write_settled=settled.add,
            explanations=order.explanations == "always",
            progress=progress,
        )
        responses.close()
        settled.close()
        write_table(findings_table(summary.findings), staging / "findings.csv", "csv")
        counts = {
            "subjects": summary.subjects,
            "responses": summary.responses,
            "settled": settled.rows,
            "findings": count_findings(summary.findings),
        }
        record = describe_run(
            study=source.stem,
            source=source,
            shown_as=str(source),
            criteria=[criterion.id for criterion in chosen(order.criteria)],
            options=options,
            counts=counts,
        )
        _close(staging, record)
    return Run(folder, record, tuple(summary.findings))
