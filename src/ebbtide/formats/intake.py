"""What goes wrong while one table is read: noted and lived with, or refused.

Refusals are collected until the table is read, so that one error names the first of all
the cells that need mending and not just the very first.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

import polars as pl

from ebbtide.formats.accounts import Lost
from ebbtide.formats.rules import RULES
from ebbtide.study.findings import Finding
from ebbtide.study.model import with_places

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ebbtide.errors import DataError
    from ebbtide.study.columns import Table
    from ebbtide.study.findings import Findings
    from ebbtide.study.model import Part

__all__ = ["Intake"]

_MOST_NAMED = 10


class _Refusal(NamedTuple):
    """One cell that cannot be used."""

    error: type[DataError]
    file: str
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
        parts: The files, where the table comes from more than one.
    """

    table: Table
    file: str
    findings: Findings
    decimal_comma: bool = False
    keeps_categories: bool = False
    parts: tuple[Part, ...] = ()
    lost: list[Lost] = field(default_factory=list[Lost])
    _refused: list[_Refusal] = field(default_factory=list[_Refusal])
    _refusals: int = 0

    def remark(self, rule: str, problem: str, *, column: str | None = None, file: str = "") -> None:
        """Note something that concerns a file or a column as a whole, once."""
        known = RULES[rule]
        finding = Finding(rule, known.severity, file or self.file, None, column, None, problem, known.hint)
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
        if known.aside:
            self.lost.append(Lost(rows.get_column("row"), known.aside))
        for file, own in self.by_file(rows):
            lines = _lines(own, self.findings.most_per_rule, problem)
            self.findings.note_all(
                [
                    Finding(rule, known.severity, file, row, column, subject, says, known.hint)
                    for row, subject, says in lines
                ],
                total=own.height,
            )

    def by_file(self, rows: pl.DataFrame) -> Iterator[tuple[str, pl.DataFrame]]:
        """Give the rows of each file, numbered as it counts them."""
        if not self.parts:
            yield self.file, rows
            return
        placed = with_places(rows, self.parts)
        for part in self.parts:
            own = placed.filter(pl.col("file") == part.file)
            if own.height:
                yield part.file, own.with_columns(row="file_row").drop("file", "file_row")

    def refuse(self, error: type[DataError], rows: pl.DataFrame, column: str, problem: pl.Expr, hint: str) -> None:
        """Remember rows that cannot be used; `settle` raises them."""
        self._refusals += rows.height
        for file, own in self.by_file(rows):
            for row, subject, says in _lines(own, _MOST_NAMED, problem):
                named = "" if subject is None else f", subject {subject}"
                place = f"row {row}, column {column}{named}"
                self._refused.append(_Refusal(error, file, row, place, says, hint))

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
        if self._refusals == 1:
            return f"{shown[0].file}, {shown[0].place}: {shown[0].problem}"
        several = len({refusal.file for refusal in self._refused}) > 1
        lines = [f"{f'{one.file}, ' if several else ''}{one.place}: {one.problem}" for one in shown]
        more = self._refusals - len(shown)
        rest = [f"and {more:,} more"] if more else []
        file = " and ".join(dict.fromkeys(refusal.file for refusal in self._refused))
        return "\n  ".join([f"{file} has {self._refusals:,} cells that cannot be used", *lines, *rest])


def _lines(rows: pl.DataFrame, most: int, problem: pl.Expr) -> Iterator[tuple[int, str | None, str]]:
    """Give the first rows of the file, each with what is odd about it."""
    first = rows.sort("row", maintain_order=True).head(most)
    yield from first.select("row", pl.col("subject").cast(pl.String), problem.alias("problem")).iter_rows()
