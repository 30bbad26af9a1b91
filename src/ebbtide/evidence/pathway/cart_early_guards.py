"""Guards of P-CART-EARLY, and what it remembers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ebbtide.evidence.pathway.dues import MONTH_1
from ebbtide.evidence.pathway.ici_guards import (
    decides_nothing,
    supports_pseudoprogression,
    supports_true_progression,
)
from ebbtide.evidence.pathway.words import Event, Flag
from ebbtide.terms.responses import CPD, CR, NED, NON, PR, SD

if TYPE_CHECKING:
    from ebbtide.evidence.pathway.transitions import Memory, Moment


EARLY_DAYS: Final = 14
LAST_DAY: Final = 35
FIVE_MM: Final = 5000
NOT_PROGRESSION: Final = (CR, PR, SD, NON, NED)


def since_infusion(at: Moment) -> int:
    """Count the days since the infusion."""
    return at.now.day - at.context.origin


def is_early_at_the_tumor(at: Moment) -> bool:
    """Tell whether known tumour is larger on day 0 to 14."""
    return at.now.known_site and 0 <= since_infusion(at) <= EARLY_DAYS and is_enlarged(at)


def is_elsewhere(at: Moment) -> bool:
    """Tell whether a site without known tumour is larger on day 0 to 14."""
    return not at.now.known_site and 0 <= since_infusion(at) <= EARLY_DAYS


def is_enlarged(at: Moment) -> bool:
    """Tell whether something is larger: it was seen or felt, or the scan shows it."""
    told = at.now.event in (Event.ENLARGEMENT, Event.LESIONAL_CRS) and at.now.larger is not False
    return told or at.now.larger is True


def is_larger_at_month_1(at: Moment) -> bool:
    """Tell whether a scan of day 15 to 35 shows a larger tumour."""
    return at.now.larger is True and EARLY_DAYS < since_infusion(at) <= LAST_DAY


def is_still_larger(at: Moment) -> bool:
    """Tell whether the tumour is still larger at month 1 or later."""
    return at.now.larger is True and since_infusion(at) >= MONTH_1[0]


def is_still_larger_lymphoma(at: Moment) -> bool:
    """Tell whether a lymphoma is still larger at month 1 or later."""
    return at.context.is_lymphoma and is_still_larger(at)


def is_still_larger_other(at: Moment) -> bool:
    """Tell whether another tumour is still larger at month 1 or later."""
    return not at.context.is_lymphoma and is_still_larger(at)


def is_smaller_and_crs_over(at: Moment) -> bool:
    """Tell whether the growth has gone down and no CRS goes on."""
    smaller = at.now.event is Event.SHRINKAGE or at.now.larger is False or has_shrunk(at)
    return smaller and crs_is_over(at)


def crs_is_over(at: Moment) -> bool:
    """Tell whether no CRS goes on; one whose end is not told is taken as over after day 14 [Wei 2020]."""
    ends = [end for first, end in at.context.crs if at.context.origin <= first <= at.now.day]
    return all(since_infusion(at) > EARLY_DAYS if end is None else end <= at.now.day for end in ends)


def has_shrunk(at: Moment) -> bool:
    """Tell whether the sum is at least 5 mm smaller than at the growth."""
    then, now = at.memory.sum_um, at.now.sum_um
    return then is not None and now is not None and then - now >= FIVE_MM


def is_smaller_or_no_progression(at: Moment) -> bool:
    """Tell whether the sum is 5 mm smaller, or the scan is no progression any more."""
    return has_shrunk(at) or at.now.response in NOT_PROGRESSION


def is_confirmed_or_grows(at: Moment) -> bool:
    """Tell whether the scan is iCPD, or a lymphoma is Lugano PD again and has grown."""
    lymphoma = at.now.lymphoma
    again = lymphoma is not None and lymphoma.category == "PD"
    return at.now.response == CPD or (again and (at.now.larger is True or bool(lymphoma and lymphoma.grown)))


def month_1_shows_growth(at: Moment) -> bool:
    """Tell whether the imaging of month 1 that was due shows a larger tumour."""
    return is_due_by_now(at) and is_larger_at_month_1(at)


def month_1_shows_none(at: Moment) -> bool:
    """Tell whether the imaging of month 1 that was due shows no growth."""
    return is_due_by_now(at) and not is_larger_at_month_1(at)


def is_due_by_now(at: Moment) -> bool:
    """Tell whether the imaging that was due can be this one."""
    first = at.memory.window[0]
    return first is not None and at.now.day >= first


def lacks_antigen(at: Moment) -> bool:
    """Tell whether the biopsy shows tumour without the target antigen."""
    return at.now.antigen_lost


def has_antigen_and_supports_pseudo(at: Moment) -> bool:
    """Tell whether the biopsy supports pseudoprogression."""
    return not lacks_antigen(at) and supports_pseudoprogression(at)


def has_antigen_and_supports_true(at: Moment) -> bool:
    """Tell whether the biopsy supports true progression."""
    return not lacks_antigen(at) and supports_true_progression(at)


def has_antigen_and_decides_nothing(at: Moment) -> bool:
    """Tell whether the biopsy leaves the question open."""
    return not lacks_antigen(at) and at.memory.opened is not None and decides_nothing(at)


def opens(at: Moment) -> Memory:
    """Remember the growth and the sum of that day."""
    return at.memory._replace(opened=at.now.day, sum_um=at.now.sum_um)


def follows(at: Moment) -> Memory:
    """Remember the sum of the scan that now stands for the growth; the day of the growth stays."""
    return at.memory._replace(sum_um=at.now.sum_um, opened=at.now.day if at.memory.opened is None else at.memory.opened)


def dates_now(at: Moment) -> Memory:
    """Date the progression at the growth."""
    return at.memory._replace(event_day=at.now.day if at.memory.opened is None else at.memory.opened)


def flagged(at: Moment, flag: Flag) -> Memory:
    """Remember a flag once."""
    return at.memory._replace(flags=tuple(dict.fromkeys((*at.memory.flags, flag))))


def is_not_yet_unexpanded(at: Moment) -> bool:
    """Tell whether the flag is not there yet."""
    return Flag.NO_EXPANSION not in at.memory.flags


def is_not_yet_confounded(at: Moment) -> bool:
    """Tell whether the flag is not there yet."""
    return Flag.CONFOUNDED not in at.memory.flags


def no_expansion(at: Moment) -> Memory:
    """Remember that no expansion was seen."""
    return flagged(at, Flag.NO_EXPANSION)


def confounded(at: Moment) -> Memory:
    """Remember that another therapy was given."""
    return flagged(at, Flag.CONFOUNDED)
