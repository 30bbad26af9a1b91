"""Numbers for people, made from whole micrometres: nothing is rounded onto a limit it does not reach."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ebbtide.assessment.numbers import length_text, percent_text


@pytest.mark.parametrize(
    ("micrometres", "text"),
    [
        (0, "0 mm"),
        (1, "0.001 mm"),
        (1_000, "1 mm"),
        (10_000, "10 mm"),
        (100_000, "100 mm"),
        (124_600, "124.6 mm"),
        (90_730, "90.73 mm"),
        (-4_999, "-4.999 mm"),
    ],
)
def test_lengths_are_exact_and_have_no_trailing_zeros(micrometres: int, text: str) -> None:
    """A length is written with the digits it has, and whole tens keep their zeros."""
    assert length_text(micrometres) == text


def test_areas_and_signs() -> None:
    """Areas are in square millimetres, and a change says which way it went."""
    assert length_text(25_000_001, area=True) == "25.000001 mm2"
    assert length_text(5_000, signed=True) == "+5 mm"
    assert length_text(0, signed=True) == "+0 mm"
    assert length_text(-5_000, signed=True) == "-5 mm"


@given(st.integers(-(10**9), 10**9))
def test_a_length_can_be_read_back(micrometres: int) -> None:
    """The text holds the very length, for every tenth and every micrometre."""
    number, unit = length_text(micrometres).split(" ")
    whole, _, part = number.removeprefix("-").partition(".")
    assert unit == "mm"
    assert int(whole) * 1_000 + int(part.ljust(3, "0")) == abs(micrometres)
    assert number.startswith("-") == (micrometres < 0)
    assert not part.endswith("0")


@pytest.mark.parametrize(
    ("part", "whole", "limits", "text"),
    [
        (48_260, 42_470, (20,), "+113.6 %"),
        (20_000, 100_000, (20,), "+20.0 %"),
        (19_999, 100_000, (20,), "+19.999 %"),
        (20_001, 100_000, (20,), "+20.001 %"),
        (-30_000, 100_000, (-30,), "-30.0 %"),
        (-29_999, 100_000, (-30,), "-29.999 %"),
        (-29_990, 100_000, (20, -30), "-29.99 %"),
        (0, 100_000, (), "+0.0 %"),
        (199_999_999, 1_000_000_000, (20,), "+20.000000 %"),
        (1, 3, (), "+33.3 %"),
        (5_000, 0, (20,), "not computable in %"),
        (5_000, -1, (20,), "not computable in %"),
    ],
)
def test_a_percentage_is_kept_apart_from_its_limit(part: int, whole: int, limits: tuple[int, ...], text: str) -> None:
    """A change just short of a limit never reads as the limit, down to a millionth of a percent."""
    assert percent_text(part, whole, *limits) == text


@given(st.integers(1, 10**6), st.sampled_from((10, 20, 25)), st.sampled_from((-1, 0, 1)))
def test_only_a_change_on_the_limit_reads_as_the_limit(hundreds: int, limit: int, nudge: int) -> None:
    """One micrometre to a side of a limit reads otherwise than the limit itself."""
    whole = 100 * hundreds
    on_the_limit = percent_text(limit * hundreds + nudge, whole, limit) == f"+{limit}.0 %"
    assert on_the_limit == (nudge == 0)
