"""Small tables for the tests of the readers, and short ways to read them."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, NamedTuple

import polars as pl

from ebbtide.formats import read_study, tidy_measurements
from ebbtide.study import Finding, Findings, Study

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

FILE = "measurements.csv"


class Tidied(NamedTuple):
    """A tidy table and what was noticed."""

    frame: pl.DataFrame
    findings: tuple[Finding, ...]

    @property
    def rules(self) -> Counter[str]:
        """How often each rule fired."""
        return Counter(finding.rule for finding in self.findings)

    def column(self, name: str) -> list[Any]:
        """The values of one column."""
        return self.frame.get_column(name).to_list()

    def the(self, rule: str) -> Finding:
        """The one finding of a rule."""
        [finding] = [finding for finding in self.findings if finding.rule == rule]
        return finding


def lesion(**columns: Sequence[Any]) -> pl.DataFrame:
    """Make readings of one lesion: what is not given is the usual."""
    height = max(len(values) for values in columns.values())
    usual: dict[str, Sequence[Any]] = {
        "subject": ["P1"] * height,
        "lesion": ["T1"] * height,
        "day": [42 * place for place in range(height)],
        "role": ["target"] * height,
        "longest_mm": ["20"] * height,
    }
    return pl.DataFrame(usual | columns, strict=False)


def tidy(raw: pl.DataFrame, **settings: Any) -> Tidied:  # noqa: ANN401 - handed on as they are
    """Read measurements from a frame."""
    findings = Findings()
    frame = tidy_measurements(raw, file=FILE, findings=findings, **settings)
    return Tidied(frame, findings.closed())


def read_table(source: object, table: str = "measurements") -> Tidied:
    """Read a study and take one table of it."""
    study = read_study(source)
    return Tidied(study.table(table), study.findings)


def folder_of(place: Path, tables: Mapping[str, str]) -> Path:
    """Write text files into a folder."""
    place.mkdir(parents=True, exist_ok=True)
    for name, text in tables.items():
        (place / name).write_text(text, encoding="utf-8")
    return place


def csv_of(rows: Iterable[str]) -> str:
    """Write lines as a file."""
    return "\n".join(rows) + "\n"


def rules_of(study: Study) -> Counter[str]:
    """How often each rule fired in a study."""
    return Counter(finding.rule for finding in study.findings)
