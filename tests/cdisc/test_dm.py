"""DM: kept where a study has it, made of the tidy tables where it has not."""

from __future__ import annotations

from datetime import date

import polars as pl

from ebbtide.cdisc.conformance import violations
from ebbtide.cdisc.sdtm.dm import dm
from ebbtide.cdisc.traceability import relrec
from ebbtide.formats import read_study
from tests.cdisc.derived_studies import derived_of
from tests.cdisc.tumor_tables import bundled, derived_from

READINGS = pl.DataFrame({
    "subject": ["P1", "P1"],
    "lesion": ["T1", "T1"],
    "role": ["target", "target"],
    "day": [0, 42],
    "longest_mm": [30, 20],
})  # fmt: skip


def test_dm_of_the_study_is_kept() -> None:
    """Every cell is the one that came; age is a number."""
    derived = bundled("pharmaverse-recist")
    came, made = derived.study.domains["DM"].frame, dm(derived).frame
    names = ["USUBJID", "SUBJID", "RFSTDTC", "ARM", "ACTARM", "COUNTRY", "RACE"]
    assert made.select(names).equals(came.select(names))
    assert made["AGE"].to_list() == [float(age) for age in came["AGE"]]


def test_a_tidy_study_tells_who_its_subjects_are() -> None:
    """Reference date, sex, age, arm and death stand in DM; the death on day 100 after 2024-01-10 is 2024-04-19."""
    subjects = pl.DataFrame({
        "subject": ["P1"], "reference_date": [date(2024, 1, 10)], "age": [57], "sex": ["female"], "arm": ["A"],
    })  # fmt: skip
    events = pl.DataFrame({"subject": ["P1"], "event": ["death"], "day": [100]})
    study = read_study({"measurements": READINGS, "subjects": subjects, "events": events})
    [row] = dm(derived_of(study, criteria=["recist-1.1"])).frame.iter_rows(named=True)
    told = {name: row[name] for name in ("USUBJID", "RFSTDTC", "AGE", "AGEU", "SEX", "ARM", "DTHDTC", "DTHFL")}
    assert told == {
        "USUBJID": "P1", "RFSTDTC": "2024-01-10", "AGE": 57.0, "AGEU": "YEARS", "SEX": "F", "ARM": "A",
        "DTHDTC": "2024-04-19", "DTHFL": "Y",
    }  # fmt: skip


def test_day_0_is_counted_back_from_a_dated_reading() -> None:
    """A reading of day 42 on 2024-02-21 sets day 0 on 2024-01-10."""
    dated = READINGS.with_columns(date=pl.Series([None, date(2024, 2, 21)]))
    made = dm(derived_of(read_study({"measurements": dated}), criteria=["recist-1.1"])).frame
    assert made["RFSTDTC"].to_list() == ["2024-01-10"]


def test_days_without_any_date_stay_days() -> None:
    """No date is made up for a study that has none."""
    made = dm(derived_from(("T1", 0, "target", "measured", "LIVER", 30))).frame
    assert made["RFSTDTC"].to_list() == [None]


def test_relations_of_the_domains_are_told() -> None:
    """Lesions and results are related by link, results and responses by link group; nothing breaks a rule."""
    derived = derived_from(("T1", 0, "target", "measured", "LIVER", 30), ("T1", 42, "target", "measured", "LIVER", 20))
    made = relrec(derived)
    assert made.frame.select("RDOMAIN", "IDVAR", "RELTYPE", "RELID").rows() == [
        ("TU", "TULNKID", "ONE", "TUTR"),
        ("TR", "TRLNKID", "MANY", "TUTR"),
        ("TR", "TRLNKGRP", "MANY", "TRRS"),
        ("RS", "RSLNKGRP", "MANY", "TRRS"),
    ]
    assert violations([made, dm(derived)]) == []


def test_the_last_contact_of_who_lives_is_the_end_of_participation() -> None:
    """P1 was seen on days 50 and 100, 2024-04-19, which reads back as that; P2 died and has none."""
    subjects = pl.DataFrame({"subject": ["P1", "P2"], "reference_date": [date(2024, 1, 10)] * 2})
    seen = [("P1", "last_contact", 50), ("P1", "last_contact", 100), ("P2", "last_contact", 50), ("P2", "death", 60)]
    events = pl.DataFrame(seen, schema=["subject", "event", "day"], orient="row")
    both = pl.concat([READINGS, READINGS.with_columns(subject=pl.lit("P2"))])
    study = read_study({"measurements": both, "subjects": subjects, "events": events})
    made = dm(derived_of(study, criteria=["recist-1.1"])).frame
    assert made.select("USUBJID", "RFPENDTC").rows() == [("P1", "2024-04-19"), ("P2", None)]
    again = read_study({"dm": made, "tr": pl.DataFrame([{"USUBJID": "P1", "TRLNKID": "T1", "TRTESTCD": "LDIAM",
        "TRGRPID": "TARGET", "TRORRES": "30", "TRORRESU": "mm", "TRDTC": "2024-01-10"}])})  # fmt: skip
    told = again.table("events").select("subject", "event", "day").sort("subject").rows()
    assert told == [("P1", "last_contact", 100), ("P2", "death", 60)]


def test_a_dm_without_study_or_domain_is_filled_in() -> None:
    """What every record of the domain must have is there, as the other domains say it."""
    row = {"USUBJID": "P1", "TRLNKID": "T1", "TRTESTCD": "LDIAM", "TRGRPID": "TARGET", "TRORRES": "30"}
    tr = pl.DataFrame([{"STUDYID": "ONE", **row, "TRORRESU": "mm", "TRDTC": "2024-01-10"}])
    study = read_study({"dm": pl.DataFrame([{"USUBJID": "P1", "RFSTDTC": "2024-01-10"}]), "tr": tr})
    made = dm(derived_of(study, criteria=["recist-1.1"])).frame
    assert made.select("STUDYID", "DOMAIN").rows() == [("ONE", "DM")]
