"""What goes wrong while one table is read: noted and lived with, or refused.

Refusals are collected until the table is read, so that one error names the first of all
the cells that need mending and not just the very first.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

import polars as pl

from ebbtide.formats.rules import RULES
from ebbtide.study.findings import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ebbtide.errors import DataError
    from ebbtide.study.columns import Table
    from ebbtide.study.findings import Findings

__all__ = ["Intake"]

_MOST_NAMED = 10


class _Refusal(NamedTuple):
    """One cell that cannot be used."""

    error: type[DataError]
    row: int
    place: str
    problem: str
    hint: str


@dataclass(slots=True)
class Intake:
    """The reading of one table from one file.

    Args:
        table: The table that is read.
        file: What the file is called in findings and errors.
        findings: Where to note what is odd.
        decimal_comma: Whether the file separates columns by something else than commas, so
            that a comma inside a number can only be a decimal comma.
        keeps_categories: Whether names that come as categories stay categories, which suits a part
            of a large table; otherwise they become text.
    """

    table: Table
    file: str
    findings: Findings
    decimal_comma: bool = False
    keeps_categories: bool = False
    _refused: list[_Refusal] = field(default_factory=list[_Refusal])
    _refusals: int = 0

    def remark(self, rule: str, problem: str, *, column: str | None = None) -> None:
        """Note something that concerns the file or a column as a whole, once."""
        known = RULES[rule]
        finding = Finding(rule, known.severity, self.file, None, column, None, problem, known.hint)
        if finding not in self.findings.found:
            self.findings.note(finding)

    def note(self, rule: str, rows: pl.DataFrame, column: str | None, problem: pl.Expr) -> None:
        """Note something that concerns single rows.

        Args:
            rule: The id of the reading rule.
            rows: The rows it concerns, with their columns `row` and `subject`.
            column: The column it concerns, as the file calls it.
            problem: What is odd, as an expression over `rows` that gives text.
        """
        if rows.is_empty():
            return
        known = RULES[rule]
        lines = _lines(rows, self.findings.most_per_rule, problem)
        self.findings.note_all(
            [
                Finding(rule, known.severity, self.file, row, column, subject, says, known.hint)
                for row, subject, says in lines
            ],
            total=rows.height,
        )

    def refuse(self, error: type[DataError], rows: pl.DataFrame, column: str, problem: pl.Expr, hint: str) -> None:
        """Remember rows that cannot be used; `settle` raises them."""
        self._refusals += rows.height
        for row, subject, says in _lines(rows, _MOST_NAMED, problem):
            named = "" if subject is None else f", subject {subject}"
            self._refused.append(_Refusal(error, row, f"row {row}, column {column}{named}", says, hint))

    def settle(self) -> None:
        """Raise what was refused, up to ten cells by name, in the order of their rows.

        Raises:
            DataError: If anything was refused; of the kind of the first row.
        """
        if not self._refused:
            return
        shown = sorted(self._refused, key=lambda refusal: refusal.row)[:_MOST_NAMED]
        hints = "; ".join(dict.fromkeys(refusal.hint for refusal in shown))
        raise shown[0].error(self._problem(shown), hint=hints)

    def _problem(self, shown: list[_Refusal]) -> str:
        lines = [f"{refusal.place}: {refusal.problem}" for refusal in shown]
        if self._refusals == 1:
            return f"{self.file}, {lines[0]}"
        more = self._refusals - len(shown)
        rest = [f"and {more:,} more"] if more else []
        return "\n  ".join([f"{self.file} has {self._refusals:,} cells that cannot be used", *lines, *rest])


def _lines(rows: pl.DataFrame, most: int, problem: pl.Expr) -> Iterator[tuple[int, str | None, str]]:
    """Give the first rows of the file, each with what is odd about it."""
    first = rows.sort("row", maintain_order=True).head(most)
    yield from first.select("row", pl.col("subject").cast(pl.String), problem.alias("problem")).iter_rows()
