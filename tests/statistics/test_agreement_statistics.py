"""Kappa and limits of agreement, against published worked examples and against R."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ebbtide.statistics.agreement import bland_altman, cohen_kappa, fleiss_kappa, weighted_kappa
from tests.statistics.references import HERE, near, reference

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from ebbtide.statistics.agreement import Kappa

TABLES: Final = {
    "Cohen 1960": [[88, 14, 18], [10, 40, 10], [2, 6, 12]],
    "Fleiss 1969": [[106, 10, 4], [22, 28, 10], [2, 12, 6]],
    "Agresti 1990": [[7, 7, 2, 3], [2, 8, 3, 7], [1, 5, 4, 9], [2, 8, 9, 14]],
}
LADDER: Final = ["CR", "PR", "SD", "PD"]
CALLS: Final = st.lists(st.tuples(st.sampled_from(LADDER), st.sampled_from(LADDER)), max_size=25)


def words(table: Sequence[Sequence[int]]) -> tuple[pl.Series, pl.Series]:
    """Write a table of counts out, the first reader in its rows."""
    cells = [(str(row), str(column)) for row, of in enumerate(table) for column, n in enumerate(of) for _ in range(n)]
    first, second = zip(*cells, strict=True)
    return pl.Series(first), pl.Series(second)


def plain(table: Sequence[Sequence[int]]) -> Kappa:
    """Kappa of a table of counts."""
    return cohen_kappa(*words(table))


def weighted(table: Sequence[Sequence[int]]) -> Kappa:
    """Weighted kappa of a table of counts."""
    return weighted_kappa(*words(table), [str(place) for place in range(len(table))])


def test_kappa_is_that_of_the_worked_examples() -> None:
    """Cohen 1960 has 0.492 and Fleiss 1969 has 0.429, both of 200 pairs."""
    assert (round(plain(TABLES["Cohen 1960"]).kappa or 0, 3), plain(TABLES["Cohen 1960"]).agreeing) == (0.492, 140)
    assert round(plain(TABLES["Fleiss 1969"]).kappa or 0, 3) == 0.429


def test_kappa_and_its_error_are_those_that_vcd_prints() -> None:
    """Of SexualFun, R's vcd prints 0.1293 (0.06860) and, weighted, 0.2374 (0.07832); the lower end is -0.00512."""
    table = TABLES["Agresti 1990"]
    for found, kappa, error in ((plain(table), 0.1293, 0.06860), (weighted(table), 0.2374, 0.07832)):
        assert found.kappa == pytest.approx(kappa, abs=5e-5)
        assert found.kappa is not None
        assert found.low is not None
        assert (found.kappa - found.low) / 1.959964 == pytest.approx(error, abs=5e-6)
    assert plain(table).low == pytest.approx(-0.00512, abs=5e-6)


@pytest.mark.parametrize("name", TABLES)
@pytest.mark.parametrize(("measure", "of"), [("kappa", plain), ("weighted", weighted)])
def test_kappa_is_that_of_r(name: str, measure: str, of: Callable[[Sequence[Sequence[int]]], Kappa]) -> None:
    """The formulas of Fleiss, Cohen and Everitt, written down in R, give the same kappa and interval."""
    found = of(TABLES[name])._asdict()
    rows = reference("agreement").filter((pl.col("set") == name) & (pl.col("measure") == measure))
    assert len(rows) == 4
    for quantity, value in rows.select("quantity", "value").iter_rows():
        assert quantity == "error" or near(found[quantity], value, within=1e-12), quantity


def test_fleiss_kappa_is_that_of_the_worked_example() -> None:
    """Thirty patients with six diagnoses each: 0.430 in Fleiss 1971, 0.4302445 by R's irr."""
    diagnoses = pl.read_csv(HERE / "diagnoses.csv").cast(pl.String)
    assert diagnoses.shape == (30, 6)
    assert fleiss_kappa(diagnoses) == pytest.approx(0.4302445, abs=5e-8)
    (ours,) = reference("agreement").filter(set="Fleiss 1971")["value"]
    assert fleiss_kappa(diagnoses) == pytest.approx(ours, abs=1e-12)


def test_limits_of_agreement_are_those_of_the_worked_example() -> None:
    """Two peak flow meters: bias -2.1 l/min (-22.0 to 17.8) and standard deviation 38.8 in Bland 1986; limits by R."""
    flow = pl.read_csv(HERE / "peak_flow.csv")
    found = bland_altman(flow["wright"], flow["mini"])
    printed = (-2.1, -22.0, 17.8, 38.8)
    assert (found.bias, found.bias_low, found.bias_high, found.std_dev) == pytest.approx(printed, abs=0.051)
    rows = reference("agreement").filter(set="Bland 1986")
    assert len(rows) == 10
    for quantity, value in rows.select("quantity", "value").iter_rows():
        assert near(found._asdict()[quantity], value, within=1e-9), quantity


