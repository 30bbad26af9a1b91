"""The end of participation in DM as last contact: golden cases of who is followed, and how long."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import ebbtide
from ebbtide.formats import read_study
from tests.formats.domains import DAY_0, DM, RS, TR, TU, becomes, line, rs, tr, tu
from tests.formats.support import csv_of, folder_of

CASE: dict[str, Any] = tomllib.loads(
    (Path(__file__).parent / "golden" / "end-of-participation.toml").read_text("utf-8")
)
HEADER = f"{DM},RFPENDTC"


def folder(place: Path) -> Path:
    """Write the subjects of the case, each with a target and one response."""
    subjects = [row["subject"] for row in CASE["rows"]]
    told = [line(HEADER, USUBJID=row["subject"], RFSTDTC=DAY_0, **row["dm"]) for row in CASE["rows"]]
    files = {
        "dm": [HEADER, *told],
        "tu": [TU, *(tu("A", "TARGET", USUBJID=subject) for subject in subjects)],
        "tr": [TR, *(tr("A", "LDIAM", 20, USUBJID=subject) for subject in subjects)],
        "rs": [RS, *(rs("OVRLRESP", "SD", USUBJID=subject) for subject in subjects)],
    }
    return folder_of(place, {f"{name}.csv": csv_of(rows) for name, rows in files.items()})


def test_survival_is_followed_to_the_end_of_participation(tmp_path: Path) -> None:
    """Overall survival of every subject is what the case says."""
    study = read_study(folder(tmp_path))
    times = ebbtide.assess(study, criteria=["recist-1.1"], responses="reported").endpoints()
    found = {row["subject"]: row for row in times.filter(endpoint="OS").iter_rows(named=True)}
    for row in CASE["rows"]:
        want = row["expect"]
        assert {name: found[row["subject"]][name] for name in want} == want, row


def test_each_subject_has_one_such_event(tmp_path: Path) -> None:
    """A last contact of the one, a death of the other, and the account says that DM became both tables."""
    study = read_study(folder(tmp_path))
    assert study.table("events").select("subject", "event", "day").sort("subject").rows() == [
        ("P1", "last_contact", 143),
        ("P2", "death", 143),
    ]
    assert becomes(study)["dm.csv"] == (("subjects", "events"), 4, 4, 0)


def test_a_death_in_another_domain_leaves_no_contact(tmp_path: Path) -> None:
    """DS has the death: the end of participation in DM is that death, and no sign of life."""
    place = folder(tmp_path)
    (place / "ds.csv").write_text("USUBJID,DSDECOD,DSSTDTC\nP1,DEATH,2024-06-01\n", encoding="utf-8")
    assert read_study(place).table("events").filter(subject="P1")["event"].to_list() == ["death"]
