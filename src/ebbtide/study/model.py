"""A study: its tidy tables, what was noticed on reading them, and the options it pins."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from ebbtide.study.options import Options

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    import polars as pl

    from ebbtide.study.findings import Finding

__all__ = ["Records", "Study"]


class Records(NamedTuple):
    """A domain of SDTM as it was read.

    Args:
        frame: Its variables as text, null where blank, and `row`, which the tidy tables made of it name too.
        file: The name of its file; of a domain that is split, the first.
    """

    frame: pl.DataFrame
    file: str


@dataclass(frozen=True)
class Study:
    """One study as tidy tables.

    Args:
        name: What the study is called; the folder's or file's name where it says nothing else.
        tables: The tables that are there, by name; see `docs/guide/tables.md` for columns and units.
        findings: What was noticed on reading.
        options: The readings of ambiguous rules that the study pins.
        source: Where it was read from; None for frames handed in.
        domains: The SDTM domains it was made of, by name (`TR`); empty for a study that came as tidy tables.
    """

    name: str
    tables: Mapping[str, pl.DataFrame]
    findings: tuple[Finding, ...] = ()
    options: Options = field(default_factory=Options)
    source: Path | None = None
    domains: Mapping[str, Records] = field(default_factory=dict[str, Records])

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
