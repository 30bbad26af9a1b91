"""One column of one table while it is read, and the way to say what is odd or wrong in it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

from ebbtide.errors import DataError

if TYPE_CHECKING:
    from ebbtide.formats.headers import Adopted
    from ebbtide.formats.intake import Intake
    from ebbtide.study.lengths import Unit

__all__ = ["Cells"]


@dataclass(frozen=True, slots=True)
class Cells:
    """The cells of one column, in file order."""

    adopted: Adopted
    column: str
    intake: Intake

    @property
    def values(self) -> pl.Series:
        """The cells as they were written. Shape (n,)."""
        return self.adopted.frame.get_column(self.column)

    @property
    def header(self) -> str:
        """What the file calls the column."""
        return self.adopted.header(self.column)

    @property
    def unit(self) -> Unit | None:
        """The unit the header names."""
        return self.adopted.units[self.column]

    def beside(self, column: str) -> Cells:
        """Turn to another column of the same table."""
        return Cells(self.adopted, column, self.intake)

    def remark(self, rule: str, problem: str) -> None:
        """Note something about the column as a whole."""
        self.intake.remark(rule, problem, column=self.header)

    def note(self, rule: str, mask: pl.Series, values: pl.Series, problem: str) -> None:
        """Note single cells; `{}` in the problem stands for the value."""
        if mask.any():
            self.intake.note(rule, self._rows(mask, values), self.header, pl.format(problem, "value"))

    def refuse(
        self, mask: pl.Series, values: pl.Series, problem: str, hint: str, error: type[DataError] = DataError
    ) -> None:
        """Refuse single cells; `{}` in the problem stands for the value."""
        if mask.any():
            self.intake.refuse(error, self._rows(mask, values), self.header, pl.format(problem, "value"), hint)

    def _rows(self, mask: pl.Series, values: pl.Series) -> pl.DataFrame:
        return self.adopted.frame.select("row", "subject").with_columns(value=values).filter(mask)
