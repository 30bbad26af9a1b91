"""The spleen under Lugano: published values, then every limit and one micrometre to each side."""

from __future__ import annotations

import pytest

from ebbtide.criteria import lugano
from ebbtide.criteria.parts.lymphoma.reasons import Note, Why
from ebbtide.terms.responses import CR, NE, PD, PR, SD
from tests.criteria.lymphoma.scans import AVID, last, node, scan, um

LUGANO = lugano.CRITERION


def spleen(*lengths: str, nodes: tuple[str, str] = ("18", "15"), **options: object) -> tuple[int, str]:
    """Give the call and the spleen's category of a course of lengths in cm, the node measured at each."""
    looks = [
        scan(42 * i, node("T1", nodes[i > 0], "10"), spleen=um(float(length) * 10)) for i, length in enumerate(lengths)
    ]
    verdict = last(LUGANO, *looks, patient=AVID, **options)
    return verdict.overall, dict(verdict.components).get("spleen", "")


@pytest.mark.parametrize(
    ("lengths", "component"),
    [
        (("15", "16.0"), "SD"),
        (("15", "16.0001"), "PD"),
        (("15", "16.1"), "PD"),
        (("15", "14.0"), "SD"),
        (("15", "13.9999"), "PR"),
        (("15", "13.9"), "PR"),
        (("15", "13.0001"), "PR"),
        (("15", "13"), "CR"),
        (("12", "14.0"), "PD"),
        (("12", "13.9999"), "SD"),
        (("12", "13"), "NED"),
        (("10.5", "12.5"), "NED"),
        (("11", "13"), "NED"),
        (("11", "13.0001"), "PD"),
        (("13", "15"), "PD"),
        (("13", "14.9999"), "SD"),
        (("15", "12.5", "14.5"), "PD"),
        (("15", "12.5", "14.4999"), "SD"),
        (("15", "11", "13"), "CR"),
        (("15", "11", "13.0001"), "PD"),
        (("15", "13.5", "15.5"), "SD"),
    ],
)
def test_a_spleen_is_judged_by_what_it_exceeds_13_cm_by(lengths: tuple[str, ...], component: str) -> None:
    """Enlarged, not enlarged, normal again and recurrent, on every limit."""
    assert spleen(*lengths)[1] == component
    assert (spleen(*lengths)[0] == PD) is (component == "PD")


def test_growth_of_2_cm_may_be_enough_by_itself() -> None:
    """10.5 to 12.5 cm is 2 cm, and no more than a normal spleen."""
    assert spleen("10.5", "12.5", spleen_new_requires_abnormal=False) == (PD, "PD")
    assert spleen("10.5", "12.5") == (CR, "NED")


@pytest.mark.parametrize(("now", "call"), [("14", SD), ("13.9", PR), ("13", PR), ("12", PR)])
def test_a_partial_response_asks_for_more_than_half_of_the_excess(now: str, call: int) -> None:
    """The sum of products has fallen by half; the spleen must have followed."""
    assert spleen("15", now, nodes=("40", "20"))[0] == call


def test_an_enlarged_spleen_prevents_a_complete_response() -> None:
    """All nodes are normal, the spleen is not."""
    assert spleen("15", "13.5", nodes=("30", "15"))[0] == PR
    assert spleen("15", "13", nodes=("30", "15"))[0] == CR
    assert spleen("12", "13.5", nodes=("30", "15"))[0] == PR


def test_a_spleen_that_is_not_measured_leaves_a_response_open() -> None:
    """It was enlarged, so that a response cannot be told; stable disease can."""
    before = scan(0, node("T1", "40", "20"), spleen=150_000)
    open_, stable = (last(LUGANO, before, scan(42, node("T1", "40", across))) for across in ("10", "20"))

    assert (open_.overall, bool(open_.reasons & Why.SPLEEN_NOT_MEASURED)) == (NE, True)
    assert stable.overall == SD


def test_a_spleen_without_a_baseline_is_flagged_and_left_alone() -> None:
    """There is nothing to compare it with."""
    verdict = last(LUGANO, scan(0, node("T1", "40", "20")), scan(42, node("T1", "40", "10"), spleen=160_000))

    assert verdict.overall == PR
    assert verdict.flags & Note.SPLEEN_WITHOUT_BASELINE


@pytest.mark.parametrize(("now", "call"), [(130_000, CR), (139_999, PR), (140_000, SD), (160_001, PD), (-1, NE)])
def test_disease_of_the_spleen_alone_is_judged_by_the_spleen(now: int, call: int) -> None:
    """Nothing else is measured."""
    assert last(LUGANO, scan(0, spleen=150_000), scan(42, spleen=now)).overall == call
