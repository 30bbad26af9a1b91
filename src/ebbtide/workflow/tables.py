"""Named tables of a study into a folder, with the record of the run, whole or not at all."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from ebbtide.workflow.atomic import staged_folder, translated, write_atomically
from ebbtide.workflow.record import as_json, count_findings, describe_file, describe_run
from ebbtide.workflow.results import RECORD, names_to_replace
from ebbtide.workflow.writing import findings_table, write_table

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    import polars as pl

    from ebbtide.study import Study
    from ebbtide.workflow.writing import Form

__all__ = ["write_tables"]

_NOTICED: Final = "findings.csv"


def write_tables(  # noqa: PLR0913 - what, of what, where to and how it is recorded
    tables: Mapping[str, pl.DataFrame | None],
    study: Study,
    source: Path,
    folder: Path,
    *,
    form: Form,
    overwrite: bool,
    criteria: Iterable[str] = (),
    shown_as: str = "",
    pages: Mapping[str, str] = MappingProxyType({}),
) -> list[str]:
    """Write tables, what was noticed on reading, and the record of the run.

    Args:
        tables: The tables by their names; None for one that this run does not write: that of an earlier run goes.
        study: What they were made of.
        source: Where it was read from.
        folder: Where they go.
        form: Kind of files.
        overwrite: Whether earlier tables of the same names may be replaced, where Ebbtide wrote them.
        criteria: Ids of the criteria that were judged.
        shown_as: What the record calls the study's place; by default ``source``.
        pages: Pages of HTML, by the names of their files.

    Returns:
        The names of the files, the record last.

    Raises:
        OutputError: If the folder may not or cannot be written.
    """
    names = [f"{name}.{kind}" for name in tables for kind in ("csv", "parquet")]
    owned = frozenset([*names, *pages, _NOTICED, RECORD])
    replaces = names_to_replace(folder, source=source, overwrite=overwrite, names=owned)
    with staged_folder(folder, replaces=replaces) as staging:
        wanted = {name: table for name, table in tables.items() if table is not None}
        for name, table in wanted.items():
            write_table(table, staging / f"{name}.{form}", form)
        write_table(findings_table(study.findings), staging / _NOTICED, "csv")
        for name, page in pages.items():
            write_atomically(staging / name, page.encode())
        counts = {name: len(table) for name, table in wanted.items()}
        record = describe_run(
            study=study.name,
            source=source,
            shown_as=shown_as or str(source),
            criteria=criteria,
            options=study.options,
            counts={**counts, "findings": count_findings(study.findings)},
        )
        with translated(staging):
            written = sorted(path for path in staging.iterdir() if path.is_file())
            record["outputs"] = [describe_file(path, path.name) for path in written]
            (staging / RECORD).write_text(as_json(record) + "\n", encoding="utf-8")
    return [path.name for path in written] + [RECORD]
