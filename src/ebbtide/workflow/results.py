"""What a folder of results holds, and when an assessment may write into one.

The rule is that nothing is lost that cannot be made again: results are replaced only on
request, and only those that Ebbtide wrote; what a study reads is never written over.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ebbtide.errors import OutputError
from ebbtide.workflow.atomic import translated

if TYPE_CHECKING:
    from collections.abc import Collection

__all__ = ["RECORD", "RESULT_NAMES", "TABLES", "names_to_replace", "read_record"]

RECORD = "run.json"
TABLES = ("responses", "settled", "best_responses", "endpoints", "patterns", "components")
DATASETS = ("sdtm", "adam")
RESULT_NAMES = (
    *(f"{table}{end}" for table in TABLES for end in (".csv", ".parquet", "")),
    *DATASETS,
    "findings.csv",
    RECORD,
)


def names_to_replace(
    target: Path,
    *,
    source: Path,
    overwrite: bool,
    names: Collection[str] | None = RESULT_NAMES,
    record_in: str = "",
) -> frozenset[str]:
    """Say which names in a folder the new results replace, or refuse the folder.

    Args:
        target: The folder that the results are meant for; it need not exist.
        source: The study that is being read: a folder or a file.
        overwrite: Whether earlier results may be replaced.
        names: The names that results may have; None for whatever the folder holds.
        record_in: The folder inside ``target`` that holds the record of a run; by default ``target`` itself.

    Raises:
        OutputError: If the folder is no folder, holds the study itself, holds results that
            may not be replaced, or holds files of the same names that Ebbtide did not write.
    """
    with translated(target):
        _refuse_file(target)
        _refuse_study(target, source)
        there = {path.name for path in target.iterdir()} if target.exists() else set[str]()
        taken = frozenset(there if names is None else there & set(names))
    if not taken:
        return taken
    _refuse_foreign(target, taken, record_in)
    if not overwrite:
        hint = "name another folder with -o, or add --overwrite to replace them"
        raise OutputError(f"{target} already holds results", hint=hint)
    return taken


def read_record(folder: Path) -> dict[str, Any]:
    """Give the record of the run that wrote a folder; empty where there is none.

    Examples:
        >>> read_record(Path("a-folder-without-results"))
        {}
    """
    try:
        found = json.loads((folder / RECORD).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) and "ebbtide" in found else {}


def _refuse_file(target: Path) -> None:
    if target.exists() and not target.is_dir():
        raise OutputError(f"{target} is a file", hint="-o names a folder")


def _refuse_study(target: Path, source: Path) -> None:
    """Keep results out of the folder that is read, where findings.csv would pass for a table."""
    home = source if source.is_dir() else source.parent
    if target.exists() and home.exists() and target.samefile(home):
        hint = f"write into a folder inside it: -o {target / 'results'}"
        raise OutputError(f"{target} holds the study itself", hint=hint)


def _refuse_foreign(target: Path, taken: Collection[str], record_in: str) -> None:
    """Refuse names that the folder's own record does not list."""
    outputs = read_record(target / record_in).get("outputs", [])
    written = {Path(output["file"]).parts[0] for output in outputs} | {record_in or RECORD}
    foreign = sorted(set(taken) - written) if len(written) > 1 else sorted(taken)
    if foreign:
        hint = "name another folder with -o; files that Ebbtide did not write are never replaced"
        raise OutputError(f"{target} holds {', '.join(foreign)}, which Ebbtide did not write", hint=hint)
