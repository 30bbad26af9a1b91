"""By how many millimetres a call is safe."""

from __future__ import annotations

import pytest

from tests.agreement.two_readers import Row, compare, study


def margin(after: int, *criteria: str, day: int = 56) -> Row:
    """The margin of a target of 50 mm that is so many µm on day 56."""
    compared = compare(study({"A": {"T1": {-7: 50_000, 56: after}}}), *criteria)
    (only,) = compared.margins.filter(day=day).to_dicts()
    return only


def test_stable_disease_lies_between_two_limits() -> None:
    """50 mm flip to PR at 35 mm (-30 %) and to PD at 60 mm (+20 %)."""
    found = margin(50_000)
    assert (found["overall"], found["sum"], found["unit"]) == ("SD", 50.0, "mm")
    assert (found["down"], found["down_to"]) == (-15.0, "PR")
    assert (found["up"], found["up_to"]) == (10.0, "PD")


@pytest.mark.parametrize(
    ("after", "overall", "flip"),
    [(35_000, "PR", ("up", 0.001, "SD")), (60_000, "PD", ("down", -0.001, "SD"))],
)
def test_on_the_line_a_micrometre_is_enough(after: int, overall: str, flip: tuple[str, float, str]) -> None:
    """35 mm is just PR of 50 mm, and 60 mm is just PD."""
    way, millimetres, word = flip
    found = margin(after)
    assert (found["overall"], found[way], found[f"{way}_to"]) == (overall, millimetres, word)


def test_a_partial_response_becomes_complete_when_nothing_is_left() -> None:
    """30 mm less 30 mm is CR."""
    found = margin(30_000)
    assert (found["down"], found["down_to"]) == (-30.0, "CR")


def test_a_larger_progression_stays_one() -> None:
    """No larger sum makes 80 mm of 50 mm anything but PD; 59.999 mm would be SD."""
    found = margin(80_000)
    assert (found["up"], found["up_to"]) == (None, None)
    assert (found["down"], found["down_to"]) == (-20.001, "SD")


def test_an_area_is_told_in_square_millimetres() -> None:
    """irRC: 2,500 mm2 flip at 1,250 mm2 (-50 %) and at 3,125 mm2 (+25 %)."""
    compared = compare(study({"A": {"T1": {-7: (50_000, 50_000), 56: (50_000, 50_000)}}}), "irrc")
    (found,) = compared.margins.to_dicts()
    assert (found["unit"], found["sum"], found["down"], found["up"]) == ("mm2", 2500.0, -1250.0, 625.0)


def test_without_a_sum_there_is_no_margin() -> None:
    """A target that was not measured has none."""
    compared = compare(study({"A": {"T1": {-7: 50_000, 56: "not_evaluable"}}}))
    (found,) = compared.margins.to_dicts()
    assert (found["overall"], found["down"], found["up"]) == ("NE", None, None)


def test_margins_have_a_row_for_every_computed_response() -> None:
    """Two readers, two time points and two criteria are eight rows, in the order of the responses."""
    seen = {"T1": {-7: 50_000, 56: 50_000, 112: 50_000}}
    compared = compare(study({"A": seen, "B": seen}), "recist-1.1", "irecist")
    assert compared.margins.select("reader", "day", "criterion").rows() == [
        (reader, day, criterion) for reader in "AB" for day in (56, 112) for criterion in ("recist-1.1", "irecist")
    ]
