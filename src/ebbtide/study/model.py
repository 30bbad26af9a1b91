"""A study: its tidy tables, what was noticed on reading them, and the options it pins."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from ebbtide.study.options import Options

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    import polars as pl

    from ebbtide.study.findings import Finding
    from ebbtide.study.imports import Import

__all__ = ["Part", "Records", "Study", "place_of", "with_places"]


class Part(NamedTuple):
    """The rows of a table or domain that one file gave.

    Rows are numbered as their file counts them, and those of a second file go on after the first: row `n` of the
    file is row `after + n` of the whole.

    Args:
        file: The name of the file.
        after: What its rows are counted on from; 0 for the first file.
    """

    file: str
    after: int = 0


def place_of(row: int, parts: Sequence[Part]) -> tuple[str, int]:
    """Find the file and the row in it that a row of a table or domain came from.

    Examples:
        >>> place_of(12, [Part("tr1.csv"), Part("tr2.csv", 10)])
        ('tr2.csv', 2)
    """
    part = next(part for part in reversed(parts) if row > part.after)
    return part.file, row - part.after


def with_places(frame: pl.DataFrame, parts: Sequence[Part]) -> pl.DataFrame:
    """Add to every row the file it came from and its row there.

    Args:
        frame: Rows with their number `row`.
        parts: The files of the table or domain, at least one.

    Returns:
        The frame with `file` and `file_row`.

    Examples:
        >>> import polars as pl
        >>> rows = pl.DataFrame({"row": [2, 12]}, schema={"row": pl.UInt32})
        >>> with_places(rows, [Part("tr1.csv"), Part("tr2.csv", 10)]).rows()
        [(2, 'tr1.csv', 2), (12, 'tr2.csv', 2)]
    """
    import polars as pl

    row, file, after = pl.col("row"), pl.lit(parts[0].file), pl.lit(parts[0].after, pl.UInt32)
    for part in parts[1:]:
        file = pl.when(row > part.after).then(pl.lit(part.file)).otherwise(file)
        after = pl.when(row > part.after).then(pl.lit(part.after, pl.UInt32)).otherwise(after)
    return frame.with_columns(file=file, file_row=row - after)


class Records(NamedTuple):
    """A domain of SDTM as it was read.

    Args:
        frame: Its variables as text, null where blank, with its supplemental qualifiers as further variables, and
            `row`, unique in the domain. The tidy table that is made of the domain alone, or of it first, has the same
            numbers: `measurements` those of TR, `reported` those of RS, `subjects` those of DM, `treatments` of EX.
        file: The name of its file; of a domain that is split, the first.
        parts: The files of a domain that is split; `place_of` and `with_places` find the file and row by them.
    """

    frame: pl.DataFrame
    file: str
    parts: tuple[Part, ...] = ()

    def place(self, row: int) -> tuple[str, int]:
        """Find the file and the row in it that a record came from."""
        return place_of(row, self.parts or (Part(self.file),))


@dataclass(frozen=True)
class Study:
    """One study as tidy tables.

    Args:
        name: What the study is called; the folder's or file's name where it says nothing else.
        tables: The tables that are there, by name; see `docs/guide/tables.md` for columns and units.
        findings: What was noticed on reading.
        options: The readings of ambiguous rules that the study pins.
        source: Where it was read from; None for frames handed in.
        domains: The SDTM domains that were read, by name (`TR`, `SUPPTR`); empty for a study of tidy tables.
        imports: What became of every row, file by file; empty for a study that no reader made.
        parts: The files that each table was made of, in the order of their rows.
    """

    name: str
    tables: Mapping[str, pl.DataFrame]
    findings: tuple[Finding, ...] = ()
    options: Options = field(default_factory=Options)
    source: Path | None = None
    domains: Mapping[str, Records] = field(default_factory=dict[str, Records])
    imports: tuple[Import, ...] = ()
    parts: Mapping[str, tuple[Part, ...]] = field(default_factory=dict[str, tuple[Part, ...]])

    @property
    def subjects(self) -> list[str]:
        """The subjects of any table, sorted."""
        named = {subject for table in self.tables.values() for subject in table.get_column("subject").unique()}
        return sorted(named)

    def check(self) -> None:
        """Check every table against its schema; for studies that no reader made.

        Raises:
            DataError: If a table lacks a column, has a wrong type, or rows break a rule; names them.
        """
        from ebbtide.study.tables import check_table

        for name, table in self.tables.items():
            check_table(name, table)

    def table(self, name: str) -> pl.DataFrame:
        """Give a table, or a typed frame without rows where the study lacks it.

        Raises:
            KeyError: If the tidy study has no table of that name.
        """
        from ebbtide.study.columns import empty_table

        found = self.tables.get(name)
        return empty_table(name) if found is None else found

    def place(self, table: str, row: int) -> tuple[str, int]:
        """Find the file and the row in it that a row of a tidy table came from; its table where no reader made it."""
        return place_of(row, self.parts.get(table) or (Part(table),))
