"""Pooled proportions."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ebbtide.errors import DataError, EmptyTableError, MissingColumnError
from ebbtide.patterns.incidence import published_incidence
from ebbtide.statistics.heterogeneity import by_likelihood, restricted_likelihood
from ebbtide.statistics.pooling import pool, pool_groups
from ebbtide.statistics.proportions import exact_interval
from ebbtide.statistics.scales import Scaled, double_arcsine, from_double_arcsine, on_logit
from tests.statistics.references import near, reference

if TYPE_CHECKING:
    from ebbtide.statistics.pooling import Estimator, Method

CASES = reference("pooling").select("set", "method", "estimator").unique(maintain_order=True).rows()
STUDIES = st.lists(
    st.integers(1, 300).flatmap(lambda trials: st.tuples(st.integers(0, trials), st.just(trials))),
    min_size=2,
    max_size=12,
)


def studies(name: str) -> tuple[pl.Series, pl.Series]:
    """Give the counts of one set of `pooling.R`."""
    published = published_incidence().select(set="tumor_type", events="pseudoprogressions", trials="patients")
    edge = reference("zero_cells")
    everything = pl.concat([published.with_columns(set=pl.lit("overall")), published, edge])
    rows = everything.filter(pl.col("set") == name)
    return rows["events"], rows["trials"]


@pytest.mark.parametrize(("name", "method", "estimator"), CASES, ids=["-".join(case) for case in CASES])
def test_every_number_is_that_of_metafor(name: str, method: Method, estimator: Estimator) -> None:
    """R's metafor gives the same to 1e-6: by tumour type and overall, with empty cells and without, on both scales."""
    ours = pool(*studies(name), method=method, estimator=estimator)
    by_t = pool(*studies(name), method=method, estimator=estimator, prediction="t")
    numbers = {
        **ours._asdict(),
        "prediction_t_low": by_t.prediction_low,
        "prediction_t_high": by_t.prediction_high,
        "first_weight_pct": ours.weights_pct[0],
    }
    theirs = (
        reference("pooling").filter(set=name, method=method, estimator=estimator).select("quantity", "value").rows()
    )
    assert [name for name, value in theirs if not near(numbers[name], value)] == []


def test_metafor_was_asked_for_everything() -> None:
    """The reference holds ten sets, two scales and two estimators; by t, two studies predict nothing."""
    assert len(CASES) == 40
    gone = reference("pooling").filter(pl.col("value").is_null())
    assert set(gone["quantity"]) == {"prediction_t_low", "prediction_t_high"}
    assert set(gone["set"]) == {"RCC", "two"}


def test_statsmodels_finds_the_same_by_moments() -> None:
    """A second library gives the same DerSimonian and Laird tau² for logits of counts without empty cells."""
    from statsmodels.stats.meta_analysis import combine_effects

    hits, counts = (column.to_numpy().astype(float) for column in studies("overall"))
    scaled = on_logit(hits, counts)
    theirs = combine_effects(scaled.values, scaled.variances, method_re="dl")
    ours = pool(*studies("overall"), estimator="DL")
    assert ours.tau2 == pytest.approx(theirs.tau2, abs=1e-9)
    assert ours.q == pytest.approx(theirs.q, abs=1e-9)


def test_two_studies_pooled_by_hand() -> None:
    """10 of 20 and 20 of 80 have logits 0 and -ln 3, variances 1/5 and 1/15, so the fixed effect is -0.75 ln 3."""
    pooled = pool([10, 20], [20, 80], estimator="DL")
    middle = -0.75 * np.log(3)
    q = 5 * middle**2 + 15 * (-np.log(3) - middle) ** 2
    assert pooled.fixed_estimate == pytest.approx(1 / (1 + np.exp(-middle)))
    assert pooled.q == pytest.approx(q)
    assert pooled.tau2 == pytest.approx((q - 1) / (20 - (25 + 225) / 20))


def test_one_study_is_given_back_with_its_exact_interval() -> None:
    """From one study nothing follows on how studies differ, or where another would lie."""
    pooled = pool([1], [9])
    (low,), (high,) = exact_interval([1], [9])
    assert (pooled.estimate, pooled.low, pooled.high) == (1 / 9, low, high)
    assert (pooled.method, pooled.estimator, pooled.weights_pct) == ("exact", "", (100.0,))
    nothing = (pooled.tau2, pooled.i2_pct, pooled.h2, pooled.q, pooled.q_p, pooled.prediction_low)
    assert nothing == (None,) * 6


@pytest.mark.parametrize("events", [[0, 0, 0], [12, 30, 25]])
@pytest.mark.parametrize("method", ["logit", "freeman-tukey"])
@pytest.mark.parametrize("estimator", ["REML", "DL"])
def test_nothing_or_all_everywhere_is_defined(events: list[int], method: Method, estimator: Estimator) -> None:
    """Without any event, or with nothing else, there is an estimate near the end of the scale and no heterogeneity."""
    pooled = pool(events, [12, 30, 25], method=method, estimator=estimator)
    assert pooled.tau2 == 0
    end = 1.0 if events[0] else 0.0
    assert abs(pooled.estimate - end) < 0.03
    assert pooled.low <= pooled.estimate <= pooled.high


