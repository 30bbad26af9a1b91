"""When the next thing is due: named rules, each with its words. A window never begins before what it follows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ebbtide.evidence.pathway.transitions import Due

if TYPE_CHECKING:
    from ebbtide.evidence.pathway.transitions import Moment, Rule, Window

MONTH_1: Final = (25, 35)
"""Days after an infusion on which imaging is that of month 1."""
MONTH_3: Final = 90
"""The day after an infusion that stands for month 3."""


def after(first: int, last: int) -> Rule:
    """Make the rule of a window that follows the scan."""

    def rule(at: Moment) -> Window:
        return at.now.day + first, at.now.day + last

    return rule


def nothing(_at: Moment) -> Window:
    """Nothing is due but what the protocol plans."""
    return None, None


def as_before(at: Moment) -> Window:
    """The imaging that was due before."""
    return at.memory.window


def earliest(at: Moment) -> Window:
    """The first day on which the progression could be confirmed, or today if that is past."""
    day = at.now.day if at.memory.opened is None else max(at.memory.opened + 28, at.now.day)
    return day, day


def on_the_day(at: Moment) -> Window:
    """The day for which the biopsy is planned; where none is told, the imaging as before."""
    if at.now.until is None:
        return at.memory.window
    day = max(at.now.until, at.now.day)
    return day, day


def by_month_1(at: Moment) -> Window:
    """From now on, and at the latest at month 1."""
    return at.now.day, max(at.context.origin + MONTH_1[1], at.now.day)


def at_month_1(at: Moment) -> Window:
    """Imaging of month 1."""
    first, last = (at.context.origin + day for day in MONTH_1)
    return max(first, at.now.day), max(last, at.now.day)


def at_month_3(at: Moment) -> Window:
    """Imaging of month 3."""
    day = max(at.context.origin + MONTH_3, at.now.day)
    return day, day


def after_or_month_3(at: Moment) -> Window:
    """4 to 8 weeks after the scan; of a lymphoma, up to month 3 if that is later."""
    first, last = at.now.day + 28, at.now.day + 56
    return first, max(last, at.context.origin + MONTH_3) if at.context.is_lymphoma else last


WEEKS_4_TO_8: Final = Due("4 to 8 weeks after the scan", after(28, 56))
WEEK_4: Final = Due("4 weeks after the scan", after(28, 28))
WEEKS_4_TO_12: Final = Due("12 weeks after the scan, optionally from week 4 on", after(28, 84))
WEEK_12: Final = Due("12 weeks after the scan", after(84, 84))
EARLIEST: Final = Due("day 28 after the first iUPD, at the earliest", earliest)
AS_BEFORE: Final = Due("as before", as_before)
BIOPSY_DAY: Final = Due("day of the biopsy", on_the_day, is_imaging=False)
BY_MONTH_1: Final = Due("as soon as the patient is fit for imaging, at the latest at month 1 (day 35)", by_month_1)
AT_MONTH_1: Final = Due("month 1 (day 25 to 35)", at_month_1)
AT_MONTH_3: Final = Due("month 3 (day 90)", at_month_3)
WEEKS_OR_MONTH_3: Final = Due("4 to 8 weeks after the scan; of a lymphoma, up to month 3", after_or_month_3)
PROTOCOL: Final = Due("next scan of the protocol", nothing)
NOTHING: Final = Due("nothing", nothing)
