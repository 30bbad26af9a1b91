"""Queries keep their number from run to run, and are new, open or closed."""

from __future__ import annotations

from typing import Any

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from ebbtide.checks.check import QUERIES
from ebbtide.checks.life_cycle import TRACKED, tracked

PLACES = st.lists(
    st.tuples(
        st.sampled_from(["P1", "P2", None]),
        st.sampled_from(["", "R1"]),
        st.sampled_from(["WEEK 6", None]),
        st.sampled_from([0, 42, None]),
        st.sampled_from(["B01", "F02"]),
    ),
    max_size=12,
)


def queries(*rows: tuple[Any, ...]) -> pl.DataFrame:
    """Make a list of (subject, reader, visit, day, check), and a message if there is one more."""
    names = ("subject", "reader", "visit", "day", "check", "message")
    usual = {"severity": "error", "source": "R", "message": "six targets"}
    return pl.DataFrame([usual | dict(zip(names, row, strict=False)) for row in rows], schema=QUERIES)


def test_a_first_list_is_all_new() -> None:
    """Without an earlier list nothing is open or closed."""
    assert tracked(queries(("P1", "", None, 0, "B01"), ("P2", "", None, 0, "B01")))["status"].to_list() == ["new"] * 2


def test_a_query_that_stays_is_open_though_its_numbers_change() -> None:
    """The place makes the query, not the words: a corrected length leaves it open."""
    first = tracked(queries(("P1", "R1", "WEEK 6", 42, "F02", "sum 41 mm")))
    second = tracked(queries(("P1", "R1", "WEEK 6", 43, "F02", "sum 42 mm")), first)
    assert second.select("status", "message").rows() == [("open", "sum 42 mm")]
    assert second["query"].to_list() == first["query"].to_list()


def test_a_query_that_is_gone_is_closed_and_one_that_comes_is_new() -> None:
    """The mended query stays in the list as closed, with its words of then."""
    first = tracked(queries(("P1", "", None, 0, "B01", "six targets")))
    second = tracked(queries(("P2", "", None, 0, "B01", "seven targets")), first)
    assert second.select("subject", "status", "message").rows() == [
        ("P2", "new", "seven targets"),
        ("P1", "closed", "six targets"),
    ]


def test_a_closed_query_that_comes_back_is_new_and_stands_once() -> None:
    """What was closed and is found again is asked about anew."""
    row = ("P1", "", None, 0, "B01")
    closed = tracked(queries(), tracked(queries(row)))
    assert tracked(queries(row), closed)["status"].to_list() == ["new"]


def test_a_closed_query_stays_closed() -> None:
    """The history of the list is not lost in a third run."""
    closed = tracked(queries(), tracked(queries(("P1", "", None, 0, "B01"))))
    assert tracked(queries(), closed)["status"].to_list() == ["closed"]


def test_two_queries_of_one_place_are_two() -> None:
    """A lesion that lacks its site and its method has two numbers; when one is mended, one is closed."""
    both = tracked(queries(("P1", "", None, 0, "B11", "no site"), ("P1", "", None, 0, "B11", "no method")))
    assert both["query"].n_unique() == 2
    after = tracked(queries(("P1", "", None, 0, "B11", "no method")), both)
    assert sorted(after["status"].to_list()) == ["closed", "open"]


@given(before=PLACES, after=PLACES)
def test_every_query_of_either_list_is_in_the_next(before: list[tuple[Any, ...]], after: list[tuple[Any, ...]]) -> None:
    """Numbers are unique; what stands is what was found; what is closed was there before and is not found now."""
    first = tracked(queries(*before))
    second = tracked(queries(*after), first)
    assert second.columns == list(TRACKED)
    assert second["query"].is_unique().all()
    standing = second.filter(pl.col("status") != "closed")
    assert len(standing) == len(after)
    closed = second.filter(pl.col("status") == "closed")["query"]
    assert set(closed) == set(first["query"]) - set(standing["query"])
