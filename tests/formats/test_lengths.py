"""Cells of lengths: numbers, units, words, and what is refused."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ebbtide.errors import DataError, UnitError
from ebbtide.formats.words import STATES_BY_WORD
from tests.formats.support import lesion, tidy


@pytest.mark.parametrize(
    ("cell", "um"),
    [("12.5", 12_500), (" 12.5 ", 12_500), ("12.5 mm", 12_500), ("1.25cm", 12_500), ("+12", 12_000), ("1e1", 10_000)],
)
def test_a_cell_may_be_written_in_many_ways(cell: str, um: int) -> None:
    """Blanks, signs, exponents and units of its own are read."""
    assert tidy(lesion(longest_mm=["20", cell])).column("longest_um") == [20_000, um]


@pytest.mark.parametrize(
    ("cell", "state"),
    [
        ("TOO SMALL TO MEASURE", "too_small"),
        ("tstm", "too_small"),
        ("Too small", "too_small"),
        ("NOT EVALUABLE", "not_evaluable"),
        ("NE", "not_evaluable"),
        ("Not Done", "not_done"),
        ("ND", "not_done"),
        ("ABSENT", "absent"),
        ("disappeared", "absent"),
        ("Resolved", "absent"),
        ("MERGED", "merged"),
    ],
)
def test_a_cell_may_say_the_state(cell: str, state: str) -> None:
    """Words in a column of lengths are states, and the length stays blank."""
    tidied = tidy(lesion(longest_mm=["20", cell]))
    assert (tidied.column("state"), tidied.column("longest_um")) == (["measured", state], [20_000, None])
    assert not tidied.findings


@pytest.mark.parametrize("cell", ["", ".", "NA", "n/a", "-", "NaN", "null"])
def test_what_stands_for_nothing_is_nothing(cell: str) -> None:
    """A blank target counts as not evaluable, and is noted."""
    tidied = tidy(lesion(longest_mm=["20", cell]))
    assert tidied.column("state") == ["measured", "not_evaluable"]
    assert tidied.the("READ30").row == 3


@pytest.mark.parametrize("cell", ["<5", "< 5 mm", "<= 0.5 cm", "less than 5"])
def test_a_limit_of_five_millimetres_is_too_small(cell: str) -> None:
    """A lesion under the limit of measuring is too small to measure, and noted."""
    tidied = tidy(lesion(longest_mm=["20", cell]))
    assert tidied.column("state") == ["measured", "too_small"]
    assert tidied.the("READ07").row == 3


@pytest.mark.parametrize(
    ("cell", "problem"),
    [
        ("abc", "'abc' is no number"),
        ("12x10", "'12x10' is no number"),
        ("1.2.3", "'1.2.3' is no number"),
        ("12.5.1 mm", "'12.5.1 mm' is no number"),
        ("<20", "'<20' is a limit and no length"),
        ("1,234", "'1,234' may mean a decimal comma or thousands"),
        ("-3", "-3 is negative"),
        ("10000", "10000 is 10 m or more"),
        ("1e30", "'1e30' is no number"),
        ("99999999999999", "99999999999999 is 10 m or more"),
        ("inf", "'inf' is no number"),
    ],
)
def test_what_is_no_length_is_refused(cell: str, problem: str) -> None:
    """The error names file, row, column, subject, value and the mend."""
    with pytest.raises(UnitError) as caught:
        tidy(lesion(longest_mm=["20", cell]))
    assert caught.value.problem == f"measurements.csv, row 3, column longest_mm, subject P1: {problem}"
    assert caught.value.hint


@pytest.mark.parametrize("value", [-0.1, 10_000.0, float("inf")])
def test_floats_are_bounded_too(value: float) -> None:
    """A typed column is no way around the bounds."""
    with pytest.raises(UnitError, match="row 3, column longest_mm, subject P1"):
        tidy(lesion(longest_mm=[20.0, value]))


def test_all_bad_cells_are_named_together() -> None:
    """Up to ten cells, in the order of the rows, with the count of the rest."""
    cells = ["20", *[f"x{place}" for place in range(12)], "-1"]
    with pytest.raises(UnitError) as caught:
        tidy(lesion(longest_mm=cells))
    lines = caught.value.problem.splitlines()
    assert lines[0] == "measurements.csv has 13 cells that cannot be used"
    assert [line.strip().split(",")[0] for line in lines[1:11]] == [f"row {row}" for row in range(3, 13)]
    assert lines[-1].strip() == "and 3 more"


def test_bad_cells_of_several_columns_are_named_together() -> None:
    """A role, a length and a day in one error, the first row's kind."""
    raw = lesion(longest_mm=["20", "abc"], role=["target", "main"], day=["soon", "42"])
    with pytest.raises(DataError) as caught:
        tidy(raw)
    assert [line.split("column ")[1].split(",")[0] for line in caught.value.problem.splitlines()[1:]] == [
        "day",
        "role",
        "longest_mm",
    ]


