"""Every limit of the metabolic criteria: one step below it, exactly on it, one step above it."""

from __future__ import annotations

from typing import NamedTuple

import pytest

from ebbtide.criteria.parts.metabolic.burden import sum_of_hottest
from ebbtide.criteria.parts.metabolic.quality import is_comparable, is_measurable, is_quality_told
from ebbtide.criteria.parts.metabolic.records import Rules
from ebbtide.criteria.parts.metabolic.response import has_fallen, has_risen, lesion_has_grown, tlg_has_risen
from tests.criteria.metabolic.scans import counted, hottest, last, lesion, pet, words

INCLUSIVE = Rules(strict=0)


class Line(NamedTuple):
    """A change from `then`, and whether it counts one thousandth below, on, and above `limit`."""

    then: int
    limit: int
    counts: tuple[bool, bool, bool]


RISES = (Line(10_000, 13_000, (False, False, True)), Line(1_000, 1_800, (False, False, True)))
RISES_INCLUSIVE = (Line(10_000, 13_000, (False, True, True)), Line(1_000, 1_800, (False, True, True)))
FALLS = (Line(10_000, 7_000, (True, True, False)), Line(2_000, 1_200, (True, True, False)))


def around(limit: int) -> tuple[int, int, int]:
    """Give one thousandth below, the limit, and one above."""
    return limit - 1, limit, limit + 1


@pytest.mark.parametrize("line", RISES)
def test_a_rise_must_be_more_than_the_limit(line: Line) -> None:
    """By the text of 2009 30 % and 0.8 are not yet progression."""
    assert tuple(has_risen(Rules(), now, line.then) for now in around(line.limit)) == line.counts


@pytest.mark.parametrize("line", RISES_INCLUSIVE)
def test_a_rise_may_be_the_limit(line: Line) -> None:
    """By later tables 30 % and 0.8 are progression."""
    assert tuple(has_risen(INCLUSIVE, now, line.then) for now in around(line.limit)) == line.counts


@pytest.mark.parametrize("line", FALLS)
def test_a_fall_may_be_the_limit(line: Line) -> None:
    """30 % and 0.8 are a response."""
    assert tuple(has_fallen(Rules(), now, line.then) for now in around(line.limit)) == line.counts


def test_glycolysis_by_75_percent() -> None:
    """From 100 the limit is 175, inclusive; it is asked only where the rules ask it."""
    assert [tlg_has_risen(Rules(), now, 100_000) for now in around(175_000)] == [False, True, True]
    assert not tlg_has_risen(Rules(tlg_pct=0), 500_000, 100_000)
    assert not tlg_has_risen(Rules(), 500_000, 0)


def test_one_lesion_up_by_more_than_30_percent() -> None:
    """Exactly 30 % does not yet speak against a response."""
    assert [lesion_has_grown(Rules(), now, 1_000) for now in around(1_300)] == [False, False, True]
    assert not lesion_has_grown(Rules(), 5_000, 0)


def test_liver_by_20_percent() -> None:
    """A change of exactly 20 % is too much, either way."""
    assert [is_comparable(1_000, now, -1) for now in (799, 800, 801)] == [False, False, True]
    assert [is_comparable(1_000, now, -1) for now in (1_199, 1_200, 1_201)] == [True, False, False]


def test_liver_by_0_3() -> None:
    """A change of exactly 0.3 is too much, either way."""
    assert [is_comparable(2_500, now, -1) for now in (2_199, 2_200, 2_201)] == [False, False, True]
    assert [is_comparable(2_500, now, -1) for now in (2_799, 2_800, 2_801)] == [True, False, False]


def test_the_word_of_a_reader_stands_beside_the_liver() -> None:
    """Who says the scans cannot be compared is believed; who says they can does not outvote the liver."""
    assert not is_comparable(2_000, 2_000, 0)
    assert not is_comparable(2_000, 3_000, 1)
    assert is_comparable(2_000, -1, 1)
    assert is_comparable(-1, 2_000, -1)


