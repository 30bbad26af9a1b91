"""Judge a study, and write what came of it whole or not at all."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from ebbtide.assessment import assess_stream
from ebbtide.criteria import chosen, composites
from ebbtide.errors import OutputError
from ebbtide.workflow.agreeing import agreement_with_reported
from ebbtide.workflow.assessed import Assessment, Source, assess
from ebbtide.workflow.atomic import staged_folder, translated
from ebbtide.workflow.opening import is_large, open_study, open_subject, options_for, table_of
from ebbtide.workflow.record import as_json, count_findings, describe_file, describe_inputs, describe_run
from ebbtide.workflow.results import RECORD, TABLES, names_to_replace
from ebbtide.workflow.writing import Form, Parts, findings_table, write_table

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from concurrent.futures import Future
    from pathlib import Path

    import polars as pl

    from ebbtide.assessment import JudgedStudy
    from ebbtide.criteria import AnyCriterion
    from ebbtide.study import Finding, Study

__all__ = ["Explanations", "Order", "Run", "assess_study", "judge_study", "write_assessment"]

Explanations: TypeAlias = Literal["auto", "always", "never"]
_PARTS = "components"
_LATE = "patterns"  # the table that takes longest to make: the others are written meanwhile
_DATASETS = ("xpt", "dataset-json")
_NOTHING: Mapping[Path, Mapping[str, Any]] = MappingProxyType({})
_WISHES: Mapping[Explanations, bool | None] = {"auto": None, "always": True, "never": False}


@dataclass(frozen=True)
class Order:
    """How a study is to be judged and written.

    Args:
        criteria: Ids of the criteria; None for all.
        options: Readings of ambiguous rules, as text, over those the study pins.
        preset: The set of options to start from, in place of the one the study names.
        responses: Whether responses are computed, or taken as reported.
        form: Kind of files; None for CSV, or Parquet where the study is large. As XPT or Dataset-JSON the CDISC
            datasets are written in place of the tables, SDTM and ADaM, each with its Define-XML.
        explanations: Whether the reasons are written as text too; auto: up to 100,000 responses.
        tables: Which results are written, by name; None for all.
        overwrite: Whether earlier results may be replaced.
    """

    criteria: Sequence[str] | None = None
    options: Mapping[str, str] | None = None
    preset: str | None = None
    responses: Source = "computed"
    form: Form | Literal["xpt", "dataset-json"] | None = None
    explanations: Explanations = "auto"
    tables: Sequence[str] | None = None
    overwrite: bool = False

    @property
    def written(self) -> tuple[str, ...]:
        """The results to write, in the order of the house.

        Raises:
            OutputError: If one is unknown.
        """
        unknown = [name for name in self.tables or () if name not in TABLES]
        if unknown:
            raise OutputError(f"unknown table {unknown[0]!r}", hint=f"there are {', '.join(TABLES)}")
        return tuple(name for name in TABLES if self.tables is None or name in self.tables)

    def written_of(self, criteria: Sequence[AnyCriterion]) -> tuple[str, ...]:
        """The results to write of some criteria: only composite ones have components."""
        return tuple(name for name in self.written if name != _PARTS or composites(criteria) or self.tables)


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


def judge_study(source: Path, order: Order, *, subject: str | None = None) -> Assessment:
    """Read a study and judge it, and write nothing.

    Args:
        source: The study.
        order: How it is judged.
        subject: Take this subject alone.

    Raises:
        DataError: If the study cannot be used, or has no such subject.
        CriteriaError: If a criterion or an option is unknown.
        OutputError: If the study is so large that it has to be written.
    """
    if subject is None:
        must_fit_in_memory(source, order)
    chosen(order.criteria)  # a slip in the command should not wait for a large file
    if subject is None:
        study = open_study(source, order.options, preset=order.preset)
    else:
        study = open_subject(source, subject, order.options, preset=order.preset)
    return judge_opened(study, order)


def must_fit_in_memory(source: Path, order: Order) -> None:
    """Refuse to judge as a whole a study that is so large that it has to be written.

    Raises:
        OutputError: If it is.
    """
    if order.responses == "computed" and is_large(source):
        raise OutputError(f"{source} is too large to be shown", hint="name a folder for the results with -o")


def judge_opened(study: Study, order: Order) -> Assessment:
    """Judge a study that was read.

    Raises:
        DataError: If it cannot be used.
        CriteriaError: If a criterion is unknown.
    """
    wish = _WISHES[order.explanations]
    return assess(study, criteria=order.criteria, responses=order.responses, explanations=wish)


def assess_study(
    source: Path, folder: Path, order: Order, *, progress: Callable[[int, int], None] = lambda _done, _total: None
) -> Run:
    """Read a study, judge it and write the results into a folder.

    The folder receives ``responses``, ``settled``, ``best_responses``, ``endpoints``, ``patterns``,
    ``findings.csv`` and ``run.json``, all of them or none. A Parquet table of more than a million rows
    is judged block by block and written in parts of 25,000 subjects.

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
    if not order.written:  # a slip in the command should not wait for a large study
        raise OutputError("no table is to be written", hint=f"there are {', '.join(TABLES)}")
    if order.responses == "computed" and is_large(source):
        if order.form in _DATASETS:
            hint = "write csv or parquet, or give the study in parts, by subject"
            raise OutputError(f"{source} is too large for datasets as {order.form}", hint=hint)
        return _stream(source, folder, order, replaces, progress)
    return write_assessment(judge_study(source, order), folder, order, source=source, replaces=replaces)


