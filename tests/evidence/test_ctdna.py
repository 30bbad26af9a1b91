"""The class of a course of ctDNA."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ebbtide.evidence.ctdna import ctdna_profile, is_undetectable
from ebbtide.evidence.known import Result
from ebbtide.study.evidence_options import EvidenceOptions

PLAIN, STRICT = EvidenceOptions(), EvidenceOptions(ctdna_lee_strict=True)


def result(
    day: int, value: float | None = None, text: str = "", unit: str = "copies_ml", lloq: float | None = None
) -> Result:
    """Make a result of ctDNA; in words it has no unit."""
    return Result("ctdna", day, value, text, "" if value is None else unit, lloq, text, "ctdna", unit)


@pytest.mark.parametrize(
    ("before", "after", "kind", "strict"),
    [
        (result(0, text="undetectable"), result(42, text="undetectable"), "favorable", "favorable"),
        (result(0, 100), result(42, text="not_detected"), "favorable", "favorable"),
        (result(0, 100), result(42, 9.9), "favorable", "favorable"),
        (result(0, 100), result(42, 10), "between", "unfavorable"),  # tenfold is not more than tenfold
        (result(0, 100), result(42, 99.9), "between", "unfavorable"),
        (result(0, 100), result(42, 100), "unfavorable", "unfavorable"),
        (result(0, 100), result(42, 101), "unfavorable", "unfavorable"),
        (result(0, text="undetectable"), result(42, 5), "unfavorable", "unfavorable"),
        (result(0, 3, lloq=5), result(42, 4, lloq=5), "favorable", "favorable"),  # both below the limit
        (result(0, 3, lloq=5), result(42, 5, lloq=5), "unfavorable", "unfavorable"),
        (result(0, text="detectable"), result(42, text="undetectable"), "favorable", "favorable"),
        (result(0, text="detectable"), result(42, text="detected"), "not_assessable", "not_assessable"),
    ],
)
def test_the_latest_result_is_set_against_the_one_before_therapy(
    before: Result, after: Result, kind: str, strict: str
) -> None:
    """Lee 2018 has two classes; what lies between them counts as unfavorable only when that is asked for."""
    assert ctdna_profile([before, after], 0, PLAIN).kind == kind
    assert ctdna_profile([before, after], 0, STRICT).kind == strict


@pytest.mark.parametrize(
    ("results", "reason"),
    [
        ([], "no ctDNA result"),
        ([result(42, 5)], "no ctDNA result before the start of therapy"),
        ([result(0, 5)], "no ctDNA result since the start of therapy"),
        ([result(0, 5), result(85, 1)], "no ctDNA result within 84 days of the start of therapy"),
        ([result(0, 5), result(42, 5, unit="vaf")], "no ctDNA result since the start of therapy"),
        ([result(0, text="haemolysed"), result(42, 5)], "no ctDNA result before the start of therapy"),
        (
            [result(0, 100), result(0, 1, unit="vaf"), result(42, 5), result(42, 2, unit="vaf")],
            "two assays or units tell different courses",
        ),
    ],
)
def test_what_cannot_be_told_has_a_reason(results: list[Result], reason: str) -> None:
    """Missing, late or differing results are not assessable, and say why."""
    profile = ctdna_profile(results, 0, PLAIN)
    assert profile == ("not_assessable", None, reason)


def test_the_last_day_of_the_window_counts() -> None:
    """Day 84 counts, day 85 does not; the window counts from the start of therapy."""
    assert ctdna_profile([result(0, 100), result(84, 1)], 0, PLAIN).day == 84
    assert ctdna_profile([result(10, 100), result(94, 1)], 10, PLAIN).day == 94
    assert ctdna_profile([result(0, 100), result(42, 200), result(85, 1)], 0, PLAIN).kind == "unfavorable"


def test_of_two_results_of_a_day_the_higher_counts() -> None:
    """The less favorable of two results of one day is taken."""
    assert ctdna_profile([result(0, 100), result(42, 1), result(42, 200)], 0, PLAIN).kind == "unfavorable"


def test_assays_are_told_apart_by_their_name() -> None:
    """A result of another assay is not set against this one."""
    other = result(42, 1, text="assay_ngs")
    assert ctdna_profile([result(0, 100, text="assay_ddpcr"), other], 0, PLAIN).kind == "not_assessable"


@pytest.mark.parametrize(
    ("one", "expected"),
    [
        (result(0, 0), True),
        (result(0, 4.9, lloq=5), True),
        (result(0, 5, lloq=5), False),
        (result(0, text="undetectable"), True),
        (result(0, text="not_detected_assay_ddpcr"), True),
        (result(0, text="detectable"), False),
        (result(0, text="pending"), None),
    ],
)
def test_what_is_undetectable(one: Result, expected: bool | None) -> None:  # noqa: FBT001 - a case
    """Nothing found, or a number below the limit of quantification."""
    assert is_undetectable(one) is expected


@given(st.floats(0.01, 1e6), st.floats(0.01, 1e6), st.floats(1, 100))
def test_a_larger_result_is_never_more_favorable(first: float, last: float, more: float) -> None:
    """Raising the latest result never moves the class towards favorable."""
    order = ["favorable", "between", "unfavorable"]
    low = ctdna_profile([result(0, first), result(42, last)], 0, PLAIN).kind
    high = ctdna_profile([result(0, first), result(42, last * more)], 0, PLAIN).kind
    assert order.index(low) <= order.index(high)
