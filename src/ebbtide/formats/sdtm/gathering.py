"""Files become domains: a domain may come in several, and no record is read twice."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from ebbtide.errors import DataError
from ebbtide.formats.accounts import Account
from ebbtide.formats.raw import counted_on, moved
from ebbtide.formats.sdtm.domains import Domain, domain_named, domain_of, plain_number
from ebbtide.study.model import place_of, with_places

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ebbtide.formats.raw import Raw
    from ebbtide.study.findings import Findings

__all__ = ["Gathered", "gather", "sequence_of"]

_NO_SUBJECT: Final = ("TA", "TE", "TV", "TI", "TS", "TM", "TD", "RELREC", "RELSPEC")
_COPY: Final = "is a copy of another record"


class Gathered:
    """The domains that were found, and the account of the rows of each."""

    def __init__(self) -> None:
        self.domains: dict[str, Domain] = {}
        self.accounts: dict[str, Account] = {}

    def add(self, domain: Domain, account: Account) -> None:
        """Take a domain in."""
        self.domains[domain.code] = domain
        self.accounts[domain.code] = account


def gather(raws: Mapping[str, tuple[str, Raw]], findings: Findings) -> Gathered:
    """Bring the files of each domain together.

    Args:
        raws: The tables by the names of their files, each with its name without ending.
        findings: Where to note copies, double numbers and odd names.

    Raises:
        DataError: If two files have different records under one number, or a domain lacks its subjects.
    """
    pieces: dict[str, list[Domain]] = {}
    for stem, raw in raws.values():
        code = domain_of(stem, raw)
        if code is None:
            continue
        domain = Domain.of(code, raw)
        _note_other_name(stem, domain, findings)
        if code not in _NO_SUBJECT:
            domain.require("USUBJID")
        pieces.setdefault(code, []).append(domain)
    gathered = Gathered()
    for code, parts in pieces.items():
        _take_in(gathered, parts, findings)
        _note_double_numbers(gathered.domains[code], findings)
    _note_studies(gathered.domains, findings)
    return gathered


def _note_studies(domains: Mapping[str, Domain], findings: Findings) -> None:
    """Note the domains whose records are of another study than those before."""
    first: list[str] = []
    for domain in domains.values():
        said = domain.frame.select(domain.text("STUDYID").alias("study")).to_series().drop_nulls()
        first = first or said.head(1).to_list()
        names = [*first, *(name for name in said.unique(maintain_order=True) if name not in first)]
        if len(names) > 1:
            problem = f"its records are of the studies {', '.join(names)}; they are read as one"
            domain.intake("measurements", findings).remark("READ63", problem, column="STUDYID")


def sequence_of(domain: Domain) -> str | None:
    """Name the variable that numbers the records of a subject; None where the domain has none."""
    name = "USUBJID" if domain.code == "DM" else f"{domain.code}SEQ"
    return name if name in domain.frame.columns else None


def _take_in(gathered: Gathered, pieces: list[Domain], findings: Findings) -> None:
    first = pieces[0]
    if len(pieces) == 1:
        gathered.add(first, Account(first.code, first.frame.get_column("row"), first.sources))
        return
    afters, parts = counted_on([(piece.frame.get_column("row"), piece.sources) for piece in pieces])
    frames = [moved(piece.frame, after) for piece, after in zip(pieces, afters, strict=True)]
    whole = Domain(first.code, pl.concat(frames, how="diagonal"), first.file, parts)
    account = Account(first.code, whole.frame.get_column("row"), parts)
    gathered.add(_without_copies(whole, account, findings), account)
    _refuse_conflicts(gathered.domains[first.code])


def _without_copies(domain: Domain, account: Account, findings: Findings) -> Domain:
    """Leave out the records of a file that an earlier file has as well."""
    cells = [plain_number(pl.col(name)) for name in domain.frame.columns if name != "row"]
    placed = with_places(domain.frame, domain.parts)
    is_copy = pl.col("file") != pl.col("file").first().over(cells)
    copies = placed.filter(is_copy)
    account.set_aside(copies.get_column("row"), _COPY)
    intake = domain.intake("measurements", findings)
    heights = dict(placed.group_by("file").len().iter_rows())
    for file, count in copies.group_by("file", maintain_order=True).len().iter_rows():
        if count == heights[file]:
            others = " and ".join(part.file for part in domain.parts if part.file != file)
            intake.remark("READ20", f"its {count:,} records are those of {others} and are read once", file=file)
            copies = copies.filter(pl.col("file") != file)
    told = _as_subjects(copies)
    intake.note("READ20", told, None, pl.lit("the record is a copy of one in another file"))
    return domain.having(domain.frame.filter(~pl.col("row").is_in(account.aside.implode())))


def _refuse_conflicts(domain: Domain) -> None:
    number = sequence_of(domain)
    if number is None:
        return
    keys = dict.fromkeys(("USUBJID", number))
    named = with_places(domain.frame, domain.parts).with_columns(plain_number(pl.col(number)))
    named = named.drop_nulls(list(keys))
    apart = named.filter(pl.col("file").n_unique().over(list(keys)) > 1)
    if apart.is_empty():
        return
    one = apart.sort("row").row(0, named=True)
    same = apart.filter([pl.col(key) == one[key] for key in keys]).sort("row")
    first, other = (place_of(row, domain.parts) for row in same.unique("file", maintain_order=True)["row"].head(2))
    which = ", ".join(f"{key} {one[key]}" for key in keys)
    raise DataError(
        f"{first[0]} and {other[0]} have different records of {domain.code} under one number: "
        f"{which} is in row {first[1]} and in row {other[1]}",
        hint="keep the right file in the folder, give each study a folder of its own, or number the records throughout",
    )


def _note_double_numbers(domain: Domain, findings: Findings) -> None:
    number = sequence_of(domain)
    if number is None or number == "USUBJID":
        return
    again = pl.struct("USUBJID", plain_number(pl.col(number))).is_first_distinct().not_() & pl.col(number).is_not_null()
    told = _as_subjects(domain.frame.filter(again), number)
    domain.intake("measurements", findings).note(
        "READ54", told, number, pl.format(f"{number} {{}} comes twice", number)
    )


def _as_subjects(rows: pl.DataFrame, *names: str) -> pl.DataFrame:
    subject = pl.col("USUBJID") if "USUBJID" in rows.columns else pl.lit(None, pl.String)
    return rows.select("row", *names, subject=subject)


def _note_other_name(stem: str, domain: Domain, findings: Findings) -> None:
    named = domain_named(stem)
    if named in (None, "SUPP", domain.code):
        return
    problem = f"the name says {named}, the column DOMAIN {domain.code}; it is read as {domain.code}"
    domain.intake("measurements", findings).remark("READ56", problem)