def write_assessment(
    assessment: Assessment,
    folder: Path,
    order: Order,
    *,
    source: Path,
    replaces: frozenset[str] = frozenset(),
    shown_as: str = "",
    also: Callable[[Path], None] = lambda _folder: None,
) -> Run:
    """Write an assessment into a folder, whole or not at all.

    Args:
        assessment: What to write.
        folder: Where to.
        order: What is written, and as what kind of files.
        source: The study it was made from, described in the record with its files.
        replaces: Names in the folder that give way.
        shown_as: What the record calls the study's place; by default ``source``.
        also: Writes more into the folder; the record accounts for it.
    """
    with staged_folder(folder, replaces=replaces) as staging:
        _write_results(assessment, staging, order)
        write_table(findings_table(assessment.findings), staging / "findings.csv", "csv")
        also(staging)
        record = describe_run(
            study=assessment.study.name,
            source=source,
            shown_as=shown_as or str(source),
            criteria=[criterion.id for criterion in assessment.criteria],
            options=assessment.options,
            counts=_counts(assessment),
        )
        record["responses_are"] = assessment.source
        _close(staging, record)
    return Run(folder, record, assessment.findings, assessment)


def _write_results(assessment: Assessment, staging: Path, order: Order) -> None:
    """Write the tables of results, or the datasets that tell the same."""
    if order.form in _DATASETS:
        from ebbtide.workflow.datasets import STANDARDS, package_of, write_package

        for standard in STANDARDS:
            write_package(package_of(assessment, standard), staging / standard, order.form)
        return
    kind: Form = "parquet" if order.form == "parquet" else "csv"
    for name in order.written_of(assessment.criteria):
        write_table(table_of_results(assessment, name, order.explanations), staging / f"{name}.{kind}", kind)


def table_of_results(assessment: Assessment, name: str, explanations: Explanations = "auto") -> pl.DataFrame:
    """Give a table of an assessment by the name it is written under."""
    explain = _WISHES[explanations]
    match name:
        case "responses":
            return assessment.responses
        case "settled":
            return assessment.settled
        case "best_responses":
            return assessment.best_responses(explain=explain)
        case "endpoints":
            return assessment.endpoints(explain=explain)
        case "components":
            return assessment.components
        case _:
            return assessment.patterns(explain=explain)


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