def test_on_the_arcsine_scale_no_event_is_a_rate_of_zero() -> None:
    """Nothing is added to empty cells there, so the rate and the lower end are exactly 0."""
    pooled = pool([0, 0, 0], [12, 30, 25], method="freeman-tukey")
    assert (pooled.estimate, pooled.low) == (0, 0)


def test_no_study_is_refused() -> None:
    """There is nothing to pool."""
    with pytest.raises(EmptyTableError, match="no study"):
        pool([], [])


@pytest.mark.parametrize(
    ("events", "trials", "problem"),
    [([0], [0], "no patients"), ([3], [2], "more events"), ([-1], [2], "more events"), ([None], [2], "lacks a count")],
)
def test_impossible_studies_are_refused(events: list[int], trials: list[int], problem: str) -> None:
    """A study without patients, with too many events or without a count is named as such."""
    with pytest.raises(DataError, match=problem):
        pool(events, trials)


@pytest.mark.parametrize("choice", ["method", "estimator", "prediction"])
def test_an_unknown_choice_is_a_slip(choice: str) -> None:
    """The words that are known are named."""
    with pytest.raises(ValueError, match=f"{choice} is one of"):
        pool([1, 2], [9, 9], **{choice: "PM"})  # type: ignore[arg-type]


@given(st.integers(2, 2000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_the_double_arcsine_comes_back(counts: tuple[int, int]) -> None:
    """Miller's formula undoes the transformation for any count."""
    hits, count = counts
    angle = float(double_arcsine(np.array([float(hits)]), np.array([float(count)]))[0])
    assert from_double_arcsine(angle, count) == pytest.approx(hits / count, abs=1e-7)


@given(STUDIES, st.randoms())
def test_the_order_of_studies_changes_nothing(counts: list[tuple[int, int]], chance: object) -> None:
    """Studies shuffled pool to the same rate."""
    shuffled = list(counts)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    ours, theirs = (pool(*zip(*order, strict=True)) for order in (counts, shuffled))
    assert (ours.estimate, ours.low, ours.tau2) == pytest.approx((theirs.estimate, theirs.low, theirs.tau2), abs=1e-9)


@given(STUDIES)
def test_events_and_their_absence_mirror_each_other(counts: list[tuple[int, int]]) -> None:
    """Counting who was spared gives one minus the rate, and the same heterogeneity."""
    hits, trials = zip(*counts, strict=True)
    spared = [count - hit for hit, count in counts]
    ours, theirs = pool(hits, trials), pool(spared, trials)
    assert ours.estimate == pytest.approx(1 - theirs.estimate, abs=1e-9)
    assert ours.tau2 == pytest.approx(theirs.tau2, abs=1e-9)


@given(STUDIES)
def test_no_tau2_is_likelier_than_the_one_found(counts: list[tuple[int, int]]) -> None:
    """The restricted likelihood is nowhere higher than at the estimate."""
    hits, trials = (np.array(column, dtype=float) for column in zip(*counts, strict=True))
    scaled = on_logit(hits, trials)
    best = restricted_likelihood(scaled, by_likelihood(scaled))
    places = [0.0, *np.geomspace(1e-8, 100, 300)]
    assert all(restricted_likelihood(scaled, place) <= best + 1e-9 for place in places)


def test_of_two_tops_the_higher_is_taken() -> None:
    """Two tight studies that agree and one far away: the likelihood falls from 0 and rises again."""
    scaled = Scaled(np.array([0.0, 0.02, 9.0]), np.array([1e-4, 1e-4, 1.0]), lambda value: value)
    found = by_likelihood(scaled)
    assert found > 1
    assert restricted_likelihood(scaled, found) > restricted_likelihood(scaled, 0.0)


def test_groups_come_in_their_order_and_all_last() -> None:
    """Each group is pooled on its own; the last row is all studies."""
    table = pl.DataFrame({"tumor": ["skin", "lung", None], "events": [2, 9, 1], "trials": [27, 100, 30]})
    pooled = pool_groups(table, "tumor")
    assert pooled["group"].to_list() == ["skin", "lung", "", "overall"]
    assert pooled["studies"].to_list() == [1, 1, 1, 3]
    assert pool_groups(table).height == 1


def test_a_group_may_not_be_called_overall() -> None:
    """Its row could not be told from that of all studies."""
    table = pl.DataFrame({"tumor": ["overall"], "events": [2], "trials": [27]})
    with pytest.raises(DataError, match="called overall"):
        pool_groups(table, "tumor")


def test_a_column_that_is_not_there_is_named() -> None:
    """The error lists the columns that are there."""
    with pytest.raises(MissingColumnError, match="lacks the column trials"):
        pool_groups(pl.DataFrame({"events": [1]}))
