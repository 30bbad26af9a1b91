"""Which responses were confirmed by a later assessment.

A CR is confirmed by a CR, a PR by a PR or a CR, at least so many days later; between them may lie what the options
allow. Stickiness plays no part: a PR that is only held confirms nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from ebbtide.endpoints.best.counted import NOWHERE, among
from ebbtide.terms.responses import CR, IGNORED, NE, PD, PR, SD

if TYPE_CHECKING:
    from ebbtide.endpoints.best.counted import Bools, Calls, Ints
    from ebbtide.study import Options

__all__ = ["Confirmed", "breaking", "confirmed_responses"]

_COURSE: Final = 2**32
"""More than any number of days, so that course and day make one number."""


class Confirmed(NamedTuple):
    """By call: the place of the assessment that confirms it; NOWHERE for a call that is no confirmed response."""

    complete: Ints
    partial: Ints


def confirmed_responses(calls: Calls, breaks: Bools, options: Options) -> Confirmed:
    """Find the confirmed responses.

    Args:
        calls: The calls that count.
        breaks: Which calls part a response from its confirmation, whatever it is.
        options: How many days, how many NE, and whether one SD is allowed.

    Sources:
        Eisenhauer 2009, sec. 4.6 and table 3; options that protocols set: admiralonco.
    """
    is_cr, is_pr, is_sd = (calls.measured == code for code in (CR, PR, SD))
    missed = among(calls.measured, NE, IGNORED)
    complete = first_later(calls, is_cr, is_cr, options.confirm_days)
    complete = where_at_most(complete, breaks | is_pr | is_sd, 0)
    complete = where_at_most(complete, missed, options.confirm_max_ne)
    partial = first_later(calls, is_pr, is_cr | is_pr, options.confirm_days)
    partial = where_at_most(partial, breaks, 0)
    partial = where_at_most(partial, missed, options.confirm_max_ne)
    partial = where_at_most(partial, is_sd, int(options.confirm_accept_sd))
    if options.pr_after_cr_blocks:
        partial = without_pr_after_cr(partial, is_cr, is_pr)
    return Confirmed(complete, partial)


def breaking(calls: Calls, followed: Bools, options: Options) -> Bools:
    """Tell which calls part any response from its confirmation: all but CR, PR, SD and NE.

    Args:
        calls: The calls that count.
        followed: Which of them are iRECIST's: there an iUPD may be let pass.
        options: `iupd_breaks_confirmation`.
    """
    breaks: Bools = ~among(calls.measured, CR, PR, SD, NE, IGNORED)
    if options.iupd_breaks_confirmation:
        return breaks
    passes: Bools = followed & (calls.measured == PD)
    return breaks & ~passes


def first_later(calls: Calls, wanted: Bools, by: Bools, days: int) -> Ints:
    """Find, for each wanted call, the first at least so many days later that may confirm it."""
    found = np.full(len(wanted), NOWHERE, np.int64)
    pool, first = np.flatnonzero(by), np.flatnonzero(wanted)
    if not len(first):
        return found
    number = calls.course * _COURSE + calls.day
    later = np.searchsorted(number[pool], number[first] + max(days, 1))
    second = pool[np.minimum(later, len(pool) - 1)]
    fits = (later < len(pool)) & (calls.course[second] == calls.course[first])
    found[first[fits]] = second[fits]
    return found


def where_at_most(second: Ints, marked: Bools, most: int) -> Ints:
    """Keep the pairs with at most so many marked calls after the first and up to the second."""
    so_far: Ints = np.cumsum(marked, dtype=np.int64)
    between: Ints = so_far[second] - so_far
    return np.where((second != NOWHERE) & (between <= most), second, NOWHERE)


def without_pr_after_cr(second: Ints, is_cr: Bools, is_pr: Bools) -> Ints:
    """Drop the pairs with a PR after a CR, between them or at the second."""
    place = np.arange(len(second))
    last_cr = np.maximum.accumulate(np.where(is_cr, place, NOWHERE))
    last_pr = np.maximum.accumulate(np.where(is_pr, place, NOWHERE))
    pr_before_second = last_pr[second]
    returned = (pr_before_second > place) & (last_cr[pr_before_second] > place)
    return np.where((second != NOWHERE) & ~returned, second, NOWHERE)
