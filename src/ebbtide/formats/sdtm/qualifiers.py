"""Supplemental qualifiers (SUPP--) become variables of the records they belong to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from ebbtide.formats.sdtm.domains import Domain, plain_number

if TYPE_CHECKING:
    from ebbtide.formats.accounts import Account
    from ebbtide.formats.sdtm.gathering import Gathered
    from ebbtide.study.findings import Findings

__all__ = ["CONTRAST", "IRRADIATED", "PROGRESSED_SINCE", "SLICES", "qualify"]

IRRADIATED: Final = ("TUPRVIR", "PRVIR")
PROGRESSED_SINCE: Final = ("TUPRVIRP", "PRVIRP")
_CONTRAST: Final = ("CONTRAST", "CONTRST", "CONTRIND")
_SLICES: Final = ("SLICE", "SLICETHK", "SLTHK", "SLTHICK", "SLCTHK")
CONTRAST: Final = tuple(prefix + name for name in _CONTRAST for prefix in ("TU", "TR", ""))
SLICES: Final = tuple(prefix + name for name in _SLICES for prefix in ("TR", "TU", ""))
_USED: Final = {
    "TU": (*IRRADIATED, *PROGRESSED_SINCE, *CONTRAST, *SLICES),
    "TR": SLICES,
}


def qualify(gathered: Gathered, findings: Findings) -> None:
    """Give the records of every domain their supplemental qualifiers, and keep account of those.

    Args:
        gathered: The domains; those with qualifiers are replaced.
        findings: Where to note qualifiers that name no record.

    Sources:
        CDISC SDTMIG, sec. 8.4 (RDOMAIN, IDVAR, IDVARVAL, QNAM, QVAL); CDISC RECIST 1.1 supplement (PRVIR, PRVIRP).
    """
    for code in [code for code in gathered.domains if code.startswith("SUPP")]:
        supplement = gathered.domains[code]
        account = gathered.accounts[code]
        if {"QNAM", "QVAL"} <= set(supplement.frame.columns):
            _hand_out(supplement, account, gathered, findings)
        else:
            _remark(supplement, supplement.frame, findings)


def _hand_out(supplement: Domain, account: Account, gathered: Gathered, findings: Findings) -> None:
    parent = pl.lit(supplement.code.removeprefix("SUPP"))
    told = supplement.frame.with_columns(
        domain=pl.coalesce(supplement.text("RDOMAIN").str.to_uppercase(), parent),
        QNAM=pl.col("QNAM").str.to_uppercase(),
        IDVAR=supplement.text("IDVAR").str.to_uppercase(),
        value=plain_number(supplement.text("IDVARVAL")),
    )
    account.set_aside(told.filter(pl.col("QVAL").is_null()).get_column("row"), "has no value")
    for (code,), own in told.drop_nulls(["QVAL", "QNAM"]).group_by("domain", maintain_order=True):
        if code not in gathered.domains:
            _remark(supplement, own, findings)
            account.set_aside(own.get_column("row"), f"{code} is not there")
            continue
        domain = gathered.domains[str(code)]
        matched = _matched(own, domain)
        given = matched.unique(["row", "QNAM"], keep="first", maintain_order=True)
        stray = own.filter(~pl.col("row").is_in(given.get_column("record").implode()))
        stray_rows = stray.select("row", "QNAM", "IDVAR", "value", subject="USUBJID")
        problem = pl.format(
            "{} belongs to no record of its own ({} {})",
            "QNAM",
            pl.col("IDVAR").fill_null("no IDVAR"),
            pl.col("value").fill_null(""),
        )
        supplement.intake("measurements", findings).note("READ55", stray_rows, "IDVARVAL", problem)
        account.set_aside(stray.get_column("row"), "belongs to no record of its own")
        gathered.domains[str(code)] = _widened(domain, given)
        _account_for(supplement, account, own, str(code), findings)


def _matched(own: pl.DataFrame, domain: Domain) -> pl.DataFrame:
    """Find the records that each qualifier belongs to: `record` (its own row), `row`, QNAM, QVAL."""
    found = []
    for (name,), rows in own.group_by("IDVAR", maintain_order=True):
        said = rows.select("USUBJID", "QNAM", "QVAL", "value", record="row")
        if name is None:
            found.append(said.join(domain.frame.select("USUBJID", "row"), on="USUBJID"))
        elif name in domain.frame.columns:
            named = domain.frame.select("USUBJID", "row", value=plain_number(pl.col(str(name))))
            found.append(said.join(named, on=["USUBJID", "value"]))
    nothing = dict.fromkeys(("QNAM", "QVAL"), pl.String)
    empty = pl.DataFrame(schema={"record": pl.UInt32, "row": pl.UInt32, **nothing})
    whole = pl.concat([empty, *(one.select(empty.columns) for one in found)])
    return whole.sort("record", maintain_order=True)


def _widened(domain: Domain, given: pl.DataFrame) -> Domain:
    if given.is_empty():
        return domain
    wide = given.select("row", "QNAM", "QVAL").pivot("QNAM", index="row", values="QVAL")
    names = [name for name in wide.columns if name != "row"]
    told = domain.frame.join(wide.rename({name: f"{name}:of" for name in names}), on="row", how="left")
    own = [pl.coalesce(*([name] if name in domain.frame.columns else []), f"{name}:of").alias(name) for name in names]
    return domain.having(told.with_columns(own).drop([f"{name}:of" for name in names]).sort("row"))


def _account_for(supplement: Domain, account: Account, own: pl.DataFrame, code: str, findings: Findings) -> None:
    used = pl.col("QNAM").is_in(_USED.get(code, ()))
    for name, count in own.filter(~used).group_by("QNAM", maintain_order=True).len().iter_rows():
        rows = own.filter(pl.col("QNAM") == name).get_column("row")
        account.set_aside(rows, f"{name} is not used")
        problem = f"{count:,} records of {name} are not used"
        supplement.intake("measurements", findings).remark("READ50", problem, column="QNAM")
    taken = own.filter(used & ~pl.col("row").is_in(account.aside.implode()))
    account.use("lesion_details" if code == "TU" else "measurements", taken.get_column("row"))


def _remark(supplement: Domain, rows: pl.DataFrame, findings: Findings) -> None:
    supplement.intake("measurements", findings).remark("READ50", f"{rows.height:,} records are not used")
