"""Names and rows as numbers: quick ways that give what the plain ways give."""

from __future__ import annotations

from typing import Final

import polars as pl
import pytest

from ebbtide.assessment import codes, visits
from ebbtide.assessment.codes import Codes, are_among, are_different, names_in, order_of

NAMES: Final = pl.Series(["T2", "T1", "NT1", "T2", "NT1"])
KINDS: Final = {"text": NAMES, "categories": NAMES.cast(pl.Categorical(pl.Categories.random()))}


@pytest.fixture(params=[0, 1 << 60], ids=["slots", "searching"])
def _way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Take every table for large, or none."""
    monkeypatch.setattr(codes, "LARGE", request.param)
    monkeypatch.setattr(visits, "LARGE", request.param)


@pytest.mark.parametrize("kind", KINDS)
def test_names_are_numbered_in_the_order_of_the_alphabet(kind: str) -> None:
    """Text and categories give the same numbers, whatever came first."""
    numbered = codes.codes(KINDS[kind])
    assert numbered.numbers.to_list() == [2, 1, 0, 2, 0]
    assert numbered.many == 3


@pytest.mark.parametrize("kind", KINDS)
def test_the_names_of_a_column_are_listed(kind: str) -> None:
    """Every name is listed once, as text."""
    assert sorted(names_in(KINDS[kind])) == ["NT1", "T1", "T2"]


def test_categories_of_other_parts_do_no_harm() -> None:
    """A part of a table whose categories are more than it uses keeps the order of its names."""
    part = KINDS["categories"].tail(2)
    assert codes.codes(part).numbers.to_list() == [2, 0]


@pytest.mark.usefixtures("_way")
def test_numbers_that_stand_twice_are_told() -> None:
    """Different numbers are told from those of which one stands twice."""
    assert are_different(Codes(pl.Series([2, 0, 1]), 3))
    assert not are_different(Codes(pl.Series([2, 0, 2]), 3))


@pytest.mark.usefixtures("_way")
def test_numbers_among_others_are_told() -> None:
    """All numbers have to be among the known ones."""
    assert are_among(pl.Series([0, 2, 2]), pl.Series([2, 0]), 3)
    assert not are_among(pl.Series([0, 1]), pl.Series([2, 0]), 3)


@pytest.mark.usefixtures("_way")
def test_rows_are_put_in_order_as_a_sort_would() -> None:
    """Subject, reader and day decide, days before therapy included; rows alike stay as they stand."""
    rows = pl.DataFrame(
        {
            "subject": ["B", "A", "B", "A", "A", "B"],
            "reader": ["", "2", "", "1", "2", ""],
            "day": [3, -7, -1, 0, -7, 3],
            "row": [2, 3, 4, 5, 6, 7],
        }
    )
    expected = rows.sort("subject", "reader", "day", maintain_order=True)
    assert visits.in_order(rows, "day").equals(expected)
    named = rows.with_columns(pl.col("reader").cast(pl.Categorical(pl.Categories.random())))
    assert visits.in_order(named, "day")["row"].equals(expected["row"])


def test_what_is_too_much_for_one_number_is_not_ordered_by_it() -> None:
    """Where subjects, days and rows do not fit into one number, there is no order by it."""
    assert order_of(Codes(pl.Series([0, 1]), 1 << 50), pl.Series([0, 100_000])) is None