def test_one_word_alone_has_no_kappa() -> None:
    """Where both only ever say SD, chance agrees as fully as they do."""
    said = pl.Series(["SD"] * 5)
    assert cohen_kappa(said, said) == (5, 5, None, None, None)
    assert weighted_kappa(said, said, LADDER) == (5, 5, None, None, None)
    assert fleiss_kappa(pl.DataFrame({"A": said, "B": said, "C": said})) is None


def test_nothing_has_no_kappa() -> None:
    """Without a pair there is no kappa, and no limit of agreement."""
    nothing = pl.Series([], dtype=pl.String)
    assert cohen_kappa(nothing, nothing) == (0, 0, None, None, None)
    assert weighted_kappa(nothing, nothing, LADDER) == (0, 0, None, None, None)
    assert fleiss_kappa(pl.DataFrame({"A": nothing, "B": nothing})) is None
    lengths = pl.Series([], dtype=pl.Float64)
    assert bland_altman(lengths, lengths) == (0, *[None] * 10)


def test_full_agreement_is_1_without_an_interval() -> None:
    """The error of a large sample is 0 where all agree, and an interval from 1 to 1 would claim too much."""
    said = pl.Series(["SD", "PD", "SD"])
    found = cohen_kappa(said, said)
    assert (found.pairs, found.agreeing, found.low, found.high) == (3, 3, None, None)
    assert found.kappa == pytest.approx(1.0)


def test_a_reader_of_one_word_agrees_as_chance_does() -> None:
    """SD throughout against SD and PD: kappa is 0, and its error says nothing."""
    found = cohen_kappa(pl.Series(["SD", "SD"]), pl.Series(["SD", "PD"]))
    assert (found.pairs, found.agreeing, found.low, found.high) == (2, 1, None, None)
    assert found.kappa == pytest.approx(0.0)


def test_what_either_leaves_out_is_not_counted() -> None:
    """Two of four rows are null on one side, and NE has no place in the order."""
    first, second = pl.Series(["PR", None, "SD", "NE"]), pl.Series(["PR", "PR", None, "PR"])
    assert cohen_kappa(first, second).pairs == 2
    assert weighted_kappa(first, second, LADDER).pairs == 1
    lengths = bland_altman(pl.Series([1.0, None, 3.0]), pl.Series([1.0, 2.0, 2.0]))
    assert (lengths.pairs, lengths.bias) == (2, 0.5)


def test_one_difference_has_a_bias_and_no_spread() -> None:
    """50 less 48 mm is 2 mm; of one pair nothing more is known."""
    assert bland_altman(pl.Series([50.0]), pl.Series([48.0])) == (1, 2.0, *[None] * 9)


def test_a_distant_call_weighs_more() -> None:
    """One CR called PD is three steps off, one called PR is one: kappa is the same, weighted kappa is not."""
    first = pl.Series(["CR", "PR", "SD", "PD"] * 3)
    near_miss, far_miss = (pl.Series([word, *first[1:]]) for word in ("PR", "PD"))
    near_kappa, far_kappa = (weighted_kappa(first, other, LADDER).kappa for other in (near_miss, far_miss))
    assert near_kappa is not None
    assert far_kappa is not None
    assert near_kappa > far_kappa


@given(CALLS)
def test_kappa_does_not_mind_who_is_first(calls: list[tuple[str, str]]) -> None:
    """Exchanging the readers changes neither kappa nor its interval, and kappa lies between -1 and 1."""
    first = pl.Series([one for one, _ in calls], dtype=pl.String)
    second = pl.Series([other for _, other in calls], dtype=pl.String)
    there, back = cohen_kappa(first, second), cohen_kappa(second, first)
    assert (there.pairs, there.agreeing) == (back.pairs, back.agreeing)
    for one, other in zip(there[2:], back[2:], strict=True):
        assert near(one, other, within=1e-9)
        assert one is None or -1 <= one <= 1
    by_step, by_step_back = weighted_kappa(first, second, LADDER), weighted_kappa(second, first, LADDER)
    assert near(by_step.kappa, by_step_back.kappa, within=1e-9)


@given(st.lists(st.tuples(st.integers(5, 200), st.integers(5, 200)), min_size=2, max_size=25))
def test_limits_of_agreement_mirror_each_other(lengths: list[tuple[int, int]]) -> None:
    """Exchanging the readers turns the sign of the bias and swaps the limits."""
    first, second = (pl.Series([pair[place] for pair in lengths], dtype=pl.Float64) for place in (0, 1))
    there, back = bland_altman(first, second), bland_altman(second, first)
    assert there.bias == pytest.approx(-(back.bias or 0))
    assert there.upper == pytest.approx(-(back.lower or 0))
    assert there.upper_low == pytest.approx(-(back.lower_high or 0))
