"""An account of every row that is read: which tidy table it is part of, or why it is part of none."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

import polars as pl

from ebbtide.study.imports import Import
from ebbtide.study.model import Part, with_places

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

__all__ = ["Account", "Fate", "Lost", "imports_of"]

_UNTOLD = "is read together with another row"
_UNUSED = "is not used"


class Lost(NamedTuple):
    """Rows that are part of no table, and why. `rows` are their numbers, UInt32."""

    rows: pl.Series
    why: str


class Fate(NamedTuple):
    """What became of the rows of a raw table: `kept`, UInt32, those in the tidy one; `lost` says why of others."""

    kept: pl.Series
    lost: tuple[Lost, ...]


class _Use(NamedTuple):
    """Records that are part of rows of a raw table, the `place`th of those that become `table`."""

    table: str
    place: int
    pairs: pl.DataFrame


@dataclass(slots=True)
class Account:
    """What becomes of the rows of one domain, or of one tidy table.

    Args:
        holds: The domain or table.
        rows: The numbers of its rows. UInt32.
        parts: The files it came from.
    """

    holds: str
    rows: pl.Series
    parts: tuple[Part, ...]
    _uses: list[_Use] = field(default_factory=list[_Use])
    _direct: list[tuple[str, pl.Series]] = field(default_factory=list[tuple[str, pl.Series]])
    lost: list[Lost] = field(default_factory=list[Lost])

    @property
    def aside(self) -> pl.Series:
        """The rows that are set aside so far. UInt32."""
        return pl.concat([pl.Series("row", [], pl.UInt32), *(one.rows.alias("row") for one in self.lost)])

    def set_aside(self, rows: pl.Series, why: str) -> None:
        """Say why rows are not used; the first reason given for a row holds, and only if nothing uses it."""
        if len(rows):
            self.lost.append(Lost(rows, why))

    def use(self, table: str, rows: pl.Series) -> None:
        """Say that rows are part of a table, whatever becomes of its rows."""
        self._direct.append((table, rows))

    def becomes(self, table: str, place: int, pairs: pl.DataFrame | None = None) -> None:
        """Say which rows of a raw table the rows are part of.

        Args:
            table: The tidy table that the raw one becomes.
            place: Which of the raw tables that become it.
            pairs: `record` (a row here) and `row` (a row of the raw table); by default each row is itself.
        """
        same = pl.DataFrame({"record": self.rows, "row": self.rows}) if pairs is None else pairs
        self._uses.append(_Use(table, place, same))

    def imports(self, fates: Mapping[str, Sequence[Fate]]) -> Iterator[Import]:
        """Draw up the account, one line per file."""
        lost = list(self.lost)
        empty = pl.DataFrame(schema={"row": pl.UInt32, "table": pl.String})
        used = [empty, *(rows.to_frame("row").with_columns(table=pl.lit(table)) for table, rows in self._direct)]
        for use in self._uses:
            fate = fates[use.table][use.place]
            kept = use.pairs.filter(pl.col("row").is_in(fate.kept.implode()))
            used.append(kept.select(row="record", table=pl.lit(use.table)))
            lost += _followed(use.pairs, fate)
        yield from self._lines(pl.concat(used, how="vertical_relaxed"), lost)

    def _lines(self, tables: pl.DataFrame, lost: list[Lost]) -> Iterator[Import]:
        used = tables.get_column("row").cast(pl.UInt32).unique()
        told = [pl.DataFrame({"row": one.rows.cast(pl.UInt32)}).with_columns(why=pl.lit(one.why)) for one in lost]
        empty = pl.DataFrame(schema={"row": pl.UInt32, "why": pl.String})
        whys = pl.concat([empty, *told]).unique("row", keep="first", maintain_order=True)
        rows = pl.DataFrame({"row": self.rows.cast(pl.UInt32)}).with_columns(used=pl.col("row").is_in(used.implode()))
        rows = rows.join(whys, on="row", how="left", maintain_order="left")
        rows = with_places(rows.with_columns(pl.col("why").fill_null(_UNUSED)), self.parts)
        become = with_places(tables.select(pl.col("row").cast(pl.UInt32), "table"), self.parts)
        for part in self.parts:
            own = rows.filter(pl.col("file") == part.file)
            aside = own.filter(~pl.col("used"))
            into = become.filter(pl.col("file") == part.file).get_column("table").unique(maintain_order=True)
            height, rest = own.height, aside.height
            yield Import(part.file, self.holds, tuple(into), height, height - rest, rest, _in_words(aside))


def imports_of(accounts: Iterable[Account], fates: Mapping[str, Sequence[Fate]]) -> tuple[Import, ...]:
    """Draw up the accounts of a study, one line per file."""
    return tuple(line for account in accounts for line in account.imports(fates))


def _followed(pairs: pl.DataFrame, fate: Fate) -> list[Lost]:
    """Say of the records behind lost rows why those were lost."""
    gone = pairs.filter(~pl.col("row").is_in(fate.kept.implode()))
    if gone.is_empty():
        return []
    told = [
        Lost(gone.filter(pl.col("row").is_in(one.rows.implode())).get_column("record"), one.why) for one in fate.lost
    ]
    return [*told, Lost(gone.get_column("record"), _UNTOLD)]


def _in_words(aside: pl.DataFrame) -> str:
    counted = aside.group_by("why", maintain_order=True).len()
    return "; ".join(f"{why} ({count:,})" for why, count in counted.iter_rows())
