"""Small SDTM domains for the tests of their readers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ebbtide.formats import read_study
from tests.formats.support import csv_of, folder_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from ebbtide.study import Study

ME = "INVESTIGATOR"
TU = "USUBJID,TUSEQ,TULNKID,TUTESTCD,TUORRES,TULOC,TUMETHOD,TUEVAL,TUEVALID,TUACPTFL,VISIT,TUDTC"
TR = (
    "USUBJID,TRSEQ,TRLNKID,TRLNKGRP,TRTESTCD,TRORRES,TRORRESU,TRSTAT,TRREASND,TREVAL,TREVALID,TRACPTFL,VISIT,TRDTC,TRDY"
)
RS = "USUBJID,RSSEQ,RSLNKGRP,RSTESTCD,RSTEST,RSCAT,RSSCAT,RSORRES,RSEVAL,RSEVALID,RSACPTFL,VISIT,RSDTC"
DM = "USUBJID,RFSTDTC,ARM,AGE,SEX,DTHDTC,DTHFL"
SUPP = "RDOMAIN,USUBJID,IDVAR,IDVARVAL,QNAM,QVAL"
DAY_0 = "2024-01-10"


def line(header: str, **cells: object) -> str:
    """Write a record under a header; what is not given is blank."""
    names = header.split(",")
    assert not set(cells) - set(names)
    return ",".join(str(cells.get(name, "")) for name in names)


def tu(lesion: str, role: str, **cells: object) -> str:
    """A record of TU."""
    usual = {"USUBJID": "P1", "TULNKID": lesion, "TUTESTCD": "TUMIDENT", "TUORRES": role, "TUEVAL": ME}
    return line(TU, **usual | {"TULOC": "LIVER", "VISIT": "BL", "TUDTC": DAY_0} | cells)


def tr(lesion: str, test: str, result: object, **cells: object) -> str:
    """A record of TR."""
    usual = {"USUBJID": "P1", "TRLNKID": lesion, "TRTESTCD": test, "TRORRES": result, "TREVAL": ME}
    unit = {"TRORRESU": "mm"} if str(result).replace(".", "").isdigit() else {}
    return line(TR, **usual | unit | {"VISIT": "BL", "TRDTC": DAY_0} | cells)


def rs(test: str, result: str, **cells: object) -> str:
    """A record of RS."""
    usual = {"USUBJID": "P1", "RSTESTCD": test, "RSCAT": "RECIST 1.1", "RSORRES": result, "RSEVAL": ME}
    return line(RS, **usual | {"VISIT": "W6", "RSDTC": "2024-02-21"} | cells)


def supp(domain: str, variable: str, value: object, name: str, said: str) -> str:
    """A supplemental qualifier."""
    return line(SUPP, RDOMAIN=domain, USUBJID="P1", IDVAR=variable, IDVARVAL=value, QNAM=name, QVAL=said)


def files_of(**domains: list[str]) -> dict[str, str]:
    """Domains as files, with DM unless it is given."""
    usual = {"dm": [DM, line(DM, USUBJID="P1", RFSTDTC=DAY_0, ARM="A", AGE=57, SEX="F")]}
    return {f"{name}.csv": csv_of(rows) for name, rows in (usual | domains).items() if len(rows) > 1}


def study_of(place: Path, **domains: list[str]) -> Study:
    """A study of domains: by default of one target and one reading."""
    return read_study(folder_of(place, files_of(**usual() | domains)))


def usual() -> dict[str, list[str]]:
    """One target with one reading."""
    return {"tu": [TU, tu("A", "TARGET")], "tr": [TR, tr("A", "LDIAM", 20)]}


def lesions(study: Study, *columns: str) -> list[tuple[Any, ...]]:
    """The readings, by reader, lesion and day."""
    return study.table("measurements").sort("reader", "lesion", "day").select(columns).rows()


def why(study: Study) -> Mapping[str, str]:
    """Why rows of each file were set aside."""
    return {one.file: one.why for one in study.imports}


def becomes(study: Study) -> Mapping[str, tuple[tuple[str, ...], int, int, int]]:
    """What the rows of each file became: tables, rows, used, set aside."""
    return {one.file: (one.becomes, one.rows, one.used, one.set_aside) for one in study.imports}
