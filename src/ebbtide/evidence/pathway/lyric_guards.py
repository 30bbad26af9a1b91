"""Guards of P-LYRIC, and what it remembers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ebbtide.evidence.pathway.transitions import Assessed
from ebbtide.evidence.pathway.words import Override
from ebbtide.terms.histology import Histology

if TYPE_CHECKING:
    from ebbtide.evidence.pathway.transitions import Memory, Moment


WEEK_12_DAY: Final = 84
UNTOLD: Final = Assessed("")


def seen(at: Moment) -> Assessed:
    """Give the assessment of the day."""
    return at.now.lymphoma or UNTOLD


def is_progression(at: Moment) -> bool:
    """Tell whether the Lugano category is PD."""
    return seen(at).category == "PD"


def is_half_larger(at: Moment) -> bool:
    """Tell whether the sum of products is at least 1.5 times the reference; PD by the sum says so without numbers."""
    one = seen(at)
    if one.spd_um2 is None or one.reference_um2 is None:
        return one.by_spd
    return 2 * one.spd_um2 >= 3 * one.reference_um2


def is_worse(at: Moment) -> bool:
    """Tell whether the patient is clinically worse."""
    return seen(at).deteriorated or Override.O2 in at.memory.signs or Override.O2 in at.memory.raised


def is_within_12_weeks(at: Moment) -> bool:
    """Tell whether the day is 84 or earlier."""
    return at.now.day - at.context.origin <= WEEK_12_DAY


def is_ir1(at: Moment) -> bool:
    """Tell whether PD by the sum comes within 12 weeks, in a patient who is not worse."""
    return is_progression(at) and is_half_larger(at) and is_within_12_weeks(at) and not is_worse(at)


def is_ir1_too_late(at: Moment) -> bool:
    """Tell whether PD by the sum comes after 12 weeks, or in a patient who is worse."""
    return is_progression(at) and is_half_larger(at) and not is_ir1(at)


def is_ir2(at: Moment) -> bool:
    """Tell whether PD is by a new or growing lesion, the sum being less than 1.5 times the reference."""
    return is_progression(at) and seen(at).by_lesion and not is_half_larger(at)


def is_ir3(at: Moment) -> bool:
    """Tell whether PD is by higher uptake alone."""
    return (
        is_progression(at)
        and seen(at).by_uptake
        and not (is_half_larger(at) or seen(at).by_lesion or seen(at).by_other)
    )


def is_by_other(at: Moment) -> bool:
    """Tell whether PD is by spleen, liver, marrow or non-measured lesions, and by nothing indeterminate."""
    return is_progression(at) and seen(at).by_other and not (is_half_larger(at) or seen(at).by_lesion)


def is_response(at: Moment) -> bool:
    """Tell whether the category is CR or PR."""
    return seen(at).category in ("CR", "PR")


def grows_on(at: Moment) -> bool:
    """Tell whether the sum is 1.1 times that of the first indeterminate response, and a lesion has grown."""
    then, now = at.memory.spd_um2, seen(at).spd_um2
    return then is not None and now is not None and 10 * now >= 11 * then and seen(at).grown


def is_halved(at: Moment) -> bool:
    """Tell whether the sum is half of baseline or less, or the category is CR or PR."""
    now, base = seen(at).spd_um2, seen(at).baseline_um2
    halved = now is not None and base is not None and 2 * now <= base
    return (halved or is_response(at)) and not grows_on(at)


def stays_ir1(at: Moment) -> bool:
    """Tell whether the sum has neither grown on nor halved."""
    return not grows_on(at) and not is_halved(at)


def enlarged_set_grows(at: Moment) -> bool:
    """Tell whether the lesions of the indeterminate response are at least 1.5 times their nadir."""
    now, least = seen(at).enlarged_um2, seen(at).enlarged_nadir_um2
    return now is not None and least is not None and 2 * now >= 3 * least


def stays_ir2(at: Moment) -> bool:
    """Tell whether those lesions have not grown so far, and the category is no response."""
    return not enlarged_set_grows(at) and not is_response(at)


def responds_in_ir2(at: Moment) -> bool:
    """Tell whether the category is CR or PR, those lesions not having grown."""
    return not enlarged_set_grows(at) and is_response(at)


def changes_in_size(at: Moment) -> bool:
    """Tell whether size or number progresses."""
    return is_progression(at) and (is_half_larger(at) or seen(at).by_lesion or seen(at).by_other)


def stays_ir3(at: Moment) -> bool:
    """Tell whether neither size nor number progresses, and the category is no response."""
    return not changes_in_size(at) and not is_response(at)


def is_positive(at: Moment) -> bool:
    """Tell whether the biopsy shows viable lymphoma."""
    return at.now.histology in (Histology.H2, Histology.H4)


def is_negative(at: Moment) -> bool:
    """Tell whether an adequate biopsy of the lesion shows no lymphoma."""
    return at.now.histology == Histology.H1


def opens(at: Moment) -> Memory:
    """Remember the first indeterminate response and its sum of products."""
    return at.memory._replace(opened=at.now.day, event_day=None, spd_um2=seen(at).spd_um2)


def forgets(at: Moment) -> Memory:
    """Forget the indeterminate responses: the next PD is the first of its run."""
    return at.memory._replace(opened=None, spd_um2=None)


def dates_now(at: Moment) -> Memory:
    """Date the progression today."""
    return at.memory._replace(opened=at.now.day, event_day=at.now.day)


def dates_at_first(at: Moment) -> Memory:
    """Date the progression at the first indeterminate response of the run."""
    return at.memory._replace(event_day=at.memory.opened)
