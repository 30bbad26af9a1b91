"""Records of a domain, placed as the tidy tables are, and the sums that were entered in them."""

from __future__ import annotations

import polars as pl

from ebbtide.checks.domain_records import files_of, has_variable, lesion_records, records_of
from ebbtide.checks.entered_sums import ENTERED, entered_sums
from ebbtide.criteria.parts.records import DIAMETERS, LENGTHS
from tests.checks.follow_up_trials import Row, lesion, trial

READ = [
    *lesion("T1", {-7: "30"}, visit="BASELINE", reader="INVESTIGATOR", date="2024-01-01"),
    *lesion("T1", {42: "28"}, visit="WEEK 6", reader="INVESTIGATOR", date="2024-02-19"),
]
RECORD: Row = {"TRLNKID": "T1", "TREVAL": "INVESTIGATOR", "TRTESTCD": "LDIAM", "TRSTRESC": "28"}
SUM: Row = {"TREVAL": "INVESTIGATOR", "TRTESTCD": "SUMDIAM", "TRGRPID": "TARGET", "VISIT": "WEEK 6", "TRSTRESC": "28"}


def _sums(*records: Row, **tables: list[Row]) -> list[tuple[object, ...]]:
    prepared = trial({"measurements": READ, **tables}, {"TR": list(records)})
    return entered_sums(prepared).select("start", "is_baseline", "is_later", "entered_um", "measure").rows()


def test_a_record_has_the_day_of_its_visit() -> None:
    """The visit decides the day, else the study day from 0; a record without either has none."""
    rows = [RECORD | more for more in ({"VISIT": "WEEK 6", "TRDY": "1"}, {"TRDY": "43"}, {"TRDY": "-7"}, {})]
    records = records_of(trial({"measurements": READ}, {"TR": rows}), "TR", "TESTCD")
    assert records["day"].to_list() == [42, 42, -7, None]
    assert records.row(0, named=True) == {
        "subject": "S1", "reader": "INVESTIGATOR", "visit": "WEEK 6", "lesion": "T1", "date": None,
        "testcd": "LDIAM", "row": 2, "day": 42,
    }  # fmt: skip


def test_what_a_domain_lacks_is_blank() -> None:
    """A variable that is not there is null, and a domain that is not there has no rows."""
    prepared = trial({"measurements": READ}, {"TR": [RECORD]})
    records = records_of(prepared, "TR", "REASND", why=("TRREASND", "TRLNKID"))
    assert records.select("reasnd", "why").row(0) == (None, "T1")
    none = records_of(prepared, "TU", "LOC", why=("TULOC",))
    assert (none.height, set(none.columns)) == (0, set(records.columns) - {"reasnd"} | {"loc"})
    assert (has_variable(prepared, "TR", "LNKID"), has_variable(prepared, "TU", "LNKID")) == (True, False)
    assert files_of(prepared, "TR", "TU") == {"tr.csv"}


def test_lesions_have_their_value_and_its_unit() -> None:
    """The standard result comes with its unit, and the original one with its own; words are upper case."""
    rows = [
        RECORD | {"TRSTRESU": "mm", "TRORRES": "2.8", "TRORRESU": "cm", "TRDTC": "2024-02-19T10:00", "TRSTAT": "Done"},
        RECORD | {"TRSTRESC": None, "TRORRES": "2.8", "TRORRESU": "cm", "TRSTRESU": "mm", "TRTESTCD": "ldiam"},
    ]
    records = lesion_records(trial({"measurements": READ}, {"TR": rows}), "TR")
    assert records.select("value", "unit", "test", "date", "status").rows() == [
        ("28", "mm", "LDIAM", "2024-02-19", "DONE"),
        ("2.8", "cm", "LDIAM", None, None),
    ]


def test_sums_of_records_are_placed_by_visit_or_date() -> None:
    """A sum is at the time point of its visit, and without a visit at that of its date; elsewhere it is left out."""
    first = SUM | {"VISIT": "BASELINE", "TRSTRESC": "30"}
    dated = SUM | {"VISIT": None, "TRDTC": "2024-02-19T09:30"}
    nowhere = SUM | {"VISIT": "WEEK 12"}
    assert _sums(first, SUM, nowhere) == [(-7, True, False, 30_000, DIAMETERS), (42, False, True, 28_000, DIAMETERS)]
    assert _sums(dated) == [(42, False, True, 28_000, DIAMETERS)]


def test_sums_have_their_unit_and_measure() -> None:
    """A sum in cm is ten times as long, one without unit is in mm, and SUMLDIAM adds up longest diameters."""
    assert _sums(SUM | {"TRSTRESU": "cm", "TRSTRESC": "2.8"})[0][3] == 28_000
    assert _sums(SUM | {"TRSTRESU": "furlong"}) == []
    assert _sums(SUM | {"TRTESTCD": "SUMLDIAM"})[0][4] == LENGTHS
    assert _sums(SUM | {"TRGRPID": "NEW TARGET"}) == []


def test_sums_of_tables_and_records_stand_together() -> None:
    """The sum of a time point is listed once for each measure that the criteria add up."""
    found = _sums(SUM, timepoints=[{"day": 42, "reader": "INVESTIGATOR", "target_sum_mm": 29}])
    assert [row[3] for row in found] == [29_000, 28_000]
    nothing = entered_sums(trial({"measurements": READ}))
    assert nothing.schema == pl.Schema(ENTERED)
    assert nothing.is_empty()
