"""Tables and figures laid out as blocks: what is shown, what is left to the file, and how numbers are written."""

from __future__ import annotations

import base64
from urllib.parse import unquote

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ebbtide.figures import About, Figure
from ebbtide.figures.altair import drawing_library
from ebbtide.figures.rendering import svg_of
from ebbtide.reports.blocks import Cell
from ebbtide.reports.laying_out import CELL, MOST_ROWS, as_value, drawn, file_name, marked, number_text, table_of
from ebbtide.terms.families import Family


def carried(address: str) -> str:
    """Read what a `data:` address carries."""
    return base64.b64decode(unquote(address).partition("base64,")[2]).decode()


def figure_of(rows: int) -> Figure:
    """Draw so many bars."""
    data = pl.DataFrame({"subject": [f"S{at:03}" for at in range(rows)], "change_pct": [-at / 7 for at in range(rows)]})
    chart = drawing_library().Chart(data).mark_bar().encode(x="subject:N", y="change_pct:Q")
    return Figure("bars", "Some bars", About("Trial 7"), chart, data, "Bars that fall.")


@pytest.mark.parametrize(("rows", "said"), [(60, ""), (61, "The first 60 of 61 rows are shown.")])
def test_a_table_shows_sixty_rows_and_carries_them_all(rows: int, said: str) -> None:
    """What is cut is said, and stands in the file."""
    frame = pl.DataFrame({"subject": [f"S{at}" for at in range(rows)], "day": list(range(rows))})
    table = table_of(frame, caption="Days", file="days")
    assert len(table.rows) == min(rows, MOST_ROWS)
    assert table.note == said
    assert table.download is not None
    assert pl.read_csv(carried(table.download.address).encode()).equals(frame)


def test_a_column_in_which_nothing_stands_is_left_out() -> None:
    """The first column always stays, since its cells are the heads of the rows."""
    frame = pl.DataFrame(
        {"subject": ["", ""], "visit": ["", None], "day": [1, None]}, schema_overrides={"day": pl.Int64}
    )
    table = table_of(frame, {"subject": "Subject", "visit": "Visit", "day": "Day"}, caption="Days")
    assert [head.text for head in table.heads] == ["Subject", "Day"]


def test_a_column_of_numbers_has_the_decimals_that_it_needs() -> None:
    """Whole numbers beside tenths are written with tenths, and set to the right."""
    table = table_of(pl.DataFrame({"subject": ["A", "B", "C"], "mm": [181.0, 129.2, None]}), caption="Sums")
    assert [row[1].text for row in table.rows] == ["181.0", "129.2", ""]
    assert table.heads[1].shape == "number"


@given(st.floats(allow_nan=False, allow_infinity=False), st.integers(0, 4))
def test_no_number_is_written_as_nothing(value: float, decimals: int) -> None:
    """However few its digits, a number that is not zero never reads as zero."""
    assert (float(number_text(value, decimals).replace(",", "")) == 0) == (value == 0)


def test_every_family_has_a_sign_of_its_own() -> None:
    """Kinds of response are told apart without colour."""
    signs = {marked("", family).mark for family in Family}
    assert len(signs) == len(Family)


def test_a_marked_cell_passes_through_a_frame() -> None:
    """Text, sign and ground come out as they went in."""
    cell = Cell("PD", "▲", "progression")
    frame = pl.DataFrame({"day": [28], "call": [as_value(cell)]}, schema={"day": pl.Int64, "call": CELL})
    assert table_of(frame, caption="Calls").rows[0][1] == cell


@pytest.mark.parametrize("words", ["../../etc/passwd", "a\\b", "<b>", "", "javascript:x", "S" * 500, "con.svg\n"])
def test_a_file_is_named_harmlessly(words: str) -> None:
    """No path, no markup and no second ending in a name."""
    name = file_name(words, "csv")
    assert name.endswith(".csv")
    assert set(name.removesuffix(".csv")) <= set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-")
    assert 4 < len(name) <= 64


def test_a_figure_carries_its_drawing_its_words_and_its_data() -> None:
    """The image is the very SVG, the file the very data, of which sixty rows are shown."""
    figure = figure_of(100)
    block = drawn(figure)
    assert carried(block.image) == svg_of(figure)
    assert block.alt_text == figure.alt_text
    assert block.width > figure.width / 4
    assert block.height > 0
    assert block.table.download is not None
    assert carried(block.table.download.address) == figure.csv
    assert len(block.table.rows) == MOST_ROWS
