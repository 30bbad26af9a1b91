"""Convert a study: tidy tables, SDTM domains or ADaM datasets, with an account of every row that was read."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Literal, TypeAlias

from ebbtide.assessment.composite.asking import asked_by_data
from ebbtide.errors import OutputError
from ebbtide.formats.tidy_files import as_file
from ebbtide.study.imports import as_frame
from ebbtide.workflow.assessed import Assessment, Source, assess
from ebbtide.workflow.atomic import staged_folder, translated
from ebbtide.workflow.datasets import package_of, write_package
from ebbtide.workflow.opening import is_large, open_study
from ebbtide.workflow.record import as_json, count_findings, describe_file, describe_run
from ebbtide.workflow.results import RECORD, names_to_replace
from ebbtide.workflow.writing import findings_table, write_table

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    import polars as pl

    from ebbtide.study import Finding, Study

__all__ = ["ConvertOrder", "Converted", "DatasetForm", "Package", "convert_study"]

Package: TypeAlias = Literal["tidy", "sdtm", "adam"]
DatasetForm: TypeAlias = Literal["csv", "parquet", "xpt", "dataset-json", "ndjson", "dsjc"]

ACCOUNT: Final = "conversion"
"""The folder, beside what was converted, that holds the account of it: no reader takes it for a table."""
_OF_TIDY: Final = ("csv", "parquet")


@dataclass(frozen=True)
class ConvertOrder:
    """What a study is to become.

    Args:
        package: Tidy tables, SDTM domains or ADaM datasets.
        form: Kind of files; None for CSV of tidy tables, XPT of the others.
        criteria: Ids of the criteria whose responses the datasets tell; None for those that the study reports,
            RECIST 1.1, iRECIST and those that its diagnoses or its data call for where it reports none.
        options: Readings of ambiguous rules, as text, over those the study pins.
        preset: The set of options to start from, in place of the one the study names.
        responses: Whether responses are computed, or taken as reported.
        terminology: A package of controlled terminology, as NCI publishes it; None for the one that comes along.
        overwrite: Whether an earlier conversion may be replaced.
    """

    package: Package = "tidy"
    form: DatasetForm | None = None
    criteria: Sequence[str] | None = None
    options: Mapping[str, str] | None = None
    preset: str | None = None
    responses: Source = "computed"
    terminology: Path | None = None
    overwrite: bool = False

    @property
    def written_as(self) -> DatasetForm:
        """The kind of files.

        Raises:
            OutputError: If tidy tables are asked for as datasets.
        """
        if self.form is None:
            return "csv" if self.package == "tidy" else "xpt"
        if self.package == "tidy" and self.form not in _OF_TIDY:
            hint = f"write tidy tables as {' or '.join(_OF_TIDY)}, or SDTM and ADaM with --to sdtm or --to adam"
            raise OutputError(f"tidy tables have names too long for {self.form}", hint=hint)
        return self.form


@dataclass(frozen=True)
class Converted:
    """A conversion that was written.

    Args:
        folder: Where it stands.
        record: What was read, how, and what was written, as plain values.
        imports: One row per file that was read: how many rows, used or set aside, and why.
        sponsor_terms: Words that the controlled terminology lacks; empty for tidy tables.
        findings: What was noticed on reading and judging.
    """

    folder: Path
    record: Mapping[str, Any]
    imports: pl.DataFrame
    sponsor_terms: pl.DataFrame | None
    findings: tuple[Finding, ...]


def convert_study(source: Path, folder: Path, order: ConvertOrder) -> Converted:
    """Read a study and write it as something else, whole or not at all.

    Args:
        source: The study: a folder or a file. It is only read.
        folder: Where it goes.
        order: What it is to become.

    Raises:
        DataError: If the study cannot be used.
        CriteriaError: If a criterion or an option is unknown.
        ConformanceError: If a dataset would break a rule of its standard.
        OutputError: If the folder may not or cannot be written, or the study is too large to be held in memory.
    """
    form = order.written_as  # a slip in the command should not wait for a large file
    replaces = names_to_replace(folder, source=source, overwrite=order.overwrite, names=None, record_in=ACCOUNT)
    if is_large(source):
        raise OutputError(f"{source} is too large to be converted as a whole", hint="give it in parts, by subject")
    study = open_study(source, order.options, preset=order.preset)
    findings, terms = study.findings, None
    criteria: tuple[str, ...] = ()
    with staged_folder(folder, replaces=replaces) as staging:
        if order.package == "tidy":
            write_tidy(study, staging, form)
        else:
            package = package_of(_assessed(study, order), order.package, order.terminology)
            write_package(package, staging, form)
            findings, terms, criteria = package.findings, package.sponsor_terms, package.criteria
        record = _account(staging, source, study, order, criteria, findings)
        _write_reports(staging / ACCOUNT, study, findings, terms, record)
    return Converted(folder, record, as_frame(study.imports), terms, findings)


def write_tidy(study: Study, folder: Path, form: DatasetForm) -> None:
    """Write the tables of a study, and the options that it pins, as a study that can be read again."""
    kind: Literal["csv", "parquet"] = "parquet" if form == "parquet" else "csv"
    for name, table in study.tables.items():
        if table.is_empty():
            continue  # a file without rows says nothing
        write_table(as_file(name, table), folder / f"{name}.{kind}", kind)
    with translated(folder):
        (folder / "ebbtide.toml").write_text(_settings(study), encoding="utf-8")


def _settings(study: Study) -> str:
    """Write what a study says about itself; JSON's text, numbers and answers are TOML's."""
    lines = [f"name = {json.dumps(study.name)}"]
    changed = study.options.changed()
    if changed:
        lines += [
            "",
            "[options]",
            *(f"{name} = {json.dumps('none' if value is None else value)}" for name, value in changed.items()),
        ]
    return "\n".join(lines) + "\n"


def _called_for(study: Study) -> list[str]:
    """Name the criteria that a study is told under unasked: by sizes where it has any, and those of its diseases."""
    has_sizes = any(not study.table(name).is_empty() for name in ("measurements", "timepoints"))
    others = [one.id for one in asked_by_data(study)]
    return ["recist-1.1", "irecist", *others] if has_sizes or not others else others


def _assessed(study: Study, order: ConvertOrder) -> Assessment:
    said = study.table("reported")["criterion"].unique().sort().to_list()
    wanted = order.criteria or said or _called_for(study)
    return assess(study, criteria=wanted, responses=order.responses, explanations=False)


def _account(
    staging: Path,
    source: Path,
    study: Study,
    order: ConvertOrder,
    criteria: Iterable[str],
    findings: tuple[Finding, ...],
) -> dict[str, Any]:
    """Say what was read and written."""
    record = describe_run(
        study=study.name,
        source=source,
        shown_as=str(source),
        criteria=criteria,
        options=study.options,
        counts={"subjects": len(study.subjects), "findings": count_findings(findings)},
    )
    record["converted_to"] = {"package": order.package, "form": order.written_as}
    with translated(staging):
        written = sorted(path for path in staging.rglob("*") if path.is_file())
        record["outputs"] = [describe_file(path, path.relative_to(staging).as_posix()) for path in written]
    return record


def _write_reports(
    folder: Path, study: Study, findings: tuple[Finding, ...], terms: pl.DataFrame | None, record: Mapping[str, Any]
) -> None:
    with translated(folder):
        folder.mkdir()
    write_table(as_frame(study.imports), folder / "imports.csv", "csv")
    write_table(findings_table(findings), folder / "noticed.csv", "csv")
    if terms is not None:
        write_table(terms, folder / "sponsor_terms.csv", "csv")
    with translated(folder):
        (folder / RECORD).write_text(as_json(record) + "\n", encoding="utf-8")