def test_decimal_commas_are_read_where_they_can_be_nothing_else() -> None:
    """One cell with other than three decimals settles the column."""
    tidied = tidy(lesion(longest_mm=["12,5", "1,234"]))
    assert tidied.column("longest_um") == [12_500, 1_234]
    assert tidied.the("READ06").column == "longest_mm"


@given(st.integers(min_value=3_000, max_value=300_000))
def test_every_unit_gives_the_same_length(um: int) -> None:
    """A length is the same in micrometres, millimetres, centimetres and metres."""
    written = {"longest_um": f"{um}", "longest_mm": f"{um / 1000:.3f}", "longest_cm": f"{um / 10_000:.4f}"}
    written["longest_m"] = f"{um / 1_000_000:.6f}"
    for header, cell in written.items():
        raw = lesion(longest_mm=[cell]).rename({"longest_mm": header})
        assert tidy(raw).column("longest_um") == [um]


def test_what_is_finer_than_a_micrometre_is_rounded_and_noted() -> None:
    """Half to even, with the cell named; the same from text, float and decimal."""
    texts = ["33.6125", "33.6135", "33.612"]
    for values in (pl.Series(texts), pl.Series(texts).cast(pl.Float64), pl.Series(texts).cast(pl.Decimal(10, 4))):
        tidied = tidy(lesion(longest_mm=["1", "1", "1"]).with_columns(longest_mm=values))
        assert tidied.column("longest_um") == [33_612, 33_614, 33_612]
        assert [finding.row for finding in tidied.findings if finding.rule == "READ05"] == [2, 3]


def test_other_lengths_are_read_the_same_way() -> None:
    """Perpendicular, viable and slice thickness are micrometres too; densities are thousandths."""
    raw = lesion(
        longest_mm=["20"], perpendicular_mm=["11.5"], viable_mm=["3.2"], slice_mm=["0.625"], density_hu=["-12.25"]
    )
    row = tidy(raw).frame.row(0, named=True)
    assert (row["perpendicular_um"], row["viable_um"], row["slice_um"]) == (11_500, 3_200, 625)
    assert row["density_mhu"] == -12_250


def test_text_in_a_density_is_refused() -> None:
    """A density is a number or nothing."""
    with pytest.raises(DataError, match="column density_hu, subject P1: 'dense' is no number"):
        tidy(lesion(longest_mm=["20"], density_hu=["dense"]))


@pytest.mark.parametrize("word", sorted(STATES_BY_WORD))
def test_every_synonym_of_a_state_is_a_state(word: str) -> None:
    """Whatever list a word comes from, it means one state in a cell and in a state column."""
    said = tidy(lesion(longest_mm=["20", None], state=["", word.upper()], role=["nontarget"] * 2))
    expected = "present" if STATES_BY_WORD[word] == "measured" else STATES_BY_WORD[word]
    assert said.column("state")[1] == expected
