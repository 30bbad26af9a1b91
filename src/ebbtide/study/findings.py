"""What a reader noticed, with the place where it was noticed.

A finding is an oddity the reader could live with: it says where, what, and what was
done about it. What cannot be used is no finding but an error.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING, Literal, TypeAlias

from ebbtide.errors import DataError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

__all__ = ["SEVERITIES", "Finding", "Findings", "Severity", "Strictness"]

Severity: TypeAlias = Literal["error", "warning", "info"]
SEVERITIES: tuple[Severity, ...] = ("error", "warning", "info")


class Strictness(Enum):
    """What happens when a reader notices something odd.

    `RECORD` notes it and goes on; `RAISE` turns the first error or warning into a
    `DataError`. Findings of severity `info` never raise.
    """

    RECORD = "record"
    RAISE = "raise"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing a reader noticed.

    `row` counts the rows of the file as a spreadsheet does: the header is row 1, the
    first data row is row 2. `row`, `column` and `subject` are None where the
    finding concerns more than one of them.

    Examples:
        >>> print(Finding("READ31", "warning", "measurements.csv", 7, "longest_mm", "P-01", "odd", "look"))
        warning READ31 measurements.csv, row 7, column longest_mm, subject P-01: odd (look)
    """

    rule: str
    severity: Severity
    file: str
    row: int | None
    column: str | None
    subject: str | None
    problem: str
    hint: str

    @property
    def place(self) -> str:
        """Where it was noticed, in words."""
        parts = (("row", self.row), ("column", self.column), ("subject", self.subject))
        return ", ".join([self.file, *(f"{name} {value}" for name, value in parts if value is not None)])

    def __str__(self) -> str:
        """Give severity, rule, place, problem and hint on one line."""
        ending = f" ({self.hint})" if self.hint else ""
        return f"{self.severity} {self.rule} {self.place}: {self.problem}{ending}"


@dataclass(slots=True)
class Findings:
    """What a reader noticed, in the order it was noticed.

    A rule that fires on every row of a large file would drown the rest, so each rule
    keeps its first `most_per_rule` findings per file and counts the others;
    `closed` adds one line with that count.

    Examples:
        >>> findings = Findings(most_per_rule=1)
        >>> findings.note(Finding("READ01", "info", "a.csv", 2, None, None, "odd", ""))
        >>> findings.note(Finding("READ01", "info", "a.csv", 3, None, None, "odd", ""))
        >>> [finding.problem for finding in findings.closed()]
        ['odd', 'the same on 1 more row']
    """

    strictness: Strictness = Strictness.RECORD
    most_per_rule: int = 1000
    found: list[Finding] = field(default_factory=list[Finding])
    counts: dict[tuple[str, str], int] = field(default_factory=dict[tuple[str, str], int])

    def note(self, finding: Finding) -> None:
        """Keep one finding, or raise it if this collection is strict."""
        self.note_all([finding], total=1)

    def note_all(self, findings: Iterable[Finding], *, total: int | None = None) -> None:
        """Keep findings of one rule and one file.

        Args:
            findings: The findings, in reading order; all of one rule and one file.
            total: How many there are in all, where only the first few were made.

        Raises:
            DataError: If this collection is strict and the first is an error or a warning.
        """
        made = list(findings)
        if not made:
            return
        self._refuse_if_strict(made[0])
        key = (made[0].rule, made[0].file)
        seen = self.counts.get(key, 0)
        self.counts[key] = seen + max(len(made), total or 0)
        self.found += made[: max(0, self.most_per_rule - seen)]

    def closed(self) -> tuple[Finding, ...]:
        """Give the findings kept, and one line for each rule that had more."""
        return (*self.found, *self._remainders())

    def _remainders(self) -> Iterator[Finding]:
        kept: dict[tuple[str, str], list[Finding]] = {}
        for finding in self.found:
            kept.setdefault((finding.rule, finding.file), []).append(finding)
        for (rule, file), count in self.counts.items():
            shown = kept[rule, file]
            if (more := count - len(shown)) > 0:
                first, rows = shown[0], "row" if more == 1 else "rows"
                problem = f"the same on {more:,} more {rows}"
                yield Finding(rule, first.severity, file, None, first.column, None, problem, first.hint)

    def _refuse_if_strict(self, finding: Finding) -> None:
        if self.strictness is Strictness.RAISE and finding.severity != "info":
            raise DataError(f"{finding.place}: {finding.problem}", hint=f"{finding.hint} (rule {finding.rule})")
