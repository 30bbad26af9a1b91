"""A domain as text: upper-case columns, readers, visits, and days counted from 0."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import polars as pl

from ebbtide.errors import MissingColumnError
from ebbtide.formats.dates import FULL, read_dates
from ebbtide.formats.text import clean_text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ebbtide.formats.raw import Raw

__all__ = ["DOMAINS", "Domain", "domain_named", "is_sdtm"]

DOMAINS: Final = ("TU", "TR", "RS", "DM", "EX")
"""The domains that are read; supplemental qualifiers (SUPP..) are known and left alone."""

_TUMOR_DOMAINS: Final = ("TU", "TR", "RS")


@dataclass(frozen=True, slots=True)
class Domain:
    """One domain: its cells as text, null where blank, and the number of each row."""

    code: str
    frame: pl.DataFrame
    file: str

    @classmethod
    def of(cls, code: str, raw: Raw) -> Domain:
        """Take a raw table as a domain."""
        cells = [
            clean_text(raw.frame.get_column(name)).alias(name.strip().upper())
            for name in raw.frame.columns
            if name != "row"
        ]
        return cls(code, pl.DataFrame(cells).with_columns(raw.frame.get_column("row")), raw.file)

    def require(self, *names: str) -> None:
        """Refuse a domain that lacks a variable.

        Raises:
            MissingColumnError: If one of the variables is not there.
        """
        if any(name not in self.frame.columns for name in names):
            raise MissingColumnError.among(
                names, [name for name in self.frame.columns if name != "row"], file=self.file
            )

    def text(self, *names: str) -> pl.Expr:
        """Take the first of several variables that is not blank; null where none is there. String."""
        there = [pl.col(name) for name in names if name in self.frame.columns]
        return pl.coalesce(there) if there else pl.lit(None, pl.String)

    def own(self, *names: str) -> pl.Expr:
        """Take variables of the domain by their common part: `STRESC` is `TRSTRESC` in TR."""
        return self.text(*(self.code + name for name in names))

    @property
    def reader(self) -> pl.Expr:
        """Who evaluated: `RADIOLOGIST 1` where an identifier says it, else `INVESTIGATOR`."""
        return self.own("EVALID", "EVAL").fill_null("")

    @property
    def visit(self) -> pl.Expr:
        """The name of the visit, or its number."""
        return self.text("VISIT", "VISITNUM")

    def day(self, date: str = "DTC", study_day: str = "DY") -> pl.Expr:
        """The day counted from 0, where the date is not fully known; SDTM counts study days without a zero."""
        name = self.code + date
        known = pl.lit(read_dates(self.frame.get_column(name)).known if name in self.frame.columns else 0)
        counted = self.own(study_day).cast(pl.Float64, strict=False).cast(pl.Int32, strict=False)
        from_zero = pl.when(counted > 0).then(counted - 1).otherwise(counted)
        return pl.when(known < FULL).then(from_zero)


def domain_named(stem: str) -> str | None:
    """Find the domain that a file of this name holds.

    Examples:
        >>> domain_named("tr_onco_recist"), domain_named("SUPPTR"), domain_named("treatments")
        ('TR', 'SUPP', None)
    """
    first = re.split(r"[^a-z]", stem.lower())[0]
    if first.startswith("supp"):
        return "SUPP"
    return first.upper() if first.upper() in DOMAINS else None


def is_sdtm(raws: Mapping[str, Raw]) -> bool:
    """Tell whether tables are SDTM domains, by their names and variables."""
    return any(_has_tumor_tests(stem, raw) for stem, raw in raws.items())


def _has_tumor_tests(stem: str, raw: Raw) -> bool:
    code = domain_named(stem)
    headers = {name.strip().upper() for name in raw.frame.columns}
    return code in _TUMOR_DOMAINS and {"USUBJID", f"{code}TESTCD"} <= headers
