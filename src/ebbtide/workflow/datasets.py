"""The CDISC datasets of an assessment, with what they are held to, and their files."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final, Literal

from ebbtide.cdisc.adam.adrs import adrs
from ebbtide.cdisc.adam.adtr import adtr
from ebbtide.cdisc.adam.adtte import adtte
from ebbtide.cdisc.conformance import refuse
from ebbtide.cdisc.derived import Derived
from ebbtide.cdisc.sdtm.dm import dm
from ebbtide.cdisc.sdtm.rs import rs
from ebbtide.cdisc.sdtm.supplements import supplements
from ebbtide.cdisc.sdtm.tr import tr
from ebbtide.cdisc.sdtm.tu import tu
from ebbtide.cdisc.sponsor import sponsor_terms
from ebbtide.cdisc.traceability import relrec
from ebbtide.formats.datasets import write_dataset
from ebbtide.formats.datasets.define import define_xml
from ebbtide.formats.terminology import read_terminology
from ebbtide.terms.terminology import bundled
from ebbtide.workflow.atomic import translated

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    import polars as pl

    from ebbtide.formats.datasets.dataset import Dataset
    from ebbtide.study import Finding
    from ebbtide.terms.terminology import Terminology
    from ebbtide.workflow.assessed import Assessment

__all__ = ["STANDARDS", "DatasetPackage", "derived_of", "package_of", "write_package"]

_ENDINGS: Final[Mapping[str, str]] = {
    "csv": "csv",
    "parquet": "parquet",
    "xpt": "xpt",
    "dataset-json": "json",
    "ndjson": "ndjson",
    "dsjc": "dsjc",
}
STANDARDS: Final[tuple[Literal["sdtm", "adam"], ...]] = ("sdtm", "adam")


@dataclass(frozen=True)
class DatasetPackage:
    """Datasets that go together.

    Args:
        standard: SDTM or ADaM.
        datasets: The datasets, in the order in which they are listed.
        terminology: The controlled terminology that they are held to.
        sponsor_terms: The words in them that it lacks.
        criteria: Ids of the criteria that they tell of.
        findings: What was noticed on the way.
    """

    standard: Literal["sdtm", "adam"]
    datasets: tuple[Dataset, ...]
    terminology: Terminology
    sponsor_terms: pl.DataFrame
    criteria: tuple[str, ...]
    findings: tuple[Finding, ...]


def derived_of(assessment: Assessment) -> Derived:
    """Hand an assessment to the datasets."""
    return Derived(
        study=assessment.study,
        criteria=assessment.criteria,
        source=assessment.source,
        options=assessment.options,
        responses=assessment.responses,
        courses=assessment.courses,
        milestones=assessment.milestones,
        parameters=assessment.parameters(),
        best=assessment.best_responses(explain=False),
        endpoints=assessment.endpoints(explain=True),
    )


def package_of(
    assessment: Assessment, standard: Literal["sdtm", "adam"], terminology: Path | None = None
) -> DatasetPackage:
    """Make the datasets of a standard.

    Args:
        assessment: What they tell.
        standard: SDTM or ADaM.
        terminology: A file of controlled terminology; None for the package that comes along.

    Raises:
        DataError: If the terminology cannot be read.
    """
    words = bundled() if terminology is None else read_terminology(terminology)
    derived = derived_of(assessment)
    datasets = _domains(derived) if standard == "sdtm" else (adtr(derived), adrs(derived), adtte(derived))
    filled = tuple(dataset for dataset in datasets if not dataset.frame.is_empty())
    ids = tuple(criterion.id for criterion in assessment.criteria)
    return DatasetPackage(standard, filled, words, sponsor_terms(filled, words), ids, assessment.findings)


def _domains(derived: Derived) -> tuple[Dataset, ...]:
    """Make the domains, their supplemental qualifiers and what relates them."""
    return (dm(derived), tu(derived), tr(derived), rs(derived), *supplements(derived), relrec(derived))


def write_package(package: DatasetPackage, folder: Path, form: str) -> None:
    """Write the datasets and their Define-XML.

    Raises:
        ConformanceError: If a dataset would break a rule of its standard; nothing is written then.
        OutputError: If the disk refuses.
    """
    refuse(package.datasets, package.terminology, transport=form == "xpt")
    created = datetime.now(UTC).replace(microsecond=0)
    files = {dataset.name: f"{dataset.name.lower()}.{_ENDINGS[form]}" for dataset in package.datasets}
    with translated(folder):
        folder.mkdir(exist_ok=True)
        for dataset in package.datasets:
            write_dataset(dataset, folder / files[dataset.name], created=created)
        text = define_xml(
            package.datasets, package.terminology, standard=package.standard, created=created, files=files
        )
        (folder / "define.xml").write_text(text, encoding="utf-8")
