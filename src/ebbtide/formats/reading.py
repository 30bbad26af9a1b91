"""The door for data: whatever a study comes as goes in, a tidy study comes out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ebbtide.formats.accounts import imports_of
from ebbtide.formats.assemble import assemble
from ebbtide.formats.opening import open_source
from ebbtide.study.findings import Findings, Strictness
from ebbtide.study.model import Study

if TYPE_CHECKING:
    from ebbtide.study.options import Options

__all__ = ["read_study"]


def read_study(source: object, *, options: Options | None = None, strictness: Strictness = Strictness.RECORD) -> Study:
    """Read a study.

    Args:
        source: A folder of CSV, TSV or Parquet files named after the tables, a folder of SDTM domains
            (TU, TR, RS, and what else there is), one XLSX workbook with a sheet per table, one file of
            measurements, a mapping of table names to dataframes, or one dataframe of measurements.
            Dataframes may be of any library that narwhals knows.
        options: The readings of ambiguous rules; by default those of the study's `ebbtide.toml`.
        strictness: Whether oddities are recorded or raised; where they are raised, the tidy tables
            are checked against their schemas as well.

    Returns:
        The study: tidy tables, and a finding for everything that was odd. The source is not touched.

    Raises:
        DataError: If something cannot be used; names file, row, column and the mend.
        CriteriaError: If `ebbtide.toml` names an option that does not exist.

    Examples:
        >>> import polars as pl
        >>> lesions = pl.DataFrame(
        ...     {
        ...         "subject": ["P1", "P1"],
        ...         "lesion": ["T1", "T1"],
        ...         "role": ["target", "target"],
        ...         "day": [0, 42],
        ...         "longest_mm": ["24.5", "TSTM"],
        ...     }
        ... )
        >>> study = read_study(lesions)
        >>> study.table("measurements").select("day", "state", "longest_um").rows()
        [(0, 'measured', 24500), (42, 'too_small', None)]
    """
    findings = Findings(strictness)
    opened = open_source(source, findings, options)
    made = assemble(opened.raws, opened.options, findings)
    study = Study(
        name=opened.name,
        tables=made.tables,
        findings=findings.closed(),
        options=opened.options,
        source=opened.path,
        domains=opened.domains,
        imports=imports_of(opened.accounts, made.fates),
        parts=made.parts,
    )
    if strictness is Strictness.RAISE:
        study.check()
    return study
