"""What became of every row that was read: the import report.

Nothing is read here. `formats` keeps the account; this is what it says in the end.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import polars as pl

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["Import", "as_frame"]


class Import(NamedTuple):
    """What became of the rows of one file; `rows` is always `used` and `set_aside` together.

    Args:
        file: The name of the file, with the sheet of a workbook.
        holds: What it holds: a domain of SDTM (`TR`, `SUPPTR`) or a tidy table (`measurements`).
        becomes: The tidy tables that its rows are part of, in order; empty where none is.
        rows: The rows that were read; blank ones do not count.
        used: The rows that are part of a tidy table.
        set_aside: The rows that are part of none.
        why: Why rows were set aside, each reason with its count: `SUMDIAM is not used (762)`.
    """

    file: str
    holds: str
    becomes: tuple[str, ...]
    rows: int
    used: int
    set_aside: int
    why: str


_SCHEMA: Final = {
    "file": pl.String,
    "holds": pl.String,
    "becomes": pl.String,
    "rows": pl.Int64,
    "used": pl.Int64,
    "set_aside": pl.Int64,
    "why": pl.String,
}


def as_frame(imports: Iterable[Import]) -> pl.DataFrame:
    """Bring the report into a frame, as a file of it holds it.

    Examples:
        >>> as_frame([Import("tr.csv", "TR", ("measurements",), 3, 2, 1, "SUMDIAM is not used (1)")]).row(0)
        ('tr.csv', 'TR', 'measurements', 3, 2, 1, 'SUMDIAM is not used (1)')
    """
    rows = [one._replace(becomes=", ".join(one.becomes)) for one in imports]  # type: ignore[arg-type]  # as text
    return pl.DataFrame(rows, schema=_SCHEMA, orient="row")
