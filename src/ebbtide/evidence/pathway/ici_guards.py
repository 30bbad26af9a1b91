"""Guards of P-ICI, and what it remembers; other machines use those on histology and on what is overdue."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ebbtide.terms.histology import Histology
from ebbtide.terms.responses import CPD, CR, IGNORED, NE, NED, NON, PD, PR, SD

if TYPE_CHECKING:
    from ebbtide.evidence.pathway.transitions import Memory, Moment


WEEKS_4: Final = 28


def is_unconfirmed(at: Moment) -> bool:
    """Tell whether the scan is iUPD."""
    return at.now.response == PD


def is_feasible(at: Moment) -> bool:
    """Tell whether a lesion can be sampled, the patient is fit for it and consents."""
    return at.now.feasible


def supports_pseudoprogression(at: Moment) -> bool:
    """Tell whether a sample taken after the growth shows no tumour, or little in a treatment effect."""
    return is_after_growth(at) and at.now.histology in (Histology.H1, Histology.H2)


def supports_true_progression(at: Moment) -> bool:
    """Tell whether a sample taken after the growth shows viable tumour without treatment effect."""
    return is_after_growth(at) and at.now.histology == Histology.H4


def decides_nothing(at: Moment) -> bool:
    """Tell whether the sample leaves the question open."""
    return not (supports_pseudoprogression(at) or supports_true_progression(at))


def is_after_growth(at: Moment) -> bool:
    """Tell whether the growth in question came before; without growth nothing is in question."""
    return at.memory.opened is not None and at.now.day >= at.memory.opened


def is_early(at: Moment) -> bool:
    """Tell whether the scan comes before 4 weeks, less the tolerance."""
    since = at.now.day - (at.memory.opened or 0)
    return at.now.response == IGNORED or since < WEEKS_4 - at.context.tolerance_days


def is_early_and_worse(at: Moment) -> bool:
    """Tell whether an early scan shows an additional new lesion, and there is a new symptom."""
    return is_early(at) and at.now.new_symptom and at.now.new_lesion


def is_only_early(at: Moment) -> bool:
    """Tell whether an early scan lacks a new symptom or an additional new lesion."""
    return is_early(at) and not is_early_and_worse(at)


def is_in_time(at: Moment, *responses: int) -> bool:
    """Tell whether a scan of 4 weeks or later is one of these responses."""
    return not is_early(at) and at.now.response in responses


def is_not_progression(at: Moment) -> bool:
    """Tell whether the scan is iCR, iPR, iSD or none of them without progression."""
    return is_in_time(at, CR, PR, SD, NON, NED)


def is_confirmed(at: Moment) -> bool:
    """Tell whether the scan is iCPD."""
    return is_in_time(at, CPD)


def is_unconfirmed_again(at: Moment) -> bool:
    """Tell whether the scan is iUPD once more."""
    return is_in_time(at, PD)


def is_not_evaluable(at: Moment) -> bool:
    """Tell whether the scan cannot be evaluated."""
    return is_in_time(at, NE)


def window_is_past(at: Moment) -> bool:
    """Tell whether the imaging window has closed."""
    return at.memory.window[1] is not None and at.now.day > at.memory.window[1]


def opens(at: Moment) -> Memory:
    """Remember the day of the first iUPD."""
    return at.memory._replace(opened=at.now.day, event_day=None, times=1, sum_um=at.now.sum_um)


def counts(at: Moment) -> Memory:
    """Count another iUPD."""
    return at.memory._replace(times=at.memory.times + 1)


def dates_at_first(at: Moment) -> Memory:
    """Date the progression at its first iUPD."""
    return at.memory._replace(event_day=at.memory.opened)


def is_overdue(at: Moment) -> Memory:
    """Remember that the window has closed."""
    return at.memory._replace(overdue=True)
