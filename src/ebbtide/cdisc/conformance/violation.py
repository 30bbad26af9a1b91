"""A rule, and where a dataset breaks it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import polars as pl

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ebbtide.formats.datasets.dataset import Dataset

__all__ = ["Rule", "Violation", "blank", "filled", "has"]

NAMED: Final = 3
"""As many rows of a violation are named."""


class Violation(NamedTuple):
    """A rule that a dataset breaks.

    Args:
        rule: The short name of the rule, `label-length`; no identifier of CDISC.
        text: The rule.
        source: Where it stands, with CDISC's own identifier where there is one.
        dataset: The dataset.
        variable: The variable; empty where the dataset as a whole is meant.
        rows: How many rows break the rule; 0 where it is not about rows.
        first: What the first of them hold, "row 3: iUPd"; or what is wrong, where it is not about rows.
        mend: What to do.
    """

    rule: str
    text: str
    source: str
    dataset: str
    variable: str
    rows: int
    first: tuple[str, ...]
    mend: str

    def __str__(self) -> str:
        """Say which rule is broken, where, and by what."""
        place = f"{self.dataset}.{self.variable}" if self.variable else self.dataset
        count = f", {self.rows:,} {'row' if self.rows == 1 else 'rows'}" if self.rows else ""
        shown = f" ({'; '.join(self.first)}{'; ...' if self.rows > len(self.first) else ''})" if self.first else ""
        return f"{place}{count}{shown}: {self.text} [{self.rule}; {self.source}]"


class Rule(NamedTuple):
    """A rule that a dataset must keep; the fields are those of `Violation`."""

    name: str
    text: str
    source: str
    mend: str

    def broken(self, dataset: Dataset, variable: str = "", *, shown: tuple[str, ...] = ()) -> Violation:
        """Say that a dataset or a variable breaks the rule as a whole."""
        return self._violation(dataset, variable, 0, shown)

    def broken_by_rows(
        self, dataset: Dataset, variable: str, broken: pl.Expr, shown: pl.Expr | None = None
    ) -> Iterator[Violation]:
        """Say which rows break the rule, if any do.

        Args:
            dataset: The dataset.
            variable: The variable that the rule is about.
            broken: True in the rows that break it.
            shown: What to show of them; the variable, if not given.
        """
        number, cell = "(row)", "(shown)"
        shown = pl.col(variable) if shown is None else shown
        rows = dataset.frame.select(
            pl.int_range(1, pl.len() + 1).alias(number), shown.cast(pl.String).alias(cell), broken.alias("(broken)")
        ).filter(pl.col("(broken)"))
        if rows.is_empty():
            return
        first = tuple(f"row {row}: {value or 'blank'}" for row, value in rows.select(number, cell).head(NAMED).rows())
        yield self._violation(dataset, variable, rows.height, first)

    def _violation(self, dataset: Dataset, variable: str, rows: int, first: tuple[str, ...]) -> Violation:
        return Violation(self.name, self.text, self.source, dataset.name, variable, rows, first, self.mend)


def blank(variable: str) -> pl.Expr:
    """True where a variable has no value: null, or a text without letters."""
    return pl.col(variable).is_null() | (pl.col(variable).cast(pl.String).str.strip_chars() == "")


def filled(variable: str) -> pl.Expr:
    """True where a variable has a value."""
    return ~blank(variable)


def has(dataset: Dataset, *names: str) -> bool:
    """Tell whether a dataset has these columns."""
    return set(names) <= set(dataset.frame.columns)
