"""The record of a run: what was read, how it was judged, what was written.

``run.json`` stands beside the results, so that a table met again years later says which
files, options and editions of the software made it.
"""

from __future__ import annotations

import hashlib
import json
import platform
from collections import Counter
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING, Any

from ebbtide import __version__
from ebbtide.formats.files import file_kind
from ebbtide.formats.settings import SETTINGS_FILE

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from ebbtide.study import Finding, Options

__all__ = ["as_json", "count_findings", "describe_file", "describe_inputs", "describe_run"]

VERSIONED = ("polars", "numpy", "pydantic", "numba")


def describe_run(
    *,
    study: str,
    source: Path,
    shown_as: str,
    criteria: Iterable[str],
    options: Options,
    counts: Mapping[str, object],
    inputs: Sequence[Mapping[str, Any]] | None = None,
) -> dict[str, Any]:
    """Describe a run but for what it wrote, as plain values for JSON.

    Args:
        study: What the study is called.
        source: Its file or folder.
        shown_as: What the record calls that place.
        criteria: Ids of the criteria.
        options: The readings of ambiguous rules.
        counts: How much was read, judged and noticed.
        inputs: The files of the study where they have been described; by default that is done here.
    """
    return {
        "ebbtide": __version__,
        "python": platform.python_version(),
        "packages": {name: found for name in VERSIONED if (found := version_of(name))},
        "finished": datetime.now(UTC).isoformat(timespec="seconds"),
        "study": {"name": study, "source": shown_as},
        "criteria": list(criteria),
        "options": options.model_dump(mode="json"),
        "inputs": describe_inputs(source) if inputs is None else list(inputs),
        "counts": dict(counts),
    }


def describe_inputs(source: Path) -> list[dict[str, Any]]:
    """Describe the files of a study: a single file, or the tables at the top of a folder, and its settings."""
    folder = source if source.is_dir() else source.parent
    tables = [source] if source.is_file() else [path for path in folder.iterdir() if path.is_file() and file_kind(path)]
    files = [path for path in (*tables, folder / SETTINGS_FILE) if path.is_file()]
    return [describe_file(path, path.name) for path in sorted(files)]


def describe_file(path: Path, name: str) -> dict[str, Any]:
    """Describe a file by its name, its size in bytes and its SHA-256."""
    with path.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
    return {"file": name, "bytes": path.stat().st_size, "sha256": digest}


def count_findings(findings: Iterable[Finding]) -> dict[str, int]:
    """Count findings by severity, the gravest first.

    Examples:
        >>> count_findings([])
        {'error': 0, 'warning': 0, 'info': 0}
    """
    counted = Counter(finding.severity for finding in findings)
    return {severity: counted[severity] for severity in ("error", "warning", "info")}


def version_of(package: str) -> str:
    """Give the installed version of a package, or nothing where it is not installed.

    Examples:
        >>> version_of("no-such-package")
        ''
    """
    try:
        return version(package)
    except PackageNotFoundError:
        return ""


def as_json(value: object) -> str:
    """Write plain values as JSON for people and programs: indented, text as it is.

    Examples:
        >>> print(as_json({"day": 28}))
        {
          "day": 28
        }
    """
    return json.dumps(value, indent=2, ensure_ascii=False, allow_nan=False)
