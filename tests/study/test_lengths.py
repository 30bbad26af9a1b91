"""Lengths: exact from text to micrometre."""

from __future__ import annotations

from decimal import ROUND_HALF_EVEN, Decimal

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ebbtide.errors import UnitError
from ebbtide.study.lengths import (
    LIMIT_UM,
    MICROMETRES_PER,
    Length,
    Unit,
    as_millimetres,
    is_finer_than_a_micrometre,
    micrometres,
    unit_named,
)

UNITS: tuple[Unit, ...] = ("um", "mm", "cm", "m")


def exactly(value: str, unit: Unit) -> int:
    """What decimal arithmetic says."""
    return int((Decimal(value) * MICROMETRES_PER[unit]).quantize(Decimal(1), rounding=ROUND_HALF_EVEN))


numbers = st.decimals(min_value=0, max_value=300, places=7, allow_nan=False, allow_infinity=False).map(
    lambda number: format(number, "f")
)
whole_um = st.integers(min_value=0, max_value=LIMIT_UM - 1)


@given(st.lists(numbers, min_size=1), st.sampled_from(UNITS))
def test_text_is_read_as_decimal_arithmetic_reads_it(values: list[str], unit: Unit) -> None:
    """Every text gives the micrometres that exact decimals give, ties to even."""
    assert micrometres(pl.Series(values), unit).to_list() == [exactly(value, unit) for value in values]


@given(st.lists(whole_um, min_size=1), st.sampled_from(UNITS))
def test_a_length_comes_back_from_any_unit(um: list[int], unit: Unit) -> None:
    """Written in a unit and read again, a whole number of micrometres is itself."""
    written = pl.Series([format(Decimal(length) / MICROMETRES_PER[unit], "f") for length in um])
    assert micrometres(written, unit).to_list() == um
    assert not is_finer_than_a_micrometre(written, unit).any()


@given(st.lists(st.integers(min_value=0, max_value=99_999), min_size=1))
def test_floats_in_tenths_of_a_millimetre_are_exact(tenths: list[int]) -> None:
    """The floats nearest to tenths give whole hundreds of micrometres."""
    floats = pl.Series([tenth / 10 for tenth in tenths])
    assert micrometres(floats, "mm").to_list() == [100 * tenth for tenth in tenths]
    assert not is_finer_than_a_micrometre(floats, "mm").any()


@given(st.lists(numbers, min_size=1))
def test_floats_round_as_their_text_does(values: list[str]) -> None:
    """A float with digits below a micrometre is rounded like the text that prints it."""
    floats = pl.Series([float(value) for value in values])
    as_text = [repr(float(value)) for value in values]
    assert micrometres(floats, "mm").to_list() == [exactly(text, "mm") for text in as_text]


@pytest.mark.parametrize(
    ("values", "unit", "um"),
    [
        (pl.Series([12, 13], dtype=pl.Int16), "mm", [12_000, 13_000]),
        (pl.Series([1, 2], dtype=pl.UInt8), "cm", [10_000, 20_000]),
        (pl.Series(["12.3455", "12.3445"]).cast(pl.Decimal(12, 4)), "mm", [12_346, 12_344]),
        (pl.Series([12.3, 33.6128], dtype=pl.Float32), "mm", [12_300, 33_613]),
        (pl.Series([None, "TSTM", "", "1e1"]), "mm", [None, None, None, 10_000]),
    ],
)
def test_every_type_of_number_is_read(values: pl.Series, unit: Unit, um: list[int | None]) -> None:
    """Integers, decimals and short floats give exact micrometres; what is no number gives null."""
    assert micrometres(values, unit).to_list() == um


def test_what_is_finer_than_a_micrometre_is_told() -> None:
    """Digits below a micrometre are seen in text, floats and decimals; trailing zeros are none."""
    texts = pl.Series(["33.6128", "33.6120", "1e-4", "1234", None, "0.0001", "120.0005"])
    assert is_finer_than_a_micrometre(texts, "mm").to_list() == [True, False, True, False, False, True, True]
    assert is_finer_than_a_micrometre(pl.Series([33.6128, 33.612, None]), "mm").to_list() == [True, False, False]
    assert is_finer_than_a_micrometre(pl.Series([33]), "mm").to_list() == [False]
    decimals = pl.Series(["1.00005", "1.00010"]).cast(pl.Decimal(10, 5))
    assert is_finer_than_a_micrometre(decimals, "cm").to_list() == [True, False]
    assert is_finer_than_a_micrometre(decimals, "m").to_list() == [False, False]


@pytest.mark.parametrize("value", ["-1", "10000", "NaN", "twelve", "1,5"])
def test_a_length_that_is_none_is_refused(value: str) -> None:
    """Negative, absurd and unreadable lengths cannot be made."""
    with pytest.raises(UnitError):
        Length.of(value, "mm")


def test_an_unknown_unit_is_refused() -> None:
    """The error names the units there are."""
    with pytest.raises(UnitError, match="use one of um, mm, cm, m"):
        Length.of("1", "inch")  # type: ignore[arg-type]  # the mistake under test


@given(whole_um)
def test_a_length_prints_what_it_is(um: int) -> None:
    """The text of a length, read again, is the same length."""
    printed = str(Length(um))
    assert Length.of(printed.removesuffix(" mm"), "mm") == Length(um)
    assert pl.DataFrame({"um": [um]}).select(as_millimetres(pl.col("um"))).item() == printed


@pytest.mark.parametrize(
    ("word", "unit"), [("mm", "mm"), (" CM ", "cm"), ("millimeters", "mm"), ("µm", "um"), ("metre", "m"), ("in", None)]
)
def test_units_go_by_many_words(word: str, unit: Unit | None) -> None:
    """Names, abbreviations and either spelling are one unit; anything else is none."""
    assert unit_named(word) == unit