def test_what_nobody_told_of_the_livers() -> None:
    """The liver of baseline is always wanted; that of the scan where no reader says whether it can be compared."""
    assert is_quality_told(2_000, 2_000, -1)
    assert [is_quality_told(2_000, -1, said) for said in (-1, 0, 1)] == [False, True, True]
    assert not any(is_quality_told(-1, 2_000, said) for said in (-1, 0, 1))


def test_a_target_by_the_liver() -> None:
    """1.5 times the mean of the liver may be enough; one thousandth less is not."""
    assert [is_measurable(now, 2_000) for now in around(3_000)] == [False, True, True]


def test_cooler_than_the_liver() -> None:
    """As hot as the liver is not gone."""
    for sul, call in (("1.999", "CMR"), ("2.0", "PMR"), ("2.001", "PMR")):
        scans = [pet(0, lesion("T1", "10.0"), liver="2.0"), pet(42, lesion("T1", sul), liver="2.0")]
        assert words("percist", scans) == [call]
        assert words("impercist5", scans) == [call]


@pytest.mark.parametrize(("size", "call"), [("0.9999", "SMD"), ("1.0", "SMD"), ("1.0001", "PMD")])
def test_new_lesions_over_1_cm(size: str, call: str) -> None:
    """Exactly 1.0 cm is small; one micrometer more is not."""
    assert words("percimt", counted(size, size, size)) == [call]


@pytest.mark.parametrize(("size", "call"), [("1.4999", "SMD"), ("1.5", "SMD"), ("1.5001", "PMD")])
def test_new_lesions_over_15_mm(size: str, call: str) -> None:
    """Exactly 1.5 cm is medium; one micrometer more is large."""
    assert words("percimt", counted(size, size)) == [call]


@pytest.mark.parametrize(("day", "flag"), [(69, "EARLY"), (70, ""), (98, ""), (99, "LATE")])
def test_the_window_of_the_second_pet(day: int, flag: str) -> None:
    """From 28 to 56 days the second PET is in time; after it, and by option before it, it counts and is flagged."""
    call = last("ipercist", hottest("10.0", "14.0", "14.0", days=(0, 42, day)), ipercist_early_scan="counts")

    assert call.word == "CPMD"
    assert call.flags & {"EARLY", "LATE"} == ({flag} if flag else set())


@pytest.mark.parametrize(("day", "call"), [(69, "IGNORED"), (70, "CPMD")])
def test_an_early_second_pet_is_ignored(day: int, call: str) -> None:
    """A PET before 28 days says nothing, and the question stays open."""
    scans = hottest("10.0", "14.0", "14.0", days=(0, 42, day))

    assert words("ipercist", scans) == ["UPMD", call]


@pytest.mark.parametrize(
    ("options", "calls"),
    [
        ({}, ("SMD", "PMD", "PMD")),
        ({"impercist5_pmd_strict": True}, ("SMD", "SMD", "PMD")),
    ],
)
def test_impercist5_by_30_percent(options: dict[str, object], calls: tuple[str, ...]) -> None:
    """A sum 30 % larger is progression, or not yet where the option asks for more."""
    assert tuple(words("impercist5", hottest("10.0", now), **options)[0] for now in ("12.999", "13", "13.001")) == calls


def test_impercist5_with_a_floor() -> None:
    """Under the option the sum must also change by 0.8."""
    for now, bare, floored in (
        ("1.3", "PMD", "SMD"),
        ("1.8", "PMD", "PMD"),
        ("0.7", "PMR", "SMD"),
        ("0.2", "PMR", "PMR"),
    ):
        assert words("impercist5", hottest("1.0", now)) == [bare]
        assert words("impercist5", hottest("1.0", now), impercist5_floor=True) == [floored]


def test_the_five_hottest() -> None:
    """The sixth lesion is not summed, nor the third of an organ where two are the limit."""
    six = [(6_000, "liver"), (5_000, "liver"), (4_000, "liver"), (3_000, ""), (2_000, ""), (1_000, "")]

    assert sum_of_hottest(six, 5, 0) == 20_000
    assert sum_of_hottest(six, 5, 2) == 17_000
    assert sum_of_hottest(six, 1, 0) == 6_000
    assert sum_of_hottest([], 5, 0) == 0
