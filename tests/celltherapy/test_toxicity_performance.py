"""Performance status: the tables value by value, falls to each side of their limits, scales kept apart."""

from __future__ import annotations

from itertools import product
from typing import Any

import pytest

from ebbtide.celltherapy.toxicity import performance
from ebbtide.celltherapy.toxicity.scales import ecog_class, is_disputed, is_on_scale, ps_drop
from ebbtide.study.toxicity_options import ToxicityOptions
from tests.celltherapy.toxicity_studies import study_of

CLASSES = {
    "ma2010": {100: 0, 90: 1, 80: 1, 70: 2, 60: 2, 50: 3, 40: 3, 30: 4, 20: 4, 10: 4, 0: 5},
    "prasad2018": {100: 0, 90: 1, 80: 1, 70: 2, 60: 3, 50: 3, 40: 4, 30: 4, 20: 4, 10: 4, 0: 5},
    "traditional": {100: 0, 90: 0, 80: 1, 70: 1, 60: 2, 50: 2, 40: 3, 30: 3, 20: 4, 10: 4, 0: 5},
}


def rows_of(findings: list[tuple[Any, ...]], *, age: float | None = 60, **options: str) -> list[dict[str, Any]]:
    """List the performance status of a subject."""
    return performance(study_of(findings, age=age), ToxicityOptions.model_validate(options)).to_dicts()


@pytest.mark.parametrize("table", CLASSES)
def test_each_table_shows_every_value_as_printed(table: str) -> None:
    """All eleven values of the scale have their class, and values between have none."""
    assert {value: ecog_class(value, table) for value in CLASSES[table]} == CLASSES[table]
    assert ecog_class(85, table) is None


def test_the_tables_disagree_where_they_do() -> None:
    """90, 70, 60, 50, 40 and 30 are disputed, the rest is not."""
    assert {value for value in CLASSES["ma2010"] if is_disputed(value)} == {90, 70, 60, 50, 40, 30}


@pytest.mark.parametrize(("before", "now"), list(product(range(5), range(5))))
def test_ecog_falls_by_its_classes(before: int, now: int) -> None:
    """One class is any fall, two are a major one."""
    assert ps_drop("ecog", before, now) == (now - before >= 1, now - before >= 2)


@pytest.mark.parametrize("scale", ["karnofsky", "lansky"])
@pytest.mark.parametrize("table", CLASSES)
def test_karnofsky_falls_by_ten_across_a_class_by_twenty_and_by_thirty(scale: str, table: str) -> None:
    """Over all pairs of values each limit holds, under each table."""
    classes = CLASSES[table]
    for before, now in product(classes, classes):
        fall = before - now
        crosses = fall == 10 and classes[before] != classes[now]
        assert ps_drop(scale, before, now, table) == (fall >= 20 or crosses, fall >= 30)


def test_a_fall_of_ten_between_values_no_table_prints_is_not_told() -> None:
    """From 85 to 75 no class is known."""
    assert ps_drop("karnofsky", 85, 75).any is None
    assert ps_drop("karnofsky", 85, 80).any is False


@pytest.mark.parametrize(
    ("scale", "value", "expected"),
    [("ecog", 5, True), ("ecog", 6, False), ("ecog", 1.5, False), ("karnofsky", 100, True), ("lansky", 110, False)],
)
def test_values_off_their_scale_are_none(scale: str, value: float, *, expected: bool) -> None:
    """A value that the scale does not have is not used."""
    assert is_on_scale(scale, value) is expected


def test_values_are_compared_with_the_last_up_to_day_0_of_their_own_scale() -> None:
    """ECOG with ECOG and Karnofsky with Karnofsky: a change of scale is no fall."""
    found = [
        (-9, "ECOG", 0),
        (-1, "ECOG performance status", 1),
        (28, "ECOG", 2),
        (28, "Karnofsky performance status", 50),
        (56, "KPS", 40),
        (84, "ECOG", 9),
    ]
    told = [(row["day"], row["scale"], row["reference"], row["drop_any"], row["drop_major"]) for row in rows_of(found)]
    assert told == [
        (-9, "ecog", None, None, None),
        (-1, "ecog", None, None, None),
        (28, "ecog", 1, True, False),
        (28, "karnofsky", None, None, None),
        (56, "karnofsky", 50, False, False),
    ]


def test_the_chosen_table_tells_whether_ten_cross_a_class() -> None:
    """From 70 to 60 nothing is crossed by Ma, a class by Prasad; the display follows."""
    found = [(0, "KPS", 70), (28, "KPS", 60)]
    by_table = {table: rows_of(found, ps_table=table)[1] for table in CLASSES}
    assert {table: (row["shown_as_ecog"], row["drop_any"]) for table, row in by_table.items()} == {
        "ma2010": (2, False),
        "prasad2018": (3, True),
        "traditional": (2, True),
    }
    assert all(row["is_disputed"] for row in by_table.values())


@pytest.mark.parametrize(
    ("test", "age", "note"),
    [("KPS", 15, "under 16"), ("Lansky", 15, ""), ("Lansky", 16, "under 16"), ("KPS", 16, ""), ("KPS", None, "")],
)
def test_lansky_is_the_scale_under_16(test: str, age: float | None, note: str) -> None:
    """A scale that is not the one for the age is noted and kept."""
    row = rows_of([(0, test, 90)], age=age)[0]
    assert row["value"] == 90
    assert note in row["note"]
    assert bool(row["note"]) is bool(note)


def test_day_0_itself_is_a_reference() -> None:
    """The value of day 0 stands before an earlier one."""
    assert [row["drop_any"] for row in rows_of([(-1, "ECOG", 0), (0, "ECOG", 1), (28, "ECOG", 1)])] == [
        None,
        None,
        False,
    ]


def test_a_later_reference_day_may_be_named() -> None:
    """Against the day of a second infusion, what had fallen before is no fall any more."""
    study = study_of([(0, "ECOG", 0), (120, "ECOG", 1), (150, "ECOG", 1)])
    told = [performance(study, ToxicityOptions(), reference_day=day)["drop_any"].to_list() for day in (0, 127)]
    assert told == [[None, True, True], [None, None, False]]


def test_words_without_a_number_are_no_value() -> None:
    """A status that gradually improved has no number, and none is made up."""
    assert rows_of([(28, "Karnofsky performance status", None, "gradually improved")]) == []
