"""From prior and findings to the posterior."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ebbtide.errors import CriteriaError, DataError
from ebbtide.evidence.likelihood import likelihood
from ebbtide.evidence.posterior import conservative_posterior, plain_posterior, updated
from ebbtide.evidence.priors import chosen_prior, own_prior, priors, published_priors
from ebbtide.statistics.proportions import exact_interval
from ebbtide.study.evidence_options import EvidenceOptions

LEE = likelihood(9, 9, 2, 20)
NUMBERS = st.tuples(st.integers(0, 12), st.integers(1, 12), st.integers(0, 12), st.integers(1, 12)).filter(
    lambda four: four[0] <= four[1] and four[2] <= four[3]
)


def test_the_posterior_of_lee_is_its_own_share() -> None:
    """Nine of the eleven patients with favorable ctDNA had pseudoprogression: 9/29 and 10 give 9/11."""
    assert updated(9 / 29, LEE.counts.raw) == pytest.approx(9 / 11)


def test_the_point_at_31_percent_is_worked_by_hand() -> None:
    """Beta(9.5, 20.5) has odds 0.4634; times 7.98 they are 3.698, a probability of 0.787."""
    assert plain_posterior((9.5, 20.5), [LEE]).point == pytest.approx(0.787, abs=0.0005)


def test_the_uncertainty_of_both_is_carried() -> None:
    """Two million draws from the three betas give 0.787 on average, median 0.804, 0.523 to 0.959."""
    posterior = plain_posterior((9.5, 20.5), [LEE])
    assert posterior.mean == pytest.approx(0.7868, abs=0.001)
    assert posterior.median == pytest.approx(0.8036, abs=0.001)
    assert posterior.low == pytest.approx(0.5226, abs=0.002)
    assert posterior.high == pytest.approx(0.9592, abs=0.001)


def test_conservatively_the_bound_is_applied() -> None:
    """Odds 0.4634 times 2.4715 are 1.1453, a probability of 0.534."""
    posterior = conservative_posterior((9.5, 20.5), [LEE])
    assert posterior.point == pytest.approx(0.5339, abs=0.0005)
    assert posterior.ratio == pytest.approx(2.4715, abs=0.0005)


def test_without_a_finding_the_prior_stays() -> None:
    """The posterior of nothing is the prior: Beta(6, 34) has mean 0.15 and the interval 0.06 to 0.27."""
    posterior = plain_posterior((6, 34), [])
    assert posterior.point == pytest.approx(0.15)
    assert posterior.mean == pytest.approx(0.15, abs=1e-4)
    assert (round(posterior.low, 2), round(posterior.high, 2)) == (0.06, 0.27)
    assert plain_posterior((6, 34), []) == conservative_posterior((6, 34), [])


def test_a_certain_probability_is_not_moved() -> None:
    """No finding moves 0 or 1."""
    assert (updated(0, 5), updated(1, 5)) == (0, 1)


@pytest.mark.parametrize(("probability", "ratio"), [(-0.1, 2), (1.1, 2), (0.5, 0), (0.5, -1)])
def test_what_is_no_probability_or_ratio_is_refused(probability: float, ratio: float) -> None:
    """A probability outside 0 to 1 or a ratio not above 0 is an error."""
    with pytest.raises(DataError, match="cannot be combined"):
        updated(probability, ratio)


@settings(max_examples=25)
@given(st.lists(NUMBERS, max_size=2), st.floats(0.5, 40), st.floats(0.5, 60))
def test_conservatively_no_posterior_crosses_the_prior(
    several: list[tuple[int, int, int, int]], a: float, b: float
) -> None:
    """The conservative point lies between the prior's mean and the plain point."""
    ratios = [likelihood(*counts) for counts in several]
    plain, cautious = plain_posterior((a, b), ratios), conservative_posterior((a, b), ratios)
    prior = a / (a + b)
    assert min(prior, plain.point) - 1e-12 <= cautious.point <= max(prior, plain.point) + 1e-12
    for posterior in (plain, cautious):
        assert 0 <= posterior.low <= posterior.median <= posterior.high <= 1


def test_every_prior_is_listed_with_its_source() -> None:
    """Thirteen priors have a source, and their suggested Betas are the published ones."""
    table = published_priors()
    assert table.height == 13
    assert table["source"].null_count() == 0
    betas = {name: (a, b) for name, a, b in table.filter("suggested").select("id", "a", "b").iter_rows()}
    assert betas == {
        "iupd_18trials": (6, 34),
        "lee2018": (9.5, 20.5),
        "kiriu2019": (4.5, 21.5),
        "fedorova2024": (18.5, 45.5),
        "danylesko2021_early": (3.5, 11.5),
        "rhee2025": (0.5, 55.5),
        "rowe2018": (15.5, 20.5),
    }


