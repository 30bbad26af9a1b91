"""Which time points of two readers are the same, and who is compared with whom."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from ebbtide.agreement.compared import Compared
from ebbtide.assessment import assess, assess_reported
from ebbtide.errors import DataError
from tests.agreement.two_readers import compare, study, two

if TYPE_CHECKING:
    from tests.criteria.histories import History


def lesion(*days: int, **visits: int) -> History:
    """Write a stable target down, at baseline, on days without a label, and on labelled days."""
    seen = {day: {"longest_um": 50_000, "state": "measured"} for day in (-7, *days)}
    return {"T1": seen | {day: seen[-7] | {"visit": name} for name, day in visits.items()}}


def days(compared: Compared) -> list[tuple[int | None, int | None]]:
    """The days of both sides, in order."""
    return compared.calls.select("first_day", "second_day").rows()


def test_one_visit_is_one_time_point_however_far_the_days_lie_apart() -> None:
    """Both label their scans W8 and W16, three weeks apart."""
    assert days(two(lesion(W8=56, W16=112), lesion(W8=77, W16=133))) == [(56, 77), (112, 133)]


def test_without_labels_the_nearest_day_within_the_window_is_the_same() -> None:
    """The window is 7 days by default: day 60 goes with day 56, day 119 with day 112, day 120 with none."""
    assert days(two(lesion(56, 112), lesion(60, 119))) == [(56, 60), (112, 119)]
    assert days(two(lesion(56, 112), lesion(60, 120))) == [(56, 60), (112, None), (None, 120)]


def test_a_day_goes_with_its_nearest_once() -> None:
    """A scanned on days 50 and 56, B on day 57: the nearer one is the same, the other stands alone."""
    assert days(two(lesion(50, 56), lesion(57))) == [(50, None), (56, 57)]


def test_the_same_day_goes_before_a_nearer_label() -> None:
    """An unscheduled scan has no label that could pair it: it goes by its day."""
    assert days(two(lesion(W8=56, UNSCHEDULED=70), lesion(W8=57, Unplanned=70))) == [(56, 57), (70, 70)]


def test_labels_are_read_without_regard_to_case() -> None:
    """`Week8` and `WEEK8` are one visit."""
    assert days(two(lesion(Week8=56), lesion(WEEK8=80))) == [(56, 80)]


def test_every_two_readers_are_a_pair_by_name() -> None:
    """Three readers are three pairs, of which the first is first by name."""
    compared = compare(study(dict.fromkeys("CAB", lesion(56))))
    assert compared.pairs.select("first", "second").rows() == [("A", "B"), ("A", "C"), ("B", "C")]
    assert compared.pairs["kind"].unique().to_list() == ["readers"]


def test_a_pair_stands_once_for_each_criterion() -> None:
    """Pairs are in the order of the criteria of the house."""
    compared = two(lesion(56), lesion(56), "irecist", "recist-1.1")
    assert compared.pairs.select("pair", "criterion").rows() == [(0, "recist-1.1"), (1, "irecist")]


def test_a_reader_is_compared_with_what_is_computed_of_his_own_lesions() -> None:
    """A reported under RECIST 1.1, B nothing: one pair of readers, and one of reported against computed."""
    compared = compare(study(dict.fromkeys("AB", lesion(56)), [{"day": 56, "overall_response": "SD"}]), "recist-1.1")
    assert compared.pairs.select("kind", "reader", "first", "second").rows() == [
        ("readers", None, "A", "B"),
        ("reported", "A", "reported", "computed"),
    ]


def test_readers_can_be_compared_by_what_they_reported() -> None:
    """By default the readers' computed responses count (both SD); asked, the reported ones do (SD and PD)."""
    said = [{"reader": name, "day": 56, "overall_response": word} for name, word in (("A", "SD"), ("B", "PD"))]
    both = study(dict.fromkeys("AB", lesion(56)), said)
    judged = assess(both, criteria=["recist-1.1"], explanations=False)
    for by, second in ((None, "SD"), ("reported", "PD")):
        compared = Compared.of(judged, assess_reported(both), readers_by=by)  # type: ignore[arg-type]
        readers = compared.calls.filter(kind="readers")
        assert readers["second_overall"].to_list() == [second]


def test_one_reader_without_reported_responses_has_nobody_to_compare_with() -> None:
    """All tables are there, with their columns and without rows; only the margins have a row."""
    compared = compare(study({"A": lesion(56)}))
    for name in ("pairs", "calls", "agreement", "several", "sums", "discordances", "discordance_rates"):
        assert getattr(compared, name).is_empty(), name
    assert compared.adjudications.is_empty()
    assert len(compared.margins) == 1


def test_nothing_to_compare_is_an_error_that_says_what_to_give() -> None:
    """Neither computed nor reported responses: the hint names both ways."""
    with pytest.raises(DataError, match="neither computed nor reported") as told:
        Compared.of(None)
    assert "two readers" in str(told.value.hint)