def _close(staging: Path, record: dict[str, Any], described: Mapping[Path, Mapping[str, Any]] = _NOTHING) -> None:
    """Add to the record what was written, and write it last.

    Args:
        staging: The folder that was written.
        record: What is known of the run.
        described: The files of the folder that have been described already.
    """
    with translated(staging):
        written = sorted(path for path in staging.rglob("*") if path.is_file())
        record["outputs"] = [described.get(path) or _describe_in(staging, path) for path in written]
        (staging / RECORD).write_text(as_json(record) + "\n", encoding="utf-8")


def _describe_in(folder: Path, path: Path) -> dict[str, Any]:
    """Describe a file of a folder, named by its place there."""
    return describe_file(path, path.relative_to(folder).as_posix())


class TablesInParts:
    """The tables of a large study, written part by part as it is judged.

    Args:
        folder: Where they go, a folder to each table.
        names: Which tables.
        form: Kind of files.
        explanations: Whether what is derived is explained as text.
        pool: Makes the slowest table, patterns, while the others are written.

    Attributes:
        written: The parts of each table.
        described: What the record says of each file, made as soon as it is written.
    """

    def __init__(
        self, folder: Path, names: Sequence[str], form: Form, explanations: Explanations, pool: ThreadPoolExecutor
    ) -> None:
        self.written = {name: Parts(folder / name, form) for name in names}
        self.described: dict[Path, dict[str, Any]] = {}
        self._folder = folder
        self._explanations = explanations
        self._pool = pool
        self._late: Future[pl.DataFrame] | None = None

    def take(self, part: JudgedStudy) -> None:
        """Derive and write what follows from a part."""
        assessment = Assessment(part)
        if _LATE in self.written:
            assessment.endpoints(explain=False)  # patterns rest on them: made before two threads ask for them
            self._add_late()
            self._late = self._pool.submit(table_of_results, assessment, _LATE, self._explanations)
        for name, parts in self.written.items():
            if name != _LATE:
                parts.add(table_of_results(assessment, name, self._explanations))
        self._describe()

    def close(self) -> None:
        """Write what still waits."""
        self._add_late()
        for parts in self.written.values():
            parts.close()
        self._describe()

    def _describe(self) -> None:
        """Describe the files that are new, while the next part is judged."""
        new = [path for parts in self.written.values() for path in parts.written if path not in self.described]
        with translated(self._folder):
            self.described |= {path: _describe_in(self._folder, path) for path in new}

    def _add_late(self) -> None:
        if self._late is not None:
            self.written[_LATE].add(self._late.result())
        self._late = None


def _stream(
    source: Path, folder: Path, order: Order, replaces: frozenset[str], progress: Callable[[int, int], None]
) -> Run:
    """Judge a large Parquet table in blocks and write it in parts."""
    options = options_for(source, order.options, preset=order.preset)
    form: Form = "csv" if order.form == "csv" else "parquet"
    explanations: Explanations = "always" if order.explanations == "always" else "never"
    with staged_folder(folder, replaces=replaces) as staging, ThreadPoolExecutor(1, "ebbtide-patterns") as pool:
        inputs = pool.submit(describe_inputs, source)
        tables = TablesInParts(staging, order.written_of(chosen(order.criteria)), form, explanations, pool)
        summary = assess_stream(
            table_of(source),
            tables.take,
            criteria=order.criteria,
            options=options,
            settles=order.written != ("responses",),
            keeps_readings="patterns" in order.written,
            explanations=explanations == "always",
            progress=progress,
        )
        tables.close()
        write_table(findings_table(summary.findings), staging / "findings.csv", "csv")
        counts = {
            "subjects": summary.subjects,
            "responses": summary.responses,
            **{name: parts.rows for name, parts in tables.written.items()},
            "findings": count_findings(summary.findings),
        }
        record = describe_run(
            study=source.stem,
            source=source,
            shown_as=str(source),
            criteria=[criterion.id for criterion in chosen(order.criteria)],
            options=options,
            counts=counts,
            inputs=inputs.result(),
        )
        record["responses_are"] = "computed"
        _close(staging, record, tables.described)
    return Run(folder, record, tuple(summary.findings))
