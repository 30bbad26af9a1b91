"""A set of domains becomes a set of raw tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ebbtide.errors import DataError
from ebbtide.formats.intake import Intake
from ebbtide.formats.sdtm.context import death_events, exposures, participants
from ebbtide.formats.sdtm.domains import Domain, domain_named
from ebbtide.formats.sdtm.responses import reported_responses
from ebbtide.formats.sdtm.tumors import measured_lesions
from ebbtide.study.columns import TABLES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ebbtide.formats.raw import Raw
    from ebbtide.study.findings import Findings

__all__ = ["raws_from_domains"]


def raws_from_domains(raws: Mapping[str, Raw], findings: Findings) -> dict[str, Raw]:
    """Turn SDTM domains into the raw tables of a study.

    Args:
        raws: The files by their names without endings; each domain once.
        findings: Where to note what is odd and what is not used.

    Raises:
        DataError: If a domain comes twice, lacks a variable, or has cells that cannot be used.
    """
    domains = _domains(raws, findings)
    tables: dict[str, Raw] = {}
    if "DM" in domains:
        tables["subjects"] = participants(domains["DM"])
        tables |= death_events(domains["DM"])
    if "TR" in domains or "TU" in domains:
        file = (domains.get("TR") or domains["TU"]).file
        lesions = measured_lesions(domains.get("TU"), domains.get("TR"), Intake(TABLES["measurements"], file, findings))
        tables |= {} if lesions.frame.is_empty() else {"measurements": lesions}
    if "RS" in domains:
        responses = reported_responses(domains["RS"], Intake(TABLES["reported"], domains["RS"].file, findings))
        tables |= {} if responses.frame.is_empty() else {"reported": responses}
    if "EX" in domains:
        tables["treatments"] = exposures(domains["EX"])
    return tables


def _domains(raws: Mapping[str, Raw], findings: Findings) -> dict[str, Domain]:
    domains: dict[str, Domain] = {}
    for stem, raw in raws.items():
        code = domain_named(stem)
        if code is None or code == "SUPP":
            Intake(TABLES["measurements"], raw.file, findings).remark(
                "READ50", f"{raw.frame.height:,} records are not used"
            )
        elif code in domains:
            both = f"{domains[code].file} and {raw.file}"
            raise DataError(f"the domain {code} comes twice: {both}", hint="keep one file of each domain in the folder")
        else:
            domains[code] = Domain.of(code, raw)
            domains[code].require("USUBJID")
    return domains
