"""What confirms a response: days apart, and what may lie between."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from ebbtide.study import Options
from tests.endpoints.courses import best_of

if TYPE_CHECKING:
    from collections.abc import Sequence


def confirmed(*calls: tuple[int, str], **options: Any) -> tuple[str, int | None]:  # noqa: ANN401
    """Give the confirmed best response of one course, and its day."""
    row = best_of({"P1": calls}, options=Options(**options))["P1"]
    return row["confirmed_best_overall_response"], row["confirmed_day"]


@pytest.mark.parametrize(("day", "best"), [(69, "SD"), (70, "PR")])
def test_a_response_is_confirmed_from_28_days_on(day: int, best: str) -> None:
    """The days are the difference of dates, nothing added, and the limit is inclusive."""
    assert confirmed((42, "PR"), (day, "PR")) == (best, 42)


def test_a_confirmation_too_early_gives_way_to_a_later_one() -> None:
    """PR on days 42, 56 and 70: the third confirms the first."""
    assert confirmed((42, "PR"), (56, "PR"), (70, "PR")) == ("PR", 42)


def test_the_first_that_is_confirmed_gives_the_day() -> None:
    """A first PR that was lost is not dated back to."""
    assert confirmed((42, "PR"), (84, "SD"), (126, "PR"), (168, "PR")) == ("PR", 126)


@pytest.mark.parametrize(("allowed", "best"), [(0, "SD"), (1, "SD"), (2, "CR")])
def test_so_many_unevaluable_assessments_may_lie_between(allowed: int, best: str) -> None:
    """Two NE between two CR need two allowed."""
    calls = ((42, "CR"), (63, "NE"), (84, "NE"), (105, "CR"))
    assert confirmed(*calls, confirm_max_ne=allowed) == (best, 42)


@pytest.mark.parametrize(
    ("between", "accepted", "best"),
    [(["SD"], False, "SD"), (["SD"], True, "PR"), (["SD", "SD"], True, "SD"), (["SD", "NE"], True, "PR")],
)
def test_one_sd_may_lie_between_where_it_is_accepted(between: Sequence[str], best: str, *, accepted: bool) -> None:
    """For a PR only, and never two."""
    calls = [(42, "PR"), *((56 + 7 * place, word) for place, word in enumerate(between)), (84, "PR")]
    assert confirmed(*calls, confirm_accept_sd=accepted) == (best, 42)


def test_sd_never_lies_between_complete_responses() -> None:
    """A CR is confirmed by a CR with nothing but CR and NE between."""
    assert confirmed((42, "CR"), (63, "SD"), (84, "CR"), confirm_accept_sd=True) == ("SD", 42)
    assert confirmed((42, "CR"), (63, "PR"), (84, "CR")) == ("SD", 42)


@pytest.mark.parametrize(("blocks", "best"), [(True, "SD"), (False, "PR")])
def test_a_pr_after_a_cr_keeps_a_pr_from_being_confirmed(best: str, *, blocks: bool) -> None:
    """Disease that is back, inside the window or at its end."""
    assert confirmed((42, "PR"), (56, "CR"), (84, "PR"), pr_after_cr_blocks=blocks) == (best, 42)


def test_a_pr_after_a_cr_that_comes_later_does_not_matter() -> None:
    """Only what lies up to the confirmation counts."""
    assert confirmed((42, "PR"), (84, "CR"), (126, "PR")) == ("PR", 42)


def test_a_pr_before_the_cr_does_not_matter() -> None:
    """PR, PR, CR is the usual course."""
    assert confirmed((42, "PR"), (56, "PR"), (84, "CR")) == ("PR", 42)


def test_two_courses_never_confirm_each_other() -> None:
    """The next subject's response is nobody else's."""
    found = best_of({"P1": [(42, "PR")], "P2": [(84, "PR")]})
    assert [found[name]["confirmed_best_overall_response"] for name in ("P1", "P2")] == ["SD", "SD"]


@pytest.mark.parametrize(("how", "best"), [("pd", ("PD", 35)), ("ne", ("NE", 7))])
def test_disease_after_an_early_cr(how: str, best: tuple[str, int]) -> None:
    """PD as table 3 has it, or NE as admiralonco."""
    assert confirmed((7, "CR"), (35, "PR"), cr_then_disease=how) == best


def test_disease_after_a_cr_counts_as_stable_where_it_lasts() -> None:
    """At the minimum and later it is SD, as the table says first."""
    assert confirmed((7, "CR"), (42, "PR")) == ("SD", 42)


def test_any_later_response_confirms_where_no_days_are_asked_for() -> None:
    """`confirm_days = 0`: the next one will do, but not the same one."""
    assert confirmed((42, "PR"), (43, "PR"), confirm_days=0) == ("PR", 42)
    assert confirmed((42, "PR"), confirm_days=0) == ("SD", 42)


@pytest.mark.parametrize(("how", "best"), [("absent", ("PR", 42)), ("ranked", ("SD", 42))])
def test_what_was_not_done_stands_between_only_where_it_is_to_rank(how: str, best: tuple[str, int]) -> None:
    """ND between two PR: not there, or in the way."""
    assert confirmed((42, "PR"), (63, "ND"), (84, "PR"), not_done=how) == best
