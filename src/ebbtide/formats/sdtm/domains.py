"""A domain as text: upper-case columns, readers, visits, and days counted from 0."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import polars as pl

from ebbtide.errors import DataError, MissingColumnError
from ebbtide.formats.dates import FULL, YEAR, read_dates
from ebbtide.formats.intake import Intake
from ebbtide.formats.text import clean_text
from ebbtide.study.columns import TABLES
from ebbtide.study.model import Part, Records

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ebbtide.formats.raw import Raw
    from ebbtide.study.findings import Findings

__all__ = ["Domain", "domain_named", "domain_of", "is_sdtm", "may_be_domain", "plain_number"]

_TUMOR_DOMAINS: Final = ("TU", "TR", "RS")
_READ: Final = (*_TUMOR_DOMAINS, "DM", "DS", "EX", "PR", "CM", "AE", "LB", "FA", "QS")
"""The domains that tidy tables are made of; any other is kept as it is."""
_KEPT: Final = (
    *("TA", "TE", "TV", "TI", "TS", "TM", "TD", "SE", "SV", "SM", "SU", "SC", "SS", "CO", "CE", "DV", "HO", "IE"),
    *("MH", "VS", "EG", "EC", "ML", "AG", "BE", "BS", "CP", "CV", "DA", "DD", "FT", "GF", "IS", "MB", "MI", "MK"),
    *("MS", "NV", "OE", "PC", "PE", "PP", "RE", "RP", "SR", "UR"),
)
_RELATIONS: Final = ("RELREC", "RELSUB", "RELSPEC", "SUPPQUAL")
_MOST_LETTERS: Final = 4
_WHOLE: Final = r"^(-?\d+)\.0+$"


@dataclass(frozen=True, slots=True)
class Domain:
    """One domain: its cells as text, null where blank, the number of each row, and the files it came from."""

    code: str
    frame: pl.DataFrame
    file: str
    parts: tuple[Part, ...] = ()

    @classmethod
    def of(cls, code: str, raw: Raw) -> Domain:
        """Take a raw table as a domain."""
        cells = [
            clean_text(raw.frame.get_column(name)).alias(name.strip().upper())
            for name in raw.frame.columns
            if name != "row"
        ]
        return cls(code, pl.DataFrame(cells).with_columns(raw.frame.get_column("row")), raw.file, raw.parts)

    @property
    def sources(self) -> tuple[Part, ...]:
        """The file or files."""
        return self.parts or (Part(self.file),)

    @property
    def files(self) -> str:
        """The file or files, in words."""
        return " and ".join(part.file for part in self.sources)

    @property
    def records(self) -> Records:
        """The domain as a study keeps it."""
        return Records(self.frame, self.file, self.parts)

    def having(self, frame: pl.DataFrame) -> Domain:
        """Give the domain with other records."""
        return replace(self, frame=frame)

    def intake(self, table: str, findings: Findings) -> Intake:
        """Begin to read a tidy table from the domain."""
        return Intake(TABLES[table], self.file, findings, parts=self.parts)

    def require(self, *names: str) -> None:
        """Refuse a domain that lacks a variable.

        Raises:
            MissingColumnError: If one of the variables is not there.
        """
        if any(name not in self.frame.columns for name in names):
            raise MissingColumnError.among(
                names, [name for name in self.frame.columns if name != "row"], file=self.files
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
        """The name of the visit, or its number, or else the group that links the records of a time point."""
        return pl.coalesce(self.text("VISIT"), plain_number(self.text("VISITNUM")), self.own("LNKGRP"))

    def day(self, date: str = "DTC", study_day: str = "DY") -> pl.Expr:
        """The day counted from 0, where the date is not fully known; SDTM counts study days without a zero."""
        return pl.when(self.known(date) < FULL).then(self._from_zero(study_day))

    def known(self, date: str = "DTC") -> pl.Expr:
        """What is known of a date of the domain: 3 all, 2 year and month, 1 the year, 0 nothing."""
        return self.known_of(self.code + date)

    def known_of(self, name: str) -> pl.Expr:
        """What is known of a date by the name of its variable."""
        return pl.lit(read_dates(self.frame.get_column(name)).known if name in self.frame.columns else 0)

    def _from_zero(self, study_day: str) -> pl.Expr:
        counted = self.own(study_day).cast(pl.Float64, strict=False).cast(pl.Int32, strict=False)
        return pl.when(counted > 0).then(counted - 1).otherwise(counted)

    @property
    def date(self) -> pl.Expr:
        """The date of a record without its time of day: the tests of one time point may stand minutes apart."""
        name = f"{self.code}DTC"
        if name not in self.frame.columns:
            return self.text(name)
        dates = read_dates(self.frame.get_column(name))
        return pl.when(pl.lit(dates.known) == FULL).then(pl.lit(dates.first).dt.to_string("iso")).otherwise(name)

    def note_partial_dates(self, table: str, findings: Findings) -> None:
        """Note the dates that are known in part and placed by a study day."""
        name = f"{self.code}DTC"
        partly = self.known().is_between(YEAR, FULL - 1) & self._from_zero("DY").is_not_null()
        rows = self.frame.filter(partly).select(
            "row", subject="USUBJID", written=self.text(name), day=plain_number(self.own("DY"))
        )
        said = pl.format("{} is no full date; study day {} places it", "written", "day")
        self.intake(table, findings).note("READ17", rows, name, said)


def plain_number(text: pl.Expr) -> pl.Expr:
    """Write `3.0` as `3`, as whole numbers come out of other programs.

    Examples:
        >>> pl.select(plain_number(pl.lit(pl.Series(["3.0", "10.1", "T01"])))).to_series().to_list()
        ['3', '10.1', 'T01']
    """
    return text.str.replace(_WHOLE, "$1")


def domain_of(stem: str, raw: Raw) -> str | None:
    """Find the domain that a table holds: by its column DOMAIN or RDOMAIN, else by the name of its file.

    Returns:
        `TR`, `SUPPTR`, `RELREC`; `SUPPQUAL` for qualifiers of several domains; None for what is no domain.

    Raises:
        DataError: If records of more than one domain stand in one table.
    """
    headers = {name.strip().upper(): name for name in raw.frame.columns}
    if "DOMAIN" in headers and "USUBJID" in headers:
        codes = _codes(raw, headers["DOMAIN"])
        if len(codes) > 1:
            problem = f"{raw.file} holds records of more than one domain: {', '.join(codes)}"
            raise DataError(problem, hint="give each domain a file of its own")
        if codes and re.fullmatch(r"[A-Z][A-Z0-9]", codes[0]):
            return codes[0]
    if "QNAM" in headers:
        parents = _codes(raw, headers["RDOMAIN"]) if "RDOMAIN" in headers else _parent_named(stem)
        return f"SUPP{parents[0]}" if len(parents) == 1 else "SUPPQUAL"
    named = domain_named(stem)
    return None if named == "SUPP" else named


def domain_named(stem: str) -> str | None:
    """Find the domain that a file of this name holds.

    Examples:
        >>> domain_named("tr_onco_recist"), domain_named("SUPPTR"), domain_named("treatments")
        ('TR', 'SUPP', None)
    """
    first = re.split(r"[^a-z]", stem.lower())[0].upper()
    if first.startswith("SUPP"):
        return "SUPP"
    if first in _READ or first in _RELATIONS:
        return first
    return first if first in _KEPT and re.fullmatch(r"[a-z]{2}\d*", stem.lower()) else None


def may_be_domain(stem: str, *, tumor: bool) -> bool:
    """Tell whether a file may hold a domain by its name: `trtu` may be a part of TR, which its DOMAIN then says.

    Args:
        stem: The name of the file without its ending.
        tumor: Whether only TU, TR and RS are asked for.
    """
    first = re.split(r"[^a-z]", stem.lower())[0].upper()
    codes = _TUMOR_DOMAINS if tumor else (*_READ, *_KEPT)
    begins = len(first) <= _MOST_LETTERS and first[:2] in codes
    return begins or (not tumor and domain_named(stem) is not None)


def is_sdtm(raws: Mapping[str, Raw]) -> bool:
    """Tell whether tables are SDTM domains, by their names and variables."""
    return any(_has_tumor_tests(name, raw) for name, raw in raws.items())


def _has_tumor_tests(stem: str, raw: Raw) -> bool:
    headers = {name.strip().upper() for name in raw.frame.columns}
    codes = [code for code in _TUMOR_DOMAINS if {"USUBJID", f"{code}TESTCD"} <= headers]
    return bool(codes) and domain_of(stem, raw) in codes


def _codes(raw: Raw, column: str) -> list[str]:
    said = clean_text(raw.frame.get_column(column)).str.to_uppercase()
    return said.drop_nulls().unique(maintain_order=True).to_list()


def _parent_named(stem: str) -> list[str]:
    found = re.match(r"supp([a-z]{2})", stem.lower())
    return [found[1].upper()] if found else []
