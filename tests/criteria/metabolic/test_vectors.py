"""Calls that the sources print, or that follow from their printed limits."""

from __future__ import annotations

import pytest

from tests.criteria.metabolic.scans import counted, hottest, judged, lesion, new, pet, words

STRICT = {"percist_pmd_strict": True}
INCLUSIVE = {"percist_pmd_strict": False}
PERCIST = (
    (("10.0", "7.0"), STRICT, "PMR"),
    (("2.5", "1.75"), STRICT, "SMD"),
    (("10.0", "13.0"), STRICT, "SMD"),
    (("10.0", "13.0"), INCLUSIVE, "PMD"),
)
NESTED = {"percimt_counts": "nested"}
LITERAL = {"percimt_counts": "literal"}
PERCIMT = (
    (("0.9", "0.9", "0.9"), NESTED, "SMD"),
    (("1.1", "1.2", "0.8"), NESTED, "SMD"),
    (("1.1", "1.2", "0.8", "0.7"), NESTED, "PMD"),
    (("1.1", "1.2", "0.8", "0.7"), LITERAL, "SMD"),
    (("1.6", "1.7"), NESTED, "PMD"),
    (("0.9", "0.9", "0.9", "0.9"), NESTED, "PMD"),
    (("0.9", "0.9", "0.9", "0.9"), LITERAL, "PMD"),
    (("1.1", "1.1", "1.1"), NESTED, "PMD"),
    (("1.1", "1.1", "1.1"), LITERAL, "PMD"),
    (("1.1", "1.1", "1.6"), LITERAL, "PMD"),
    (("1.0", "1.1", "1.1"), NESTED, "SMD"),
    (("1.5", "1.6"), NESTED, "SMD"),
)


@pytest.mark.parametrize(("suls", "options", "call"), PERCIST)
def test_percist_on_its_limits(suls: tuple[str, ...], options: dict[str, object], call: str) -> None:
    """30 % and 0.8 are enough for a response; a rise of 30 % is enough only where the option says so."""
    assert words("percist", hottest(*suls), **options) == [call]


@pytest.mark.parametrize(("sizes", "options", "call"), PERCIMT)
def test_percimt_counts(sizes: tuple[str, ...], options: dict[str, object], call: str) -> None:
    """Four new lesions, three over 1.0 cm or two over 1.5 cm are progression; fewer are not."""
    assert words("percimt", counted(*sizes), **options) == [call]


def test_both_readings_of_the_line_are_flagged() -> None:
    """A rise of exactly 30 % carries the flag under either reading."""
    for options in (STRICT, INCLUSIVE):
        assert judged("percist", hottest("10.0", "13.0"), options)[-1].flags >= {"ON_THE_LINE"}


def test_nested_and_literal_are_flagged_where_they_differ() -> None:
    """A6 is set where the two readings of the counts disagree, and only there."""
    for options in (NESTED, LITERAL):
        assert "A6" in judged("percimt", counted("1.1", "1.2", "0.8", "0.7"), options)[-1].flags
        assert "A6" not in judged("percimt", counted("1.6", "1.7"), options)[-1].flags
    assert "A6" in judged("percimt", counted("1.0", "1.1", "1.1"))[-1].flags
    assert "A6" in judged("percimt", counted("1.5", "1.6"))[-1].flags


def test_impercist5_lets_new_lesions_in_only_by_the_sum() -> None:
    """Ito 2019: a new lesion is no progression by itself; a sum 30 % larger is."""
    base = pet(0, lesion("T1", "10.0"))
    assert words("impercist5", [base, pet(42, lesion("T1", "10.0"), new("N1", "2.9"))]) == ["SMD"]
    assert words("impercist5", [base, pet(42, lesion("T1", "10.0"), new("N1", "3.0"))]) == ["PMD"]
    assert words("percist", [base, pet(42, lesion("T1", "10.0"), new("N1", "2.9"))]) == ["PMD"]


def test_ipercist_waits_for_the_second_pet() -> None:
    """Goldfarb 2019: the first progression is unconfirmed; the second PET confirms it or starts anew."""
    assert words("ipercist", hottest("10.0", "14.0", "14.0", days=(0, 60, 90))) == ["UPMD", "CPMD"]
    assert words("ipercist", hottest("10.0", "14.0", "6.0", days=(0, 60, 90))) == ["UPMD", "PMR"]
    assert words("ipercist", hottest("10.0", "14.0", "10.0", "14.0", days=(0, 60, 90, 150))) == ["UPMD", "SMD", "UPMD"]
