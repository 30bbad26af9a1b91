"""What opens, confirms and ends an iUPD, and what becomes of it in hindsight, beside the limits in millimetres."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from ebbtide import Options
from tests.criteria.histories import calls, flags, judged

if TYPE_CHECKING:
    from tests.criteria.histories import History, Seen

DAYS = (0, 42, 84, 126, 168, 210)


def course(**lesions: tuple[Seen | None, ...]) -> History:
    """Write what was seen of each lesion every 42 days; None where a lesion has no row."""
    looks = {name: zip(DAYS, seen, strict=False) for name, seen in lesions.items()}
    return {name: {day: what for day, what in seen if what is not None} for name, seen in looks.items()}


def reasons(history: History) -> set[str]:
    """Tell why iRECIST made the last call."""
    return set(calls(history, "irecist", "reasons")[-1].split())


# -------------------------------------------------------------------------------------- after a complete response


def test_a_new_lesion_that_returns_after_complete_response_is_progression() -> None:
    """Gone, and back after an iCR, it progresses whatever its size; after an iPR it does not."""
    gone_and_back = (None, "present", "absent", "present")
    complete = course(T1=(50_000, 50_000, 0, 0), NEW1=gone_and_back)
    partial = course(T1=(50_000, 50_000, 30_000, 30_000), NEW1=gone_and_back)
    assert calls(complete, "irecist") == ["iUPD", "iCR", "iUPD"]
    assert "NEW_LESION_RETURNED" in reasons(complete)
    assert calls(partial, "irecist") == ["iUPD", "iPR", "iPR"]


def test_a_nontarget_that_returns_is_not_unequivocal_for_good() -> None:
    """It progresses after the CR; where it is merely there at the next visit, it does not any more."""
    history = course(T1=(50_000, 0, 0, 0), NT1=("present", "absent", "present", "present"))
    assert calls(history, "recist-1.1", "nontarget_response") == ["CR", "PD", "NON-CR/NON-PD"]
    assert calls(history, "recist-1.1") == ["CR", "PD", "PR"]


def test_a_nontarget_node_that_progresses_after_complete_response_has_returned() -> None:
    """A node is back when it has unequivocally progressed; such an iUPD is not over because the node is smaller."""
    seen = ("present", "absent", "unequivocal_progression", "decreased")
    back = course(T1=(50_000, 0, 0, 0), NT1node=seen)
    assert calls(back, "irecist") == ["iCR", "iUPD", "iUPD"]
    without_cr = course(T1=(50_000, 30_000, 30_000, 30_000), NT1node=seen)
    assert calls(without_cr, "irecist") == ["iPR", "iUPD", "iPR"]


# -------------------------------------------------------------------------------------------- an open progression


def test_nontargets_of_which_none_was_evaluated_leave_their_progression_open() -> None:
    """That it still stands is not known: NE, and the next scan that shows more of it confirms."""
    seen = ("present", "unequivocal_progression", "not_evaluable", "increased")
    history = course(T1=(50_000, 50_000, 50_000, 50_000), NT1=seen)
    assert calls(history, "irecist") == ["iUPD", "NE", "iCPD"]
    assert "DRIVER_NOT_ASSESSED" in reasons(course(T1=(50_000,) * 3, NT1=seen[:3]))


def test_new_lesions_that_grow_from_their_least_keep_the_bar_where_it_is() -> None:
    """Targets that shrink reset nothing while the new lesions progress over their smallest sum."""
    new = (None, 20_000, 10_000, 15_000)
    assert calls(course(T1=(50_000, 50_000, 50_000, 40_000), NEW1=new), "irecist") == ["iUPD", "iUPD", "iUPD"]
    just_short = (*new[:3], 14_999)
    assert calls(course(T1=(50_000, 50_000, 50_000, 40_000), NEW1=just_short), "irecist") == ["iUPD", "iUPD", "iSD"]


@pytest.mark.parametrize(
    ("then", "now", "word"),
    [("present", "absent", "NON-iCR/NON-iUPD"), ("not_evaluable", "absent", "iUPD"), ("present", "present", "iUPD")],
)
def test_without_targets_better_nontargets_reset(then: str, now: str, word: str) -> None:
    """They are better only than what was seen at the iUPD; of what was not evaluated nothing is known."""
    history = course(NT1=("present", then, now), NEW1=(None, "present", "present"))
    assert calls(history, "irecist") == ["iUPD", word]


def test_every_call_that_a_rebased_progression_bears_on_is_flagged() -> None:
    """As long as the non-targets stay progressed after a reset, A28 says that only a further increase counts."""
    seen = ("present", "unequivocal_progression", "present", "present", "decreased")
    history = course(T1=(100_000, 100_000, 65_000, 65_000, 65_000), NT1=seen)
    assert calls(history, "irecist") == ["iUPD", "iPR", "iPR", "iPR"]
    assert ["A28" in on_day for on_day in flags(history, "irecist")] == [False, True, True, False]


def test_an_equivocal_node_that_grows_confirms_nothing() -> None:
    """A new node of 10 to 15 mm is no new lesion, so its growth is no growth of one."""
    history = course(
        T1=(50_000, 50_000, 50_000, 50_000),
        NEW1=(None, None, "present", "present"),
        NEW2node=(None, 11_000, "not_evaluable", 13_000),
    )
    assert calls(history, "irecist") == ["iSD", "iUPD", "iUPD"]


# ------------------------------------------------------------------------------------------------------ hindsight


@pytest.mark.parametrize("criterion", ["irrc", "irrecist"])
def test_the_same_burden_again_is_no_growth(criterion: str) -> None:
    """Where only growth confirms, a burden that is merely still there does not."""
    history: History = {"T1": {0: (50_000, 40_000), 42: (70_000, 50_000), 84: (70_000, 50_000)}}
    by_growth = Options(irc_confirm="continued_growth")
    assert judged(history, criterion, options=by_growth).settled["outcome"].to_list() == ["unconfirmed"] * 2
    assert "UNCONFIRMED" in flags(history, criterion, options=by_growth)[-1]
    assert judged(history, criterion).settled["outcome"].to_list() == ["confirmed"] * 2
