"""DM, DS and AE: deaths, each once; last contacts; treatment given up for progression; CRS and ICANS."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from ebbtide.formats.dates import FULL
from ebbtide.formats.raw import Raw

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from ebbtide.formats.accounts import Account
    from ebbtide.formats.sdtm.domains import Domain
    from ebbtide.study.findings import Findings

__all__ = ["recorded_events"]

_CONTACT: Final = r"^lost to follow[- ]?up$|^last (known )?(alive|contact)|last known alive|last contact"
_PROGRESSION: Final = r"^(progressive disease|disease progression|progression of disease|disease relapse)$"
_STUDY: Final = r"study participation|end of study|follow[- ]?up"
_CRS: Final = r"cytokine release syndrome|^crs$"
_ICANS: Final = r"immune effector cell[- ]associated neurotoxicity|^icans$"
_FATAL_GRADE: Final = "5"
_ORDER: Final = ("DM", "DS", "AE")


def recorded_events(domains: Mapping[str, Domain], accounts: Mapping[str, Account], findings: Findings) -> list[Raw]:
    """Turn what DM, DS and AE have of deaths, contacts, discontinuations and toxicities into `events`.

    A death that several domains have is noted once: where its date is fully known, of DM before DS before AE.

    Args:
        domains: The domains.
        accounts: Their accounts; told what each record becomes.
        findings: Where to note deaths that are dated differently.

    Returns:
        One raw table per domain and kind of event.
    """
    told = {code: _events_of(domains[code]) for code in _ORDER if code in domains}
    if not told:
        return []
    deaths = _deaths(told, accounts, domains, findings)
    died = pl.concat(deaths.values()).get_column("subject").implode()
    if "DM" in told:
        of_dm = told["DM"]
        told["DM"] = of_dm.filter((pl.col("event") == "death") | ~pl.col("subject").is_in(died))
    raws: list[Raw] = []
    for code, events in told.items():
        domain, account = domains[code], accounts[code]
        own = pl.concat([deaths[code], events.filter(pl.col("event") != "death")])
        if code != "DM":
            named = events.get_column("row").implode()
            others = domain.frame.filter(~pl.col("row").is_in(named))
            account.set_aside(others.get_column("row"), "is no event that is used")
        # One record may be two events, such as a fatal CRS: each kind has a table in which a row is one record.
        for kind in own.partition_by("event", maintain_order=True):
            account.becomes("events", len(raws), kind.select("row", record="row"))
            raws.append(Raw(kind.drop("known").sort("row"), domain.file, parts=domain.parts))
    return raws


def _events_of(domain: Domain) -> pl.DataFrame:
    makers = {"DM": _of_dm, "DS": _of_ds, "AE": _of_ae}
    return pl.concat(makers[domain.code](domain))


def _of_dm(dm: Domain) -> Iterator[pl.DataFrame]:
    """Take deaths, and of who did not die the end of participation, which is the last known contact.

    Sources:
        CDISC SDTMIG 3.4, DM, RFPENDTC: corresponds to the last known date of contact.
    """
    died = dm.text("DTHDTC").is_not_null() | (dm.text("DTHFL").str.to_uppercase() == "Y").fill_null(value=False)
    known = dm.known_of("DTHDTC")
    rows = dm.frame.with_columns(known=known).filter(died)
    yield _rows(rows, "death", date=dm.text("DTHDTC"), day=pl.lit(None, pl.Int32))
    ended = dm.known_of("RFPENDTC") == FULL
    alive = dm.frame.with_columns(known=dm.known_of("RFPENDTC")).filter(ended & ~died)
    yield _rows(alive, "last_contact", date=dm.text("RFPENDTC"), day=pl.lit(None, pl.Int32))


def _of_ds(ds: Domain) -> Iterator[pl.DataFrame]:
    says = ds.text("DSDECOD", "DSTERM").str.to_lowercase()
    frame = ds.frame.with_columns(known=ds.known("STDTC"), on=ds.day("STDTC", "STDY"))
    date, detail = ds.text("DSSTDTC"), ds.text("DSTERM", "DSDECOD")
    of_study = ds.text("DSSCAT").str.to_lowercase().str.contains(_STUDY).fill_null(value=False)
    cases = {
        "death": says.is_in(["death", "died"]),
        "last_contact": says.str.contains(_CONTACT),
        "discontinuation": says.str.contains(_PROGRESSION) & ~of_study,
    }
    for event, condition in cases.items():
        yield _rows(frame.filter(condition.fill_null(value=False)), event, date=date, day="on", detail=detail)


def _of_ae(ae: Domain) -> Iterator[pl.DataFrame]:
    frame = ae.frame.with_columns(
        known=ae.known("ENDTC"),
        on=ae.day("STDTC", "STDY"),
        until=ae.day("ENDTC", "ENDY"),
        grade_of=ae.text("AETOXGR").str.extract(r"(\d)"),
    )
    says = ae.text("AEDECOD", "AETERM").str.to_lowercase()
    term = ae.text("AETERM", "AEDECOD")
    for event, words in (("crs", _CRS), ("icans", _ICANS)):
        rows = frame.filter(says.str.contains(words).fill_null(value=False))
        yield _rows(
            rows,
            event,
            date=ae.text("AESTDTC"),
            day="on",
            end_date=ae.text("AEENDTC"),
            end_day="until",
            grade="grade_of",
            detail=term,
        )
    fatal = (ae.text("AEOUT").str.to_uppercase() == "FATAL") | (ae.text("AESDTH").str.to_uppercase() == "Y")
    fatal = fatal.fill_null(value=False) | (pl.col("grade_of") == _FATAL_GRADE).fill_null(value=False)
    dated = ae.text("AEENDTC").is_not_null() | pl.col("until").is_not_null()
    yield _rows(frame.filter(fatal & dated), "death", date=ae.text("AEENDTC"), day="until", detail=term)


def _rows(rows: pl.DataFrame, event: str, **columns: pl.Expr | str) -> pl.DataFrame:
    """Make events; what is not given is blank."""
    texts = dict.fromkeys(("end_date", "grade", "detail"), pl.lit(None, pl.String))
    usual: dict[str, pl.Expr | str] = {**texts, "end_day": pl.lit(None, pl.Int32)}
    given = usual | columns
    names = ("date", "day", "end_date", "end_day", "grade", "detail")
    return rows.select(
        "row",
        pl.col("USUBJID").alias("subject"),
        pl.lit(event).alias("event"),
        *((pl.col(one) if isinstance(one, str) else one).alias(name) for name, one in _in_order(given, names)),
        pl.col("known").cast(pl.Int8),
    )


def _in_order(given: Mapping[str, pl.Expr | str], names: tuple[str, ...]) -> Iterator[tuple[str, pl.Expr | str]]:
    yield from ((name, given[name]) for name in names)


def _deaths(
    told: Mapping[str, pl.DataFrame],
    accounts: Mapping[str, Account],
    domains: Mapping[str, Domain],
    findings: Findings,
) -> dict[str, pl.DataFrame]:
    """Choose one record of each death; note where another has another date."""
    found = [events.filter(pl.col("event") == "death").with_columns(code=pl.lit(code)) for code, events in told.items()]
    deaths = pl.concat(found)
    placed = pl.when(pl.col("day").is_not_null()).then(FULL).otherwise("known")
    rank = pl.col("code").replace_strict(_ORDER, range(len(_ORDER)), return_dtype=pl.Int8)
    ordered = deaths.sort("subject", -placed, rank, "row")
    chosen = ordered.unique("subject", keep="first", maintain_order=True)
    others = ordered.join(chosen, on=["code", "row"], how="anti")
    apart = others.join(chosen.select("subject", held="date", held_known="known", held_in="code"), on="subject")
    same_day = pl.col("date").str.head(10) == pl.col("held").str.head(10)
    apart = apart.filter((pl.col("known") == FULL) & (pl.col("held_known") == FULL) & ~same_day)
    for code in told:
        own = apart.filter(pl.col("code") == code)
        problem = pl.format("death on {}, but on {} in {}, which holds", "date", "held", "held_in")
        domains[code].intake("events", findings).note("READ59", own, "date", problem)
        accounts[code].set_aside(
            others.filter(pl.col("code") == code).get_column("row"), "is a death that is told already"
        )
    return {code: chosen.filter(pl.col("code") == code).drop("code") for code in told}