@pytest.mark.parametrize(
    ("name", "low", "high"),
    [
        ("lee2018", 0.153, 0.508),
        ("kiriu2019", 0.045, 0.361),
        ("beaver2018", 0.157, 0.227),
        ("escudier2017", 0.088, 0.209),
        ("fedorova2024", 0.179, 0.413),
        ("rowe2018", 0.263, 0.606),
        ("rhee2025", 0.0, 0.065),
        ("danylesko2021_early", 0.047, 0.508),
        ("danylesko2021_all", 0.011, 0.149),
    ],
)
def test_the_counts_of_a_prior_give_the_printed_interval(name: str, low: float, high: float) -> None:
    """The exact interval of the counts is the one they are cited with."""
    prior = next(prior for prior in priors() if prior.id == name)
    ends = exact_interval([prior.pseudoprogressions], [prior.patients])
    assert ends.low[0] == pytest.approx(low, abs=0.00051)
    assert ends.high[0] == pytest.approx(high, abs=0.00051)


@pytest.mark.parametrize(
    ("tumor", "therapy", "days", "expected"),
    [
        ("melanoma", "checkpoint_inhibitor", None, "lee2018"),
        ("nsclc", "checkpoint_inhibitor", None, "kiriu2019"),
        ("lymphoma", "checkpoint_inhibitor", None, "fedorova2024"),
        ("glioma", "checkpoint_inhibitor", None, "rhee2025"),
        ("glioma", "radiotherapy", None, "rowe2018"),
        ("rcc", "checkpoint_inhibitor", None, "iupd_18trials"),
        ("other_solid", "checkpoint_inhibitor", None, "iupd_18trials"),
        ("lymphoma", "car_t", 7, "danylesko2021_early"),
        ("lymphoma", "car_t", 10, "danylesko2021_early"),
        ("lymphoma", "car_t", 6, None),
        ("lymphoma", "car_t", 11, None),
        ("melanoma", "car_t", 8, None),
        ("leukemia", "checkpoint_inhibitor", None, None),
        ("melanoma", None, None, None),
        (None, "checkpoint_inhibitor", None, None),
    ],
)
def test_the_setting_chooses_the_prior(
    tumor: str | None, therapy: str | None, days: int | None, expected: str | None
) -> None:
    """Tumor, therapy and, after cells, the day tell which prior holds, if any."""
    prior, words = chosen_prior(EvidenceOptions(), tumor=tumor, therapy=therapy, days_after_cells=days)
    assert (None if prior is None else prior.id) == expected
    assert expected is not None or words.startswith("no prior for this setting")


def test_a_prior_can_be_asked_for() -> None:
    """By its id, as your own numbers, or not at all."""
    setting = {"tumor": "rcc", "therapy": "checkpoint_inhibitor"}
    named, words = chosen_prior(EvidenceOptions(evidence_prior="escudier2017"), **setting, days_after_cells=None)
    assert named is not None
    assert named.shape == (20.5, 122.5)
    assert words.startswith("An upper bound")
    own = EvidenceOptions(evidence_prior="own", evidence_prior_a=1, evidence_prior_b=9)
    prior, _ = chosen_prior(own, **setting, days_after_cells=None)
    assert prior is not None
    assert prior.mean == pytest.approx(0.1)
    assert chosen_prior(EvidenceOptions(evidence_prior="none"), **setting, days_after_cells=None)[0] is None


@pytest.mark.parametrize("name", ["park2020", "danylesko2021_all", "lymphoma_ir_meta"])
def test_rates_per_treated_patient_are_no_priors(name: str) -> None:
    """A rate per treated patient, or one without counts, is refused as a prior of progression."""
    with pytest.raises(CriteriaError, match="cannot serve"):
        chosen_prior(EvidenceOptions(evidence_prior=name), tumor=None, therapy=None, days_after_cells=None)


def test_a_prior_that_is_not_there_is_an_error() -> None:
    """An unknown id, and own numbers that are missing or no distribution, are errors."""
    with pytest.raises(CriteriaError, match="unknown prior: lee"):
        chosen_prior(EvidenceOptions(evidence_prior="lee"), tumor=None, therapy=None, days_after_cells=None)
    with pytest.raises(DataError, match="no numbers"):
        chosen_prior(EvidenceOptions(evidence_prior="own"), tumor=None, therapy=None, days_after_cells=None)
    with pytest.raises(DataError, match="no distribution"):
        own_prior(0, 1)
