"""The tidy tables: their definitions, their schemas and the study that holds them."""

from __future__ import annotations

import polars as pl
import pytest

from ebbtide.errors import DataError, MissingColumnError
from ebbtide.study import Options, Study
from ebbtide.study.columns import TABLES, Kind, empty_table
from ebbtide.study.tables import KEYS, check_table, schema_of

READING = {
    "subject": "P1", "reader": "", "lesion": "T1", "visit": None, "day": 0, "date": None, "role": "target",
    "state": "measured", "organ": None, "side": None, "nodal": False, "longest_um": 20_000, "perpendicular_um": None,
    "viable_um": None, "density_mhu": None, "method": None, "slice_um": None, "locally_treated": False, "row": 2,
}  # fmt: skip


def readings(*changes: dict[str, object]) -> pl.DataFrame:
    """Tidy readings, each like the usual one but for its changes."""
    rows = [READING | {"row": place, "day": place} | change for place, change in enumerate(changes, start=2)]
    return pl.DataFrame(rows, schema=TABLES["measurements"].schema)


@pytest.mark.parametrize("name", TABLES)
def test_an_empty_table_keeps_its_own_schema(name: str) -> None:
    """Every table has a typed frame without rows that its schema accepts."""
    frame = empty_table(name)
    assert frame.schema == pl.Schema(TABLES[name].schema)
    check_table(name, frame)


@pytest.mark.parametrize("name", TABLES)
def test_schema_and_definition_have_the_same_columns(name: str) -> None:
    """The schema that checks is made of the definition that readers and documentation use."""
    assert schema_of(name).column_names() == [column.name for column in TABLES[name].columns]
    assert set(KEYS.get(name, ())) <= set(TABLES[name].schema)


def test_lengths_are_named_with_their_unit() -> None:
    """A length is millimetres in a file and micrometres in a frame."""
    for table in TABLES.values():
        for column in table.columns:
            if column.kind is Kind.LENGTH:
                assert (column.name[-3:], column.written[-3:]) == ("_um", "_mm")
    assert TABLES["measurements"].column("longest_um").written == "longest_mm"


def test_sound_readings_pass() -> None:
    """Rows within the schema raise nothing."""
    check_table("measurements", readings({}, {}))


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ({"longest_um": -1}, "longest_um (min)"),
        ({"longest_um": 10_000_000}, "longest_um (max)"),
        ({"subject": None}, "subject (nullability)"),
        ({"subject": ""}, "subject (min_length)"),
        ({"state": None}, "state (nullability)"),
        ({"day": 80_000}, "day (max)"),
        ({"row": 2, "day": 2}, "primary_key"),
    ],
)
def test_a_broken_rule_names_its_rows(change: dict[str, object], place: str) -> None:
    """The error names the rule and the rows that break it."""
    with pytest.raises(DataError) as caught:
        check_table("measurements", readings({}, change), file="m.csv")
    assert place in caught.value.problem
    assert "m.csv breaks its schema" in caught.value.problem
    assert caught.value.problem.endswith("2" if place == "primary_key" else "3")


def test_a_missing_column_is_named() -> None:
    """A frame without a column says which."""
    with pytest.raises(MissingColumnError, match="lacks the column state"):
        check_table("measurements", readings({}).drop("state"))


def test_a_wrong_type_is_named() -> None:
    """A float where micrometres should be says so."""
    with pytest.raises(DataError, match="longest_um is Float64"):
        check_table("measurements", readings({}).with_columns(pl.col("longest_um").cast(pl.Float64)))


def test_a_study_lists_its_subjects() -> None:
    """Subjects of any table count once, in order."""
    events = pl.DataFrame({"subject": ["P9", "P1"]})
    study = Study("trial", {"measurements": readings({}, {}), "events": events})
    assert study.subjects == ["P1", "P9"]
    assert study.options == Options()


def test_a_study_made_by_hand_can_be_checked() -> None:
    """Sound tables pass; another type of frame is named."""
    Study("trial", {"measurements": readings({})}).check()
    with pytest.raises(DataError, match="breaks its schema"):
        Study("trial", {"measurements": readings({"longest_um": -1})}).check()


def test_a_table_that_is_not_there_is_empty() -> None:
    """Asking for a table gives a typed frame, with or without rows; a name of no table is a mistake."""
    study = Study("trial", {"measurements": readings({})})
    assert study.table("measurements").height == 1
    assert study.table("events").schema == pl.Schema(TABLES["events"].schema)
    with pytest.raises(KeyError):
        study.table("lesions")
