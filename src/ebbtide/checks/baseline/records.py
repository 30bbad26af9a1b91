"""Rows of the SDTM domains, with the subject, reader and lesion of the tidy tables.

Lives here: what the checks of the baseline ask of a domain beyond what the tidy tables keep of it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from ebbtide.formats.sdtm.domains import Domain

if TYPE_CHECKING:
    from ebbtide.checks.examined import Examined

__all__ = ["lesion_records"]

_COLUMNS: Final = (
    *("subject", "reader", "lesion", "visit", "date", "test", "group", "organ"),
    *("value", "unit", "status"),
)


def lesion_records(trial: Examined, code: str) -> pl.DataFrame:
    """Take a domain of lesions, TU or TR, as text.

    Returns:
        `subject, reader, lesion, visit, date, test` (upper case), `group` (the role that the domain tells),
        `organ, value, unit, status` and `row`; no rows where the study has no such domain.
    """
    records = trial.domain(code)
    if records is None or "USUBJID" not in records.frame.columns:
        return pl.DataFrame(schema={**dict.fromkeys(_COLUMNS, pl.String), "row": pl.UInt32})
    domain = Domain(code, records.frame, records.file)
    role = domain.text("TUSTRESC", "TUORRES") if code == "TU" else domain.text("TRGRPID")
    return records.frame.select(
        subject="USUBJID",
        reader=domain.reader,
        lesion=domain.own("LNKID"),
        visit=domain.visit,
        date=domain.own("DTC").str.slice(0, 10),
        test=domain.own("TESTCD").str.to_uppercase(),
        group=role.str.to_uppercase(),
        organ=domain.own("LOC"),
        value=domain.own("STRESC", "STRESN", "ORRES"),
        unit=pl.when(domain.own("STRESC", "STRESN").is_not_null())
        .then(domain.own("STRESU"))
        .otherwise(domain.own("ORRESU")),
        status=domain.own("STAT").str.to_uppercase(),
        row="row",
    )
