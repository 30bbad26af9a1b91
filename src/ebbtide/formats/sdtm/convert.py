"""A set of domains becomes a set of raw tables, and an account of every record."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from ebbtide.formats.sdtm.context import enrolled, exposures, participants, with_measurable_disease
from ebbtide.formats.sdtm.events import recorded_events
from ebbtide.formats.sdtm.examinations import examined_findings
from ebbtide.formats.sdtm.gathering import gather
from ebbtide.formats.sdtm.qualifiers import qualify
from ebbtide.formats.sdtm.responses import reported_responses
from ebbtide.formats.sdtm.therapies import given_therapies
from ebbtide.formats.sdtm.tumors import measured_lesions

if TYPE_CHECKING:
    from collections.abc import Mapping

    import polars as pl

    from ebbtide.formats.accounts import Account
    from ebbtide.formats.raw import Raw
    from ebbtide.formats.sdtm.domains import Domain
    from ebbtide.study.findings import Findings
    from ebbtide.study.model import Records
    from ebbtide.study.options import Options

__all__ = ["Converted", "raws_from_domains"]

_TUMOR: Final = ("TU", "TR", "RS")
_MADE: Final = (*_TUMOR, "DM", "DS", "EX", "PR", "CM", "AE", "LB", "FA", "QS")


class Converted(NamedTuple):
    """What SDTM domains become: raw tables by the tidy table each becomes, the domains, and their accounts."""

    raws: dict[str, list[Raw]]
    domains: dict[str, Records]
    accounts: dict[str, Account]

    def add(self, table: str, raw: Raw, **pairs: pl.DataFrame | None) -> None:
        """Take a raw table, made of the named domains; `pairs` are the records behind its rows, by default each."""
        if raw.frame.is_empty():
            return
        made = self.raws.setdefault(table, [])
        made.append(raw)
        for code, own in pairs.items():
            told = raw.frame.select("row", record="row") if own is None else own
            self.accounts[code].becomes(table, len(made) - 1, told)


def raws_from_domains(raws: Mapping[str, tuple[str, Raw]], options: Options, findings: Findings) -> Converted:
    """Turn SDTM domains into the raw tables of a study.

    Args:
        raws: The tables by their names, each with its name without ending.
        options: The options of the study; `accepted_only` is used here.
        findings: Where to note what is odd and what is not used.

    Raises:
        DataError: If files contradict each other, a domain lacks a variable, or has cells that cannot be used.
    """
    gathered = gather(raws, findings)
    qualify(gathered, findings)
    records = {code: domain.records for code, domain in gathered.domains.items()}
    made = Converted({}, records, gathered.accounts)
    domains = gathered.domains
    if "DM" in domains:
        domains = domains | {"DM": enrolled(domains["DM"], made.accounts["DM"], findings)}
    if options.accepted_only:
        of_readers = [domain for code, domain in domains.items() if code in _TUMOR]
        domains = domains | {one.code: _accepted(one, made.accounts[one.code], findings) for one in of_readers}
    _add_lesions(made, domains, findings)
    _add_responses(made, domains, findings)
    _add_subjects(made, domains)
    if "EX" in domains:
        made.add("treatments", exposures(domains["EX"]), EX=None)
    if events := recorded_events(domains, made.accounts, findings):
        made.raws["events"] = events
    for domain in [domains[code] for code in ("CM", "PR") if code in domains]:
        _add_therapies(made, domain)
    for domain in [domains[code] for code in ("LB", "FA", "QS", "RS") if code in domains]:
        made.add("findings", examined_findings(domain, findings, made.accounts[domain.code]), **{domain.code: None})
    _keep_the_others(made)
    return made


def _keep_the_others(made: Converted) -> None:
    for code, account in made.accounts.items():
        if code not in _MADE and not code.startswith("SUPP"):
            account.set_aside(account.rows, "is kept as a domain and in no table")


def _add_lesions(made: Converted, domains: Mapping[str, Domain], findings: Findings) -> None:
    if "TR" not in domains and "TU" not in domains:
        return
    told = measured_lesions(domains.get("TU"), domains.get("TR"), findings, made.accounts)
    behind = {"TR": told.of_tr, "TU": told.of_tu}
    made.add("measurements", told.measurements, **{code: pairs for code, pairs in behind.items() if code in domains})
    if "TU" in domains:
        made.add("lesion_details", told.details, TU=told.in_details)
        account = made.accounts["TU"]
        account.set_aside(told.first, "identifies a lesion that was never measured or seen")
        account.set_aside(account.rows, "identifies a lesion again")


def _add_responses(made: Converted, domains: Mapping[str, Domain], findings: Findings) -> None:
    if "RS" not in domains:
        return
    told = reported_responses(domains["RS"], findings, made.accounts["RS"])
    made.add("reported", told.reported, RS=told.pairs)
    made.add("reported_best", told.best, RS=None)


def _add_subjects(made: Converted, domains: Mapping[str, Domain]) -> None:
    if "DM" not in domains:
        return
    subjects = with_measurable_disease(participants(domains["DM"]), domains, made.accounts)
    made.add("subjects", subjects, DM=None)


def _add_therapies(made: Converted, domain: Domain) -> None:
    told = given_therapies(domain, made.accounts[domain.code])
    made.add("treatments", told.treatments, **{domain.code: None})
    made.add("events", told.events, **{domain.code: None})
    made.add("findings", told.findings, **{domain.code: None})


def _accepted(domain: Domain, account: Account, findings: Findings) -> Domain:
    """Leave out what is not marked as accepted, of the evaluators that mark any record.

    Sources:
        CDISC SDTMIG, --ACPTFL: of several independent assessors it marks the evaluation that is accepted.
    """
    flag = (domain.own("ACPTFL").str.to_uppercase() == "Y").fill_null(value=False)
    marks = (
        flag.any().over(domain.own("EVAL").fill_null(""))
        if f"{domain.code}EVAL" in domain.frame.columns
        else flag.any()
    )
    kept = domain.frame.filter(flag | ~marks)
    left = domain.frame.filter(~(flag | ~marks))
    if left.height:
        problem = f"{left.height:,} records are not marked as accepted and are left out"
        domain.intake("measurements", findings).remark("READ60", problem, column=f"{domain.code}ACPTFL")
        account.set_aside(left.get_column("row"), "is not marked as accepted")
    return domain.having(kept)
