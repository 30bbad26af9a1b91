"""Every limit of every criterion: one step below it, exactly on it, one step above it.

A step is one micrometre (of a length), one thousandth of a Hounsfield unit, or one day.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import polars as pl
import pytest

import ebbtide
from ebbtide import Options
from ebbtide.criteria import CRITERIA
from tests.criteria.histories import calls, flags, rows_of, study_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.criteria.histories import History

BY_20_PERCENT_AND_5_MM = ("recist-1.1", "irecist", "imrecist", "irrecist")
WORDS = {
    "recist-1.1": ("SD", "PR", "PD", "CR"),
    "recist-1.0": ("SD", "PR", "PD", "CR"),
    "imrecist": ("SD", "PR", "PD", "CR"),
    "mrecist": ("SD", "PR", "PD", "CR"),
    "choi": ("SD", "PR", "PD", "CR"),
    "mwho": ("SD", "PR", "PD", "CR"),
    "who": ("NC", "PR", "PD", "CR"),
    "irecist": ("iSD", "iPR", "iUPD", "iCR"),
    "irrecist": ("irSD", "irPR", "irPD", "irCR"),
    "irrc": ("irSD", "irPR", "irPD", "irCR"),
}


class Line(NamedTuple):
    """A limit: where it lies, what to write down at a value, and the calls below, on and above it."""

    criterion: str
    says: str
    limit: int
    at: Callable[[int], History]
    words: tuple[str, str, str]
    options: Options = Options()


def rises(criterion: str, says: str, limit: int, at: Callable[[int], History], *, from_below: str = "SD") -> Line:
    """Draw a line from which on a value is progression."""
    sd, pr, pd, _ = WORDS[criterion]
    below = pr if from_below == "PR" else sd
    return Line(criterion, says, limit, at, (below, pd, pd))


def falls(criterion: str, says: str, limit: int, at: Callable[[int], History]) -> Line:
    """Draw a line down to which a value is a partial response."""
    sd, pr, _, _ = WORDS[criterion]
    return Line(criterion, says, limit, at, (pr, pr, sd))


def target(*before: int) -> Callable[[int], History]:
    """Write one target down, by its length, with a value of interest at the end."""
    return lambda value: {"T1": {42 * place: length for place, length in enumerate((*before, value))}}


def product(*before: tuple[int, int], across: int) -> Callable[[int], History]:
    """Write one target down by two diameters; the value of interest is the last longest one."""
    return lambda value: {"T1": {42 * place: pair for place, pair in enumerate((*before, (value, across)))}}


def node(*before: int) -> Callable[[int], History]:
    """Write one nodal target down by its short axis."""
    return lambda value: {"T1node": {42 * place: length for place, length in enumerate((*before, value))}}


def with_new(name: str, *before: int) -> Callable[[int], History]:
    """Write an unchanged target down, and a new lesion from the first visit on."""
    looks = {1: before} if before else {1: ()}

    def at(value: int) -> History:
        lengths = (*looks[1], value)
        days = [42 * (place + 1) for place in range(len(lengths))]
        return {"T1": dict.fromkeys([0, *days], 50_000), name: dict(zip(days, lengths, strict=True))}

    return at


def four_nodes(normal: int, back: int, value: int, *, at_baseline: int = 15_000) -> History:
    """Write four nodes down that become normal; one comes back and then takes a value of interest."""
    quiet = {0: at_baseline, 42: normal, 84: normal, 126: normal}
    one = {0: at_baseline, 42: normal, 84: back, 126: value}
    return {"T1node": one} | {f"T{number}node": quiet for number in (2, 3, 4)}


GROWTH = [
    line
    for criterion in BY_20_PERCENT_AND_5_MM
    for line in (
        rises(criterion, "20 % over baseline", 120_000, target(100_000)),
        rises(criterion, "20 % over a smaller sum", 96_000, target(100_000, 80_000)),
        rises(criterion, "20 % over a sum 50 % below baseline", 60_000, target(100_000, 50_000), from_below="PR"),
        rises(criterion, "both limits at once", 30_000, target(25_000)),
        rises(criterion, "20 % of 25.5 mm", 30_600, target(25_500)),
        rises(criterion, "5 mm where 20 % is less", 25_000, target(20_000)),
        rises(criterion, "5 mm over 3.2 mm", 8_200, target(12_000, 3_200), from_below="PR"),
        rises(criterion, "5 mm over a measured 4 mm", 9_000, target(13_000, 4_000), from_below="PR"),
        rises(criterion, "too small is 5 mm", 10_000, lambda value: {"T1": {0: 12_000, 42: "too_small", 84: value}},
              from_below="PR" if criterion in ("irecist", "recist-1.1") else "SD"),
    )
] + [
    rises("recist-1.0", "20 % and no floor", 12_000, target(10_000)),
    rises("recist-1.0", "20 % over a smaller sum", 6_000, target(10_000, 5_000), from_below="PR"),
    rises("recist-1.0", "20 % of 25.5 mm", 30_600, target(25_500)),
    rises("mrecist", "20 % and no floor", 12_000, target(10_000)),
    rises("mrecist", "the viable part", 24_000, lambda value: {
        "T1": {0: {"longest_um": 40_000, "viable_um": 20_000}, 42: {"longest_um": 40_000, "viable_um": value}}
    }),
    rises("mrecist", "5 mm in the edition of 2020", 15_000, target(10_000))._replace(
        options=Options(mrecist_edition="2020")
    ),
    rises("irrecist", "20 % where the floor is dropped", 12_000, target(10_000))._replace(
        options=Options(irrecist_floor=False)
    ),
    rises("choi", "10 %", 110_000, target(100_000)),
    rises("choi", "10 % over the smallest sum", 88_000, target(100_000, 80_000), from_below="PR"),
    rises("choi", "10 % over baseline", 110_000, target(100_000, 95_000))._replace(
        options=Options(choi_pd_reference="baseline")
    ),
    rises("who", "25 % of one length", 25_000, target(20_000)),
    rises("who", "25 % of one product", 25_000, product((20_000, 10_000), across=10_000)),
    rises("who", "25 % of one lesion beside a larger one", 12_500, lambda value: {
        "T1": {0: (100_000, 100_000), 42: (100_000, 100_000)}, "T2": {0: (10_000, 10_000), 42: (value, 10_000)}
    }),
    rises("who", "25 % over a lesion's smallest size", 12_500, product((20_000, 10_000), (10_000, 10_000),
          across=10_000)),
    rises("mwho", "25 % of the sum", 25_000, product((20_000, 10_000), across=10_000)),
    rises("mwho", "25 % over the smallest sum", 10_000, product((20_000, 10_000), (8_000, 10_000), across=10_000),
          from_below="PR"),
    rises("irrc", "25 % of the burden", 25_000, product((20_000, 10_000), across=10_000)),
    rises("irrc", "25 % over the smallest burden", 10_000, product((20_000, 10_000), (8_000, 10_000), across=10_000),
          from_below="PR"),
]  # fmt: skip

FALL = [
    line
    for criterion in (*BY_20_PERCENT_AND_5_MM, "recist-1.0", "mrecist")
    for line in (
        falls(criterion, "30 % below baseline", 70_000, target(100_000)),
        falls(criterion, "63 mm from 90 mm", 63_000, target(90_000)),
        falls(criterion, "8.4 mm from 12 mm", 8_400, target(12_000)),
    )
] + [
    falls("choi", "10 % below baseline", 90_000, target(100_000)),
    falls("who", "50 % of the lengths", 50_000, target(100_000)),
    falls("who", "50 % of the products", 10_000, product((20_000, 10_000), across=10_000)),
    falls("mwho", "50 % of the products", 10_000, product((20_000, 10_000), across=10_000)),
    falls("irrc", "50 % of the products", 10_000, product((20_000, 10_000), across=10_000)),
]  # fmt: skip

FROM_NOTHING = [
    Line("recist-1.1", "5 mm from nothing, complete response withdrawn or never called", 5_000,
         lambda value: {"T1": {0: 20_000, 42: 0, 84: value}, "NT1": {0: "present", 42: "present", 84: "present"}},
         ("PR", "PD", "PD")),
    Line("irecist", "5 mm from nothing", 5_000,
         lambda value: {"T1": {0: 20_000, 42: 0, 84: value}, "NT1": {0: "present", 42: "present", 84: "present"}},
         ("iPR", "iUPD", "iUPD")),
    Line("imrecist", "5 mm from nothing", 5_000, target(20_000, 0), ("PR", "PD", "PD")),
    Line("irrecist", "5 mm from nothing", 5_000, target(20_000, 0), ("irPR", "irPD", "irPD")),
    Line("recist-1.0", "anything from nothing", 1, target(20_000, 0), ("CR", "PD", "PD")),
    Line("mrecist", "anything from nothing", 1, target(20_000, 0), ("CR", "PD", "PD")),
    Line("choi", "anything from nothing", 1, target(20_000, 0), ("CR", "PD", "PD")),
    Line("who", "a lesion that returns is new", 1, target(20_000, 0), ("CR", "PD", "PD")),
    Line("mwho", "anything from nothing", 1, product((20_000, 10_000), (0, 0), across=10_000), ("CR", "PD", "PD")),
    Line("irrc", "anything from nothing", 1, product((20_000, 10_000), (0, 0), across=10_000),
         ("irCR", "irPD", "irPD")),
]  # fmt: skip

NODES = [
    Line("recist-1.1", "a target node is normal below 10 mm", 10_000, node(20_000), ("CR", "PR", "PR")),
    Line("irecist", "a target node is normal below 10 mm", 10_000, node(20_000), ("iCR", "iPR", "iPR")),
    Line("imrecist", "a target node is normal below 10 mm", 10_000, node(20_000), ("CR", "PR", "PR")),
    Line("irrecist", "a target node is normal below 10 mm", 10_000, node(20_000), ("irCR", "irPR", "irPR")),
    Line("mrecist", "a target node is normal below 10 mm", 10_000, node(20_000), ("CR", "PR", "PR")),
    Line("recist-1.0", "a node has to go", 10_000, node(20_000), ("PR", "PR", "PR")),
    Line("choi", "a node has to go", 10_000, node(20_000), ("PR", "PR", "PR")),
    Line("recist-1.1", "growth below 10 mm is no progression", 10_000, node(20_000, 3_000), ("CR", "PD", "PD")),
    Line("irecist", "growth below 10 mm is no progression", 10_000, node(20_000, 3_000), ("iCR", "iUPD", "iUPD")),
    Line("imrecist", "growth below 10 mm is no progression", 10_000, node(20_000, 3_000), ("CR", "PD", "PD")),
    Line("recist-1.1", "a non-target node is normal below 10 mm", 10_000,
         lambda value: {"T1": {0: 20_000, 42: 0}, "NT1node": {0: 12_000, 42: value}}, ("CR", "PR", "PR")),
    Line("irecist", "a non-target node is normal below 10 mm", 10_000,
         lambda value: {"T1": {0: 20_000, 42: 0}, "NT1node": {0: 12_000, 42: value}}, ("iCR", "iPR", "iPR")),
    Line("recist-1.0", "a non-target node has to go", 10_000,
         lambda value: {"T1": {0: 20_000, 42: 0}, "NT1node": {0: 12_000, 42: value}}, ("PR", "PR", "PR")),
    Line("recist-1.1", "a target node returns at 10 mm", 10_000,
         lambda value: {"T1node": {0: 20_000, 42: 9_000, 84: value}}, ("CR", "PD", "PD")),
    Line("recist-1.1", "a new node is new from 15 mm", 15_000, with_new("NEW1node"), ("SD", "PD", "PD")),
    Line("irecist", "a new node is new from 15 mm", 15_000, with_new("NEW1node"), ("iSD", "iUPD", "iUPD")),
    Line("irecist", "a known new node is gone below 10 mm", 10_000,
         lambda value: {"T1": {0: 50_000, 42: 50_000, 84: 0}, "NEW1node": {42: 16_000, 84: value}},
         ("iCR", "iPR", "iPR")),
    Line("mrecist", "a new node is new from 15 mm", 15_000, with_new("NEW1node"), ("SD", "PD", "PD")),
    Line("irrecist", "a new node enters the burden from 15 mm", 15_000, with_new("NEW1node"),
         ("irSD", "irPD", "irPD")),
    Line("imrecist", "a new node enters the burden from 15 mm", 15_000, with_new("NEW1node"), ("SD", "PD", "PD")),
]  # fmt: skip

NEW_LESIONS = [
    Line("imrecist", "a new lesion enters the burden from 10 mm", 10_000, with_new("NEW1"), ("SD", "PD", "PD")),
    Line("irrecist", "a new lesion enters the burden from 10 mm", 10_000, with_new("NEW1"), ("irSD", "irPD", "irPD")),
    Line("mrecist", "a new lesion counts from 10 mm", 10_000, with_new("NEW1"), ("SD", "PD", "PD")),
    Line("irrc", "a new lesion enters the burden from 5 mm by 5 mm", 5_000,
         lambda value: {"T1": {0: (10_000, 10_000), 42: (10_000, 10_000)}, "NEW1": {42: (10_000, value)}},
         ("irSD", "irPD", "irPD")),
    Line("irrc", "its longest side counts too", 5_000,
         lambda value: {"T1": {0: (10_000, 10_000), 42: (10_000, 10_000)}, "NEW1": {42: (value, 5_000)}},
         ("irSD", "irPD", "irPD")),
    Line("irecist", "a new target confirms by 5 mm", 15_000, with_new("NEW1", 10_000), ("iUPD", "iCPD", "iCPD")),
    Line("irecist", "a new lesion under 10 mm confirms by any increase", 10_000, with_new("NEW1", 9_999),
         ("iUPD", "iCPD", "iCPD")),
    Line("irecist", "growth of new targets adds up from the iUPD", 15_000, with_new("NEW1", 10_000, 14_000),
         ("iUPD", "iCPD", "iCPD")),
    Line("irecist", "new targets progress by 5 mm where 20 % is less", 17_000,
         lambda value: {
             "T1": {0: 50_000, 42: 50_000, 84: 40_000, 126: 40_000},
             "NEW1": {42: 12_000, 84: 12_000, 126: value},
         }, ("iSD", "iUPD", "iUPD")),
    Line("irecist", "a known new target that did not drive the iUPD confirms by 20 % and 5 mm", 30_000,
         lambda value: {
             "T1": {0: 50_000, 42: 50_000, 84: 40_000, 126: 60_000, 168: 60_000},
             "NEW1": {42: 25_000, 84: 25_000, 126: 25_000, 168: value},
         }, ("iUPD", "iCPD", "iCPD")),
]  # fmt: skip

EPISODES = [
    Line("irecist", "5 mm since the iUPD confirm", 125_000, target(100_000, 120_000), ("iUPD", "iCPD", "iCPD")),
    Line("irecist", "5 mm add up over scans", 125_000, target(100_000, 120_000, 122_500), ("iUPD", "iCPD", "iCPD")),
    Line("irecist", "the bar is reset below 20 %", 120_000, target(100_000, 121_000), ("iSD", "iUPD", "iUPD")),
    Line("irecist", "5 mm of shrinkage reset a bar that a new lesion raised", 45_000,
         lambda value: {"T1": {0: 50_000, 42: 50_000, 84: value}, "NEW1": {42: "present", 84: "present"}},
         ("iSD", "iSD", "iUPD")),
    Line("irecist", "any shrinkage resets where the study says so", 50_000,
         lambda value: {"T1": {0: 50_000, 42: 50_000, 84: value}, "NEW1": {42: "present", 84: "present"}},
         ("iSD", "iUPD", "iUPD"), Options(reset_min_shrink="any")),
    Line("irecist", "a reappearance is over only 30 % below baseline", 12_030,
         lambda value: four_nodes(9_990, 17_930, value), ("iPR", "iPR", "iUPD")),
    Line("irecist", "a reappearance is over only 5 mm below it", 12_930,
         lambda value: four_nodes(9_900, 17_930, value, at_baseline=20_000), ("iPR", "iPR", "iUPD")),
    Line("irecist", "a new lesion's shrinkage of 5 mm resets where the study says so", 15_000,
         lambda value: {"T1": {0: 50_000, 42: 50_000, 84: 50_000}, "NEW1": {42: 20_000, 84: value}},
         ("iSD", "iSD", "iUPD"), Options(nl_regression_resets=True)),
    Line("irrc", "confirmed only by further growth where the study says so", 26_001,
         lambda value: {"T1": {0: (20_000, 10_000), 42: (26_000, 10_000), 84: (value, 10_000)}},
         ("irPD", "irPD", "irPD"), Options(irc_confirm="continued_growth")),
]  # fmt: skip

DENSITIES = [
    Line("choi", "15 % of the density", 85_000, lambda value: dense(100_000, value), ("PR", "PR", "SD")),
    Line("choi", "15 % of the mean density", 60_000,
         lambda value: {**dense(100_000, 110_000), "T2": dense(100_000, value)["T1"]}, ("PR", "PR", "SD")),
    Line("choi", "a response by density outweighs growth", 85_000,
         lambda value: dense(100_000, value, length=120_000), ("PR", "PR", "PD")),
    Line("choi", "density alone is no response where both are asked for", 85_000,
         lambda value: dense(100_000, value), ("SD", "SD", "SD"), Options(choi_combine="and")),
    Line("choi", "both are a response where both are asked for", 85_000,
         lambda value: dense(100_000, value, length=90_000), ("PR", "PR", "SD"), Options(choi_combine="and")),
    Line("choi", "size within both", 90_000,
         lambda value: dense(100_000, 85_000, length=value), ("PR", "PR", "SD"), Options(choi_combine="and")),
]  # fmt: skip

DAYS = [
    Line("irecist", "a scan counts from day 28 on", 28,
         lambda days: {"T1": {0: 100_000, 42: 120_000, 42 + days: 130_000}}, ("IGNORED", "iCPD", "iCPD")),
    Line("irecist", "a variance of two days", 26,
         lambda days: {"T1": {0: 100_000, 42: 120_000, 42 + days: 130_000}}, ("IGNORED", "iCPD", "iCPD"),
         Options(early_variance_days=2)),
    Line("irecist", "counted from the first iUPD", 28,
         lambda days: {"T1": {0: 100_000, 42: 120_000, 42 + days - 2: 120_000, 42 + days: 130_000}},
         ("IGNORED", "iCPD", "iCPD")),
    Line("recist-1.1", "a response is confirmed from day 28 on", 28,
         lambda days: {"T1": {0: 100_000, 42: 70_000, 42 + days: 70_000, 126: 80_000}}, ("SD", "PR", "PR"),
         Options(confirmation_required=True)),
    Line("recist-1.1", "a response is confirmed from the day the study says", 35,
         lambda days: {"T1": {0: 100_000, 42: 70_000, 42 + days: 70_000, 126: 80_000}}, ("SD", "PR", "PR"),
         Options(confirmation_required=True, confirm_days=35)),
]  # fmt: skip


class Flagged(NamedTuple):
    """A day from which on, or up to which, a call carries a flag."""

    criterion: str
    flag: str
    limit: int
    at: Callable[[int], History]
    set_on: tuple[bool, bool, bool]
    options: Options = Options()


def lengths(*values: int) -> Callable[[int], History]:
    """Write one target down on days 0, 42 and so many days later."""
    return lambda days: {"T1": dict(zip((0, 42, 42 + days), values, strict=True))}


def products(*values: int) -> Callable[[int], History]:
    """Write one target down by two equal diameters on days 0, 42 and so many days later."""
    return lambda days: {"T1": dict(zip((0, 42, 42 + days), ((value, value) for value in values), strict=True))}


WINDOWS = [
    Flagged("irecist", "LATE", 56, lengths(100_000, 120_000, 120_000), (False, False, True)),
    Flagged("irecist", "LATE", 58, lengths(100_000, 120_000, 120_000), (False, False, True),
            Options(early_variance_days=2)),
    Flagged("irecist", "A31", 28, lengths(100_000, 120_000, 120_000), (True, False, False),
            Options(early_variance_days=2)),
    Flagged("irrc", "CONFIRMED", 28, products(10_000, 12_000, 12_000), (False, True, True)),
    Flagged("irrecist", "CONFIRMED", 28, lengths(100_000, 120_000, 120_000), (False, True, True)),
    Flagged("imrecist", "CONFIRMED", 28, lengths(100_000, 120_000, 120_000), (False, True, True)),
    Flagged("imrecist", "NEGATES_PD", 28, lengths(100_000, 120_000, 119_999), (False, True, True)),
    Flagged("irrecist", "UNCONFIRMED", 28, lengths(100_000, 120_000, 120_000), (True, False, False)),
]  # fmt: skip


def dense(before: int, now: int, *, length: int = 100_000) -> History:
    """Write one target of 100 mm down by its density at baseline, and by its density and length now."""
    return {
        "T1": {
            0: {"longest_um": 100_000, "density_mhu": before},
            42: {"longest_um": length, "density_mhu": now},
        }
    }


def each(lines: list[Line]) -> list[pytest.ParameterSet]:
    """Name each line by its criterion and by what it says."""
    return [pytest.param(line, id=f"{line.criterion}: {line.says}") for line in lines]


def around(line: Line) -> tuple[str, str, str]:
    """Judge one step below a line, on it and one step above it."""
    below, on, above = (
        calls(line.at(line.limit + step), line.criterion, options=line.options)[-1] for step in (-1, 0, 1)
    )
    return below, on, above


@pytest.mark.parametrize("line", each(GROWTH))
def test_growth_is_progression_from_its_limit_on(line: Line) -> None:
    """Exactly on the limit and one micrometre above it is progression, one micrometre below it is not."""
    assert around(line) == line.words


def test_the_viable_part_is_enough_for_mrecist() -> None:
    """Readings that give the enhancing part alone progress from 20 % on."""
    line = rises("mrecist", "", 24_000, lambda value: {"T1": {0: {"viable_um": 20_000}, 42: {"viable_um": value}}})
    assert around(line) == line.words


@pytest.mark.parametrize("line", each(FALL))
def test_a_fall_is_a_response_from_its_limit_on(line: Line) -> None:
    """Exactly on the limit and one micrometre below it is a response, one micrometre above it is not."""
    assert around(line) == line.words


@pytest.mark.parametrize("line", each(FROM_NOTHING))
def test_growth_from_nothing_needs_the_floor_alone(line: Line) -> None:
    """From a nadir of zero 5 mm are progression where there is a floor, and anything where there is none."""
    assert around(line) == line.words


@pytest.mark.parametrize("line", each(NODES))
def test_nodes_turn_at_10_and_15_mm(line: Line) -> None:
    """A node of 10 mm is pathological and a new one of 15 mm is a new lesion, where the criterion has a node rule."""
    assert around(line) == line.words


@pytest.mark.parametrize("line", each(NEW_LESIONS))
def test_new_lesions_turn_at_their_sizes(line: Line) -> None:
    """A new lesion counts, enters the burden and confirms from the printed size on."""
    assert around(line) == line.words


@pytest.mark.parametrize("line", each(EPISODES))
def test_an_open_progression_turns_at_its_limits(line: Line) -> None:
    """What confirms an iUPD or resets the bar does so exactly on its limit."""
    assert around(line) == line.words


@pytest.mark.parametrize("line", each(DENSITIES))
def test_density_turns_at_15_percent(line: Line) -> None:
    """A mean density 15 % below baseline is a response, and where both are asked for one arm of two is none."""
    assert around(line) == line.words


@pytest.mark.parametrize("line", each(DAYS))
def test_days_count_without_the_first(line: Line) -> None:
    """An interval is the difference of two days, and its limit belongs to it."""
    assert around(line) == line.words


@pytest.mark.parametrize(
    "window", [pytest.param(one, id=f"{one.criterion}: {one.flag} at {one.limit} days") for one in WINDOWS]
)
def test_windows_open_and_close_on_their_day(window: Flagged) -> None:
    """A flag of time is set from its day on, or up to it, and not a day longer."""
    around_it = (window.limit + step for step in (-1, 0, 1))
    found = (flags(window.at(days), window.criterion, options=window.options)[-1] for days in around_it)
    assert tuple(window.flag in one for one in found) == window.set_on


TENTHS = range(100, 3_001)
EXACT_FALLS = {
    "recist-1.1": 7, "recist-1.0": 7, "irecist": 7, "imrecist": 7, "irrecist": 7, "mrecist": 7, "choi": 9, "who": 5,
}  # fmt: skip
EXACT_RISES = {"recist-1.0": 12, "mrecist": 12, "recist-1.1": 12, "irecist": 12, "imrecist": 12, "choi": 11}
LEAST_FOR_20_PERCENT = 250  # tenths: below, the floor of 5 mm asks for more


def in_two_parts(before: int, after: int) -> History:
    """Write two targets down whose sum goes from one length to another."""
    return {
        "T1": {0: before // 3, 42: after // 7},
        "T2": {0: before - before // 3, 42: after - after // 7},
    }


def last_calls(pairs: list[tuple[int, int]], criterion: str) -> list[str]:
    """Judge many patients at once: two targets whose sum goes from one length to another."""
    rows = [
        row
        for number, (before, after) in enumerate(pairs)
        for row in rows_of(in_two_parts(before, after), f"{number:05d}")
    ]
    found = ebbtide.assess(study_of(rows), criteria=[criterion], explanations=False).responses
    return found["overall_response"].cast(pl.String).to_list()


@pytest.mark.parametrize("criterion", EXACT_FALLS)
def test_every_exact_fall_in_tenths_is_a_response(criterion: str) -> None:
    """Where floats misjudge up to 125 of 291 sums exactly on the line, none is misjudged here."""
    kept = EXACT_FALLS[criterion]
    on = [(100 * b, 10 * b * kept) for b in TENTHS if b * kept % 10 == 0]
    above = [(before, after + 1) for before, after in on]
    assert set(last_calls(on, criterion)) == {WORDS[criterion][1]}
    assert set(last_calls(above, criterion)) == {WORDS[criterion][0]}


@pytest.mark.parametrize("criterion", EXACT_RISES)
def test_every_exact_rise_in_tenths_is_progression(criterion: str) -> None:
    """Where floats misjudge up to 500 of 582 sums exactly on the line, none is misjudged here."""
    grown = EXACT_RISES[criterion]
    least = LEAST_FOR_20_PERCENT if criterion in BY_20_PERCENT_AND_5_MM else TENTHS[0]
    on = [(100 * b, 10 * b * grown) for b in TENTHS if b >= least and b * grown % 10 == 0]
    below = [(before, after - 1) for before, after in on]
    assert set(last_calls(on, criterion)) == {WORDS[criterion][2]}
    assert set(last_calls(below, criterion)) == {WORDS[criterion][0]}


def test_every_criterion_has_lines_for_growth_and_fall() -> None:
    """No criterion goes without values on its own limits."""
    ids = {criterion.id for criterion in CRITERIA}
    assert {line.criterion for line in GROWTH} == {line.criterion for line in FALL} == ids == set(WORDS)
