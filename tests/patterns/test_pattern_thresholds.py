"""Limits of the definitions: the value on the line, and one micrometre or one day to each side of it."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import pytest

from tests.patterns.studies import call_of, new, patterns_of, reported, sums, target

if TYPE_CHECKING:
    import polars as pl

MONTH = 30.4375


def um(micrometres: int) -> str:
    """Write micrometres as mm."""
    return f"{micrometres / 1000:.3f}"


def first_call(table: pl.DataFrame, pattern: str, definition: str) -> str:
    """Pick the word of a call."""
    return call_of(table, pattern, definition)[0]


@pytest.mark.parametrize(("day", "early", "delayed"), [(84, "yes", "no"), (98, "yes", "no"), (99, "no", "yes")])
def test_week_12_lasts_to_day_98(day: int, early: str, delayed: str) -> None:
    """Pseudoprogression is early to day 84 and its window of 14 days, and delayed from then on."""
    table = patterns_of({"timepoints": sums({0: "50", day: "70", day + 42: "50"})})
    assert first_call(table, "pseudoprogression", "hodi_2016_early") == early
    assert first_call(table, "pseudoprogression", "hodi_2016_delayed") == delayed


@pytest.mark.parametrize(("days", "window", "early"), [(70, 0, "no"), (90, 0, "yes"), (70, 20, "yes"), (70, 19, "no")])
def test_week_12_may_be_read_otherwise(days: int, window: int, early: str) -> None:
    """A rise on day 90 is early up to the day, and the window after it, that the options say."""
    tables = {"timepoints": sums({0: "50", 90: "70", 132: "50"})}
    table = patterns_of(tables, pseudo_early_days=days, pseudo_early_window_days=window)
    assert first_call(table, "pseudoprogression", "hodi_2016_early") == early


@pytest.mark.parametrize(("second", "call"), [("10.000", "yes"), ("9.999", "no")])
def test_25_percent_of_the_product_is_an_increase(second: str, call: str) -> None:
    """A product up by exactly 25 % counts under irRC, one a micrometre of a side below it does not."""
    cells = {0: ("10", "8"), 56: (second, "10"), 112: ("10", "8")}
    rows = [
        {"lesion": "T1", "role": "target", "day": day, "longest_mm": long, "perpendicular_mm": across}
        for day, (long, across) in cells.items()
    ]
    assert first_call(patterns_of({"measurements": rows}), "pseudoprogression", "hodi_2016_early") == call


@pytest.mark.parametrize(("third", "call"), [(62_499, "yes"), (62_500, "no")])
def test_irpd_is_confirmed_from_25_percent_on(third: int, call: str) -> None:
    """An irPD is not confirmed where the next product is a micrometre of a side short of 25 % over the nadir."""
    cells = {0: um(50_000), 56: um(70_000), 112: um(third)}
    rows = target("T1", cells, perpendicular_mm="40")
    assert first_call(patterns_of({"measurements": rows}), "pseudoprogression", "hodi_2016_early") == call


@pytest.mark.parametrize(("grown", "call"), [(24_000, "no"), (24_001, "yes")])
@pytest.mark.parametrize("definition", ["ippolito_2021"])
def test_a_lesion_grows_by_more_than_20_percent(definition: str, grown: int, call: str) -> None:
    """20 % more is not yet more than 20 % more."""
    rows = target("T1", {0: "20", 56: um(grown)}) + target("T2", {0: "50", 56: "30"})
    assert first_call(patterns_of({"measurements": rows}), "dissociated_response", definition) == call


@pytest.mark.parametrize(("left", "call"), [(35_000, "no"), (34_999, "yes")])
def test_a_lesion_shrinks_by_more_than_30_percent(left: int, call: str) -> None:
    """30 % less is not yet more than 30 % less."""
    rows = target("T1", {0: "30", 56: "40"}) + target("T2", {0: "50", 56: um(left)})
    assert first_call(patterns_of({"measurements": rows}), "dissociated_response", "bernard_tessier_2020") == call


@pytest.mark.parametrize(("grown", "call"), [(16_999, "no"), (17_000, "yes")])
def test_grown_lesions_add_up_to_5_mm(grown: int, call: str) -> None:
    """The lesions that grew have grown by at least 5 mm together."""
    rows = target("T1", {0: "12", 56: um(grown)}) + target("T2", {0: "50", 56: "30"})
    assert first_call(patterns_of({"measurements": rows}), "dissociated_response", "bernard_tessier_2020") == call


@pytest.mark.parametrize(
    ("first", "second", "call"), [(60_001, 34_999, "yes"), (60_000, 34_999, "no"), (60_001, 35_000, "no")]
)
def test_ippolito_flare_and_fall(first: int, second: int, call: str) -> None:
    """More than 20 % up at the first scan and more than 30 % below baseline at the second, or nothing."""
    rows = target("T1", {0: "50", 42: um(first), 84: um(second)})
    assert first_call(patterns_of({"measurements": rows}), "pseudoprogression", "ippolito_2021") == call


@pytest.mark.parametrize(("left", "call"), [(42_001, "open"), (42_000, "yes")])
def test_a_lesion_has_shrunk_again_at_30_percent(left: int, call: str) -> None:
    """A lesion that grew has shrunk when it is 30 % below its largest size since."""
    rows = target("T1", {0: "50", 42: "60", 84: um(left)})
    assert first_call(patterns_of({"measurements": rows}), "pseudoprogression", "nishino_lesion") == call


@pytest.mark.parametrize(("size", "call"), [(59_999, "no"), (60_000, "open")])
def test_a_lesion_has_grown_at_20_percent(size: int, call: str) -> None:
    """A lesion has grown when it is 20 % and 5 mm over its smallest size so far."""
    rows = target("T1", {0: "50", 42: um(size)})
    assert first_call(patterns_of({"measurements": rows}), "pseudoprogression", "nishino_lesion") == call


@pytest.mark.parametrize(("after", "call"), [(69_999, "no"), (70_000, "yes"), (70_001, "yes")])
def test_growth_kinetics_double(after: int, call: str) -> None:
    """10 mm in 30 days, then 20 mm in 30 days, is exactly twice the kinetics."""
    rows = target("T1", {-30: "40", 0: "50", 30: um(after)})
    assert first_call(patterns_of({"measurements": rows}), "hyperprogression", "saada_bouzid_2017") == call


def volume(before: int, start: int, days: int) -> float:
    """Growth of the volume, as a share per month."""
    return math.expm1(3 * math.log(start / before) / (days / MONTH))


def sum_for(rate: float, start: int, days: int) -> float:
    """The sum that a volume growing at a rate reaches, µm."""
    return start * math.exp(math.log1p(rate) * (days / MONTH) / 3)


@pytest.mark.parametrize(("step", "call"), [(0, "no"), (1, "yes")])
def test_growth_rates_double(step: int, call: str) -> None:
    """The sum just short of twice the growth rate does not count, the next micrometre does."""
    limit = sum_for(2 * volume(40_000, 50_000, 60), 50_000, 56)
    rows = target("T1", {-60: "40", 0: "50", 56: um(math.floor(limit) + step)})
    table = patterns_of({"measurements": rows})
    assert first_call(table, "hyperprogression", "champiat_2017") == call


@pytest.mark.parametrize(("points", "step", "call"), [(50, 0, "no"), (50, 1, "yes"), (100, 0, "no"), (100, 1, "yes")])
def test_growth_rates_differ_by_percentage_points(points: int, step: int, call: str) -> None:
    """The sum just short of 50 percentage points more a month does not count, the next micrometre does."""
    limit = sum_for(volume(44_000, 46_000, 60) + points / 100, 46_000, 60)
    rows = target("T1", {-60: um(44_000), 0: um(46_000), 60: um(math.floor(limit) + step)})
    table = patterns_of({"measurements": rows}, ferrara_tgr_points=points)
    assert first_call(table, "hyperprogression", "ferrara_2018") == call


@pytest.mark.parametrize(("after", "call"), [(75_000, "no"), (75_001, "yes")])
def test_kato_asks_for_more_than_50_percent(after: int, call: str) -> None:
    """A sum up by exactly 50 % is not yet up by more than 50 %."""
    rows = target("T1", {-60: "49", 0: "50", 50: um(after)})
    table = patterns_of({"measurements": rows, "events": [{"day": 55, "event": "death"}]})
    assert first_call(table, "hyperprogression", "kato_2017") == call


@pytest.mark.parametrize(("after", "call"), [(100_800, "no"), (100_801, "yes")])
def test_kato_asks_for_more_than_twice_the_pace(after: int, call: str) -> None:
    """40 to 56 mm is 40 % in 50 days; 80 % in the next 50 days, to 100.8 mm, is exactly twice that."""
    rows = target("T1", {-50: "40", 0: "56", 50: um(after)})
    table = patterns_of({"measurements": rows, "events": [{"day": 55, "event": "death"}]})
    assert first_call(table, "hyperprogression", "kato_2017") == call


@pytest.mark.parametrize(("day", "call"), [(60, "yes"), (61, "no")])
def test_two_months_are_60_days(day: int, call: str) -> None:
    """A treatment that fails on day 60 failed within two months, on day 61 it did not."""
    rows = target("T1", {-60: "49", 0: "50", 50: "90"})
    table = patterns_of({"measurements": rows, "events": [{"day": day, "event": "new_therapy"}]})
    assert first_call(table, "hyperprogression", "kato_2017") == call


@pytest.mark.parametrize(("after", "call"), [(74_999, "no"), (75_000, "yes")])
def test_lo_russo_counts_exactly_50_percent(after: int, call: str) -> None:
    """A sum up by 50 % is the third sign beside failure and poor performance."""
    tables = {
        "measurements": target("T1", {0: "50", 50: um(after)}),
        "events": [{"day": 55, "event": "death"}],
        "findings": [{"day": 50, "test": "ECOG", "value": 2, "category": "performance"}],
    }
    assert first_call(patterns_of(tables), "hyperprogression", "lo_russo_2019") == call


@pytest.mark.parametrize(("after", "call"), [(70_000, "no"), (70_001, "yes")])
def test_matos_asks_for_more_than_40_percent(after: int, call: str) -> None:
    """A sum up by exactly 40 % is not yet up by more than 40 %."""
    table = patterns_of({"measurements": target("T1", {0: "50", 56: um(after)})})
    assert first_call(table, "hyperprogression", "matos_2020") == call


@pytest.mark.parametrize(("after", "call"), [(60_000, "no"), (60_001, "yes")])
def test_matos_takes_20_percent_with_new_lesions_in_two_organs(after: int, call: str) -> None:
    """With new lesions in two organs more than 20 % are enough."""
    rows = target("T1", {0: "50", 56: um(after)}) + new("N1", {56: "12"}, "LUNG") + new("N2", {56: "12"}, "BONE")
    assert first_call(patterns_of({"measurements": rows}), "hyperprogression", "matos_2020") == call


@pytest.mark.parametrize(("day", "call"), [(60, "yes"), (61, "not_computable")])
def test_matos_looks_at_scans_to_day_60(day: int, call: str) -> None:
    """A scan on day 61 says nothing of the first two months."""
    table = patterns_of({"measurements": target("T1", {0: "50", day: "80"})})
    assert first_call(table, "hyperprogression", "matos_2020") == call


@pytest.mark.parametrize(("days", "call"), [(60, "not_computable"), (61, "yes")])
def test_the_first_two_months_may_last_longer(days: int, call: str) -> None:
    """`hyper_failure_days` says how many days they are; a scan on day 61 counts from 61 on."""
    table = patterns_of({"measurements": target("T1", {0: "50", 61: "80"})}, hyper_failure_days=days)
    assert first_call(table, "hyperprogression", "matos_2020") == call


@pytest.mark.parametrize(("least", "call"), [(9, "yes"), (10, "yes"), (11, "no")])
def test_matos_may_ask_for_millimetres(least: int, call: str) -> None:
    """With `matos_least_mm` the sum has to grow by so much as well."""
    table = patterns_of({"measurements": target("T1", {0: "20", 56: "30"})}, matos_least_mm=least)
    assert first_call(table, "hyperprogression", "matos_2020") == call


@pytest.mark.parametrize(("last", "call"), [(223, "open"), (224, "yes")])
def test_six_months_are_183_days(last: int, call: str) -> None:
    """A response from day 42 lasts for six months when it is seen on day 224, its 183rd day."""
    table = patterns_of({"timepoints": sums({0: "100", 42: "60", last: "60"})})
    assert first_call(table, "durable_response", "recist-1.1") == call


@pytest.mark.parametrize(("last", "call"), [(98, "under_question"), (99, "overdue")])
def test_an_iupd_is_overdue_after_56_days(last: int, call: str) -> None:
    """An iUPD of day 42 waits for confirmation up to day 98."""
    tables = {"reported": reported(["iUPD"]), "events": [{"subject": "S1", "day": last, "event": "last_contact"}]}
    assert first_call(patterns_of(tables), "progression_under_question", "irecist") == call


@pytest.mark.parametrize(("day", "call"), [(98, "no"), (99, "yes")])
def test_a_response_is_delayed_after_day_98(day: int, call: str) -> None:
    """A first response at the scan of week 12 is not delayed, one after it is."""
    table = patterns_of({"timepoints": sums({0: "100", 42: "100", day: "60"})})
    assert first_call(table, "delayed_response", "after_week_12") == call
